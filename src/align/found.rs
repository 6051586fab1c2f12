//! What a search finds: beads with the evidence on them, and breaks inside segments.

use crate::align::evidence::LeftOut;
use crate::align::evidence::Reason;
use crate::bitext::{Bead, Cut};

/// A bead with the evidence on it; none for beads with an empty side, and where nobody asked.
#[derive(Debug, Clone)]
pub(crate) struct ExplainedBead {
    pub(crate) bead: Bead,
    pub(crate) reasons: Vec<Reason>,
}

impl ExplainedBead {
    pub(crate) fn bare(bead: Bead) -> ExplainedBead {
        ExplainedBead { bead, reasons: Vec::new() }
    }
}

/// A position in a text: before a byte of a segment, both counted from 0. Byte 0 is the start of the segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Position {
    /// The segment.
    pub(crate) segment: u32,
    /// The byte of its text.
    pub(crate) byte: u32,
}

/// A break of both texts at once, between segments on one side and inside a segment on the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Division {
    /// Where it runs through the source.
    pub(crate) source: Position,
    /// Where it runs through the target.
    pub(crate) target: Position,
    /// How sure it is, 0 to 1.
    pub(crate) confidence: f32,
}

/// The beads of a pass, in order, and what it found to be left out.
pub(crate) struct Passed {
    pub(crate) beads: Vec<ExplainedBead>,
    pub(crate) left_out: LeftOut,
}

impl Passed {
    /// No beads yet of a rectangle.
    pub(super) fn nothing(area: Cut) -> Passed {
        let most = area.source.len().max(area.target.len()) as usize;
        Passed { beads: Vec::with_capacity(most), left_out: LeftOut::nothing(0, 0) }
    }

    /// Appends what was found in the part that follows.
    pub(super) fn append(&mut self, part: Passed) {
        self.beads.extend(part.beads);
        self.left_out = self.left_out.and(part.left_out);
    }

    /// The path.
    pub(crate) fn path(&self) -> Vec<Cut> {
        self.beads.iter().map(|found| found.bead.cut).collect()
    }
}
