//! The segments that are in no unit.

use std::io::Write;

use crate::bitext::{Segment, Side};
use crate::error::Result;
use crate::format::Export;
use crate::format::dialect::{Dialect, into_error};
use crate::format::explain::against;
use crate::memory::BeadStatus;

/// Writes every segment that is in no unit as CSV: its side, number (from 0), line (from 1) or other place, whether it is
/// unaligned or rejected, the confidence of its bead, its text, and of a rejected one the two strongest
/// reasons against its bead, if the export has reasons and some speak against it. Then what readers left out of the
/// texts: how many pieces of which kind, and the first words of the first.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_leftovers(export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
    let dialect = Dialect::from(export.options.csv);
    let mut rows = dialect.writer(Box::new(out))?;
    rows.write_record(["side", "segment", "line", "status", "confidence", "text", "why"])
        .map_err(into_error)?;
    for leftover in &export.memory.leftovers {
        let reasons =
            export.alignment.reasons().get(leftover.bead_number).map_or(&[][..], Vec::as_slice);
        let why =
            if leftover.status == BeadStatus::Rejected { against(reasons) } else { String::new() };
        rows.write_record([
            &leftover.side.to_string(),
            &leftover.segment.to_string(),
            &place(&export.alignment.bitext().side(leftover.side).items[leftover.segment as usize]),
            leftover.status.as_str(),
            &leftover.bead.confidence.to_string(),
            &dialect.cell(&leftover.text),
            &why,
        ])
        .map_err(into_error)?;
    }
    for side in Side::both() {
        for left_out in &export.alignment.bitext().side(side).left_out {
            let sample = dialect.cell(&left_out.sample);
            let why = left_out.to_string();
            rows.write_record([&side.to_string(), "", "", "left out", "", &sample, &why])
                .map_err(into_error)?;
        }
    }
    rows.flush()?;
    Ok(())
}

/// The number of a line, or any other places in words.
fn place(segment: &Segment) -> String {
    segment.place.line().map_or_else(|| segment.places_in_words(), |line| line.to_string())
}
