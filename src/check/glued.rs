//! Words with no space between them.

use super::rule::{Check, Finding, Pair, Severity};
use crate::language;

/// The check `glued-words`.
pub(super) struct Glued;

impl Check for Glued {
    fn id(&self) -> &'static str {
        "glued-words"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "two words without the space between them, told by a letter that only ends words (ة, ى)"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            let language = language::of(text.lang);
            for word in &text.words {
                let found = &text.text[word.range.clone()];
                let Some(at) = language.glued(found) else { continue };
                let message = format!(
                    "'{found}' is two words, '{}' and '{}'; part them by a space",
                    &found[..at],
                    &found[at..]
                );
                let range = word.range.clone();
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

    #[test]
    fn letters_that_end_words_end_words() {
        for (source, found) in [
            ("مدينةكبيرة على النهر", 1),
            ("ذهب إلىالسوق", 1),
            ("مدينةٌ كبيرةٌ ومستوًى عالٍ", 0),
            ("المدينةُالكبيرة", 1),
            ("شىء من الماضى", 0),
            ("هُدَىٰهُمْ", 0),
            ("الـمدرسةـ القديمة", 0),
        ] {
            assert_eq!(warned(&Glued, source, "text").len(), found, "{source}");
        }
    }
}
