//! Blocks that stand elsewhere in the translation.
//!
//! A path rises on both sides, so a moved block is left unaligned in both texts, or forced into beads nobody
//! believes. Where such leftovers of one text and of the other are tied by anchors, the rectangle of the two is
//! searched on its own, and its beads cross those of the path. Single segments need more than an anchor: a number or
//! name that both have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::limits::Limits;
use super::solver::Solver;
use super::space::SearchSpace;
use crate::align::found::ExplainedBead;
use crate::bitext::{Bead, Confidence, Cut, Run, Side};

/// Where moved blocks are looked for.
pub(super) struct Leads<'l> {
    /// Pairs of segments that stand out.
    pub(super) ties: &'l [(u32, u32)],
    pub(super) shapes: &'l [(u32, u32)],
    /// How freely the text is translated, 0 to 1.
    pub(super) phi: f32,
    pub(super) limits: &'l Arc<Limits>,
}

/// Anchors that make a rectangle worth a search.
const ENOUGH: usize = 2;

/// The confidence below which a bead is not believed: its segments count as left over, and it may not cross
/// others.
const BELIEVED: f32 = 0.5;

/// The most times leftovers are looked at: what is found in one round parts the leftovers of the next.
const ROUNDS: usize = 8;

/// Puts the beads of moved blocks in the place of the gaps they fill.
pub(super) fn recover(solver: &Solver<'_>, leads: &Leads<'_>, beads: &mut Vec<ExplainedBead>) {
    for _ in 0..ROUNDS {
        let found = search(solver, leads, beads);
        if found.is_empty() {
            break;
        }
        dissolve(&found, beads);
        put_in(&found, beads);
    }
    let found = single(solver, leads, beads);
    put_in(&found, beads);
}

/// The confidence that a single moved segment needs in its bead, which was searched as if nothing else could face it: few
/// of the segments that are left out were moved.
const SURE: f32 = 0.995;

/// Single segments of both texts that were left out, stand out together and share a number or name: notes that are
/// scattered in one text and gathered in the other.
fn single(solver: &Solver<'_>, leads: &Leads<'_>, beads: &[ExplainedBead]) -> Vec<ExplainedBead> {
    let left = |side: Side| -> BTreeSet<u32> {
        let gaps = beads.iter().filter(|found| found.bead.cut.shape().is_gap());
        gaps.flat_map(|found| found.bead.cut.side(side).indices()).collect()
    };
    let (sources, targets) = (left(Side::Source), left(Side::Target));
    let mut found = Vec::new();
    for &(i, j) in leads.ties {
        let cut = Cut::new(Run::new(i, i + 1), Run::new(j, j + 1));
        if !sources.contains(&i) || !targets.contains(&j) || !solver.facts.share_literals(cut) {
            continue;
        }
        let mut part = SearchSpace::new(solver.facts, cut, leads.shapes, &[]);
        part.phi = leads.phi;
        part.limits = Arc::clone(leads.limits);
        let solved = solver.solve(&part).beads;
        found.extend(solved.into_iter().filter(|found| {
            !found.bead.cut.shape().is_gap() && found.bead.confidence.get() >= SURE
        }));
    }
    found
}

/// The beads of moved blocks among the leftovers.
fn search(solver: &Solver<'_>, leads: &Leads<'_>, beads: &[ExplainedBead]) -> Vec<ExplainedBead> {
    let gaps = |side: Side| -> Vec<Run> {
        let mut lone: Vec<u32> = beads
            .iter()
            .filter(|found| is_left(&found.bead))
            .flat_map(|found| found.bead.cut.side(side).indices())
            .collect();
        lone.sort_unstable();
        runs(&lone)
    };
    let (sources, targets) = (gaps(Side::Source), gaps(Side::Target));
    let mut ties: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(i, j) in leads.ties {
        if let (Some(source), Some(target)) = (holding(&sources, i), holding(&targets, j)) {
            *ties.entry((source, target)).or_default() += 1;
        }
    }
    let mut rectangles: Vec<((usize, usize), usize)> =
        ties.into_iter().filter(|&(_, count)| count >= ENOUGH).collect();
    rectangles.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    let (mut taken_sources, mut taken_targets) =
        (vec![false; sources.len()], vec![false; targets.len()]);
    let mut found: Vec<ExplainedBead> = Vec::new();
    for ((source, target), _) in rectangles {
        if taken_sources[source] || taken_targets[target] {
            continue;
        }
        let area = Cut::new(sources[source], targets[target]);
        let mut part = SearchSpace::new(solver.facts, area, leads.shapes, &[]);
        part.phi = leads.phi;
        part.limits = Arc::clone(leads.limits);
        let mut crossing = solver.solve(&part).beads;
        crossing.retain(|found| !is_left(&found.bead));
        let sum = |sum: f32, found: &ExplainedBead| sum + found.bead.confidence.get();
        let sure = |beads: &[ExplainedBead]| beads.iter().fold(0.0, sum);
        let lost: Vec<ExplainedBead> =
            beads.iter().filter(|found| touches(&found.bead, &crossing)).cloned().collect();
        if crossing.len() >= ENOUGH && sure(&crossing) > sure(&lost) {
            (taken_sources[source], taken_targets[target]) = (true, true);
            found.extend(crossing);
        }
    }
    found
}

/// Whether the segments of a bead count as left over.
fn is_left(bead: &Bead) -> bool {
    bead.cut.shape().is_gap() || bead.confidence.get() < BELIEVED
}

/// Whether a bead with two sides shares a segment with one of others.
fn touches(bead: &Bead, others: &[ExplainedBead]) -> bool {
    let meet = |a: Run, b: Run| a.start < b.end && b.start < a.end;
    !bead.cut.shape().is_gap()
        && others.iter().any(|ExplainedBead { bead: other, .. }| {
            meet(bead.cut.source, other.cut.source) || meet(bead.cut.target, other.cut.target)
        })
}

/// Leaves the segments of beads that touch those found unaligned.
fn dissolve(found: &[ExplainedBead], beads: &mut Vec<ExplainedBead>) {
    let whole = std::mem::take(beads);
    for kept in whole {
        let bead = kept.bead;
        if !touches(&bead, found) {
            beads.push(kept);
            continue;
        }
        let Cut { source, target } = bead.cut;
        let confidence = Confidence::clamped(1.0 - f64::from(bead.confidence.get()));
        let sources = source
            .indices()
            .map(|i| Cut::new(Run::new(i, i + 1), Run::new(target.start, target.start)));
        let targets = target
            .indices()
            .map(|j| Cut::new(Run::new(source.end, source.end), Run::new(j, j + 1)));
        let gaps = sources.chain(targets).map(|cut| ExplainedBead::bare(Bead { cut, confidence }));
        beads.extend(gaps);
    }
}

/// The runs of numbers that follow each other.
fn runs(numbers: &[u32]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for &at in numbers {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(Run::new(at, at + 1)),
        }
    }
    runs
}

/// The run that holds a number.
fn holding(runs: &[Run], at: u32) -> Option<usize> {
    let run = runs.partition_point(|run| run.end <= at);
    runs.get(run).filter(|run| run.start <= at).map(|_| run)
}

/// Puts beads in the place of the gaps they fill: each where its first source segment is, or the first target segment
/// of one without a source. Beads of which a side lies elsewhere only take their place from the gaps here.
pub(super) fn put_in(found: &[ExplainedBead], beads: &mut Vec<ExplainedBead>) {
    let covering = |side: Side, at: u32| {
        found.iter().find(|found| found.bead.cut.side(side).indices().contains(&at))
    };
    // One put in has its empty side where it stood elsewhere.
    let mut next = beads.first().map_or(0, |first| first.bead.cut.source.start);
    let mut merged: Vec<ExplainedBead> = Vec::with_capacity(beads.len());
    for gap in beads.drain(..) {
        let cut = gap.bead.cut;
        let side = if cut.target.is_empty() { Side::Source } else { Side::Target };
        let at = cut.side(side).start;
        let covered = cut.shape().is_gap().then(|| covering(side, at)).flatten();
        let Some(bead) = covered else {
            merged.push(gap);
            continue;
        };
        let of = bead.bead.cut;
        if of.side(side).start == at && (side == Side::Source || of.source.is_empty()) {
            let mut bead = bead.clone();
            if of.target.is_empty() {
                bead.bead.cut.target = cut.target;
            }
            merged.push(bead);
        }
    }
    // A bead put in may hold source segments that target segments without a counterpart stood between.
    for ExplainedBead { bead, .. } in &mut merged {
        if bead.cut.source.is_empty() {
            bead.cut.source = Run::new(next, next);
        }
        next = bead.cut.source.end;
    }
    *beads = merged;
}
