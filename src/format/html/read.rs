//! The pages mizan writes, read back.

use std::io::BufRead;
use std::mem;

use crate::error::{Error, Result};
use crate::format::ReadOptions;
use crate::format::input::Input;
use crate::format::table::{ColumnMap, FULL};
use crate::format::xml::{Event, Start, Xml};
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

const FORMAT: &str = "HTML bitext";
/// Opens a memory.
///
/// # Errors
///
/// If the first bytes are not of this format; and what reading fails with.
pub(super) fn open<'a>(
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let mut input = Input::new(input, Lang::AR)?;
    let head = input.peek()?;
    let ours = b"<meta name=\"generator\" content=\"mizan ";
    if memchr::memmem::find(&head[..head.len().min(1024)], ours).is_none() {
        let message = "not a page mizan wrote; of HTML only those can be read as memories";
        return Err(Error::malformed(FORMAT, 1, message));
    }
    let names = FULL.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let table = ColumnMap::named(&names, options)
        .ok_or_else(|| Error::malformed(FORMAT, 1, "no table is in the page"))?;
    Ok(Box::new(Source {
        xml: Xml::new(input, FORMAT),
        buffer: String::new(),
        table,
        header: Header::default(),
        row: None,
        cell: None,
        line: 0,
        number: 0,
        ended: false,
    }))
}

struct Source<'a> {
    xml: Xml<'a>,
    buffer: String,
    table: ColumnMap,
    header: Header,
    row: Option<Vec<String>>,
    /// The column of the cell that is open.
    cell: Option<usize>,
    line: u64,
    number: u64,
    ended: bool,
}

impl UnitSource for Source<'_> {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        while !self.ended {
            let mut buffer = mem::take(&mut self.buffer);
            let result = self.step(&mut buffer);
            self.buffer = buffer;
            self.ended |= result.is_err();
            if let Some(unit) = result? {
                return Ok(Some(unit));
            }
        }
        Ok(None)
    }

    fn repairs(&mut self) -> Vec<Repair> {
        self.xml.take_repairs()
    }
}

fn column(name: &str) -> Option<usize> {
    FULL.iter().position(|column| *column == name)
}

impl Source<'_> {
    fn step(&mut self, buffer: &mut String) -> Result<Option<TranslationUnit>> {
        let event = self.xml.next(buffer)?;
        match &event {
            Event::Start(start) => self.open(start),
            Event::End(end) => match *end {
                "td" => self.cell = None,
                "tr" => return Ok(self.finish_row()),
                "html" => self.ended = true,
                _ => {}
            },
            Event::Eof => {
                self.ended = true;
                let count = self.number;
                self.xml.repair(Repair::CUT_OFF, format!("the page is cut off after row {count}"));
            }
            event => {
                if let (Some(row), Some(cell)) = (&mut self.row, self.cell) {
                    self.xml.push(event, &mut row[cell]);
                }
            }
        }
        Ok(None)
    }

    fn open(&mut self, start: &Start<'_>) {
        let name = start.name();
        if !matches!(name, "tr" | "td") {
            return;
        }
        let attributes = self.xml.attributes(start);
        if name == "tr" {
            self.line = self.xml.line();
            let mut row: Vec<String> = vec![String::new(); FULL.len()];
            for (name, value) in attributes {
                if let Some(at) = name.strip_prefix("data-").and_then(column) {
                    row[at] = value;
                }
            }
            self.row = Some(row);
            return;
        }
        let get = |name: &str| attributes.iter().find(|(n, _)| *n == name).map(|(_, v)| v.as_str());
        let class = get("class").unwrap_or_default();
        let class = class.strip_prefix("text ").unwrap_or(class);
        self.cell = column(class);
        if let (Some(row), Some(lang)) = (&mut self.row, column(&format!("{class}_lang"))) {
            get("lang").unwrap_or_default().clone_into(&mut row[lang]);
        }
    }

    fn finish_row(&mut self) -> Option<TranslationUnit> {
        self.cell = None;
        let row = self.row.take()?;
        if row.iter().all(String::is_empty) {
            return None;
        }
        self.number += 1;
        let unit =
            TranslationUnit { number: self.number, line: self.line, ..TranslationUnit::default() };
        Some(self.table.unit(&row, &mut self.header, unit, &mut self.xml.repairs))
    }
}
