//! XLIFF 1.2 and 2.x, streaming: a unit for every segment.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::mem;

use crate::error::{Error, Result};
use crate::format::input::Input;
use crate::format::table::settle;
use crate::format::xml::{Event, Start, Xml, shown};
use crate::format::{ReadOptions, tags};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

mod inline;

use inline::{Text, unword};

const FORMAT: &str = "XLIFF";
const DEEPEST: usize = 64;
/// Things in one unit.
const MOST: usize = 100_000;

/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let input = Input::new(input, options.source_lang.unwrap_or(Lang::AR))?;
    Ok(Box::new(Source {
        xml: Xml::new(input, FORMAT),
        buffer: String::new(),
        keep_codes: options.keep_codes,
        header: Header::default(),
        state: State::default(),
        ended: false,
    }))
}

struct Source<'a> {
    xml: Xml<'a>,
    buffer: String,
    keep_codes: bool,
    header: Header,
    state: State,
    ended: bool,
}

#[derive(Default)]
struct State {
    root: bool,
    root_closed: bool,
    depth: usize,
    /// The depth of an element whose insides are skipped.
    skipped: Option<usize>,
    langs: [Option<Lang>; 2],
    number: u64,
    /// What is said of the unit, for each of its segments.
    unit: Option<TranslationUnit>,
    details: Vec<(String, String)>,
    /// The markup codes stand for, by name.
    data: BTreeMap<String, String>,
    things: usize,
    sides: [Option<Variant>; 2],
    line: u64,
    text: Option<(usize, Text)>,
    field: Option<(Field, String)>,
}

/// Text beside the texts of a unit.
enum Field {
    Note,
    /// A detail by its name.
    Detail(String),
    /// Markup codes stand for, by its name.
    Data(String),
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        while !self.ended {
            let mut buffer = mem::take(&mut self.buffer);
            let result = self.step(&mut buffer);
            self.buffer = buffer;
            self.ended |= result.is_err();
            if let Some(mut unit) = result? {
                settle(&mut self.header, &mut unit);
                return Ok(Some(unit));
            }
        }
        Ok(None)
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.xml.take_repairs()
    }
}

impl Source<'_> {
    fn step(&mut self, buffer: &mut String) -> Result<Option<TranslationUnit>> {
        let event = self.xml.next(buffer)?;
        match &event {
            Event::Start(start) => {
                self.state.depth += 1;
                if self.state.depth > DEEPEST {
                    let message = format!("more than {DEEPEST} elements inside each other");
                    return Err(self.xml.error(message));
                }
                self.open(start, false)?;
            }
            Event::Empty(start) => {
                self.state.depth += 1;
                self.open(start, true)?;
                let unit = self.close(start.name());
                self.state.depth -= 1;
                return Ok(unit);
            }
            Event::End(end) => {
                let unit = self.close(end);
                self.state.depth = self.state.depth.saturating_sub(1);
                return Ok(unit);
            }
            Event::Text(_) | Event::CData(_) | Event::Ref(_) if self.state.skipped.is_none() => {
                if let Some((_, text)) = &mut self.state.field {
                    self.xml.push(&event, text);
                } else if let Some((_, text)) = &mut self.state.text {
                    self.xml.push(&event, text.text());
                }
            }
            Event::Eof => {
                self.ended = true;
                if !self.state.root {
                    return Err(Error::malformed(FORMAT, 1, "there is no xliff element in it"));
                }
                if !self.state.root_closed {
                    let count = self.state.number;
                    self.xml
                        .repair(Repair::CUT_OFF, format!("the file is cut off after unit {count}"));
                }
            }
            _ => {}
        }
        Ok(None)
    }

    fn open(&mut self, start: &Start<'_>, empty: bool) -> Result<()> {
        if self.state.skipped.is_some() {
            return Ok(());
        }
        self.state.things += 1;
        if self.state.things > MOST {
            return Err(self.xml.error(format!("one unit holds more than {MOST} things")));
        }
        let name = start.name();
        if let Some((_, text)) = &mut self.state.text
            && self.state.field.is_none()
        {
            let attributes = self.xml.attributes(start);
            text.open(name, empty, &attributes, &self.state.data);
            return Ok(());
        }
        let attributes = self.xml.attributes(start);
        let get = |name: &str| attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        let in_unit = self.state.unit.is_some();
        match name {
            "xliff" => {
                self.state.root = true;
                self.langs([get("srcLang"), get("trgLang")]);
            }
            "file" => {
                self.langs([get("source-language"), get("target-language")]);
                if let Some(tool) = get("tool-id").filter(|_| self.header.tool.is_empty()) {
                    tool.clone_into(&mut self.header.tool);
                }
            }
            "unit" | "trans-unit" => {
                let id = get("name").or(get("resname")).unwrap_or_default().to_owned();
                let id = if id.is_empty() && !is_plain_number(get("id")) {
                    get("id").unwrap_or_default().to_owned()
                } else {
                    id
                };
                self.state.things = 0;
                self.state.unit = Some(TranslationUnit { id, ..TranslationUnit::default() });
                self.state.details.clear();
                self.state.data.clear();
                self.state.line = self.xml.line();
                self.xml.repairs.unit = self.state.number + 1;
            }
            "alt-trans" | "matches" | "ignorable" | "seg-source" | "skeleton" | "internal-file"
            | "glossary" => self.state.skipped = Some(self.state.depth),
            "segment" => self.state.line = self.xml.line(),
            "source" | "target" if in_unit => {
                let side = usize::from(name == "target");
                self.state.text = Some((side, Text::new(self.keep_codes)));
            }
            "note" if in_unit => self.state.field = Some((Field::Note, String::new())),
            "meta" | "context" | "data" if in_unit => {
                let key = get("type").or(get("id")).unwrap_or_default();
                let field = match get("context-type") {
                    Some(key) => Field::Detail(unword(key.strip_prefix("x-").unwrap_or(key))),
                    None if name == "data" => Field::Data(key.to_owned()),
                    None => Field::Detail(key.to_owned()),
                };
                self.state.field = Some((field, String::new()));
            }
            "cp" => {
                if let Some((_, text)) = &mut self.state.field
                    && let Some(c) = get("hex").and_then(inline::of_hex)
                {
                    text.push(c);
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn langs(&mut self, tags: [Option<&str>; 2]) {
        let line = self.xml.line();
        for (side, tag) in tags.into_iter().enumerate() {
            if let Some(tag) = tag {
                self.state.langs[side] = tags::lang(tag, line, &mut self.xml.repairs);
            }
        }
        self.header.source_lang = self.header.source_lang.or(self.state.langs[0]);
        self.header.target_lang = self.header.target_lang.or(self.state.langs[1]);
    }

    fn close(&mut self, name: &str) -> Option<TranslationUnit> {
        if let Some(depth) = self.state.skipped {
            if self.state.depth <= depth {
                self.state.skipped = None;
            }
            return None;
        }
        match name {
            "source" | "target" => self.finish_text(),
            "note" | "meta" | "context" | "data" => self.finish_field(),
            "segment" => return self.finish_segment(),
            "unit" | "trans-unit" => {
                let unit = self.finish_segment();
                self.state.unit = None;
                return unit;
            }
            "xliff" => self.state.root_closed = true,
            _ => {
                if let Some((_, text)) = &mut self.state.text {
                    text.close(name);
                }
            }
        }
        None
    }

    fn finish_text(&mut self) {
        let Some((side, text)) = self.state.text.take() else { return };
        let lang = self.state.langs[side].unwrap_or(Lang::UNKNOWN);
        let mut variant = Variant::new(lang, String::new());
        (variant.text, variant.codes) = text.finish();
        self.state.sides[side] = Some(variant);
    }

    fn finish_field(&mut self) {
        let Some((field, text)) = self.state.field.take() else { return };
        match field {
            Field::Note => {
                if let Some(unit) = &mut self.state.unit {
                    unit.meta.notes.push(text);
                }
            }
            Field::Detail(name) => self.state.details.push((name, text)),
            Field::Data(name) => _ = self.state.data.insert(name, text),
        }
    }

    fn finish_segment(&mut self) -> Option<TranslationUnit> {
        let sides = mem::take(&mut self.state.sides);
        if sides.iter().all(Option::is_none) {
            return None;
        }
        self.state.number += 1;
        self.xml.repairs.unit = self.state.number;
        let mut unit = self.state.unit.clone().unwrap_or_default();
        unit.number = self.state.number;
        unit.line = self.state.line;
        unit.variants = sides.into_iter().flatten().collect();
        for (name, value) in &self.state.details {
            if !unit.set_detail(name, value) {
                // Another tool's.
                unit.meta.props.push((format!("x-{}", shown(name)), value.clone()));
            }
        }
        Some(unit)
    }
}

/// Whether an id is only a number, as mizan writes it.
fn is_plain_number(id: Option<&str>) -> bool {
    let id = id.unwrap_or_default();
    id.strip_prefix('u').unwrap_or(id).bytes().all(|b| b.is_ascii_digit())
}
