//! The memory as a workbook: a row for each unit.

use std::io::Write;

use crate::error::Result;
use crate::format::WriteOptions;
use crate::format::table::{Columns, Rows, TableSink};
use crate::format::xlsx::table::{Column, Kind, Table, Written};
use crate::lang::{Direction, Lang};
use crate::unit::{Header, UnitSink};

/// Starts a memory with the given columns.
///
/// # Errors
///
/// What writing fails with.
pub(super) fn start<'a>(
    out: Box<dyn Write + 'a>,
    columns: Columns,
    header: &Header,
    options: &WriteOptions,
) -> Result<Box<dyn UnitSink + 'a>> {
    let source = options.lang(header.source_lang.unwrap_or(Lang::AR)).direction();
    let column = |&name: &&str| {
        let (kind, width) = match name {
            "source" | "target" => (Kind::Text(source), 60),
            "confidence" => (Kind::Share, 13),
            "source_line" | "target_line" => (Kind::Number, 13),
            "document" => (Kind::Word, 24),
            _ => (Kind::Word, 13),
        };
        Column { name: name.to_owned(), kind, width }
    };
    let all = columns.iter().map(column).collect();
    let rows = XlsxRows(Table::start(out, "memory", all, source == Direction::Rtl)?);
    Ok(Box::new(TableSink::new(Box::new(rows), columns, header, options)))
}

/// Rows that begin with the texts of the source and of the target.
struct XlsxRows<'a>(Table<'a>);

impl Rows for XlsxRows<'_> {
    fn row(&mut self, cells: &[String], langs: [Lang; 2]) -> Result<Option<usize>> {
        let written =
            self.0.row(cells.iter().map(String::as_str), &langs.map(|l| l.direction()))?;
        Ok(match written {
            Written::Without(lost) => Some(lost),
            Written::TooLong => None,
        })
    }

    fn end(self: Box<Self>) -> Result<()> {
        self.0.end()
    }
}
