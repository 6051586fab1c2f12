//! Ladders of hunalign: a rung a line, `source<TAB>target<TAB>confidence`.

use std::io::Write;

use crate::error::{Error, Result};
use crate::format::beads::LooseBead;
use crate::format::{AlignmentWriter, Export};
use crate::unit::Repair;

/// `.ladder`. A rung says how many segments of either side lie before it, and how sure the bead
/// after it is; the last holds the numbers of all segments. Rungs cannot cross, so moved beads stand unaligned.
pub(super) struct Ladder;

impl AlignmentWriter for Ladder {
    fn format(&self) -> &'static str {
        "ladder"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let moved = export.alignment.ladder().moved();
        let crossing = moved.iter().filter(|moved| **moved).count();
        let (mut source, mut target) = (0, 0);
        for (bead, _) in
            export.alignment.ladder().beads().iter().zip(moved).filter(|(_, moved)| !moved)
        {
            let cut = bead.cut;
            if cut.shape().is_gap() {
                continue;
            }
            if source < cut.source.start {
                writeln!(out, "{source}\t{target}\t0")?;
                source = cut.source.start;
            }
            if target < cut.target.start {
                writeln!(out, "{source}\t{target}\t0")?;
            }
            writeln!(out, "{}\t{}\t{}", cut.source.start, cut.target.start, bead.confidence)?;
            (source, target) = (cut.source.end, cut.target.end);
        }
        let (all_source, all_target) =
            (export.alignment.bitext().source.len(), export.alignment.bitext().target.len());
        if source < all_source && target < all_target {
            writeln!(out, "{source}\t{target}\t0")?;
            source = all_source;
        }
        if source < all_source || target < all_target {
            writeln!(out, "{source}\t{target}\t0")?;
        }
        writeln!(out, "{all_source}\t{all_target}\t0")?;
        if crossing == 0 {
            return Ok(Vec::new());
        }
        let message = format!("rungs cannot cross: {crossing} moved beads stand unaligned");
        Ok(vec![Repair { id: "moved", unit: 0, line: 0, message }])
    }
}

/// Reads a ladder of hunalign: a rung a line, `source<TAB>target<TAB>score`, that says how many segments of
/// either side lie before it. What lies between two rungs is a bead; the score of the first is taken for its
/// confidence if it is one, from 0 to 1.
///
/// # Errors
///
/// [`crate::error::ErrorKind::Malformed`] with the line, for a line that is no rung, or a rung below the one before it.
pub fn parse_ladder(text: &str) -> Result<Vec<LooseBead>> {
    const MOST: u32 = 1 << 24;
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut beads = Vec::new();
    let mut last: Option<(u32, u32, Option<f32>)> = None;
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let bad = |what: &str| {
            let message = format!("'{}' {what}", line.trim());
            Error::malformed("ladder", at as u64 + 1, message)
        };
        let mut cells = line.split('\t').map(str::trim);
        let mut number = || cells.next()?.parse::<u32>().ok().filter(|&n| n < MOST);
        let (Some(source), Some(target)) = (number(), number()) else {
            return Err(bad("is not a rung, which is two numbers and a score separated by tabs"));
        };
        let score = cells.next().and_then(|score| score.parse::<f32>().ok());
        if let Some((source_before, target_before, confidence)) = last {
            if source < source_before || target < target_before {
                return Err(bad("lies below the rung before it"));
            }
            if source > source_before || target > target_before {
                beads.push(LooseBead {
                    source: (source_before..source).collect(),
                    target: (target_before..target).collect(),
                    confidence,
                });
            }
        }
        last = Some((source, target, score.filter(|score| (0.0..=1.0).contains(score))));
    }
    Ok(beads)
}
