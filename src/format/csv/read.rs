//! CSV and TSV: tables with named columns, and rows without names.

use std::io::BufRead;

use super::rows::{Row, Rows, bare, cells};
use crate::error::{Error, Result};
use crate::format::ReadOptions;
use crate::format::dialect::unguarded;
use crate::format::input::Input;
use crate::format::repairs::Repairs;
use crate::format::table::ColumnMap;
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

const FORMAT: &str = "CSV memory";
/// How much of a file is looked at to tell what its columns are.
const SAMPLE: usize = 1 << 16;
const SAMPLE_ROWS: usize = 100;

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
    pass_separator(&mut input)?;
    let mut repairs = Repairs::default();
    for repair in input.repairs.take() {
        repairs.add(repair.id, repair.line, repair.message);
    }
    let sample = sample(&mut input)?;
    let Some((delimiter, quoted, table)) = columns(&sample, options, &mut repairs) else {
        let message = "the first row must name the columns source and target, or two languages; without names, \
                       one column must be in Arabic script and one in Latin, or tabs must stand between them";
        return Err(Error::malformed(FORMAT, 1, message));
    };
    let mut source = Source {
        rows: Rows::new(input, delimiter, quoted),
        is_named: table.is_named(),
        table,
        marked,
        header: Header::default(),
        number: 0,
        repairs,
    };
    if source.is_named {
        source.rows.next()?;
    }
    Ok(Box::new(source))
}

/// Passes over a line `sep=;`, which Excel writes before the first.
fn pass_separator(input: &mut Input<'_>) -> Result<()> {
    input.peek()?;
    let end = input.rest().find('\n').map_or(0, |at| at + 1);
    if (1..10).contains(&end) && input.rest()[..end].trim_matches('"').starts_with("sep=") {
        input.consume(end);
    }
    Ok(())
}

/// The first lines, still to be read. The last is whole.
fn sample(input: &mut Input<'_>) -> Result<String> {
    while input.rest().len() < SAMPLE {
        if !input.grow()? {
            return Ok(input.rest().to_owned());
        }
    }
    let head = input.rest();
    let end = memchr::memrchr2(b'\n', b'\r', &head.as_bytes()[..SAMPLE]).map(|at| at + 1);
    // A first line of this length is a row nevertheless.
    let end = end.unwrap_or(head.len());
    Ok(head[..end].to_owned())
}

/// The byte between cells, whether they may be in quotation marks, and what the columns are.
fn columns(
    sample: &str,
    options: &ReadOptions,
    repairs: &mut Repairs,
) -> Option<(char, bool, ColumnMap)> {
    let first = sample.split_inclusive(['\n', '\r']).map(bare).find(|line| !line.is_empty())?;
    let named = |delimiter| {
        let names = cells(first, delimiter, true);
        Some((delimiter, ColumnMap::named(&names, options)?))
    };
    let found = [',', '\t', ';'].into_iter().find_map(named);
    if let Some((delimiter, mut table)) = found {
        let rows = rows_of(sample, delimiter, true);
        table.look(rows.get(1..).unwrap_or_default(), repairs);
        return Some((delimiter, true, table));
    }
    if first.contains('\t') {
        let rows = rows_of(sample, '\t', false);
        return Some(('\t', false, ColumnMap::plain(&rows, options, repairs)?));
    }
    [',', ';'].into_iter().find_map(|delimiter| {
        let rows = rows_of(sample, delimiter, true);
        Some((delimiter, true, ColumnMap::by_script(&rows, options, repairs)?))
    })
}

fn rows_of(sample: &str, delimiter: char, quoted: bool) -> Vec<Vec<String>> {
    let Ok(input) = Input::new(Box::new(std::io::Cursor::new(sample.to_owned())), Lang::AR) else {
        return Vec::new();
    };
    let mut rows = Rows::new(input, delimiter, quoted);
    std::iter::from_fn(|| rows.next().ok().flatten())
        .map(|row| row.cells)
        .take(SAMPLE_ROWS)
        .collect()
}

struct Source<'a> {
    rows: Rows<'a>,
    table: ColumnMap,
    is_named: bool,
    /// Whether the file has a byte-order mark, as those with guarded cells do.
    marked: bool,
    header: Header,
    number: u64,
    repairs: Repairs,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        let Some(Row { line, cells, open_quote }) = self.rows.next()? else { return Ok(None) };
        self.number += 1;
        if open_quote {
            self.repairs.unit = self.number;
            let message = "a quotation mark is not closed; read as text, to the end of its line";
            self.repairs.add("quotation-mark", line, message);
        }
        let cells: Vec<String> =
            cells.iter().map(|cell| unguarded(cell, self.marked).to_owned()).collect();
        let unit = TranslationUnit { number: self.number, line, ..TranslationUnit::default() };
        Ok(Some(self.table.unit(&cells, &mut self.header, unit, &mut self.repairs)))
    }

    fn repairs(&mut self) -> Vec<Repair> {
        let mut all = self.rows.input.repairs.take();
        all.append(&mut self.repairs.take());
        all
    }
}
