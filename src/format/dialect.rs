//! Dialects of delimited text, and the guard of cells that a spreadsheet would run.

use std::borrow::Cow;
use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::format::CsvProfile;

/// What a cell starts with that Excel would run as a formula; and the apostrophe that stops it, so that taking one off
/// always gives the text back.
const GUARDED: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\'', '＝', '＋', '－', '＠'];

/// How delimited text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    /// The byte between cells.
    pub(super) delimiter: u8,
    /// Whether lines end with CRLF.
    pub(super) crlf: bool,
    /// The byte-order mark. Files with one are for Excel, and have their cells guarded.
    pub(super) mark: Mark,
}

/// A byte-order mark, which tells the encoding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// None: UTF-8.
    None,
    /// That of UTF-8.
    Utf8,
    /// That of UTF-16, low byte first.
    Utf16,
}

impl From<CsvProfile> for Dialect {
    fn from(profile: CsvProfile) -> Dialect {
        match profile {
            CsvProfile::Rfc4180 => Dialect { delimiter: b',', crlf: false, mark: Mark::None },
            CsvProfile::Excel => Dialect { delimiter: b',', crlf: true, mark: Mark::Utf8 },
            CsvProfile::ExcelTab => Dialect { delimiter: b'\t', crlf: true, mark: Mark::Utf16 },
        }
    }
}

impl Dialect {
    /// A writer of rows, with the byte-order mark already written.
    pub(super) fn writer<W: Write>(self, mut out: W) -> Result<csv::Writer<Encoded<W>>> {
        out.write_all(self.mark.bytes())?;
        let utf16 = self.mark == Mark::Utf16;
        Ok(self.settings().from_writer(Encoded { out, utf16, rest: Vec::new() }))
    }

    /// A row of guarded cells in UTF-8.
    pub(super) fn row(self, cells: &[String]) -> Result<Vec<u8>> {
        let mut writer = self.settings().from_writer(Vec::new());
        let cells = cells.iter().map(|cell| self.cell(cell));
        writer.write_record(cells.map(Cow::into_owned)).map_err(into_error)?;
        writer.into_inner().map_err(|error| Error::from(io::Error::other(error.to_string())))
    }

    /// The text of a cell, guarded if this is for Excel.
    pub(super) fn cell(self, text: &str) -> Cow<'_, str> {
        match self.mark != Mark::None && text.starts_with(GUARDED) {
            true => Cow::Owned(format!("'{text}")),
            false => Cow::Borrowed(text),
        }
    }

    fn settings(self) -> csv::WriterBuilder {
        let mut settings = csv::WriterBuilder::new();
        settings.delimiter(self.delimiter);
        if self.crlf {
            settings.terminator(csv::Terminator::CRLF);
        }
        settings
    }
}

impl Mark {
    /// The bytes it is in a file.
    pub(super) fn bytes(self) -> &'static [u8] {
        match self {
            Mark::None => b"",
            Mark::Utf8 => b"\xEF\xBB\xBF",
            Mark::Utf16 => b"\xFF\xFE",
        }
    }
}

/// The text of a cell of a file that has a byte-order mark or none, without the guard that [`Dialect::cell`] adds.
pub(super) fn unguarded(cell: &str, is_marked: bool) -> &str {
    match cell.strip_prefix('\'') {
        Some(text) if is_marked && text.starts_with(GUARDED) => text,
        _ => cell,
    }
}

/// Bytes of UTF-8 as the encoding of a dialect.
pub(super) struct Encoded<W> {
    out: W,
    utf16: bool,
    /// The start of a character whose end is not there yet.
    rest: Vec<u8>,
}

impl<W: Write> Write for Encoded<W> {
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

pub(super) fn into_error(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => Error::from(error),
        kind => Error::from(io::Error::other(format!("{kind:?}"))),
    }
}
