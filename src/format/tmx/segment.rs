//! The text of a `seg` with the inline codes in it.

use crate::error::Result;
use crate::format::xml::{Start, Xml, shown};
use crate::unit::{Code, CodeKind, Variant};

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
    /// Where the text of codes goes if they are not kept.
    sink: String,
}

enum Element {
    /// A code, by its name and its place in the list.
    Code(&'static str, Option<usize>),
    /// `hi`.
    Highlight(Code),
    /// `sub`: text inside a code, which counts as the code's.
    Sub,
    /// An element that is not of TMX.
    Foreign(String),
}

impl Segment {
    pub(super) fn new(keep: bool) -> Segment {
        Segment {
            keep,
            text: String::new(),
            codes: Vec::new(),
            open: Vec::new(),
            inside: 0,
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
            (None, "sub" | "hi") => Element::Sub,
            _ => {
                xml.repair("element", format!("<{}> in a seg; read as a code", shown(name)));
                code.content = format!("<{}{}>", name, if empty { "/" } else { "" });
                if !empty {
                    code.kind = CodeKind::LoneBegin;
                }
                if self.inside == 0 {
                    self.put(code);
                }
                Element::Foreign(name.to_owned())
            }
        };
        if empty && matches!(element, Element::Foreign(_)) {
            return Ok(());
        }
        self.open.push(element);
        if empty {
            self.close(&known, xml);
        }
        Ok(())
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
            Element::Sub => matches!(name, "sub" | "hi"),
            Element::Foreign(own) => own.eq_ignore_ascii_case(name),
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
            Some(Element::Foreign(name)) if self.inside == 0 => {
                let code = lone(self.text.len(), format!("</{name}>"));
                self.put(Code { kind: CodeKind::LoneEnd, ..code });
            }
            _ => {}
        }
    }

    /// Ends the segment: its text and codes go to the variant.
    pub(super) fn finish(mut self, variant: &mut Variant, xml: &mut Xml<'_>) {
        if !self.open.is_empty() {
            xml.repair("unclosed", "a code is not closed; it ends with the seg");
        }
        // Only what is closed in the file has an end.
        self.open.retain(|element| !matches!(element, Element::Foreign(_)));
        while !self.open.is_empty() {
            self.close_last();
        }
        balance(&mut self.codes, xml);
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

/// Makes lone codes of those that lack their other half.
fn balance(codes: &mut [Code], xml: &mut Xml<'_>) {
    let mut begun: Vec<usize> = Vec::new();
    let mut lone: Vec<usize> = Vec::new();
    for at in 0..codes.len() {
        match codes[at].kind {
            CodeKind::Begin => begun.push(at),
            CodeKind::End => {
                let pair = &codes[at].pair;
                match begun.iter().rposition(|&begin| codes[begin].pair == *pair) {
                    Some(found) => _ = begun.remove(found),
                    None => lone.push(at),
                }
            }
            _ => {}
        }
    }
    for at in lone.into_iter().chain(begun) {
        let (kind, what) = match codes[at].kind {
            CodeKind::Begin => (CodeKind::LoneBegin, "a bpt without ept"),
            _ => (CodeKind::LoneEnd, "an ept without bpt"),
        };
        codes[at].kind = kind;
        xml.repair("code-balance", format!("{what}; read as it"));
    }
}
