//! Tables for people: findings, conflicts, differences, figures. One writer for all of them, in every format that tables
//! are written in.

use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::CsvProfile;
use crate::format::dialect::{Dialect, Encoded, Mark, into_error};
use crate::format::xlsx::SheetBook;

mod row;

pub use row::{Cell, SheetRow};

/// The formats of tables for people, by file extension: text with commas or tabs, a workbook, JSON lines.
pub const SHEET_FORMATS: [&str; 4] = ["csv", "tsv", "xlsx", "jsonl"];

/// A table for people that is being written.
///
/// ```
/// use mizan::format::{Cell, CsvProfile, Sheet, SheetRow};
///
/// struct Word(&'static str, u64);
///
/// impl SheetRow for Word {
///     const NAME: &'static str = "words";
///     const COLUMNS: &'static [&'static str] = &["word", "count"];
///
///     fn cells(&self) -> Vec<Cell<'_>> {
///         vec![self.0.into(), self.1.into()]
///     }
/// }
///
/// let mut csv = Vec::new();
/// let mut sheet = Sheet::start::<Word>("csv", CsvProfile::Rfc4180, &mut csv)?;
/// sheet.row(&Word("كتاب", 2))?;
/// assert!(sheet.finish()?.is_empty());
/// assert_eq!(csv, "word,count\nكتاب,2\n".as_bytes());
/// # Ok::<(), mizan::error::Error>(())
/// ```
pub struct Sheet<W: Write>(Form<W>);

/// Where rows go: a kind of file.
enum Form<W: Write> {
    Delimited(Box<csv::Writer<Encoded<W>>>, Dialect),
    Workbook(Box<SheetBook<W>>),
    Jsonl(W),
}

impl<W: Write> Sheet<W> {
    /// Begins a table with the columns of its rows.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownFormat`] if the format is none of [`SHEET_FORMATS`]; and those of `out`.
    pub fn start<R: SheetRow>(format: &str, profile: CsvProfile, out: W) -> Result<Sheet<W>> {
        let known = SHEET_FORMATS.into_iter().find(|known| known.eq_ignore_ascii_case(format));
        Ok(Sheet(match known {
            Some("xlsx") => Form::Workbook(Box::new(SheetBook::new(R::NAME, R::COLUMNS, out)?)),
            Some("jsonl") => Form::Jsonl(out),
            Some(text) => {
                let dialect = dialect(profile, text == "tsv");
                let mut rows = dialect.writer(out)?;
                rows.write_record(R::COLUMNS).map_err(into_error)?;
                Form::Delimited(Box::new(rows), dialect)
            }
            None => {
                let (name, known) = (format.to_owned(), SHEET_FORMATS.to_vec());
                return Err(Error::new(ErrorKind::UnknownFormat { name, known }));
            }
        }))
    }

    /// Writes a row, which is of the kind that the table was begun for.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub fn row<R: SheetRow>(&mut self, row: &R) -> Result<()> {
        match &mut self.0 {
            Form::Delimited(rows, dialect) => {
                for cell in row.cells() {
                    let written = match &cell {
                        // A sign makes no formula of a number.
                        Cell::Number(number) => rows.write_field(number),
                        cell => rows.write_field(&*dialect.cell(&cell.as_text())),
                    };
                    written.map_err(into_error)?;
                }
                rows.write_record(None::<&[u8]>).map_err(into_error)
            }
            Form::Workbook(book) => book.row(&row.cells()),
            Form::Jsonl(out) => {
                row.json(out)?;
                Ok(out.write_all(b"\n")?)
            }
        }
    }

    /// Writes what comes after the last row, and says what the format could not hold.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub fn finish(self) -> Result<Vec<String>> {
        match self.0 {
            Form::Delimited(mut rows, _) => rows.flush()?,
            Form::Workbook(book) => return book.finish(),
            Form::Jsonl(mut out) => out.flush()?,
        }
        Ok(Vec::new())
    }
}

/// The dialect of a text table. One with tabs that is for Excel is in UTF-16, which Excel opens with tabs.
fn dialect(profile: CsvProfile, tabs: bool) -> Dialect {
    match (profile, tabs) {
        (CsvProfile::Rfc4180, true) => Dialect { delimiter: b'\t', crlf: false, mark: Mark::None },
        (_, true) => Dialect::from(CsvProfile::ExcelTab),
        (profile, false) => Dialect::from(profile),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    struct Line(Vec<Cell<'static>>);

    impl SheetRow for Line {
        const NAME: &'static str = "lines";
        const COLUMNS: &'static [&'static str] = &["text", "number", "when", "sure"];

        fn cells(&self) -> Vec<Cell<'_>> {
            self.0.clone()
        }
    }

    fn lines() -> [Line; 2] {
        let date = Cell::Date("20260131T101500Z".into());
        let first = vec![Cell::of(Lang::AR, "=سطر"), Cell::Number("-2.50".into()), date];
        [
            Line(first.into_iter().chain([Cell::Flag(true)]).collect()),
            Line(vec!["a\tb\n\"c\"".into(), 7_u64.into(), Cell::Empty, Cell::Flag(false)]),
        ]
    }

    fn written(format: &str, profile: CsvProfile) -> Vec<u8> {
        let mut bytes = Vec::new();
        let mut sheet = Sheet::start::<Line>(format, profile, &mut bytes).unwrap();
        lines().iter().for_each(|line| sheet.row(line).unwrap());
        assert_eq!(sheet.finish().unwrap(), Vec::<String>::new());
        bytes
    }

    #[test]
    fn tables_are_the_same_in_every_text_format() {
        let text = |format, profile| String::from_utf8(written(format, profile)).unwrap();
        assert_eq!(
            text("csv", CsvProfile::Rfc4180),
            "text,number,when,sure\n=سطر,-2.50,20260131T101500Z,true\n\"a\tb\n\"\"c\"\"\",7,,false\n"
        );
        assert_eq!(
            text("TSV", CsvProfile::Rfc4180),
            "text\tnumber\twhen\tsure\n=سطر\t-2.50\t20260131T101500Z\ttrue\n\"a\tb\n\"\"c\"\"\"\t7\t\tfalse\n"
        );
        assert_eq!(
            text("csv", CsvProfile::Excel),
            "\u{FEFF}text,number,when,sure\r\n'=سطر,-2.50,20260131T101500Z,true\r\n\"a\tb\n\"\"c\"\"\",7,,false\r\n"
        );
        assert_eq!(
            text("jsonl", CsvProfile::Excel),
            "{\"text\":\"=سطر\",\"number\":-2.5,\"when\":\"20260131T101500Z\",\"sure\":true}\n\
             {\"text\":\"a\\tb\\n\\\"c\\\"\",\"number\":7,\"when\":null,\"sure\":false}\n"
        );
        let tabs = written("tsv", CsvProfile::Excel);
        assert_eq!(tabs, written("csv", CsvProfile::ExcelTab));
        assert!(tabs.starts_with(b"\xFF\xFEt\0e\0x\0t\0\t\0"));
    }

    #[test]
    fn other_formats_are_refused() {
        let refused = Sheet::start::<Line>("ods", CsvProfile::Excel, Vec::new()).err();
        assert_eq!(
            refused.map(|error| error.to_string()),
            Some("unknown format 'ods'; known are csv, tsv, xlsx, jsonl".to_owned())
        );
    }

    #[test]
    fn values_of_files_are_numbers_where_they_are_written_so() {
        for number in ["0", "-1", "0.9731", "12"] {
            assert_eq!(Cell::value(number), Cell::Number(number.to_owned()));
        }
        for text in ["1.2.3", "007", "1,5", "+1", "NaN", "٣", "-", "1 "] {
            assert_eq!(Cell::value(text), text.into());
        }
        assert_eq!(Cell::value(""), Cell::Empty);
    }
}
