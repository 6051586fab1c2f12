//! Figures of a memory: units, languages, dates, confidence and props.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::memory::Sides;
use crate::memory::key::{By, Key, key};
use crate::memory::words::{is_word, tokens};
use crate::text::fold::visible_len;
use crate::unit::{Meta, TranslationUnit, UnitSource};

/// No more names of props are counted, and no more values of each are listed.
const MOST: usize = 10_000;
/// No more bytes of values are listed in all.
const MOST_BYTES: usize = 16 << 20;

/// The figures of a memory.
///
/// [`rows`](Stats::rows) gives them for people, and `serde` for programs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    units: u64,
    /// By language tag.
    languages: BTreeMap<String, Language>,
    incomplete: u64,
    duplicates: u64,
    conflicts: u64,
    /// Units by tenth of confidence; 1.0 belongs to the last.
    confidence: [u64; 10],
    no_confidence: u64,
    /// The dates of the oldest and the newest unit.
    dates: Option<(String, String)>,
    no_date: u64,
    codes: u64,
    notes: u64,
    /// By name.
    props: BTreeMap<String, Prop>,
    /// The bytes of the values that are listed.
    #[serde(skip)]
    listed: usize,
}

/// A figure of a memory.
#[derive(Debug, Clone, PartialEq)]
pub enum StatsRow<'s> {
    /// A count of the whole memory.
    Count {
        /// What is counted, such as `units`.
        what: &'static str,
        /// How many there are.
        count: u64,
    },
    /// The texts with one language tag.
    Language {
        /// The tag.
        tag: &'s str,
        /// How many texts there are.
        texts: u64,
        /// Their words.
        words: u64,
        /// Their characters, in Unicode scalars without vowel marks.
        characters: u64,
        /// The characters of the longest text.
        longest: u64,
    },
    /// When the units were made or changed.
    Dates {
        /// The oldest and the newest date, if any unit has one.
        span: Option<(&'s str, &'s str)>,
        /// The units without a date.
        without: u64,
    },
    /// How sure units are.
    Confidence {
        /// The units whose confidence is at least 0.0, 0.1, ... 0.9, and below the next; the last has 1.0 too.
        tenths: [u64; 10],
        /// The units without a confidence.
        without: u64,
    },
    /// The props of one name.
    Prop {
        /// The name.
        name: &'s str,
        /// How many there are.
        count: u64,
        /// The values with the number of times each comes, most frequent first. The values of a memory beyond 10,000 a
        /// name or 16 MiB in all are not listed.
        values: Vec<(&'s str, u64)>,
    },
}

/// The texts with one language tag.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Language {
    texts: u64,
    words: u64,
    characters: u64,
    longest: u64,
}

/// The props of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
struct Prop {
    count: u64,
    values: BTreeMap<String, u64>,
}

/// Counts what is in a memory. Takes 16 bytes a unit.
///
/// # Errors
///
/// Whatever reading fails with.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{Sides, StatsRow, UnitList, stats};
/// use mizan::unit::{Header, TranslationUnit, Variant};
///
/// let unit = TranslationUnit {
///     variants: vec![Variant::new(Lang::AR, "نعم"), Variant::new(Lang::EN, "Yes")],
///     ..TranslationUnit::default()
/// };
/// let mut memory = UnitList::new(Header::default(), vec![unit.clone(), unit]);
/// let stats = stats(&mut memory, Sides::default())?;
/// let rows: Vec<StatsRow<'_>> = stats.rows().collect();
/// assert!(rows.contains(&StatsRow::Count { what: "units", count: 2 }));
/// # Ok::<(), mizan::error::Error>(())
/// ```
pub fn stats(source: &mut dyn UnitSource, sides: Sides) -> Result<Stats> {
    let mut stats = Stats::default();
    let mut keys: Vec<Key> = Vec::new();
    while let Some(unit) = source.next()? {
        let sides = sides.or(source.header());
        keys.push(key(&unit, sides, By::Exact));
        stats.unit(&unit, sides);
    }
    keys.sort_unstable();
    for source in keys.chunk_by(|a, b| a.source == b.source) {
        let different = source.chunk_by(|a, b| a == b).count();
        stats.duplicates += (source.len() - different) as u64;
        stats.conflicts += u64::from(different > 1);
    }
    Ok(stats)
}

impl Stats {
    /// The figures, in the order in which they are shown: counts, languages, dates, confidence, props.
    pub fn rows(&self) -> impl Iterator<Item = StatsRow<'_>> {
        let counts = [
            ("units", self.units),
            ("with an empty or missing side", self.incomplete),
            ("repeat an earlier unit", self.duplicates),
            ("sources with several translations", self.conflicts),
            ("inline codes", self.codes),
            ("notes", self.notes),
        ];
        let counts = counts.map(|(what, count)| StatsRow::Count { what, count });
        let languages = self.languages.iter().map(|(tag, language)| {
            let &Language { texts, words, characters, longest } = language;
            StatsRow::Language { tag, texts, words, characters, longest }
        });
        let span = self.dates.as_ref().map(|(oldest, newest)| (oldest.as_str(), newest.as_str()));
        let dates = StatsRow::Dates { span, without: self.no_date };
        let confidence =
            StatsRow::Confidence { tenths: self.confidence, without: self.no_confidence };
        let props = self.props.iter().map(|(name, prop)| {
            let mut values: Vec<(&str, u64)> =
                prop.values.iter().map(|(value, count)| (value.as_str(), *count)).collect();
            values.sort_by_key(|&(value, count)| (std::cmp::Reverse(count), value));
            StatsRow::Prop { name, count: prop.count, values }
        });
        counts.into_iter().chain(languages).chain([dates, confidence]).chain(props)
    }

    fn unit(&mut self, unit: &TranslationUnit, sides: Sides) {
        self.units += 1;
        let (source, target) = sides.texts(unit);
        self.incomplete += u64::from(source.trim().is_empty() || target.trim().is_empty());
        for variant in &unit.variants {
            let language = match self.languages.get_mut(&variant.lang.to_string()) {
                Some(language) => language,
                None => self.languages.entry(variant.lang.to_string()).or_default(),
            };
            let characters = visible_len(&variant.text) as u64;
            language.texts += 1;
            language.words += tokens(&variant.text).filter(|token| is_word(token)).count() as u64;
            language.characters += characters;
            language.longest = language.longest.max(characters);
            self.codes += variant.codes.len() as u64;
        }
        match unit.confidence() {
            Some(confidence) => self.confidence[((confidence * 10.0) as usize).min(9)] += 1,
            None => self.no_confidence += 1,
        }
        let metas = || unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        let dates = metas().flat_map(|meta| [&meta.changed, &meta.created]);
        match dates.filter(|date| !date.is_empty()).max() {
            Some(date) => self.date(date),
            None => self.no_date += 1,
        }
        metas().for_each(|meta| self.meta(meta));
    }

    fn date(&mut self, date: &str) {
        let (oldest, newest) = self.dates.get_or_insert_with(|| (date.to_owned(), date.to_owned()));
        if date < oldest.as_str() {
            date.clone_into(oldest);
        } else if date > newest.as_str() {
            date.clone_into(newest);
        }
    }

    fn meta(&mut self, meta: &Meta) {
        self.notes += meta.notes.len() as u64;
        for (name, value) in &meta.props {
            if !self.props.contains_key(name) && self.props.len() == MOST {
                continue;
            }
            let prop = match self.props.get_mut(name) {
                Some(prop) => prop,
                None => self.props.entry(name.clone()).or_default(),
            };
            prop.count += 1;
            if let Some(count) = prop.values.get_mut(value) {
                *count += 1;
            } else if prop.values.len() < MOST && self.listed < MOST_BYTES {
                // Names with ever new values, such as ids, need no whole list of them.
                self.listed += value.len();
                prop.values.insert(value.clone(), 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::memory::UnitList;
    use crate::unit::{Header, Variant};

    #[test]
    fn everything_is_counted() {
        let unit = |source: &str, target: &str, changed: &str, confidence: &str| {
            let mut unit = TranslationUnit {
                variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
                ..Default::default()
            };
            unit.meta.changed = changed.to_owned();
            unit.meta.props.push(("x-confidence".to_owned(), confidence.to_owned()));
            unit
        };
        let units = vec![
            unit("قالَ نعم.", "He said yes.", "20240101T000000Z", "1.0000"),
            unit("قالَ نعم.", "He said yes.", "20250101T000000Z", "0.05"),
            unit("قالَ نعم.", "Yes, he said.", "", "high"),
            unit("", "Lost", "", "0.95"),
        ];
        let mut list = UnitList::new(Header::default(), units);
        let sides = Sides { source: Some(Lang::AR), target: None };
        let stats = stats(&mut list, sides).unwrap();
        assert_eq!(
            (stats.units, stats.incomplete, stats.duplicates, stats.conflicts),
            (4, 1, 1, 1)
        );
        let arabic = Language { texts: 4, words: 6, characters: 24, longest: 8 };
        assert_eq!(stats.languages["ar"], arabic);
        assert_eq!(stats.confidence, [1, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((stats.no_confidence, stats.no_date), (1, 2));
        let dates = ("20240101T000000Z".to_owned(), "20250101T000000Z".to_owned());
        assert_eq!(stats.dates, Some(dates));
        assert_eq!(
            (stats.props["x-confidence"].count, stats.props["x-confidence"].values.len()),
            (4, 4)
        );
    }
}
