//! Words with no space between them.

use std::ops::Range;

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::lang::Lang;
use crate::language;
use crate::text::fold::is_mark;

/// The check `glued-words`.
pub(super) struct Glued;

const TWO: Form =
    Form::new("glued", "'{found}' is two words, '{one}' and '{other}'; part them by a space");

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
                let Some((at, is_sure)) = language.glued(found) else { continue };
                let (one, other) = found.split_at(at);
                let message = TWO.say(&[("found", &found), ("one", &one), ("other", &other)]);
                let range = word.range.clone();
                let finding = pair.finding_at(self, Severity::Warning, text, range, message);
                report(if is_sure { finding.fixable() } else { finding });
            }
        }
    }
}

/// The words of a text that are two and can be nothing else, with these.
pub(super) fn parted(text: &str, lang: Lang) -> Vec<(Range<usize>, String)> {
    let language = language::of(lang);
    let is_part = |c: char| c.is_alphabetic() || is_mark(c);
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(is_part) {
        let start = from + at;
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |at| start + at);
        let word = &text[start..end];
        if let Some((at, true)) = language.glued(word) {
            found.push((start..end, format!("{} {}", &word[..at], &word[at..])));
        }
        from = end;
    }
    found
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
