//! Open documents: texts, spreadsheets and presentations in the OASIS formats (ODT, ODS, ODP), packed or in one
//! file of XML (FODT, FODS, FODP).

use crate::error::{Error, ErrorKind, Result};
use crate::format::DocumentReader;
use crate::format::flows::Flows;
use crate::format::markup::Xml;
use crate::format::package::{self, Package};
use crate::lang::Lang;
use crate::text::Document;

mod body;
mod story;
mod styles;
#[cfg(test)]
mod tests;

use body::Body;
use styles::Styles;

const FORMAT: &str = "OpenDocument";
const KIND: &[u8] = b"application/vnd.oasis.opendocument.";

/// `.odt`, `.ods`, `.odp`.
pub(super) struct Odf;

impl DocumentReader for Odf {
    fn extensions(&self) -> &'static [&'static str] {
        &["odt", "ods", "odp", "fodt", "fods", "fodp"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        let start = &bytes[..bytes.len().min(4096)];
        let has = |what| memchr::memmem::find(start, what).is_some();
        let is_flat = || start.trim_ascii_start().starts_with(b"<") && has(b"<office:document");
        let is_packed = || has(KIND) || package::names(bytes, "content.xml");
        if bytes.starts_with(b"PK") { is_packed() } else { is_flat() && has(KIND) }
    }

    fn is_packed(&self) -> bool {
        true
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let mut flows = Flows::new(FORMAT);
        if !bytes.starts_with(b"PK") {
            let text = std::str::from_utf8(bytes)
                .map_err(|error| Error::new(ErrorKind::NotText { byte: error.valid_up_to() }))?;
            let mut styles = Styles::default();
            styles.read(&mut Xml::new(text, "of styles", FORMAT))?;
            Body::new(&styles, &mut flows).read(&mut Xml::new(text, "of text", FORMAT))?;
            return flows.document(lang);
        }
        let package = Package::open(bytes, FORMAT)?;
        if package.has("META-INF/manifest.xml")
            && package.text("META-INF/manifest.xml")?.contains("encryption-data")
        {
            let message = "the file has a password; save it without one";
            return Err(Error::malformed(FORMAT, 1, message));
        }
        let content = package.text("content.xml")?;
        let of_styles = match package.has("styles.xml") {
            true => package.text("styles.xml")?,
            false => String::new(),
        };
        let mut styles = Styles::default();
        styles.read(&mut Xml::new(&of_styles, "styles.xml", FORMAT))?;
        styles.read(&mut Xml::new(&content, "content.xml", FORMAT))?;
        let mut xml = Xml::new(&content, "content.xml", FORMAT);
        let is_spreadsheet = Body::new(&styles, &mut flows).read(&mut xml)?;
        if !is_spreadsheet {
            let mut xml = Xml::new(&of_styles, "styles.xml", FORMAT);
            Body::new(&styles, &mut flows).read(&mut xml)?;
        }
        flows.document(lang)
    }
}
