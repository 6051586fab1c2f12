//! What is in no unit: the list that keeps anything from being lost.

use std::io::Write;

use crate::error::Result;
use crate::write::Export;
use crate::write::csv::{guarded, into_error, rows};

/// Writes every segment that is in no unit as CSV: its side, number (from 0), line (from 1), why it is left
/// over, the confidence of its bead, and its text.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_leftovers(export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
    let mut rows = rows(export.csv, out)?;
    rows.write_record(["side", "segment", "line", "status", "confidence", "text"])
        .map_err(into_error)?;
    for leftover in &export.memory.leftovers {
        rows.write_record([
            if leftover.is_source { "source" } else { "target" },
            &leftover.segment.to_string(),
            &leftover.line.to_string(),
            leftover.fate.as_str(),
            &leftover.bead.confidence.to_string(),
            &guarded(&leftover.text, export.csv),
        ])
        .map_err(into_error)?;
    }
    rows.flush()?;
    Ok(())
}
