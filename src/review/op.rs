//! What a reviewer does, one operation at a time, and why one may be refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::aligner::Reason;
use crate::bitext::Side;

/// Where a reviewer stands with a bead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReviewStatus {
    /// Nobody has judged it.
    #[default]
    Open,
    /// It is right.
    Reviewed,
    /// It is wrong, or its texts are no translations of each other.
    Rejected,
}

impl ReviewStatus {
    /// Its name in files: `open`, `reviewed`, `rejected`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            ReviewStatus::Open => "open",
            ReviewStatus::Reviewed => "reviewed",
            ReviewStatus::Rejected => "rejected",
        }
    }
}

/// An end of a run of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum End {
    /// Its first segment.
    First,
    /// Its last segment.
    Last,
}

/// Where a segment is moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Goal {
    /// To the bead before.
    Before,
    /// To the bead after.
    After,
    /// Out of its bead: unaligned.
    Out,
}

/// An operation. Beads go by their ids, segments by theirs (`s12` of the source, `t7` of the target).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum Op {
    /// Judges a bead.
    Status {
        /// The bead.
        bead: u32,
        /// The judgement.
        status: ReviewStatus,
    },
    /// Joins a bead with the next.
    Merge {
        /// The bead.
        bead: u32,
    },
    /// Joins a bead with the one before.
    MergeBefore {
        /// The bead.
        bead: u32,
    },
    /// Makes two beads of one.
    Part {
        /// The bead.
        bead: u32,
        /// How many source segments the first has.
        source: u32,
        /// How many target segments the first has.
        target: u32,
    },
    /// Moves a segment to another bead.
    Move {
        /// The bead.
        bead: u32,
        /// The side of the segment.
        side: Side,
        /// Which segment of the bead.
        which: End,
        /// Where it goes.
        to: Goal,
    },
    /// Makes a bead of a run of source segments and a run of target segments, wherever they are.
    Link {
        /// The source segments, in order.
        source: Vec<String>,
        /// The target segments, in order.
        target: Vec<String>,
    },
    /// Cuts a segment.
    Split {
        /// The segment.
        segment: String,
        /// Where, in UTF-16 units of its text.
        at: u32,
    },
    /// Joins a segment with the next.
    Join {
        /// The segment.
        segment: String,
    },
    /// Changes a text.
    Edit {
        /// The segment.
        segment: String,
        /// Its new text.
        text: String,
    },
    /// Sets the comment on a bead; an empty one goes.
    Comment {
        /// The bead.
        bead: u32,
        /// The comment.
        text: String,
    },
    /// Keeps a bead as it is, unjudged, when texts are aligned again; or lets it go again.
    Pin {
        /// The bead.
        bead: u32,
    },
    /// Takes every open bead with two sides for right that is surer than this.
    Accept {
        /// The confidence, 0 to 1.
        over: f32,
    },
    /// Adds a unit that stands in neither text.
    Add {
        /// The bead it comes after; before the first if there is none.
        after: Option<u32>,
        /// Its source text.
        source: String,
        /// Its target text.
        target: String,
    },
    /// Puts other beads in the place of neighbouring ones: what aligning again found.
    Realigned {
        /// The beads that go, in their order.
        remove: Vec<u32>,
        /// The beads that come.
        insert: Vec<NewBead>,
    },
    /// Takes the last group of operations back.
    Undo,
    /// Does the group that was taken back last again.
    Redo,
    /// Says that beads that were changed by aligning again were looked at.
    Seen {
        /// The beads.
        beads: Vec<u32>,
    },
}

/// A bead that aligning again found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NewBead {
    /// The numbers of its first source segment and of the one behind its last.
    pub(crate) source: [u32; 2],
    /// The same of the target.
    pub(crate) target: [u32; 2],
    /// How sure it is.
    pub(crate) confidence: f32,
    /// Why it was chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) why: Vec<Reason>,
}

/// Why an operation was refused; then nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Refusal {
    /// There is no such bead, or no more.
    NoBead(u32),
    /// There is no such segment, or no more.
    NoSegment(String),
    /// There is no bead before it.
    NoBefore,
    /// There is no bead, or no segment, after it.
    NoNext,
    /// The segments on this side would not follow each other.
    NoRun(Side),
    /// A bead would hold segments of two flows of a document, such as body and notes.
    Flow,
    /// The bead has no segment there.
    NothingThere(Side),
    /// The parts of a segment, or its new text, would show nothing.
    Blank,
    /// The bead has nowhere to be parted.
    NoParts,
    /// The two segments are in different beads.
    Apart,
    /// The beads are not those that were aligned again.
    Stale,
    /// Nothing is left to take back.
    NothingToUndo,
    /// Nothing is left to do again.
    NothingToRedo,
    /// No bead is meant.
    Nothing,
    /// This side is locked.
    Locked(Side),
    /// The project cannot be changed.
    ReadOnly,
}

impl Refusal {
    /// A name for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NoBead(_) => "unknownBead",
            Refusal::NoSegment(_) => "unknownSegment",
            Refusal::NoBefore => "noBefore",
            Refusal::NoNext => "noNext",
            Refusal::NoRun(_) => "noRun",
            Refusal::Flow => "flow",
            Refusal::NothingThere(_) => "empty",
            Refusal::Blank => "emptyText",
            Refusal::NoParts => "oneSegment",
            Refusal::Apart => "apart",
            Refusal::Stale => "stale",
            Refusal::NothingToUndo => "nothingToUndo",
            Refusal::NothingToRedo => "nothingToRedo",
            Refusal::Nothing => "nothing",
            Refusal::Locked(_) => "locked",
            Refusal::ReadOnly => "readOnly",
        }
    }

    /// The side it is about, if it is about one.
    pub fn side(&self) -> Option<Side> {
        match self {
            Refusal::NoRun(side) | Refusal::NothingThere(side) | Refusal::Locked(side) => {
                Some(*side)
            }
            _ => None,
        }
    }
}

impl std::error::Error for Refusal {}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::NoBead(id) => write!(f, "there is no bead {id} any more"),
            Refusal::NoSegment(id) => write!(f, "there is no segment {id} any more"),
            Refusal::NoBefore => f.write_str("there is nothing before it"),
            Refusal::NoNext => f.write_str("there is nothing after it"),
            Refusal::NoRun(side) => write!(
                f,
                "the {side} segments would not follow each other; move what stands between them first"
            ),
            Refusal::Flow => f.write_str(
                "a bead cannot hold two parts of a document that are read apart, such as text and notes",
            ),
            Refusal::NothingThere(side) => write!(f, "the bead has no {side} segment"),
            Refusal::Blank => f.write_str("a segment would be empty"),
            Refusal::NoParts => {
                f.write_str("each part of the bead needs a segment; split a segment first")
            }
            Refusal::Apart => {
                f.write_str("the next segment is in another bead; merge the two beads first")
            }
            Refusal::Stale => f.write_str("the beads have changed since"),
            Refusal::NothingToUndo => f.write_str("there is nothing left to take back"),
            Refusal::NothingToRedo => f.write_str("there is nothing left to do again"),
            Refusal::Nothing => f.write_str("no bead is meant"),
            Refusal::Locked(side) => write!(
                f,
                "the {side} is locked: its segments can be put into other beads, but not split, joined or edited"
            ),
            Refusal::ReadOnly => f.write_str(
                "the project was changed by a newer mizan and can only be read with this one",
            ),
        }
    }
}
