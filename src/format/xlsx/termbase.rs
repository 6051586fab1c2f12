//! Termbases as workbooks: the first sheet whose first row names the columns of a glossary.

use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::columns::{RowLangs, require_columns};
use crate::format::package::Link;
use crate::format::termbase;
use crate::format::xlsx::book::Book;
use crate::format::xlsx::pages::LONGEST;
use crate::format::xlsx::rows::{Row, Rows, letters};
use crate::format::xlsx::table::{Column, Kind, Table, Written};
use crate::glossary::{Glossary, Langs, Original};
use crate::lang::Direction;
use crate::text::Warning;

pub(super) const FORMAT: &str = "XLSX";

/// The bytes of a workbook, its rows and cells, and the text in them: more than any glossary has.
const MOST_PACKED: usize = 1 << 25;
const MOST_ROWS: usize = 1 << 19;
const MOST_CELLS: usize = 1 << 21;
const MOST_TEXT: usize = 1 << 25;

/// Rows before the one with the names of the columns, such as a title.
const MOST_ABOVE: usize = 8;

/// A glossary in a workbook.
pub(super) struct Found {
    pub(super) book: Book,
    /// The index of the sheet.
    pub(super) sheet: usize,
    /// The number of the row with the names of the columns.
    pub(super) header: u64,
    /// The columns of the sheet that are those of the glossary.
    pub(super) columns: Vec<usize>,
    pub(super) glossary: Glossary,
}

/// Reads a whole file.
pub(super) fn read(bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    let mut warnings = Vec::new();
    let found = search(bytes, langs, &mut warnings)?;
    let mut glossary = found.glossary;
    glossary.layout.original = Some(Original { format: FORMAT, langs, bytes: bytes.into() });
    Ok((glossary, warnings))
}

/// The glossary of a workbook with the place where it stands.
pub(super) fn find(bytes: &[u8], langs: Langs) -> Result<Found> {
    search(bytes, langs, &mut Vec::new())
}

fn search(bytes: &[u8], langs: Langs, warnings: &mut Vec<Warning>) -> Result<Found> {
    if bytes.len() > MOST_PACKED {
        let message = format!("the workbook has more than {MOST_PACKED} bytes; save it as CSV");
        return Err(Error::malformed(FORMAT, 1, message));
    }
    let book = Book::open(bytes.to_vec(), FORMAT)?;
    let mut first_error = None;
    for sheet in 0..book.sheets.len() {
        let mut rows = Rows::of(&book, &book.sheets[sheet])?;
        for above in 0..=MOST_ABOVE {
            let Some(row) = rows.next(&book)? else { break };
            let named = row.cells.iter().filter(|(_, name)| !name.trim().is_empty());
            let (columns, mut names): (Vec<usize>, Vec<String>) =
                named.map(|(at, name)| (*at, name.trim().to_owned())).unzip();
            // A row of two words may be two codes of languages by chance, but for the first.
            if above > 0 && names.iter().all(|name| name.len() <= 3) {
                continue;
            }
            match require_columns(&mut names, None, langs, FORMAT) {
                Ok(row_langs) => {
                    let mut glossary = Glossary::with_columns(
                        &names.iter().map(String::as_str).collect::<Vec<_>>(),
                    );
                    let unread = &mut glossary.layout.unread;
                    if above > 0 {
                        unread.push(format!("{above} rows above the names of the columns"));
                    }
                    if book.sheets.len() > 1 {
                        let (count, name) = (book.sheets.len(), &book.sheets[sheet].name);
                        unread.push(format!("all sheets but '{name}', which is one of {count}"));
                    }
                    if book.links(&book.sheets[sheet].path)?.iter().any(Link::is_comments) {
                        unread.push("the comments of cells".to_owned());
                    }
                    let table = (columns.as_slice(), row_langs, langs);
                    fill(&mut glossary, &book, &mut rows, table, warnings)?;
                    let header = row.number;
                    return Ok(Found { book, sheet, header, columns, glossary });
                }
                Err(error) => drop(first_error.get_or_insert(error)),
            }
        }
    }
    Err(first_error.unwrap_or_else(|| Error::new(ErrorKind::Empty)))
}

/// Reads the rows below the names of the columns.
fn fill(
    glossary: &mut Glossary,
    book: &Book,
    rows: &mut Rows,
    (columns, row_langs, langs): (&[usize], RowLangs, Langs),
    warnings: &mut Vec<Warning>,
) -> Result<()> {
    let (mut count, mut text) = (0, 0);
    let mut beside: Option<(usize, String)> = None;
    let mut formulas: Option<(usize, u64)> = None;
    while let Some(row) = rows.next(book)? {
        for column in row.cells.iter().map(|(column, _)| *column) {
            if columns.binary_search(&column).is_err() {
                let place = format!("{}{}", letters(column), row.number);
                beside.get_or_insert((0, place)).0 += 1;
            }
        }
        if row.formulas > 0 {
            formulas.get_or_insert((0, row.number)).0 += row.formulas;
        }
        let cells = cells(&row, columns);
        text += cells.iter().map(String::len).sum::<usize>();
        count += 1;
        if count > MOST_ROWS || count * columns.len() > MOST_CELLS || text > MOST_TEXT {
            let message = format!(
                "the glossary has more than {MOST_ROWS} rows, {MOST_CELLS} cells or {MOST_TEXT} bytes of text; save \
                 it as CSV, or part it"
            );
            return Err(Error::malformed(FORMAT, row.number, message));
        }
        if let Some(column) = row.broken.iter().find(|c| columns.binary_search(c).is_ok()) {
            let message = format!(
                "the formula in column {} has no value; open and save the workbook in a spreadsheet program",
                letters(*column)
            );
            warnings.push(Warning::new(Some(row.number), message));
            continue;
        }
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if let Some(message) = row_langs.refuses(&cells, langs) {
            warnings.push(Warning::new(Some(row.number), message));
            continue;
        }
        if let Err(message) = glossary.push_read(row.number, cells, 0) {
            warnings.push(Warning::new(Some(row.number), message));
        }
    }
    if let Some((count, place)) = beside {
        let message = format!("{count} cells in columns without a name, the first being {place}");
        glossary.layout.unread.push(message);
    }
    if let Some((count, row)) = formulas {
        let message = format!("{count} formulas, the first in row {row}; their values are kept");
        glossary.layout.unread.push(message);
    }
    Ok(())
}

fn cells(row: &Row, columns: &[usize]) -> Vec<String> {
    let mut cells = vec![String::new(); columns.len()];
    for (column, text) in &row.cells {
        if let Ok(at) = columns.binary_search(column) {
            cells[at].clone_from(text);
        }
    }
    cells
}

/// Writes a glossary as a workbook of its own.
pub(super) fn write(glossary: &Glossary, langs: Langs, out: &mut dyn Write) -> Result<Vec<String>> {
    let column = |name: &String| {
        let (kind, width) = match name.to_ascii_lowercase().as_str() {
            "source" | "source_variants" => (Kind::Text(langs.source.direction()), 32),
            "target" | "target_variants" => (Kind::Text(langs.target.direction()), 32),
            "note" | "definition" | "context" => (Kind::Word, 32),
            _ => (Kind::Word, 16),
        };
        Column { name: name.clone(), kind, width }
    };
    let columns = glossary.columns.iter().map(column).collect();
    let rtl = langs.source.direction() == Direction::Rtl;
    let mut table = Table::start(Box::new(out), "glossary", columns, rtl)?;
    let (mut cut, mut dropped) = (0, 0);
    for entry in &glossary.entries {
        match table.row(entry.cells.iter().map(String::as_str), &[])? {
            Written::Without(count) => dropped += count,
            Written::TooLong => {
                let fits: Vec<String> = entry.cells.iter().map(|cell| shortened(cell)).collect();
                cut += fits.iter().zip(&entry.cells).filter(|(fits, cell)| fits != cell).count();
                table.row(fits.iter().map(String::as_str), &[])?;
            }
        }
    }
    table.end()?;
    let mut lost = termbase::unread(glossary);
    if cut > 0 {
        lost.push(format!("{cut} cells were cut to the {LONGEST} characters Excel can hold"));
    }
    if dropped > 0 {
        lost.push(format!("{dropped} characters that a workbook cannot hold were left out"));
    }
    Ok(lost)
}

/// What a cell can hold of a text.
fn shortened(text: &str) -> String {
    let mut units = 0;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= LONGEST
    };
    text.chars().take_while(fits).collect()
}
