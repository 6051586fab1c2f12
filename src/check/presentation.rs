//! Presentation forms: letters stored as shapes, as in text extracted from PDF.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;

use super::kinds::Kinds;
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `presentation-form`.
pub(super) struct Presentation;

const SHAPES: Form =
    Form::new("presentation", "'{found}' is stored as shapes; the letters are '{letters}'");

impl Check for Presentation {
    fn id(&self) -> &'static str {
        "presentation-form"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "Arabic letters stored as shapes (U+FE70 to U+FEFC, U+FB50 to U+FDFF), which no search finds"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides().into_iter().filter(|text| text.has(Kinds::ODD)) {
            for range in runs(text.text) {
                let found = &text.text[range.clone()];
                let message = SHAPES.say(&[("found", &found), ("letters", &letters(found))]);
                report(pair.finding_at(self, Severity::Warning, text, range, message).fixable());
            }
        }
    }
}

/// Whether a character is a shape of letters. Symbols such as ﷺ and the ornate brackets are not, nor what has no letters: a
/// tail fragment.
fn is_shape(c: char) -> bool {
    let in_blocks = matches!(c, '\u{FE70}'..='\u{FE74}' | '\u{FE76}'..='\u{FEFC}' | '\u{FB50}'..='\u{FBB1}' | '\u{FBD3}'..='\u{FD3D}'
        | '\u{FD50}'..='\u{FDC7}');
    in_blocks && !c.nfkc().eq([c])
}

/// The runs of shapes in a text.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for (at, c) in text.char_indices().filter(|(_, c)| is_shape(*c)) {
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(run) if run.end == at => run.end = end,
            _ => runs.push(at..end),
        }
    }
    runs
}

/// The letters of shapes.
pub(super) fn letters(shapes: &str) -> String {
    // A mark on its own is mapped to a space and the mark; the mark is meant.
    shapes.nfkc().filter(|c| *c != ' ').collect()
}
