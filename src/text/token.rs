//! Words of a text with their forms for comparison, and their places in the text as it stands.
//!
//! Words are cut more finely than for reading: where the script changes inside a word (الـNATO) it is cut,
//! so that a Latin term is found with an Arabic article before it.

use std::borrow::Cow;
use std::hash::{BuildHasherDefault, Hasher};

use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::text::Span;
use crate::text::fold::{digit, fold_word, is_arabic_letter, is_mark, is_vowel_mark};

/// The words of a text, in order.
pub(crate) fn words(text: &str) -> Vec<Span> {
    let mut words = Vec::with_capacity(text.len() / 10);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if !is_word(first) {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut script = script(first);
        let mut after_tatweel = false;
        while let Some(&(at, c)) = chars.peek() {
            if c == ' ' {
                break;
            }
            if is_common(c) && script == Script::Arabic {
                after_tatweel = false;
                end = at + c.len_utf8();
            } else if is_mark(c) {
                // A direction mark after the last letter is no part of the word.
                if is_vowel_mark(c) {
                    end = at + c.len_utf8();
                }
                after_tatweel = c == '\u{0640}';
            } else if is_word(c) {
                let next = self::script(c);
                if next != Script::None && script != Script::None && next != script
                    || next == Script::None && after_tatweel
                {
                    break;
                }
                if next != Script::None {
                    script = next;
                }
                after_tatweel = false;
                end = at + c.len_utf8();
            } else if matches!(c, '\'' | '’') && script == Script::Other {
                let mut ahead = chars.clone();
                ahead.next();
                if !ahead.peek().is_some_and(|&(_, c)| c.is_alphabetic() && !is_arabic_letter(c)) {
                    break;
                }
            } else if !unicode_normalization::char::is_combining_mark(c) {
                break;
            } else {
                end = at + c.len_utf8();
            }
            chars.next();
        }
        words.push(Span::new(start, end));
    }
    words
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Arabic,
    Other,
    // Digits join either.
    None,
}

/// The letters of plain Arabic text; nearly all there are, so they are asked for first.
fn is_common(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{064A}')
}

fn is_word(c: char) -> bool {
    is_common(c) || c != '\u{0640}' && c.is_alphanumeric()
}

fn script(c: char) -> Script {
    if is_common(c) {
        return Script::Arabic;
    }
    if c.is_numeric() {
        Script::None
    } else if is_arabic_letter(c) {
        Script::Arabic
    } else {
        Script::Other
    }
}

/// Whether two words may belong to one term with this between them: white space, a hyphen, or nothing that
/// a reader sees.
pub(crate) fn joins(gap: &str) -> bool {
    let mut breaks = 0;
    gap.chars().all(|c| {
        breaks += usize::from(c == '\n');
        c.is_whitespace() || is_mark(c) || matches!(c, '-' | '\u{2010}' | '\u{2011}')
    }) && breaks < 2
}

/// A word without marks, composed, in lower case, with ASCII digits; letters whose spelling varies are kept
/// apart still.
pub(crate) fn plain(word: &str) -> String {
    let mut plain = String::with_capacity(word.len());
    add_plain(word, &mut plain);
    plain
}

/// Adds what [`plain`] gives to a text.
pub(crate) fn add_plain(word: &str, plain: &mut String) {
    // Nearly every word, and nothing in it is to be composed.
    if word.chars().all(|c| is_common(c) || is_lone_mark(c)) {
        plain.extend(word.chars().filter(|&c| is_common(c)));
        return;
    }
    let composed: Cow<'_, str> =
        if is_nfc(word) { Cow::Borrowed(word) } else { Cow::Owned(word.nfc().collect()) };
    for c in composed.chars().filter(|&c| !is_mark(c)) {
        match c {
            'ٱ' => plain.push('ا'),
            'ی' => plain.push('ي'),
            'ک' => plain.push('ك'),
            'ہ' | 'ھ' | 'ە' => plain.push('ه'),
            '’' => plain.push('\''),
            '\u{FE70}'..='\u{FEFC}' => plain.extend(c.nfkc().filter(|&c| !is_mark(c))),
            _ => match digit(c) {
                Some(value) => plain.push(char::from_digit(value, 10).unwrap_or(c)),
                None => plain.extend(c.to_lowercase()),
            },
        }
    }
}

/// Tatweel, or a vowel mark that makes one letter with none: not madda or hamza.
fn is_lone_mark(c: char) -> bool {
    matches!(c, '\u{0640}' | '\u{064B}'..='\u{0652}' | '\u{0670}')
}

/// The folded form of a [`plain`] word. It has the same letters at the same bytes.
pub(crate) fn folded(plain: &str) -> String {
    let mut folded = String::with_capacity(plain.len());
    add_folded(plain, &mut folded);
    folded
}

/// Adds what [`folded`] gives to a text.
pub(crate) fn add_folded(plain: &str, folded: &mut String) {
    if !plain.chars().all(is_common) {
        folded.push_str(&fold_word(plain));
        return;
    }
    let mut letters = plain.chars().map(unhamzaed).peekable();
    while let Some(letter) = letters.next() {
        folded.push(match letter {
            'ى' if letters.peek().is_none() => 'ي',
            'ة' if letters.peek().is_none() => 'ه',
            _ => letter,
        });
    }
}

fn unhamzaed(c: char) -> char {
    if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c }
}

/// A [`plain`] word with the alefs folded and its last letter kept: على and علي differ.
pub(crate) fn semi_folded(plain: &str) -> Cow<'_, str> {
    if plain.chars().all(|c| unhamzaed(c) == c) {
        return Cow::Borrowed(plain);
    }
    Cow::Owned(plain.chars().map(unhamzaed).collect())
}

/// The words of a whole term, folded, with a space between: terms that differ in spelling only are the same.
pub(crate) fn key(term: &str) -> String {
    let words: Vec<String> = words(term).iter().map(|s| fold_word(s.of(term))).collect();
    words.join(" ")
}

/// A quick hash for words: a run over some text looks up millions of them. The keys are a glossary's own.
pub(crate) type Fast = BuildHasherDefault<FastHasher>;

/// The hasher of [`Fast`]: multiply and rotate, eight bytes at a time.
#[derive(Default)]
pub(crate) struct FastHasher(u64);

/// The [`Fast`] hash of a word.
pub(crate) fn hash(word: &str) -> u64 {
    let mut hasher = FastHasher::default();
    hasher.write(word.as_bytes());
    hasher.finish()
}

impl FastHasher {
    fn mix(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        self.0 = mixed ^ mixed >> 29;
    }
}

impl Hasher for FastHasher {
    fn write(&mut self, mut bytes: &[u8]) {
        while let Some((word, rest)) = bytes.split_first_chunk() {
            self.mix(u64::from_le_bytes(*word));
            bytes = rest;
        }
        if !bytes.is_empty() {
            self.mix(bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte)));
        }
    }

    // The byte that ends a string needs less mixing than letters.
    fn write_u8(&mut self, byte: u8) {
        self.0 = self.0.rotate_left(8) ^ u64::from(byte);
    }

    fn write_u32(&mut self, number: u32) {
        self.mix(u64::from(number));
    }

    fn finish(&self) -> u64 {
        self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(26)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).into_iter().map(|s| s.of(text)).collect()
    }

    #[test]
    fn words_are_cut_at_marks_and_scripts() {
        assert_eq!(cut("\u{200F}قالَ\u{200F}: الـNATO!"), ["قالَ", "الـ", "NATO"]);
        assert_eq!(cut("كوفيد-19 وG20، الحكــومة"), ["كوفيد", "19", "و", "G20", "الحكــومة"]);
        assert_eq!(cut("the minister's 'word' don’t"), ["the", "minister's", "word", "don’t"]);
        assert_eq!(cut("بـ50"), ["بـ", "50"]);
    }

    #[test]
    fn forms_keep_their_places() {
        for word in ["أَخْبَار", "مُسْتَشْفَى", "الإسلامية", "٢٠٢٣", "ﻻعب", "گاز", "ة", "Ａé"]
        {
            let plain = plain(word);
            assert_eq!(plain.len(), folded(&plain).len(), "{word}");
            assert_eq!(folded(&plain), fold_word(word), "{word}");
        }
        assert_eq!(plain("ا\u{064F}\u{0653}خر"), "آخر");
    }
}
