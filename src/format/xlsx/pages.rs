//! Workbooks that are written row by row, over as many sheets as the rows need.

use std::io::Write;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError,
};

use crate::error::{Error, Result};
use crate::lang::{Direction, Lang};

/// Rows a sheet holds beside the names of its columns.
const MOST_ROWS: u32 = 1_048_575;
/// UTF-16 units a cell holds.
pub(super) const LONGEST: usize = 32_767;
/// Characters without any escape in a workbook; control characters have one.
pub(super) const NO_ESCAPE: [char; 2] = ['\u{FFFE}', '\u{FFFF}'];

/// The sheets of a workbook. The first row of each names the columns, stays in view and filters the others.
pub(super) struct Pages<W> {
    out: W,
    book: Workbook,
    name: &'static str,
    columns: Vec<String>,
    sheets: usize,
    row: u32,
}

impl<W: Write> Pages<W> {
    /// A workbook with one sheet that has no rows yet.
    pub(super) fn new(out: W, name: &'static str, columns: Vec<String>) -> Result<Pages<W>> {
        let mut book = Workbook::new();
        // No clock in the file, so that the same rows give the same bytes.
        let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
        let mut pages = Pages { out, book, name, columns, sheets: 0, row: 0 };
        pages.begin()?;
        Ok(pages)
    }

    fn begin(&mut self) -> Result<()> {
        self.sheets += 1;
        self.row = 0;
        let name = match self.sheets {
            1 => self.name.to_owned(),
            more => format!("{} {more}", self.name),
        };
        let bold = Format::new().set_bold().set_align(FormatAlign::Top).set_text_wrap();
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(0, at, column, &bold).map_err(failed)?;
        }
        Ok(())
    }

    fn end(&mut self) -> Result<()> {
        if let Some(last) = self.columns.len().checked_sub(1) {
            let last = u16::try_from(last).unwrap_or(u16::MAX);
            let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
            sheet.autofilter(0, 0, self.row, last).map_err(failed)?;
        }
        Ok(())
    }

    /// The sheet and the number of the next row.
    pub(super) fn next_row(&mut self) -> Result<(&mut Worksheet, u32)> {
        if self.row == MOST_ROWS {
            self.end()?;
            self.begin()?;
        }
        self.row += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
        Ok((sheet, self.row))
    }

    /// Writes the workbook, with every sheet in a direction and its columns so many digits wide.
    pub(super) fn finish(mut self, rtl: bool, widths: &[u16]) -> Result<()> {
        self.end()?;
        for at in 0..self.sheets {
            let sheet = self.book.worksheet_from_index(at).map_err(failed)?;
            sheet.set_right_to_left(rtl);
            for (at, width) in (0..).zip(widths) {
                sheet.set_column_width(at, *width).map_err(failed)?;
            }
        }
        let bytes = self.book.save_to_buffer().map_err(failed)?;
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        Ok(())
    }
}

/// Text as it stands.
pub(super) fn plain() -> Format {
    Format::new().set_num_format("@").set_align(FormatAlign::Top).set_text_wrap()
}

/// Text in the direction of its language.
pub(super) fn text(lang: Lang) -> Format {
    let (align, order) = match lang.direction() {
        Direction::Rtl => (FormatAlign::Right, 2),
        Direction::Ltr => (FormatAlign::Left, 1),
    };
    plain().set_align(align).set_reading_direction(order)
}

/// A number with so many decimals.
pub(super) fn number(decimals: usize) -> Format {
    let form = match decimals {
        0 => "0".to_owned(),
        decimals => format!("0.{}", "0".repeat(decimals)),
    };
    Format::new().set_num_format(form).set_align(FormatAlign::Top)
}

pub(super) fn failed(error: XlsxError) -> Error {
    Error::from(std::io::Error::other(error.to_string()))
}
