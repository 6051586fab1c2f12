//! Memories written and read back in every format hold the same units.

use mizan::lang::Lang;
use mizan::read::{self, ReadOptions};
use mizan::unit::{Code, CodeKind, Header, Meta, Repair, TranslationUnit, Variant};
use mizan::write::{self, Codes, CsvProfile, WriteOptions, XliffVersion};
use proptest::prelude::*;

/// A memory as bytes, and what was said while it was written.
pub(crate) fn written(
    format: &str,
    header: &Header,
    units: &[TranslationUnit],
    options: &WriteOptions,
) -> (Vec<u8>, Vec<Repair>) {
    let mut bytes = Vec::new();
    let writer = write::memory_writer(format).unwrap();
    let mut sink = writer.start(Box::new(&mut bytes), header, options).unwrap();
    for unit in units {
        sink.unit(unit).unwrap();
    }
    let said = sink.repairs();
    sink.finish().unwrap();
    (bytes, said)
}

/// The header and units of a memory, and what was mended.
pub(crate) fn read_back(name: &str, bytes: &[u8]) -> (Header, Vec<TranslationUnit>, Vec<Repair>) {
    let mut source = read::memory(name, Box::new(bytes), &ReadOptions::default()).unwrap();
    let mut units = Vec::new();
    while let Some(unit) = source.next().unwrap() {
        units.push(unit);
    }
    let repairs = source.repairs();
    (source.header().clone(), units, repairs)
}

/// Pieces of text that formats stumble over.
const PIECES: [&str; 32] = [
    " ",
    "  ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\"",
    "'",
    "''",
    ",",
    ";",
    "=",
    "+1",
    "-",
    "@",
    "&",
    "<b>",
    "]]>",
    "&amp;",
    "\u{200F}",
    "\u{202B}",
    "\u{FEFF}",
    "\u{2028}",
    "\u{85}",
    "😀",
    "،؟",
    "السلام",
    "word",
    "١٢٣",
    "_x000D_",
    "＝",
    " ~~~ ",
];

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned),
        1 => prop::char::range('\u{A0}', '\u{FFFD}').prop_map(String::from),
    ];
    prop::collection::vec(piece, 1..8).prop_map(|pieces| pieces.concat())
}

/// A text with codes that pair.
fn coded() -> impl Strategy<Value = (String, Vec<Code>)> {
    let kinds = prop::collection::vec((0..4u8, text()), 0..3);
    (prop::collection::vec(text(), 4..5), kinds).prop_map(|(texts, kinds)| {
        let (mut whole, mut codes) = (texts[0].clone(), Vec::new());
        let mut put = |at, kind, id: &str, content: &str| {
            let name = if matches!(kind, CodeKind::Begin | CodeKind::End) { id } else { "" };
            codes.push(Code {
                at,
                kind,
                pair: name.to_owned(),
                id: if kind == CodeKind::End { String::new() } else { id.to_owned() },
                class: String::new(),
                content: content.to_owned(),
            });
        };
        for (at, (kind, content)) in kinds.iter().enumerate() {
            let id = (at + 1).to_string();
            match kind {
                0 => put(whole.len(), CodeKind::Single, &id, content),
                1 => put(whole.len(), CodeKind::LoneBegin, &id, content),
                2 => put(whole.len(), CodeKind::LoneEnd, &id, content),
                _ => {
                    put(whole.len(), CodeKind::Begin, &id, content);
                    whole.push_str(&texts[at + 1]);
                    put(whole.len(), CodeKind::End, &id, "</b>");
                }
            }
            whole.push_str(&texts[3]);
        }
        (whole, codes)
    })
}

fn meta() -> impl Strategy<Value = Meta> {
    let date = prop::sample::select(&["", "20260131T000000Z", "19991231T235959Z"][..]);
    let prop = (prop::sample::select(&["x-doc", "x-confidence", "x-own", "domain"][..]), text());
    let notes = prop::collection::vec(text(), 0..3);
    (date.clone(), date, prop::collection::vec(prop, 0..3), notes, text(), any::<bool>()).prop_map(
        |(created, changed, props, notes, name, named)| Meta {
            created: created.to_owned(),
            changed: changed.to_owned(),
            creator: if named { name.clone() } else { String::new() },
            changer: if named { name } else { String::new() },
            props: props.into_iter().map(|(n, v)| (n.to_owned(), v)).collect(),
            notes,
            attributes: if named { vec![("usagecount".into(), "3".into())] } else { Vec::new() },
        },
    )
}

fn unit() -> impl Strategy<Value = TranslationUnit> {
    let side = |lang: &'static str| {
        (coded(), meta()).prop_map(move |((text, codes), meta)| Variant {
            codes,
            meta,
            ..Variant::new(lang.parse().unwrap(), text)
        })
    };
    (prop::sample::select(&["", "a1", "id-ة"][..]), side("ar-SA"), side("en"), meta()).prop_map(
        |(id, source, target, meta)| TranslationUnit {
            id: id.to_owned(),
            variants: vec![source, target],
            meta,
            ..TranslationUnit::default()
        },
    )
}

/// The units of a file without their places in it.
pub(crate) fn placeless(units: Vec<TranslationUnit>) -> Vec<TranslationUnit> {
    units.into_iter().map(|unit| TranslationUnit { number: 0, line: 0, ..unit }).collect()
}

fn header() -> Header {
    let (source_lang, target_lang) = ("ar-SA".parse().ok(), Some(Lang::EN));
    Header { tool: "t".into(), source_lang, target_lang, ..Header::default() }
}

fn comes_back(format: &str, name: &str, units: &[TranslationUnit], options: &WriteOptions) {
    let (bytes, said) = written(format, &header(), units, options);
    assert_eq!(said, [], "{name} could not hold it all");
    let (header, read, mended) = read_back(name, &bytes);
    assert_eq!(mended, [], "{name} as written needs no mending");
    let langs = [header.source_lang, header.target_lang].map(|lang| lang.map(|l| l.to_string()));
    if !units.is_empty() {
        assert_eq!(langs, [Some("ar-SA".to_owned()), Some("en".to_owned())]);
    }
    assert_eq!(placeless(read), units, "{name}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn memories_come_back(units in prop::collection::vec(unit(), 1..4)) {
        let with = |csv| WriteOptions { csv, ..WriteOptions::default() };
        comes_back("tmx", "a.tmx", &units, &with(CsvProfile::Rfc4180));
        comes_back("jsonl", "a.jsonl", &units, &with(CsvProfile::Rfc4180));
        for profile in [CsvProfile::Rfc4180, CsvProfile::Excel, CsvProfile::ExcelTab] {
            comes_back("csv", "a.csv", &units, &with(profile));
        }
        for xliff in [XliffVersion::V2, XliffVersion::V1] {
            comes_back("xlf", "a.xlf", &units, &WriteOptions { xliff, ..WriteOptions::default() });
        }
        comes_back("xlsx", "a.xlsx", &units, &with(CsvProfile::Rfc4180));
        comes_back("html", "a.html", &units, &with(CsvProfile::Rfc4180));
        comes_back("tsv", "a.tsv", &units, &with(CsvProfile::ExcelTab));
    }
}

#[test]
fn codes_can_be_left_out() {
    let code = Code {
        at: 1,
        kind: CodeKind::Single,
        pair: String::new(),
        id: "1".into(),
        class: String::new(),
        content: "<br/>".into(),
    };
    let mut source = Variant::new(Lang::AR, "أب");
    source.codes = vec![Code { at: 2, ..code }];
    let unit = TranslationUnit {
        variants: vec![source, Variant::new(Lang::EN, "ab")],
        ..TranslationUnit::default()
    };
    let options = WriteOptions { codes: Codes::Dropped, ..WriteOptions::default() };
    for format in ["tmx", "csv", "jsonl"] {
        let (bytes, _) = written(format, &header(), std::slice::from_ref(&unit), &options);
        let (_, units, _) = read_back(&format!("a.{format}"), &bytes);
        assert_eq!(units[0].variants[0].codes, [], "{format}");
        assert_eq!(units[0].variants[0].text, "أب");
    }
}

#[test]
fn what_xml_cannot_hold_is_told() {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, "أ\u{B}ب"), Variant::new(Lang::EN, "a\u{FFFE}b")],
        ..TranslationUnit::default()
    };
    let (bytes, said) = written("tmx", &header(), &[unit], &WriteOptions::default());
    assert_eq!(said.iter().map(|s| (s.id, s.unit)).collect::<Vec<_>>(), [("control-character", 1)]);
    let (_, units, mended) = read_back("a.tmx", &bytes);
    assert_eq!((units[0].variants[0].text.as_str(), mended), ("أب", vec![]));
}

#[test]
fn empty_sides_are_left_out_unless_asked_for() {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, "أ"), Variant::new(Lang::EN, "")],
        ..TranslationUnit::default()
    };
    for format in ["tmx", "csv", "jsonl", "tsv"] {
        let units = std::slice::from_ref(&unit);
        let (_, said) = written(format, &header(), units, &WriteOptions::default());
        assert_eq!(said[0].id, "empty", "{format}");
        let options = WriteOptions { keep_empty: true, ..WriteOptions::default() };
        let (bytes, said) = written(format, &header(), units, &options);
        assert_eq!(said, []);
        let (_, read, _) = read_back(&format!("a.{format}"), &bytes);
        assert_eq!(read[0].text(Lang::EN), Some(""), "{format}");
    }
}
