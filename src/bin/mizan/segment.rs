//! `mizan segment`: sentences of a text, of records, and rules for other tools.

use std::error::Error;
use std::fs;
use std::io::{BufRead, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use mizan::lang::Lang;
use mizan::segment::srx::{Srx, SrxMode};
use mizan::segment::{Newlines, Segmenter, export_srx};

/// Exit code when some records could not be read.
const BAD_RECORDS: u8 = 3;

/// Cut text into sentences.
#[derive(Debug, Args)]
pub(crate) struct SegmentArgs {
    /// The text file, UTF-8; `-` is standard input
    #[arg(required_unless_present_any = ["export_srx", "records"])]
    file: Option<PathBuf>,
    /// Language of the text
    #[arg(long, default_value = "ar")]
    lang: Lang,
    /// What to write
    #[arg(long, value_enum, default_value_t = To::Lines)]
    to: To,
    /// How new lines in running text are read
    #[arg(long, value_enum, default_value_t = NewlinesArg::Auto)]
    newlines: NewlinesArg,
    /// A list of abbreviations to add: one a line, under [title], [reference] or [trailing]
    #[arg(long, value_name = "FILE")]
    abbreviations: Vec<PathBuf>,
    /// SRX rules to use
    #[arg(long, value_name = "FILE")]
    srx: Option<PathBuf>,
    /// Whether the SRX rules replace the built-in ones or overrule them
    #[arg(long, value_enum, default_value_t = SrxModeArg::Overlay, requires = "srx")]
    srx_mode: SrxModeArg,
    /// Write the built-in rules as SRX 2.0 to a file, `-` for standard output, and stop
    #[arg(long, value_name = "FILE", conflicts_with_all = ["file", "records"])]
    export_srx: Option<PathBuf>,
    /// Read JSON objects with "text" and "lang" a line, and write them with "sentences" added
    #[arg(long, conflicts_with = "file")]
    records: bool,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum To {
    /// One segment a line
    Lines,
    /// One JSON object a segment: index, line, start, end, text
    Jsonl,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum NewlinesArg {
    /// By the shape of the text
    Auto,
    /// Every new line ends a segment
    Paragraph,
    /// Only blank lines end a segment
    BlankLine,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum SrxModeArg {
    /// Only the SRX rules cut
    Only,
    /// The SRX rules decide where they match
    Overlay,
}

/// Runs the command between the given ends; what to report to the user goes to `errors`.
pub(crate) fn run(
    args: &SegmentArgs,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<ExitCode, Box<dyn Error>> {
    if let Some(path) = &args.export_srx {
        match path.to_str() {
            Some("-") => output.write_all(export_srx().as_bytes())?,
            _ => fs::write(path, export_srx()).map_err(|error| at(path, error))?,
        }
        return Ok(ExitCode::SUCCESS);
    }
    let makers = Makers::read(args)?;
    if args.records {
        return records(&makers, args.lang, input, output, errors);
    }
    let Some(path) = &args.file else { return Err("give a text file".into()) };
    let text = if path.as_os_str() == "-" {
        let mut text = String::new();
        input.read_to_string(&mut text)?;
        text
    } else {
        read(path)?
    };
    let segmenter = makers.make(args.lang)?;
    match args.to {
        To::Lines => lines(&segmenter, &text, output)?,
        To::Jsonl => jsonl(&segmenter, &text, output)?,
    }
    output.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// What segmenters are made of, read once.
struct Makers {
    newlines: Newlines,
    lists: Vec<(PathBuf, String)>,
    srx: Option<(PathBuf, Srx, SrxMode)>,
}

impl Makers {
    fn read(args: &SegmentArgs) -> Result<Makers, Box<dyn Error>> {
        let newlines = match args.newlines {
            NewlinesArg::Auto => Newlines::Auto,
            NewlinesArg::Paragraph => Newlines::Paragraph,
            NewlinesArg::BlankLine => Newlines::BlankLine,
        };
        let mode = match args.srx_mode {
            SrxModeArg::Only => SrxMode::Only,
            SrxModeArg::Overlay => SrxMode::Overlay,
        };
        let mut lists = Vec::new();
        for path in &args.abbreviations {
            lists.push((path.clone(), read(path)?));
        }
        let srx = match &args.srx {
            Some(path) => {
                let srx = Srx::read(&read(path)?).map_err(|error| at(path, error))?;
                Some((path.clone(), srx, mode))
            }
            None => None,
        };
        Ok(Makers { newlines, lists, srx })
    }

    fn make(&self, lang: Lang) -> Result<Segmenter, String> {
        let mut segmenter = Segmenter::new(lang, self.newlines);
        for (path, list) in &self.lists {
            segmenter = segmenter.with_abbreviations(list).map_err(|error| at(path, error))?;
        }
        if let Some((path, srx, mode)) = &self.srx {
            let rules = srx.rules(lang).map_err(|error| at(path, error))?;
            segmenter = segmenter.with_srx(rules, *mode);
        }
        Ok(segmenter)
    }
}

fn lines(segmenter: &Segmenter, text: &str, output: &mut dyn Write) -> std::io::Result<()> {
    for span in segmenter.spans(text) {
        let segment = unmarked(span.of(text));
        // A wrapped sentence is one line here.
        let mut parts = segment.split(is_newline).map(str::trim).filter(|part| !part.is_empty());
        if let Some(first) = parts.next() {
            output.write_all(first.as_bytes())?;
        }
        for part in parts {
            output.write_all(b" ")?;
            output.write_all(part.as_bytes())?;
        }
        output.write_all(b"\n")?;
    }
    Ok(())
}

fn jsonl(segmenter: &Segmenter, text: &str, output: &mut dyn Write) -> std::io::Result<()> {
    // Counted on from segment to segment, so that the whole stays linear.
    let (mut seen, mut chars, mut line) = (0, 0, 1);
    for (index, span) in segmenter.spans(text).enumerate() {
        let segment = unmarked(span.of(text));
        let end = span.range().end;
        let start = end - segment.len();
        let gap = &text[seen..start];
        chars += gap.chars().count();
        line += newlines(gap);
        let length = segment.chars().count();
        let object = json!({
            "index": index, "line": line, "start": chars, "end": chars + length, "text": segment,
        });
        writeln!(output, "{object}")?;
        chars += length;
        line += newlines(segment);
        seen = end;
    }
    Ok(())
}

fn records(
    makers: &Makers,
    default: Lang,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
    errors: &mut dyn Write,
) -> Result<ExitCode, Box<dyn Error>> {
    let mut segmenters: Vec<(Lang, Segmenter)> = Vec::new();
    let mut bad = false;
    let mut bytes = Vec::new();
    for number in 1u64.. {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        if bytes.trim_ascii().is_empty() {
            continue;
        }
        match record(makers, default, &mut segmenters, &bytes) {
            Ok(object) => writeln!(output, "{}", Value::Object(object))?,
            Err(message) => {
                bad = true;
                writeln!(errors, "line {number}: {message}")?;
            }
        }
    }
    output.flush()?;
    Ok(if bad { ExitCode::from(BAD_RECORDS) } else { ExitCode::SUCCESS })
}

fn record(
    makers: &Makers,
    default: Lang,
    segmenters: &mut Vec<(Lang, Segmenter)>,
    bytes: &[u8],
) -> Result<Map<String, Value>, String> {
    let line = std::str::from_utf8(bytes).map_err(|_| "not UTF-8".to_owned())?;
    let line = line.trim_start_matches('\u{FEFF}');
    let mut object: Map<String, Value> =
        serde_json::from_str(line).map_err(|error| format!("not a JSON object: {error}"))?;
    let lang = match object.get("lang") {
        None | Some(Value::Null) => default,
        Some(Value::String(tag)) => tag.parse().map_err(|error| format!("{error}"))?,
        Some(_) => return Err("\"lang\" is no string".to_owned()),
    };
    let Some(Value::String(text)) = object.get("text") else {
        return Err("there is no \"text\" string".to_owned());
    };
    let known = segmenters.iter().position(|(known, _)| *known == lang);
    let index = match known {
        Some(index) => index,
        None => {
            segmenters.push((lang, makers.make(lang)?));
            segmenters.len() - 1
        }
    };
    let spans = segmenters[index].1.spans(text);
    let sentences: Vec<Value> = spans.map(|span| span.of(text).into()).collect();
    object.insert("sentences".to_owned(), Value::Array(sentences));
    Ok(object)
}

fn read(path: &Path) -> Result<String, String> {
    let bytes = fs::read(path).map_err(|error| at(path, error))?;
    String::from_utf8(bytes).map_err(|_| at(path, "the file is not UTF-8"))
}

fn at(path: &Path, error: impl std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

/// A segment without the byte order mark that a file may start with.
fn unmarked(segment: &str) -> &str {
    segment.strip_prefix('\u{FEFF}').unwrap_or(segment)
}

fn is_newline(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Line ends, CR LF being one.
fn newlines(text: &str) -> usize {
    let alone = |at: usize| !text[at..].starts_with("\r\n");
    text.char_indices().filter(|&(at, c)| (c == '\n' || c == '\r') && alone(at)).count()
}
