//! Names across transliterations: غوتيريش, جوتيريس and Guterres are one.
//!
//! A name is first reduced to its consonants in wide classes, the same for both scripts; names with the same
//! consonants are then compared letter by letter, where vowels count little.

use std::collections::{HashMap, HashSet};

use crate::lang::Lang;
use crate::language::consonants::{SHORTEST, Sounds, are_alike, is_weak};
use crate::language::{Clitics, Language, Readers, script_of};
use crate::text::token;

/// The most words a name is looked for in.
pub(super) const LONGEST: usize = 6;

/// The names of a glossary, by their consonants.
pub(super) struct Index {
    readers: Readers,
    by_key: HashMap<Box<str>, Vec<u32>>,
    // Every start of a key, so that a walk over a text can stop early.
    starts: HashSet<Box<str>>,
    forms: HashMap<u32, Box<str>>,
}

impl Index {
    /// An index without names, of terms in a language.
    pub(super) fn new(lang: Lang) -> Index {
        Index {
            readers: Readers::of(lang),
            by_key: HashMap::new(),
            starts: HashSet::new(),
            forms: HashMap::new(),
        }
    }

    /// Adds a term if it is a transliteration of the other side's; a name like مصر is not.
    pub(super) fn add(&mut self, term: u32, raw: &str, other: &str) {
        let reader = self.readers.word(raw);
        let other_reader = self.readers.word(other);
        if script_of(raw) == script_of(other)
            || likeness((raw, reader), (other, other_reader)) < 0.6
        {
            return;
        }
        let form = joined(raw, reader);
        let key = reader.consonants(&form, Sounds::Wide);
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
        let reader = self.readers.word(word);
        bare(word, reader)
            .any(|word| self.starts.contains(reader.consonants(word, Sounds::Wide).as_str()))
    }

    /// The term that some folded words are a transliteration of.
    pub(super) fn find(&self, words: &[&str]) -> Option<u32> {
        let whole = words.concat();
        let reader = self.readers.word(&whole);
        bare(&whole, reader).find_map(|text| {
            let key = reader.consonants(text, Sounds::Wide);
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
fn bare<'w>(word: &'w str, reader: &'static dyn Language) -> impl Iterator<Item = &'w str> {
    let clitics = reader.clitics(Clitics::Name).iter();
    let rests = clitics.filter_map(move |clitic| word.strip_prefix(clitic));
    rests.filter(|rest| rest.chars().count() >= 2)
}

/// How alike two names in two languages sound by their consonants, 0 to 1.
pub(super) fn similarity(source: (&str, Lang), target: (&str, Lang)) -> f32 {
    let read = |(name, lang): (&'_ str, Lang)| Readers::of(lang).word(name);
    likeness((source.0, read(source)), (target.0, read(target)))
}

type Name<'n> = (&'n str, &'static dyn Language);

fn likeness(a: Name<'_>, b: Name<'_>) -> f32 {
    let [a, b] = [a, b].map(|(name, reader)| (joined(name, reader), reader));
    let alike = |sounds| {
        let [a, b] = [&a, &b].map(|(form, reader)| reader.consonants(form, sounds));
        if a.len().min(b.len()) < 2 {
            return 0.0;
        }
        strsim::normalized_damerau_levenshtein(&a, &b) as f32
    };
    alike(Sounds::Wide).max(alike(Sounds::Pinyin))
}

/// The folded words of a name, run together, without the article.
fn joined(name: &str, reader: &dyn Language) -> String {
    let mut form = String::new();
    for span in token::words(name) {
        let word = token::folded(&token::plain(span.of(name)));
        form.push_str(reader.name_without_article(&word));
    }
    form
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

fn weight(c: char) -> f32 {
    if is_weak(c) { 0.4 } else { 1.0 }
}

fn change(a: char, b: char) -> f32 {
    match () {
        () if a == b => 0.0,
        () if is_weak(a) && is_weak(b) => 0.4,
        () if are_alike(a, b) => 0.3,
        () => 1.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(ar: &str, en: &str) -> f32 {
        similarity((ar, Lang::AR), (en, Lang::EN))
    }

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
            assert!(alike(ar, en) >= 0.6, "{ar} {en} {}", alike(ar, en));
        }
        for (ar, en) in [("مصر", "Egypt"), ("ألمانيا", "Germany"), ("حكومة", "government")]
        {
            assert!(alike(ar, en) < 0.6, "{ar} {en} {}", alike(ar, en));
        }
    }
}
