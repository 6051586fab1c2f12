//! Lines that end in no mark, such as headings and labels, face their like, and are rarely part of a longer bead.

use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen, SegmentFacts};
use crate::bitext::{Cut, Run, Side};
use crate::text::fold::is_mark;

/// Evidence from segments without an end mark; silent in texts most of whose segments have none, and on clauses.
pub(super) struct OpenEnd;

impl Evidence for OpenEnd {
    fn name(&self) -> &'static str {
        "open end"
    }

    fn features(&self) -> &'static [&'static str] {
        &["open.differs", "open.inside"]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["open"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        Box::new(OpenScorer { facts: context.facts })
    }
}

/// Whether a text ends in no mark that ends a sentence, whatever closing marks and spaces follow.
pub(super) fn is_open(text: &str) -> bool {
    let closes = |c: char| is_mark(c) || c.is_whitespace() || "\"'”’“‘»›)]}﴾﴿".contains(c);
    let last = text.trim_end_matches(closes).chars().next_back();
    !last.is_some_and(|c| ".!?؟…۔:؛;".contains(c))
}

/// Whether most segments of both sides end in a mark, so that those that do not tell something.
pub(super) fn tell(sides: [&[SegmentFacts]; 2]) -> bool {
    let open = |side: &[SegmentFacts]| side.iter().filter(|segment| segment.is_open).count();
    sides.iter().all(|side| 2 * open(side) <= side.len())
}

struct OpenScorer<'f> {
    facts: &'f Facts,
}

impl OpenScorer<'_> {
    fn gap(&self, side: Side, segment: u32, out: &mut [f32]) {
        let open = self.facts.open_ends
            && self.facts.segments(side, Run::new(segment, segment + 1))[0].is_open;
        out[0] = f32::from(u8::from(open));
    }
}

impl Scorer for OpenScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        if !self.facts.open_ends {
            out.fill(0.0);
            return;
        }
        let (mut inside, mut last) = (0, [false; 2]);
        for (side, last) in Side::both().into_iter().zip(&mut last) {
            let segments = self.facts.segments(side, cut.side(side));
            inside += segments[..segments.len() - 1].iter().filter(|s| s.is_open).count();
            *last = segments[segments.len() - 1].is_open;
        }
        out[0] = f32::from(u8::from(last[0] != last[1]));
        out[1] = inside as f32;
    }

    fn measure_source_gap(&self, segment: u32, out: &mut [f32]) {
        self.gap(Side::Source, segment, out);
    }

    fn measure_target_gap(&self, segment: u32, out: &mut [f32]) {
        self.gap(Side::Target, segment, out);
    }

    fn seen(&self, _cut: Cut) -> Option<Seen> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_open() {
        assert!(is_open("باب ما جاء في السفر") && is_open("Chapter 3"));
        assert!(!is_open("قال: «نعم.»") && !is_open("He said:") && !is_open("Why?)"));
    }
}
