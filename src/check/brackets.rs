//! Unpaired brackets and quotation marks.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use crate::language::LANGUAGES;

/// The check `brackets`.
pub(super) struct Brackets;

const NEVER_CLOSED: Form =
    Form::new("brackets.never", "{mark} is never closed; add its partner or remove it");
const NEVER_OPENED: Form =
    Form::new("brackets.nothing", "{mark} was never opened; add its partner or remove it");
const ALONE: Form =
    Form::new("brackets.alone", "{mark} has no partner; add its partner or remove it");

impl Check for Brackets {
    fn id(&self) -> &'static str {
        "brackets"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a bracket or quotation mark without its partner, where the other side is not alike"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Habits::default()))
    }
}

/// Units of each side with quotation marks, and with unpaired ones.
#[derive(Default)]
struct Habits {
    quoting: [u64; 2],
    lone: [u64; 2],
}

/// The most units a quotation may span.
const LONGEST_QUOTATION: usize = 6;

impl CrossCheck for Habits {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let full: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_full()).collect();
        let mut found: Vec<(usize, usize, Lone)> = Vec::new();
        for (number, pair) in full.iter().enumerate() {
            let lists = pair.sides().map(|text| lone(text.text, &text.marks));
            for (side, (own, other)) in
                [(&lists[0], &lists[1]), (&lists[1], &lists[0])].into_iter().enumerate()
            {
                // A quotation that continues in the next unit is open on both sides.
                let mut answers: BTreeMap<Kind, usize> = BTreeMap::new();
                for lone in other {
                    *answers.entry(lone.kind).or_default() += 1;
                }
                let marked = own.iter().any(|lone| lone.marker)
                    && matched_markers(pair.sides()[side].text, pair.sides()[1 - side].text);
                for lone in own.iter().filter(|lone| !lone.marker || marked) {
                    let answer = |kind: &Kind| kind.answers(lone.kind);
                    match answers.iter_mut().find(|(kind, count)| **count > 0 && answer(kind)) {
                        Some((_, count)) => *count -= 1,
                        None => found.push((number, side, *lone)),
                    }
                }
                let quotes = |&(_, mark): &_| matches!(mark, '«' | '»' | '“' | '”' | '"');
                let quotes = pair.sides()[side].marks.iter().any(quotes);
                self.quoting[side] += u64::from(quotes);
            }
        }
        let open = spans_units(&found);
        for ((_, side, lone), open) in found.iter().zip(&open) {
            self.lone[*side] += u64::from(lone.kind.is_quote() && !open);
        }
        for ((number, side, lone), open) in found.into_iter().zip(open) {
            let (pair, text) = (full[number], full[number].sides()[side]);
            // Some memories hold fragments of speech with unpaired quotation marks.
            let usual = self.lone[side] > 5 && self.lone[side] * 12 > self.quoting[side];
            let severity = if open || usual && lone.kind.is_quote() {
                Severity::Info
            } else {
                Severity::Warning
            };
            let range = lone.at..lone.at + lone.mark.len_utf8();
            let message = match lone.kind {
                Kind::Open(_) => NEVER_CLOSED.say(&[("mark", &lone.mark)]),
                Kind::Close(_) => NEVER_OPENED.say(&[("mark", &lone.mark)]),
                Kind::Straight => ALONE.say(&[("mark", &lone.mark)]),
            };
            report(pair.finding_at(&Brackets, severity, text, range, message));
        }
    }
}

/// Whether the markers of list items have lost their opening brackets: the other side has as many closing ones, and
/// more opening ones.
fn matched_markers(own: &str, other: &str) -> bool {
    let count = |text: &str, mark| text.chars().filter(|c| *c == mark).count();
    count(own, ')') == count(other, ')') && count(own, '(') < count(other, '(')
}

/// The unpaired marks at the ends of quotations that span several units: by unit, side and mark, in order.
fn spans_units(found: &[(usize, usize, Lone)]) -> Vec<bool> {
    let mut spans = vec![false; found.len()];
    for side in [0, 1] {
        let mut begun: Option<usize> = None;
        for (at, (unit, _, lone)) in
            found.iter().enumerate().filter(|(_, f)| f.1 == side && f.2.kind.is_quote())
        {
            let ends = begun.filter(|&first| {
                let near = *unit > found[first].0 && unit - found[first].0 <= LONGEST_QUOTATION;
                near && lone.kind != Kind::Open(Shape::Quote)
            });
            match ends {
                Some(first) => {
                    (spans[first], spans[at]) = (true, true);
                    begun = None;
                }
                None => begun = (lone.kind != Kind::Close(Shape::Quote)).then_some(at),
            }
        }
    }
    spans
}

/// Brackets of one kind; quotation marks of all shapes are one kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Shape {
    Round,
    Square,
    Curly,
    Quote,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Open(Shape),
    Close(Shape),
    Straight,
}

impl Kind {
    fn is_quote(self) -> bool {
        matches!(self, Kind::Open(Shape::Quote) | Kind::Close(Shape::Quote) | Kind::Straight)
    }

    /// Whether the unpaired marks of both sides correspond.
    fn answers(self, other: Kind) -> bool {
        self == other
            || self.is_quote()
                && other.is_quote()
                && (self == Kind::Straight || other == Kind::Straight)
    }
}

/// An unpaired mark.
#[derive(Debug, Clone, Copy)]
struct Lone {
    at: usize,
    mark: char,
    kind: Kind,
    /// Whether it may end the marker of a list item, which has no opening bracket.
    marker: bool,
}

fn kind(c: char) -> Option<Kind> {
    Some(match c {
        '(' => Kind::Open(Shape::Round),
        ')' => Kind::Close(Shape::Round),
        '[' => Kind::Open(Shape::Square),
        ']' => Kind::Close(Shape::Square),
        '{' => Kind::Open(Shape::Curly),
        '}' => Kind::Close(Shape::Curly),
        '«' | '“' | '„' => Kind::Open(Shape::Quote),
        '»' | '”' => Kind::Close(Shape::Quote),
        '"' => Kind::Straight,
        _ => return None,
    })
}

/// The unpaired ones of the marks of a text, in order.
fn lone(text: &str, marks: &[(usize, char)]) -> Vec<Lone> {
    // The open marks of each shape.
    let mut open: BTreeMap<Shape, Vec<Lone>> = BTreeMap::new();
    let mut lone: Vec<Lone> = Vec::new();
    let mut straight: Option<Lone> = None;
    for &(at, mark) in marks {
        let Some(kind) = kind(mark) else { continue };
        let this = Lone { at, mark, kind, marker: false };
        match kind {
            Kind::Open(shape) => open.entry(shape).or_default().push(this),
            Kind::Close(shape) => {
                if open.get_mut(&shape).and_then(Vec::pop).is_none() {
                    let marker = shape == Shape::Round && is_marker(text, at);
                    lone.push(Lone { marker, ..this });
                }
            }
            // After a digit it means inches or seconds.
            Kind::Straight
                if text[..at].ends_with(|c: char| c.is_ascii_digit()) && straight.is_none() => {}
            Kind::Straight => {
                straight = if straight.is_some() { None } else { Some(this) };
            }
        }
    }
    let closing = lone.len();
    lone.extend(open.into_values().flatten());
    lone[closing..].sort_by_key(|l| l.at);
    // Typists pair a curly mark with a straight one; “ may also begin what » ends.
    if let Some(mark) = straight {
        match lone
            .iter()
            .position(|l| matches!(l.kind, Kind::Open(Shape::Quote) | Kind::Close(Shape::Quote)))
        {
            Some(at) => {
                lone.remove(at);
            }
            None => lone.push(mark),
        }
    }
    unturn(&mut lone);
    lone.sort_by_key(|l| l.at);
    lone
}

/// Removes pairs of quotation marks that Arabic keyboards and converters have turned round: ”…“ and »…«.
fn unturn(lone: &mut Vec<Lone>) {
    let places = |mark: char| -> VecDeque<usize> {
        lone.iter().filter(|l| l.mark == mark).map(|l| l.at).collect()
    };
    let mut opening = [places('“'), places('«')];
    let mut paired = BTreeSet::new();
    for turned in lone.iter().filter(|l| matches!(l.mark, '”' | '»')) {
        let places = &mut opening[usize::from(turned.mark == '»')];
        while places.front().is_some_and(|at| *at < turned.at) {
            places.pop_front();
        }
        let Some(partner) = places.pop_front() else { break };
        paired.extend([turned.at, partner]);
    }
    lone.retain(|l| !paired.contains(&l.at));
    // Some begin a quotation with the mark that ends it: ”…”.
    let same: Vec<usize> = lone.iter().filter(|l| l.mark == '”').map(|l| l.at).collect();
    if same.len().is_multiple_of(2) {
        lone.retain(|l| l.mark != '”');
    }
}

/// Whether a closing bracket ends the marker of a list item: `a)`, `1)`, `أ)`.
fn is_marker(text: &str, at: usize) -> bool {
    // A marker is short; nothing before it is looked at but the end of a word.
    let start = text[..at].char_indices().rev().nth(LONGEST_MARKER).map_or(0, |(at, _)| at);
    let before = &text[start..at];
    let word = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or(before);
    let lead = before[..before.len() - word.len()].trim_end();
    let word = word.trim_matches(crate::text::fold::is_mark);
    // An item inside a text follows a mark or "and"; "paragraph 1)" lacks a bracket.
    let joins = |word: &str| LANGUAGES.iter().any(|language| language.joins_items(word));
    let begins = lead.chars().next_back().is_none_or(|c| !c.is_alphanumeric())
        || lead.rsplit_once(' ').is_some_and(|(_, last)| joins(last));
    begins
        && !word.is_empty()
        && word.chars().count() <= 3
        && word.chars().all(char::is_alphanumeric)
}

/// The most characters before a bracket that can show a marker and the word before it.
const LONGEST_MARKER: usize = 32;

impl Lone {
    #[cfg(test)]
    fn text(&self) -> char {
        self.mark
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_without_partner_are_found() {
        for (text, lone_marks) in [
            ("(a) [b] {c} «d» “e” \"f\"", ""),
            ("«a (b» c", "("),
            ("a) first", ""),
            ("12\" wide", ""),
            ("he said \"no", "\""),
            ("”قال“", ""),
            ("»قال«", ""),
            ("قال «نعم", "«"),
            ("see paragraph 1) of it", ")"),
            ("first: a) this; b) that, and c) those", ""),
            ("أ) هذا أو ب) ذاك", ""),
            ("انظر الفقرة 1) منه", ")"),
        ] {
            let marks: Vec<_> = text.char_indices().collect();
            let found: String =
                lone(text, &marks).iter().filter(|l| !l.marker).map(Lone::text).collect();
            assert_eq!(found, lone_marks, "{text}");
        }
    }
}
