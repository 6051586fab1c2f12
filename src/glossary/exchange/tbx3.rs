//! TBX as of ISO 30042:2019, dialect TBX-Basic in the style with a tag for each kind of data (DCT).

use std::io::Write;

use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, Event};

use super::concept;
use super::tbx::read;
use super::tbx_write::{Dialect, body, text};
use super::{Format, How, Langs};
use crate::error::Result;
use crate::glossary::Glossary;
use crate::text::Warning;

/// The format.
pub(super) struct Tbx3;

const DIALECT: Dialect = Dialect {
    entry: "conceptEntry",
    lang: "langSec",
    term: "termSec",
    subject: ("min:subjectField", None),
    definition: ("basic:definition", None),
    context: ("basic:context", None),
    pos: ("min:partOfSpeech", None),
    term_type: ("basic:termType", None),
    status: ("min:administrativeStatus", None),
    transaction: ("basic:transactionType", None),
};

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
                            text(("p", None), "Glossary written by mizan", xml)
                        })?;
                        Ok(())
                    })?;
                    Ok(())
                })?;
                body(glossary, how, &DIALECT, xml)
            })?;
        xml.into_inner().write_all(b"\n")?;
        Ok(concept::lost(glossary, "TBX-Basic"))
    }
}
