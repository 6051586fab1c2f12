//! Stage 6: alignments to bytes.
//!
//! An exporter of alignments is one file under `write/` and its line in [`WRITERS`]; `write/beads.rs` is the one to
//! copy. One of memories is a file and its line in [`MEMORY_WRITERS`]; alignments use the same.

use std::io::Write;

use crate::align::evidence::Reason;
use crate::bitext::{Bitext, Ladder};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::Memory;
use crate::unit::{Header, Repair, UnitSink};

mod beads;
mod csv;
mod explain;
mod html;
mod jsonl;
mod ladder;
mod leftovers;
mod limits;
mod moses;
mod options;
mod table;
mod tmx;
mod tsv;
mod unit_jsonl;
mod xliff;
mod xlsx;

pub use explain::write_explanation;
pub use leftovers::write_leftovers;
pub use moses::moses;
pub use options::{Codes, Columns, CsvProfile, Profile, WriteOptions, XliffVersion};

/// An output format.
pub trait Writer: Sync {
    /// The name of the format, which is also its file extension.
    fn format(&self) -> &'static str;

    /// Writes one alignment, and gives what of it could not be written as it is.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>>;
}

/// The writers.
pub static WRITERS: &[&dyn Writer] = &[
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

/// The writer of a format.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if there is none.
pub fn writer(format: &str) -> Result<&'static dyn Writer> {
    let known = || WRITERS.iter().map(|w| w.format()).collect();
    WRITERS.iter().find(|w| w.format().eq_ignore_ascii_case(format)).copied().ok_or_else(|| {
        Error::new(ErrorKind::UnknownFormat { name: format.to_owned(), known: known() })
    })
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

/// The writers of memories.
pub static MEMORY_WRITERS: &[&dyn MemoryWriter] = &[
    &tmx::Tmx,
    &xliff::Xliff,
    &xlsx::Xlsx,
    &csv::Csv,
    &tsv::Tsv,
    &unit_jsonl::UnitJsonl,
    &html::Html,
];

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

/// Writes the units of an alignment.
fn write_units(
    writer: &dyn MemoryWriter,
    export: &Export<'_>,
    out: &mut dyn Write,
) -> Result<Vec<Repair>> {
    let options = WriteOptions { columns: Columns::Brief, ..export.options.clone() };
    let sink = writer.start(Box::new(out), &header(export), &options)?;
    units(export, sink)
}

/// Writes the units of an alignment as a Moses pair.
///
/// # Errors
///
/// What writing fails with.
pub fn write_moses(
    export: &Export<'_>,
    source: &mut dyn Write,
    target: &mut dyn Write,
) -> Result<Vec<Repair>> {
    units(export, moses(Box::new(source), Box::new(target), &header(export), export.options))
}

fn header(export: &Export<'_>) -> Header {
    export.memory.header(export.created, export.segmentation)
}

fn units(export: &Export<'_>, mut sink: Box<dyn UnitSink + '_>) -> Result<Vec<Repair>> {
    let mut repairs = Vec::new();
    for unit in export.memory.translation_units(export.document, export.created) {
        sink.unit(&unit)?;
        repairs.append(&mut sink.repairs());
    }
    sink.finish()?;
    Ok(repairs)
}

/// An alignment and how it should be written.
#[derive(Clone, Copy)]
pub struct Export<'a> {
    /// The texts.
    pub bitext: &'a Bitext,
    /// The beads.
    pub ladder: &'a Ladder,
    /// The units the beads make.
    pub memory: &'a Memory,
    /// Why each bead was chosen, or nothing if nobody asked.
    pub reasons: &'a [Vec<Reason>],
    /// Units are the beads at least this sure, 0 to 1.
    pub min_confidence: f32,
    /// The name of the source document.
    pub document: &'a str,
    /// When the memory was made, as `YYYYMMDDThhmmssZ`.
    pub created: &'a str,
    /// The segmentation rules both sides were cut by, or nothing if they came cut.
    pub segmentation: &'a str,
    /// The tool memories are for, the dialect of CSV, and the like.
    pub options: &'a WriteOptions,
}
