//! How words are used in a memory, by which a language tells terms from other words.

/// What a word may be in a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
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

/// The word that word forms are grouped under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Group {
    /// The word, folded.
    pub(crate) key: String,
    /// How many bytes of the form are clitics, the article not counted.
    pub(crate) clitics: usize,
    /// Whether the clitics say that it is a noun.
    pub(crate) noun: bool,
}

/// How often a word is used so in a memory.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// In all.
    pub(crate) total: u32,
    /// With an article or a preposition, so it is a noun.
    pub(crate) nominal: u32,
    /// Amid sentences.
    pub(crate) mid: u32,
    /// There, with a capital.
    pub(crate) capital: u32,
    /// Straight before another word of meaning.
    pub(crate) modifies: u32,
    /// After a word that verbs follow.
    pub(crate) verbal: u32,
}

impl Usage {
    /// Whether it has a capital amid sentences more often than not.
    pub(crate) fn is_name(&self) -> bool {
        self.capital * 10 >= self.mid * 7 && self.capital > 0
    }
}

/// How often a run of words is used so in a memory.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct RunUsage {
    /// In all.
    pub(crate) total: u32,
    /// As an annexed noun whose owner is left out: "مجلس" of "مجلس الإدارة".
    pub(crate) open: u32,
    /// As a definite word after a definite one, as an adjective is.
    pub(crate) tail: u32,
}
