//! Beads as numbers, one a line: `[0]:[0, 1]:0.9731`. With the two texts they make a memory.

use std::io::Write;

use serde::Serialize;

use crate::bitext::{Run, Segments};
use crate::error::{Error, ErrorKind, Result};
use crate::format::{AlignmentWriter, Export, confidence};
use crate::memory::UnitList;
use crate::text::Place;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

/// `.beads`: every segment of both sides once, in order, by numbers from 0.
pub(super) struct Beads;

impl AlignmentWriter for Beads {
    fn format(&self) -> &'static str {
        "beads"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        for bead in export.alignment.ladder().beads() {
            let (source, target) = (numbers(bead.cut.source), numbers(bead.cut.target));
            writeln!(out, "[{source}]:[{target}]:{}", bead.confidence)?;
        }
        Ok(Vec::new())
    }
}

fn numbers(run: Run) -> String {
    let numbers: Vec<String> = run.indices().map(|i| i.to_string()).collect();
    numbers.join(", ")
}

/// A bead as a file names it; unlike those of a [`crate::bitext::Ladder`] its sides need not be runs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LooseBead {
    /// Source segments, from 0.
    pub source: Vec<u32>,
    /// Target segments, from 0.
    pub target: Vec<u32>,
    /// The probability that it is right, if it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confidence: Option<f32>,
}

/// Reads beads, one a line: `[0]:[0, 1]`, or `[0]:[0, 1]:0.97`. A third field that is a number from 0 to 1 is
/// the confidence; any other is skipped. Empty lines and lines that start with `#` are skipped.
///
/// # Errors
///
/// [`crate::error::ErrorKind::Malformed`] with the line, for anything else.
pub fn parse_beads(text: &str) -> Result<Vec<LooseBead>> {
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    let mut beads = Vec::new();
    for (at, line) in text.lines().enumerate() {
        let content = line.trim();
        if content.is_empty() || content.starts_with('#') {
            continue;
        }
        beads.push(parse_bead(content).ok_or_else(|| {
            let message = format!("'{content}' is no bead; one looks like [0]:[0, 1]");
            Error::malformed("beads", at as u64 + 1, message)
        })?);
    }
    Ok(beads)
}

fn parse_bead(line: &str) -> Option<LooseBead> {
    let (source, rest) = parse_side(line)?;
    let (target, rest) = parse_side(rest.trim_start().strip_prefix(':')?.trim_start())?;
    let rest = rest.trim_start();
    let third = rest.strip_prefix(':');
    let confidence = third
        .and_then(|text| text.trim().parse::<f32>().ok())
        .filter(|value| (0.0..=1.0).contains(value));
    (rest.is_empty() || third.is_some()).then_some(LooseBead { source, target, confidence })
}

fn parse_side(text: &str) -> Option<(Vec<u32>, &str)> {
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    let items = inside.split(',').map(str::trim).filter(|item| !item.is_empty());
    Some((items.map(|item| item.parse().ok()).collect::<Option<_>>()?, rest))
}

/// The units of an alignment, from its beads and its texts. A bead with an empty side makes no unit.
///
/// # Errors
///
/// [`ErrorKind::BrokenLadder`] if a bead names a segment no text has. Beads and segments are counted from 0.
pub fn aligned(
    beads: &[LooseBead],
    source: &Segments,
    target: &Segments,
) -> Result<Box<dyn UnitSource + Send>> {
    let mut units = Vec::new();
    for (at, bead) in beads.iter().enumerate() {
        let mut variants = Vec::new();
        let mut first = None;
        for (side, numbers) in [(target, &bead.target), (source, &bead.source)] {
            let mut texts = Vec::new();
            for &number in numbers {
                let Some(segment) = side.items.get(number as usize) else {
                    let (lang, count) = (side.lang, side.items.len());
                    let message = format!(
                        "bead {at}: there is no segment {number} in the '{lang}' text, which has {count}"
                    );
                    return Err(Error::new(ErrorKind::BrokenLadder { message }));
                };
                first = if texts.is_empty() { Some(&segment.place) } else { first };
                texts.push(segment.text.as_str());
            }
            let mut variant = Variant::new(side.lang, texts.join(" "));
            variant.meta.add_places(first.map_or(&[], std::slice::from_ref));
            variants.insert(0, variant);
        }
        if bead.source.is_empty() || bead.target.is_empty() {
            continue;
        }
        let mut unit = TranslationUnit {
            number: units.len() as u64 + 1,
            line: first.and_then(Place::line).unwrap_or(0),
            variants,
            ..TranslationUnit::default()
        };
        if let Some(probability) = bead.confidence {
            unit.meta
                .props
                .push(("x-confidence".to_owned(), confidence::text(f64::from(probability))));
        }
        let shape = format!("{}-{}", bead.source.len(), bead.target.len());
        unit.meta.props.push(("x-align".to_owned(), shape));
        units.push(unit);
    }
    let header = Header {
        source_lang: Some(source.lang),
        target_lang: Some(target.lang),
        ..Header::default()
    };
    Ok(Box::new(UnitList::new(header, units)))
}
