//! Finding terms in text.
//!
//! A word counts as a term only if taking licensed clitics and endings off it leaves the term or one of
//! its listed variants. Nothing is ever stemmed, so وزير is not read as "and" + زير. Affixes are taken off
//! the words of the text, never put onto the terms, so that memory grows with the glossary alone.

use super::Glossary;
use crate::bitext::Side;
use crate::lang::Lang;

pub(super) mod finder;
pub(super) mod hit;
mod select;
mod terms;

use finder::Finder;
use hit::Hit;
use select::Fuzzy;
use terms::Terms;
pub(super) use terms::is_short;

/// Finds the terms of one side of a glossary. Built once, used for any number of texts.
///
/// ```
/// use mizan::bitext::Side;
/// use mizan::glossary::{Glossary, MatchClass, Matcher};
/// use mizan::lang::Lang;
///
/// # fn main() -> mizan::error::Result<()> {
/// let glossary = Glossary::parse("source,target\nوزير,minister\n")?;
/// let matcher = Matcher::new(&glossary, Side::Source, Lang::AR);
/// let text = "قال للوزير";
/// let hit = matcher.find(text)[0];
/// assert_eq!((hit.span.of(text), hit.class), ("للوزير", MatchClass::Clitic));
/// # Ok(())
/// # }
/// ```
pub struct Matcher {
    terms: Terms,
    fuzzy: Option<Fuzzy>,
}

impl Matcher {
    /// A matcher for one side of a glossary.
    pub fn new(glossary: &Glossary, side: Side, lang: Lang) -> Matcher {
        Matcher { terms: Terms::new(glossary, side, lang), fuzzy: None }
    }

    /// The same, that also takes words of six letters and more with one letter wrong, added, missing or
    /// swapped.
    #[must_use]
    pub fn with_fuzzy(mut self) -> Matcher {
        self.fuzzy = Some(Fuzzy::new(&self.terms));
        self
    }

    /// Every term in `text`, in order of position; of the matches of one entry that overlap, the one with
    /// the best class. For many texts, a [`Matcher::finder`] is faster.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        self.finder().find(text)
    }

    /// A finder that remembers the words it has seen.
    pub fn finder(&self) -> Finder<'_> {
        Finder::new(&self.terms, self.fuzzy.as_ref())
    }
}

#[cfg(test)]
mod tests;
