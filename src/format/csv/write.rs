//! The memory as CSV, for spreadsheets and import forms.

use std::io::Write;

use crate::error::Result;
use crate::format::WriteOptions;
use crate::format::dialect::{Dialect, Encoded, into_error};
use crate::format::limits::without_nul;
use crate::format::table::{Columns, Rows, TableSink};
use crate::lang::Lang;
use crate::unit::{Header, UnitSink};

/// Starts a memory with the given columns.
///
/// # Errors
///
/// What writing fails with.
pub(in crate::format) fn start<'a>(
    out: Box<dyn Write + 'a>,
    columns: Columns,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    let dialect = Dialect::from(options.csv);
    let mut rows = dialect.writer(out)?;
    rows.write_record(columns).map_err(into_error)?;
    let rows = Box::new(CsvRows { rows, dialect });
    Ok(Box::new(TableSink::new(rows, columns, header, options)))
}

struct CsvRows<'a> {
    rows: csv::Writer<Encoded<Box<dyn Write + 'a>>>,
    dialect: Dialect,
}

impl Rows for CsvRows<'_> {
    fn row(&mut self, cells: &[String], _langs: [Lang; 2]) -> Result<Option<usize>> {
        let mut lost = 0;
        for cell in cells {
            let (cell, count) = without_nul(cell);
            lost += count;
            self.rows.write_field(&*self.dialect.cell(&cell)).map_err(into_error)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(into_error)?;
        Ok(Some(lost))
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.rows.flush()?;
        Ok(())
    }
}
