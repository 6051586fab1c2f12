//! Pages as documents; and memories as pages to read and print, which can be read back as memories.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::has_extension;
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, WriteOptions, write_units,
};
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod document;
mod read;
mod write;

pub(super) use document::{Extent, Page, read_page};

/// `.html`; only pages that mizan wrote are read.
pub(super) struct Html;

impl MemoryReader for Html {
    fn format(&self) -> &'static str {
        "html"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        let page = has_extension(name, "html") || has_extension(name, "htm");
        page || head.starts_with(b"<!DOCTYPE html>")
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
    }
}

impl MemoryWriter for Html {
    fn format(&self) -> &'static str {
        "html"
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

impl AlignmentWriter for Html {
    fn format(&self) -> &'static str {
        "html"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        write_units(self, export, out)
    }
}
