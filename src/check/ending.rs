//! End marks that differ: ؟ is ?, ، is , and ؛ is ;.
//!
//! Where a memory regularly ends sentences in different marks, that is its convention, not an error; so the
//! severity of a difference depends on the rest of the memory.

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::text::Text;
use crate::language;
use crate::text::fold::is_mark;

/// The check `end-mark`.
pub(super) struct Ending;

const DIFFER: Form =
    Form::new("ending", "the source ends in {source}, the target in {target}; make the ends agree");

impl Check for Ending {
    fn id(&self) -> &'static str {
        "end-mark"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "the sides end in different marks (؟ is ?, ، is , and ؛ is ;), unless this memory often does so"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// The mark a text ends in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    None,
    Stop,
    Question,
    Exclamation,
    Colon,
    Comma,
    Semicolon,
    Ellipsis,
}

const ENDS: usize = 8;

/// How often each end of a source occurs with each end of a target.
#[derive(Default)]
struct Habits {
    met: [[u64; ENDS]; ENDS],
}

impl CrossCheck for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let full: Vec<(&Pair<'_>, End, End)> = pairs
            .iter()
            .filter(|pair| pair.is_full())
            .map(|pair| (pair, end(&pair.source).0, end(&pair.target).0))
            .collect();
        for (_, source, target) in &full {
            self.met[*source as usize][*target as usize] += 1;
        }
        for (pair, source, target) in full {
            if source == target {
                continue;
            }
            let (marked, at) = end(&pair.target);
            let range = match marked {
                End::None => pair.target.text.len()..pair.target.text.len(),
                _ => at..at + pair.target.text[at..].chars().next().map_or(0, char::len_utf8),
            };
            let message = DIFFER.say(&[("source", &name(source)), ("target", &name(target))]);
            let severity = if excused(pair, source, target) {
                Severity::Info
            } else {
                self.judge(source, target)
            };
            report(pair.finding_at(&Ending, severity, &pair.target, range, message));
        }
    }
}

impl Habits {
    fn judge(&self, source: End, target: End) -> Severity {
        let of_source: u64 = self.met[source as usize].iter().sum();
        let of_target: u64 = self.met.iter().map(|row| row[target as usize]).sum();
        let met = self.met[source as usize][target as usize];
        let most = of_source.max(of_target);
        let marks = source != End::None && target != End::None;
        // A pair of marks is suspicious if the memory hardly has it; a missing mark only if nearly all texts end in one.
        let rare = if marks { met <= 3 || met * 100 <= most } else { met * 50 <= most };
        let loose = |end| matches!(end, End::None | End::Ellipsis | End::Exclamation);
        // What both say is that the sentence goes on.
        let goes_on = |end| matches!(end, End::Comma | End::Semicolon);
        match () {
            () if goes_on(source) && goes_on(target) => Severity::Info,
            () if marks && (source == End::Question || target == End::Question) => {
                Severity::Warning
            }
            () if !rare || loose(source) && loose(target) => Severity::Info,
            // Translators often turn exclamations into statements.
            () if source == End::Exclamation => Severity::Info,
            () => Severity::Warning,
        }
    }
}

fn name(end: End) -> &'static str {
    match end {
        End::None => "no mark",
        End::Stop => "a full stop",
        End::Question => "a question mark",
        End::Exclamation => "an exclamation mark",
        End::Colon => "a colon",
        End::Comma => "a comma",
        End::Semicolon => "a semicolon",
        End::Ellipsis => "an ellipsis",
    }
}

/// Whether the mark that one side ends in is inside the other, as where a question is quoted in the middle, or
/// a bracket or abbreviation ends a side.
fn excused(pair: &Pair<'_>, source: End, target: End) -> bool {
    let asks = |text: &Text<'_>| text.text.contains(['?', '؟']);
    let calls = |text: &Text<'_>| text.text.contains('!');
    let inside = |end: End, other: &Text<'_>| match end {
        End::Question => asks(other),
        End::Exclamation => calls(other),
        _ => false,
    };
    let closed = |end: End, text: &Text<'_>| {
        let last = text.text.trim_end().trim_end_matches(is_mark);
        end == End::None && last.ends_with([')', ']', '}', '»', '”', '"'])
            || end == End::Stop
                && last.split_whitespace().next_back().is_some_and(|w| w.matches('.').count() > 1)
    };
    inside(source, &pair.target)
        || inside(target, &pair.source)
        || closed(source, &pair.source)
        || closed(target, &pair.target)
}

/// A text without the word behind its last mark that joins it to the next one, as in the items of a list: "; and".
fn without_joining_word<'t>(bare: &'t str, text: &Text<'_>) -> &'t str {
    let Some((before, last)) = bare.rsplit_once(' ') else { return bare };
    let joins = language::of(text.lang).joins_items(&last.to_lowercase());
    if joins && before.trim_end().ends_with([';', ',', '؛', '،']) { before } else { bare }
}

/// The mark a text ends in before closing quotation marks and brackets, with its bytes.
fn end(text: &Text<'_>) -> (End, usize) {
    let closes = |c: char| {
        c.is_whitespace()
            || is_mark(c)
            || matches!(
                c,
                '"' | '”' | '“' | '»' | '«' | '\'' | '’' | '‘' | ')' | ']' | '}' | '*' | '_'
            )
    };
    let bare = text.text.trim_end_matches(closes);
    let bare = without_joining_word(bare, text).trim_end_matches(closes);
    let mut chars = bare.char_indices().rev();
    let Some((at, last)) = chars.next() else { return (End::None, 0) };
    let asks = bare
        .chars()
        .rev()
        .take_while(|c| matches!(c, '?' | '!' | '؟' | '.' | '…'))
        .any(|c| matches!(c, '?' | '؟'));
    let end = match last {
        _ if asks => End::Question,
        '.' | '۔' if bare[..at].ends_with('.') => End::Ellipsis,
        '.' | '۔' | '。' => End::Stop,
        '…' => End::Ellipsis,
        '!' => End::Exclamation,
        ':' => End::Colon,
        ',' | '،' => End::Comma,
        ';' | '؛' => End::Semicolon,
        _ => End::None,
    };
    (end, at)
}
