//! What is right: the steps of a gold ladder, or every way through the corners of its beads.

use crate::align::band::Band;
use crate::align::evidence::{Costs, NEVER};
use crate::align::search::lattice::{Lattice, Step};
use crate::bitext::{Cut, Ladder};

/// What an example shows to be right.
pub(super) enum Right {
    /// The steps the gold ladder takes.
    Steps(Gold),
    /// Every way through the corners of some rectangles.
    Rectangles(Rectangles),
}

/// The steps the gold ladder takes, or leaves open.
pub(super) struct Gold {
    pub(super) beads: Vec<bool>,
    pub(super) source_gaps: Vec<bool>,
    pub(super) target_gaps: Vec<bool>,
}

impl Gold {
    pub(super) fn new(band: &Band, shapes: &[(u32, u32)], ladder: &Ladder) -> Gold {
        let area = band.area();
        let mut gold = Gold {
            beads: vec![false; band.cells() * shapes.len()],
            source_gaps: vec![false; area.source.len() as usize],
            target_gaps: vec![false; area.target.len() as usize],
        };
        for cut in ladder.beads().iter().map(|b| b.cut) {
            let shape = shapes.iter().position(|&s| s == (cut.source.len(), cut.target.len()));
            match (shape, band.cell(cut.source.end, cut.target.end)) {
                (Some(shape), Some(cell)) => gold.beads[cell * shapes.len() + shape] = true,
                _ => gold.leave_open(band, shapes, cut),
            }
        }
        gold
    }

    /// Lets every step inside a rectangle count as right.
    pub(super) fn leave_open(&mut self, band: &Band, shapes: &[(u32, u32)], area: Cut) {
        let whole = band.area();
        for i in area.source.indices() {
            self.source_gaps[(i - whole.source.start) as usize] = true;
        }
        for j in area.target.indices() {
            self.target_gaps[(j - whole.target.start) as usize] = true;
        }
        for i in area.source.start..=area.source.end {
            for j in area.target.start..=area.target.end {
                let Some(cell) = band.cell(i, j) else { continue };
                for (shape, &(a, c)) in shapes.iter().enumerate() {
                    let inside = i - area.source.start >= a && j - area.target.start >= c;
                    self.beads[cell * shapes.len() + shape] |= inside;
                }
            }
        }
    }

    /// Forbids every step gold does not take.
    pub(super) fn keep(&self, costs: &mut Costs) {
        for (cost, &kept) in costs.beads.iter_mut().zip(&self.beads) {
            if !kept {
                *cost = NEVER;
            }
        }
        let gaps = costs.source_gaps.iter_mut().zip(&self.source_gaps);
        for (cost, &kept) in gaps.chain(costs.target_gaps.iter_mut().zip(&self.target_gaps)) {
            if !kept {
                *cost = (NEVER, NEVER);
            }
        }
    }
}

/// Cuts with those that follow each other and have an empty side joined: which gap comes first says nothing,
/// and paths know only one order.
fn joined_gaps(cuts: Vec<Cut>) -> Vec<Cut> {
    let mut joined: Vec<(Cut, bool)> = Vec::new();
    for cut in cuts {
        let is_gap = cut.shape().is_gap();
        match joined.last_mut() {
            Some((last, true)) if is_gap => {
                last.source.end = cut.source.end;
                last.target.end = cut.target.end;
            }
            _ => joined.push((cut, is_gap)),
        }
    }
    joined.into_iter().map(|(cut, _)| cut).collect()
}

/// The rectangles of gold beads in a band, whose corners every right way passes.
pub(super) struct Rectangles {
    pub(super) band: Band,
    // For each cell of the band: its number in the band of the example.
    pub(super) cells: Vec<Option<usize>>,
    // For each row but the first: the rectangle that holds the step to it.
    pub(super) holders: Vec<Cut>,
}

impl Rectangles {
    /// The rectangles of beads that follow each other, in a band that holds them.
    pub(super) fn new(free: &Band, gold: Vec<Cut>) -> Rectangles {
        let area = free.area();
        let mut rows: Vec<Option<(u32, u32)>> = vec![None; area.source.len() as usize + 1];
        let mut holders = vec![area; rows.len()];
        for cut in joined_gaps(gold) {
            for i in cut.source.start..=cut.source.end {
                let at = (i - area.source.start) as usize;
                let row = rows[at].get_or_insert((cut.target.start, cut.target.end));
                *row = (row.0.min(cut.target.start), row.1.max(cut.target.end));
                if i > cut.source.start {
                    holders[at] = cut;
                }
            }
        }
        let rows = rows.into_iter().map(|row| row.unwrap_or((area.target.start, area.target.end)));
        let band = Band::from_rows(area, rows.collect());
        let cells = band.points().map(|(i, j, _)| free.cell(i, j)).collect();
        Rectangles { band, cells, holders }
    }

    /// The weight of the right ways of a free lattice, with the posterior of every step among them.
    pub(super) fn marginals(&self, free: &Lattice<'_>, visit: &mut dyn FnMut(Step, f64)) -> f64 {
        let shapes = free.shapes.len();
        let first = self.band.area().source.start;
        let mut beads = vec![NEVER; self.band.cells() * shapes];
        for (i, j, cell) in self.band.points() {
            let Some(there) = self.cells[cell] else { continue };
            let holder = self.holders[(i - first) as usize];
            for (shape, &(a, c)) in free.shapes.iter().enumerate() {
                let inside = i >= holder.source.start + a
                    && j >= holder.target.start + c
                    && j <= holder.target.end;
                if inside {
                    beads[cell * shapes + shape] = free.beads[there * shapes + shape];
                }
            }
        }
        let held = Lattice { band: &self.band, beads: &beads, ..*free };
        held.marginals(|step, share| {
            let step = match step {
                Step::Bead { cell, shape } => match self.cells[cell] {
                    Some(cell) => Step::Bead { cell, shape },
                    None => return,
                },
                other => other,
            };
            visit(step, share);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Run;

    fn cut(source: (u32, u32), target: (u32, u32)) -> Cut {
        Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1))
    }

    /// The natural log of the number of ways, where all beads weigh the same and gaps are impossible.
    fn ways(gold: Vec<Cut>) -> f64 {
        let shapes = [(1, 1), (1, 2), (2, 1)];
        let free = Band::whole(cut((0, 4), (0, 5)));
        let beads = vec![0.0; free.cells() * shapes.len()];
        let gaps = vec![(NEVER, NEVER); 5];
        let costs = Costs { beads, source_gaps: gaps.clone(), target_gaps: gaps };
        let lattice = Lattice::new(&free, &shapes, &costs);
        Rectangles::new(&free, gold).marginals(&lattice, &mut |_, _| {})
    }

    #[test]
    fn right_ways_pass_every_corner() {
        // 2 x 2 can be done in one way, 2 x 3 in two.
        let both = ways(vec![cut((0, 2), (0, 2)), cut((2, 4), (2, 5))]);
        assert!((both - std::f64::consts::LN_2).abs() < 1e-9, "{both}");
        // All of it in four, one for each bead that may be a 1-2, and more with 2-1.
        assert!(ways(vec![cut((0, 4), (0, 5))]) > 2.0 * std::f64::consts::LN_2 - 1e-9);
        assert!(ways(vec![cut((0, 4), (0, 2)), cut((4, 4), (2, 5))]) < -1e8, "a gap is needed");
    }

    #[test]
    fn gaps_in_a_row_are_one() {
        let cuts = vec![cut((0, 1), (0, 1)), cut((1, 1), (1, 2)), cut((1, 2), (2, 2))];
        assert_eq!(joined_gaps(cuts), [cut((0, 1), (0, 1)), cut((1, 2), (1, 2))]);
    }
}
