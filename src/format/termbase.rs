//! Termbases: which format a file is of, and what all formats share.

use std::io::{self, Write};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, ErrorKind, Result};
use crate::format::encoding::{code_page, mostly_utf8};
use crate::glossary::{Glossary, Langs, Original};
use crate::lang::Lang;
use crate::language::{self, Script};
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
    let mut lost = unread(glossary);
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

/// The file a glossary was read from, if it is of a format and is to be written again.
pub(super) fn original<'g>(
    glossary: &'g Glossary,
    format: &str,
    shape: TermbaseShape,
) -> Option<&'g Original> {
    let original = glossary.layout.original.as_ref();
    original.filter(|original| original.format == format && shape == TermbaseShape::AsRead)
}

/// What the file of a glossary holds that is not written elsewhere, as messages.
pub(super) fn unread(glossary: &Glossary) -> Vec<String> {
    glossary.layout.unread.iter().map(|what| format!("left out: {what}")).collect()
}

/// Text on one line.
pub(super) fn one_line(text: &str) -> String {
    text.split(['\t', '\n', '\r']).filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The text of a file, and how it was encoded.
pub(super) struct Decoded {
    /// The text without byte-order mark.
    pub(super) text: String,
    /// Whether it has the byte-order mark of UTF-8.
    pub(super) bom: bool,
    /// The encoding, if it is not UTF-8.
    pub(super) encoding: Option<&'static str>,
    /// What was guessed.
    pub(super) warnings: Vec<Warning>,
}

/// Decodes UTF-8, UTF-16 with a byte-order mark, what an XML declaration names, and the code pages of the languages.
///
/// # Errors
///
/// For binary data, and for bytes that are valid in no encoding that comes into question.
pub(super) fn decoded(bytes: &[u8], format: &'static str, langs: Langs) -> Result<Decoded> {
    let (mark, length) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), length),
        None => (None, 0),
    };
    let body = &bytes[length..];
    if mark.is_none_or(|encoding| encoding == UTF_8) {
        if let Some(byte) = memchr::memchr(0, bytes) {
            return Err(Error::new(ErrorKind::NotText { byte }));
        }
        if let Ok(text) = std::str::from_utf8(body) {
            let (text, bom) = (text.to_owned(), mark.is_some());
            return Ok(Decoded { text, bom, encoding: None, warnings: Vec::new() });
        }
    }
    let declared = declared(body);
    if mark == Some(UTF_8) || mark.is_none() && declared.is_none() && mostly_utf8(body) {
        let valid = std::str::from_utf8(body).map_or_else(|e| e.valid_up_to(), str::len);
        let line = memchr::memchr_iter(b'\n', &body[..valid]).count() as u64 + 1;
        let message =
            "bytes that are not valid UTF-8; save the file as UTF-8 (in Excel: CSV UTF-8)";
        return Err(Error::malformed(format, line, message));
    }
    let mut warnings = Vec::new();
    let encoding = mark.or(declared).unwrap_or_else(|| {
        let is_arabic = |lang: &Lang| language::script(*lang) == Script::Arabic;
        let lang = [langs.source, langs.target].into_iter().find(is_arabic);
        let encoding = code_page(body, lang.unwrap_or(langs.source));
        let message = format!("no byte-order mark and not UTF-8; read as {}", encoding.name());
        warnings.push(Warning::new(None, message));
        encoding
    });
    let (text, broken) = encoding.decode_without_bom_handling(body);
    if broken {
        let message =
            format!("bytes that are not valid {}; save the file as UTF-8", encoding.name());
        return Err(Error::malformed(format, 1, message));
    }
    if let Some(at) = text.find('\0') {
        let wide = encoding == UTF_16BE || encoding == UTF_16LE;
        let byte = length + if wide { 2 * text[..at].encode_utf16().count() } else { at };
        return Err(Error::new(ErrorKind::NotText { byte }));
    }
    let (text, encoding) = (text.into_owned(), Some(encoding.name()));
    Ok(Decoded { text, bom: false, encoding, warnings })
}

/// The encoding that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = &bytes[..bytes.len().min(200)];
    let end = memchr::memmem::find(start, b"?>").filter(|_| start.starts_with(b"<?xml"))?;
    let at = memchr::memmem::find(&start[..end], b"encoding=")? + "encoding=".len();
    // Behind the quotation mark.
    let name = start.get(at + 1..end)?.split(|&b| matches!(b, b'"' | b'\'')).next()?;
    Encoding::for_label(name).filter(|encoding| *encoding != UTF_8)
}

/// The bytes of a text in an encoding, with the byte-order mark it had.
///
/// # Errors
///
/// If the encoding lacks a character.
pub(super) fn encoded(text: &str, encoding: Option<&str>, bom: bool) -> Result<Vec<u8>> {
    let units = |order: fn(u16) -> [u8; 2]| {
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(order).collect()
    };
    Ok(match encoding {
        None if bom => [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        None => text.as_bytes().to_vec(),
        Some("UTF-16LE") => units(u16::to_le_bytes),
        Some("UTF-16BE") => units(u16::to_be_bytes),
        Some(name) => {
            let encoding = Encoding::for_label(name.as_bytes()).unwrap_or(UTF_8);
            let (bytes, _, is_lossy) = encoding.encode(text);
            if is_lossy {
                let lacks = |c: &char| encoding.encode(c.encode_utf8(&mut [0; 4])).2;
                let first = text.chars().find(lacks).unwrap_or_default();
                let message =
                    format!("'{first}' does not exist in {name}; convert the file to UTF-8 first");
                return Err(io::Error::other(message).into());
            }
            bytes.into_owned()
        }
    })
}

#[cfg(test)]
mod tests;
