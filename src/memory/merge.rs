//! Several memories as one: units that stand twice are written once, and units that disagree are told.
//!
//! Two passes. The first keeps 40 bytes a unit and decides; the second writes. Every unit that is read is either
//! written or counted as what it was left out for.

use crate::error::Result;
use crate::memory::key::{By, key};
use crate::memory::sides::Sides;
use crate::unit::{Header, TranslationUnit, UnitSource, Variant};

/// Opens the memory of a number, from 0, from its beginning; called twice for each.
pub type Open<'a> = dyn FnMut(usize) -> Result<Box<dyn UnitSource + 'a>> + 'a;

/// How to merge.
#[derive(Debug, Clone, Copy, Default)]
pub struct Settings {
    /// Which of several units wins.
    pub keep: Keep,
    /// Whether units are duplicates too if they differ in letter case, spacing, punctuation, vowel marks and
    /// the spelling of alefs only.
    pub near: bool,
    /// Whether of units with one source and several translations only the winner is written.
    pub one_target: bool,
    /// The languages; those of the first header where none is named.
    pub sides: Sides,
}

/// Which of several units wins. Where they are equal in that, it is the first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Keep {
    /// The one changed last. A unit without a date is older than any other.
    #[default]
    Newest,
    /// The one with the highest confidence. A unit without one was made by people and counts as sure.
    Confidence,
    /// The first.
    First,
}

/// What became of the units.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// The units of each memory.
    pub read: Vec<u64>,
    /// The units written.
    pub written: u64,
    /// The units left out because another has the same texts.
    pub exact: u64,
    /// The units left out because another has nearly the same texts.
    pub near: u64,
    /// The units left out because another with the same source won.
    pub outvoted: u64,
    /// The sources with several translations.
    pub conflicts: u64,
    /// The units with such a source, but for duplicates.
    pub conflicting: u64,
}

/// What became of one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It was written.
    Written,
    /// It has the same texts as one that was.
    Exact,
    /// It has nearly the same texts as one that was.
    Near,
    /// Another with the same source was written.
    Outvoted,
}

impl Fate {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Fate::Written => "written",
            Fate::Exact => "exact duplicate",
            Fate::Near => "near duplicate",
            Fate::Outvoted => "outvoted",
        }
    }
}

/// A unit whose source has several translations.
#[derive(Debug, Clone, Copy)]
pub struct Conflict<'u> {
    /// The number of the source among those with several translations, from 1.
    pub number: u64,
    /// The memory the unit is from, from 0.
    pub memory: usize,
    /// The unit.
    pub unit: &'u TranslationUnit,
    /// Its source.
    pub source: Option<&'u Variant>,
    /// Its translation.
    pub target: Option<&'u Variant>,
    /// What became of it.
    pub fate: Fate,
}

/// Where the second pass sends units.
pub trait Ends {
    /// Takes the header of the result, before any unit.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn header(&mut self, header: &Header) -> Result<()>;

    /// Takes a unit, from which memory it is, and what became of it.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn unit(&mut self, memory: usize, unit: &TranslationUnit, fate: Fate) -> Result<()>;

    /// Takes a unit that disagrees with others, duplicates too, in the order of the files.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn conflict(&mut self, conflict: Conflict<'_>) -> Result<()>;
}

/// Merges memories.
///
/// # Errors
///
/// What opening, reading and writing fail with.
pub fn merge(
    count: usize,
    open: &mut Open<'_>,
    settings: &Settings,
    ends: &mut dyn Ends,
) -> Result<Merged> {
    let mut merged = Merged { read: vec![0; count], ..Merged::default() };
    let mut records = Vec::new();
    let mut header = None;
    let mut sides = settings.sides;
    for (memory, read) in merged.read.iter_mut().enumerate() {
        let mut source = open(memory)?;
        let mut next = source.next()?;
        sides = settings.sides.or(header.as_ref().unwrap_or(source.header()));
        header = Some(match header {
            None => source.header().clone(),
            Some(header) => join(header, source.header()),
        });
        let own = sides.or(source.header());
        while let Some(unit) = next {
            *read += 1;
            records.push(Record::of(&unit, own, settings, records.len() as u64));
            next = source.next()?;
        }
    }
    let verdicts = decide(records, settings.one_target, &mut merged);
    ends.header(&header.unwrap_or_default())?;
    let mut verdicts = verdicts.into_iter();
    for memory in 0..count {
        let mut source = open(memory)?;
        while let Some(unit) = source.next()? {
            let Some((fate, number)) = verdicts.next() else { break };
            if number > 0 {
                let (source, target) = sides.or(source.header()).of(&unit);
                let number = u64::from(number);
                ends.conflict(Conflict { number, memory, unit: &unit, source, target, fate })?;
            }
            ends.unit(memory, &unit, fate)?;
        }
    }
    Ok(merged)
}

/// The header of several memories: what they agree on.
fn join(mut all: Header, next: &Header) -> Header {
    if all.source_lang != next.source_lang {
        all.source_lang = None;
    }
    if all.target_lang != next.target_lang {
        all.target_lang = None;
    }
    if all.segmentation != next.segmentation {
        all.segmentation.clear();
    }
    all
}

/// What the first pass keeps of a unit.
struct Record {
    source: u64,
    rest: u64,
    /// Tells exact duplicates from near ones.
    exact: u64,
    rank: u64,
    place: u64,
}

impl Record {
    fn of(unit: &TranslationUnit, sides: Sides, settings: &Settings, place: u64) -> Record {
        let exact = key(unit, sides, By::Exact);
        let key = if settings.near { key(unit, sides, By::Folded) } else { exact };
        let rank = match settings.keep {
            Keep::Newest => date(unit),
            Keep::Confidence => (unit.confidence().unwrap_or(1.0) * 1e6) as u64,
            Keep::First => 0,
        };
        let exact = exact.source ^ exact.rest.rotate_left(1);
        Record { source: key.source, rest: key.rest, exact, rank, place }
    }
}

/// When a unit or one of its texts was changed last, as a number; 0 if nobody knows.
fn date(unit: &TranslationUnit) -> u64 {
    let metas = unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
    let dates = metas.flat_map(|meta| [&meta.changed, &meta.created]);
    let number = |date: &String| {
        let digits = date.bytes().filter(u8::is_ascii_digit).take(14);
        digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0'))
    };
    dates.map(number).max().unwrap_or(0)
}

/// What becomes of each unit, and the number of its conflict or 0, in the order of the units.
fn decide(mut records: Vec<Record>, one_target: bool, merged: &mut Merged) -> Vec<(Fate, u32)> {
    let mut verdicts = vec![(Fate::Written, 0); records.len()];
    // The winner of a group of duplicates stands first in it.
    records.sort_unstable_by_key(|r| (r.source, r.rest, std::cmp::Reverse(r.rank), r.place));
    let mut conflicts: Vec<(u64, &[Record])> = Vec::new();
    for source in records.chunk_by(|a, b| a.source == b.source) {
        let mut winners = Vec::new();
        for group in source.chunk_by(|a, b| a.rest == b.rest) {
            winners.push(&group[0]);
            for record in &group[1..] {
                let is_exact = record.exact == group[0].exact;
                *(if is_exact { &mut merged.exact } else { &mut merged.near }) += 1;
                let fate = if is_exact { Fate::Exact } else { Fate::Near };
                verdicts[record.place as usize].0 = fate;
            }
        }
        if winners.len() > 1 {
            merged.conflicting += winners.len() as u64;
            let first = source.iter().map(|r| r.place).min().unwrap_or_default();
            conflicts.push((first, source));
            let best = winners.iter().min_by_key(|r| (std::cmp::Reverse(r.rank), r.place));
            for record in winners.iter().filter(|_| one_target) {
                if best.is_some_and(|best| best.place != record.place) {
                    merged.outvoted += 1;
                    verdicts[record.place as usize].0 = Fate::Outvoted;
                }
            }
        }
    }
    conflicts.sort_unstable_by_key(|(first, _)| *first);
    merged.conflicts = conflicts.len() as u64;
    for (number, (_, source)) in (1..).zip(conflicts) {
        source.iter().for_each(|record| verdicts[record.place as usize].1 = number);
    }
    merged.written = verdicts.iter().filter(|(fate, _)| *fate == Fate::Written).count() as u64;
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::memory::list::List;

    #[derive(Default)]
    struct Kept {
        units: Vec<(usize, TranslationUnit, Fate)>,
        conflicts: Vec<(u64, String, Fate)>,
    }

    impl Ends for Kept {
        fn header(&mut self, _: &Header) -> Result<()> {
            Ok(())
        }

        fn unit(&mut self, memory: usize, unit: &TranslationUnit, fate: Fate) -> Result<()> {
            self.units.push((memory, unit.clone(), fate));
            Ok(())
        }

        fn conflict(&mut self, conflict: Conflict<'_>) -> Result<()> {
            let target = conflict.target.map(|v| v.text.clone()).unwrap_or_default();
            self.conflicts.push((conflict.number, target, conflict.fate));
            Ok(())
        }
    }

    fn unit(source: &str, target: &str, changed: &str, confidence: &str) -> TranslationUnit {
        let mut unit = TranslationUnit {
            variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
            ..Default::default()
        };
        unit.meta.changed = changed.to_owned();
        if !confidence.is_empty() {
            unit.meta.props.push(("x-confidence".to_owned(), confidence.to_owned()));
        }
        unit
    }

    fn run(memories: &[Vec<TranslationUnit>], settings: &Settings) -> (Merged, Kept) {
        let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
        let mut kept = Kept::default();
        let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
            Ok(Box::new(List::new(header.clone(), memories[at].clone())))
        };
        let merged = merge(memories.len(), &mut open, settings, &mut kept).unwrap();
        let read: u64 = merged.read.iter().sum();
        assert_eq!(read, merged.written + merged.exact + merged.near + merged.outvoted);
        assert_eq!(read as usize, kept.units.len());
        (merged, kept)
    }

    #[test]
    fn the_winner_is_written_where_it_stands() {
        let memories = [
            vec![unit("نعم", "Yes", "20240101T000000Z", "0.9"), unit("لا", "No", "", "")],
            vec![unit("نعم", "Yes", "20250101T000000Z", "0.5"), unit("نعم!", "yes", "", "0.99")],
        ];
        let fates = |settings: &Settings| -> Vec<Fate> {
            run(&memories, settings).1.units.iter().map(|(_, _, fate)| *fate).collect()
        };
        let (e, n, w) = (Fate::Exact, Fate::Near, Fate::Written);
        let mut settings = Settings::default();
        assert_eq!(fates(&settings), [e, w, w, w]);
        settings.keep = Keep::Confidence;
        assert_eq!(fates(&settings), [w, w, e, w]);
        settings.near = true;
        assert_eq!(fates(&settings), [n, w, n, w]);
        settings.keep = Keep::First;
        assert_eq!(fates(&settings), [w, w, e, n]);
    }

    #[test]
    fn units_that_disagree_are_told() {
        let memories = [vec![
            unit("مكتب", "office", "20240101T000000Z", ""),
            unit("لا", "no", "", ""),
            unit("مكتب", "desk", "20250101T000000Z", ""),
            unit("مكتب", "office", "", ""),
        ]];
        let (merged, kept) = run(&memories, &Settings::default());
        assert_eq!((merged.conflicts, merged.conflicting, merged.exact), (1, 2, 1));
        assert_eq!(merged.written, 3);
        let told: Vec<&str> = kept.conflicts.iter().map(|(_, target, _)| target.as_str()).collect();
        assert_eq!(told, ["office", "desk", "office"]);
        let settings = Settings { one_target: true, ..Settings::default() };
        let (merged, kept) = run(&memories, &settings);
        assert_eq!((merged.outvoted, merged.written), (1, 2));
        assert_eq!(kept.conflicts[0].2, Fate::Outvoted);
    }
}
