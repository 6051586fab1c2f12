//! Documents to align: bytes of any encoding to text.

use crate::bitext::{Segment, Segments};
use crate::error::Result;
use crate::format::DOCUMENT_READERS;
use crate::format::encoding::decode;
use crate::lang::Lang;
use crate::text::{Document, Place, Span, Warning};

/// A file format that can be read.
pub trait DocumentReader: Sync {
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

/// Reads a file by the first reader that recognises it. `name` is only looked at for its extension.
///
/// # Errors
///
/// If the bytes are no text, are empty, or are broken.
pub fn read(name: &str, bytes: &[u8], lang: Lang) -> Result<(Document, Vec<Warning>)> {
    let head = &bytes[..bytes.len().min(512)];
    let reader =
        DOCUMENT_READERS.iter().find(|r| r.recognises(name, head)).unwrap_or(&DOCUMENT_READERS[0]);
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    #[test]
    fn a_line_is_a_segment() {
        let (segments, _) = segmented("واحد\r\n\r\nاثنان".as_bytes(), Lang::AR).unwrap();
        let texts: Vec<_> = segments.items.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["واحد", "", "اثنان"]);
        assert!(matches!(segmented(b" \n\n", Lang::EN).unwrap_err().kind(), ErrorKind::Empty));
    }
}
