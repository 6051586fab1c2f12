//! Reading TBX of any age: martif, and TBX 3 in both of its styles.
//!
//! Their elements differ in names only, so one reader walks them all. No entity is ever expanded but the five
//! of XML itself, and declaring any is refused.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, ErrorKind, Result};
use crate::format::tbx::concept::{Read, ReadConcept, TermPlace, add};

use crate::format::termbase::decoded;
use crate::format::xml::escape::holds;
use crate::format::xml::place::value_range;
use crate::glossary::{Glossary, KNOWN_COLUMNS, Langs, Original};
use crate::lang::Lang;
use crate::text::Warning;

pub(super) const FORMAT: &str = "TBX";

/// Elements may be this deep; a term entry needs seven.
const DEEPEST: usize = 64;

/// Reads a whole file.
pub(super) fn read(bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    let decoded = decoded(bytes, FORMAT, langs)?;
    let file = parse(&decoded.text, langs)?;
    let mut glossary = Glossary::with_columns(&KNOWN_COLUMNS);
    for concept in file.concepts.iter().filter(|concept| is_pair(concept)) {
        add(&mut glossary, concept, &decoded.text)?;
    }
    let (source, target) = (langs.source, langs.target);
    if glossary.entries.is_empty() {
        if file.tags.is_empty() {
            return Err(Error::new(ErrorKind::Empty));
        }
        let tags: Vec<&str> = file.tags.iter().map(|(tag, _)| tag.as_str()).collect();
        let (message, has) =
            (format!("no entry has terms in both {source} and {target}"), tags.join(", "));
        return Err(Error::malformed(FORMAT, 1, format!("{message}; it has {has}")));
    }
    let mut warnings = decoded.warnings;
    let others = file.concepts.iter().filter(|concept| !is_pair(concept)).count();
    glossary.layout.unread = unread(&file, &decoded.text, langs);
    if others > 0 {
        let message =
            format!("{others} entries without a term in both {source} and {target} are not used");
        warnings.push(Warning::new(None, message));
    }
    if let Some((count, line)) = file.left_out {
        let what = format!(
            "{count} character(s) XML cannot hold, the first in the text that begins on line {line}"
        );
        warnings.push(Warning::new(None, format!("left out: {what}")));
        glossary.layout.unread.push(what);
    }
    glossary.layout.original = Some(Original { format: FORMAT, langs, bytes: bytes.into() });
    Ok((glossary, warnings))
}

/// Whether a concept has terms in both languages.
pub(super) fn is_pair(concept: &ReadConcept) -> bool {
    !concept.sources.is_empty() && !concept.targets.is_empty()
}

/// What a file holds that rows cannot, in words.
fn unread(file: &File, text: &str, langs: Langs) -> Vec<String> {
    let mut unread = Vec::new();
    let count = |filter: &dyn Fn(&str) -> bool| -> (usize, Vec<&str>) {
        let met = file.tags.iter().filter(|(tag, terms)| *terms > 0 && filter(tag));
        met.fold((0, Vec::new()), |(sum, mut tags), (tag, terms)| {
            tags.push(tag.as_str());
            (sum + terms, tags)
        })
    };
    let own = |tag: &str, lang: Lang| tag.parse::<Lang>().is_ok_and(|tag| tag.same_language(lang));
    let is_own = |tag: &str| own(tag, langs.source) || own(tag, langs.target);
    let (terms, tags) = count(&|tag| !is_own(tag));
    if terms > 0 {
        unread.push(format!("{terms} terms in other languages ({})", tags.join(", ")));
    }
    let others: Vec<&ReadConcept> = file.concepts.iter().filter(|c| !is_pair(c)).collect();
    if let Some(first) = others.first() {
        let (count, line) = (others.len(), first.line);
        let (source, target) = (langs.source, langs.target);
        unread.push(format!(
            "{count} entries without a term in both {source} and {target}, the first on line {line}"
        ));
    }
    let plain = [langs.source.to_string(), langs.target.to_string()];
    let (terms, tags) =
        count(&|tag| is_own(tag) && !plain.iter().any(|plain| plain.eq_ignore_ascii_case(tag)));
    if terms > 0 {
        unread.push(format!("the regions of {terms} terms ({})", tags.join(", ")));
    }
    let ids = (1..).zip(&file.concepts).filter(|(number, concept)| {
        let id = &text[concept.id.clone()];
        is_pair(concept) && !id.is_empty() && id != format!("c{number}")
    });
    let ids = ids.count();
    if ids > 0 {
        unread.push(format!("the ids of {ids} entries, which get new ones"));
    }
    for (kind, (count, line)) in &file.dropped {
        unread.push(format!("{count} data of the kind {kind}, the first on line {line}"));
    }
    unread
}

/// What is in a file.
pub(super) struct File {
    pub(super) concepts: Vec<ReadConcept>,
    /// The tags of languages, with the number of their terms.
    pub(super) tags: Vec<(String, usize)>,
    /// Kinds of data that no column is for, with their number and the line of the first.
    dropped: BTreeMap<String, (usize, u64)>,
    /// The number of control characters that no XML may hold, with the line of the text with the first.
    left_out: Option<(usize, u64)>,
    /// The tag of the root.
    pub(super) root: Range<usize>,
}

/// Reads the concepts of a file, those of other languages too.
///
/// # Errors
///
/// If it is no TBX, or broken.
pub(super) fn parse(text: &str, langs: Langs) -> Result<File> {
    let file = File {
        concepts: Vec::new(),
        tags: Vec::new(),
        dropped: BTreeMap::new(),
        left_out: None,
        root: 0..0,
    };
    let mut walk = Walk {
        langs,
        text,
        file,
        lines: (0, 1),
        stack: Vec::new(),
        concept: None,
        content: String::new(),
        term: None,
        lang: None,
        tag: None,
        transaction: String::new(),
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
        let end = reader.buffer_position() as usize;
        walk.event(at..end, &event)?;
    }
    if walk.file.root.is_empty() {
        return Err(walk.bad(0, "there is no TBX in it (martif or tbx element)".to_owned()));
    }
    if let Some((name, _)) = walk.stack.last() {
        let message = format!("the file ends inside the element {name}; it is cut off");
        return Err(walk.bad(text.len(), message));
    }
    Ok(walk.file)
}

struct Walk<'t> {
    langs: Langs,
    text: &'t str,
    file: File,
    /// A place, and its line.
    lines: (usize, u64),
    /// The open elements, each with its `type`.
    stack: Vec<(String, String)>,
    concept: Option<ReadConcept>,
    content: String,
    term: Option<Read>,
    lang: Option<Lang>,
    /// The index of the tag of the language.
    tag: Option<usize>,
    transaction: String,
}

impl Walk<'_> {
    fn bad(&self, at: usize, message: String) -> Error {
        Error::malformed(FORMAT, self.line(at), message)
    }

    fn line(&self, at: usize) -> u64 {
        let before = &self.text.as_bytes()[..at.min(self.text.len())];
        memchr::memchr_iter(b'\n', before).count() as u64 + 1
    }

    /// The line of a place that lies behind all that were asked for.
    fn next_line(&mut self, at: usize) -> u64 {
        let (from, line) = self.lines;
        let between = self.text.as_bytes().get(from..at).unwrap_or_default();
        self.lines = (at.max(from), line + memchr::memchr_iter(b'\n', between).count() as u64);
        self.lines.1
    }

    fn event(&mut self, place: Range<usize>, event: &Event<'_>) -> Result<()> {
        let at = place.start;
        match event {
            Event::DocType(doctype) if doctype.contains("<!ENTITY") => Err(self.bad(
                at,
                "the file declares entities, which is refused; take the DOCTYPE out".to_owned(),
            )),
            Event::Start(start) => self.open(place, start),
            Event::Empty(start) => {
                self.open(place.clone(), start)?;
                self.close(place.end..place.end)
            }
            Event::End(_) => self.close(place),
            Event::Text(text) => {
                self.push(at, text);
                Ok(())
            }
            Event::CData(data) => {
                self.push(at, data);
                Ok(())
            }
            Event::GeneralRef(name) => {
                let text: &str = name;
                let resolved: Option<Cow<'_, str>> = match name.resolve_char_ref() {
                    Ok(Some(c)) => Some(Cow::Owned(c.to_string())),
                    _ => resolve_predefined_entity(text).map(Cow::Borrowed),
                };
                match resolved {
                    Some(resolved) => self.push(at, &resolved),
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

    /// Adds text to that of the element, without what no XML may hold.
    fn push(&mut self, at: usize, text: &str) {
        let before = self.content.len();
        self.content.extend(text.chars().filter(|c| holds(*c)));
        if self.content.len() - before < text.len() {
            let count = text.chars().filter(|c| !holds(*c)).count();
            let (sum, line) = self.file.left_out.unwrap_or_else(|| (0, self.line(at)));
            self.file.left_out = Some((sum + count, line));
        }
    }

    fn open(&mut self, place: Range<usize>, start: &BytesStart<'_>) -> Result<()> {
        let at = place.start;
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
            "martif" | "tbx" => self.file.root = place,
            "termEntry" | "conceptEntry" => {
                let line = self.next_line(at);
                let id = value_range(&self.text[place.clone()], "id")
                    .map_or(0..0, |id| at + id.start..at + id.end);
                let (element, inner) = (place.clone(), place.end);
                let concept = ReadConcept { line, element, inner, id, ..ReadConcept::default() };
                self.concept = Some(concept);
            }
            "langSet" | "langSec" => {
                let tag = lang.unwrap_or_default();
                self.lang = tag.parse().ok();
                let tags = &mut self.file.tags;
                self.tag = tags.iter().position(|(known, _)| *known == tag);
                if self.tag.is_none() && tags.len() < 100 {
                    tags.push((tag, 0));
                    self.tag = Some(tags.len() - 1);
                }
            }
            "tig" | "ntig" | "termSec" => {
                let place = TermPlace { element: place, ..TermPlace::default() };
                self.term = Some(Read { place, ..Read::default() });
            }
            "term" => {
                if let Some(term) = &mut self.term {
                    term.place.text = place.end..place.end;
                }
            }
            _ => {}
        }
        // Markup inside a text, like hi, keeps the text together.
        if !matches!(name.as_str(), "hi" | "foreign" | "ph" | "bpt" | "ept" | "sc" | "ec") {
            self.content.clear();
        }
        self.stack.push((name, kind));
        Ok(())
    }

    fn close(&mut self, place: Range<usize>) -> Result<()> {
        let at = place.start;
        let Some((name, kind)) = self.stack.pop() else {
            return Err(self.bad(at, "an end tag without its start".to_owned()));
        };
        let text = self.content.split_whitespace().collect::<Vec<_>>().join(" ");
        match name.as_str() {
            "hi" | "foreign" | "ph" | "bpt" | "ept" | "sc" | "ec" => return Ok(()),
            "tig" | "ntig" | "termSec" => {
                if let (Some(mut term), Some(concept)) = (self.term.take(), &mut self.concept)
                    && !term.term.is_empty()
                {
                    term.place.inner_end = at;
                    term.place.element.end = place.end;
                    if let Some((_, terms)) = self.tag.and_then(|tag| self.file.tags.get_mut(tag)) {
                        *terms += 1;
                    }
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
            "langSet" | "langSec" => (self.lang, self.tag) = (None, None),
            "termEntry" | "conceptEntry" => {
                if let Some(mut concept) = self.concept.take() {
                    concept.element.end = place.end;
                    self.file.concepts.push(concept);
                }
            }
            _ if text.is_empty() => {}
            "note" => self.keep("note", &text),
            "date" => {
                let kind = std::mem::take(&mut self.transaction);
                self.keep(&kind, &text);
            }
            "transac" | "transactionType" => self.transaction = text,
            "term" => {
                if let Some(term) = &mut self.term {
                    (term.place.text.end, term.place.text_end) = (at, place.end);
                }
                self.keep("term", &text);
            }
            // DCA and martif have the kind as an attribute, DCT as the name.
            _ if kind.is_empty() => self.keep(&name, &text),
            _ => self.keep(&kind, &text),
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
            _ => {
                let line = concept.line;
                self.file.dropped.entry(kind.to_owned()).or_insert((0, line)).0 += 1;
                return;
            }
        };
        if !slot.is_empty() {
            slot.push_str("; ");
        }
        slot.push_str(text);
    }
}
