//! The distinct words of a memory, and the search for those that are like a word.

use std::borrow::Cow;

use super::score::{Comparer, form, weight};

/// The distinct words of a memory by number.
pub(super) struct Dictionary {
    /// Their forms for comparison, without separators.
    text: String,
    /// The byte of `text` where each word ends.
    ends: Vec<u32>,
    /// Their weights; a word has at most 64 characters, folding may make it a little longer.
    weights: Vec<u8>,
    /// A bit for each six-bit hash of a character that the word has.
    masks: Vec<u64>,
}

/// What it costs to replace a word by words of the dictionary.
pub(super) struct Likeness {
    /// The weight of the word.
    pub(super) weight: u32,
    /// The words that cost less than the greater of the two weights, with their costs, by number.
    costs: Vec<(u32, u32)>,
}

impl Likeness {
    /// The cost of a word of the dictionary, if it is less than the greater of the two weights.
    pub(super) fn cost(&self, word: u32) -> Option<u32> {
        let at = self.costs.binary_search_by_key(&word, |&(word, _)| word).ok()?;
        Some(self.costs[at].1)
    }
}

impl Dictionary {
    /// A dictionary of words separated by new lines.
    pub(super) fn new(words: &str, fold: bool) -> Dictionary {
        let mut dictionary = Dictionary {
            text: String::with_capacity(words.len()),
            ends: Vec::new(),
            weights: Vec::new(),
            masks: Vec::new(),
        };
        for word in words.split_terminator('\n') {
            let form: Cow<'_, str> = form(word, fold);
            dictionary.text.push_str(&form);
            dictionary.ends.push(dictionary.text.len() as u32);
            dictionary.weights.push(weight(&form).min(255) as u8);
            dictionary.masks.push(mask(&form));
        }
        dictionary
    }

    /// The number of words.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The weight of a word.
    pub(super) fn weight(&self, word: u32) -> u32 {
        u32::from(self.weights[word as usize])
    }

    /// The words that are like a word.
    pub(super) fn like(&self, word: &str) -> Likeness {
        let comparer = Comparer::new(word);
        let own = mask(word);
        let mut costs = Vec::new();
        let mut start = 0;
        for (number, &end) in self.ends.iter().enumerate() {
            let other = start..end as usize;
            start = end as usize;
            let weight = u32::from(self.weights[number]);
            let most = comparer.weight().max(weight) / 2;
            let mask = self.masks[number];
            // An edit takes one character away and brings one.
            let differ = (own & !mask).count_ones().max((mask & !own).count_ones());
            if comparer.weight().abs_diff(weight) <= most.max(1) && differ <= most.max(1) {
                let cost = comparer.cost(&self.text[other], weight);
                costs.extend(cost.map(|cost| (number as u32, cost)));
            }
        }
        Likeness { weight: comparer.weight(), costs }
    }

    /// The least cost of each word of the dictionary in a text that is compared with one of some other words.
    pub(super) fn least(&self, likenesses: &[&Likeness]) -> Vec<u8> {
        let mut least = self.weights.clone();
        for likeness in likenesses {
            for &(word, cost) in &likeness.costs {
                let known = &mut least[word as usize];
                *known = (*known).min(cost.min(255) as u8);
            }
        }
        least
    }
}

fn mask(word: &str) -> u64 {
    word.chars().fold(0, |mask, c| mask | 1 << ((c as u32).wrapping_mul(0x9E37_79B9) >> 26))
}
