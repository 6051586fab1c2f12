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

/// For each number whether the text calls it a percentage.
pub(super) fn shares(text: &str, lang: Lang, numbers: &[Number]) -> Vec<Share> {
    let readers = Readers::of(lang);
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by_key(|&at| numbers[at].range.start);
    let mut shares = vec![Share::No; numbers.len()];
    for (place, &at) in order.iter().enumerate() {
        let number = &numbers[at];
        let from = if place == 0 { 0 } else { numbers[order[place - 1]].range.end };
        let before = text.get(from..number.range.start).unwrap_or_default();
        // Some write the sign first.
        let first = before.strip_suffix(['%', '٪', '％']);
        let first = first.is_some_and(|rest| rest.is_empty() && place == 0 || rest.ends_with(' '));
        shares[at] = match () {
            () if first || is_marked(&text[number.range.end..], readers) => Share::Yes,
            // Half of them are 50 %.
            () if number.written == Written::Fraction => Share::Maybe,
            () if is_announced(before, readers) => Share::Maybe,
            () => Share::No,
        };
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

/// The characters that words for percent may take.
const NEAR: usize = 64;

/// The start of a text.
fn near(text: &str) -> &str {
    let end = text.char_indices().nth(NEAR).map_or(text.len(), |(at, _)| at);
    &text[..end]
}

fn bare(word: &str) -> String {
    fold_word(word.trim_matches(|c: char| !c.is_alphanumeric()))
}
