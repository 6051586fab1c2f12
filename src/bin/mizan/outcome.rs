//! How a run ends: its exit code, and the message of a run that failed.

/// How a run ended, by exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    Fine = 0,
    Findings = 1,
    BadInput = 3,
    PartlyFailed = 4,
}

impl Outcome {
    /// This outcome; `other` in place of [`Outcome::Fine`].
    pub(crate) fn or(self, other: Outcome) -> Outcome {
        if self == Outcome::Fine { other } else { self }
    }
}

/// Why a run ended early, with its exit code.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) message: String,
    pub(crate) code: u8,
}

impl Failure {
    /// The arguments make no sense together, or name something that does not exist.
    pub(crate) fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: 2 }
    }

    /// A file cannot be read or written, or does not hold what it should.
    pub(crate) fn input(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: 3 }
    }
}
