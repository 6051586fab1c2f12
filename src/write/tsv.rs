//! The memory as plain lines: source, target and confidence, parted by tabs.

use std::io::Write;

use crate::error::Result;
use crate::write::{Export, Writer};

/// The writer of `.tsv`. No cell is quoted; a tab or line break inside a text becomes a space.
pub(super) struct Tsv;

impl Writer for Tsv {
    fn format(&self) -> &'static str {
        "tsv"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
        for unit in &export.memory.units {
            let (source, target) = (cell(&unit.source), cell(&unit.target));
            writeln!(out, "{source}\t{target}\t{}", unit.bead.confidence)?;
        }
        Ok(())
    }
}

fn cell(text: &str) -> String {
    text.replace(
        |c: char| {
            matches!(
                c,
                '\t' | '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}'
            )
        },
        " ",
    )
}
