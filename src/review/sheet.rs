//! A review as a spreadsheet: what its rows say of beads, and how they are known again.

use xxhash_rust::xxh3::xxh3_64;

use super::op::ReviewStatus;
use super::state::Row;
use super::{Only, Project};
use crate::bitext::Side;

/// A workbook that [`crate::format::write_sheet`] wrote and people edited.
#[derive(Debug, Clone, PartialEq)]
pub struct ReviewSheet {
    /// The name that copies of its project share.
    pub(crate) project: String,
    /// The number of the last operation of the project when it was written.
    pub n: u64,
    /// Which beads it was written with.
    pub(crate) only: Only,
    /// The least confidence of beads that nobody judged.
    pub(crate) least: f32,
    /// The beads whose texts no cell holds, by their ids.
    pub(crate) left_out: Vec<u32>,
    pub(crate) rows: Vec<SheetLine>,
    /// Cells that were merged.
    pub(crate) merged: Vec<MergedCells>,
}

/// A row as it was edited.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct SheetLine {
    /// Its number in the sheet, from 1.
    pub(crate) line: u64,
    pub(crate) status: String,
    pub(crate) texts: [String; 2],
    pub(crate) comment: String,
    /// The bead, if it is still named.
    pub(crate) bead: Option<u32>,
    /// What tells the texts of the bead from others.
    pub(crate) hash: String,
    /// Whether a formula stands where a text should.
    pub(crate) is_broken: bool,
}

/// Cells that were made one: the rows, and which of the texts are in them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct MergedCells {
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) sides: [bool; 2],
}

/// What a sheet says of a bead.
pub(crate) struct SheetBead {
    pub(crate) id: u32,
    pub(crate) status: &'static str,
    pub(crate) texts: [String; 2],
    pub(crate) confidence: f32,
    pub(crate) why: String,
    pub(crate) comment: String,
    /// The ids of its segments, those of the source before those of the target.
    pub(crate) segments: String,
    pub(crate) hash: String,
}

impl ReviewStatus {
    /// What stands in a sheet for it.
    pub(crate) fn in_sheet(self) -> &'static str {
        match self {
            ReviewStatus::Open => "",
            ReviewStatus::Reviewed => "ok",
            ReviewStatus::Rejected => "no",
        }
    }

    /// What a cell of a sheet means; none for words that mean nothing there.
    pub(crate) fn from_sheet(cell: &str) -> Option<ReviewStatus> {
        match cell.trim().to_lowercase().as_str() {
            "" => Some(ReviewStatus::Open),
            "ok" | "نعم" => Some(ReviewStatus::Reviewed),
            "no" | "لا" => Some(ReviewStatus::Rejected),
            _ => None,
        }
    }
}

/// What tells the texts of a bead from others.
pub(crate) fn hash(texts: &[String; 2]) -> String {
    format!("{:016x}", xxh3_64(format!("{}\u{1F}{}", texts[0], texts[1]).as_bytes()))
}

/// A text that a workbook holds: it has no escape for two characters.
pub(crate) fn held(text: &str) -> String {
    text.replace(['\u{FFFE}', '\u{FFFF}'], "")
}

impl Project {
    /// The rows of beads that a sheet is written with. Segments without counterpart are among them, unless only
    /// reviewed beads are wanted.
    pub(crate) fn rows_of_sheet(&self, only: Only, least: f32) -> Vec<usize> {
        let is_in = |row: &Row| match (row.bead.status, only) {
            (ReviewStatus::Reviewed, _) | (_, Only::All) => true,
            (ReviewStatus::Rejected, _) | (ReviewStatus::Open, Only::Reviewed) => false,
            (ReviewStatus::Open, _) => {
                row.cut.shape().is_gap() || row.bead.confidence.get() >= least
            }
        };
        let rows = self.state.rows.iter().enumerate();
        rows.filter(|(_, row)| is_in(row)).map(|(at, _)| at).collect()
    }

    /// What a sheet says of the beads in some rows.
    pub(crate) fn sheet_beads<'p>(
        &'p self,
        rows: &'p [usize],
    ) -> impl Iterator<Item = SheetBead> + 'p {
        let bitext = [&self.state.source, &self.state.target].map(|text| text.part(text.whole()));
        rows.iter().map(move |&at| {
            let Row { cut, bead } = &self.state.rows[at];
            let texts = [Side::Source, Side::Target];
            let texts = texts.map(|side| held(&bitext[side as usize].text(cut.side(side))));
            let ids = Side::both().map(|side| {
                let segs = self.state.text(side).of(cut.side(side)).iter();
                segs.map(|seg| seg.id.as_str()).collect::<Vec<_>>().join(" ")
            });
            let mut reasons: Vec<_> = bead.reasons.iter().collect();
            reasons.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
            let why: Vec<String> = (reasons.iter().filter(|reason| reason.log_odds.abs() >= 0.05))
                .map(|reason| format!("{:+.1} {}", reason.log_odds, reason.words))
                .collect();
            SheetBead {
                id: bead.id,
                status: bead.status.in_sheet(),
                confidence: self.shown_confidence(&self.state.rows[at]),
                why: why.join("\n"),
                comment: bead.comment.clone(),
                segments: ids.join(" | "),
                hash: hash(&texts),
                texts,
            }
        })
    }
}
