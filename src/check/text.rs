//! One text of a unit as checks see it, with its words.

use std::ops::Range;
use std::sync::OnceLock;

use super::addresses;
use super::calendar::{self, Date};
use super::kinds::{KindTable, Kinds};
use super::markup::{self, Place};
use super::word::Word;
use crate::bitext::Side;
use crate::lang::Lang;
use crate::language::calendar::WordForm;
use crate::language::numbers::{Numbers, Piece};
use crate::language::{self, Script};
use crate::text::Code;

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
    /// Its words, folded, with a space behind each.
    folded: String,
    /// Letters of the Arabic script.
    pub(crate) arabic: usize,
    /// Letters of the Latin script.
    pub(crate) latin: usize,
    /// The bytes of addresses and symbols, which a translation copies.
    pub(crate) copied: Vec<Range<usize>>,
    /// Placeholders and markup, in order.
    pub(super) placeholders: Vec<Place>,
    /// Marks of punctuation, brackets and quotation marks, in order, with their bytes.
    pub(super) marks: Vec<(usize, char)>,
    /// The kinds of its characters.
    pub(super) kinds: Kinds,
    /// Whether it shows nothing.
    pub(crate) is_blank: bool,
    /// How many characters show, at least 1.
    pub(crate) visible: usize,
    /// The bytes before which inline codes stand. Each is a character that shows.
    pub(crate) codes: Vec<usize>,
    /// Its numbers, once a check asked for them.
    numbers: OnceLock<Numbers>,
    /// Its months and days of the week, likewise.
    dates: OnceLock<Vec<Date>>,
}

/// The bytes of a short word with its space.
const SHORT_WORD: usize = 5;

impl<'u> Text<'u> {
    pub(crate) fn new(side: Side, lang: Lang, text: &'u str) -> Text<'u> {
        let table = KindTable::get();
        let (mut arabic, mut latin, mut visible) = (0, 0, 0);
        let (mut kinds, mut last) = (Kinds::default(), Kinds::default());
        let (mut words, mut marks) = (Vec::with_capacity(text.len() / SHORT_WORD), Vec::new());
        let mut folded = String::with_capacity(text.len());
        // The word that is being read: where it begins, whether it has more than marks, and more than letters.
        let mut word: Option<(usize, bool, bool)> = None;
        // Marks by themselves are no word.
        let mut end = |word: Option<(usize, bool, bool)>, at: usize| {
            if let Some((from, true, more)) = word {
                words.push(Word::new(text, from..at, !more, &mut folded));
            }
        };
        for (at, c) in text.char_indices() {
            let kind = table.of(c);
            kinds = kinds | kind;
            arabic += usize::from(kind.has(Kinds::ARABIC));
            latin += usize::from(kind.has(Kinds::LATIN));
            visible += usize::from(kind.has(Kinds::VISIBLE));
            if kind.has(Kinds::WORD) {
                let (from, says, more) = word.unwrap_or((at, false, false));
                let (says, more) =
                    (says || kind.has(Kinds::ALPHANUMERIC), more || !kind.has(Kinds::LETTER));
                word = Some((from, says, more));
            } else {
                end(word.take(), at);
                if kind.has(Kinds::PUNCTUATION) {
                    marks.push((at, c));
                } else if kind.has(Kinds::SPACE) && last.has(Kinds::SPACE) {
                    kinds = kinds | Kinds::SPACES;
                }
            }
            last = kind;
        }
        end(word, text.len());
        let may_be_copied = kinds.has(Kinds::ADDRESS) || addresses::has_point(text, &marks);
        let copied = if may_be_copied { addresses::ranges(text) } else { Vec::new() };
        let has_markup = kinds.has(Kinds::MARKUP);
        let placeholders = if has_markup { markup::places(text) } else { Vec::new() };
        let white = |c: &char| c.is_whitespace();
        let before = text.chars().take_while(white).count();
        let at_ends = before + text.trim_start().chars().rev().take_while(white).count();
        Text {
            side,
            lang,
            text,
            words,
            folded,
            arabic,
            latin,
            copied,
            placeholders,
            marks,
            kinds,
            is_blank: !kinds.has(Kinds::SAYING),
            visible: (visible - at_ends).max(1),
            codes: Vec::new(),
            numbers: OnceLock::new(),
            dates: OnceLock::new(),
        }
    }

    /// Its numbers, which several checks look at.
    pub(crate) fn numbers(&self) -> &Numbers {
        self.numbers.get_or_init(|| {
            let piece = |word: &Word| {
                let folded = word.is_of_letters.then(|| self.folded(word));
                Piece { range: word.range.clone(), folded }
            };
            Numbers::of(self.text, self.lang, self.words.iter().map(piece))
        })
    }

    /// A word of it, folded.
    pub(super) fn folded(&self, word: &Word) -> &str {
        &self.folded[word.folded.clone()]
    }

    /// Its words, folded, with a space behind each.
    pub(super) fn all_folded(&self) -> &str {
        &self.folded
    }

    /// Its months and days of the week, in order.
    pub(super) fn dates(&self) -> &[Date] {
        self.dates.get_or_init(|| {
            let form = |word: &Word| WordForm {
                raw: &self.text[word.range.clone()],
                folded: self.folded(word),
            };
            let forms: Vec<WordForm<'_>> = self.words.iter().map(form).collect();
            calendar::names(&forms, self.lang, |at| self.words[at].range.clone())
        })
    }

    /// Whether a range lies in an address, symbol or placeholder.
    pub(crate) fn is_copied(&self, range: &Range<usize>) -> bool {
        let holds = |c: &Range<usize>| c.start <= range.start && range.end <= c.end;
        let at = self.copied.partition_point(|copied| copied.end <= range.start);
        self.copied.get(at).is_some_and(holds) || self.placeholder(range.start).is_some_and(holds)
    }

    /// The bytes of the first placeholder that ends behind a byte.
    pub(super) fn placeholder(&self, at: usize) -> Option<&Range<usize>> {
        let next = self.placeholders.partition_point(|place| place.range.end <= at);
        self.placeholders.get(next).map(|place| &place.range)
    }

    /// Whether it has characters of a kind.
    pub(super) fn has(&self, kinds: Kinds) -> bool {
        self.kinds.has(kinds)
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
