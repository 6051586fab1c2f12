//! Words typed twice.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use super::word::Word;
use crate::lang::Lang;
use crate::language::{self, Readers};
use crate::text::fold::digit;

/// The check `repeated-word`.
pub(super) struct Repeated;

const TWICE: Form = Form::new("repeated", "'{found}' stands twice; remove one");

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
        let [source, target] = pair.sides().map(repeated);
        // Where both sides repeat a word, it is meant.
        if !source.is_empty() && !target.is_empty() {
            return;
        }
        for (text, twice) in pair.sides().into_iter().zip([source, target]) {
            let other = pair.other(text.side);
            let other_language = language::of(other.lang);
            let one_by_one =
                other.words.iter().any(|word| other_language.says_one_by_one(other.folded(word)));
            for (first, second) in twice {
                let meant = language::of(text.lang).may_repeat(text.folded(first), one_by_one);
                let severity = if meant { Severity::Info } else { Severity::Warning };
                let message = TWICE.say(&[("found", &&text.text[first.range.clone()])]);
                let range = first.range.start..second.range.end;
                report(pair.finding_at(self, severity, text, range, message));
            }
        }
    }
}

/// The words of a text that occur twice in a row, apart from those a language repeats.
fn repeated<'t>(text: &'t Text<'_>) -> Vec<(&'t Word, &'t Word)> {
    let words = &text.words;
    let readers = Readers::of(text.lang);
    let spelt = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| is_letter_name(text.folded(word), text.lang))
    };
    let pairs = words.iter().zip(words.iter().skip(1)).enumerate();
    let twice = pairs.filter(|(at, (a, b))| {
        if a.folded.len() != b.folded.len() {
            return false;
        }
        let gap = &text.text[a.range.end..b.range.start];
        let folded = text.folded(a);
        folded == text.folded(b)
            && text.text[a.range.clone()].len() > 1
            && gap.chars().all(char::is_whitespace)
            && !folded.chars().any(|c| digit(c).is_some())
            && !readers.word(folded).is_said_twice(folded)
            // A letter is spelt twice among others: بي بي سي.
            && !(readers.word(folded).is_letter_name(folded) && (spelt(at.checked_sub(1)) || spelt(Some(at + 2))))
    });
    twice.map(|(_, pair)| pair).collect()
}

/// Whether a word is the name of a Latin letter, after "and" or without.
pub(super) fn is_letter_name(folded: &str, lang: Lang) -> bool {
    let language = Readers::of(lang).word(folded);
    let and = |c: char| language.cues().and == Some(c);
    language.is_letter_name(folded.trim_start_matches(and))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

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
