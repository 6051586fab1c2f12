//! Translations have lengths in proportion.

use crate::align::evidence::encoded::LONGEST;
use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen};
use crate::bitext::{Cut, Run, Side};
use crate::maths;

/// Length evidence: Gale and Church's variance term beside two plainer ones, over visible characters.
pub(super) struct Length;

impl Evidence for Length {
    fn name(&self) -> &'static str {
        "length"
    }

    fn features(&self) -> &'static [&'static str] {
        &["length.z", "length.ratio", "length.ratio2"]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["length"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        let (facts, area) = (context.facts, context.band.area());
        let source = Sums::new(facts, Side::Source, area.source, context.ratio);
        let target = Sums::new(facts, Side::Target, area.target, 1.0);
        Box::new(Lengths { source, target })
    }
}

/// Both lengths in target characters.
struct Lengths {
    source: Sums,
    target: Sums,
}

impl Scorer for Lengths {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let (source, target) = (self.source.expected(cut.source), self.target.of(cut.target));
        let sum = source + target;
        // Gale and Church 1993 with variance 3 a character, over the pooled length as hunalign pools it.
        let difference = source - target;
        let z = difference * difference / (3.0 * sum.max(1.0));
        let ratio = (self.source.log(cut.source) - self.target.log(cut.target)).abs();
        out[0] = z.min(25.0) / 5.0;
        out[1] = ratio;
        out[2] = (ratio * ratio).min(2.0) * (sum / 100.0).min(1.0);
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        let (source, target) = (self.source.of(cut.source), self.target.of(cut.target));
        Some(Seen::Length { source, target, expected: self.source.expected(cut.source) })
    }

    fn measure_source_gap(&self, segment: u32, out: &mut [f32]) {
        out[0] = gap_length(self.source.expected(Run::new(segment, segment + 1)));
    }

    fn measure_target_gap(&self, segment: u32, out: &mut [f32]) {
        out[0] = gap_length(self.target.of(Run::new(segment, segment + 1)));
    }
}

/// A segment's length as gaps are judged by it: about 0 for one of 55 target characters.
fn gap_length(target_characters: f32) -> f32 {
    maths::ln32(target_characters + 1.0) - 4.0
}

/// Running sums of the lengths of a run of one side's segments.
struct Sums {
    start: u32,
    // Target characters for each character.
    ratio: f32,
    sums: Vec<f32>,
    // For each segment, the logarithms of the runs of 1, 2, ... that start there. Each is asked for many times.
    logs: Vec<[f32; LONGEST as usize]>,
}

impl Sums {
    fn new(facts: &Facts, side: Side, area: Run, ratio: f32) -> Sums {
        let mut sum = 0.0;
        let lengths = facts.lengths(side, area).map(|length| {
            sum += length as f32;
            sum
        });
        let sums: Vec<f32> = std::iter::once(0.0).chain(lengths).collect();
        let logs = (0..area.len() as usize).map(|from| {
            let mut logs = [0.0; LONGEST as usize];
            for (log, end) in logs.iter_mut().zip(&sums[from + 1..]) {
                *log = logarithm((end - sums[from]) * ratio);
            }
            logs
        });
        Sums { start: area.start, ratio, logs: logs.collect(), sums }
    }

    /// The characters of a run.
    fn of(&self, run: Run) -> f32 {
        let before = |segment: u32| self.sums[(segment - self.start) as usize];
        before(run.end) - before(run.start)
    }

    /// The target characters of a run.
    fn expected(&self, run: Run) -> f32 {
        self.of(run) * self.ratio
    }

    /// The logarithm of those, for a run that is not empty.
    fn log(&self, run: Run) -> f32 {
        match self.logs[(run.start - self.start) as usize].get(run.len() as usize - 1) {
            Some(log) => *log,
            None => logarithm(self.expected(run)),
        }
    }
}

/// The logarithm of a length; differences of short ones say little.
fn logarithm(length: f32) -> f32 {
    maths::ln32(length + 3.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use crate::align::evidence::TermFinder;
    use crate::bitext::{Bitext, Segment, Segments};
    use crate::lang::Lang;
    use crate::watch::Unwatched;

    #[test]
    fn lengths_are_those_of_the_area() {
        let bitext = Bitext {
            source: Segments::new(Lang::AR, Vec::new()),
            target: Segments::new(
                Lang::EN,
                ["long before the area", "ab", "abcd"].map(Segment::of).to_vec(),
            ),
        };
        let facts = Facts::new(bitext.into(), &TermFinder::default(), None, Arc::new(Unwatched));
        let sums = Sums::new(&facts, Side::Target, Run::new(1, 3), 0.5);
        assert_eq!(sums.of(Run::new(1, 3)), 6.0);
        assert_eq!(sums.of(Run::new(2, 3)), 4.0);
        assert_eq!(sums.log(Run::new(1, 3)), maths::ln32(6.0));
        assert_eq!(sums.log(Run::new(2, 3)), maths::ln32(5.0));
    }
}
