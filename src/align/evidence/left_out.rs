//! How much of both texts a pass before found to be left out: a segment more is likelier to be left out of an abridged
//! translation than of a complete one.

use crate::align::evidence::{Context, Evidence, Scorer, Seen};
use crate::bitext::Cut;
use crate::maths;

/// What a pass found to be left out of each text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LeftOut {
    pub(crate) source: Share,
    pub(crate) target: Share,
}

/// How much of a text has no counterpart, as an expected value over all paths.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Share {
    segments: u32,
    /// Segments left out, and runs of these.
    gone: f64,
    runs: f64,
}

impl LeftOut {
    /// Nothing yet of so many segments.
    pub(crate) fn nothing(source: u32, target: u32) -> LeftOut {
        let nothing = |segments| Share { segments, gone: 0.0, runs: 0.0 };
        LeftOut { source: nothing(source), target: nothing(target) }
    }

    /// Whether it says something of the translation: not where the texts are no translations of each other as wholes.
    fn tells(self) -> bool {
        const MOST: u32 = 8;
        let (source, target) = (self.source.segments, self.target.segments);
        source.max(target) <= MOST * source.min(target)
    }

    /// What is left out of two parts that follow each other.
    pub(crate) fn and(self, other: LeftOut) -> LeftOut {
        LeftOut { source: self.source.and(other.source), target: self.target.and(other.target) }
    }
}

/// Evidence from what was found to be left out; silent in the first pass.
pub(super) struct Completeness;

impl Evidence for Completeness {
    fn name(&self) -> &'static str {
        "completeness"
    }

    fn features(&self) -> &'static [&'static str] {
        &[]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["left.gone", "left.runs"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        let [source, target] = match context.left_out {
            Some(left_out) if left_out.tells() => {
                [left_out.source, left_out.target].map(Share::numbers)
            }
            _ => [[0.0; 2]; 2],
        };
        Box::new(CompletenessScorer { source, target })
    }
}

impl Share {
    /// Counts a segment with its chance of being left out, and of being the first of a run.
    pub(crate) fn add(&mut self, chance: f64, opens: bool) {
        self.gone += chance;
        self.runs += if opens { chance } else { 0.0 };
    }

    fn and(self, other: Share) -> Share {
        Share {
            segments: self.segments + other.segments,
            gone: self.gone + other.gone,
            runs: self.runs + other.runs,
        }
    }

    /// The numbers for each gap in the text: the logs of both shares less those of a usual text.
    fn numbers(self) -> [f32; 2] {
        /// What few segments tell little against: so many more of a usual text are assumed.
        const MORE: f32 = 10.0;
        const USUAL: f32 = 0.05;
        /// Shares beyond those of the texts that weights were fitted to tell no more.
        const MOST: f32 = 2.5;
        let number = |count: f64| {
            let share = (count as f32 + MORE * USUAL) / (self.segments as f32 + MORE);
            maths::ln32(share / USUAL).clamp(-MOST, MOST)
        };
        [number(self.gone), number(self.runs)]
    }
}

struct CompletenessScorer {
    source: [f32; 2],
    target: [f32; 2],
}

impl Scorer for CompletenessScorer {
    fn measure(&self, _cut: Cut, _out: &mut [f32]) {}

    fn measure_source_gap(&self, _segment: u32, out: &mut [f32]) {
        out.copy_from_slice(&self.source);
    }

    fn measure_target_gap(&self, _segment: u32, out: &mut [f32]) {
        out.copy_from_slice(&self.target);
    }

    fn seen(&self, _cut: Cut) -> Option<Seen> {
        None
    }
}
