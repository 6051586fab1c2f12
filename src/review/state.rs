//! Texts and beads as they stand after some operations, and the two changes that all operations are made of.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::op::{Refusal, ReviewStatus};
use crate::aligner::Reason;
use crate::bitext::{BlockLabel, Confidence, Cut, Run, Segment, Segments, Side};
use crate::lang::Lang;

/// A segment with what was done to it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Seg {
    /// Its name: `s12`; of the halves of a cut segment `s12.1` and `s12.2`; of joined ones `s12+s13`.
    pub(crate) id: String,
    pub(crate) segment: Segment,
    /// The text before it was edited.
    pub(crate) original: Option<String>,
    /// The bytes where the other text breaks, with how sure that is.
    pub(crate) breaks: Vec<(u32, f32)>,
}

/// What is known of a bead, but for its segments.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct BeadInfo {
    /// Never used again.
    pub(crate) id: u32,
    pub(crate) confidence: Confidence,
    pub(crate) status: ReviewStatus,
    /// Whether it stays as it is though nobody judged it.
    pub(crate) pinned: bool,
    /// Whether it stands in neither text.
    pub(crate) added: bool,
    /// Whether its segments were changed by hand since it was aligned.
    pub(crate) stale: bool,
    pub(crate) comment: String,
    /// Who judged, changed or commented it last, and when; or nothing.
    pub(crate) who: String,
    pub(crate) at: String,
    pub(crate) reasons: Vec<Reason>,
}

impl BeadInfo {
    pub(crate) fn new(id: u32, confidence: Confidence, reasons: Vec<Reason>) -> BeadInfo {
        BeadInfo {
            id,
            confidence,
            reasons,
            status: ReviewStatus::Open,
            pinned: false,
            added: false,
            stale: false,
            comment: String::new(),
            who: String::new(),
            at: String::new(),
        }
    }

    /// Whether aligning again leaves it as it is.
    pub(super) fn is_kept(&self) -> bool {
        self.status != ReviewStatus::Open || self.pinned || self.added
    }
}

/// A bead in its place.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) cut: Cut,
    pub(crate) bead: Arc<BeadInfo>,
}

/// One of the two texts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) lang: Lang,
    pub(crate) segs: Vec<Arc<Seg>>,
    /// As in [`Segments`].
    pub(crate) flows: Vec<u32>,
    pub(crate) blocks: Vec<BlockLabel>,
    pub(crate) unended: u32,
}

impl Text {
    /// Some of its segments as a text of their own.
    pub(super) fn part(&self, run: Run) -> Segments {
        let items = self.of(run).iter().map(|seg| seg.segment.clone()).collect();
        let within = |flow: &u32| flow.clamp(&run.start, &run.end) - run.start;
        Segments {
            lang: self.lang,
            items,
            flows: self.flows.iter().map(within).collect(),
            left_out: Vec::new(),
            blocks: self.blocks.clone(),
            unended: self.unended,
            stopped_rules: BTreeSet::new(),
        }
    }

    pub(super) fn of(&self, run: Run) -> &[Arc<Seg>] {
        &self.segs[run.start as usize..run.end as usize]
    }

    pub(super) fn whole(&self) -> Run {
        Run::new(0, self.segs.len() as u32)
    }

    /// The number of the flow that a segment is in.
    fn flow_of(&self, segment: u32) -> usize {
        self.flows.partition_point(|&flow| flow <= segment)
    }
}

/// Rows that were replaced: from which on, how many went and how many came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Splice {
    /// The first row.
    pub from: usize,
    /// How many rows went.
    pub removed: usize,
    /// How many rows came in their place.
    pub inserted: usize,
}

impl Splice {
    /// This change and a later one as a single one.
    #[must_use]
    pub fn and(self, later: Splice) -> Splice {
        let from = self.from.min(later.from);
        let end = (self.from + self.inserted).max(later.from + later.removed);
        Splice {
            from,
            removed: end - from + self.removed - self.inserted,
            inserted: end - from + later.inserted - later.removed,
        }
    }
}

/// A change to rows or segments. Each undoes another.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// Puts rows in the place of others.
    Rows { at: usize, removed: usize, rows: Vec<Row> },
    /// Puts segments in the place of others.
    Segs {
        side: Side,
        at: u32,
        removed: u32,
        segs: Vec<Arc<Seg>>,
        /// Where segments are added: the row that they come before.
        row: usize,
        /// Rows whose empty run on this side lies where no shift can tell, and where.
        empty: Vec<(usize, u32)>,
    },
}

/// Texts and beads.
#[derive(Debug, Clone)]
pub(super) struct State {
    pub(super) source: Text,
    pub(super) target: Text,
    pub(super) rows: Vec<Row>,
    /// The id that comes next.
    pub(super) next_bead: u32,
    /// How many segments were added, in both texts.
    pub(super) added: u32,
    /// Beads that aligning again made, until somebody looks at them.
    pub(super) changed: BTreeSet<u32>,
    /// Changes whenever segments do.
    pub(super) segments_version: u64,
}

impl State {
    pub(super) fn text(&self, side: Side) -> &Text {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    pub(super) fn text_mut(&mut self, side: Side) -> &mut Text {
        match side {
            Side::Source => &mut self.source,
            Side::Target => &mut self.target,
        }
    }

    /// The row of a bead.
    pub(super) fn row_of(&self, bead: u32) -> Result<usize, Refusal> {
        self.rows.iter().position(|row| row.bead.id == bead).ok_or(Refusal::NoBead(bead))
    }

    /// The side and number of a segment.
    pub(super) fn segment_of(&self, id: &str) -> Result<(Side, u32), Refusal> {
        let side = if id.starts_with('t') { Side::Target } else { Side::Source };
        let at = self.text(side).segs.iter().position(|seg| seg.id == id);
        at.map(|at| (side, at as u32)).ok_or_else(|| Refusal::NoSegment(id.to_owned()))
    }

    /// The row that holds a segment.
    pub(super) fn row_with(&self, side: Side, segment: u32) -> usize {
        let holds = |row: &Row| row.cut.side(side).indices().contains(&segment);
        self.rows.iter().position(holds).expect("every segment is in a row")
    }

    /// Whether a bead of these segments would lie in one flow.
    pub(super) fn is_in_one_flow(&self, cut: Cut) -> bool {
        let mut flows = Side::both().into_iter().flat_map(|side| {
            let run = cut.side(side);
            let ends = if run.is_empty() { Vec::new() } else { vec![run.start, run.end - 1] };
            ends.into_iter().map(move |at| self.text(side).flow_of(at))
        });
        let first = flows.next();
        flows.all(|flow| Some(flow) == first)
    }

    /// Makes a change, and says what undoes it and which rows look different now.
    pub(super) fn make(&mut self, change: Change) -> (Change, Splice) {
        match change {
            Change::Rows { at, removed, rows } => {
                let inserted = rows.len();
                let old = self.rows.splice(at..at + removed, rows).collect();
                let back = Change::Rows { at, removed: inserted, rows: old };
                (back, Splice { from: at, removed, inserted })
            }
            Change::Segs { side, at, removed, segs, row: next, empty } => {
                self.segments_version += 1;
                let (end, count) = (at + removed, segs.len() as u32);
                let shifted =
                    |place: u32| if place >= end { place + count - removed } else { place };
                let mut stuck = Vec::new();
                let (mut first, mut last) = (usize::MAX, 0);
                for (number, row) in self.rows.iter_mut().enumerate() {
                    let run = match side {
                        Side::Source => &mut row.cut.source,
                        Side::Target => &mut row.cut.target,
                    };
                    if run.start < end && run.end > at {
                        first = first.min(number);
                        last = last.max(number);
                    }
                    if run.is_empty() && run.start > at && run.start < end {
                        stuck.push((number, run.start));
                        *run = Run::new(at, at);
                    } else if removed == 0 && run.end == at && (number < next || !run.is_empty()) {
                        // What comes behind a run is not in it.
                    } else {
                        *run = Run::new(shifted(run.start), shifted(run.end));
                    }
                }
                for (number, place) in empty {
                    match side {
                        Side::Source => self.rows[number].cut.source = Run::new(place, place),
                        Side::Target => self.rows[number].cut.target = Run::new(place, place),
                    }
                }
                let text = self.text_mut(side);
                text.flows.iter_mut().for_each(|flow| *flow = shifted(*flow));
                let range = at as usize..end as usize;
                let old = text.segs.splice(range, segs).collect();
                let back =
                    Change::Segs { side, at, removed: count, segs: old, row: next, empty: stuck };
                let touched = last.saturating_sub(first.min(last)) + 1;
                let from = if first == usize::MAX { 0 } else { first };
                let touched = if first == usize::MAX { 0 } else { touched };
                (back, Splice { from, removed: touched, inserted: touched })
            }
        }
    }
}
