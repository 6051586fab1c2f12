//! The dynamic programme: the best path through a band, and the share of all paths that takes each step.
//!
//! A path moves over the points of a band. A bead moves on both sides; a gap moves on one, dearer to open
//! than to go on with. Gaps on the source come before gaps on the target between two beads, so that every
//! alignment is one path and no posterior is split.
//!
//! The forward, backward and Viterbi passes walk the same three states; what
//! changes in one changes in all.

use crate::align::band::Band;
use crate::align::evidence::Costs;
use crate::bitext::{Cut, Run};
use crate::maths;

/// Where a path stands between beads.
const AFTER_BEAD: usize = 0;
const IN_SOURCE_GAP: usize = 1;
const IN_TARGET_GAP: usize = 2;
const STATES: usize = 3;

const IMPOSSIBLE: f64 = f64::NEG_INFINITY;

/// Steps less likely than this, in natural log, are not counted.
const NEGLIGIBLE: f64 = -25.0;

/// More than the log of the number of states, and than what rounding does: from a point that paths pass less likely
/// than a negligible step by more than this, no step counts.
const A_LITTLE: f64 = 2.0;

/// A band with the log odds of every step in it.
pub(crate) struct Lattice<'a> {
    pub(crate) band: &'a Band,
    /// Source and target segments of each shape of bead.
    pub(crate) shapes: &'a [(u32, u32)],
    /// The log odds of each shape of bead that ends at each point, point by point.
    pub(crate) beads: &'a [f32],
    /// The log odds of leaving each source segment of the band's area unaligned: opening a gap with it, and
    /// going on with one.
    pub(crate) source_gaps: &'a [(f32, f32)],
    /// The same of each target segment.
    pub(crate) target_gaps: &'a [(f32, f32)],
}

/// A step of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// A bead: the point it ends at and its shape.
    Bead { cell: usize, shape: usize },
    /// A source segment left unaligned, and the point behind it.
    SourceGap { cell: usize, segment: u32, opens: bool },
    /// A target segment left unaligned, and the point behind it.
    TargetGap { cell: usize, segment: u32, opens: bool },
}

/// How the best way comes to a point and state.
#[derive(Clone, Copy)]
struct Way {
    log_odds: f64,
    // 0..shapes: a bead; shapes: a source gap; shapes + 1: a target gap.
    kind: u8,
    from: u8,
}

impl<'a> Lattice<'a> {
    /// The lattice of a band with the costs of its steps.
    pub(crate) fn new(band: &'a Band, shapes: &'a [(u32, u32)], costs: &'a Costs) -> Lattice<'a> {
        let Costs { beads, source_gaps, target_gaps } = costs;
        Lattice { band, shapes, beads, source_gaps, target_gaps }
    }
}

impl Lattice<'_> {
    /// The cuts of the path of highest total log odds, in order; ties go to the smaller bead.
    pub(crate) fn best_path(&self) -> Vec<Cut> {
        let shapes = self.shapes.len() as u8;
        let nowhere = Way { log_odds: IMPOSSIBLE, kind: 0, from: 0 };
        let mut best = vec![[nowhere; STATES]; self.band.cells()];
        best[0][AFTER_BEAD].log_odds = 0.0;
        for (i, j, cell) in self.band.points() {
            for (shape, &(a, c)) in self.shapes.iter().enumerate() {
                let Some(start) = self.back(i, j, a, c) else { continue };
                let gain = self.bead(cell, shape);
                for from in 0..STATES {
                    let total = best[start][from].log_odds + gain;
                    if total > best[cell][AFTER_BEAD].log_odds {
                        best[cell][AFTER_BEAD] =
                            Way { log_odds: total, kind: shape as u8, from: from as u8 };
                    }
                }
            }
            for (a, c, state) in [(1, 0, IN_SOURCE_GAP), (0, 1, IN_TARGET_GAP)] {
                let Some(start) = self.back(i, j, a, c) else { continue };
                for (from, cost) in self.gap_into(state, i - a, j - c).into_iter().enumerate() {
                    let total = best[start][from].log_odds + cost;
                    if total > best[cell][state].log_odds {
                        let kind = shapes + (state - IN_SOURCE_GAP) as u8;
                        best[cell][state] = Way { log_odds: total, kind, from: from as u8 };
                    }
                }
            }
        }
        let area = self.band.area();
        let (mut i, mut j) = (area.source.end, area.target.end);
        let end = &best[self.band.cells() - 1];
        let mut state =
            (0..STATES).fold(0, |b, s| if end[s].log_odds > end[b].log_odds { s } else { b });
        let mut path = Vec::new();
        while let Some(cell) = self.band.cell(i, j).filter(|&cell| cell > 0) {
            let way = best[cell][state];
            let (a, c) = match way.kind.checked_sub(shapes) {
                None => self.shapes[way.kind as usize],
                Some(0) => (1, 0),
                Some(_) => (0, 1),
            };
            path.push(Cut::new(Run::new(i - a, i), Run::new(j - c, j)));
            (i, j, state) = (i - a, j - c, way.from as usize);
        }
        path.reverse();
        path
    }

    /// The natural log of the weight of all paths.
    pub(crate) fn total(&self) -> f64 {
        let (_, any) = self.forward();
        any[self.band.cells() - 1]
    }

    /// Visits every step that is not negligible with its posterior, the share of the weight of all paths that
    /// takes it, and gives the natural log of that weight.
    pub(crate) fn marginals(&self, mut visit: impl FnMut(Step, f64)) -> f64 {
        let ((forward, any), backward) = rayon::join(|| self.forward(), || self.backward());
        let total = any[self.band.cells() - 1];
        let mut tell = |step, log_share: f64| {
            if log_share > NEGLIGIBLE {
                visit(step, maths::exp(log_share));
            }
        };
        for (i, j, cell) in self.band.points().rev() {
            let (here, on) = (forward[cell], backward[cell]);
            let through = (0..STATES).map(|s| here[s] + on[s]).fold(IMPOSSIBLE, f64::max);
            if through - total < NEGLIGIBLE - A_LITTLE {
                continue;
            }
            for (shape, &(a, c)) in self.shapes.iter().enumerate() {
                let Some(end) = self.band.cell(i + a, j + c) else { continue };
                let way = self.bead(end, shape) + backward[end][AFTER_BEAD];
                tell(Step::Bead { cell: end, shape }, any[cell] + way - total);
            }
            if let Some(cell) = self.band.cell(i + 1, j) {
                let costs = self.gap_into(IN_SOURCE_GAP, i, j);
                let next = backward[cell][IN_SOURCE_GAP] - total;
                let opens = here[AFTER_BEAD] + costs[AFTER_BEAD] + next;
                let goes_on = here[IN_SOURCE_GAP] + costs[IN_SOURCE_GAP] + next;
                tell(Step::SourceGap { cell, segment: i, opens: true }, opens);
                tell(Step::SourceGap { cell, segment: i, opens: false }, goes_on);
            }
            if let Some(cell) = self.band.cell(i, j + 1) {
                let costs = self.gap_into(IN_TARGET_GAP, i, j);
                let next = backward[cell][IN_TARGET_GAP] - total;
                let [after_bead, in_source, in_target] = [0, 1, 2].map(|s| here[s] + costs[s]);
                let opens = log_sum(&[after_bead, in_source]) + next;
                tell(Step::TargetGap { cell, segment: j, opens: true }, opens);
                tell(Step::TargetGap { cell, segment: j, opens: false }, in_target + next);
            }
        }
        total
    }

    /// The log weight of all ways on from each point, by the state they go on from.
    fn backward(&self) -> Vec<[f64; STATES]> {
        let mut backward = vec![[IMPOSSIBLE; STATES]; self.band.cells()];
        let last = self.band.cells() - 1;
        let mut ways: Vec<f64> = Vec::with_capacity(self.shapes.len());
        for (i, j, cell) in self.band.points().rev() {
            if cell == last {
                backward[last] = [0.0; STATES];
                continue;
            }
            ways.clear();
            for (shape, &(a, c)) in self.shapes.iter().enumerate() {
                if let Some(end) = self.band.cell(i + a, j + c) {
                    ways.push(self.bead(end, shape) + backward[end][AFTER_BEAD]);
                }
            }
            let beads = log_sum(&ways);
            let gap = |state, cell: Option<usize>| match cell {
                Some(cell) => self.gap_into(state, i, j).map(|cost| cost + backward[cell][state]),
                None => [IMPOSSIBLE; STATES],
            };
            let source = gap(IN_SOURCE_GAP, self.band.cell(i + 1, j));
            let target = gap(IN_TARGET_GAP, self.band.cell(i, j + 1));
            backward[cell] = [0, 1, 2].map(|state| log_sum(&[beads, source[state], target[state]]));
        }
        backward
    }

    /// The log weight of all ways to each point by state, and over the states.
    fn forward(&self) -> (Vec<[f64; STATES]>, Vec<f64>) {
        let mut forward = vec![[IMPOSSIBLE; STATES]; self.band.cells()];
        let mut any = vec![IMPOSSIBLE; self.band.cells()];
        let mut ways: Vec<f64> = Vec::with_capacity(self.shapes.len());
        for (i, j, cell) in self.band.points() {
            ways.clear();
            for (shape, &(a, c)) in self.shapes.iter().enumerate() {
                if let Some(start) = self.back(i, j, a, c) {
                    ways.push(any[start] + self.bead(cell, shape));
                }
            }
            let mut here = [log_sum(&ways), IMPOSSIBLE, IMPOSSIBLE];
            if cell == 0 {
                here[AFTER_BEAD] = 0.0;
            }
            for (a, c, state) in [(1, 0, IN_SOURCE_GAP), (0, 1, IN_TARGET_GAP)] {
                if let Some(start) = self.back(i, j, a, c) {
                    let (from, costs) = (forward[start], self.gap_into(state, i - a, j - c));
                    here[state] =
                        log_sum(&[from[0] + costs[0], from[1] + costs[1], from[2] + costs[2]]);
                }
            }
            any[cell] = log_sum(&here);
            forward[cell] = here;
        }
        (forward, any)
    }

    fn bead(&self, cell: usize, shape: usize) -> f64 {
        f64::from(self.beads[cell * self.shapes.len() + shape])
    }

    /// The cost of passing source segment `i` or target segment `j` over, by the state it is done from.
    fn gap_into(&self, state: usize, i: u32, j: u32) -> [f64; STATES] {
        let area = self.band.area();
        if state == IN_SOURCE_GAP {
            let (open, extend) = self.source_gaps[(i - area.source.start) as usize];
            [f64::from(open), f64::from(extend), IMPOSSIBLE]
        } else {
            let (open, extend) = self.target_gaps[(j - area.target.start) as usize];
            [f64::from(open), f64::from(open), f64::from(extend)]
        }
    }

    fn back(&self, i: u32, j: u32, a: u32, c: u32) -> Option<usize> {
        self.band.cell(i.checked_sub(a)?, j.checked_sub(c)?)
    }
}

/// ln of the sum of the exponentials.
fn log_sum(terms: &[f64]) -> f64 {
    let mut greatest = IMPOSSIBLE;
    let mut greatest_at = 0;
    for (at, &term) in terms.iter().enumerate() {
        if term > greatest {
            (greatest, greatest_at) = (term, at);
        }
    }
    // The exponential of most is not needed: the greatest is one time itself, and few others are near it.
    let mut others = 0.0;
    for (at, term) in terms.iter().enumerate() {
        let share = term - greatest;
        if share > TOO_SMALL && at != greatest_at {
            others += maths::exp(share);
        }
    }
    if others > 0.0 { greatest + maths::ln(1.0 + others) } else { greatest }
}

/// What is this much less than another, in natural log, is lost when added to it: e^-37 is below the rounding of
/// 64 bits.
const TOO_SMALL: f64 = -37.0;

#[cfg(test)]
mod tests {
    use super::*;

    const SHAPES: [(u32, u32); 3] = [(1, 1), (1, 2), (2, 1)];

    fn lattice<'a>(band: &'a Band, beads: &'a [f32], gaps: &'a [(f32, f32)]) -> Lattice<'a> {
        Lattice { band, shapes: &SHAPES, beads, source_gaps: gaps, target_gaps: gaps }
    }

    /// Every path through a small grid with its weight, found the slow way.
    fn all_paths(lattice: &Lattice<'_>, i: u32, j: u32, state: usize) -> Vec<(f64, Vec<Step>)> {
        let area = lattice.band.area();
        if (i, j) == (area.source.end, area.target.end) {
            return vec![(0.0, vec![])];
        }
        let mut steps = Vec::new();
        for (shape, &(a, c)) in SHAPES.iter().enumerate() {
            if let Some(cell) = lattice.band.cell(i + a, j + c) {
                let step = Step::Bead { cell, shape };
                steps.push((step, lattice.bead(cell, shape), i + a, j + c, AFTER_BEAD));
            }
        }
        if let Some(cell) = lattice.band.cell(i + 1, j).filter(|_| state != IN_TARGET_GAP) {
            let step = Step::SourceGap { cell, segment: i, opens: state == AFTER_BEAD };
            steps.push((
                step,
                lattice.gap_into(IN_SOURCE_GAP, i, j)[state],
                i + 1,
                j,
                IN_SOURCE_GAP,
            ));
        }
        if let Some(cell) = lattice.band.cell(i, j + 1) {
            let step = Step::TargetGap { cell, segment: j, opens: state != IN_TARGET_GAP };
            steps.push((
                step,
                lattice.gap_into(IN_TARGET_GAP, i, j)[state],
                i,
                j + 1,
                IN_TARGET_GAP,
            ));
        }
        let mut paths = Vec::new();
        for (step, gain, i, j, state) in steps {
            for (weight, mut rest) in all_paths(lattice, i, j, state) {
                rest.insert(0, step);
                paths.push((weight + gain, rest));
            }
        }
        paths
    }

    #[test]
    fn marginals_agree_with_counting_every_path() {
        let band = Band::whole(Cut::new(Run::new(2, 5), Run::new(1, 4)));
        let beads: Vec<f32> =
            (0..band.cells() * 3).map(|k| ((k * 37 % 23) as f32 - 11.0) / 5.0).collect();
        let gaps: Vec<(f32, f32)> =
            (0..3).map(|k| (-0.5 - k as f32 / 3.0, 0.3 * k as f32)).collect();
        let lattice = lattice(&band, &beads, &gaps);
        let paths = all_paths(&lattice, 2, 1, AFTER_BEAD);
        let total: f64 = paths.iter().map(|p| maths::exp(p.0)).sum();
        // A gap is visited once for each row or column it may lie in.
        let mut visited: Vec<(Step, f64)> = Vec::new();
        let log_total = lattice.marginals(|step, posterior| {
            match visited.iter_mut().find(|(seen, _)| *seen == step) {
                Some((_, sum)) => *sum += posterior,
                None => visited.push((step, posterior)),
            }
        });
        for (step, posterior) in &visited {
            let share: f64 =
                paths.iter().filter(|p| p.1.contains(step)).map(|p| maths::exp(p.0)).sum();
            assert!((share / total - posterior).abs() < 1e-6, "{step:?}");
        }
        let sum: f64 = visited.iter().map(|(_, posterior)| posterior).sum();
        assert!((log_total - maths::ln(total)).abs() < 1e-9);
        let steps: f64 = paths.iter().map(|p| maths::exp(p.0) * p.1.len() as f64).sum();
        assert!((sum - steps / total).abs() < 1e-6);
        let best = paths.iter().max_by(|a, b| a.0.total_cmp(&b.0)).unwrap();
        assert_eq!(lattice.best_path().len(), best.1.len());
    }
}
