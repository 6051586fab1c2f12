//! Tests of looking up.

use std::io::{Read, Seek, Write};

use super::*;
use crate::error::ErrorKind;
use crate::lang::Lang;
use crate::memory::UnitList;
use crate::unit::{Header, TranslationUnit, Variant};

fn index(pairs: &[(&str, &str)]) -> LookupIndex {
    let unit = |(source, target): &(&str, &str)| TranslationUnit {
        variants: vec![Variant::new(Lang::AR, *source), Variant::new(Lang::EN, *target)],
        ..Default::default()
    };
    let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
    let mut list = UnitList::new(header, pairs.iter().map(unit).collect());
    LookupIndex::build(&mut list, Sides::default(), "stamp", None).unwrap()
}

/// The percentages and numbers of what is found for the text at a place.
fn search(
    index: &LookupIndex,
    texts: &[&str],
    at: usize,
    settings: LookupSettings,
) -> Vec<(u32, u64)> {
    let found = index.search(texts, at..at + 1, &settings).unwrap().remove(0);
    found.iter().map(|m| (m.percent, m.number)).collect()
}

#[test]
fn the_best_come_first() {
    let pairs = [
        ("تفتح المكتبة في الثامنة صباحا", "a"),
        ("تفتح المكتبة في التاسعة صباحا", "b"),
        ("تغلق المدرسة يوم الجمعة", "c"),
        ("تفتح المكتبة في الثامنة صباحا.", "d"),
        ("تفتح المكتبة في الثامنة صباحا", "a"),
        ("تَفتح المكتبةُ في الثامنة صباحاً", "e"),
    ];
    let index = index(&pairs);
    let settings = LookupSettings::default();
    let text = ["تفتح المكتبة في الثامنة صباحا"];
    assert_eq!(search(&index, &text, 0, settings), [(100, 1), (96, 4), (89, 6), (88, 2)]);
    let fold = LookupSettings { fold: true, ..settings };
    assert_eq!(search(&index, &text, 0, fold)[1], (99, 6));
    let few = LookupSettings { limit: 2, min: 89, ..settings };
    assert_eq!(search(&index, &text, 0, few), [(100, 1), (96, 4)]);
    let near = LookupSettings { min: 89, ..settings };
    assert_eq!(search(&index, &text, 0, near).len(), 3);
    assert_eq!(search(&index, &[" "], 0, settings), []);
}

#[test]
fn the_same_neighbour_is_worth_more() {
    let pairs = [("أولا", "a"), ("نعم", "yes"), ("ثانيا", "b"), ("نعم", "sure"), ("ثالثا", "c")];
    let index = index(&pairs);
    let settings = LookupSettings { limit: 1, ..LookupSettings::default() };
    assert_eq!(search(&index, &["ثانيا", "نعم", "x"], 1, settings), [(101, 4)]);
    assert_eq!(search(&index, &["x", "نعم", "ثالثا"], 1, settings), [(101, 4)]);
    assert_eq!(search(&index, &["x", "نعم", "y"], 1, settings), [(100, 2)]);
}

#[test]
fn an_index_says_what_it_is_of() {
    let index = index(&[("نعم", "yes")]);
    assert_eq!(index.stamp(), "stamp");
    assert_eq!(index.to_string(), "1 units, 1 distinct words");
    let error = LookupIndex::open(tempfile::tempfile().unwrap()).err().unwrap();
    assert!(matches!(error.kind(), ErrorKind::NoIndex), "{error}");
}

#[test]
fn a_damaged_byte_is_seen_wherever_it_is() {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, "نعم"), Variant::new(Lang::EN, "yes")],
        ..Default::default()
    };
    let mut list = UnitList::new(Header::default(), vec![unit]);
    let mut file = tempfile::tempfile().unwrap();
    let sides = Sides { source: Some(Lang::AR), target: Some(Lang::EN) };
    drop(LookupIndex::build(&mut list, sides, "", Some(file.try_clone().unwrap())).unwrap());
    let mut whole = Vec::new();
    file.rewind().unwrap();
    file.read_to_end(&mut whole).unwrap();
    let open = |bytes: &[u8]| {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        LookupIndex::open(file).map(|index| index.to_string())
    };
    assert_eq!(open(&whole).unwrap(), "1 units, 1 distinct words");
    let step = (whole.len() / 500).max(1);
    for at in
        (0..40).chain((40..whole.len() - 40).step_by(step)).chain(whole.len() - 40..whole.len())
    {
        let mut bytes = whole.clone();
        bytes[at] ^= 1 << (at % 8);
        let error = open(&bytes).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::IndexFile { .. }), "byte {at}: {error}");
    }
    for length in [0, 5, whole.len() / 2, whole.len() - 1] {
        assert!(open(&whole[..length]).is_err(), "{length} bytes");
    }
}
