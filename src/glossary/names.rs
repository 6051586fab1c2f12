//! Names across transliterations: غوتيريش, جوتيريس and Guterres are one.
//!
//! A name is first reduced to its consonants in wide classes, the same for both scripts; names with the same
//! consonants are then compared letter by letter, where a vowel more or less counts little.

use std::collections::{HashMap, HashSet};

use crate::text::token;

/// The most words a name is looked for in.
pub(super) const LONGEST: usize = 6;

/// The fewest consonants of a name that is looked for, alone or after a clitic.
const SHORTEST: usize = 3;

/// The names of a glossary, by their consonants.
#[derive(Default)]
pub(super) struct Index {
    by_key: HashMap<Box<str>, Vec<u32>>,
    // Every start of a key, so that a walk over a text can stop early.
    starts: HashSet<Box<str>>,
    forms: HashMap<u32, Box<str>>,
}

impl Index {
    /// Adds a term if it is a transliteration of the other side's; a name like مصر is not.
    pub(super) fn add(&mut self, term: u32, raw: &str, other: &str) {
        let (arabic, latin) = if is_arabic(raw) { (raw, other) } else { (other, raw) };
        if is_arabic(raw) == is_arabic(other) || similarity(arabic, latin) < 0.6 {
            return;
        }
        let form = joined(raw);
        let key = key(&form);
        if key.len() < SHORTEST {
            return;
        }
        for end in 1..=key.len() {
            self.starts.insert(key[..end].into());
        }
        self.by_key.entry(key.into()).or_default().push(term);
        self.forms.insert(term, form.into());
    }

    pub(super) fn is_empty(&self) -> bool {
        self.by_key.is_empty()
    }

    /// Whether a name may start with a word, given folded.
    pub(super) fn may_start(&self, word: &str) -> bool {
        bare(word).any(|word| self.starts.contains(key(word).as_str()))
    }

    /// The term that some folded words are a transliteration of.
    pub(super) fn find(&self, words: &[&str]) -> Option<u32> {
        let whole = words.concat();
        bare(&whole).find_map(|text| {
            let key = key(text);
            if key.len() < SHORTEST + usize::from(text.len() < whole.len()) {
                return None;
            }
            let terms = self.by_key.get(key.as_str())?;
            let near = |term: &&u32| {
                self.forms.get(*term).is_some_and(|form| distance(form, text) <= limit(form))
            };
            terms.iter().find(near).copied()
        })
    }
}

fn limit(form: &str) -> f32 {
    0.14 * form.chars().count() as f32
}

/// A word, and it without the clitics a name may have.
fn bare(word: &str) -> impl Iterator<Item = &str> {
    let clitics: &[&str] = if is_arabic(word) {
        &["", "و", "ف", "ب", "ل", "ك", "ول", "وب", "ال", "وال", "لل", "بال"]
    } else {
        &["", "al"]
    };
    clitics
        .iter()
        .filter_map(|clitic| word.strip_prefix(clitic))
        .filter(|rest| rest.chars().count() >= 2)
}

/// How alike an Arabic and a Latin name sound by their consonants, 0 to 1.
pub(super) fn similarity(arabic: &str, latin: &str) -> f32 {
    let ours = key(&joined(arabic));
    let theirs = joined(latin);
    if ours.len() < 2 {
        return 0.0;
    }
    let alike = |theirs: &str| strsim::normalized_damerau_levenshtein(&ours, theirs) as f32;
    let plain = alike(&latin_key(&theirs, Reading::Common));
    plain.max(alike(&latin_key(&theirs, Reading::Pinyin)))
}

/// The folded words of a name, run together, without the Arabic article.
fn joined(name: &str) -> String {
    let mut form = String::new();
    for span in token::words(name) {
        let word = token::folded(&token::plain(span.of(name)));
        let bare = word.strip_prefix("ال").filter(|w| w.chars().count() >= 3).unwrap_or(&word);
        form.push_str(bare);
    }
    form
}

fn is_arabic(word: &str) -> bool {
    word.chars().any(crate::text::fold::is_arabic_letter)
}

fn key(form: &str) -> String {
    if is_arabic(form) { arabic_key(form) } else { latin_key(form, Reading::Common) }
}

/// The consonants of an Arabic word: letters that transliterations mix up are one class.
fn arabic_key(word: &str) -> String {
    let mut key = String::new();
    let mut letters = word.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            // تش is one sound.
            'ت' if letters.peek() == Some(&'ش') => {}
            _ => key.extend(class(c)),
        }
    }
    key
}

fn class(c: char) -> Option<char> {
    Some(match c {
        'ب' | 'پ' => 'b',
        'ف' | 'ڤ' => 'f',
        'ت' | 'ط' | 'ث' => 't',
        'ك' | 'ق' | 'خ' | 'ج' | 'غ' | 'گ' => 'k',
        'س' | 'ص' | 'ش' | 'ز' | 'ظ' | 'چ' | 'ژ' => 's',
        'د' | 'ض' | 'ذ' => 'd',
        'ل' => 'l',
        'م' => 'm',
        'ن' => 'n',
        'ر' => 'r',
        _ => return None,
    })
}

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Common,
    Pinyin,
}

fn latin_key(word: &str, reading: Reading) -> String {
    let letters: Vec<char> = word.chars().flat_map(char::to_lowercase).collect();
    let mut key = String::new();
    let mut at = 0;
    while let Some(&c) = letters.get(at) {
        let next = letters.get(at + 1).copied().unwrap_or(' ');
        let (class, length) = match (c, next) {
            ('s' | 'c' | 'z', 'h') => ('s', 2),
            ('t', 'h') => ('t', 2),
            ('t', 's' | 'z') => ('s', 2),
            ('p', 'h') => ('f', 2),
            ('g' | 'k', 'h') => ('k', 2),
            ('c', 'k') => ('k', 2),
            ('d', 'j') => ('k', 2),
            ('x' | 'q', _) if reading == Reading::Pinyin => ('s', 1),
            ('c', _) if reading == Reading::Pinyin => ('s', 1),
            ('c', 'e' | 'i' | 'y') => ('s', 1),
            ('b' | 'p', _) => ('b', 1),
            ('f' | 'v', _) => ('f', 1),
            ('k' | 'q' | 'c' | 'g' | 'j', _) => ('k', 1),
            ('s' | 'z', _) => ('s', 1),
            ('x', _) => {
                key.push('k');
                ('s', 1)
            }
            ('d' | 'l' | 'm' | 'n' | 'r' | 't', _) => (c, 1),
            _ => (' ', 1),
        };
        // A doubled Latin letter is one sound: Guterres.
        let doubled = at > 0 && letters[at - 1] == c && length == 1;
        if class != ' ' && !doubled {
            key.push(class);
        }
        at += length;
    }
    key
}

/// The edits between two names with the same consonants, each by how little it changes the sound.
fn distance(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut row: Vec<f32> = vec![0.0];
    for &c in &b {
        row.push(row[row.len() - 1] + weight(c));
    }
    for &x in &a {
        let mut corner = row[0];
        row[0] += weight(x);
        for (at, &y) in b.iter().enumerate() {
            let kept = corner + change(x, y);
            corner = row[at + 1];
            row[at + 1] = kept.min(corner + weight(x)).min(row[at] + weight(y));
        }
    }
    row.last().copied().unwrap_or_default()
}

fn is_weak(c: char) -> bool {
    matches!(c, 'ا' | 'و' | 'ي' | 'ى' | 'ه' | 'ة' | 'ع' | 'ء' | 'ئ' | 'ؤ')
        || matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'w' | 'h' | '\'')
}

fn weight(c: char) -> f32 {
    if is_weak(c) { 0.4 } else { 1.0 }
}

fn change(a: char, b: char) -> f32 {
    match () {
        () if a == b => 0.0,
        () if is_weak(a) && is_weak(b) => 0.4,
        () if class(a).is_some() && class(a) == class(b) => 0.3,
        () if a.is_ascii()
            && latin_key(&a.to_string(), Reading::Common)
                == latin_key(&b.to_string(), Reading::Common) =>
        {
            0.3
        }
        () => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_meet_across_scripts() {
        for (ar, en) in [
            ("شي جين بينغ", "Xi Jinping"),
            ("غوتيريش", "Guterres"),
            ("تشو إن لاي", "Zhou Enlai"),
            ("باكستان", "Pakistan"),
            ("واشنطن", "Washington"),
            ("دنغ شياو بينغ", "Deng Xiaoping"),
        ] {
            assert!(similarity(ar, en) >= 0.6, "{ar} {en} {}", similarity(ar, en));
        }
        for (ar, en) in [("مصر", "Egypt"), ("ألمانيا", "Germany"), ("حكومة", "government")]
        {
            assert!(similarity(ar, en) < 0.6, "{ar} {en} {}", similarity(ar, en));
        }
    }
}
