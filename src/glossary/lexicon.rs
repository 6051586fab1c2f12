//! The bundled words of Arabic: those not to be taken apart, function words, broken plurals.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::token::{Fast, plain, semi_folded};
use crate::text::fold::fold_word;

/// Whole words that look like another word with affixes, folded, each with whether it ends in ta marbuta.
pub(super) static WHOLE: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let words = entries(include_str!("words/whole.txt"));
    words.map(|word| (fold_word(word), word.ends_with('ة'))).collect()
});

static FUNCTION: LazyLock<HashSet<String, Fast>> = LazyLock::new(|| {
    entries(include_str!("words/function.txt"))
        .map(|w| semi_folded(&plain(w)).into_owned())
        .collect()
});

/// No function word has more bytes, even after a conjunction.
const LONGEST: usize = 16;

/// A broken plural, or another form that no ending makes.
#[derive(Debug, Default)]
pub(super) struct Plural {
    /// The words it is a form of, folded.
    pub(super) singulars: Vec<String>,
    /// It ends in ta marbuta.
    pub(super) marbuta: bool,
    /// It starts with a hamza below its alef, as few plurals do.
    pub(super) low: bool,
}

/// Broken plurals and the like, folded.
pub(super) static PLURALS: LazyLock<HashMap<String, Plural>> = LazyLock::new(|| {
    let mut plurals: HashMap<String, Plural> = HashMap::new();
    for line in lines(include_str!("words/plurals.txt")) {
        let mut forms = line.split_whitespace();
        let Some(singular) = forms.next().map(fold_word) else { continue };
        for form in forms {
            let plural = plurals.entry(fold_word(form)).or_default();
            plural.singulars.push(singular.clone());
            plural.marbuta |= form.ends_with('ة');
            plural.low |= form.starts_with('إ');
        }
    }
    plurals
});

/// Adjectives of three letters that do not end in yeh, folded. Other words so short are no masculine of a word
/// in ة: دور, دورة.
pub(super) static SHORT_ADJECTIVES: LazyLock<HashSet<String>> =
    LazyLock::new(|| entries(include_str!("words/adjectives.txt")).map(fold_word).collect());

/// How a word has to do with function words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Function {
    /// It is none.
    No,
    /// It is one.
    Whole,
    /// It is one after a conjunction: وعلى.
    Attached,
}

/// Whether a plain Arabic word is a function word, told apart by its last letter: على, not علي.
pub(super) fn function(plain: &str) -> Function {
    if plain.len() > LONGEST {
        return Function::No;
    }
    let word = semi_folded(plain);
    if FUNCTION.contains(&*word) {
        return Function::Whole;
    }
    match word.strip_prefix(['و', 'ف']) {
        Some(rest) if FUNCTION.contains(rest) => Function::Attached,
        _ => Function::No,
    }
}

/// English function words that a term may be spelt like.
pub(super) fn is_english_function(word: &str) -> bool {
    const WORDS: &str = " a an the and or but if of to in on at by for from with as is are was were be been am \
        do does did has have had he she it we you i they them him her his its our your their my me us who whom \
        which that this these those there here what when where why how not no nor so than then too very can \
        could may might must shall should will would all any some each every both few more most other such \
        only own same just about into over under again once because until while during before after above \
        below between through up down out off per via yet also ";
    !word.is_empty() && !word.contains(' ') && WORDS.contains(&format!(" {word} "))
}

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(str::split_whitespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_known_by_their_letters() {
        assert_eq!(function("على"), Function::Whole);
        assert_eq!(function("وعلى"), Function::Attached);
        assert_eq!(function("آلي"), Function::No);
        assert_eq!(function("إلى"), Function::Whole);
        assert!(FUNCTION.iter().all(|word| word.len() + 'و'.len_utf8() <= LONGEST));
        assert!(is_english_function("it"));
        assert!(!is_english_function("item"));
    }

    #[test]
    fn no_whole_word_is_the_plural_of_another_entry() {
        let mut both: Vec<&String> = WHOLE.keys().filter(|w| PLURALS.contains_key(*w)).collect();
        both.retain(|w| !["بلاد", "بنات", "فرق", "كتاب", "قوي"].contains(&w.as_str()));
        assert!(both.is_empty(), "{both:?}");
    }
}
