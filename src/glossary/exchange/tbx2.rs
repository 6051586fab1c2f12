//! TBX as of 2008, "martif": what OmegaT and the older tools read.

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
pub(super) struct Tbx2;

type Out<'o> = Xml<&'o mut dyn Write>;

impl Format for Tbx2 {
    fn name(&self) -> &'static str {
        "tbx2"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["martif"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read(bytes, langs)
    }

    fn write(&self, glossary: &Glossary, how: How, out: &mut dyn Write) -> Result<Vec<String>> {
        let mut xml = Xml::new_with_indent(out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.write_event(Event::DocType(BytesText::from_escaped(
            "martif SYSTEM \"TBXcoreStructV02.dtd\"",
        )))?;
        let source = how.langs.source.to_string();
        xml.create_element("martif")
            .with_attributes([("type", "TBX"), ("xml:lang", source.as_str())])
            .write_inner_content(|xml| {
                xml.create_element("martifHeader").write_inner_content(|xml| {
                    xml.create_element("fileDesc").write_inner_content(|xml| {
                        xml.create_element("sourceDesc").write_inner_content(|xml| {
                            text("p", None, "Glossary written by mizan", xml)
                        })?;
                        Ok(())
                    })?;
                    xml.create_element("encodingDesc").write_inner_content(|xml| {
                        text("p", Some("XCSURI"), "TBXXCSV02.xcs", xml)
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
        Ok(concept::lost(glossary, "TBX 2"))
    }
}

fn entry(at: usize, concept: &Concept<'_>, how: How, xml: &mut Out<'_>) -> io::Result<()> {
    let id = format!("c{}", at + 1);
    xml.create_element("termEntry").with_attribute(("id", id.as_str())).write_inner_content(
        |xml| {
            text("descrip", Some("subjectField"), concept.domain, xml)?;
            text("descrip", Some("definition"), concept.definition, xml)?;
            let lang = |lang: crate::lang::Lang| lang.to_string();
            xml.create_element("langSet")
                .with_attribute(("xml:lang", lang(how.langs.source).as_str()))
                .write_inner_content(|xml| {
                    tig(&concept.source.source, concept.pos, &[], None, xml)?;
                    for variant in &concept.source.source_variants {
                        tig(variant, "", &[("termType", "variant")], None, xml)?;
                    }
                    Ok(())
                })?;
            xml.create_element("langSet")
                .with_attribute(("xml:lang", lang(how.langs.target).as_str()))
                .write_inner_content(|xml| {
                    for target in &concept.targets {
                        let status = status_name(target.entry.status);
                        let notes = [("administrativeStatus", status)];
                        tig(&target.entry.target, target.pos, &notes, Some(target), xml)?;
                        for variant in &target.entry.target_variants {
                            tig(variant, "", &[("termType", "variant")], None, xml)?;
                        }
                    }
                    Ok(())
                })?;
            Ok(())
        },
    )?;
    Ok(())
}

fn tig(
    term: &str,
    pos: &str,
    notes: &[(&str, &str)],
    row: Option<&Target<'_>>,
    xml: &mut Out<'_>,
) -> io::Result<()> {
    xml.create_element("tig").write_inner_content(|xml| {
        text("term", None, term, xml)?;
        let (pos, kind) = pos_names(pos);
        text("termNote", Some("partOfSpeech"), pos.unwrap_or_default(), xml)?;
        text("termNote", Some("termType"), kind.unwrap_or_default(), xml)?;
        for (kind, value) in notes {
            text("termNote", Some(kind), value, xml)?;
        }
        let Some(row) = row else { return Ok(()) };
        text("descrip", Some("context"), row.context, xml)?;
        for (kind, date) in [("origination", row.created), ("modification", row.changed)] {
            if !date.is_empty() {
                xml.create_element("transacGrp").write_inner_content(|xml| {
                    text("transac", Some("transactionType"), kind, xml)?;
                    text("date", None, date, xml)
                })?;
            }
        }
        text("note", None, row.note, xml)
    })?;
    Ok(())
}

fn text(element: &str, kind: Option<&str>, value: &str, xml: &mut Out<'_>) -> io::Result<()> {
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
