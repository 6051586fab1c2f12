//! The concepts of a glossary as TBX. The dialects differ in the names of elements alone.

use std::io::{self, Write};

use quick_xml::Writer as Xml;
use quick_xml::events::BytesText;

use crate::format::tbx::concept::{Concept, Target, concepts, pos_names, status_name};
use crate::format::xml::escape::escape;
use crate::glossary::{Glossary, Langs};

pub(super) type Out<'o> = Xml<&'o mut dyn Write>;

/// The names of a dialect. A kind of data is an element, with its `type` if it has one.
pub(super) struct Dialect {
    pub(super) entry: &'static str,
    pub(super) lang: &'static str,
    pub(super) term: &'static str,
    pub(super) subject: Kind,
    pub(super) definition: Kind,
    pub(super) context: Kind,
    pub(super) pos: Kind,
    pub(super) term_type: Kind,
    pub(super) status: Kind,
    pub(super) transaction: Kind,
}

/// An element and its `type`.
pub(super) type Kind = (&'static str, Option<&'static str>);

/// Writes the element `text` with all concepts.
pub(super) fn body(
    glossary: &Glossary,
    langs: Langs,
    dialect: &Dialect,
    xml: &mut Out<'_>,
) -> io::Result<()> {
    xml.create_element("text").write_inner_content(|xml| {
        xml.create_element("body").write_inner_content(|xml| {
            let tags = [langs.source.to_string(), langs.target.to_string()];
            let write = |(at, concept): (usize, &Concept<'_>)| {
                entry(&format!("c{}", at + 1), concept, [&tags[0], &tags[1]], dialect, xml)
            };
            concepts(glossary).iter().enumerate().try_for_each(write)
        })?;
        Ok(())
    })?;
    Ok(())
}

/// Writes a concept; the tags are those of the languages.
pub(super) fn entry(
    id: &str,
    concept: &Concept<'_>,
    tags: [&str; 2],
    dialect: &Dialect,
    xml: &mut Out<'_>,
) -> io::Result<()> {
    xml.create_element(dialect.entry).with_attribute(("id", id)).write_inner_content(|xml| {
        text(dialect.subject, concept.domain, xml)?;
        text(dialect.definition, concept.definition, xml)?;
        xml.create_element(dialect.lang)
            .with_attribute(("xml:lang", tags[0]))
            .write_inner_content(|xml| {
                term(&concept.source.source, concept.pos, None, dialect, xml)?;
                variants(&concept.source.source_variants, dialect, xml)
            })?;
        xml.create_element(dialect.lang)
            .with_attribute(("xml:lang", tags[1]))
            .write_inner_content(|xml| {
                for target in &concept.targets {
                    term(&target.entry.target, target.pos, Some(target), dialect, xml)?;
                    variants(&target.entry.target_variants, dialect, xml)?;
                }
                Ok(())
            })?;
        Ok(())
    })?;
    Ok(())
}

fn variants(terms: &[String], dialect: &Dialect, xml: &mut Out<'_>) -> io::Result<()> {
    for variant in terms {
        xml.create_element(dialect.term).write_inner_content(|xml| {
            text(("term", None), variant, xml)?;
            text(dialect.term_type, "variant", xml)
        })?;
    }
    Ok(())
}

fn term(
    term: &str,
    pos: &str,
    row: Option<&Target<'_>>,
    dialect: &Dialect,
    xml: &mut Out<'_>,
) -> io::Result<()> {
    xml.create_element(dialect.term).write_inner_content(|xml| {
        text(("term", None), term, xml)?;
        let (pos, kind) = pos_names(pos);
        text(dialect.pos, pos.unwrap_or_default(), xml)?;
        text(dialect.term_type, kind.unwrap_or_default(), xml)?;
        let Some(row) = row else { return Ok(()) };
        text(dialect.status, status_name(row.entry.status), xml)?;
        text(dialect.context, row.context, xml)?;
        for (kind, date) in [("origination", row.created), ("modification", row.changed)] {
            if !date.is_empty() {
                xml.create_element("transacGrp").write_inner_content(|xml| {
                    text(dialect.transaction, kind, xml)?;
                    text(("date", None), date, xml)
                })?;
            }
        }
        text(("note", None), row.note, xml)
    })?;
    Ok(())
}

/// Writes an element with a text, unless the text is empty.
pub(super) fn text((element, kind): Kind, value: &str, xml: &mut Out<'_>) -> io::Result<()> {
    if value.is_empty() {
        return Ok(());
    }
    let mut element = xml.create_element(element);
    if let Some(kind) = kind {
        element = element.with_attribute(("type", kind));
    }
    element.write_text_content(BytesText::from_escaped(escape(value)))?;
    Ok(())
}
