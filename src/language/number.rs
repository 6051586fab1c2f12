//! What words do to a number.

use std::collections::HashMap;

use crate::text::token::Fast;

/// What a word does to a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Below a hundred: added.
    Small(u64),
    /// Several hundreds.
    Hundreds(u64),
    /// A hundred: multiplies what is before it.
    Hundred,
    /// A power of a thousand: multiplies what is before it.
    Scale(i32),
    /// Twice a power of a thousand, in one word.
    Dual(i32),
    /// A power of a thousand, which where it begins a number may be twice that: ألفا is an accusative thousand, or two
    /// thousand of what follows.
    ScaleOrDual(i32),
    /// The years of a decade.
    Decade(u64),
    /// A hundred years, which multiplies nothing: the twenty-first century.
    Century,
}

/// A word in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NumberWord {
    pub(crate) part: Part,
    /// Whether "and" is written onto it.
    pub(crate) with_and: bool,
    /// Whether it has a number in it and counts nothing, or not exactly: dozen, hundreds.
    pub(crate) loose: bool,
}

/// Words that name a part of one: three quarters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FractionWords {
    /// So many ...
    pub(crate) above: u64,
    /// ... of so many.
    pub(crate) below: u64,
    /// The words they take.
    pub(crate) words: usize,
    /// Whether "and" is among them, or written onto the first.
    pub(crate) with_and: bool,
}

/// How a word joins two parts of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// As "and" does.
    And,
    /// Hundreds stand behind it: the twelfth after the hundredth.
    After,
}

/// Folded words with what they do to a number, and whether loosely.
pub(crate) type NumberTable = HashMap<&'static str, (Part, bool), Fast>;
