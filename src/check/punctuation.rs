//! Spaces around punctuation marks, by the convention of the memory.

use std::ops::Range;

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::text::Text;
use crate::text::fold::{is_arabic_letter, is_mark};

/// The check `punctuation-space`.
pub(super) struct Punctuation;

const BEFORE: Form = Form::new("punctuation.before", "a space before {mark}; remove it");
const AFTER: Form = Form::new("punctuation.after", "no space after {mark}; add one");
const INSIDE: Form = Form::new("punctuation.inside", "a space inside {mark}; remove it");

impl Check for Punctuation {
    fn id(&self) -> &'static str {
        "punctuation-space"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a space before ، ؛ ؟ . , and the like, none after, or spaces inside « », unless this memory often does so"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// How spaces can be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Before,
    Missing,
    Inside,
}

/// Units of each side that could have each fault, and that have it.
#[derive(Default)]
struct Habits {
    units: [[u64; 3]; 2],
    faults: [[u64; 3]; 2],
}

impl CrossCheck for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut found: Vec<(&Pair<'_>, &Text<'_>, Fault, Range<usize>)> = Vec::new();
        for pair in pairs {
            for (at, text) in pair.sides().into_iter().enumerate() {
                let has = |of: &[char]| text.marks.iter().any(|(_, mark)| of.contains(mark));
                let marks = has(&[',', '،', '؛', ';', '؟', '?', '!']);
                let brackets = has(&['«', '(', '[']);
                for (fault, could) in
                    [(Fault::Before, marks), (Fault::Missing, marks), (Fault::Inside, brackets)]
                {
                    self.units[at][fault as usize] += u64::from(could);
                }
                let faults = faults(text);
                for fault in [Fault::Before, Fault::Missing, Fault::Inside] {
                    self.faults[at][fault as usize] +=
                        u64::from(faults.iter().any(|f| f.0 == fault));
                }
                // Only the first is reported.
                for fault in [Fault::Before, Fault::Missing, Fault::Inside] {
                    let first = faults.iter().find(|f| f.0 == fault);
                    found.extend(
                        first.map(|(_, range)| (pair, pair.sides()[at], fault, range.clone())),
                    );
                }
            }
        }
        for (pair, text, fault, range) in found {
            let at = usize::from(text.side == pair.target.side);
            let count = self.faults[at][fault as usize];
            let usual = count > 2 && count * 33 > self.units[at][fault as usize];
            let severity = if usual { Severity::Info } else { Severity::Warning };
            let mark = text.text[range.clone()].trim();
            let message = match fault {
                Fault::Before => BEFORE.say(&[("mark", &mark)]),
                Fault::Missing => AFTER.say(&[("mark", &mark)]),
                Fault::Inside => INSIDE.say(&[("mark", &mark)]),
            };
            report(pair.finding_at(&Punctuation, severity, text, range, message));
        }
    }
}

fn faults(text: &Text<'_>) -> Vec<(Fault, Range<usize>)> {
    let mut faults = Vec::new();
    let seen = |(_, c): &(usize, char)| !is_mark(*c);
    for &(at, c) in &text.marks {
        if text.is_copied(&(at..at + 1)) {
            continue;
        }
        let end = at + c.len_utf8();
        // A code is a character, and no letter or space.
        let beside = |code_at: usize, c: Option<(usize, char)>| {
            if text.has_code(code_at) { Some('\u{FFFC}') } else { c.map(|(_, c)| c) }
        };
        let mut back = text.text[..at].char_indices().rev().filter(seen);
        let (last, next) = (back.next(), text.text[end..].char_indices().find(seen));
        let (before, after) = (beside(at, last), beside(end, next));
        // The byte behind the space that comes next; marks may stand before it.
        let behind_space = || next.map_or(end, |next| end + next.0 + 1);
        // A space before the mark, and not at the start.
        let mut space = last.filter(|_| before == Some(' ')).map(|(at, _)| at);
        space = space.filter(|_| back.next().is_some());
        let arabic_mark = matches!(c, '،' | '؛' | '؟');
        let mark = arabic_mark || matches!(c, ',' | ';' | '?' | '!' | '.' | ':');
        if let Some(space) = space.filter(|_| mark) {
            // A dot may begin a name (.NET), dots an ellipsis, a colon a face.
            let begins = after
                .is_some_and(|a| a.is_alphanumeric() || mark_again(a) || matches!(a, ')' | '('));
            if !begins || arabic_mark && !after.is_some_and(mark_again) {
                faults.push((Fault::Before, space..end));
            }
        }
        let letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        let ends_word = match c {
            '،' | '؛' | '؟' => true,
            ',' | ';' | '?' | '!' => letter(before),
            '.' => {
                // A full stop that ends a sentence, not one inside a name or abbreviation.
                text.wants_arabic_script()
                    && before.is_some_and(is_arabic_letter)
                    && after.is_some_and(is_arabic_letter)
                    && ends_long_word(&text.text[..at])
            }
            _ => false,
        };
        if ends_word && letter(after) && before.is_some() {
            faults.push((Fault::Missing, at..end));
        }
        match c {
            '«' | '(' | '[' if after == Some(' ') => {
                faults.push((Fault::Inside, at..behind_space()));
            }
            '»' | ')' | ']' => faults.extend(space.map(|space| (Fault::Inside, space..end))),
            _ => {}
        }
    }
    faults
}

fn mark_again(c: char) -> bool {
    matches!(c, '.' | '،' | '؛' | '؟' | ',' | ';' | '?' | '!' | ':' | '-')
}

/// Whether a text ends in a word of more than two letters.
fn ends_long_word(text: &str) -> bool {
    let mut letters = text.chars().rev().filter(|c| !is_mark(*c));
    (0..3).all(|_| letters.next().is_some_and(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Side;
    use crate::lang::Lang;

    #[test]
    fn marks_may_stand_before_a_space_inside_brackets() {
        for (text, inside) in [
            ("قال (\u{200F} نعم)", "(\u{200F} "),
            ("قال «\u{64B} نعم»", "«\u{64B} "),
            ("قال [ نعم]", "[ "),
        ] {
            let faults = faults(&Text::new(Side::Source, Lang::AR, text));
            let found: Vec<_> = faults.into_iter().map(|(fault, at)| (fault, &text[at])).collect();
            assert_eq!(found, [(Fault::Inside, inside)]);
        }
    }
}
