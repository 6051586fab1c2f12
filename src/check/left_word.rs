//! Words that were left in the Latin script in an Arabic text.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::text::Text;
use crate::lang::Lang;
use crate::language;
use crate::text::fold::is_mark;

/// The check `left-word`.
pub(super) struct LeftWord;

const WORD: Form = Form::new("left-word", "'{found}' is a word of the {side}; translate it");

impl Check for LeftWord {
    fn id(&self) -> &'static str {
        "left-word"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a common word of the other side stands untranslated in Arabic text, unless this memory often does so"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// How many units there are, how many have such a word, and how often each was left.
#[derive(Default)]
struct Habits {
    units: usize,
    leaving: usize,
    words: BTreeMap<String, usize>,
}

/// So many units, and one in so many, are a habit: texts on programs keep their words.
const FEW: usize = 3;
const OFTEN: usize = 12;

impl CrossCheck for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut found: Vec<(&Pair<'_>, &Text<'_>, Range<usize>)> = Vec::new();
        for pair in pairs.iter().filter(|pair| pair.is_full()) {
            self.units += 1;
            let [source, target] = pair.sides();
            let (text, other) = match (source.wants_arabic_script(), target.wants_arabic_script()) {
                (true, false) if target.wants_latin_script() => (source, target),
                (false, true) if source.wants_latin_script() => (target, source),
                _ => continue,
            };
            let words = left(text, other);
            self.leaving += usize::from(!words.is_empty());
            let distinct: BTreeSet<&str> =
                words.iter().map(|range| &text.text[range.clone()]).collect();
            for word in distinct {
                *self.words.entry(word.to_owned()).or_default() += 1;
            }
            found.extend(words.into_iter().map(|range| (pair, text, range)));
        }
        let usual = self.leaving > FEW && self.leaving * OFTEN > self.units;
        for (pair, text, range) in found {
            let word = &text.text[range.clone()];
            // What is left in several units is a name of something, unless it is a word such as "from".
            let common = language::of(pair.other(text.side).lang).is_guarded(word);
            let name = !common && self.words.get(word).is_some_and(|count| *count > 1);
            let severity = if usual || name { Severity::Info } else { Severity::Warning };
            let message = WORD.say(&[("found", &word), ("side", &pair.other(text.side).side)]);
            report(pair.finding_at(&LeftWord, severity, text, range, message));
        }
    }
}

/// Letters that a word needs; shorter ones are abbreviations as often.
const ENOUGH: usize = 4;
/// Letters that a word such as "the" needs.
const ENOUGH_IF_COMMON: usize = 3;

/// The words in small Latin letters that a text shares with the other and that nothing marks as a name or as code.
fn left(text: &Text<'_>, other: &Text<'_>) -> Vec<Range<usize>> {
    if text.latin == 0 || text.arabic <= text.latin {
        return Vec::new();
    }
    let there: BTreeSet<&str> = other
        .words
        .iter()
        .filter(|word| is_plain(other, &word.range, other.lang))
        .map(|word| other.folded(word))
        .collect();
    let words = text.words.iter().map(|word| &word.range);
    let left = words.filter(|range| {
        is_plain(text, range, other.lang)
            && is_alone(text.text, range)
            && there.contains(&text.text[(*range).clone()])
    });
    left.cloned().collect()
}

/// Whether a word is in small Latin letters and not set off.
fn is_plain(text: &Text<'_>, range: &Range<usize>, lang: Lang) -> bool {
    let word = &text.text[range.clone()];
    // No name is a word such as "the".
    let is_common = || language::of(lang).is_guarded(word);
    let small = word.bytes().all(|b| b.is_ascii_lowercase())
        && (word.len() >= ENOUGH || word.len() >= ENOUGH_IF_COMMON && is_common());
    let beside =
        |c: Option<char>| c.is_some_and(|c| !c.is_whitespace() && !is_stop(c) && !is_mark(c));
    let before = text.text[..range.start].chars().next_back();
    let mut after = text.text[range.end..].chars();
    let next = after.next();
    let stopped = next == Some('.') && after.next().is_some_and(char::is_alphanumeric);
    small
        && !text.is_copied(range)
        && !beside(before)
        && before != Some('.')
        && !beside(next)
        && !stopped
}

fn is_stop(c: char) -> bool {
    matches!(c, '.' | ',' | '،' | ';' | '؛' | '?' | '؟' | '!')
}

/// Whether the words beside a word are in the script of the text, and no mark introduces it.
fn is_alone(text: &str, range: &Range<usize>) -> bool {
    let seen = |c: &char| !c.is_whitespace() && !is_mark(*c);
    let before = text[..range.start].chars().rev().find(seen);
    let after = text[range.end..].chars().find(seen);
    let own = |c: Option<char>| c.is_none_or(|c| !c.is_ascii() || is_stop(c));
    own(before) && own(after) && (before.is_some() || after.is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::{TranslationUnit, Variant};

    #[test]
    fn common_words_are_translated() {
        for (source, target, found) in [
            ("سنصلح window المكسورة غدا", "We mend the broken window tomorrow", 1),
            ("سنصلح النافذة المكسورة غدا", "We mend the broken window tomorrow", 0),
            ("اكتب `print` في السطر", "Write print in the line", 0),
            ("اكتب print(x) في السطر", "Write print(x) in the line", 0),
            ("شركة apple الأمريكية", "The American firm Apple", 0),
            ("الكلمة: window", "The word: window", 0),
            ("اكتب the اسم الكامل", "Write the full name", 1),
            ("أمر git commit هذا", "this git commit", 0),
        ] {
            let unit = TranslationUnit {
                variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
                ..TranslationUnit::default()
            };
            let pair = Pair::new(&unit, [Lang::AR, Lang::EN], &CheckSettings::default());
            let mut count = 0;
            Habits::default().block(&[pair], &mut |_| count += 1);
            assert_eq!(count, found, "{source} / {target}");
        }
    }
}
