//! JSON lines: memories with all that is said of them, beads of alignments with their reasons, and the pairs other
//! tools write.

use std::io::{BufRead, Write};

use crate::error::Result;
use crate::format::name::has_extension;
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, WriteOptions,
};
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod alignment;
mod read;
mod write;

/// `.jsonl`: a unit a line, or of an alignment a bead a line, those without a unit too.
pub(super) struct Jsonl;

impl MemoryReader for Jsonl {
    fn format(&self) -> &'static str {
        "jsonl"
    }

    fn recognises(&self, name: &str, head: &[u8]) -> bool {
        ["jsonl", "ndjson"].iter().any(|extension| has_extension(name, extension))
            || name == "-" && head.starts_with(b"{\"")
    }

    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>> {
        read::open(input, options)
    }
}

impl MemoryWriter for Jsonl {
    fn format(&self) -> &'static str {
        "jsonl"
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

impl AlignmentWriter for Jsonl {
    fn format(&self) -> &'static str {
        "jsonl"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        alignment::write(export, out)
    }
}
