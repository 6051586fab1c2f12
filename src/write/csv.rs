//! The memory as CSV, for spreadsheets and import forms.

use std::io::Write;

use crate::error::{Error, Result};
use crate::write::{CsvProfile, Export, Writer};

/// The writer of `.csv`: a header, then a row for each unit.
pub(super) struct Csv;

impl Writer for Csv {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
        let mut rows = rows(export.csv, out)?;
        let header = ["source", "target", "confidence", "shape", "source_line", "target_line"];
        rows.write_record(header).map_err(into_error)?;
        for unit in &export.memory.units {
            let guard = |text| guarded(text, export.csv);
            rows.write_record([
                guard(&unit.source),
                guard(&unit.target),
                unit.bead.confidence.to_string(),
                unit.bead.cut.shape().to_string(),
                unit.source_line.to_string(),
                unit.target_line.to_string(),
            ])
            .map_err(into_error)?;
        }
        rows.flush()?;
        Ok(())
    }
}

/// A CSV writer of a dialect, with what the dialect puts before the header already written.
pub(super) fn rows(
    profile: CsvProfile,
    out: &mut dyn Write,
) -> Result<csv::Writer<&mut dyn Write>> {
    let mut settings = csv::WriterBuilder::new();
    if profile == CsvProfile::Excel {
        out.write_all(b"\xEF\xBB\xBF")?;
        settings.terminator(csv::Terminator::CRLF);
    }
    Ok(settings.from_writer(out))
}

/// The text of a cell. Excel would run a cell that starts like a formula; an apostrophe stops it. A text that
/// starts with an apostrophe gets a second, so that taking one off always gives the text back.
pub(super) fn guarded(text: &str, profile: CsvProfile) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠']);
    if profile == CsvProfile::Excel && risky { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn into_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error),
        kind => Error::from(std::io::Error::other(format!("{kind:?}"))),
    }
}
