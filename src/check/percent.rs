//! Which numbers of a text are percentages.

use crate::text::fold::fold_word;
use crate::text::numeral::Number;

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
pub(super) fn shares(text: &str, numbers: &[Number]) -> Vec<Share> {
    let mut order: Vec<usize> = (0..numbers.len()).collect();
    order.sort_by_key(|&at| numbers[at].range.start);
    let mut shares = vec![Share::No; numbers.len()];
    for (place, &at) in order.iter().enumerate() {
        let number = &numbers[at];
        let from = if place == 0 { 0 } else { numbers[order[place - 1]].range.end };
        let before = text.get(from..number.range.start).unwrap_or_default();
        // Some type the sign first.
        let first = before.strip_suffix(['%', '٪', '％']);
        let first = first.is_some_and(|rest| rest.is_empty() && place == 0 || rest.ends_with(' '));
        shares[at] = match () {
            () if first || is_marked(&text[number.range.end..]) => Share::Yes,
            () if is_announced(before) => Share::Maybe,
            () => Share::No,
        };
    }
    // Where one number of a list or range is a percentage, those joined to it may be.
    let joined = |pair: &[usize]| {
        text.get(numbers[pair[0]].range.end..numbers[pair[1]].range.start).is_some_and(joins)
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
fn is_marked(after: &str) -> bool {
    let after = after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, ')' | '-'));
    if after.starts_with(['%', '٪', '％']) {
        return true;
    }
    let mut words = after.split_whitespace().map(bare);
    let hundred = |word: String| matches!(word.as_str(), "المئه" | "المائه" | "مئه" | "مائه");
    match words.next().as_deref() {
        Some("percent" | "pct" | "percentage" | "بالمئه" | "بالمائه" | "بالميه") => {
            true
        }
        Some("per") => words.next().is_some_and(|word| word == "cent"),
        Some("في") => words.next().is_some_and(hundred),
        _ => false,
    }
}

/// Whether one of the last words before a number says percentage.
fn is_announced(before: &str) -> bool {
    let mut words = before.split_whitespace().rev().take(6).map(bare);
    words.any(|word| {
        word.contains("نسب")
            || matches!(
                word.as_str(),
                "percentage" | "percentages" | "proportion" | "percent" | "rate"
            )
    })
}

/// Whether what stands between two numbers makes a range or list of them.
fn joins(gap: &str) -> bool {
    let gap = gap.replace(['%', '٪', '％'], " ");
    let words: Vec<String> = gap.split_whitespace().map(bare).filter(|w| !w.is_empty()).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let rest = match &words[..] {
        ["percent" | "pct" | "بالمئه" | "بالمائه", rest @ ..] => rest,
        ["per", "cent", rest @ ..] | ["في", "المئه" | "المائه", rest @ ..] => rest,
        all => all,
    };
    let joint = |word: &&str| {
        matches!(*word, "to" | "and" | "or" | "from" | "الي" | "و" | "او" | "حتي" | "والي")
    };
    let dash = gap.contains(['-', '–', '—']);
    rest.iter().all(joint) && (dash || !rest.is_empty())
}

fn bare(word: &str) -> String {
    fold_word(word.trim_matches(|c: char| !c.is_alphanumeric()))
}
