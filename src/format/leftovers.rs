//! The segments that are in no unit.

use std::io::Write;

use crate::bitext::{Bitext, Segment, Side};
use crate::error::Result;
use crate::format::Export;
use crate::format::explain::against;
use crate::format::sheet::{Cell, Sheet, SheetRow};
use crate::memory::{BeadStatus, Leftover};
use crate::text::LeftOut;

/// Writes every segment that is in no unit as a table in one of [`SHEET_FORMATS`](crate::format::SHEET_FORMATS): its side,
/// number (from 0), line (from 1) or other place, whether it is unaligned or rejected, the confidence of its bead, its
/// text, and of a rejected one the two strongest reasons against its bead, if the export has reasons and some speak
/// against it; of an entry whose key the other file lacks, `no-key`. Then what readers left out of the texts: how many pieces of which kind, and the first words of the first.
/// Says what the format could not hold.
///
/// # Errors
///
/// [`ErrorKind::UnknownFormat`](crate::error::ErrorKind) for another format; and those of `out`.
pub fn write_leftovers(
    export: &Export<'_>,
    format: &str,
    out: &mut dyn Write,
) -> Result<Vec<String>> {
    let mut sheet = Sheet::start::<Row<'_>>(format, export.options.csv, out)?;
    let bitext = export.alignment.bitext();
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
        sheet.row(&Row::Segment { bitext, leftover, why })?;
    }
    for side in Side::both() {
        for left_out in &bitext.side(side).left_out {
            sheet.row(&Row::LeftOut { bitext, side, left_out })?;
        }
    }
    sheet.finish()
}

/// A row of leftovers.
enum Row<'r> {
    Segment { bitext: &'r Bitext, leftover: &'r Leftover, why: String },
    LeftOut { bitext: &'r Bitext, side: Side, left_out: &'r LeftOut },
}

impl SheetRow for Row<'_> {
    const NAME: &'static str = "leftovers";
    const COLUMNS: &'static [&'static str] =
        &["side", "segment", "line", "status", "confidence", "text", "why"];

    fn cells(&self) -> Vec<Cell<'_>> {
        match self {
            Row::Segment { bitext, leftover, why } => {
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
            Row::LeftOut { bitext, side, left_out } => vec![
                side.to_string().into(),
                Cell::Empty,
                Cell::Empty,
                "left out".into(),
                Cell::Empty,
                Cell::of(bitext.side(*side).lang, &left_out.sample),
                left_out.to_string().into(),
            ],
        }
    }
}

/// The number of a line, or any other places in words.
fn place(segment: &Segment) -> Cell<'static> {
    segment.place.line().map_or_else(|| segment.places_in_words().into(), Cell::from)
}
