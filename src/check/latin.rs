//! Latin words on the Arabic side that the other side does not have.

use std::collections::BTreeSet;
use std::ops::Range;

use super::kinds::is_latin_letter;
use super::message::{Form, Message};
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use super::word::Word;
use crate::text::fold::is_arabic_letter;

/// The check `latin-word`.
pub(super) struct Latin;

const NEAR: Form = Form::new("latin.near", "'{found}' is '{near}' in the {side}; spell it alike");
const MISSING: Form = Form::new("latin.missing", "'{found}' is not in the {side}");

impl Check for Latin {
    fn id(&self) -> &'static str {
        "latin-word"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a Latin word on the Arabic side, a name or abbreviation, that the other side does not have"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let sides = pair.sides();
        let Some(text) = sides.into_iter().find(|text| text.wants_arabic_script()) else { return };
        let other = pair.other(text.side);
        if !pair.is_full()
            || !other.wants_latin_script()
            || text.latin == 0
            || text.arabic < text.latin
        {
            return;
        }
        let all: String =
            other.text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
        let initials: String =
            other.words.iter().filter_map(|word| other.folded(word).chars().next()).collect();
        let (mut known, mut missing) = (BTreeSet::new(), 0);
        self.codes(pair, text, other, &all, report);
        let spelt_out = spelt_out(text, other);
        for word in &text.words {
            if spelt_out.iter().any(|run| run.contains(&word.range.start)) {
                continue;
            }
            let Some(name) = name(text.folded(word)).filter(|_| !text.is_copied(&word.range))
            else {
                continue;
            };
            if !known.insert(name.clone()) || all.contains(&name) || initials.contains(&name) {
                continue;
            }
            missing += 1;
            if missing > MOST {
                break;
            }
            // Codes such as 229E and V8 are reported only if the other side has one nearly the same.
            let letters = name.chars().filter(|c| is_latin_letter(*c)).count();
            let near = |word: &Word| {
                let folded = other.folded(word);
                folded.chars().any(|c| c.is_ascii_digit())
                    && strsim::damerau_levenshtein(folded, &name) == 1
            };
            if letters < 2 && !other.words.iter().any(near) {
                continue;
            }
            let message = message(&text.text[word.range.clone()], &name, other);
            report(pair.finding_at(self, Severity::Warning, text, word.range.clone(), message));
        }
    }
}

/// The runs of Latin words whose initials are a word of the other side: it has the short form only.
fn spelt_out(text: &Text<'_>, other: &Text<'_>) -> Vec<Range<usize>> {
    let is_latin = |word: &Word| text.folded(word).chars().all(is_latin_letter);
    let mut runs: Vec<(Range<usize>, String)> = Vec::new();
    for word in text.words.iter().filter(|word| is_latin(word)) {
        let Some(initial) = text.folded(word).chars().next() else { continue };
        match runs.last_mut() {
            Some((run, initials)) if text.text[run.end..word.range.start].trim().is_empty() => {
                run.end = word.range.end;
                initials.push(initial);
            }
            _ => runs.push((word.range.clone(), initial.to_string())),
        }
    }
    let is_there = |initials: &str| other.words.iter().any(|word| other.folded(word) == initials);
    runs.retain(|(_, initials)| initials.len() > 1 && is_there(initials));
    runs.into_iter().map(|(run, _)| run).collect()
}

/// The most names of a unit that are looked for among those of the other side.
const MOST: usize = 50;

impl Latin {
    /// Codes such as AB-120C that the other side has nearly, but not quite.
    fn codes(
        &self,
        pair: &Pair<'_>,
        text: &Text<'_>,
        other: &Text<'_>,
        all: &str,
        report: &mut dyn FnMut(Finding),
    ) {
        let key = |code: &str| -> String {
            let kept = code.chars().filter(char::is_ascii_alphanumeric);
            kept.map(|c| c.to_ascii_lowercase()).collect()
        };
        let mut known = BTreeSet::new();
        let missing = codes(text.text).into_iter().filter(|range| {
            let key = key(&text.text[range.clone()]);
            !all.contains(&key) && !text.is_copied(range) && known.insert(key)
        });
        let missing: Vec<Range<usize>> = missing.take(MOST).collect();
        if missing.is_empty() {
            return;
        }
        let there = codes(other.text);
        for range in missing {
            let found = &text.text[range.clone()];
            let near = there.iter().map(|code| &other.text[code.clone()]).find(|code| {
                code.len().abs_diff(found.len()) <= 1
                    && strsim::damerau_levenshtein(&key(code), &key(found)) <= 2
            });
            if let Some(near) = near {
                let message =
                    NEAR.say(&[("found", &found), ("near", &near), ("side", &other.side)]);
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
        }
    }
}

/// What is said of a word that the other side does not have.
fn message(found: &str, name: &str, other: &Text<'_>) -> Message {
    let near = |word: &&Word| {
        let folded = other.folded(word);
        folded != name && strsim::normalized_damerau_levenshtein(folded, name) >= 0.6
    };
    match other.words.iter().find(near) {
        Some(near) => {
            let near = &other.text[near.range.clone()];
            NEAR.say(&[("found", &found), ("near", &near), ("side", &other.side)])
        }
        None => MISSING.say(&[("found", &found), ("side", &other.side)]),
    }
}

/// The words of Latin letters, digits and hyphens in a text that have letters and digits and a hyphen between them.
fn codes(text: &str) -> Vec<Range<usize>> {
    let mut codes = Vec::new();
    let mut from = 0;
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    while let Some(found) = text[from..].find(inside) {
        let start = from + found;
        let length = text[start..].find(|c| !inside(c)).unwrap_or(text.len() - start);
        from = start + length;
        let piece = text[start..from].trim_matches(['-', '_']);
        let letters = piece.bytes().filter(u8::is_ascii_alphabetic).count();
        let digits = piece.bytes().filter(u8::is_ascii_digit).count();
        let joined = piece.contains(['-', '_'])
            && text[..start].chars().next_back().is_none_or(|c| !c.is_alphabetic());
        if letters > 0 && digits > 1 && joined && piece.len() <= LONGEST_CODE {
            let begin = start + text[start..from].find(piece).unwrap_or(0);
            codes.push(begin..begin + piece.len());
        }
    }
    codes
}

/// The most letters of a code.
const LONGEST_CODE: usize = 40;

/// The Latin letters and digits of a word, without Arabic clitics, if there are two letters or more, or a letter with
/// two digits.
fn name(folded: &str) -> Option<String> {
    let name: String = folded.chars().filter(|c| !is_arabic_letter(*c)).collect();
    let letters = name.chars().filter(|c| is_latin_letter(*c)).count();
    let digits = name.chars().filter(char::is_ascii_digit).count();
    (letters >= 2 || letters == 1 && digits >= 2).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

    #[test]
    fn names_and_codes_are_copied() {
        for (source, target, found) in [
            ("سلالة 229E منه", "The 229E strain", 0),
            ("سلالة 229E منه", "The 229Z strain", 1),
            ("سلالة 229E منه", "A strain of it", 0),
            ("المحرك V8 سريع", "The engine is fast", 0),
            ("مشروع Rails وSwift", "The Rails and Swift projects", 0),
            ("مشروع Rials", "The Rails project", 1),
            ("كتبت الوثيقة كلها بلغة التوصيف (Plain Markup Format - PMF)", "It is in PMF", 0),
            ("كتبت الوثيقة كلها بلغة التوصيف (Plain Markup Format)", "It is in PMX", 3),
        ] {
            assert_eq!(warned(&Latin, source, target).len(), found, "{source} / {target}");
        }
    }
}
