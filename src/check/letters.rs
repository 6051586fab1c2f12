//! Letters of Persian and Urdu in Arabic words.

use super::controls::code_point;
use super::kinds::Kinds;
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::language::{self, ForeignLetter};

/// The check `foreign-letter`.
pub(super) struct Letters;

const LOOKS: Form = Form::new(
    "letters.looks",
    "'{found}' has {letter} ({code}), a letter of Persian or Urdu that looks like {own}; searches miss it",
);
const NAMES: Form =
    Form::new("letters.names", "'{found}' has {letter}, which {lang} uses in foreign names only");

impl Check for Letters {
    fn id(&self) -> &'static str {
        "foreign-letter"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "Persian and Urdu letters in Arabic words; those that spell names (گ پ چ ڤ ژ) are only counted"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides().into_iter().filter(|text| text.has(Kinds::FOREIGN)) {
            let language = language::of(text.lang);
            for word in &text.words {
                let found = &text.text[word.range.clone()];
                let odd: Vec<(char, ForeignLetter)> = found
                    .chars()
                    .filter_map(|c| language.foreign_letter(c).map(|letter| (c, letter)))
                    .collect();
                let range = word.range.clone();
                let look_alike = odd.iter().find_map(|(c, letter)| match letter {
                    ForeignLetter::LooksLike(own) => Some((*c, *own)),
                    ForeignLetter::InNames => None,
                });
                if let Some((c, own)) = look_alike {
                    let message = LOOKS.say(&[
                        ("found", &found),
                        ("letter", &c),
                        ("code", &code_point(c)),
                        ("own", &own),
                    ]);
                    report(pair.finding_at(self, Severity::Warning, text, range, message));
                } else if let Some((c, _)) = odd.first() {
                    let message =
                        NAMES.say(&[("found", &found), ("letter", c), ("lang", &language.name())]);
                    report(pair.finding_at(self, Severity::Info, text, range, message));
                }
            }
        }
    }
}
