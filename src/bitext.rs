//! Two segmented texts, and the beads that join them.

use std::collections::BTreeSet;
use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::text::fold::{is_mark, is_vowel_mark};
use crate::text::hyphen::{divided, has_word};
use crate::text::{
    Block, BlockKind, Code, Document, LeftOut, Parted, Place, Span, divide_codes, line_ends,
};

pub(crate) mod chain;
pub(crate) mod constraints;
mod structure;

pub use constraints::{Constraint, Constraints};

use chain::Link;

/// One of the two texts of a bitext.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The text that was translated.
    Source,
    /// Its translation.
    Target,
}

impl Side {
    /// Both sides, the source first.
    pub fn both() -> [Side; 2] {
        [Side::Source, Side::Target]
    }
}

impl fmt::Display for Side {
    /// `source` or `target`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Side::Source => "source",
            Side::Target => "target",
        })
    }
}

/// A unit of translation: a sentence, a heading, a list item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segment {
    /// The block it starts in, counted from 0.
    pub block: u32,
    /// Where it lies in that block's text, in bytes.
    pub span: Span,
    /// Where in the file it starts.
    pub place: Place,
    /// Whether nothing, not even white space, stands between it and the segment before.
    pub glued: bool,
    /// The text as it was read, without inline codes. Where it goes on in another block there is a line feed.
    pub text: String,
    /// The inline codes, in the order of the text.
    pub(crate) codes: Vec<Code>,
    /// The further places it comes from, in the order of the text.
    pub(crate) continued: Vec<Continuation>,
}

/// A place from which a segment goes on: another block, or another place of the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Continuation {
    /// The byte of the segment's text from which on the place holds.
    pub(crate) at: u32,
    /// The block, counted from 0. Of a block that the segment does not start in, this is the first byte.
    pub(crate) block: u32,
    /// Where in the file it goes on.
    pub(crate) place: Place,
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

    /// Whether the segment shows something, but no letter and no digit.
    pub(crate) fn is_separator(&self) -> bool {
        !self.text.contains(char::is_alphanumeric) && !self.is_blank()
    }

    /// A segment with this text, which is all of block 0.
    pub fn new(text: impl Into<String>, place: Place) -> Segment {
        let text = text.into();
        let span = Span::new(0, text.len());
        let (codes, continued) = (Vec::new(), Vec::new());
        Segment { block: 0, span, place, glued: false, text, codes, continued }
    }

    /// A segment with this text, on the first line of its file.
    #[cfg(test)]
    pub(crate) fn of(text: &str) -> Segment {
        Segment::new(text, Place::Line(1))
    }

    /// All places the segment comes from, in the order of the text.
    pub(crate) fn places(&self) -> impl Iterator<Item = &Place> {
        std::iter::once(&self.place).chain(self.continued.iter().map(|c| &c.place))
    }

    /// All its places in words.
    pub(crate) fn places_in_words(&self) -> String {
        let places: Vec<String> = self.places().map(ToString::to_string).collect();
        places.join("; ")
    }

    /// The place of a byte of the text.
    pub(crate) fn place_at(&self, byte: usize) -> Place {
        let before = self.continued.partition_point(|c| c.at as usize <= byte);
        let (from, place) = match before.checked_sub(1) {
            Some(last) => (self.continued[last].at as usize, &self.continued[last].place),
            None => (0, &self.place),
        };
        place.after_lines(line_ends(&self.text[from..byte]))
    }

    /// The part between two bytes of the text as a segment of its own, trimmed unless it is the whole.
    pub(crate) fn part(&self, from: usize, to: usize) -> Segment {
        if from == 0 && to == self.text.len() { self.clone() } else { self.trimmed(from, to) }
    }

    fn trimmed(&self, from: usize, to: usize) -> Segment {
        let whole = &self.text[from..to];
        let start = to - whole.trim_start().len();
        let end = start + whole.trim().len();
        let in_range = |c: &&Continuation| (c.at as usize) > start && (c.at as usize) < end;
        let continued: Vec<Continuation> = (self.continued.iter().filter(in_range))
            .map(|c| Continuation { at: c.at - start as u32, ..c.clone() })
            .collect();
        let before = self.continued.iter().take_while(|c| c.at as usize <= start);
        let block = before.last().map_or(self.block, |c| c.block);
        // The byte of the block at which the text would start.
        let first =
            self.continued.iter().find(|c| c.block == block).filter(|_| block != self.block);
        let offset = |byte: usize| match first {
            Some(first) => byte - first.at as usize,
            None => byte + self.span.start as usize,
        };
        let next = continued.iter().find(|c| c.block != block);
        let end_here = next.map_or(end, |next| (start + next.at as usize).saturating_sub(1));
        let ends = [0..start, start..end, end..self.text.len()];
        Segment {
            block,
            span: Span::new(offset(start), offset(end_here.max(start))),
            place: self.place_at(start),
            glued: if from == 0 {
                self.glued
            } else {
                start == from && !self.text[..from].ends_with(char::is_whitespace)
            },
            text: self.text[start..end].to_owned(),
            codes: divide_codes(&self.codes, &ends, Parted::Reopened).swap_remove(1),
            continued,
        }
    }
}

/// A text cut into segments, in reading order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Segments {
    /// The language of the text.
    pub lang: Lang,
    /// The segments, counted from 0.
    pub items: Vec<Segment>,
    /// The number of the first segment of each flow of the document but the first, in order.
    pub(crate) flows: Vec<u32>,
    /// What the reader of the document left out.
    pub left_out: Vec<LeftOut>,
    /// What the blocks are that the segments were cut from, by their number. Those that are not listed are paragraphs
    /// without a key.
    pub(crate) blocks: Vec<BlockLabel>,
    /// How many segments of a text without sentence ends were cut into clauses.
    pub unended: u32,
    /// The lines of a user's SRX rules that took too many steps somewhere in the text, and count as not matching there.
    pub stopped_rules: BTreeSet<u64>,
}

/// The blocks of a document as segments, without white space at their ends; an empty block is an empty segment.
impl From<Document> for Segments {
    fn from(document: Document) -> Segments {
        let blocks = BlockLabel::of(&document.blocks);
        let count = document.blocks.len() as u32;
        let segment =
            |(number, block): (u32, Block)| Segment { block: number, ..Segment::from(block) };
        Segments {
            lang: document.lang,
            items: (0..).zip(document.blocks).map(segment).collect(),
            flows: rising(&document.flows, count),
            left_out: document.left_out,
            blocks,
            unended: 0,
            stopped_rules: BTreeSet::new(),
        }
    }
}

/// Starts of flows in order, none behind the end.
fn rising(flows: &[u32], end: u32) -> Vec<u32> {
    let mut last = 0;
    let next = |&flow: &u32| {
        last = flow.max(last).min(end);
        last
    };
    flows.iter().map(next).collect()
}

/// A block as a segment, without white space at its ends.
impl From<Block> for Segment {
    fn from(block: Block) -> Segment {
        let whole = block.text.len();
        let mut places = block.places.into_iter();
        let (_, place) = places.next().unwrap_or((0, Place::Paragraph(1)));
        let continued = places.map(|(at, place)| Continuation { at, block: 0, place });
        let segment = Segment {
            continued: continued.collect(),
            codes: block.codes,
            ..Segment::new(block.text, place)
        };
        if segment.text.trim().len() == whole { segment } else { segment.trimmed(0, whole) }
    }
}

/// What a block is, for the segments cut from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BlockLabel {
    /// What it is in its document.
    pub(crate) kind: BlockKind,
    /// The name of the text that is the same in files of all languages, where the format has one.
    pub(crate) key: Option<String>,
}

impl BlockLabel {
    /// The labels of blocks; none if all are paragraphs without a key.
    pub(crate) fn of(blocks: &[Block]) -> Vec<BlockLabel> {
        let label = |block: &Block| BlockLabel { kind: block.kind, key: block.key.clone() };
        match blocks.iter().any(|b| b.kind != BlockKind::Paragraph || b.key.is_some()) {
            true => blocks.iter().map(label).collect(),
            false => Vec::new(),
        }
    }
}

impl Segments {
    /// The segments of one flow of paragraphs.
    pub fn new(lang: Lang, items: Vec<Segment>) -> Segments {
        let (flows, left_out, blocks) = (Vec::new(), Vec::new(), Vec::new());
        let stopped_rules = BTreeSet::new();
        Segments { lang, items, flows, left_out, blocks, unended: 0, stopped_rules }
    }

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

    fn is_of(&self, segment: &Segment, kind: BlockKind) -> bool {
        self.label(segment).is_some_and(|label| label.kind == kind)
    }

    fn has(&self, kind: BlockKind) -> bool {
        self.items.iter().any(|segment| self.is_of(segment, kind))
    }

    /// Counts the segments of headers or footers among what was left out.
    fn leave_out(&mut self, kind: BlockKind) {
        let is_kept: Vec<bool> =
            self.items.iter().map(|segment| !self.is_of(segment, kind)).collect();
        let kept_before = |end: u32| is_kept[..end as usize].iter().filter(|kept| **kept).count();
        self.flows = self.flows.iter().map(|&flow| kept_before(flow) as u32).collect();
        let mut kept = is_kept.iter();
        let mut texts: Vec<String> = Vec::new();
        self.items.retain(|segment| {
            let is_kept = kept.next().is_none_or(|kept| *kept);
            if !is_kept {
                texts.push(segment.text.clone());
            }
            is_kept
        });
        self.left_out.push(LeftOut {
            what: if kind == BlockKind::Header { "page headers" } else { "page footers" },
            count: texts.len() as u64,
            sample: texts.join("; "),
            is_loss: false,
        });
    }

    /// What the block is that a segment starts in, if it is more than a paragraph without a key.
    pub(crate) fn label(&self, segment: &Segment) -> Option<&BlockLabel> {
        self.blocks.get(segment.block as usize)
    }

    /// The text of a run as one string: a space between segments, but none where the file had none. A line
    /// break inside a segment only wraps it, so it becomes a space; a word that is divided there is whole again.
    ///
    /// # Panics
    ///
    /// If the run reaches past the last segment.
    pub fn text(&self, run: Run) -> String {
        self.coded_text(run).0
    }

    /// The text of a run as [`Segments::text`] gives it, with its inline codes.
    ///
    /// # Panics
    ///
    /// If the run reaches past the last segment.
    pub(crate) fn coded_text(&self, run: Run) -> (String, Vec<Code>) {
        let (mut joined, mut codes) = (String::new(), Vec::new());
        // A whole book would be searched for every word that is divided in it.
        const NEAR: usize = 300;
        let from = (run.start as usize).saturating_sub(NEAR);
        let near = &self.items[from..self.items.len().min(run.end as usize + NEAR)];
        let has_word = |word: &str| near.iter().any(|item| has_word(&item.text, word));
        for segment in self.of(run) {
            let mut own = segment.codes.iter().peekable();
            let (mut is_first, mut end) = (true, 0);
            for line in segment.text.split('\n') {
                let start = end + line.len() - line.trim_start().len();
                end += line.len() + 1;
                let line = line.trim();
                // A segment without text still stands between two spaces.
                let is_blank = is_first && end > segment.text.len();
                if line.is_empty() && !is_blank {
                    continue;
                }
                // What ends something stands before the space, all else behind it.
                while let Some(code) = own.next_if(|code| code.at <= start && code.is_end()) {
                    codes.push(Code { at: joined.len(), ..code.clone() });
                }
                let divided = if is_first { None } else { divided(&joined, line, &has_word) };
                match divided {
                    Some(hyphen) => {
                        joined.truncate(joined.len() - hyphen);
                        codes.iter_mut().for_each(|code| code.at = code.at.min(joined.len()));
                    }
                    None if is_first && (joined.is_empty() || segment.glued) => {}
                    None => joined.push(' '),
                }
                is_first = false;
                let here = joined.len();
                while let Some(code) = own.next_if(|code| code.at < start + line.len()) {
                    let at = here + code.at.saturating_sub(start);
                    codes.push(Code { at, ..code.clone() });
                }
                joined.push_str(line);
            }
            codes.extend(own.map(|code| Code { at: joined.len(), ..code.clone() }));
        }
        (joined, codes)
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

impl Bitext {
    /// Counts page headers and footers among what was left out of the texts, where both have them: they would be units of
    /// the memory of every document.
    #[must_use]
    pub fn without_page_headers(mut self) -> Bitext {
        for kind in [BlockKind::Header, BlockKind::Footer] {
            if Side::both().into_iter().all(|side| self.side(side).has(kind)) {
                self.source.leave_out(kind);
                self.target.leave_out(kind);
            }
        }
        self
    }

    /// The text of a side.
    pub fn side(&self, side: Side) -> &Segments {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }
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

    /// Whether a segment is in both runs.
    pub(crate) fn overlaps(self, other: Run) -> bool {
        self.start.max(other.start) < self.end.min(other.end)
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

    /// The run on a side.
    pub(crate) fn side(self, side: Side) -> Run {
        match side {
            Side::Source => self.source,
            Side::Target => self.target,
        }
    }

    /// Whether another cut lies inside this one, on both sides.
    pub(crate) fn contains(self, other: Cut) -> bool {
        Side::both().into_iter().all(|side| {
            let (run, inner) = (self.side(side), other.side(side));
            run.start <= inner.start && inner.end <= run.end
        })
    }

    /// Whether two cuts share a segment, on either side.
    pub(crate) fn overlaps(self, other: Cut) -> bool {
        Side::both().into_iter().any(|side| self.side(side).overlaps(other.side(side)))
    }

    /// Whether the start of this cut, as a point between segments, lies inside a run of another.
    pub(crate) fn runs_through(self, other: Cut) -> bool {
        Side::both().into_iter().any(|side| {
            let (at, run) = (self.side(side).start, other.side(side));
            run.start < at && at < run.end
        })
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
    pub(crate) source: u32,
    /// Segments of the target.
    pub(crate) target: u32,
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
    pub(crate) fn clamped(value: f64) -> Confidence {
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
        let link = |&at: &usize| {
            let Cut { source, target } = self.beads[at].cut;
            let (source, weight) = (source.start, u64::from(target.len()));
            Link { source, start: target.start, end: target.end, weight }
        };
        let links: Vec<Link<u64>> = full.iter().map(link).collect();
        let mut moved = vec![false; self.beads.len()];
        full.iter().for_each(|&at| moved[at] = true);
        chain::heaviest(&links).into_iter().for_each(|place| moved[full[place]] = false);
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
    fn words_divided_at_line_ends_are_whole_in_units() {
        let text = |text: &str, more: &str| {
            let side = Segments::new(Lang::EN, vec![Segment::of(text), Segment::of(more)]);
            side.text(Run::new(0, 1))
        };
        assert_eq!(text("the recon\u{AD}\nstruction plan", ""), "the reconstruction plan");
        assert_eq!(
            text("the recon-\nstruction plan", "a reconstruction"),
            "the reconstruction plan"
        );
        assert_eq!(text("the recon-\nstruction plan", ""), "the reconstruction plan");
        assert_eq!(text("the recon-\r\nstruction plan", ""), "the reconstruction plan");
        assert_eq!(text("a well-\nknown man", "well known"), "a well-known man");
        assert_eq!(text("a well-\nknown man", "as well-known as she"), "a well-known man");
        assert_eq!(text("pages 5 -\n7 and so on", ""), "pages 5 - 7 and so on");
        assert_eq!(text("the end -\nor not", ""), "the end - or not");
    }

    #[test]
    fn parts_know_their_place() {
        let segment = Segment {
            block: 2,
            span: Span::new(10, 21),
            ..Segment::new("one\ntwo six", Place::Line(5))
        };
        let tail = segment.part(4, 11);
        assert_eq!(
            (tail.text.as_str(), tail.span, tail.place.line()),
            ("two six", Span::new(14, 21), Some(6))
        );
        assert!(!tail.glued && segment.part(5, 11).glued);
    }

    #[test]
    fn parts_of_what_runs_over_blocks_know_theirs() {
        let continuation = |at, block, second: u32| {
            let place = Place::Cue { from: second * 1_000, to: second * 1_000 + 900 };
            Continuation { at, block, place }
        };
        let code = |at| Code {
            at,
            kind: crate::text::CodeKind::Single,
            pair: String::new(),
            id: String::new(),
            class: String::new(),
            content: "<br/>".to_owned(),
        };
        let segment = Segment {
            block: 4,
            span: Span::new(5, 8),
            codes: vec![code(2), code(9)],
            continued: vec![continuation(4, 5, 2), continuation(12, 6, 3)],
            ..Segment::new("one\ntwo six\nten", Place::Cue { from: 0, to: 900 })
        };
        let head = segment.part(0, 6);
        assert_eq!((head.block, head.span, head.continued.len()), (4, Span::new(5, 8), 1));
        assert_eq!(head.codes, [code(2)]);
        let tail = segment.part(7, 15);
        assert_eq!((tail.text.as_str(), tail.block), ("six\nten", 5));
        assert_eq!((tail.span, &tail.place), (Span::new(4, 7), &continuation(0, 5, 2).place));
        assert_eq!(tail.continued, [continuation(4, 6, 3)]);
        assert_eq!(tail.codes, [code(1)]);
        let last = segment.part(12, 15);
        assert_eq!((last.block, last.span, last.continued.len()), (6, Span::new(0, 3), 0));
        let times = segment.places().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(times, ["cue 00:00:00", "cue 00:00:02", "cue 00:00:03"]);
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
