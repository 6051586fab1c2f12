//! ZIP containers of parts that name each other: documents and workbooks of office programs, and books.
//!
//! Parts are found by the directory at the end of the container. Nothing is unpacked before its size is known to be
//! within bounds.

use std::collections::HashMap;
use std::io::{Cursor, Read};
use std::ops::Deref;

use encoding_rs::Encoding;
use flate2::read::DeflateDecoder;
use zip::{CompressionMethod, ZipArchive};

use crate::error::{Error, Result};
use crate::format::markup::{Node, Xml};

/// How many parts a container has.
const MOST_PARTS: usize = 10_000;
/// What the parts of a document unpack to.
const MOST_UNPACKED: u64 = 1 << 30;
/// The bytes of a part that is read.
const MOST_OF_PART: u64 = 96 << 20;
/// No part of a document shrinks by more; smaller parts than `HARMLESS` may.
const RATIO: u64 = 250;
const HARMLESS: u64 = 4 << 20;

/// A part of a container.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) name: String,
    /// Where its packed bytes start.
    pub(super) start: u64,
    pub(super) packed: u64,
    /// How many bytes it has, as the container says.
    pub(super) size: u64,
    pub(super) method: CompressionMethod,
}

/// A reference from one part to another.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) id: String,
    kind: String,
    /// What it leads to, as it is written.
    pub(super) target: String,
    /// The part it leads to.
    pub(super) path: String,
}

impl Link {
    /// Whether it is of a kind, by the last part of its name.
    pub(super) fn is(&self, kind: &str) -> bool {
        self.kind.rsplit('/').next() == Some(kind)
    }

    /// Whether it leads to comments.
    pub(super) fn is_comments(&self) -> bool {
        self.is("comments") || self.is("threadedComment")
    }
}

/// The references of a part, in their order.
#[derive(Debug, Default)]
pub(super) struct Links {
    all: Vec<Link>,
    by_id: HashMap<String, usize>,
}

impl Links {
    fn push(&mut self, link: Link) {
        self.by_id.entry(link.id.clone()).or_insert(self.all.len());
        self.all.push(link);
    }

    /// The first of an id.
    pub(super) fn with_id(&self, id: &str) -> Option<&Link> {
        self.by_id.get(id).map(|&at| &self.all[at])
    }
}

impl Deref for Links {
    type Target = [Link];

    fn deref(&self) -> &[Link] {
        &self.all
    }
}

/// A container whose parts are small enough to be read one by one.
#[derive(Debug)]
pub(super) struct Package<'b> {
    bytes: &'b [u8],
    format: &'static str,
    parts: Vec<Part>,
}

impl<'b> Package<'b> {
    /// Opens a container.
    ///
    /// # Errors
    ///
    /// If it is none, is broken, has a password, or is larger than any that is read.
    pub(super) fn open(bytes: &'b [u8], format: &'static str) -> Result<Package<'b>> {
        Ok(Package { bytes, format, parts: parts(bytes, format, "document", MOST_UNPACKED)? })
    }

    /// What errors name.
    pub(super) fn format(&self) -> &'static str {
        self.format
    }

    /// Whether there is a part of a name.
    pub(super) fn has(&self, path: &str) -> bool {
        self.part(path).is_some()
    }

    fn part(&self, path: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(path))
    }

    /// The bytes of a part.
    ///
    /// # Errors
    ///
    /// If it is missing, broken, or larger than any that is read.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let bad =
            |what: String| Error::malformed(self.format, 1, format!("the part {path} {what}"));
        let Some(part) = self.part(path) else {
            return Err(bad("is missing; save the document again".to_owned()));
        };
        if part.size > MOST_OF_PART {
            let most = MOST_OF_PART >> 20;
            return Err(bad(format!("has more than {most} MiB; divide the document")));
        }
        if part.size > HARMLESS && part.size / RATIO > part.packed {
            return Err(bad(format!(
                "unpacks to more than {RATIO} times its size, as no document does; save the document again"
            )));
        }
        let end = part.start.saturating_add(part.packed);
        let range = usize::try_from(part.start).ok().zip(usize::try_from(end).ok());
        let packed = range.and_then(|(start, end)| self.bytes.get(start..end));
        let packed = packed.ok_or_else(|| bad("is cut off; copy the file again".to_owned()))?;
        let mut unpacked = Vec::new();
        let read = match part.method {
            CompressionMethod::Stored => packed.take(part.size).read_to_end(&mut unpacked),
            CompressionMethod::Deflated => {
                DeflateDecoder::new(packed).take(part.size).read_to_end(&mut unpacked)
            }
            _ => return Err(bad("is packed in a way that is not known; save it again".to_owned())),
        };
        read.map_err(|error| bad(format!("cannot be unpacked ({error}); copy the file again")))?;
        Ok(unpacked)
    }

    /// The text of a part that is XML.
    ///
    /// # Errors
    ///
    /// As [`Package::bytes`].
    pub(super) fn text(&self, path: &str) -> Result<String> {
        Ok(decoded(self.bytes(path)?))
    }

    /// The part that holds the document, `usual` where the container does not say; `what` is what it should be.
    ///
    /// # Errors
    ///
    /// If it is not there, or a list of parts is broken.
    pub(super) fn main_part(&self, usual: &str, what: &str) -> Result<String> {
        let top = self.links("")?;
        let main = top.iter().find(|link| link.is("officeDocument")).map(|link| link.path.clone());
        let main = main.unwrap_or_else(|| usual.to_owned());
        if self.has(&main) {
            return Ok(main);
        }
        let message = format!("not a {what} that can be read; save it as {} again", self.format);
        Err(Error::malformed(self.format, 1, message))
    }

    /// The parts that a part names; those of the container for no part.
    ///
    /// # Errors
    ///
    /// If the list of them is broken.
    pub(super) fn links(&self, path: &str) -> Result<Links> {
        let list = list_of_links(path);
        if !self.has(&list) {
            return Ok(Links::default());
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let text = self.text(&list)?;
        let mut xml = Xml::new(&text, &list, self.format);
        let mut links = Links::default();
        while let Some(node) = xml.next()? {
            let Node::Start(element) = node else { continue };
            if element.name() == "Relationship" {
                let value = |name| element.attribute(name).unwrap_or_default().into_owned();
                links.push(Link::new(folder, value("Id"), value("Type"), value("Target")));
            }
        }
        Ok(links)
    }
}

impl Link {
    /// A reference in a list of a folder.
    pub(super) fn new(folder: &str, id: String, kind: String, target: String) -> Link {
        Link { id, kind, path: resolve(folder, &target), target }
    }
}

/// The part that lists what a part refers to.
pub(super) fn list_of_links(path: &str) -> String {
    match path.rsplit_once('/') {
        None => format!("_rels/{path}.rels"),
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
    }
}

/// XML as text. A byte-order mark tells of UTF-16; bytes that are not valid are told apart by their sign.
fn decoded(bytes: Vec<u8>) -> String {
    match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => {
            encoding.decode_without_bom_handling(&bytes[length..]).0.into_owned()
        }
        None => String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned()),
    }
}

/// A path from the top of the container, given one from a folder in it.
pub(super) fn resolve(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let whole = match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target,
        None => format!("{folder}/{target}"),
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in whole.split('/') {
        match part {
            "." | "" => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// The name of a part, by the bytes of its name in the container.
pub(super) fn name_of(raw: &[u8]) -> String {
    String::from_utf8_lossy(raw).replace('\\', "/")
}

/// The parts of a container that unpacks to so many bytes at most; errors say what it should be.
///
/// # Errors
///
/// If it is no container, is broken, has a password, or is larger than any that is read.
pub(super) fn parts(
    bytes: &[u8],
    format: &'static str,
    what: &str,
    most: u64,
) -> Result<Vec<Part>> {
    let bad = |message: String| Error::malformed(format, 1, message);
    let unreadable = |error| bad(format!("not a {what} that can be read: {error}; save it again"));
    let mut container = ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    if container.len() > MOST_PARTS {
        return Err(bad(format!("the {what} has more than {MOST_PARTS} parts")));
    }
    let mut parts = Vec::new();
    let mut sum = 0u64;
    for at in 0..container.len() {
        let part = container.by_index_raw(at).map_err(unreadable)?;
        sum = sum.saturating_add(part.size());
        if part.encrypted() {
            return Err(bad(format!("the {what} has a password; save it without one")));
        }
        parts.push(Part {
            name: name_of(part.name_raw()),
            start: part.data_start().unwrap_or(u64::MAX),
            packed: part.compressed_size(),
            size: part.size(),
            method: part.compression(),
        });
    }
    if sum > most {
        return Err(bad(format!("it unpacks to {sum} bytes; at most {most} are read")));
    }
    Ok(parts)
}

/// Whether a container has a part whose name holds some bytes, as its directory says. Only to tell formats apart.
pub(super) fn names(bytes: &[u8], name: &str) -> bool {
    /// The directory ends with at most so many bytes.
    const END: usize = 22 + 0xFFFF;
    if !bytes.starts_with(b"PK\x03\x04") {
        return false;
    }
    let tail = &bytes[bytes.len().saturating_sub(END)..];
    let directory = memchr::memmem::rfind(tail, b"PK\x05\x06").and_then(|at| {
        let start = tail.get(at + 16..at + 20)?;
        bytes.get(u32::from_le_bytes(start.try_into().ok()?) as usize..)
    });
    memchr::memmem::find(directory.unwrap_or(bytes), name.as_bytes()).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resolved() {
        for (folder, target, path) in [
            ("xl", "worksheets/sheet1.xml", "xl/worksheets/sheet1.xml"),
            ("xl", "/xl/styles.xml", "xl/styles.xml"),
            ("xl/worksheets", "..\\comments1.xml", "xl/comments1.xml"),
            ("", "xl/workbook.xml", "xl/workbook.xml"),
        ] {
            assert_eq!(resolve(folder, target), path);
        }
        assert_eq!(list_of_links("word/document.xml"), "word/_rels/document.xml.rels");
        assert_eq!(list_of_links(""), "_rels/.rels");
    }
}
