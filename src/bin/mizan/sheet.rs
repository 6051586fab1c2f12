//! Tables for people: findings, conflicts, differences, figures.

use std::io::Write;
use std::path::Path;

use mizan::format::{CsvProfile, SHEET_FORMATS, Sheet, SheetRow};
use serde::Serialize;

use crate::files::{self, OutputFile, Outputs};
use crate::options::CsvArg;
use crate::outcome::{Failure, Outcome};

/// The form of tables.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct SheetArgs {
    /// Dialect of CSV and TSV
    #[arg(long, value_enum, default_value_t)]
    csv_profile: CsvArg,
}

impl SheetArgs {
    pub(crate) fn profile(&self) -> CsvProfile {
        self.csv_profile.profile()
    }
}

/// The format of a file by its extension: one of those for tables, or of others. Standard output gets text, if that is one,
/// else CSV. Checked before any work is done.
pub(crate) fn form(path: &Path, others: &[&'static str]) -> Result<&'static str, Failure> {
    if files::is_standard_output(path) {
        return Ok(others
            .iter()
            .find(|known| **known == "txt")
            .copied()
            .unwrap_or(SHEET_FORMATS[0]));
    }
    let extension = path.extension().unwrap_or_default();
    let mut known = others.iter().copied().chain(SHEET_FORMATS);
    let Some(form) = known.find(|known| extension.eq_ignore_ascii_case(known)) else {
        let known: Vec<_> = others.iter().copied().chain(SHEET_FORMATS).collect();
        return Err(refused(path, &known));
    };
    files::check_place(path)?;
    Ok(form)
}

/// A file is not written because its extension names none of the formats that it can have.
pub(crate) fn refused(path: &Path, known: &[&str]) -> Failure {
    let known = match known {
        [others @ .., last] if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        known => known.concat(),
    };
    Failure::usage(format!(
        "{}: the extension names the format; this file can be {known}",
        path.display()
    ))
}

/// A table in a file, which is named when it is whole.
pub(crate) struct SheetFile {
    sheet: Sheet<OutputFile>,
    out: OutputFile,
}

impl SheetFile {
    /// Begins a table in the format that the extension names.
    pub(crate) fn create<R: SheetRow>(
        path: &Path,
        profile: CsvProfile,
    ) -> Result<SheetFile, Failure> {
        let form = form(path, &[])?;
        let out = OutputFile::create(path)?;
        let sheet = Sheet::start::<R>(form, profile, out.clone());
        let sheet = sheet.map_err(|error| out.problem(error))?;
        Ok(SheetFile { sheet, out })
    }

    /// Writes a row.
    pub(crate) fn row<R: SheetRow>(&mut self, row: &R) -> Result<(), Failure> {
        self.sheet.row(row).map_err(|error| self.out.problem(error))
    }

    /// Ends the table, which takes its name with the other outputs. [`Outcome::PartlyFailed`] if the format could not hold
    /// something, which is told.
    pub(crate) fn finish(self, outputs: &mut Outputs) -> Result<Outcome, Failure> {
        let lost = self.sheet.finish().map_err(|error| self.out.problem(error))?;
        let outcome = tell(self.out.path(), &lost);
        outputs.add(self.out)?;
        Ok(outcome)
    }
}

/// Tells what the format of a file could not hold.
pub(crate) fn tell(path: &Path, lost: &[String]) -> Outcome {
    for message in lost {
        eprintln!("mizan: {}: {message}", path.display());
    }
    if lost.is_empty() { Outcome::Fine } else { Outcome::PartlyFailed }
}

/// Writes a table to a file, which is named at once.
pub(crate) fn write<R: SheetRow>(
    path: &Path,
    profile: CsvProfile,
    rows: &[R],
) -> Result<Outcome, Failure> {
    let mut file = SheetFile::create::<R>(path, profile)?;
    rows.iter().try_for_each(|row| file.row(row))?;
    let mut outputs = Outputs::default();
    let outcome = file.finish(&mut outputs)?;
    outputs.finish()?;
    Ok(outcome)
}

/// Prints a table in a text format.
pub(crate) fn print<R: SheetRow>(
    format: &str,
    profile: CsvProfile,
    rows: &[R],
) -> Result<(), Failure> {
    let fill = |out: &mut dyn Write| {
        let mut sheet = Sheet::start::<R>(format, profile, out)?;
        rows.iter().try_for_each(|row| sheet.row(row))?;
        sheet.finish().map(|_| ())
    };
    if format == "jsonl" { files::print_json(fill) } else { files::print(fill) }
}

/// Writes what programs read of a row, where it is more than its cells.
pub(crate) fn json(row: &impl Serialize, out: &mut dyn Write) -> mizan::error::Result<()> {
    serde_json::to_writer(out, row).map_err(std::io::Error::from)?;
    Ok(())
}
