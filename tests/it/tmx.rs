//! TMX as other tools write it, right and wrong, and TMX as mizan writes it.

use std::io::{Read, Write};

use mizan::lang::Lang;
use mizan::read::{self, ReadOptions};
use mizan::unit::{CodeKind, Header, Repair, TranslationUnit};
use mizan::write::{self, WriteOptions};

/// What is in a file: its header, its units, what was mended, and how it ended.
struct Got {
    header: Header,
    units: Vec<TranslationUnit>,
    repairs: Vec<Repair>,
    error: Option<String>,
}

fn read(name: &str, bytes: &[u8]) -> Got {
    let mut got =
        Got { header: Header::default(), units: Vec::new(), repairs: Vec::new(), error: None };
    let mut source = match read::memory(name, Box::new(bytes), &ReadOptions::default()) {
        Ok(source) => source,
        Err(error) => return Got { error: Some(error.to_string()), ..got },
    };
    loop {
        let next = source.next();
        got.repairs.append(&mut source.repairs());
        match next {
            Ok(Some(unit)) => got.units.push(unit),
            Ok(None) => break,
            Err(error) => {
                got.error = Some(error.to_string());
                break;
            }
        }
    }
    got.header = source.header().clone();
    got
}

/// A unit in English and Arabic with some markup inside.
fn tu(english: &str, arabic: &str) -> String {
    format!(
        "<tu><tuv xml:lang=\"en-US\"><seg>{english}</seg></tuv><tuv xml:lang=\"ar-SA\"><seg>{arabic}</seg></tuv></tu>\n"
    )
}

const HEADER: &str = "<header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" \
    adminlang=\"en\" srclang=\"en-US\" datatype=\"plaintext\"/>";

fn tmx(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
         <tmx version=\"1.4\">\n{HEADER}\n<body>\n{body}</body>\n</tmx>\n"
    )
}

fn ids(repairs: &[Repair]) -> Vec<&'static str> {
    repairs.iter().map(|repair| repair.id).collect()
}

#[test]
fn a_clean_file_needs_no_repair() {
    let got = read("a.tmx", tmx(&tu("Good &amp; well.", "جيد وحسن.")).as_bytes());
    assert_eq!(got.error, None);
    assert_eq!(got.repairs, []);
    let unit = &got.units[0];
    assert_eq!((unit.number, unit.line), (1, 6));
    assert_eq!(unit.text(Lang::EN), Some("Good & well."));
    assert_eq!(unit.text(Lang::AR), Some("جيد وحسن."));
    assert_eq!(got.header.source_lang.unwrap().to_string(), "en-US");
    assert_eq!(got.header.target_lang.unwrap().to_string(), "ar-SA");
}

#[test]
fn a_file_comes_back_as_it_was_written() {
    let body = "<tu tuid=\"a1\" creationdate=\"20240101T000000Z\" usagecount=\"3\">\n\
        <note>see &lt;this&gt;</note><prop type=\"x-doc\">f&amp;g</prop>\n\
        <tuv xml:lang=\"en-US\"><seg> a <bpt i=\"1\" x=\"1\" type=\"b\">&lt;b></bpt>b\tc&#13;\n<ept i=\"1\">&lt;/b></ept>\
        <ph x=\"2\"/><hi type=\"term\">d</hi><it pos=\"begin\" x=\"3\">q</it> </seg></tuv>\n\
        <tuv xml:lang=\"ar-SA\" changeid=\"me\"><seg>\u{202B}أ\u{202C} 😀</seg></tuv></tu>\n";
    let first = read("a.tmx", tmx(body).as_bytes());
    assert_eq!((first.error.as_deref(), ids(&first.repairs)), (None, vec![]));
    let kinds: Vec<CodeKind> = first.units[0].variants[0].codes.iter().map(|c| c.kind).collect();
    use CodeKind::{Begin, End, HighlightBegin, HighlightEnd, LoneBegin, Single};
    assert_eq!(kinds, [Begin, End, Single, HighlightBegin, HighlightEnd, LoneBegin]);
    assert_eq!(first.units[0].variants[0].text, " a b\tc\r\nd ");
    let mut bytes = Vec::new();
    let writer = write::memory_writer("tmx").unwrap();
    let mut sink =
        writer.start(Box::new(&mut bytes), &first.header, &WriteOptions::default()).unwrap();
    for unit in &first.units {
        sink.unit(unit).unwrap();
    }
    assert_eq!(sink.repairs(), []);
    sink.finish().unwrap();
    let second = read("b.tmx", &bytes);
    assert_eq!((second.error.as_deref(), ids(&second.repairs)), (None, vec![]));
    assert_eq!(second.header, first.header);
    let place = |mut unit: TranslationUnit| {
        unit.line = 0;
        unit
    };
    assert_eq!(
        second.units.into_iter().map(place).collect::<Vec<_>>(),
        first.units.into_iter().map(place).collect::<Vec<_>>()
    );
}

#[test]
fn packed_files_are_unpacked() {
    let plain = tmx(&tu("a", "أ"));
    let mut gz = flate2_of(plain.as_bytes());
    assert_eq!(read("a.TMX.gz", &gz).units.len(), 1);
    gz.truncate(gz.len() / 2);
    assert!(read("a.tmx.gz", &gz).error.is_some());
}

/// The bytes as gzip, stored.
fn flate2_of(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = flate2::read::GzEncoder::new(bytes, flate2::Compression::fast());
    encoder.read_to_end(&mut out).unwrap();
    out.flush().unwrap();
    out
}
