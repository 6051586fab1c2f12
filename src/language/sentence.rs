//! What the sentence rules ask of a language, beside its word lists.

/// Words and letters that the sentence rules ask about. All words are folded as the lists are.
#[derive(Debug)]
pub(crate) struct Cues {
    /// "And", where it is one letter written onto the next word.
    pub(crate) and: Option<char>,
    /// "So", where it is one letter written onto the next word.
    pub(crate) so: Option<char>,
    /// Prepositions of one letter written onto the next word.
    pub(crate) prepositions: &'static [char],
    /// The first letters of `proclitics`.
    pub(crate) proclitic_letters: &'static [char],
    /// What may be written onto the front of an abbreviation.
    pub(crate) proclitics: &'static [&'static str],
    /// What may be written onto the front of a word that names a letter after it.
    pub(crate) label_proclitics: &'static [&'static str],
    /// Words that are no title after another word, with how that ends: "escape" after "no".
    pub(crate) no_titles: &'static [(&'static str, &'static str)],
    /// "And so on", which ends a sentence more often than other abbreviations.
    pub(crate) and_so_on: &'static [&'static str],
    /// Units, each with those that a clause after it may end in as this one does: born 570 AD, died 632 AD.
    pub(crate) paired_units: &'static [(&'static str, &'static [&'static str])],
    /// Units of years and eras, which verbs that are spelt as nouns are likelier to follow than nouns are.
    pub(crate) eras: &'static [&'static str],
    /// Words after the number of a part that belong to it: "Article 12 bis".
    pub(crate) number_suffixes: &'static [&'static str],
    /// Words that a phrase of time or place starts with at the head of a sentence: "At 7 a.m. Sam woke up."
    pub(crate) fronts: &'static [&'static str],
    /// Definite words that tell more of a date before them: "of the current year".
    pub(crate) date_words: &'static [&'static str],
    /// Names of time zones, which follow an hour.
    pub(crate) zones: &'static [&'static str],
    /// "Time", after the name of a place that follows an hour.
    pub(crate) time: &'static str,
    /// The last part of a web address, spelt in letters of this language.
    pub(crate) domains: &'static [&'static str],
    /// Whether verbs of saying come before who speaks.
    pub(crate) verb_first: bool,
    /// Words that open a remark on who spoke ("as"), and what follows them there ("he said").
    pub(crate) remarks: (&'static [&'static str], &'static [&'static str]),
    /// "That", after a verb of saying.
    pub(crate) that: &'static [&'static str],
    /// Words with which "that" is a conjunction of time or manner: "before", "without".
    pub(crate) not_before_that: &'static [&'static str],
    /// The first person singular, where it looks like an initial.
    pub(crate) first_person: &'static str,
    /// Words after which one letter is a letter and no initial: "a B".
    pub(crate) articles: &'static [&'static str],
    /// Words that begin a sentence even in text without capitals.
    pub(crate) careless: &'static [&'static str],
    /// Words that begin a sentence in text without capitals, where the stop before them may be an abbreviation's.
    pub(crate) afresh: &'static [&'static str],
    /// Words that no name of a speaker starts with.
    pub(crate) subjects: &'static [&'static str],
    /// Endings of a name that owns the next word.
    pub(crate) possessives: &'static [&'static str],
    /// Abbreviations that end the name of a street.
    pub(crate) roads: &'static [&'static str],
    /// The one of them that is a title as well: St.
    pub(crate) saint: &'static str,
    /// A word that is an answer where no number follows: "No."
    pub(crate) answer: &'static str,
}

impl Cues {
    /// Whether a letter is "and" or "so" at the front of a word.
    pub(crate) fn joins(&self, letter: char) -> bool {
        self.and == Some(letter) || self.so == Some(letter)
    }

    /// Those of a language of which nothing is known.
    pub(crate) const NONE: Cues = Cues {
        and: None,
        so: None,
        prepositions: &[],
        proclitic_letters: &[],
        proclitics: &[],
        label_proclitics: &[],
        no_titles: &[],
        and_so_on: &[],
        paired_units: &[],
        eras: &[],
        number_suffixes: &[],
        fronts: &[],
        date_words: &[],
        zones: &[],
        time: "",
        domains: &[],
        verb_first: false,
        remarks: (&[], &[]),
        that: &[],
        not_before_that: &[],
        first_person: "",
        articles: &[],
        careless: &[],
        afresh: &[],
        subjects: &[],
        possessives: &[],
        roads: &[],
        saint: "",
        answer: "",
    };
}

/// How surely a clause starts with a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Start {
    /// The word goes on with the clause before it, or nothing tells.
    No,
    /// The word is spelt as a verb may be.
    Perhaps,
    /// The word is a verb, or opens a clause.
    Surely,
}

/// What a stem of a verb of saying is conjugated to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    /// Perfect forms.
    Past,
    /// Imperfect forms, which the future has too.
    Present,
}

/// Whether a stem, folded, is one of a verb of saying in a tense.
pub(crate) type KnownStem<'k> = &'k dyn Fn(&str, Tense) -> bool;
