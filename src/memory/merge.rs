//! Several memories as one: duplicates are written once, and contradictions are reported.
//!
//! Two passes over the memories. The first keeps 48 bytes a unit and decides what becomes of each; the second hands the
//! units on.

use std::fmt;

use crate::error::Result;
use crate::memory::Sides;
use crate::memory::key::{By, key};
use crate::memory::passes::{Census, OpenMemory};
use crate::unit::{Fingerprint, Header, TranslationUnit};

/// How to merge.
#[derive(Debug, Clone, Copy, Default)]
pub struct MergeSettings {
    /// Which of several duplicates wins.
    pub keep: MergeKeep,
    /// Whether units that differ only in letter case, spacing, punctuation, vowel marks and the spelling of alefs are
    /// duplicates too.
    pub near: bool,
    /// Whether only the winner is written of units with one source and several translations.
    pub one_target: bool,
}

/// Which of several units wins. Of units that are equal in this, the first wins.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum MergeKeep {
    /// The unit changed last. A unit without a date is older than any other.
    #[default]
    Newest,
    /// The unit with the highest confidence. A unit without one was made by people and counts as 1.
    Confidence,
    /// The first unit.
    First,
}

/// What becomes of one unit. Its `Display` form is the word that files use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MergeFate {
    /// It is in the result.
    Written,
    /// It has the same texts as a unit that is written.
    Exact,
    /// It has nearly the same texts as a unit that is written.
    Near,
    /// It has the source of a unit that is written, and another translation.
    Outvoted,
}

impl fmt::Display for MergeFate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            MergeFate::Written => "written",
            MergeFate::Exact => "exact duplicate",
            MergeFate::Near => "near duplicate",
            MergeFate::Outvoted => "outvoted",
        })
    }
}

/// What [`merge`] hands on: one header, then every unit of every memory in order.
#[derive(Debug, Clone, Copy)]
pub enum MergeEvent<'u> {
    /// The header of the result: what the headers of the memories agree on.
    Header(&'u Header),
    /// A unit and what becomes of it.
    Unit {
        /// The index of its memory, from 0.
        memory: usize,
        /// The unit.
        unit: &'u TranslationUnit,
        /// What becomes of it.
        fate: MergeFate,
        /// If its source has several translations: the number of that source among such sources, from 1. Duplicates
        /// have it too.
        conflict: Option<u64>,
        /// The languages of its memory.
        sides: Sides,
    },
}

/// Merges `count` memories and hands the result on to `take`. Where `asked` names no language, the first header does.
///
/// # Errors
///
/// Whatever opening, reading and `take` fail with, and [`ErrorKind::ChangedMemory`](crate::error::ErrorKind) if a
/// memory does not hold the same units on both passes.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{MergeEvent, MergeFate, MergeSettings, Sides, UnitList, merge};
/// use mizan::unit::{Header, TranslationUnit, Variant};
///
/// let unit = |target: &str| TranslationUnit {
///     variants: vec![Variant::new(Lang::AR, "مكتب"), Variant::new(Lang::EN, target)],
///     ..TranslationUnit::default()
/// };
/// let header = Header { source_lang: Some(Lang::AR), ..Header::default() };
/// let memories = [vec![unit("office")], vec![unit("desk"), unit("office")]];
/// let mut written = Vec::new();
/// merge(
///     memories.len(),
///     &mut |at| Ok(Box::new(UnitList::new(header.clone(), memories[at].clone()))),
///     &MergeSettings::default(),
///     Sides::default(),
///     &mut |event| {
///         if let MergeEvent::Unit { unit, fate: MergeFate::Written, conflict, .. } = event {
///             written.push((unit.variants[1].text.clone(), conflict));
///         }
///         Ok(())
///     },
/// )?;
/// assert_eq!(written, [("office".to_owned(), Some(1)), ("desk".to_owned(), Some(1))]);
/// # Ok::<(), mizan::error::Error>(())
/// ```
pub fn merge(
    count: usize,
    open: &mut OpenMemory<'_>,
    settings: &MergeSettings,
    asked: Sides,
    take: &mut dyn FnMut(MergeEvent<'_>) -> Result<()>,
) -> Result<()> {
    let mut first_pass = vec![Census::default(); count];
    let mut records = Vec::new();
    let mut header = None;
    let mut sides = asked;
    for (memory, census) in first_pass.iter_mut().enumerate() {
        let mut source = open(memory)?;
        let mut next = source.next()?;
        sides = asked.or(header.as_ref().unwrap_or(source.header()));
        header = Some(match header {
            None => source.header().clone(),
            Some(header) => join(header, source.header()),
        });
        let own = sides.or(source.header());
        while let Some(unit) = next {
            census.count(&unit);
            records.push(Record::new(&unit, own, settings, records.len() as u64));
            next = source.next()?;
        }
    }
    let mut verdicts = decide(records, settings.one_target).into_iter();
    take(MergeEvent::Header(&header.unwrap_or_default()))?;
    for (memory, &earlier) in first_pass.iter().enumerate() {
        let mut source = open(memory)?;
        let mut census = Census::default();
        while let Some(unit) = source.next()? {
            census.count(&unit);
            // Units that are new since the first pass have no verdict, or that of another unit.
            let Some((fate, conflict)) = verdicts.next() else { break };
            let conflict = (conflict > 0).then_some(u64::from(conflict));
            let sides = sides.or(source.header());
            take(MergeEvent::Unit { memory, unit: &unit, fate, conflict, sides })?;
        }
        census.check(earlier, memory)?;
    }
    Ok(())
}

/// What the headers of several memories agree on.
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

/// What the first pass keeps about a unit.
struct Record {
    source: u64,
    rest: u64,
    /// Hash of the context that tools match by. Units of different contexts are no duplicates.
    context: u64,
    /// Tells exact duplicates from near ones.
    exact: u64,
    rank: u64,
    place: u64,
}

impl Record {
    fn new(unit: &TranslationUnit, sides: Sides, settings: &MergeSettings, place: u64) -> Record {
        let exact = key(unit, sides, By::Exact);
        let key = if settings.near { key(unit, sides, By::Folded) } else { exact };
        let rank = match settings.keep {
            MergeKeep::Newest => date(unit),
            MergeKeep::Confidence => (unit.confidence().unwrap_or(1.0) * 1e6) as u64,
            MergeKeep::First => 0,
        };
        let exact = exact.source ^ exact.rest.rotate_left(1);
        let mut context = Fingerprint::default();
        context.add_context(&unit.meta);
        unit.variants.iter().for_each(|variant| context.add_context(&variant.meta));
        let context = context.short();
        Record { source: key.source, rest: key.rest, context, exact, rank, place }
    }
}

/// When a unit or one of its texts was changed last, as a number; 0 if unknown.
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
fn decide(mut records: Vec<Record>, one_target: bool) -> Vec<(MergeFate, u32)> {
    let mut verdicts = vec![(MergeFate::Written, 0); records.len()];
    // The winner of a group of duplicates stands first in it.
    let order = |r: &Record| (r.source, r.rest, r.context, std::cmp::Reverse(r.rank), r.place);
    records.sort_unstable_by_key(order);
    let mut conflicts: Vec<(u64, &[Record])> = Vec::new();
    for source in records.chunk_by(|a, b| a.source == b.source) {
        let mut winners = Vec::new();
        for group in source.chunk_by(|a, b| (a.rest, a.context) == (b.rest, b.context)) {
            winners.push(&group[0]);
            for record in &group[1..] {
                let is_exact = record.exact == group[0].exact;
                let fate = if is_exact { MergeFate::Exact } else { MergeFate::Near };
                verdicts[record.place as usize].0 = fate;
            }
        }
        if winners.iter().any(|winner| winner.rest != winners[0].rest) {
            let first = source.iter().map(|r| r.place).min().unwrap_or_default();
            conflicts.push((first, source));
            let best = winners.iter().min_by_key(|r| (std::cmp::Reverse(r.rank), r.place));
            for record in winners.iter().filter(|_| one_target) {
                if best.is_some_and(|best| best.rest != record.rest) {
                    verdicts[record.place as usize].0 = MergeFate::Outvoted;
                }
            }
        }
    }
    conflicts.sort_unstable_by_key(|(first, _)| *first);
    for (number, (_, source)) in (1..).zip(conflicts) {
        source.iter().for_each(|record| verdicts[record.place as usize].1 = number);
    }
    verdicts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::lang::Lang;
    use crate::memory::UnitList;
    use crate::unit::{UnitSource, Variant};

    /// What a merge told: fates in order, and of conflicts their number, translation and fate.
    #[derive(Default)]
    struct Told {
        fates: Vec<MergeFate>,
        conflicts: Vec<(u64, String, MergeFate)>,
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

    fn run(memories: &[Vec<TranslationUnit>], settings: &MergeSettings) -> Told {
        let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
        let mut told = Told::default();
        let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
            Ok(Box::new(UnitList::new(header.clone(), memories[at].clone())))
        };
        let mut take = |event: MergeEvent<'_>| {
            if let MergeEvent::Unit { unit, fate, conflict, sides, .. } = event {
                told.fates.push(fate);
                told.conflicts
                    .extend(conflict.map(|number| (number, sides.texts(unit).1.to_owned(), fate)));
            }
            Ok(())
        };
        merge(memories.len(), &mut open, settings, Sides::default(), &mut take).unwrap();
        assert_eq!(told.fates.len(), memories.iter().map(Vec::len).sum::<usize>());
        told
    }

    #[test]
    fn the_winner_is_written_where_it_stands() {
        let memories = [
            vec![unit("نعم", "Yes", "20240101T000000Z", "0.9"), unit("لا", "No", "", "")],
            vec![unit("نعم", "Yes", "20250101T000000Z", "0.5"), unit("نعم!", "yes", "", "0.99")],
        ];
        let fates = |settings: &MergeSettings| run(&memories, settings).fates;
        let (e, n, w) = (MergeFate::Exact, MergeFate::Near, MergeFate::Written);
        let mut settings = MergeSettings::default();
        assert_eq!(fates(&settings), [e, w, w, w]);
        settings.keep = MergeKeep::Confidence;
        assert_eq!(fates(&settings), [w, w, e, w]);
        settings.near = true;
        assert_eq!(fates(&settings), [n, w, n, w]);
        settings.keep = MergeKeep::First;
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
        let (e, o, w) = (MergeFate::Exact, MergeFate::Outvoted, MergeFate::Written);
        let told = run(&memories, &MergeSettings::default());
        assert_eq!(told.fates, [w, w, w, e]);
        let conflict = |target: &str, fate| (1, target.to_owned(), fate);
        assert_eq!(
            told.conflicts,
            [conflict("office", w), conflict("desk", w), conflict("office", e)]
        );
        let settings = MergeSettings { one_target: true, ..MergeSettings::default() };
        let told = run(&memories, &settings);
        assert_eq!(told.fates, [o, w, w, e]);
        assert_eq!(told.conflicts[0], conflict("office", o));
    }

    #[test]
    fn a_memory_that_changes_meanwhile_is_refused() {
        let memories = [vec![unit("نعم", "Yes", "", "")], vec![unit("لا", "No", "", "")]];
        for changed in 0..2 {
            let mut passes = [0; 2];
            let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
                passes[at] += 1;
                let mut units = memories[at].clone();
                if at == changed && passes[at] == 2 {
                    units.push(unit("جديد", "New", "", ""));
                }
                Ok(Box::new(UnitList::new(Header::default(), units)))
            };
            let (settings, sides) = (MergeSettings::default(), Sides::default());
            let error = merge(2, &mut open, &settings, sides, &mut |_| Ok(())).unwrap_err();
            assert!(
                matches!(error.kind(), ErrorKind::ChangedMemory { memory } if *memory == changed),
                "{error}"
            );
        }
    }
}
