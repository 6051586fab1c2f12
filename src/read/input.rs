//! Bytes of any encoding as a stream of UTF-8, with lines counted and the size of single items bounded.

use std::io::{self, BufRead, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::read::decode::{code_page, mostly_utf8, utf16};
use crate::read::repairs::Repairs;

/// No item of a file (an element, a row) is longer; else the file is of another kind, or hostile.
const LONGEST: usize = 1 << 24;
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
    /// Decoded bytes up to `end`; what lies before `at` is read.
    decoded: Vec<u8>,
    at: usize,
    end: usize,
    line: u64,
    item: usize,
    /// Whether a byte-order mark was at the start.
    pub(super) marked: bool,
    pub(super) repairs: Repairs,
}

impl<'a> Input<'a> {
    /// A stream over bytes. `lang` chooses between code pages where bytes are neither UTF-8 nor UTF-16.
    pub(super) fn new(inner: Box<dyn BufRead + Send + 'a>, lang: Lang) -> Result<Input<'a>> {
        let mut input = Input {
            inner,
            raw: Vec::new(),
            ended: false,
            decoder: None,
            declared: None,
            lang,
            decoded: Vec::new(),
            at: 0,
            end: 0,
            line: 1,
            item: 0,
            marked: false,
            repairs: Repairs::default(),
        };
        input.load(HEAD)?;
        let head = &input.raw[..input.raw.len().min(HEAD)];
        let label = declaration(head);
        input.declared = label.and_then(|label| Encoding::for_label(label.as_bytes()));
        let even = &head[..head.len() / 2 * 2];
        if let Some((encoding, length)) = Encoding::for_bom(head) {
            input.raw.drain(..length);
            input.marked = true;
            input.decide(encoding);
        } else if head.contains(&0) {
            let Some(encoding) = utf16(even) else {
                let byte = memchr::memchr(0, head).unwrap_or_default();
                return Err(Error::new(ErrorKind::NotText { byte }));
            };
            let message = format!("no byte-order mark; read as {}", encoding.name());
            input.repairs.add("encoding", 1, message);
            input.decide(encoding);
        }
        Ok(input)
    }

    /// The line that is read next, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// Begins an item of the file, whose size is bounded.
    pub(super) fn begin_item(&mut self) {
        self.item = 0;
    }

    /// The first decoded bytes, as many as a block holds.
    pub(super) fn peek(&mut self) -> io::Result<&[u8]> {
        self.refill()?;
        Ok(&self.decoded[self.at..self.end])
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
    fn judge(&mut self, at: usize) {
        let bytes = &self.raw[at..];
        let utf8 = match std::str::from_utf8(bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && error.valid_up_to() > 0,
        };
        let single = |e: &&'static Encoding| e.is_single_byte();
        if utf8 || mostly_utf8(bytes) {
            self.decide(UTF_8);
        } else if let Some(encoding) = self.declared.filter(single) {
            self.decide(encoding);
        } else {
            let encoding = code_page(bytes, self.lang);
            let line = self.line;
            let message = format!("neither UTF-8 nor UTF-16; read as {}", encoding.name());
            self.repairs.add("encoding", line, message);
            self.declared = None;
            self.decide(encoding);
        }
    }

    /// Decodes the next block if all before it is read.
    fn refill(&mut self) -> io::Result<()> {
        while self.at == self.end && !(self.ended && self.raw.is_empty()) {
            (self.at, self.end) = (0, 0);
            self.load(BLOCK)?;
            if self.decoder.is_none() {
                match self.raw.iter().position(|b| !b.is_ascii()) {
                    None => {
                        std::mem::swap(&mut self.raw, &mut self.decoded);
                        self.raw.clear();
                        self.end = self.decoded.len();
                        continue;
                    }
                    // Few bytes say little, so what lies before them goes first.
                    Some(at) if at > 0 => {
                        self.decoded.clear();
                        self.decoded.extend_from_slice(&self.raw[..at]);
                        self.raw.drain(..at);
                        self.end = at;
                        continue;
                    }
                    Some(at) => self.judge(at),
                }
            }
            self.decode();
        }
        Ok(())
    }

    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else { return };
        let mut from = 0;
        let length = self.raw.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(length);
        let room = room.unwrap_or(length * 3) + 8;
        if self.decoded.len() < room {
            self.decoded.resize(room, 0);
        }
        let mut end = 0;
        loop {
            let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                &self.raw[from..],
                &mut self.decoded[end..],
                self.ended,
            );
            from += read;
            end += written;
            match result {
                DecoderResult::InputEmpty => break,
                DecoderResult::OutputFull => {
                    let more = self.decoded.len() * 2;
                    self.decoded.resize(more, 0);
                }
                DecoderResult::Malformed(..) => {
                    let line = self.line + newlines(&self.decoded[..end]);
                    let message = "bytes that are no characters became U+FFFD";
                    self.repairs.add("bytes", line, message.to_owned());
                    self.decoded.resize((end + 3).max(self.decoded.len()), 0);
                    self.decoded[end..end + 3].copy_from_slice("\u{FFFD}".as_bytes());
                    end += 3;
                }
            }
        }
        self.raw.clear();
        self.end = end;
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
            let message = format!("line {}: one item has more than {LONGEST} bytes", self.line);
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        self.refill()?;
        Ok(&self.decoded[self.at..self.end])
    }

    fn consume(&mut self, count: usize) {
        let end = (self.at + count).min(self.end);
        self.line += newlines(&self.decoded[self.at..end]);
        self.item += count;
        self.at = end;
    }
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
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
