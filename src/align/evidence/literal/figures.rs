//! The numbers of a text, and which of a run another text lacks.

use std::collections::HashMap;

use super::{Kind, Word};
use crate::align::evidence::lists::Lists;
use crate::bitext::Run;

/// The numbers of one text. Their keys are numbered through both texts.
#[derive(Debug, Clone)]
pub(super) struct Numbers {
    /// The numbers in digits, one after the other, with the keys each may be found by.
    figures: Lists<u32>,
    /// The first number in digits of each segment, and their count.
    first: Vec<u32>,
    /// The keys of all numbers of each segment.
    keys: Lists<u32>,
    /// For each key the segments that have it, in order.
    places: Lists<u32>,
}

/// A list of so few keys is looked through sooner than a list of places is searched.
const FEW: usize = 16;

impl Numbers {
    /// The numbers among the words of each segment; `known` are the keys numbered so far.
    pub(super) fn new(
        words: &[Word],
        keys: &Lists<u64>,
        side: &Lists<u32>,
        known: &mut HashMap<u64, u32>,
    ) -> Numbers {
        let mut numbers = Numbers {
            figures: Lists::default(),
            first: vec![0],
            keys: Lists::default(),
            places: Lists::default(),
        };
        let mut places: Vec<(u32, u32)> = Vec::new();
        for (segment, all) in (0..).zip(side.iter()) {
            let mut keys_of_segment = Vec::new();
            let is_number = |word: &&u32| words[**word as usize].kind != Kind::Word;
            for &word in all.iter().filter(is_number) {
                let from = keys_of_segment.len();
                for key in keys.get(word) {
                    let next = known.len() as u32;
                    let key = *known.entry(*key).or_insert(next);
                    places.push((key, segment));
                    keys_of_segment.push(key);
                }
                if words[word as usize].kind == Kind::Figure {
                    numbers.figures.push(keys_of_segment[from..].iter().copied());
                }
            }
            numbers.keys.push(keys_of_segment);
            numbers.first.push(numbers.figures.len() as u32);
        }
        places.sort_unstable();
        for of_key in places.chunk_by(|a, b| a.0 == b.0) {
            // Keys that only the other text has stand nowhere.
            while numbers.places.len() < of_key[0].0 as usize {
                numbers.places.push([]);
            }
            numbers.places.push(of_key.iter().map(|place| place.1));
        }
        let Numbers { figures, first, keys, places } = numbers;
        let [figures, keys, places] = [figures, keys, places].map(Lists::fitted);
        Numbers { figures, first, keys, places }
    }

    /// How many of the numbers of a run stand nowhere in a run of the other text.
    pub(super) fn lacking(&self, run: Run, other: &Numbers, there: Run) -> usize {
        let figures = self.first[run.start as usize]..self.first[run.end as usize];
        if figures.is_empty() {
            return 0;
        }
        let keys = other.keys.of(there.indices());
        let stands = |key: &u32| {
            if keys.len() <= FEW {
                return keys.contains(key);
            }
            let places =
                if (*key as usize) < other.places.len() { other.places.get(*key) } else { &[] };
            let at = places.partition_point(|&segment| segment < there.start);
            places.get(at).is_some_and(|&segment| segment < there.end)
        };
        figures.filter(|&figure| !self.figures.get(figure).iter().any(stands)).count()
    }
}
