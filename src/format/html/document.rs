//! Pages as documents: the text of their main part, block by block.

mod content;
mod markup;
mod walk;

use scraper::Html;

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::name::{begins, has_extension};
use crate::lang::Lang;
use crate::text::Document;

pub(in crate::format) use content::Extent;

/// `.html`, `.htm` and `.xhtml`, and pages by any other name.
pub(in crate::format) struct Page;

impl DocumentReader for Page {
    fn extensions(&self) -> &'static [&'static str] {
        &["html", "htm", "xhtml", "xht"]
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let is_named = self.extensions().iter().any(|e| has_extension(name, e));
        let begins = |mark| begins(head, &[mark]);
        begins("<!doctype html") || begins("<html") || is_named && !begins("{\\rtf")
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        read_page(bytes, lang, Extent::Main)
    }

    fn read_main(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        read_page(bytes, lang, Extent::Marked)
    }
}

/// Reads a page of HTML or XHTML. Places are paragraphs, numbered as they follow each other; notes are a flow of their own
/// behind the body.
///
/// # Errors
///
/// If the bytes are no text, or elements lie too deep in each other or are too many.
pub(in crate::format) fn read_page(bytes: &[u8], lang: Lang, extent: Extent) -> Result<Document> {
    let decoded = markup::decode_page(bytes, lang)?;
    let html = Html::parse_document(&markup::as_html(&decoded.text)?);
    let mut document = walk::walk(&html, lang, extent)?;
    document.warnings.splice(0..0, decoded.warnings);
    Ok(document)
}

#[cfg(test)]
mod tests;
