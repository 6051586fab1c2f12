//! Word lists: abbreviations by what follows them, and the few words the rules ask about.
//!
//! A list is text: one entry a line, `#` starts a comment, `[title]`, `[reference]` or `[trailing]` says
//! what the entries below it are. Entries are compared without diacritics, tatweel and letter case, except
//! that an entry written with a capital needs one. The stop after an entry may be left out; an entry that
//! ends in `!` or `?` is a name written with that mark.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use crate::error::{Error, Result};

use super::chars;
use crate::lang::Lang;
use crate::language::sentence::{Cues, Start, Tense};
use crate::language::{self, Language, Readers, Script};

/// What is known of a word: a set of the constants below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Facts(u32);

impl Facts {
    /// Stands before a name; a sentence never ends after it.
    pub(super) const TITLE: Facts = Facts(1);
    /// Stands before a number.
    pub(super) const REFERENCE: Facts = Facts(1 << 1);
    /// Ends a phrase, and a sentence only when the next word says so.
    pub(super) const TRAILING: Facts = Facts(1 << 2);
    /// A name written with an exclamation or question mark.
    pub(super) const NAME: Facts = Facts(1 << 3);
    /// Counts only when written with a capital.
    pub(super) const CAPITAL: Facts = Facts(1 << 4);
    /// Opens a sentence.
    pub(super) const OPENER: Facts = Facts(1 << 5);
    /// Says who speaks, or how.
    pub(super) const SPEECH: Facts = Facts(1 << 6);
    /// Goes on with the clause.
    pub(super) const LINK: Facts = Facts(1 << 7);
    /// Asks.
    pub(super) const QUESTION: Facts = Facts(1 << 8);
    /// Begins with a letter that looks like the Arabic "and" or "so" and is not.
    pub(super) const RADICAL: Facts = Facts(1 << 9);
    /// Is named by a letter: vitamin D, appendix C.
    pub(super) const LABEL: Facts = Facts(1 << 10);
    /// A Latin letter's name in Arabic letters.
    pub(super) const LETTER: Facts = Facts(1 << 11);
    /// A measure or era when a number stands before it.
    pub(super) const UNIT: Facts = Facts(1 << 12);
    /// A stem of the past of a verb of saying.
    pub(super) const SAID: Facts = Facts(1 << 13);
    /// A stem of its present.
    pub(super) const SAYS: Facts = Facts(1 << 14);
    /// Starts a subordinate clause.
    pub(super) const SUBORDINATE: Facts = Facts(1 << 16);
    /// Names a part of a text when a number stands after it: chapter 3.
    pub(super) const PART: Facts = Facts(1 << 15);

    /// A day of the week.
    pub(super) const WEEKDAY: Facts = Facts(1 << 17);
    /// Closes its clause: what starts with a capital after it is a sentence, if it is no name of a time.
    pub(super) const CLOSING: Facts = Facts(1 << 18);
    /// A stem of the past of another verb that stories and notices start sentences with.
    pub(super) const HAPPENED: Facts = Facts(1 << 19);
    /// A stem of its present.
    pub(super) const HAPPENS: Facts = Facts(1 << 20);

    /// All that bears on a mark after the word.
    pub(super) const ABBREVIATES: Facts = Facts(
        Facts::TITLE.0
            | Facts::REFERENCE.0
            | Facts::TRAILING.0
            | Facts::NAME.0
            | Facts::LETTER.0
            | Facts::UNIT.0
            | Facts::WEEKDAY.0,
    );

    /// Whether it holds any of `other`.
    pub(super) fn has(self, other: Facts) -> bool {
        self.0 & other.0 != 0
    }
}

/// All lists of one segmenter, and the languages that the words of its texts are taken to be of.
#[derive(Debug, Clone)]
pub(super) struct Lists {
    words: HashMap<Box<str>, Facts, BuildHasherDefault<ShortHash>>,
    longest: usize,
    abbreviated: Ends,
    readers: Readers,
    arabic: &'static Cues,
    latin: &'static Cues,
}

/// The last bytes of words as a set of bits: what is not in it is no word's end, what is may be one's.
#[derive(Debug, Clone)]
struct Ends([u64; 64]);

impl Default for Ends {
    fn default() -> Ends {
        Ends([0; 64])
    }
}

impl Ends {
    /// The place of a word's last four bytes. Whatever is written onto the front of an Arabic word, they stay.
    fn place(word: &[u8]) -> (usize, u32) {
        let end = match word {
            [.., a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]),
            _ => word.iter().fold(0, |end, &byte| end << 8 | u32::from(byte)),
        };
        let hash = end.wrapping_mul(0x9E37_79B1) >> 20;
        ((hash >> 6) as usize, hash & 63)
    }

    fn add(&mut self, word: &[u8]) {
        let (at, bit) = Ends::place(word);
        self.0[at] |= 1 << bit;
    }

    fn has(&self, word: &[u8]) -> bool {
        let (at, bit) = Ends::place(word);
        self.0[at] >> bit & 1 != 0
    }
}

/// A hash for words of a few bytes; the words are ours or the user's own, so collisions hurt nobody.
#[derive(Debug, Clone, Copy, Default)]
struct ShortHash(u64);

impl Hasher for ShortHash {
    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

const FORMAT: &str = "abbreviation list";

impl Lists {
    /// The lists of a language and of those that are quoted in it.
    pub(super) fn new(lang: Lang) -> Lists {
        let readers = Readers::of(lang);
        let mut lists = Lists {
            words: HashMap::default(),
            longest: 0,
            abbreviated: Ends::default(),
            readers,
            arabic: readers.script(Script::Arabic).cues(),
            latin: readers.script(Script::Latin).cues(),
        };
        let own = language::of(lang);
        lists.add_own(own);
        own.quoted().iter().filter_map(|quoted| language::by_subtag(quoted)).for_each(|quoted| {
            lists.add_own(quoted);
        });
        lists
    }

    /// The language that words of a script are taken to be of; all but Arabic count as Latin.
    pub(super) fn language(&self, script: Script) -> &'static dyn Language {
        self.readers.script(script)
    }

    /// What that language says the rules should look for.
    pub(super) fn cues(&self, script: Script) -> &'static Cues {
        if script == Script::Arabic { self.arabic } else { self.latin }
    }

    /// What is known of a folded word.
    pub(super) fn facts(&self, word: &str) -> Facts {
        if word.len() > self.longest || word.is_empty() {
            return Facts::default();
        }
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Whether a folded word, or what it is without its front, may have one of the facts that bear on a mark
    /// after it. Cheaper than asking for them; the stem must be four bytes long, as Arabic ones are.
    pub(super) fn may_abbreviate(&self, word: &[u8]) -> bool {
        self.abbreviated.has(word)
    }

    /// Adds a user's list.
    pub(super) fn add(&mut self, list: &str) -> Result<()> {
        self.read(list, |name| match name {
            "title" => Some(Facts::TITLE),
            "reference" => Some(Facts::REFERENCE),
            "trailing" => Some(Facts::TRAILING),
            _ => None,
        })
    }

    /// Adds the lists of a language, which have more sections.
    fn add_own(&mut self, language: &dyn Language) {
        for list in language.sentence_lists() {
            let read = read(list, own_section, |entry, facts| {
                expand(language, entry, facts, &mut |entry, facts| self.insert(entry, facts))
            });
            debug_assert!(read.is_ok(), "a bundled list is broken: {read:?}");
        }
    }

    /// Whether a folded word is a form of a verb of saying.
    pub(super) fn says(&self, word: &str, script: Script) -> bool {
        self.language(script).says(word, &|stem, tense| self.facts(stem).has(said(tense)))
    }

    /// How surely a clause starts with a folded word, by its shape and the verbs that are listed.
    pub(super) fn starts_clause(&self, word: &str, script: Script) -> Start {
        let known = |stem: &str, tense| {
            let happens = match tense {
                Tense::Past => Facts::HAPPENED,
                Tense::Present => Facts::HAPPENS,
            };
            let facts = self.facts(stem);
            facts.has(said(tense)) || facts.has(happens)
        };
        self.language(script).starts_clause(word, &known)
    }

    /// Whether a folded word is a verb of saying in the present.
    pub(super) fn says_now(&self, word: &str, script: Script) -> bool {
        self.language(script).says_now(word, &|stem, tense| self.facts(stem).has(said(tense)))
    }

    fn read(&mut self, list: &str, section: impl Fn(&str) -> Option<Facts>) -> Result<()> {
        read(list, section, |entry, facts| self.insert(entry, facts))
    }

    fn insert(&mut self, entry: &str, facts: Facts) -> std::result::Result<(), String> {
        let (word, facts) = bare(entry, facts);
        let key = fold_word(word);
        if key.is_empty() || key.chars().any(char::is_whitespace) {
            return Err(format!("'{entry}' is not one word"));
        }
        let capital = word.chars().next().is_some_and(char::is_uppercase);
        self.longest = self.longest.max(key.len());
        if facts.has(Facts::ABBREVIATES) {
            self.abbreviated.add(key.as_bytes());
        }
        let known = self.words.entry(key.into()).or_insert(Facts(0));
        // The laxer of two spellings holds.
        let strict = capital && (known.0 == 0 || known.has(Facts::CAPITAL));
        known.0 = (known.0 | facts.0) & !Facts::CAPITAL.0;
        if strict {
            known.0 |= Facts::CAPITAL.0;
        }
        Ok(())
    }
}

/// The entries of a section of a language's own lists, as written but without their marks, the longest first. `said`
/// and `says` are the stems of verbs of saying.
pub(super) fn own_words(language: &dyn Language, section: &str) -> Vec<String> {
    let kind = match section {
        "said" => Facts::SAID,
        "says" => Facts::SAYS,
        "name" => Facts::NAME,
        section => own_section(section).unwrap_or_default(),
    };
    let mut words = Vec::new();
    for list in language.sentence_lists() {
        let read = read(list, own_section, |entry, facts| {
            let (word, facts) = bare(entry, facts);
            expand(language, word, facts, &mut |word, facts| {
                if facts.has(kind) && language::script_of(word) == language.script() {
                    words.push(word.to_owned());
                }
                Ok(())
            })
        });
        debug_assert!(read.is_ok(), "a bundled list is broken: {read:?}");
    }
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    words.dedup();
    words
}

type Add<'a> = &'a mut dyn FnMut(&str, Facts) -> std::result::Result<(), String>;

/// Gives an entry to `add`, a verb stem by stem.
fn expand(
    language: &dyn Language,
    entry: &str,
    facts: Facts,
    add: Add<'_>,
) -> std::result::Result<(), String> {
    if facts != Facts::SAID && facts != Facts::HAPPENED {
        return add(entry, facts);
    }
    let mut added = Ok(());
    language.verb_stems(entry, &mut |stem, tense| {
        if added.is_ok() {
            let happens = if tense == Tense::Past { Facts::HAPPENED } else { Facts::HAPPENS };
            added = add(stem, if facts == Facts::SAID { said(tense) } else { happens });
        }
    });
    added
}

fn said(tense: Tense) -> Facts {
    match tense {
        Tense::Past => Facts::SAID,
        Tense::Present => Facts::SAYS,
    }
}

fn own_section(name: &str) -> Option<Facts> {
    Some(match name {
        "title" => Facts::TITLE,
        "reference" => Facts::REFERENCE,
        "trailing" => Facts::TRAILING,
        "opener" => Facts::OPENER,
        "speech" => Facts::SPEECH,
        "link" => Facts::LINK,
        "question" => Facts::QUESTION,
        "radical" => Facts::RADICAL,
        "label" => Facts::LABEL,
        "letter" => Facts::LETTER,
        "unit" => Facts::UNIT,
        "verb" => Facts::SAID,
        "event" => Facts::HAPPENED,
        "weekday" => Facts::WEEKDAY,
        "closing" => Facts::CLOSING,
        "part" => Facts::PART,
        "subordinate" => Facts::SUBORDINATE,
        _ => return None,
    })
}

/// An entry without the mark it ends in, and what that mark says.
fn bare(entry: &str, facts: Facts) -> (&str, Facts) {
    let word = entry.strip_suffix('.').unwrap_or(entry);
    match word.strip_suffix(['!', '?', '؟']) {
        Some(name) => (name, Facts::NAME),
        None => (word, facts),
    }
}

/// Reads a list line by line; `add` may refuse an entry with a reason.
fn read(
    list: &str,
    section: impl Fn(&str) -> Option<Facts>,
    mut add: impl FnMut(&str, Facts) -> std::result::Result<(), String>,
) -> Result<()> {
    let mut facts = None;
    for (number, line) in (1u64..).zip(list.lines()) {
        let bad = |message| Error::malformed(FORMAT, number, message);
        let line = line.split('#').next().unwrap_or_default();
        let line = line.trim_matches(|c: char| c.is_whitespace() || chars::is_ignorable(c));
        if line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix('[') {
            let name = name.strip_suffix(']').map(str::trim).unwrap_or_default();
            let unknown =
                || format!("no section is called '{line}'; use [title], [reference] or [trailing]");
            facts = Some(section(name).ok_or_else(|| bad(unknown()))?);
            continue;
        }
        let homeless = || {
            format!(
                "'{line}' stands before any section; start with [title], [reference] or [trailing]"
            )
        };
        let facts = facts.ok_or_else(|| bad(homeless()))?;
        add(line, facts).map_err(bad)?;
    }
    Ok(())
}

/// A word as lists compare it.
fn fold_word(word: &str) -> String {
    let mut key = String::new();
    for c in word.chars() {
        chars::fold(c, &mut |part| key.push(part));
    }
    key
}
