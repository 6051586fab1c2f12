//! Settings of `mizan align`: what units say of themselves, and what is taken from documents.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::office;

const ARABIC: &str = "وصل **القطار إلى المحطة. نزل الركاب** من القطار [هنا](http://a.b/?c&d).\n\nفتح *البائع* الدكان.\n";
const ENGLISH: &str = "The **train arrived at the station. The passengers** got off the train [here](http://a.b/?c&d).\n\n\
    The *seller* opened the shop.\n";

fn mizan(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mizan")).current_dir(folder).args(args).output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn align(folder: &Path, source: &str, target: &str, args: &[&str]) -> Output {
    let first = ["align", source, target, "--encoder", "none", "--date", "2026-01-31"];
    mizan(folder, &[&first[..], args].concat())
}

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap()
}

#[test]
fn every_unit_says_what_it_is_given() {
    let folder = folder(&[("a.md", ARABIC), ("b.md", ENGLISH)]);
    let args = [
        "-o",
        "a.tmx",
        "--prop",
        "x-client=Nile",
        "--prop",
        "domain=a=b",
        "--creation-id",
        "sami",
        "--name",
        "train",
    ];
    let output = align(folder.path(), "a.md", "b.md", &args);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let tmx = read(folder.path(), "a.tmx");
    let units = tmx.matches("<tu ").count();
    assert_eq!(units, 3);
    for part in [
        "<prop type=\"x-client\">Nile</prop>",
        "<prop type=\"domain\">a=b</prop>",
        "<prop type=\"x-doc\">train</prop>",
        "creationid=\"sami\"",
    ] {
        assert_eq!(tmx.matches(part).count(), units, "{part}: {tmx}");
    }
    for bad in ["x-doc=a", "a b=c", "x-a="] {
        let output = align(folder.path(), "a.md", "b.md", &["--prop", bad]);
        assert_eq!(output.status.code(), Some(2), "{bad}: {}", said(&output));
    }
}

/// The kinds and pairs of the codes of each text of a TMX file, in order.
fn codes(tmx: &str) -> Vec<Vec<(String, String)>> {
    let document = roxmltree::Document::parse_with_options(
        tmx,
        roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
    );
    let document = document.unwrap();
    let segments = document.descendants().filter(|node| node.has_tag_name("seg"));
    let code = |node: roxmltree::Node<'_, '_>| {
        (node.tag_name().name().to_owned(), node.attribute("i").unwrap_or_default().to_owned())
    };
    segments.map(|seg| seg.children().filter(|c| c.is_element()).map(code).collect()).collect()
}

#[test]
fn codes_are_kept_on_request_and_balance_in_each_unit() {
    let folder =
        folder(&[("a.md", ARABIC), ("b.md", ENGLISH), ("plain.txt", "The train. The shop.\n")]);
    let dropped = align(folder.path(), "a.md", "b.md", &["-o", "a.tmx"]);
    assert_eq!(dropped.status.code(), Some(0), "{}", said(&dropped));
    assert!(codes(&read(folder.path(), "a.tmx")).iter().all(Vec::is_empty));
    let kept =
        align(folder.path(), "a.md", "b.md", &["-o", "a.tmx", "-o", "a.xlf", "--codes", "keep"]);
    assert_eq!(kept.status.code(), Some(0), "{}", said(&kept));
    let codes = codes(&read(folder.path(), "a.tmx"));
    let pairs: Vec<usize> = codes.iter().map(|codes| codes.len() / 2).collect();
    // The bold text runs over two sentences, and is bold in both.
    assert_eq!(pairs, [1, 1, 2, 2, 1, 1]);
    for codes in &codes {
        let mut open: Vec<&str> = Vec::new();
        for (kind, pair) in codes {
            match kind.as_str() {
                "bpt" => open.push(pair),
                _ => assert_eq!(
                    (kind.as_str(), open.pop()),
                    ("ept", Some(pair.as_str())),
                    "{codes:?}"
                ),
            }
        }
        assert!(open.is_empty(), "{codes:?}");
    }
    assert!(read(folder.path(), "a.xlf").contains("&lt;a href="), "links are kept");
    // What a format cannot hold is told.
    let lost = align(folder.path(), "a.md", "b.md", &["-o", "a.csv", "--codes", "keep"]);
    assert_eq!(lost.status.code(), Some(4), "{}", said(&lost));
    assert!(said(&lost).contains("left out an inline code"), "{}", said(&lost));
    // Codes of one side alone are left out.
    let one = align(folder.path(), "a.md", "plain.txt", &["-o", "a.tmx", "--codes", "keep"]);
    assert!(
        said(&one).contains("a.md: its inline codes are left out, since plain.txt has none"),
        "{}",
        said(&one)
    );
    assert!(!read(folder.path(), "a.tmx").contains("<bpt"));
}

#[test]
fn page_headers_of_both_sides_make_no_units() {
    let folder = tempfile::tempdir().unwrap();
    let space = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let paragraph = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let write = |name: &str, header: &str, text: &str| {
        let header = format!("<w:hdr {space}>{}</w:hdr>", paragraph(header));
        let body = paragraph(text) + "<w:sectPr><w:headerReference r:id=\"r0\"/></w:sectPr>";
        let bytes = office::docx(&body, &[("header1.xml", &header)]);
        fs::write(folder.path().join(name), bytes).unwrap();
    };
    write("a.docx", "تقرير الميناء", "وصل القطار. نزل الركاب.");
    write("b.docx", "Port report", "The train arrived. The passengers got off.");
    let args = ["-o", "a.tmx", "--leftovers", "rest.csv"];
    let output = align(folder.path(), "a.docx", "b.docx", &args);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("a.docx: left out: page headers (1)"), "{}", said(&output));
    let tmx = read(folder.path(), "a.tmx");
    assert!(tmx.contains("The passengers got off.") && !tmx.contains("Port report"), "{tmx}");
    let rest = read(folder.path(), "rest.csv");
    assert!(rest.contains("تقرير الميناء") && rest.contains("Port report"), "{rest}");
}

#[test]
fn vowel_marks_are_dropped_on_request() {
    let folder = folder(&[("a.txt", "وَصَلَ القِطَارُ.\n"), ("b.txt", "The train arrived.\n")]);
    let output = align(folder.path(), "a.txt", "b.txt", &["-o", "a.csv", "--drop-marks"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("a.txt: 6 vowel marks taken out"), "{}", said(&output));
    assert!(read(folder.path(), "a.csv").contains("وصل القطار."));
}

#[test]
fn only_the_main_part_of_a_page_is_read_on_request() {
    let around = "<p>Read more about the harbour, the ships and their crews on the next pages of this site.</p>";
    let page = format!(
        "<!DOCTYPE html><body>{around}<main><p>The train arrived.</p></main>{around}</body>"
    );
    let folder = folder(&[("b.html", &page), ("bare.html", "<!DOCTYPE html><p>All of it.</p>")]);
    let text = |args: &[&str]| String::from_utf8(mizan(folder.path(), args).stdout).unwrap();
    assert_eq!(text(&["read", "b.html"]).lines().count(), 3);
    assert_eq!(text(&["read", "b.html", "--main"]), "The train arrived.\n");
    assert_eq!(text(&["read", "bare.html", "--main"]), "All of it.\n");
    assert_eq!(text(&["segment", "b.html", "--main", "--lang", "en"]), "The train arrived.\n");
}
