//! Names of months and days of the week.

/// A month or a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Name {
    /// A month of the Gregorian year, from 1.
    Month(u8),
    /// A month of the Hijri year, from 1.
    Hijri(u8),
    /// A day of the week, from Sunday, 1.
    Day(u8),
}

impl Name {
    /// The number of a month, as a date in digits has it.
    pub(crate) fn month(self) -> Option<u8> {
        match self {
            Name::Month(number) | Name::Hijri(number) => Some(number),
            Name::Day(_) => None,
        }
    }
}

/// A word as it stands and folded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WordForm<'t> {
    pub(crate) raw: &'t str,
    pub(crate) folded: &'t str,
}

/// A name that some words start with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: Name,
    /// The words it takes.
    pub(crate) words: usize,
    /// Whether they mean nothing else.
    pub(crate) sure: bool,
}

impl Named {
    /// A name of so many words that mean nothing else.
    pub(crate) fn sure(name: Name, words: usize) -> Option<Named> {
        Some(Named { name, words, sure: true })
    }
}
