//! A segment as a line of a project.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::bitext::{BlockLabel, Continuation, Segment};
use crate::text::{BlockKind, Code, Place, Span};

/// A segment with its places and the kind of its block.
#[derive(Serialize, Deserialize)]
pub(super) struct SegmentLine {
    text: String,
    place: Spot,
    #[serde(default, skip_serializing_if = "is_zero")]
    block: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    kind: Option<Kind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<String>,
    /// In bytes of the text of the block.
    span: [u32; 2],
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    glued: bool,
    /// Further places: from which byte of the text on, the block, the place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    further: Vec<(u32, u32, Spot)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    codes: Vec<Code>,
    /// The bytes where the other text breaks, with how sure that is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    breaks: Vec<(u32, f32)>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(block: &u32) -> bool {
    *block == 0
}

/// A place of a file.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Spot {
    Line(u64),
    Paragraph(u32),
    Page(u32, u32),
    Cell(String, u32, u32),
    Slide(u32),
    Cue(u32, u32),
    Key(String),
}

/// What a block is in its document.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Title,
    Heading(u8),
    Item(u8),
    Cell(u32, u32, u32),
    Caption,
    Note,
    TextBox,
    Header,
    Footer,
    Cue,
    Entry,
    Code,
}

impl SegmentLine {
    pub(super) fn new(
        segment: &Segment,
        label: Option<&BlockLabel>,
        breaks: Vec<(u32, f32)>,
    ) -> SegmentLine {
        let further = segment.continued.iter().map(|c| (c.at, c.block, Spot::of(&c.place)));
        SegmentLine {
            text: segment.text.clone(),
            place: Spot::of(&segment.place),
            block: segment.block,
            kind: label.and_then(|label| Kind::of(label.kind)),
            key: label.and_then(|label| label.key.clone()),
            span: [segment.span.range().start as u32, segment.span.range().end as u32],
            glued: segment.glued,
            further: further.collect(),
            codes: segment.codes.clone(),
            breaks,
        }
    }

    /// The segment, with the label of its block and the breaks inside.
    ///
    /// # Errors
    ///
    /// What is wrong with it.
    #[allow(clippy::type_complexity, reason = "three parts of one line")]
    pub(super) fn read(self) -> Result<(Segment, Option<BlockLabel>, Vec<(u32, f32)>), String> {
        let [start, end] = self.span;
        if start > end {
            return Err("a segment whose span ends before it starts".to_owned());
        }
        let text = &self.text;
        let is_inside = |at: usize| text.is_char_boundary(at);
        let places = self.further.iter().map(|(at, ..)| *at as usize);
        let breaks = self.breaks.iter().map(|(at, _)| *at as usize);
        let codes = self.codes.iter().map(|code| code.at);
        if !places.chain(breaks).chain(codes).all(is_inside) {
            return Err("a place, code or break that is not inside the text".to_owned());
        }
        let label = (self.kind.is_some() || self.key.is_some()).then(|| BlockLabel {
            kind: self.kind.map_or(BlockKind::Paragraph, Kind::read),
            key: self.key,
        });
        let further = self.further.into_iter();
        let segment = Segment {
            block: self.block,
            span: Span::new(start as usize, end as usize),
            place: self.place.read(),
            glued: self.glued,
            codes: self.codes,
            continued: further
                .map(|(at, block, place)| Continuation { at, block, place: place.read() })
                .collect(),
            text: self.text,
        };
        Ok((segment, label, self.breaks))
    }
}

impl Spot {
    fn of(place: &Place) -> Spot {
        match place {
            Place::Line(line) => Spot::Line(*line),
            Place::Paragraph(number) => Spot::Paragraph(*number),
            Place::Page { page, line } => Spot::Page(*page, *line),
            Place::Cell { sheet, row, column } => Spot::Cell(sheet.to_string(), *row, *column),
            Place::Slide(number) => Spot::Slide(*number),
            Place::Cue { from, to } => Spot::Cue(*from, *to),
            Place::Key(key) => Spot::Key(key.to_string()),
        }
    }

    fn read(self) -> Place {
        match self {
            Spot::Line(line) => Place::Line(line),
            Spot::Paragraph(number) => Place::Paragraph(number),
            Spot::Page(page, line) => Place::Page { page, line },
            Spot::Cell(sheet, row, column) => Place::Cell { sheet: Arc::from(sheet), row, column },
            Spot::Slide(number) => Place::Slide(number),
            Spot::Cue(from, to) => Place::Cue { from, to },
            Spot::Key(key) => Place::Key(Arc::from(key)),
        }
    }
}

impl Kind {
    fn of(kind: BlockKind) -> Option<Kind> {
        Some(match kind {
            BlockKind::Paragraph => return None,
            BlockKind::Title => Kind::Title,
            BlockKind::Heading(level) => Kind::Heading(level),
            BlockKind::Item { depth } => Kind::Item(depth),
            BlockKind::Cell { table, row, column } => Kind::Cell(table, row, column),
            BlockKind::Caption => Kind::Caption,
            BlockKind::Note => Kind::Note,
            BlockKind::TextBox => Kind::TextBox,
            BlockKind::Header => Kind::Header,
            BlockKind::Footer => Kind::Footer,
            BlockKind::Cue => Kind::Cue,
            BlockKind::Entry => Kind::Entry,
            BlockKind::Code => Kind::Code,
        })
    }

    fn read(self) -> BlockKind {
        match self {
            Kind::Title => BlockKind::Title,
            Kind::Heading(level) => BlockKind::Heading(level),
            Kind::Item(depth) => BlockKind::Item { depth },
            Kind::Cell(table, row, column) => BlockKind::Cell { table, row, column },
            Kind::Caption => BlockKind::Caption,
            Kind::Note => BlockKind::Note,
            Kind::TextBox => BlockKind::TextBox,
            Kind::Header => BlockKind::Header,
            Kind::Footer => BlockKind::Footer,
            Kind::Cue => BlockKind::Cue,
            Kind::Entry => BlockKind::Entry,
            Kind::Code => BlockKind::Code,
        }
    }
}
