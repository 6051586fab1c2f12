//! What mizan knows of each language.
//!
//! A language is one folder here with an implementation of [`Language`], its `mod` line and its line in
//! [`LANGUAGES`]. Nothing outside this module names a language: the other modules ask [`of`] a tag, and every method
//! has a default that suits a language of which nothing is known.

use std::fmt;

use encoding_rs::Encoding;

use crate::lang::Lang;
use crate::text::fold::{fold_word, is_arabic_letter};
use crate::text::token;

pub(crate) mod affix;
mod arabic;
pub(crate) mod calendar;
pub(crate) mod common;
pub(crate) mod consonants;
mod english;
#[cfg(test)]
mod french;
mod listed;
pub(crate) mod measure;
pub(crate) mod number;
pub(crate) mod numbers;
pub(crate) mod sentence;
pub(crate) mod srx;
pub(crate) mod term;
pub(crate) mod tree;

use affix::Wanted;
use affix::{
    Agreement, Analysis, Back, Front, Function, Irregular, Letters, Licence, Read, TermRules,
};
use calendar::{Named, WordForm};
use consonants::{Copied, Sounds};
use measure::Measure;
use number::{FractionWords, Joint, NumberWord};
use sentence::{Cues, KnownStem, Start, Tense};
use term::{Group, Role, RunUsage, Usage};
use tree::{ROOT, Tree};

/// The languages, in the order of preference for words of a script whose language is not given.
pub(crate) static LANGUAGES: &[&dyn Language] = &[
    &arabic::Arabic,
    &english::English,
    #[cfg(test)]
    &french::French,
];

/// The languages of sources and targets where nothing names them.
pub(crate) const USUAL: (Lang, Lang) = (Lang::AR, Lang::EN);

/// The scripts that are distinguished.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    /// Arabic, with the letters of Persian and Urdu.
    Arabic,
    /// Latin.
    Latin,
    /// Any other, or none that is known.
    Other,
}

/// A language: words, letters and customs that characters alone do not give.
///
/// Words are given *plain* (without marks and capitals) or *folded* (with the letters whose spelling varies folded as
/// well); see [`crate::text::token`].
pub(crate) trait Language: Sync + fmt::Debug {
    /// The language subtag, such as `ar`; nothing for one that is not known.
    fn subtag(&self) -> &'static str {
        ""
    }

    /// Its name in English.
    fn name(&self) -> &'static str {
        ""
    }

    /// The script it is written in.
    fn script(&self) -> Script {
        Script::Other
    }

    /// What tables of terms call their columns in it, by kinds: lines of a kind, a colon, and words with commas
    /// between. A subtag is the kind of the names of a language.
    fn column_words(&self) -> &'static str {
        ""
    }

    /// A tag with a region, as an example.
    fn tag_with_region(&self) -> &'static str {
        "en-US"
    }

    /// The matching form of a word; see [`fold_word`].
    fn fold(&self, word: &str) -> String {
        fold_word(word)
    }

    /// Adds the folded form of a plain word to a text. It has as many letters as the plain word.
    fn add_folded(&self, plain: &str, folded: &mut String) {
        token::add_folded(plain, folded);
    }

    // Sentences and clauses.

    /// Lists of abbreviations and of words that the sentence rules ask about, by sections.
    fn sentence_lists(&self) -> &'static [&'static str] {
        &[]
    }

    /// The subtags of the languages that are quoted in its texts, whose lists hold in them as well.
    fn quoted(&self) -> &'static [&'static str] {
        &[]
    }

    /// Words and letters that the sentence rules ask about one by one.
    fn cues(&self) -> &'static Cues {
        &Cues::NONE
    }

    /// Whether a folded word before inner stops is one letter with something written onto its front.
    fn is_attached_initial(&self, _word: &str, _dotted: bool) -> bool {
        false
    }

    /// Whether a folded word in bytes of UTF-8 may be such a letter, or a letter alone.
    fn may_be_initial(&self, word: &[u8]) -> bool {
        word.len() <= 4
    }

    /// Calls `see` with every stem of a verb of saying that is written as the lists have it.
    fn verb_stems(&self, verb: &str, see: &mut dyn FnMut(&str, Tense)) {
        see(verb, Tense::Past);
    }

    /// Whether a folded word is a form of a verb of saying.
    fn says(&self, _word: &str, _known: KnownStem<'_>) -> bool {
        false
    }

    /// Whether a folded word is a verb of saying in the present, without a pronoun.
    fn says_now(&self, _word: &str, _known: KnownStem<'_>) -> bool {
        false
    }

    /// Whether a folded word may stand before a verb of saying in the present.
    fn is_auxiliary(&self, _word: &str) -> bool {
        false
    }

    /// How surely a clause starts with a folded word after an abbreviation, by its shape and the verbs that are known.
    fn starts_clause(&self, _word: &str, _known: KnownStem<'_>) -> Start {
        Start::No
    }

    /// Whether the clause of an abbreviation of so many parts continues with the folded word after it.
    fn goes_on(&self, _abbreviation: &str, _parts: usize, _next: &str) -> bool {
        false
    }

    /// Adds the sentence rules in the form that other tools read.
    fn srx(&self, _rules: &mut srx::RuleSet, _words: srx::Words<'_>) {}

    /// The names of the languages whose sentence rules hold for it as well, in that form.
    fn also_segmented_as(&self) -> &'static [&'static str] {
        &[]
    }

    /// Whether a clause may start at a word, which is given as it stands.
    fn joins_clauses(&self, _word: &str) -> bool {
        false
    }

    // Terms in text.

    /// Whether a plain word is a function word, which is not read as another word.
    fn function(&self, _plain: &str) -> Function {
        Function::No
    }

    /// Whether a plain word is so common that a term spelt like it is found only as it stands.
    fn is_guarded(&self, plain: &str) -> bool {
        self.function(plain) == Function::Whole
    }

    /// Words that affixes do not explain.
    fn irregular(&self) -> Option<&'static Irregular> {
        None
    }

    /// Calls `see` with every reading of a folded word that leaves a word of the tree, the word as it stands first.
    /// `path` is scratch space.
    fn readings(&self, folded: &str, _: &Letters, tree: &Tree, _path: &mut Vec<u32>, see: See<'_>) {
        whole_reading(folded, tree, see);
    }

    /// Whether a plain word ends in a letter that stands for another one without its dots.
    fn lacks_dots(&self, _plain: &str) -> bool {
        false
    }

    /// Whether no word has such letters in such an order: text read through a wrong font has.
    #[cfg(feature = "pdf")]
    fn is_misshapen(&self, _word: &str) -> bool {
        false
    }

    /// Whether the letters of a plain stem may be an irregular plural that is spelt like it when folded; `plural`
    /// says of that plural what [`affix::Plural`] does: whether it ends in ta marbuta and whether it starts with a low hamza.
    fn is_plural(&self, _stem: &[char], _plural: (bool, bool)) -> bool {
        true
    }

    /// Whether a folded word ends as indefinite plurals and singulars alike do in the accusative.
    fn has_accusative(&self, _folded: &str) -> bool {
        false
    }

    /// What the spelling of a stem costs beside that of a term word, both plain, or nothing if they cannot be the
    /// same. They are the same when folded.
    fn spelling(&self, _found: &Read<'_>, _wanted: &str) -> Option<u16> {
        Some(0)
    }

    /// Whether a word that starts so may start a name; it is given as it stands and plain.
    fn may_start_name(&self, raw: &str, _plain: &str) -> bool {
        raw.starts_with(char::is_uppercase)
    }

    /// How freely text may differ from a term of a part of speech, which is empty if none is given.
    fn licence(&self, pos: &str) -> Licence {
        if matches!(pos, "" | "verb" | "phrase") { Licence::All } else { Licence::Nominal }
    }

    /// Whether a term may take a feminine ending, by its first plain word.
    fn takes_feminine(&self, _plain: &str) -> bool {
        false
    }

    /// Whether a plain word has the article written onto it.
    fn has_article(&self, _plain: &str) -> bool {
        false
    }

    /// Whether a term of one word may stand as it was read; `next` gives the plain noun after it, if one follows.
    fn licenses<'t>(
        &self,
        found: &Read<'_>,
        term: TermRules,
        _next: &dyn Fn() -> Option<&'t str>,
    ) -> bool {
        term.licence == Licence::All || found.back != Back::Verb
    }

    /// What the first word of a phrase says of the others, or nothing if the phrase cannot start with it so read.
    /// `second` is the second word of the term.
    fn opens_phrase(&self, first: &Read<'_>, term: TermRules, _second: &str) -> Option<Agreement> {
        self.inflects(first.back, term).then(Agreement::default)
    }

    /// Whether a later word of a phrase may be read so.
    fn agrees(&self, found: &Read<'_>, wanted: Wanted<'_>, term: TermRules, _: Agreement) -> bool {
        found.back == Back::Nothing || wanted.last && self.inflects(found.back, term)
    }

    /// Whether a word with this taken off may belong to a term.
    fn inflects(&self, back: Back, term: TermRules) -> bool {
        match back {
            Back::Nothing => true,
            Back::Verb => term.licence == Licence::All,
            _ => term.licence != Licence::Bare,
        }
    }

    /// Whether a word of a term that was read makes those after it definite.
    fn makes_definite(&self, _found: &Read<'_>, _wanted: &str) -> bool {
        false
    }

    /// What may be written onto the front of a word, longest match not first; the first is nothing.
    fn clitics(&self, _on: Clitics) -> &'static [&'static str] {
        &[""]
    }

    // New terms.

    /// What a plain word, which has no digit, may be in a term.
    fn role(&self, plain: &str) -> Role {
        if plain.chars().nth(1).is_none() { Role::None } else { Role::Content }
    }

    /// Whether a noun follows a plain word.
    fn precedes_noun(&self, _plain: &str) -> bool {
        false
    }

    /// Whether a verb follows a plain word more often than not.
    fn precedes_verb(&self, _plain: &str) -> bool {
        false
    }

    /// The word that a folded word is grouped under; `knows` tells the words of the memory.
    fn group(&self, folded: &str, _knows: &dyn Fn(&str) -> bool) -> Group {
        Group { key: folded.to_owned(), clitics: 0, noun: false }
    }

    /// A word as it is shown, without clitics; `clitics` bytes of the plain word are some.
    fn shown(&self, raw: &str, _plain: &str, _clitics: usize) -> String {
        raw.to_owned()
    }

    /// Whether a shown word is definite by what is written onto it.
    fn is_definite(&self, _shown: &str) -> bool {
        false
    }

    /// A folded word without the article.
    fn without_article<'w>(&self, folded: &'w str) -> &'w str {
        folded
    }

    /// A folded word of a name without the article.
    fn name_without_article<'w>(&self, folded: &'w str) -> &'w str {
        folded
    }

    /// A term as a glossary lists it; `name` says that it is one.
    fn dictionary_form(&self, term: &str, _name: bool) -> String {
        term.to_owned()
    }

    /// A name without a conjunction before it that its translation does not have.
    fn without_conjunction<'w>(&self, name: &'w str, _translation: &str) -> &'w str {
        name
    }

    /// Whether a word of a shown term links others, so that it stands at neither end.
    fn links(&self, _word: &str) -> bool {
        false
    }

    /// Whether shown words with these usages are a name.
    fn is_name(&self, _words: &[Usage], _shown: &[&str]) -> bool {
        false
    }

    /// Whether a run of words is rather a verb, a modifier or a fragment than a term.
    fn is_weak(&self, _run: &RunUsage, words: &[Usage], _shown: &[&str]) -> bool {
        words.is_empty()
    }

    // Names and numbers.

    /// The consonants of a folded word, the same in every script.
    fn consonants(&self, folded: &str, sounds: Sounds) -> String {
        consonants::latin(folded, sounds)
    }

    /// Calls `see` with what a word that a translation copies may be recognised by; it has no digit and is given as it
    /// stands and folded.
    fn copied(&self, raw: &str, folded: &str, see: &mut dyn FnMut(Copied<'_>)) {
        consonants::copied(raw, folded, see);
    }

    /// The decimal mark, if the language has one only.
    fn decimal_mark(&self) -> Option<char> {
        None
    }

    /// What a folded word stands for in a number; the word after it is given too, or nothing.
    fn number(&self, _folded: &str, _next: &str) -> Option<NumberWord> {
        None
    }

    /// Whether a folded word may be of a number: a text without such words and digits has none, but for Roman ones.
    fn is_of_number(&self, _folded: &str) -> bool {
        true
    }

    /// The fraction that folded words start with, which are given by their number from 0: they follow one another
    /// directly, and behind the last is nothing.
    fn fraction<'t>(&self, _word: &dyn Fn(usize) -> &'t str) -> Option<FractionWords> {
        None
    }

    /// Whether a folded word between an hour and a part of one takes the part away.
    fn lessens(&self, _folded: &str) -> bool {
        false
    }

    /// Whether a folded word says that a number is less than nothing.
    fn says_minus(&self, _folded: &str) -> bool {
        false
    }

    /// Whether it names all small numbers in words.
    fn counts(&self) -> bool {
        false
    }

    /// Whether a number below a hundred is added to what was read; `with_and` says that "and" stands between.
    fn adds(&self, _current: u64, _value: u64, _with_and: bool) -> bool {
        false
    }

    /// Whether a folded word joins two parts of a number, and how.
    fn number_joint(&self, _folded: &str) -> Option<Joint> {
        None
    }

    /// Whether a number starts anew after a folded word: "the first ten".
    fn starts_count(&self, _before: &str) -> bool {
        false
    }

    /// Whether a folded word before a number makes it a century.
    fn is_century(&self, _folded: &str) -> bool {
        false
    }

    /// The power of ten that a folded abbreviation after digits stands for; `tight` says that nothing stands between.
    fn scale(&self, _folded: &str, _tight: bool) -> Option<i32> {
        None
    }

    /// The month or day that words start with.
    fn month_or_day(&self, _words: &[WordForm<'_>]) -> Option<Named> {
        None
    }

    // Checks.

    /// How many of some folded words say "per cent" at the start of them.
    fn percent(&self, _words: &[&str]) -> usize {
        0
    }

    /// Whether a folded word before a number says that it is a share.
    fn announces_share(&self, _folded: &str) -> bool {
        false
    }

    /// Whether a folded word joins the amounts of a range or list.
    fn joins_amounts(&self, _folded: &str) -> bool {
        false
    }

    /// Whether a word, which is given as it stands, comes before the last item of a list inside a sentence.
    fn joins_items(&self, _word: &str) -> bool {
        false
    }

    /// Whether no sentence ends in a word, which is given without marks.
    fn never_ends(&self, _word: &str) -> bool {
        false
    }

    /// Whether a folded word is often said twice.
    fn is_said_twice(&self, _folded: &str) -> bool {
        false
    }

    /// Whether a folded word is the name of a letter of another script.
    fn is_letter_name(&self, _folded: &str) -> bool {
        false
    }

    /// Whether a folded word may be meant twice; `one_by_one` says that the translation has a word for that.
    fn may_repeat(&self, _folded: &str, _one_by_one: bool) -> bool {
        false
    }

    /// Whether a folded word says what other languages say by repeating a noun.
    fn says_one_by_one(&self, _folded: &str) -> bool {
        false
    }

    /// Whether letters are written onto the front of a Latin name.
    fn may_precede_latin(&self, _letters: &str) -> bool {
        false
    }

    /// Whether a folded word tells the hour with a number beside it.
    fn tells_hour(&self, _folded: &str) -> bool {
        false
    }

    /// Phrases that say "24 hours".
    fn around_the_clock(&self) -> &'static [&'static str] {
        &[]
    }

    /// Where a space is missing in a word, if a letter shows it, and whether the word can mean nothing else; the word is
    /// given as it stands.
    fn glued(&self, _word: &str) -> Option<(usize, bool)> {
        None
    }

    /// Adds the units of measure and the currencies that a folded word may name.
    fn measures(&self, _folded: &str, _found: &mut Vec<Measure>) {}

    /// Whether a folded word may stand between a number and its unit.
    fn precedes_unit(&self, _folded: &str) -> bool {
        false
    }

    /// Whether the number behind a folded word has parts and no decimals: version 3.10 is not 3.1.
    fn precedes_parts(&self, _folded: &str) -> bool {
        false
    }

    /// What is odd about a letter in a word of the language.
    fn foreign_letter(&self, _letter: char) -> Option<ForeignLetter> {
        None
    }

    // Encodings.

    /// The code page of text that is no Unicode, for a language whose code pages are recognised by its letters.
    fn code_page(&self, _bytes: &[u8]) -> Option<&'static Encoding> {
        None
    }

    /// The code page of bytes that are declared to be in another one.
    fn disguised(&self, _bytes: &[u8], _declared: &'static Encoding) -> Option<&'static Encoding> {
        None
    }
}

/// Receives the readings of a word.
pub(crate) type See<'s> = &'s mut dyn FnMut(Analysis);

/// What clitics are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Clitics {
    /// Before a name.
    Name,
    /// Before a word with a letter wrong.
    Misspelt,
}

/// Why a letter is odd in a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ForeignLetter {
    /// It looks like this letter of the language.
    LooksLike(&'static str),
    /// It is used in foreign names only.
    InNames,
}

/// A language of which nothing is known.
#[derive(Debug)]
struct Unknown;

impl Language for Unknown {}

/// What is known of a language.
pub(crate) fn of(lang: Lang) -> &'static dyn Language {
    by_subtag(lang.macro_language()).unwrap_or(&Unknown)
}

/// The language of a subtag.
pub(crate) fn by_subtag(subtag: &str) -> Option<&'static dyn Language> {
    LANGUAGES.iter().find(|language| language.subtag() == subtag).copied()
}

/// The script a language is written in.
pub(crate) fn script(lang: Lang) -> Script {
    match lang.language() {
        "fa" | "ur" | "ps" => Script::Arabic,
        "fr" | "de" | "es" | "it" | "pt" | "nl" | "tr" | "id" => Script::Latin,
        _ => of(lang).script(),
    }
}

/// The script of a word: Arabic if it has a letter of it.
pub(crate) fn script_of(word: &str) -> Script {
    if word.is_ascii() {
        Script::Latin
    } else if word.chars().any(is_arabic_letter) {
        Script::Arabic
    } else {
        Script::Latin
    }
}

/// The languages that the words of a text are taken to be of, by their script: the text's own language where it is
/// written in that script, else the first that is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Readers {
    arabic: &'static dyn Language,
    latin: &'static dyn Language,
}

impl Readers {
    /// Those of a text in a language.
    pub(crate) fn of(lang: Lang) -> Readers {
        let own = of(lang);
        let read = |script| in_script(own, script);
        Readers { arabic: read(Script::Arabic), latin: read(Script::Latin) }
    }

    /// The language of a script.
    pub(crate) fn script(&self, script: Script) -> &'static dyn Language {
        if script == Script::Arabic { self.arabic } else { self.latin }
    }

    /// The language of a word.
    pub(crate) fn word(&self, word: &str) -> &'static dyn Language {
        self.script(script_of(word))
    }
}

fn in_script(own: &'static dyn Language, script: Script) -> &'static dyn Language {
    if own.script() == script {
        return own;
    }
    LANGUAGES.iter().find(|language| language.script() == script).copied().unwrap_or(own)
}

/// Gives the reading of a word with nothing taken off, if the tree has it.
pub(crate) fn whole_reading(folded: &str, tree: &Tree, see: See<'_>) {
    let Some(known) = tree.word(ROOT, folded.chars()) else { return };
    let front = Front { article: false, particle: false };
    let stem = folded.chars().count();
    see(Analysis { known, stem, start: 0, letters: 0, broken: false, front, back: Back::Nothing });
}
