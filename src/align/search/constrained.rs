//! Alignments that keep to constraints: the stretches these touch are searched again.
//!
//! The alignment without constraints has *borders*, points between very sure beads, some sixteen to forty segments
//! apart. They cut the texts into stretches. A stretch that no constraint touches keeps its beads. One that is touched
//! is searched again, between its pins and accepted beads, with what is known of the whole texts ([`Priors`]). A
//! border that contradicts a constraint is left out. So the result depends on the texts and the constraints alone,
//! and not on the order in which these came.
//!
//! Beads that cross others are held: their segments are taken out of the search. Such a bead may cross a reviewer's pin
//! too, unless the pin lies inside its block, but never the border of a flow.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use super::limits::Limits;
use super::moved::{self, Leads};
use super::solver::Solver;
use super::space::{Priors, SearchSpace};
use crate::align::evidence::{CONSTRAINT, ClauseMeans, Reason, Seen};
use crate::align::found::{Division, ExplainedBead};
use crate::bitext::chain::{self, Link};
use crate::bitext::constraints::BySide;
use crate::bitext::{Bead, Confidence, Constraints, Cut, Ladder, Run, Side};
use crate::error::Result;

/// The alignment without constraints, with what is needed to search parts of it again.
pub(crate) struct Unconstrained {
    pub(super) shapes: Vec<(u32, u32)>,
    pub(super) priors: Priors,
    pub(super) clause_means: Vec<ClauseMeans>,
    pub(crate) beads: Vec<ExplainedBead>,
    pub(crate) divisions: Vec<Division>,
}

/// Stretches that were searched again.
pub(crate) type Solutions = BTreeMap<Task, Arc<Solution>>;

/// What a stretch is searched again for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Task {
    area: Cut,
    /// Points that the path passes, as empty cuts, and beads on it.
    path: Vec<Cut>,
    /// Beads that cross the path, or have an empty side, and whether they were accepted.
    held: Vec<(Cut, bool)>,
    rejected: Vec<Cut>,
}

/// The beads of a stretch that was searched again, and the breaks inside segments.
#[derive(Debug)]
pub(crate) struct Solution {
    beads: Vec<ExplainedBead>,
    divisions: Vec<Division>,
}

/// A part of both texts, and the beads it has without constraints.
struct Stretch {
    area: Cut,
    beads: Range<usize>,
    /// None if it keeps them.
    task: Option<Task>,
}

/// Constraints sorted out.
struct Demands {
    /// Pins as empty cuts and accepted beads, rising on both sides.
    path: Vec<Cut>,
    /// Accepted beads that cross the path, or have an empty side.
    off_path: Vec<Cut>,
    rejected: Vec<Cut>,
}

/// A point between two very sure beads of the alignment without constraints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Border {
    at: (u32, u32),
    /// The bead behind it.
    bead: usize,
}

impl Unconstrained {
    /// The beads and breaks of the texts under constraints that do not contradict each other. `known` are stretches
    /// searched before; it comes to hold those of this alignment.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Constraints`] if a rejected cut cannot be avoided; then `known` stays as it is.
    pub(super) fn under(
        &self,
        constraints: &Constraints,
        solver: &Solver<'_>,
        known: &mut Solutions,
    ) -> Result<(Vec<ExplainedBead>, Vec<Division>)> {
        let stretches = self.stretches(constraints, solver);
        let tasks: Vec<&Task> = stretches.iter().filter_map(|s| s.task.as_ref()).collect();
        let solve = |task: &&Task| {
            let solution = known.get(*task).map(Arc::clone);
            solution.unwrap_or_else(|| Arc::new(self.solve(task, solver)))
        };
        let solved: Vec<Arc<Solution>> = tasks.par_iter().map(solve).collect();
        let solved: Solutions = tasks.into_iter().cloned().zip(solved).collect();
        let (mut beads, mut divisions) = (Vec::new(), Vec::new());
        for stretch in &stretches {
            match &stretch.task {
                Some(task) => {
                    beads.extend_from_slice(&solved[task].beads);
                    divisions.extend_from_slice(&solved[task].divisions);
                }
                None => {
                    beads.extend_from_slice(&self.beads[stretch.beads.clone()]);
                    let here = |division: &&Division| {
                        stretch.area.source.indices().contains(&division.source.segment)
                            && stretch.area.target.indices().contains(&division.target.segment)
                    };
                    divisions.extend(self.divisions.iter().filter(here));
                }
            }
        }
        if let Some(cut) = unmet(&constraints.rejected(), &beads) {
            return crate::bitext::constraints::unmet(cut);
        }
        *known = solved;
        Ok((beads, divisions))
    }

    /// Searches a stretch again.
    fn solve(&self, task: &Task, solver: &Solver<'_>) -> Solution {
        let held = task.held.iter().map(|(cut, _)| *cut);
        let limits = Limits::new(task.rejected.iter().copied(), held);
        let limits = Arc::new(limits.with_separators(&solver.facts.bitext, task.area));
        let solver = Solver { clause_means: &self.clause_means, ..*solver };
        let held: Vec<ExplainedBead> = task
            .held
            .iter()
            .filter_map(|&(cut, is_accepted)| match is_accepted {
                true => Some(accepted(cut, solver.explain)),
                false => self.beads.iter().find(|found| found.bead.cut == cut).cloned(),
            })
            .collect();
        // The beads since the last pin, which the search does not cross.
        let finish = |mut beads: Vec<ExplainedBead>, area: Cut| {
            moved::put_in(&held, &mut beads);
            if solver.facts.meaning.is_some() {
                let leads = Leads {
                    ties: &self.priors.anchors.within(area, &limits).found,
                    shapes: &self.shapes,
                    phi: self.priors.phi,
                    limits: &limits,
                };
                moved::recover(&solver, &leads, &mut beads);
            }
            beads
        };
        let (mut all, mut divisions) = (Vec::new(), Vec::new());
        let (mut beads, mut pin) = (Vec::new(), corners(&task.area)[0]);
        let mut from = pin;
        let end = corners(&task.area)[1];
        let end = between(end, end);
        for &cut in task.path.iter().chain([&end]) {
            let [start, behind] = corners(&cut);
            let area = between(from, start);
            if !area.source.is_empty() || !area.target.is_empty() {
                let space =
                    SearchSpace::of_part(solver.facts, area, &self.shapes, &self.priors, &limits);
                let solved = solver.solve(&space);
                beads.extend(solved.beads);
                divisions.extend(solved.divisions);
            }
            if cut.source.is_empty() {
                all.extend(finish(std::mem::take(&mut beads), between(pin, start)));
                pin = start;
            } else {
                beads.push(accepted(cut, solver.explain));
            }
            from = behind;
        }
        Solution { beads: all, divisions }
    }

    /// The stretches of both texts, each with what it is searched again for.
    fn stretches(&self, constraints: &Constraints, solver: &Solver<'_>) -> Vec<Stretch> {
        let (moved, whole) = (self.moved(), solver.facts.area());
        let demands = self.demands(constraints, &moved);
        let accepted = constraints.accepted();
        let flows = solver.facts.bitext.flow_pins().collect::<Constraints>().pins();
        let pins = constraints.pins();
        // Beads that cross others stay as they are unless a constraint is against it.
        let (mut kept, mut freed) = (Vec::new(), Vec::new());
        let follows = |one: &Cut, next: &Cut| {
            let between = next.target.start.checked_sub(one.target.end);
            next.source.start - one.source.end <= LONE && between.is_some_and(|lone| lone <= LONE)
        };
        for block in moved.chunk_by(follows) {
            let [start, end] = [corners(&block[0])[0], corners(&block[block.len() - 1])[1]];
            let inside =
                |at: &&(u32, u32)| start.0 < at.0 && at.0 < end.0 || start.1 < at.1 && at.1 < end.1;
            // A pin inside a block that it contradicts says that nothing was moved.
            let mut pins = pins.iter().filter(inside);
            let stays = pins.all(|at| block.iter().all(|cut| !crosses(cut, *at)));
            for cut in block {
                let is_apart = accepted.iter().all(|other| !other.overlaps(*cut));
                let is_free = flows.iter().all(|at| !crosses(cut, *at));
                match stays && is_apart && is_free && !demands.rejected.contains(cut) {
                    true => kept.push(*cut),
                    false => freed.push(*cut),
                }
            }
        }
        let mut borders = self.borders();
        borders.retain(|border| demands.allow(border.at));
        borders.push(Border { at: (whole.source.end, whole.target.end), bead: self.beads.len() });
        let mut from = Border { at: (0, 0), bead: 0 };
        let mut stretches = Vec::with_capacity(borders.len());
        for to in borders {
            let area = Cut::new(Run::new(from.at.0, to.at.0), Run::new(from.at.1, to.at.1));
            let beads = from.bead..to.bead;
            let task = demands.task(area, &kept, &freed);
            stretches.push(Stretch { area, beads, task });
            from = to;
        }
        stretches
    }

    /// The beads that cross others, in the order of the source.
    fn moved(&self) -> Vec<Cut> {
        let beads = self.beads.iter().map(|found| found.bead).collect();
        let area = self.beads.iter().fold((0, 0), |(source, target), found| {
            let cut = found.bead.cut;
            (source + cut.source.len(), target + cut.target.len())
        });
        let Ok(ladder) = Ladder::new(area.0, area.1, beads) else { return Vec::new() };
        let beads = ladder.beads().iter().zip(ladder.moved());
        beads.filter(|(_, is_moved)| *is_moved).map(|(bead, _)| bead.cut).collect()
    }

    /// Which accepted beads the path goes through. One that crosses more anchors than it is worth, other accepted beads
    /// or a pin is off the path, and so is one that crosses others without constraints.
    fn demands(&self, constraints: &Constraints, moved: &[Cut]) -> Demands {
        /// Anchors that an accepted bead on the path is worth.
        const WORTH: u32 = 5;
        let (pins, accepted) = (constraints.pins(), constraints.accepted());
        let pins: Vec<Cut> =
            pins.into_iter().map(|(i, j)| Cut::new(Run::new(i, i), Run::new(j, j))).collect();
        let crosses_pin = |cut: Cut| {
            let at = pins.partition_point(|pin| pin.source.start <= cut.source.start);
            let before = pins[..at].last().is_some_and(|pin| pin.target.start > cut.target.start);
            before || pins.get(at).is_some_and(|pin| pin.target.start < cut.target.end)
        };
        let mut links: Vec<(Cut, u32)> = accepted
            .iter()
            .filter(|cut| {
                !cut.shape().is_gap() && !crosses_pin(**cut) && moved.binary_search(cut).is_err()
            })
            .map(|&cut| (cut, WORTH))
            .collect();
        let anchors = self.priors.anchors.chain.iter().map(|&(i, j)| pair(i, j));
        let sides = Side::both().map(|side| BySide::new(side, &accepted));
        let is_apart = |anchor: Cut| {
            let [source, target] = &sides;
            !source.reach(anchor.source) && !target.reach(anchor.target)
        };
        links.extend(
            anchors
                .filter(|&anchor| !crosses_pin(anchor) && is_apart(anchor))
                .map(|anchor| (anchor, 1)),
        );
        links.sort_unstable();
        let chain: Vec<Link<u32>> = links
            .iter()
            .map(|&(cut, weight)| Link {
                source: cut.source.start,
                start: cut.target.start,
                end: cut.target.end,
                weight,
            })
            .collect();
        let on_path = chain::heaviest(&chain).into_iter().map(|at| links[at]);
        let mut path: Vec<Cut> =
            on_path.filter(|(_, weight)| *weight == WORTH).map(|(cut, _)| cut).collect();
        let off_path =
            accepted.into_iter().filter(|cut| path.binary_search(cut).is_err()).collect();
        path.extend(pins);
        path.sort_unstable();
        Demands { path, off_path, rejected: constraints.rejected() }
    }

    /// The points between very sure beads where the texts may be taken apart, rising.
    fn borders(&self) -> Vec<Border> {
        let candidates = self.candidates();
        let mut borders: Vec<Border> = Vec::new();
        let (mut last, mut next) = (0, 0);
        while next < candidates.len() {
            let here = &candidates[next..];
            let within = |least: u32, most: u32| {
                let from = here.partition_point(|(border, _)| border.at.0 < last + least);
                &here
                    [from..here.partition_point(|(border, _)| border.at.0 <= last + most).max(from)]
            };
            let surest = |of: &[(Border, f32)], least: f32| -> Option<Border> {
                let sure = of.iter().filter(|(_, sure)| *sure >= least);
                sure.rev().max_by(|a, b| a.1.total_cmp(&b.1)).map(|(border, _)| *border)
            };
            let found = surest(within(NEAR, USUAL), SURE)
                .or_else(|| within(USUAL + 1, FAR).iter().find(|c| c.1 >= SURE).map(|c| c.0))
                .or_else(|| surest(within(NEAR, FAR), SURE_ENOUGH))
                .or_else(|| {
                    within(FAR + 1, u32::MAX - last)
                        .iter()
                        .find(|c| c.1 >= SURE_ENOUGH)
                        .map(|c| c.0)
                });
            let Some(border) = found else { break };
            last = border.at.0;
            next = candidates.partition_point(|(other, _)| other.at.0 <= last);
            borders.push(border);
        }
        borders
    }

    /// Every point between beads that no bead of the path crosses, with how sure the beads around it are.
    fn candidates(&self) -> Vec<(Border, f32)> {
        let moved = self.moved();
        let is_moved = |cut: &Cut| moved.binary_search(cut).is_ok();
        let cuts: Vec<Cut> = self.beads.iter().map(|found| found.bead.cut).collect();
        // The greatest target before each bead, and the least behind.
        let mut before = vec![0; cuts.len() + 1];
        let mut behind = vec![u32::MAX; cuts.len() + 1];
        for (at, cut) in cuts.iter().enumerate() {
            let end = if is_moved(cut) { 0 } else { cut.target.end };
            before[at + 1] = before[at].max(end);
        }
        for (at, cut) in cuts.iter().enumerate().rev() {
            let start = if is_moved(cut) { u32::MAX } else { cut.target.start };
            behind[at] = behind[at + 1].min(start);
        }
        let sure = |at: usize| {
            let bead = &self.beads[at].bead;
            match bead.cut.shape().is_gap() || is_moved(&bead.cut) {
                true => 0.0,
                false => bead.confidence.get(),
            }
        };
        let candidate = |at: usize| {
            let point = (cuts[at].source.start, cuts[at].target.start);
            let meet = cuts[at - 1].target.end == point.1;
            let around = at.saturating_sub(AROUND)..(at + AROUND).min(cuts.len());
            let sure = around.map(sure).fold(1.0, f32::min);
            let is_clear = meet && before[at] <= point.1 && behind[at] >= point.1;
            is_clear.then_some((Border { at: point, bead: at }, sure))
        };
        (1..cuts.len()).filter_map(candidate).collect()
    }
}

/// Unaligned segments that may stand in a row in a moved block.
const LONE: u32 = 5;

/// Source segments from one border to the next: at least, usually at most, and at most where any is sure.
const NEAR: u32 = 16;
const USUAL: u32 = 28;
const FAR: u32 = 36;

/// Beads on either side of a border that must be sure.
const AROUND: usize = 2;

/// How sure they are, and how sure at least where none are surer.
const SURE: f32 = 0.95;
const SURE_ENOUGH: f32 = 0.5;

impl Demands {
    /// Whether the texts may be taken apart at a point.
    fn allow(&self, point: (u32, u32)) -> bool {
        let (i, j) = point;
        // A point of the path is before a border on both sides, behind it on both, or on it.
        let agrees = |at: (u32, u32)| at == point || at.0 < i && at.1 < j || at.0 > i && at.1 > j;
        let here = Cut::new(Run::new(i, i), Run::new(j, j));
        let corners =
            |cut: &Cut| [(cut.source.start, cut.target.start), (cut.source.end, cut.target.end)];
        let on_path = |cut: &Cut| corners(cut).into_iter().all(agrees) && !here.runs_through(*cut);
        // What is rejected beside a border may be what made it sure.
        let beside = |cut: &Cut| match cut.shape().is_gap() {
            false => corners(cut).contains(&point),
            true => {
                let near = |run: Run, at: u32| !run.is_empty() && run.start <= at && at <= run.end;
                near(cut.source, i) || near(cut.target, j)
            }
        };
        self.path.iter().all(on_path)
            && self.off_path.iter().all(|cut| !here.runs_through(*cut))
            && !self.rejected.iter().any(beside)
    }

    /// What a stretch is searched again for; none if nothing touches it. `kept` are beads that cross others and stay
    /// as they are, `freed` those that do not.
    fn task(&self, area: Cut, kept: &[Cut], freed: &[Cut]) -> Option<Task> {
        let start = (area.source.start, area.target.start);
        let end = (area.source.end, area.target.end);
        let inside = |cut: &&Cut| {
            let at = (cut.source.start, cut.target.start);
            let is_pin = cut.source.is_empty();
            area.contains(**cut) && !(is_pin && (at == start || at == end))
        };
        let path: Vec<Cut> = self.path.iter().filter(inside).copied().collect();
        let reaches = |cut: &&Cut| {
            Side::both().into_iter().any(|side| area.side(side).overlaps(cut.side(side)))
        };
        let accepted: Vec<Cut> = self.off_path.iter().filter(reaches).copied().collect();
        let is_rejected = |cut: &&Cut| match cut.shape().is_gap() {
            true => reaches(cut),
            false => area.contains(**cut),
        };
        let rejected: Vec<Cut> = self.rejected.iter().filter(is_rejected).copied().collect();
        let is_touched = !path.is_empty()
            || !accepted.is_empty()
            || !rejected.is_empty()
            || freed.iter().any(|cut| reaches(&cut));
        let held = accepted.into_iter().map(|cut| (cut, true));
        let held = held.chain(kept.iter().filter(reaches).map(|&cut| (cut, false)));
        is_touched.then(|| Task { area, path, held: held.collect(), rejected })
    }
}

/// The bead of an accepted cut.
fn accepted(cut: Cut, explain: bool) -> ExplainedBead {
    let bead = Bead { cut, confidence: Confidence::CERTAIN };
    let reason = Reason::new(CONSTRAINT, 0.0, Seen::Accepted);
    let wanted = explain && !cut.shape().is_gap();
    ExplainedBead { bead, reasons: wanted.then_some(reason).into_iter().collect() }
}

/// The first rejected cut that is a bead all the same.
fn unmet(rejected: &[Cut], beads: &[ExplainedBead]) -> Option<Cut> {
    let is_met = |cut: &Cut| match cut.shape().is_gap() {
        false => beads.iter().all(|found| found.bead.cut != *cut),
        true => beads.iter().all(|found| {
            let other = found.bead.cut;
            let side = if cut.target.is_empty() { Side::Source } else { Side::Target };
            !other.shape().is_gap() || !other.side(side).overlaps(cut.side(side))
        }),
    };
    rejected.iter().find(|cut| !is_met(cut)).copied()
}

/// The points before and behind a cut.
fn corners(cut: &Cut) -> [(u32, u32); 2] {
    [(cut.source.start, cut.target.start), (cut.source.end, cut.target.end)]
}

/// Whether a cut lies before a point on one side and behind it on the other, or around it.
fn crosses(cut: &Cut, at: (u32, u32)) -> bool {
    let [start, end] = corners(cut);
    !(end.0 <= at.0 && end.1 <= at.1 || start.0 >= at.0 && start.1 >= at.1)
}

/// The rectangle between two points.
fn between(from: (u32, u32), to: (u32, u32)) -> Cut {
    Cut::new(Run::new(from.0, to.0), Run::new(from.1, to.1))
}

/// The cut of two segments.
fn pair(source: u32, target: u32) -> Cut {
    Cut::new(Run::new(source, source + 1), Run::new(target, target + 1))
}
