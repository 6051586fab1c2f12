//! Kinds of characters, told by a table, so that a check asks whether a text has any of its kind and need not look.

use std::ops::BitOr;
use std::sync::LazyLock;

use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

use super::markup::STARTS as MARKUP;
use crate::text::fold::{
    digit, is_alphabetic, is_alphanumeric, is_arabic_letter, is_mark, is_vowel_mark,
};

/// A set of kinds of characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Kinds(u32);

impl Kinds {
    /// Letters, digits and the marks on them.
    pub(super) const WORD: Kinds = Kinds(1);
    /// Letters and digits.
    pub(super) const ALPHANUMERIC: Kinds = Kinds(1 << 1);
    /// Letters and the marks on them.
    pub(super) const LETTER: Kinds = Kinds(1 << 14);
    /// Letters of the Arabic script.
    pub(super) const ARABIC: Kinds = Kinds(1 << 2);
    /// Letters of the Latin script.
    pub(super) const LATIN: Kinds = Kinds(1 << 3);
    /// What words have beside ASCII and the letters, marks and digits of Arabic.
    pub(super) const FOREIGN: Kinds = Kinds(1 << 4);
    /// What takes a place of its own on a line.
    pub(super) const VISIBLE: Kinds = Kinds(1 << 5);
    /// What is no white space, control or mark.
    pub(super) const SAYING: Kinds = Kinds(1 << 6);
    /// Decimal digits.
    pub(super) const DIGIT: Kinds = Kinds(1 << 7);
    /// Spaces on a line.
    pub(super) const SPACE: Kinds = Kinds(1 << 8);
    /// Tabs and ends of lines.
    pub(super) const BREAK: Kinds = Kinds(1 << 9);
    /// Marks of punctuation, brackets and quotation marks.
    pub(super) const PUNCTUATION: Kinds = Kinds(1 << 10);
    /// What controls the direction of text.
    pub(super) const DIRECTION: Kinds = Kinds(1 << 11);
    /// Controls, what does not show, and all behind the letters: private use, shapes, what is no character.
    pub(super) const ODD: Kinds = Kinds(1 << 12);
    /// Two spaces in a row.
    pub(super) const SPACES: Kinds = Kinds(1 << 13);
    /// What addresses and symbols of documents have.
    pub(super) const ADDRESS: Kinds = Kinds(1 << 16);
    /// What placeholders and markup begin with.
    pub(super) const MARKUP: Kinds = Kinds(1 << 15);

    /// Whether some kinds are among these.
    #[inline]
    pub(super) fn has(self, some: Kinds) -> bool {
        self.0 & some.0 != 0
    }

    /// The kinds that a character is of.
    fn of(c: char) -> Kinds {
        let in_word = is_alphanumeric(c) || is_mark(c) || is_combining_mark(c);
        let usual =
            matches!(c, '\0'..='\u{7F}' | '\u{0621}'..='\u{0652}' | '\u{0660}'..='\u{0669}');
        let tests = [
            (Kinds::WORD, in_word),
            (Kinds::ALPHANUMERIC, is_alphanumeric(c)),
            (Kinds::LETTER, is_alphabetic(c) || is_mark(c)),
            (Kinds::ARABIC, is_arabic_letter(c)),
            (Kinds::LATIN, is_latin_letter(c)),
            (Kinds::FOREIGN, in_word && !usual),
            (Kinds::VISIBLE, !is_mark(c) && canonical_combining_class(c) == 0),
            (Kinds::SAYING, !(c.is_whitespace() || c.is_control() || is_mark(c))),
            (Kinds::DIGIT, digit(c).is_some()),
            (Kinds::SPACE, matches!(c, ' ' | '\u{A0}')),
            (Kinds::BREAK, matches!(c, '\t' | '\n' | '\r')),
            (Kinds::PUNCTUATION, is_punctuation(c)),
            (Kinds::DIRECTION, is_direction(c)),
            (Kinds::ADDRESS, matches!(c, '/' | '@')),
            (Kinds::MARKUP, MARKUP.contains(&c)),
            (Kinds::ODD, c.is_control() || is_mark(c) && !is_vowel_mark(c) || c >= '\u{E000}'),
        ];
        let kinds = tests.into_iter().filter(|(_, is)| *is);
        kinds.fold(Kinds::default(), |all, (kind, _)| all | kind)
    }
}

impl BitOr for Kinds {
    type Output = Kinds;

    fn bitor(self, other: Kinds) -> Kinds {
        Kinds(self.0 | other.0)
    }
}

/// Whether a character is a letter of the Latin script.
pub(super) fn is_latin_letter(c: char) -> bool {
    c.is_ascii_alphabetic()
        || matches!(c, '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic()
}

fn is_direction(c: char) -> bool {
    matches!(c, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

fn is_punctuation(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | '?'
            | '!'
            | '.'
            | ':'
            | '،'
            | '؛'
            | '؟'
            | '۔'
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '"'
    ) || matches!(c, '(' | ')' | '[' | ']' | '{' | '}')
}

/// The kinds of every character, those of Latin and Arabic text in a table.
pub(super) struct KindTable([Kinds; TABLE]);

/// Up to the end of the block of Arabic.
const TABLE: usize = 0x700;

impl KindTable {
    pub(super) fn get() -> &'static KindTable {
        static KINDS: LazyLock<KindTable> = LazyLock::new(|| {
            let of =
                |code: usize| char::from_u32(code as u32).map_or_else(Kinds::default, Kinds::of);
            KindTable(std::array::from_fn(of))
        });
        &KINDS
    }

    /// The kinds that a character is of.
    #[inline]
    pub(super) fn of(&self, c: char) -> Kinds {
        self.0.get(c as usize).copied().unwrap_or_else(|| Kinds::of(c))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{bidi, controls, presentation};
    use crate::language::{LANGUAGES, Language};
    use crate::text::fold::visible_len;

    #[test]
    fn a_text_without_a_kind_has_nothing_of_what_is_asked_for_by_it() {
        let table = KindTable::get();
        for c in '\0'..=char::MAX {
            let kinds = table.of(c);
            assert_eq!(kinds, Kinds::of(c));
            let text = c.to_string();
            assert!(!controls::is_fault(c) || kinds.has(Kinds::ODD), "{c:?}");
            assert!(presentation::runs(&text).is_empty() || kinds.has(Kinds::ODD), "{c:?}");
            assert!(bidi::unpaired(&text).is_empty() || kinds.has(Kinds::DIRECTION), "{c:?}");
            let foreign = |language: &&dyn Language| language.foreign_letter(c).is_some();
            assert!(!LANGUAGES.iter().any(foreign) || kinds.has(Kinds::FOREIGN), "{c:?}");
            let shown = visible_len(&format!("a{c}a")) - 2;
            assert_eq!(kinds.has(Kinds::VISIBLE), shown == 1, "{c:?}");
        }
    }
}
