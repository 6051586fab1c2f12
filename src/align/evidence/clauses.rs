//! What aligned clauses say of segments: where both texts break together, how much of each segment belongs to
//! which of the other text, and how much of it is left out.

use crate::align::band::Band;
use crate::align::evidence::clause_cuts::{Cuts, Joints};
use crate::align::evidence::credit_matrix::{CreditMatrix, Reach};
use crate::align::evidence::meaning::Silent;
use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen};
use crate::bitext::{Bitext, Cut, Run, Segments, Side};
use crate::maths;

/// Evidence from aligned clauses; silent where they were not aligned.
pub(super) struct ClauseBreaks;

impl Evidence for ClauseBreaks {
    fn name(&self) -> &'static str {
        "clauses"
    }

    fn features(&self) -> &'static [&'static str] {
        &[
            "clauses.break",
            "clauses.odds",
            "clauses.odds.gain",
            "clauses.from",
            "clauses.to",
            "clauses.source.share",
            "clauses.target.share",
            "clauses.source.leak",
            "clauses.target.leak",
        ]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["clauses.idle"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        match context.breaks {
            Some(breaks) => Box::new(BreakScorer { breaks }),
            None => Box::new(Silent),
        }
    }
}

/// What the posteriors of aligned clauses add up to on segments.
pub(crate) struct Breaks {
    band: Band,
    // By point of the band between segments: how likely a bead of clauses ends there, and how likely the path of
    // clauses passes.
    ends: Vec<f32>,
    passes: Vec<f32>,
    // Visible characters that face each other; divided by the length of a segment, shares of it.
    credit: CreditMatrix,
    source_lengths: Vec<f32>,
    target_lengths: Vec<f32>,
    // Visible characters of each segment left unaligned.
    source_idle: Vec<f32>,
    target_idle: Vec<f32>,
}

/// Gathers what the steps of a path of clauses say of segments.
pub(crate) struct Tally<'c> {
    clauses: &'c Bitext,
    // The first segment of either text in the area.
    start: (u32, u32),
    // Running sums of the visible characters of the clauses of both texts.
    source: Vec<f32>,
    target: Vec<f32>,
    breaks: Breaks,
}

impl<'c> Tally<'c> {
    /// Nothing yet, on the points of a band between segments, which `clauses` were cut from.
    pub(crate) fn new(band: &Band, clauses: &'c Facts, joints: &Joints) -> Tally<'c> {
        let whole = clauses.area();
        let sums = |side| {
            let mut sum = 0.0;
            let lengths = clauses.lengths(side, whole.side(side)).map(|length| {
                sum += length as f32;
                sum
            });
            std::iter::once(0.0).chain(lengths).collect::<Vec<f32>>()
        };
        let (source, target) = (sums(Side::Source), sums(Side::Target));
        let area = band.area();
        let lengths = |sums: &[f32], cuts: &Cuts, run: Run| -> Vec<f32> {
            let length = |s: u32| sums[cuts.first(s + 1) as usize] - sums[cuts.first(s) as usize];
            run.indices().map(length).collect()
        };
        let breaks = Breaks {
            band: band.clone(),
            ends: vec![0.0; band.cells()],
            passes: vec![0.0; band.cells()],
            credit: CreditMatrix::new(area, Reach::new(band)),
            source_lengths: lengths(&source, &joints.source, area.source),
            target_lengths: lengths(&target, &joints.target, area.target),
            source_idle: vec![0.0; area.source.len() as usize],
            target_idle: vec![0.0; area.target.len() as usize],
        };
        Tally {
            clauses: &clauses.bitext,
            start: (area.source.start, area.target.start),
            source,
            target,
            breaks,
        }
    }

    /// Counts a bead of clauses with its posterior.
    pub(crate) fn bead(&mut self, cut: Cut, share: f32) {
        let source = parts(&self.clauses.source, &self.source, cut.source);
        let target = parts(&self.clauses.target, &self.target, cut.target);
        let sum = |parts: &[(u32, f32)]| parts.iter().map(|p| p.1).sum::<f32>().max(1.0);
        let (all_source, all_target) = (sum(&source), sum(&target));
        for &(i, s) in &source {
            for &(j, t) in &target {
                self.breaks.credit.add(
                    i,
                    j,
                    share * s * t / all_target,
                    share * s * t / all_source,
                );
            }
        }
    }

    /// Counts a clause of the source left unaligned.
    pub(crate) fn source_gap(&mut self, clause: u32, share: f32) {
        let segment = self.clauses.source.items[clause as usize].block - self.start.0;
        let length = self.source[clause as usize + 1] - self.source[clause as usize];
        self.breaks.source_idle[segment as usize] += share * length;
    }

    /// Counts a clause of the target left unaligned.
    pub(crate) fn target_gap(&mut self, clause: u32, share: f32) {
        let segment = self.clauses.target.items[clause as usize].block - self.start.1;
        let length = self.target[clause as usize + 1] - self.target[clause as usize];
        self.breaks.target_idle[segment as usize] += share * length;
    }

    /// The sums. `at` gives for a point between clauses how likely a bead ends there, and how likely the path
    /// passes it.
    pub(crate) fn done(mut self, joints: &Joints, at: impl Fn(u32, u32) -> (f32, f32)) -> Breaks {
        for (i, j, cell) in self.breaks.band.points() {
            let (ends, passes) = at(joints.source.first(i), joints.target.first(j));
            self.breaks.ends[cell] = ends;
            self.breaks.passes[cell] = passes;
        }
        self.breaks.credit.sum_up();
        self.breaks
    }
}

/// The segments a run of clauses was cut from, each with how many visible characters of it are in the run.
fn parts(clauses: &Segments, sums: &[f32], run: Run) -> Vec<(u32, f32)> {
    let mut parts: Vec<(u32, f32)> = Vec::with_capacity(2);
    for at in run.start as usize..run.end as usize {
        let (segment, length) = (clauses.items[at].block, sums[at + 1] - sums[at]);
        match parts.last_mut() {
            Some(part) if part.0 == segment => part.1 += length,
            _ => parts.push((segment, length)),
        }
    }
    parts
}

impl Breaks {
    /// The probability that both texts break at a point between segments, 0 to 1.
    pub(crate) fn at(&self, source: u32, target: u32) -> f32 {
        self.band.cell(source, target).map_or(0.0, |cell| self.ends[cell])
    }

    fn passes(&self, source: u32, target: u32) -> f32 {
        self.band.cell(source, target).map_or(0.0, |cell| self.passes[cell])
    }
}

struct BreakScorer<'f> {
    breaks: &'f Breaks,
}

/// The least chance a break is given or denied.
const FLOOR: f32 = 1e-4;

/// Log odds beyond this say no more.
const MOST: f32 = 7.0;

fn odds(share: f32) -> f32 {
    maths::ln32((share + FLOOR) / (1.0 - share + FLOOR).max(FLOOR)).clamp(-MOST, MOST) / 3.0
}

impl BreakScorer<'_> {
    /// For source and target: the share of a cut's side that faces the other side of the cut, and the share
    /// that faces something else.
    fn shares(&self, cut: Cut) -> [(f32, f32); 2] {
        let Breaks { credit, source_lengths, target_lengths, .. } = self.breaks;
        let area = self.breaks.band.area();
        let (inside, all) = (credit.inside(cut), credit.all(cut));
        let length = |lengths: &[f32], run: Run, start: u32| -> f32 {
            lengths[(run.start - start) as usize..(run.end - start) as usize]
                .iter()
                .sum::<f32>()
                .max(1.0)
        };
        let source = length(source_lengths, cut.source, area.source.start);
        let target = length(target_lengths, cut.target, area.target.start);
        [
            (inside.0 / source, (all.0 - inside.0) / source),
            (inside.1 / target, (all.1 - inside.1) / target),
        ]
    }
}

impl Scorer for BreakScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let share = self.breaks.at(cut.source.end, cut.target.end);
        let from = self.breaks.passes(cut.source.start, cut.target.start);
        let to = self.breaks.passes(cut.source.end, cut.target.end);
        let [source, target] = self.shares(cut);
        out.copy_from_slice(&[
            share,
            odds(share),
            odds(share).max(0.0),
            odds(from),
            odds(to),
            source.0,
            target.0,
            source.1,
            target.1,
        ]);
    }

    fn measure_source_gap(&self, segment: u32, out: &mut [f32]) {
        let at = (segment - self.breaks.band.area().source.start) as usize;
        out[0] = self.breaks.source_idle[at] / self.breaks.source_lengths[at].max(1.0);
    }

    fn measure_target_gap(&self, segment: u32, out: &mut [f32]) {
        let at = (segment - self.breaks.band.area().target.start) as usize;
        out[0] = self.breaks.target_idle[at] / self.breaks.target_lengths[at].max(1.0);
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        let breaks = self.breaks.at(cut.source.end, cut.target.end);
        let [source, target] = self.shares(cut);
        Some(Seen::Clauses { breaks, source: source.0, target: target.0 })
    }
}
