//! What is in no unit: the list that keeps anything from being lost.

use std::io::Write;

use crate::error::Result;
use crate::format::Export;
use crate::format::dialect::{guarded, into_error, rows};
use crate::format::explain::against;
use crate::memory::Fate;
use crate::text::Place;

/// Writes every segment that is in no unit as CSV: its side, number (from 0), line (from 1) or other place, whether it is
/// unaligned or rejected, the confidence of its bead, its text, and of a rejected one the two strongest
/// reasons against its bead, if the export has reasons and some speak against it.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_leftovers(export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
    let mut rows = rows(export.options.csv, Box::new(out))?;
    rows.write_record(["side", "segment", "line", "status", "confidence", "text", "why"])
        .map_err(into_error)?;
    for leftover in &export.memory.leftovers {
        let reasons = export.reasons.get(leftover.bead_number).map_or(&[][..], Vec::as_slice);
        let why = if leftover.fate == Fate::Rejected { against(reasons) } else { String::new() };
        rows.write_record([
            &leftover.side.to_string(),
            &leftover.segment.to_string(),
            &place(&leftover.place),
            leftover.fate.as_str(),
            &leftover.bead.confidence.to_string(),
            &guarded(&leftover.text, export.options.csv),
            &why,
        ])
        .map_err(into_error)?;
    }
    rows.flush()?;
    Ok(())
}

/// The number of a line, or any other place in words.
fn place(place: &Place) -> String {
    place.line().map_or_else(|| place.to_string(), |line| line.to_string())
}
