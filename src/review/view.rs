//! What a page shows of a project, as values that become JSON.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::op::{Op, ReviewStatus};
use super::state::{Row, Seg};
use super::{Entry, Project};
use crate::aligner::{Reason, Seen};
use crate::bitext::Side;
use crate::check::{Finding, Said};
use crate::error::{Error, ErrorKind, Result};
use crate::glossary::Hit;
use crate::language::numbers::numbers;
use crate::text::{Place, token};

/// How many beads of a project are judged, and how many segments are in beads with one side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All beads.
    pub beads: usize,
    /// Those judged right.
    pub reviewed: usize,
    /// Those rejected.
    pub rejected: usize,
    open: usize,
    source_unaligned: usize,
    target_unaligned: usize,
    changed: usize,
}

/// What a page shows of one bead.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Card<'p> {
    row: usize,
    id: u32,
    status: ReviewStatus,
    confidence: f32,
    changed: bool,
    pinned: bool,
    added: bool,
    crossing: Option<Crossing>,
    source: Vec<SegCard<'p>>,
    target: Vec<SegCard<'p>>,
    reasons: Vec<ReasonCard<'p>>,
    findings: Vec<FindingCard<'p>>,
    comment: &'p str,
    author: &'p str,
    at: &'p str,
    terms: Vec<TermCard>,
    numbers: Vec<NumberCard>,
    breaks: Vec<BreakCard>,
}

#[derive(Serialize)]
struct Crossing {
    row: usize,
}

#[derive(Serialize)]
struct SegCard<'p> {
    id: &'p str,
    text: &'p str,
    number: u32,
    place: String,
    /// The same as values.
    places: Vec<Spot>,
    original: Option<&'p str>,
}

/// A place of a document.
#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Spot {
    Line { line: u64 },
    Paragraph { number: u32 },
    Page { page: u32, line: u32 },
    Cell { sheet: String, cell: String },
    Slide { number: u32 },
    Cue { time: String },
    Key { key: String },
}

impl Spot {
    fn of(place: &Place) -> Spot {
        let words = || {
            let words = place.to_string();
            words.rsplit_once(' ').map(|(_, last)| last.to_owned()).unwrap_or(words)
        };
        match place {
            Place::Line(line) => Spot::Line { line: *line },
            Place::Paragraph(number) => Spot::Paragraph { number: *number },
            Place::Page { page, line } => Spot::Page { page: *page, line: *line },
            Place::Cell { sheet, .. } => Spot::Cell { sheet: sheet.to_string(), cell: words() },
            Place::Slide(number) => Spot::Slide { number: *number },
            Place::Cue { .. } => Spot::Cue { time: words() },
            Place::Key(key) => Spot::Key { key: key.to_string() },
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ReasonCard<'p> {
    code: &'static str,
    log_odds: f32,
    words: &'p str,
    /// What the words say, as values.
    seen: Option<&'p Seen>,
}

#[derive(Serialize)]
struct FindingCard<'p> {
    check: &'static str,
    severity: &'static str,
    message: String,
    code: &'static str,
    side: Option<Side>,
    found: &'p str,
    /// What the message says, as values.
    said: Option<&'p Said>,
}

#[derive(Serialize)]
struct TermCard {
    side: Side,
    segment: usize,
    start: usize,
    end: usize,
    term: String,
    translation: String,
    found: bool,
}

#[derive(Serialize)]
struct NumberCard {
    side: Side,
    segment: usize,
    start: usize,
    end: usize,
    value: f64,
    found: bool,
}

#[derive(Serialize)]
struct BreakCard {
    side: Side,
    segment: usize,
    at: usize,
    confidence: f32,
}

#[derive(Serialize)]
struct HistoryItem<'p> {
    #[serde(flatten)]
    entry: &'p Entry,
    undone: bool,
}

/// Neighbouring beads to look at.
#[derive(Serialize)]
struct Stretch {
    from: usize,
    to: usize,
    doubt: f32,
    kind: &'static str,
    label: String,
}

/// The findings on each bead, by its id.
pub type Findings = BTreeMap<u32, Vec<Finding>>;

/// Below this confidence an open bead is looked at before others.
const UNSURE: f32 = 0.9;

/// The checks whose findings come before other beads in the queue, the first first.
const FIRST: [&str; 6] = ["misaligned", "omission", "untranslated", "numbers", "length", "script"];

/// The rows found at most.
const MOST_FOUND: usize = 10_000;

impl Project {
    /// How far the review is.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { beads: self.state.rows.len(), ..Counts::default() };
        for row in &self.state.rows {
            match row.bead.status {
                ReviewStatus::Reviewed => counts.reviewed += 1,
                ReviewStatus::Rejected => counts.rejected += 1,
                ReviewStatus::Open => counts.open += 1,
            }
            if row.cut.shape().is_gap() {
                counts.source_unaligned += row.cut.source.len() as usize;
                counts.target_unaligned += row.cut.target.len() as usize;
            }
            counts.changed += usize::from(self.state.changed.contains(&row.bead.id));
        }
        counts
    }

    /// Twelve bytes for each bead, little-endian: its id (4), its status with flags (1), its confidence (1), how many
    /// segments each side has (1 + 1), and how many characters (2 + 2). The lower half of the status is 0 open, 1
    /// reviewed, 2 rejected; 16 changed by aligning again, 32 findings, 64 a comment, 128 crosses others.
    pub fn index(&self, findings: &Findings) -> Vec<u8> {
        let moved = self.moved();
        let mut index = Vec::with_capacity(12 * self.state.rows.len());
        for (row, moved) in self.state.rows.iter().zip(moved) {
            let bead = &row.bead;
            let flags = [
                (0x10, self.state.changed.contains(&bead.id)),
                (0x20, findings.contains_key(&bead.id)),
                (0x40, !bead.comment.is_empty()),
                (0x80, moved),
            ];
            let flags: u8 =
                flags.into_iter().map(|(bit, is_set)| if is_set { bit } else { 0 }).sum();
            index.extend(bead.id.to_le_bytes());
            index.push(bead.status as u8 | flags);
            index.push((self.shown_confidence(row) * 255.0) as u8);
            let runs = [Side::Source, Side::Target].map(|side| (side, row.cut.side(side)));
            index.extend(runs.map(|(_, run)| run.len().min(255) as u8));
            for (side, run) in runs {
                let segs = self.state.text(side).of(run).iter();
                let length: usize = segs.map(|seg| seg.segment.text.chars().count()).sum();
                index.extend(u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
            }
        }
        index
    }

    /// What a page shows of some rows.
    pub fn cards<'p>(&'p self, rows: Range<usize>, findings: &'p Findings) -> impl Serialize + 'p {
        let end = rows.end.min(self.state.rows.len());
        let moved = self.moved();
        let cards: Vec<Card<'p>> =
            (rows.start.min(end)..end).map(|at| self.card(at, moved[at], findings)).collect();
        cards
    }

    fn moved(&self) -> Vec<bool> {
        // Only a text in which something crosses needs the chain.
        let mut last = 0;
        let rises = self.state.rows.iter().filter(|row| !row.cut.shape().is_gap()).all(|row| {
            let is_next = row.cut.target.start >= last;
            last = row.cut.target.end;
            is_next
        });
        match rises {
            true => vec![false; self.state.rows.len()],
            false => self.ladder().moved(),
        }
    }

    pub(super) fn shown_confidence(&self, row: &Row) -> f32 {
        match row.bead.status {
            ReviewStatus::Reviewed => 1.0,
            _ => row.bead.confidence.get(),
        }
    }

    fn card<'p>(&'p self, at: usize, moved: bool, findings: &'p Findings) -> Card<'p> {
        let row = &self.state.rows[at];
        let bead = &row.bead;
        let segs = |side: Side| self.state.text(side).of(row.cut.side(side));
        let cards = |side: Side| {
            let card = |(number, seg): (u32, &'p std::sync::Arc<Seg>)| SegCard {
                id: &seg.id,
                text: &seg.segment.text,
                number,
                place: seg.segment.places_in_words(),
                places: seg.segment.places().map(Spot::of).collect(),
                original: seg.original.as_deref(),
            };
            (row.cut.side(side).start + 1..).zip(segs(side)).map(card).collect()
        };
        let found = findings.get(&bead.id).map(Vec::as_slice).unwrap_or_default();
        let breaks = Side::both().into_iter().flat_map(|side| {
            segs(side).iter().enumerate().flat_map(move |(segment, seg)| {
                seg.breaks.iter().map(move |&(byte, confidence)| BreakCard {
                    side,
                    segment,
                    at: units(&seg.segment.text, byte as usize),
                    confidence,
                })
            })
        });
        Card {
            row: at,
            id: bead.id,
            status: bead.status,
            confidence: self.shown_confidence(row),
            changed: self.state.changed.contains(&bead.id),
            pinned: bead.pinned,
            added: bead.added,
            crossing: moved.then(|| Crossing { row: self.partner(at) }),
            source: cards(Side::Source),
            target: cards(Side::Target),
            reasons: bead.reasons.iter().map(ReasonCard::of).collect(),
            findings: found.iter().map(FindingCard::of).collect(),
            comment: &bead.comment,
            author: &bead.who,
            at: &bead.at,
            terms: self.terms(row),
            numbers: self.numbers(row),
            breaks: breaks.collect(),
        }
    }

    /// The row in which the target goes on before a bead that crosses others.
    fn partner(&self, at: usize) -> usize {
        let target = self.state.rows[at].cut.target;
        let near = target.start.checked_sub(1).or(Some(target.end));
        let near = near.filter(|near| self.state.target.whole().indices().contains(near));
        near.map_or(at, |near| self.state.row_with(Side::Target, near))
    }

    /// Where terms of the glossary stand in a bead, and whether the other side has them.
    fn terms(&self, row: &Row) -> Vec<TermCard> {
        let Some(matchers) = &self.matchers else { return Vec::new() };
        let hits = |side: Side, matcher: &crate::glossary::Matcher| -> Vec<(usize, Hit)> {
            let segs = self.state.text(side).of(row.cut.side(side)).iter().enumerate();
            let hits = segs.flat_map(|(segment, seg)| {
                matcher.find(&seg.segment.text).into_iter().map(move |hit| (segment, hit))
            });
            hits.filter(|(_, hit)| !hit.nested).collect()
        };
        let both = [hits(Side::Source, &matchers[0]), hits(Side::Target, &matchers[1])];
        let mut cards = Vec::new();
        for (at, side) in Side::both().into_iter().enumerate() {
            let segs = self.state.text(side).of(row.cut.side(side));
            for (segment, hit) in &both[at] {
                let entry = &self.glossary.entries[hit.entry as usize];
                let [own, other] = match side {
                    Side::Source => [&entry.source, &entry.target],
                    Side::Target => [&entry.target, &entry.source],
                };
                // A term may have several entries, one for each translation.
                let is_same = |(_, other): &(usize, Hit)| {
                    let other = &self.glossary.entries[other.entry as usize];
                    other.source == entry.source || other.target == entry.target
                };
                let found = both[1 - at].iter().any(is_same);
                // Of the target only what translates a term is of interest.
                if side == Side::Target && !found {
                    continue;
                }
                let text = &segs[*segment].segment.text;
                let range = hit.span.range();
                cards.push(TermCard {
                    side,
                    segment: *segment,
                    start: units(text, range.start),
                    end: units(text, range.end),
                    term: own.clone(),
                    translation: other.clone(),
                    found,
                });
            }
        }
        cards
    }

    /// The numbers of a bead, and whether the other side has them.
    fn numbers(&self, row: &Row) -> Vec<NumberCard> {
        let of = |side: Side| {
            let text = self.state.text(side);
            let segs = text.of(row.cut.side(side)).iter().enumerate();
            let all = segs.flat_map(|(segment, seg)| {
                numbers(&seg.segment.text, text.lang).into_iter().map(move |n| (segment, n))
            });
            all.collect::<Vec<_>>()
        };
        let both = Side::both().map(of);
        let mut cards = Vec::new();
        for (at, side) in Side::both().into_iter().enumerate() {
            let segs = self.state.text(side).of(row.cut.side(side));
            for (segment, number) in &both[at] {
                let text = &segs[*segment].segment.text;
                cards.push(NumberCard {
                    side,
                    segment: *segment,
                    start: units(text, number.range.start),
                    end: units(text, number.range.end),
                    value: number.values.first().map_or(0.0, |first| first.value.approximate()),
                    found: both[1 - at].iter().any(|(_, other)| number.meets(other)),
                });
            }
        }
        cards
    }

    /// What to look at, the worst first: stretches of unsure beads, then findings.
    pub fn queue(&self, findings: &Findings) -> impl Serialize + use<> {
        let mut unsure: Vec<Stretch> = Vec::new();
        let mut found: Vec<(usize, Stretch)> = Vec::new();
        for (at, row) in self.state.rows.iter().enumerate() {
            if row.bead.status != ReviewStatus::Open {
                continue;
            }
            let confidence = row.bead.confidence.get();
            if confidence < UNSURE {
                let doubt = 1.0 - confidence;
                match unsure.last_mut().filter(|last| last.to == at) {
                    Some(last) => {
                        last.to = at + 1;
                        last.doubt += doubt;
                    }
                    None => unsure.push(Stretch {
                        from: at,
                        to: at + 1,
                        doubt,
                        kind: "unsure",
                        label: String::new(),
                    }),
                }
                continue;
            }
            let here = findings.get(&row.bead.id).into_iter().flatten();
            let rank = |check: &str| FIRST.iter().position(|first| *first == check);
            let worst =
                here.filter_map(|f| Some((rank(f.check)?, f))).min_by_key(|(rank, _)| *rank);
            if let Some((rank, finding)) = worst {
                let label = finding.check.to_owned();
                let doubt = 1.0 - confidence;
                found.push((rank, Stretch { from: at, to: at + 1, doubt, kind: "finding", label }));
            }
        }
        unsure.sort_by(|a, b| b.doubt.total_cmp(&a.doubt).then(a.from.cmp(&b.from)));
        found.sort_by_key(|(rank, stretch)| (*rank, stretch.from));
        unsure.extend(found.into_iter().map(|(_, stretch)| stretch));
        unsure
    }

    /// The rows with a text, folded as terms are; or with a pattern. True if there are more.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] for a pattern that cannot be read, or that takes too many steps on a text.
    pub fn find(&self, what: &str, pattern: bool, sides: &[Side]) -> Result<(Vec<usize>, bool)> {
        let bad = |message| {
            let place = crate::text::Place::Line(1);
            Error::new(ErrorKind::Malformed { format: "pattern", place, message })
        };
        let pattern = pattern
            .then(|| fancy_regex::Regex::new(what).map_err(|error| bad(error.to_string())))
            .transpose()?;
        let wanted = token::key(what);
        let holds = |text: &str| match &pattern {
            Some(pattern) => pattern.is_match(text).map_err(|error| bad(error.to_string())),
            // Marks have no folded form.
            None if wanted.is_empty() => Ok(!what.is_empty() && text.contains(what)),
            None => Ok(token::key(text).contains(&wanted)),
        };
        let mut rows = Vec::new();
        for (at, row) in self.state.rows.iter().enumerate() {
            let of_side = |side: &Side| self.state.text(*side).of(row.cut.side(*side)).iter();
            let texts = sides.iter().flat_map(of_side).map(|seg| seg.segment.text.as_str());
            let comment = Some(row.bead.comment.as_str()).filter(|comment| !comment.is_empty());
            let mut is_found = false;
            for text in texts.chain(comment) {
                is_found = is_found || holds(text)?;
            }
            if is_found {
                if rows.len() == MOST_FOUND {
                    return Ok((rows, true));
                }
                rows.push(at);
            }
        }
        Ok((rows, false))
    }

    /// The operations that name a bead, each with whether it is taken back.
    pub fn history(&self, bead: u32) -> impl Serialize + '_ {
        let segments: Vec<&str> = (self.state.row_of(bead).ok().into_iter())
            .flat_map(|at| {
                let cut = self.state.rows[at].cut;
                Side::both()
                    .into_iter()
                    .flat_map(move |side| self.state.text(side).of(cut.side(side)))
            })
            .map(|seg| seg.id.as_str())
            .collect();
        let is_its = |id: &String| {
            let whole = id.split('.').next().unwrap_or(id);
            segments.iter().any(|own| own == id || own.split(['.', '+']).any(|part| part == whole))
        };
        let names = |entry: &&Entry| match &entry.op {
            Op::Status { bead: id, .. }
            | Op::Merge { bead: id }
            | Op::MergeBefore { bead: id }
            | Op::Part { bead: id, .. }
            | Op::Move { bead: id, .. }
            | Op::Comment { bead: id, .. }
            | Op::Pin { bead: id } => *id == bead,
            Op::Split { segment, .. } | Op::Join { segment } | Op::Edit { segment, .. } => {
                is_its(segment)
            }
            Op::Link { source, target } => source.iter().chain(target).any(is_its),
            _ => false,
        };
        let undone: Vec<u64> =
            self.undone.iter().flat_map(|group| group.entries.iter().copied()).collect();
        let item = |entry| HistoryItem { entry, undone: undone.contains(&entry.n) };
        self.log.iter().filter(names).map(item).collect::<Vec<_>>()
    }

    /// How many open beads with two sides are surer than this, and how many of them are wrong as far as their confidence
    /// tells.
    pub fn expect(&self, over: f32) -> (usize, f64) {
        let sure = self.state.rows.iter().filter(|row| super::work::is_sure(row, over));
        sure.fold((0, 0.0), |(count, wrong), row| {
            (count + 1, wrong + 1.0 - f64::from(row.bead.confidence.get()))
        })
    }
}

impl<'p> ReasonCard<'p> {
    fn of(reason: &'p Reason) -> ReasonCard<'p> {
        ReasonCard {
            code: reason.evidence,
            log_odds: reason.log_odds,
            words: &reason.words,
            seen: reason.seen.as_ref(),
        }
    }
}

impl<'p> FindingCard<'p> {
    fn of(finding: &'p Finding) -> FindingCard<'p> {
        FindingCard {
            check: finding.check,
            severity: finding.severity.as_str(),
            message: finding.message.to_string(),
            code: finding.check,
            side: finding.side,
            found: &finding.found,
            said: finding.message.said(),
        }
    }
}

/// A place in a text in UTF-16 units, as scripts of pages count.
fn units(text: &str, byte: usize) -> usize {
    text[..byte].encode_utf16().count()
}
