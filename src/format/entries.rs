//! Files of keys and texts: what their readers share.

use crate::error::{Error, Result};
use crate::format::blocks::{LeftOuts, add_block, add_lines};
use crate::format::prose::is_no_text;
use crate::lang::Lang;
use crate::text::{BlockKind, Document, LineBreaks, Place, Warning};
use crate::unit::{Repair, TranslationUnit, Variant};

/// The texts of a file, each under its key.
pub(super) struct Entries {
    lang: Lang,
    document: Document,
    pub(super) left_out: LeftOuts,
}

impl Entries {
    pub(super) fn new(lang: Lang, warnings: Vec<Warning>) -> Entries {
        let document = Document { warnings, ..Document::new(lang, Vec::new()) };
        Entries { lang, document, left_out: LeftOuts::default() }
    }

    /// The language asked for.
    pub(super) fn lang(&self) -> Lang {
        self.lang
    }

    /// Adds a text. One that shows nothing is no entry.
    ///
    /// # Errors
    ///
    /// If there are too many, or one is too long.
    pub(super) fn add(&mut self, key: &str, text: &str) -> Result<()> {
        let first = self.document.blocks.len();
        let place = Place::Key(key.into());
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        let text: String = text.chars().filter(|&c| !is_no_text(c)).collect();
        add_lines(&text, BlockKind::Entry, &place, &mut self.document.blocks)?;
        for block in &mut self.document.blocks[first..] {
            block.key = Some(key.to_owned());
        }
        Ok(())
    }

    /// Adds a text of a unit, under the id of the unit if it has one.
    ///
    /// # Errors
    ///
    /// Those of [`Entries::add`].
    pub(super) fn add_unit(&mut self, unit: &TranslationUnit, variant: &Variant) -> Result<()> {
        let place = match (unit.id.as_str(), unit.line) {
            ("", line) => Place::Line(line),
            (id, _) => Place::Key(id.into()),
        };
        let blocks = &mut self.document.blocks;
        let first = blocks.len();
        add_block(variant.text.clone(), BlockKind::Entry, LineBreaks::Wrap, &place, blocks)?;
        for block in &mut blocks[first..] {
            block.key = Some(unit.id.clone()).filter(|id| !id.is_empty());
            block.codes.clone_from(&variant.codes);
        }
        Ok(())
    }

    /// Whether no text was added.
    pub(super) fn is_empty(&self) -> bool {
        self.document.blocks.is_empty()
    }

    /// Warns of repairs, and counts what was lost in them.
    pub(super) fn tell(&mut self, repairs: Vec<Repair>) {
        for repair in repairs {
            if repair.is_loss() {
                self.left_out.lose("text that cannot be read", &repair.message);
            }
            self.warn(Some(repair.line), repair.message);
        }
    }

    /// Warns of something in the file.
    pub(super) fn warn(&mut self, line: Option<u64>, message: impl Into<String>) {
        self.document.warnings.push(Warning::new(line, message));
    }

    /// The document of all entries.
    ///
    /// # Errors
    ///
    /// If there is none; `format` names the format in the message.
    pub(super) fn finish(self, format: &'static str) -> Result<Document> {
        if self.document.blocks.is_empty() {
            let message = format!("no text in {} was found", self.lang);
            return Err(Error::malformed(format, 1, message));
        }
        let left_out = self.left_out.into_list();
        Ok(Document { left_out, ..self.document })
    }
}

/// Four hexadecimal digits as a unit of UTF-16, and the rest of the text.
fn unit(text: &str) -> Option<(u16, &str)> {
    let digits = text.get(..4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    Some((u16::from_str_radix(digits, 16).ok()?, &text[4..]))
}

/// The character that four hexadecimal digits mean, two of which make one character beyond 16 bits, and the rest of the
/// text. `mark` begins the second.
pub(super) fn unicode_escape<'t>(text: &'t str, mark: &str) -> Option<(char, &'t str)> {
    let (first, rest) = unit(text)?;
    let second = rest.strip_prefix(mark).and_then(unit);
    let units = [first, second.map_or(0, |(second, _)| second)];
    match char::decode_utf16(units).next()? {
        Ok(c) if (0xD800..0xE000).contains(&first) => {
            Some((c, second.map_or(rest, |(_, rest)| rest)))
        }
        Ok(c) => Some((c, rest)),
        Err(_) => Some(('\u{FFFD}', rest)),
    }
}
