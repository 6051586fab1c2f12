//! What comes after an abbreviation that may end a sentence: a unit, an era, an acronym, "etc."

use super::abbreviation::Facts;
use super::judge::Judge;
use super::kind::LONGEST_HEAD;
use super::word::{After, Before, Script};
use crate::language::calendar::{Named, WordForm};
use crate::language::sentence::Start;

impl Judge<'_> {
    /// Whether a sentence starts at an Arabic word after an abbreviation: it is a verb, also with "and" before it, or
    /// after an amount a definite noun.
    pub(super) fn opens_after(&self, before: &Before, after: &After) -> bool {
        if after.quoted || after.facts.has(Facts::OPENER) {
            return true;
        }
        let (key, language) = (after.key.as_str(), after.script().language());
        let measured = before.script() == Script::Arabic && self.after_number(before);
        let era = measured && self.is_era(before);
        let starts = |word: &str, least| self.lists.starts_clause(word, language) >= least;
        if after.joined() {
            let rest = key.strip_prefix(|c| after.cues.joins(c)).unwrap_or_default();
            let least = if era { Start::Perhaps } else { Start::Surely };
            let noun = measured && !era && self.lists.language(language).has_article(rest);
            return self.lists.facts(rest).has(Facts::OPENER)
                || starts(rest, least)
                || noun && !self.amount_follows(after);
        }
        if !measured
            || self.is_fronted(before)
            || after.cues.date_words.contains(&key)
            || self.calendar(after).is_some()
        {
            return false;
        }
        let least = if era && !goes_with(after) { Start::Perhaps } else { Start::Surely };
        let reader = self.lists.language(language);
        let folded = || reader.fold(&self.text[after.start..after.end]);
        reader.has_article(key) && reader.number(&folded(), "").is_none() || starts(key, least)
    }

    /// Whether the sentence has nothing but a phrase of time or place so far.
    fn is_fronted(&self, before: &Before) -> bool {
        if !self.is_near_start(before.start, LONGEST_HEAD) {
            return false;
        }
        let head = After::read(self.text, self.start, self.end, self.lists);
        head.is_some_and(|head| head.cues.fronts.contains(&head.key.as_str()))
    }

    /// Whether the clause of a word ends in an amount as the one before does: «الطول 5 سم. والعرض 10 سم.»
    fn amount_follows(&self, after: &After) -> bool {
        self.word_before_stop(after).is_some_and(|unit| {
            unit.is_number() || Before::read(self.text, after.end, unit.start).is_number()
        })
    }

    /// The word before the next stop, if one is near.
    fn word_before_stop(&self, after: &After) -> Option<Before> {
        let to = self.end.min(after.end + 120);
        let stop = memchr::memchr(b'.', &self.text.as_bytes()[after.end..to])?;
        Some(Before::read(self.text, after.end, after.end + stop))
    }

    /// Whether the unit before a stop is an era, or the year of one: «سنة 1990 م.»
    fn is_era(&self, before: &Before) -> bool {
        let number = Before::read(self.text, self.start, before.start);
        self.cues(before).eras.contains(&before.key.as_str()) || number.length == 4
    }

    /// Whether an abbreviation that may end a sentence does so before a word with a capital: it is one of those that close
    /// a clause, a unit with its number or a month with its day, and no time is named after it.
    pub(super) fn ends_before(&self, before: &Before, after: &After) -> bool {
        let facts = before.facts(self.lists);
        let counted = || self.after_number(before);
        let closing = facts.has(Facts::CLOSING)
            || facts.has(Facts::UNIT) && counted()
            || facts.has(Facts::REFERENCE) && counted() && self.is_month(before);
        if !closing
            || self.is_fronted(before)
            || !after.capital()
            || after.length < 2
            || after.bracketed
        {
            return false;
        }
        let zone = after.cues.zones.contains(&after.key.as_str());
        let next = || After::read(self.text, after.end, self.end, self.lists);
        let place = || {
            let time = after.cues.time;
            next().is_some_and(|next| !time.is_empty() && next.key.as_str() == time)
        };
        let stop = self.next(after.end).is_some_and(|(c, _)| c == '.');
        let short = stop && after.facts.has(Facts::ABBREVIATES);
        !(zone || short || self.calendar(after).is_some() || place())
    }

    /// The month or day that a word names.
    pub(super) fn calendar(&self, after: &After) -> Option<Named> {
        let (raw, folded) = (&self.text[after.start..after.end], after.key.as_str());
        let language = self.lists.language(after.script().language());
        language.month_or_day(&[WordForm { raw, folded }])
    }

    fn is_month(&self, before: &Before) -> bool {
        let raw = self.word_at(before.start);
        let language = self.lists.language(before.script().language());
        let named = language.month_or_day(&[WordForm { raw, folded: before.key.as_str() }]);
        named.is_some_and(|named| named.name.month().is_some())
    }

    /// Whether "and" after an abbreviation continues the clause rather than starting a sentence.
    pub(super) fn joins_on(&self, before: &Before, after: &After) -> bool {
        if !after.joined() {
            return false;
        }
        let (key, next) = (before.key.as_str(), after.key.as_str());
        if before.script() == Script::Cased {
            // "Smith et al. فإن": what a Latin source says.
            return after.cues.so == Some(after.first);
        }
        let language = self.lists.language(before.script().language());
        language.goes_on(key, before.parts, next) || self.pairs_units(before, after)
    }

    /// Whether the clause after a year or hour ends in one too: «ولد سنة 570 م. وتوفي سنة 632 م.»
    fn pairs_units(&self, before: &Before, after: &After) -> bool {
        let key = before.key.as_str();
        let pairs = self.cues(before).paired_units.iter().find(|(unit, _)| *unit == key);
        let Some((_, pairs)) = pairs.filter(|_| after.cues.and == Some(after.first)) else {
            return false;
        };
        self.word_before_stop(after).is_some_and(|unit| {
            pairs.contains(&unit.key.as_str())
                && Before::read(self.text, after.end, unit.start).is_number()
        })
    }
}

/// Whether a word depends on the one before: it is a preposition or starts with one.
pub(super) fn goes_with(after: &After) -> bool {
    after.facts.has(Facts::LINK) || after.cues.prepositions.contains(&after.first)
}
