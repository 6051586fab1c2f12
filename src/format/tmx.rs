//! TMX: memories of any version are read, and written as 1.4.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::{begins, has_extension};
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, WriteOptions, write_units,
};
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod attributes;
mod read;
mod segment;
mod write;

/// `.tmx`.
pub(super) struct Tmx;

impl MemoryReader for Tmx {
    fn format(&self) -> &'static str {
        "tmx"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        has_extension(name, "tmx")
            || begins(
                head,
                &["<tmx ", "<tmx>", "<tmx\n", "<tmx\r", "<!DOCTYPE tmx", "<TWBExportFile"],
            )
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
    }
}

impl MemoryWriter for Tmx {
    fn format(&self) -> &'static str {
        "tmx"
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

impl AlignmentWriter for Tmx {
    fn format(&self) -> &'static str {
        "tmx"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        write_units(self, export, out)
    }
}
