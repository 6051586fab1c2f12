//! Months and days of the week in a text.

use std::ops::Range;

use crate::lang::Lang;
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

/// The months and days among the words of a text, in order. `place` gives the bytes of a word.
pub(super) fn names(
    words: &[WordForm<'_>],
    lang: Lang,
    place: impl Fn(usize) -> Range<usize>,
) -> Vec<Date> {
    let readers = Readers::of(lang);
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
        let range = place(at).start..place(after - 1).end;
        names.push(Date { name: found.name, range, sure: found.sure || beside, beside });
        at = after;
    }
    names
}
