//! Bytes of any encoding as a stream of UTF-8, with lines counted and the size of single items bounded.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::error::{Error, ErrorKind, Result};
use crate::format::encoding::{code_page, fits, mostly_utf8, utf16};
use crate::format::repairs::Repairs;
use crate::lang::Lang;

/// No item of a file (an element, a row) is longer; else the file is of another kind, or hostile.
pub(super) const LONGEST: usize = 1 << 24;
/// How much is decoded at a time.
const BLOCK: usize = 1 << 17;
/// How much of the file is looked at before it is decoded.
const HEAD: usize = 1 << 12;

/// A stream of UTF-8 made from bytes of any encoding. A byte-order mark settles the encoding, then the bytes,
/// then what the file declares.
pub(super) struct Input<'a> {
    inner: Box<dyn BufRead + Send + 'a>,
    raw: Vec<u8>,
    ended: bool,
    decoder: Option<Decoder>,
    declared: Option<&'static Encoding>,
    lang: Lang,
    /// What is decoded; what lies before `at` is read.
    decoded: String,
    at: usize,
    /// Where the present item starts.
    mark: usize,
    /// How far line ends are counted, and the line there.
    counted: usize,
    line: u64,
    /// Whether a carriage return stands just before what is to be counted.
    after_return: bool,
    item: usize,
    /// Whether a byte-order mark was at the start.
    pub(super) marked: bool,
    pub(super) repairs: Repairs,
}

impl<'a> Input<'a> {
    /// A stream over bytes. Where they are neither UTF-8 nor UTF-16, `lang` chooses between code pages; for XML it
    /// is Arabic only if the file says so or names no language.
    pub(super) fn new(inner: Box<dyn BufRead + Send + 'a>, lang: Lang) -> Result<Input<'a>> {
        let mut input = Input {
            inner,
            raw: Vec::new(),
            ended: false,
            decoder: None,
            declared: None,
            lang,
            decoded: String::new(),
            at: 0,
            mark: 0,
            counted: 0,
            line: 1,
            after_return: false,
            item: 0,
            marked: false,
            repairs: Repairs::default(),
        };
        input.load(HEAD)?;
        let head = &input.raw[..input.raw.len().min(HEAD)];
        let label = declaration(head);
        input.declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        if head.starts_with(&[0xFF, 0xFE, 0, 0]) || head.starts_with(&[0, 0, 0xFE, 0xFF]) {
            let message = "the file is in UTF-32, which no tool takes; save it as UTF-8";
            return Err(Error::malformed("text", 1, message));
        }
        if is_xml(head) && !names(head, input.lang) && head.windows(5).any(|w| w == b"lang=") {
            input.lang = Lang::UNKNOWN;
        }
        let even = &head[..head.len() / 2 * 2];
        if let Some((encoding, length)) = Encoding::for_bom(head) {
            input.raw.drain(..length);
            input.marked = true;
            input.decide(encoding);
        } else if let Some(encoding) =
            wide(head).or_else(|| utf16(even)).filter(|_| head.contains(&0))
        {
            let message = format!("no byte-order mark; read as {}", encoding.name());
            input.repairs.add("encoding", 1, message);
            input.decide(encoding);
        } else if let Some(byte) = memchr::memchr(0, head)
            && !is_xml(head)
        {
            // In XML a stray zero byte is one more character that cannot stand there.
            return Err(Error::new(ErrorKind::NotText { byte }));
        }
        input.refill()?;
        let marks = input.decoded.len() - input.decoded.trim_start_matches('\u{FEFF}').len();
        if marks > 0 && input.decoded[marks..].starts_with('<') {
            input.repairs.add("encoding", 1, "a second byte-order mark went");
            input.at = marks;
        }
        Ok(input)
    }

    /// The line where the present item starts, from 1. Lines end with a line feed, a carriage return, or both.
    pub(super) fn line(&mut self) -> u64 {
        self.count(self.mark);
        self.line
    }

    fn count(&mut self, until: usize) {
        let bytes = &self.decoded.as_bytes()[self.counted.min(until)..until];
        let Some(&last) = bytes.last() else { return };
        self.line += match memchr::memchr(b'\r', bytes) {
            None => {
                let second = self.after_return && bytes[0] == b'\n';
                memchr::memchr_iter(b'\n', bytes).count() as u64 - u64::from(second)
            }
            Some(_) => {
                let before =
                    std::iter::once(self.after_return).chain(bytes.iter().map(|b| *b == b'\r'));
                let ends = |(byte, after_return): &(&u8, bool)| {
                    **byte == b'\r' || **byte == b'\n' && !after_return
                };
                bytes.iter().zip(before).filter(ends).count() as u64
            }
        };
        self.after_return = last == b'\r';
        self.counted = until;
    }

    /// Starts an item of the file. The size of an item is bounded.
    pub(super) fn begin_item(&mut self) {
        self.item = 0;
        self.mark = self.at;
    }

    /// The first decoded bytes, as many as a block holds.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(self.rest().as_bytes())
    }

    /// What is decoded and not read yet.
    pub(super) fn rest(&self) -> &str {
        &self.decoded[self.at..]
    }

    /// Passes over so many bytes of the rest, up to a character boundary.
    pub(super) fn advance(&mut self, count: usize) {
        self.at += count;
    }

    /// Decodes more behind the rest. Whether there was more.
    ///
    /// # Errors
    ///
    /// What reading fails with.
    pub(super) fn grow(&mut self) -> io::Result<bool> {
        let before = self.rest().len();
        self.make_room();
        while self.decoded.len() == before && !(self.ended && self.raw.is_empty()) {
            self.load(BLOCK)?;
            self.decode_some();
        }
        Ok(self.decoded.len() > before)
    }

    /// Drops what is read.
    fn make_room(&mut self) {
        self.count(self.at);
        self.decoded.drain(..self.at);
        (self.at, self.mark, self.counted) = (0, 0, 0);
    }

    /// Makes sure that `raw` holds `wanted` bytes, or all that are left.
    fn load(&mut self, wanted: usize) -> io::Result<()> {
        while !self.ended && self.raw.len() < wanted {
            let bytes = match self.inner.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                other => other?,
            };
            let count = bytes.len().min(BLOCK);
            self.raw.extend_from_slice(&bytes[..count]);
            self.ended = count == 0;
            self.inner.consume(count);
        }
        Ok(())
    }

    fn decide(&mut self, encoding: &'static Encoding) {
        if let Some(declared) = self.declared
            && declared != encoding
            && !(declared == encoding_rs::UTF_16LE && encoding == encoding_rs::UTF_16BE)
        {
            let (found, declared) = (encoding.name(), declared.name());
            let message = format!("declared as {declared} but is {found}; read as {found}");
            self.repairs.add("encoding", 1, message);
        }
        self.decoder = Some(encoding.new_decoder_without_bom_handling());
    }

    /// The encoding of a file by its first bytes beyond ASCII.
    fn judge(&mut self) {
        let bytes = &self.raw[..];
        let utf8 = match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
        };
        let declared = self.declared.filter(|encoding| fits(encoding, bytes, self.lang));
        if utf8 || mostly_utf8(bytes) {
            self.decide(UTF_8);
        } else if let Some(encoding) = declared {
            self.decide(encoding);
        } else {
            let encoding = code_page(bytes, self.lang);
            let line = self.line + newlines(self.decoded.as_bytes());
            let what = match self.declared {
                Some(declared) => format!("declared as {} but is not", declared.name()),
                None => "neither UTF-8 nor UTF-16".to_owned(),
            };
            self.repairs.add("encoding", line, format!("{what}; read as {}", encoding.name()));
            self.declared = None;
            self.decide(encoding);
        }
    }

    /// Decodes the next block if all before it is read.
    fn refill(&mut self) -> io::Result<()> {
        if self.at == self.decoded.len() {
            self.grow()?;
        }
        Ok(())
    }

    /// Decodes what is loaded, or of it what needs no decoding.
    fn decode_some(&mut self) {
        if self.decoder.is_none() {
            // Few bytes beyond ASCII say little, so what lies before them goes first.
            let ascii = self.raw.iter().position(|b| !b.is_ascii()).unwrap_or(self.raw.len());
            if ascii > 0 {
                self.decoded.push_str(&String::from_utf8_lossy(&self.raw[..ascii]));
                self.raw.drain(..ascii);
                return;
            }
            if self.raw.is_empty() {
                return;
            }
            self.judge();
        }
        self.decode();
    }

    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else { return };
        let mut from = 0;
        self.decoded.reserve(self.raw.len() + 16);
        loop {
            let (result, read) = decoder.decode_to_string_without_replacement(
                &self.raw[from..],
                &mut self.decoded,
                self.ended,
            );
            from += read;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => self.decoded.reserve(self.raw.len() + 16),
                DecoderResult::Malformed(..) => {
                    let line = self.line + newlines(&self.decoded.as_bytes()[self.counted..]);
                    let message = "bytes that are no characters became U+FFFD";
                    self.repairs.add("bytes", line, message.to_owned());
                    self.decoded.push('\u{FFFD}');
                }
            }
        }
        self.raw.clear();
    }
}

impl Read for Input<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let count = bytes.len().min(room.len());
        room[..count].copy_from_slice(&bytes[..count]);
        self.consume(count);
        Ok(count)
    }
}

impl BufRead for Input<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.item > LONGEST {
            let line = self.line();
            let message = format!("line {line}: one item has more than {LONGEST} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.refill()?;
        Ok(&self.decoded.as_bytes()[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.item += count;
        self.at = (self.at + count).min(self.decoded.len());
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Whether the first bytes are those of XML, be it UTF-16.
fn is_xml(head: &[u8]) -> bool {
    let mut shown = head.iter().filter(|&&b| b != 0 && !b.is_ascii_whitespace());
    shown.next() == Some(&b'<')
}

/// UTF-16 by the way XML starts: a bracket and a letter or mark of ASCII (XML 1.0, appendix F).
fn wide(head: &[u8]) -> Option<&'static Encoding> {
    match head {
        [b'<', 0, second, 0, ..] if second.is_ascii_graphic() => Some(encoding_rs::UTF_16LE),
        [0, b'<', 0, second, ..] if second.is_ascii_graphic() => Some(encoding_rs::UTF_16BE),
        _ => None,
    }
}

/// Whether a tag of a language stands in quotes.
fn names(head: &[u8], lang: Lang) -> bool {
    let subtag = lang.language().as_bytes();
    // Three letters end in a for Arabic; other languages need no code page of their own.
    let is_end = |b: u8| matches!(b, b'"' | b'\'' | b'-' | b'_' | b'a' | b'A');
    head.windows(subtag.len() + 2).any(|w| {
        let (first, last) = (w[0], w[w.len() - 1]);
        matches!(first, b'"' | b'\'')
            && w[1..w.len() - 1].eq_ignore_ascii_case(subtag)
            && is_end(last)
    })
}

/// The encoding an XML declaration at the start names. The declaration is looked for in ASCII and, with the
/// zero bytes taken out, in UTF-16.
fn declaration(head: &[u8]) -> Option<String> {
    let head: Vec<u8> =
        head.iter().filter(|&&b| b != 0).map(|&b| if b.is_ascii() { b } else { b' ' }).collect();
    let text = String::from_utf8(head).ok()?;
    let start = text.trim_start().strip_prefix("<?xml")?;
    let inside = &start[..start.find("?>")?];
    let rest = inside[inside.find("encoding")? + "encoding".len()..].trim_start();
    let rest = rest.strip_prefix('=')?.trim_start();
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    rest[1..].split(quote).next().map(str::to_owned)
}
