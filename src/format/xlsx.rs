//! Excel workbooks: memories, termbases, and tables for people.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::has_extension;
use crate::format::table::{BRIEF, FULL};
use crate::format::termbase::original;
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, TermbaseFormat,
    TermbaseShape, WriteOptions, export_units,
};
use crate::glossary::{Glossary, Langs};
use crate::text::Warning;
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod book;
mod document;
mod edit;
mod number;
mod pages;
mod read;
mod review;
mod rows;
mod sheet;
mod sheet_xml;
mod table;
mod termbase;
mod write;

pub use review::{read_sheet, write_sheet};

pub(super) use document::XlsxSheets;
pub(super) use sheet::SheetBook;

/// `.xlsx`.
pub(super) struct Xlsx;

impl MemoryReader for Xlsx {
    fn format(&self) -> &'static str {
        "xlsx"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        has_extension(name, "xlsx") || head.starts_with(b"PK\x03\x04")
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
    }
}

impl MemoryWriter for Xlsx {
    fn format(&self) -> &'static str {
        "xlsx"
    }

    fn start<'a>(
        &self,
        out: Box<dyn Write + 'a>,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Box<dyn UnitSink + 'a>> {
        write::start(out, FULL, header, options)
    }
}

impl AlignmentWriter for Xlsx {
    fn format(&self) -> &'static str {
        "xlsx"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let (header, options) = (export.header(), export.options);
        export_units(export, write::start(Box::new(out), BRIEF, &header, options)?)
    }
}

impl TermbaseFormat for Xlsx {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["xlsx"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        termbase::read(bytes, langs)
    }

    fn write(
        &self,
        glossary: &Glossary,
        langs: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        match original(glossary, termbase::FORMAT, shape) {
            Some(original) => {
                edit::write(glossary, original, out)?;
                Ok(Vec::new())
            }
            None => termbase::write(glossary, langs, out),
        }
    }
}
