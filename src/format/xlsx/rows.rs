//! The rows of a sheet, one after the other; of each, the cells that hold something.

use quick_xml::events::{BytesStart, Event};

use crate::error::{Error, Result};
use crate::format::markup::attribute;
use crate::format::xlsx::book::{Book, MOST_OF_ROW, SheetPart, Xml, add_reference, add_unescaped};

/// Columns a sheet may have.
const MOST_COLUMNS: usize = 16_384;
/// Columns that are read.
pub(super) const MOST_NAMED: usize = 1_024;

/// A row.
#[derive(Debug, Default, Clone, PartialEq)]
pub(super) struct Row {
    /// Its number, from 1.
    pub(super) number: u64,
    /// The columns, from 0, with the texts that are not empty, in order.
    pub(super) cells: Vec<(usize, String)>,
    /// The columns that hold an error of a formula, or a formula whose value was not computed.
    pub(super) broken: Vec<usize>,
    /// How many cells have a formula.
    pub(super) formulas: usize,
}

impl Row {
    /// The texts up to the last that is not empty, and in so many columns at least.
    pub(super) fn dense(&self, columns: usize) -> Vec<String> {
        let mut dense = vec![String::new(); columns];
        for (column, text) in self.cells.iter().filter(|(column, _)| *column < MOST_NAMED) {
            if dense.len() <= *column {
                dense.resize(column + 1, String::new());
            }
            dense[*column].clone_from(text);
        }
        dense
    }
}

/// The name of a column.
pub(super) fn letters(mut column: usize) -> String {
    let mut name = Vec::new();
    loop {
        name.push(b'A' + u8::try_from(column % 26).unwrap_or(0));
        if column < 26 {
            break;
        }
        column = column / 26 - 1;
    }
    name.iter().rev().map(|&b| char::from(b)).collect()
}

/// The column and the row of a cell like `B7`, counted from 0 and from 1.
pub(super) fn place(cell: &str) -> Option<(usize, u64)> {
    let end = cell.bytes().position(|b| !b.is_ascii_alphabetic())?;
    let (column, row) = cell.split_at(end);
    if !(1..=3).contains(&column.len()) {
        return None;
    }
    let digit = |b: u8| usize::from(b.to_ascii_uppercase() - b'A') + 1;
    let column = column.bytes().fold(0, |sum, b| sum * 26 + digit(b)) - 1;
    Some((column, row.parse().ok()?)).filter(|(column, _)| *column < MOST_COLUMNS)
}

/// The rows of a sheet.
pub(super) struct Rows {
    xml: Xml,
    format: &'static str,
    name: String,
    /// The row that was read last.
    last: u64,
    is_in: bool,
}

/// A cell that is being read.
#[derive(Default)]
struct Cell {
    column: usize,
    style: usize,
    kind: Kind,
    raw: String,
    has_formula: bool,
}

#[derive(Default, Clone, Copy, PartialEq)]
enum Kind {
    #[default]
    Number,
    Shared,
    Text,
    /// A day or a time as ISO 8601 writes it, in workbooks of the strict kind.
    Date,
    Flag,
    Error,
}

impl Rows {
    /// The rows of a sheet.
    ///
    /// # Errors
    ///
    /// If the sheet is missing or cannot be unpacked.
    pub(super) fn of(book: &Book, sheet: &SheetPart) -> Result<Rows> {
        let mut xml = book.stream(&sheet.path)?;
        xml.allow(MOST_OF_ROW);
        Ok(Rows { xml, format: book.format(), name: sheet.name.clone(), last: 0, is_in: false })
    }

    /// The next row that holds something.
    ///
    /// # Errors
    ///
    /// If the sheet is broken, or a row is larger than any that is read.
    pub(super) fn next(&mut self, book: &Book) -> Result<Option<Row>> {
        loop {
            let Some(event) = self.xml.next()? else { return Ok(None) };
            match event {
                Event::Start(start) if self.is_in && start.local_name().as_ref() == "row" => {
                    let number = attribute(&start, "r").and_then(|r| r.parse().ok());
                    let number = number.unwrap_or(self.last + 1);
                    self.xml.allow(MOST_OF_ROW);
                    let row = self.row(number, book)?;
                    self.last = number;
                    self.xml.allow(MOST_OF_ROW);
                    if !row.cells.is_empty() || !row.broken.is_empty() {
                        return Ok(Some(row));
                    }
                }
                Event::Empty(start) if self.is_in && start.local_name().as_ref() == "row" => {
                    let number = attribute(&start, "r").and_then(|r| r.parse().ok());
                    self.last = number.unwrap_or(self.last + 1);
                    self.xml.allow(MOST_OF_ROW);
                }
                Event::Start(start) if start.local_name().as_ref() == "sheetData" => {
                    self.is_in = true;
                }
                // What comes after the rows is not needed.
                Event::End(end) if end.local_name().as_ref() == "sheetData" => return Ok(None),
                _ => {}
            }
        }
    }

    /// The headers and footers of the printed pages, once there are no more rows.
    ///
    /// # Errors
    ///
    /// If what follows the rows is broken.
    pub(super) fn furniture(mut self) -> Result<Vec<String>> {
        let mut found: Vec<String> = Vec::new();
        let mut is_in = false;
        loop {
            self.xml.allow(MOST_OF_ROW);
            let Some(event) = self.xml.next()? else { return Ok(found) };
            match event {
                Event::Start(start) => {
                    let name = start.local_name();
                    is_in = [
                        "oddHeader",
                        "oddFooter",
                        "evenHeader",
                        "evenFooter",
                        "firstHeader",
                        "firstFooter",
                    ]
                    .contains(&name.as_ref());
                    if is_in {
                        found.push(String::new());
                    }
                }
                Event::End(_) => is_in = false,
                Event::Text(text) if is_in => {
                    found.last_mut().unwrap_or(&mut String::new()).push_str(&text);
                }
                Event::GeneralRef(name) if is_in => {
                    add_reference(&name, found.last_mut().unwrap_or(&mut String::new()));
                }
                _ => {}
            }
        }
    }

    fn row(&mut self, number: u64, book: &Book) -> Result<Row> {
        let mut row = Row { number, ..Row::default() };
        let mut next = 0;
        let mut cell = Cell::default();
        let (mut is_text, mut aside) = (false, false);
        loop {
            let Some(event) = self.xml.next()? else { return Ok(row) };
            match event {
                Event::Start(start) => match start.local_name().as_ref() {
                    "c" => {
                        cell = Cell::start(&start, next);
                        next = cell.column + 1;
                    }
                    "v" | "t" => is_text = !aside,
                    "f" => cell.has_formula = true,
                    "rPh" => aside = true,
                    _ => {}
                },
                Event::Empty(start) => match start.local_name().as_ref() {
                    "c" => next = Cell::start(&start, next).column + 1,
                    "f" => cell.has_formula = true,
                    _ => {}
                },
                Event::Text(text) if is_text => cell.raw.push_str(&text),
                Event::CData(text) if is_text => cell.raw.push_str(&text),
                Event::GeneralRef(name) if is_text => add_reference(&name, &mut cell.raw),
                Event::End(end) => match end.local_name().as_ref() {
                    "v" | "t" => is_text = false,
                    "rPh" => aside = false,
                    "c" => {
                        if row.cells.len() > MOST_COLUMNS {
                            let (name, number) = (&self.name, row.number);
                            let message = format!(
                                "the sheet '{name}' has more than {MOST_COLUMNS} cells in row {number}"
                            );
                            return Err(Error::malformed(self.format, number, message));
                        }
                        cell.end(book, &mut row);
                    }
                    "row" => {
                        row.cells.sort_by_key(|(column, _)| *column);
                        return Ok(row);
                    }
                    _ => {}
                },
                _ => {}
            }
        }
    }
}

impl Cell {
    fn start(start: &BytesStart<'_>, next: usize) -> Cell {
        let place = attribute(start, "r").and_then(|r| place(&r));
        let kind = match attribute(start, "t").as_deref() {
            Some("s") => Kind::Shared,
            Some("inlineStr" | "str") => Kind::Text,
            Some("d") => Kind::Date,
            Some("b") => Kind::Flag,
            Some("e") => Kind::Error,
            _ => Kind::Number,
        };
        Cell {
            column: place.map_or(next, |(column, _)| column),
            style: attribute(start, "s").and_then(|s| s.parse().ok()).unwrap_or(0),
            kind,
            raw: String::new(),
            has_formula: false,
        }
    }

    fn end(&mut self, book: &Book, row: &mut Row) {
        let text = match self.kind {
            Kind::Shared => {
                let number = self.raw.trim().parse().ok();
                number.and_then(|number| book.string(number)).unwrap_or_default().to_owned()
            }
            Kind::Text => {
                let mut text = String::new();
                add_unescaped(&self.raw, &mut text);
                text
            }
            Kind::Date => self.raw.strip_suffix("T00:00:00").unwrap_or(&self.raw).to_owned(),
            Kind::Flag => match self.raw.trim() {
                "1" => "TRUE".to_owned(),
                "0" => "FALSE".to_owned(),
                other => other.to_owned(),
            },
            Kind::Number if self.raw.trim().is_empty() => String::new(),
            Kind::Number => book.shown(&self.raw, self.style),
            Kind::Error => String::new(),
        };
        if self.kind == Kind::Error || self.has_formula && self.raw.is_empty() {
            row.broken.push(self.column);
        } else if !text.is_empty() {
            row.cells.push((self.column, text));
        }
        row.formulas += usize::from(self.has_formula);
        self.raw.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), name);
            assert_eq!(place(&format!("{name}7")), Some((column, 7)));
        }
        assert_eq!(place("xfd1048576"), Some((16_383, 1_048_576)));
        for bad in ["", "7", "A", "XFE1", "AAAA1", "A1B"] {
            assert_eq!(place(bad), None, "{bad}");
        }
    }
}
