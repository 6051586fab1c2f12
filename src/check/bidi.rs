//! Direction controls: overrides that hide what a text says, and embeddings that are not closed.
//!
//! Unicode Standard Annex 9; on overrides in text see Boucher and Anderson, "Trojan Source" (2021).

use std::ops::Range;

use super::kinds::Kinds;
use super::message::{Form, Message};
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;

/// The check `bidi-control`.
pub(super) struct Bidi;

const HIDES: Form = Form::new(
    "bidi.hides",
    "{mark} makes text show in another order than it is stored, which can hide what it says; remove it",
);
const STRAY: Form = Form::new("bidi.stray", "{mark} ends nothing; remove it");
const OPEN: Form =
    Form::new("bidi.open", "{mark} is never ended and turns what follows; end it or remove it");
const COUNT: Form = Form::new(
    "bidi.count",
    "{count} invisible direction marks; they are allowed, but matches may miss by them",
);

impl Check for Bidi {
    fn id(&self) -> &'static str {
        "bidi-control"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "direction overrides, embeddings and isolates that do not end, stray ends; plain marks are only counted"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides().into_iter().filter(|text| text.has(Kinds::DIRECTION)) {
            self.side(pair, text, report);
        }
    }
}

impl Bidi {
    fn side(&self, pair: &Pair<'_>, text: &Text<'_>, report: &mut dyn FnMut(Finding)) {
        let mut say = |severity, range: Range<usize>, message: Message| {
            report(pair.finding_at(self, severity, text, range, message).fixable());
        };
        for (at, c) in text.text.char_indices().filter(|(_, c)| is_override(*c)) {
            say(Severity::Error, at..at + c.len_utf8(), HIDES.say(&[("mark", &name(c))]));
        }
        for (at, c) in unpaired(text.text).into_iter().filter(|(_, c)| !is_override(*c)) {
            let message = if matches!(c, POP | POP_ISOLATE) {
                STRAY.say(&[("mark", &name(c))])
            } else {
                OPEN.say(&[("mark", &name(c))])
            };
            say(Severity::Error, at..at + c.len_utf8(), message);
        }
        let marks = text.text.char_indices().filter(|(_, c)| is_plain_mark(*c));
        let mut first = None;
        let mut count = 0;
        for (at, c) in marks {
            first.get_or_insert(at..at + c.len_utf8());
            count += 1;
        }
        if let Some(range) = first {
            let message = COUNT.say(&[("count", &count)]);
            report(pair.finding_at(self, Severity::Info, text, range, message));
        }
    }
}

/// Ends an embedding or override.
pub(super) const POP: char = '\u{202C}';
/// Ends an isolate.
pub(super) const POP_ISOLATE: char = '\u{2069}';

/// Whether a character overrides the direction of what follows.
pub(super) fn is_override(c: char) -> bool {
    matches!(c, '\u{202D}' | '\u{202E}')
}

/// Left-to-right, right-to-left and Arabic letter mark.
fn is_plain_mark(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}')
}

fn name(c: char) -> &'static str {
    match c {
        '\u{202A}' => "LEFT-TO-RIGHT EMBEDDING (U+202A)",
        '\u{202B}' => "RIGHT-TO-LEFT EMBEDDING (U+202B)",
        '\u{202D}' => "LEFT-TO-RIGHT OVERRIDE (U+202D)",
        '\u{202E}' => "RIGHT-TO-LEFT OVERRIDE (U+202E)",
        '\u{2066}' => "LEFT-TO-RIGHT ISOLATE (U+2066)",
        '\u{2067}' => "RIGHT-TO-LEFT ISOLATE (U+2067)",
        '\u{2068}' => "FIRST STRONG ISOLATE (U+2068)",
        POP => "POP DIRECTIONAL FORMATTING (U+202C)",
        _ => "POP DIRECTIONAL ISOLATE (U+2069)",
    }
}

/// The controls of a text that open and are not closed, or close and were not opened, in order, with their bytes.
pub(super) fn unpaired(text: &str) -> Vec<(usize, char)> {
    let mut open: Vec<(usize, char)> = Vec::new();
    let mut stray = Vec::new();
    // How many isolates are open, so that an end without one is no search.
    let mut isolates = 0;
    for (at, c) in text.char_indices() {
        match c {
            '\u{202A}' | '\u{202B}' | '\u{202D}' | '\u{202E}' | '\u{2066}'..='\u{2068}' => {
                isolates += usize::from(is_isolate(c));
                open.push((at, c));
            }
            POP => match open.last() {
                Some((_, begin)) if !is_isolate(*begin) => {
                    open.pop();
                }
                _ => stray.push((at, c)),
            },
            POP_ISOLATE if isolates == 0 => stray.push((at, c)),
            POP_ISOLATE => {
                // The end of an isolate also ends embeddings inside it that were not closed.
                while let Some(begin) = open.pop() {
                    if is_isolate(begin.1) {
                        isolates -= 1;
                        break;
                    }
                    stray.push(begin);
                }
            }
            _ => {}
        }
    }
    stray.extend(open);
    stray.sort_unstable();
    stray
}

fn is_isolate(c: char) -> bool {
    matches!(c, '\u{2066}'..='\u{2068}')
}
