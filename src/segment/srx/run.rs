//! Running rules over a text: at each place the first rule that matches decides.

use fancy_regex::{Regex, RegexInput};

use super::{Behind, Rule, Rules};

/// The rules at work on one text.
pub(in crate::segment) struct Run<'t> {
    text: &'t str,
    rules: &'t [Rule],
    // For each break rule, where to look on and the next place found, if it is known.
    cursors: Vec<Cursor>,
    // For each rule, where the expression before an exception was last looked for, and where it starts next.
    ahead: Vec<(usize, usize)>,
}

struct Cursor {
    rule: usize,
    from: usize,
    next: Option<usize>,
    done: bool,
}

/// A match longer than this is not searched again from its second character.
const OVERLAP: usize = 64;
/// Exceptions look back no further than this, in bytes.
const WINDOW: usize = 512;

impl<'t> Run<'t> {
    pub(in crate::segment) fn new(text: &'t str, rules: &'t Rules) -> Run<'t> {
        let cursors = rules
            .0
            .iter()
            .enumerate()
            .filter(|(_, rule)| matches!(rule, Rule::Break { .. }))
            .map(|(rule, _)| Cursor { rule, from: 0, next: None, done: false })
            .collect();
        Run { text, rules: &rules.0, cursors, ahead: vec![(usize::MAX, 0); rules.0.len()] }
    }

    /// The first place after byte `after` and before `end` where the rules break the text.
    pub(in crate::segment) fn next_break(&mut self, after: usize, end: usize) -> Option<usize> {
        let mut floor = after;
        loop {
            let mut first: Option<(usize, usize)> = None;
            for cursor in &mut self.cursors {
                let place = cursor.advance(self.text, &self.rules[cursor.rule], floor);
                if let Some(place) = place
                    && first.is_none_or(|(best, _)| place < best)
                {
                    first = Some((place, cursor.rule));
                }
            }
            let (place, rule) = first.filter(|&(place, _)| place < end)?;
            if !self.excepted_before(place, rule) {
                return Some(place);
            }
            floor = place;
        }
    }

    /// Whether an exception holds at `place`, and no break rule stands before it.
    ///
    /// To be asked only of places where [`Run::next_break`] found none.
    pub(in crate::segment) fn excepted(&mut self, place: usize) -> bool {
        self.excepted_before(place, self.rules.len())
    }

    fn excepted_before(&mut self, place: usize, rule: usize) -> bool {
        let text = self.text;
        self.rules[..rule].iter().zip(&mut self.ahead).any(|(rule, ahead)| match rule {
            Rule::Exception { before, after } => {
                after.as_ref().is_none_or(|after| matches_at(after, text, place))
                    && before.as_ref().is_none_or(|before| before.matches(text, place, ahead))
            }
            Rule::Break { .. } => false,
        })
    }
}

impl Behind {
    /// Whether the expression matches up to `place`; `ahead` is what is known of the text from earlier.
    fn matches(&self, text: &str, place: usize, ahead: &mut (usize, usize)) -> bool {
        let (ending, alone) = match self {
            Behind::Look(regex) => return matches_at(regex, text, place),
            Behind::CutOff { ending, alone } => (ending, alone),
        };
        let mut from = place.saturating_sub(WINDOW);
        while !text.is_char_boundary(from) {
            from += 1;
        }
        if let Some(alone) = alone {
            let (looked, start) = *ahead;
            if looked > from || start < from {
                *ahead = (from, find(alone, text, from).map_or(usize::MAX, |found| found.0));
            }
            if ahead.1 > place {
                return false;
            }
            from = from.max(ahead.1);
        }
        find(ending, &text[..place], from).is_some()
    }
}

impl Cursor {
    /// The first place of the rule after `floor`.
    fn advance(&mut self, text: &str, rule: &Rule, floor: usize) -> Option<usize> {
        let Rule::Break { before, after } = rule else { return None };
        while !self.done && self.next.is_none_or(|place| place <= floor) {
            self.next = self.search(text, before.as_ref(), after.as_ref());
            self.done = self.next.is_none();
        }
        self.next
    }

    fn search(
        &mut self,
        text: &str,
        before: Option<&Regex>,
        after: Option<&Regex>,
    ) -> Option<usize> {
        while self.from <= text.len() {
            let Some(before) = before else {
                let found = find(after?, text, self.from)?;
                self.from = step(text, found.0);
                return Some(found.0);
            };
            let (start, end) = find(before, text, self.from)?;
            self.from = if end - start > OVERLAP { end } else { step(text, start) };
            // The same end is found again from each start; one place is enough.
            if self.next == Some(end) {
                continue;
            }
            if after.is_none_or(|after| matches_at(after, text, end)) {
                return Some(end);
            }
        }
        None
    }
}

fn find(regex: &Regex, text: &str, from: usize) -> Option<(usize, usize)> {
    // An expression that backtracks without end matches nothing.
    let found = regex.find_input(RegexInput::new(text).from_pos(from)).ok().flatten()?;
    Some((found.start(), found.end()))
}

fn matches_at(regex: &Regex, text: &str, place: usize) -> bool {
    regex
        .find_input(RegexInput::new(text).from_pos(place).anchored(true))
        .is_ok_and(|found| found.is_some())
}

fn step(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
