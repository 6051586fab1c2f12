//! Finding terms in text.
//!
//! A word counts as a term only if taking licensed clitics and endings off it leaves the term or one of
//! its listed variants. Nothing is ever stemmed, so وزير is not read as "and" + زير. Affixes are taken off
//! the words of the text, never put onto the terms, so that memory grows with the glossary alone.

use std::collections::{BTreeMap, HashMap};

use super::{Case, Entry, Glossary, Matching, names};
use crate::lang::Lang;
use crate::language::affix::{Function, Irregular, Licence, TermRules};
use crate::language::tree::Tree;
use crate::language::{self, Language};
use crate::text::Span;
use crate::text::fold::is_mark;
use crate::text::token;

mod finder;
mod select;

pub use finder::Finder;

/// How a piece of text came to count as a term, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchClass {
    /// Letter for letter.
    Exact,
    /// But for vowel marks, alef forms, letter case and the like.
    Normalised,
    /// With clitics attached: the article, a conjunction, a preposition, a pronoun.
    Clitic,
    /// With regular inflection.
    Inflected,
    /// As a listed variant, or a broken plural that is known to belong to the term.
    Variant,
    /// As another transliteration of a name.
    Name,
    /// With one letter wrong.
    Fuzzy,
}

impl MatchClass {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchClass::Exact => "exact",
            MatchClass::Normalised => "normalised",
            MatchClass::Clitic => "clitic",
            MatchClass::Inflected => "inflected",
            MatchClass::Variant => "variant",
            MatchClass::Name => "name",
            MatchClass::Fuzzy => "fuzzy",
        }
    }
}

/// The side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The source term.
    Source,
    /// The target term.
    Target,
}

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The entry, counted from 0 in the glossary.
    pub entry: u32,
    /// Where the term stands, in bytes of the text.
    pub span: Span,
    /// How it matched.
    pub class: MatchClass,
    /// Whether it lies inside the hit of a longer term.
    pub nested: bool,
}

/// Finds the terms of one side of a glossary. Built once, used for any number of texts.
pub struct Matcher {
    language: &'static dyn Language,
    terms: Vec<Term>,
    /// The known words, folded, with their places in `known`.
    words: Tree,
    known: Vec<Known>,
    names: names::Index,
    fuzzy: Option<select::Fuzzy>,
}

/// A word some term holds, or one of the bundled words.
#[derive(Default)]
struct Known {
    /// The terms that it is.
    alone: Vec<u32>,
    /// The longer terms that start with it, each after its second word, in order.
    first_of: Vec<(u32, u32)>,
    /// The words it is a broken plural of.
    singulars: Vec<u32>,
    /// Of such a plural: it ends in ta marbuta, it starts with إ.
    plural: (bool, bool),
    /// It is not to be taken apart; and whether it ends in ta marbuta.
    whole: Option<bool>,
}

struct Term {
    entry: u32,
    words: Box<[Word]>,
    raw: Box<str>,
    /// What stands between the words, where it is more than white space and hyphens.
    gaps: Box<[Box<str>]>,
    variant: bool,
    case_sensitive: bool,
    rules: TermRules,
}

struct Word {
    known: u32,
    /// A function word inside a term stands as it is.
    function: bool,
    plain: Box<str>,
    raw: Box<str>,
}

/// The places of known words in [`Matcher::known`] while a matcher is made.
type Numbers = HashMap<Box<str>, u32, token::Fast>;

impl Matcher {
    /// A matcher for one side of a glossary.
    pub fn new(glossary: &Glossary, side: Side, lang: Lang) -> Matcher {
        let mut matcher = Matcher {
            language: language::of(lang),
            terms: Vec::new(),
            words: Tree::default(),
            known: Vec::new(),
            names: names::Index::new(lang),
            fuzzy: None,
        };
        let mut numbers = Numbers::default();
        let pos = glossary.column("pos");
        for (number, entry) in glossary.entries.iter().enumerate() {
            let pos = pos.and_then(|at| entry.cells.get(at)).map_or("", |cell| cell.trim());
            let (main, variants) = sides(entry, side);
            let forms = variants.iter().map(|variant| (variant.as_str(), true));
            for form in std::iter::once((main.as_str(), false)).chain(forms) {
                matcher.add(&mut numbers, (number as u32, entry), form, (side, pos));
            }
        }
        if let Some(irregular) = matcher.language.irregular() {
            matcher.add_irregular(&mut numbers, irregular);
        }
        matcher.known.iter_mut().for_each(|known| known.first_of.sort_unstable());
        matcher.words = Tree::new(numbers.iter().map(|(word, &number)| (&**word, number)));
        matcher
    }

    /// The same, that also takes words of six letters and more with one letter wrong, added, missing or
    /// swapped.
    #[must_use]
    pub fn with_fuzzy(mut self) -> Matcher {
        self.fuzzy = Some(select::Fuzzy::new(&self));
        self
    }

    /// Every term in `text`, in order of position; of the matches of one entry that overlap, the one with
    /// the best class. For many texts, a [`Matcher::finder`] is faster.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        self.finder().find(text)
    }

    /// A finder that remembers the words it has seen.
    pub fn finder(&self) -> Finder<'_> {
        Finder::new(self)
    }

    fn number(&mut self, numbers: &mut Numbers, folded: String) -> u32 {
        let next = self.known.len() as u32;
        let number = *numbers.entry(folded.into_boxed_str()).or_insert(next);
        if number == next {
            self.known.push(Known::default());
        }
        number
    }

    fn add(
        &mut self,
        numbers: &mut Numbers,
        (entry_number, entry): (u32, &Entry),
        (raw, variant): (&str, bool),
        (side, pos): (Side, &str),
    ) {
        let spans = token::words(raw);
        let mut words = Vec::with_capacity(spans.len());
        for span in &spans {
            let plain = token::plain(span.of(raw));
            let known = self.number(numbers, token::folded(&plain));
            words.push(Word {
                known,
                function: self.language.function(&plain) == Function::Whole,
                plain: plain.into_boxed_str(),
                raw: span.of(raw).replace('’', "'").into_boxed_str(),
            });
        }
        let Some(first) = words.first() else { return };
        let gaps: Vec<&str> =
            spans.windows(2).map(|w| &raw[w[0].range().end..w[1].range().start]).collect();
        let special = gaps.iter().any(|gap| !token::joins(gap));
        let alone = words.len() == 1;
        let licence = if entry.matching == Matching::Exact {
            Licence::Bare
        } else if alone && self.is_guarded(first) {
            Licence::Guarded
        } else {
            self.language.licence(pos)
        };
        let feminine = pos == "adj" || self.language.takes_feminine(&first.plain);
        let number = self.terms.len() as u32;
        let known = &mut self.known[first.known as usize];
        match words.get(1) {
            None => known.alone.push(number),
            Some(second) => known.first_of.push((second.known, number)),
        }
        let fixed = words.iter().any(|w| self.language.has_article(&w.plain));
        if pos == "proper" && !matches!(licence, Licence::Bare | Licence::Guarded) {
            let other = match side {
                Side::Source => &entry.target,
                Side::Target => &entry.source,
            };
            self.names.add(number, raw, other);
        }
        self.terms.push(Term {
            entry: entry_number,
            raw: raw.into(),
            gaps: if special { gaps.iter().map(|g| Box::from(*g)).collect() } else { Box::new([]) },
            words: words.into_boxed_slice(),
            variant,
            case_sensitive: entry.case == Case::Sensitive && side == Side::Target,
            rules: TermRules { licence, fixed, feminine },
        });
    }

    /// Whether a word is too short or too common to be found with anything attached. A word that only looks like a
    /// conjunction with one, as واحد does, is not.
    fn is_guarded(&self, word: &Word) -> bool {
        is_short(&word.plain) || self.language.is_guarded(&word.plain)
    }

    fn add_irregular(&mut self, numbers: &mut Numbers, irregular: &Irregular) {
        for (form, plural) in irregular.plurals.iter().collect::<BTreeMap<_, _>>() {
            let number = |s: &String| numbers.get(s.as_str()).copied();
            let singulars: Vec<u32> = plural.singulars.iter().filter_map(number).collect();
            if !singulars.is_empty() {
                let number = self.number(numbers, form.clone());
                let known = &mut self.known[number as usize];
                known.singulars = singulars;
                known.plural = (plural.marbuta, plural.low);
            }
        }
        for (word, &marbuta) in irregular.whole.iter().collect::<BTreeMap<_, _>>() {
            let number = self.number(numbers, word.clone());
            self.known[number as usize].whole = Some(marbuta);
        }
    }
}

fn sides(entry: &Entry, side: Side) -> (&String, &Vec<String>) {
    match side {
        Side::Source => (&entry.source, &entry.source_variants),
        Side::Target => (&entry.target, &entry.target_variants),
    }
}

/// Whether a term is too short to be found safely with clitics attached; told by the check.
pub(super) fn is_short(term: &str) -> bool {
    term.chars().filter(|&c| !is_mark(c)).count() <= 2
}

#[cfg(test)]
mod tests;
