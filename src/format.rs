//! File formats: what each reads and writes.
//!
//! A format is one file or folder under `format/`, and a line in the registry of each thing it can do:
//!
//! | registry | trait | a format to copy |
//! |---|---|---|
//! | `DOCUMENT_READERS` | `DocumentReader` | `plain.rs` |
//! | `MEMORY_READERS` | `MemoryReader` | `html.rs` |
//! | `MEMORY_WRITERS` | `MemoryWriter` | `tsv.rs` |
//! | `ALIGNMENT_WRITERS` | `AlignmentWriter` | `beads.rs` |
//! | `TERMBASES` | `TermbaseFormat` | `omegat.rs` |

use std::io::{BufRead, Write};

use crate::aligner::Alignment;
use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::memory::Memory;
use crate::text::Document;
use crate::unit::{Header, Repair, TranslationUnit, UnitSink, UnitSource};

mod android;
mod answers;
mod apple;
mod beads;
mod blocks;
mod confidence;
mod columns;
mod container;
mod csv;
mod dates;
mod dialect;
mod document;
mod docx;
mod doubts;
mod drawing;
mod encoding;
mod entries;
mod epub;
mod explain;
mod findings;
mod flows;
mod html;
mod input;
mod json;
mod jsonl;
mod ladder;
mod leftovers;
mod legacy;
mod limits;
mod lines;
mod markdown;
mod markup;
mod moses;
mod name;
mod odf;
mod omegat;
mod options;
mod package;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
mod po;
mod pptx;
mod properties;
mod project;
mod proposals;
mod prose;
mod repairs;
mod resx;
mod rtf;
mod script;
mod sheet;
mod subtitles;
mod table;
mod tags;
mod tbx;
mod termbase;
mod tmx;
#[cfg(test)]
mod toy;
mod tsv;
mod units;
mod xliff;
mod xlsx;
mod xml;
#[cfg(test)]
mod shown;
#[cfg(test)]
mod zipped;

use container::{Bytes, Memories, Unpacked};

pub use self::{
    beads::{LooseBead, aligned, parse_beads},
    columns::names_language,
    encoding::require_text,
    explain::write_explanation,
    ladder::parse_ladder,
    leftovers::Leftovers,
    moses::{moses_writer, read_moses, write_moses},
    options::{Codes, CsvProfile, Profile, ReadOptions, WriteOptions, XliffVersion},
    project::{OpenedProject, read_project, read_project_at},
    script::fits_script,
    sheet::{Cell, SHEET_FORMATS, Sheet, SheetRow},
    termbase::{TermbaseFormat, TermbaseShape},
    xlsx::{read_sheet, write_sheet},
};

/// The formats of documents, tried in order; the last takes every text.
static DOCUMENT_READERS: &[&dyn DocumentReader] = &[
    #[cfg(test)]
    &toy::Toy,
    &docx::Docx,
    &pptx::Pptx,
    &odf::Odf,
    &epub::Epub,
    &xlsx::XlsxSheets,
    &rtf::Rtf,
    &legacy::Legacy,
    #[cfg(feature = "pdf")]
    &pdf::Pdf,
    &html::Page,
    &units::Units,
    &markdown::Markdown,
    &subtitles::Subtitles,
    &po::Po,
    &json::Json,
    &properties::Properties,
    &resx::Resx,
    &android::Android,
    &apple::Strings,
    &plain::Plain,
];

/// The formats memories are read from, tried in order.
static MEMORY_READERS: &[&dyn MemoryReader] = &[
    &tmx::Tmx,
    &xliff::Xliff,
    &xlsx::Xlsx,
    &html::Html,
    &answers::Answers,
    &jsonl::Jsonl,
    &csv::Csv,
];

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
    &project::Mizan,
];

/// The formats of termbases, tried in order by extension.
static TERMBASES: &[&dyn TermbaseFormat] =
    &[&csv::Csv, &tsv::Tsv, &omegat::OmegaT, &tbx::Tbx3, &tbx::Tbx2, &xlsx::Xlsx];

/// A file format that documents can be read from.
trait DocumentReader: Sync {
    /// The extensions of its files, in small letters.
    fn extensions(&self) -> &'static [&'static str];

    /// Whether a file is of this format, by its name and its first bytes.
    fn recognises(&self, name: &str, head: &[u8]) -> bool;

    /// Whether it looks at all bytes of a file and not only the first: the names in a container stand at its end.
    fn is_packed(&self) -> bool {
        false
    }

    /// Whether the language of a document changes nothing in how it is read.
    fn reads_alike(&self) -> bool {
        false
    }

    /// Reads a whole file.
    ///
    /// # Errors
    ///
    /// If the bytes are not of this format.
    fn read(&self, bytes: &[u8], lang: Lang) -> Result<Document>;

    /// Reads the part of a file that it marks as its main one, if its format has such marks.
    ///
    /// # Errors
    ///
    /// As [`DocumentReader::read`].
    fn read_main(&self, bytes: &[u8], lang: Lang) -> Result<Document> {
        self.read(bytes, lang)
    }
}

/// Whether a file of this name is a document of a format that is read, by its extension. Text may have any other name, too.
pub fn is_document(name: &str) -> bool {
    let mut readers = DOCUMENT_READERS.iter();
    readers.any(|reader| reader.extensions().iter().any(|e| name::has_extension(name, e)))
}

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

/// Opens a memory by the first reader that recognises it. Of `name` only the extension matters. Files compressed by gzip
/// or in a ZIP container are unpacked as they are read; all memories of a container are read, one after the other.
///
/// ```
/// use mizan::format::{self, ReadOptions, WriteOptions};
///
/// let csv = "source,target\nنعم,Yes\n";
/// let options = ReadOptions::default();
/// let mut memory = format::read_memory("a.csv", Box::new(csv.as_bytes()), &options)?;
/// let mut tmx = Vec::new();
/// let writer = format::memory_writer("tmx")?;
/// let mut sink = writer.start(Box::new(&mut tmx), memory.header(), &WriteOptions::default())?;
/// while let Some(unit) = memory.next()? {
///     sink.unit(&unit)?;
/// }
/// sink.finish()?;
/// assert!(String::from_utf8_lossy(&tmx).contains("<seg>Yes</seg>"));
/// # Ok::<(), mizan::error::Error>(())
/// ```
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

/// The writer of memories in a format, by its file extension. [`read_memory`] has an example.
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

    /// Writes one alignment. Returns a repair for everything that could not be written as it is.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>>;
}

/// The writer of alignments in a format, by its file extension.
///
/// ```
/// use mizan::aligner::Aligner;
/// use mizan::format::{self, Export, WriteOptions};
/// use mizan::lang::Lang;
/// use mizan::text::Document;
///
/// let source = Document::of(Lang::AR, "وصل القطار.");
/// let target = Document::of(Lang::EN, "The train arrived.");
/// let alignment = Aligner::new()?.align(&source, &target);
/// let export = Export {
///     alignment: &alignment,
///     memory: &alignment.memory(0.0),
///     document: "train.txt",
///     created: "20260131T000000Z",
///     segmentation: "",
///     options: &WriteOptions::default(),
/// };
/// let mut beads = Vec::new();
/// format::alignment_writer("beads")?.write(&export, &mut beads)?;
/// assert!(beads.starts_with(b"[0]:[0]:"));
/// # Ok::<(), mizan::error::Error>(())
/// ```
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
    for unit in export.units() {
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
    /// The units as files hold them: those of [`Memory::translation_units`] with the props and the creator of the options.
    pub fn units(&self) -> impl Iterator<Item = TranslationUnit> {
        self.memory.translation_units(self.document, self.created).map(|mut unit| {
            unit.meta.props.extend_from_slice(&self.options.props);
            unit.meta.creator.clone_from(&self.options.creator);
            unit
        })
    }

    fn header(&self) -> Header {
        self.memory.header(self.created, self.segmentation)
    }
}

/// The format of a file extension, or of one of the names `csv`, `tsv`, `omegat`, `tbx3`, `tbx2` and `xlsx`.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if there is none.
pub fn termbase(extension: &str) -> Result<&'static dyn TermbaseFormat> {
    let is = |name: &&str| name.eq_ignore_ascii_case(extension);
    let known = |f: &&&dyn TermbaseFormat| is(&f.name()) || f.extensions().iter().any(is);
    TERMBASES.iter().find(known).copied().ok_or_else(|| {
        Error::new(ErrorKind::UnknownFormat {
            name: extension.to_owned(),
            known: TERMBASES.iter().flat_map(|f| f.extensions()).copied().collect(),
        })
    })
}

/// The format of a file, told by its bytes where they show it: XML is TBX and a ZIP file a workbook, and a text
/// whose first line names the columns is a table whatever it is called. Else the extension tells.
///
/// ```
/// use mizan::format::{self, TermbaseShape};
/// use mizan::glossary::Langs;
///
/// let csv = "source,target\nوزير,minister\n".as_bytes();
/// let (glossary, warnings) = format::termbase_of_file("csv", csv)?.read(csv, Langs::AR_EN)?;
/// let mut tbx = Vec::new();
/// let writer = format::termbase("tbx")?;
/// let lost = writer.write(&glossary, Langs::AR_EN, TermbaseShape::Canonical, &mut tbx)?;
/// assert!(warnings.is_empty() && lost.is_empty());
/// assert!(String::from_utf8_lossy(&tbx).contains("<term>minister</term>"));
/// # Ok::<(), mizan::error::Error>(())
/// ```
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`] if neither is known.
pub fn termbase_of_file(extension: &str, bytes: &[u8]) -> Result<&'static dyn TermbaseFormat> {
    if bytes.starts_with(b"PK\x03\x04") {
        return termbase("xlsx");
    }
    let start = &bytes[..bytes.len().min(4096)];
    // The letters of UTF-16 that matter here are ASCII with a zero beside them.
    let start: Vec<u8> = start.iter().copied().filter(|&b| b != 0 && b < 0xEF).collect();
    let start = start.trim_ascii_start();
    if start.first() == Some(&b'<') {
        let martif = memchr::memmem::find(start, b"<martif").is_some();
        return termbase(if martif { "tbx2" } else { "tbx3" });
    }
    let known = termbase(extension);
    let line = start.split(|&b| b == b'\n').next().unwrap_or_default();
    let names = |delimiter: u8| {
        let cells = line.split(|&b| b == delimiter).map(<[u8]>::trim_ascii);
        let is = |name: &[u8]| cells.clone().any(|cell| cell.eq_ignore_ascii_case(name));
        is(b"source") && is(b"target")
    };
    match known {
        Ok(format) if format.name() != "omegat" => Ok(format),
        _ if names(b'\t') => termbase("tsv"),
        _ if names(b',') || names(b';') => termbase("csv"),
        other => other,
    }
}
