//! Termbases as workbooks: one sheet, from right to left, with text cells only, so that no cell becomes a date or formula.

use std::io::{Cursor, Write};

use calamine::{Data, Reader, Xlsx as Workbook};
use rust_xlsxwriter::{Format as Style, FormatAlign, Workbook as New};

use crate::error::{Error, ErrorKind, Result};
use crate::format::csv::require_columns;
use crate::format::xlsx::size::unpacked_size;
use crate::glossary::{Glossary, Langs};
use crate::lang::Direction;
use crate::text::Warning;

const FORMAT: &str = "XLSX";

/// No glossary has a sheet with more cells.
const MOST_CELLS: usize = 20_000_000;

/// What a workbook may unpack to.
const MOST_BYTES: u64 = 1 << 29;

/// Reads a whole file.
pub(super) fn read(bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    let size = unpacked_size(bytes, FORMAT)?;
    if size > MOST_BYTES {
        let message = format!("it unpacks to {size} bytes; no glossary is so large");
        return Err(Error::malformed(FORMAT, 1, message));
    }
    let bad = |message: String| Error::malformed(FORMAT, 1, message);
    let mut book: Workbook<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(
        |error: calamine::XlsxError| bad(format!("not a workbook that can be read: {error}")),
    )?;
    let sheet = book.sheet_names().first().cloned().unwrap_or_default();
    let range = book
        .worksheet_range(&sheet)
        .map_err(|error| bad(format!("the sheet '{sheet}' cannot be read: {error}")))?;
    if range.get_size().0.saturating_mul(range.get_size().1) > MOST_CELLS {
        return Err(bad(format!("the sheet '{sheet}' has more than {MOST_CELLS} cells")));
    }
    let top = range.start().map_or(0, |at| at.0);
    let mut rows = range.rows();
    let Some(header) = rows.next() else { return Err(Error::new(ErrorKind::Empty)) };
    let mut columns: Vec<String> = header.iter().map(|cell| text(cell).trim().to_owned()).collect();
    require_columns(&mut columns, langs, FORMAT)?;
    let names: Vec<&str> = columns.iter().map(String::as_str).collect();
    let mut glossary = Glossary::with_columns(&names);
    let mut warnings = Vec::new();
    for (at, row) in rows.enumerate() {
        let line = u64::from(top) + at as u64 + 2;
        let cells: Vec<String> = row.iter().map(text).collect();
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let row: Vec<(&str, &str)> =
            names.iter().copied().zip(cells.iter().map(String::as_str)).collect();
        if let Err(error) = glossary.push(line, &row) {
            let message = match error.kind() {
                ErrorKind::Malformed { message, .. } => message.clone(),
                _ => error.to_string(),
            };
            warnings.push(Warning::new(Some(line), message));
        }
    }
    let sheets = book.sheet_names().len();
    if sheets > 1 {
        let message = format!("only the first of {sheets} sheets, '{sheet}', was read");
        warnings.push(Warning::new(None, message));
    }
    Ok((glossary, warnings))
}

/// Writes a glossary.
pub(super) fn write(glossary: &Glossary, langs: Langs, out: &mut dyn Write) -> Result<Vec<String>> {
    let failed =
        |error: rust_xlsxwriter::XlsxError| Error::from(std::io::Error::other(error.to_string()));
    let mut book = New::new();
    // No clock in the file, so that the same glossary gives the same bytes.
    let epoch = rust_xlsxwriter::ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&epoch));
    let sheet = book.add_worksheet();
    sheet.set_name("glossary").map_err(failed)?;
    sheet.set_right_to_left(langs.source.direction() == Direction::Rtl);
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    let bold = Style::new().set_bold();
    let text = |rtl: bool| {
        let align = if rtl { FormatAlign::Right } else { FormatAlign::Left };
        let order = if rtl { 2 } else { 1 };
        Style::new().set_num_format("@").set_align(align).set_reading_direction(order)
    };
    let mut lost = Vec::new();
    let mut long = 0;
    for (at, column) in glossary.columns.iter().enumerate() {
        let at = u16::try_from(at).unwrap_or(u16::MAX);
        sheet.write_string_with_format(0, at, column, &bold).map_err(failed)?;
        let lang = match column.as_str() {
            "source" | "source_variants" => langs.source,
            "target" | "target_variants" => langs.target,
            _ => crate::lang::Lang::EN,
        };
        let style = text(lang.direction() == Direction::Rtl);
        sheet.set_column_width(at, if at < 2 { 32 } else { 16 }).map_err(failed)?;
        for (row, entry) in glossary.entries.iter().enumerate() {
            let Some(cell) = entry.cells.get(usize::from(at)) else { continue };
            if cell.is_empty() {
                continue;
            }
            // A cell holds 32,767 characters.
            let fits: String = cell.chars().take(32_767).collect();
            long += usize::from(fits.len() < cell.len());
            let row = u32::try_from(row + 1).unwrap_or(u32::MAX);
            sheet.write_string_with_format(row, at, &fits, &style).map_err(failed)?;
        }
    }
    if long > 0 {
        lost.push(format!("{long} cells were cut to the 32767 characters Excel can hold"));
    }
    out.write_all(&book.save_to_buffer().map_err(failed)?)?;
    Ok(lost)
}

fn text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::DateTime(date) if date.is_datetime() => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        cell => cell.to_string(),
    }
}
