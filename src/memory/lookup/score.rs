//! The similarity of two texts, in percent.
//!
//! A text is its words and signs; the weight of each is the number of its characters. D is the least total cost of
//! turning one text into the other: a word left out or added costs its weight; a word replaced costs the Levenshtein
//! distance of the two if that is at most half the length of the longer, else that whole length. With M the weight of
//! the heavier text, the percentage is 100 (M - D) / M rounded down, and at most 99 for texts that are not the same to
//! the byte.

use std::borrow::Cow;

use rapidfuzz::distance::levenshtein::{Args, BatchComparator};

use crate::memory::words::tokens;
use crate::text::fold::fold_word;

/// The words and signs of a text as they are compared.
pub(super) fn words(text: &str, fold: bool) -> Vec<Cow<'_, str>> {
    tokens(text).map(|token| form(token, fold)).filter(|word| !word.is_empty()).collect()
}

/// A word as it is compared.
pub(super) fn form(word: &str, fold: bool) -> Cow<'_, str> {
    if fold { Cow::Owned(fold_word(word)) } else { Cow::Borrowed(word) }
}

/// The weight of a word.
pub(super) fn weight(word: &str) -> u32 {
    word.chars().count() as u32
}

/// A word to compare many others with.
pub(super) struct Comparer {
    word: String,
    weight: u32,
    compare: BatchComparator<char>,
}

impl Comparer {
    pub(super) fn new(word: &str) -> Comparer {
        let compare = BatchComparator::new(word.chars());
        Comparer { word: word.to_owned(), weight: weight(word), compare }
    }

    pub(super) fn weight(&self) -> u32 {
        self.weight
    }

    /// The cost of replacing another word by this one, if it is less than the greater of the two weights.
    pub(super) fn cost(&self, other: &str, other_weight: u32) -> Option<u32> {
        if self.word == other {
            return Some(0);
        }
        let most = self.weight.max(other_weight) / 2;
        if most == 0 || self.weight.abs_diff(other_weight) > most {
            return None;
        }
        let args = Args::default().score_cutoff(most as usize);
        self.compare.distance_with_args(other.chars(), &args).map(|cost| cost as u32)
    }
}

/// The least cost of turning words of the weights `from` into words of the weights `to`. `cost` gives the cost of
/// replacing one by the other, by index, if it is less than the greater of the two weights.
pub(super) fn distance(
    from: &[u32],
    to: &[u32],
    mut cost: impl FnMut(usize, usize) -> Option<u32>,
) -> u32 {
    let mut above: Vec<u32> = vec![0];
    for weight in to {
        above.push(above[above.len() - 1] + weight);
    }
    let mut row = above.clone();
    for (i, &out) in from.iter().enumerate() {
        row[0] = above[0] + out;
        for (j, &into) in to.iter().enumerate() {
            let replaced = above[j] + cost(i, j).unwrap_or(out.max(into));
            row[j + 1] = replaced.min(above[j + 1] + out).min(row[j] + into);
        }
        std::mem::swap(&mut above, &mut row);
    }
    above[to.len()]
}

/// The greatest cost at which two texts still have a percentage, if the heavier has this weight; `None` if no cost gives
/// that percentage.
pub(super) fn budget(heavier: u32, percent: u32) -> Option<u32> {
    // 100 (M - D) >= percent M, in whole numbers.
    let left = 100u64.checked_sub(u64::from(percent))?;
    Some((left * u64::from(heavier) / 100) as u32)
}

/// The percentage of two texts at this distance, if the heavier has this weight.
pub(super) fn percentage(heavier: u32, distance: u32) -> u32 {
    let kept = u64::from(heavier.saturating_sub(distance));
    if heavier == 0 { 0 } else { (100 * kept / u64::from(heavier)) as u32 }
}

/// The similarity of two texts, in percent: 0 to 100. With `fold`, words are compared in their matching form.
///
/// ```
/// use mizan::memory::match_percent;
///
/// assert_eq!(match_percent("The cats sat.", "The cat sat.", false), 90);
/// assert_eq!(match_percent("Open the door", "open THE door", true), 99);
/// ```
pub fn match_percent(a: &str, b: &str, fold: bool) -> u32 {
    if a == b {
        return 100;
    }
    let (from, to) = (words(a, fold), words(b, fold));
    let weights = |words: &[Cow<'_, str>]| words.iter().map(|w| weight(w)).collect::<Vec<_>>();
    let (from_weights, to_weights) = (weights(&from), weights(&to));
    let comparers: Vec<Comparer> = from.iter().map(|word| Comparer::new(word)).collect();
    let distance =
        distance(&from_weights, &to_weights, |i, j| comparers[i].cost(&to[j], to_weights[j]));
    let heavier = from_weights.iter().sum::<u32>().max(to_weights.iter().sum());
    percentage(heavier, distance).min(99)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_as_defined() {
        for (a, b, fold, wanted) in [
            ("كتاب جديد", "كتاب جديد", false, 100),
            // 3 of 9 characters.
            ("The cat sat", "The dog sat", false, 66),
            ("The cats sat.", "The cat sat.", false, 90),
            ("Save the file.", "Save the file", false, 91),
            ("the", "", false, 0),
            ("", " ", false, 0),
            ("a b", "a  b", false, 99),
            ("قالَ", "قال", false, 75),
            ("قالَ أحمد", "قال احمد", true, 99),
            ("Open the door", "open THE door", true, 99),
            ("Open the door now", "Open the door", false, 78),
        ] {
            assert_eq!(match_percent(a, b, fold), wanted, "{a} / {b}");
            assert_eq!(match_percent(b, a, fold), wanted, "{b} / {a}");
        }
    }

    #[test]
    fn a_budget_is_what_a_percentage_leaves() {
        for heavier in 1..200 {
            for percent in 1..=100 {
                let budget = budget(heavier, percent).unwrap();
                assert!(percentage(heavier, budget) >= percent);
                assert!(percentage(heavier, budget + 1) < percent);
            }
        }
        assert_eq!(budget(10, 101), None);
    }
}
