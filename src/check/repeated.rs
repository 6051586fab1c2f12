//! Words typed twice.

use super::{Check, Finding, Pair, Severity, Text, Word};
use crate::fold::digit;

/// The check `repeated-word`.
pub(super) struct Repeated;

impl Check for Repeated {
    fn id(&self) -> &'static str {
        "repeated-word"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a word twice in a row, where the other side repeats none"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            for (first, second) in repeated(text) {
                if !repeated(pair.other(text.side)).is_empty() {
                    continue;
                }
                // Arabic repeats an adverb for "one by one" and the like.
                // ... and tells of one deed after the other: he pecked, and it pecked.
                let meant = text.is_arabic()
                    && (first.folded.ends_with(['ا', 'ه']) || first.folded.starts_with('ف'));
                let severity = if meant { Severity::Info } else { Severity::Warning };
                let found = &text.text[first.range.clone()];
                let message = format!("'{found}' stands twice; remove one");
                let range = first.range.start..second.range.end;
                report(pair.finding_at(self, severity, text, range, message));
            }
        }
    }
}

/// The words of a text that stand twice with only spaces between, and that no language repeats.
fn repeated<'t>(text: &'t Text<'_>) -> Vec<(&'t Word, &'t Word)> {
    let pairs = text.words.iter().zip(text.words.iter().skip(1));
    let twice = pairs.filter(|(a, b)| {
        let gap = &text.text[a.range.end..b.range.start];
        a.folded == b.folded
            && text.text[a.range.clone()].len() > 1
            && gap.chars().all(char::is_whitespace)
            && !a.folded.chars().any(|c| digit(c).is_some())
            && !is_said_twice(&a.folded)
            && !is_letter_name(&a.folded)
    });
    twice.collect()
}

/// Latin letters as Arabic spells them in abbreviations (بي بي سي).
fn is_letter_name(folded: &str) -> bool {
    matches!(
        folded,
        "بي" | "سي"
            | "دي"
            | "اي"
            | "اف"
            | "جي"
            | "جيه"
            | "كي"
            | "ال"
            | "ام"
            | "ان"
            | "او"
            | "بيه"
            | "كيو"
            | "ار"
            | "اس"
            | "تي"
            | "يو"
            | "في"
            | "اكس"
            | "واي"
            | "زد"
    )
}

/// Words that grammar or custom puts twice.
fn is_said_twice(folded: &str) -> bool {
    matches!(
        folded,
        "had"
            | "that"
            | "is"
            | "very"
            | "bye"
            | "ha"
            | "no"
            | "yes"
            | "so"
            | "many"
            | "long"
            | "blah"
            | "جدا"
            | "من"
            | "ما"
            | "لا"
            | "نعم"
            | "يا"
            | "الله"
            | "امين"
            | "ها"
            | "هيا"
            | "كلا"
            | "رويدا"
            | "مرارا"
            | "قال"
    )
}
