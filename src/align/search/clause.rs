//! Where the clauses of both texts break together.

use super::lattice::{Lattice, Step};
use super::space::SearchSpace;
use crate::align::band::Band;
use crate::align::evidence::{Breaks, Clauses, Facts, Scorers, Tally, Weights};
use crate::align::found::{Division, Position};
use crate::bitext::{Cut, Run, Segments};

/// How widely the beads of clauses are looked for.
#[derive(Clone, Copy)]
pub(crate) struct Scope {
    /// How far from the path of the second pass, in segments.
    pad: u32,
    /// The most clauses of both sides of a bead.
    most: u32,
}

impl Scope {
    /// For free text, and to learn from.
    pub(crate) const WIDE: Scope = Scope { pad: 3, most: u32::MAX };
    /// For a stretch of other text: the path is not far off there, and vectors of long runs cost most.
    pub(super) const NARROW: Scope = Scope { pad: 2, most: 6 };
}

/// Beads less likely than this do not count for what segments share.
const SOME: f32 = 1e-4;

/// How likely both texts break at each point of a band between segments, from the posteriors of beads of clauses.
///
/// `facts` are those of the clauses; `path` is the path so far, of segments.
pub(crate) fn breaks(
    facts: &Facts,
    clauses: &Clauses,
    space: &SearchSpace,
    path: &[Cut],
    weights: &Weights,
    scope: Scope,
) -> (Breaks, Vec<Division>) {
    let mut shapes = weights.shapes();
    shapes.retain(|&(a, c)| a + c <= scope.most);
    let fine = fine(facts, clauses, space, path, (scope, &shapes), &[]);
    let costs = Scorers::prepare(fine.context(facts), Some(weights)).costs(weights);
    let lattice = Lattice::new(&fine.band, &fine.shapes, &costs);
    let (mut ends, mut passes) = (vec![0.0f32; fine.band.cells()], vec![0.0f32; fine.band.cells()]);
    let corners: Vec<(u32, u32)> = fine.band.points().map(|(i, j, _)| (i, j)).collect();
    let mut tally = Tally::new(&space.band, facts, &clauses.joints);
    lattice.marginals(|step, posterior| {
        let share = posterior as f32;
        match step {
            Step::Bead { cell, shape } => {
                ends[cell] += share;
                passes[cell] += share;
                if share > SOME {
                    let ((i, j), (a, c)) = (corners[cell], fine.shapes[shape]);
                    tally.bead(Cut::new(Run::new(i - a, i), Run::new(j - c, j)), share);
                }
            }
            Step::SourceGap { cell, segment, .. } => {
                passes[cell] += share;
                tally.source_gap(segment, share);
            }
            Step::TargetGap { cell, segment, .. } => {
                passes[cell] += share;
                tally.target_gap(segment, share);
            }
        }
    });
    passes[0] = 1.0;
    let breaks = tally.done(&clauses.joints, |i, j| {
        fine.band.cell(i, j).map_or((0.0, 0.0), |cell| (ends[cell], passes[cell]))
    });
    (breaks, divisions(clauses, &fine.band, &ends))
}

/// A break is told if it is likelier than not.
const LIKELY: f32 = 0.5;

/// The likely breaks that run between segments on one side and inside a segment on the other.
fn divisions(clauses: &Clauses, band: &Band, shares: &[f32]) -> Vec<Division> {
    let area = band.area();
    let place = |side: &Segments, clause: u32, from: u32| {
        let clause = side.items.get(clause as usize).filter(|_| clause > from)?;
        Some(Position { segment: clause.block, byte: clause.span.start })
    };
    let likely = band.points().filter(|&(_, _, cell)| shares[cell] >= LIKELY);
    let divisions = likely.filter_map(|(i, j, cell)| {
        let source = place(&clauses.bitext.source, i, area.source.start)?;
        let target = place(&clauses.bitext.target, j, area.target.start)?;
        let confidence = shares[cell];
        ((source.byte == 0) != (target.byte == 0)).then_some(Division {
            source,
            target,
            confidence,
        })
    });
    divisions.collect()
}

/// The space on which clauses are aligned, near a path of segments. The band is made wide enough for some cuts
/// of clauses.
pub(crate) fn fine(
    facts: &Facts,
    clauses: &Clauses,
    space: &SearchSpace,
    path: &[Cut],
    (scope, shapes): (Scope, &[(u32, u32)]),
    hold: &[Cut],
) -> SearchSpace {
    let band = clauses.joints.band(&space.band.around(path, scope.pad)).with_cuts(hold);
    space.of_clauses(facts, band, shapes)
}
