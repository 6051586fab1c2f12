//! XLIFF 1.2 and 2.x.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::{begins, has_extension};
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, WriteOptions, write_units,
};
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod read;
mod state;
mod write;

/// `.xlf`, `.xliff` and the names tools give it.
pub(super) struct Xliff;

impl MemoryReader for Xliff {
    fn format(&self) -> &'static str {
        "xlf"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        ["xlf", "xliff", "sdlxliff", "mqxliff", "mxliff"].iter().any(|e| has_extension(name, e))
            || begins(head, &["<xliff ", "<xliff\n", "<xliff\r", "<!DOCTYPE xliff"])
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
    }
}

impl MemoryWriter for Xliff {
    fn format(&self) -> &'static str {
        "xlf"
    }

    fn start<'a>(
        &self,
        out: Box<dyn Write + 'a>,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Box<dyn UnitSink + 'a>> {
        write::start(out, header, options)
    }
}

impl AlignmentWriter for Xliff {
    fn format(&self) -> &'static str {
        "xlf"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        write_units(self, export, out)
    }
}
