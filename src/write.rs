//! Stage 6: alignments to bytes.
//!
//! An exporter is one file under `write/` and its line in [`WRITERS`]; `write/beads.rs` is the one to copy.

use std::io::Write;

use crate::bitext::{Bitext, Ladder};
use crate::error::{Error, ErrorKind, Result};
use crate::memory::Memory;
use crate::score::Reason;

mod beads;
mod csv;
mod explain;
mod jsonl;
mod leftovers;
mod tmx;
mod tsv;

pub use explain::write_explanation;
pub use leftovers::write_leftovers;

/// An output format.
pub trait Writer: Sync {
    /// The name of the format, which is also its file extension.
    fn format(&self) -> &'static str;

    /// Writes one alignment.
    ///
    /// # Errors
    ///
    /// Only those of `out`.
    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<()>;
}

/// The writers.
pub static WRITERS: &[&dyn Writer] =
    &[&tmx::Tmx, &csv::Csv, &tsv::Tsv, &jsonl::Jsonl, &beads::Beads];

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
    /// The dialect of CSV.
    pub csv: CsvProfile,
}

/// A dialect of CSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvProfile {
    /// RFC 4180 as text tools expect it: UTF-8, commas, LF line ends.
    #[default]
    Rfc4180,
    /// As Excel opens it right: with byte-order mark and CRLF, and cells that look like formulas guarded by `'`.
    Excel,
}
