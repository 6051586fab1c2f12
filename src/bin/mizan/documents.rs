//! Documents that are read from files, and the settings for reading them.

use std::path::Path;

use mizan::format;
use mizan::lang::Lang;
use mizan::text::Document;

use crate::files;
use crate::message::plural;
use crate::outcome::Failure;

/// How documents are read.
#[derive(clap::Args, Clone, Copy, Default)]
#[command(next_help_heading = "Input")]
pub(crate) struct DocumentArgs {
    /// Of pages, read only the part that is marked as the main one (main, article or role=main), however small it is
    #[arg(long)]
    main: bool,

    /// Take the vowel marks and tatweel of Arabic out: for PDF files of which it is told that their marks are not reliable
    #[arg(long)]
    drop_marks: bool,
}

impl DocumentArgs {
    /// Reads a document, and tells what is odd in it.
    pub(crate) fn read(
        self,
        path: &Path,
        lang: Lang,
        tell: &mut dyn FnMut(String),
    ) -> Result<Document, Failure> {
        let read = if self.main { Document::read_main } else { Document::read };
        self.read_by(path, |name, bytes| read(name, bytes, lang), tell)
    }

    /// Reads a document whose language may be unknown: then it is Arabic or English, by its letters.
    pub(crate) fn read_in(
        self,
        path: &Path,
        lang: Option<Lang>,
        tell: &mut dyn FnMut(String),
    ) -> Result<Document, Failure> {
        let by_letters = |name: &str, bytes: &[u8]| {
            let [first, second] = [Lang::AR, Lang::EN];
            if !self.main {
                return Document::read_by_letters(name, bytes, [first, second]);
            }
            let document = Document::read_main(name, bytes, first)?;
            match format::fits_script(document.blocks.iter().map(|block| &*block.text), first) {
                true => Ok(document),
                false => Document::read_main(name, bytes, second),
            }
        };
        match lang {
            Some(lang) => self.read(path, lang, tell),
            None => self.read_by(path, by_letters, tell),
        }
    }

    /// Reads a text that is cut into segments already.
    pub(crate) fn read_segmented(
        self,
        path: &Path,
        lang: Lang,
        tell: &mut dyn FnMut(String),
    ) -> Result<Document, Failure> {
        self.read_by(path, |name, bytes| Document::read_segmented(name, bytes, lang), tell)
    }

    fn read_by(
        self,
        path: &Path,
        read: impl FnOnce(&str, &[u8]) -> mizan::error::Result<Document>,
        tell: &mut dyn FnMut(String),
    ) -> Result<Document, Failure> {
        let name = path.display().to_string();
        let mut document = read(&name, &files::read(path)?)
            .map_err(|error| Failure::input(format!("{name}: {error}")))?;
        for warning in &document.warnings {
            tell(format!("{name}: {warning}"));
        }
        let count = if self.drop_marks { document.drop_vowel_marks() } else { 0 };
        if count > 0 {
            tell(format!("{name}: {} taken out", plural(count, "vowel mark")));
        }
        Ok(document)
    }
}
