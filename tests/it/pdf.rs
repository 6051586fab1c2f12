//! PDF files of several programs in `tests/data/pdf`, each beside the blocks that are read of it.

use std::fmt::Write;
use std::fs;

use mizan::lang::Lang;
use mizan::text::Document;
use snapbox::{Data, assert_data_eq};

use crate::texts;

/// What is read of a file: its warnings, its blocks with kind and place, and what is left out.
fn report(bytes: &[u8], lang: Lang) -> String {
    let document = match Document::read("a.pdf", bytes, lang) {
        Ok(document) => document,
        Err(error) => return format!("error: {error}\n"),
    };
    let mut report = String::new();
    for warning in &document.warnings {
        writeln!(report, "warning: {warning}").unwrap();
    }
    for block in &document.blocks {
        writeln!(report, "[{}, {}]\n{}", block.kind, block.places[0].1, block.text).unwrap();
    }
    for left_out in &document.left_out {
        writeln!(report, "left out: {left_out}").unwrap();
    }
    report
}

#[test]
fn files_of_every_program_are_read() {
    let mut files = texts::entries("tests/data/pdf");
    files.retain(|file| file.extension().is_some_and(|extension| extension == "pdf"));
    assert!(files.len() >= 10, "{files:?}");
    for file in files {
        let is_english = file.ends_with("english.pdf");
        let lang = if is_english { Lang::EN } else { Lang::AR };
        let report = report(&fs::read(&file).unwrap(), lang);
        // `SNAPSHOTS=overwrite` makes it so.
        assert_data_eq!(report, Data::read_from(&file.with_extension("txt"), None).raw());
    }
}
