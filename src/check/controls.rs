//! Characters that are not text: controls, replacement characters, private use, invisible fillers.

use super::rule::{Check, Finding, Pair, Severity};

/// The check `character`.
pub(super) struct Controls;

impl Check for Controls {
    fn id(&self) -> &'static str {
        "character"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "control characters, U+FFFD, private use, characters of no meaning, invisible fillers"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            let mut last = None;
            for (at, c) in text.text.char_indices() {
                let Some((severity, what, fixable)) = fault(c) else { continue };
                // One finding for each run.
                if last.replace((at + c.len_utf8(), c)) == Some((at, c)) {
                    continue;
                }
                let message = format!("U+{:04X} {what}", u32::from(c));
                let range = at..at + c.len_utf8();
                let finding = pair.finding_at(self, severity, text, range, message);
                report(if fixable { finding.fixable() } else { finding });
            }
        }
    }
}

/// What is wrong with a character, and whether it can be removed without loss.
fn fault(c: char) -> Option<(Severity, &'static str, bool)> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => None,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => {
            Some((Severity::Error, "is a control character; remove it", true))
        }
        '\u{FFFD}' => Some((
            Severity::Error,
            "stands where a character was lost in conversion; restore it from the document",
            false,
        )),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => Some((
            Severity::Warning,
            "is for private use and shows only in one font; put a real character there",
            false,
        )),
        '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FFF9}'..='\u{FFFC}' => {
            Some((Severity::Error, "is no character of text; remove it", true))
        }
        '\u{FEFF}' => {
            Some((Severity::Warning, "is a byte-order mark inside a text; remove it", true))
        }
        '\u{200B}' | '\u{00AD}' | '\u{2060}' => {
            Some((Severity::Info, "is invisible; matches may miss by it", false))
        }
        c if u32::from(c) & 0xFFFE == 0xFFFE => {
            Some((Severity::Error, "is no character of text; remove it", true))
        }
        _ => None,
    }
}

/// Whether a character can be removed without loss.
pub(super) fn is_removable(c: char) -> bool {
    fault(c).is_some_and(|(_, _, fixable)| fixable)
}
