//! Upkeep of memories: what holds whatever is in them.

use mizan::error::Result;
use mizan::lang::Lang;
use mizan::memory::diff::{self, Change};
use mizan::memory::filter::{self, Filter};
use mizan::memory::list::List;
use mizan::memory::lookup::{self, Lookup, Query, Settings, Store, percent};
use mizan::memory::merge::{self, Conflict, Ends, Fate, Keep};
use mizan::memory::sides::Sides;
use mizan::unit::{Header, TranslationUnit, UnitSource, Variant};
use proptest::prelude::*;
use redb::backends::InMemoryBackend;

/// Texts that are often alike.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "المكتبة",
        "مكتبة",
        "المكتبات",
        "تفتح",
        "فتحت",
        "أبوابها",
        "ابوابها",
        "في",
        "الثامنة",
        "الثانية",
        "صباحًا",
        "صباحا",
        "library",
        "Library",
        "libraries",
        "the",
        "a",
        "2024",
        "2025",
        "1,000.5",
        ".",
        "؟",
        "«",
        "»",
        "漢字",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", "", "  "]);
    prop::collection::vec((word, gap), 0..9)
        .prop_map(|words| words.into_iter().flat_map(|(word, gap)| [word, gap]).collect())
}

fn unit() -> impl Strategy<Value = TranslationUnit> {
    let target = prop::sample::select(vec!["yes", "Yes.", "no", "perhaps"]);
    let date = prop::sample::select(vec!["", "20240101T000000Z", "20250101T000000Z"]);
    (text(), target, date, 0..4u8).prop_map(|(source, target, date, tenths)| {
        let mut unit = TranslationUnit {
            variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
            ..TranslationUnit::default()
        };
        date.clone_into(&mut unit.meta.changed);
        if tenths > 0 {
            unit.meta.props.push(("x-confidence".to_owned(), format!("0.{tenths}")));
        }
        unit
    })
}

fn memory(units: Vec<TranslationUnit>) -> List {
    List::new(Header { source_lang: Some(Lang::AR), ..Header::default() }, units)
}

#[derive(Default)]
struct Kept {
    fates: Vec<(TranslationUnit, Fate)>,
    conflicts: u64,
}

impl Ends for Kept {
    fn header(&mut self, _: &Header) -> Result<()> {
        Ok(())
    }

    fn unit(&mut self, _: usize, unit: &TranslationUnit, fate: Fate) -> Result<()> {
        self.fates.push((unit.clone(), fate));
        Ok(())
    }

    fn conflict(&mut self, conflict: Conflict<'_>) -> Result<()> {
        self.conflicts = self.conflicts.max(conflict.number);
        Ok(())
    }
}

/// The texts of units, sorted.
fn texts<'u>(units: impl Iterator<Item = &'u TranslationUnit>) -> Vec<Vec<String>> {
    let of = |unit: &TranslationUnit| unit.variants.iter().map(|v| v.text.clone()).collect();
    let mut texts: Vec<Vec<String>> = units.map(of).collect();
    texts.sort();
    texts
}

proptest! {
    /// An index finds what a comparison with every unit finds.
    #[test]
    fn the_index_misses_nothing(
        units in prop::collection::vec(unit(), 0..40),
        query in text(),
        fold: bool,
        min in 1..=100u32,
    ) {
        let mut list = memory(units.clone());
        let backend = InMemoryBackend::new();
        let database = lookup::build(backend, &mut list, Sides::default(), "").unwrap();
        let lookup = Lookup::load(Store::of(database).unwrap(), fold).unwrap();
        let mut expected: Vec<(u32, String)> = units
            .iter()
            .map(|unit| &unit.variants[0].text)
            .filter(|_| !query.trim().is_empty())
            .map(|source| (percent(&query, source, fold), source.clone()))
            .filter(|(percent, _)| *percent >= min)
            .collect();
        expected.sort();
        expected.dedup();
        let settings = Settings { fold, min, limit: 1000 };
        let query = Query { text: query, ..Query::default() };
        let all = lookup.search(std::slice::from_ref(&query), &settings).unwrap().remove(0);
        let mut found: Vec<(u32, String)> =
            all.iter().map(|m| (m.percent, m.entry.source.clone())).collect();
        prop_assert!(found.is_sorted_by_key(|m| std::cmp::Reverse(m.0)));
        found.sort();
        found.dedup();
        prop_assert_eq!(found, expected);
        // Fewer are the first of all.
        let few = Settings { limit: 3, ..settings };
        let few = lookup.search(&[query], &few).unwrap().remove(0);
        prop_assert_eq!(&few[..], &all[..all.len().min(3)]);
    }

    /// Every unit is written or counted, once; what is written has no duplicates.
    #[test]
    fn a_merge_loses_nothing(
        memories in prop::collection::vec(prop::collection::vec(unit(), 0..12), 1..4),
        keep in prop::sample::select(vec![Keep::Newest, Keep::Confidence, Keep::First]),
        near: bool,
        one_target: bool,
    ) {
        let settings = merge::Settings { keep, near, one_target, sides: Sides::default() };
        let run = |memories: &[Vec<TranslationUnit>]| {
            let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
                Ok(Box::new(memory(memories[at].clone())))
            };
            let mut kept = Kept::default();
            let merged = merge::merge(memories.len(), &mut open, &settings, &mut kept).unwrap();
            (merged, kept)
        };
        let (merged, kept) = run(&memories);
        let read: u64 = merged.read.iter().sum();
        prop_assert_eq!(read, merged.written + merged.exact + merged.near + merged.outvoted);
        prop_assert_eq!(merged.conflicts, kept.conflicts);
        let all: Vec<TranslationUnit> = memories.concat();
        prop_assert_eq!(texts(kept.fates.iter().map(|(unit, _)| unit)), texts(all.iter()));
        let is_written = |(_, fate): &&(TranslationUnit, Fate)| *fate == Fate::Written;
        let written: Vec<TranslationUnit> =
            kept.fates.iter().filter(is_written).map(|(unit, _)| unit.clone()).collect();
        prop_assert_eq!(written.len() as u64, merged.written);
        let (again, _) = run(&[written]);
        prop_assert_eq!((again.exact, again.near, again.outvoted), (0, 0, 0));
    }

    /// A difference names every unit that is not in both, and nothing else.
    #[test]
    fn a_difference_adds_up(
        old in prop::collection::vec(unit(), 0..20),
        new in prop::collection::vec(unit(), 0..20),
    ) {
        let both = [old, new];
        let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
            Ok(Box::new(memory(both[at].clone())))
        };
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        let mut tell = |change: Change<'_>, _: Sides| {
            match change {
                Change::Removed(unit) => gone.push(unit.clone()),
                Change::Added(unit) => come.push(unit.clone()),
                Change::Changed(old, new) => {
                    assert_eq!(old.variants[0], new.variants[0]);
                    gone.push(old.clone());
                    come.push(new.clone());
                }
            }
            Ok(())
        };
        let difference = diff::diff(&mut open, Sides::default(), &mut tell).unwrap();
        prop_assert_eq!(difference.same + gone.len() as u64, both[0].len() as u64);
        prop_assert_eq!(difference.same + come.len() as u64, both[1].len() as u64);
        // The old less what is gone, with what came, is the new.
        let mut rest = texts(both[0].iter());
        for unit in texts(gone.iter()) {
            let at = rest.binary_search(&unit).unwrap();
            rest.remove(at);
        }
        rest.extend(texts(come.iter()));
        rest.sort();
        prop_assert_eq!(rest, texts(both[1].iter()));
    }

    /// A filter and its inverse part a memory.
    #[test]
    fn a_filter_parts_a_memory(units in prop::collection::vec(unit(), 0..20), invert: bool) {
        let wanted = Filter {
            min_confidence: Some(0.2),
            min_length: Some(3),
            length_ratio: Some(2.0),
            invert,
            ..Filter::default()
        };
        let (mut kept, mut rejected) = (List::default(), List::default());
        let mut source = memory(units.clone());
        let (mut kept_end, mut rejected_end) = (&mut kept, &mut rejected);
        let filtered = filter::filter(
            &mut source,
            &wanted,
            Sides::default(),
            &mut kept_end,
            Some(&mut rejected_end),
        )
        .unwrap();
        prop_assert_eq!(filtered.kept, kept.units.len() as u64);
        prop_assert_eq!(filtered.rejected, rejected.units.len() as u64);
        let both = kept.units.iter().chain(&rejected.units);
        prop_assert_eq!(texts(both), texts(units.iter()));
    }
}
