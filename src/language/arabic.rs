//! Arabic.

pub(crate) mod affixes;
mod broken;
pub(crate) mod clauses;
pub(crate) mod lexicon;
pub(crate) mod speech;

/// Abbreviations by what follows them.
pub(crate) const ABBREVIATIONS: &str = include_str!("arabic/abbreviations.txt");

/// Words the sentence rules ask about.
pub(crate) const SENTENCES: &str = include_str!("arabic/sentences.txt");

/// Words too general to start or end a term.
pub(crate) const GENERAL: &str = include_str!("arabic/general.txt");
