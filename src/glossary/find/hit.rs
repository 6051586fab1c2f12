//! What is found.

use crate::text::Span;

/// How a piece of text came to count as a term, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchClass {
    /// Letter for letter.
    Exact,
    /// Apart from vowel marks, alef forms, letter case and similar variation.
    Normalised,
    /// With clitics attached: the article, a conjunction, a preposition, a pronoun.
    Clitic,
    /// With regular inflection.
    Inflected,
    /// As a listed variant, or a broken plural that is known to belong to the term.
    Variant,
    /// As another transliteration of a name.
    Name,
    /// With one letter wrong.
    Fuzzy,
}

impl MatchClass {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            MatchClass::Exact => "exact",
            MatchClass::Normalised => "normalised",
            MatchClass::Clitic => "clitic",
            MatchClass::Inflected => "inflected",
            MatchClass::Variant => "variant",
            MatchClass::Name => "name",
            MatchClass::Fuzzy => "fuzzy",
        }
    }
}

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The entry, counted from 0 in the glossary.
    pub entry: u32,
    /// Where the term stands, in bytes of the text.
    pub span: Span,
    /// How it matched.
    pub class: MatchClass,
    /// Whether it lies inside the hit of a longer term.
    pub nested: bool,
}
