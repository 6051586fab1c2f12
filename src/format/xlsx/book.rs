//! The parts of a workbook: a ZIP container of XML files that name each other.
//!
//! Parts are read as streams, so that what a workbook says of its own size costs nothing. All that is kept of one is
//! bounded.

use std::collections::{HashMap, HashSet};
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::sync::Arc;

use flate2::bufread::DeflateDecoder;
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, Event};
use zip::CompressionMethod;

use crate::error::{Error, ErrorKind, Result};
use crate::format::markup::attribute;
use crate::format::package::{Link, Part, list_of_links, parts};
use crate::format::xlsx::number::Shape;

/// The bytes of a workbook.
pub(super) const MOST_PACKED: u64 = 1 << 27;
/// What its parts unpack to.
const MOST_UNPACKED: u64 = 1 << 32;
/// The bytes of a part that is not a sheet and not the strings.
const MOST_OF_PART: u64 = 1 << 24;
/// The bytes of a row, and of a string.
pub(super) const MOST_OF_ROW: u64 = 1 << 24;
/// The shared strings: their text, and how many there are.
const MOST_TEXT: usize = 1 << 27;
const MOST_STRINGS: usize = 1 << 22;

/// A workbook.
pub(super) struct Book {
    bytes: Bytes,
    format: &'static str,
    parts: Vec<Part>,
    /// The sheets in their order.
    pub(super) sheets: Vec<SheetPart>,
    strings: Strings,
    /// How the numbers of each style are shown.
    shapes: Vec<Shape>,
    /// Whether days are counted from 1904.
    from_1904: bool,
}

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(super) struct SheetPart {
    pub(super) name: String,
    /// Its part in the container.
    pub(super) path: String,
    pub(super) is_hidden: bool,
}

#[derive(Clone)]
struct Bytes(Arc<Vec<u8>>);

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Book {
    /// Opens a workbook.
    ///
    /// # Errors
    ///
    /// If it is none, is broken, or is larger than any that is read.
    pub(super) fn open(bytes: Vec<u8>, format: &'static str) -> Result<Book> {
        let bad = |message: String| Error::malformed(format, 1, message);
        if bytes.is_empty() {
            return Err(Error::new(ErrorKind::Empty));
        }
        if bytes.len() as u64 > MOST_PACKED {
            return Err(bad(format!(
                "the workbook has more than {MOST_PACKED} bytes; split it, or save it as CSV"
            )));
        }
        if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
            let message = "an old or protected workbook; save it as XLSX without a password";
            return Err(bad(message.to_owned()));
        }
        if !bytes.starts_with(b"PK") {
            return Err(bad("not an XLSX workbook".to_owned()));
        }
        let parts = parts(&bytes, format, "workbook", MOST_UNPACKED)?;
        let mut book = Book {
            bytes: Bytes(Arc::new(bytes)),
            format,
            parts,
            sheets: Vec::new(),
            strings: Strings::default(),
            shapes: Vec::new(),
            from_1904: false,
        };
        book.read_parts()?;
        Ok(book)
    }

    fn read_parts(&mut self) -> Result<()> {
        let of_kind = |links: &[Link], kind: &str| -> Option<String> {
            links.iter().find(|link| link.is(kind)).map(|link| link.path.clone())
        };
        let top = self.links("")?;
        let main = of_kind(&top, "officeDocument").unwrap_or_else(|| "xl/workbook.xml".to_owned());
        if self.part(&main).is_none() || main.ends_with(".bin") {
            let message = "not a workbook that can be read; save it as XLSX";
            return Err(Error::malformed(self.format, 1, message));
        }
        let links = self.links(&main)?;
        let ids: HashMap<&str, &Link> = links.iter().rev().map(|link| (&*link.id, link)).collect();
        let mut listed = HashSet::new();
        let mut xml = self.xml(&main)?;
        while let Some(event) = xml.next()? {
            let (Event::Start(start) | Event::Empty(start)) = event else { continue };
            match start.local_name().as_ref() {
                "workbookPr" => {
                    let value = attribute(&start, "date1904");
                    self.from_1904 = value.is_some_and(|value| value == "1" || value == "true");
                }
                "sheet" => {
                    let id = attribute(&start, "id");
                    let link = id.and_then(|id| ids.get(&*id).copied());
                    let link = link.filter(|link| link.is("worksheet"));
                    // A sheet is listed once.
                    if let Some(link) = link.filter(|link| listed.insert(&*link.path)) {
                        let name = attribute(&start, "name").unwrap_or_default().into_owned();
                        let state = attribute(&start, "state");
                        let is_hidden = matches!(state.as_deref(), Some("hidden" | "veryHidden"));
                        self.sheets.push(SheetPart { name, path: link.path.clone(), is_hidden });
                    }
                }
                _ => {}
            }
        }
        if let Some(path) = of_kind(&links, "styles").filter(|path| self.part(path).is_some()) {
            self.shapes = shapes(self.xml(&path)?)?;
        }
        if let Some(path) = of_kind(&links, "sharedStrings").filter(|p| self.part(p).is_some()) {
            self.strings = Strings::read(self.stream(&path)?, self.format)?;
        }
        Ok(())
    }

    /// Whether there is a part of a name.
    pub(super) fn has(&self, path: &str) -> bool {
        self.part(path).is_some()
    }

    fn part(&self, path: &str) -> Option<&Part> {
        self.parts.iter().find(|part| part.name.eq_ignore_ascii_case(path))
    }

    /// A part whose whole is small.
    fn xml(&self, path: &str) -> Result<Xml> {
        let mut xml = self.stream(path)?;
        xml.allow(MOST_OF_PART);
        Ok(xml)
    }

    /// A part of any size; what is read of it at a time has to be allowed.
    pub(super) fn stream(&self, path: &str) -> Result<Xml> {
        let bad =
            |message: &str| Error::malformed(self.format, 1, format!("the part {path} {message}"));
        let part = self.part(path).ok_or_else(|| bad("is missing; save the workbook again"))?;
        let mut bytes = Cursor::new(self.bytes.clone());
        bytes.set_position(part.start);
        let packed = bytes.take(part.packed);
        let inner: Box<dyn Read + Send> = match part.method {
            CompressionMethod::Stored => Box::new(packed),
            CompressionMethod::Deflated => Box::new(DeflateDecoder::new(packed).take(part.size)),
            _ => return Err(bad("is packed in a way that is not known")),
        };
        Ok(Xml {
            reader: Reader::from_reader(BufReader::new(Allowed { inner, left: MOST_OF_ROW })),
            buffer: Vec::new(),
            path: path.to_owned(),
            format: self.format,
            depth: 0,
        })
    }

    /// The bytes of a part.
    pub(super) fn bytes(&self, path: &str) -> Result<Vec<u8>> {
        let mut xml = self.stream(path)?;
        xml.allow(u64::MAX);
        let mut bytes = Vec::new();
        xml.reader.get_mut().read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The parts that a part names; those of the container for no part.
    pub(super) fn links(&self, path: &str) -> Result<Vec<Link>> {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let list = list_of_links(path);
        let mut links = Vec::new();
        if self.part(&list).is_none() {
            return Ok(links);
        }
        let mut xml = self.xml(&list)?;
        while let Some(event) = xml.next()? {
            let (Event::Start(start) | Event::Empty(start)) = event else { continue };
            if start.local_name().as_ref() != "Relationship" {
                continue;
            }
            let value = |name| attribute(&start, name).unwrap_or_default().into_owned();
            links.push(Link::new(folder, value("Id"), value("Type"), value("Target")));
        }
        Ok(links)
    }

    /// The text of a shared string.
    pub(super) fn string(&self, number: usize) -> Option<&str> {
        self.strings.get(number)
    }

    /// A number as a person sees it.
    pub(super) fn shown(&self, raw: &str, style: usize) -> String {
        self.shapes.get(style).unwrap_or(&Shape::General).show(raw, self.from_1904)
    }

    /// What format errors name.
    pub(super) fn format(&self) -> &'static str {
        self.format
    }
}

/// XML that is read as a stream.
pub(super) struct Xml {
    reader: Reader<BufReader<Allowed>>,
    buffer: Vec<u8>,
    path: String,
    format: &'static str,
    depth: usize,
}

impl Xml {
    /// The next part of it, or nothing at its end.
    ///
    /// # Errors
    ///
    /// If it is broken, or more was to be read than allowed.
    pub(super) fn next(&mut self) -> Result<Option<Event<'_>>> {
        self.buffer.clear();
        let (path, format) = (&self.path, self.format);
        let bad = |message: String| {
            Error::malformed(format, 1, format!("the part {path} cannot be read: {message}"))
        };
        let event = self.reader.read_event_into(&mut self.buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => bad(error.to_string()),
            error => bad(error.to_string()),
        })?;
        match event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(bad("it is cut off".to_owned())),
            Event::Eof => return Ok(None),
            _ => {}
        }
        Ok(Some(event))
    }

    /// Allows so many bytes more to be read.
    pub(super) fn allow(&mut self, bytes: u64) {
        self.reader.get_mut().get_mut().left = bytes;
    }
}

/// A stream of which only so much may be read.
struct Allowed {
    inner: Box<dyn Read + Send>,
    left: u64,
}

impl Read for Allowed {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a row or text in it is larger than any that is read"));
        }
        let count = self.inner.read(to)?;
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}

/// Adds what a reference stands for to a text.
pub(super) fn add_reference(name: &BytesRef<'_>, to: &mut String) {
    match name.resolve_char_ref() {
        Ok(Some(c)) => to.push(c),
        _ => match resolve_predefined_entity(name) {
            Some(text) => to.push_str(text),
            None => {
                to.push('&');
                to.push_str(name);
                to.push(';');
            }
        },
    }
}

/// Adds a text in which characters may be escaped as `_x000D_`.
pub(super) fn add_unescaped(text: &str, to: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let (before, escape) = rest.split_at(at);
        to.push_str(before);
        let code = escape.get(2..6).filter(|_| escape.as_bytes().get(6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?)) {
            Some(c) => {
                to.push(c);
                rest = &escape[7..];
            }
            None => {
                to.push_str("_x");
                rest = &escape[2..];
            }
        }
    }
    to.push_str(rest);
}

/// Texts that cells refer to by number.
#[derive(Default)]
struct Strings {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
}

impl Strings {
    fn read(mut xml: Xml, format: &'static str) -> Result<Strings> {
        let mut strings = Strings::default();
        let (mut raw, mut is_text, mut aside) = (String::new(), false, false);
        loop {
            let Some(event) = xml.next()? else { return Ok(strings) };
            match event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "t" => is_text = !aside,
                    "rPh" => aside = true,
                    _ => {}
                },
                Event::Text(text) if is_text => raw.push_str(&text),
                Event::CData(text) if is_text => raw.push_str(&text),
                Event::GeneralRef(name) if is_text => add_reference(&name, &mut raw),
                Event::Empty(start) if start.local_name().as_ref() == "si" => {
                    strings.end(format)?;
                    xml.allow(MOST_OF_ROW);
                }
                Event::End(end) => match end.local_name().as_ref() {
                    "t" => is_text = false,
                    "rPh" => aside = false,
                    "si" => {
                        add_unescaped(&raw, &mut strings.text);
                        raw.clear();
                        strings.end(format)?;
                        xml.allow(MOST_OF_ROW);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }

    fn end(&mut self, format: &'static str) -> Result<()> {
        self.ends.push(u32::try_from(self.text.len()).unwrap_or(u32::MAX));
        if self.text.len() > MOST_TEXT || self.ends.len() > MOST_STRINGS {
            let message = format!(
                "its strings have more than {MOST_TEXT} bytes or are more than {MOST_STRINGS}; split the workbook, or \
                 save it as CSV"
            );
            return Err(Error::malformed(format, 1, message));
        }
        Ok(())
    }

    fn get(&self, number: usize) -> Option<&str> {
        let end = *self.ends.get(number)? as usize;
        let start = number.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        self.text.get(start..end)
    }
}

/// How the numbers of each style are shown.
fn shapes(mut xml: Xml) -> Result<Vec<Shape>> {
    let mut codes: Vec<(u32, String)> = Vec::new();
    let mut shapes = Vec::new();
    let mut in_cells = false;
    while let Some(event) = xml.next()? {
        match event {
            Event::Start(start) | Event::Empty(start) => {
                let id = || attribute(&start, "numFmtId").and_then(|id| id.parse().ok());
                match start.local_name().as_ref() {
                    "cellXfs" => in_cells = true,
                    "numFmt" if codes.len() < 10_000 => {
                        let code = attribute(&start, "formatCode").unwrap_or_default();
                        codes.push((id().unwrap_or(0), code.into_owned()));
                    }
                    "xf" if in_cells && shapes.len() < 1 << 17 => {
                        let id = id().unwrap_or(0);
                        let code = codes.iter().find(|(known, _)| *known == id);
                        shapes.push(Shape::of(id, code.map(|(_, code)| code.as_str())));
                    }
                    _ => {}
                }
            }
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => in_cells = false,
            _ => {}
        }
    }
    Ok(shapes)
}

/// Reads a workbook from a stream, no further than one may be long.
pub(super) fn read_all(input: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    input.take(MOST_PACKED + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_are_undone() {
        let mut text = String::new();
        add_unescaped("a_x000D_b_x005F_x000D__x00_يوم_xZZZZ_", &mut text);
        assert_eq!(text, "a\rb_x000D__x00_يوم_xZZZZ_");
    }
}
