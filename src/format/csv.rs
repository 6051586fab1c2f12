//! Tables with named columns: memories and termbases as CSV, and memories as plain lines with tabs.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::has_extension;
use crate::format::table::{BRIEF, FULL};
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, TermbaseFormat,
    TermbaseShape, WriteOptions, export_units,
};
use crate::glossary::{Glossary, Langs};
use crate::text::Warning;
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod read;
mod rows;
mod termbase;
pub(super) mod write;

pub(super) use termbase::{read as read_termbase, write as write_termbase};

/// `.csv`; memories in `.tsv` and `.tab` are read too.
pub(super) struct Csv;

impl MemoryReader for Csv {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn recognises(&self, name: &str, _head: &[u8]) -> bool {
        // What has no name and is nothing else is a table.
        name == "-" || ["csv", "tsv", "tab"].iter().any(|extension| has_extension(name, extension))
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
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
        write::start(out, FULL, header, options)
    }
}

impl AlignmentWriter for Csv {
    fn format(&self) -> &'static str {
        "csv"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let (header, options) = (export.header(), export.options);
        export_units(export, write::start(Box::new(out), BRIEF, &header, options)?)
    }
}

impl TermbaseFormat for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["csv"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        read_termbase(bytes, None, langs)
    }

    fn write(
        &self,
        glossary: &Glossary,
        _: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        write_termbase(glossary, b',', shape, out)
    }
}
