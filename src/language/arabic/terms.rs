//! Which Arabic words of a memory may be terms, and how they are listed.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::lexicon::{self, is_whole};
use crate::language::affix::Function;
use crate::language::term::{Group, Role, RunUsage, Usage};
use crate::text::fold::{fold_word, is_arabic_letter};
use crate::text::token;

/// Words too general to start or end a term.
static GENERAL: LazyLock<HashSet<String>> =
    LazyLock::new(|| lexicon::entries(include_str!("general.txt")).map(fold_word).collect());

fn letters(text: &str) -> usize {
    text.chars().count()
}

pub(super) fn role(plain: &str) -> Role {
    match lexicon::function(plain) {
        Function::Whole if links(plain) => Role::Function,
        Function::Whole | Function::Attached => Role::None,
        Function::No if letters(plain) < 3 || !plain.chars().any(is_arabic_letter) => Role::None,
        Function::No if is_general(&token::folded(plain)) => Role::General,
        Function::No => Role::Content,
    }
}

fn is_general(folded: &str) -> bool {
    let bare = folded.strip_prefix(['و', 'ب', 'ل', 'ف']);
    let forms = std::iter::once(folded).chain(bare);
    forms.flat_map(|form| [Some(form), article_off(form)]).flatten().any(|f| GENERAL.contains(f))
}

/// Whether a word inside a term links its nouns.
pub(super) fn links(plain: &str) -> bool {
    matches!(plain, "من" | "في" | "على" | "عن" | "غير" | "إلى")
}

/// Whether a noun follows a word.
pub(super) fn precedes_noun(plain: &str) -> bool {
    matches!(
        plain,
        "من" | "في"
            | "على"
            | "عن"
            | "إلى"
            | "بين"
            | "مع"
            | "خلال"
            | "بعد"
            | "قبل"
            | "ضد"
            | "حول"
            | "دون"
            | "تحت"
            | "هذا"
            | "هذه"
    )
}

/// The word a form is grouped under: a clitic is taken off where what is left is a word of the memory.
pub(super) fn group(folded: &str, knows: &dyn Fn(&str) -> bool) -> Group {
    let (key, clitics) = key(folded, knows);
    let noun = clitics > 0 && !folded.starts_with(['و', 'ف']);
    Group { key: key.to_owned(), clitics, noun }
}

fn key<'w>(folded: &'w str, knows: &dyn Fn(&str) -> bool) -> (&'w str, usize) {
    if is_whole(folded) {
        return (folded, 0);
    }
    if let Some(rest) = article_off(folded) {
        return (rest, 0);
    }
    for clitic in ["و", "ف", "ب", "ك", "ل", "وب", "ول"] {
        let Some(rest) = folded.strip_prefix(clitic) else { continue };
        // بالين is no article before two letters, but a name.
        if let Some(noun) = article_off(rest).filter(|noun| letters(noun) >= 3) {
            return (noun, clitic.len());
        }
        let doubled = rest.strip_prefix('ل').filter(|_| clitic.ends_with('ل'));
        let is_noun = |noun: &str| knows(noun) || knows(&format!("ال{noun}"));
        if let Some(noun) = doubled.filter(|n| letters(n) >= 3 && is_noun(n)) {
            return (noun, clitic.len());
        }
        let known = knows(rest) || is_whole(rest) || knows(&format!("ال{rest}"));
        // A long word that starts with "and" is hardly ever a word of its own.
        if letters(rest) >= 3 && known || clitic == "و" && letters(rest) >= 6 {
            return (article_off(rest).unwrap_or(rest), clitic.len());
        }
    }
    (folded, 0)
}

/// A folded word without its article, if it has one that is not part of the stem.
pub(super) fn article_off(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|rest| letters(rest) >= 2 && !is_whole(word))
}

/// A word without its clitics, with the article written out again.
pub(super) fn shown(plain: &str, clitics: usize) -> String {
    let rest = &plain[clitics..];
    match rest.strip_prefix('ل') {
        Some(noun) if clitics > 0 && plain[..clitics].ends_with('ل') => format!("ال{noun}"),
        _ => rest.to_owned(),
    }
}

/// A term as a glossary lists it: without the article where every word has one, but for names.
pub(super) fn dictionary_form(term: &str, name: bool) -> String {
    let bare = |word: &str| {
        let has_article = article_off(&token::folded(&token::plain(word))).is_some();
        word.strip_prefix("ال").filter(|_| has_article).map(str::to_owned)
    };
    let words: Option<Vec<String>> = if name { None } else { term.split(' ').map(bare).collect() };
    words.map_or_else(|| term.to_owned(), |words| words.join(" "))
}

/// A name without "and" before it, where its translation does not start with such a sound.
pub(super) fn without_and<'w>(name: &'w str, translation: &str) -> &'w str {
    let own = translation.starts_with(|c| "wvouWVOU".contains(c));
    match name.strip_prefix('و') {
        Some(rest) if !own && letters(rest) >= 3 => rest,
        _ => name,
    }
}

/// A word that never has an article or a preposition is a verb; a term whose owner is mostly left out a fragment; and
/// what mostly follows a definite word an adjective.
pub(super) fn is_weak(run: &RunUsage, words: &[Usage]) -> bool {
    let Some(first) = words.first() else { return true };
    let verb = first.nominal == 0;
    if words.len() == 1 {
        return verb || run.tail * 2 > run.total;
    }
    verb || run.open * 10 > run.total * 7 || run.tail * 10 > run.total * 8
}
