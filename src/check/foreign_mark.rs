//! Marks of the other script: `?` in Arabic text, `،` in English.

use std::ops::Range;

use super::{Check, Finding, Pair, Settings, Severity, Text, Watch};
use crate::check::text::is_latin_letter;
use crate::fold::{is_arabic_letter, is_mark};

/// The check `foreign-mark`.
pub(super) struct ForeignMark;

impl Check for ForeignMark {
    fn id(&self) -> &'static str {
        "foreign-mark"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "? , ; after an Arabic word, or ؟ ، ؛ after a Latin one, unless this memory often does so"
    }

    fn watch<'s>(&self, _settings: &Settings<'s>) -> Option<Box<dyn Watch + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// Units of each side with such marks of its own script, and of the other.
#[derive(Default)]
struct Habits {
    own: [u64; 2],
    foreign: [u64; 2],
}

impl Watch for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut found: Vec<(&Pair<'_>, usize, Range<usize>)> = Vec::new();
        for pair in pairs {
            for (at, text) in pair.sides().into_iter().enumerate() {
                let first = first(text);
                let own = if text.wants_arabic_script() { ARABIC } else { LATIN };
                self.own[at] += u64::from(text.text.contains(own));
                self.foreign[at] += u64::from(first.is_some());
                found.extend(first.map(|range| (pair, at, range)));
            }
        }
        for (pair, at, range) in found {
            let text = pair.sides()[at];
            // One in twelve is a custom: many keyboards have no other comma.
            let usual = self.foreign[at] > 2 && self.foreign[at] * 12 > self.own[at];
            let severity = if usual { Severity::Info } else { Severity::Warning };
            let mark = &text.text[range.clone()];
            let message =
                format!("'{mark}' is a mark of the other script; use that of {}", text.lang);
            report(pair.finding_at(&ForeignMark, severity, text, range, message));
        }
    }
}

const ARABIC: [char; 3] = ['؟', '،', '؛'];
const LATIN: [char; 3] = ['?', ',', ';'];

/// The first mark of the other script that follows a word of the text's own, and that a word of the other script does
/// not follow.
fn first(text: &Text<'_>) -> Option<Range<usize>> {
    let is_own: fn(char) -> bool = match (text.wants_arabic_script(), text.wants_latin_script()) {
        (true, _) => is_arabic_letter,
        (_, true) => is_latin_letter,
        _ => return None,
    };
    let foreign = if text.wants_arabic_script() { LATIN } else { ARABIC };
    let passed = |c: &char| {
        is_mark(*c) || c.is_whitespace() || matches!(c, '"' | '”' | '»' | ')' | ']' | '\'' | '’')
    };
    let marks = text.text.char_indices().filter(|(_, c)| foreign.contains(c));
    let mut alone = marks.filter(|&(at, c)| {
        let before = text.text[..at].chars().rev().find(|c| !passed(c));
        let after = text.text[at + c.len_utf8()..].chars().find(|c| !passed(c));
        let copied = text.copied.iter().any(|copied| copied.contains(&at));
        !copied
            && before.is_some_and(is_own)
            && after.is_none_or(|c| is_own(c) || !c.is_alphabetic())
    });
    alone.next().map(|(at, c)| at..at + c.len_utf8())
}
