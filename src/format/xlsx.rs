//! Excel workbooks: memories and termbases.

use std::io::{BufRead, Cursor, Write};

use zip::ZipArchive;

use crate::error::{Error, Result};
use crate::format::table::{BRIEF, FULL};
use crate::format::{
    AlignmentWriter, Export, MemoryReader, MemoryWriter, ReadOptions, TermbaseFormat,
    TermbaseShape, WriteOptions, export_units, has_extension,
};
use crate::glossary::{Glossary, Langs};
use crate::text::Warning;
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod read;
mod termbase;
mod write;

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
        _: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        termbase::write(glossary, langs, out)
    }
}

/// How many bytes the parts of a workbook unpack to, by the directory of its ZIP container. What has no directory is
/// told of when it is opened.
///
/// # Errors
///
/// If the bytes are no ZIP container.
fn unpacked_size(bytes: &[u8], format: &'static str) -> Result<u64> {
    if !bytes.starts_with(b"PK") {
        return Err(Error::malformed(format, 1, "not an XLSX workbook"));
    }
    let Ok(mut container) = ZipArchive::new(Cursor::new(bytes)) else { return Ok(0) };
    let count = container.len();
    let size = |at| container.by_index_raw(at).map_or(0, |part| part.size());
    Ok((0..count).map(size).fold(0, u64::saturating_add))
}
