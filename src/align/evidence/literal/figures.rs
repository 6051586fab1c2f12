//! The numbers of a text, and which of a run another text lacks.

use std::collections::HashMap;
use std::ops::Range;

use super::{Kind, Word};
use crate::bitext::Run;

/// The numbers of one text. Their keys are numbered through both texts.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// The numbers in digits, one after the other, with the keys each may be found by.
    figures: Lists,
    /// The first number in digits of each segment, and their count.
    first: Vec<u32>,
    /// The keys of all numbers of each segment.
    keys: Lists,
    /// For each key the segments that have it, in order.
    places: Vec<Vec<u32>>,
}

/// Lists of keys, one after the other.
#[derive(Debug, Clone)]
struct Lists {
    all: Vec<u32>,
    /// Where each begins, and the end of the last.
    starts: Vec<u32>,
}

impl Lists {
    fn new() -> Lists {
        Lists { all: Vec::new(), starts: vec![0] }
    }

    fn push(&mut self, list: &[u32]) {
        self.all.extend(list);
        self.starts.push(self.all.len() as u32);
    }

    /// The keys of some of them.
    fn of(&self, lists: Range<u32>) -> &[u32] {
        let at = |list: u32| self.starts[list as usize] as usize;
        &self.all[at(lists.start)..at(lists.end)]
    }
}

/// A list of so few keys is looked through sooner than a list of places is searched.
const FEW: usize = 16;

impl Numbers {
    /// The numbers among the words of each segment; `known` are the keys numbered so far.
    pub(super) fn new(
        words: &[Word],
        keys: &[Vec<u64>],
        side: &[Vec<u32>],
        known: &mut HashMap<u64, u32>,
    ) -> Numbers {
        let mut numbers = Numbers {
            figures: Lists::new(),
            first: vec![0],
            keys: Lists::new(),
            places: Vec::new(),
        };
        for (segment, all) in (0..).zip(side) {
            let mut keys_of_segment = Vec::new();
            let is_number = |word: &&u32| words[**word as usize].kind != Kind::Word;
            for &word in all.iter().filter(is_number) {
                let from = keys_of_segment.len();
                for key in &keys[word as usize] {
                    let next = known.len() as u32;
                    let key = *known.entry(*key).or_insert(next);
                    if numbers.places.len() <= key as usize {
                        numbers.places.resize(key as usize + 1, Vec::new());
                    }
                    numbers.places[key as usize].push(segment);
                    keys_of_segment.push(key);
                }
                if words[word as usize].kind == Kind::Figure {
                    numbers.figures.push(&keys_of_segment[from..]);
                }
            }
            numbers.keys.push(&keys_of_segment);
            numbers.first.push(numbers.figures.starts.len() as u32 - 1);
        }
        numbers
    }

    /// How many of the numbers of a run stand nowhere in a run of the other text.
    pub(super) fn lacking(&self, run: Run, other: &Numbers, there: Run) -> usize {
        let figures = self.first[run.start as usize]..self.first[run.end as usize];
        if figures.is_empty() {
            return 0;
        }
        let keys = other.keys.of(there.start..there.end);
        let stands = |key: &u32| {
            if keys.len() <= FEW {
                return keys.contains(key);
            }
            let places = other.places.get(*key as usize).map(Vec::as_slice).unwrap_or_default();
            let at = places.partition_point(|&segment| segment < there.start);
            places.get(at).is_some_and(|&segment| segment < there.end)
        };
        figures.filter(|&figure| !self.figures.of(figure..figure + 1).iter().any(stands)).count()
    }
}
