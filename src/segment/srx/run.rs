//! Running rules over a text: at each place the first rule that matches decides.

use std::collections::BTreeSet;

use fancy_regex::{Regex, RegexInput};

use super::{Behind, Compiled, Rule, Rules};

/// The rules at work on one text.
pub(in crate::segment) struct Run<'t> {
    text: &'t str,
    rules: &'t [Compiled],
    // For each break rule, where to look on and the next place found, if it is known.
    cursors: Vec<Cursor>,
    // For each rule, where the expression before an exception was last looked for, and where it starts next.
    ahead: Vec<(usize, usize)>,
    /// The lines of the rules that took too many steps somewhere, and count as not matching there.
    stopped: BTreeSet<u64>,
}

/// A search that took too many steps.
struct Stopped;

type Searched<T> = Result<T, Stopped>;

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
            .filter(|(_, compiled)| matches!(compiled.rule, Rule::Break { .. }))
            .map(|(rule, _)| Cursor { rule, from: 0, next: None, done: false })
            .collect();
        let ahead = vec![(usize::MAX, 0); rules.0.len()];
        Run { text, rules: &rules.0, cursors, ahead, stopped: BTreeSet::new() }
    }

    /// The lines of the rules that took too many steps somewhere.
    pub(in crate::segment) fn stopped(&self) -> &BTreeSet<u64> {
        &self.stopped
    }

    /// The first place after byte `after` and before `end` where the rules break the text.
    pub(in crate::segment) fn next_break(&mut self, after: usize, end: usize) -> Option<usize> {
        let mut floor = after;
        loop {
            let mut first: Option<(usize, usize)> = None;
            for cursor in &mut self.cursors {
                let Compiled { line, rule } = &self.rules[cursor.rule];
                let place = cursor.advance(self.text, rule, floor).unwrap_or_else(|Stopped| {
                    self.stopped.insert(*line);
                    cursor.done = true;
                    None
                });
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
        self.rules[..rule].iter().zip(&mut self.ahead).any(|(Compiled { line, rule }, ahead)| {
            rule.excepts(text, place, ahead).unwrap_or_else(|Stopped| {
                self.stopped.insert(*line);
                false
            })
        })
    }
}

impl Rule {
    /// Whether it is an exception that holds at `place`; `ahead` is what is known of the text from earlier.
    fn excepts(&self, text: &str, place: usize, ahead: &mut (usize, usize)) -> Searched<bool> {
        let Rule::Exception { before, after } = self else { return Ok(false) };
        if let Some(after) = after
            && !matches_at(after, text, place)?
        {
            return Ok(false);
        }
        before.as_ref().map_or(Ok(true), |before| before.matches(text, place, ahead))
    }
}

impl Behind {
    /// Whether the expression matches up to `place`; `ahead` is what is known of the text from earlier.
    fn matches(&self, text: &str, place: usize, ahead: &mut (usize, usize)) -> Searched<bool> {
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
                *ahead = (from, find(alone, text, from)?.map_or(usize::MAX, |found| found.0));
            }
            if ahead.1 > place {
                return Ok(false);
            }
            from = from.max(ahead.1);
        }
        Ok(find(ending, &text[..place], from)?.is_some())
    }
}

impl Cursor {
    /// The first place of the rule after `floor`.
    fn advance(&mut self, text: &str, rule: &Rule, floor: usize) -> Searched<Option<usize>> {
        let Rule::Break { before, after } = rule else { return Ok(None) };
        while !self.done && self.next.is_none_or(|place| place <= floor) {
            self.next = self.search(text, before.as_ref(), after.as_ref())?;
            self.done = self.next.is_none();
        }
        Ok(self.next)
    }

    fn search(
        &mut self,
        text: &str,
        before: Option<&Regex>,
        after: Option<&Regex>,
    ) -> Searched<Option<usize>> {
        let look = |regex: Option<&Regex>, from| regex.map_or(Ok(None), |r| find(r, text, from));
        while self.from <= text.len() {
            let Some((start, end)) = look(before.or(after), self.from)? else { return Ok(None) };
            if before.is_none() {
                self.from = step(text, start);
                return Ok(Some(start));
            }
            self.from = if end - start > OVERLAP { end } else { step(text, start) };
            // The same end is found again from each start; one place is enough.
            if self.next == Some(end) {
                continue;
            }
            if after.map_or(Ok(true), |after| matches_at(after, text, end))? {
                return Ok(Some(end));
            }
        }
        Ok(None)
    }
}

fn find(regex: &Regex, text: &str, from: usize) -> Searched<Option<(usize, usize)>> {
    let found = regex.find_input(RegexInput::new(text).from_pos(from));
    Ok(found.map_err(|_| Stopped)?.map(|found| (found.start(), found.end())))
}

fn matches_at(regex: &Regex, text: &str, place: usize) -> Searched<bool> {
    let found = regex.find_input(RegexInput::new(text).from_pos(place).anchored(true));
    Ok(found.map_err(|_| Stopped)?.is_some())
}

fn step(text: &str, at: usize) -> usize {
    at + text[at..].chars().next().map_or(1, char::len_utf8)
}
