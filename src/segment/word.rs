//! The words on both sides of a mark.

use super::abbreviation::{Facts, Lists};
use super::chars;
use crate::language;
use crate::language::sentence::Cues;
use crate::text::fold::is_alphanumeric;

/// A folded word in a fixed place, so that looking it up allocates nothing.
#[derive(Clone, Copy)]
pub(super) struct Key {
    bytes: [u8; Key::ROOM],
    length: u8,
    full: bool,
}

impl Key {
    const ROOM: usize = 32;

    fn new() -> Key {
        Key { bytes: [0; Key::ROOM], length: 0, full: false }
    }

    fn push(&mut self, c: char) {
        let at = usize::from(self.length);
        match self.bytes.get_mut(at..at + c.len_utf8()) {
            Some(room) if !self.full => {
                c.encode_utf8(room);
                self.length += c.len_utf8() as u8;
            }
            _ => self.full = true,
        }
    }

    /// The word, or nothing when it is longer than any entry.
    pub(super) fn as_str(&self) -> &str {
        if self.full {
            return "";
        }
        std::str::from_utf8(&self.bytes[..usize::from(self.length)]).unwrap_or_default()
    }
}

/// The script of a word, as far as the rules differ by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Script {
    Arabic,
    /// Latin and every other script with capitals.
    Cased,
    Other,
}

impl Script {
    /// The one it counts as where languages are chosen by script.
    pub(super) fn language(self) -> language::Script {
        if self == Script::Arabic { language::Script::Arabic } else { language::Script::Latin }
    }
}

pub(super) fn script(c: char) -> Script {
    if chars::is_arabic(c) {
        Script::Arabic
    } else if c.is_uppercase() || c.is_lowercase() {
        Script::Cased
    } else {
        Script::Other
    }
}

/// The word before a mark.
pub(super) struct Before {
    pub(super) start: usize,
    pub(super) key: Key,
    pub(super) first: char,
    /// Letters and digits, diacritics and tatweel not counted.
    pub(super) length: usize,
    pub(super) digits: usize,
    /// Parts between inner stops.
    pub(super) parts: usize,
    pub(super) longest_part: usize,
    /// Letters of the first part and of the last.
    pub(super) head: usize,
    pub(super) tail: usize,
    pub(super) address: bool,
    pub(super) lower: bool,
    pub(super) spaced: bool,
}

impl Before {
    /// Reads back from the mark at `at`, not before `floor`.
    pub(super) fn read(text: &str, floor: usize, at: usize) -> Before {
        let mut start = at;
        let mut spaced = false;
        // "نعم ." has a space before the stop.
        while let Some((c, place)) = chars::prev(text, start).filter(|&(_, place)| place >= floor) {
            if !c.is_whitespace() {
                break;
            }
            start = place;
            spaced = true;
        }
        let end = start;
        while let Some((c, place)) = chars::prev(text, start).filter(|&(_, place)| place >= floor) {
            let inner = matches!(c, '.' | '@' | '_' | '\u{640}' | '\u{06D4}')
                || matches!(c, '\'' | '’') && start < end;
            if !(is_alphanumeric(c) || inner) || end - start > 200 {
                break;
            }
            start = place;
        }
        let mut word = Before {
            start,
            key: Key::new(),
            first: '\0',
            length: 0,
            digits: 0,
            parts: 1,
            longest_part: 0,
            head: 0,
            tail: 0,
            address: false,
            lower: true,
            spaced,
        };
        let mut place = start;
        while let Some((c, next)) = chars::next(text, place).filter(|&(_, next)| next <= end) {
            place = next;
            match c {
                '.' | '\u{06D4}' => {
                    if word.length > 0 {
                        word.parts += 1;
                        word.tail = 0;
                        word.key.push('.');
                    }
                    continue;
                }
                '@' | '_' => word.address = true,
                '\u{640}' => continue,
                '\'' | '’' => {}
                _ => {
                    if word.length == 0 {
                        word.first = c;
                    }
                    word.length += 1;
                    word.tail += 1;
                    word.longest_part = word.longest_part.max(word.tail);
                    word.head += usize::from(word.parts == 1);
                    word.digits += usize::from(chars::is_digit(c));
                    word.lower &= c.is_lowercase();
                }
            }
            let key = &mut word.key;
            chars::fold(c, &mut |part| key.push(part));
        }
        word
    }

    pub(super) fn script(&self) -> Script {
        script(self.first)
    }

    /// The letters of the word's last part, all of one case or script.
    pub(super) fn is_empty(&self) -> bool {
        self.length == 0
    }

    pub(super) fn is_number(&self) -> bool {
        self.length > 0 && self.digits == self.length
    }

    pub(super) fn capital(&self) -> bool {
        self.first.is_uppercase()
    }

    /// What the lists say of the whole word, with its proclitics taken off if need be.
    pub(super) fn facts(&self, lists: &Lists) -> Facts {
        let facts = facts(lists, self.key.as_str(), self.capital());
        let cues = lists.cues(self.script().language());
        if facts == Facts::default() { stem_facts(lists, cues, self.key.as_str()) } else { facts }
    }
}

/// What the lists say of a folded word without a capital.
pub(super) fn facts_of(lists: &Lists, key: &str, script: Script) -> Facts {
    let facts = facts(lists, key, false);
    let cues = lists.cues(script.language());
    if facts == Facts::default() { stem_facts(lists, cues, key) } else { facts }
}

/// What the lists say of an abbreviation with proclitics written onto it.
fn stem_facts(lists: &Lists, cues: &Cues, key: &str) -> Facts {
    if !key.starts_with(cues.proclitic_letters) {
        return Facts::default();
    }
    for proclitic in cues.proclitics {
        let Some(stem) = key.strip_prefix(proclitic) else { continue };
        // "له" and "فم" are words, not a preposition and an initial.
        if stem.len() < 4 {
            continue;
        }
        let facts = lists.facts(stem);
        if facts.has(Facts::TITLE) || facts.has(Facts::TRAILING) || facts.has(Facts::REFERENCE) {
            return facts;
        }
    }
    Facts::default()
}

pub(super) fn facts(lists: &Lists, key: &str, capital: bool) -> Facts {
    let facts = lists.facts(key);
    if facts.has(Facts::CAPITAL) && !capital { Facts::default() } else { facts }
}

/// The word after a mark.
pub(super) struct After {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) key: Key,
    /// The first letter, digit or sign.
    pub(super) first: char,
    pub(super) second: Option<char>,
    pub(super) length: usize,
    pub(super) facts: Facts,
    /// What its language says the rules should look for.
    pub(super) cues: &'static Cues,
    /// A quotation opens before the word.
    pub(super) quoted: bool,
    /// A bracket opens before the word.
    pub(super) bracketed: bool,
}

impl After {
    /// Reads the word at or after `at`, over what opens before it.
    pub(super) fn read(text: &str, mut at: usize, end: usize, lists: &Lists) -> Option<After> {
        let (mut quoted, mut bracketed) = (false, false);
        let (first, start) = loop {
            let (c, start, next) = chars::next_from(text, at).filter(|hit| hit.2 <= end)?;
            if chars::is_straight_quote(c) || chars::is_opener(c) && !matches!(c, '(' | '[' | '{') {
                quoted = true;
            } else if chars::is_opener(c) {
                bracketed = true;
            } else if !(matches!(c, '¿' | '¡' | '*' | '_') || c.is_whitespace()) {
                break (c, start);
            }
            at = next;
        };
        let mut word = After {
            start,
            end: start,
            key: Key::new(),
            first,
            second: None,
            length: 0,
            facts: Facts::default(),
            cues: lists.cues(script(first).language()),
            quoted,
            bracketed,
        };
        let mut place = start;
        while let Some((c, next)) = chars::next(text, place).filter(|hit| hit.1 <= end) {
            if !(is_alphanumeric(c) || c == '\u{640}' || matches!(c, '\'' | '’') && word.length > 0)
            {
                break;
            }
            place = next;
            if c == '\u{640}' {
                continue;
            }
            word.length += 1;
            if word.length == 2 {
                word.second = Some(c);
            }
            if word.length <= 24 {
                let key = &mut word.key;
                chars::fold(c, &mut |part| key.push(part));
            } else {
                word.key.full = true;
            }
            if word.length > 64 {
                break;
            }
        }
        word.end = place;
        word.facts = facts(lists, word.key.as_str(), first.is_uppercase());
        Some(word)
    }

    pub(super) fn script(&self) -> Script {
        script(self.first)
    }

    /// Whether the word has "and" or "so" written onto its front.
    pub(super) fn joined(&self) -> bool {
        let first = self.key.as_str().chars().next().unwrap_or(self.first);
        self.cues.joins(first) && self.length >= 3 && !self.facts.has(Facts::RADICAL)
    }

    /// Whether a sentence of a script without capitals may well start here.
    pub(super) fn opens(&self) -> bool {
        self.quoted || self.facts.has(Facts::OPENER) || self.joined()
    }

    /// Whether it is written as the first word of a sentence or a name is.
    pub(super) fn capital(&self) -> bool {
        self.first.is_uppercase()
            || self.first.is_lowercase() && self.second.is_some_and(char::is_uppercase)
    }
}
