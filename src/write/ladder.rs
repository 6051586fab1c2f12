//! The alignment as a ladder of hunalign: a rung a line, `source<TAB>target<TAB>confidence`.

use std::io::Write;

use crate::error::Result;
use crate::unit::Repair;
use crate::write::{Export, Writer};

/// The writer of `.ladder`. A rung says how many segments of either side lie before it, and how sure the bead
/// after it is; the last holds the numbers of all segments. Rungs cannot cross, so moved beads stand unaligned.
pub(super) struct Ladder;

impl Writer for Ladder {
    fn format(&self) -> &'static str {
        "ladder"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let moved = export.ladder.moved();
        let crossing = moved.iter().filter(|moved| **moved).count();
        let (mut source, mut target) = (0, 0);
        for (bead, _) in export.ladder.beads().iter().zip(moved).filter(|(_, moved)| !moved) {
            let cut = bead.cut;
            if cut.shape().is_gap() {
                continue;
            }
            if source < cut.source.start {
                writeln!(out, "{source}\t{target}\t0")?;
                source = cut.source.start;
            }
            if target < cut.target.start {
                writeln!(out, "{source}\t{target}\t0")?;
            }
            writeln!(out, "{}\t{}\t{}", cut.source.start, cut.target.start, bead.confidence)?;
            (source, target) = (cut.source.end, cut.target.end);
        }
        let (all_source, all_target) = (export.bitext.source.len(), export.bitext.target.len());
        if source < all_source && target < all_target {
            writeln!(out, "{source}\t{target}\t0")?;
            source = all_source;
        }
        if source < all_source || target < all_target {
            writeln!(out, "{source}\t{target}\t0")?;
        }
        writeln!(out, "{all_source}\t{all_target}\t0")?;
        if crossing == 0 {
            return Ok(Vec::new());
        }
        let message = format!("rungs cannot cross: {crossing} moved beads stand unaligned");
        Ok(vec![Repair { id: "moved", unit: 0, line: 0, message }])
    }
}
