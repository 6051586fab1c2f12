//! What is open while an open document is read: its text, paragraph and tables.

use std::sync::Arc;

use crate::format::odf::styles::Style;
use crate::format::prose::{Look, Prose};

/// What a text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Body,
    Box,
    Note,
    Header,
    Footer,
    /// A shape of a slide.
    Shape {
        is_title: bool,
    },
}

/// A text that flows by itself.
#[derive(Debug)]
pub(super) struct Story {
    pub(super) kind: Kind,
    pub(super) paragraph: Option<Open>,
    pub(super) tables: Vec<Table>,
    /// How many lists are open.
    pub(super) lists: u8,
    /// How runs look, and the link around them.
    pub(super) style: Style,
    pub(super) link: Option<Arc<str>>,
}

impl Story {
    pub(super) fn new(kind: Kind) -> Story {
        let (paragraph, tables, link) = (None, Vec::new(), None);
        Story { kind, paragraph, tables, lists: 0, style: Style::default(), link }
    }
}

/// A paragraph that is open.
#[derive(Debug, Default)]
pub(super) struct Open {
    pub(super) style: String,
    /// The level of a heading.
    pub(super) level: Option<u8>,
    pub(super) prose: Prose,
    pub(super) hidden: String,
    /// Whether all of it is hidden.
    pub(super) is_hidden: bool,
    /// Whether white space that follows says nothing.
    pub(super) after_space: bool,
}

/// A table that is open.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Table {
    pub(super) number: u32,
    pub(super) row: u32,
    pub(super) column: u32,
    /// How often the present row and cell stand there.
    pub(super) rows: u32,
    pub(super) columns: u32,
}

/// How a run of a style looks.
pub(super) fn look(style: &Style, text: &str, link: Option<Arc<str>>) -> Look {
    let joins =
        |c| matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}');
    let is_on = |[western, joined]: [Option<bool>; 2]| {
        let switch = if text.contains(joins) {
            joined
        } else if text.contains(char::is_alphabetic) {
            western
        } else {
            western.or(joined)
        };
        switch.unwrap_or_default()
    };
    let underline = style.underline.unwrap_or_default();
    Look { bold: is_on(style.bold), italic: is_on(style.italic), underline, link }
}
