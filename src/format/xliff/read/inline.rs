//! Texts of XLIFF with their inline codes.

use std::collections::BTreeMap;
use std::mem;

use crate::unit::{Code, CodeKind};

/// A text that is being read.
pub(super) struct Text {
    keep: bool,
    text: String,
    codes: Vec<Code>,
    /// Elements that are open, outermost first.
    open: Vec<Element>,
    sink: String,
}

struct Element {
    name: String,
    /// A code whose text is markup: its place in the list.
    code: Option<usize>,
    /// What comes at its end.
    end: Option<Code>,
}

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
        Text { keep, text: String::new(), codes: Vec::new(), open: Vec::new(), sink: String::new() }
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
        empty: bool,
        attributes: &Attributes<'_>,
        data: &BTreeMap<String, String>,
    ) {
        if name == "cp" {
            if let Some(c) = of_hex(get(attributes, "hex")) {
                self.text().push(c);
            }
            return;
        }
        let mut element = Element { name: name.to_owned(), code: None, end: None };
        // A code inside the markup of another is part of that.
        if !self.open.iter().any(|element| element.code.is_some()) {
            let Meaning { start, end, is_markup } = self.meaning(name, attributes, data);
            element.end = end;
            if let Some(code) = start {
                element.code = is_markup.then_some(self.codes.len());
                self.put(code);
            }
        }
        self.open.push(element);
        if empty {
            self.close(name);
        }
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

    fn put(&mut self, code: Code) {
        if self.keep {
            self.codes.push(code);
        }
    }

    pub(super) fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|element| element.name == name) else { return };
        while self.open.len() > at {
            if let Some(Some(end)) = self.open.pop().map(|element| element.end) {
                let at = self.text.len();
                self.put(Code { at, ..end });
            }
        }
    }

    /// The text and its codes. Ends of highlighted stretches take the class of their starts.
    pub(super) fn finish(mut self) -> (String, Vec<Code>) {
        let mut codes = mem::take(&mut self.codes);
        let mut classes = Vec::new();
        let begun: Vec<String> =
            codes.iter().filter(|c| c.kind == CodeKind::Begin).map(|c| c.pair.clone()).collect();
        let ended: Vec<String> =
            codes.iter().filter(|c| c.kind == CodeKind::End).map(|c| c.pair.clone()).collect();
        for code in &mut codes {
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
        (self.text, codes)
    }
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
