//! Word forms grouped under one word, without a dictionary: a clitic or plural sign is taken off where what is
//! left is a word of the same memory.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::lang::Lang;
use crate::language::arabic::affixes::letters;
use crate::language::arabic::lexicon::{self, Function, WHOLE};
use crate::text::fold::{fold_word, is_arabic_letter};
use crate::text::token;

static GENERAL: LazyLock<HashSet<String>> =
    LazyLock::new(|| listed(crate::language::english::GENERAL));

static COMMON: LazyLock<HashSet<String>> =
    LazyLock::new(|| listed(crate::language::english::COMMON));

static GENERAL_ARABIC: LazyLock<HashSet<String>> =
    LazyLock::new(|| listed(crate::language::arabic::GENERAL));

fn listed(text: &'static str) -> HashSet<String> {
    let words = text.lines().filter(|l| !l.starts_with('#')).flat_map(str::split_whitespace);
    words.map(fold_word).collect()
}

/// What a word may be in a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A word of its own.
    Content,
    /// Too general to be a term, but good at the end of one: "value" of "nominal value".
    Common,
    /// Too general to start or end one.
    General,
    /// Inside a term only.
    Function,
    /// No part of any.
    None,
}

pub(super) fn role(plain: &str, lang: Lang) -> Role {
    let mut chars = plain.chars();
    if plain.chars().any(char::is_numeric) {
        return Role::None;
    }
    if lang.language() == "ar" {
        match lexicon::function(plain) {
            Function::Whole if matches!(plain, "من" | "في" | "على" | "عن" | "غير" | "إلى") => {
                Role::Function
            }
            Function::Whole | Function::Attached => Role::None,
            Function::No if !chars.any(is_arabic_letter) || letters(plain) < 3 => Role::None,
            Function::No => {
                let folded = token::folded(plain);
                let mut forms = std::iter::once(folded.as_str()).chain(article_off(&folded)).chain(
                    folded
                        .strip_prefix(['و', 'ب', 'ل', 'ف'])
                        .into_iter()
                        .flat_map(|rest| std::iter::once(rest).chain(article_off(rest))),
                );
                if forms.any(|form| GENERAL_ARABIC.contains(form)) {
                    Role::General
                } else {
                    Role::Content
                }
            }
        }
    } else if matches!(plain, "of" | "for" | "and" | "in" | "on") {
        Role::Function
    } else if crate::language::english::inflection::is_function(plain) || letters(plain) < 2 {
        Role::None
    } else if GENERAL.contains(plain) || plain.ends_with("ly") {
        Role::General
    } else if is_common(plain) {
        Role::Common
    } else {
        Role::Content
    }
}

/// Whether an English word, or its singular, is common.
fn is_common(plain: &str) -> bool {
    let mut common = COMMON.contains(plain);
    crate::language::english::inflection::stems(plain, &mut |stem, nominal| {
        common |= nominal && COMMON.contains(stem);
    });
    common
}

/// Whether a noun follows this word of Arabic.
pub(super) fn is_preposition(plain: &str) -> bool {
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

/// Whether a verb follows this English word more often than not.
pub(super) fn follows_to_verbs(plain: &str) -> bool {
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

/// Groups the word forms of a text under keys.
pub(super) struct Grouper<'v> {
    vocabulary: &'v HashMap<String, u32>,
    arabic: bool,
}

impl<'v> Grouper<'v> {
    pub(super) fn new(vocabulary: &'v HashMap<String, u32>, lang: Lang) -> Grouper<'v> {
        Grouper { vocabulary, arabic: lang.language() == "ar" }
    }

    /// The key of a folded word, and how many bytes of it are clitics, the article not counted.
    pub(super) fn key(&self, folded: &str) -> (String, usize) {
        if self.arabic { self.arabic_key(folded) } else { (self.english_key(folded), 0) }
    }

    fn knows(&self, word: &str) -> bool {
        self.vocabulary.contains_key(word)
    }

    fn arabic_key(&self, folded: &str) -> (String, usize) {
        let whole = |word: &str| WHOLE.contains_key(word);
        if whole(folded) {
            return (folded.to_owned(), 0);
        }
        if let Some(rest) = article_off(folded) {
            return (rest.to_owned(), 0);
        }
        for clitic in ["و", "ف", "ب", "ك", "ل", "وب", "ول"] {
            let Some(rest) = folded.strip_prefix(clitic) else { continue };
            // بالين is no article before two letters, but a name.
            if let Some(noun) = article_off(rest).filter(|noun| letters(noun) >= 3) {
                return (noun.to_owned(), clitic.len());
            }
            let doubled = rest.strip_prefix('ل').filter(|_| clitic.ends_with('ل'));
            let whole_noun = |noun: &&str| self.knows(noun) || self.knows(&format!("ال{noun}"));
            if let Some(noun) = doubled.filter(|n| letters(n) >= 3).filter(whole_noun) {
                return (noun.to_owned(), clitic.len());
            }
            let known = self.knows(rest) || whole(rest) || self.knows(&format!("ال{rest}"));
            // A long word that starts with "and" is hardly ever a word of its own.
            if letters(rest) >= 3 && known || clitic == "و" && letters(rest) >= 6 {
                return (article_off(rest).unwrap_or(rest).to_owned(), clitic.len());
            }
        }
        (folded.to_owned(), 0)
    }

    fn english_key(&self, folded: &str) -> String {
        let bare = folded.strip_suffix("'s").unwrap_or(folded);
        let mut key = None;
        crate::language::english::inflection::stems(bare, &mut |stem, nominal| {
            if key.is_none() && nominal && self.knows(stem) {
                key = Some(stem.to_owned());
            }
        });
        key.unwrap_or_else(|| bare.to_owned())
    }
}

/// The word less its article, if it has one that is no part of it.
fn article_off(word: &str) -> Option<&str> {
    word.strip_prefix("ال").filter(|rest| letters(rest) >= 2 && !WHOLE.contains_key(word))
}

/// A term for comparison with a known glossary: folded, without articles.
pub(super) fn bare_key(term: &str, lang: Lang) -> String {
    let key = token::key(term);
    if lang.language() != "ar" {
        return key;
    }
    key.split(' ').map(|word| article_off(word).unwrap_or(word)).collect::<Vec<_>>().join(" ")
}

/// A term as a glossary lists it: without the article where every word has one, but for names.
pub(super) fn dictionary_form(term: &str, lang: Lang, name: bool) -> String {
    if lang.language() != "ar" || name {
        return term.to_owned();
    }
    let words: Vec<&str> = term.split(' ').collect();
    let bare: Option<Vec<&str>> = words
        .iter()
        .map(|word| {
            article_off(&token::folded(&token::plain(word)))
                .is_some()
                .then(|| word.strip_prefix("ال"))
                .flatten()
        })
        .collect();
    bare.map_or_else(|| term.to_owned(), |bare| bare.join(" "))
}
