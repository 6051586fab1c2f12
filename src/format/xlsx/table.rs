//! Tables as workbooks: a row of names that stays in view and filters the rows, texts in their own direction, numbers
//! as numbers, and rows that wrap.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use rust_xlsxwriter::{Color, Format};

use crate::error::Result;
use crate::format::xlsx::pages::{self, LONGEST, NO_ESCAPE, Pages, failed, plain, text};
use crate::lang::{Direction, Lang};

/// Digits a number keeps in a workbook.
const DIGITS: usize = 15;

/// A column of a table.
#[derive(Debug, Clone)]
pub(in crate::format) struct Column {
    /// Its name.
    pub(in crate::format) name: String,
    pub(in crate::format) kind: Kind,
    /// How wide it is, in digits.
    pub(in crate::format) width: u16,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Kind {
    /// Texts that are written in a direction.
    Text(Direction),
    /// Words, names and the like.
    Word,
    /// Numbers, where a cell is one.
    Number,
    /// Numbers from 0 to 1, in colours from red to green.
    Share,
}

/// A table that is written row by row.
pub(in crate::format) struct Table<'a> {
    pages: Pages<Box<dyn Write + 'a>>,
    columns: Vec<Column>,
    rtl: bool,
    plain: Format,
    texts: [Format; 2],
    /// The formats of numbers, by decimals and colour.
    numbers: BTreeMap<(usize, u32), Format>,
}

/// What became of the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) enum Written {
    /// They were written, but for so many characters that a workbook cannot hold.
    Without(usize),
    /// Nothing was written: a cell is longer than any may be.
    TooLong,
}

impl<'a> Table<'a> {
    /// Starts a table; its sheets are named, and run from right to left or not.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub(in crate::format) fn start(
        out: Box<dyn Write + 'a>,
        name: &'static str,
        columns: Vec<Column>,
        rtl: bool,
    ) -> Result<Table<'a>> {
        let names = columns.iter().map(|column| column.name.clone()).collect();
        Ok(Table {
            pages: Pages::new(out, name, names)?,
            columns,
            rtl,
            plain: plain(),
            texts: [text(Lang::EN), text(Lang::AR)],
            numbers: BTreeMap::new(),
        })
    }

    /// Writes a row. The texts of columns of kind [`Kind::Text`] are written in `directions` where it has one.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub(in crate::format) fn row<'c>(
        &mut self,
        cells: impl Iterator<Item = &'c str> + Clone,
        directions: &[Direction],
    ) -> Result<Written> {
        let too_long = |cell: &str| cell.len() > LONGEST && cell.encode_utf16().count() > LONGEST;
        if cells.clone().any(too_long) {
            return Ok(Written::TooLong);
        }
        let (sheet, row) = self.pages.next_row()?;
        let mut lost = 0;
        for ((at, cell), column) in (0..).zip(cells).zip(&self.columns) {
            if cell.is_empty() {
                continue;
            }
            let number = match column.kind {
                Kind::Number | Kind::Share => number(cell),
                Kind::Text(_) | Kind::Word => None,
            };
            if let Some((value, decimals)) = number {
                let colour = if column.kind == Kind::Share { colour(value) } else { 0 };
                let format = self.numbers.entry((decimals, colour)).or_insert_with(|| {
                    let format = pages::number(decimals);
                    if colour == 0 {
                        return format;
                    }
                    format.set_background_color(Color::RGB(colour))
                });
                sheet.write_number_with_format(row, at, value, format).map_err(failed)?;
                continue;
            }
            let format = match column.kind {
                Kind::Text(usual) => {
                    let direction = directions.get(usize::from(at)).copied().unwrap_or(usual);
                    &self.texts[usize::from(direction == Direction::Rtl)]
                }
                _ => &self.plain,
            };
            let holds = match cell.contains(NO_ESCAPE) {
                true => Cow::Owned(cell.replace(NO_ESCAPE, "")),
                false => Cow::Borrowed(cell),
            };
            lost += cell.chars().count() - holds.chars().count();
            sheet.write_string_with_format(row, at, &*holds, format).map_err(failed)?;
        }
        Ok(Written::Without(lost))
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub(in crate::format) fn end(self) -> Result<()> {
        let widths: Vec<u16> = self.columns.iter().map(|column| column.width).collect();
        self.pages.finish(self.rtl, &widths)
    }
}

/// The number a text is, with its decimals, if a cell with that number shows the very text.
fn number(text: &str) -> Option<(f64, usize)> {
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if text.len() > DIGITS || !text.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    (format!("{value:.decimals$}") == text).then_some((value, decimals))
}

/// Green for sure, yellow for likely, red for doubtful.
pub(super) fn colour(share: f64) -> u32 {
    match share {
        share if share >= 0.9 => 0x00C6_EFCE,
        share if share >= 0.5 => 0x00FF_EB9C,
        _ => 0x00FF_C7CE,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_those_that_show_the_same_text() {
        for (text, decimals) in [("0.9700", 4), ("12", 0), ("-3.5", 1), ("0", 0)] {
            assert_eq!(number(text), Some((text.parse().unwrap(), decimals)));
        }
        for text in ["", "1-1", "007", "1e3", "5.", "+5", "inf", "1234567890.123456", "٥"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
