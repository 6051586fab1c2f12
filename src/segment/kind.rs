//! What the word before a stop is: an abbreviation, an initial, a list number, or just a word.

use super::abbreviation::{Facts, Lists};
use super::chars;
use super::judge::{Judge, prev_visible};
use super::word::{self, After, Before, Script};
use crate::language;

/// What the word before a stop is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Plain,
    /// A list number or letter at the head of the sentence.
    Marker,
    Title,
    Reference,
    Trailing,
    /// A day of the week, before a date.
    Weekday,
    Initial,
    /// A letter's name written out, of an initial or an acronym.
    Name,
}

impl Judge<'_> {
    /// Whether a number follows, or a code with one in it: "No. B/12".
    pub(super) fn is_numbered(&self, after: &After) -> bool {
        let word = self.text[after.start..self.end].chars().take(24);
        word.take_while(|c| !c.is_whitespace()).any(chars::is_digit)
    }

    /// Whether the first part of a word is one letter with "and", "to" or the article written onto it: «ود», «الو».
    fn is_attached(&self, before: &Before) -> bool {
        let head = before.key.as_str().split('.').next().unwrap_or_default();
        let language = self.lists.language(before.script().language());
        before.digits == 0 && language.is_attached_initial(head, before.parts > 1)
    }

    /// Whether the single letter before the stop is the pronoun and no initial.
    pub(super) fn pronoun_i(&self, before: &Before) -> bool {
        if before.key.as_str() != self.cues(before).first_person {
            return false;
        }
        let word = Before::read(self.text, self.start, before.start);
        word.spaced && word.length > 0 && word.first.is_lowercase()
    }

    pub(super) fn kind(&self, before: &Before) -> Kind {
        if before.is_empty() {
            return if self.is_bracketed(before) { Kind::Marker } else { Kind::Plain };
        }
        let at_start = self.at_start(before.start);
        if before.is_number() {
            let short = before.longest_part <= 3;
            let headed = short && (at_start || self.numbers_part(before));
            let listed = before.length <= 2 && before.parts == 1 && self.enumerates(before);
            return if headed || listed { Kind::Marker } else { Kind::Plain };
        }
        if self.heads_part(before, at_start) {
            return Kind::Marker;
        }
        let facts = before.facts(self.lists);
        if facts.has(Facts::WEEKDAY) {
            return Kind::Weekday;
        }
        let arabic = before.script() == Script::Arabic;
        if arabic && before.length <= 4 && facts.has(Facts::UNIT) && self.after_number(before) {
            return Kind::Trailing;
        }
        if facts.has(Facts::TITLE) {
            let saint = self.cues(before).saint == before.key.as_str();
            let street = saint && self.names_street(before);
            return if street { Kind::Trailing } else { Kind::Title };
        }
        if before.parts > 1 && before.digits == 0 {
            if !arabic && self.in_address(before) {
                return Kind::Plain;
            }
            let letters = before.longest_part == 1
                || arabic
                    && before.length == before.head + before.parts - 1
                    && self.is_attached(before);
            if facts.has(Facts::REFERENCE) {
                return Kind::Reference;
            }
            return if letters || facts.has(Facts::TRAILING) {
                Kind::Trailing
            } else {
                Kind::Plain
            };
        }
        let no_titles = self.cues(before).no_titles;
        if let Some((_, after)) = no_titles.iter().find(|(word, _)| *word == before.key.as_str()) {
            // "to Dr." or, after "no", "escape".
            let word = Before::read(self.text, self.start, before.start);
            let escape = word.key.as_str().ends_with(after) || at_start;
            return if escape { Kind::Plain } else { Kind::Title };
        }
        if before.length == 1 || arabic && self.is_attached(before) {
            return self.single(before, at_start, facts);
        }
        if facts.has(Facts::TRAILING) {
            return Kind::Trailing;
        }
        if facts.has(Facts::REFERENCE) {
            return Kind::Reference;
        }
        if facts.has(Facts::LETTER) && arabic {
            return self.letter_name(before);
        }
        if at_start
            && before.length <= 4
            && before.script() == Script::Cased
            && is_roman_key(before.key.as_str())
        {
            return Kind::Marker;
        }
        Kind::Plain
    }

    /// Whether only what may stand before a list number stands between the sentence's start and `at`.
    fn at_start(&self, at: usize) -> bool {
        self.is_head(at)
            || self.text[self.start..at].chars().all(|c| {
                c.is_whitespace()
                    || chars::is_ignorable(c)
                    || chars::is_opener(c)
                    || matches!(c, '-' | '*' | '"' | '#' | '/' | '§' | '٫')
                    || chars::is_digit(c)
            })
    }

    /// Whether a number at the head of the sentence counts a part of the text: "Chapter 3.", «المادة 5.»
    fn numbers_part(&self, number: &Before) -> bool {
        let mut start = number.start;
        while let Some((c, place)) = chars::prev(self.text, start)
            && place >= self.start
            && (c == '٫' || chars::is_digit(c))
        {
            start = place;
        }
        let word = Before::read(self.text, self.start, start);
        word.spaced
            && word.parts == 1
            && word::facts(self.lists, word.key.as_str(), word.capital()).has(Facts::PART)
            && self.at_start(word.start)
    }

    /// Whether a word that is no plain number counts a part of the text: "A.1.", "Q2.", "Section 12A.", "Article One.",
    /// «المادة الأولى.», «المادة 12 مكرر.»
    fn heads_part(&self, before: &Before, at_start: bool) -> bool {
        if !self.is_near_start(before.start, LONGEST_HEAD) || before.address {
            return false;
        }
        let letters = before.length - before.digits;
        if before.digits > 0 {
            let dotted = before.parts > 1 && before.longest_part <= 3;
            return at_start && letters > 0 && (dotted || letters == 1 && before.length <= 4)
                || letters <= 1 && before.parts == 1 && self.numbers_part(before);
        }
        let key = before.key.as_str();
        if before.parts > 1 || before.spaced {
            return false;
        }
        if self.cues(before).number_suffixes.contains(&key) {
            let number = Before::read(self.text, self.start, before.start);
            return number.is_number() && self.numbers_part(&number);
        }
        let roman = before.capital() && is_roman_key(key) && self.numbers_part(before);
        roman || self.numbers_part_in_words(before)
    }

    /// Whether only a few short words stand between the sentence's start and `at`, in so many bytes.
    pub(super) fn is_near_start(&self, at: usize, most: usize) -> bool {
        const SPACES: usize = 4;
        at - self.start <= most
            && memchr::memchr_iter(b' ', &self.text.as_bytes()[self.start..at]).count() <= SPACES
    }

    /// The word that starts at `at`, as it stands, up to a stop or space.
    pub(super) fn word_at(&self, at: usize) -> &str {
        self.text[at..self.end].split(['.', ' ']).next().unwrap_or_default()
    }

    /// Whether words that are a number count a part of the text: «المادة الحادية عشرة.»
    fn numbers_part_in_words(&self, before: &Before) -> bool {
        let language = self.lists.language(before.script().language());
        let mut end = before.start;
        let mut raw = self.word_at(before.start);
        for _ in 0..4 {
            if language.number(&language.fold(raw), "").is_none() {
                return false;
            }
            let word = Before::read(self.text, self.start, end);
            if !word.spaced || word.is_empty() || word.parts > 1 {
                return false;
            }
            if word::facts(self.lists, word.key.as_str(), word.capital()).has(Facts::PART) {
                return self.at_start(word.start);
            }
            raw = self.text[word.start..end].trim_end();
            end = word.start;
        }
        false
    }

    /// Whether a list number or letter in brackets stands before the stop, at the head of the sentence: "(1).", "a)."
    fn is_bracketed(&self, before: &Before) -> bool {
        let Some((')' | ']', close)) = chars::prev(self.text, before.start) else { return false };
        if close < self.start || !self.is_near_start(close, LONGEST_HEAD) {
            return false;
        }
        let word = Before::read(self.text, self.start, close);
        let short = word.is_number() && word.length <= 3 || word.length == 1;
        short && !word.spaced && self.at_start(word.start)
    }

    /// Whether "St." follows the name of a street and precedes no saint's.
    fn names_street(&self, before: &Before) -> bool {
        let word = Before::read(self.text, self.start, before.start);
        word.spaced && word.capital() && word.length > 1 && !self.is_head(word.start)
    }

    /// Whether a street's name with a number before it ends in the word: "5 Elm St."
    pub(super) fn ends_address(&self, before: &Before) -> bool {
        let road = self.cues(before).roads.contains(&before.key.as_str());
        let mut word = Before::read(self.text, self.start, before.start);
        let mut names = 0;
        while road && word.capital() && names < 3 {
            names += 1;
            word = Before::read(self.text, self.start, word.start);
        }
        names > 0 && word.digits > 0
    }

    /// Whether the word is part of a web address or a path.
    fn in_address(&self, before: &Before) -> bool {
        chars::prev(self.text, before.start).is_some_and(|(c, place)| {
            place >= self.start && matches!(c, '/' | '=' | '&' | '%' | '#' | '?' | '+' | '\\')
        })
    }

    /// Whether the word that ends at `at` is plain by its bytes: letters of one script, or a long number, that
    /// no list gives a meaning before a mark.
    pub(super) fn unlisted(&self, at: usize) -> bool {
        let bytes = &self.text.as_bytes()[self.start..at];
        match bytes.last() {
            Some(b'0'..=b'9') => {
                let digits = bytes.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
                (4..=Self::WORD).contains(&digits) && ends_word(&bytes[..bytes.len() - digits])
            }
            Some(b'a'..=b'z' | b'A'..=b'Z') => self.unlisted_latin(bytes),
            // What closes, or a per cent sign, is no word.
            Some(b'"' | b')' | b']' | b'%') => true,
            Some(0x80..) => {
                bytes.ends_with("»".as_bytes())
                    || bytes.ends_with("”".as_bytes())
                    || self.unlisted_arabic(bytes)
            }
            _ => false,
        }
    }

    fn unlisted_latin(&self, bytes: &[u8]) -> bool {
        let word = bytes.iter().rev().take_while(|byte| byte.is_ascii_alphabetic()).count();
        // One letter may be an initial.
        if !(2..=Self::WORD).contains(&word) || !ends_word(&bytes[..bytes.len() - word]) {
            return false;
        }
        let mut key = [0; Self::WORD];
        let key = &mut key[..word];
        key.copy_from_slice(&bytes[bytes.len() - word..]);
        let capital = key[0].is_ascii_uppercase();
        key.make_ascii_lowercase();
        // A sentence's first word may be a list number.
        if word <= 4 && key.iter().all(|byte| ROMAN.contains(byte)) {
            return false;
        }
        if !self.lists.may_abbreviate(key) {
            return true;
        }
        let key = std::str::from_utf8(key).unwrap_or_default();
        !word::facts(self.lists, key, capital).has(Facts::ABBREVIATES)
    }

    fn unlisted_arabic(&self, bytes: &[u8]) -> bool {
        let mut key = [0; Self::WORD];
        let mut from = Self::WORD;
        let mut rest = bytes;
        while let [before @ .., lead, trail] = rest {
            // As `chars::fold` does it.
            let letter = match (*lead, *trail) {
                (_, 0..=0x7F) => break,
                (0xD8, 0xA2 | 0xA3 | 0xA5) => [0xD8, 0xA7],
                (0xD8, 0xA4) => [0xD9, 0x88],
                (0xD8, 0xA6) | (0xD9, 0x89) => [0xD9, 0x8A],
                (0xD8, 0xA1..=0xBA) | (0xD9, 0x81..=0x8A) => [*lead, *trail],
                (0xD9, 0x8B..=0x9F) => {
                    rest = before;
                    continue;
                }
                (0xC2, 0xAB) => break,
                _ => return false,
            };
            if from == 0 {
                return false;
            }
            from -= 2;
            key[from..from + 2].copy_from_slice(&letter);
            rest = before;
        }
        let key = &key[from..];
        let may_be_initial = self.lists.language(language::Script::Arabic).may_be_initial(key);
        if may_be_initial || !(rest.ends_with("«".as_bytes()) || ends_word(rest)) {
            return false;
        }
        if !self.lists.may_abbreviate(key) {
            return true;
        }
        let key = std::str::from_utf8(key).unwrap_or_default();
        !word::facts_of(self.lists, key, Script::Arabic).has(Facts::ABBREVIATES)
    }

    /// Room for the longest word that is looked at byte by byte.
    pub(super) const WORD: usize = 32;

    /// One letter and a stop: an initial, a list letter, or what a label word names.
    fn single(&self, before: &Before, at_start: bool, facts: Facts) -> Kind {
        if at_start {
            return Kind::Marker;
        }
        if self.in_address(before) || before.script() == Script::Other {
            return Kind::Plain;
        }
        let word = Before::read(self.text, self.start, before.start);
        let apart = word.length > 0 && !self.text[word.start..before.start].contains('.');
        let counted = self.cues(&word).articles.contains(&word.key.as_str());
        if apart && (counted || lists_label(self.lists, &word)) {
            return Kind::Plain;
        }
        if before.lower && before.script() == Script::Cased {
            return if facts.has(Facts::REFERENCE) { Kind::Reference } else { Kind::Plain };
        }
        Kind::Initial
    }

    /// A Latin letter's name in Arabic: alone an initial, three in a row an acronym, two either.
    fn letter_name(&self, before: &Before) -> Kind {
        let word = Before::read(self.text, self.start, before.start);
        if lists_label(self.lists, &word) {
            return Kind::Plain;
        }
        if !word.facts(self.lists).has(Facts::LETTER) {
            return Kind::Name;
        }
        let word = Before::read(self.text, self.start, word.start);
        let acronym = word.facts(self.lists).has(Facts::LETTER);
        if acronym { Kind::Plain } else { Kind::Trailing }
    }

    /// Whether a number stands before the word.
    pub(super) fn after_number(&self, before: &Before) -> bool {
        let word = Before::read(self.text, self.start, before.start);
        // «و5 مل.»
        let joined = word.digits + 1 == word.length && self.cues(&word).joins(word.first);
        word.is_number() || joined && word.digits > 0
    }

    /// Whether a number in the middle of a sentence counts the items of a list: after a colon, or after
    /// an item with the number before it.
    fn enumerates(&self, before: &Before) -> bool {
        let Some(number) = value(&self.text[before.start..], before.length) else { return false };
        let Some((c, place)) = prev_visible(self.text, before.start, self.start) else {
            return false;
        };
        // Some count from 0.
        if number <= 1 {
            return c == ':';
        }
        // "1. first 2. second": the one before must be there, with a stop, and no colon rules it out.
        let from = self.back(place);
        let mut at = before.start;
        while let Some(found) = memchr::memrchr(b'.', &self.text.as_bytes()[from..at]) {
            at = from + found;
            let word = Before::read(self.text, self.start, at);
            if word.is_number()
                && !word.spaced
                && value(&self.text[word.start..], word.length) == Some(number - 1)
            {
                return self.kind(&word) == Kind::Marker;
            }
        }
        false
    }
}

/// Whether a word may begin after these bytes of a sentence: something of ASCII stands there that no word holds.
fn ends_word(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|&byte| {
        byte.is_ascii()
            && !byte.is_ascii_alphanumeric()
            && !matches!(byte, b'.' | b'@' | b'_' | b'\'')
    })
}

fn lists_label(lists: &Lists, word: &Before) -> bool {
    let key = word.key.as_str();
    let fronts = lists.cues(word.script().language()).label_proclitics.iter();
    lists.facts(key).has(Facts::LABEL)
        || fronts
            .filter_map(|front| key.strip_prefix(front))
            .any(|stem| lists.facts(stem).has(Facts::LABEL))
}

fn value(text: &str, length: usize) -> Option<u32> {
    text.chars()
        .filter(|&c| !chars::is_ignorable(c))
        .take(length)
        .try_fold(0_u32, |value, c| value.checked_mul(10)?.checked_add(chars::digit(c)?))
}

pub(super) fn is_roman_key(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| ROMAN.contains(&byte))
}

const ROMAN: &[u8] = b"ivxlc";

/// The bytes in which the number of a part, or a phrase of time, is looked for at the head of a sentence.
pub(super) const LONGEST_HEAD: usize = 48;
