//! XLIFF 1.2 and 2.x, streaming: a unit for every segment.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::io::BufRead;
use std::mem;

use crate::error::{Error, Result};
use crate::format::input::Input;
use crate::format::table::settle;
use crate::format::xml::{Event, Start, Xml, shown};
use crate::format::{ReadOptions, tags};
use crate::lang::Lang;
use crate::unit::{Detail, Header, Repair, TranslationUnit, UnitSource, Variant};

mod inline;

use super::state;
use inline::{Finished, Space, Text, unword};

const FORMAT: &str = "XLIFF";
const DEEPEST: usize = 256;
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
        ready: VecDeque::new(),
        ended: false,
    }))
}

struct Source<'a> {
    xml: Xml<'a>,
    buffer: String,
    keep_codes: bool,
    header: Header,
    state: State,
    /// Units that were read and not asked for yet.
    ready: VecDeque<TranslationUnit>,
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
    /// Whether a segment of the unit has ended, and is out of reach for what comes later.
    has_ended: bool,
    /// The markup codes stand for, by name.
    data: BTreeMap<String, String>,
    things: usize,
    sides: [Option<Variant>; 2],
    /// The segments of the two sides by their numbers, if they are divided, and the text outside these.
    segments: [Vec<(String, Variant)>; 2],
    loose: [String; 2],
    /// What is said of how far the translation is, of the unit and of its segments by their numbers.
    states: Vec<(String, String)>,
    segment_states: BTreeMap<String, String>,
    /// What elements say of white space, by their depth.
    spaces: Vec<(usize, Space)>,
    line: u64,
    text: Option<Open>,
    field: Option<(Field, String)>,
}

/// A text that is being read.
struct Open {
    side: usize,
    lang: Lang,
    /// Whether it is only the source once more, divided into segments.
    is_copy: bool,
    text: Text,
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
        while !self.ended && self.ready.is_empty() {
            let mut buffer = mem::take(&mut self.buffer);
            let result = self.step(&mut buffer);
            self.buffer = buffer;
            self.ended |= result.is_err();
            result?;
        }
        let mut unit = self.ready.pop_front();
        if let Some(unit) = &mut unit {
            settle(&mut self.header, unit);
        }
        Ok(unit)
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.xml.take_repairs()
    }
}

impl Source<'_> {
    fn step(&mut self, buffer: &mut String) -> Result<()> {
        let event = self.xml.next(buffer)?;
        match &event {
            Event::Start(start) => {
                self.state.depth += 1;
                if self.state.depth > DEEPEST {
                    let message = format!("more than {DEEPEST} elements inside each other");
                    return Err(self.xml.error(message));
                }
                self.open(start)?;
            }
            Event::Empty(start) => {
                self.state.depth += 1;
                self.open(start)?;
                self.close(start.name());
                self.state.depth -= 1;
            }
            Event::End(end) => {
                self.close(end);
                self.state.depth = self.state.depth.saturating_sub(1);
            }
            Event::Text(_) | Event::CData(_) | Event::Ref(_) if self.state.skipped.is_none() => {
                if let Some((_, text)) = &mut self.state.field {
                    self.xml.push(&event, text);
                } else if let Some(open) = &mut self.state.text {
                    self.xml.push(&event, open.text.text());
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
        Ok(())
    }

    fn open(&mut self, start: &Start<'_>) -> Result<()> {
        if self.state.skipped.is_some() {
            return Ok(());
        }
        self.state.things += 1;
        if self.state.things > MOST {
            return Err(self.xml.error(format!("one unit holds more than {MOST} things")));
        }
        let name = start.name();
        if let Some(Open { text, .. }) = &mut self.state.text
            && self.state.field.is_none()
        {
            let attributes = self.xml.attributes(start);
            text.open(name, &attributes, &self.state.data);
            return Ok(());
        }
        let attributes = self.xml.attributes(start);
        let get = |name: &str| attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        let in_unit = self.state.unit.is_some();
        if let Some(space) = get("xml:space") {
            let space = if space == "preserve" { Space::Preserve } else { Space::Single };
            self.state.spaces.push((self.state.depth, space));
        }
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
                if in_unit {
                    self.xml.repair("nested-unit", "a unit inside another; read as one after it");
                    self.finish_unit();
                }
                self.begin_unit(&get);
            }
            "alt-trans" | "matches" if in_unit => {
                let message = "suggestions for a translation are left out (alt-trans, matches)";
                self.xml.repair("suggestion", message);
                self.state.skipped = Some(self.state.depth);
            }
            "glossary" | "resourceData" => {
                self.xml.repair("module", format!("what stands in <{name}> is left out"));
                self.state.skipped = Some(self.state.depth);
            }
            "alt-trans" | "matches" | "skeleton" | "internal-file" | "reference"
            | "minorversions" | "insertedmatch" => {
                self.state.skipped = Some(self.state.depth);
            }
            "segment" => {
                self.state.line = self.xml.line();
                self.state
                    .see_states([("state", state::STATE), ("subState", state::SUB_STATE)], &get);
            }
            "seg" if in_unit && start.prefix() == "sdl" => {
                if let (Some(id), Some(word)) = (get("id"), get("conf")) {
                    self.state.segment_states.insert(id.to_owned(), word.to_owned());
                }
            }
            "source" | "target" | "seg-source" if in_unit => self.begin_text(name, &get),
            "note" => self.state.field = Some((Field::Note, String::new())),
            "meta" | "context" | "data" if in_unit => {
                self.state.field = Some((field_of(name, &get), String::new()));
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

    fn begin_unit<'v>(&mut self, get: &dyn Fn(&str) -> Option<&'v str>) {
        let id = get("name").or(get("resname")).unwrap_or_default().to_owned();
        let id = if id.is_empty() && !is_plain_number(get("id")) {
            get("id").unwrap_or_default().to_owned()
        } else {
            id
        };
        self.state.things = 0;
        self.state.unit = Some(TranslationUnit { id, ..TranslationUnit::default() });
        self.state.begin_unit(get);
        self.state.line = self.xml.line();
        self.xml.repairs.unit = self.state.number + 1;
    }

    fn begin_text<'v>(&mut self, name: &str, get: &dyn Fn(&str) -> Option<&'v str>) {
        let side = usize::from(name == "target");
        let line = self.xml.line();
        let own = get("xml:lang").and_then(|tag| tags::lang(tag, line, &mut self.xml.repairs));
        let lang = own.or(self.state.langs[side]).unwrap_or(Lang::UNKNOWN);
        if side == 1 {
            let names = [("state", state::STATE), ("state-qualifier", state::QUALIFIER)];
            self.state.see_states(names, get);
        }
        let (is_copy, text) = (name == "seg-source", Text::new(self.keep_codes));
        self.state.text = Some(Open { side, lang, is_copy, text });
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

    fn close(&mut self, name: &str) {
        if let Some(depth) = self.state.skipped {
            if self.state.depth <= depth {
                self.state.skipped = None;
            }
        } else {
            match name {
                "source" | "target" | "seg-source" => self.finish_text(),
                "note" | "meta" | "context" | "data" => self.finish_field(),
                "segment" => self.finish_segment(),
                "ignorable" => self.finish_ignorable(),
                "unit" | "trans-unit" => {
                    self.finish_unit();
                    self.state.unit = None;
                }
                "xliff" => self.state.root_closed = true,
                _ => {
                    if let Some(open) = &mut self.state.text {
                        open.text.close(name);
                    }
                }
            }
        }
        let depth = self.state.depth;
        self.state.spaces.retain(|(at, _)| *at < depth);
    }

    fn finish_text(&mut self) {
        let Some(Open { side, lang, is_copy, text }) = self.state.text.take() else { return };
        let space = self.state.spaces.last().map_or(Space::default(), |(_, space)| *space);
        let Finished { text, codes, segments, loose, beside, deleted } = text.finish(space);
        for text in deleted.iter().filter(|text| !is_copy && !text.trim().is_empty()) {
            let message =
                format!("text that a tracked change deletes is left out: {}", shown(text));
            self.xml.repair("deleted", message);
        }
        for words in beside.iter().filter(|_| !is_copy) {
            let message =
                format!("the words for a code beside its markup are left out: {}", shown(words));
            self.xml.repair("equivalent", message);
        }
        let is_divided = !segments.is_empty();
        if is_divided && (is_copy || self.state.segments[side].is_empty()) {
            let variant = |(mid, text, codes)| (mid, Variant { codes, ..Variant::new(lang, text) });
            self.state.segments[side] = segments.into_iter().map(variant).collect();
            self.state.loose[side] = loose;
        }
        // An empty target says the same as none.
        if !is_copy && (side == 0 || !text.is_empty() || !codes.is_empty()) {
            if let Some(first) = self.state.sides[side].take() {
                let message =
                    format!("a second text follows, this one is left out: {}", shown(&first.text));
                self.xml.repair(Repair::TEXT_LEFT_OUT, message);
            }
            self.state.sides[side] = Some(Variant { codes, ..Variant::new(lang, text) });
        }
    }

    fn finish_field(&mut self) {
        let Some((field, text)) = self.state.field.take() else { return };
        match field {
            Field::Note => {
                let is_first = self.state.number == 0;
                let is_late = self.state.has_ended;
                match &mut self.state.unit {
                    Some(unit) if !is_late => unit.meta.notes.push(text),
                    _ if text.trim().is_empty() => {}
                    // Of the file, or of a group of units.
                    None if is_first => self.header.meta.notes.push(text),
                    _ => {
                        let message = format!(
                            "a note in no unit, or after its texts, is left out: {}",
                            shown(&text)
                        );
                        self.xml.repair(Repair::NOTE_LEFT_OUT, message);
                    }
                }
            }
            Field::Detail(name) => self.state.details.push((name, text)),
            Field::Data(name) => _ = self.state.data.insert(name, text),
        }
    }

    /// Ends a unit: one for each of its segments, if its texts are divided.
    fn finish_unit(&mut self) {
        let [sources, targets] = mem::take(&mut self.state.segments);
        let loose = mem::take(&mut self.state.loose);
        let is_whole = sources.is_empty() || targets.is_empty() && self.state.sides[1].is_some();
        if is_whole {
            return self.finish_segment();
        }
        self.tell_other_source(&sources, &loose[0]);
        let all = mem::take(&mut self.state.states);
        // The targets of each id, the last first.
        let mut of_id: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, (mid, _)) in targets.iter().enumerate().rev() {
            of_id.entry(mid.clone()).or_default().push(at);
        }
        let mut targets: Vec<_> = targets.into_iter().map(|(_, target)| Some(target)).collect();
        for (mid, source) in sources {
            let at = of_id.get_mut(&mid).and_then(Vec::pop);
            let target = at.and_then(|at| targets[at].take());
            let target = target.filter(|t| !t.text.is_empty() || !t.codes.is_empty());
            self.state.sides = [Some(source), target];
            self.state.states.clone_from(&all);
            if let Some(word) = self.state.segment_states.get(&mid) {
                self.state.states.push(("x-sdl-conf".to_owned(), word.clone()));
            }
            self.finish_segment();
        }
        for target in targets.into_iter().flatten() {
            self.state.sides = [None, Some(target)];
            self.state.states.clone_from(&all);
            self.finish_segment();
        }
        self.state.sides = [None, None];
        loose.iter().for_each(|text| self.tell_loose(text));
    }

    /// Tells of a source that says something else than its segments, which are taken.
    fn tell_other_source(&mut self, segments: &[(String, Variant)], loose: &str) {
        let Some(whole) = &self.state.sides[0] else { return };
        let letters = |text: &str| text.split_whitespace().collect::<String>();
        let parts: String = segments.iter().map(|(_, part)| letters(&part.text)).collect();
        if loose.trim().is_empty() && letters(&whole.text) != parts {
            let message = format!(
                "the source differs from its segments, it is left out: {}",
                shown(&whole.text)
            );
            self.xml.repair(Repair::TEXT_LEFT_OUT, message);
        }
    }

    /// Ends what stands between segments and needs no translation; text of it is told.
    fn finish_ignorable(&mut self) {
        for side in mem::take(&mut self.state.sides).into_iter().flatten() {
            self.tell_loose(&side.text);
        }
    }

    fn tell_loose(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            let message = format!("text outside the segments is left out: {}", shown(text));
            self.xml.repair(Repair::STRAY_TEXT, message);
        }
    }

    /// Ends a segment, which is a unit.
    fn finish_segment(&mut self) {
        let sides = mem::take(&mut self.state.sides);
        if sides.iter().all(Option::is_none) {
            return;
        }
        self.state.number += 1;
        self.state.has_ended = true;
        self.xml.repairs.unit = self.state.number;
        let mut unit = self.state.unit.clone().unwrap_or_default();
        unit.number = self.state.number;
        unit.line = self.state.line;
        let has_target = sides[1].is_some();
        unit.variants = sides.into_iter().flatten().collect();
        for (name, value) in &self.state.details {
            match unit.set_detail(name, value) {
                Detail::Known | Detail::Moved(_) => {}
                // Another tool's.
                Detail::Unknown => {
                    unit.meta.props.push((format!("x-{}", shown(name)), value.clone()));
                }
            }
        }
        let mut states = mem::take(&mut self.state.states);
        let is_state = |(name, _): &(String, String)| name == state::STATE;
        if !states.iter().any(is_state)
            && let Some(state) = states.iter().find_map(|(_, word)| state::of_tool(word))
        {
            states.push((state::STATE.to_owned(), state.to_owned()));
        }
        let usual = if has_target { "translated" } else { "initial" };
        states.retain(|state| !is_state(state) || state.1 != usual);
        unit.meta.props.append(&mut states);
        self.ready.push_back(unit);
    }
}

impl State {
    /// Begins a unit, with what its element says.
    fn begin_unit<'v>(&mut self, get: &dyn Fn(&str) -> Option<&'v str>) {
        self.details.clear();
        self.has_ended = false;
        self.data.clear();
        self.segments = Default::default();
        self.loose = Default::default();
        self.states.clear();
        self.segment_states.clear();
        let names = [
            ("approved", state::APPROVED),
            ("mq:status", "x-mq-status"),
            ("m:confirmed", "x-m-confirmed"),
        ];
        self.see_states(names, get);
    }

    /// Keeps attributes as props of these names.
    fn see_states<'v, const N: usize>(
        &mut self,
        names: [(&str, &str); N],
        get: &dyn Fn(&str) -> Option<&'v str>,
    ) {
        for (name, prop) in names {
            let Some(value) = get(name).filter(|value| !value.is_empty()) else { continue };
            let (prop, value) =
                match state::of_sub_state(value).filter(|_| prop == state::SUB_STATE) {
                    Some(state) => (state::STATE, state),
                    None => (prop, value),
                };
            self.states.retain(|(known, _)| known != prop);
            self.states.push((prop.to_owned(), value.to_owned()));
        }
    }
}

/// What an element of a unit holds that is not a text.
fn field_of<'v>(name: &str, get: &dyn Fn(&str) -> Option<&'v str>) -> Field {
    let key = get("type").or(get("id")).unwrap_or_default();
    match get("context-type") {
        Some(key) => Field::Detail(unword(key.strip_prefix("x-").unwrap_or(key))),
        None if name == "data" => Field::Data(key.to_owned()),
        None => Field::Detail(key.to_owned()),
    }
}

/// Whether an id is only a number, as mizan writes it.
fn is_plain_number(id: Option<&str>) -> bool {
    let id = id.unwrap_or_default();
    id.strip_prefix('u').unwrap_or(id).bytes().all(|b| b.is_ascii_digit())
}
