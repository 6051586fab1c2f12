//! A word of a text as checks see it.

use std::ops::Range;

use crate::text::fold::add_folded_word;

/// A word of a text.
#[derive(Debug, Clone)]
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    /// The bytes of its folded form, by which words are compared, among those of all words.
    pub(super) folded: Range<usize>,
    /// Whether it is of letters and the marks on them alone.
    pub(super) is_of_letters: bool,
}

impl Word {
    /// The word in a range of a text, whose folded form is added to those of the words before, with a space behind it.
    pub(super) fn new(
        text: &str,
        range: Range<usize>,
        is_of_letters: bool,
        folded: &mut String,
    ) -> Word {
        let start = folded.len();
        add_folded_word(&text[range.clone()], folded);
        let end = folded.len();
        folded.push(' ');
        Word { range, folded: start..end, is_of_letters }
    }
}
