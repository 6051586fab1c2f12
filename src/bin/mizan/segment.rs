//! `mizan segment`.

use std::io::{self, BufRead, Write};
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mizan::bitext::Segments;
use mizan::format;
use mizan::lang::Lang;
use mizan::segment::{Segmenter, export_srx};
use mizan::text::Block;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::documents::DocumentArgs;
use crate::files;
use crate::jsonl;
use crate::message::tell;
use crate::outcome::{Failure, Outcome};
use crate::rules::{Cutter, RuleArgs, cut};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some records could not be read.

Examples:
  mizan segment pairs/faq/source.ar.txt
  mizan segment pairs/faq/target.en.txt --lang en --to jsonl
  mizan segment --export-srx rules.srx";

/// Cut a text into segments
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct SegmentArgs {
    /// Text to cut; - for standard input
    #[arg(required_unless_present_any = ["records", "export_srx"])]
    pub(crate) file: Option<PathBuf>,

    /// Language of the text
    #[arg(long, value_name = "TAG", default_value = "ar", help_heading = "Input")]
    pub(crate) lang: Lang,

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    pub(crate) to: SegmentFormat,

    /// Read JSON objects with "text" and "lang" from standard input, one a line, and print each with its "sentences"
    #[arg(long, help_heading = "Input", conflicts_with_all = ["file", "to"])]
    pub(crate) records: bool,

    /// Write the built-in rules to a file, as SRX 2.0, for other tools
    #[arg(long, value_name = "FILE", help_heading = "Output", conflicts_with_all = ["file", "to", "records"])]
    pub(crate) export_srx: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    #[command(flatten)]
    pub(crate) documents: DocumentArgs,
}

/// Formats of segmented text.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SegmentFormat {
    /// One segment a line
    #[default]
    Lines,
    /// One JSON object a line, with offsets in Unicode scalars
    Jsonl,
}

#[derive(Serialize)]
struct Line<'a> {
    segment: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
    start: usize,
    end: usize,
    text: &'a str,
}

pub(crate) fn run(args: &SegmentArgs) -> Result<Outcome, Failure> {
    if let Some(path) = &args.export_srx {
        files::write(path, |out| Ok(out.write_all(export_srx().as_bytes())?))?;
        return Ok(Outcome::Fine);
    }
    let cutter = Cutter::new(&args.rules)?;
    match &args.file {
        Some(file) => text(file, args, &cutter),
        None => records(&cutter),
    }
}

fn text(path: &Path, args: &SegmentArgs, cutter: &Cutter) -> Result<Outcome, Failure> {
    let document = args.documents.read(path, args.lang, &mut tell)?;
    let segments = cut(path, &document, cutter, &mut tell)?;
    let texts = document.blocks.iter().map(|block| block.text.as_str());
    if !format::fits_script(texts, args.lang) {
        eprintln!(
            "mizan: {} is not written in the script of '{}'; name its language with --lang",
            path.display(),
            args.lang
        );
    }
    match args.to {
        SegmentFormat::Lines => files::print(|out| lines(&segments, out))?,
        SegmentFormat::Jsonl => files::print_json(|out| jsonl(&segments, &document.blocks, out))?,
    }
    Ok(Outcome::Fine)
}

fn lines(segments: &Segments, out: &mut dyn Write) -> mizan::error::Result<()> {
    for at in 0..segments.len() {
        writeln!(out, "{}", segments.text(mizan::bitext::Run::new(at, at + 1)))?;
    }
    Ok(())
}

fn jsonl(segments: &Segments, blocks: &[Block], out: &mut dyn Write) -> mizan::error::Result<()> {
    let (mut block, mut byte, mut scalars) = (0, 0, 0);
    for (number, segment) in segments.items.iter().enumerate() {
        if segment.block != block {
            (block, byte, scalars) = (segment.block, 0, 0);
        }
        let text = &blocks[block as usize].text;
        let span = segment.span.range();
        let start = scalars + text[byte..span.start].chars().count();
        let end = start + segment.text.chars().count();
        (byte, scalars) = (span.end, end);
        let line = segment.place.line();
        let place = line.is_none().then(|| segment.place.to_string());
        let line = Line { segment: number, line, place, start, end, text: &segment.text };
        jsonl::write_line(&line, out)?;
    }
    Ok(())
}

/// Reads records from standard input and prints each with its sentences. A bad one is reported and skipped.
fn records(cutter: &Cutter) -> Result<Outcome, Failure> {
    let mut known: Vec<(Lang, Segmenter)> = Vec::new();
    let (mut good, mut bad) = (0, 0);
    files::print_json(|out| {
        for (at, line) in io::stdin().lock().split(b'\n').enumerate() {
            let mut line = line?;
            if at == 0 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if line.trim_ascii().is_empty() {
                continue;
            }
            match record(&line, cutter, &mut known) {
                Ok(object) => {
                    jsonl::write_line(&object, out)?;
                    good += 1;
                }
                Err(message) => {
                    eprintln!("mizan: standard input: line {}: {message}", at + 1);
                    bad += 1;
                }
            }
        }
        Ok(())
    })?;
    Ok(match (good, bad) {
        (_, 0) => Outcome::Fine,
        (0, _) => Outcome::BadInput,
        _ => Outcome::PartlyFailed,
    })
}

fn record(
    line: &[u8],
    cutter: &Cutter,
    known: &mut Vec<(Lang, Segmenter)>,
) -> Result<Map<String, Value>, String> {
    let mut object: Map<String, Value> =
        serde_json::from_slice(line).map_err(|error| format!("no JSON object: {error}"))?;
    let string = |key: &str| match object.get(key) {
        Some(Value::String(text)) => Ok(text.as_str()),
        _ => Err(format!("\"{key}\" is missing or no string")),
    };
    let lang: Lang = string("lang")?.parse().map_err(|error| format!("\"lang\": {error}"))?;
    let text = string("text")?;
    let at = match known.iter().position(|(l, _)| *l == lang) {
        Some(at) => at,
        None => {
            known.push((lang, cutter.segmenter(lang).map_err(|failure| failure.message)?));
            known.len() - 1
        }
    };
    let sentences: Vec<Value> =
        known[at].1.spans(text).map(|span| Value::from(span.of(text))).collect();
    object.insert("sentences".to_owned(), Value::Array(sentences));
    Ok(object)
}
