//! Tables for people as workbooks: numbers are numbers, dates are dates, texts are texts and never formulas; the first
//! row is frozen and filters the others.

use std::borrow::Cow;
use std::io::Write;

use rust_xlsxwriter::{ExcelDateTime, Format, FormatAlign, Worksheet};

use crate::error::Result;
use crate::format::sheet::Cell;
use crate::format::xlsx::pages::{self, LONGEST, NO_ESCAPE, Pages, failed, plain, text};
use crate::lang::{Direction, Lang};

/// The widths of columns, in characters.
const NARROWEST: usize = 8;
const WIDEST: usize = 60;

/// The largest whole number that a cell holds with all its digits.
const LARGEST: f64 = 9_007_199_254_740_992.0;

/// A workbook that is being written.
pub(in crate::format) struct SheetBook<W> {
    pages: Pages<W>,
    columns: &'static [&'static str],
    /// The characters of the longest line of each column.
    widths: Vec<usize>,
    /// Whether the first column is written from right to left, and so the sheet; known from the first row on.
    rtl: Option<bool>,
    lost: Lost,
}

/// What cells cannot hold: how much of it, and where it is first.
#[derive(Default)]
struct Lost {
    cut: usize,
    characters: usize,
    first: Option<String>,
}

impl<W: Write> SheetBook<W> {
    /// Begins a workbook with the names of its columns.
    pub(in crate::format) fn new(
        name: &'static str,
        columns: &'static [&'static str],
        out: W,
    ) -> Result<SheetBook<W>> {
        let names = columns.iter().map(|&column| column.to_owned()).collect();
        let widths = columns.iter().map(|column| column.chars().count()).collect();
        let pages = Pages::new(out, name, names)?;
        Ok(SheetBook { pages, columns, widths, rtl: None, lost: Lost::default() })
    }

    /// Writes a row.
    pub(in crate::format) fn row(&mut self, cells: &[Cell<'_>]) -> Result<()> {
        let is_rtl = |lang: &Lang| lang.direction() == Direction::Rtl;
        let first = matches!(cells.first(), Some(Cell::Text(_, Some(lang))) if is_rtl(lang));
        self.rtl.get_or_insert(first);
        let SheetBook { pages, columns, widths, lost, .. } = self;
        let (sheet, row) = pages.next_row()?;
        for (at, cell) in cells.iter().enumerate() {
            let shown = lost.fit(cell, || format!("row {}, column {}", row + 1, columns[at]));
            let longest = shown.lines().map(|line| line.chars().take(WIDEST).count()).max();
            widths[at] = widths[at].max(longest.unwrap_or_default());
            write(sheet, (row, u16::try_from(at).unwrap_or(u16::MAX)), cell, &shown)?;
        }
        Ok(())
    }

    /// Writes the workbook, and says what it could not hold.
    pub(in crate::format) fn finish(self) -> Result<Vec<String>> {
        // The button of the filter takes the room of two characters.
        let width = |width: &usize| (width + 3).clamp(NARROWEST, WIDEST) as u16;
        let widths: Vec<u16> = self.widths.iter().map(width).collect();
        self.pages.finish(self.rtl.unwrap_or_default(), &widths)?;
        Ok(self.lost.messages())
    }
}

impl Lost {
    /// The text of a cell, as much as a workbook can hold.
    fn fit<'c>(&mut self, cell: &'c Cell<'_>, place: impl Fn() -> String) -> Cow<'c, str> {
        let mut text = cell.as_text();
        let found = text.matches(NO_ESCAPE).count();
        if found > 0 {
            self.characters += found;
            text = Cow::Owned(text.replace(NO_ESCAPE, ""));
        }
        let mut units = 0;
        let too_long = (text.len() > LONGEST)
            .then(|| {
                text.char_indices().find(|(_, c)| {
                    units += c.len_utf16();
                    units > LONGEST
                })
            })
            .flatten();
        if let Some((end, _)) = too_long {
            self.cut += 1;
            text = Cow::Owned(text[..end].to_owned());
        }
        if found > 0 || too_long.is_some() {
            self.first.get_or_insert_with(place);
        }
        text
    }

    fn messages(self) -> Vec<String> {
        let Some(first) = self.first else { return Vec::new() };
        let mut messages = Vec::new();
        if self.cut > 0 {
            messages.push(format!(
                "{} cells were cut to the {LONGEST} characters that a cell of a workbook can hold; the first is {first}",
                self.cut
            ));
        }
        if self.characters > 0 {
            messages.push(format!(
                "{} characters that no workbook can hold (U+FFFE, U+FFFF) were left out; the first is in {first}",
                self.characters
            ));
        }
        messages
    }
}

fn write(sheet: &mut Worksheet, (row, at): (u32, u16), cell: &Cell<'_>, shown: &str) -> Result<()> {
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.abs() <= LARGEST);
    let written = match cell {
        Cell::Empty => return Ok(()),
        Cell::Number(text) if let Some(value) = number(text) => {
            let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
            sheet.write_number_with_format(row, at, value, &pages::number(decimals))
        }
        Cell::Date(text) if let Some(date) = date(text) => {
            let form = "yyyy-mm-dd hh:mm:ss";
            let format = Format::new().set_num_format(form).set_align(FormatAlign::Top);
            sheet.write_datetime_with_format(row, at, date, &format)
        }
        Cell::Text(_, Some(lang)) => sheet.write_string_with_format(row, at, shown, &text(*lang)),
        _ => sheet.write_string_with_format(row, at, shown, &plain()),
    };
    written.map_err(failed)?;
    Ok(())
}

/// A date such as `20260131T101500Z` as workbooks have it, if it is one that they can hold.
fn date(text: &str) -> Option<ExcelDateTime> {
    let number = |from: usize, to: usize| text.get(from..to)?.parse::<u16>().ok();
    let part = |from: usize| number(from, from + 2).and_then(|part| u8::try_from(part).ok());
    let day = ExcelDateTime::from_ymd(number(0, 4)?, part(4)?, part(6)?).ok()?;
    day.and_hms(part(9)?.into(), part(11)?, part(13)?).ok()
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use calamine::{Data, Reader, Xlsx};

    use super::*;

    /// The cells of a workbook, and the text of its first sheet as it stands in the file.
    fn written(rows: &[Vec<Cell<'_>>]) -> (Vec<Vec<Data>>, String, Vec<String>) {
        let mut bytes = Vec::new();
        let mut book = SheetBook::new("rows", &["text", "value"], &mut bytes).unwrap();
        rows.iter().for_each(|row| book.row(row).unwrap());
        let lost = book.finish().unwrap();
        let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(&bytes)).unwrap();
        let range = book.worksheet_range("rows").unwrap();
        let cells = range.rows().map(<[Data]>::to_vec).collect();
        let mut parts = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let sheet = parts.by_name("xl/worksheets/sheet1.xml").unwrap();
        (cells, std::io::read_to_string(sheet).unwrap(), lost)
    }

    #[test]
    fn numbers_are_numbers_and_texts_are_texts() {
        let date = Cell::Date("20260131T101500Z".into());
        let number = |text: &str| Cell::Number(text.to_owned());
        let (cells, sheet, lost) = written(&[
            vec!["=1+1".into(), number("-0.50")],
            vec!["007".into(), number("12345678901234567890")],
            vec![Cell::of(Lang::AR, "نص"), date],
            vec![Cell::Empty, Cell::Flag(true)],
        ]);
        let text = |text: &str| Data::String(text.to_owned());
        assert_eq!(cells[0], [text("text"), text("value")]);
        assert_eq!(cells[1], [text("=1+1"), Data::Float(-0.5)]);
        assert_eq!(cells[2], [text("007"), text("12345678901234567890")]);
        assert_eq!(cells[3][0], text("نص"));
        let Data::DateTime(day) = &cells[3][1] else { panic!("{:?}", cells[3]) };
        assert_eq!(day.to_ymd_hms_milli(), (2026, 1, 31, 10, 15, 0, 0));
        assert_eq!(cells[4], [Data::Empty, text("true")]);
        assert!(
            sheet.contains("<autoFilter ref=\"A1:B5\"/>") && sheet.contains("state=\"frozen\"")
        );
        assert!(!sheet.contains("rightToLeft") && lost.is_empty());
        let (_, sheet, _) = written(&[vec![Cell::of(Lang::AR, "نص"), Cell::Empty]]);
        assert!(sheet.contains("rightToLeft=\"1\""));
    }

    #[test]
    fn what_a_cell_cannot_hold_is_told() {
        let long = "😀".repeat(LONGEST / 2) + "ab";
        let (cells, _, lost) = written(&[
            vec!["fits".into(), "a\u{FFFE}b".into()],
            vec![long.as_str().into(), Cell::Empty],
        ]);
        assert_eq!(cells[1][1], Data::String("ab".to_owned()));
        assert_eq!(cells[2][0], Data::String(long[..long.len() - 1].to_owned()));
        assert_eq!(lost.len(), 2);
        assert!(
            lost.iter()
                .all(|lost| lost.starts_with("1 c") && lost.ends_with("row 2, column value"))
        );
    }
}
