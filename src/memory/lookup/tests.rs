//! Tests of looking up.

use redb::backends::InMemoryBackend;

use super::*;
use crate::lang::Lang;
use crate::memory::list::List;
use crate::memory::sides::Sides;
use crate::unit::{Header, TranslationUnit, Variant};

fn load(pairs: &[(&str, &str)], fold: bool) -> Lookup {
    let unit = |(source, target): &(&str, &str)| TranslationUnit {
        variants: vec![Variant::new(Lang::AR, *source), Variant::new(Lang::EN, *target)],
        ..Default::default()
    };
    let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
    let mut list = List::new(header, pairs.iter().map(unit).collect());
    let backend = InMemoryBackend::new();
    let database = build(backend, &mut list, Sides::default(), "stamp").unwrap();
    Lookup::load(Store::of(database).unwrap(), fold).unwrap()
}

fn query(text: &str) -> Query {
    Query { text: text.to_owned(), ..Query::default() }
}

fn search(lookup: &Lookup, query: Query, settings: Settings) -> Vec<(u32, u64)> {
    let found = lookup.search(&[query], &settings).unwrap().remove(0);
    found.iter().map(|m| (m.percent, m.entry.number)).collect()
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
    let settings = Settings::default();
    let text = "تفتح المكتبة في الثامنة صباحا";
    let found = search(&load(&pairs, false), query(text), settings);
    assert_eq!(found, [(100, 1), (96, 4), (89, 6), (88, 2)]);
    let fold = Settings { fold: true, ..settings };
    assert_eq!(search(&load(&pairs, true), query(text), fold)[1], (99, 6));
    let few = Settings { limit: 2, min: 89, ..settings };
    assert_eq!(search(&load(&pairs, false), query(text), few), [(100, 1), (96, 4)]);
    let near = Settings { min: 89, ..settings };
    assert_eq!(search(&load(&pairs, false), query(text), near).len(), 3);
    assert_eq!(search(&load(&pairs, false), query(" "), settings), []);
}

#[test]
fn the_same_neighbour_is_worth_more() {
    let pairs = [("أولا", "a"), ("نعم", "yes"), ("ثانيا", "b"), ("نعم", "sure"), ("ثالثا", "c")];
    let lookup = load(&pairs, false);
    let with = |before: &str, after: &str| Query {
        text: "نعم".to_owned(),
        before: Some(before.to_owned()),
        after: Some(after.to_owned()),
    };
    let settings = Settings { limit: 1, ..Settings::default() };
    assert_eq!(search(&lookup, with("ثانيا", "x"), settings), [(101, 4)]);
    assert_eq!(search(&lookup, with("x", "ثالثا"), settings), [(101, 4)]);
    assert_eq!(search(&lookup, with("x", "y"), settings), [(100, 2)]);
}

#[test]
fn an_index_says_what_it_is_of() {
    let lookup = load(&[("نعم", "yes")], false);
    let about = lookup.store.about();
    assert_eq!((about.stamp.as_str(), about.units, about.words), ("stamp", 1, 1));
    let error = Store::open(InMemoryBackend::new()).err().unwrap();
    assert!(error.to_string().starts_with("not a usable index"), "{error}");
}
