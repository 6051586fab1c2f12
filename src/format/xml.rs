//! XML of memories, with repairs: what the readers of TMX and XLIFF share.
//!
//! Nothing outside the file is ever fetched. Entities a file defines itself are expanded only if their text is
//! short. Files are cut into tags and text here and not by a library, since what real files have wrong (a lone `<`, a
//! quotation mark too few) makes a strict parser lose everything after it.

use std::collections::BTreeMap;

use quick_xml::escape::{resolve_html5_entity, resolve_xml_entity};

use crate::error::{Error, Result};
use crate::format::input::{Input, LONGEST};
use crate::format::repairs::Repairs;

pub(super) mod escape;
pub(super) mod place;
mod token;

use token::{Kind, Token};

pub(super) use token::Start;

/// The most entities that a document type may define, and the most bytes of each.
const ENTITIES: usize = 1_000;
const LONGEST_ENTITY: usize = 1_000;

/// A part of an XML file. Comments, processing instructions and declarations are skipped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Event<'b> {
    /// The start of an element.
    Start(Start<'b>),
    /// An element without content.
    Empty(Start<'b>),
    /// The end of an element, by its name without prefix.
    End(&'b str),
    /// Text as it stands in the file.
    Text(&'b str),
    /// The text of a CDATA section.
    CData(&'b str),
    /// The name of an entity, or `#` and the number of a character.
    Ref(&'b str),
    /// The end of the file.
    Eof,
}

/// Events of an XML stream, with their lines.
pub(super) struct Xml<'a> {
    input: Input<'a>,
    format: &'static str,
    entities: BTreeMap<String, String>,
    pub(super) repairs: Repairs,
    /// Bytes since [`Xml::begin_unit`].
    unit: usize,
}

impl<'a> Xml<'a> {
    /// Reads XML; errors name `format`.
    pub(super) fn new(input: Input<'a>, format: &'static str) -> Xml<'a> {
        Xml { input, format, entities: BTreeMap::new(), repairs: Repairs::default(), unit: 0 }
    }

    /// The line where the latest event starts, from 1.
    pub(super) fn line(&mut self) -> u64 {
        self.input.line()
    }

    /// Starts a unit. Its size is bounded, as that of any event is.
    pub(super) fn begin_unit(&mut self) {
        self.unit = 0;
    }

    /// The next event.
    ///
    /// # Errors
    ///
    /// If an event or unit is too long; and what reading fails with.
    pub(super) fn next<'b>(&mut self, buffer: &'b mut String) -> Result<Event<'b>> {
        buffer.clear();
        loop {
            self.input.begin_item();
            let Some(Token { kind, content, length }) = self.token()? else {
                return Ok(Event::Eof);
            };
            self.unit += length;
            if self.unit > LONGEST {
                return Err(self.error(format!("one unit has more than {LONGEST} bytes")));
            }
            if kind == Kind::Skipped {
                self.input.advance(length);
                continue;
            }
            buffer.push_str(&self.input.rest()[content]);
            self.input.advance(length);
            let text: &'b str = match kind {
                Kind::DocType => {
                    self.define(buffer);
                    buffer.clear();
                    continue;
                }
                Kind::Ref => {
                    self.join_surrogates(buffer)?;
                    buffer
                }
                _ => buffer,
            };
            return Ok(match kind {
                Kind::Start => Event::Start(Start::new(text)),
                Kind::Empty => Event::Empty(Start::new(text)),
                Kind::End => Event::End(token::local(text.trim_end())),
                Kind::OpenEnd => {
                    self.repair("markup", "a > is missing");
                    Event::End(token::local(text.trim_end()))
                }
                Kind::Loose => {
                    self.repair("markup", format!("a lone {text} is read as text"));
                    Event::Text(text)
                }
                Kind::CData => Event::CData(text),
                Kind::Ref => Event::Ref(text),
                Kind::Text | Kind::DocType | Kind::Skipped => Event::Text(text),
            });
        }
    }

    /// The end of the next token. `None` at the end of the file, or where it is cut off inside markup.
    fn token(&mut self) -> Result<Option<Token>> {
        let mut ended = false;
        loop {
            if let Some(token) = token::next(self.input.rest(), ended) {
                return Ok(Some(token));
            }
            if ended {
                return Ok(None);
            }
            if self.input.rest().len() > LONGEST {
                return Err(self.error(format!("one item has more than {LONGEST} bytes")));
            }
            ended = !self.input.grow()?;
        }
    }

    /// Skips to the next tag with one of some names, or to the end of the file.
    ///
    /// # Errors
    ///
    /// What reading fails with.
    pub(super) fn skip_to(&mut self, names: &[&str]) -> Result<()> {
        /// More bytes than a bracket, any of the names, and what ends it.
        const KEPT: usize = 16;
        self.unit = 0;
        let mut from = 1;
        loop {
            let rest = self.input.rest();
            let bytes = rest.as_bytes().get(from..).unwrap_or_default();
            let mut brackets = memchr::memchr_iter(b'<', bytes).map(|at| from + at);
            let is_wanted =
                |at: &usize| names.iter().any(|name| token::starts(&rest[at + 1..], name));
            if let Some(at) = brackets.find(is_wanted) {
                self.input.advance(at);
                return Ok(());
            }
            let mut done = rest.len().saturating_sub(KEPT);
            while !rest.is_char_boundary(done) {
                done -= 1;
            }
            from = from.saturating_sub(done);
            self.input.advance(done);
            if !self.input.grow()? {
                let left = self.input.rest().len();
                self.input.advance(left);
                return Ok(());
            }
        }
    }

    /// Some programs write a character beyond 16 bits as two references; no single one of them is a character.
    fn join_surrogates(&mut self, name: &mut String) -> Result<()> {
        let high = |name: &str| {
            token::number(name.strip_prefix('#')?).filter(|n| (0xD800..0xDC00).contains(n))
        };
        if high(name).is_none() {
            return Ok(());
        }
        while self.input.rest().len() < 16 && self.input.grow()? {}
        let next = self.input.rest().get(1..).filter(|_| self.input.rest().starts_with("&#"));
        let Some((second, _)) = next.and_then(|next| next.split_once(';')) else { return Ok(()) };
        let low = |name: &str| {
            token::number(name.strip_prefix('#')?).filter(|n| (0xDC00..0xE000).contains(n))
        };
        if second.len() < 12 && low(second).is_some() {
            let length = second.len() + 2;
            name.extend([";&", second]);
            self.input.advance(length);
        }
        Ok(())
    }

    /// An error at the present line.
    pub(super) fn error(&mut self, message: impl Into<String>) -> Error {
        Error::malformed(self.format, self.line(), message)
    }

    /// Notes a repair at the present line.
    pub(super) fn repair(&mut self, id: &'static str, message: impl Into<String>) {
        let line = self.line();
        self.repairs.add(id, line, message);
    }

    /// Takes the repairs made since the last call, of encoding and markup.
    pub(super) fn take_repairs(&mut self) -> Vec<crate::unit::Repair> {
        let mut all = self.input.repairs.take();
        all.append(&mut self.repairs.take());
        all
    }

    /// Appends the text of an event, if it is one that has text.
    pub(super) fn push(&mut self, event: &Event<'_>, to: &mut String) {
        match event {
            Event::Text(text) | Event::CData(text) => self.push_text(text, to),
            Event::Ref(name) => self.push_ref(name, to),
            _ => {}
        }
    }

    /// Text as it stands in the file: line ends become line feeds, and characters XML forbids go.
    fn push_text(&mut self, text: &str, to: &mut String) {
        // Without early exit this is a loop the compiler makes wide.
        let odd = |b: u8| (b < b' ') & (b != b'\t') & (b != b'\n') | (b == 0xEF);
        if !text.bytes().fold(false, |found, b| found | odd(b)) {
            to.push_str(text);
            return;
        }
        let mut removed = 0;
        let mut after_return = false;
        for c in text.chars() {
            match c {
                '\r' => to.push('\n'),
                '\n' if after_return => {}
                c if escape::holds(c) => to.push(c),
                _ => removed += 1,
            }
            after_return = c == '\r';
        }
        if removed > 0 {
            self.repair(
                "control-character",
                format!("{removed} character(s) XML cannot hold went"),
            );
        }
    }

    fn push_ref(&mut self, name: &str, to: &mut String) {
        if let Some(text) = resolve_xml_entity(name) {
            to.push_str(text);
        } else if let Some((high, low)) = name.split_once(";&") {
            let number = |name: &str| token::number(&name[1..]).unwrap_or_default();
            let joined = 0x10000 + ((number(high) - 0xD800) << 10) + (number(low) - 0xDC00);
            to.extend(char::from_u32(joined));
            self.repair("entity", format!("&{name}; are the two halves of one character"));
        } else if let Some(digits) = name.strip_prefix('#') {
            match token::number(digits).and_then(char::from_u32) {
                Some(c) if escape::holds(c) => to.push(c),
                Some(_) => {
                    self.repair("control-character", format!("&{name}; went, XML cannot hold it"));
                }
                None => {
                    self.repair("entity", format!("&{name}; is no character; kept as text"));
                    to.extend(["&", name, ";"]);
                }
            }
        } else if let Some(text) = self.entities.get(name) {
            to.push_str(text);
        } else if let Some(text) = resolve_html5_entity(name) {
            self.repair("entity", format!("&{name}; is HTML and not XML; read as HTML has it"));
            to.push_str(text);
        } else {
            self.repair("entity", format!("&{} is not defined; kept as text", shown(name)));
            to.extend(["&", name, ";"]);
        }
    }

    /// The value of an attribute.
    fn value(&mut self, raw: &str) -> String {
        let mut value = String::with_capacity(raw.len());
        let mut rest = raw;
        while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
            self.push_text(&rest[..at], &mut value);
            rest = &rest[at..];
            match token::reference(rest, true) {
                Some(Some(end)) => {
                    self.push_ref(&rest[1..end], &mut value);
                    rest = &rest[end + 1..];
                }
                _ => {
                    value.push('&');
                    rest = &rest[1..];
                }
            }
        }
        self.push_text(rest, &mut value);
        value
    }

    /// The attributes of an element with their values, each once.
    pub(super) fn attributes<'s>(&mut self, start: &Start<'s>) -> Vec<(&'s str, String)> {
        let mut found: Vec<(&str, String)> = Vec::new();
        for attribute in start.attributes() {
            let name = attribute.name;
            if !attribute.is_right {
                let what = format!(
                    "the attribute {} of {} lacks a value or quotation marks",
                    shown(name),
                    start.name()
                );
                self.repair("attribute", what);
            }
            if found.iter().any(|(other, _)| *other == name) {
                let what = format!("{} has {} twice; the first counts", start.name(), shown(name));
                self.repair("attribute", what);
            } else {
                found.push((name, self.value(attribute.value)));
            }
        }
        found
    }

    /// Takes the entities a document type defines itself.
    fn define(&mut self, doctype: &str) {
        let mut rest = doctype;
        while let Some(at) = rest.find("<!ENTITY") {
            rest = rest[at + "<!ENTITY".len()..].trim_start();
            let (name, value) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
            let value = value.trim_start();
            let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
            let literal = quote.and_then(|quote| value[1..].split(quote).next());
            let text = literal.and_then(|literal| self.plain(literal));
            match text {
                Some(text) if self.entities.len() < ENTITIES && escape::is_name(name) => {
                    self.entities.insert(name.to_owned(), text);
                }
                _ => {
                    let what =
                        "points elsewhere, is not plain text or too long; it is not expanded";
                    self.repair("entity", format!("the entity {} {what}", shown(name)));
                }
            }
            rest = &value[literal.map_or(0, str::len).min(value.len())..];
        }
    }

    /// The text of an entity, if it is short and holds no markup. Entities that are defined before it may stand in
    /// it, so no text is longer than the longest.
    fn plain(&self, literal: &str) -> Option<String> {
        if literal.contains(['<', '%']) {
            return None;
        }
        let mut whole = String::new();
        let mut rest = literal;
        while let Some(at) = rest.find('&') {
            whole.push_str(&rest[..at]);
            let end = rest[at..].find(';')? + at;
            let name = &rest[at + 1..end];
            match name.strip_prefix('#') {
                Some(digits) => {
                    let c = char::from_u32(token::number(digits)?).filter(|&c| escape::holds(c));
                    // `&#60;` and `&#38;` would make markup.
                    whole.push(c.filter(|c| !matches!(c, '<' | '&'))?);
                }
                None => whole.push_str(self.entities.get(name)?),
            }
            if whole.len() > LONGEST_ENTITY {
                return None;
            }
            rest = &rest[end + 1..];
        }
        whole.push_str(rest);
        (whole.len() <= LONGEST_ENTITY).then_some(whole)
    }
}

/// A name from a file, short enough for a message.
pub(super) fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}
