//! Words typed twice.

use super::{Check, Finding, Pair, Severity, Text, Word};
use crate::text::fold::digit;

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
                let meant = text.is_arabic() && is_meant(&first.folded, pair.other(text.side));
                let severity = if meant { Severity::Info } else { Severity::Warning };
                let found = &text.text[first.range.clone()];
                let message = format!("'{found}' stands twice; remove one");
                let range = first.range.start..second.range.end;
                report(pair.finding_at(self, severity, text, range, message));
            }
        }
    }
}

/// Whether Arabic may repeat a word: an adverb for "one by one" and the like, and a deed told after the other (he
/// pecked, and it pecked).
fn is_meant(folded: &str, other: &Text<'_>) -> bool {
    let adverb = folded.ends_with('ا') && !folded.starts_with("ال");
    let deed = folded.starts_with('ف') && folded.chars().count() > 3;
    let steps = |folded: &str| {
        matches!(
            folded,
            "by" | "for" | "after" | "upon" | "each" | "every" | "gradually" | "individually"
        )
    };
    let part = folded.ends_with('ه')
        && !folded.starts_with("ال")
        && other.words.iter().any(|word| steps(&word.folded));
    adverb || deed || part
}

/// The words of a text that stand twice with only spaces between, and that no language repeats.
fn repeated<'t>(text: &'t Text<'_>) -> Vec<(&'t Word, &'t Word)> {
    let words = &text.words;
    let spelt = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| is_letter_name(word.folded.trim_start_matches('و')))
    };
    let pairs = words.iter().zip(words.iter().skip(1)).enumerate();
    let twice = pairs.filter(|(at, (a, b))| {
        let gap = &text.text[a.range.end..b.range.start];
        a.folded == b.folded
            && text.text[a.range.clone()].len() > 1
            && gap.chars().all(char::is_whitespace)
            && !a.folded.chars().any(|c| digit(c).is_some())
            && !is_said_twice(&a.folded)
            // A letter is spelt twice among others: بي بي سي.
            && !(is_letter_name(&a.folded) && (spelt(at.checked_sub(1)) || spelt(Some(at + 2))))
    });
    twice.map(|(_, pair)| pair).collect()
}

/// Latin letters as Arabic spells them in abbreviations (بي بي سي).
pub(super) fn is_letter_name(folded: &str) -> bool {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::text::warned;

    #[test]
    fn words_typed_twice_are_told_from_words_said_twice() {
        for (source, target, found) in [
            ("ذهبت في في السيارة", "She went in the car", 1),
            ("بثته بي بي سي وسي إن إن", "The BBC and CNN showed it", 0),
            ("في قناة قناة مخصصة", "In a channel", 1),
            ("قرأه كلمة كلمة", "He read it word for word", 0),
            ("في القناة القناة", "In one channel by the other", 1),
            ("شيئا شيئا", "Bit by bit", 0),
            ("فنقره فنقره", "He pecked and it pecked back", 0),
            ("في البيت", "In the the house", 1),
        ] {
            assert_eq!(warned(&Repeated, source, target).len(), found, "{source} / {target}");
        }
    }
}
