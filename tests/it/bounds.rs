//! What is limited (the table in ARCHITECTURE.md): files just above a bound end in a message, at once. And texts that repeat
//! one thing a hundred thousand times, which take no longer than others of their size.

use mizan::check::fix::Fixer;
use mizan::check::{CHECKS, CheckSettings, check_units};
use mizan::format::{self, ReadOptions, WriteOptions};
use mizan::glossary::Langs;
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter, Srx, SrxMode};
use mizan::text::Document;
use mizan::unit::{TranslationUnit, Variant};

use crate::{memories, office};

/// Asserts that a document is refused, with some words in the message.
#[track_caller]
fn refused(name: &str, bytes: &[u8], words: &str) {
    let error = Document::read(name, bytes, Lang::EN).unwrap_err().to_string();
    assert!(error.contains(words), "{name}: {error}");
}

/// A container whose directory says that each part unpacks to so many bytes.
fn claiming(parts: &[(&str, &str)], size: u32) -> Vec<u8> {
    let mut bytes = office::zipped(parts);
    for at in 0..bytes.len() - 28 {
        if bytes[at..].starts_with(b"PK\x01\x02") {
            bytes[at + 24..at + 28].copy_from_slice(&size.to_le_bytes());
        }
    }
    bytes
}

#[test]
fn containers_of_documents() {
    let main = ("word/document.xml", "<d/>");
    refused("a.docx", &claiming(&[main], (96 << 20) + 1), "has more than 96 MiB");
    refused("a.docx", &claiming(&[main, ("word/b.xml", "")], 1 << 29 | 1), "unpacks to");
    let names: Vec<String> = (0..10_001).map(|at| format!("word/{at}")).collect();
    let parts: Vec<(&str, &str)> = names.iter().map(|name| (&**name, "")).collect();
    refused("a.docx", &office::zipped(&parts), "10000 parts");
}

#[test]
fn elements_and_blocks() {
    let page = format!("<!DOCTYPE html><body>{}x", "<br>".repeat(600_001));
    refused("a.html", page.as_bytes(), "more than 600000 elements");
    let names: String = (0..1_001).map(|at| format!(" a{at}=1")).collect();
    refused("a.html", format!("<p{names}>x").as_bytes(), "more than 1000 attributes");
    let deep = format!("<!DOCTYPE html><body>{}x", "<div>".repeat(1_000));
    refused("a.html", deep.as_bytes(), "inside each other");
    let flat = format!(
        "<?xml version=\"1.0\"?><office:document office:mimetype=\"application/vnd.oasis.opendocument.text\">\
         <office:body><office:text>{}",
        "<text:section>".repeat(257)
    );
    refused("a.fodt", flat.as_bytes(), "more than 256 elements");
    let entries: String = (0..1_000_001).map(|at| format!("a{at}=x\n")).collect();
    refused("a.properties", entries.as_bytes(), "1000000");
}

#[test]
fn lines_and_cells() {
    let long = "x".repeat((1 << 20) + 1);
    let glossary = format!("source,target\nنعم,{long}\n");
    let read = format::termbase("csv").unwrap().read(glossary.as_bytes(), Langs::AR_EN);
    assert!(read.unwrap_err().to_string().contains("no glossary has lines so long"));
    let units = |name: &str, bytes: &[u8]| {
        let options = ReadOptions::default();
        let mut memory = format::read_memory(name, Box::new(bytes), &options).unwrap();
        let mut said = Vec::new();
        loop {
            match memory.next() {
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(error) => {
                    said.push(error.to_string());
                    break;
                }
            }
        }
        said.extend(memory.repairs().into_iter().map(|repair| repair.message));
        said.join("\n")
    };
    // A quotation mark that is not closed for so long was none.
    let open = format!("source,target\nنعم,\"{}", "x\n".repeat(1 << 20));
    assert!(!units("a.csv", open.as_bytes()).is_empty());
    let codes = "<x id=\"1\"/>".repeat(100_001);
    let file = format!(
        "<xliff version=\"1.2\"><file source-language=\"ar\" target-language=\"en\"><body><trans-unit id=\"a\">\
         <source>{codes}</source><target>x</target></trans-unit></body></file></xliff>"
    );
    assert!(units("a.xlf", file.as_bytes()).contains("100000"));
}

#[test]
fn expressions() {
    let rules = |before: &str| {
        let srx = format!(
            "<srx version=\"2.0\"><header segmentsubflows=\"no\" cascade=\"no\"/><body><languagerules><languagerule languagerulename=\"a\"><rule break=\"yes\">\
             <beforebreak>{before}</beforebreak></rule></languagerule></languagerules><maprules>\
             <languagemap languagepattern=\".*\" languagerulename=\"a\"/></maprules></body></srx>"
        );
        let srx = Srx::read(&srx).unwrap();
        Segmenter::new(Lang::EN, Newlines::Auto).with_srx(&srx, SrxMode::Only)
    };
    let error = rules(&"a".repeat((1 << 16) + 1)).unwrap_err().to_string();
    assert!(error.contains("too long"), "{error}");
    assert!(rules("\\.").is_ok());
}

// Repetition.

/// So often is a thing repeated: what takes the square of it takes minutes, what does not a second.
const OFTEN: usize = 100_000;

/// Things that are slow to count, pair or match where that is done carelessly.
const THINGS: [&str; 14] = [
    "a ", "12 ", "5.5 km ", "( ", ") ", "\" ", "« ", "<b>", "%s ", "{0} ", "نعم ", "ﻻ", ". ",
    "\u{202B}",
];

/// Does work whose end is the test: it would take hours if it grew with the square of its input. What it is shows in the
/// name of its thread.
fn ends<T: Send>(what: &str, work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().name(what.to_owned());
        builder.spawn_scoped(scope, work).unwrap().join().unwrap()
    })
}

#[test]
fn repeated_things_in_units() {
    for thing in THINGS {
        let unit = TranslationUnit {
            number: 1,
            variants: vec![
                Variant::new(Lang::AR, thing.repeat(OFTEN)),
                Variant::new(Lang::EN, thing.repeat(OFTEN - 1)),
            ],
            ..TranslationUnit::default()
        };
        let settings = CheckSettings::default();
        ends(&format!("checks, {thing:?}"), || {
            check_units(std::slice::from_ref(&unit), &settings, CHECKS)
        });
        ends(&format!("fixes, {thing:?}"), || Fixer::default().fix(&mut unit.clone()));
        let segmenter = Segmenter::new(Lang::EN, Newlines::Auto);
        ends(&format!("segmenter, {thing:?}"), || segmenter.spans(&unit.variants[0].text).count());
    }
}

#[test]
fn repeated_things_in_files() {
    let many = |thing: &str| thing.repeat(OFTEN);
    let numbered = |thing: &str| -> String {
        (0..OFTEN).map(|at| thing.replace('#', &at.to_string())).collect()
    };
    let links = numbered("<Relationship Id=\"r#\" Type=\"x/hyperlink\" Target=\"u\"/>");
    let linked = numbered("<w:hyperlink r:id=\"r#\"><w:r><w:t>a</w:t></w:r></w:hyperlink>");
    let document = office::zipped(&[
        (
            "word/document.xml",
            &format!("<w:document><w:body><w:p>{linked}</w:p></w:body></w:document>"),
        ),
        ("word/_rels/document.xml.rels", &format!("<Relationships>{links}</Relationships>")),
    ]);
    let items = numbered("<item id=\"i#\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/>");
    let order: String = (0..OFTEN).rev().map(|at| format!("<itemref idref=\"i{at}\"/>")).collect();
    let book = office::zipped(&[
        (
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path=\"b.opf\"/></rootfiles></container>",
        ),
        (
            "b.opf",
            &format!("<package><manifest>{items}</manifest><spine>{order}</spine></package>"),
        ),
    ]);
    let texts = [
        ("a.html", format!("<!DOCTYPE html><body><p {}>x", numbered("a#=b "))),
        ("a.html", format!("<!DOCTYPE html><body>{}", many("<b>x</i>"))),
        ("a.html", format!("<!DOCTYPE html><body>{}", many("<table>"))),
        ("a.md", many("[a](")),
        ("a.md", many("*a_ ")),
        ("a.md", many("`")),
        ("a.rtf", format!("{{\\rtf1 {}}}", many("{\\b a}"))),
        ("a.po", many("msgid \"a\"\n")),
        ("a.json", format!("{{{}\"z\": 1}}", numbered("\"a#\": \"x\", "))),
        ("a.srt", many("1\n00:00:01,000 --> 00:00:02,000\na\n\n")),
        ("a.vtt", format!("WEBVTT\n\n{}", many("NOTE a\n"))),
        ("a.strings", many("\"a\" ")),
        ("a.txt", many("a-\n")),
    ];
    let texts = texts.into_iter().map(|(name, text)| (name, text.into_bytes()));
    for (name, bytes) in texts.chain([("a.docx", document), ("a.epub", book)]) {
        ends(name, || Document::read(name, &bytes, Lang::EN).is_ok());
    }
}

/// Nearly as many codes as a unit may have, which pair in the order in which it takes longest.
#[test]
fn repeated_codes() {
    const CODES: usize = 20_000;
    let all = |thing: &str| -> String {
        (0..CODES).map(|at| thing.replace('#', &at.to_string())).collect()
    };
    for seg in [
        all("<bpt>a</bpt>x<ept>b</ept>"),
        all("<bpt i=\"#\" x=\"#\">a#</bpt>") + &all("<ept i=\"#\">b#</ept>"),
        all("<it pos=\"begin\">a#</it>"),
    ] {
        let tmx = format!(
            "<tmx version=\"1.4\"><header srclang=\"ar\"/><body><tu><tuv xml:lang=\"ar\"><seg>a{seg}</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>b</seg></tuv></tu></body></tmx>"
        );
        let (header, units, _) = ends("a.tmx", || memories::read_back("a.tmx", tmx.as_bytes()));
        assert_eq!(units.len(), 1);
        for format in ["tmx", "xlf", "html"] {
            let (bytes, _) = ends(format, || {
                memories::written(format, &header, &units, &WriteOptions::default())
            });
            ends(format, || memories::read_back(&format!("a.{format}"), &bytes));
        }
    }
    let segments = all("<mrk mtype=\"seg\" mid=\"#\">x</mrk>");
    let reversed: String =
        (0..CODES).rev().map(|at| format!("<mrk mtype=\"seg\" mid=\"{at}\">y</mrk>")).collect();
    let xliff = format!(
        "<xliff version=\"1.2\"><file source-language=\"ar\" target-language=\"en\"><body><trans-unit id=\"a\">\
         <source>x</source><seg-source>{segments}</seg-source><target>{reversed}</target></trans-unit></body></file></xliff>"
    );
    let (_, units, _) = ends("a.xlf", || memories::read_back("a.xlf", xliff.as_bytes()));
    assert!(!units.is_empty());
}

/// Texts without anything to hold on to need no memory by the square of their lines.
#[cfg(unix)]
#[test]
fn equal_lines_need_little_memory() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, line: &str| {
        std::fs::write(folder.path().join(name), line.repeat(6_000)).unwrap();
    };
    write("a.ar", "لا شيء جديد اليوم\n");
    write("a.en", "nothing new today\n");
    let script = "ulimit -v 500000; exec \"$0\" align --segmented --encoder none --threads 2 a.ar a.en -o a.beads";
    let run = std::process::Command::new("sh")
        .args(["-c", script, env!("CARGO_BIN_EXE_mizan")])
        .current_dir(folder.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
}
