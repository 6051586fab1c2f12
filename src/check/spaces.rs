//! Repeated spaces, and spaces at the ends.

use std::ops::Range;

use super::kinds::Kinds;
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `spaces`.
pub(super) struct Spaces;

const LINE: Form = Form::new("spaces.line", "a line break at the end of the text; remove it");
const END: Form = Form::new("spaces.end", "a space at the end of the text; remove it");
const SEVERAL: Form = Form::new("spaces.several", "several spaces in a row; keep one");
const TAB: Form =
    Form::new("spaces.tab", "a tab or line break inside the text; matches may miss by it");

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
            let white = |c: char| matches!(c, ' ' | '\u{A0}');
            let at_ends = text.text.starts_with(white) || text.text.ends_with(white);
            if text.is_blank || !at_ends && !text.has(Kinds::SPACES | Kinds::BREAK) {
                continue;
            }
            for range in runs(text.text, &text.codes) {
                let at_end = range.start == 0 || range.end == text.text.len();
                let message = match at_end {
                    true if text.text[range.clone()].contains(['\n', '\r']) => LINE.say(&[]),
                    true => END.say(&[]),
                    false => SEVERAL.say(&[]),
                };
                let finding = pair.finding_at(self, Severity::Warning, text, range, message);
                report(finding.fixable());
            }
            if let Some(at) = text.text.trim().find(['\t', '\n', '\r']) {
                let at = at + text.text.len() - text.text.trim_start().len();
                report(pair.finding_at(self, Severity::Info, text, at..at + 1, TAB.say(&[])));
            }
        }
    }
}

/// The runs of spaces in a text that are too long, and the white space at its ends. A code of the text is a character:
/// it stands between two spaces, and a space beside it is not at an end.
pub(super) fn runs(text: &str, codes: &[usize]) -> Vec<Range<usize>> {
    let is_space = |c: char| matches!(c, ' ' | '\u{A0}');
    let is_white = |c: char| is_space(c) || matches!(c, '\t' | '\n' | '\r');
    let (first, last) = (codes.first().copied(), codes.last().copied());
    let start = text.len() - text.trim_start_matches(is_white).len();
    let start = start.min(first.unwrap_or(start));
    let end = text.trim_end_matches(is_white).len();
    let end = end.max(last.unwrap_or(end)).max(start);
    let mut runs: Vec<Range<usize>> = Vec::new();
    runs.extend((start > 0).then_some(0..start));
    let mut from = start;
    for until in codes.iter().copied().filter(|at| (start..end).contains(at)).chain([end]) {
        while let Some(found) = text[from..until].find(is_space) {
            let start = from + found;
            let rest = &text[start..until];
            from = until - rest.trim_start_matches(is_space).len();
            if text[start..from].chars().count() > 1 {
                runs.push(start..from);
            }
        }
        from = until;
    }
    runs.extend((end < text.len()).then_some(end..text.len()));
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_a_character() {
        assert_eq!(runs(" a  b\n ", &[]), [0..1, 2..4, 5..7]);
        assert!(runs(" a  b ", &[0, 3, 6]).is_empty());
        assert_eq!(runs("a   b  c", &[2]), [2..4, 5..7]);
        assert_eq!(runs("  ", &[1]), [0..1, 1..2]);
    }
}
