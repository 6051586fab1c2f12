//! The text of a `seg` with the inline codes in it.

use std::collections::{HashMap, HashSet};

use crate::error::Result;
use crate::format::xml::escape::attribute_into;
use crate::format::xml::{Start, Xml, shown};
use crate::unit::{Code, CodeKind, SUB, Variant};

/// The most children of a unit and the most codes of a segment. A file with more is hostile.
pub(super) const MOST: usize = 100_000;

/// A `seg` that is being read.
pub(super) struct Segment {
    keep: bool,
    text: String,
    codes: Vec<Code>,
    /// Elements that are open, outermost first.
    open: Vec<Element>,
    /// How many of them are codes, whose text is markup.
    inside: usize,
    /// How many pairs were made of elements that are not of TMX.
    pairs: usize,
    /// Where the text of codes goes if they are not kept.
    sink: String,
}

/// What the name of such a pair starts with until it has a number; no file can hold it.
const OWN_PAIR: char = '\0';

enum Element {
    /// A code, by its name and its place in the list.
    Code(&'static str, Option<usize>),
    /// `hi`.
    Highlight(Code),
    /// `sub`: text inside a code, which counts as the code's. Whether its borders are marked in it.
    Sub(bool),
    /// An element that is not of TMX, and the code at its end.
    Foreign(String, Code),
}

impl Segment {
    pub(super) fn new(keep: bool) -> Segment {
        Segment {
            keep,
            text: String::new(),
            codes: Vec::new(),
            open: Vec::new(),
            inside: 0,
            pairs: 0,
            sink: String::new(),
        }
    }

    /// Where text that comes now belongs.
    pub(super) fn text(&mut self) -> &mut String {
        if self.inside == 0 {
            return &mut self.text;
        }
        let code = self.open.iter().rev().find_map(|element| match element {
            Element::Code(_, at) => Some(*at),
            _ => None,
        });
        self.sink.clear();
        match code.flatten() {
            Some(at) => &mut self.codes[at].content,
            None => &mut self.sink,
        }
    }

    pub(super) fn open(&mut self, start: &Start<'_>, empty: bool, xml: &mut Xml<'_>) -> Result<()> {
        let name = start.name();
        let known = name.to_ascii_lowercase();
        if self.codes.len() >= MOST {
            return Err(xml.error(format!("one segment holds more than {MOST} codes")));
        }
        let mut code = lone(self.text.len(), String::new());
        let mut position = None;
        for (name, value) in xml.attributes(start) {
            match name.to_ascii_lowercase().as_str() {
                "i" => code.pair = value,
                "x" => code.id = value,
                "type" => code.class = value,
                "pos" => position = Some(value.to_ascii_lowercase()),
                _ => {}
            }
        }
        if matches!(&*known, "bpt" | "ept") && code.pair.is_empty() {
            xml.repair("code-pair", format!("a {known} without i; it pairs with the nearest such"));
        }
        let code_of = match &*known {
            "bpt" => Some(("bpt", CodeKind::Begin)),
            "ept" => Some(("ept", CodeKind::End)),
            "ph" => Some(("ph", CodeKind::Single)),
            "ut" => Some(("ut", CodeKind::Unknown)),
            "it" => Some((
                "it",
                match position.as_deref() {
                    Some("begin") => CodeKind::LoneBegin,
                    Some("end") => CodeKind::LoneEnd,
                    _ => {
                        xml.repair("code-position", "an it without pos; read as ph");
                        CodeKind::Single
                    }
                },
            )),
            _ => None,
        };
        let element = match (code_of, &*known) {
            (Some((name, kind)), _) => {
                self.inside += 1;
                code.kind = kind;
                // A code inside the text of another code is part of that code.
                let at = (self.keep && self.inside == 1).then_some(self.codes.len());
                if at.is_some() {
                    self.codes.push(code);
                }
                Element::Code(name, at)
            }
            (None, "hi") if self.inside == 0 => {
                code.kind = CodeKind::HighlightBegin;
                let end = Code { kind: CodeKind::HighlightEnd, ..code.clone() };
                self.put(code);
                Element::Highlight(end)
            }
            (None, "sub") => Element::Sub(self.begin_sub(start, xml)),
            (None, "hi") => Element::Sub(false),
            _ => {
                let Some(element) = self.foreign(start, empty, xml) else { return Ok(()) };
                element
            }
        };
        self.open.push(element);
        if empty {
            self.close(&known, xml);
        }
        Ok(())
    }

    /// Begins a text inside a code. Whether there is a code to mark it in.
    fn begin_sub(&mut self, start: &Start<'_>, xml: &mut Xml<'_>) -> bool {
        if self.inside == 0 {
            xml.repair("element", "a sub outside any code; its text belongs to the seg");
            return false;
        }
        let mut about = String::new();
        for (name, value) in xml.attributes(start) {
            if matches!(name, "datatype" | "type") {
                about.extend([" ", name, "=\""]);
                attribute_into(&value, &mut about);
                about.push('"');
            }
        }
        let [begin, middle, _] = SUB;
        let text = self.text();
        text.push(begin);
        text.push_str(&about);
        text.push(middle);
        true
    }

    /// Begins an element that is not of TMX: a pair of codes, or one if it is empty, which holds it as it stands.
    fn foreign(&mut self, start: &Start<'_>, empty: bool, xml: &mut Xml<'_>) -> Option<Element> {
        let name = start.name();
        xml.repair("element", format!("<{}> in a seg; read as a code", shown(name)));
        let tag = start.tag();
        let mut code = lone(self.text.len(), format!("<{tag}{}>", if empty { "/" } else { "" }));
        let full = tag.split_ascii_whitespace().next().unwrap_or(name);
        let mut end = lone(0, format!("</{full}>"));
        if self.inside > 0 {
            // Part of the code around it.
            self.text().push_str(&code.content);
        } else if empty {
            self.put(code);
        } else {
            self.pairs += 1;
            (code.kind, end.kind) = (CodeKind::Begin, CodeKind::End);
            code.pair = format!("{OWN_PAIR}{}", self.pairs);
            end.pair.clone_from(&code.pair);
            self.put(code);
        }
        (!empty).then(|| Element::Foreign(name.to_owned(), end))
    }

    fn put(&mut self, code: Code) {
        if self.keep {
            self.codes.push(code);
        }
    }

    pub(super) fn close(&mut self, name: &str, xml: &mut Xml<'_>) {
        let is = |element: &Element| match element {
            Element::Code(code, _) => *code == name,
            Element::Highlight(_) => name == "hi",
            Element::Sub(_) => matches!(name, "sub" | "hi"),
            Element::Foreign(own, _) => own.eq_ignore_ascii_case(name),
        };
        let Some(at) = self.open.iter().rposition(is) else {
            xml.repair(
                "element",
                format!("a </{}> that ends nothing; read as a code", shown(name)),
            );
            if self.inside == 0 {
                let code = lone(self.text.len(), format!("</{name}>"));
                self.put(Code { kind: CodeKind::LoneEnd, ..code });
            }
            return;
        };
        if at + 1 < self.open.len() {
            xml.repair("unclosed", format!("something inside {} is not closed", shown(name)));
        }
        while self.open.len() > at {
            self.close_last();
        }
    }

    fn close_last(&mut self) {
        match self.open.pop() {
            Some(Element::Code(..)) => self.inside -= 1,
            Some(Element::Highlight(end)) => {
                let at = self.text.len();
                self.put(Code { at, ..end });
            }
            Some(Element::Foreign(_, end)) if self.inside == 0 => {
                let at = self.text.len();
                self.put(Code { at, ..end });
            }
            Some(Element::Foreign(_, end)) => self.text().push_str(&end.content),
            Some(Element::Sub(true)) => self.text().push(SUB[2]),
            _ => {}
        }
    }

    /// Ends the segment: its text and codes go to the variant.
    pub(super) fn finish(mut self, variant: &mut Variant, xml: &mut Xml<'_>) {
        if !self.open.is_empty() {
            xml.repair("unclosed", "a code is not closed; it ends with the seg");
        }
        // Only what is closed in the file has an end.
        let codes = &mut self.codes;
        self.open.retain(|element| {
            let Element::Foreign(_, end) = element else { return true };
            if let Some(code) = codes.iter_mut().find(|code| code.pair == end.pair) {
                code.kind = CodeKind::LoneBegin;
            }
            false
        });
        while !self.open.is_empty() {
            self.close_last();
        }
        balance(&mut self.codes, xml);
        number_pairs(&mut self.codes);
        let before = variant.text.len();
        if before == 0 {
            variant.text = self.text;
        } else {
            variant.text.push_str(&self.text);
        }
        variant
            .codes
            .extend(self.codes.into_iter().map(|code| Code { at: code.at + before, ..code }));
    }
}

/// A code that stands by itself.
fn lone(at: usize, content: String) -> Code {
    Code {
        at,
        kind: CodeKind::Single,
        pair: String::new(),
        id: String::new(),
        class: String::new(),
        content,
    }
}

/// Gives pairs without a name in the file the first numbers that are free.
fn number_pairs(codes: &mut [Code]) {
    let mut used: HashSet<String> = codes.iter().map(|code| code.pair.clone()).collect();
    let mut names: HashMap<String, String> = HashMap::new();
    let mut numbers = (1..).map(|n: usize| n.to_string());
    for code in codes {
        if !code.pair.starts_with(OWN_PAIR) {
            continue;
        }
        if !matches!(code.kind, CodeKind::Begin | CodeKind::End) {
            code.pair.clear();
            continue;
        }
        let own = std::mem::take(&mut code.pair);
        let name = names
            .entry(own)
            .or_insert_with(|| numbers.find(|name| used.insert(name.clone())).unwrap_or_default());
        code.pair.clone_from(name);
    }
}

/// Makes lone codes of those that lack their other half.
fn balance(codes: &mut [Code], xml: &mut Xml<'_>) {
    let mut begun: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut lone: Vec<usize> = Vec::new();
    for (at, code) in codes.iter().enumerate() {
        match code.kind {
            CodeKind::Begin => begun.entry(&code.pair).or_default().push(at),
            CodeKind::End if begun.get_mut(&*code.pair).and_then(Vec::pop).is_none() => {
                lone.push(at);
            }
            _ => {}
        }
    }
    let mut begun: Vec<usize> = begun.into_values().flatten().collect();
    begun.sort_unstable();
    for at in lone.into_iter().chain(begun) {
        let (kind, what) = match codes[at].kind {
            CodeKind::Begin => (CodeKind::LoneBegin, "a bpt without ept"),
            _ => (CodeKind::LoneEnd, "an ept without bpt"),
        };
        codes[at].kind = kind;
        xml.repair("code-balance", format!("{what}; read as it"));
    }
}
