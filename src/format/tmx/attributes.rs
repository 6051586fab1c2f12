//! Attributes of the elements of TMX.

use std::borrow::Cow;

use crate::format::dates::date;
use crate::format::tags;
use crate::format::xml::{Start, Xml, shown};
use crate::lang::Lang;
use crate::unit::{Meta, TranslationUnit};

/// The attributes every version of TMX requires of a header.
pub(super) const REQUIRED: [&str; 7] =
    ["creationtool", "creationtoolversion", "segtype", "o-tmf", "adminlang", "srclang", "datatype"];
/// Those a unit or variant may have that have no field of their own.
const OTHERS: [&str; 8] = [
    "o-encoding",
    "datatype",
    "usagecount",
    "lastusagedate",
    "creationtool",
    "creationtoolversion",
    "segtype",
    "o-tmf",
];

/// Attributes of a unit. `usual` is the language of the sources of the file, if it names one.
pub(super) fn unit(
    start: &Start<'_>,
    usual: Option<Lang>,
    unit: &mut TranslationUnit,
    xml: &mut Xml<'_>,
) {
    for (name, value) in attributes(start, xml) {
        match &*name {
            "tuid" => unit.id = value,
            "srclang" if value.eq_ignore_ascii_case("*all*") => {
                if let Some(usual) = usual {
                    let what =
                        format!("srclang '*all*' of a unit read as '{usual}', as the header says");
                    xml.repair("srclang", what);
                }
            }
            "srclang" => {
                unit.source_lang = {
                    let line = xml.line();
                    tags::lang(&value, line, &mut xml.repairs)
                }
            }
            name => meta(name, value, "tu", &mut unit.meta, xml),
        }
    }
}

/// Attributes with their names in the letters TMX has.
pub(super) fn attributes<'s>(
    start: &Start<'s>,
    xml: &mut Xml<'_>,
) -> impl Iterator<Item = (Cow<'s, str>, String)> + use<'s> {
    xml.attributes(start).into_iter().map(|(name, value)| (lower(name), value))
}

/// The language tag of a variant, if it has one, and the rest.
pub(super) fn variant(start: &Start<'_>, old: bool, xml: &mut Xml<'_>) -> (Option<String>, Meta) {
    let (mut tag, mut plain, mut found) = (None, None, Meta::default());
    for (name, value) in attributes(start, xml) {
        match &*name {
            "xml:lang" => tag = Some(value),
            "lang" => plain = Some(value),
            name => meta(name, value, "tuv", &mut found, xml),
        }
    }
    if tag.is_none() && plain.is_some() && !old {
        xml.repair("lang-attribute", "lang where TMX has xml:lang");
    }
    (tag.or(plain), found)
}

/// The type of a prop.
pub(super) fn prop_type(start: &Start<'_>, xml: &mut Xml<'_>) -> String {
    let kind = attributes(start, xml).find(|(name, _)| name == "type");
    kind.map(|(_, kind)| kind).unwrap_or_else(|| {
        xml.repair("prop-type", "a prop without type; read as x-unknown");
        "x-unknown".to_owned()
    })
}

pub(super) fn meta(name: &str, value: String, element: &str, meta: &mut Meta, xml: &mut Xml<'_>) {
    let line = xml.line();
    match name {
        "creationdate" => meta.created = date(value, line, &mut xml.repairs),
        "changedate" => meta.changed = date(value, line, &mut xml.repairs),
        "creationid" => meta.creator = value,
        "changeid" => meta.changer = value,
        "lastusagedate" => {
            let date = date(value, line, &mut xml.repairs);
            if !date.is_empty() {
                meta.attributes.push((name.to_owned(), date));
            }
        }
        "segtype" if !matches!(value.as_str(), "block" | "paragraph" | "sentence" | "phrase") => {
            let lower = value.to_ascii_lowercase();
            let known = matches!(lower.as_str(), "block" | "paragraph" | "sentence" | "phrase");
            let read = if known { lower } else { "sentence".to_owned() };
            xml.repair("segtype", format!("segtype '{}' read as {read}", shown(&value)));
            meta.attributes.push((name.to_owned(), read));
        }
        "adminlang" if element == "header" => meta.attributes.push((name.to_owned(), value)),
        known if OTHERS.contains(&known) => meta.attributes.push((name.to_owned(), value)),
        // Attributes of XML itself, and a language on an element without text, have no effect.
        "xml:space" | "xml:lang" | "lang" => {
            xml.repair("attribute", format!("{element} has {name}; skipped"));
        }
        _ if name.starts_with("xmlns") => {}
        _ => {
            let kind = if name.starts_with("x-") { name.to_owned() } else { format!("x-{name}") };
            xml.repair("attribute", format!("{element} has {}; read as a prop", shown(name)));
            meta.props.push((kind, value));
        }
    }
}

/// The name of an element in the letters TMX has.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|b| b.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}
