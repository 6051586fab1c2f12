//! JSON files of keys and texts, ARB and messages of browser extensions among them.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};

use crate::error::{Error, Result};
use crate::format::DocumentReader;
use crate::format::encoding::decode;
use crate::format::entries::Entries;
use crate::format::name::has_extension;
use crate::lang::Lang;
use crate::text::Document;

/// `.json` and `.arb`.
pub(super) struct Json;

impl DocumentReader for Json {
    fn extensions(&self) -> &'static [&'static str] {
        &["json", "arb"]
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        self.extensions().iter().any(|e| has_extension(name, e))
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let root: Value = serde_json::from_str(&decoded.text).map_err(|error| {
            let message = format!("this is no JSON: {error}");
            Error::malformed("JSON", error.line() as u64, message)
        })?;
        let mut entries = Entries::new(lang, decoded.warnings);
        match &root {
            Value::Object(members) if is_extension(members) => extension(members, &mut entries)?,
            root => root.add_to(&mut entries, "")?,
        }
        entries.finish("JSON")
    }
}

/// A value. Members keep their order, and each that comes twice.
enum Value {
    Text(String),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    Other,
}

impl Value {
    /// Adds all texts in the value. Keys are joined with full stops.
    fn add_to(&self, entries: &mut Entries, key: &str) -> Result<()> {
        let inner = |name: &str| match key {
            "" => name.to_owned(),
            key => format!("{key}.{name}"),
        };
        match self {
            Value::Text(text) => entries.add(key, text),
            Value::List(items) => {
                let mut items = items.iter().enumerate();
                items.try_for_each(|(at, item)| item.add_to(entries, &inner(&at.to_string())))
            }
            Value::Object(members) => members.iter().try_for_each(|(name, value)| {
                // ARB describes the entry `name` under `@name`.
                if name.starts_with('@') {
                    value.leave_out(entries);
                    return Ok(());
                }
                value.add_to(entries, &inner(name))
            }),
            Value::Other => Ok(()),
        }
    }

    fn leave_out(&self, entries: &mut Entries) {
        match self {
            Value::Text(text) => entries.left_out.add("descriptions of entries", text),
            Value::List(items) => items.iter().for_each(|item| item.leave_out(entries)),
            Value::Object(members) => members.iter().for_each(|(_, item)| item.leave_out(entries)),
            Value::Other => {}
        }
    }

    fn is_text(&self) -> bool {
        matches!(self, Value::Text(_))
    }
}

/// Whether every member is a message with text and description, as extensions of browsers have them.
fn is_extension(members: &[(String, Value)]) -> bool {
    let is_message = |value: &Value| match value {
        Value::Object(parts) => {
            let known = ["message", "description", "placeholders"];
            parts.iter().any(|(name, value)| name == "message" && value.is_text())
                && parts.iter().all(|(name, _)| known.contains(&name.as_str()))
        }
        _ => false,
    };
    !members.is_empty() && members.iter().all(|(_, value)| is_message(value))
}

fn extension(members: &[(String, Value)], entries: &mut Entries) -> Result<()> {
    for (key, value) in members {
        let Value::Object(parts) = value else { continue };
        for (name, part) in parts {
            match (name.as_str(), part) {
                ("message", Value::Text(text)) => entries.add(key, text)?,
                (_, other) => other.leave_out(entries),
            }
        }
    }
    Ok(())
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Value, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E>(self, _: bool) -> std::result::Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_i64<E>(self, _: i64) -> std::result::Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_u64<E>(self, _: u64) -> std::result::Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_f64<E>(self, _: f64) -> std::result::Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Other)
    }

    fn visit_str<E>(self, text: &str) -> std::result::Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> std::result::Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = from.next_element()? {
            items.push(item);
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> std::result::Result<Value, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        Ok(Value::Object(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries(name: &str, text: &str) -> Vec<String> {
        let document = Document::read(name, text.as_bytes(), Lang::AR).unwrap();
        let entry = |block: crate::text::Block| format!("{}={}", block.key.unwrap(), block.text);
        let left = document.left_out.iter().map(|left| format!("-{left}"));
        let left: Vec<String> = left.collect();
        document.blocks.into_iter().map(entry).chain(left).collect()
    }

    #[test]
    fn texts_are_read_under_their_paths() {
        let text = "\u{FEFF}{\"z\": \"أخير\", \"a\": {\"b.c\": \"من {n} <b>\", \"n\": 3, \"no\": null},\n\
            \"list\": [\"واحد\", {\"x\": \"\\u0627\\ud83d\\ude00\"}], \"a\": \"ثانية\", \"e\": \" \"}";
        assert_eq!(
            entries("ar.json", text),
            ["z=أخير", "a.b.c=من {n} <b>", "list.0=واحد", "list.1.x=ا😀", "a=ثانية"]
        );
        let arb = "{\"@@locale\": \"ar\", \"hi\": \"مرحبا\", \"@hi\": {\"description\": \"greeting\", \"placeholders\": {}}}";
        assert_eq!(entries("a.arb", arb), ["hi=مرحبا", "-descriptions of entries (2)"]);
        let messages = "{\"hi\": {\"message\": \"مرحبا\", \"description\": \"d\"}, \"by\": {\"message\": \"وداعا\"}}";
        assert_eq!(
            entries("messages.json", messages),
            ["hi=مرحبا", "by=وداعا", "-descriptions of entries (1)"]
        );
    }

    #[test]
    fn broken_and_hostile_files_are_refused() {
        let read = |text: &str| Document::read("a.json", text.as_bytes(), Lang::AR);
        let error = read("{\"a\": \"b\",\n\"c\" \"d\"}").unwrap_err().to_string();
        assert!(error.starts_with("line 2: this is no JSON: expected `:`"), "{error}");
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read("{\"a\": 1}").unwrap_err().to_string().contains("no text in ar"));
        assert!(read("{\"a\": \"\\ud83d\"}").is_err());
    }
}
