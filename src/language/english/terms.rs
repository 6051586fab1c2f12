//! Which English words of a memory may be terms.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::inflection;
use crate::language::term::{Role, Usage};
use crate::text::fold::fold_word;

/// Words too general to start or end a term.
static GENERAL: LazyLock<HashSet<String>> = LazyLock::new(|| listed(include_str!("general.txt")));

/// Nouns too general to be a term alone.
static COMMON: LazyLock<HashSet<String>> = LazyLock::new(|| listed(include_str!("common.txt")));

fn listed(text: &'static str) -> HashSet<String> {
    let words = text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    words.map(fold_word).collect()
}

pub(super) fn role(plain: &str) -> Role {
    if matches!(plain, "of" | "for" | "and" | "in" | "on") {
        Role::Function
    } else if inflection::is_function(plain) || plain.chars().nth(1).is_none() {
        Role::None
    } else if GENERAL.contains(plain) || plain.ends_with("ly") {
        Role::General
    } else if is_common(plain) {
        Role::Common
    } else {
        Role::Content
    }
}

/// Whether a word, or its singular, is common.
fn is_common(plain: &str) -> bool {
    let mut common = COMMON.contains(plain);
    inflection::stems(plain, &mut |stem, nominal| {
        common |= nominal && COMMON.contains(stem);
    });
    common
}

/// Whether a verb follows a word more often than not.
pub(super) fn precedes_verb(plain: &str) -> bool {
    matches!(
        plain,
        "to" | "will"
            | "would"
            | "can"
            | "could"
            | "may"
            | "might"
            | "must"
            | "shall"
            | "should"
            | "not"
            | "i"
            | "we"
            | "they"
            | "you"
            | "he"
            | "she"
            | "who"
            | "please"
            | "let"
            | "don't"
            | "doesn't"
            | "didn't"
            | "cannot"
            | "can't"
    )
}

/// The word a form is grouped under: the sign of the plural is taken off where what is left is a word of the memory.
pub(super) fn key(folded: &str, knows: &dyn Fn(&str) -> bool) -> String {
    let bare = folded.strip_suffix("'s").unwrap_or(folded);
    let mut key = None;
    inflection::stems(bare, &mut |stem, nominal| {
        if key.is_none() && nominal && knows(stem) {
            key = Some(stem.to_owned());
        }
    });
    key.unwrap_or_else(|| bare.to_owned())
}

/// Whether a word of a shown term links others.
pub(super) fn links(word: &str) -> bool {
    matches!(word, "of" | "for" | "and" | "in" | "on" | "the")
}

/// Whether words are a name: all have capitals, but for "of" and the like.
pub(super) fn is_name(words: &[Usage], shown: &[&str]) -> bool {
    words.iter().zip(shown).all(|(word, shown)| word.is_name() || links(shown) || *shown == "to")
}

/// What mostly stands after "to" and "will" is a verb, what mostly stands before a noun a modifier.
pub(super) fn is_weak(words: &[Usage], shown: &[&str]) -> bool {
    let ([first, rest @ ..], [.., end]) = (words, shown) else { return true };
    let plain = |word: &Usage| !word.is_name();
    let is_verb = |word: &Usage| word.verbal * 2 > word.total;
    let Some(last) = rest.last() else {
        let often = if is_adjective(end) { 4 } else { 7 };
        return plain(first)
            && (is_verb(first)
                || first.modifies * 10 > first.total * often
                || end.ends_with("ed")
                || end.ends_with("ing") && first.total < 5);
    };
    plain(first) && is_verb(first)
        || plain(last)
            && (is_verb(last)
                || end.ends_with("ed")
                || is_adjective(end) && last.modifies * 2 > last.total)
}

/// Whether a word has an ending of adjectives.
fn is_adjective(word: &str) -> bool {
    ["al", "ic", "ive", "ous", "ble", "ful", "less", "ary", "ant", "ent", "ern", "ish"]
        .iter()
        .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
}
