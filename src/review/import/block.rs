//! What is compared and what comes of it: beads as a project has them, and what a sheet wants of them.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::bitext::Side;
use crate::review::Project;
use crate::review::op::ReviewStatus;

/// Something to be told of some rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The row of the sheet, if it is there.
    pub line: Option<u64>,
    /// The bead in the project when the sheet was written, if it was there.
    pub bead: Option<u32>,
    /// What is told.
    pub message: String,
}

/// A bead as a project has it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) id: u32,
    pub(super) segs: [Vec<String>; 2],
    pub(super) texts: [String; 2],
    pub(super) status: ReviewStatus,
    pub(super) comment: String,
}

impl Known {
    pub(super) fn all(project: &Project) -> Vec<Known> {
        let rows: Vec<usize> = (0..project.state.rows.len()).collect();
        let beads = project.sheet_beads(&rows);
        let known = beads.zip(&project.state.rows).map(|(bead, row)| Known {
            id: bead.id,
            segs: Side::both().map(|side| {
                let segs = project.state.text(side).of(row.cut.side(side)).iter();
                segs.map(|seg| seg.id.clone()).collect()
            }),
            texts: bead.texts,
            status: row.bead.status,
            comment: bead.comment,
        });
        known.collect()
    }

    /// The segments of the first alignment that its segments come from.
    pub(super) fn roots(&self) -> BTreeSet<String> {
        self.segs.iter().flatten().flat_map(|id| roots(id)).collect()
    }

    pub(super) fn has_same_segments(&self, other: &Known) -> bool {
        self.segs == other.segs
    }
}

/// The segments of the first alignment that a segment comes from: of `s12.1+s13` these are `s12` and `s13`.
pub(super) fn roots(id: &str) -> Vec<String> {
    let mut roots: Vec<String> = Vec::new();
    let mut parts = id.split('+').peekable();
    while let Some(part) = parts.next() {
        let added = if matches!(part, "s" | "t") { parts.next() } else { None };
        let whole = |part: &str| part.split('.').next().unwrap_or(part).to_owned();
        roots.push(match added {
            Some(number) => format!("{part}+{}", whole(number)),
            None => whole(part),
        });
    }
    roots
}

/// A row of the sheet that is to be made of some of the base.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Wanted {
    pub(super) line: u64,
    pub(super) texts: [String; 2],
    /// What the row says, if it says something else than before.
    pub(super) status: Option<ReviewStatus>,
    /// The whole comment, and what is new in it.
    pub(super) comment: String,
    pub(super) said: String,
}

/// A row of the sheet that has the whole text of another on a side.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Exchange {
    pub(super) base: usize,
    pub(super) row: Wanted,
    /// The bead of the base whose text it has; none if it has no text there now.
    pub(super) origin: Option<usize>,
}

/// What is to be done to some rows of the base.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    /// One bead, whose texts, status or comment may differ.
    Row { base: usize, row: Wanted },
    /// Beads whose texts are divided otherwise.
    Borders { base: Vec<usize>, rows: Vec<Wanted>, new: usize },
    /// Beads whose whole texts on a side, 0 or 1, were exchanged or moved.
    Exchanged { side: usize, rows: Vec<Exchange> },
    /// A bead that has no row any more.
    Missing { base: usize },
    /// A bead that has no row any more because a new row has its text.
    Used { base: usize },
    /// A row that stands for no bead.
    New { row: Wanted },
    /// What cannot be told.
    Unclear { base: Option<usize>, line: Option<u64>, message: String },
}
