//! TBX as of ISO 30042:2019, dialect TBX-Basic in the style with a tag for each kind of data (DCT).

use std::io::{self, Write};

use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::concept::{self, Concept, Target, concepts, pos_names, status_name};
use super::tbx::read;
use super::{Format, How, Langs};
use crate::error::Result;
use crate::glossary::Glossary;
use crate::text::Warning;
use crate::xml::escape;

/// The format.
pub(super) struct Tbx3;

type Out<'o> = Xml<&'o mut dyn Write>;

impl Format for Tbx3 {
    fn name(&self) -> &'static str {
        "tbx3"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["tbx"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read(bytes, langs)
    }

    fn write(&self, glossary: &Glossary, how: How, out: &mut dyn Write) -> Result<Vec<String>> {
        let mut xml = Xml::new_with_indent(out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        let source = how.langs.source.to_string();
        xml.create_element("tbx")
            .with_attributes([
                ("type", "TBX-Basic"),
                ("style", "dct"),
                ("xml:lang", source.as_str()),
                ("xmlns", "urn:iso:std:iso:30042:ed-2"),
                ("xmlns:min", "http://www.tbxinfo.net/ns/min"),
                ("xmlns:basic", "http://www.tbxinfo.net/ns/basic"),
            ])
            .write_inner_content(|xml| {
                xml.create_element("tbxHeader").write_inner_content(|xml| {
                    xml.create_element("fileDesc").write_inner_content(|xml| {
                        xml.create_element("sourceDesc").write_inner_content(|xml| {
                            text("p", "Glossary written by mizan", xml)
                        })?;
                        Ok(())
                    })?;
                    Ok(())
                })?;
                xml.create_element("text").write_inner_content(|xml| {
                    xml.create_element("body").write_inner_content(|xml| {
                        let concepts = concepts(glossary);
                        concepts.iter().enumerate().try_for_each(|(at, c)| entry(at, c, how, xml))
                    })?;
                    Ok(())
                })?;
                Ok(())
            })?;
        xml.into_inner().write_all(b"\n")?;
        Ok(concept::lost(glossary, "TBX-Basic"))
    }
}

fn entry(at: usize, concept: &Concept<'_>, how: How, xml: &mut Out<'_>) -> io::Result<()> {
    let id = format!("c{}", at + 1);
    xml.create_element("conceptEntry").with_attribute(("id", id.as_str())).write_inner_content(
        |xml| {
            text("min:subjectField", concept.domain, xml)?;
            text("basic:definition", concept.definition, xml)?;
            let lang = |lang: crate::lang::Lang| lang.to_string();
            xml.create_element("langSec")
                .with_attribute(("xml:lang", lang(how.langs.source).as_str()))
                .write_inner_content(|xml| {
                    section(&concept.source.source, concept.pos, &[], None, xml)?;
                    for variant in &concept.source.source_variants {
                        section(variant, "", &[("basic:termType", "variant")], None, xml)?;
                    }
                    Ok(())
                })?;
            xml.create_element("langSec")
                .with_attribute(("xml:lang", lang(how.langs.target).as_str()))
                .write_inner_content(|xml| {
                    for target in &concept.targets {
                        let status = status_name(target.entry.status);
                        let notes = [("min:administrativeStatus", status)];
                        section(&target.entry.target, target.pos, &notes, Some(target), xml)?;
                        for variant in &target.entry.target_variants {
                            section(variant, "", &[("basic:termType", "variant")], None, xml)?;
                        }
                    }
                    Ok(())
                })?;
            Ok(())
        },
    )?;
    Ok(())
}

fn section(
    term: &str,
    pos: &str,
    notes: &[(&str, &str)],
    row: Option<&Target<'_>>,
    xml: &mut Out<'_>,
) -> io::Result<()> {
    xml.create_element("termSec").write_inner_content(|xml| {
        text("term", term, xml)?;
        let (pos, kind) = pos_names(pos);
        text("min:partOfSpeech", pos.unwrap_or_default(), xml)?;
        text("basic:termType", kind.unwrap_or_default(), xml)?;
        for (element, value) in notes {
            text(element, value, xml)?;
        }
        let Some(row) = row else { return Ok(()) };
        text("basic:context", row.context, xml)?;
        for (kind, date) in [("origination", row.created), ("modification", row.changed)] {
            if !date.is_empty() {
                xml.create_element("transacGrp").write_inner_content(|xml| {
                    text("basic:transactionType", kind, xml)?;
                    text("date", date, xml)
                })?;
            }
        }
        text("note", row.note, xml)
    })?;
    Ok(())
}

fn text(element: &str, value: &str, xml: &mut Out<'_>) -> io::Result<()> {
    if !value.is_empty() {
        xml.create_element(element).write_text_content(BytesText::from_escaped(escape(value)))?;
    }
    Ok(())
}
