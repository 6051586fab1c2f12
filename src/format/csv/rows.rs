//! Rows of delimited text, with the line of each.
//!
//! The rows are cut here and not by the `csv` crate, which does not tell that a quotation mark was never closed: the
//! rest of the file would be one cell.

use std::collections::VecDeque;

use crate::error::{Error, Result};
use crate::format::input::{Input, LONGEST};

/// A quoted cell with more bytes was meant to end before.
const LONGEST_CELL: usize = 1 << 20;

/// A row of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// The line where it starts, from 1.
    pub(super) line: u64,
    pub(super) cells: Vec<String>,
    /// Whether a quotation mark that is never closed was read as text.
    pub(super) open_quote: bool,
}

/// The rows of a stream.
pub(super) struct Rows<'a> {
    pub(super) input: Input<'a>,
    pub(super) delimiter: char,
    /// Whether cells may stand in quotation marks.
    pub(super) quoted: bool,
    /// Lines that were read already.
    ahead: VecDeque<(u64, String)>,
}

impl<'a> Rows<'a> {
    pub(super) fn new(input: Input<'a>, delimiter: char, quoted: bool) -> Rows<'a> {
        Rows { input, delimiter, quoted, ahead: VecDeque::new() }
    }

    /// The next row that is not empty.
    ///
    /// # Errors
    ///
    /// If a line is too long; and what reading fails with.
    pub(super) fn next(&mut self) -> Result<Option<Row>> {
        while let Some((line, first)) = self.line()? {
            if bare(&first).is_empty() {
                continue;
            }
            let mut place = Place::Start;
            place.pass(&first, self.delimiter);
            // Of a cell over several lines, the last mark must end it.
            let mut is_broken = false;
            if !self.quoted || place != Place::Quoted {
                let cells = cells(bare(&first), self.delimiter, self.quoted);
                return Ok(Some(Row { line, cells, open_quote: false }));
            }
            let mut more: Vec<(u64, String)> = Vec::new();
            let mut length = first.len();
            while place == Place::Quoted
                && length < LONGEST_CELL
                && let Some((line, next)) = self.line()?
            {
                is_broken |= place.pass(&next, self.delimiter);
                length += next.len();
                more.push((line, next));
            }
            if place == Place::Quoted || is_broken {
                more.into_iter().rev().for_each(|line| self.ahead.push_front(line));
                let cells = cells(bare(&first), self.delimiter, false);
                return Ok(Some(Row { line, cells, open_quote: true }));
            }
            let whole = more.iter().fold(first, |whole, (_, line)| whole + line);
            let cells = cells(bare(&whole), self.delimiter, true);
            return Ok(Some(Row { line, cells, open_quote: false }));
        }
        Ok(None)
    }

    /// The next line with its end, and its number.
    fn line(&mut self) -> Result<Option<(u64, String)>> {
        if let Some(line) = self.ahead.pop_front() {
            return Ok(Some(line));
        }
        self.input.begin_item();
        let mut from = 0;
        let end = loop {
            let rest = self.input.rest().as_bytes();
            match memchr::memchr2(b'\n', b'\r', &rest[from..]).map(|at| from + at) {
                Some(at) if rest[at] == b'\n' => break at + 1,
                Some(at) if at + 1 < rest.len() => {
                    break at + 1 + usize::from(rest[at + 1] == b'\n');
                }
                Some(at) => from = at,
                None => from = rest.len(),
            }
            if from > LONGEST {
                let message = format!("one line has more than {LONGEST} bytes");
                return Err(Error::malformed("CSV memory", self.input.line(), message));
            }
            if !self.input.grow()? {
                break self.input.rest().len();
            }
        };
        if end == 0 {
            return Ok(None);
        }
        let text = self.input.rest()[..end].to_owned();
        let line = self.input.line();
        self.input.advance(end);
        Ok(Some((line, text)))
    }
}

/// A line without its end.
pub(super) fn bare(line: &str) -> &str {
    let line = line.strip_suffix('\n').unwrap_or(line);
    line.strip_suffix('\r').unwrap_or(line)
}

/// Where in a cell a character stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// At the start.
    Start,
    /// In text without quotation marks.
    Inside,
    /// Between quotation marks.
    Quoted,
    /// Behind a quotation mark that may have been the last.
    Closed,
}

impl Place {
    /// Goes on over a text. Whether a cell in quotation marks goes on behind the last of them.
    fn pass(&mut self, text: &str, delimiter: char) -> bool {
        let mut goes_on = false;
        for c in text.chars() {
            *self = match (*self, c) {
                (Place::Quoted, '"') => Place::Closed,
                (Place::Quoted, _) => Place::Quoted,
                (Place::Closed | Place::Start, '"') => Place::Quoted,
                (_, c) if c == delimiter => Place::Start,
                (Place::Closed, '\n' | '\r') => Place::Closed,
                (Place::Closed, _) => {
                    goes_on = true;
                    Place::Inside
                }
                _ => Place::Inside,
            };
        }
        goes_on
    }
}

/// The cells of a row. Marks of a cell that goes on behind the last of them are text.
pub(super) fn cells(row: &str, delimiter: char, quoted: bool) -> Vec<String> {
    if !quoted {
        return row.split(delimiter).map(str::to_owned).collect();
    }
    let mut cells = vec![String::new()];
    let mut place = Place::Start;
    let mut start = 0;
    for (at, c) in row.char_indices() {
        let end = at + c.len_utf8();
        let before = place;
        let goes_on = place.pass(&row[at..end], delimiter);
        let Some(cell) = cells.last_mut() else { break };
        match (before, place) {
            _ if goes_on => row[start..end].clone_into(cell),
            (Place::Start, Place::Quoted) | (_, Place::Closed) => {}
            (_, Place::Start) => {
                cells.push(String::new());
                start = end;
            }
            // The second of two marks stands for one.
            _ => cell.push(c),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    fn rows(text: &'static str) -> Vec<(u64, Vec<String>, bool)> {
        let input = Input::new(Box::new(text.as_bytes()), Lang::AR).unwrap();
        let mut rows = Rows::new(input, ',', true);
        let mut all = Vec::new();
        while let Some(row) = rows.next().unwrap() {
            all.push((row.line, row.cells, row.open_quote));
        }
        all
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>, bool) {
        (line, cells.iter().map(|&cell| cell.to_owned()).collect(), false)
    }

    #[test]
    fn rows_are_those_of_rfc_4180() {
        assert_eq!(
            rows("a,b\r\n\r\nباب,\"x, y\"\n"),
            [row(1, &["a", "b"]), row(3, &["باب", "x, y"])]
        );
        assert_eq!(
            rows("\"one\ntwo\",\"say \"\"no\"\"\"\rz,"),
            [row(1, &["one\ntwo", "say \"no\""]), row(3, &["z", ""]),]
        );
        assert_eq!(rows("5\" disk,\"\"\na"), [row(1, &["5\" disk", ""]), row(2, &["a"])]);
        assert_eq!(
            rows("\"Yes\", he said,\"Yes\" again"),
            [row(1, &["Yes", " he said", "\"Yes\" again"])]
        );
    }

    #[test]
    fn a_quotation_mark_that_is_not_closed_costs_its_own_row_only() {
        let read = rows("a,b\nنهر,\"river\nجبل,hill\n\"x\",y");
        assert_eq!(read[1], (2, vec!["نهر".to_owned(), "\"river".to_owned()], true));
        assert_eq!(read[2..], [row(3, &["جبل", "hill"]), row(4, &["x", "y"])]);
    }
}
