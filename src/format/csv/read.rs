//! CSV and TSV: tables with named columns, and plain lines with tabs.

use std::io::BufRead;

use crate::error::{Error, Result};
use crate::format::ReadOptions;
use crate::format::dialect::unguarded;
use crate::format::input::Input;
use crate::format::repairs::Repairs;
use crate::format::table::ColumnMap;
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

const FORMAT: &str = "CSV memory";

fn reader<R: std::io::Read>(delimiter: u8, quoted: bool, input: R) -> csv::Reader<R> {
    let mut builder = csv::ReaderBuilder::new();
    builder.has_headers(false).flexible(true).delimiter(delimiter).quoting(quoted);
    builder.buffer_capacity(1 << 16).from_reader(input)
}

/// The first line, still to be read. A line `sep=;` before it, which Excel writes, is taken away.
fn first_line(input: &mut Input<'_>) -> Result<String> {
    loop {
        let bytes = input.peek()?;
        let end = memchr::memchr(b'\n', bytes).map_or(bytes.len(), |at| at + 1);
        let line = String::from_utf8_lossy(&bytes[..end]).into_owned();
        if end > 0 && line.len() < 10 && line.trim_matches('"').starts_with("sep=") {
            input.consume(end);
            continue;
        }
        return Ok(line);
    }
}

/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let mut input = Input::new(input, options.source_lang.unwrap_or(Lang::AR))?;
    let marked = input.marked;
    let first = first_line(&mut input)?;
    let named = |delimiter| {
        let mut reader = reader(delimiter, true, first.as_bytes());
        let mut row = csv::StringRecord::new();
        let read = reader.read_record(&mut row).unwrap_or(false);
        let row: Vec<String> = row.iter().map(str::to_owned).collect();
        let table = ColumnMap::named(&row, options).filter(|_| read)?;
        Some((delimiter, true, table))
    };
    let plain = || {
        let tabs = first.contains('\t');
        tabs.then(|| (b'\t', false, ColumnMap::plain(options)))
    };
    let found = [b',', b'\t', b';'].into_iter().find_map(named);
    let has_names = found.is_some();
    let Some((delimiter, quoted, table)) = found.or_else(plain) else {
        let message = "the first row must name the columns source and target, or two languages";
        return Err(Error::malformed(FORMAT, 1, message));
    };
    let mut repairs = Repairs::default();
    for repair in input.repairs.take() {
        repairs.add(repair.id, repair.line, repair.message);
    }
    let mut source = Source {
        reader: reader(delimiter, quoted, input),
        row: csv::StringRecord::new(),
        table,
        marked,
        header: Header::default(),
        number: 0,
        repairs,
    };
    if has_names {
        source.read()?;
    }
    Ok(Box::new(source))
}

struct Source<'a> {
    reader: csv::Reader<Input<'a>>,
    row: csv::StringRecord,
    table: ColumnMap,
    /// Whether the file has a byte-order mark, as those with guarded cells do.
    marked: bool,
    header: Header,
    number: u64,
    repairs: Repairs,
}

impl Source<'_> {
    fn read(&mut self) -> Result<bool> {
        self.reader.get_mut().begin_item();
        let line = self.reader.position().line();
        self.reader.read_record(&mut self.row).map_err(|error| {
            let line = error.position().map_or(line, csv::Position::line);
            match error.into_kind() {
                csv::ErrorKind::Io(error) => Error::from(error),
                kind => Error::malformed(FORMAT, line, format!("{kind:?}")),
            }
        })
    }
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        if !self.read()? {
            return Ok(None);
        }
        self.number += 1;
        let line = self.row.position().map_or(0, csv::Position::line);
        let cells: Vec<String> =
            self.row.iter().map(|cell| unguarded(cell, self.marked).to_owned()).collect();
        let unit = TranslationUnit { number: self.number, line, ..TranslationUnit::default() };
        Ok(Some(self.table.unit(&cells, &mut self.header, unit, &mut self.repairs)))
    }

    fn repairs(&mut self) -> Vec<Repair> {
        let mut all = self.reader.get_mut().repairs.take();
        all.append(&mut self.repairs.take());
        all
    }
}
