//! `mizan segment`.

use std::io::Write;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use mizan::bitext::Segments;
use mizan::format;
use mizan::lang::Lang;
use mizan::records::{Answer, Records};
use mizan::segment::{Segmenter, export_srx};
use mizan::text::{Block, Document};
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::documents::DocumentArgs;
use crate::files;
use crate::jsonl;
use crate::message::tell;
use crate::outcome::{Failure, Outcome};
use crate::records::{self, Job, RecordArgs};
use crate::rules::{Cutter, RuleArgs, cut};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 more errors of records than --max-errors.

Examples:
  mizan segment pairs/faq/source.ar.txt
  mizan segment pairs/faq/target.en.txt --lang en --to jsonl
  mizan segment --records pages.jsonl -o sentences.jsonl.gz
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

    /// Cut texts that come as JSON, an object a line, from a file or standard input; each is answered by a line in the same
    /// order. A record has `text` and `lang`, and may have more; its answer is the record with `sentences`, and with
    /// `warnings` where rules of --srx took too many steps. One that cannot be cut is answered by an error. Input and --output
    /// may be packed by gzip. A run that was ended goes on where it stopped, if input and --output are files
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "-",
        help_heading = "Records",
        conflicts_with_all = ["file", "to", "main", "drop_marks"]
    )]
    pub(crate) records: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) record: RecordArgs,

    /// File for the answers to records [default: standard output]
    #[arg(short, long, value_name = "FILE", requires = "records", help_heading = "Records")]
    pub(crate) output: Option<PathBuf>,

    /// Number of threads for records; it does not change the result [default: one for each core]
    #[arg(
        long,
        value_name = "N",
        requires = "records",
        value_parser = clap::value_parser!(u16).range(1..=1024),
        help_heading = "Records"
    )]
    pub(crate) threads: Option<u16>,

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
    match (&args.file, &args.records) {
        (Some(file), _) => text(file, args, &cutter),
        (None, Some(input)) => records(args, input, cutter),
        (None, None) => Ok(Outcome::Fine),
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

/// Cuts the texts of records.
fn records(args: &SegmentArgs, input: &Path, cutter: Cutter) -> Result<Outcome, Failure> {
    let (run, cutter) = (cutter.fingerprint(), Arc::new(cutter));
    // Lists that cannot be read are told before any record is. Rules of --srx may be of other languages than --lang, since
    // each record names its own.
    if !cutter.has_rules() {
        cutter.segmenter(args.lang)?;
    }
    let worker = move |_| -> records::Worker {
        let (cutter, mut known) = (Arc::clone(&cutter), Vec::new());
        Box::new(move |number, line| answer(number, line, &cutter, &mut known))
    };
    let threads = args.threads.map_or_else(available, usize::from);
    let job = Job { worker: Box::new(worker), run, done: "cut", read: read_answer, threads };
    records::run(&args.record, input, args.output.as_deref(), job)
}

fn available() -> usize {
    std::thread::available_parallelism().map_or(1, NonZeroUsize::get)
}

/// Why a record is not cut.
type Refused = (&'static str, String);

fn answer(number: u64, line: &[u8], cutter: &Cutter, known: &mut Vec<(Lang, Segmenter)>) -> Answer {
    let mut id = Value::Null;
    let cut = catch_unwind(AssertUnwindSafe(|| record(line, cutter, known, &mut id)));
    let cut = cut.unwrap_or_else(|_| {
        let message = "a fault of mizan, not of the record; please report it with the record";
        Err(("internal", message.to_owned()))
    });
    match cut {
        Ok((object, segments)) => {
            Answer { line: Value::Object(object).to_string(), error: None, segments }
        }
        Err((code, message)) => {
            let error = json!({ "code": code, "message": message });
            let line = json!({ "id": id, "line": number, "error": error }).to_string();
            Answer { line, error: Some(code), segments: 0 }
        }
    }
}

/// A record with its sentences, and how many these are.
fn record(
    line: &[u8],
    cutter: &Cutter,
    known: &mut Vec<(Lang, Segmenter)>,
    id: &mut Value,
) -> Result<(Map<String, Value>, u64), Refused> {
    if line.len() > Records::MOST_BYTES {
        let most = Records::MOST_BYTES >> 20;
        return Err(("too-long", format!("the record is larger than {most} MiB; divide it")));
    }
    let line = std::str::from_utf8(line).map_err(|error| {
        let at = error.valid_up_to();
        ("bad-text", format!("byte {at} is not UTF-8; write records as UTF-8"))
    })?;
    let mut object: Map<String, Value> = serde_json::from_str(line)
        .map_err(|error| ("bad-json", format!("not a JSON object: {error}")))?;
    *id = object.get("id").cloned().unwrap_or_default();
    let string = |key: &str| match object.get(key) {
        Some(Value::String(text)) => Ok(text.as_str()),
        _ => Err(("bad-record", format!("'{key}' is missing or no text"))),
    };
    let lang: Lang =
        string("lang")?.parse().map_err(|error| ("bad-record", format!("'lang': {error}")))?;
    let text = string("text")?;
    let at = match known.iter().position(|(l, _)| *l == lang) {
        Some(at) => at,
        None => {
            let segmenter =
                cutter.segmenter(lang).map_err(|failure| ("bad-record", failure.message))?;
            known.push((lang, segmenter));
            known.len() - 1
        }
    };
    let segmenter = &known[at].1;
    let mut warnings = Vec::new();
    let sentences: Vec<Value> = if cutter.has_rules() {
        let cut = segmenter.segment(&Document::of(lang, text));
        let slow = cut.stopped_rules.iter();
        warnings
            .extend(slow.map(|line| format!("the SRX rule of line {line} takes too many steps")));
        cut.items.into_iter().map(|segment| Value::from(segment.text)).collect()
    } else {
        segmenter.spans(text).map(|span| Value::from(span.of(text))).collect()
    };
    let count = sentences.len() as u64;
    object.insert("sentences".to_owned(), Value::Array(sentences));
    if !warnings.is_empty() {
        object.insert("warnings".to_owned(), Value::from(warnings));
    }
    Ok((object, count))
}

/// How many sentences an answer has, or the code of its error.
fn read_answer(line: &str) -> Option<Result<u64, String>> {
    let object: Map<String, Value> = serde_json::from_str(line).ok()?;
    match (object.get("sentences"), object.get("error")) {
        (Some(Value::Array(sentences)), _) => Some(Ok(sentences.len() as u64)),
        (_, Some(Value::Object(error))) => Some(Err(error.get("code")?.as_str()?.to_owned())),
        _ => None,
    }
}
