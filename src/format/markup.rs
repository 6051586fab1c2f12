//! XML of documents, which programs write: elements, and the text between them, read from memory.
//!
//! Namespaces are passed over, since strict and transitional files, and programs, differ in them. Document types are
//! skipped, and no entity but those of XML itself is known.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_predefined_entity, unescape};
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Result};

/// How deep elements lie in each other.
const DEEPEST: usize = 256;
/// How many characters tell what was left out.
const SAMPLE: usize = 200;

/// What comes next in a file.
#[derive(Debug)]
pub(super) enum Node<'t> {
    /// An element begins.
    Start(Element<'t>),
    /// The element that began last ends.
    End,
    /// Text, as it is read.
    Text(Cow<'t, str>),
}

/// The start of an element.
#[derive(Debug)]
pub(super) struct Element<'t>(BytesStart<'t>);

impl<'t> Element<'t> {
    /// Its name without prefix.
    pub(super) fn name(&self) -> &str {
        let name = self.0.name().0;
        name.rsplit_once(':').map_or(name, |(_, local)| local)
    }

    /// The value of an attribute, whatever the prefix of its name.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'_, str>> {
        attribute(&self.0, name)
    }

    /// The values of the attributes of a name, with whatever prefixes.
    pub(super) fn values(&self, name: &str) -> Vec<Cow<'_, str>> {
        let mut all = self.0.attributes();
        let named = all.with_checks(false).flatten();
        named.filter(|a| a.key.local_name().as_ref() == name).map(|a| a.value).collect()
    }

    /// Whether it does not say that it is hidden.
    pub(super) fn is_shown(&self) -> bool {
        !matches!(self.attribute("show").as_deref(), Some("0" | "false"))
    }

    /// Whether it switches something on: without a value, or with one that does not say no.
    pub(super) fn is_on(&self) -> bool {
        !matches!(self.attribute("val").as_deref(), Some("0" | "false" | "off" | "none"))
    }
}

/// The value of an attribute, whatever the prefix of its name.
pub(super) fn attribute<'s>(start: &'s BytesStart<'_>, name: &str) -> Option<Cow<'s, str>> {
    let mut all = start.attributes();
    let found = all
        .with_checks(false)
        .flatten()
        .find(|attribute| attribute.key.local_name().as_ref() == name)?;
    Some(match unescape(&found.value) {
        Ok(value) => Cow::Owned(value.into_owned()),
        Err(_) => found.value,
    })
}

/// A file, element by element.
pub(super) struct Xml<'t> {
    reader: Reader<&'t [u8]>,
    text: &'t str,
    part: &'t str,
    format: &'static str,
    depth: usize,
}

impl<'t> Xml<'t> {
    /// Reads a text; errors name the part of the document it is, and the format.
    pub(super) fn new(text: &'t str, part: &'t str, format: &'static str) -> Xml<'t> {
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        reader.config_mut().allow_dangling_amp = true;
        Xml { reader, text, part, format, depth: 0 }
    }

    /// The next node, or nothing at the end.
    ///
    /// # Errors
    ///
    /// If the file is broken, or elements lie too deep in each other.
    pub(super) fn next(&mut self) -> Result<Option<Node<'t>>> {
        loop {
            let event = self.reader.read_event().map_err(|error| self.error(error.to_string()))?;
            return Ok(Some(match event {
                Event::Start(start) | Event::Empty(start) => {
                    self.depth += 1;
                    if self.depth > DEEPEST {
                        return Err(
                            self.error(format!("more than {DEEPEST} elements lie in each other"))
                        );
                    }
                    Node::Start(Element(start))
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    Node::End
                }
                Event::Text(text) => Node::Text(text.into_inner()),
                Event::CData(text) => Node::Text(text.into_inner()),
                Event::GeneralRef(name) => Node::Text(match name.resolve_char_ref() {
                    Ok(Some(c)) => Cow::Owned(c.to_string()),
                    _ => match resolve_predefined_entity(&name) {
                        Some(text) => Cow::Borrowed(text),
                        None => return Err(self.error(format!("&{}; is not defined", &*name))),
                    },
                }),
                Event::Eof if self.depth > 0 => return Err(self.error("it is cut off".to_owned())),
                Event::Eof => return Ok(None),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            }));
        }
    }

    /// Skips the rest of the element that began last.
    ///
    /// # Errors
    ///
    /// As [`Xml::next`].
    pub(super) fn skip(&mut self) -> Result<()> {
        let mut depth = 1;
        while depth > 0 {
            match self.next()? {
                Some(Node::Start(_)) => depth += 1,
                Some(Node::End) => depth -= 1,
                Some(Node::Text(_)) => {}
                None => return Ok(()),
            }
        }
        Ok(())
    }

    /// Skips the rest of the element that began last, and tells the first words in it: the text of elements that a
    /// test takes for text. A text of several paragraphs has spaces between them.
    ///
    /// # Errors
    ///
    /// As [`Xml::next`].
    pub(super) fn words(&mut self, is_text: fn(&str) -> bool) -> Result<String> {
        let mut words = String::new();
        let mut open = vec![true];
        while !open.is_empty() {
            match self.next()? {
                Some(Node::Start(element)) => {
                    let starts = matches!(element.name(), "p" | "h" | "br" | "tab" | "s");
                    if starts && !words.is_empty() && !words.ends_with(' ') {
                        words.push(' ');
                    }
                    open.push(is_text(element.name()));
                }
                Some(Node::End) => drop(open.pop()),
                Some(Node::Text(text)) => {
                    let is_blank = words.is_empty() && text.trim().is_empty();
                    if open.last() == Some(&true) && words.len() < SAMPLE && !is_blank {
                        words.extend(text.chars().take(SAMPLE));
                    }
                }
                None => break,
            }
        }
        Ok(words.trim().to_owned())
    }

    /// An error at the present line.
    pub(super) fn error(&self, message: String) -> Error {
        let at = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        let line = memchr::memchr_iter(b'\n', before).count() as u64 + 1;
        let message = format!("the part {} is broken: {message}; save it again", self.part);
        Error::malformed(self.format, line, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>> {
        let mut xml = Xml::new(text, "a.xml", "test");
        let mut seen = Vec::new();
        while let Some(node) = xml.next()? {
            seen.push(match node {
                Node::Start(element) if element.name() == "skip" => {
                    xml.words(|name| name == "t")?
                }
                Node::Start(element) => {
                    format!("<{} {:?}>", element.name(), element.attribute("val"))
                }
                Node::End => "</>".to_owned(),
                Node::Text(text) => text.into_owned(),
            });
        }
        Ok(seen)
    }

    #[test]
    fn prefixes_types_and_comments_are_passed_over() {
        let text = "<?xml version=\"1.0\"?><!DOCTYPE a [<!ENTITY e 'x'>]><w:a x:val='1 &amp; 2'><!-- c -->ب&#x62A;&lt;\
            <b/><![CDATA[<c>]]></w:a>";
        let found = read(text).unwrap();
        let seen = ["<a Some(\"1 & 2\")>", "ب", "ت", "<", "<b None>", "</>", "<c>", "</>"];
        assert_eq!(found, seen);
        let text = "<a><skip><p><t>باب</t></p><p><t>نافذة</t><u>x</u></p></skip>z</a>";
        assert_eq!(read(text).unwrap(), ["<a None>", "باب نافذة", "z", "</>"]);
    }

    #[test]
    fn what_is_broken_or_hostile_is_told_with_its_line() {
        let deep = "<a>".repeat(100_000);
        for (text, words) in [
            ("<a>\n<b></a>", "line 2: the part a.xml is broken"),
            ("<a>&e;</a>", "&e; is not defined"),
            ("<a>\n\n<b>", "line 3: the part a.xml is broken: it is cut off"),
            (&*deep, "more than 256 elements"),
        ] {
            let error = read(text).unwrap_err().to_string();
            assert!(error.contains(words), "{error}");
        }
    }
}
