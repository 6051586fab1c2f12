//! Marks of the other script: `?` in Arabic text, `،` in English.

use std::ops::Range;

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::text::Text;
use crate::check::kinds::is_latin_letter;
use crate::text::fold::{digit, is_arabic_letter, is_mark};

/// The check `foreign-mark`.
pub(super) struct ForeignMark;

const OTHER: Form =
    Form::new("foreign-mark", "'{mark}' is a mark of the other script; use that of {lang}");

impl Check for ForeignMark {
    fn id(&self) -> &'static str {
        "foreign-mark"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "? , ; after an Arabic word, or ؟ ، ؛ after a Latin one, unless this memory often does so"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// Counts of units of each side with each mark of its own script, and of the other.
#[derive(Default)]
struct Habits {
    own: [[u64; MARKS]; 2],
    foreign: [[u64; MARKS]; 2],
}

impl CrossCheck for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut found: Vec<(&Pair<'_>, usize, usize, Range<usize>)> = Vec::new();
        for pair in pairs {
            for (at, text) in pair.sides().into_iter().enumerate() {
                let own = if text.wants_arabic_script() { ARABIC } else { LATIN };
                let firsts = first(text);
                for mark in 0..MARKS {
                    let has = text.marks.iter().any(|&(_, c)| c == own[mark]);
                    self.own[at][mark] += u64::from(has);
                    self.foreign[at][mark] += u64::from(firsts[mark].is_some());
                }
                let firsts = firsts.into_iter().enumerate();
                found.extend(firsts.filter_map(|(mark, f)| f.map(|range| (pair, at, mark, range))));
            }
        }
        for (pair, at, mark, range) in found {
            let text = pair.sides()[at];
            // One in twelve is a convention: many keyboards have no other comma. Rarer marks are weaker evidence.
            let (own, foreign) = (self.own[at][mark], self.foreign[at][mark]);
            let usual = foreign > 2 && foreign * if mark == COMMA { 12 } else { 3 } > own;
            let severity = if usual { Severity::Info } else { Severity::Warning };
            let mark = &text.text[range.clone()];
            let message = OTHER.say(&[("mark", &mark), ("lang", &text.lang)]);
            report(pair.finding_at(&ForeignMark, severity, text, range, message));
        }
    }
}

const MARKS: usize = 3;
const COMMA: usize = 1;
const ARABIC: [char; MARKS] = ['؟', '،', '؛'];
const LATIN: [char; MARKS] = ['?', ',', ';'];

/// For each mark of the other script the first that follows a word of the text's own or a number, and that a word of
/// the other script does not follow.
fn first(text: &Text<'_>) -> [Option<Range<usize>>; MARKS] {
    let is_own: fn(char) -> bool = match (text.wants_arabic_script(), text.wants_latin_script()) {
        (true, _) => is_arabic_letter,
        (_, true) => is_latin_letter,
        _ => return [const { None }; MARKS],
    };
    let foreign = if text.wants_arabic_script() { LATIN } else { ARABIC };
    let passed = |c: &char| {
        is_mark(*c) || c.is_whitespace() || matches!(c, '"' | '”' | '»' | ')' | ']' | '\'' | '’')
    };
    let marks = text.marks.iter().copied().filter(|(_, c)| foreign.contains(c));
    let alone = marks.filter(|&(at, c)| {
        let before = text.text[..at].chars().rev().find(|c| !passed(c));
        let after = text.text[at + c.len_utf8()..].chars().find(|c| !passed(c));
        let copied = text.is_copied(&(at..at + 1));
        // A mark after a number belongs to the number unless a space and a word follow.
        let number = before.and_then(digit).is_some()
            && text.text[at + c.len_utf8()..].starts_with(char::is_whitespace)
            && after.is_some_and(is_own);
        !copied
            && (number
                || before.is_some_and(is_own)
                    && after.is_none_or(|c| is_own(c) || !c.is_alphabetic()))
    });
    let mut first = [const { None }; MARKS];
    for (at, c) in alone {
        let mark = foreign.iter().position(|mark| *mark == c);
        if let Some(place) = mark.and_then(|mark| first.get_mut(mark)) {
            place.get_or_insert(at..at + c.len_utf8());
        }
    }
    first
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::unit::{TranslationUnit, Variant};

    /// The severities for an Arabic text after others in the same memory.
    fn severities(before: &[&str], text: &str) -> Vec<Severity> {
        let unit = |text: &&str| TranslationUnit {
            number: 1,
            variants: vec![Variant::new(Lang::AR, *text), Variant::new(Lang::EN, "x")],
            ..TranslationUnit::default()
        };
        let units: Vec<TranslationUnit> = before.iter().chain([&text]).map(unit).collect();
        let pairs: Vec<Pair<'_>> = units
            .iter()
            .map(|unit| Pair::new(unit, [Lang::AR, Lang::EN], &CheckSettings::default()))
            .collect();
        let mut habits = Habits::default();
        habits.block(&pairs[..before.len()], &mut |_| {});
        let mut found = Vec::new();
        habits.block(&pairs[before.len()..], &mut |finding| found.push(finding.severity));
        found
    }

    #[test]
    fn each_mark_has_its_own_custom() {
        use Severity::{Info, Warning};
        assert_eq!(severities(&["نعم، هذا"], "نعم, هذا"), [Warning]);
        assert_eq!(severities(&["نعم, هذا", "لا, هذا", "ثم, ذاك"], "نعم, هذا"), [Info]);
        assert_eq!(severities(&["نعم, هذا", "لا, هذا", "ثم, ذاك"], "هل هذا?"), [Warning]);
        assert_eq!(severities(&[], "هل, هذا?"), [Warning, Warning]);
        assert_eq!(severities(&[], "في عام 2020, قال"), [Warning]);
        assert_eq!(severities(&[], "نحو 1,500 شخص وOne, two"), []);
    }
}
