//! Documents to align: bytes of any format to blocks of text.

use crate::error::Result;
use crate::format::encoding::drop_controls;
use crate::format::{DOCUMENT_READERS, DocumentReader, doubts, fits_script};
use crate::lang::Lang;
use crate::text::{Block, Document, LineBreaks, Place};

/// How many first bytes of a file its reader is chosen by.
const HEAD: usize = 4_096;

impl Document {
    /// Reads a file by the first reader that recognises it by its name and its first bytes. Of the name only the
    /// extension matters; a file that no other reader knows is read as plain text.
    ///
    /// ```
    /// use mizan::lang::Lang;
    /// use mizan::text::Document;
    ///
    /// let document = Document::read("letter.txt", "مرحبا.".as_bytes(), Lang::AR)?;
    /// assert_eq!(document.blocks[0].text, "مرحبا.");
    /// # Ok::<(), mizan::error::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unsupported`] for a format that is known but has no reader, [`ErrorKind::NotText`] for other
    /// bytes that are no text, [`ErrorKind::Empty`] for no text at all, and [`ErrorKind::Malformed`] with the place
    /// for what is broken.
    ///
    /// [`ErrorKind::Unsupported`]: crate::error::ErrorKind::Unsupported
    /// [`ErrorKind::NotText`]: crate::error::ErrorKind::NotText
    /// [`ErrorKind::Empty`]: crate::error::ErrorKind::Empty
    /// [`ErrorKind::Malformed`]: crate::error::ErrorKind::Malformed
    pub fn read(name: &str, bytes: &[u8], lang: Lang) -> Result<Document> {
        Document::read_by(name, bytes, |reader| reader.read(bytes, lang))
    }

    /// Reads a file as [`Document::read`] does, in the first of two languages if its letters fit that, else in the second.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn read_by_letters(name: &str, bytes: &[u8], langs: [Lang; 2]) -> Result<Document> {
        let mut reads_alike = false;
        let mut document = Document::read_by(name, bytes, |reader| {
            reads_alike = reader.reads_alike();
            reader.read(bytes, langs[0])
        })?;
        if fits_script(document.blocks.iter().map(|block| &*block.text), langs[0]) {
            return Ok(document);
        }
        if !reads_alike {
            return Document::read(name, bytes, langs[1]);
        }
        document.lang = langs[1];
        document.warnings.extend(doubts::language(&document));
        Ok(document)
    }

    /// Reads a file as [`Document::read`] does, but of a page only the part that it marks as its main one, however small it
    /// is.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn read_main(name: &str, bytes: &[u8], lang: Lang) -> Result<Document> {
        Document::read_by(name, bytes, |reader| reader.read_main(bytes, lang))
    }

    fn read_by(
        name: &str,
        bytes: &[u8],
        read: impl FnOnce(&dyn DocumentReader) -> Result<Document>,
    ) -> Result<Document> {
        let head = &bytes[..bytes.len().min(HEAD)];
        let reader = DOCUMENT_READERS
            .iter()
            .find(|reader| reader.recognises(name, if reader.is_packed() { bytes } else { head }));
        // The last takes every text.
        let reader = reader.unwrap_or(&DOCUMENT_READERS[DOCUMENT_READERS.len() - 1]);
        Ok(read(*reader)?.with_doubts())
    }

    /// Texts that come from no file: one, or segments. Control characters go, as they do from files.
    pub(crate) fn of_texts(lang: Lang, texts: Vec<String>, segmented: bool) -> Document {
        let mut warnings = Vec::new();
        let blocks = (1..)
            .zip(texts)
            .map(|(line, text)| Block::new(drop_controls(text, &mut warnings), Place::Line(line)));
        let blocks: Vec<Block> = blocks.collect();
        if let [block] = &blocks[..] {
            warnings.extend(doubts::markup(&block.text));
        }
        let document = Document { warnings, ..Document::new(lang, blocks) };
        Document { segmented, ..document.with_doubts() }
    }

    fn with_doubts(mut self) -> Document {
        let doubts = [doubts::misread(&self), doubts::language(&self)];
        self.warnings.extend(doubts.into_iter().flatten());
        self
    }

    /// Reads a file that is cut into segments already: every line of plain text is one, and every block of any other
    /// format. An empty line is an empty segment, so that segment numbers stay line numbers less one.
    ///
    /// # Errors
    ///
    /// As [`Document::read`].
    pub fn read_segmented(name: &str, bytes: &[u8], lang: Lang) -> Result<Document> {
        let mut document = Document::read(name, bytes, lang)?;
        if let [block] = &document.blocks[..]
            && let (LineBreaks::Guess, [(_, place)]) = (block.breaks, &block.places[..])
        {
            let lines = (0..).zip(block.text.lines());
            document.blocks =
                lines.map(|(at, line)| Block::new(line, place.after_lines(at))).collect();
        }
        document.segmented = true;
        Ok(document)
    }
}

#[cfg(test)]
mod structured;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::bitext::Segments;
    use crate::error::ErrorKind;

    const SAMPLES: [(&str, &str); 8] = [
        (
            "a.html",
            "<!DOCTYPE html><html lang=ar><head><title>سفن</title><body><main><h1 hidden>a</h1><table><tr><td>ب<br>ج</table><pre> x\n</pre><ul><li><p>د<svg><text>1</text></svg></ul></main><form>q",
        ),
        (
            "a.xhtml",
            "<?xml version='1.0' encoding='utf-8'?><html xmlns='http://www.w3.org/1999/xhtml'><title/><p>س<![CDATA[<]]><a id='x'/>ش</p></html>",
        ),
        (
            "a.md",
            "---\ntitle: سفن\n---\n# عنوان\n\n* واحد\n  * اثنان[^1]\n\n| أ | ب |\n|---|---|\n| 1 | 2 |\n\n<div>\nx\n</div>\n\n[^1]: حاشية\n",
        ),
        ("a.json", "{\"a\": {\"b\": [\"نعم\", 1.5, null, true]}, \"@c\": \"d\"}"),
        (
            "a.xml",
            "<resources><string name=\"a\">س \\u0627 \"x  y\"</string><plurals name=\"p\"><item quantity=\"one\">1</item></plurals></resources>",
        ),
        ("a.resx", "<root><data name=\"a\"><value>نعم</value><comment>x</comment></data></root>"),
        (
            "a.xlf",
            "<xliff version=\"1.2\"><file source-language=\"en\" target-language=\"ar\"><body><trans-unit id=\"a\"><source>x</source><target>نعم <g id=\"1\">y</g></target></trans-unit></body></file></xliff>",
        ),
        ("a.properties", "a = \\u0633 \\\n  نعم\n# c\nb: x"),
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        /// No bytes make a reader panic, whatever is changed in a file.
        #[test]
        fn mutated_files_are_read_or_refused(
            (name, text) in proptest::sample::select(&SAMPLES[..]),
            edits in proptest::collection::vec((any::<u16>(), any::<u8>()), 0..6),
            cut in any::<u16>(),
        ) {
            let mut bytes = text.as_bytes().to_vec();
            prop_assert!(Document::read(name, &bytes, Lang::AR).is_ok(), "{name}");
            for (at, byte) in edits {
                let length = bytes.len();
                bytes[usize::from(at) % length] = byte;
            }
            bytes.truncate(bytes.len().max(1) - usize::from(cut) % bytes.len() / 4);
            let _ = Document::read(name, &bytes, Lang::AR);
        }
    }

    #[test]
    fn a_line_is_a_segment() {
        let read = |text: &str| Document::read_segmented("a.txt", text.as_bytes(), Lang::AR);
        let segments = Segments::from(read("واحد\r\n\r\n اثنان ").unwrap());
        let texts: Vec<_> = segments.items.iter().map(|s| s.text.as_str()).collect();
        assert_eq!(texts, ["واحد", "", "اثنان"]);
        let last = &segments.items[2];
        assert_eq!((last.block, last.span.start, last.place.line()), (2, 1, Some(3)));
        assert!(matches!(read(" \n\n").unwrap_err().kind(), ErrorKind::Empty));
    }

    #[test]
    fn known_formats_without_a_reader_are_named() {
        for (bytes, name) in [
            (&b"PK\x03\x04\x14\0"[..], "ZIP"),
            #[cfg(not(feature = "pdf"))]
            (b"%PDF-1.7\n", "PDF"),
            (b"\x1F\x8B\x08", "gzip"),
            (b"\xD0\xCF\x11\xE0\xA1", "old Office file"),
            (b"\xD0\xCF\x11\xE0W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0", "save it as DOCX"),
            (b"\x89PNG\r\n", "picture"),
            (b"Rar!\x1A\x07", "archive"),
            (b"\0\0\0\x18ftypmp42", "film"),
        ] {
            for read in [Document::read, Document::read_segmented] {
                let error = read("a.txt", bytes, Lang::EN).unwrap_err();
                assert!(matches!(error.kind(), ErrorKind::Unsupported { .. }), "{error}");
                assert!(error.to_string().contains(name), "{error}");
            }
        }
    }
}
