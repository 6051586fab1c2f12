//! Texts in the script of another language.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use crate::text::fold::{is_arabic_letter, is_mark};

/// The check `wrong-script`.
pub(super) struct Script;

const SIDE: Form =
    Form::new("script.side", "the {side} is not in the script of {lang}; translate it");
const LEFT: Form = Form::new("script.left", "'{found}' is left in Arabic script; translate it");

impl Check for Script {
    fn id(&self) -> &'static str {
        "wrong-script"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "a side, or a stretch of it, is in the script of the other language"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            let other = pair.other(text.side);
            let (own, foreign) = if text.wants_arabic_script() && other.wants_latin_script() {
                (text.arabic, text.latin)
            } else if text.wants_latin_script() && other.wants_arabic_script() {
                (text.latin, text.arabic)
            } else {
                continue;
            };
            self.side(pair, text, own, foreign, report);
        }
    }
}

impl Script {
    fn side(
        &self,
        pair: &Pair<'_>,
        text: &Text<'_>,
        own: usize,
        foreign: usize,
        report: &mut dyn FnMut(Finding),
    ) {
        if foreign == 0 || text.text.trim() == pair.other(text.side).text.trim() {
            return;
        }
        // Names and code may well fill a short side, in Latin script more often than in Arabic.
        let latin = text.wants_arabic_script();
        let other = pair.other(text.side);
        let copied = latin && other.latin > 0 && other.latin <= foreign * 3 / 2;
        if own == 0 || own * 4 < foreign {
            if foreign < 4 || copied {
                return;
            }
            let message = SIDE.say(&[("side", &text.side), ("lang", &text.lang)]);
            let range = 0..text.text.len();
            report(pair.finding_at(self, Severity::Error, text, range, message));
            return;
        }
        if latin {
            return;
        }
        // Arabic in a Latin text that nothing marks as a quotation was not translated.
        if let Some((range, words)) = stretch(text) {
            let quoted = words < 3 && is_quoted(text.text, &range);
            let severity = if quoted { Severity::Info } else { Severity::Warning };
            let message = LEFT.say(&[("found", &&text.text[range.clone()])]);
            report(pair.finding_at(self, severity, text, range, message));
        }
    }
}

/// Whether marks set a stretch of a text off: quotation marks, brackets, a colon, or a mark of code.
fn is_quoted(text: &str, range: &std::ops::Range<usize>) -> bool {
    let seen = |c: &char| !c.is_whitespace() && !is_mark(*c);
    let sets_off = |c: Option<char>| {
        c.is_some_and(|c| {
            matches!(
                c,
                '(' | ')'
                    | '['
                    | ']'
                    | '{'
                    | '}'
                    | '<'
                    | '>'
                    | '«'
                    | '»'
                    | '“'
                    | '”'
                    | '"'
                    | '‘'
                    | '’'
                    | '\''
                    | '`'
                    | ':'
                    | '='
                    | '/'
                    | '*'
                    | '_'
                    | '@'
                    | '#'
                    | '|'
            )
        })
    };
    let before = text[..range.start].chars().rev().find(seen);
    let after = text[range.end..].chars().find(seen);
    // What stands alone is no word among others.
    before.is_none() && after.is_none()
        || sets_off(before)
        || sets_off(after) && before.is_none_or(|c| !c.is_alphabetic())
}

/// The longest run of words in Arabic script, with their number.
fn stretch(text: &Text<'_>) -> Option<(std::ops::Range<usize>, usize)> {
    let mut best: Option<(std::ops::Range<usize>, usize)> = None;
    let mut run: Option<(std::ops::Range<usize>, usize)> = None;
    for word in &text.words {
        // Symbols such as ﷺ occur in any text.
        let sign = |c: char| matches!(c, '\u{FDF0}'..='\u{FDFF}');
        if text.folded(word).chars().any(|c| is_arabic_letter(c) && !sign(c)) {
            let (range, count) = run.take().unwrap_or((word.range.start..0, 0));
            run = Some((range.start..word.range.end, count + 1));
            if run.as_ref().map(|r| r.1) > best.as_ref().map(|b| b.1) {
                best.clone_from(&run);
            }
        } else {
            run = None;
        }
    }
    best
}
