//! Texts of XLIFF with their inline codes.

use std::collections::{BTreeMap, HashSet};
use std::mem;
use std::ops::Range;

use crate::unit::{Code, CodeKind, SUB};

/// A text that is being read.
pub(super) struct Text {
    keep: bool,
    text: String,
    codes: Vec<Code>,
    /// Elements that are open, outermost first.
    open: Vec<Element>,
    segments: Vec<Mark>,
    sink: String,
    /// The words that stand for codes beside their markup, which there is no place for.
    beside: Vec<String>,
    deleted: Vec<String>,
}

/// A segment inside a text, by its number in the file (`mrk mtype="seg"`).
struct Mark {
    mid: String,
    /// Where it starts and ends in the text and among the codes.
    text: Range<usize>,
    codes: Range<usize>,
}

/// How white space is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Space {
    /// As it stands.
    Preserve,
    /// Any run of it as one space (`xml:space="default"`).
    Single,
    /// Where a line ends, as one space: the file does not say.
    #[default]
    Lines,
}

/// A text that was read.
#[derive(Default)]
pub(super) struct Finished {
    pub(super) text: String,
    pub(super) codes: Vec<Code>,
    /// The segments in it with their numbers, if it is divided.
    pub(super) segments: Vec<(String, String, Vec<Code>)>,
    /// The text outside these.
    pub(super) loose: String,
    /// The words that stand for codes beside their markup: they are left out.
    pub(super) beside: Vec<String>,
    /// Texts that tracked changes delete: they are left out.
    pub(super) deleted: Vec<String>,
}

struct Element {
    name: String,
    /// What the file says of a code whose text is markup, in place of this if there is none.
    said: String,
    /// A code whose text is markup: its place in the list.
    code: Option<usize>,
    /// What comes at its end.
    end: Option<Code>,
    /// A segment, by its place in the list.
    segment: Option<usize>,
    /// Of text that a tracked change deletes: where it starts in the text and among the codes.
    deleted: Option<(usize, usize)>,
}

/// What Trados calls the text that a tracked change deletes. What one adds is text like any other.
const DELETED: &str = "x-sdl-deleted";

type Attributes<'s> = [(&'s str, String)];

/// What an element stands for.
struct Meaning {
    /// The code at its start and the one at its end.
    start: Option<Code>,
    end: Option<Code>,
    /// Whether its text is the markup of the code; else it is text of the segment.
    is_markup: bool,
}

impl Text {
    pub(super) fn new(keep: bool) -> Text {
        Text {
            keep,
            text: String::new(),
            codes: Vec::new(),
            open: Vec::new(),
            segments: Vec::new(),
            sink: String::new(),
            beside: Vec::new(),
            deleted: Vec::new(),
        }
    }

    /// Where text that comes now belongs.
    pub(super) fn text(&mut self) -> &mut String {
        self.sink.clear();
        match self.open.iter().find_map(|element| element.code) {
            Some(at) if self.keep => &mut self.codes[at].content,
            Some(_) => &mut self.sink,
            None => &mut self.text,
        }
    }

    pub(super) fn open(
        &mut self,
        name: &str,
        attributes: &Attributes<'_>,
        data: &BTreeMap<String, String>,
    ) {
        if name == "cp" {
            if let Some(c) = of_hex(get(attributes, "hex")) {
                self.text().push(c);
            }
            return;
        }
        let mut element = Element {
            name: name.to_owned(),
            said: String::new(),
            code: None,
            end: None,
            segment: None,
            deleted: (name == "mrk" && get(attributes, "mtype") == DELETED)
                .then_some((self.text.len(), self.codes.len())),
        };
        if name == "mrk" && get(attributes, "mtype") == "seg" {
            let (text, code) = (self.text.len(), self.codes.len());
            element.segment = Some(self.segments.len());
            let mid = get(attributes, "mid").to_owned();
            self.segments.push(Mark { mid, text: text..text, codes: code..code });
        }
        if name == "sub" && self.open.iter().any(|element| element.code.is_some()) {
            self.text().extend([SUB[0], SUB[1]]);
        }
        // A code inside the markup of another is part of that.
        if !self.open.iter().any(|element| element.code.is_some()) {
            let Meaning { start, end, is_markup } = self.meaning(name, attributes, data);
            element.end = end;
            if let Some(mut code) = start {
                if is_markup {
                    element.code = Some(self.codes.len());
                    element.said = match code.content.is_empty() {
                        true => said(name, code.kind, attributes),
                        false => words(code.kind, attributes).to_owned(),
                    };
                } else if !code.content.is_empty() {
                    self.put_beside(words(code.kind, attributes), &code.content);
                } else {
                    code.content = said(name, code.kind, attributes);
                    if let Some(end) = element.end.as_mut().filter(|end| end.content.is_empty()) {
                        end.content = said_at_end(name, end.kind, attributes, &code.content);
                    }
                }
                self.put(code);
            }
        }
        self.open.push(element);
    }

    fn meaning(
        &self,
        name: &str,
        attributes: &Attributes<'_>,
        data: &BTreeMap<String, String>,
    ) -> Meaning {
        let get = |name: &str| get(attributes, name);
        let data = |reference: &str| data.get(get(reference)).cloned().unwrap_or_default();
        let code = |kind, id: &str, content| self.code(kind, id, content, attributes);
        let markup = |start: Code| Meaning { start: Some(start), end: None, is_markup: true };
        let around = |start: Code, end| Meaning { start: Some(start), end, is_markup: false };
        let empty = String::new;
        let alone = get("isolated") == "yes";
        let pair = if get("rid").is_empty() { get("id") } else { get("rid") };
        let is_unknown = get("subType") == "mizan:ut" || get("ctype") == "x-mizan-ut";
        let single = if is_unknown { CodeKind::Unknown } else { CodeKind::Single };
        match name {
            "bpt" | "bx" => markup(code(CodeKind::Begin, pair, empty())),
            "ept" | "ex" => markup(code(CodeKind::End, pair, empty())),
            "it" if get("pos") == "close" => markup(code(CodeKind::LoneEnd, get("id"), empty())),
            "it" => markup(code(CodeKind::LoneBegin, get("id"), empty())),
            "ph" => markup(code(single, get("id"), data("dataRef"))),
            "x" => markup(code(CodeKind::Single, get("id"), empty())),
            "g" => around(
                code(CodeKind::Begin, get("id"), empty()),
                Some(code(CodeKind::End, get("id"), empty())),
            ),
            "pc" => around(
                code(CodeKind::Begin, get("id"), data("dataRefStart")),
                Some(code(CodeKind::End, get("id"), data("dataRefEnd"))),
            ),
            "sc" if alone => markup(code(CodeKind::LoneBegin, get("id"), data("dataRef"))),
            "sc" => markup(code(CodeKind::Begin, get("id"), data("dataRef"))),
            "ec" if alone => markup(code(CodeKind::LoneEnd, get("id"), data("dataRef"))),
            "ec" => markup(code(CodeKind::End, get("startRef"), data("dataRef"))),
            "mrk" | "sm" if is_highlight(attributes) => {
                let class = if name == "sm" { get("value") } else { get("comment") };
                let class = class.to_owned();
                let begin = Code { class, ..code(CodeKind::HighlightBegin, "", empty()) };
                let end = Code { kind: CodeKind::HighlightEnd, ..begin.clone() };
                around(begin, (name == "mrk").then_some(end))
            }
            "em" if self.highlighted() => around(code(CodeKind::HighlightEnd, "", empty()), None),
            // Marks and elements of other tools: their content is text.
            _ => Meaning { start: None, end: None, is_markup: false },
        }
    }

    /// A code at the end of the text so far.
    fn code(&self, kind: CodeKind, id: &str, content: String, attributes: &Attributes<'_>) -> Code {
        let is_pair = matches!(kind, CodeKind::Begin | CodeKind::End);
        Code {
            at: self.text.len(),
            kind,
            pair: if is_pair { id.to_owned() } else { String::new() },
            id: if kind == CodeKind::End { String::new() } else { id.to_owned() },
            class: class(attributes),
            content,
        }
    }

    /// Whether a highlighted stretch is open.
    fn highlighted(&self) -> bool {
        let count = |kind| self.codes.iter().filter(|code| code.kind == kind).count();
        count(CodeKind::HighlightBegin) > count(CodeKind::HighlightEnd)
    }

    fn put_beside(&mut self, words: &str, content: &str) {
        if self.keep && !words.is_empty() && words != content {
            self.beside.push(words.to_owned());
        }
    }

    fn put(&mut self, code: Code) {
        if self.keep {
            self.codes.push(code);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else { return };
        while self.open.len() > at {
            if name == "sub" && self.open.len() == at + 1 {
                let is_inside = self.open[..at].iter().any(|element| element.code.is_some());
                self.text().extend(is_inside.then_some(SUB[2]));
            }
            let Some(Element { end, segment, code, said, deleted, .. }) = self.open.pop() else {
                return;
            };
            if let Some((text, codes)) = deleted {
                self.deleted.push(self.text.split_off(text));
                self.codes.truncate(codes);
                continue;
            }
            match code.and_then(|at| self.codes.get_mut(at)) {
                Some(code) if code.content.is_empty() => code.content = said,
                Some(code) if !said.starts_with('<') => {
                    let content = code.content.clone();
                    self.put_beside(&said, &content);
                }
                _ => {}
            }
            if let Some(end) = end {
                let at = self.text.len();
                self.put(Code { at, ..end });
            }
            if let Some(mark) = segment.and_then(|at| self.segments.get_mut(at)) {
                (mark.text.end, mark.codes.end) = (self.text.len(), self.codes.len());
            }
        }
    }

    /// The text and its codes, and those of the segments in it.
    pub(super) fn finish(mut self, space: Space) -> Finished {
        while let Some(name) = self.open.last().map(|element| element.name.clone()) {
            self.close(&name);
        }
        let mut done = Finished::default();
        let mut from = 0;
        for Mark { mid, text, codes } in &self.segments {
            // A segment inside a segment belongs to that.
            if text.start < from {
                continue;
            }
            done.loose.push_str(&self.text[from..text.start]);
            from = text.end;
            let inside = self.codes[codes.clone()].iter();
            let mut inside = inside.map(|c| Code { at: c.at - text.start, ..c.clone() }).collect();
            balance(&mut inside);
            let mut text = self.text[text.clone()].to_owned();
            spaced(&mut text, &mut inside, space);
            done.segments.push((mid.clone(), text, inside));
        }
        done.loose.push_str(&self.text[from..]);
        done.beside = mem::take(&mut self.beside);
        done.deleted = mem::take(&mut self.deleted);
        balance(&mut self.codes);
        spaced(&mut self.text, &mut self.codes, space);
        (done.text, done.codes) = (self.text, self.codes);
        done
    }
}

/// What the file says of a code whose markup it does not hold: what stands for it, else what other tools have noted on
/// its element, such as an address.
fn said(element: &str, kind: CodeKind, attributes: &Attributes<'_>) -> String {
    if matches!(kind, CodeKind::HighlightBegin | CodeKind::HighlightEnd) {
        return String::new();
    }
    let words = words(kind, attributes);
    if !words.is_empty() {
        return words.to_owned();
    }
    let mut tag = String::new();
    for (name, value) in attributes.iter().filter(|(name, _)| is_foreign(name)) {
        let value = value.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
        tag.push_str(&format!(" {name}=\"{value}\""));
    }
    if tag.is_empty() { tag } else { format!("<{element}{tag}>") }
}

/// The words that the file says stand for a code.
fn words<'a>(kind: CodeKind, attributes: &'a Attributes<'_>) -> &'a str {
    let names: &[&str] = match kind {
        CodeKind::End => &["equivEnd", "equiv", "dispEnd", "disp", "equiv-text"],
        _ => &["equiv-text", "equivStart", "equiv", "dispStart", "disp"],
    };
    names.iter().map(|name| get(attributes, name)).find(|said| !said.is_empty()).unwrap_or_default()
}

/// What is said of the end of an element, at whose start this was said.
fn said_at_end(element: &str, kind: CodeKind, attributes: &Attributes<'_>, start: &str) -> String {
    match start.strip_prefix('<').and_then(|tag| tag.strip_prefix(element)) {
        Some(tag) if tag.starts_with(' ') => format!("</{element}>"),
        _ => said(element, kind, attributes),
    }
}

/// Whether an attribute of an inline element is not one that XLIFF or mizan give it.
fn is_foreign(name: &str) -> bool {
    const OWN: [&str; 24] = [
        "id",
        "rid",
        "xid",
        "ctype",
        "clone",
        "mid",
        "mtype",
        "comment",
        "pos",
        "assoc",
        "ts",
        "type",
        "subType",
        "value",
        "ref",
        "translate",
        "dir",
        "isolated",
        "startRef",
        "crc",
        "copyOf",
        "dataRef",
        "dataRefStart",
        "dataRefEnd",
    ];
    let is_own = OWN.contains(&name)
        || ["can", "sub", "equiv", "disp", "xml", "mizan:"].iter().any(|p| name.starts_with(p));
    !is_own
}

/// Makes lone codes of those that lack their other half. Ends of highlighted stretches take the class of their starts.
fn balance(codes: &mut Vec<Code>) {
    let mut classes = Vec::new();
    let of_kind = |kind| {
        let found = codes.iter().filter(move |code| code.kind == kind);
        found.map(|code| code.pair.clone()).collect::<HashSet<String>>()
    };
    let (begun, ended) = (of_kind(CodeKind::Begin), of_kind(CodeKind::End));
    for code in codes {
        match code.kind {
            CodeKind::HighlightBegin => classes.push(code.class.clone()),
            CodeKind::HighlightEnd => code.class = classes.pop().unwrap_or_default(),
            CodeKind::Begin if !ended.contains(&code.pair) => {
                code.kind = CodeKind::LoneBegin;
                code.pair.clear();
            }
            CodeKind::End if !begun.contains(&code.pair) => {
                code.kind = CodeKind::LoneEnd;
                code.id = mem::take(&mut code.pair);
            }
            _ => {}
        }
    }
}

/// Makes the white space of a text what the file says it is. A code is a character: spaces beside it stay.
fn spaced(text: &mut String, codes: &mut [Code], space: Space) {
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let goes = |run: &str| match space {
        Space::Preserve => false,
        Space::Single => run != " ",
        Space::Lines => run.contains(['\n', '\r']),
    };
    if space == Space::Preserve || !text.contains(is_space) {
        return;
    }
    let mut made = String::with_capacity(text.len());
    let mut done = 0;
    let mut first = true;
    let mut add = |until: usize, last: bool, made: &mut String| {
        let mut piece = &text[done..until];
        while let Some(at) = piece.find(is_space) {
            made.push_str(&piece[..at]);
            let rest = piece[at..].trim_start_matches(is_space);
            let run = &piece[at..piece.len() - rest.len()];
            let is_outer = first && made.is_empty() || last && rest.is_empty();
            let is_end = space == Space::Single || run.contains(['\n', '\r']);
            match goes(run) {
                _ if is_outer && is_end => {}
                true => made.push(' '),
                false => made.push_str(run),
            }
            piece = rest;
        }
        made.push_str(piece);
        (done, first) = (until, false);
    };
    for code in codes.iter_mut() {
        add(code.at, false, &mut made);
        code.at = made.len();
    }
    add(text.len(), true, &mut made);
    *text = made;
}

/// The value of an attribute, or an empty string.
fn get<'a>(attributes: &'a Attributes<'_>, name: &str) -> &'a str {
    attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str()).unwrap_or_default()
}

fn is_highlight(attributes: &Attributes<'_>) -> bool {
    ["mtype", "type"].iter().any(|name| get(attributes, name).ends_with("mizan-hi"))
        || get(attributes, "type") == "mizan:hi"
}

/// The kind of markup a code names, if it is one mizan wrote.
fn class(attributes: &Attributes<'_>) -> String {
    let found = attributes.iter().find_map(|(name, value)| match *name {
        "subType" => value.strip_prefix("mizan:x-").map(unword),
        "ctype" => Some(match value.strip_prefix("x-mizan-") {
            Some(own) => own.strip_prefix("type-").map(unword).unwrap_or_default(),
            None => value.clone(),
        }),
        _ => None,
    });
    found.unwrap_or_default()
}

/// A character by its number in hexadecimal digits.
pub(super) fn of_hex(digits: &str) -> Option<char> {
    char::from_u32(u32::from_str_radix(digits, 16).ok()?)
}

/// A name from the word the writer made of it.
pub(super) fn unword(word: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = word.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'_' => {
                bytes.push(byte);
                rest = &after[2..];
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
