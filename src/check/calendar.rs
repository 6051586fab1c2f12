//! Months and days of the week in a text.

use std::ops::Range;

use super::text::Text;
use crate::language::Readers;
use crate::language::calendar::{Name, WordForm};
use crate::text::fold::digit;

/// A month or day in a text.
#[derive(Debug, Clone)]
pub(super) struct Date {
    pub(super) name: Name,
    pub(super) range: Range<usize>,
    /// Whether the word is unambiguous, or next to a number.
    pub(super) sure: bool,
    /// Whether it is next to a number.
    pub(super) beside: bool,
}

/// The months and days in a text, in order.
pub(super) fn names(text: &Text<'_>) -> Vec<Date> {
    let readers = Readers::of(text.lang);
    let words = text.words.iter();
    let words: Vec<WordForm<'_>> = words
        .map(|word| WordForm { raw: &text.text[word.range.clone()], folded: &word.folded })
        .collect();
    let is_number = |at: Option<usize>| {
        at.and_then(|at| words.get(at))
            .is_some_and(|word| word.folded.chars().all(|c| digit(c).is_some()))
    };
    let mut names = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let language = readers.word(words[at].folded);
        let Some(found) = language.month_or_day(&words[at..]) else {
            at += 1;
            continue;
        };
        let after = at + found.words;
        let beside = is_number(at.checked_sub(1)) || is_number(Some(after));
        let range = text.words[at].range.start..text.words[after - 1].range.end;
        names.push(Date { name: found.name, range, sure: found.sure || beside, beside });
        at = after;
    }
    names
}
