//! A streaming reader of TMX of any version. Faults of real files are repaired and reported.

use std::io::BufRead;
use std::mem;

use crate::error::{Error, ErrorKind, Result};
use crate::format::ReadOptions;
use crate::format::input::Input;
use crate::format::tmx::attributes::{self, lower};
use crate::format::tmx::segment::{MOST, Segment};
use crate::format::xml::{Event, Start, Xml, shown};
use crate::lang::Lang;
use crate::unit::{Header, Meta, Repair, TranslationUnit, UnitSource, Variant};

const FORMAT: &str = "TMX";
/// Elements inside each other; a file with more is hostile.
const DEEPEST: usize = 64;

fn refuse_other_kinds(head: &[u8]) -> Result<()> {
    let head = String::from_utf8_lossy(&head[..head.len().min(2048)]);
    if ["<TWBExportFile", "<RTF Preamble>", "<TrU>"].iter().any(|mark| head.contains(mark)) {
        let message =
            "a Trados Workbench text export, not TMX; export the memory as TMX 1.4b there";
        return Err(Error::malformed(FORMAT, 1, message));
    }
    Ok(())
}

/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let mut input = Input::new(input, options.source_lang.unwrap_or(Lang::AR))?;
    refuse_other_kinds(input.peek()?)?;
    Ok(Box::new(Source {
        xml: Xml::new(input, FORMAT),
        buffer: String::new(),
        keep_codes: options.keep_codes,
        header: Header::default(),
        state: State::default(),
        ready: None,
        ended: false,
    }))
}

struct Source<'a> {
    xml: Xml<'a>,
    buffer: String,
    keep_codes: bool,
    header: Header,
    state: State,
    /// A unit that was closed by the start of the next.
    ready: Option<TranslationUnit>,
    ended: bool,
}

/// Where in a file the reader is.
#[derive(Default)]
struct State {
    root: bool,
    root_closed: bool,
    /// The language units are translated from, where a second header names another.
    source_lang: Option<Lang>,
    header_seen: bool,
    header_open: bool,
    body: bool,
    /// Language tags that were understood.
    tags: Vec<(String, Lang)>,
    /// Names in another letter case and text after the end are reported once.
    letters_told: bool,
    end_told: bool,
    /// TMX 1.1 and 1.2 have `lang` where later versions have `xml:lang`.
    old: bool,
    depth: usize,
    number: u64,
    unit: Option<TranslationUnit>,
    /// The depth of the unit.
    unit_depth: usize,
    variant: Option<Open>,
    field: Option<Field>,
    /// The children of the current unit so far.
    things: usize,
}

/// A variant that is being read.
struct Open {
    variant: Variant,
    segment: Option<Segment>,
    done: bool,
    /// Whether there is no tuv around its seg.
    implied: bool,
    /// Whether there is no seg around its text.
    bare: bool,
}

/// A prop or note that is being read.
struct Field {
    /// The type of a prop; `None` for a note.
    prop: Option<String>,
    text: String,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        let found = self.read();
        // The input after an error cannot be read.
        self.ended |= !matches!(found, Ok(Some(_)));
        let mut unit = found?;
        if let Some(unit) = &mut unit
            && self.header.target_lang.is_none()
        {
            let source = unit.source_lang.or(self.header.source_lang);
            let source = source.or(unit.variants.first().map(|v| v.lang));
            let other = |v: &&Variant| source.is_none_or(|s| !s.same_language(v.lang));
            self.header.target_lang = unit.variants.iter().find(other).map(|v| v.lang);
        }
        Ok(unit)
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.xml.take_repairs()
    }
}

impl Source<'_> {
    fn root(&mut self, start: &Start<'_>) {
        if std::mem::replace(&mut self.state.root, true) {
            self.state.root_closed = false;
            let message = "a second document starts in the file; its units are read too";
            return self.xml.repair("second-document", message);
        }
        let all: Vec<_> = attributes::attributes(start, &mut self.xml).collect();
        let version = all.iter().find(|(name, _)| name == "version").map(|(_, v)| v.as_str());
        self.state.old = matches!(version, Some("1.0" | "1.1" | "1.2"));
        if !self.state.old && !matches!(version, Some("1.3" | "1.4")) {
            let what =
                version.map_or("no version".to_owned(), |v| format!("version '{}'", shown(v)));
            self.xml.repair("version", format!("{what}; read as 1.4"));
        }
    }

    fn header(&mut self, start: &Start<'_>) {
        if std::mem::replace(&mut self.state.header_seen, true) {
            let source =
                attributes::attributes(start, &mut self.xml).find(|(name, _)| name == "srclang");
            let line = self.xml.line();
            let source = source
                .and_then(|(_, tag)| crate::format::tags::lang(&tag, line, &mut self.xml.repairs));
            // Units that follow are of another language.
            self.state.source_lang = source.filter(|lang| Some(*lang) != self.header.source_lang);
            return self.xml.repair("second-header", "a second header; only its srclang counts");
        }
        let all: Vec<_> = attributes::attributes(start, &mut self.xml).collect();
        let missing: Vec<&str> = attributes::REQUIRED
            .into_iter()
            .filter(|name| !all.iter().any(|(n, _)| n == name))
            .collect();
        if !missing.is_empty() {
            let what = format!("the header lacks {}", missing.join(", "));
            self.xml.repair("header-attribute", what);
        }
        for (name, value) in all {
            match &*name {
                "creationtool" => self.header.tool = value,
                "creationtoolversion" => self.header.tool_version = value,
                "srclang" if value.eq_ignore_ascii_case("*all*") => {}
                "srclang" => {
                    let line = self.xml.line();
                    self.header.source_lang =
                        crate::format::tags::lang(&value, line, &mut self.xml.repairs);
                }
                name => {
                    attributes::meta(name, value, "header", &mut self.header.meta, &mut self.xml);
                }
            }
        }
    }
}

impl Source<'_> {
    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        if let Some(unit) = self.ready.take() {
            return Ok(Some(unit));
        }
        while !self.ended {
            let mut buffer = mem::take(&mut self.buffer);
            let result = self.step(&mut buffer);
            self.buffer = buffer;
            match result {
                Ok(None) => {}
                Ok(unit) => return Ok(unit),
                Err(error) => self.recover(error)?,
            }
        }
        Ok(None)
    }

    /// Drops the unit that cannot be read and skips to the next.
    fn recover(&mut self, error: Error) -> Result<()> {
        if !self.state.root || !matches!(error.kind(), ErrorKind::Malformed { .. }) {
            return Err(error);
        }
        let what = match self.state.unit.take() {
            Some(unit) => format!("unit {} cannot be read and is left out: {error}", unit.number),
            None => format!("something cannot be read and is left out: {error}"),
        };
        self.xml.repair(Repair::UNREADABLE, what);
        self.state.variant = None;
        self.state.field = None;
        self.state.things = 0;
        self.state.depth = self.state.unit_depth.saturating_sub(1);
        self.xml.skip_to(&["tu", "/body", "/tmx"])
    }

    /// Reads one event, and gives a unit if it ends with it.
    fn step(&mut self, buffer: &mut String) -> Result<Option<TranslationUnit>> {
        let event = self.xml.next(buffer)?;
        match &event {
            Event::Start(start) => {
                self.state.depth += 1;
                if self.state.depth > DEEPEST {
                    let message = format!("more than {DEEPEST} elements inside each other");
                    return Err(self.xml.error(message));
                }
                self.open(start, false)
            }
            Event::Empty(start) => {
                let name = lower(start.name());
                let is_code = self.segment().is_some() && !is_frame(&name);
                let unit = self.open(start, true)?;
                // A code has ended itself.
                if is_code { Ok(unit) } else { Ok(unit.or(self.close(&name))) }
            }
            Event::End(end) => {
                self.state.depth = self.state.depth.saturating_sub(1);
                Ok(self.close(&lower(end)))
            }
            Event::Text(_) | Event::CData(_) | Event::Ref(_) => {
                self.text(&event);
                Ok(None)
            }
            Event::Eof => {
                self.ended = true;
                self.end()
            }
        }
    }

    /// What is left of a file that ends here. A unit that is cut off is kept if it has two whole texts.
    fn end(&mut self) -> Result<Option<TranslationUnit>> {
        if !self.state.root {
            return Err(Error::malformed(FORMAT, 1, "there is no tmx element in it"));
        }
        if self.state.root_closed && self.state.unit.is_none() {
            return Ok(None);
        }
        self.state.variant = None;
        let unit = self.state.unit.take();
        let message = match &unit {
            Some(unit) if unit.variants.len() > 1 => {
                format!("the file is cut off in unit {}, which has two whole texts", unit.number)
            }
            Some(unit) => {
                format!("the file is cut off inside unit {}, which is left out", unit.number)
            }
            None => format!("the file is cut off after unit {}", self.state.number),
        };
        self.xml.repair(Repair::CUT_OFF, message);
        Ok(unit.filter(|unit| unit.variants.len() > 1))
    }

    fn open(&mut self, start: &Start<'_>, empty: bool) -> Result<Option<TranslationUnit>> {
        let name = &*lower(start.name());
        if name != start.name() && !mem::replace(&mut self.state.letters_told, true) {
            self.xml
                .repair("letter-case", format!("<{}> where TMX has <{name}>", shown(start.name())));
        }
        if self.state.field.is_some() {
            if !matches!(name, "tu" | "tuv") {
                // XTM puts a seg into props; its text belongs to the field.
                self.xml.repair("element-in-field", format!("{} inside prop or note", shown(name)));
                return Ok(None);
            }
            self.xml.repair("unclosed", "a prop or note is not closed; it ends here");
            self.finish_field();
        }
        let segment = self.state.variant.as_mut().and_then(|open| open.segment.as_mut());
        if let Some(segment) = segment.filter(|_| !is_frame(name)) {
            segment.open(start, empty, &mut self.xml)?;
            return Ok(None);
        }
        match name {
            "tmx" => self.root(start),
            "header" => {
                self.state.header_open = !empty;
                self.header(start);
            }
            "body" => {
                self.state.body = true;
                self.end_header();
            }
            "ude" | "map" => {}
            "tu" => return Ok(self.tu(start)),
            "tuv" => self.tuv(start)?,
            "seg" => {
                if !start.is_bare() {
                    self.xml.repair("attribute", "a seg has no attributes; they are skipped");
                }
                self.seg()?;
            }
            "prop" | "note" => self.field(start, name)?,
            _ => {
                self.xml.repair("element", format!("element {} is not of TMX", shown(name)));
            }
        }
        Ok(None)
    }

    fn segment(&self) -> Option<&Segment> {
        self.state.variant.as_ref().and_then(|open| open.segment.as_ref())
    }

    fn end_header(&mut self) {
        if mem::take(&mut self.state.header_open) {
            self.xml.repair("unclosed", "the header is not closed; it ends here");
        }
    }

    fn tu(&mut self, start: &Start<'_>) -> Option<TranslationUnit> {
        self.end_header();
        if self.state.number == 0 {
            if !self.state.root {
                (self.state.root, self.state.root_closed) = (true, true);
                self.xml.repair("element", "there is no tmx element around the units");
            }
            if !self.state.header_seen {
                self.xml.repair("header-attribute", "there is no header");
            }
            if !self.state.body {
                self.xml.repair("element", "there is no body around the units");
            }
        }
        let before = self.state.unit.is_some().then(|| {
            self.xml.repair("unclosed", "a tu starts inside a tu; the one before ends here");
            self.finish_unit()
        });
        self.state.number += 1;
        self.xml.begin_unit();
        self.xml.repairs.unit = self.state.number;
        self.state.things = 0;
        self.state.unit_depth = self.state.depth;
        let mut unit = TranslationUnit {
            number: self.state.number,
            line: self.xml.line(),
            source_lang: self.state.source_lang,
            ..TranslationUnit::default()
        };
        let usual = unit.source_lang.or(self.header.source_lang);
        attributes::unit(start, usual, &mut unit, &mut self.xml);
        self.state.unit = Some(unit);
        before.flatten()
    }

    fn tuv(&mut self, start: &Start<'_>) -> Result<()> {
        self.thing()?;
        if self.state.variant.is_some() {
            self.xml.repair("unclosed", "a tuv starts inside a tuv; the one before ends here");
            self.finish_variant();
        }
        let (tag, meta) = attributes::variant(start, self.state.old, &mut self.xml);
        let lang = tag.and_then(|tag| self.lang(&tag)).unwrap_or_else(|| self.guess_lang());
        let variant = Variant { meta, ..Variant::new(lang, String::new()) };
        self.state.variant =
            Some(Open { variant, segment: None, done: false, implied: false, bare: false });
        Ok(())
    }

    /// The language of a tag. Tags without faults are cached.
    fn lang(&mut self, tag: &str) -> Option<Lang> {
        const MOST: usize = 16;
        if let Some((_, lang)) = self.state.tags.iter().find(|(known, _)| known == tag) {
            return Some(*lang);
        }
        let line = self.xml.line();
        let before = self.xml.repairs.len();
        let lang = crate::format::tags::lang(tag, line, &mut self.xml.repairs);
        if let Some(lang) = lang
            && self.xml.repairs.len() == before
            && self.state.tags.len() < MOST
        {
            self.state.tags.push((tag.to_owned(), lang));
        }
        lang
    }

    /// The language of a variant without one: that of the source, unless another variant has it.
    fn guess_lang(&mut self) -> Lang {
        let unit = self.state.unit.as_ref();
        let source = unit.and_then(|unit| unit.source_lang).or(self.header.source_lang);
        let lang = source
            .filter(|&source| unit.is_some_and(|unit| unit.variant(source).is_none()))
            .unwrap_or(Lang::UNKNOWN);
        self.xml.repair("lang-missing", format!("a tuv without language; taken for {lang}"));
        lang
    }

    fn seg(&mut self) -> Result<()> {
        if self.state.variant.is_none() {
            self.thing()?;
            self.xml.repair("element", "a seg outside any tuv; taken for one of its own");
            let variant = Variant::new(self.guess_lang(), String::new());
            self.state.variant =
                Some(Open { variant, segment: None, done: false, implied: true, bare: false });
        }
        let Some(open) = &mut self.state.variant else { return Ok(()) };
        if open.segment.is_some() || open.done {
            self.xml.repair("second-seg", "a tuv with two seg; the texts are joined by a space");
            if !open.variant.text.is_empty() {
                open.variant.text.push(' ');
            }
        }
        if open.segment.is_none() {
            open.segment = Some(Segment::new(self.keep_codes));
        }
        Ok(())
    }

    fn field(&mut self, start: &Start<'_>, name: &str) -> Result<()> {
        self.thing()?;
        if let Some(open) = &mut self.state.variant {
            if open.segment.is_some() {
                self.xml.repair("unclosed", format!("a {name} inside seg; the seg ends here"));
                self.finish_segment();
            } else if open.done {
                self.xml
                    .repair("field-after-seg", format!("a {name} after seg; taken as if before"));
            }
        } else if self.state.unit.as_ref().is_some_and(|unit| !unit.variants.is_empty()) {
            self.xml.repair("field-after-tuv", format!("a {name} after tuv; taken as if before"));
        }
        let prop = (name == "prop").then(|| attributes::prop_type(start, &mut self.xml));
        self.state.field = Some(Field { prop, text: String::new() });
        Ok(())
    }

    /// Counts a child of the current unit.
    fn thing(&mut self) -> Result<()> {
        self.state.things += 1;
        if self.state.things > MOST {
            return Err(self.xml.error(format!("one unit holds more than {MOST} things")));
        }
        Ok(())
    }

    fn text(&mut self, event: &Event<'_>) {
        if let Some(field) = &mut self.state.field {
            return self.xml.push(event, &mut field.text);
        }
        if let Some(Open { segment: Some(segment), .. }) = &mut self.state.variant {
            return self.xml.push(event, segment.text());
        }
        let mut stray = String::new();
        let blank = |t: &str| t.bytes().all(|b| b.is_ascii_whitespace());
        if matches!(event, Event::Text(text) if blank(text)) || !self.state.root {
            return;
        }
        if let Some(open) = self.state.variant.as_mut().filter(|open| !open.done) {
            // Some programs write the text without seg around it.
            let mut segment = Segment::new(self.keep_codes);
            self.xml.push(event, segment.text());
            let start = segment.text().trim_start().to_owned();
            *segment.text() = start;
            (open.segment, open.bare) = (Some(segment), true);
            return self.xml.repair("no-seg", "a tuv without seg; its text is read as one");
        }
        self.xml.push(event, &mut stray);
        // Text after the end is reported once.
        if stray.trim().is_empty() {
            return;
        }
        let known = self.state.root_closed && mem::replace(&mut self.state.end_told, true);
        if !known {
            let message = format!("text outside seg is left out: {}", shown(stray.trim()));
            self.xml.repair(Repair::STRAY_TEXT, message);
        }
    }

    fn close(&mut self, name: &str) -> Option<TranslationUnit> {
        match name {
            "prop" | "note" => self.finish_field(),
            _ if self.state.field.is_some() && !matches!(name, "tuv" | "tu" | "header" | "tmx") => {
            }
            "seg" => {
                if self.state.variant.as_ref().is_none_or(|open| open.segment.is_none()) {
                    self.stray_end(name);
                }
                self.finish_segment();
                if self.state.variant.as_ref().is_some_and(|open| open.implied) {
                    self.finish_variant();
                }
            }
            "tuv" if self.state.variant.is_none() => self.stray_end(name),
            "tuv" => self.finish_variant(),
            "tu" if self.state.unit.is_none() => self.stray_end(name),
            "tu" => {
                self.state.depth = self.state.unit_depth.saturating_sub(1);
                return self.finish_unit();
            }
            "header" => {
                self.state.header_open = false;
                self.finish_field();
            }
            "tmx" => {
                self.state.root_closed = true;
                return self.finish_unit();
            }
            _ => {
                let segment = self.state.variant.as_mut().and_then(|open| open.segment.as_mut());
                if let Some(segment) = segment {
                    segment.close(name, &mut self.xml);
                }
            }
        }
        None
    }

    fn stray_end(&mut self, name: &str) {
        self.xml.repair("unclosed", format!("a </{name}> that ends nothing"));
    }

    fn finish_field(&mut self) {
        let Some(Field { prop, text }) = self.state.field.take() else { return };
        let meta: &mut Meta = match (&mut self.state.variant, &mut self.state.unit) {
            (Some(open), _) => &mut open.variant.meta,
            (None, Some(unit)) => &mut unit.meta,
            (None, None) => &mut self.header.meta,
        };
        match prop {
            Some(kind) if self.state.number == 0 && kind == "x-segmentation" => {
                self.header.segmentation = text;
            }
            Some(kind) => meta.props.push((kind, text)),
            None => meta.notes.push(text),
        }
    }

    fn finish_segment(&mut self) {
        let Some(open) = &mut self.state.variant else { return };
        let Some(segment) = open.segment.take() else { return };
        segment.finish(&mut open.variant, &mut self.xml);
        open.done = true;
    }

    fn finish_variant(&mut self) {
        self.finish_field();
        let is_open = |open: &Open| open.segment.is_some() && !open.bare;
        if self.state.variant.as_ref().is_some_and(is_open) {
            self.xml.repair("unclosed", "a seg is not closed; it ends with its tuv");
        }
        self.finish_segment();
        let Some(mut open) = self.state.variant.take() else { return };
        if open.bare {
            let end = open.variant.text.trim_end().len();
            open.variant.text.truncate(end);
            open.variant.codes.iter_mut().for_each(|code| code.at = code.at.min(end));
        }
        if !open.done {
            self.xml.repair("no-seg", "a tuv without seg; its text is taken as empty");
        }
        match &mut self.state.unit {
            Some(unit) => unit.variants.push(open.variant),
            None if open.variant.text.is_empty() => {}
            None => {
                let message =
                    format!("a tuv outside any tu is left out: {}", shown(&open.variant.text));
                self.xml.repair(Repair::TEXT_LEFT_OUT, message);
            }
        }
    }

    fn finish_unit(&mut self) -> Option<TranslationUnit> {
        if self.state.variant.as_ref().is_some_and(|open| open.segment.is_none()) {
            self.xml.repair("unclosed", "a tuv is not closed; it ends with its tu");
        }
        self.finish_variant();
        self.state.unit.take()
    }
}

/// Whether an element is one that a text with codes stands in, and not one of these codes.
fn is_frame(name: &str) -> bool {
    matches!(name, "tu" | "tuv" | "seg" | "prop" | "note" | "tmx" | "body")
}
