//! What words do to a number.

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
    /// A fraction, in hundredths.
    Fraction(u64),
    /// The years of a decade.
    Decade(u64),
    /// A hundred years, which multiplies nothing: the twenty-first century.
    Century,
}

/// How a word joins two parts of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Joint {
    /// As "and" does.
    And,
    /// Hundreds stand behind it: the twelfth after the hundredth.
    After,
}
