//! Two segmented texts, and the beads that join them.

use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::text::Span;
use crate::text::fold::{is_mark, is_vowel_mark};

/// A unit of translation: a sentence, a heading, a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The block it was cut from, counted from 0.
    pub block: u32,
    /// Where it lies in the block's text, in bytes.
    pub span: Span,
    /// The line of the file where it starts, from 1.
    pub line: u64,
    /// Whether nothing, not even white space, stands between it and the segment before.
    pub glued: bool,
    /// The text as it was read.
    pub text: String,
}

impl Segment {
    /// Whether the segment shows nothing, as an empty line of a segmented file: there is nothing to translate.
    pub fn is_blank(&self) -> bool {
        let shows_nothing = |c: char| {
            c.is_whitespace()
                || c.is_control()
                || is_mark(c) && !is_vowel_mark(c)
                || matches!(c, '\u{FFFE}' | '\u{FFFF}')
        };
        self.text.chars().all(shows_nothing)
    }

    /// A segment with this text, which is its block.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Segment {
        let span = Span::new(0, text.len());
        Segment { block: 0, span, line: 1, glued: false, text: text.to_owned() }
    }
}

/// A text cut into segments, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    /// The language of the text.
    pub lang: Lang,
    /// The segments, counted from 0.
    pub items: Vec<Segment>,
}

impl Segments {
    /// The number of segments.
    pub fn len(&self) -> u32 {
        u32::try_from(self.items.len()).unwrap_or(u32::MAX)
    }

    /// Whether there is no segment.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The segments of a run.
    ///
    /// # Panics
    ///
    /// If the run reaches past the last segment.
    pub fn of(&self, run: Run) -> &[Segment] {
        &self.items[run.start as usize..run.end as usize]
    }

    /// The text of a run as one string: a space between segments, but none where the file had none. A line
    /// break inside a segment only wraps it, so it becomes a space.
    ///
    /// # Panics
    ///
    /// If the run reaches past the last segment.
    pub fn text(&self, run: Run) -> String {
        let mut joined = String::new();
        for segment in self.of(run) {
            if !joined.is_empty() && !segment.glued {
                joined.push(' ');
            }
            let mut lines = segment.text.lines().map(str::trim).filter(|line| !line.is_empty());
            joined.push_str(lines.next().unwrap_or_default());
            for line in lines {
                joined.push(' ');
                joined.push_str(line);
            }
        }
        joined
    }
}

/// Two segmented texts, not yet aligned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitext {
    /// The text that was translated.
    pub source: Segments,
    /// Its translation.
    pub target: Segments,
}

/// A run of segments of one side: half-open, counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Run {
    /// First segment.
    pub start: u32,
    /// One past the last segment.
    pub end: u32,
}

impl Run {
    /// The run of the segments from `start` up to, not including, `end`.
    pub fn new(start: u32, end: u32) -> Run {
        Run { start, end }
    }

    /// The number of segments.
    pub fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the run holds no segment.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// The segment numbers, in order.
    pub fn indices(self) -> std::ops::Range<u32> {
        self.start..self.end
    }
}

/// A candidate bead: a run of source segments and a run of target segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cut {
    /// The source side.
    pub source: Run,
    /// The target side.
    pub target: Run,
}

impl Cut {
    /// Joins two runs.
    pub fn new(source: Run, target: Run) -> Cut {
        Cut { source, target }
    }

    /// How many segments each side has.
    pub fn shape(self) -> Shape {
        Shape { source: self.source.len(), target: self.target.len() }
    }
}

/// The number of segments on each side of a bead; written `1-2`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Shape {
    /// Segments of the source.
    pub source: u32,
    /// Segments of the target.
    pub target: u32,
}

impl Shape {
    /// Whether a side is empty, that is, the segments are left unaligned.
    pub fn is_gap(self) -> bool {
        self.source == 0 || self.target == 0
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.source, self.target)
    }
}

/// The probability that a bead is right, 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Confidence(f32);

impl Confidence {
    /// Full confidence, as of a bead a person made.
    pub const CERTAIN: Confidence = Confidence(1.0);

    /// A confidence, if `value` is a number from 0 to 1.
    pub fn new(value: f32) -> Option<Confidence> {
        (0.0..=1.0).contains(&value).then_some(Confidence(value))
    }

    /// The confidence nearest to a computed probability that rounding may have pushed out of range; NaN becomes
    /// 0, and no computation is certain.
    pub fn clamped(value: f64) -> Confidence {
        const MOST: f32 = 1.0 - f32::EPSILON / 2.0;
        Confidence(if value.is_nan() { 0.0 } else { (value.max(0.0) as f32).min(MOST) })
    }

    /// The number, 0 to 1.
    pub fn get(self) -> f32 {
        self.0
    }
}

impl fmt::Display for Confidence {
    /// Four decimals, rounded down, so that only certainty prints as 1.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.4}", (f64::from(self.0) * 10_000.0).floor() / 10_000.0)
    }
}

/// A chosen cut and how sure the aligner is of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bead {
    /// What it joins. One side may be empty: those segments are unaligned.
    pub cut: Cut,
    /// The probability that it is right.
    pub confidence: Confidence,
}

/// Beads that cover every segment of both sides exactly once, in the order of the source. Blocks of the target
/// that were moved make beads that cross others; see [`Ladder::moved`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Ladder {
    beads: Vec<Bead>,
}

impl Ladder {
    /// A ladder over `source` and `target` segments.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BrokenLadder`] if a bead is empty on both sides, a source segment is left out, doubled or out
    /// of order, or a target segment left out or doubled; the message names the first.
    pub fn new(source: u32, target: u32, beads: Vec<Bead>) -> Result<Ladder> {
        let broken = |message: String| Err(Error::new(ErrorKind::BrokenLadder { message }));
        let mut next = 0;
        let mut seen = vec![false; target as usize];
        for (number, bead) in beads.iter().enumerate() {
            let Cut { source, target } = bead.cut;
            if source.is_empty() && target.is_empty() {
                return broken(format!("bead {number} is empty on both sides"));
            }
            if source.start != next || source.end < source.start {
                let start = source.start;
                return broken(format!(
                    "bead {number}: source segment {next} should come next, not {start}"
                ));
            }
            next = source.end;
            for j in target.indices() {
                match seen.get_mut(j as usize) {
                    Some(seen) if !*seen => *seen = true,
                    _ => {
                        let message = "is in another bead already, or beyond the end";
                        return broken(format!("bead {number}: target segment {j} {message}"));
                    }
                }
            }
        }
        if next != source {
            return broken(format!("the beads end at source segment {next} of {source}"));
        }
        match seen.iter().position(|seen| !seen) {
            Some(j) => broken(format!("target segment {j} is in no bead")),
            None => Ok(Ladder { beads }),
        }
    }

    /// Which beads cross others: those with two sides that are not on the chain, rising on both sides, that
    /// holds the most target segments.
    pub fn moved(&self) -> Vec<bool> {
        let full: Vec<usize> =
            (0..self.beads.len()).filter(|&at| !self.beads[at].cut.shape().is_gap()).collect();
        // Best chains over target ends, by a Fenwick tree: (segments on it, place in `full` and one).
        let most = full.iter().map(|&at| self.beads[at].cut.target.end as usize).max().unwrap_or(0);
        let mut tree = vec![(0u64, 0usize); most + 1];
        let mut before = vec![0; full.len()];
        let mut last = (0, 0);
        for (place, &at) in full.iter().enumerate() {
            let target = self.beads[at].cut.target;
            let mut best = (0, 0);
            let mut node = target.start as usize;
            while node > 0 {
                best = if tree[node].0 > best.0 { tree[node] } else { best };
                node &= node - 1;
            }
            before[place] = best.1;
            let here = (best.0 + u64::from(target.len()), place + 1);
            last = if here.0 > last.0 { here } else { last };
            let mut node = target.end as usize;
            while node < tree.len() {
                tree[node] = if here.0 > tree[node].0 { here } else { tree[node] };
                node += node & node.wrapping_neg();
            }
        }
        let mut moved = vec![false; self.beads.len()];
        full.iter().for_each(|&at| moved[at] = true);
        let mut place = last.1;
        while place > 0 {
            moved[full[place - 1]] = false;
            place = before[place - 1];
        }
        moved
    }

    /// The beads, in order.
    pub fn beads(&self) -> &[Bead] {
        &self.beads
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bead(s: (u32, u32), t: (u32, u32)) -> Bead {
        Bead {
            cut: Cut::new(Run::new(s.0, s.1), Run::new(t.0, t.1)),
            confidence: Confidence::CERTAIN,
        }
    }

    #[test]
    fn a_ladder_covers_everything_once() {
        let good = vec![bead((0, 1), (0, 2)), bead((1, 2), (2, 2)), bead((2, 3), (2, 3))];
        assert!(Ladder::new(3, 3, good.clone()).is_ok());
        assert!(Ladder::new(4, 3, good.clone()).is_err());
        assert!(Ladder::new(3, 3, good[1..].to_vec()).is_err());
        assert!(Ladder::new(0, 0, vec![bead((0, 0), (0, 0))]).is_err());
        assert!(Ladder::new(2, 2, vec![bead((1, 2), (0, 1)), bead((0, 1), (1, 2))]).is_err());
        assert!(Ladder::new(2, 1, vec![bead((0, 1), (0, 1)), bead((1, 2), (0, 1))]).is_err());
        assert!(Ladder::new(1, 1, vec![bead((0, 1), (0, 2))]).is_err());
    }

    #[test]
    fn beads_off_the_main_chain_are_moved() {
        let beads = vec![
            bead((0, 1), (3, 4)),
            bead((1, 2), (0, 1)),
            bead((2, 3), (1, 3)),
            bead((3, 4), (4, 4)),
            bead((4, 5), (4, 5)),
        ];
        let ladder = Ladder::new(5, 5, beads).unwrap();
        assert_eq!(ladder.moved(), [true, false, false, false, false]);
        assert!(Ladder::default().moved().is_empty());
    }

    #[test]
    fn confidence_is_a_probability() {
        assert!(Confidence::new(f32::NAN).is_none());
        assert!(Confidence::new(1.5).is_none());
        assert_eq!(Confidence::clamped(f64::NAN).get(), 0.0);
        assert_eq!(Confidence::clamped(0.99999).to_string(), "0.9999");
        assert_eq!(Confidence::CERTAIN.to_string(), "1.0000");
    }
}
