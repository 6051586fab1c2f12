//! The bundled words of Arabic: those not to be taken apart, function words, broken plurals.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::LazyLock;

use crate::language::affix::{Function, Irregular, Plural};
use crate::text::fold::fold_word;
use crate::text::token::{Fast, plain, semi_folded};

static FUNCTION: LazyLock<HashSet<String, Fast>> = LazyLock::new(|| {
    entries(include_str!("function.txt")).map(|w| semi_folded(&plain(w)).into_owned()).collect()
});

/// No function word has more bytes, even after a conjunction.
const LONGEST: usize = 16;

/// Words not to be taken apart, and broken plurals.
pub(super) static IRREGULAR: LazyLock<Irregular> = LazyLock::new(|| {
    let whole = entries(include_str!("whole.txt"));
    let whole = whole.map(|word| (fold_word(word), word.ends_with('ة'))).collect();
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
    Irregular { whole, plurals }
});

/// Whether a folded word is not to be taken apart.
pub(super) fn is_whole(folded: &str) -> bool {
    IRREGULAR.whole.contains_key(folded)
}

/// Words whose first letter looks like a conjunction to the sentence rules and is not, folded.
pub(super) static RADICALS: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let sections = include_str!("sentences.txt").split("\n[");
    let radicals = sections.filter_map(|section| section.strip_prefix("radical]"));
    let words = radicals.flat_map(str::lines).filter(|line| !line.starts_with('#'));
    words.map(fold_word).filter(|word| !word.is_empty()).collect()
});

/// All words that begin with و or ف and not with a conjunction, folded: the radicals, words not to be taken apart, and
/// nouns with their plurals.
pub(super) fn radical_words() -> BTreeSet<String> {
    let Irregular { whole, plurals } = &*IRREGULAR;
    let nouns = plurals.iter().flat_map(|(form, plural)| plural.singulars.iter().chain([form]));
    let words = RADICALS.iter().chain(whole.keys()).chain(nouns);
    words
        .filter(|word| word.starts_with(['و', 'ف']) && word.chars().nth(1).is_some())
        .cloned()
        .collect()
}

/// Adjectives of three letters that do not end in yeh, folded. Other words so short are no masculine of a word
/// in ة: دور, دورة.
pub(super) static SHORT_ADJECTIVES: LazyLock<HashSet<String>> =
    LazyLock::new(|| entries(include_str!("adjectives.txt")).map(fold_word).collect());

/// Whether a plain Arabic word is a function word. The last letter counts: على is one, علي is not.
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

fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

pub(super) fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
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
        let Irregular { whole, plurals } = &*IRREGULAR;
        let mut both: Vec<&String> = whole.keys().filter(|w| plurals.contains_key(*w)).collect();
        both.retain(|w| !["بلاد", "بنات", "فرق", "كتاب", "قوي"].contains(&w.as_str()));
        assert!(both.is_empty(), "{both:?}");
    }
}
