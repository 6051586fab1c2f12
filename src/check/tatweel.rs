//! Tatweel inside words.

use std::ops::Range;

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::text::fold::{is_arabic_letter, is_mark};

/// The check `tatweel`.
pub(super) struct Tatweel;

const STROKE: Form = Form::new("tatweel", "a stretching stroke (tatweel) inside a word; remove it");

impl Check for Tatweel {
    fn id(&self) -> &'static str {
        "tatweel"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "tatweel inside a word, which keeps searches and matches from finding it; not in بـ لـ كـ هـ and الـ before vowel marks"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            for range in inside_words(text.text) {
                let message = STROKE.say(&[]);
                report(pair.finding_at(self, Severity::Warning, text, range, message).fixable());
            }
        }
    }
}

/// The runs of tatweel between two letters of one word.
pub(super) fn inside_words(text: &str) -> Vec<Range<usize>> {
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find('ـ') {
        let start = from + found;
        let rest = &text[start..];
        let end = start + rest.len() - rest.trim_start_matches('ـ').len();
        from = end;
        let before = text[..start].chars().next_back();
        let after = text[end..].chars().next();
        let letter = |c: Option<char>| c.is_some_and(is_arabic_letter);
        // A vowel mark may be on the letter before; one on the tatweel itself needs it.
        let before_is_letter = letter(before)
            || before.is_some_and(is_mark)
                && letter(text[..start].chars().rev().take(MARKS).find(|c| !is_mark(*c)));
        // A clitic has one tatweel, not several.
        let stroke = end - start == 'ـ'.len_utf8();
        let vocalised = text[end..].chars().nth(1).is_some_and(is_mark);
        let allowed = || is_clitic(&text[..start]) || vocalised && is_article(&text[..start]);
        if before_is_letter && letter(after) && !(stroke && allowed()) {
            runs.push(start..end);
        }
    }
    runs
}

/// More marks than this on a letter are no writing.
const MARKS: usize = 64;

/// Whether the text before a tatweel is an article, which is drawn out before a letter with a vowel mark to make room for
/// the mark: الـمُعلِّم.
fn is_article(before: &str) -> bool {
    let letters = before.chars().rev().take(MARKS);
    let letters = letters.take_while(|c| is_arabic_letter(*c) || is_mark(*c));
    let mut letters: Vec<char> = letters.filter(|c| !is_mark(*c)).collect();
    letters.reverse();
    let [rest @ .., 'ا' | 'ل', 'ل'] = &letters[..] else { return false };
    matches!(rest, [] | ['و' | 'ف' | 'ب' | 'ك'] | ['و' | 'ف', 'ب' | 'ك'])
}

/// Whether the text before a tatweel is a clitic or an abbreviation that may have one: بـ لـ كـ هـ.
fn is_clitic(before: &str) -> bool {
    let mut letters = before
        .chars()
        .rev()
        .take(MARKS)
        .take_while(|c| is_arabic_letter(*c) || is_mark(*c))
        .filter(|c| !is_mark(*c));
    let last = letters.next();
    let second = letters.next();
    let third = letters.next();
    matches!(last, Some('ب' | 'ل' | 'ك' | 'ه'))
        && (second.is_none() || matches!(second, Some('و' | 'ف')) && third.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strokes_that_make_room_are_no_findings() {
        for (text, found) in [
            ("الـمُعلِّم والـمُعلِّمة بالـمَدرسة", 0),
            ("لِلـمُعلِّم وَلِلـمُعلِّمة", 0),
            ("الـمعلم", 1),
            ("المـعلم", 1),
            ("مثـــال", 1),
            ("بـكتاب", 0),
            ("حالـمُعلَّق", 1),
        ] {
            assert_eq!(inside_words(text).len(), found, "{text}");
        }
    }
}
