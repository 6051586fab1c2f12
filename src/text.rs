//! Documents as they were read: flows of blocks of text, each with its places in the file, and spans over them.

use std::fmt;
use std::ops::Range;

use crate::lang::Lang;
use crate::text::fold::is_vowel_mark;

mod code;
pub(crate) mod fold;
pub(crate) mod hyphen;
pub(crate) mod numeral;
pub(crate) mod token;

pub use crate::place::Place;
pub use code::{Code, CodeKind};
pub(crate) use code::{Parted, SUB, divide_codes, join_codes};

/// A text in one language, in reading order, exactly as it was read.
///
/// Blocks are grouped in flows: the body, the notes, the headers and footers. No segment crosses the border of a
/// flow, and flow k of a source is aligned with flow k of its target.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Document {
    /// The language of the whole text.
    pub lang: Lang,
    /// The parts of the text.
    pub blocks: Vec<Block>,
    /// The number of the first block of each flow but the first, in order; equal numbers make an empty flow.
    pub flows: Vec<u32>,
    /// Whether every block is a segment already, even an empty one.
    pub(crate) segmented: bool,
    /// What the reader left out.
    pub left_out: Vec<LeftOut>,
    /// What the reader guessed or repaired.
    pub warnings: Vec<Warning>,
}

impl Document {
    /// A plain text.
    pub fn of(lang: Lang, text: &str) -> Document {
        Document::new(lang, vec![Block::new(text, Place::Line(1))])
    }

    /// A document of one flow, of which nothing was left out.
    pub fn new(lang: Lang, blocks: Vec<Block>) -> Document {
        let (flows, left_out, warnings) = (Vec::new(), Vec::new(), Vec::new());
        Document { lang, blocks, flows, segmented: false, left_out, warnings }
    }

    /// Takes the vowel marks and tatweel of Arabic script out of the text, and says how many there were.
    pub fn drop_vowel_marks(&mut self) -> u64 {
        self.blocks.iter_mut().map(Block::drop_vowel_marks).sum()
    }
}

/// A stretch of text: a whole plain-text file, or a paragraph, a cell, a subtitle of a structured one.
///
/// Segments do not cross blocks, unless a block continues in the next.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Block {
    /// The text, with its line ends as they were read, without inline codes.
    pub text: String,
    /// What it is in its document.
    pub kind: BlockKind,
    /// How line ends in the text are read.
    pub breaks: LineBreaks,
    /// Whether its last sentence may go on in the next block of its flow.
    pub(crate) continues: bool,
    /// The byte of the text from which on a place holds, with that place; rising, the first at 0. Lines are counted
    /// on from a [`Place::Line`] or [`Place::Page`], so those need no place of their own.
    pub places: Vec<(u32, Place)>,
    /// The name of the text that is the same in files of all languages, where the format has one.
    pub key: Option<String>,
    /// The inline codes, in the order of the text.
    pub codes: Vec<Code>,
}

impl Block {
    /// A paragraph that starts at a place of its file, its line ends read by their shape.
    pub fn new(text: impl Into<String>, place: Place) -> Block {
        Block {
            text: text.into(),
            kind: BlockKind::Paragraph,
            breaks: LineBreaks::Guess,
            continues: false,
            places: vec![(0, place)],
            key: None,
            codes: Vec::new(),
        }
    }

    fn drop_vowel_marks(&mut self) -> u64 {
        let marks = self.text.char_indices().filter(|(_, c)| is_vowel_mark(*c));
        let marks: Vec<(usize, usize)> = marks.map(|(at, c)| (at, c.len_utf8())).collect();
        if marks.is_empty() {
            return 0;
        }
        let moved = |at: usize| {
            let before = marks.partition_point(|&(mark, _)| mark < at);
            at - marks[..before].iter().map(|(_, length)| length).sum::<usize>()
        };
        self.codes.iter_mut().for_each(|code| code.at = moved(code.at));
        self.places.iter_mut().for_each(|(at, _)| *at = moved(*at as usize) as u32);
        self.text.retain(|c| !is_vowel_mark(c));
        marks.len() as u64
    }

    /// The place of a byte of the text.
    pub(crate) fn place_of(&self, byte: usize) -> Place {
        let next = self.places.partition_point(|&(at, _)| at as usize <= byte);
        let (at, place) = match next.checked_sub(1) {
            Some(before) => (self.places[before].0 as usize, self.places[before].1.clone()),
            None => (0, Place::Line(1)),
        };
        place.after_lines(line_ends(&self.text[at..byte]))
    }
}

/// What a block is in its document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BlockKind {
    /// Running text.
    Paragraph,
    /// The title of the document.
    Title,
    /// A heading of a level, from 1.
    Heading(u8),
    /// An item of a list.
    Item {
        /// How many lists it lies in, from 1.
        depth: u8,
    },
    /// A cell of a table.
    Cell {
        /// The table, counted from 0.
        table: u32,
        /// The row, counted from 0.
        row: u32,
        /// The column, counted from 0.
        column: u32,
    },
    /// The caption of a picture or table.
    Caption,
    /// A footnote or endnote.
    Note,
    /// A box beside the running text.
    TextBox,
    /// The header of pages.
    Header,
    /// The footer of pages.
    Footer,
    /// A subtitle.
    Cue,
    /// A text of a file of keys and texts.
    Entry,
    /// Program code.
    Code,
}

impl fmt::Display for BlockKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            BlockKind::Paragraph => "paragraph",
            BlockKind::Title => "title",
            BlockKind::Heading(level) => return write!(f, "heading {level}"),
            BlockKind::Item { depth } => return write!(f, "item {depth}"),
            BlockKind::Cell { .. } => "cell",
            BlockKind::Caption => "caption",
            BlockKind::Note => "note",
            BlockKind::TextBox => "text box",
            BlockKind::Header => "header",
            BlockKind::Footer => "footer",
            BlockKind::Cue => "cue",
            BlockKind::Entry => "entry",
            BlockKind::Code => "code",
        })
    }
}

/// How the line ends inside a block are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineBreaks {
    /// By the shape of the text, or as the segmenter is told: for plain text.
    Guess,
    /// As spaces.
    Wrap,
    /// Each ends a segment.
    End,
}

/// Text of a kind that a reader left out of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// What it is, in words: `deleted text`, `comments`.
    pub(crate) what: &'static str,
    /// How many pieces.
    pub(crate) count: u64,
    /// The first words of the first piece.
    pub(crate) sample: String,
    /// Whether it should have been read and could not be.
    pub is_loss: bool,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.what, self.count)
    }
}

/// The number of line ends in a text; a carriage return and a line feed are one.
pub(crate) fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let feeds = memchr::memchr_iter(b'\n', bytes).count();
    let returns = memchr::memchr_iter(b'\r', bytes).filter(|at| bytes.get(at + 1) != Some(&b'\n'));
    (feeds + returns.count()) as u64
}

/// A half-open range of bytes of one string, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte, from 0.
    pub(crate) start: u32,
    /// One past the last byte.
    pub(crate) end: u32,
}

impl Span {
    /// A span from byte `start` up to, not including, byte `end`.
    ///
    /// # Panics
    ///
    /// If `start > end`, or `end` does not fit 32 bits: one text may hold 4 GiB at most.
    pub(crate) fn new(start: usize, end: usize) -> Span {
        assert!(start <= end, "a span from {start} to {end} runs backwards");
        let fit = |at| u32::try_from(at).expect("a text larger than 4 GiB is refused when read");
        Span { start: fit(start), end: fit(end) }
    }

    /// The part of `text` under this span.
    ///
    /// # Panics
    ///
    /// If the span does not lie in `text` on character boundaries.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// The span as a range of byte offsets.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// Something a reader guessed, repaired or skipped.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The place it concerns, where it concerns one.
    pub place: Option<Place>,
    /// What was done, in words for the user.
    pub message: String,
}

impl Warning {
    /// A warning about a line, counted from 1, or about no line in particular.
    pub(crate) fn new(line: Option<u64>, message: impl Into<String>) -> Warning {
        Warning { place: line.map(Place::Line), message: message.into() }
    }

    /// The line of a text file it concerns, from 1, where it concerns one.
    pub(crate) fn line(&self) -> Option<u64> {
        self.place.as_ref().and_then(Place::line)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(place) = &self.place {
            write!(f, "{place}: ")?;
        }
        f.write_str(&self.message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_codes_stay_at_their_letters() {
        let mut block = Block::new("كَتَبَ\nدَرسا", Place::Line(1));
        block.places.push((13, Place::Line(2)));
        let mut document = Document::new(Lang::AR, vec![block]);
        assert_eq!(document.drop_vowel_marks(), 4);
        let block = &document.blocks[0];
        assert_eq!((&*block.text, &block.places[1]), ("كتب\nدرسا", &(7, Place::Line(2))));
    }

    #[test]
    fn line_ends_of_every_system_count_once() {
        for (text, count) in [("", 0), ("a\nb", 1), ("a\r\nb\r\n", 2), ("a\rb\n\nc\r", 4)] {
            assert_eq!(line_ends(text), count, "{text:?}");
        }
    }
}
