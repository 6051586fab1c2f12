//! The memory as a workbook: a row for each unit, every cell text, texts in their own direction, the first row
//! frozen, and confidence in colours.

use std::borrow::Cow;
use std::io::Write;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError,
};

use crate::error::{Error, Result};
use crate::format::WriteOptions;
use crate::format::table::{Columns, Rows, TableSink};
use crate::lang::{Direction, Lang};
use crate::unit::{Header, UnitSink};

/// Rows a sheet holds beside the names of its columns; more go to another sheet.
pub(super) const MOST_ROWS: u32 = 1_048_575;
/// UTF-16 units a cell holds.
pub(super) const LONGEST: usize = 32_767;

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
    let mut book = Workbook::new();
    // No clock in the file, so that the same memory gives the same bytes.
    let epoch = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&epoch));
    let source = header.source_lang.unwrap_or(Lang::AR);
    let mut rows = XlsxRows {
        out,
        book,
        columns,
        rtl: options.lang(source).direction() == Direction::Rtl,
        sheets: 0,
        row: 0,
    };
    rows.sheet()?;
    Ok(Box::new(TableSink::new(Box::new(rows), columns, header, options)))
}

struct XlsxRows<'a> {
    out: Box<dyn Write + 'a>,
    book: Workbook,
    columns: Columns,
    /// The source is written from right to left, and so is the sheet.
    rtl: bool,
    sheets: usize,
    row: u32,
}

impl XlsxRows<'_> {
    /// Adds a sheet.
    fn sheet(&mut self) -> Result<()> {
        self.sheets += 1;
        self.row = 0;
        let name = match self.sheets {
            1 => "memory".to_owned(),
            more => format!("memory {more}"),
        };
        let bold = Format::new().set_bold();
        let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
        sheet.set_name(name).map_err(failed)?;
        sheet.set_right_to_left(self.rtl);
        sheet.set_freeze_panes(1, 0).map_err(failed)?;
        for (at, column) in (0..).zip(self.columns) {
            sheet.set_column_width(at, if at < 2 { 60 } else { 13 }).map_err(failed)?;
            sheet.write_string_with_format(0, at, *column, &bold).map_err(failed)?;
        }
        Ok(())
    }
}

impl Rows for XlsxRows<'_> {
    fn row(&mut self, cells: &[String], langs: [Lang; 2]) -> Result<Option<usize>> {
        let too_long =
            |cell: &String| cell.len() > LONGEST && cell.encode_utf16().count() > LONGEST;
        if cells.iter().any(too_long) {
            return Ok(None);
        }
        if self.row == MOST_ROWS {
            self.sheet()?;
        }
        self.row += 1;
        let sheet = self.book.worksheet_from_index(self.sheets - 1).map_err(failed)?;
        let mut lost = 0;
        for ((at, cell), column) in (0..).zip(cells).zip(self.columns) {
            if cell.is_empty() {
                continue;
            }
            let format = match *column {
                "source" => text(langs[0]),
                "target" => text(langs[1]),
                "confidence" => plain().set_background_color(colour(cell)),
                _ => plain(),
            };
            // Control characters have an escape in workbooks; these two have none.
            let none = ['\u{FFFE}', '\u{FFFF}'];
            let holds = match cell.contains(none) {
                true => Cow::Owned(cell.replace(none, "")),
                false => Cow::Borrowed(cell),
            };
            lost += cell.chars().count() - holds.chars().count();
            sheet.write_string_with_format(self.row, at, &*holds, &format).map_err(failed)?;
        }
        Ok(Some(lost))
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        let bytes = self.book.save_to_buffer().map_err(failed)?;
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        Ok(())
    }
}

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

/// Green for sure, yellow for likely, red for doubtful.
fn colour(confidence: &str) -> Color {
    match confidence.parse::<f32>() {
        Ok(value) if value >= 0.9 => Color::RGB(0x00C6_EFCE),
        Ok(value) if value >= 0.5 => Color::RGB(0x00FF_EB9C),
        Ok(_) => Color::RGB(0x00FF_C7CE),
        Err(_) => Color::Default,
    }
}

pub(super) fn failed(error: XlsxError) -> Error {
    Error::from(std::io::Error::other(error.to_string()))
}
