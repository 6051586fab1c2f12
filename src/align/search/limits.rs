//! Steps that no path may take, because of what a reviewer or a document says.

use std::collections::BTreeSet;

use crate::align::band::Band;
use crate::align::evidence::{Costs, NEVER};
use crate::bitext::{Bitext, Cut, Run, Side};

/// What a bead costs that has a segment of another bead: more than any number of steps that may not be, since it would
/// lose the other bead.
const TAKEN: f32 = 1000.0 * NEVER;

/// Steps that no path may take.
#[derive(Debug, Default)]
pub(crate) struct Limits {
    /// Cuts that may not become beads.
    rejected: BTreeSet<Cut>,
    /// Segments of either side that are in beads already, so that every path leaves them out.
    held: [BTreeSet<u32>; 2],
    /// Segments of either side that must be in beads.
    wanted: [BTreeSet<u32>; 2],
    /// Segments of either side without a letter or digit, such as a line of stars: each stands alone, or faces one of
    /// them.
    separators: [BTreeSet<u32>; 2],
}

impl Limits {
    /// No bead may be one of `rejected`, nor have a segment of `held`. A rejected cut with an empty side means that its
    /// segments are not to be left unaligned.
    pub(super) fn new(
        rejected: impl Iterator<Item = Cut>,
        held: impl Iterator<Item = Cut>,
    ) -> Limits {
        let mut limits = Limits::default();
        for cut in rejected {
            match cut.shape().is_gap() {
                true => add(&mut limits.wanted, cut),
                false => _ = limits.rejected.insert(cut),
            }
        }
        for cut in held {
            add(&mut limits.held, cut);
            if !cut.shape().is_gap() {
                // They are in a bead already.
                limits.wanted[0].retain(|at| !cut.source.indices().contains(at));
                limits.wanted[1].retain(|at| !cut.target.indices().contains(at));
            }
        }
        limits
    }

    /// The same, with the separators of an area of both texts.
    pub(super) fn with_separators(mut self, bitext: &Bitext, area: Cut) -> Limits {
        for (side, separators) in Side::both().into_iter().zip(&mut self.separators) {
            let run = area.side(side);
            let segments = bitext.side(side).of(run);
            let apart = run.indices().zip(segments).filter(|(_, segment)| segment.is_separator());
            separators.extend(apart.map(|(at, _)| at));
        }
        self
    }

    /// Whether a cut has a segment that is in a bead already.
    pub(super) fn hold(&self, cut: Cut) -> bool {
        Side::both()
            .into_iter()
            .zip(&self.held)
            .any(|(side, held)| held.range(cut.side(side).indices()).next().is_some())
    }

    /// Makes the steps impossible.
    pub(super) fn apply(&self, band: &Band, shapes: &[(u32, u32)], costs: &mut Costs) {
        let area = band.area();
        let inside = |side: Side| {
            let run = area.side(side);
            move |segments: &'_ BTreeSet<u32>| -> Vec<u32> {
                segments.range(run.indices()).copied().collect()
            }
        };
        let gaps = [(Side::Source, &mut costs.source_gaps), (Side::Target, &mut costs.target_gaps)];
        for ((side, gaps), at) in gaps.into_iter().zip(0..) {
            let start = area.side(side).start;
            for segment in inside(side)(&self.held[at]) {
                gaps[(segment - start) as usize] = (0.0, 0.0);
            }
            for segment in inside(side)(&self.wanted[at]) {
                gaps[(segment - start) as usize] = (NEVER, NEVER);
            }
        }
        let held = Counts::new(area, &self.held);
        let separators = Counts::new(area, &self.separators);
        if held.is_empty() && self.rejected.is_empty() && separators.is_empty() {
            return;
        }
        for (i, j, cell) in band.points() {
            for (&(a, c), cost) in shapes.iter().zip(&mut costs.beads[cell * shapes.len()..]) {
                let (Some(from), Some(to)) = (i.checked_sub(a), j.checked_sub(c)) else { continue };
                if from < area.source.start || to < area.target.start {
                    continue;
                }
                let cut = Cut::new(Run::new(from, i), Run::new(to, j));
                let is_mixed = match separators.of(cut) {
                    0 => false,
                    count => count != 2 || (a, c) != (1, 1),
                };
                if held.of(cut) > 0 {
                    *cost = TAKEN;
                } else if is_mixed || self.rejected.contains(&cut) {
                    *cost = NEVER;
                }
            }
        }
    }
}

/// How many of some segments of both texts lie in a cut of an area.
struct Counts {
    area: Cut,
    /// For each side, how many lie before each segment, and in all.
    before: [Vec<u32>; 2],
}

impl Counts {
    fn new(area: Cut, segments: &[BTreeSet<u32>; 2]) -> Counts {
        let before = |side: Side, segments: &BTreeSet<u32>| {
            let run = area.side(side);
            let mut count = 0;
            let counts = run.indices().map(|at| {
                count += u32::from(segments.contains(&at));
                count
            });
            std::iter::once(0).chain(counts).collect()
        };
        let [source, target] = segments;
        let before = [before(Side::Source, source), before(Side::Target, target)];
        Counts { area, before }
    }

    fn is_empty(&self) -> bool {
        self.before.iter().all(|before| before.last().is_none_or(|&count| count == 0))
    }

    fn of(&self, cut: Cut) -> u32 {
        let sides = Side::both().into_iter().zip(&self.before);
        let counts = sides.map(|(side, before)| {
            let (run, start) = (cut.side(side), self.area.side(side).start);
            before[(run.end - start) as usize] - before[(run.start - start) as usize]
        });
        counts.sum()
    }
}

fn add(segments: &mut [BTreeSet<u32>; 2], cut: Cut) {
    segments[0].extend(cut.source.indices());
    segments[1].extend(cut.target.indices());
}
