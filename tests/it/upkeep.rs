//! Upkeep of memories: what holds whatever is in them.

use mizan::error::Result;
use mizan::lang::Lang;
use mizan::memory::{
    Criterion, Filter, LookupIndex, LookupSettings, MemoryChange, MergeEvent, MergeFate, MergeKeep,
    MergeSettings, Sides, UnitList, diff, match_percent, merge,
};
use mizan::unit::{Header, TranslationUnit, UnitSource, Variant};
use proptest::prelude::*;

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

fn memory(units: Vec<TranslationUnit>) -> UnitList {
    UnitList::new(Header { source_lang: Some(Lang::AR), ..Header::default() }, units)
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
        let index = LookupIndex::build(&mut list, Sides::default(), "", None).unwrap();
        let mut expected: Vec<(u32, String)> = units
            .iter()
            .map(|unit| &unit.variants[0].text)
            .filter(|_| !query.trim().is_empty())
            .map(|source| (match_percent(&query, source, fold), source.clone()))
            .filter(|(percent, _)| *percent >= min)
            .collect();
        expected.sort();
        expected.dedup();
        let settings = LookupSettings { fold, min, limit: 1000 };
        let query = [query.as_str()];
        let all = index.search(&query, 0..1, &settings).unwrap().remove(0);
        let mut found: Vec<(u32, String)> =
            all.iter().map(|m| (m.percent, m.source.clone())).collect();
        prop_assert!(found.is_sorted_by_key(|m| std::cmp::Reverse(m.0)));
        found.sort();
        found.dedup();
        prop_assert_eq!(found, expected);
        // Fewer are the first of all.
        let few = LookupSettings { limit: 3, ..settings };
        let few = index.search(&query, 0..1, &few).unwrap().remove(0);
        prop_assert_eq!(&few[..], &all[..all.len().min(3)]);
    }

    /// Every unit is written or counted, once; what is written has no duplicates.
    #[test]
    fn a_merge_loses_nothing(
        memories in prop::collection::vec(prop::collection::vec(unit(), 0..12), 1..4),
        keep in prop::sample::select(vec![MergeKeep::Newest, MergeKeep::Confidence, MergeKeep::First]),
        near: bool,
        one_target: bool,
    ) {
        let settings = MergeSettings { keep, near, one_target };
        let run = |memories: &[Vec<TranslationUnit>]| {
            let mut open = |at: usize| -> Result<Box<dyn UnitSource>> {
                Ok(Box::new(memory(memories[at].clone())))
            };
            let mut fates: Vec<(TranslationUnit, MergeFate)> = Vec::new();
            let mut take = |event: MergeEvent<'_>| {
                if let MergeEvent::Unit { unit, fate, .. } = event {
                    fates.push((unit.clone(), fate));
                }
                Ok(())
            };
            merge(memories.len(), &mut open, &settings, Sides::default(), &mut take).unwrap();
            fates
        };
        let fates = run(&memories);
        let all: Vec<TranslationUnit> = memories.concat();
        prop_assert_eq!(texts(fates.iter().map(|(unit, _)| unit)), texts(all.iter()));
        let is_written = |(_, fate): &&(TranslationUnit, MergeFate)| *fate == MergeFate::Written;
        let written: Vec<TranslationUnit> =
            fates.iter().filter(is_written).map(|(unit, _)| unit.clone()).collect();
        let again = run(&[written]);
        prop_assert!(again.iter().all(|(_, fate)| *fate == MergeFate::Written));
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
        let mut tell = |change: MemoryChange<'_>, _: Sides| {
            match change {
                MemoryChange::Removed(unit) => gone.push(unit.clone()),
                MemoryChange::Added(unit) => come.push(unit.clone()),
                MemoryChange::Changed(old, new) => {
                    assert_eq!(old.variants[0], new.variants[0]);
                    gone.push(old.clone());
                    come.push(new.clone());
                }
            }
            Ok(())
        };
        let same = diff(&mut open, Sides::default(), &mut tell).unwrap();
        prop_assert_eq!(same + gone.len() as u64, both[0].len() as u64);
        prop_assert_eq!(same + come.len() as u64, both[1].len() as u64);
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
        let filter = Filter::from_iter([
            Criterion::MinConfidence(0.2),
            Criterion::MinLength(3),
            Criterion::LengthRatio(2.0),
        ]);
        let (filter, inverse) = (filter.clone(), filter.inverted());
        let (filter, inverse) = if invert { (inverse, filter) } else { (filter, inverse) };
        for unit in &units {
            let sides = Sides::default();
            prop_assert_ne!(
                filter.keeps(unit, sides).unwrap(),
                inverse.keeps(unit, sides).unwrap()
            );
        }
    }
}
