//! Projects of reviews: JSON lines. First the alignment, which never changes: what the project says of itself, the
//! glossary, the segments of both texts, the beads, and a line with their numbers and a checksum. Behind these come the
//! operations of reviewers, one a line, and nothing is ever written but at the end.

use std::io::Write;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use crate::aligner::Reason;
use crate::bitext::{BlockLabel, Confidence, Cut, Ladder, Run, Side};
use crate::error::{Error, Result};
use crate::format::{AlignmentWriter, Export, TermbaseShape, termbase};
use crate::glossary::{Glossary, Langs};
use crate::review::{BeadInfo, Entry, Head, Op, Project, Row, Seg, Text};
use crate::text::BlockKind;
use crate::unit::{Fingerprint, Repair};

mod segment;

use segment::SegmentLine;

/// What errors call the format.
const FORMAT: &str = "project";

/// The version of the format that is written, and the newest that is read.
const VERSION: u32 = 1;

/// `.mizan`.
pub(super) struct Mizan;

/// A line of a project.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Line {
    Project(Head),
    Glossary(String),
    Text(TextLine),
    Segment(SegmentLine),
    Bead(BeadLine),
    Base(BaseLine),
    Op(Entry),
}

/// One of the two texts, whose segments follow: first those of the source, then those of the target.
#[derive(Serialize, Deserialize)]
struct TextLine {
    side: Side,
    lang: crate::lang::Lang,
    /// The number of the first segment of each flow but the first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    flows: Vec<u32>,
    #[serde(default)]
    unended: u32,
}

/// A bead: of each side the number of the first segment, and of the one behind the last.
#[derive(Serialize, Deserialize)]
struct BeadLine {
    source: [u32; 2],
    target: [u32; 2],
    confidence: f32,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    why: Vec<Reason>,
}

/// The end of the alignment.
#[derive(Serialize, Deserialize, PartialEq)]
struct BaseLine {
    source: u32,
    target: u32,
    beads: u32,
    /// Of all bytes before this line (XXH3, 64 bits).
    checksum: String,
}

impl AlignmentWriter for Mizan {
    fn format(&self) -> &'static str {
        "mizan"
    }

    fn write(&self, export: &Export<'_>, out: &mut dyn Write) -> Result<Vec<Repair>> {
        let mut out = Summed { out, sum: Xxh3::new() };
        let alignment = export.alignment;
        let bitext = alignment.bitext();
        let mut id = Fingerprint::default();
        for side in Side::both() {
            bitext.side(side).items.iter().for_each(|segment| id.add(&segment.text));
        }
        alignment.ladder().beads().iter().for_each(|bead| id.add(&bead.cut.shape().to_string()));
        id.add(export.created);
        line(&mut out, &Line::Project(head(export, id)))?;
        if let Some(glossary) = export.options.glossary.as_deref() {
            line(
                &mut out,
                &Line::Glossary(as_csv(glossary, bitext.source.lang, bitext.target.lang)?),
            )?;
        }
        for side in Side::both() {
            let segments = bitext.side(side);
            line(
                &mut out,
                &Line::Text(TextLine {
                    side,
                    lang: segments.lang,
                    flows: segments.flows.clone(),
                    unended: segments.unended,
                }),
            )?;
            let mut breaks: Vec<(u32, u32, f32)> = Vec::new();
            for division in alignment.divisions() {
                let at = if side == Side::Source { division.source } else { division.target };
                breaks.push((at.segment, at.byte, division.confidence));
            }
            breaks.retain(|(_, byte, _)| *byte > 0);
            breaks.sort_by_key(|&(segment, byte, _)| (segment, byte));
            let mut breaks = breaks.into_iter().peekable();
            for (number, segment) in (0..).zip(&segments.items) {
                let mut here = Vec::new();
                while let Some((_, byte, sure)) = breaks.next_if(|(at, ..)| *at == number) {
                    here.push((byte, sure));
                }
                let written = SegmentLine::new(segment, segments.label(segment), here);
                line(&mut out, &Line::Segment(written))?;
            }
        }
        let beads = alignment.ladder().beads();
        for (at, bead) in beads.iter().enumerate() {
            let run = |run: Run| [run.start, run.end];
            line(
                &mut out,
                &Line::Bead(BeadLine {
                    source: run(bead.cut.source),
                    target: run(bead.cut.target),
                    confidence: bead.confidence.get(),
                    why: alignment.reasons().get(at).cloned().unwrap_or_default(),
                }),
            )?;
        }
        let base = BaseLine {
            source: bitext.source.len(),
            target: bitext.target.len(),
            beads: beads.len() as u32,
            checksum: format!("{:016x}", out.sum.digest()),
        };
        line(&mut out, &Line::Base(base))?;
        Ok(Vec::new())
    }
}

/// What a project says of itself.
fn head(export: &Export<'_>, id: Fingerprint) -> Head {
    Head {
        format: VERSION,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        id: format!("{:016x}", id.short()),
        document: export.document.to_owned(),
        created: export.created.to_owned(),
        segmentation: export.segmentation.to_owned(),
        min_confidence: export.memory.min_confidence(),
        props: export.options.props.clone(),
        creator: export.options.creator.clone(),
        weights: export.options.weights.clone(),
    }
}

/// Bytes that are written and summed up.
struct Summed<'o> {
    out: &'o mut dyn Write,
    sum: Xxh3,
}

impl Write for Summed<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let count = self.out.write(bytes)?;
        self.sum.update(&bytes[..count]);
        Ok(count)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.out.flush()
    }
}

fn line(out: &mut dyn Write, line: &Line) -> Result<()> {
    let mut text = serde_json::to_vec(line).map_err(std::io::Error::from)?;
    text.push(b'\n');
    Ok(out.write_all(&text)?)
}

/// A glossary as the text of a CSV file.
fn as_csv(
    glossary: &Glossary,
    source: crate::lang::Lang,
    target: crate::lang::Lang,
) -> Result<String> {
    let mut csv = Vec::new();
    let langs = Langs { source, target };
    termbase("csv")?.write(glossary, langs, TermbaseShape::Canonical, &mut csv)?;
    Ok(String::from_utf8_lossy(&csv).into_owned())
}

/// A project as it was read, and what of its file is to be kept.
pub struct OpenedProject {
    /// The project, with all operations done.
    pub project: Project,
    /// How many bytes of the file are whole lines; what stands behind them was being written when a program was ended.
    pub whole: u64,
    /// Whether the last line lacks its line feed.
    pub unended: bool,
    /// The line of the first operation that this version does not know, from 1.
    pub unknown: Option<u64>,
}

/// Reads a project and carries out its operations.
///
/// A last line without a line feed that is no JSON was being written when a program was ended: it is left out. From the
/// first operation on that this version does not know, none is carried out and the project is read-only.
///
/// # Errors
///
/// [`crate::error::ErrorKind::Malformed`] with the line, for anything else that is not as it was written.
pub fn read_project(bytes: &[u8]) -> Result<OpenedProject> {
    read_project_at(bytes, u64::MAX)
}

/// Reads a project as it was after its operation `n`, as [`read_project`] does.
///
/// # Errors
///
/// Those of [`read_project`].
pub fn read_project_at(bytes: &[u8], n: u64) -> Result<OpenedProject> {
    let mut reader = Reader::default();
    let mut at = 0;
    let mut opened: Option<Project> = None;
    let (mut unknown, mut unended) = (None, false);
    let mut number = 0;
    while at < bytes.len() {
        number += 1;
        let end = memchr::memchr(b'\n', &bytes[at..]).map(|end| at + end + 1);
        let text = &bytes[at..end.unwrap_or(bytes.len())];
        let bad = |message: String| Error::malformed(FORMAT, number, message);
        match serde_json::from_slice::<Line>(text) {
            Ok(Line::Op(entry)) => match &mut opened {
                Some(_) if entry.n > n => {}
                Some(project) if unknown.is_none() => {
                    let what = entry.n;
                    project.replay(entry).map_err(|refusal| {
                        bad(format!("operation {what} cannot be carried out: {refusal}"))
                    })?;
                }
                Some(_) => {}
                None => return Err(bad("an operation before the end of the alignment".to_owned())),
            },
            Ok(Line::Base(base)) if opened.is_none() => {
                opened = Some(reader.finish(&base, number)?);
            }
            Ok(_) if opened.is_some() => {
                return Err(bad("a line of the alignment behind its end".to_owned()));
            }
            Ok(line) => reader.take(line, number)?,
            Err(_) if end.is_none() && opened.is_some() => {
                let is_json = serde_json::from_slice::<serde_json::Value>(text).is_ok();
                if !is_json {
                    break;
                }
                unknown = unknown.or(Some(number));
            }
            Err(error) => match opened.is_some() && is_unknown(text) {
                true => unknown = unknown.or(Some(number)),
                false if number == 1 => {
                    return Err(bad("not a project of mizan review".to_owned()));
                }
                false => return Err(bad(format!("cannot be read: {error}"))),
            },
        }
        unended = end.is_none();
        at += text.len();
        if opened.is_none() {
            reader.sum.update(text);
        }
    }
    let mut project = opened.ok_or_else(|| {
        let message = "the file ends before the end of the alignment; make the project again";
        Error::malformed(FORMAT, number.max(1), message)
    })?;
    if unknown.is_some() {
        project.set_read_only();
    }
    Ok(OpenedProject { project, whole: at as u64, unended, unknown })
}

/// Whether a line is an operation of a kind that this version does not know.
fn is_unknown(text: &[u8]) -> bool {
    let Ok(line) = serde_json::from_slice::<serde_json::Value>(text) else { return false };
    let Some(op) = line.pointer("/op/op") else { return false };
    let error = serde_json::from_value::<Op>(op.clone()).err();
    let is_named = op.get("kind").is_some_and(serde_json::Value::is_string);
    is_named && error.is_some_and(|error| error.to_string().starts_with("unknown variant"))
}

/// What was read of an alignment so far.
#[derive(Default)]
struct Reader {
    sum: Xxh3,
    head: Option<Head>,
    glossary: Glossary,
    texts: Vec<Text>,
    rows: Vec<Row>,
}

impl Reader {
    fn take(&mut self, line: Line, number: u64) -> Result<()> {
        let bad = |message: &str| Err(Error::malformed(FORMAT, number, message));
        match line {
            Line::Project(head) if head.format > VERSION => {
                let message = format!(
                    "the project was made by mizan {}, whose projects are newer than this version reads",
                    head.version
                );
                return Err(Error::malformed(FORMAT, number, message));
            }
            Line::Project(head) => self.head = Some(head),
            _ if self.head.is_none() => return bad("the first line is not that of a project"),
            Line::Glossary(csv) => {
                self.glossary = Glossary::parse(&csv).map_err(|error| {
                    Error::malformed(
                        FORMAT,
                        number,
                        format!("the glossary cannot be read: {error}"),
                    )
                })?;
            }
            Line::Text(text) => {
                let expected = [Side::Source, Side::Target].get(self.texts.len()).copied();
                if expected != Some(text.side) {
                    return bad("the texts are not one source and one target, in that order");
                }
                self.texts.push(Text {
                    lang: text.lang,
                    segs: Vec::new(),
                    flows: text.flows,
                    blocks: Vec::new(),
                    unended: text.unended,
                });
            }
            Line::Segment(line) => {
                let letter = if self.texts.len() == 1 { 's' } else { 't' };
                let Some(text) = self.texts.last_mut() else {
                    return bad("a segment before its text");
                };
                let id = format!("{letter}{}", text.segs.len());
                let (segment, label, breaks) =
                    line.read().map_err(|message| Error::malformed(FORMAT, number, message))?;
                if let Some(label) = label {
                    set_label(&mut text.blocks, segment.block, label);
                }
                let seg = Seg { id, segment, original: None, breaks };
                text.segs.push(std::sync::Arc::new(seg));
            }
            Line::Bead(bead) => {
                let run = |[start, end]: [u32; 2]| (start <= end).then(|| Run::new(start, end));
                let confidence = Confidence::new(bead.confidence);
                let (Some(source), Some(target), Some(confidence)) =
                    (run(bead.source), run(bead.target), confidence)
                else {
                    return bad("a bead whose segments or confidence are no numbers in order");
                };
                let info = BeadInfo::new(self.rows.len() as u32, confidence, bead.why);
                self.rows.push(Row { cut: Cut::new(source, target), bead: info.into() });
            }
            Line::Base(_) | Line::Op(_) => return bad("the alignment has two ends"),
        }
        Ok(())
    }

    fn finish(&mut self, base: &BaseLine, number: u64) -> Result<Project> {
        let bad = |message: String| Error::malformed(FORMAT, number, message);
        let reader = std::mem::take(self);
        let (Some(head), Ok([source, target])) = (reader.head, <[Text; 2]>::try_from(reader.texts))
        else {
            return Err(bad("the alignment has not two texts".to_owned()));
        };
        let (s, t) = (source.segs.len() as u32, target.segs.len() as u32);
        let found = BaseLine {
            source: s,
            target: t,
            beads: reader.rows.len() as u32,
            checksum: format!("{:016x}", reader.sum.digest()),
        };
        if found != *base {
            return Err(bad(
                "the alignment was changed behind the program's back: its lines do not add up to this one".to_owned(),
            ));
        }
        let beads = reader
            .rows
            .iter()
            .map(|row| crate::bitext::Bead { cut: row.cut, confidence: row.bead.confidence });
        Ladder::new(s, t, beads.collect()).map_err(|error| bad(error.to_string()))?;
        Ok(Project::new(head, reader.glossary, [source, target], reader.rows))
    }
}

/// Says what a block is; those not listed are paragraphs.
fn set_label(labels: &mut Vec<BlockLabel>, block: u32, label: BlockLabel) {
    let block = block as usize;
    while labels.len() <= block {
        labels.push(BlockLabel { kind: BlockKind::Paragraph, key: None });
    }
    labels[block] = label;
}
