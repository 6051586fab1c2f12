//! TBX as of ISO 30042:2019, dialect TBX-Basic in the style with a tag for each kind of data (DCT).

use std::io::Write;

use quick_xml::Writer as Xml;
use quick_xml::events::{BytesDecl, Event};

use crate::error::Result;
use crate::format::tbx::write::{Dialect, body, text};
use crate::format::tbx::{concept, v2};
use crate::glossary::{Glossary, Langs};

pub(super) const DIALECT: Dialect = Dialect {
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

/// The names of the style in which the kind of data is an attribute (DCA).
pub(super) const BY_ATTRIBUTE: Dialect =
    Dialect { entry: DIALECT.entry, lang: DIALECT.lang, term: DIALECT.term, ..v2::DIALECT };

/// Writes a glossary.
pub(super) fn write(glossary: &Glossary, langs: Langs, out: &mut dyn Write) -> Result<Vec<String>> {
    let mut xml = Xml::new_with_indent(out, b' ', 2);
    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let source = langs.source.to_string();
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
            body(glossary, langs, &DIALECT, xml)
        })?;
    xml.into_inner().write_all(b"\n")?;
    Ok(concept::lost(glossary, "TBX-Basic"))
}
