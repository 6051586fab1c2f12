//! The bundled words of Arabic: those not to be taken apart, function words, broken plurals.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::text::fold::fold_word;
use crate::text::token::{Fast, plain, semi_folded};

/// Whole words that look like another word with affixes, folded, each with whether it ends in ta marbuta.
pub(crate) static WHOLE: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let words = entries(include_str!("whole.txt"));
    words.map(|word| (fold_word(word), word.ends_with('ة'))).collect()
});

static FUNCTION: LazyLock<HashSet<String, Fast>> = LazyLock::new(|| {
    entries(include_str!("function.txt")).map(|w| semi_folded(&plain(w)).into_owned()).collect()
});

/// No function word has more bytes, even after a conjunction.
const LONGEST: usize = 16;

/// A broken plural, or another form that no ending makes.
#[derive(Debug, Default)]
pub(crate) struct Plural {
    /// The words it is a form of, folded.
    pub(crate) singulars: Vec<String>,
    /// It ends in ta marbuta.
    pub(crate) marbuta: bool,
    /// It starts with a hamza below its alef, as few plurals do.
    pub(crate) low: bool,
}

/// Broken plurals and the like, folded.
pub(crate) static PLURALS: LazyLock<HashMap<String, Plural>> = LazyLock::new(|| {
    let mut plurals: HashMap<String, Plural> = HashMap::new();
    for line in lines(include_str!("plurals.txt")) {
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
pub(crate) static SHORT_ADJECTIVES: LazyLock<HashSet<String>> =
    LazyLock::new(|| entries(include_str!("adjectives.txt")).map(fold_word).collect());

/// How a word has to do with function words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// It is none.
    No,
    /// It is one.
    Whole,
    /// It is one after a conjunction: وعلى.
    Attached,
}

/// Whether a plain Arabic word is a function word, told apart by its last letter: على, not علي.
pub(crate) fn function(plain: &str) -> Function {
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
    }

    #[test]
    fn no_whole_word_is_the_plural_of_another_entry() {
        let mut both: Vec<&String> = WHOLE.keys().filter(|w| PLURALS.contains_key(*w)).collect();
        both.retain(|w| !["بلاد", "بنات", "فرق", "كتاب", "قوي"].contains(&w.as_str()));
        assert!(both.is_empty(), "{both:?}");
    }
}
