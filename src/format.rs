//! File formats: what each reads and writes.
//!
//! A format is one file or folder under `format/`, and a line in the registry of each thing it can do:
//!
//! | registry | trait | a format to copy |
//! |---|---|---|
//! | [`DOCUMENT_READERS`] | [`DocumentReader`] | `plain.rs` |
//! | [`MEMORY_READERS`] | [`MemoryReader`] | `html.rs` |
//! | [`MEMORY_WRITERS`] | [`MemoryWriter`] | `tsv.rs` |
//! | [`ALIGNMENT_WRITERS`] | [`AlignmentWriter`] | `beads.rs` |
//! | [`TERMBASES`] | [`TermbaseFormat`] | `omegat.rs` |

use std::io::{BufRead, Write};

use crate::aligner::Alignment;
use crate::error::{Error, ErrorKind, Result};
use crate::memory::Memory;
use crate::unit::{Header, Repair, UnitSink, UnitSource};

mod beads;
mod confidence;
mod container;
mod csv;
mod dates;
mod dialect;
mod document;
mod encoding;
mod explain;
mod html;
mod input;
mod jsonl;
mod ladder;
mod leftovers;
mod limits;
mod lines;
mod moses;
mod omegat;
mod options;
mod plain;
mod repairs;
mod script;
mod table;
mod tags;
mod tbx;
mod termbase;
mod tmx;
#[cfg(test)]
mod toy;
mod tsv;
mod xliff;
mod xlsx;
mod xml;

use container::{Bytes, Memories, Unpacked};

use document::DocumentReader;

pub use self::{
    beads::{LooseBead, aligned, parse_beads},
    encoding::require_text,
    explain::write_explanation,
    ladder::parse_ladder,
    leftovers::write_leftovers,
    moses::{moses_writer, read_moses, write_moses},
    options::{Codes, CsvProfile, Profile, ReadOptions, WriteOptions, XliffVersion},
    script::fits_script,
    termbase::{TermbaseFormat, TermbaseShape, termbase, termbase_of_file},
};

/// The formats of documents, tried in order; the last takes every text.
static DOCUMENT_READERS: &[&dyn DocumentReader] = &[
    #[cfg(test)]
    &toy::Toy,
    &plain::Plain,
];

/// The formats memories are read from, tried in order.
static MEMORY_READERS: &[&dyn MemoryReader] =
    &[&tmx::Tmx, &xliff::Xliff, &xlsx::Xlsx, &html::Html, &jsonl::Jsonl, &csv::Csv];

/// The formats memories are written in.
static MEMORY_WRITERS: &[&dyn MemoryWriter] =
    &[&tmx::Tmx, &xliff::Xliff, &xlsx::Xlsx, &csv::Csv, &tsv::Tsv, &jsonl::Jsonl, &html::Html];

/// The formats alignments are written in.
pub static ALIGNMENT_WRITERS: &[&dyn AlignmentWriter] = &[
    &tmx::Tmx,
    &xliff::Xliff,
    &xlsx::Xlsx,
    &csv::Csv,
    &tsv::Tsv,
    &jsonl::Jsonl,
    &html::Html,
    &beads::Beads,
    &ladder::Ladder,
];

/// The formats of termbases, tried in order by extension.
static TERMBASES: &[&dyn TermbaseFormat] =
    &[&csv::Csv, &tsv::Tsv, &omegat::OmegaT, &tbx::Tbx3, &tbx::Tbx2, &xlsx::Xlsx];

/// A file format that holds translation units.
trait MemoryReader: Sync {
    /// The name of the format.
    fn format(&self) -> &'static str;

    /// Whether a file is of this format, by its name and its first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Begins to read a memory.
    ///
    /// # Errors
    ///
    /// If the first bytes are not of this format; and what reading fails with.
    fn open<'a>(
        &self,
        input: Box<dyn BufRead + Send + 'a>,
        options: &ReadOptions,
    ) -> Result<Box<dyn UnitSource + Send + 'a>>;
}

/// Opens a memory by the first reader that recognises it. Of `name` only the extension is looked at. What is
/// compressed by gzip or in a ZIP container is unpacked as it is read; all memories of a container are read, one after
/// the other.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if no reader knows the file; what is broken in its first bytes; and what reading
/// fails with.
pub fn read_memory<'a>(
    name: &str,
    input: Box<dyn BufRead + Send + 'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    let Unpacked { name, head, input, others } = container::unpack(name, input)?;
    let first = open(&name, &head, input, options)?;
    let Some(others) = others else { return Ok(first) };
    let options = *options;
    let open = move |name: &str, head: Vec<u8>, input| open(name, &head, input, &options);
    Ok(Box::new(Memories::new(first, others, Box::new(open))))
}

fn open<'a>(
    name: &str,
    head: &[u8],
    input: Bytes<'a>,
    options: &ReadOptions,
) -> Result<Box<dyn UnitSource + Send + 'a>> {
    if head.is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    let reader = MEMORY_READERS.iter().find(|r| r.recognises(name, head)).ok_or_else(|| {
        let known = MEMORY_READERS.iter().map(|r| r.format()).collect();
        let extension = name.rsplit_once('.').map_or(name, |(_, extension)| extension);
        Error::new(ErrorKind::UnknownFormat { name: extension.to_owned(), known })
    })?;
    reader.open(input, options)
}

/// Whether a file name ends so, in any letter case.
fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}

/// A file format that translation units can be written in.
pub trait MemoryWriter: Sync {
    /// The name of the format, which is also its file extension.
    fn format(&self) -> &'static str;

    /// Begins a memory.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    fn start<'a>(
        &self,
        out: Box<dyn Write + 'a>,
        header: &Header,
        options: &WriteOptions,
    ) -> Result<Box<dyn UnitSink + 'a>>;
}

/// The writer of memories in a format.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if there is none.
pub fn memory_writer(format: &str) -> Result<&'static dyn MemoryWriter> {
    let known = || MEMORY_WRITERS.iter().map(|w| w.format()).collect();
    MEMORY_WRITERS.iter().find(|w| w.format().eq_ignore_ascii_case(format)).copied().ok_or_else(
        || Error::new(ErrorKind::UnknownFormat { name: format.to_owned(), known: known() }),
    )
}

/// A file format that alignments can be written in.
pub trait AlignmentWriter: Sync {
    /// The name of the format, which is also its file extension.
    fn format(&self) -> &'static str;

    /// Writes one alignment, and gives what of it could not be written as it is.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>>;
}

/// The writer of a format.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if there is none.
pub fn alignment_writer(format: &str) -> Result<&'static dyn AlignmentWriter> {
    let known = || ALIGNMENT_WRITERS.iter().map(|w| w.format()).collect();
    ALIGNMENT_WRITERS.iter().find(|w| w.format().eq_ignore_ascii_case(format)).copied().ok_or_else(
        || Error::new(ErrorKind::UnknownFormat { name: format.to_owned(), known: known() }),
    )
}

/// Writes the units of an alignment.
fn write_units(
    writer: &dyn MemoryWriter,
    export: &Export<'_>,
    out: &mut dyn Write,
) -> Result<Vec<Repair>> {
    let sink = writer.start(Box::new(out), &export.header(), export.options)?;
    export_units(export, sink)
}

fn export_units(export: &Export<'_>, mut sink: Box<dyn UnitSink + '_>) -> Result<Vec<Repair>> {
    let mut repairs = Vec::new();
    for unit in export.memory.translation_units(export.document, export.created) {
        sink.unit(&unit)?;
        repairs.append(&mut sink.repairs());
    }
    sink.finish()?;
    Ok(repairs)
}

/// An alignment to write: its beads, the memory made of them, and how they are written.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The alignment.
    pub alignment: &'a Alignment,
    /// The units its beads make.
    pub memory: &'a Memory,
    /// The name of the source document.
    pub document: &'a str,
    /// When the memory was made, as `YYYYMMDDThhmmssZ`.
    pub created: &'a str,
    /// The segmentation rules both sides were cut by, or nothing if they came cut.
    pub segmentation: &'a str,
    /// The tool memories are for, the dialect of CSV, and the like.
    pub options: &'a WriteOptions,
}

impl Export<'_> {
    fn header(&self) -> Header {
        self.memory.header(self.created, self.segmentation)
    }
}
