//! Reading a record.

use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::bitext::Side;
use crate::glossary::Glossary;
use crate::lang::Lang;
use crate::text::Document;

/// The most bytes of a record.
pub(super) const MOST_BYTES: usize = 64 << 20;

/// The keys of a record.
const KEYS: [&str; 7] =
    ["id", "source", "target", "source_segments", "target_segments", "glossary", "meta"];

/// Why a record is not aligned.
pub(super) struct Refused {
    pub(super) code: &'static str,
    pub(super) message: String,
}

impl Refused {
    pub(super) fn new(code: &'static str, message: impl Into<String>) -> Refused {
        Refused { code, message: message.into() }
    }

    fn record(message: impl Into<String>) -> Refused {
        Refused::new("bad-record", message)
    }
}

/// What an answer repeats of a record.
#[derive(Default)]
pub(super) struct Request {
    pub(super) id: Option<Box<RawValue>>,
    pub(super) meta: Option<Box<RawValue>>,
    is_text: [bool; 2],
}

/// What is to be aligned.
pub(super) struct Texts {
    pub(super) source: Given,
    pub(super) target: Given,
    /// The terms of this record alone.
    pub(super) terms: Option<Glossary>,
}

/// A text of a record.
pub(super) enum Given {
    /// It is to be cut.
    Text(String),
    Segments(Vec<String>),
}

impl Given {
    pub(super) fn document(self, lang: Lang) -> Document {
        match self {
            Given::Text(text) => Document::of_texts(lang, vec![text], false),
            Given::Segments(segments) => Document::of_texts(lang, segments, true),
        }
    }
}

impl Request {
    /// Reads a line. What an answer repeats is there even if the rest cannot be aligned.
    pub(super) fn read(line: &[u8]) -> (Request, Result<Texts, Refused>) {
        let mut request = Request::default();
        let texts = Members::parse(line).and_then(|members| request.take(&members));
        (request, texts)
    }

    /// Whether a side is a text that is to be cut.
    pub(super) fn is_text(&self, side: Side) -> bool {
        self.is_text[usize::from(side == Side::Target)]
    }

    fn take(&mut self, members: &Members<'_>) -> Result<Texts, Refused> {
        // These first, so that they stand in the answer whatever else is wrong.
        let (id, meta) = (members.checked("id"), members.checked("meta"));
        if let Ok(id) = &id {
            self.id = id.filter(|id| !id.get().starts_with(['{', '['])).map(ToOwned::to_owned);
        }
        if let Ok(meta) = &meta {
            self.meta = meta.map(ToOwned::to_owned);
        }
        if id?.is_some_and(|id| id.get().starts_with(['{', '['])) {
            return Err(Refused::record("'id' is neither a text nor a number"));
        }
        meta?;
        for (at, (name, _)) in members.0.iter().enumerate() {
            if !KEYS.contains(&name.as_str()) {
                let known = KEYS.join(", ");
                let message = format!("there is no '{name}' in records; known are {known}");
                return Err(Refused::record(message));
            }
            if members.0[..at].iter().any(|(other, _)| other == name) {
                return Err(Refused::record(format!("'{name}' comes twice")));
            }
        }
        let (source, target) = (members.text(Side::Source)?, members.text(Side::Target)?);
        self.is_text = [&source, &target].map(|given| matches!(given, Given::Text(_)));
        Ok(Texts { source, target, terms: members.terms()? })
    }
}

/// The members of an object in their order, with values as they were written.
struct Members<'l>(Vec<(String, &'l RawValue)>);

impl<'l> Members<'l> {
    fn parse(line: &'l [u8]) -> Result<Members<'l>, Refused> {
        if line.len() > MOST_BYTES {
            let most = MOST_BYTES >> 20;
            let message = format!("the record is larger than {most} MiB; divide it");
            return Err(Refused::new("too-long", message));
        }
        let line = std::str::from_utf8(line).map_err(|error| {
            let at = error.valid_up_to();
            Refused::new("bad-text", format!("byte {at} is not UTF-8; write records as UTF-8"))
        })?;
        serde_json::from_str(line.trim_start_matches('\u{FEFF}'))
            .map_err(|error| Refused::new("bad-json", format!("not a JSON object: {error}")))
    }

    fn get(&self, name: &str) -> Option<&'l RawValue> {
        self.0.iter().find(|(other, _)| other == name).map(|(_, value)| *value)
    }

    /// A value that is copied, if it is one that any reader takes: numbers of any size, but no half of a surrogate pair.
    fn checked(&self, name: &str) -> Result<Option<&'l RawValue>, Refused> {
        let Some(raw) = self.get(name) else { return Ok(None) };
        parse::<Value>(name, raw)?;
        Ok(Some(raw))
    }

    /// The text of a side: one to be cut, or segments.
    fn text(&self, side: Side) -> Result<Given, Refused> {
        let [whole, cut] = [side.to_string(), format!("{side}_segments")];
        match (self.get(&whole), self.get(&cut)) {
            (Some(text), None) => Ok(Given::Text(parse(&whole, text)?)),
            (None, Some(segments)) => Ok(Given::Segments(parse(&cut, segments)?)),
            (None, None) => Err(Refused::record(format!("'{whole}' or '{cut}' is missing"))),
            (Some(_), Some(_)) => {
                Err(Refused::record(format!("give '{whole}' or '{cut}', not both")))
            }
        }
    }

    fn terms(&self) -> Result<Option<Glossary>, Refused> {
        let Some(raw) = self.get("glossary") else { return Ok(None) };
        let pairs: Vec<(String, String)> = parse("glossary", raw)?;
        let mut glossary = Glossary::with_columns(&["source", "target"]);
        for (at, (source, target)) in (1..).zip(&pairs) {
            let cells = [("source", source.as_str()), ("target", target.as_str())];
            let pushed = glossary.push(at, &cells);
            pushed.map_err(|error| Refused::record(format!("'glossary': {error}")))?;
        }
        Ok((!pairs.is_empty()).then_some(glossary))
    }
}

fn parse<'l, T: Deserialize<'l>>(name: &str, raw: &'l RawValue) -> Result<T, Refused> {
    serde_json::from_str(raw.get()).map_err(|error| {
        let code = if error.is_data() { "bad-record" } else { "bad-json" };
        Refused::new(code, format!("'{name}': {error}"))
    })
}

impl<'de: 'l, 'l> Deserialize<'de> for Members<'l> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Members<'l>, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = from.next_entry()? {
                    members.push(member);
                }
                Ok(Members(members))
            }
        }
        from.deserialize_map(Reader)
    }
}
