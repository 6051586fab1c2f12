//! One sentence in the making, as every rule sees it.

use super::abbreviation::Lists;
use super::chars;
use super::word::Before;
use crate::language::sentence::Cues;

/// One sentence in the making.
pub(super) struct Judge<'t> {
    pub(super) text: &'t str,
    pub(super) lists: &'t Lists,
    /// Where the sentence starts.
    pub(super) start: usize,
    /// Where the paragraph ends.
    pub(super) end: usize,
}

/// How far back an opening mark is looked for, in bytes.
const REACH: usize = 1500;

impl Judge<'_> {
    /// Whether nothing that shows stands between the sentence's start and `at`.
    pub(super) fn is_head(&self, at: usize) -> bool {
        chars::skip_white(self.text, self.start) >= at
    }

    pub(super) fn next(&self, at: usize) -> Option<(char, usize)> {
        chars::next(self.text, at).filter(|hit| hit.1 <= self.end)
    }

    /// The character at or after byte `at` less [`REACH`], not before the sentence.
    pub(super) fn back(&self, at: usize) -> usize {
        let mut from = self.start.max(at.saturating_sub(REACH));
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        from
    }

    /// What the language of a word says the rules should look for.
    pub(super) fn cues(&self, word: &Before) -> &'static Cues {
        self.lists.cues(word.script().language())
    }
}

/// The last character before byte `at` that is no white space, with its first byte; not before `floor`.
pub(super) fn prev_visible(text: &str, mut at: usize, floor: usize) -> Option<(char, usize)> {
    loop {
        let (c, place) = chars::prev(text, at).filter(|&(_, place)| place >= floor)?;
        if !c.is_whitespace() {
            return Some((c, place));
        }
        at = place;
    }
}

/// Whether a character is a dash or hyphen.
pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '―')
}
