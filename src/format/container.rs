//! Files that are packed: gzip and ZIP, unpacked as they are read.
//!
//! ZIP containers are read from their local headers on, with a reader of our own: memories come from pipes too and may be
//! larger than main memory, so the directory at the end is out of reach, and the reader of streams in the `zip` crate
//! refuses files whose sizes follow them, as most tools write them.

use std::collections::VecDeque;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::{Arc, Mutex, PoisonError};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

use crate::error::{Error, Result};
use crate::format::name::has_extension;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

/// How many of the first bytes tell what a file is.
const HEAD: usize = 1024;
/// A container in a container, and no deeper.
const DEEPEST: usize = 2;
/// Memories never shrink by more than this; more than `HARMLESS` bytes at a higher ratio are refused.
const RATIO: u64 = 250;
const HARMLESS: u64 = 64 << 20;

/// What a file in a container starts with, and what may come after the last.
const FILE: &[u8] = b"PK\x03\x04";
const DIRECTORY: [&[u8]; 5] =
    [b"PK\x01\x02", b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07", b"PK\x06\x08"];
const NO_FILE: &str =
    "the bytes after a file in the container are not another file; pack the container again";

pub(super) type Bytes<'a> = Box<dyn BufRead + Send + 'a>;

/// What is in a file once it is unpacked.
pub(super) struct Unpacked<'a> {
    /// Its name.
    pub(super) name: String,
    /// Its first bytes.
    pub(super) head: Vec<u8>,
    /// All of it.
    pub(super) input: Bytes<'a>,
    /// The container it is in, if more may be in there.
    pub(super) others: Option<Entries<'a>>,
}

/// Unpacks a file.
///
/// # Errors
///
/// If a container is broken; and what reading fails with.
pub(super) fn unpack<'a>(name: &str, input: Bytes<'a>) -> Result<Unpacked<'a>> {
    let mut name = name.to_owned();
    let mut input = input;
    let mut others = None;
    for _ in 0..DEEPEST {
        let (head, whole) = peek(input)?;
        input = match head[..] {
            [0x1F, 0x8B, ..] => {
                if has_extension(&name, "gz") {
                    name.truncate(name.len() - ".gz".len());
                }
                let packed = Counted { inner: whole, bytes: 0 };
                buffered(Bounded { inner: Unpacker::Gzip(MultiGzDecoder::new(packed)), bytes: 0 })
            }
            // A spreadsheet is a ZIP container too, and is read as a whole.
            [b'P', b'K', 3, 4, ..] if !is_spreadsheet(&name, &head) => {
                let mut entries =
                    Entries { rest: Arc::new(Mutex::new(Some(whole))), follows: false };
                let (inner, entry) = entries.next()?.ok_or_else(|| {
                    Error::malformed("ZIP", 1, "no file in the container is a memory")
                })?;
                name = inner;
                others = Some(entries);
                entry
            }
            _ => return Ok(Unpacked { name, head, input: whole, others }),
        };
    }
    let (head, input) = peek(input)?;
    Ok(Unpacked { name, head, input, others })
}

fn buffered<'a>(inner: impl Read + Send + 'a) -> Bytes<'a> {
    Box::new(BufReader::with_capacity(1 << 16, inner))
}

/// The first bytes of a stream, and the stream with them.
pub(super) fn peek(mut input: Bytes<'_>) -> Result<(Vec<u8>, Bytes<'_>)> {
    let mut head = Vec::new();
    (&mut input).take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(input))))
}

fn is_spreadsheet(name: &str, head: &[u8]) -> bool {
    let entry = head.get(30..).unwrap_or_default();
    has_extension(name, "xlsx")
        || has_extension(name, "ods")
        || [&b"[Content_Types].xml"[..], b"_rels/", b"xl/", b"mimetype"]
            .iter()
            .any(|start| entry.starts_with(start))
}

/// The files of a ZIP container, unpacked one after the other from their local headers on, since a stream cannot
/// seek to the directory at the end (APPNOTE.TXT 6.3.10, 4.3.7).
pub(super) struct Entries<'a> {
    /// What is not read yet; the file that is being unpacked has it until it is read.
    rest: Arc<Mutex<Option<Bytes<'a>>>>,
    /// Whether sums follow the file that was read last.
    follows: bool,
}

impl<'a> Entries<'a> {
    /// The next file that may be a memory, with its name.
    ///
    /// # Errors
    ///
    /// If the container is broken; and what reading fails with.
    pub(super) fn next(&mut self) -> Result<Option<(String, Bytes<'a>)>> {
        let broken = |what: &str| Error::malformed("ZIP", 1, what);
        let taken = self.rest.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut input) = taken else { return Ok(None) };
        loop {
            let mark = if std::mem::take(&mut self.follows) {
                mark_after_sums(&mut input)?
            } else {
                take(&mut input, 4)?
            };
            if mark != FILE {
                let is_end = mark.len() < 4 || DIRECTORY.contains(&&*mark);
                return if is_end { Ok(None) } else { Err(broken(NO_FILE)) };
            }
            let mut fixed = [0; 26];
            input.read_exact(&mut fixed).map_err(|_| broken("the container is cut off"))?;
            let short = |at: usize| u16::from_le_bytes([fixed[at - 4], fixed[at - 3]]);
            let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
            let (flags, method, size) = (short(6), short(8), long(18));
            let mut name = vec![0; usize::from(short(26))];
            input.read_exact(&mut name).map_err(|_| broken("the container is cut off"))?;
            let mut extra = vec![0; usize::from(short(28))];
            input.read_exact(&mut extra).map_err(|_| broken("the container is cut off"))?;
            let name = String::from_utf8_lossy(&name).into_owned();
            let size_follows = flags & 8 != 0;
            let has_size = !size_follows && size != u32::MAX;
            let is_memory = may_be_memory(&name);
            if !is_memory && has_size {
                skip(&mut input, u64::from(size))?;
                continue;
            }
            if flags & 1 != 0 {
                return Err(broken("a file in the container is encrypted"));
            }
            let inner = match method {
                8 => Unpacker::Deflate(DeflateDecoder::new(Counted { inner: input, bytes: 0 })),
                0 if has_size => Unpacker::Stored(input.take(u64::from(size))),
                _ => {
                    return Err(broken(
                        "a file in the container is packed in a way that is not known",
                    ));
                }
            };
            self.follows = size_follows;
            let mut entry = Bounded { inner, bytes: 0 };
            if is_memory {
                let entry = Entry { inner: Some(entry), rest: Arc::clone(&self.rest) };
                return Ok(Some((name, buffered(entry))));
            }
            io::copy(&mut entry, &mut io::sink())?;
            input = entry.inner.rest();
        }
    }
}

/// The mark after a file whose sums follow it. These may have a mark of their own, and the sizes in them may have four
/// or eight bytes (4.3.9); where the next mark stands tells. Less than a mark if the container is cut off.
fn mark_after_sums(input: &mut Bytes<'_>) -> Result<Vec<u8>> {
    let is_mark = |bytes: &[u8]| bytes == FILE || DIRECTORY.contains(&bytes);
    let first = take(input, 4)?;
    if is_mark(&first) {
        return Ok(first);
    }
    // What was read is the checksum, or the mark before it.
    take(input, if first == b"PK\x07\x08" { 12 } else { 8 })?;
    let mark = take(input, 4)?;
    if mark.len() < 4 || is_mark(&mark) {
        return Ok(mark);
    }
    take(input, 4)?;
    take(input, 4)
}

/// So many bytes, or all that are left.
fn take(input: &mut Bytes<'_>, count: u64) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn skip(input: &mut Bytes<'_>, count: u64) -> io::Result<()> {
    io::copy(&mut input.take(count), &mut io::sink())?;
    Ok(())
}

/// Whether a file in a container may be a memory by its name; one without extension may.
fn may_be_memory(name: &str) -> bool {
    const KNOWN: [&str; 12] = [
        "tmx", "xlf", "xliff", "sdlxliff", "mqxliff", "mxliff", "csv", "tsv", "tab", "jsonl",
        "ndjson", "html",
    ];
    let file = name.rsplit('/').next().unwrap_or(name);
    let known = || KNOWN.iter().any(|extension| has_extension(file, extension));
    !file.is_empty()
        && !name.starts_with("__MACOSX")
        && !file.starts_with('.')
        && (!file.contains('.') || known())
}

/// Bytes of a packed file, counted.
struct Counted<'a> {
    inner: Bytes<'a>,
    bytes: u64,
}

impl Read for Counted<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(room)?;
        self.bytes += count as u64;
        Ok(count)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.bytes += count as u64;
        self.inner.consume(count);
    }
}

enum Unpacker<'a> {
    Gzip(MultiGzDecoder<Counted<'a>>),
    Deflate(DeflateDecoder<Counted<'a>>),
    Stored(io::Take<Bytes<'a>>),
}

impl<'a> Unpacker<'a> {
    /// The packed bytes read so far. `None` for a stored file.
    fn packed(&self) -> Option<u64> {
        match self {
            Unpacker::Gzip(unpacker) => Some(unpacker.get_ref().bytes),
            Unpacker::Deflate(unpacker) => Some(unpacker.get_ref().bytes),
            Unpacker::Stored(_) => None,
        }
    }

    /// What comes after the file.
    fn rest(self) -> Bytes<'a> {
        match self {
            Unpacker::Gzip(unpacker) => unpacker.into_inner().inner,
            Unpacker::Deflate(unpacker) => unpacker.into_inner().inner,
            Unpacker::Stored(taken) => taken.into_inner(),
        }
    }
}

/// Unpacked bytes, with an error once they are far more than their packed size explains.
struct Bounded<'a> {
    inner: Unpacker<'a>,
    bytes: u64,
}

impl Read for Bounded<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let count = match &mut self.inner {
            Unpacker::Gzip(unpacker) => unpacker.read(room)?,
            Unpacker::Deflate(unpacker) => unpacker.read(room)?,
            Unpacker::Stored(taken) => taken.read(room)?,
        };
        self.bytes += count as u64;
        match self.inner.packed() {
            Some(packed) if self.bytes > HARMLESS && self.bytes / RATIO > packed => {
                let message = format!(
                    "the file unpacks to more than {RATIO} times its size, as no memory does; unpack it yourself if you trust it"
                );
                Err(io::Error::new(io::ErrorKind::InvalidData, message))
            }
            _ => Ok(count),
        }
    }
}

/// A file that is being unpacked; the container is given back when it is read or given up.
struct Entry<'a> {
    inner: Option<Bounded<'a>>,
    rest: Arc<Mutex<Option<Bytes<'a>>>>,
}

impl Entry<'_> {
    fn give_back(&mut self) {
        if let Some(entry) = self.inner.take() {
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(entry.inner.rest());
        }
    }
}

impl Read for Entry<'_> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let Some(entry) = &mut self.inner else { return Ok(0) };
        let count = entry.read(room)?;
        if count == 0 && !room.is_empty() {
            self.give_back();
        }
        Ok(count)
    }
}

/// Opens a memory by its name, first bytes and all of it.
pub(super) type Open<'a> =
    Box<dyn FnMut(&str, Vec<u8>, Bytes<'a>) -> Result<Box<dyn UnitSource + Send + 'a>> + Send + 'a>;

/// The memories of a container, one after the other.
pub(super) struct Memories<'a> {
    header: Header,
    present: Box<dyn UnitSource + Send + 'a>,
    entries: Entries<'a>,
    open: Open<'a>,
    /// Whether the present one is not the first.
    turned: bool,
    /// The highest number of a unit in the memories before the present one, and in all so far.
    before: u64,
    last: u64,
    repairs: VecDeque<Repair>,
}

impl<'a> Memories<'a> {
    /// A container whose first memory is open.
    pub(super) fn new(
        first: Box<dyn UnitSource + Send + 'a>,
        entries: Entries<'a>,
        open: Open<'a>,
    ) -> Memories<'a> {
        let header = first.header().clone();
        Memories {
            header,
            present: first,
            entries,
            open,
            turned: false,
            before: 0,
            last: 0,
            repairs: VecDeque::new(),
        }
    }
}

impl UnitSource for Memories<'_> {
    fn header(&self) -> &Header {
        if self.turned { &self.header } else { self.present.header() }
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            let unit = self.present.next()?;
            for mut repair in self.present.repairs() {
                repair.unit += if repair.unit > 0 { self.before } else { 0 };
                // A unit that cannot be read has a number too.
                self.last = self.last.max(repair.unit);
                self.repairs.push_back(repair);
            }
            if let Some(mut unit) = unit {
                unit.number += self.before;
                self.last = self.last.max(unit.number);
                if self.turned {
                    unit.source_lang = unit.source_lang.or(self.present.header().source_lang);
                }
                return Ok(Some(unit));
            }
            if !self.turned {
                self.header = self.present.header().clone();
            }
            let Some((name, entry)) = self.entries.next()? else { return Ok(None) };
            let (head, input) = peek(entry)?;
            (self.turned, self.before) = (true, self.last);
            let message = format!("the container holds another memory, {name}; its units follow");
            self.repairs.push_back(Repair { id: "several-files", unit: 0, line: 0, message });
            self.present = (self.open)(&name, head, input)?;
        }
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.repairs.drain(..).collect()
    }
}
