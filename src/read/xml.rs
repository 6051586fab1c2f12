//! XML as memories hold it, mended where it can be: what readers of TMX and XLIFF share.
//!
//! Nothing outside the file is ever fetched. Entities a file defines itself are expanded only if their text is
//! short and names no other entity.

use std::borrow::Cow;
use std::collections::BTreeMap;

use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};
use quick_xml::events::attributes::Attribute;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Error as XmlError, Reader};

use crate::error::{Error, Result};
use crate::read::input::Input;
use crate::read::repairs::Repairs;

/// No more entities are taken from a document type, and none longer.
const ENTITIES: usize = 1_000;
const LONGEST_ENTITY: usize = 1_000;

/// Events of an XML stream, with their lines.
pub(super) struct Xml<'a> {
    reader: Reader<Input<'a>>,
    format: &'static str,
    entities: BTreeMap<String, String>,
    pub(super) repairs: Repairs,
    /// The line where the latest event starts, from 1.
    pub(super) line: u64,
}

impl<'a> Xml<'a> {
    /// Reads XML; errors name `format`.
    pub(super) fn new(input: Input<'a>, format: &'static str) -> Xml<'a> {
        let mut reader = Reader::from_reader(input);
        let config = reader.config_mut();
        config.allow_dangling_amp = true;
        config.allow_unmatched_ends = true;
        config.check_end_names = false;
        Xml { reader, format, entities: BTreeMap::new(), repairs: Repairs::default(), line: 1 }
    }

    /// The next event.
    ///
    /// # Errors
    ///
    /// Where the markup is broken; and what reading fails with.
    pub(super) fn next<'b>(&mut self, buffer: &'b mut Vec<u8>) -> Result<Event<'b>> {
        buffer.clear();
        self.reader.get_mut().begin_item();
        self.line = self.reader.get_ref().line();
        let event = self.reader.read_event_into(buffer).map_err(|error| match error {
            XmlError::Io(error) => {
                Error::from(std::io::Error::new(error.kind(), error.to_string()))
            }
            error => {
                let message = format!("the XML is broken: {error}");
                Error::malformed(self.format, self.line, message)
            }
        })?;
        if let Event::DocType(doctype) = &event {
            self.define(doctype);
        }
        Ok(event)
    }

    /// An error at the present line.
    pub(super) fn error(&self, message: impl Into<String>) -> Error {
        Error::malformed(self.format, self.line, message)
    }

    /// Notes a repair at the present line.
    pub(super) fn mend(&mut self, id: &'static str, message: impl Into<String>) {
        self.repairs.add(id, self.line, message);
    }

    /// What was mended since this was last asked, in the encoding and in the markup.
    pub(super) fn take_repairs(&mut self) -> Vec<crate::unit::Repair> {
        let mut all = self.reader.get_mut().repairs.take();
        all.append(&mut self.repairs.take());
        all
    }

    /// Appends the text of an event, if it is one that has text.
    pub(super) fn push(&mut self, event: &Event<'_>, to: &mut String) {
        match event {
            Event::Text(text) => self.push_text(text, to),
            Event::CData(text) => self.push_text(text, to),
            Event::GeneralRef(name) => self.push_ref(name, to),
            _ => {}
        }
    }

    /// Text as it stands in the file: line ends become line feeds, and characters XML forbids go.
    fn push_text(&mut self, text: &str, to: &mut String) {
        let text = match memchr::memchr(b'\r', text.as_bytes()) {
            Some(_) => Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")),
            None => Cow::Borrowed(text),
        };
        // Without early exit this is a loop the compiler makes wide.
        let odd = |b: u8| (b < b' ') & (b != b'\t') & (b != b'\n') | (b == 0xEF);
        if !text.bytes().fold(false, |found, b| found | odd(b)) {
            to.push_str(&text);
            return;
        }
        let mut removed = 0;
        for c in text.chars() {
            if crate::xml::holds(c) {
                to.push(c);
            } else {
                removed += 1;
            }
        }
        if removed > 0 {
            self.mend("control-character", format!("{removed} character(s) XML cannot hold went"));
        }
    }

    fn push_ref(&mut self, name: &str, to: &mut String) {
        if let Some(text) = resolve_xml_entity(name) {
            to.push_str(text);
        } else if let Some(digits) = name.strip_prefix('#') {
            match char_of(digits) {
                Some(c) if crate::xml::holds(c) => to.push(c),
                Some(_) => {
                    self.mend("control-character", format!("&{name}; went, XML cannot hold it"));
                }
                None => {
                    self.mend("entity", format!("&{name}; is no character; kept as text"));
                    to.extend(["&", name, ";"]);
                }
            }
        } else if let Some(text) = self.entities.get(name) {
            to.push_str(text);
        } else if let Some(text) = resolve_html5_entity(name) {
            self.mend("entity", format!("&{name}; is HTML and not XML; read as HTML has it"));
            to.push_str(text);
        } else {
            self.mend("entity", format!("&{} is not defined; kept as text", shown(name)));
            self.push_text(&format!("&{name};"), to);
        }
    }

    /// The value of an attribute.
    pub(super) fn value(&mut self, attribute: &Attribute<'_>) -> String {
        let raw: &str = &attribute.value;
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            self.push_text(&rest[..at], &mut value);
            let name = &rest[at + 1..];
            let end = name.bytes().take(64).position(|b| b == b';');
            match end
                .filter(|&end| name[..end].bytes().all(|b| b == b'#' || b.is_ascii_alphanumeric()))
            {
                Some(end) if end > 0 => {
                    self.push_ref(&name[..end], &mut value);
                    rest = &name[end + 1..];
                }
                _ => {
                    value.push('&');
                    rest = name;
                }
            }
        }
        self.push_text(rest, &mut value);
        value
    }

    /// The attributes of an element with their values; broken ones are passed over.
    pub(super) fn attributes<'s>(&mut self, start: &'s BytesStart<'_>) -> Vec<(&'s str, String)> {
        let mut found = Vec::new();
        let mut broken = false;
        for attribute in start.attributes().with_checks(false) {
            match attribute {
                Ok(attribute) => found.push((attribute.key.into_inner(), self.value(&attribute))),
                Err(_) => broken = true,
            }
        }
        if broken {
            let name = start.name();
            let name: &str = name.as_ref();
            self.mend("attribute", format!("an attribute of {} cannot be read", shown(name)));
        }
        found
    }

    /// Takes the entities a document type defines itself.
    fn define(&mut self, doctype: &str) {
        let mut rest = doctype;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = rest[at + "<!ENTITY".len()..].trim_start();
            let end = rest.find('>').unwrap_or(rest.len());
            let definition = &rest[..end];
            let mut parts = definition.splitn(2, char::is_whitespace);
            let name = parts.next().unwrap_or_default();
            let value = parts.next().unwrap_or_default().trim();
            match literal(value) {
                Some(text) if self.entities.len() < ENTITIES && crate::xml::is_name(name) => {
                    self.entities.insert(name.to_owned(), text);
                }
                _ => {
                    let what = "points elsewhere or is not plain text; it is not expanded";
                    self.mend("entity", format!("the entity {} {what}", shown(name)));
                }
            }
            rest = &rest[end..];
        }
    }
}

/// The text of an entity in quotes, if it is short and holds no markup and no other entity.
fn literal(value: &str) -> Option<String> {
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let text = value[1..].strip_suffix(quote)?;
    if text.len() > LONGEST_ENTITY || text.contains(['<', '%', quote]) {
        return None;
    }
    let mut whole = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        whole.push_str(&rest[..at]);
        let end = rest[at..].find(';')? + at;
        let c = char_of(rest[at + 1..end].strip_prefix('#')?).filter(|&c| crate::xml::holds(c))?;
        // `&#60;` and `&#38;` would make markup.
        whole.push(Some(c).filter(|c| !matches!(c, '<' | '&'))?);
        rest = &rest[end + 1..];
    }
    whole.push_str(rest);
    Some(whole)
}

/// The character of a reference without `&#` and `;`.
fn char_of(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

/// A name from a file, short enough for a message.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
