//! Plain text: one block that holds the whole file. The segmenter finds its paragraphs.

use crate::error::Result;
use crate::format::DocumentReader;
use crate::format::doubts;
use crate::format::encoding::decode;
use crate::lang::Lang;
use crate::text::{Block, Document, Place};

/// Text of any file name.
pub(super) struct Plain;

impl DocumentReader for Plain {
    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "text"]
    }

    fn recognises(&self, _name: &str, _head: &[u8]) -> bool {
        true
    }

    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        let decoded = decode(bytes, lang)?;
        let mut warnings = decoded.warnings;
        warnings.extend(doubts::markup(&decoded.text));
        let block = Block::new(decoded.text, Place::Line(1));
        Ok(Document { warnings, ..Document::new(lang, vec![block]) })
    }
}
