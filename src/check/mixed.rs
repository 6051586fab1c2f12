//! Words of two scripts.

use super::kinds::{Kinds, is_latin_letter};
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::language::{self, Language, Readers};
use crate::text::fold::is_arabic_letter;

/// The check `mixed-script`.
pub(super) struct Mixed;

const SCRIPTS: Form = Form::new(
    "mixed",
    "'{found}' mixes {one} and {other} letters; type it again in one script, or part the words",
);

impl Check for Mixed {
    fn id(&self) -> &'static str {
        "mixed-script"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "letters of two scripts in one word, such as a Cyrillic o in an English word"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            let two = text.latin > 0 && text.arabic > 0;
            if !two && !text.has(Kinds::FOREIGN) {
                continue;
            }
            let language = Readers::of(text.lang).script(language::Script::Arabic);
            for word in &text.words {
                // The n of a \n before the word is not of it.
                let escape = text.placeholder(word.range.start);
                let escape = escape.filter(|place| place.start < word.range.start);
                let start = escape.map_or(word.range.start, |place| place.end.min(word.range.end));
                let found = &text.text[start..word.range.end];
                let Some((one, other)) = scripts(found, language) else { continue };
                let message = SCRIPTS.say(&[("found", &found), ("one", &one), ("other", &other)]);
                report(pair.finding_at(self, Severity::Warning, text, word.range.clone(), message));
            }
        }
    }
}

/// The first two scripts of a word, if it has two and that is no clitic before a Latin name.
fn scripts(word: &str, language: &dyn Language) -> Option<(&'static str, &'static str)> {
    if word.is_ascii() {
        return None;
    }
    let mut first = None;
    for (at, c) in word.char_indices() {
        let Some(script) = script(c) else { continue };
        match first {
            None => first = Some(script),
            Some(other) if other != script => {
                let clitic = script == "Latin"
                    && language.may_precede_latin(&word[..at])
                    && !word[at..].chars().any(is_arabic_letter);
                return (!clitic).then_some((other, script));
            }
            Some(_) => {}
        }
    }
    None
}

fn script(c: char) -> Option<&'static str> {
    match c {
        c if is_arabic_letter(c) => Some("Arabic"),
        c if is_latin_letter(c) => Some("Latin"),
        // The micro and ohm signs come before and after Latin units.
        '\u{0370}'..='\u{03FF}'
            if !matches!(c, 'µ' | 'μ' | 'Ω' | 'π' | 'α' | 'β' | 'γ' | 'δ' | 'λ' | 'σ') =>
        {
            Some("Greek")
        }
        '\u{0400}'..='\u{052F}' => Some("Cyrillic"),
        '\u{0590}'..='\u{05FF}' => Some("Hebrew"),
        _ => None,
    }
}
