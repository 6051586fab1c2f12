//! What may be attached to a word, and how a word is read without it.
//!
//! A reading is only a proposal: it counts if what is left is a word of the glossary. So no word is ever taken apart
//! for its own sake.

use std::collections::HashMap;

/// A way to read a word: what is left as a stem, and what was taken off.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Analysis {
    /// The number of the stem among the known words.
    pub(crate) known: u32,
    /// The letters of the stem, as the glossary has it.
    pub(crate) stem: usize,
    /// The letters of the word before the stem.
    pub(crate) start: usize,
    /// Letters taken off.
    pub(crate) letters: u8,
    /// The stem is the singular that the pattern of a broken plural belongs to.
    pub(crate) broken: bool,
    /// What was taken off in front.
    pub(crate) front: Front,
    /// What was taken off behind.
    pub(crate) back: Back,
}

/// What stands before a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Front {
    /// The article, whether or not it is written in full.
    pub(crate) article: bool,
    /// A conjunction or a preposition.
    pub(crate) particle: bool,
}

/// What stands behind a stem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Back {
    /// Nothing.
    Nothing,
    /// A possessive pronoun.
    Pronoun,
    /// An inflectional ending.
    Ending,
    /// A feminine ending on a stem without one: كبيرة, إجراءات.
    Feminine,
    /// An ending that opens a ta marbuta: شركات, شركتان.
    Opened,
    /// An inflectional ending and a pronoun: شركاتها.
    Both,
    /// An ending of verbs: adopted, adopting.
    Verb,
    /// An ending that is right only before a noun: مهندسو الشركة.
    Construct,
    /// One that is right only before a definite noun, for else it makes adjectives: مسؤولي الحكومة.
    ConstructYeh,
}

/// The letters of a word.
#[derive(Default)]
pub(crate) struct Letters {
    /// As they stand in the plain word.
    pub(crate) plain: Vec<char>,
    /// As they stand in the folded word, as many.
    pub(crate) folded: Vec<char>,
}

/// How a word has to do with function words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Function {
    /// It is none.
    No,
    /// It is one.
    Whole,
    /// It is one after a conjunction: وعلى.
    Attached,
}

/// What it costs to read a final ه as ة: more than to read it as a pronoun.
pub(crate) const UNDOTTED: u16 = 6;

/// How far text may differ from a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Licence {
    /// Nothing may be attached.
    Bare,
    /// Nothing either, for the term is short; but its listed plurals are not.
    Guarded,
    /// Clitics in front, as for names.
    Front,
    /// Clitics and the endings of nouns.
    Nominal,
    /// The endings of verbs too.
    All,
}

/// A word of a text and how it is read, as far as a language asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Read<'w> {
    /// The word without marks and capitals; see [`token::plain`](crate::text::token::plain).
    pub(crate) plain: &'w str,
    /// What of it is left as a stem.
    pub(crate) stem: &'w str,
    /// Whether it is a function word.
    pub(crate) function: Function,
    /// What was taken off in front.
    pub(crate) front: Front,
    /// What was taken off behind.
    pub(crate) back: Back,
    /// The stem is the singular of a listed plural, or of one that a pattern makes.
    pub(crate) plural: bool,
}

/// What a language asks of a term.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TermRules {
    /// How far text may differ from it.
    pub(crate) licence: Licence,
    /// The term has an article of its own, so none is put in.
    pub(crate) fixed: bool,
    /// The term may take a feminine ending.
    pub(crate) feminine: bool,
}

/// What the words of a phrase that were read say of those to come.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Agreement {
    /// The noun is definite.
    pub(crate) definite: bool,
    /// A pronoun made it so.
    pub(crate) owned: bool,
}

/// A word of a term after the first, and whether it is the last.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted<'w> {
    /// The word without marks and capitals.
    pub(crate) plain: &'w str,
    /// It ends the term.
    pub(crate) last: bool,
}

/// A listed plural, or another form that no ending makes.
#[derive(Debug, Default)]
pub(crate) struct Plural {
    /// The words it is a form of, folded.
    pub(crate) singulars: Vec<String>,
    /// It ends in ta marbuta.
    pub(crate) marbuta: bool,
    /// It starts with a hamza below its alef, as few plurals do.
    pub(crate) low: bool,
}

/// Words of a language that its affixes do not explain.
#[derive(Debug, Default)]
pub(crate) struct Irregular {
    /// Words that look like another word with affixes, folded, each with whether it ends in ta marbuta.
    pub(crate) whole: HashMap<String, bool>,
    /// Plurals and the like, folded.
    pub(crate) plurals: HashMap<String, Plural>,
}
