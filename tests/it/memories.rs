//! Memories written and read back in every format hold the same units.

use mizan::bitext::Segments;
use mizan::error::Result;
use mizan::format::{self, Codes, CsvProfile, ReadOptions, WriteOptions, XliffVersion};
use mizan::lang::Lang;
use mizan::text::{Code, CodeKind, Document};
use mizan::unit::{Header, Meta, Repair, TranslationUnit, Variant};
use proptest::prelude::*;

/// A memory as bytes, and what was said while it was written.
pub(crate) fn written(
    format: &str,
    header: &Header,
    units: &[TranslationUnit],
    options: &WriteOptions,
) -> (Vec<u8>, Vec<Repair>) {
    let mut bytes = Vec::new();
    let writer = format::memory_writer(format).unwrap();
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
    let mut source = format::read_memory(name, Box::new(bytes), &ReadOptions::default()).unwrap();
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

    /// A Moses pair holds texts and nothing else, and no line breaks in them.
    #[test]
    fn texts_come_back_from_moses_pairs(texts in prop::collection::vec((text(), text()), 1..6)) {
        let breaks = |c| matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}');
        // A file that begins with a byte-order mark has one to name its encoding.
        let line = |text: &str| format!("-{}", text.replace(breaks, " "));
        let units: Vec<TranslationUnit> = texts
            .iter()
            .map(|(source, target)| TranslationUnit {
                variants: vec![
                    Variant::new(Lang::AR, line(source)),
                    Variant::new(Lang::EN, line(target)),
                ],
                ..TranslationUnit::default()
            })
            .collect();
        let header = Header {
            source_lang: Some(Lang::AR),
            target_lang: Some(Lang::EN),
            ..Header::default()
        };
        let (mut source, mut target) = (Vec::new(), Vec::new());
        let options = WriteOptions::default();
        let mut sink =
            format::moses_writer(Box::new(&mut source), Box::new(&mut target), &header, &options);
        for unit in &units {
            sink.unit(unit).unwrap();
        }
        prop_assert_eq!(sink.repairs(), []);
        sink.finish().unwrap();
        let options = ReadOptions::default();
        let mut pair = format::read_moses(Box::new(&source[..]), Box::new(&target[..]), &options).unwrap();
        let mut read = Vec::new();
        while let Some(unit) = pair.next().unwrap() {
            read.push(unit);
        }
        prop_assert_eq!(placeless(read), units);
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
    assert_eq!(
        said.iter().map(|s| (s.id, s.unit)).collect::<Vec<_>>(),
        [("character-left-out", 1)]
    );
    assert!(said[0].is_loss());
    let (_, units, mended) = read_back("a.tmx", &bytes);
    // A vertical tab parts lines, so that the words stay apart.
    assert_eq!((units[0].variants[0].text.as_str(), mended), ("أ ب", vec![]));
    assert_eq!(units[0].variants[1].text, "ab");
}

/// What a file is about is not what it is.
#[test]
fn texts_about_formats_are_texts() {
    let texts =
        ["ملف <tmx> أو <xliff >", "a <tmx> or <xliff > or <TWBExportFile> file, <!DOCTYPE html>"];
    let variants = vec![Variant::new(Lang::AR, texts[0]), Variant::new(Lang::EN, texts[1])];
    let unit = TranslationUnit { variants, ..TranslationUnit::default() };
    for format in ["csv", "tsv", "jsonl"] {
        let units = std::slice::from_ref(&unit);
        let (bytes, _) = written(format, &header(), units, &WriteOptions::default());
        let (_, units, _) = read_back(&format!("a.{format}"), &bytes);
        let read: Vec<&str> = units[0].variants.iter().map(|v| v.text.as_str()).collect();
        assert_eq!(read, texts, "{format}");
    }
    let text = "A file that begins with %PDF-1.7 is one of PDF.";
    let document = Document::read("notes.txt", text.as_bytes(), Lang::EN).unwrap();
    assert_eq!(document.blocks[0].text, text);
}

/// Only cells that are dates lose a midnight.
#[test]
fn texts_that_end_like_dates_stay_whole() {
    let texts = ["من 2026-05-05T00:00:00", "from 2026-05-05T00:00:00"];
    let variants = vec![Variant::new(Lang::AR, texts[0]), Variant::new(Lang::EN, texts[1])];
    let unit = TranslationUnit { variants, ..TranslationUnit::default() };
    let (bytes, _) = written("xlsx", &header(), &[unit], &WriteOptions::default());
    let (_, units, _) = read_back("a.xlsx", &bytes);
    let read: Vec<&str> = units[0].variants.iter().map(|v| v.text.as_str()).collect();
    assert_eq!(read, texts);
}

/// A zero byte makes a file binary for us and for other tools, so that tables have none; other controls they can hold.
#[test]
fn what_tables_cannot_hold_is_told() {
    let unit = TranslationUnit {
        variants: vec![Variant::new(Lang::AR, "أ\0ب\u{1}"), Variant::new(Lang::EN, "a\0\0b")],
        ..TranslationUnit::default()
    };
    for format in ["csv", "tsv"] {
        let units = std::slice::from_ref(&unit);
        let (bytes, said) = written(format, &header(), units, &WriteOptions::default());
        assert!(said.iter().any(|s| s.id == "character-left-out" && s.is_loss()), "{format}");
        let (_, units, _) = read_back(&format!("a.{format}"), &bytes);
        let texts: Vec<&str> = units[0].variants.iter().map(|v| v.text.as_str()).collect();
        assert_eq!(texts, ["أب\u{1}", "ab"], "{format}");
    }
    let (bytes, said) = written("jsonl", &header(), &[unit], &WriteOptions::default());
    assert_eq!(said, []);
    assert_eq!(read_back("a.jsonl", &bytes).1[0].variants[1].text, "a\0\0b");
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
        assert_eq!(said[0].id, Repair::NOT_WRITTEN, "{format}");
        let options = WriteOptions { keep_empty: true, ..WriteOptions::default() };
        let (bytes, said) = written(format, &header(), units, &options);
        assert_eq!(said, []);
        let (_, read, _) = read_back(&format!("a.{format}"), &bytes);
        assert_eq!(read[0].text(Lang::EN), Some(""), "{format}");
    }
}

#[test]
fn pages_carry_direction_and_mark_terms_and_doubt() {
    let glossary = mizan::glossary::Glossary::parse("source,target\nحكومة,government\n").unwrap();
    let mut unit = TranslationUnit {
        variants: vec![
            Variant::new(Lang::AR, "قالت الحكومة <نعم>"),
            Variant::new(Lang::EN, "The government said"),
        ],
        ..TranslationUnit::default()
    };
    unit.meta.props.push(("x-confidence".into(), "0.3000".into()));
    let options =
        WriteOptions { glossary: Some(std::sync::Arc::new(glossary)), ..WriteOptions::default() };
    let header =
        Header { source_lang: Some(Lang::AR), target_lang: Some(Lang::EN), ..Header::default() };
    let (bytes, said) = written("html", &header, std::slice::from_ref(&unit), &options);
    assert_eq!(said, []);
    let page = String::from_utf8(bytes.clone()).unwrap();
    for part in [
        "<td class=\"text source\" lang=\"ar\" dir=\"rtl\">قالت <mark>الحكومة</mark> &lt;نعم&gt;</td>",
        "<td class=\"text target\" lang=\"en\" dir=\"ltr\">The <mark>government</mark> said</td>",
        "<tr class=\"doubtful\"",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
    assert!(!["<script", "http:", "https:", "src="].iter().any(|part| page.contains(part)));
    assert_eq!(placeless(read_back("a.html", &bytes).1), [unit]);
}

#[test]
fn moses_pairs_come_back_line_by_line() {
    let unit = |source: &str, target: &str| TranslationUnit {
        variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
        ..TranslationUnit::default()
    };
    let (mut source, mut target) = (Vec::new(), Vec::new());
    let options = WriteOptions::default();
    let mut sink = format::moses_writer(
        Box::new(&mut source),
        Box::new(&mut target),
        &Header::default(),
        &options,
    );
    sink.unit(&unit("أ\u{2028}ب", " a")).unwrap();
    sink.unit(&unit("ج", "c")).unwrap();
    assert_eq!(sink.repairs()[0].id, "white-space");
    sink.finish().unwrap();
    assert_eq!(source, "أ ب\nج\n".as_bytes());
    let open = |target: &'static [u8]| {
        let source: &[u8] = "أ ب\nج\n".as_bytes();
        format::read_moses(Box::new(source), Box::new(target), &ReadOptions::default()).unwrap()
    };
    let mut pair = open(b" a\r\nc");
    let first = pair.next().unwrap().unwrap();
    assert_eq!((first.text(Lang::AR), first.text(Lang::EN)), (Some("أ ب"), Some(" a")));
    assert_eq!(pair.next().unwrap().unwrap().line, 2);
    assert_eq!(pair.next().unwrap(), None);
    let mut short = open(b"a\n");
    short.next().unwrap();
    assert!(short.next().unwrap_err().to_string().contains("line 2"));
}

#[test]
fn a_line_too_long_is_refused_and_not_cut() {
    let mut long = vec![b'a'; 1 << 25];
    long.extend(b"\nb\n");
    let options = ReadOptions::default();
    let mut pair =
        format::read_moses(Box::new(&b"a\nb\n"[..]), Box::new(&*long), &options).unwrap();
    let said = |read: Result<Option<TranslationUnit>>| read.err().map(|error| error.to_string());
    let too_long = "line 1: one item has more than";
    assert!(said(pair.next()).is_some_and(|said| said.contains(too_long)));
    let mut lines = format::read_memory("a.jsonl", Box::new(&*long), &options).unwrap();
    assert!(said(lines.next()).is_some_and(|said| said.contains(too_long)));
}

#[test]
fn ladders_and_beads_give_units_with_their_texts() {
    let read = |lang, text: &str| Document::read_segmented("a.txt", text.as_bytes(), lang);
    let side = |lang, text: &str| Segments::from(read(lang, text).unwrap());
    let (source, target) = (side(Lang::AR, "أ\nب\nج"), side(Lang::EN, "a\nb\nc\nd"));
    let beads = format::parse_ladder("0\t0\t0.9\n1\t2\t0\n1\t3\t-0.3\n3\t4\t0\n").unwrap();
    let mut units = format::aligned(&beads, &source, &target).unwrap();
    let unit = units.next().unwrap().unwrap();
    assert_eq!((unit.text(Lang::AR), unit.text(Lang::EN)), (Some("أ"), Some("a b")));
    assert_eq!(unit.meta.prop("x-align"), Some("1-2"));
    assert_eq!(unit.meta.prop("x-confidence"), Some("0.9000"));
    assert_eq!(units.next().unwrap().unwrap().text(Lang::AR), Some("ب ج"));
    assert_eq!(units.next().unwrap(), None);
    let sure = format::parse_beads("[0]:[0]:0.99996\n").unwrap();
    let unit = format::aligned(&sure, &source, &target).unwrap().next().unwrap().unwrap();
    assert_eq!(unit.meta.prop("x-confidence"), Some("0.9999"));
    let beyond = format::parse_beads("[0]:[9]").unwrap();
    let error = format::aligned(&beyond, &source, &target).err().unwrap();
    assert_eq!(error.place(), None);
    assert!(error.to_string().starts_with("bead 0: there is no segment 9 in the 'en' text"));
    assert!(format::parse_ladder("1\t1\n0\t2\n").is_err());
}

#[test]
fn foreign_tables_and_lines_are_understood() {
    for (name, text) in [
        ("a.csv", "id,source,target\n7,\u{623},\"b\nc\"\n"),
        ("a.csv", "\u{FEFF}sep=;\nid;source;target\n7;\u{623};\"b\nc\"\n"),
        ("a.csv", "id,ar,en-GB\n7,\u{623},\"b\nc\"\n"),
        ("a.jsonl", "{\"id\":\"7\",\"source\":\"\u{623}\",\"target\":\"b\\nc\"}\n"),
        ("a.jsonl", "{\"translation\":{\"ar\":\"\u{623}\",\"en\":\"b\\nc\"}}\n"),
    ] {
        let (_, units, _) = read_back(name, text.as_bytes());
        assert_eq!(units.len(), 1, "{text}");
        assert_eq!(units[0].text(Lang::AR), Some("أ"), "{text}");
        assert_eq!(units[0].text(Lang::EN), Some("b\nc"), "{text}");
    }
    let sure = "{\"source\":\"أ\",\"target\":\"a\",\"confidence\":0.99996}\n";
    let (_, units, _) = read_back("a.jsonl", sure.as_bytes());
    assert_eq!(units[0].meta.prop("x-confidence"), Some("0.9999"));
    let (_, units, _) = read_back("a.tsv", "أ\t\"a\t0.9\n".as_bytes());
    assert_eq!(units[0].text(Lang::EN), Some("\"a"));
    assert_eq!(units[0].meta.prop("x-confidence"), Some("0.9"));
    let refused = |name: &str, text: &'static str| {
        format::read_memory(name, Box::new(text.as_bytes()), &ReadOptions::default()).err().unwrap()
    };
    assert!(refused("a.csv", "a,b\n1,2\n").to_string().contains("source and target"));
    assert!(refused("a.html", "<html></html>").to_string().contains("not a page mizan wrote"));
}

#[test]
fn foreign_xliff_is_understood() {
    let v1 = "<xliff version=\"1.2\" xmlns=\"urn:oasis:names:tc:xliff:document:1.2\"><file original=\"f\" \
        source-language=\"en-US\" target-language=\"ar\" datatype=\"x\"><body><trans-unit id=\"greeting\">\
        <source>Hi <g id=\"1\">all<x id=\"2\"/></g></source><seg-source><mrk mtype=\"seg\">no</mrk></seg-source>\
        <target>مرحبا</target><alt-trans><source>no</source><target>no</target></alt-trans>\
        <note>n</note></trans-unit></body></file></xliff>";
    let v2 = "<xliff version=\"2.0\" xmlns=\"urn:oasis:names:tc:xliff:document:2.0\" srcLang=\"en-US\" trgLang=\"ar\">\
        <file id=\"f\"><unit id=\"greeting\"><notes><note>n</note></notes><originalData><data id=\"d\">b</data></originalData>\
        <segment><source>Hi <pc id=\"1\" dataRefStart=\"d\">all<ph id=\"2\"/></pc></source><target>مرحبا</target></segment>\
        <ignorable><source> </source></ignorable><segment><source>a<cp hex=\"001B\"/></source></segment></unit></file></xliff>";
    for (text, count, told) in [(v1, 1, &["suggestion"][..]), (v2, 2, &[])] {
        let (header, units, mended) = read_back("a.xlf", text.as_bytes());
        let ids: Vec<_> = mended.iter().map(|repair| repair.id).collect();
        assert_eq!((units.len(), &ids[..]), (count, told));
        assert_eq!(header.source_lang.unwrap().to_string(), "en-US");
        let unit = &units[0];
        assert_eq!((unit.text(Lang::EN), unit.text(Lang::AR)), (Some("Hi all"), Some("مرحبا")));
        assert_eq!((unit.id.as_str(), &unit.meta.notes[..]), ("greeting", &["n".to_owned()][..]));
        let kinds: Vec<_> =
            unit.variants[0].codes.iter().map(|code| (code.at, code.kind)).collect();
        assert_eq!(kinds, [(3, CodeKind::Begin), (6, CodeKind::Single), (6, CodeKind::End)]);
    }
    assert_eq!(read_back("a.xlf", v2.as_bytes()).1[1].text(Lang::EN), Some("a\u{1B}"));
}
