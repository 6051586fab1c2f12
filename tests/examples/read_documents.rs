//! Reads documents: by name and bytes, in the language of their letters, the main part of a page, one segment a line.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::error::{ErrorKind, Result};
use mizan::format::{fits_script, is_document, require_text};
use mizan::lang::Lang;
use mizan::text::Document;

const PAGE: &str = "<html lang=ar><body><nav>الرئيسة</nav><main><h1>مواعيد</h1><p>نفتح صباحا.</p></main></body></html>";

fn main() -> Result<()> {
    assert!(is_document("letter.docx") && !is_document("letter.exe"));
    let page = Document::read_main("hours.html", PAGE.as_bytes(), Lang::AR)?;
    for block in &page.blocks {
        println!("{}: {:?}: {}", block.places[0].1, block.kind, block.text);
    }
    for left_out in &page.left_out {
        println!("left out: {left_out}");
    }

    // The text itself shows which of two languages it is in.
    let mut note =
        Document::read_by_letters("note.txt", "نُرحِّبُ بِكم".as_bytes(), [Lang::EN, Lang::AR])?;
    assert!(fits_script(note.blocks.iter().map(|block| &*block.text), Lang::AR));
    println!("{} vowel marks dropped: {}", note.drop_vowel_marks(), note.blocks[0].text);

    let lines = Document::read_segmented("lines.txt", b"One line.\n\nAnother line.\n", Lang::EN)?;
    assert_eq!(lines.blocks.len(), 3);

    let refused = require_text(b"%PDF-1.7").expect_err("a PDF is no text");
    assert!(matches!(refused.kind(), ErrorKind::Unsupported { .. }) && refused.place().is_none());
    println!("{refused}");
    Ok(())
}
