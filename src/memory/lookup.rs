//! The units of a memory whose source is most like a text.
//!
//! An index holds the distinct words of the memory, its sources as numbers of words, and the units themselves. To look a
//! text up, every distinct word of the memory gets the least cost of having it where the text has another word. The sum
//! of these over a source is a lower bound of its distance, so a scan over the numbers leaves few sources to compare in
//! full, and misses none that a comparison with every unit would find.

use std::collections::BTreeMap;
use std::fmt;
use std::fs::File;
use std::ops::Range;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::bitext::Side;
use crate::error::Result;
use crate::memory::Sides;
use crate::unit::UnitSource;

mod concordance;
mod dictionary;
mod score;
mod seal;
mod store;

pub use concordance::WordMatch;
pub use score::match_percent;
pub use store::LookupMatch;

use dictionary::{Dictionary, Likeness};
use store::{Store, Texts};

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LookupSettings {
    /// Whether words are compared in their matching form: without vowel marks, letter case and the spelling of alefs.
    /// Texts that differ in these only have 99 percent.
    pub fold: bool,
    /// The least percentage of a match, 1 to 101.
    pub min: u32,
    /// The most matches of a text.
    pub limit: usize,
}

impl Default for LookupSettings {
    fn default() -> LookupSettings {
        LookupSettings { fold: false, min: 70, limit: 5 }
    }
}

/// The index of a memory, to look texts up in. Its `Display` form is its size: units and distinct words.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{LookupIndex, LookupSettings, Sides, UnitList};
/// use mizan::unit::{Header, TranslationUnit, Variant};
///
/// let unit = |source: &str, target: &str| TranslationUnit {
///     variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
///     ..TranslationUnit::default()
/// };
/// let units = vec![
///     unit("تفتح المكتبة في الثامنة صباحا", "The library opens at eight"),
///     unit("تغلق المدرسة يوم الجمعة", "The school is closed on Friday"),
/// ];
/// let mut memory = UnitList::new(Header::default(), units);
/// let index = LookupIndex::build(&mut memory, Sides::default(), "", None)?;
/// let texts = ["تفتح المكتبة في التاسعة صباحا"];
/// let found = index.search(&texts, 0..1, &LookupSettings::default())?;
/// assert_eq!((found[0][0].percent, found[0][0].number), (88, 1));
/// # Ok::<(), mizan::error::Error>(())
/// ```
pub struct LookupIndex {
    store: Store,
    plain: OnceLock<Table>,
    folded: OnceLock<Table>,
}

/// The parts of an index that a search goes over, in the working memory.
struct Table {
    texts: Texts,
    /// The weights of the texts.
    weights: Vec<u32>,
    dictionary: Dictionary,
}

/// A text to look up.
struct Query<'q> {
    weights: Vec<u32>,
    weight: u32,
    likenesses: Vec<&'q Likeness>,
    hash: u64,
    before: Option<u64>,
    after: Option<u64>,
}

impl LookupIndex {
    /// Builds the index of a memory, in an empty file open for reading and writing, or in the working memory. `stamp`
    /// identifies the version of the memory in whatever way the caller likes.
    ///
    /// # Errors
    ///
    /// Whatever reading the memory and writing the file fail with, and
    /// [`ErrorKind::IndexFile`](crate::error::ErrorKind::IndexFile) if the memory has more than 2^28 units.
    pub fn build(
        units: &mut dyn UnitSource,
        sides: Sides,
        stamp: &str,
        file: Option<File>,
    ) -> Result<LookupIndex> {
        store::build(units, sides, stamp, file).map(LookupIndex::new)
    }

    /// Opens the index in a file.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoIndex`](crate::error::ErrorKind::NoIndex) if the file holds something else;
    /// [`ErrorKind::IndexFile`](crate::error::ErrorKind::IndexFile) if it holds a broken index, whatever byte is damaged, or
    /// one of another version of mizan; and whatever reading fails with.
    pub fn open(file: File) -> Result<LookupIndex> {
        Store::open(file).map(LookupIndex::new)
    }

    /// The stamp that it was built with.
    pub fn stamp(&self) -> &str {
        &self.store.about().stamp
    }

    /// The languages that were asked for when it was built.
    pub fn sides(&self) -> Sides {
        self.store.about().sides
    }

    /// The best matches of the texts `wanted`, best first; of equal matches the earlier unit first. The texts before and
    /// after each are its neighbours in its document. Units with the same source and translation are one match. The
    /// result does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::IndexFile`](crate::error::ErrorKind::IndexFile) if the index is broken; and whatever reading fails
    /// with.
    ///
    /// # Panics
    ///
    /// If `wanted` reaches beyond `texts`.
    pub fn search(
        &self,
        texts: &[&str],
        wanted: Range<usize>,
        settings: &LookupSettings,
    ) -> Result<Vec<Vec<LookupMatch>>> {
        let table = self.table(settings.fold)?;
        let words: Vec<Vec<String>> = texts[wanted.clone()]
            .par_iter()
            .map(|text| {
                let words = score::words(text, settings.fold);
                words.into_iter().map(String::from).collect()
            })
            .collect();
        let mut distinct: Vec<&str> = words.iter().flatten().map(String::as_str).collect();
        distinct.sort_unstable();
        distinct.dedup();
        let found: Vec<Likeness> =
            distinct.par_iter().map(|word| table.dictionary.like(word)).collect();
        let found: BTreeMap<&str, &Likeness> = distinct.into_iter().zip(&found).collect();
        let searched: Vec<Result<Vec<LookupMatch>>> = wanted
            .into_par_iter()
            .zip(&words)
            .map(|(at, words)| {
                let likenesses: Vec<&Likeness> =
                    words.iter().filter_map(|word| found.get(word.as_str()).copied()).collect();
                self.one(table, &Query::new(texts, at, likenesses), settings)
            })
            .collect();
        searched.into_iter().collect()
    }

    /// The units that hold some words one after the other, on one of some sides: at most `limit` of them, in the order of
    /// the memory; and whether there are more. The result does not depend on the number of threads.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::IndexFile`](crate::error::ErrorKind::IndexFile) if the index is broken; and whatever reading fails
    /// with.
    ///
    /// # Examples
    ///
    /// ```
    /// use mizan::bitext::Side;
    /// use mizan::lang::Lang;
    /// use mizan::memory::{LookupIndex, Sides, UnitList};
    /// use mizan::unit::{Header, TranslationUnit, Variant};
    ///
    /// let unit = TranslationUnit {
    ///     variants: vec![
    ///         Variant::new(Lang::AR, "أُغلقت المكتبةُ وبالمدرسة ضيوف"),
    ///         Variant::new(Lang::EN, "The library closed; the school has guests"),
    ///     ],
    ///     ..TranslationUnit::default()
    /// };
    /// let mut memory = UnitList::new(Header::default(), vec![unit]);
    /// let index = LookupIndex::build(&mut memory, Sides::default(), "", None)?;
    /// let (found, more) = index.find_words("المدرسة", &[Side::Source, Side::Target], 10)?;
    /// let source = found[0].unit.source.as_str();
    /// assert!(!more);
    /// assert_eq!(found[0].spans[0][0].of(source), "وبالمدرسة");
    /// # Ok::<(), mizan::error::Error>(())
    /// ```
    pub fn find_words(
        &self,
        words: &str,
        sides: &[Side],
        limit: usize,
    ) -> Result<(Vec<WordMatch>, bool)> {
        concordance::find(&self.store, words, sides, limit)
    }

    fn new(store: Store) -> LookupIndex {
        LookupIndex { store, plain: OnceLock::new(), folded: OnceLock::new() }
    }

    /// What a search goes over, read from the index the first time.
    fn table(&self, fold: bool) -> Result<&Table> {
        let cell = if fold { &self.folded } else { &self.plain };
        if let Some(table) = cell.get() {
            return Ok(table);
        }
        let table = Table::read(&self.store, fold)?;
        Ok(cell.get_or_init(|| table))
    }

    fn one(
        &self,
        table: &Table,
        query: &Query<'_>,
        settings: &LookupSettings,
    ) -> Result<Vec<LookupMatch>> {
        let mut wanted = settings.limit;
        loop {
            let places = table.best(query, settings.min, wanted);
            let all = places.len() < wanted;
            let mut matches: Vec<LookupMatch> = Vec::new();
            for (percent, text) in places {
                let entry = self.store.entry(text, percent)?;
                let is_other =
                    |m: &LookupMatch| m.source != entry.source || m.target != entry.target;
                if matches.iter().all(is_other) {
                    matches.push(entry);
                }
            }
            if all || matches.len() >= settings.limit {
                matches.truncate(settings.limit);
                return Ok(matches);
            }
            wanted = wanted.saturating_mul(8);
        }
    }
}

impl fmt::Display for LookupIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = self.store.about();
        write!(f, "{} units, {} distinct words", about.units, about.words)
    }
}

impl Table {
    fn read(store: &Store, fold: bool) -> Result<Table> {
        let texts = store.texts()?;
        let dictionary = Dictionary::new(&store.words(Side::Source)?, fold);
        if !texts.are_sound(dictionary.len()) {
            return Err(seal::broken("its parts do not fit together"));
        }
        let weight = |words: &[u32]| words.iter().map(|&word| dictionary.weight(word)).sum();
        let weights = texts.iter().map(weight).collect();
        Ok(Table { texts, weights, dictionary })
    }

    /// The percentages and numbers of the best texts, best first.
    fn best(&self, query: &Query<'_>, min: u32, most: usize) -> Vec<(u32, u32)> {
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
    fn rank(&self, number: usize, query: &Query<'_>) -> u32 {
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

impl<'q> Query<'q> {
    fn new(texts: &[&str], at: usize, likenesses: Vec<&'q Likeness>) -> Query<'q> {
        let weights: Vec<u32> = likenesses.iter().map(|likeness| likeness.weight).collect();
        let hash =
            |at: Option<usize>| at.and_then(|at| texts.get(at)).map(|text| store::hash(text));
        Query {
            weight: weights.iter().sum(),
            weights,
            likenesses,
            hash: store::hash(texts[at]),
            before: hash(at.checked_sub(1)),
            after: hash(Some(at + 1)),
        }
    }
}

#[cfg(test)]
mod tests;
