//! English.

mod calendar;
mod checks;
mod clauses;
mod inflection;
mod numbers;
mod sentence;
mod srx;
mod terms;

use super::affix::{Agreement, Analysis, Back, Front, Letters, Read, TermRules};
use super::calendar::{Named, WordForm};
use super::consonants::{self, Copied};
use super::measure::{Measure, Measures};
use super::number::{FractionWords, Joint, NumberWord};
use super::sentence::Cues;
use super::term::{Group, Role, RunUsage, Usage};
use super::tree::{ROOT, Tree};
use super::{Clitics, Language, Script, See};

/// English.
#[derive(Debug)]
pub(super) struct English;

impl Language for English {
    fn subtag(&self) -> &'static str {
        "en"
    }

    fn name(&self) -> &'static str {
        "English"
    }

    fn script(&self) -> Script {
        Script::Latin
    }

    fn column_words(&self) -> &'static str {
        include_str!("english/columns.txt")
    }

    fn sentence_lists(&self) -> &'static [&'static str] {
        &[include_str!("english/abbreviations.txt"), include_str!("english/sentences.txt")]
    }

    fn quoted(&self) -> &'static [&'static str] {
        &["ar"]
    }

    fn cues(&self) -> &'static Cues {
        &sentence::CUES
    }

    fn srx(&self, rules: &mut super::srx::RuleSet, words: super::srx::Words<'_>) {
        srx::rules(rules, words);
    }

    fn joins_clauses(&self, word: &str) -> bool {
        clauses::joins(word)
    }

    fn is_guarded(&self, plain: &str) -> bool {
        inflection::is_function(plain)
    }

    fn readings(
        &self,
        folded: &str,
        _letters: &Letters,
        tree: &Tree,
        _path: &mut Vec<u32>,
        see: See<'_>,
    ) {
        super::whole_reading(folded, tree, see);
        inflection::stems(folded, &mut |stem, nominal| {
            let Some(known) = tree.word(ROOT, stem.chars()) else { return };
            let front = Front { article: false, particle: false };
            let back = if nominal { Back::Ending } else { Back::Verb };
            let letters = folded.len().abs_diff(stem.len()) as u8;
            let stem = stem.chars().count();
            see(Analysis { known, stem, start: 0, letters, broken: false, front, back });
        });
    }

    // The last word of a term inflects, and its head: ministers of health, entered into force.
    fn opens_phrase(&self, first: &Read<'_>, term: TermRules, second: &str) -> Option<Agreement> {
        let head = first.back == Back::Nothing || inflection::is_link(second);
        (head && self.inflects(first.back, term)).then(Agreement::default)
    }

    fn clitics(&self, on: Clitics) -> &'static [&'static str] {
        match on {
            Clitics::Name => &["", "al"],
            Clitics::Misspelt => &[""],
        }
    }

    fn role(&self, plain: &str) -> Role {
        terms::role(plain)
    }

    fn precedes_verb(&self, plain: &str) -> bool {
        terms::precedes_verb(plain)
    }

    fn group(&self, folded: &str, knows: &dyn Fn(&str) -> bool) -> Group {
        Group { key: terms::key(folded, knows), clitics: 0, noun: false }
    }

    fn shown(&self, raw: &str, _plain: &str, _clitics: usize) -> String {
        raw.strip_suffix("'s").or(raw.strip_suffix("’s")).unwrap_or(raw).to_owned()
    }

    fn links(&self, word: &str) -> bool {
        terms::links(word)
    }

    fn is_name(&self, words: &[Usage], shown: &[&str]) -> bool {
        terms::is_name(words, shown)
    }

    fn is_weak(&self, _run: &RunUsage, words: &[Usage], shown: &[&str]) -> bool {
        terms::is_weak(words, shown)
    }

    fn copied(&self, raw: &str, folded: &str, see: &mut dyn FnMut(Copied<'_>)) {
        consonants::copied(raw, folded.strip_suffix("'s").unwrap_or(folded), see);
    }

    fn decimal_mark(&self) -> Option<char> {
        Some('.')
    }

    fn number(&self, folded: &str, _next: &str) -> Option<NumberWord> {
        numbers::number(folded)
    }

    fn is_of_number(&self, folded: &str) -> bool {
        numbers::is_of_number(folded)
    }

    fn fraction<'t>(&self, word: &dyn Fn(usize) -> &'t str) -> Option<FractionWords> {
        numbers::fraction(word)
    }

    fn says_minus(&self, folded: &str) -> bool {
        matches!(folded, "minus" | "negative" | "below")
    }

    fn counts(&self) -> bool {
        true
    }

    fn adds(&self, current: u64, value: u64, _with_and: bool) -> bool {
        numbers::adds(current, value)
    }

    fn number_joint(&self, folded: &str) -> Option<Joint> {
        (folded == "and").then_some(Joint::And)
    }

    fn scale(&self, folded: &str, tight: bool) -> Option<i32> {
        match folded {
            "bn" => Some(9),
            "mn" => Some(6),
            "k" if tight => Some(3),
            _ => None,
        }
    }

    fn month_or_day(&self, words: &[WordForm<'_>]) -> Option<Named> {
        calendar::month_or_day(words)
    }

    fn percent(&self, words: &[&str]) -> usize {
        checks::percent(words)
    }

    fn announces_share(&self, folded: &str) -> bool {
        matches!(folded, "percentage" | "percentages" | "proportion" | "percent" | "rate")
    }

    fn joins_amounts(&self, folded: &str) -> bool {
        matches!(folded, "to" | "and" | "or" | "from")
    }

    fn joins_items(&self, word: &str) -> bool {
        matches!(word, "and" | "or")
    }

    fn never_ends(&self, word: &str) -> bool {
        checks::never_ends(word)
    }

    fn is_said_twice(&self, folded: &str) -> bool {
        checks::is_said_twice(folded)
    }

    fn says_one_by_one(&self, folded: &str) -> bool {
        checks::says_one_by_one(folded)
    }

    fn tells_hour(&self, folded: &str) -> bool {
        matches!(folded, "am" | "pm" | "m" | "clock" | "noon" | "midnight" | "hours" | "hrs")
    }

    fn measures(&self, folded: &str, found: &mut Vec<Measure>) {
        static MEASURES: Measures = Measures::new(include_str!("english/measures.txt"));
        MEASURES.of(folded, found);
    }

    fn precedes_unit(&self, folded: &str) -> bool {
        checks::precedes_unit(folded)
    }

    fn precedes_parts(&self, folded: &str) -> bool {
        checks::precedes_parts(folded)
    }

    fn around_the_clock(&self) -> &'static [&'static str] {
        &["around the clock", "round-the-clock"]
    }
}
