//! The memory as TMX 1.4, level 1: plain text that every tool imports.
//!
//! Valid by the DTD and by the stricter schema some tools check against, so no attribute or element beyond
//! them; what mizan adds stands in `x-` props.

use std::io::{self, Write};

use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, BytesText, Event};
use xxhash_rust::xxh3::Xxh3;

use crate::error::Result;
use crate::lang::Lang;
use crate::memory::Unit;
use crate::write::{Export, Writer};
use crate::xml::escape;

/// The writer of `.tmx`.
pub(super) struct Tmx;

impl Writer for Tmx {
    fn format(&self) -> &'static str {
        "tmx"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
        let mut xml = Xml::new_with_indent(out, b' ', 2);
        xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
        xml.write_event(Event::DocType(BytesText::from_escaped("tmx SYSTEM \"tmx14.dtd\"")))?;
        xml.create_element("tmx").with_attribute(("version", "1.4")).write_inner_content(
            |xml| {
                header(export, xml)?;
                xml.create_element("body").write_inner_content(|xml| {
                    export.memory.units.iter().try_for_each(|unit| tu(export, unit, xml))
                })?;
                Ok(())
            },
        )?;
        xml.into_inner().write_all(b"\n")?;
        Ok(())
    }
}

fn header(export: &Export<'_>, xml: &mut Xml<&mut dyn Write>) -> io::Result<()> {
    let header = xml.create_element("header").with_attributes([
        ("creationtool", "mizan"),
        ("creationtoolversion", env!("CARGO_PKG_VERSION")),
        ("segtype", "sentence"),
        ("o-tmf", "mizan"),
        ("adminlang", "en-US"),
        ("srclang", export.memory.source_lang.to_string().as_str()),
        ("datatype", "plaintext"),
        ("creationdate", export.created),
    ]);
    if export.segmentation.is_empty() {
        header.write_empty()?;
    } else {
        header.write_inner_content(|xml| prop("x-segmentation", export.segmentation, xml))?;
    }
    Ok(())
}

fn tu(export: &Export<'_>, unit: &Unit, xml: &mut Xml<&mut dyn Write>) -> io::Result<()> {
    let id = id(export, unit);
    xml.create_element("tu")
        .with_attributes([
            ("tuid", id.as_str()),
            ("creationdate", export.created),
            ("changedate", export.created),
        ])
        .write_inner_content(|xml| {
            prop("x-doc", export.document, xml)?;
            prop("x-confidence", &unit.bead.confidence.to_string(), xml)?;
            prop("x-align", &unit.bead.cut.shape().to_string(), xml)?;
            tuv(export.memory.source_lang, &unit.source, &[], xml)?;
            let dates = [("creationdate", export.created), ("changedate", export.created)];
            tuv(export.memory.target_lang, &unit.target, &dates, xml)
        })?;
    Ok(())
}

fn tuv(
    lang: Lang,
    text: &str,
    dates: &[(&str, &str)],
    xml: &mut Xml<&mut dyn Write>,
) -> io::Result<()> {
    xml.create_element("tuv")
        .with_attribute(("xml:lang", lang.to_string().as_str()))
        .with_attributes(dates.iter().copied())
        .write_inner_content(|xml| {
            xml.create_element("seg").write_text_content(BytesText::from_escaped(escape(text)))?;
            Ok(())
        })?;
    Ok(())
}

fn prop(kind: &str, value: &str, xml: &mut Xml<&mut dyn Write>) -> io::Result<()> {
    if !value.is_empty() {
        xml.create_element("prop")
            .with_attribute(("type", kind))
            .write_text_content(BytesText::from_escaped(escape(value)))?;
    }
    Ok(())
}

/// An id that stays the same as long as the texts and their languages do.
fn id(export: &Export<'_>, unit: &Unit) -> String {
    let mut hash = Xxh3::new();
    let langs = [export.memory.source_lang.to_string(), export.memory.target_lang.to_string()];
    for part in [&langs[0], &langs[1], &unit.source, &unit.target] {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    format!("{:032x}", hash.digest128())
}
