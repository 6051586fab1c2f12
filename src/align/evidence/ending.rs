//! Questions answer questions: the marks two runs end in.

use crate::align::evidence::{Context, Evidence, Scorer};
use crate::bitext::{Cut, Run, Segment};
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
        let (bitext, area) = (context.facts.bitext, context.band.area());
        Box::new(Endings {
            area,
            source: endings(bitext.source.of(area.source)),
            target: endings(bitext.target.of(area.target)),
        })
    }
}

/// The kinds of end that a translation tends to keep.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Plain,
    Question,
    Exclamation,
    Colon,
}

struct Endings {
    area: Cut,
    source: Vec<End>,
    target: Vec<End>,
}

impl Endings {
    fn of(&self, cut: Cut) -> (End, End) {
        let last = |run: Run, all: Run| (run.end - 1 - all.start) as usize;
        (
            self.source[last(cut.source, self.area.source)],
            self.target[last(cut.target, self.area.target)],
        )
    }
}

impl Scorer for Endings {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let (source, target) = self.of(cut);
        out[0] = f32::from(u8::from(source != target));
        out[1] = f32::from(u8::from(source == target && source != End::Plain));
    }

    fn words(&self, cut: Cut) -> String {
        match self.of(cut) {
            (End::Plain, End::Plain) => String::new(),
            (source, target) if source == target => format!("both end in {}", source.word()),
            (source, target) => format!("{} faces {}", source.word(), target.word()),
        }
    }
}

impl End {
    fn word(self) -> &'static str {
        match self {
            End::Plain => "a plain end",
            End::Question => "a question mark",
            End::Exclamation => "an exclamation mark",
            End::Colon => "a colon",
        }
    }
}

fn endings(segments: &[Segment]) -> Vec<End> {
    let closes = |c: char| is_mark(c) || c.is_whitespace() || "\"'”’“‘»›)]}﴾﴿".contains(c);
    let end = |text: &str| match text.trim_end_matches(closes).chars().next_back() {
        Some('?' | '؟') => End::Question,
        Some('!') => End::Exclamation,
        Some(':') => End::Colon,
        _ => End::Plain,
    };
    segments.iter().map(|s| end(&s.text)).collect()
}
