//! Questions answer questions: the marks two runs end in.

use crate::align::evidence::seen::SeenEnd;
use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen};
use crate::bitext::{Cut, Run, Side};
use crate::text::fold::is_mark;

/// Evidence from the last mark of each side.
pub(super) struct Ending;

impl Evidence for Ending {
    fn name(&self) -> &'static str {
        "end mark"
    }

    fn features(&self) -> &'static [&'static str] {
        &["ending.differs", "ending.agrees"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        Box::new(EndScorer { facts: context.facts })
    }
}

/// The kinds of end that a translation tends to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Plain,
    Question,
    Exclamation,
    Colon,
}

struct EndScorer<'f> {
    facts: &'f Facts,
}

impl EndScorer<'_> {
    fn of(&self, cut: Cut) -> (End, End) {
        let last = |side| {
            let end = cut.side(side).end;
            self.facts.segments(side, Run::new(end - 1, end))[0].end
        };
        (last(Side::Source), last(Side::Target))
    }
}

impl Scorer for EndScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let (source, target) = self.of(cut);
        out[0] = f32::from(u8::from(source != target));
        out[1] = f32::from(u8::from(source == target && source != End::Plain));
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        match self.of(cut) {
            (End::Plain, End::Plain) => None,
            (source, target) => Some(Seen::Ending { source: source.seen(), target: target.seen() }),
        }
    }
}

impl End {
    /// The end of a text, whatever closing marks and spaces follow.
    pub(super) fn of(text: &str) -> End {
        let closes = |c: char| is_mark(c) || c.is_whitespace() || "\"'”’“‘»›)]}﴾﴿".contains(c);
        match text.trim_end_matches(closes).chars().next_back() {
            Some('?' | '؟') => End::Question,
            Some('!') => End::Exclamation,
            Some(':') => End::Colon,
            _ => End::Plain,
        }
    }

    fn seen(self) -> SeenEnd {
        match self {
            End::Plain => SeenEnd::Plain,
            End::Question => SeenEnd::Question,
            End::Exclamation => SeenEnd::Exclamation,
            End::Colon => SeenEnd::Colon,
        }
    }
}
