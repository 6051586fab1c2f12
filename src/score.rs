//! Stage 3: how much speaks for a cut.
//!
//! A kind of evidence is one file under `score/` and its line in [`EVIDENCE`]; `score/length.rs` is the one
//! to copy. All work on strings is done once, in [`Evidence::prepare`]; after that a cut costs a few
//! numbers. The numbers of all kinds, times their weights, add up to the log odds of the cut.

use crate::bitext::{Bitext, Cut, Segments};

mod coverage;
mod ending;
mod length;
mod literal;
mod skeleton;
mod term;
mod weights;

pub use coverage::Coverage;
pub use term::TermIndex;
pub use weights::Weights;

/// A kind of evidence that two runs of segments translate each other.
pub trait Evidence: Sync {
    /// Its name, as users read it in explanations.
    fn name(&self) -> &'static str;

    /// The names of the numbers it gives for a cut, as the weights file spells them.
    fn features(&self) -> &'static [&'static str];

    /// Does all work that depends on the texts alone.
    fn prepare<'b>(&self, context: &Context<'b>) -> Box<dyn Scorer + 'b>;
}

/// A kind of evidence made ready for one bitext.
pub trait Scorer: Sync + Send {
    /// The numbers for a cut with no empty side, one for each of [`Evidence::features`].
    fn measure(&self, cut: Cut, out: &mut [f32]);

    /// What was seen, in a few words for a translator.
    fn words(&self, cut: Cut) -> String;

    /// The pairs of segments this evidence ties together, if it is of that kind.
    fn links(&self) -> Option<&Coverage> {
        None
    }

    /// Takes up the ratio of target to source characters found by an earlier pass.
    fn set_ratio(&mut self, _ratio: f32) {}
}

/// The kinds of evidence, in the order they are explained.
pub static EVIDENCE: &[&dyn Evidence] =
    &[&length::Length, &ending::Ending, &literal::Literal, &term::Terms];

/// What evidence may look at.
#[derive(Clone, Copy)]
pub struct Context<'b> {
    /// The two texts.
    pub bitext: &'b Bitext,
    /// Where glossary terms stand in them.
    pub terms: &'b TermIndex,
}

/// The most numbers a cut is judged by.
const MAX_FEATURES: usize = 64;

/// The score of a cut no path may take.
pub(crate) const NEVER: f32 = -1.0e9;

/// All evidence on one bitext, weighted.
pub struct Panel<'b> {
    bitext: &'b Bitext,
    seats: Vec<Seat<'b>>,
    shapes: Vec<(u32, u32, f32)>,
    gap_open: f32,
    gap_extend: f32,
}

struct Seat<'b> {
    evidence: &'static dyn Evidence,
    scorer: Box<dyn Scorer + 'b>,
    weights: Vec<f32>,
}

/// Why a bead was chosen, or doubted: one kind of evidence and its share.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The kind of evidence.
    pub evidence: &'static str,
    /// What it adds to the log odds of the bead; below zero it speaks against it.
    pub log_odds: f32,
    /// What was seen, in words.
    pub words: String,
}

impl<'b> Panel<'b> {
    /// Prepares every kind of evidence for a bitext.
    pub fn prepare(context: Context<'b>, weights: &Weights) -> Panel<'b> {
        let seats: Vec<Seat<'b>> = EVIDENCE
            .iter()
            .map(|&evidence| Seat {
                evidence,
                scorer: evidence.prepare(&context),
                weights: evidence.features().iter().map(|name| weights.get(name)).collect(),
            })
            .collect();
        debug_assert!(seats.iter().all(|s| s.weights.len() <= MAX_FEATURES));
        Panel {
            bitext: context.bitext,
            seats,
            shapes: weights.shapes(),
            gap_open: weights.get("gap.open"),
            gap_extend: weights.get("gap.extend"),
        }
    }

    /// The texts judged.
    pub fn bitext(&self) -> &'b Bitext {
        self.bitext
    }

    /// The shapes a bead with two sides may have: source segments, target segments, and the log odds of the
    /// shape itself.
    pub fn shapes(&self) -> &[(u32, u32, f32)] {
        &self.shapes
    }

    /// The log odds of leaving a segment unaligned, where the one before it on its side is aligned, and
    /// where it is not.
    pub fn gap(&self) -> (f32, f32) {
        (self.gap_open, self.gap_extend)
    }

    /// The log odds of a cut with two sides, its shape left out.
    pub fn score(&self, cut: Cut) -> f32 {
        if is_blank(&self.bitext.source, cut.source.indices())
            || is_blank(&self.bitext.target, cut.target.indices())
        {
            return NEVER;
        }
        self.seats.iter().map(|seat| seat.log_odds(cut)).sum()
    }

    /// The share of every kind of evidence in the score of a cut with two sides.
    pub fn explain(&self, cut: Cut) -> Vec<Reason> {
        self.seats
            .iter()
            .map(|seat| Reason {
                evidence: seat.evidence.name(),
                log_odds: seat.log_odds(cut),
                words: seat.scorer.words(cut),
            })
            .filter(|reason| !reason.words.is_empty())
            .collect()
    }

    /// The pairs of segments tied together by words they share, one table for each kind of evidence that
    /// ties pairs.
    pub fn links(&self) -> impl Iterator<Item = &Coverage> {
        self.seats.iter().filter_map(|seat| seat.scorer.links())
    }

    /// Tells every kind of evidence the ratio of target to source characters.
    pub fn set_ratio(&mut self, ratio: f32) {
        for seat in &mut self.seats {
            seat.scorer.set_ratio(ratio);
        }
    }
}

impl Seat<'_> {
    fn log_odds(&self, cut: Cut) -> f32 {
        let mut numbers = [0.0; MAX_FEATURES];
        let numbers = &mut numbers[..self.weights.len()];
        self.scorer.measure(cut, numbers);
        numbers.iter().zip(&self.weights).map(|(n, w)| n * w).sum()
    }
}

/// Whether a run holds an empty segment, as an empty line of a segmented file makes one: it has nothing to
/// translate and stays unaligned.
fn is_blank(segments: &Segments, mut run: std::ops::Range<u32>) -> bool {
    run.any(|at| segments.items[at as usize].text.is_empty())
}
