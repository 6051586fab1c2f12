//! Termbases are changed in place: all that did not change stays. Workbooks cost what they hold.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use calamine::Reader;
use mizan::format::{self, ReadOptions, TermbaseShape};
use mizan::glossary::{self, Glossary, Langs};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

const LANGS: Langs = Langs::AR_EN;

/// A workbook with the given parts beside the usual ones; `sheet` is the XML of its rows.
pub(crate) fn workbook(sheet: &str, others: &[(&str, &str)]) -> Vec<u8> {
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let links = "http://schemas.openxmlformats.org/package/2006/relationships";
    let link = |id: usize, kind: &str, target: &str| {
        format!("<Relationship Id=\"r{id}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>")
    };
    let mut all = vec![
        (
            "_rels/.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{links}\">{}</Relationships>",
                link(1, "officeDocument", "xl/workbook.xml")
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{kinds}\"><sheets><sheet name=\"Terms\" sheetId=\"1\" r:id=\"r1\"/>\
                 </sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "<Relationships xmlns=\"{links}\">{}{}{}</Relationships>",
                link(1, "worksheet", "worksheets/sheet1.xml"),
                link(2, "sharedStrings", "sharedStrings.xml"),
                link(3, "styles", "styles.xml"),
            ),
        ),
        (
            "xl/worksheets/sheet1.xml".to_owned(),
            format!("<worksheet xmlns=\"{main}\">{sheet}</worksheet>"),
        ),
    ];
    all.extend(others.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())));
    packed(&all)
}

fn packed(parts: &[(String, String)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn parts(book: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut parts = Vec::new();
    for at in 0..zip.len() {
        let mut part = zip.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.push((String::from_utf8_lossy(part.name_raw()).into_owned(), text));
    }
    parts
}

/// A row of cells with their own texts.
fn row(number: usize, texts: &[&str]) -> String {
    let mut xml = format!("<row r=\"{number}\">");
    for (letter, text) in ('A'..).zip(texts) {
        xml += &format!("<c r=\"{letter}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>");
    }
    xml + "</row>"
}

fn read(format: &str, bytes: &[u8]) -> Glossary {
    format::termbase(format).unwrap().read(bytes, LANGS).unwrap().0
}

fn write(format: &str, glossary: &Glossary, shape: TermbaseShape) -> (Vec<u8>, Vec<String>) {
    let mut out = Vec::new();
    let lost = format::termbase(format).unwrap().write(glossary, LANGS, shape, &mut out).unwrap();
    (out, lost)
}

/// The cells of a column.
fn column(glossary: &Glossary, name: &str) -> Vec<String> {
    let (bytes, _) = write("csv", glossary, TermbaseShape::Canonical);
    let mut rows = csv::Reader::from_reader(&bytes[..]);
    let at = rows.headers().unwrap().iter().position(|column| column == name).unwrap();
    rows.records().map(|row| row.unwrap()[at].to_owned()).collect()
}

fn in_place(format: &str, glossary: &Glossary) -> Vec<u8> {
    let (bytes, lost) = write(format, glossary, TermbaseShape::AsRead);
    assert_eq!(lost, [""; 0]);
    bytes
}

const CELLS: [(&str, &str); 3] = [("source", "سعر"), ("target", "price"), ("status", "preferred")];

#[test]
fn a_workbook_changes_in_its_rows_alone() {
    let sheet = format!(
        "<dimension ref=\"A1:C3\"/><cols><col min=\"1\" max=\"1\" width=\"44\"/></cols><sheetData>{}\
         <row r=\"2\" ht=\"30\"><c r=\"A2\" s=\"1\" t=\"inlineStr\"><is><t>قرض </t></is></c>\
         <c r=\"B2\" t=\"s\"><v>1</v></c><c r=\"C2\"><f>LEN(A2)</f><v>4</v></c></row>{}</sheetData><pageMargins/>",
        row(1, &["المصطلح العربي", "English", "length"]),
        row(3, &["رهن", "mortgage", "3"])
    );
    let strings =
        "<sst count=\"9\"><si><t>other</t></si><si><r><t>lo</t></r><r><t>an</t></r></si></sst>";
    let notes = "<comments>stays</comments>";
    let others = [("xl/sharedStrings.xml", strings), ("xl/comments1.xml", notes)];
    let before = workbook(&sheet, &others);
    let mut glossary = read("xlsx", &before);
    assert_eq!(glossary.entries[0].target, "loan");
    assert_eq!(in_place("xlsx", &glossary), in_place("xlsx", &read("xlsx", &before)));
    glossary.push(9, &CELLS[..2]).unwrap();
    assert_eq!(glossary::fix(&mut glossary).len(), 1);
    let after = in_place("xlsx", &glossary);
    for ((name, old), (_, new)) in parts(&before).iter().zip(parts(&after)) {
        if !name.ends_with("sheet1.xml") {
            assert_eq!(*old, new, "{name}");
            continue;
        }
        let wanted = old
            .replace("<is><t>قرض </t></is>", "<is><t xml:space=\"preserve\">قرض</t></is>")
            .replace("A1:C3", "A1:C4");
        let (start, end) = wanted.split_once("</sheetData>").unwrap();
        let added = new.strip_prefix(start).unwrap().strip_suffix(end).unwrap();
        assert!(
            added.starts_with("<row r=\"4\"><c r=\"A4\"") && added.contains("price"),
            "{added}"
        );
    }
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(after)).unwrap();
    let range = book.worksheet_range("Terms").unwrap();
    let text = |row, column| range.get_value((row, column)).unwrap().to_string();
    assert_eq!(
        (text(1, 0), text(1, 1), text(3, 0), text(3, 1)),
        ("قرض".into(), "loan".into(), "سعر".into(), "price".into())
    );
    // Rows with formulas do not move.
    glossary::sort(&mut glossary);
    let format = format::termbase("xlsx").unwrap();
    let error = format.write(&glossary, LANGS, TermbaseShape::AsRead, &mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("holds formulas"), "{error}");
}

#[test]
fn rows_of_a_workbook_are_sorted_and_filled() {
    let sheet = format!(
        "<sheetData>{}{}{}{}</sheetData>",
        row(1, &["source", "target"]),
        row(2, &["ورق", "paper"]),
        row(3, &["باب", "door"]),
        row(5, &["باب", "door"])
    );
    let mut glossary = read("xlsx", &workbook(&sheet, &[]));
    glossary::fix(&mut glossary);
    glossary::sort(&mut glossary);
    glossary::merge(
        &mut glossary,
        &Glossary::parse("source,target,note\nباب,door,home\n").unwrap(),
    )
    .unwrap();
    let back = read("xlsx", &in_place("xlsx", &glossary));
    let rows: Vec<_> = back.entries.iter().map(|e| (e.line, &*e.target)).collect();
    assert_eq!(rows, [(2, "door"), (3, "paper")]);
    assert_eq!(column(&back, "note"), ["home", ""]);
}

const MARTIF: &str = "<?xml version=\"1.0\"?>\r\n<martif type=\"TBX\" xml:lang=\"en\"><martifHeader><p>mine &amp; yours</p>\
    </martifHeader>\r\n<text><body>\r\n\
    \t<!-- money --><termEntry id=\"x7\"><langSet xml:lang=\"en-GB\"><tig><term>loan</term>\
    <admin type=\"source\">p. 3</admin></tig></langSet><langSet xml:lang=\"ar\"><tig><term>قرـض</term></tig></langSet>\
    <langSet xml:lang=\"de\"><tig><term>Kredit</term></tig></langSet></termEntry>\r\n\
    \t<termEntry id=\"x8\"><langSet xml:lang=\"ar\"><tig><term>وحيد</term></tig></langSet></termEntry>\r\n\
    \t<termEntry id=\"x9\"><langSet xml:lang=\"ar\"><tig><term>بيت</term></tig></langSet>\
    <langSet xml:lang=\"en-GB\"><tig><term>house</term></tig></langSet></termEntry>\r\n\
    </body></text></martif>\r\n";

#[test]
fn a_tbx_file_changes_in_its_terms_alone() {
    let mut glossary = read("tbx2", MARTIF.as_bytes());
    assert_eq!(in_place("tbx2", &glossary), MARTIF.as_bytes());
    assert_eq!(glossary::fix(&mut glossary).len(), 1);
    glossary.push(1, &CELLS).unwrap();
    let merged =
        Glossary::parse("source,target,pos,note,target_variants\nبيت,house,noun,a<b,home\n");
    glossary::merge(&mut glossary, &merged.unwrap()).unwrap();
    let after = String::from_utf8(in_place("tbx2", &glossary)).unwrap();
    let (start, rest) = after.split_once("\r\n\t<termEntry id=\"c4\">").unwrap();
    let (new, end) = rest.split_once("</termEntry>").unwrap();
    assert!(new.contains("<term>price</term>") && new.contains("xml:lang=\"en-GB\""), "{new}");
    let wanted = MARTIF.replace("قرـض", "قرض").replace(
        "<term>house</term></tig>",
        "<term>house</term><termNote type=\"partOfSpeech\">noun</termNote><note>a&lt;b</note></tig>\
         <tig><term>home</term><termNote type=\"termType\">variant</termNote></tig>",
    );
    assert_eq!(format!("{start}{end}"), wanted);
    let back = read("tbx2", after.as_bytes());
    assert_eq!(back.entries.len(), 3);
    assert_eq!(column(&back, "pos")[1], "noun");
    // Sorting moves entries and leaves those without the pair where they are.
    let mut glossary = read("tbx2", MARTIF.as_bytes());
    glossary::sort(&mut glossary);
    let sorted = String::from_utf8(in_place("tbx2", &glossary)).unwrap();
    let place = |id: &str| sorted.find(id).unwrap();
    assert!(place("x9") < place("x8") && place("x8") < place("x7"));
    assert_eq!(sorted.len(), MARTIF.len());
}

#[test]
fn both_styles_of_tbx_3_are_changed_in_place() {
    for (style, note) in [
        ("dct", "<min:administrativeStatus xmlns:min="),
        ("dca", "<termNote type=\"administrativeStatus\">"),
    ] {
        let file = format!(
            "<tbx style=\"{style}\" type=\"TBX-Basic\" xmlns=\"urn:iso:std:iso:30042:ed-2\"><text><body>\n\
             <conceptEntry id='1'><langSec xml:lang=\"ar\"><termSec><term>ماء</term></termSec></langSec>\
             <langSec xml:lang=\"en\"><termSec><term>water</term></termSec></langSec></conceptEntry>\n</body></text></tbx>"
        );
        let mut glossary = read("tbx3", file.as_bytes());
        glossary.push(1, &CELLS).unwrap();
        let after = String::from_utf8(in_place("tbx3", &glossary)).unwrap();
        assert!(after.starts_with(&file[..file.find("\n</body>").unwrap()]), "{after}");
        roxmltree::Document::parse(&after).unwrap();
        assert!(after.contains(note.split(" xmlns").next().unwrap()), "{after}");
        assert_eq!(read("tbx3", after.as_bytes()).entries.len(), 2);
    }
}

#[test]
fn what_another_format_cannot_hold_is_named() {
    let (_, lost) = write("tbx2", &read("tbx2", MARTIF.as_bytes()), TermbaseShape::Canonical);
    assert_eq!(
        lost,
        [
            "left out: 1 terms in other languages (de)",
            "left out: 1 entries without a term in both ar and en, the first on line 5",
            "left out: the regions of 2 terms (en-GB)",
            "left out: the ids of 2 entries, which get new ones",
            "left out: 1 data of the kind source, the first on line 4",
        ]
    );
}

#[test]
fn delimited_text_keeps_its_form() {
    let arabic =
        encoding_rs::WINDOWS_1256.encode("Arabic;English\r\nقرض;\"loan\"\r\nرهن;mortgage").0;
    for (format, before, after) in [
        ("csv", arabic.to_vec(), encoding_rs::WINDOWS_1256.encode("\r\nسعر;price\r\n").0.to_vec()),
        ("csv", b"sep=;\nsource;target\n\xD9\x82;\"l\"\n".to_vec(), "سعر;price\n".into()),
        ("tsv", utf16("source\ttarget\r\nقرض\tloan\r\n", true), utf16("سعر\tprice\r\n", false)),
        ("omegat", "# terms\r\nقرض\tloan\ta\tb\r\n# end\r\n".into(), "سعر\tprice\t\r\n".into()),
    ] {
        let mut glossary = read(format, &before);
        assert_eq!(in_place(format, &glossary), before);
        glossary.push(9, &CELLS[..2]).unwrap();
        let written = in_place(format, &glossary);
        let tail = if format == "omegat" { "# end\r\n".len() } else { 0 };
        let kept = before.len() - tail;
        assert_eq!(written[..kept], before[..kept], "{format}");
        assert_eq!(written[kept..written.len() - tail], after, "{format}");
    }
}

/// UTF-16, low byte first.
fn utf16(text: &str, mark: bool) -> Vec<u8> {
    let mark = mark.then_some(0xFEFF);
    mark.into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_new_column_leaves_the_rows_as_they_were() {
    let before = "source,target\n\"قرض\",loan\n\"رهن\",\"mortgage\"\n";
    let mut glossary = read("csv", before.as_bytes());
    let theirs = Glossary::parse("source,target,note\nرهن,mortgage,a\nسعر,price,b\n").unwrap();
    glossary::merge(&mut glossary, &theirs).unwrap();
    let after = String::from_utf8(in_place("csv", &glossary)).unwrap();
    assert_eq!(after, "source,target,note\n\"قرض\",loan,\nرهن,mortgage,a\nسعر,price,b\n");
}

#[test]
fn short_rows_are_read() {
    let format = format::termbase("csv").unwrap();
    let text = "source,target,note\nقرض,loan\nرهن,mortgage,,,\nسعر,price,a,b\n";
    let (glossary, warnings) = format.read(text.as_bytes(), LANGS).unwrap();
    assert_eq!(glossary.entries.len(), 2);
    assert_eq!(warnings[0].place, Some(mizan::text::Place::Line(4)));
    assert!(warnings[1].message.contains("the row on line 2"), "{warnings:?}");
}

/// What a memory and a glossary make of a workbook: the number of units and entries, or the error.
fn outcome(book: &[u8]) -> [Result<usize, String>; 2] {
    let start = Instant::now();
    let memory = || {
        let options = ReadOptions::default();
        let mut memory = format::read_memory("a.xlsx", Box::new(book), &options)?;
        let mut count = 0;
        while memory.next()?.is_some() {
            count += 1;
        }
        Ok(count)
    };
    let format = format::termbase("xlsx").unwrap();
    let glossary = format.read(book, LANGS).map(|(glossary, _)| glossary.entries.len());
    let both =
        [memory(), glossary].map(|r: mizan::error::Result<usize>| r.map_err(|e| e.to_string()));
    assert!(start.elapsed() < Duration::from_secs(60), "{both:?}");
    both
}

#[test]
fn a_workbook_costs_what_it_holds() {
    let names = row(1, &["source", "target"]);
    let terms = row(2, &["ماء", "water"]);
    let far = |place: &str, row: usize| {
        format!(
            "<row r=\"{row}\"><c r=\"{place}{row}\" t=\"inlineStr\"><is><t>x</t></is></c></row>"
        )
    };
    let strings = "<sst count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>x</t></si></sst>";
    for (sheet, others) in [
        (format!("<sheetData>{names}{terms}{}</sheetData>", far("XFD", 1_048_576)), vec![]),
        (format!("<sheetData>{names}{terms}{}</sheetData>", far("XFD", 20_000)), vec![]),
        (
            format!("<dimension ref=\"A1:XFD1048576\"/><sheetData>{names}{terms}</sheetData>"),
            vec![("xl/sharedStrings.xml", strings)],
        ),
    ] {
        assert_eq!(outcome(&workbook(&sheet, &others)), [Ok(1), Ok(1)]);
    }
}

#[test]
fn what_is_beyond_a_bound_of_workbooks_is_refused() {
    let names = row(1, &["source", "target"]);
    let refused = |sheet: &str, others: &[(&str, &str)], wanted: &str| {
        for outcome in outcome(&workbook(&format!("<sheetData>{names}{sheet}</sheetData>"), others))
        {
            assert!(outcome.as_ref().is_err_and(|error| error.contains(wanted)), "{outcome:?}");
        }
    };
    let large = " ".repeat(17 << 20);
    let text =
        |text: &str| format!("<row r=\"2\"><c t=\"inlineStr\"><is><t>{text}</t></is></c></row>");
    refused(&text(&large), &[], "larger than any that is read");
    refused(
        &format!("<row r=\"2\">{}</row>", "<c><v>1</v></c>".repeat(16_386)),
        &[],
        "cells in row 2",
    );
    let strings = |strings: &str| format!("<sst>{strings}</sst>");
    let one = strings(&format!("<si><t>{large}</t></si>"));
    refused("", &[("xl/sharedStrings.xml", &one)], "larger than any that is read");
    let many = strings(&"<si/>".repeat((1 << 22) + 2));
    refused("", &[("xl/sharedStrings.xml", &many)], "strings");
    let styles = format!("<styleSheet>{large}</styleSheet>");
    refused("", &[("xl/styles.xml", &styles)], "larger than any that is read");
    let rows = |count: usize| -> String { (2..count).map(|at| row(at, &["م", "w"])).collect() };
    let book = workbook(&format!("<sheetData>{names}{}</sheetData>", rows((1 << 19) + 4)), &[]);
    let [memory, glossary] = outcome(&book);
    assert_eq!(memory, Ok((1 << 19) + 2));
    assert!(glossary.unwrap_err().contains("rows"));
    let parts: Vec<_> = (0..10_001).map(|at| (format!("p{at}"), String::new())).collect();
    assert!(outcome(&packed(&parts))[0].as_ref().unwrap_err().contains("parts"));
}

#[test]
fn a_workbook_too_large_to_read_is_refused() {
    let error = |book: &[u8], at: usize| outcome(book)[at].clone().unwrap_err();
    let mut packed = b"PK\x03\x04".to_vec();
    packed.resize((1 << 25) + 1, 0);
    assert!(error(&packed, 1).contains("more than 33554432 bytes"));
    packed.resize((1 << 27) + 1, 0);
    assert!(error(&packed, 0).contains("more than 134217728 bytes"));
    let names = row(1, &["source", "target"]);
    // What the container says of the size of its parts.
    let mut book = workbook(&format!("<sheetData>{names}</sheetData>"), &[]);
    for at in 0..book.len() - 28 {
        if book[at..].starts_with(b"PK\x01\x02") {
            book[at + 24..at + 28].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
        }
    }
    assert!(error(&book, 0).contains("it unpacks to"));
    let long = format!("<si><t>{}</t></si>", "x".repeat(1 << 20)).repeat(129);
    let strings = format!("<sst>{long}</sst>");
    let book =
        workbook(&format!("<sheetData>{names}</sheetData>"), &[("xl/sharedStrings.xml", &strings)]);
    assert!(error(&book, 0).contains("its strings have more than"));
    let text = "x".repeat(30_000);
    let rows: String = (2..1_200).map(|at| row(at, &["م", &text])).collect();
    let book = workbook(&format!("<sheetData>{names}{rows}</sheetData>"), &[]);
    assert!(error(&book, 1).contains("bytes of text"));
    let wide: String = (0..1_000).map(|at| format!("<c t=\"str\"><v>n{at}</v></c>")).collect();
    let names = names.replace("</row>", &format!("{wide}</row>"));
    let rows: String = (2..2_200).map(|at| row(at, &["م", "w"])).collect();
    let book = workbook(&format!("<sheetData>{names}{rows}</sheetData>"), &[]);
    assert!(error(&book, 1).contains("2097152 cells"));
}

#[test]
fn numbers_and_dates_are_read_as_they_are_shown() {
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"164\" formatCode=\"d mmm yyyy\"/></numFmts>\
        <cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/><xf numFmtId=\"9\"/></cellXfs></styleSheet>";
    let sheet = format!(
        "<sheetData>{}<row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>يوم</t></is></c><c r=\"B2\" s=\"1\"><v>45000</v></c></row>\
         <row r=\"3\"><c r=\"A3\" s=\"2\"><v>0.5</v></c><c r=\"B3\" t=\"b\"><v>1</v></c></row></sheetData>",
        row(1, &["source", "target"])
    );
    let book = workbook(&sheet, &[("xl/styles.xml", styles)]);
    let mut memory =
        format::read_memory("a.xlsx", Box::new(&book[..]), &ReadOptions::default()).unwrap();
    let mut texts = Vec::new();
    while let Some(unit) = memory.next().unwrap() {
        texts.extend(unit.variants.iter().map(|variant| variant.text.clone()));
    }
    assert_eq!(texts, ["يوم", "2023-03-15", "50%", "TRUE"]);
    let glossary = read("xlsx", &book);
    assert_eq!(glossary.entries[0].target, "2023-03-15");
}
