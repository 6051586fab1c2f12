//! Every bead as a JSON object, with its reasons.

use std::io::Write;

use serde::Serialize;

use crate::bitext::Segment;
use crate::error::Result;
use crate::format::Export;
use crate::unit::Repair;

#[derive(Serialize)]
struct Line<'a> {
    bead: usize,
    status: &'static str,
    source: Vec<u32>,
    target: Vec<u32>,
    shape: String,
    confidence: f64,
    moved: bool,
    source_text: String,
    target_text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_place: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_place: Option<String>,
    why: Vec<Why<'a>>,
}

#[derive(Serialize)]
struct Why<'a> {
    evidence: &'a str,
    log_odds: f64,
    words: &'a str,
}

/// Writes every bead as a line.
pub(super) fn write(export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
    let mut repairs = Vec::new();
    for unit in export.units() {
        let codes = unit.variants.iter().flat_map(|variant| &variant.codes);
        repairs.extend(codes.take(Repair::MOST).map(|_| Repair {
            id: Repair::CODE_LEFT_OUT,
            unit: unit.number,
            line: unit.line,
            message: "left out an inline code: the format has none".to_owned(),
        }));
    }
    let moved = export.alignment.ladder().moved();
    for (number, bead) in export.alignment.ladder().beads().iter().enumerate() {
        let (source, target) = (bead.cut.source, bead.cut.target);
        let reasons = export.alignment.reasons().get(number).map(Vec::as_slice).unwrap_or_default();
        let line = Line {
            bead: number,
            status: export.memory.status(number).as_str(),
            source: source.indices().collect(),
            target: target.indices().collect(),
            shape: bead.cut.shape().to_string(),
            confidence: round(bead.confidence.get(), 10_000.0),
            moved: moved[number],
            source_text: export.alignment.bitext().source.text(source),
            target_text: export.alignment.bitext().target.text(target),
            source_line: line(export.alignment.bitext().source.of(source)),
            target_line: line(export.alignment.bitext().target.of(target)),
            source_place: place(export.alignment.bitext().source.of(source)),
            target_place: place(export.alignment.bitext().target.of(target)),
            why: reasons
                .iter()
                .map(|r| Why {
                    evidence: r.evidence,
                    log_odds: round(r.log_odds, 100.0),
                    words: &r.words,
                })
                .collect(),
        };
        serde_json::to_writer(&mut *out, &line).map_err(std::io::Error::from)?;
        out.write_all(b"\n")?;
    }
    Ok(repairs)
}

/// The line where segments of a text file start.
fn line(segments: &[Segment]) -> Option<u64> {
    segments.first().and_then(|segment| segment.place.line())
}

/// The place where segments of any other file start, in words.
fn place(segments: &[Segment]) -> Option<String> {
    let first = segments.first()?;
    first.place.line().is_none().then(|| first.places_in_words())
}

/// Rounds down to a fraction, so that only certainty shows as 1.
fn round(value: f32, parts: f64) -> f64 {
    (f64::from(value) * parts).floor() / parts
}
