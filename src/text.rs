//! Documents as they were read: blocks of text, and spans over them.

use std::ops::Range;

use crate::lang::Lang;

pub mod fold;
pub mod numeral;
pub(crate) mod token;

/// A text in one language, in reading order, exactly as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// The language of the whole text.
    pub lang: Lang,
    /// The parts of the text no segment may cross.
    pub blocks: Vec<Block>,
}

/// A stretch of text that segments do not cross: a whole plain-text file, or one line of a segmented one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The text, with its line ends as they were read.
    pub text: String,
    /// The line of the file where the text starts, from 1.
    pub line: u64,
}

/// A half-open range of bytes of one string, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte, from 0.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte `start` up to, not including, byte `end`.
    ///
    /// # Panics
    ///
    /// If `start > end`, or `end` does not fit 32 bits: one text may hold 4 GiB at most.
    pub fn new(start: usize, end: usize) -> Span {
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

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// Something a reader guessed, repaired or passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The line it concerns, from 1, where it concerns one.
    pub line: Option<u64>,
    /// What was done, in words for the user.
    pub message: String,
}
