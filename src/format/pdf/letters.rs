//! The text of glyphs: letters in logical order, without presentation forms.

use std::borrow::Cow;

use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;

use crate::text::fold::{is_arabic_letter, is_vowel_mark};

/// The texts of glyphs, each once.
#[derive(Default)]
pub(super) struct Texts {
    numbers: HashMap<String, u32>,
    list: Vec<(Box<str>, Class)>,
}

/// What a glyph is for the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    /// Of the Arabic script.
    Arabic,
    /// A letter of another script.
    Latin,
    Digit,
    /// A mark that stands on another glyph.
    Mark,
    Space,
    /// A glyph that stretches an Arabic word, or one without a text.
    Stretch,
    Neutral,
}

impl Texts {
    /// The number of a text that a glyph has by its font.
    pub(super) fn number(&mut self, text: &str) -> u32 {
        let text = letters(text);
        if let Some(&number) = self.numbers.get(&*text) {
            return number;
        }
        let number = self.list.len() as u32;
        self.list.push(((&*text).into(), class(&text)));
        self.numbers.insert(text.into_owned(), number);
        number
    }

    pub(super) fn text(&self, number: u32) -> &str {
        &self.list[number as usize].0
    }

    pub(super) fn class(&self, number: u32) -> Class {
        self.list[number as usize].1
    }
}

pub(super) fn class(text: &str) -> Class {
    let Some(first) = text.chars().next() else { return Class::Stretch };
    if text.chars().all(|c| c != '\u{640}' && is_mark(c)) {
        return Class::Mark;
    }
    if text.chars().all(char::is_whitespace) {
        return Class::Space;
    }
    if text.chars().all(|c| matches!(c, '\u{640}' | '\u{FFFD}') || is_mark(c)) {
        return Class::Stretch;
    }
    let mut chars = text.chars();
    if let Some(letter) = chars.find(|&c| is_arabic_letter(c) || c.is_alphabetic()) {
        return if is_right_to_left(letter) { Class::Arabic } else { Class::Latin };
    }
    if first.is_numeric() { Class::Digit } else { Class::Neutral }
}

/// Whether a letter is written from right to left.
pub(super) fn is_right_to_left(c: char) -> bool {
    is_arabic_letter(c)
        || matches!(c, '\u{590}'..='\u{8FF}' | '\u{FB1D}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}')
}

/// Whether a character stands on the letter before it.
pub(super) fn is_mark(c: char) -> bool {
    is_vowel_mark(c) && c != '\u{640}'
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{FE70}'..='\u{FE7F}')
}

/// The letters of a glyph in logical order: presentation forms are folded but for those of whole words, the halves of a lam-alef put right, and
/// control characters taken out.
fn letters(text: &str) -> Cow<'_, str> {
    if text.is_ascii() && !text.contains(|c: char| c.is_ascii_control()) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{FE70}'..='\u{FEFC}'
            | '\u{FB50}'..='\u{FBB1}'
            | '\u{FBD3}'..='\u{FD3D}'
            | '\u{FB00}'..='\u{FB06}' => {
                out.extend(c.nfkc().filter(|c| !c.is_whitespace()));
            }
            '\t' | '\n' | '\r' => out.push(' '),
            // The bullets of symbol fonts.
            '\u{F0B7}' | '\u{F0A7}' => out.push('•'),
            '\u{200B}' | '\u{FEFF}' => {}
            '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => {}
            _ if c.is_control() || is_noncharacter(c) => {}
            _ => out.push(c),
        }
    }
    let mut chars = out.chars();
    // One glyph of these two letters is a lam-alef, whatever their order in the font.
    if let (Some(alef @ ('ا' | 'أ' | 'إ' | 'آ' | 'ٱ')), Some('ل'), None) =
        (chars.next(), chars.next(), chars.next())
    {
        return Cow::Owned(format!("ل{alef}"));
    }
    if out == "هللا" || out == "هلل" {
        return Cow::Owned(out.chars().rev().collect());
    }
    Cow::Owned(out)
}

fn is_noncharacter(c: char) -> bool {
    c as u32 & 0xFFFE == 0xFFFE || matches!(c, '\u{FDD0}'..='\u{FDEF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn glyphs_have_letters_in_logical_order() {
        for (font, text) in [
            ("لا", "لا"),
            ("ال", "لا"),
            ("أل", "لأ"),
            ("ﻻ", "لا"),
            ("ﺑ", "ب"),
            ("ﯾ", "ی"),
            ("ﬁ", "fi"),
            ("\u{FE76}", "\u{64E}"),
            ("ﳋ", "لخ"),
            ("ﷺ", "ﷺ"),
            ("a\u{0}", "a"),
            ("هللا", "الله"),
            ("الع", "الع"),
        ] {
            assert_eq!(letters(font), text, "{font}");
        }
    }

    #[test]
    fn glyphs_have_classes() {
        for (text, of) in [
            ("ب", Class::Arabic),
            ("بَ", Class::Arabic),
            ("b", Class::Latin),
            ("٣", Class::Digit),
            ("\u{64E}\u{651}", Class::Mark),
            ("\u{A0}", Class::Space),
            ("\u{640}", Class::Stretch),
            ("", Class::Stretch),
            ("\u{640}\u{64E}", Class::Stretch),
            ("،", Class::Neutral),
        ] {
            assert_eq!(class(text), of, "{text:?}");
        }
        let mut texts = Texts::default();
        let numbers = ["ﻻ", "a", "لا"].map(|text| texts.number(text));
        assert_eq!((numbers, texts.text(0)), ([0, 1, 0], "لا"));
    }
}
