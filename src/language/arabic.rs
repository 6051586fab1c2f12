//! Arabic.

use encoding_rs::Encoding;

mod affixes;
mod broken;
mod calendar;
mod checks;
mod clauses;
mod encodings;
mod lexicon;
mod numbers;
mod phrases;
mod sentence;
mod speech;
mod srx;
mod terms;
mod verbs;

use super::affix::{Agreement, Function, Irregular, Letters, Licence, Read, TermRules, Wanted};
use super::calendar::{Named, WordForm};
use super::consonants::{self, Copied, SHORTEST, Sounds};
use super::english::English;
use super::measure::{Measure, Measures};
use super::number::{FractionWords, Joint, NumberWord};
use super::sentence::{Cues, KnownStem, Start, Tense};
use super::term::{Group, Role, RunUsage, Usage};
use super::tree::Tree;
use super::{Clitics, ForeignLetter, Language, Script, See};
use crate::text::token;

/// Arabic as it is written today, in any country.
#[derive(Debug)]
pub(super) struct Arabic;

impl Language for Arabic {
    fn subtag(&self) -> &'static str {
        "ar"
    }

    fn name(&self) -> &'static str {
        "Arabic"
    }

    fn script(&self) -> Script {
        Script::Arabic
    }

    fn tag_with_region(&self) -> &'static str {
        "ar-SA"
    }

    fn column_words(&self) -> &'static str {
        include_str!("arabic/columns.txt")
    }

    fn sentence_lists(&self) -> &'static [&'static str] {
        &[include_str!("arabic/abbreviations.txt"), include_str!("arabic/sentences.txt")]
    }

    fn quoted(&self) -> &'static [&'static str] {
        &["en"]
    }

    fn cues(&self) -> &'static Cues {
        &sentence::CUES
    }

    fn is_attached_initial(&self, word: &str, dotted: bool) -> bool {
        sentence::is_attached_initial(word, dotted)
    }

    fn may_be_initial(&self, word: &[u8]) -> bool {
        sentence::may_be_initial(word)
    }

    fn verb_stems(&self, verb: &str, see: &mut dyn FnMut(&str, Tense)) {
        speech::stems(verb, see);
    }

    fn says(&self, word: &str, known: KnownStem<'_>) -> bool {
        speech::is_form(word, known)
    }

    fn says_now(&self, word: &str, known: KnownStem<'_>) -> bool {
        speech::is_present(word, known)
    }

    fn is_auxiliary(&self, word: &str) -> bool {
        sentence::is_auxiliary(word)
    }

    fn starts_clause(&self, word: &str, known: KnownStem<'_>) -> Start {
        verbs::starts_clause(word, known)
    }

    fn goes_on(&self, abbreviation: &str, parts: usize, next: &str) -> bool {
        sentence::goes_on(abbreviation, parts, next)
    }

    fn srx(&self, rules: &mut super::srx::RuleSet, words: super::srx::Words<'_>) {
        srx::rules(rules, words);
    }

    fn also_segmented_as(&self) -> &'static [&'static str] {
        &["English"]
    }

    fn joins_clauses(&self, word: &str) -> bool {
        clauses::joins(word)
    }

    fn function(&self, plain: &str) -> Function {
        if plain.is_ascii() { Function::No } else { lexicon::function(plain) }
    }

    fn irregular(&self) -> Option<&'static Irregular> {
        Some(&lexicon::IRREGULAR)
    }

    fn readings(
        &self,
        folded: &str,
        letters: &Letters,
        tree: &Tree,
        path: &mut Vec<u32>,
        see: See<'_>,
    ) {
        // Latin words in Arabic text are mostly English.
        if folded.is_ascii() {
            English.readings(folded, letters, tree, path, see);
        } else {
            affixes::analyses(letters, tree, path, see);
        }
    }

    fn lacks_dots(&self, plain: &str) -> bool {
        plain.ends_with('ه')
    }

    #[cfg(feature = "pdf")]
    fn is_misshapen(&self, word: &str) -> bool {
        checks::is_misshapen(word)
    }

    fn is_plural(&self, stem: &[char], (marbuta, low): (bool, bool)) -> bool {
        // قادة is a plural, قاده "led him" none; nor are إخبار and أطعمها plurals.
        !(marbuta && stem.last() == Some(&'ه')) && (low || stem.first() != Some(&'إ'))
    }

    fn has_accusative(&self, folded: &str) -> bool {
        // صورا
        folded.ends_with('ا')
    }

    fn spelling(&self, found: &Read<'_>, wanted: &str) -> Option<u16> {
        phrases::spelling(found, wanted)
    }

    fn may_start_name(&self, raw: &str, plain: &str) -> bool {
        !plain.is_ascii() || raw.starts_with(char::is_uppercase)
    }

    fn licence(&self, pos: &str) -> Licence {
        if pos == "proper" { Licence::Front } else { English.licence(pos) }
    }

    fn takes_feminine(&self, plain: &str) -> bool {
        plain.chars().nth(3).is_some()
            // صحي, صحية
            || plain.ends_with('ي')
            || lexicon::SHORT_ADJECTIVES.contains(&token::folded(plain))
    }

    fn has_article(&self, plain: &str) -> bool {
        plain.starts_with("ال")
            && plain.chars().nth(4).is_some()
            && !lexicon::is_whole(&token::folded(plain))
    }

    fn licenses<'t>(
        &self,
        found: &Read<'_>,
        term: TermRules,
        next: &dyn Fn() -> Option<&'t str>,
    ) -> bool {
        if found.plain.is_ascii() {
            return English.licenses(found, term, next);
        }
        phrases::licenses(found, term, next)
    }

    fn opens_phrase(&self, first: &Read<'_>, term: TermRules, _second: &str) -> Option<Agreement> {
        phrases::opens(first, term)
    }

    fn agrees(
        &self,
        found: &Read<'_>,
        wanted: Wanted<'_>,
        term: TermRules,
        so_far: Agreement,
    ) -> bool {
        phrases::agrees(found, wanted, term, so_far)
    }

    fn makes_definite(&self, found: &Read<'_>, wanted: &str) -> bool {
        found.front.article && !phrases::has_own_article(wanted)
    }

    fn clitics(&self, on: Clitics) -> &'static [&'static str] {
        match on {
            Clitics::Name => &["", "و", "ف", "ب", "ل", "ك", "ول", "وب", "ال", "وال", "لل", "بال"],
            Clitics::Misspelt => &["", "ال", "و", "ب", "ل", "وال", "بال", "لل", "ك", "ف"],
        }
    }

    fn role(&self, plain: &str) -> Role {
        terms::role(plain)
    }

    fn precedes_noun(&self, plain: &str) -> bool {
        terms::precedes_noun(plain)
    }

    fn group(&self, folded: &str, knows: &dyn Fn(&str) -> bool) -> Group {
        terms::group(folded, knows)
    }

    fn shown(&self, _raw: &str, plain: &str, clitics: usize) -> String {
        terms::shown(plain, clitics)
    }

    fn is_definite(&self, shown: &str) -> bool {
        shown.starts_with("ال")
    }

    fn without_article<'w>(&self, folded: &'w str) -> &'w str {
        terms::article_off(folded).unwrap_or(folded)
    }

    fn name_without_article<'w>(&self, folded: &'w str) -> &'w str {
        let bare = folded.strip_prefix("ال").filter(|word| word.chars().nth(2).is_some());
        bare.unwrap_or(folded)
    }

    fn dictionary_form(&self, term: &str, name: bool) -> String {
        terms::dictionary_form(term, name)
    }

    fn without_conjunction<'w>(&self, name: &'w str, translation: &str) -> &'w str {
        terms::without_and(name, translation)
    }

    fn links(&self, word: &str) -> bool {
        terms::links(word)
    }

    fn is_weak(&self, run: &RunUsage, words: &[Usage], _shown: &[&str]) -> bool {
        terms::is_weak(run, words)
    }

    fn consonants(&self, folded: &str, sounds: Sounds) -> String {
        consonants::arabic(folded, sounds)
    }

    fn copied(&self, _raw: &str, folded: &str, see: &mut dyn FnMut(Copied<'_>)) {
        // A name may carry a conjunction, a preposition or the article.
        for clitic in ["", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل"] {
            let Some(bare) = folded.strip_prefix(clitic) else { continue };
            let key = consonants::arabic(bare, Sounds::Narrow);
            if key.len() >= SHORTEST {
                see(Copied::Consonants(&key));
            }
        }
    }

    fn number(&self, folded: &str, next: &str) -> Option<NumberWord> {
        numbers::number(folded, next)
    }

    fn is_of_number(&self, folded: &str) -> bool {
        numbers::is_of_number(folded)
    }

    fn fraction<'t>(&self, word: &dyn Fn(usize) -> &'t str) -> Option<FractionWords> {
        numbers::fraction(word)
    }

    fn lessens(&self, folded: &str) -> bool {
        folded == "الا"
    }

    fn says_minus(&self, folded: &str) -> bool {
        matches!(folded, "ناقص" | "سالب" | "سالبه" | "تحت" | "دون")
    }

    fn counts(&self) -> bool {
        true
    }

    fn adds(&self, current: u64, value: u64, with_and: bool) -> bool {
        numbers::adds(current, value, with_and)
    }

    fn number_joint(&self, folded: &str) -> Option<Joint> {
        match folded {
            "و" => Some(Joint::And),
            "بعد" => Some(Joint::After),
            _ => None,
        }
    }

    fn starts_count(&self, before: &str) -> bool {
        numbers::starts_count(before)
    }

    fn is_century(&self, folded: &str) -> bool {
        numbers::is_century(folded)
    }

    fn month_or_day(&self, words: &[WordForm<'_>]) -> Option<Named> {
        calendar::month_or_day(words)
    }

    fn percent(&self, words: &[&str]) -> usize {
        checks::percent(words)
    }

    fn announces_share(&self, folded: &str) -> bool {
        folded.contains("نسب")
    }

    fn joins_amounts(&self, folded: &str) -> bool {
        matches!(folded, "الي" | "و" | "او" | "حتي" | "والي")
    }

    fn joins_items(&self, word: &str) -> bool {
        matches!(word, "و" | "أو")
    }

    fn never_ends(&self, word: &str) -> bool {
        checks::never_ends(word)
    }

    fn is_said_twice(&self, folded: &str) -> bool {
        checks::is_said_twice(folded)
    }

    fn may_repeat(&self, folded: &str, one_by_one: bool) -> bool {
        checks::may_repeat(folded, one_by_one)
    }

    fn is_letter_name(&self, folded: &str) -> bool {
        checks::is_letter_name(folded)
    }

    fn tells_hour(&self, folded: &str) -> bool {
        checks::tells_hour(folded)
    }

    fn around_the_clock(&self) -> &'static [&'static str] {
        &["مدار الساعة"]
    }

    fn glued(&self, word: &str) -> Option<(usize, bool)> {
        checks::glued(word)
    }

    fn measures(&self, folded: &str, found: &mut Vec<Measure>) {
        static MEASURES: Measures = Measures::new(include_str!("arabic/measures.txt"));
        MEASURES.of(folded, found);
    }

    fn precedes_unit(&self, folded: &str) -> bool {
        matches!(folded, "درجه" | "درجات")
    }

    fn precedes_parts(&self, folded: &str) -> bool {
        checks::precedes_parts(folded)
    }

    fn foreign_letter(&self, letter: char) -> Option<ForeignLetter> {
        checks::foreign_letter(letter)
    }

    fn may_precede_latin(&self, letters: &str) -> bool {
        checks::may_precede_latin(letters)
    }

    fn code_page(&self, bytes: &[u8]) -> Option<&'static Encoding> {
        Some(encodings::code_page(bytes))
    }

    fn disguised(&self, bytes: &[u8], declared: &'static Encoding) -> Option<&'static Encoding> {
        encodings::disguised(bytes, declared)
    }
}
