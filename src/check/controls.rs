//! Characters that are not text: controls, replacement characters, private use, invisible fillers.

use super::kinds::Kinds;
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `character`.
pub(super) struct Controls;

const CONTROL: Form = Form::new("character.control", "{code} is a control character; remove it");
const LOST: Form = Form::new(
    "character.lost",
    "{code} stands where a character was lost in conversion; restore it from the document",
);
const PRIVATE: Form = Form::new(
    "character.private",
    "{code} is for private use and shows only in one font; put a real character there",
);
const NO_TEXT: Form = Form::new("character.none", "{code} is no character of text; remove it");
const BYTE_ORDER: Form =
    Form::new("character.bom", "{code} is a byte-order mark inside a text; remove it");
const INVISIBLE: Form =
    Form::new("character.invisible", "{code} is invisible; matches may miss by it");

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
        for text in pair.sides().into_iter().filter(|text| text.has(Kinds::ODD)) {
            let mut last = None;
            for (at, c) in text.text.char_indices() {
                let Some((severity, form, fixable)) = fault(c) else { continue };
                // One finding for each run.
                if last.replace((at + c.len_utf8(), c)) == Some((at, c)) {
                    continue;
                }
                let message = form.say(&[("code", &code_point(c))]);
                let range = at..at + c.len_utf8();
                let finding = pair.finding_at(self, severity, text, range, message);
                report(if fixable { finding.fixable() } else { finding });
            }
        }
    }
}

/// The name of a character: `U+200B`.
pub(super) fn code_point(c: char) -> String {
    format!("U+{:04X}", u32::from(c))
}

/// What is wrong with a character, and whether it can be removed without loss.
fn fault(c: char) -> Option<(Severity, Form, bool)> {
    match c {
        '\t' | '\n' | '\r' | '\u{85}' => None,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}' => Some((Severity::Error, CONTROL, true)),
        '\u{FFFD}' => Some((Severity::Error, LOST, false)),
        '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..='\u{10FFFD}' => {
            Some((Severity::Warning, PRIVATE, false))
        }
        '\u{FDD0}'..='\u{FDEF}' | '\u{FFFE}' | '\u{FFFF}' | '\u{FFF9}'..='\u{FFFC}' => {
            Some((Severity::Error, NO_TEXT, true))
        }
        '\u{FEFF}' => Some((Severity::Warning, BYTE_ORDER, true)),
        '\u{200B}' | '\u{00AD}' | '\u{2060}' => Some((Severity::Info, INVISIBLE, false)),
        c if u32::from(c) & 0xFFFE == 0xFFFE => Some((Severity::Error, NO_TEXT, true)),
        _ => None,
    }
}

/// Whether anything is wrong with a character.
#[cfg(test)]
pub(super) fn is_fault(c: char) -> bool {
    fault(c).is_some()
}

/// Whether a character can be removed without loss.
pub(super) fn is_removable(c: char) -> bool {
    fault(c).is_some_and(|(_, _, fixable)| fixable)
}
