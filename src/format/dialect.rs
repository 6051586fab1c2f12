//! The dialects of CSV: encoding, marks, line ends, and the guard of cells that a spreadsheet would run.

use std::io::{self, Write};

use crate::error::{Error, Result};
use crate::format::CsvProfile;

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
