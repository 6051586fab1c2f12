//! What is in a memory, counted.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::error::Result;
use crate::memory::key::{By, Key, key};
use crate::memory::sides::Sides;
use crate::memory::words::{is_word, tokens};
use crate::text::fold::visible_len;
use crate::unit::{Meta, UnitSource};

/// Of more names and values than this, the rest are counted together.
const MOST: usize = 10_000;
/// No more bytes of values are listed.
const MOST_BYTES: usize = 16 << 20;

/// The figures of a memory.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// The units.
    pub units: u64,
    /// The language tags with what is in them.
    pub languages: BTreeMap<String, Language>,
    /// The units without a text on some side, or with an empty one.
    pub incomplete: u64,
    /// The units whose texts stand in an earlier unit, all of them and as they are.
    pub duplicates: u64,
    /// The sources that have several translations.
    pub conflicts: u64,
    /// The units by confidence: from 0 to 0.1, and so on; 1.0 belongs to the last.
    pub confidence: [u64; 10],
    /// The units without a confidence.
    pub no_confidence: u64,
    /// The dates of the oldest and the newest unit, or nothing.
    pub dates: Option<(String, String)>,
    /// The units without a date.
    pub no_date: u64,
    /// The inline codes.
    pub codes: u64,
    /// The notes.
    pub notes: u64,
    /// The names of props with what is in them.
    pub props: BTreeMap<String, Prop>,
    /// The bytes of the values that are listed.
    #[serde(skip)]
    listed: usize,
}

/// What is in one language.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Language {
    /// The texts.
    pub texts: u64,
    /// Their words.
    pub words: u64,
    /// Their characters, in Unicode scalars without vowel marks.
    pub characters: u64,
    /// The characters of the longest.
    pub longest: u64,
}

/// What is in the props of one name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Prop {
    /// How many there are.
    pub count: u64,
    /// How often each value comes, while there are not too many values.
    pub values: BTreeMap<String, u64>,
}

/// Counts what is in a memory. Takes 16 bytes a unit.
///
/// # Errors
///
/// What reading fails with.
pub fn stats(source: &mut dyn UnitSource, sides: Sides) -> Result<Stats> {
    let mut stats = Stats::default();
    let mut keys: Vec<Key> = Vec::new();
    while let Some(unit) = source.next()? {
        let sides = sides.or(source.header());
        stats.units += 1;
        keys.push(key(&unit, sides, By::Exact));
        let (from, to) = sides.texts(&unit);
        stats.incomplete += u64::from(from.trim().is_empty() || to.trim().is_empty());
        for variant in &unit.variants {
            let language = match stats.languages.get_mut(&variant.lang.to_string()) {
                Some(language) => language,
                None => stats.languages.entry(variant.lang.to_string()).or_default(),
            };
            let characters = visible_len(&variant.text) as u64;
            language.texts += 1;
            language.words += tokens(&variant.text).filter(|token| is_word(token)).count() as u64;
            language.characters += characters;
            language.longest = language.longest.max(characters);
            stats.codes += variant.codes.len() as u64;
        }
        match unit.confidence() {
            Some(confidence) => stats.confidence[((confidence * 10.0) as usize).min(9)] += 1,
            None => stats.no_confidence += 1,
        }
        let metas = || unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        let dates = metas().flat_map(|meta| [&meta.changed, &meta.created]);
        match dates.filter(|date| !date.is_empty()).max() {
            Some(date) => stats.date(date),
            None => stats.no_date += 1,
        }
        metas().for_each(|meta| stats.meta(meta));
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
    use crate::memory::list::List;
    use crate::unit::{Header, TranslationUnit, Variant};

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
        let mut list = List::new(Header::default(), units);
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
