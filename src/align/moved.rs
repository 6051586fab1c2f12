//! Blocks that stand elsewhere in the translation.
//!
//! A path rises on both sides, so a moved block is left unaligned in both texts, or forced into beads nobody
//! believes. Where such leftovers of one text and of the other are tied by anchors, the rectangle of the two is
//! searched on its own, and its beads cross those of the path.

use std::collections::BTreeMap;

use super::{Explained, SearchSpace, Solver};
use crate::bitext::{Bead, Confidence, Cut, Run, Side};

/// Anchors that make a rectangle worth a search.
const ENOUGH: usize = 2;

/// The confidence below which a bead is not believed: its segments count as left over, and it may not cross
/// others.
const BELIEVED: f32 = 0.5;

/// The most times leftovers are looked at: what is found in one round parts the leftovers of the next.
const ROUNDS: usize = 8;

/// Puts the beads of moved blocks in the place of the gaps they fill.
pub(super) fn recover(solver: &Solver<'_>, space: &SearchSpace, beads: &mut Vec<Explained>) {
    for _ in 0..ROUNDS {
        let found = search(solver, space, beads);
        if found.is_empty() {
            return;
        }
        dissolve(&found, beads);
        put_in(found, beads);
    }
}

/// The beads of moved blocks among the leftovers.
fn search(solver: &Solver<'_>, space: &SearchSpace, beads: &[Explained]) -> Vec<Explained> {
    let gaps = |side: Side| -> Vec<Run> {
        let mut lone: Vec<u32> = beads
            .iter()
            .filter(|(bead, _)| is_left(bead))
            .flat_map(|(bead, _)| bead.cut.side(side).indices())
            .collect();
        lone.sort_unstable();
        runs(&lone)
    };
    let (sources, targets) = (gaps(Side::Source), gaps(Side::Target));
    let mut ties: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(i, j) in &space.ties {
        if let (Some(source), Some(target)) = (holding(&sources, i), holding(&targets, j)) {
            *ties.entry((source, target)).or_default() += 1;
        }
    }
    let mut rectangles: Vec<((usize, usize), usize)> =
        ties.into_iter().filter(|&(_, count)| count >= ENOUGH).collect();
    rectangles.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair));
    let (mut taken_sources, mut taken_targets) =
        (vec![false; sources.len()], vec![false; targets.len()]);
    let mut found: Vec<Explained> = Vec::new();
    for ((source, target), _) in rectangles {
        if taken_sources[source] || taken_targets[target] {
            continue;
        }
        let area = Cut::new(sources[source], targets[target]);
        let part = SearchSpace {
            phi: space.phi,
            ..SearchSpace::new(solver.facts, area, &space.shapes, &[])
        };
        let (crossing, _) = solver.solve(&part);
        let believed =
            |(bead, _): &Explained| !bead.cut.shape().is_gap() && bead.confidence.get() >= BELIEVED;
        let crossing: Vec<Explained> = crossing.into_iter().filter(believed).collect();
        let sure =
            |beads: &[Explained]| -> f32 { beads.iter().map(|b| b.0.confidence.get()).sum() };
        let lost: Vec<Explained> =
            beads.iter().filter(|(bead, _)| touches(bead, &crossing)).cloned().collect();
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
fn touches(bead: &Bead, others: &[Explained]) -> bool {
    let meet = |a: Run, b: Run| a.start < b.end && b.start < a.end;
    !bead.cut.shape().is_gap()
        && others.iter().any(|(other, _)| {
            meet(bead.cut.source, other.cut.source) || meet(bead.cut.target, other.cut.target)
        })
}

/// Leaves the segments of beads that touch those found unaligned.
fn dissolve(found: &[Explained], beads: &mut Vec<Explained>) {
    let whole = std::mem::take(beads);
    for (bead, reasons) in whole {
        if !touches(&bead, found) {
            beads.push((bead, reasons));
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
        let gaps = sources.chain(targets).map(|cut| (Bead { cut, confidence }, Vec::new()));
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

/// Replaces the gaps that beads fill by the beads, at the place of their first source segment.
fn put_in(mut found: Vec<Explained>, beads: &mut Vec<Explained>) {
    found.sort_by_key(|(bead, _)| bead.cut.source.start);
    let covers = |run: fn(&Cut) -> Run, at: u32| {
        found.iter().position(|(bead, _)| run(&bead.cut).indices().contains(&at))
    };
    let mut merged: Vec<Explained> = Vec::with_capacity(beads.len());
    for (bead, reasons) in beads.drain(..) {
        let cut = bead.cut;
        if cut.target.is_empty() {
            match covers(|cut| cut.source, cut.source.start) {
                Some(at) if found[at].0.cut.source.start == cut.source.start => {
                    merged.push(found[at].clone());
                }
                Some(_) => {}
                None => merged.push((bead, reasons)),
            }
        } else if !cut.source.is_empty() || covers(|cut| cut.target, cut.target.start).is_none() {
            merged.push((bead, reasons));
        }
    }
    // A bead put in may hold source segments that target segments without a counterpart stood between.
    let mut next = merged.first().map_or(0, |(bead, _)| bead.cut.source.start);
    for (bead, _) in &mut merged {
        if bead.cut.source.is_empty() {
            bead.cut.source = Run::new(next, next);
        }
        next = bead.cut.source.end;
    }
    *beads = merged;
}
