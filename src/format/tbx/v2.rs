//! TBX as of 2008, "martif": what OmegaT and the older tools read.

use std::io::Write;

use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, BytesText, Event};

use crate::error::Result;
use crate::format::tbx::concept;
use crate::format::tbx::write::{Dialect, body, text};
use crate::glossary::{Glossary, Langs};

pub(super) const DIALECT: Dialect = Dialect {
    entry: "termEntry",
    lang: "langSet",
    term: "tig",
    subject: ("descrip", Some("subjectField")),
    definition: ("descrip", Some("definition")),
    context: ("descrip", Some("context")),
    pos: ("termNote", Some("partOfSpeech")),
    term_type: ("termNote", Some("termType")),
    status: ("termNote", Some("administrativeStatus")),
    transaction: ("transac", Some("transactionType")),
};

/// Writes a glossary.
pub(super) fn write(glossary: &Glossary, langs: Langs, out: &mut dyn Write) -> Result<Vec<String>> {
    let mut xml = Xml::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    xml.write_event(Event::DocType(BytesText::from_escaped(
        "martif SYSTEM \"TBXcoreStructV02.dtd\"",
    )))?;
    let source = langs.source.to_string();
    xml.create_element("martif")
        .with_attributes([("type", "TBX"), ("xml:lang", source.as_str())])
        .write_inner_content(|xml| {
            xml.create_element("martifHeader").write_inner_content(|xml| {
                xml.create_element("fileDesc").write_inner_content(|xml| {
                    xml.create_element("sourceDesc").write_inner_content(|xml| {
                        text(("p", None), "Glossary written by mizan", xml)
                    })?;
                    Ok(())
                })?;
                xml.create_element("encodingDesc")
                    .write_inner_content(|xml| text(("p", Some("XCSURI")), "TBXXCSV02.xcs", xml))?;
                Ok(())
            })?;
            body(glossary, langs, &DIALECT, xml)
        })?;
    xml.into_inner().write_all(b"\n")?;
    Ok(concept::lost(glossary, "TBX 2"))
}
