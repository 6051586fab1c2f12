//! Marks typed twice.

use std::collections::BTreeSet;

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;

/// The check `doubled-mark`.
pub(super) struct Doubled;

const TWICE: Form = Form::new("doubled", "'{found}' is doubled; keep one mark");

impl Check for Doubled {
    fn id(&self) -> &'static str {
        "doubled-mark"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a punctuation mark twice in a row, where the other side has none doubled"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let [source, target] = pair.sides().map(doubled);
        for (text, (own, other)) in
            pair.sides().into_iter().zip([(&source, &target), (&target, &source)])
        {
            let marks: BTreeSet<char> = other.iter().map(|(_, mark)| *mark).collect();
            for (range, mark) in own.iter().filter(|(_, mark)| !marks.contains(mark)) {
                let (range, mark) = (range.clone(), *mark);
                // Two dots are an ellipsis in much Arabic text, and repeated marks of emphasis are intended.
                let meant = matches!(mark, '.' | '!' | '?');
                let severity = if meant && text.wants_arabic_script() || mark == '!' {
                    Severity::Info
                } else {
                    Severity::Warning
                };
                let message = TWICE.say(&[("found", &&text.text[range.clone()])]);
                report(pair.finding_at(self, severity, text, range, message));
            }
        }
    }
}

/// The doubled marks of a text, each with its Latin equivalent.
fn doubled(text: &Text<'_>) -> Vec<(std::ops::Range<usize>, char)> {
    let mut found = Vec::new();
    let mut marks = text.marks.iter().copied().peekable();
    while let Some((at, c)) = marks.next() {
        let mark = match c {
            ',' | '،' => ',',
            ';' | '؛' => ';',
            '.' | '۔' => '.',
            '?' | '؟' => '?',
            ':' | '!' => c,
            _ => continue,
        };
        let mut count = 1;
        while marks.next_if_eq(&(at + count * c.len_utf8(), c)).is_some() {
            count += 1;
        }
        let end = at + count * c.len_utf8();
        // Two colons are code, three or more dots an ellipsis, three or more other marks a rule.
        let copied = text.is_copied(&(at..at + 1));
        let code = mark == ':' && text.text[end..].starts_with(|c: char| c.is_ascii_alphanumeric());
        if count == 2 && !copied && !code {
            found.push((at..end, mark));
        }
    }
    found
}
