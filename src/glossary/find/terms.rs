//! The terms of one side of a glossary, ready to be found.

use std::collections::{BTreeMap, HashMap};

use crate::bitext::Side;
use crate::glossary::{Case, Entry, Glossary, Matching, names};
use crate::lang::Lang;
use crate::language::affix::{Function, Irregular, Licence, TermRules};
use crate::language::tree::Tree;
use crate::language::{self, Language};
use crate::text::fold::is_mark;
use crate::text::token;

/// The terms, and the words that any of them holds.
pub(super) struct Terms {
    pub(super) language: &'static dyn Language,
    pub(super) list: Vec<Term>,
    /// The known words, folded, with their places in `known`.
    pub(super) words: Tree,
    pub(super) known: Vec<Known>,
    pub(super) names: names::Index,
}

/// A word some term holds, or one of the bundled words.
#[derive(Default)]
pub(super) struct Known {
    /// The terms that it is.
    pub(super) alone: Vec<u32>,
    /// The longer terms that start with it, each after its second word, in order.
    pub(super) first_of: Vec<(u32, u32)>,
    /// The words it is a broken plural of.
    pub(super) singulars: Vec<u32>,
    /// Of such a plural: it ends in ta marbuta, it starts with إ.
    pub(super) plural: (bool, bool),
    /// It is not to be taken apart; and whether it ends in ta marbuta.
    pub(super) whole: Option<bool>,
}

pub(super) struct Term {
    pub(super) entry: u32,
    pub(super) words: Box<[Word]>,
    pub(super) raw: Box<str>,
    /// What stands between the words, where it is more than white space and hyphens.
    pub(super) gaps: Box<[Box<str>]>,
    pub(super) variant: bool,
    pub(super) case_sensitive: bool,
    pub(super) rules: TermRules,
}

pub(super) struct Word {
    pub(super) known: u32,
    /// A function word inside a term stands as it is.
    pub(super) function: bool,
    pub(super) plain: Box<str>,
    pub(super) raw: Box<str>,
}

/// The places of known words in [`Terms::known`] while terms are added.
type Numbers = HashMap<Box<str>, u32, token::Fast>;

/// A row of the glossary while its terms are added.
struct Row<'r> {
    number: u32,
    entry: &'r Entry,
    side: Side,
    /// The part of speech.
    pos: &'r str,
}

impl Terms {
    /// The terms of one side of a glossary.
    pub(super) fn new(glossary: &Glossary, side: Side, lang: Lang) -> Terms {
        let mut terms = Terms {
            language: language::of(lang),
            list: Vec::new(),
            words: Tree::default(),
            known: Vec::new(),
            names: names::Index::new(lang),
        };
        let mut numbers = Numbers::default();
        let pos = glossary.column("pos");
        for (number, entry) in glossary.entries.iter().enumerate() {
            let pos = pos.and_then(|at| entry.cells.get(at)).map_or("", |cell| cell.trim());
            let (main, variants) = match side {
                Side::Source => (&entry.source, &entry.source_variants),
                Side::Target => (&entry.target, &entry.target_variants),
            };
            let row = Row { number: number as u32, entry, side, pos };
            terms.add(&mut numbers, &row, main, false);
            for variant in variants {
                terms.add(&mut numbers, &row, variant, true);
            }
        }
        if let Some(irregular) = terms.language.irregular() {
            terms.add_irregular(&mut numbers, irregular);
        }
        terms.known.iter_mut().for_each(|known| known.first_of.sort_unstable());
        terms.words = Tree::new(numbers.iter().map(|(word, &number)| (&**word, number)));
        terms
    }

    fn number(&mut self, numbers: &mut Numbers, folded: String) -> u32 {
        let next = self.known.len() as u32;
        let number = *numbers.entry(folded.into_boxed_str()).or_insert(next);
        if number == next {
            self.known.push(Known::default());
        }
        number
    }

    /// Adds a term of a row; `variant` says that it is not the first.
    fn add(&mut self, numbers: &mut Numbers, row: &Row<'_>, raw: &str, variant: bool) {
        let &Row { entry, side, pos, .. } = row;
        let spans = token::words(raw);
        let mut words = Vec::with_capacity(spans.len());
        for span in &spans {
            let plain = token::plain(span.of(raw));
            let mut folded = String::with_capacity(plain.len());
            self.language.add_folded(&plain, &mut folded);
            let known = self.number(numbers, folded);
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
        let number = self.list.len() as u32;
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
        self.list.push(Term {
            entry: row.number,
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

/// Whether a term is too short to be found safely with clitics attached. The check reports such terms.
pub(in crate::glossary) fn is_short(term: &str) -> bool {
    term.chars().filter(|&c| !is_mark(c)).count() <= 2
}
