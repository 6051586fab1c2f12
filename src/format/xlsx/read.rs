//! Workbooks: tables with named columns, one in each sheet.

use std::io::{BufRead, Cursor, Read};

use calamine::{Data, Reader, Xlsx as Workbook, XlsxError};

use crate::error::{Error, ErrorKind, Result};
use crate::format::ReadOptions;
use crate::format::repairs::Repairs;
use crate::format::table::ColumnMap;
use crate::format::xlsx::size::unpacked_size;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

const FORMAT: &str = "XLSX memory";
/// Packed, unpacked, and in cells: more than a full sheet of a memory.
const MOST_PACKED: u64 = 1 << 28;
const MOST_BYTES: u64 = 1 << 32;
const MOST_CELLS: usize = 1 << 25;

/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let mut bytes = Vec::new();
    input.take(MOST_PACKED + 1).read_to_end(&mut bytes)?;
    let too_large = "the workbook is larger than any memory in one; split it";
    if bytes.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    if bytes.len() as u64 > MOST_PACKED || unpacked_size(&bytes, FORMAT)? > MOST_BYTES {
        return Err(Error::malformed(FORMAT, 1, too_large));
    }
    let bad = |message: String| Error::malformed(FORMAT, 1, message);
    let mut book: Workbook<_> = calamine::open_workbook_from_rs(Cursor::new(bytes))
        .map_err(|error: XlsxError| bad(format!("not a workbook that can be read: {error}")))?;
    let mut list =
        Source { header: Header::default(), units: Vec::new().into_iter(), repairs: Vec::new() };
    let mut units = Vec::new();
    let mut repairs = Repairs::default();
    let mut tables = 0;
    for sheet in book.sheet_names() {
        let range = book
            .worksheet_range(&sheet)
            .map_err(|error| bad(format!("the sheet '{sheet}' cannot be read: {error}")))?;
        if range.get_size().0.saturating_mul(range.get_size().1) > MOST_CELLS {
            return Err(bad(format!("the sheet '{sheet}' has more than {MOST_CELLS} cells")));
        }
        let top = u64::from(range.start().map_or(0, |at| at.0));
        let mut rows = range.rows();
        let Some(first) = rows.next() else { continue };
        let first: Vec<String> = first.iter().map(text).collect();
        let Some(table) = ColumnMap::named(&first, options) else {
            repairs.add("sheet", top + 1, format!("the sheet '{sheet}' is no memory; skipped"));
            continue;
        };
        tables += 1;
        for (line, row) in (top + 2..).zip(rows) {
            let cells: Vec<String> = row.iter().map(text).collect();
            if cells.iter().all(String::is_empty) {
                continue;
            }
            let number = units.len() as u64 + 1;
            let unit = TranslationUnit { number, line, ..TranslationUnit::default() };
            units.push(table.unit(&cells, &mut list.header, unit, &mut repairs));
        }
    }
    if tables == 0 {
        let message = "the first row must name the columns source and target, or two languages";
        return Err(Error::malformed(FORMAT, 1, message));
    }
    list.units = units.into_iter();
    list.repairs = repairs.take();
    Ok(Box::new(list))
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        cell => cell.to_string(),
    }
}

/// The units of a workbook, which is read as a whole.
struct Source {
    header: Header,
    units: std::vec::IntoIter<TranslationUnit>,
    repairs: Vec<Repair>,
}

impl UnitSource for Source {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        Ok(self.units.next())
    }

    fn repairs(&mut self) -> Vec<Repair> {
        std::mem::take(&mut self.repairs)
    }
}
