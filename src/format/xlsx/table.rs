//! Tables as workbooks: a row of names that stays in view and filters the rows, texts in their own direction, numbers
//! as numbers, and rows that wrap.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError,
};

use crate::error::{Error, Result};
use crate::lang::{Direction, Lang};

/// Rows a sheet holds beside the names of its columns; more go to another sheet.
pub(super) const MOST_ROWS: u32 = 1_048_575;
/// UTF-16 units a cell holds.
pub(super) const LONGEST: usize = 32_767;
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
    out: Box<dyn Write + 'a>,
    book: Workbook,
    name: &'static str,
    columns: Vec<Column>,
    rtl: bool,
    sheets: usize,
    row: u32,
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
        let mut book = Workbook::new();
        // No clock in the file, so that the same table gives the same bytes.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
        let mut table = Table {
            out,
            book,
            name,
            columns,
            rtl,
            sheets: 0,
            row: 0,
            plain: plain().set_text_wrap(),
            texts: [text(Lang::EN), text(Lang::AR)],
            numbers: BTreeMap::new(),
        };
        table.sheet()?;
        Ok(table)
    }

    /// Adds a sheet.
    fn sheet(&mut self) -> Result<()> {
        self.end_sheet()?;
        self.sheets += 1;
        self.row = 0;
        let name = match self.sheets {
            1 => self.name.to_owned(),
            more => format!("{} {more}", self.name),
        };
        let bold = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_right_to_left(self.rtl);
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(at, column.width).map_err(failed)?;
            sheet.write_string_with_format(0, at, &column.name, &bold).map_err(failed)?;
        }
        Ok(())
    }

    fn end_sheet(&mut self) -> Result<()> {
        if self.sheets > 0
            && let Some(last) = self.columns.len().checked_sub(1)
        {
            let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
            let last = u16::try_from(last).unwrap_or(u16::MAX);
            sheet.autofilter(0, 0, self.row, last).map_err(failed)?;
        }
        Ok(())
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
        if self.row == MOST_ROWS {
            self.sheet()?;
        }
        self.row += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
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
                    let zeros = "0".repeat(decimals);
                    let shape = if decimals == 0 { "0".to_owned() } else { format!("0.{zeros}") };
                    let format = Format::new().set_num_format(shape).set_align(FormatAlign::Top);
                    if colour == 0 {
                        return format;
                    }
                    format.set_background_color(Color::RGB(colour))
                });
                sheet.write_number_with_format(self.row, at, value, format).map_err(failed)?;
                continue;
            }
            let format = match column.kind {
                Kind::Text(usual) => {
                    let direction = directions.get(usize::from(at)).copied().unwrap_or(usual);
                    &self.texts[usize::from(direction == Direction::Rtl)]
                }
                _ => &self.plain,
            };
            // Control characters have an escape in workbooks; these two have none.
            let none = ['\u{FFFE}', '\u{FFFF}'];
            let holds = match cell.contains(none) {
                true => Cow::Owned(cell.replace(none, "")),
                false => Cow::Borrowed(cell),
            };
            lost += cell.chars().count() - holds.chars().count();
            sheet.write_string_with_format(self.row, at, &*holds, format).map_err(failed)?;
        }
        Ok(Written::Without(lost))
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub(in crate::format) fn end(mut self) -> Result<()> {
        self.end_sheet()?;
        let bytes = self.book.save_to_buffer().map_err(failed)?;
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        Ok(())
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
fn colour(share: f64) -> u32 {
    match share {
        share if share >= 0.9 => 0x00C6_EFCE,
        share if share >= 0.5 => 0x00FF_EB9C,
        _ => 0x00FF_C7CE,
    }
}

/// Text as it stands.
pub(super) fn plain() -> Format {
    Format::new().set_num_format("@").set_align(FormatAlign::Top)
}

/// Text in the direction of its language.
pub(super) fn text(lang: Lang) -> Format {
    let (align, order) = match lang.direction() {
        Direction::Rtl => (FormatAlign::Right, 2),
        Direction::Ltr => (FormatAlign::Left, 1),
    };
    plain().set_text_wrap().set_align(align).set_reading_direction(order)
}

pub(super) fn failed(error: XlsxError) -> Error {
    Error::from(std::io::Error::other(error.to_string()))
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
