//! Memories written and read back: the same units, and the same bytes when they are written again.

use mizan::format::{self, CsvProfile, ReadOptions, WriteOptions, XliffVersion};
use mizan::lang::Lang;
use mizan::text::{Code, CodeKind};
use mizan::unit::{Header, Repair, TranslationUnit, Variant};

use super::text_of;

/// Ends a unit, ends a side; begins, ends and is a code. No text of a memory has these.
const UNIT: char = '\u{1E}';
const SIDE: char = '\u{1F}';
const BEGIN: char = '\u{11}';
const END: char = '\u{12}';
const SINGLE: char = '\u{13}';

/// Units from bytes.
pub(super) fn made(data: &[u8]) -> Vec<TranslationUnit> {
    let text = text_of(data);
    let units = text.split(UNIT).zip(1u64..).map(|(unit, number)| {
        let (source, target) = unit.split_once(SIDE).unwrap_or((unit, "x"));
        TranslationUnit {
            number,
            variants: vec![variant(Lang::AR, source), variant(Lang::EN, target)],
            ..TranslationUnit::default()
        }
    });
    units.collect()
}

fn variant(lang: Lang, marked: &str) -> Variant {
    let (mut text, mut codes, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut next = 0;
    for c in marked.chars() {
        let kind = match c {
            BEGIN => CodeKind::Begin,
            END => CodeKind::End,
            SINGLE => CodeKind::Single,
            // Not every format can hold such characters; that this is told is tested elsewhere.
            c if !is_text(c) => continue,
            c => {
                text.push(c);
                continue;
            }
        };
        next += 1;
        let number = match kind {
            CodeKind::Begin => {
                open.push(next);
                next
            }
            CodeKind::End => match open.pop() {
                Some(begin) => begin,
                None => continue,
            },
            _ => next,
        };
        let id = if kind == CodeKind::End { String::new() } else { number.to_string() };
        let pair = if kind == CodeKind::Single { String::new() } else { number.to_string() };
        let content = if kind == CodeKind::End { "</b>" } else { "<b>" };
        let (class, content) = (String::new(), content.to_owned());
        codes.push(Code { at: text.len(), kind, pair, id, class, content });
    }
    // What is not closed begins a range that ends elsewhere.
    for code in &mut codes {
        let is_open = code.kind == CodeKind::Begin;
        if is_open && open.iter().any(|number| number.to_string() == code.pair) {
            code.kind = CodeKind::LoneBegin;
            code.pair.clear();
        }
    }
    Variant { codes, ..Variant::new(lang, text) }
}

/// Whether a memory may hold a character: XML can, too.
fn is_text(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r') || c >= ' ' && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fn written(form: &str, units: &[TranslationUnit]) -> (String, Vec<u8>, Vec<Repair>) {
    let mut options = WriteOptions::default();
    let format = match form {
        "xliff1" => {
            options.xliff = XliffVersion::V1;
            "xlf"
        }
        "excel" => {
            options.csv = CsvProfile::Excel;
            "csv"
        }
        other => other,
    };
    let (source_lang, target_lang) = (Some(Lang::AR), Some(Lang::EN));
    let header = Header { tool: "t".into(), source_lang, target_lang, ..Header::default() };
    let mut bytes = Vec::new();
    let writer = format::memory_writer(format).expect("a format of the list");
    let mut sink = writer.start(Box::new(&mut bytes), &header, &options).expect("it begins");
    for unit in units {
        sink.unit(unit).expect("it is written");
    }
    let said = sink.repairs();
    sink.finish().expect("it ends");
    (format!("a.{format}"), bytes, said)
}

/// Units of the bytes through a format and back.
pub(super) fn trip(form: &str, data: &[u8]) {
    let units = made(data);
    let (name, bytes, said) = written(form, &units);
    let mut source = format::read_memory(&name, Box::new(&bytes[..]), &ReadOptions::default())
        .expect("what was written");
    let mut read = Vec::new();
    while let Some(unit) = source.next().expect("what was written") {
        read.push(unit);
    }
    // What a format cannot hold is told.
    if said.is_empty() {
        assert_eq!(source.repairs(), [], "{name} needs mending");
        assert_eq!(bare(read), bare(units), "{name}");
        return;
    }
    let (_, again, _) = written(form, &read);
    let lost = said.iter().any(Repair::is_loss);
    assert!(lost || again == bytes, "{said:?}: other bytes when they are written again");
}

/// The units without their places; a text that is not there is as good as an empty one.
fn bare(mut units: Vec<TranslationUnit>) -> Vec<TranslationUnit> {
    for unit in &mut units {
        (unit.number, unit.line) = (0, 0);
        unit.variants.retain(|variant| !variant.text.is_empty() || !variant.codes.is_empty());
    }
    units
}
