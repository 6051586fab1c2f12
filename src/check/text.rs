//! One text of a unit as checks see it, with its words.

use std::ops::Range;
use std::sync::OnceLock;

use super::{addresses, markup};
use crate::bitext::Side;
use crate::lang::Lang;
use crate::language::numbers::Numbers;
use crate::language::{self, Script};
use crate::text::Code;
use crate::text::fold::{fold_word, is_alphanumeric, is_arabic_letter, is_mark, visible_len};

/// A word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its bytes in the text.
    pub(crate) range: Range<usize>,
    /// Its folded form, by which words are compared.
    pub(crate) folded: String,
}

/// One side of a unit.
#[derive(Debug, Clone)]
pub(crate) struct Text<'u> {
    /// Which side it is.
    pub(crate) side: Side,
    /// The language it should be in.
    pub(crate) lang: Lang,
    /// The text; nothing if the unit has none in this language.
    pub(crate) text: &'u str,
    /// Its words in order.
    pub(crate) words: Vec<Word>,
    /// Letters of the Arabic script.
    pub(crate) arabic: usize,
    /// Letters of the Latin script.
    pub(crate) latin: usize,
    /// The bytes of addresses and symbols, which a translation copies.
    pub(crate) copied: Vec<Range<usize>>,
    /// The bytes of placeholders and markup.
    pub(crate) placeholders: Vec<Range<usize>>,
    /// Whether it shows nothing.
    pub(crate) is_blank: bool,
    /// How many characters show, at least 1.
    pub(crate) visible: usize,
    /// The bytes before which inline codes stand. Each is a character that shows.
    pub(crate) codes: Vec<usize>,
    /// Its numbers, once a check asked for them.
    numbers: OnceLock<Numbers>,
}

impl<'u> Text<'u> {
    pub(crate) fn new(side: Side, lang: Lang, text: &'u str) -> Text<'u> {
        let (mut arabic, mut latin, mut is_blank) = (0, 0, true);
        for c in text.chars() {
            arabic += usize::from(is_arabic_letter(c));
            latin += usize::from(is_latin_letter(c));
            is_blank &= c.is_whitespace() || c.is_control() || is_mark(c);
        }
        Text {
            side,
            lang,
            text,
            words: words(text),
            arabic,
            latin,
            copied: addresses::ranges(text),
            placeholders: markup::ranges(text),
            is_blank,
            visible: visible_len(text).max(1),
            codes: Vec::new(),
            numbers: OnceLock::new(),
        }
    }

    /// Its numbers, which several checks look at.
    pub(crate) fn numbers(&self) -> &Numbers {
        self.numbers.get_or_init(|| Numbers::of(self.text, self.lang))
    }

    /// Whether a range lies in an address, symbol or placeholder.
    pub(crate) fn is_copied(&self, range: &Range<usize>) -> bool {
        [&self.copied, &self.placeholders].into_iter().any(|ranges| {
            let at = ranges.partition_point(|copied| copied.end <= range.start);
            ranges.get(at).is_some_and(|c| c.start <= range.start && range.end <= c.end)
        })
    }

    /// The text with inline codes in it.
    pub(crate) fn with_codes(mut self, codes: &[Code]) -> Text<'u> {
        if !codes.is_empty() {
            self.codes = codes.iter().map(|code| code.at.min(self.text.len())).collect();
            self.is_blank = false;
            self.visible += codes.len();
        }
        self
    }

    /// Whether an inline code stands before a byte.
    pub(crate) fn has_code(&self, at: usize) -> bool {
        self.codes.binary_search(&at).is_ok()
    }

    /// Whether its language is written in the Arabic script.
    pub(crate) fn wants_arabic_script(&self) -> bool {
        language::script(self.lang) == Script::Arabic
    }

    /// Whether its language is written in the Latin script, as far as mizan knows.
    pub(crate) fn wants_latin_script(&self) -> bool {
        language::script(self.lang) == Script::Latin
    }
}

/// Whether a character is a letter of the Latin script.
pub(super) fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic()
}

/// The words of a text: letters, digits and the marks on them.
pub(super) fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut start = None;
    let mut push = |range: Range<usize>| {
        let word = &text[range.clone()];
        // Marks by themselves are no word.
        if word.chars().any(is_alphanumeric) {
            words.push(Word { folded: fold_word(word), range });
        }
    };
    for (at, c) in text.char_indices() {
        let inside = is_alphanumeric(c) || is_mark(c) || is_joined_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    if let Some(from) = start {
        push(from..text.len());
    }
    words
}

fn is_joined_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
