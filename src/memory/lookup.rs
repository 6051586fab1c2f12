//! The units of a memory whose source is most like a text.
//!
//! An index holds the memory's distinct words, the texts as numbers of words, and the units themselves. To look
//! up a text, every distinct word of the memory gets the least it can cost to have it where the text has
//! another; no text is nearer than the sum over its words, so a scan over the numbers leaves few texts to compare
//! in full. The bound is exact: whatever a comparison with every unit finds is found.

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::error::Result;

mod dictionary;
mod score;
mod store;

pub use score::{Settings, percent};
pub use store::{About, Store, build};

use dictionary::{Dictionary, Likeness};

/// A text to look up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    /// The text.
    pub text: String,
    /// The text before it in its document, if that is known.
    pub before: Option<String>,
    /// The text after it, if that is known.
    pub after: Option<String>,
}

/// A unit that is like a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// How like: 101 for the same text with a neighbour that is the same too, 100 for the same text, below that
    /// by [`percent`].
    pub percent: u32,
    /// The unit.
    pub entry: Entry,
}

/// A unit as an index holds it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number in the memory, from 1.
    pub number: u64,
    /// Its line in the memory, from 1.
    pub line: u64,
    /// Its id, or nothing.
    pub id: String,
    /// Its source.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// When it was changed last, or nothing.
    pub changed: String,
    /// How sure its alignment is, or nothing.
    pub confidence: String,
    /// Its document, or nothing.
    pub document: String,
}

/// An index that is loaded for searching.
pub struct Lookup {
    store: Store,
    texts: Texts,
    /// The weights of the texts.
    weights: Vec<u32>,
    dictionary: Dictionary,
    fold: bool,
}

/// The sources of a memory as numbers of words.
#[derive(Debug, Default)]
pub(crate) struct Texts {
    /// For each text the number of its words, and these.
    words: Vec<u32>,
    /// Hashes of the texts as they stand.
    hashes: Vec<u64>,
    /// What stands before and after some texts by their own account, by text.
    contexts: BTreeMap<u32, (u64, u64)>,
}

/// A text whose words are looked up.
struct Prepared<'q> {
    weights: Vec<u32>,
    weight: u32,
    likenesses: Vec<&'q Likeness>,
    hash: u64,
    before: Option<u64>,
    after: Option<u64>,
}

impl Lookup {
    /// Loads an index for searching.
    ///
    /// # Errors
    ///
    /// If the index is broken; and what reading fails with.
    pub fn load(store: Store, fold: bool) -> Result<Lookup> {
        let texts = store.texts()?;
        let dictionary = Dictionary::new(&store.words()?, fold);
        if !texts.are_sound(dictionary.len()) {
            return Err(store::broken("its parts do not fit together"));
        }
        let weight = |words: &[u32]| words.iter().map(|&word| dictionary.weight(word)).sum();
        let weights = texts.iter().map(weight).collect();
        Ok(Lookup { store, texts, weights, dictionary, fold })
    }

    /// The best matches of some texts, best first; of equal ones the earlier unit first. Units with the same two
    /// texts are one match. The result does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// What reading fails with.
    pub fn search(&self, queries: &[Query], settings: &Settings) -> Result<Vec<Vec<Match>>> {
        let words: Vec<Vec<String>> = queries
            .par_iter()
            .map(|query| {
                let words = score::words(&query.text, self.fold);
                words.into_iter().map(String::from).collect()
            })
            .collect();
        let mut distinct: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let found: Vec<Likeness> =
            distinct.par_iter().map(|word| self.dictionary.like(word)).collect();
        let found: BTreeMap<&str, &Likeness> = distinct.into_iter().zip(&found).collect();
        let searched: Vec<Result<Vec<Match>>> = queries
            .par_iter()
            .zip(&words)
            .map(|(query, words)| {
                let likenesses: Vec<&Likeness> =
                    words.iter().filter_map(|word| found.get(word.as_str()).copied()).collect();
                self.one(&Prepared::new(query, likenesses), settings)
            })
            .collect();
        searched.into_iter().collect()
    }

    fn one(&self, query: &Prepared<'_>, settings: &Settings) -> Result<Vec<Match>> {
        let mut wanted = settings.limit;
        loop {
            let places = self.best(query, settings.min, wanted);
            let all = places.len() < wanted;
            let mut matches: Vec<Match> = Vec::new();
            for (percent, text) in places {
                let entry = self.store.entry(text)?;
                let is_new =
                    |m: &Match| m.entry.source != entry.source || m.entry.target != entry.target;
                if matches.iter().all(is_new) {
                    matches.push(Match { percent, entry });
                }
            }
            if all || matches.len() >= settings.limit {
                matches.truncate(settings.limit);
                return Ok(matches);
            }
            wanted = wanted.saturating_mul(8);
        }
    }

    /// The percentages and numbers of the best texts, best first.
    fn best(&self, query: &Prepared<'_>, min: u32, most: usize) -> Vec<(u32, u32)> {
        if query.weights.is_empty() || most == 0 {
            return Vec::new();
        }
        let least = self.dictionary.least(&query.likenesses);
        let mut best: Vec<(u32, u32)> = Vec::new();
        let mut floor = min.clamp(1, 101);
        let texts = self.texts.iter().zip(&self.weights);
        for (number, (words, &weight)) in texts.enumerate() {
            let heavier = query.weight.max(weight);
            let Some(budget) = score::budget(heavier, floor.min(100)) else { break };
            if query.weight.abs_diff(weight) > budget {
                continue;
            }
            let mut sum = 0;
            let mut is_near = |&word: &u32| {
                sum += u32::from(least[word as usize]);
                sum <= budget
            };
            if !words.iter().all(&mut is_near) {
                continue;
            }
            let to: Vec<u32> = words.iter().map(|&word| self.dictionary.weight(word)).collect();
            let distance =
                score::distance(&query.weights, &to, |i, j| query.likenesses[i].cost(words[j]));
            let percent = match score::percentage(heavier, distance) {
                100 => self.rank(number, query),
                percent => percent,
            };
            if percent < floor {
                continue;
            }
            let at = best.partition_point(|&(other, _)| other >= percent);
            best.insert(at, (percent, number as u32));
            if best.len() > most {
                best.pop();
            }
            if best.len() == most {
                // Of equal ones the earlier stays.
                floor = best[most - 1].0 + 1;
                if floor > 101 {
                    break;
                }
            }
        }
        best
    }

    /// The percentage of a text with the same words.
    fn rank(&self, number: usize, query: &Prepared<'_>) -> u32 {
        if self.texts.hashes[number] != query.hash {
            return 99;
        }
        let hash = |at: Option<usize>| at.and_then(|at| self.texts.hashes.get(at)).copied();
        let own = self.texts.contexts.get(&(number as u32));
        let (before, after) = match own {
            Some(&(before, after)) => (Some(before), Some(after)),
            None => (hash(number.checked_sub(1)), hash(Some(number + 1))),
        };
        let same = |a: Option<u64>, b: Option<u64>| a.is_some() && a == b;
        if same(query.before, before) || same(query.after, after) { 101 } else { 100 }
    }
}

impl<'q> Prepared<'q> {
    fn new(query: &Query, likenesses: Vec<&'q Likeness>) -> Prepared<'q> {
        let weights: Vec<u32> = likenesses.iter().map(|likeness| likeness.weight).collect();
        Prepared {
            weight: weights.iter().sum(),
            weights,
            likenesses,
            hash: store::hash(&query.text),
            before: query.before.as_deref().map(store::hash),
            after: query.after.as_deref().map(store::hash),
        }
    }
}

impl Texts {
    /// The words of each text, in order.
    fn iter(&self) -> impl Iterator<Item = &[u32]> {
        let mut rest = &self.words[..];
        std::iter::from_fn(move || {
            let (&count, words) = rest.split_first()?;
            let (words, after) = words.split_at_checked(count as usize)?;
            rest = after;
            Some(words)
        })
    }

    /// Whether every text is there with its hash, and of no more words than there are.
    fn are_sound(&self, words: usize) -> bool {
        let mut texts = 0;
        let mut held = 0;
        let known = self.iter().all(|text| {
            texts += 1;
            held += text.len() + 1;
            text.iter().all(|&word| (word as usize) < words)
        });
        known && texts == self.hashes.len() && held == self.words.len()
    }
}

#[cfg(test)]
mod tests;
