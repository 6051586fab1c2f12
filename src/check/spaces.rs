//! Repeated spaces, and spaces at the ends.

use std::ops::Range;

use super::rule::{Check, Finding, Pair, Severity};

/// The check `spaces`.
pub(super) struct Spaces;

impl Check for Spaces {
    fn id(&self) -> &'static str {
        "spaces"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "several spaces in a row, spaces at the ends, tabs and line breaks"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            if text.is_blank {
                continue;
            }
            for range in runs(text.text) {
                let at_end = range.start == 0 || range.end == text.text.len();
                let message = match at_end {
                    true => "a space at the end of the text; remove it",
                    false => "several spaces in a row; keep one",
                };
                let finding =
                    pair.finding_at(self, Severity::Warning, text, range, message.to_owned());
                report(finding.fixable());
            }
            if let Some(at) = text.text.trim().find(['\t', '\n', '\r']) {
                let at = at + text.text.len() - text.text.trim_start().len();
                let message =
                    "a tab or line break inside the text; matches may miss by it".to_owned();
                report(pair.finding_at(self, Severity::Info, text, at..at + 1, message));
            }
        }
    }
}

/// The runs of spaces in a text that are too long, and those at its ends.
pub(super) fn runs(text: &str) -> Vec<Range<usize>> {
    let is_space = |c: char| matches!(c, ' ' | '\u{A0}');
    let mut runs = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(is_space) {
        let start = from + found;
        let rest = &text[start..];
        let end = start + rest.len() - rest.trim_start_matches(is_space).len();
        from = end;
        let at_end = start == 0 || end == text.len();
        if at_end || text[start..end].chars().count() > 1 {
            runs.push(start..end);
        }
    }
    runs
}
