//! The memory as CSV, for spreadsheets and import forms.

use std::io::Write;

use crate::error::Result;
use crate::format::dialect::{Encoded, guarded, into_error, rows};
use crate::format::table::{Rows, TableSink, names};
use crate::format::{CsvProfile, WriteOptions};
use crate::lang::Lang;
use crate::unit::{Header, UnitSink};

/// Begins a memory.
///
/// # Errors
///
/// What writing fails with.
pub(super) fn start<'a>(
    out: Box<dyn Write + 'a>,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    let mut rows = rows(options.csv, out)?;
    rows.write_record(names(options.columns)).map_err(into_error)?;
    let rows = Box::new(CsvRows { rows, profile: options.csv });
    Ok(Box::new(TableSink::new(rows, header, options)))
}

struct CsvRows<'a> {
    rows: csv::Writer<Encoded<'a>>,
    profile: CsvProfile,
}

impl Rows for CsvRows<'_> {
    fn row(&mut self, cells: &[String], _langs: [Lang; 2]) -> Result<Option<usize>> {
        for cell in cells {
            self.rows.write_field(guarded(cell, self.profile)).map_err(into_error)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(into_error)?;
        Ok(Some(0))
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.rows.flush()?;
        Ok(())
    }
}
