//! Rich text (RTF 1.9.1), as word processors write it; often by the name of a Word document.
//!
//! Read by rules of our own: the text of a group depends on what its first word says it is for, and bytes are in the code page of
//! their font.

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::flows::Flows;
use crate::lang::Lang;
use crate::text::Document;

mod encodings;
mod reader;
#[cfg(test)]
mod tests;
mod token;

/// `.rtf`.
pub(super) struct Rtf;

impl DocumentReader for Rtf {
    fn extensions(&self) -> &'static [&'static str] {
        &["rtf"]
    }

    fn recognises(&self, _name: &str, bytes: &[u8]) -> bool {
        bytes.trim_ascii_start().starts_with(b"{\\rtf")
    }

    fn reads_alike(&self) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let mut flows = Flows::new(reader::FORMAT);
        reader::read(bytes, &mut flows)?;
        flows.document(lang)
    }
}
