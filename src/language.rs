//! What mizan knows of each language.
//!
//! A language is one folder here.

pub(crate) mod arabic;
pub(crate) mod consonants;
pub(crate) mod english;
pub(crate) mod tree;
