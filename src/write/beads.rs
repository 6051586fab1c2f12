//! The ladder alone: one bead a line, `[0]:[0, 1]:0.9731`.

use std::io::Write;

use crate::bitext::Run;
use crate::error::Result;
use crate::unit::Repair;
use crate::write::{Export, Writer};

/// The writer of `.beads`: every segment of both sides once, in order, by numbers from 0.
pub(super) struct Beads;

impl Writer for Beads {
    fn format(&self) -> &'static str {
        "beads"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        for bead in export.ladder.beads() {
            let (source, target) = (numbers(bead.cut.source), numbers(bead.cut.target));
            writeln!(out, "[{source}]:[{target}]:{}", bead.confidence)?;
        }
        Ok(Vec::new())
    }
}

fn numbers(run: Run) -> String {
    let numbers: Vec<String> = run.indices().map(|i| i.to_string()).collect();
    numbers.join(", ")
}
