//! The segments that are in no unit.

use std::io::Write;

use crate::bitext::{Bitext, Segment, Side};
use crate::error::Result;
use crate::format::explain::against;
use crate::format::sheet::{Cell, Sheet, SheetRow};
use crate::format::{CsvProfile, Export};
use crate::memory::{BeadStatus, Leftover};
use crate::text::LeftOut;

/// A table, in one of [`SHEET_FORMATS`](crate::format::SHEET_FORMATS), of every segment that is in no unit: its side,
/// number (from 0), line (from 1) or other place, whether it is unaligned or rejected, the confidence of its bead, its
/// text, and of a rejected one the two strongest reasons against its bead, if the export has reasons and some speak
/// against it; of an entry whose key the other file lacks, `no-key`. Then what readers left out of the texts: how many pieces of
/// which kind, and the first words of the first. The last column has the name of the document.
pub struct Leftovers<W: Write>(Sheet<W>);

impl<W: Write> Leftovers<W> {
    /// Begins a table.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnknownFormat`](crate::error::ErrorKind) for another format; and those of `out`.
    pub fn start(format: &str, profile: CsvProfile, out: W) -> Result<Leftovers<W>> {
        Ok(Leftovers(Sheet::start::<Row<'_>>(format, profile, out)?))
    }

    /// Adds what an alignment leaves over.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub fn add(&mut self, export: &Export<'_>) -> Result<()> {
        let (bitext, document) = (export.alignment.bitext(), export.document);
        let lone = Side::both().map(|side| bitext.lone_keys(side));
        for leftover in &export.memory.leftovers {
            let reasons =
                export.alignment.reasons().get(leftover.bead_number).map_or(&[][..], Vec::as_slice);
            let is_rejected = leftover.status == BeadStatus::Rejected;
            let lone = &lone[usize::from(leftover.side == Side::Target)];
            let why = match is_rejected {
                true => against(reasons),
                false if lone.contains(&leftover.segment) => "no-key".to_owned(),
                false => String::new(),
            };
            self.0.row(&Row { document, bitext, what: What::Segment { leftover, why } })?;
        }
        for side in Side::both() {
            for left_out in &bitext.side(side).left_out {
                self.0.row(&Row { document, bitext, what: What::LeftOut { side, left_out } })?;
            }
        }
        Ok(())
    }

    /// Ends the table, and says what the format could not hold.
    ///
    /// # Errors
    ///
    /// What writing fails with.
    pub fn finish(self) -> Result<Vec<String>> {
        self.0.finish()
    }
}

/// A row of leftovers.
struct Row<'r> {
    document: &'r str,
    bitext: &'r Bitext,
    what: What<'r>,
}

enum What<'r> {
    Segment { leftover: &'r Leftover, why: String },
    LeftOut { side: Side, left_out: &'r LeftOut },
}

impl SheetRow for Row<'_> {
    const NAME: &'static str = "leftovers";
    const COLUMNS: &'static [&'static str] =
        &["side", "segment", "line", "status", "confidence", "text", "why", "document"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Row { document, bitext, what } = self;
        let mut cells: Vec<Cell<'_>> = match what {
            What::Segment { leftover, why } => {
                let side = bitext.side(leftover.side);
                vec![
                    leftover.side.to_string().into(),
                    u64::from(leftover.segment).into(),
                    place(&side.items[leftover.segment as usize]),
                    leftover.status.as_str().into(),
                    Cell::Number(leftover.bead.confidence.to_string()),
                    Cell::of(side.lang, &leftover.text),
                    why.as_str().into(),
                ]
            }
            What::LeftOut { side, left_out } => vec![
                side.to_string().into(),
                Cell::Empty,
                Cell::Empty,
                "left out".into(),
                Cell::Empty,
                Cell::of(bitext.side(*side).lang, &left_out.sample),
                left_out.to_string().into(),
            ],
        };
        cells.push((*document).into());
        cells
    }
}

/// The number of a line, or any other places in words.
fn place(segment: &Segment) -> Cell<'static> {
    segment.place.line().map_or_else(|| segment.places_in_words().into(), Cell::from)
}
