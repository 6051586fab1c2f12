//! Speed of reading documents: 500 pages of DOCX, made here with the parts and the run for every word that Word writes.
//!
//! `cargo bench --bench documents -- FILE…` reads files of your own too.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    missing_docs,
    reason = "a bench reads files, takes the time and prints"
)]

use std::io::{Cursor, Write};
use std::time::Instant;

use mizan::lang::Lang;
use mizan::text::Document;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

const PAGES: usize = 500;
const PARAGRAPHS_OF_PAGE: usize = 8;
const WORDS_OF_PARAGRAPH: usize = 45;
const ROUNDS: usize = 7;
const WORDS: [&str; 12] = [
    "وصل",
    "القطار",
    "إلى",
    "المحطة",
    "في",
    "الصباح",
    "الباكر",
    "ثم",
    "نزل",
    "الركاب",
    "كلهم",
    "منه",
];

fn main() {
    let bytes = docx();
    println!("{PAGES} pages of DOCX, {} KiB", bytes.len() >> 10);
    time("docx", &bytes);
    for path in std::env::args().skip(1).filter(|arg| arg != "--bench") {
        time(&path, &std::fs::read(&path).unwrap());
    }
}

/// Prints the best time of some rounds.
fn time(name: &str, bytes: &[u8]) {
    let mut best = f64::INFINITY;
    let mut found = (0, 0);
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let document = Document::read(name, bytes, Lang::AR).unwrap();
        best = best.min(start.elapsed().as_secs_f64());
        let text: usize = document.blocks.iter().map(|block| block.text.len()).sum();
        found = (document.blocks.len(), text);
    }
    let (blocks, text) = found;
    println!("{name}: {best:.3} s, {blocks} blocks, {} KiB of text", text >> 10);
}

fn docx() -> Vec<u8> {
    let mut body = String::new();
    for paragraph in 0..PAGES * PARAGRAPHS_OF_PAGE {
        body.push_str("<w:p w:rsidR=\"00A77B3E\" w:rsidRDefault=\"00A77B3E\"><w:pPr><w:bidi/><w:jc w:val=\"both\"/></w:pPr>");
        for word in 0..WORDS_OF_PARAGRAPH {
            let text = WORDS[(paragraph * 7 + word) % WORDS.len()];
            body.push_str(
                "<w:r w:rsidRPr=\"003B6C2D\"><w:rPr><w:rFonts w:ascii=\"Arial\" w:cs=\"Arial\"/><w:szCs w:val=\"28\"/><w:rtl/></w:rPr>\
                 <w:t xml:space=\"preserve\">",
            );
            body.push_str(text);
            body.push_str(" </w:t></w:r>");
        }
        body.push_str("</w:p>");
    }
    let document = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("word/document.xml", SimpleFileOptions::default()).unwrap();
    zip.write_all(document.as_bytes()).unwrap();
    zip.finish().unwrap().into_inner()
}
