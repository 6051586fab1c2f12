//! Readers of files: any bytes are read or refused, and what is read is sound.

use std::sync::LazyLock;

use mizan::aligner::WeightTable;
use mizan::bitext::{Segments, Side};
use mizan::encoder::Encoder;
use mizan::eval::{self, Counts, Reading};
use mizan::format::{self, ReadOptions, TermbaseShape};
use mizan::glossary::{Glossary, Langs, Matcher};
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter, Srx, SrxMode};
use mizan::text::{Code, Document};
use mizan::unit::TranslationUnit;

use super::text_of;

/// An extension or more of each reader of documents; a test compares them with the registry.
pub(crate) static DOCUMENTS: &[&str] = &[
    "docx",
    "pptx",
    "odt",
    "fodt",
    "fods",
    "epub",
    "xlsx",
    "rtf",
    "doc",
    #[cfg(feature = "pdf")]
    "pdf",
    "html",
    "xhtml",
    "xlf",
    "sdlxliff",
    "tmx",
    "md",
    "srt",
    "vtt",
    "sbv",
    "ass",
    "po",
    "json",
    "properties",
    "resx",
    "xml",
    "strings",
    "txt",
];

/// The formats memories are read from; a test compares them with the registry.
pub(crate) static MEMORIES: &[&str] =
    &["tmx", "xlf", "xlsx", "html", "answers", "jsonl", "csv", "tsv"];

/// The formats of termbases; a test compares them with the registry.
pub(crate) static TERMBASES: &[&str] = &["csv", "tsv", "omegat", "tbx3", "tbx2", "xlsx"];

/// The bytes as a document of a format, in a language that depends on their number.
pub(crate) fn document(form: &str, data: &[u8]) {
    let lang = if data.len().is_multiple_of(2) { Lang::AR } else { Lang::EN };
    let Ok(document) = Document::read(&format!("a.{form}"), data, lang) else { return };
    assert!(document.flows.is_sorted(), "{:?}", document.flows);
    assert!(document.flows.iter().all(|&flow| flow as usize <= document.blocks.len()));
    for block in &document.blocks {
        let text = &block.text;
        let starts: Vec<usize> = block.places.iter().map(|(at, _)| *at as usize).collect();
        assert_eq!(starts.first(), Some(&0), "a block without a place");
        assert!(starts.is_sorted() && starts.iter().all(|&at| text.is_char_boundary(at)));
        assert_codes(text, &block.codes);
    }
    static SEGMENTERS: LazyLock<[Segmenter; 2]> =
        LazyLock::new(|| [Lang::AR, Lang::EN].map(|lang| Segmenter::new(lang, Newlines::Auto)));
    let segments = SEGMENTERS[usize::from(lang == Lang::EN)].segment(&document);
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let read: usize = document.blocks.iter().map(|block| letters(&block.text)).sum();
    let cut: usize = segments.items.iter().map(|segment| letters(&segment.text)).sum();
    assert_eq!(cut, read, "letters of the segments and of the blocks");
    if let Ok(lines) = Document::read_segmented(&format!("a.{form}"), data, lang) {
        let _ = Segments::from(lines);
    }
}

fn assert_codes(text: &str, codes: &[Code]) {
    let places: Vec<usize> = codes.iter().map(|code| code.at).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert!(places.iter().all(|&at| text.is_char_boundary(at)), "{places:?} in {text:?}");
}

/// The units of the bytes as a memory, as far as it can be read.
pub(crate) fn units(name: &str, data: &[u8]) -> Vec<TranslationUnit> {
    let mut units = Vec::new();
    let options = ReadOptions::default();
    let Ok(mut source) = format::read_memory(name, Box::new(data), &options) else { return units };
    while let Ok(Some(unit)) = source.next() {
        for variant in &unit.variants {
            assert_codes(&variant.text, &variant.codes);
        }
        units.push(unit);
    }
    let lines = data.iter().filter(|&&b| matches!(b, b'\n' | b'\r')).count() as u64 + 1;
    let is_packed = data.starts_with(b"PK") || data.starts_with(&[0x1F, 0x8B]);
    for repair in source.repairs() {
        assert!(!repair.message.is_empty());
        assert!(is_packed || repair.line <= lines, "{repair:?} of {lines} lines");
    }
    units
}

/// The bytes as a memory of a format.
pub(crate) fn memory(form: &str, data: &[u8]) {
    // Answers to records go by their first bytes.
    let form = if form == "answers" { "jsonl" } else { form };
    let numbers: Vec<u64> =
        units(&format!("a.{form}"), data).iter().map(|unit| unit.number).collect();
    assert!(numbers.is_sorted_by(|a, b| a < b), "{numbers:?}");
}

/// The bytes as a termbase of a format, which is written again and holds the same terms.
pub(crate) fn termbase(form: &str, data: &[u8]) {
    let format = format::termbase(form).expect("a format of the list");
    let Ok((glossary, _)) = format.read(data, Langs::AR_EN) else { return };
    let terms = |glossary: &Glossary| -> Vec<[String; 2]> {
        let entries = glossary.entries.iter();
        entries.map(|entry| [entry.source.clone(), entry.target.clone()]).collect()
    };
    for shape in [TermbaseShape::Canonical, TermbaseShape::AsRead] {
        let mut out = Vec::new();
        match format.write(&glossary, Langs::AR_EN, shape, &mut out) {
            Ok(_) => {}
            // A workbook that is odd in other parts is read, and not changed in place.
            Err(error) if shape == TermbaseShape::AsRead => {
                assert!(error.to_string().contains("spreadsheet program"), "{error}");
                continue;
            }
            Err(error) => panic!("{shape:?}: {error}"),
        }
        let again = format.read(&out, Langs::AR_EN);
        if !glossary.entries.is_empty() {
            assert_eq!(terms(&again.expect("what was written").0), terms(&glossary), "{shape:?}");
        }
    }
}

/// The bytes as a file of another kind.
pub(crate) fn file(form: &str, data: &[u8]) {
    match form {
        "encoder" => {
            if let Ok(encoder) = Encoder::from_bytes(data.to_vec()) {
                encoder.tokenise("وصل القطار.");
            }
        }
        "project" => drop(format::read_project(data)),
        "srx" => srx(&text_of(data)),
        "weights" => {
            if let Ok(table) = WeightTable::parse(&text_of(data)) {
                let text = table.to_text();
                assert_eq!(WeightTable::parse(&text).expect("as written").to_text(), text);
            }
        }
        "glossary" => glossary(&text_of(data)),
        _ => beads(form, &text_of(data)),
    }
}

fn beads(form: &str, text: &str) {
    let beads = match form {
        "ladder" => format::parse_ladder(text),
        _ => format::parse_beads(text),
    };
    let Ok(beads) = beads else { return };
    // A ladder of few bytes may name millions of segments.
    if beads.iter().map(|bead| bead.source.len() + bead.target.len()).sum::<usize>() > 100_000 {
        return;
    }
    let others = eval::parse_beads("[0]:[0]\n[1]:[1, 2]\n[2]:[]").expect("beads");
    for counts in [Counts::new(&beads, &others), Counts::new(&others, &beads)] {
        for reading in [Reading::Strict, Reading::Lax, Reading::WithGapsLax, Reading::Links] {
            let rates = counts.rates(reading);
            for rate in [rates.precision, rates.recall, rates.f1] {
                assert!((0.0..=1.0).contains(&rate), "{rate}");
            }
        }
    }
}

fn glossary(text: &str) {
    let Ok((glossary, warnings)) = Glossary::parse_lenient(text) else { return };
    let problems = mizan::glossary::check(&glossary, Langs::AR_EN, warnings);
    assert!(problems.is_sorted_by_key(|problem| problem.line));
    for (side, lang) in [(Side::Source, Lang::AR), (Side::Target, Lang::EN)] {
        for hit in Matcher::new(&glossary, side, lang).find(text) {
            assert!(!hit.span.of(text).is_empty());
        }
    }
}

/// Rules, over a text with something for each kind of them.
fn srx(text: &str) {
    const TEXT: &str = "قال د. أحمد: «نعم.» ثم مضى؟ Mr. A. Smith left at 5 p.m. (See p. 3.) Then... No!\nEnd aaaaaaaaaaaaaaaa";
    let Ok(rules) = Srx::read(text) else { return };
    for mode in [SrxMode::Only, SrxMode::Overlay] {
        for lang in [Lang::AR, Lang::EN] {
            if let Ok(segmenter) = Segmenter::new(lang, Newlines::Auto).with_srx(&rules, mode) {
                super::texts::assert_cuts(&segmenter, TEXT);
            }
        }
    }
}
