//! How documents with structure are aligned.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::aligner::{Aligner, Alignment};
use crate::bitext::{Constraint, Cut, Run, Segment, Side};
use crate::format::{CsvProfile, Export, Leftovers, WriteOptions};
use crate::lang::Lang;
use crate::text::{Document, Place};

fn align(name: &str, source: &str, target: &str) -> Alignment {
    let read = |text: &str, lang| Document::read(name, text.as_bytes(), lang).unwrap();
    Aligner::with_encoder(None).align(&read(source, Lang::AR), &read(target, Lang::EN))
}

fn key(alignment: &Alignment, side: Side, segment: u32) -> String {
    let side = alignment.bitext().side(side);
    let label = side.label(&side.items[segment as usize]);
    label.and_then(|label| label.key.clone()).unwrap_or_default()
}

/// The texts of every bead, as source and target.
fn beads(alignment: &Alignment) -> Vec<(String, String)> {
    alignment.beads().map(|bead| (bead.source(), bead.target())).collect()
}

/// A file of keys, given by their numbers, with texts that tell nothing.
fn file(keys: &[u8], words: [&str; 3]) -> String {
    let entry = |key: &u8| format!("\"k{key}\": \"{}\"", words[usize::from(*key) % 3]);
    let entries: Vec<String> = keys.iter().map(entry).collect();
    format!("{{{}}}", entries.join(","))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// In whatever order two files have their entries, and whatever each lacks: every common key is a pair, and the
    /// others face nothing.
    #[test]
    fn equal_keys_are_pairs_and_others_are_left_over(
        source in Just((0..24u8).collect::<Vec<_>>()).prop_shuffle(),
        target in Just((0..24u8).collect::<Vec<_>>()).prop_shuffle(),
        missing in (0..6usize, 0..6usize),
    ) {
        let (source, target) = (&source[missing.0..], &target[missing.1..]);
        let alignment = align(
            "x.json",
            &file(source, ["نعم", "افتح الملف ثم أغلقه. وعد غدا.", "لا"]),
            &file(target, ["A long text that fits nothing. Or does it?", "No", "12"]),
        );
        let common: BTreeSet<u8> = source.iter().filter(|key| target.contains(key)).copied().collect();
        let mut paired = BTreeSet::new();
        for bead in alignment.ladder().beads() {
            let keys = |side| -> BTreeSet<String> {
                bead.cut.side(side).indices().map(|at| key(&alignment, side, at)).collect()
            };
            let (source, target) = (keys(Side::Source), keys(Side::Target));
            if bead.cut.shape().is_gap() {
                continue;
            }
            prop_assert_eq!(&source, &target);
            prop_assert_eq!(source.len(), 1);
            paired.extend(source);
        }
        let common: BTreeSet<String> = common.iter().map(|key| format!("k{key}")).collect();
        prop_assert_eq!(paired, common);
    }
}

#[test]
fn entries_of_one_file_are_left_over_with_a_reason() {
    let alignment = align(
        "x.properties",
        "a=افتح\nb=أغلق\nonly=هنا\nc=احفظ",
        "c=Save\nextra=There\nb=Close\na=Open",
    );
    let pair = |source: &str, target: &str| (source.to_owned(), target.to_owned());
    assert_eq!(
        beads(&alignment),
        [
            pair("افتح", "Open"),
            pair("أغلق", "Close"),
            pair("هنا", ""),
            pair("احفظ", "Save"),
            pair("", "There")
        ]
    );
    let export = Export {
        alignment: &alignment,
        memory: &alignment.memory(0.0),
        document: "x",
        created: "",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut table = Vec::new();
    let mut leftovers = Leftovers::start("tsv", CsvProfile::Rfc4180, &mut table).unwrap();
    leftovers.add(&export).unwrap();
    leftovers.finish().unwrap();
    let table = String::from_utf8(table).unwrap();
    let rows: Vec<&str> = table.lines().skip(1).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.ends_with("\tno-key\tx")), "{table}");
    assert!(rows[0].contains("key only") && rows[1].contains("key extra"), "{table}");
}

#[test]
fn a_reviewer_knows_better_than_keys() {
    let read = |text: &str, lang| {
        let document = Document::read("x.properties", text.as_bytes(), lang).unwrap();
        crate::segment::Segmenter::new(lang, crate::segment::Newlines::Auto).segment(&document)
    };
    let bitext = crate::bitext::Bitext {
        source: read("a=افتح\nb=أغلق\nc=احفظ", Lang::AR),
        target: read("a=Close\nb=Open\nc=Save", Lang::EN),
    };
    let mut session = Aligner::with_encoder(None).session(bitext);
    let cut = |i, j| Cut::new(Run::new(i, i + 1), Run::new(j, j + 1));
    let has = |alignment: &Alignment, cut: Cut| {
        alignment.ladder().beads().iter().any(|bead| bead.cut == cut)
    };
    assert!(has(session.alignment(), cut(0, 0)) && has(session.alignment(), cut(1, 1)));
    session.accept(cut(0, 1)).unwrap();
    session
        .constrain(
            [Constraint::Accept(cut(0, 1)), Constraint::Accept(cut(1, 0))].into_iter().collect(),
        )
        .unwrap();
    for right in [cut(0, 1), cut(1, 0), cut(2, 2)] {
        assert!(has(session.alignment(), right), "{right:?}");
    }
}

#[test]
fn keys_that_have_nothing_in_common_are_no_keys() {
    let alignment = align(
        "x.json",
        "{\"a\": \"في 1998\", \"b\": \"في 2005\"}",
        "{\"c\": \"in 1998\", \"d\": \"in 2005\"}",
    );
    let pair = |source: &str, target: &str| (source.to_owned(), target.to_owned());
    assert_eq!(beads(&alignment), [pair("في 1998", "in 1998"), pair("في 2005", "in 2005")]);
}

#[test]
fn tables_of_equal_shape_pair_cell_by_cell() {
    let table = |cells: [&str; 6], after: &str| {
        let [a, b, c, d, e, f] = cells;
        format!(
            "<table><tr><td>{a}<td>{b}<tr><td>{c}<td>{d}<tr><td>{e}<td>{f}</table><p>{after}</p>"
        )
    };
    let alignment = align(
        "x.html",
        &table(["السفينة", "الثمن", "بوم", "رخيصة. لا تباع.", "سنبوك", "١٢"], "انتهى الجدول."),
        &table(
            ["Ship", "Price in thousands of euros", "Boom", "7", "Sambuk", "Twelve. Or less."],
            "The table ends.",
        ),
    );
    let found: Vec<String> = beads(&alignment).iter().map(|(s, t)| format!("{s} = {t}")).collect();
    for cell in [
        "السفينة = Ship",
        "الثمن = Price in thousands of euros",
        "بوم = Boom",
        "سنبوك = Sambuk",
        "انتهى الجدول. = The table ends.",
    ] {
        assert!(found.iter().any(|bead| bead == cell), "{cell}: {found:?}");
    }
    // No bead holds more than a cell.
    for bead in alignment.ladder().beads() {
        for side in Side::both() {
            let items = &alignment.bitext().side(side).items;
            let blocks: BTreeSet<u32> =
                bead.cut.side(side).indices().map(|at| items[at as usize].block).collect();
            assert!(blocks.len() <= 1, "{bead:?}");
        }
    }
}

#[test]
fn subtitles_pair_by_their_times_and_every_cue_is_found_again() {
    // Texts that tell nothing; the translation is shown three seconds later and has no line for one of the cues.
    let times = [10u32, 14, 19, 23, 31, 36, 44, 47, 58, 63];
    let film = |late: u32, left_out: usize, text: &str| {
        let cue = |(at, from): (usize, &u32)| {
            let from = from + late;
            let clock = |s: u32| format!("00:{:02}:{:02},000", s / 60, s % 60);
            let text = text.replace('#', ["", "ا", "اا"][at % 3]);
            format!("{}\n{} --> {}\n{text}\n\n", at + 1, clock(from), clock(from + 2))
        };
        let cues = times.iter().enumerate().filter(|(at, _)| *at != left_out);
        cues.map(cue).collect::<String>()
    };
    let alignment = align("x.srt", &film(0, 99, "نعم يا سيدي#."), &film(3, 4, "Yes, sir."));
    let memory = alignment.memory(0.0);
    let place = |at: &u32| Place::Cue { from: at * 1_000, to: (at + 2) * 1_000 };
    let sources: Vec<&Place> = memory.units.iter().flat_map(|unit| &unit.source.places).collect();
    let left: Vec<&Place> = memory.leftovers.iter().map(|left| &left.place).collect();
    for at in &times {
        assert!(sources.contains(&&place(at)) || left.contains(&&place(at)), "{at}");
    }
    assert_eq!(left, [&place(&31)]);
    let times_of = |run: Run, side: Side| -> Vec<u32> {
        let from = |segment: &Segment| match segment.place {
            Place::Cue { from, .. } => from,
            _ => 0,
        };
        alignment.bitext().side(side).of(run).iter().map(from).collect()
    };
    for bead in alignment.ladder().beads().iter().filter(|bead| !bead.cut.shape().is_gap()) {
        let (source, target) =
            (times_of(bead.cut.source, Side::Source), times_of(bead.cut.target, Side::Target));
        let late: Vec<u32> = source.iter().map(|from| from + 3_000).collect();
        assert_eq!(late, target);
    }
}
