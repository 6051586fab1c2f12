//! The memory as CSV, for spreadsheets and import forms.

use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::unit::{Header, Repair, UnitSink};
use crate::write::table::{Rows, Table, names};
use crate::write::{CsvProfile, Export, MemoryWriter, WriteOptions, Writer};

/// The writer of `.csv`: a header, then a row for each unit.
pub(super) struct Csv;

impl Writer for Csv {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        super::write_units(self, export, out)
    }
}

impl MemoryWriter for Csv {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn start<'a>(
        &self,
        out: Box<dyn Write + 'a>,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Box<dyn UnitSink + 'a>> {
        let mut rows = rows(options.csv, out)?;
        rows.write_record(names(options.columns)).map_err(into_error)?;
        let rows = Box::new(CsvRows { rows, profile: options.csv });
        Ok(Box::new(Table::new(rows, header, options)))
    }
}

struct CsvRows<'a> {
    rows: csv::Writer<Encoded<'a>>,
    profile: CsvProfile,
}

impl Rows for CsvRows<'_> {
    fn row(&mut self, cells: &[String], _langs: [Lang; 2]) -> Result<Option<usize>> {
        for cell in cells {
            self.rows.write_field(guarded(cell, self.profile)).map_err(into_error)?;
        }
        self.rows.write_record(None::<&[u8]>).map_err(into_error)?;
        Ok(Some(0))
    }

    fn end(mut self: Box<Self>) -> Result<()> {
        self.rows.flush()?;
        Ok(())
    }
}

/// A CSV writer of a dialect, with what the dialect puts before the header already written.
pub(super) fn rows<'a>(
    profile: CsvProfile,
    mut out: Box<dyn Write + 'a>,
) -> Result<csv::Writer<Encoded<'a>>> {
    let mut settings = csv::WriterBuilder::new();
    if profile != CsvProfile::Rfc4180 {
        settings.terminator(csv::Terminator::CRLF);
    }
    match profile {
        CsvProfile::Rfc4180 => {}
        CsvProfile::Excel => out.write_all(b"\xEF\xBB\xBF")?,
        CsvProfile::ExcelTab => {
            out.write_all(b"\xFF\xFE")?;
            settings.delimiter(b'\t');
        }
    }
    let utf16 = profile == CsvProfile::ExcelTab;
    Ok(settings.from_writer(Encoded { out, utf16, rest: Vec::new() }))
}

/// Bytes of UTF-8 as the encoding of a dialect.
pub(super) struct Encoded<'a> {
    out: Box<dyn Write + 'a>,
    utf16: bool,
    /// The start of a character whose end is not there yet.
    rest: Vec<u8>,
}

impl Write for Encoded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.utf16 {
            return self.out.write(bytes);
        }
        self.rest.extend_from_slice(bytes);
        let whole = match std::str::from_utf8(&self.rest) {
            Ok(_) => self.rest.len(),
            Err(error) => error.valid_up_to(),
        };
        let text = String::from_utf8_lossy(&self.rest[..whole]);
        let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        self.out.write_all(&units)?;
        self.rest.drain(..whole);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The text of a cell. Excel would run a cell that starts like a formula; an apostrophe stops it. A text that
/// starts with an apostrophe gets a second, so that taking one off always gives the text back.
pub(super) fn guarded(text: &str, profile: CsvProfile) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠']);
    if profile != CsvProfile::Rfc4180 && risky { format!("'{text}") } else { text.to_owned() }
}

pub(super) fn into_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error),
        kind => Error::from(io::Error::other(format!("{kind:?}"))),
    }
}
