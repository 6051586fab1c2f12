//! Blocks that stand elsewhere in the translation.
//!
//! A path rises on both sides, so a moved block is left unaligned in both texts. Where such leftovers of one
//! text and of the other are tied by anchors, the rectangle of the two is searched on its own, and its beads
//! cross those of the path.

use std::collections::BTreeMap;

use super::{Explained, Ground, solve};
use crate::align::Reasons;
use crate::bitext::{Cut, Run};
use crate::score::{Facts, Recipes};

/// Anchors that make a rectangle worth a search.
const ENOUGH: usize = 2;

/// The confidence below which a bead that crosses others is not believed.
const BELIEVED: f32 = 0.5;

/// Puts the beads of moved blocks in the place of the gaps they fill.
pub(super) fn recover(
    facts: &Facts<'_>,
    ground: &Ground,
    recipes: &Recipes,
    reasons: Reasons,
    beads: &mut Vec<Explained>,
) {
    let gaps = |is_source: bool| -> Vec<Run> {
        let side =
            |cut: Cut| if is_source { (cut.source, cut.target) } else { (cut.target, cut.source) };
        let mut lone: Vec<u32> = beads
            .iter()
            .map(|(bead, _)| side(bead.cut))
            .filter(|(own, other)| other.is_empty() && !own.is_empty())
            .map(|(own, _)| own.start)
            .collect();
        lone.sort_unstable();
        runs(&lone)
    };
    let (sources, targets) = (gaps(true), gaps(false));
    if sources.is_empty() || targets.is_empty() {
        return;
    }
    let mut ties: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for &(i, j) in &ground.ties {
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
        let part = Ground { phi: ground.phi, ..Ground::new(facts, area, &ground.shapes, &[]) };
        let crossing = solve(facts, &part, recipes, reasons);
        let believed =
            |(bead, _): &Explained| !bead.cut.shape().is_gap() && bead.confidence.get() >= BELIEVED;
        let crossing: Vec<Explained> = crossing.into_iter().filter(believed).collect();
        if crossing.len() >= ENOUGH {
            (taken_sources[source], taken_targets[target]) = (true, true);
            found.extend(crossing);
        }
    }
    if !found.is_empty() {
        put_in(found, beads);
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
    let mut merged = Vec::with_capacity(beads.len());
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
    *beads = merged;
}
