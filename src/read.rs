//! Stage 1: bytes to documents.
//!
//! A reader of documents is one file under `read/` and its line in [`READERS`]; `read/plain.rs` is the one to copy.
//! A reader of memories is one file and its line in [`MEMORY_READERS`].

use std::io::BufRead;

use crate::bitext::{Segment, Segments};
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::text::fold::is_arabic_letter;
use crate::text::{Document, Place, Span, Warning};
use crate::unit::UnitSource;

mod beads;
mod container;
mod csv;
mod dates;
mod decode;
mod html;
mod input;
mod jsonl;
mod list;
mod moses;
mod plain;
mod repairs;
mod table;
mod tags;
mod tmx;
mod xliff;
mod xlsx;
mod xml;

use container::{Bytes, Memories, Unpacked};

pub use beads::{LooseBead, aligned, parse_beads, parse_ladder};
pub use decode::{Decoded, decode};
pub use moses::moses;

/// A file format that can be read.
pub trait Reader: Sync {
    /// The name of the format.
    fn format(&self) -> &'static str;

    /// Whether a file is of this format, by its name and its first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// If the bytes are not of this format.
    fn read(&self, bytes: &[u8], lang: Lang) -> Result<(Document, Vec<Warning>)>;
}

/// The readers, tried in order; the last takes every text.
pub static READERS: &[&dyn Reader] = &[&plain::Plain];

/// Reads a file by the first reader that recognises it. `name` is only looked at for its extension.
///
/// # Errors
///
/// If the bytes are no text, are empty, or are broken.
pub fn read(name: &str, bytes: &[u8], lang: Lang) -> Result<(Document, Vec<Warning>)> {
    let head = &bytes[..bytes.len().min(512)];
    let reader = READERS.iter().find(|r| r.recognises(name, head)).unwrap_or(&READERS[0]);
    reader.read(bytes, lang)
}

/// Reads a text that is cut already: one segment a line. An empty line is an empty segment, so that
/// segment numbers stay line numbers less one.
///
/// # Errors
///
/// If the bytes are no text or hold nothing but white space.
pub fn segmented(bytes: &[u8], lang: Lang) -> Result<(Segments, Vec<Warning>)> {
    let decoded = decode(bytes, lang)?;
    let mut items = Vec::new();
    for (at, line) in decoded.text.lines().enumerate() {
        let text = line.trim();
        let start = line.len() - line.trim_start().len();
        items.push(Segment {
            block: at as u32,
            span: Span::new(start, start + text.len()),
            ..Segment::new(text, Place::Line(at as u64 + 1))
        });
    }
    Ok((Segments::new(lang, items), decoded.warnings))
}

/// A file format that holds translation units.
pub trait MemoryReader: Sync {
    /// The name of the format.
    fn format(&self) -> &'static str;

    /// Whether a file is of this format, by its name and its first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Begins to read a memory.
    ///
    /// # Errors
    ///
    /// If the first bytes are not of this format; and what reading fails with.
    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>>;
}

/// How memories are read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// The language of the first text of a row, for formats that do not say.
    pub source_lang: Option<Lang>,
    /// The language of the second text of a row, for formats that do not say.
    pub target_lang: Option<Lang>,
    /// Whether inline codes are kept; else only their text is left out, and that around them joined.
    pub keep_codes: bool,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions { source_lang: None, target_lang: None, keep_codes: true }
    }
}

/// The readers of memories, tried in order.
pub static MEMORY_READERS: &[&dyn MemoryReader] =
    &[&tmx::Tmx, &xliff::Xliff, &xlsx::Xlsx, &html::Html, &jsonl::Jsonl, &csv::Csv];

/// Opens a memory by the first reader that recognises it. Of `name` only the extension is looked at. What is
/// compressed by gzip or in a ZIP container is unpacked as it is read; all memories of a container are read, one after
/// the other.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if no reader knows the file; what is broken in its first bytes; and what reading
/// fails with.
pub fn memory<'a>(
    name: &str,
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let Unpacked { name, head, input, others } = container::unpack(name, input)?;
    let first = open(&name, &head, input, options)?;
    let Some(others) = others else { return Ok(first) };
    let options = *options;
    let open = move |name: &str, head: Vec<u8>, input| open(name, &head, input, &options);
    Ok(Box::new(Memories::new(first, others, Box::new(open))))
}

fn open<'a>(
    name: &str,
    head: &[u8],
    input: Bytes<'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    if head.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    let reader = MEMORY_READERS.iter().find(|r| r.recognises(name, head)).ok_or_else(|| {
        let known = MEMORY_READERS.iter().map(|r| r.format()).collect();
        let extension = name.rsplit_once('.').map_or(name, |(_, extension)| extension);
        Error::new(ErrorKind::UnknownFormat { name: extension.to_owned(), known })
    })?;
    reader.open(input, options)
}

/// Whether a file name ends so, in any letter case.
fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

/// How well a text fits the script of the language it is declared to be in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ScriptFit {
    /// The letters are those of the language, or there are too few to tell.
    Right,
    /// Hardly any letter is of the language's script.
    Wrong,
}

/// Compares the letters of some texts with the script of a language. Only Arabic and Latin script are
/// told apart; a language of any other script always fits.
pub fn script_fit<'t>(texts: impl Iterator<Item = &'t str>, lang: Lang) -> ScriptFit {
    const ENOUGH: usize = 20;
    let (mut arabic, mut latin) = (0usize, 0usize);
    for c in texts.flat_map(str::chars) {
        arabic += usize::from(is_arabic_letter(c));
        latin += usize::from(c.is_ascii_alphabetic());
    }
    let (own, other) = match lang.language() {
        "ar" | "fa" | "ur" | "ps" => (arabic, latin),
        "en" | "fr" | "de" | "es" | "it" | "pt" | "nl" | "tr" | "id" => (latin, arabic),
        _ => return ScriptFit::Right,
    };
    if own + other >= ENOUGH && own * 20 < other { ScriptFit::Wrong } else { ScriptFit::Right }
}

fn not_blank(text: &str) -> Result<()> {
    if text.trim().is_empty() { Err(Error::new(ErrorKind::Empty)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_a_segment() {
        let (segments, _) = segmented("واحد\r\n\r\nاثنان".as_bytes(), Lang::AR).unwrap();
        let texts: Vec<_> = segments.items.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["واحد", "", "اثنان"]);
        assert!(matches!(segmented(b" \n\n", Lang::EN).unwrap_err().kind(), ErrorKind::Empty));
    }

    #[test]
    fn scripts_are_told_apart() {
        let arabic = "هذا نص عربي قصير فيه كلمة لاتينية واحدة Linux";
        assert_eq!(script_fit([arabic].into_iter(), Lang::AR), ScriptFit::Right);
        assert_eq!(script_fit([arabic].into_iter(), Lang::EN), ScriptFit::Right);
        let pure = "هذا نص عربي خالص ليس فيه غير العربية";
        assert_eq!(script_fit([pure].into_iter(), Lang::EN), ScriptFit::Wrong);
        assert_eq!(script_fit(["12:30"].into_iter(), Lang::AR), ScriptFit::Right);
    }
}
