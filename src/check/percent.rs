//! Which numbers of a text are percentages.

use crate::lang::Lang;
use crate::language::Readers;
use crate::text::fold::fold_word;
use crate::text::numeral::{Number, Written};

/// What a text says of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Share {
    /// Nothing makes it a percentage.
    No,
    /// It may be one, by a word before it or another percentage near it.
    Maybe,
    /// A sign or word right beside it says so.
    Yes,
}

/// For each number whether the text calls it a percentage by a sign or word right beside it.
pub(super) fn marked(text: &str, lang: Lang, numbers: &[Number]) -> Vec<bool> {
    let readers = Readers::of(lang);
    let mut marked = vec![false; numbers.len()];
    for (place, (at, before)) in in_order(text, numbers).enumerate() {
        // Some write the sign first.
        let first = before.strip_suffix(['%', '٪', '％']);
        let first = first.is_some_and(|rest| rest.is_empty() && place == 0 || rest.ends_with(' '));
        marked[at] = first || is_marked(&text[numbers[at].range.end..], readers);
    }
    marked
}

/// The numbers in the order in which they stand, each with the text between it and the one before.
fn in_order<'t>(text: &'t str, numbers: &[Number]) -> impl Iterator<Item = (usize, &'t str)> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by_key(|&at| numbers[at].range.start);
    let mut from = 0;
    order.into_iter().map(move |at| {
        let before = text.get(from..numbers[at].range.start).unwrap_or_default();
        from = numbers[at].range.end;
        (at, before)
    })
}

/// For each number whether the text calls it a percentage; `marked` are those with a sign or word beside them.
pub(super) fn shares(text: &str, lang: Lang, numbers: &[Number], marked: &[bool]) -> Vec<Share> {
    let readers = Readers::of(lang);
    let mut shares = vec![Share::No; numbers.len()];
    let mut order = Vec::new();
    for (at, before) in in_order(text, numbers) {
        shares[at] = match () {
            () if marked[at] => Share::Yes,
            // Half of them are 50 %.
            () if numbers[at].written == Written::Fraction => Share::Maybe,
            () if is_announced(before, readers) => Share::Maybe,
            () => Share::No,
        };
        order.push(at);
    }
    if shares.iter().all(|share| *share == Share::No) {
        return shares;
    }
    // Where one number of a list or range is a percentage, those joined to it may be.
    let joined = |pair: &[usize]| {
        text.get(numbers[pair[0]].range.end..numbers[pair[1]].range.start)
            .is_some_and(|gap| joins(gap, readers))
    };
    let mut spread = |from: usize, to: usize| {
        if shares[from] != Share::No && shares[to] == Share::No {
            shares[to] = Share::Maybe;
        }
    };
    for pair in order.windows(2).rev().filter(|pair| joined(pair)) {
        spread(pair[1], pair[0]);
    }
    for pair in order.windows(2).filter(|pair| joined(pair)) {
        spread(pair[0], pair[1]);
    }
    shares
}

/// Whether a text goes on with a sign or word for percent.
fn is_marked(after: &str, readers: Readers) -> bool {
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '-'));
    if after.starts_with(['%', '٪', '％']) {
        return true;
    }
    let words: Vec<String> = near(after).split_whitespace().take(2).map(bare).collect();
    percent(&words, readers) > 0
}

/// How many words say "per cent".
fn percent(words: &[String], readers: Readers) -> usize {
    let words: Vec<&str> = words.iter().take(2).map(String::as_str).collect();
    words.first().map_or(0, |word| readers.word(word).percent(&words))
}

/// Whether one of the last words before a number says percentage.
fn is_announced(before: &str, readers: Readers) -> bool {
    // "A rate of 5" may be a percentage said before; "at a rate 5" lacks its sign.
    let mut words = before.split_whitespace().rev().skip(1).take(5).map(bare);
    words.any(|word| readers.word(&word).announces_share(&word))
}

/// Whether the text between two numbers makes them a range or list.
fn joins(gap: &str, readers: Readers) -> bool {
    let gap = gap.replace(['%', '٪', '％'], " ");
    let words: Vec<String> = gap.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect();
    let rest = &words[percent(&words, readers)..];
    let joint = |word: &String| readers.word(word).joins_amounts(word);
    let dash = gap.contains(['-', '–', '—']);
    rest.iter().all(joint) && (dash || !rest.is_empty())
}

/// The bytes that words for percent may take.
const NEAR: usize = 256;

/// The start of a text.
fn near(text: &str) -> &str {
    let ends = (0..=NEAR.min(text.len())).rev();
    &text[..ends.into_iter().find(|&end| text.is_char_boundary(end)).unwrap_or(0)]
}

fn bare(word: &str) -> String {
    fold_word(word.trim_matches(|c: char| !c.is_alphanumeric()))
}
