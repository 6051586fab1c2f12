//! Termbases: which format a file is of, and what all formats share.
use std::borrow::Cow;
use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::glossary::{Glossary, Langs};
use crate::text::Warning;

/// A glossary format.
pub trait TermbaseFormat: Sync {
    /// The name of the format.
    fn name(&self) -> &'static str;

    /// The file extensions it goes by, the first being its own.
    fn extensions(&self) -> &'static [&'static str];

    /// Reads a whole file. Rows that cannot be read are left out, each with a warning.
    ///
    /// # Errors
    ///
    /// If the bytes are not of this format.
    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)>;

    /// Writes a glossary, whose sides are in the given languages, and returns what of it the format cannot carry.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn write(
        &self,
        glossary: &Glossary,
        langs: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>>;
}

/// A form of delimited text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TermbaseShape {
    /// That of the file a glossary was read from, if it was one of this format; else [`TermbaseShape::Canonical`].
    AsRead,
    /// Commas or tabs, LF, no byte-order mark.
    Canonical,
    /// As Excel opens it right: with byte-order mark and CRLF, formulas guarded by `'`.
    Excel,
}

/// The filled columns that a format has no place for, as messages.
pub(super) fn lost_columns(glossary: &Glossary, carried: &[&str], format: &str) -> Vec<String> {
    let mut lost = Vec::new();
    for (at, column) in glossary.columns.iter().enumerate() {
        let filled = glossary
            .entries
            .iter()
            .filter(|entry| entry.cells.get(at).is_some_and(|cell| is_telling(column, cell)));
        let count = filled.count();
        if count > 0 && !carried.iter().any(|known| known.eq_ignore_ascii_case(column)) {
            lost.push(format!(
                "{format} has no place for the column {column}: {count} cells left out"
            ));
        }
    }
    lost
}

/// Whether a cell says more than its being empty would.
fn is_telling(column: &str, cell: &str) -> bool {
    let default = match column.to_ascii_lowercase().as_str() {
        "match" => "inflected",
        "case" => "insensitive",
        _ => "",
    };
    !cell.trim().is_empty() && cell.trim() != default
}

/// Text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\t', '\n', '\r']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text of a file. The byte-order mark of UTF-8 stays, to be written again.
pub(super) fn decoded<'b>(bytes: &'b [u8], format: &'static str) -> Result<Cow<'b, str>> {
    if let Some((encoding, length)) = encoding_rs::Encoding::for_bom(bytes)
        && encoding != encoding_rs::UTF_8
    {
        let (text, broken) = encoding.decode_without_bom_handling(&bytes[length..]);
        if broken {
            let message =
                format!("bytes that are not valid {}; save the file as UTF-8", encoding.name());
            return Err(Error::malformed(format, 1, message));
        }
        return Ok(text);
    }
    if let Some(byte) = memchr::memchr(0, bytes) {
        return Err(Error::new(ErrorKind::NotText { byte }));
    }
    std::str::from_utf8(bytes).map(Cow::Borrowed).map_err(|error| {
        let line = memchr::memchr_iter(b'\n', &bytes[..error.valid_up_to()]).count() as u64 + 1;
        let message =
            "bytes that are not valid UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8)";
        Error::malformed(format, line, message)
    })
}

#[cfg(test)]
mod tests;
