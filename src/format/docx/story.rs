//! What is open while a text is read: its paragraph, tables and fields.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::format::docx::properties::Paragraph;
use crate::format::prose::Prose;
use crate::text::{Block, Place};

/// What a text is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    Body,
    Box,
    /// A note, by its id.
    Note(String),
    Header,
    Footer,
}

/// What a part refers to.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// The notes, in the order of their marks.
    pub(super) footnotes: Vec<String>,
    pub(super) endnotes: Vec<String>,
    /// The headers and footers, by the ids of their links.
    pub(super) headers: Vec<String>,
    pub(super) footers: Vec<String>,
    /// The notes of a part of notes, by their ids.
    pub(super) notes: BTreeMap<String, Vec<Block>>,
    /// Charts and diagrams, by the ids of their links, with the paragraphs they stand in.
    pub(super) drawings: Vec<(String, Place)>,
}

/// A text that flows by itself.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) kind: Kind,
    pub(super) paragraph: Option<Open>,
    /// A paragraph whose end was deleted.
    pub(super) joined: Option<Open>,
    pub(super) tables: Vec<Table>,
    pub(super) fields: Vec<Field>,
    /// The link around it.
    pub(super) link: Option<Arc<str>>,
}

impl Story {
    pub(super) fn new(kind: Kind) -> Story {
        let (paragraph, joined, tables, fields) = (None, None, Vec::new(), Vec::new());
        Story { kind, paragraph, joined, tables, fields, link: None }
    }
}

/// A paragraph that is open.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) number: u32,
    pub(super) properties: Paragraph,
    pub(super) prose: Prose,
    pub(super) hidden: String,
    /// Text of a table of contents.
    pub(super) contents: String,
}

/// A table that is open.
#[derive(Debug, Default)]
pub(super) struct Table {
    pub(super) number: u32,
    /// The row and the column of the present cell, and the next of each.
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) next_row: u32,
    pub(super) next_column: u32,
    pub(super) is_row_deleted: bool,
    pub(super) is_cell_deleted: bool,
}

/// A field that is open.
#[derive(Debug, Default)]
pub(super) struct Field {
    pub(super) code: String,
    pub(super) is_result: bool,
    /// Text that stands where only the code should.
    pub(super) lost: String,
    pub(super) link: Option<Arc<str>>,
}

impl Field {
    /// Its code is whole.
    pub(super) fn begin_result(&mut self) {
        self.is_result = true;
        let mut words = self.code.split_whitespace();
        if words.next().is_some_and(|name| name.eq_ignore_ascii_case("HYPERLINK")) {
            let mark = if self.code.contains("\\l") { "#" } else { "" };
            let target = self.code.split('"').nth(1).filter(|target| !target.is_empty());
            self.link = target.map(|target| format!("{mark}{target}").into());
        }
    }

    /// Whether it makes a table of contents.
    pub(super) fn is_contents(&self) -> bool {
        let name = self.code.split_whitespace().next().unwrap_or_default();
        self.is_result && name.eq_ignore_ascii_case("TOC")
    }
}
