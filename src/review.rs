//! An alignment that people review: every operation is kept, can be taken back, and can be done again elsewhere.
//!
//! A [`Project`] is the alignment that the program made and the operations since. Nothing else is stored, so the state
//! is always the first alignment with the operations done on it in their order. It opens no file: the lines that
//! [`Project::apply`] gives are to be added to the file that [`crate::format::read_project`] reads.

use std::collections::VecDeque;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::aligner::{Alignment, Reason, WeightTables};
use crate::bitext::{Bead, Bitext, Confidence, Ladder, Side};
use crate::glossary::{Glossary, Matcher};
use crate::lang::Lang;
use crate::memory::{Memory, UnitReview};

mod import;
mod merge;
mod op;
mod sheet;
mod state;
mod units;
mod view;
mod window;
mod work;

pub use import::{Fate, Import, ImportRefusal, Told};
pub use merge::Merged;
pub use op::{End, Goal, Op, Refusal, ReviewStatus};
pub use sheet::ReviewSheet;
pub(crate) use sheet::{MergedCells, SheetLine};
pub use state::Splice;
pub(crate) use state::{BeadInfo, Row, Seg, Text};
pub use view::{Counts, Findings};
pub use window::{Window, WindowSession};

use state::{Change, State};
use work::{Stamp, carry_out};

/// What a project says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The version of the file format.
    pub(crate) format: u32,
    /// The version of mizan that made it.
    pub(crate) version: String,
    /// A name that copies of the project share.
    pub id: String,
    /// The name of the source document.
    pub document: String,
    /// When the alignment was made, as `YYYYMMDDThhmmssZ`.
    pub created: String,
    /// The rules both sides were cut by, or nothing.
    pub segmentation: String,
    /// The least confidence of beads that nobody judged and that make units.
    pub min_confidence: f32,
    /// Names and values that every unit gets as props.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub props: Vec<(String, String)>,
    /// Who made the units, or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub creator: String,
    /// The weights it was aligned with, if they are not those of mizan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<WeightTables>,
}

/// An operation as it was done.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its number, from 1; of [`Op::Seen`], that of the operation before.
    pub n: u64,
    /// When it was done, as `YYYY-MM-DDThh:mm:ssZ`.
    pub at: String,
    /// Who did it.
    pub who: String,
    /// Whether it is taken back together with the one before.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub joins: bool,
    /// What was done.
    pub op: Op,
}

impl Entry {
    /// The line of a project file, with its line feed.
    pub fn line(&self) -> String {
        #[derive(Serialize)]
        struct Line<'a> {
            op: &'a Entry,
        }
        let line = serde_json::to_string(&Line { op: self });
        line.expect("operations have string keys and finite numbers") + "\n"
    }
}

/// What came of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    /// What is to be added to the file.
    pub entry: Entry,
    /// The rows that look different.
    pub splice: Splice,
    /// The row to look at now.
    pub row: usize,
}

/// Which beads go into a memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// Those judged right.
    Reviewed,
    /// Those not rejected.
    #[default]
    NotRejected,
    /// All.
    All,
}

/// Operations that are taken back together.
#[derive(Default)]
struct Group {
    /// The changes that do so, the first to be made first.
    changes: VecDeque<Change>,
    /// The numbers of the operations.
    entries: Vec<u64>,
    /// How many of the changes each of the operations made; nothing once the group was taken back.
    steps: Vec<usize>,
}

/// An alignment that people review.
pub struct Project {
    head: Head,
    glossary: Arc<Glossary>,
    /// The terms of both sides, if there are any.
    matchers: Option<[Matcher; 2]>,
    state: State,
    log: Vec<Entry>,
    done: Vec<Group>,
    undone: Vec<Group>,
    read_only: bool,
}

impl Project {
    /// A project without operations.
    pub(crate) fn new(
        head: Head,
        glossary: Glossary,
        [source, target]: [Text; 2],
        rows: Vec<Row>,
    ) -> Project {
        let next_bead = rows.iter().map(|row| row.bead.id + 1).max().unwrap_or(0);
        let langs = [(Side::Source, source.lang), (Side::Target, target.lang)];
        let matchers = (!glossary.entries.is_empty())
            .then(|| langs.map(|(side, lang)| Matcher::new(&glossary, side, lang)));
        let changed = std::collections::BTreeSet::new();
        let state =
            State { source, target, rows, next_bead, added: 0, changed, segments_version: 0 };
        Project {
            head,
            glossary: Arc::new(glossary),
            matchers,
            state,
            log: Vec::new(),
            done: Vec::new(),
            undone: Vec::new(),
            read_only: false,
        }
    }

    /// What it says of itself.
    pub fn head(&self) -> &Head {
        &self.head
    }

    /// The glossary it was aligned with.
    pub fn glossary(&self) -> &Arc<Glossary> {
        &self.glossary
    }

    /// The operations so far.
    pub fn log(&self) -> &[Entry] {
        &self.log
    }

    /// The number of the last operation; 0 if there is none.
    pub fn n(&self) -> u64 {
        self.log.last().map_or(0, |entry| entry.n)
    }

    /// The languages of both sides.
    pub fn langs(&self) -> [Lang; 2] {
        [self.state.source.lang, self.state.target.lang]
    }

    /// How many segments both sides have.
    pub fn segments(&self) -> [usize; 2] {
        [self.state.source.segs.len(), self.state.target.segs.len()]
    }

    /// The bead in a row.
    pub fn bead_at(&self, row: usize) -> Option<u32> {
        self.state.rows.get(row).map(|row| row.bead.id)
    }

    /// What became of a bead.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoBead`].
    pub fn status_of(&self, bead: u32) -> Result<ReviewStatus, Refusal> {
        self.state.row_of(bead).map(|row| self.state.rows[row].bead.status)
    }

    /// Whether it holds operations this version does not know, so that only those before them were done and none can be
    /// added.
    pub fn is_read_only(&self) -> bool {
        self.read_only
    }

    pub(crate) fn set_read_only(&mut self) {
        self.read_only = true;
    }

    /// Whether there is something to take back, and to do again.
    pub fn can_undo_redo(&self) -> [bool; 2] {
        [!self.done.is_empty(), !self.undone.is_empty()]
    }

    /// The side of a segment.
    ///
    /// # Errors
    ///
    /// [`Refusal::NoSegment`].
    pub fn side_of(&self, segment: &str) -> Result<Side, Refusal> {
        self.state.segment_of(segment).map(|(side, _)| side)
    }

    /// Carries out an operation. `joins` puts it into one group with the operation before, so that both are taken back
    /// together. `at` is the time, as `YYYY-MM-DDThh:mm:ssZ`.
    ///
    /// # Errors
    ///
    /// Why it was refused; then nothing has changed.
    pub fn apply(&mut self, op: Op, who: &str, at: &str, joins: bool) -> Result<Applied, Refusal> {
        if self.read_only {
            return Err(Refusal::ReadOnly);
        }
        // Looking changes nothing that others would have to know.
        let step = u64::from(!matches!(op, Op::Seen { .. }));
        let entry = Entry { n: self.n() + step, at: at.to_owned(), who: who.to_owned(), joins, op };
        self.replay(entry)
    }

    /// Carries out an operation that was done before.
    ///
    /// # Errors
    ///
    /// Why it was refused; then nothing has changed.
    pub(crate) fn replay(&mut self, entry: Entry) -> Result<Applied, Refusal> {
        let (splice, row) = match &entry.op {
            Op::Undo => {
                let group = self.done.pop().ok_or(Refusal::NothingToUndo)?;
                let (back, splice) = make_all(&mut self.state, group);
                self.undone.push(back);
                (splice, splice.from)
            }
            Op::Redo => {
                let group = self.undone.pop().ok_or(Refusal::NothingToRedo)?;
                let (back, splice) = make_all(&mut self.state, group);
                self.done.push(back);
                (splice, splice.from)
            }
            Op::Seen { beads } => {
                let mut rows = Vec::new();
                for bead in beads {
                    if self.state.changed.remove(bead) {
                        rows.extend(self.state.row_of(*bead).ok());
                    }
                }
                let from = rows.iter().copied().min().unwrap_or(0);
                let count = rows.iter().max().map_or(0, |last| last + 1 - from);
                (Splice { from, removed: count, inserted: count }, from)
            }
            op => {
                let stamp = Stamp { who: &entry.who, at: &entry.at };
                let done = carry_out(&mut self.state, op, stamp)?;
                if !entry.joins || self.done.is_empty() {
                    self.done.push(Group::default());
                }
                if let Some(group) = self.done.last_mut() {
                    group.steps.push(done.back.len());
                    done.back.into_iter().rev().for_each(|change| group.changes.push_front(change));
                    group.entries.push(entry.n);
                }
                self.undone.clear();
                (done.splice, done.row)
            }
        };
        let row = row.min(self.state.rows.len().saturating_sub(1));
        self.log.push(entry.clone());
        Ok(Applied { entry, splice, row })
    }

    /// The alignment as it stands.
    pub fn alignment(&self) -> Alignment {
        let State { source, target, rows, .. } = &self.state;
        let bitext =
            Bitext { source: source.part(source.whole()), target: target.part(target.whole()) };
        let reasons: Vec<Vec<Reason>> = rows.iter().map(|row| row.bead.reasons.clone()).collect();
        Alignment::of_parts(bitext, self.ladder(), reasons)
    }

    fn ladder(&self) -> Ladder {
        let State { source, target, rows, .. } = &self.state;
        let bead = |row: &Row| {
            let confidence = match row.bead.status {
                ReviewStatus::Reviewed => Confidence::CERTAIN,
                _ => row.bead.confidence,
            };
            Bead { cut: row.cut, confidence }
        };
        let beads = rows.iter().map(bead).collect();
        Ladder::new(source.whole().len(), target.whole().len(), beads)
            .expect("operations keep every segment once and the source in order")
    }

    /// The memory of an alignment that [`Project::alignment`] gave. Beads nobody judged need at least the confidence
    /// `min_confidence`.
    pub fn memory(&self, alignment: &Alignment, only: Only, min_confidence: f32) -> Memory {
        let rows = &self.state.rows;
        let is_unit = |number: usize, bead: &Bead| match (rows[number].bead.status, only) {
            (ReviewStatus::Reviewed, _) | (ReviewStatus::Rejected, Only::All) => true,
            (ReviewStatus::Rejected, _) | (ReviewStatus::Open, Only::Reviewed) => false,
            (ReviewStatus::Open, _) => bead.confidence.get() >= min_confidence,
        };
        alignment.memory_of(is_unit, |number| self.unit_review(&rows[number]))
    }

    /// What is said of a unit beyond the alignment.
    fn unit_review(&self, row: &Row) -> Option<UnitReview> {
        let bead = &row.bead;
        let originals = Side::both().map(|side| {
            let segs = self.state.text(side).of(row.cut.side(side));
            segs.iter().any(|seg| seg.original.is_some()).then(|| {
                let was = |seg: &Arc<Seg>| {
                    seg.original.clone().unwrap_or_else(|| seg.segment.text.clone())
                };
                let texts: Vec<String> = segs.iter().map(was).filter(|t| !t.is_empty()).collect();
                texts.join(" ")
            })
        });
        let status = match bead.status {
            ReviewStatus::Open => "",
            status => status.as_str(),
        };
        let review = UnitReview {
            status,
            who: bead.who.clone(),
            at: bead.at.chars().filter(|c| !matches!(c, '-' | ':')).collect(),
            comment: bead.comment.clone(),
            originals,
            is_added: bead.added,
        };
        (review != UnitReview::default()).then_some(review)
    }
}

/// Makes the changes of a group, and gives those that undo them.
fn make_all(state: &mut State, group: Group) -> (Group, Splice) {
    let mut all: Option<Splice> = None;
    let mut back = VecDeque::with_capacity(group.changes.len());
    for change in group.changes {
        let (undo, splice) = state.make(change);
        back.push_front(undo);
        if splice.removed + splice.inserted == 0 {
            continue;
        }
        all = Some(all.map_or(splice, |before| before.and(splice)));
    }
    let back = Group { changes: back, entries: group.entries, steps: Vec::new() };
    (back, all.unwrap_or(Splice { from: 0, removed: 0, inserted: 0 }))
}
