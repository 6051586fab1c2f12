//! Reading TBX of any age: martif, and TBX 3 in both of its styles.
//!
//! Their elements differ in names only, so one reader walks them all. No entity is ever expanded but the five
//! of XML itself, and declaring any is refused.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, ErrorKind, Result};
use crate::format::tbx::concept::{Read, ReadConcept, add};
use crate::format::termbase::decoded;
use crate::glossary::{Glossary, KNOWN_COLUMNS, Langs};
use crate::lang::Lang;
use crate::text::Warning;

const FORMAT: &str = "TBX";

/// Elements may be this deep; a term entry needs seven.
const DEEPEST: usize = 64;

/// Reads a whole file.
pub(super) fn read(bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    let text = decoded(bytes, FORMAT)?;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
    let mut walk = Walk {
        langs,
        text,
        glossary: Glossary::with_columns(&KNOWN_COLUMNS),
        warnings: Vec::new(),
        stack: Vec::new(),
        concept: None,
        content: String::new(),
        term: None,
        lang: None,
        transaction: String::new(),
        root: false,
        seen: (0, Vec::new()),
    };
    let mut reader = Reader::from_str(text);
    loop {
        let at = reader.buffer_position() as usize;
        let event = reader.read_event().map_err(|error| {
            walk.bad(reader.error_position() as usize, format!("the XML is broken: {error}"))
        })?;
        if matches!(event, Event::Eof) {
            break;
        }
        walk.event(at, &event)?;
    }
    if !walk.root {
        return Err(walk.bad(0, "there is no TBX in it (martif or tbx element)".to_owned()));
    }
    if let Some((name, _)) = walk.stack.last() {
        let message = format!("the file ends inside the element {name}; it is cut off");
        return Err(walk.bad(text.len(), message));
    }
    if walk.glossary.entries.is_empty() {
        if !walk.seen.1.is_empty() {
            let message = format!(
                "no entry has terms in both {} and {}; it has {}",
                langs.source,
                langs.target,
                walk.seen.1.join(", ")
            );
            return Err(walk.bad(0, message));
        }
        return Err(Error::new(ErrorKind::Empty));
    }
    if walk.seen.0 > 0 {
        let message = format!(
            "{} entries without a term in both {} and {} left out",
            walk.seen.0, langs.source, langs.target
        );
        walk.warnings.push(Warning::new(None, message));
    }
    Ok((walk.glossary, walk.warnings))
}

struct Walk<'t> {
    langs: Langs,
    text: &'t str,
    glossary: Glossary,
    warnings: Vec<Warning>,
    /// The open elements, each with its `type`.
    stack: Vec<(String, String)>,
    concept: Option<ReadConcept>,
    content: String,
    term: Option<Read>,
    lang: Option<Lang>,
    transaction: String,
    root: bool,
    /// Entries left out, and the languages met.
    seen: (usize, Vec<String>),
}

impl Walk<'_> {
    fn bad(&self, at: usize, message: String) -> Error {
        Error::malformed(FORMAT, self.line(at), message)
    }

    fn line(&self, at: usize) -> u64 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        memchr::memchr_iter(b'\n', before).count() as u64 + 1
    }

    fn event(&mut self, at: usize, event: &Event<'_>) -> Result<()> {
        match event {
            Event::DocType(doctype) if doctype.contains("<!ENTITY") => Err(self.bad(
                at,
                "the file declares entities, which is refused; take the DOCTYPE out".to_owned(),
            )),
            Event::Start(start) => self.open(at, start),
            Event::Empty(start) => {
                self.open(at, start)?;
                self.close(at)
            }
            Event::End(_) => self.close(at),
            Event::Text(text) => {
                self.content.push_str(text);
                Ok(())
            }
            Event::CData(data) => {
                self.content.push_str(data);
                Ok(())
            }
            Event::GeneralRef(name) => {
                let text: &str = name;
                let resolved: Option<Cow<'_, str>> = match name.resolve_char_ref() {
                    Ok(Some(c)) => Some(Cow::Owned(c.to_string())),
                    _ => resolve_predefined_entity(text).map(Cow::Borrowed),
                };
                match resolved {
                    Some(resolved) => self.content.push_str(&resolved),
                    None => {
                        return Err(self.bad(
                            at,
                            format!("the entity &{text}; is unknown; write the character itself"),
                        ));
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn open(&mut self, at: usize, start: &BytesStart<'_>) -> Result<()> {
        let name = start.local_name().as_ref().to_owned();
        if self.stack.len() >= DEEPEST {
            return Err(self.bad(at, format!("more than {DEEPEST} elements inside each other")));
        }
        let (mut kind, mut lang) = (String::new(), None);
        for attribute in start.attributes() {
            let attribute = attribute
                .map_err(|error| self.bad(at, format!("a broken attribute of {name}: {error}")))?;
            let value = attribute.value.clone().into_owned();
            match attribute.key.as_ref() {
                "type" => kind = value,
                "xml:lang" | "lang" => lang = Some(value),
                _ => {}
            }
        }
        match name.as_str() {
            "martif" | "tbx" => self.root = true,
            "termEntry" | "conceptEntry" => {
                let line = self.line(at);
                self.concept = Some(ReadConcept { line, ..ReadConcept::default() });
            }
            "langSet" | "langSec" => {
                let tag = lang.unwrap_or_default();
                self.lang = tag.parse().ok();
                if !self.seen.1.contains(&tag) && self.seen.1.len() < 20 {
                    self.seen.1.push(tag);
                }
            }
            "tig" | "ntig" | "termSec" => self.term = Some(Read::default()),
            _ => {}
        }
        // Markup inside a text, like hi, keeps the text together.
        if !matches!(name.as_str(), "hi" | "foreign" | "ph" | "bpt" | "ept" | "sc" | "ec") {
            self.content.clear();
        }
        self.stack.push((name, kind));
        Ok(())
    }

    fn close(&mut self, at: usize) -> Result<()> {
        let Some((name, kind)) = self.stack.pop() else {
            return Err(self.bad(at, "an end tag without its start".to_owned()));
        };
        let text = self.content.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.as_str() {
            "hi" | "foreign" | "ph" | "bpt" | "ept" | "sc" | "ec" => return Ok(()),
            "tig" | "ntig" | "termSec" => {
                if let (Some(term), Some(concept)) = (self.term.take(), &mut self.concept)
                    && !term.term.is_empty()
                {
                    match self.lang {
                        Some(lang) if lang.same_language(self.langs.source) => {
                            concept.sources.push(term);
                        }
                        Some(lang) if lang.same_language(self.langs.target) => {
                            concept.targets.push(term);
                        }
                        _ => {}
                    }
                }
            }
            "langSet" | "langSec" => self.lang = None,
            "termEntry" | "conceptEntry" => {
                if let Some(concept) = self.concept.take() {
                    if concept.sources.is_empty() || concept.targets.is_empty() {
                        self.seen.0 += 1;
                    } else {
                        add(&mut self.glossary, &concept)?;
                    }
                }
            }
            _ if text.is_empty() => {}
            "note" => self.keep("note", &text),
            "date" => {
                let kind = std::mem::take(&mut self.transaction);
                self.keep(&kind, &text);
            }
            "transac" | "transactionType" => self.transaction = text,
            "term" => self.keep("term", &text),
            // DCA and martif have the kind as an attribute, DCT as the name.
            _ => self.keep(if kind.is_empty() { &name } else { &kind }, &text),
        }
        self.content.clear();
        Ok(())
    }

    fn keep(&mut self, kind: &str, text: &str) {
        let Some(concept) = &mut self.concept else { return };
        let slot = match (&mut self.term, kind) {
            (Some(term), "term") => &mut term.term,
            (Some(term), "partOfSpeech") => &mut term.pos,
            (Some(term), "termType") => &mut term.kind,
            (Some(term), "administrativeStatus" | "normativeAuthorization") => &mut term.status,
            (Some(term), "note") => &mut term.note,
            (Some(term), "context" | "sampleSentence") => &mut term.context,
            (Some(term), "origination" | "creation") => &mut term.created,
            (Some(term), "modification") => &mut term.changed,
            (None, "note") => &mut concept.note,
            (None, "origination" | "creation") => &mut concept.created,
            (None, "modification") => &mut concept.changed,
            (_, "definition" | "explanation") => &mut concept.definition,
            (_, "subjectField") => &mut concept.domain,
            _ => return,
        };
        if !slot.is_empty() {
            slot.push_str("; ");
        }
        slot.push_str(text);
    }
}
