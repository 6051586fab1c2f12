//! English.

pub(crate) mod clauses;
pub(crate) mod inflection;

/// Abbreviations by what follows them.
pub(crate) const ABBREVIATIONS: &str = include_str!("english/abbreviations.txt");

/// Words the sentence rules ask about.
pub(crate) const SENTENCES: &str = include_str!("english/sentences.txt");

/// Words too general to start or end a term.
pub(crate) const GENERAL: &str = include_str!("english/general.txt");

/// Nouns too general to be a term alone.
pub(crate) const COMMON: &str = include_str!("english/common.txt");
