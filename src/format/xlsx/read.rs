//! Workbooks: tables with named columns, one in each sheet.

use std::io::BufRead;

use crate::error::{Error, Result};
use crate::format::ReadOptions;
use crate::format::repairs::Repairs;
use crate::format::table::ColumnMap;
use crate::format::xlsx::book::{Book, read_all};
use crate::format::xlsx::review::{ReviewColumns, about};
use crate::format::xlsx::rows::{MOST_NAMED, Row, Rows, letters};
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

const FORMAT: &str = "XLSX memory";

/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    mut input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let bytes = read_all(&mut *input)?;
    drop(input);
    let book = Book::open(bytes, FORMAT)?;
    let mut source = Source {
        review: about(&book)?.map(|(name, _)| name),
        book,
        options: *options,
        sheet: 0,
        table: None,
        header: Header::default(),
        number: 0,
        repairs: Repairs::default(),
    };
    if !source.find_table()? {
        let message = "the first row must name the columns source and target, or two languages";
        return Err(Error::malformed(FORMAT, 1, message));
    }
    // The first unit tells the languages of the memory.
    let first = source.read()?;
    Ok(Box::new(Peeked { first, source }))
}

/// A memory whose first unit was read.
struct Peeked {
    first: Option<TranslationUnit>,
    source: Source,
}

/// The units of a workbook, sheet by sheet.
struct Source {
    book: Book,
    options: ReadOptions,
    /// The sheet that comes next.
    sheet: usize,
    table: Option<Table>,
    header: Header,
    number: u64,
    repairs: Repairs,
    /// The name of the hidden sheet, if people review units in this workbook.
    review: Option<String>,
}

/// A sheet that is a memory.
struct Table {
    rows: Rows,
    columns: ColumnMap,
    /// If people review its units.
    review: Option<ReviewColumns>,
    /// How many columns have a name.
    width: usize,
}

impl Source {
    /// Goes to the next sheet that is a memory.
    fn find_table(&mut self) -> Result<bool> {
        self.table = None;
        while let Some(sheet) = self.book.sheets.get(self.sheet).cloned() {
            self.sheet += 1;
            if self.review.as_ref() == Some(&sheet.name) {
                continue;
            }
            let mut rows = Rows::of(&self.book, &sheet)?;
            let Some(mut first) = rows.next(&self.book)? else { continue };
            if self.review.is_some() && !first.cells.iter().any(|(_, cell)| cell == "source") {
                // The row that explains the sheet.
                let Some(second) = rows.next(&self.book)? else { continue };
                first = second;
            }
            let mut names = first.dense(0);
            let width = names.len();
            let review = match self.review {
                Some(_) => ReviewColumns::of(&mut names),
                None => None,
            };
            match ColumnMap::named(&names, &self.options) {
                Some(columns) => {
                    self.table = Some(Table { rows, columns, review, width });
                    return Ok(true);
                }
                None => {
                    let message = format!("the sheet '{}' is no memory; skipped", sheet.name);
                    self.repairs.unit = 0;
                    self.repairs.add("sheet", first.number, message);
                }
            }
        }
        Ok(false)
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        loop {
            let Some(table) = &mut self.table else { return Ok(None) };
            let Some(row) = table.rows.next(&self.book)? else {
                self.find_table()?;
                continue;
            };
            let is_unit = row.cells.iter().any(|(column, _)| *column < table.width);
            self.repairs.unit = if is_unit { self.number + 1 } else { 0 };
            tell(&row, table.width, &mut self.repairs);
            if !is_unit {
                continue;
            }
            let mut cells = row.dense(table.width);
            cells.truncate(table.width);
            if let Some(review) = &table.review
                && let Some((id, message)) = review.read(&mut cells)
            {
                self.repairs.unit = 0;
                self.repairs.add(id, row.number, message);
                continue;
            }
            self.number += 1;
            let (number, line) = (self.number, row.number);
            let unit = TranslationUnit { number, line, ..TranslationUnit::default() };
            let unit = table.columns.unit(&cells, &mut self.header, unit, &mut self.repairs);
            return Ok(Some(unit));
        }
    }
}

/// Tells what of a row is not read.
fn tell(row: &Row, width: usize, repairs: &mut Repairs) {
    let far = row.cells.iter().find(|(column, _)| *column >= width);
    if let Some((column, _)) = far {
        let letters = letters(*column);
        let message = if *column < MOST_NAMED {
            format!("the column {letters} has no name; its cell was left out")
        } else {
            format!("the column {letters} is not read, only the first {MOST_NAMED} are")
        };
        repairs.add(Repair::UNREADABLE, row.number, message);
    }
    if let Some(column) = row.broken.iter().find(|column| **column < width) {
        let message = format!(
            "the formula in column {} has no value; open and save the workbook in a spreadsheet program",
            letters(*column)
        );
        repairs.add(Repair::UNREADABLE, row.number, message);
    }
}

impl UnitSource for Peeked {
    fn header(&self) -> &Header {
        &self.source.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        match self.first.take() {
            Some(first) => Ok(Some(first)),
            None => self.source.read(),
        }
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.source.repairs.take()
    }
}
