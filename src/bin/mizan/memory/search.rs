//! `mizan memory search`: the units that hold some words.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::bitext::Side;
use mizan::error::Result;
use mizan::format::{Cell, SheetRow};
use mizan::memory::WordMatch;
use mizan::text::Span;
use serde_json::json;

use super::lookup::{Form, add_unit, open_or_build, place, unit_cells};
use crate::files;
use crate::message::plural;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::progress::Progress;
use crate::sheet::{self, SheetArgs};
use crate::trouble::Trouble;

const AFTER: &str = "\
Words are found whatever their vowel marks, letter case and spelling of alefs, and with what the language writes onto
them. In the text form they stand in [brackets].

Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory search memory.tmx مكتبة
  mizan memory search memory.tmx \"library card\" --side target --to jsonl";

/// Find the units that hold some words, on either side
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct SearchArgs {
    /// Memory to search. If its index is beside it, the index is used, or rebuilt if the memory has changed
    memory: PathBuf,

    /// Word, or words that stand one after the other
    words: String,

    /// Side to search
    #[arg(long, value_enum, default_value_t, help_heading = "Search")]
    side: SideArg,

    /// Most units
    #[arg(long, value_name = "N", help_heading = "Search", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    limit: u32,

    /// Index of the memory. It is built if it does not exist or if the memory has changed
    #[arg(long, value_name = "FILE", help_heading = "Search")]
    index: Option<PathBuf>,

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output", conflicts_with = "output")]
    to: Form,

    /// File to write, a row for each unit, instead of standard output. The extension names the format: csv, tsv, xlsx or
    /// jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum SideArg {
    /// Sources and translations
    #[default]
    Both,
    /// Sources only
    Source,
    /// Translations only
    Target,
}

/// A unit as a row.
struct Found<'m>(&'m WordMatch);

impl SheetRow for Found<'_> {
    const NAME: &'static str = "units";
    const COLUMNS: &'static [&'static str] =
        &["source", "target", "unit", "unit_line", "id", "changed", "confidence", "document"];

    fn cells(&self) -> Vec<Cell<'_>> {
        unit_cells(&self.0.unit).into()
    }
}

pub(super) fn run(args: &SearchArgs) -> std::result::Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        sheet::form(output, &[])?;
    }
    if !args.words.chars().any(char::is_alphanumeric) {
        return Err(Failure::usage("there is no letter or digit to search for; give a word"));
    }
    output::check_apart([&args.memory], &args.output)?;
    let progress = Progress::new();
    progress.stage("opening the memory");
    let trouble = Trouble::default();
    let index = open_or_build(&args.memory, args.index.as_deref(), &args.langs, &trouble)?;
    progress.stage("searching");
    let sides: &[Side] = match args.side {
        SideArg::Both => &[Side::Source, Side::Target],
        SideArg::Source => &[Side::Source],
        SideArg::Target => &[Side::Target],
    };
    let found = index.find_words(&args.words, sides, args.limit as usize);
    let (found, more) =
        found.map_err(|error| Failure::input(format!("{}: {error}", args.memory.display())))?;
    drop(progress);
    let mut written = Outcome::Fine;
    match &args.output {
        Some(path) => {
            let rows: Vec<Found<'_>> = found.iter().map(Found).collect();
            written = sheet::write(path, args.sheet.profile(), &rows)?;
        }
        None => files::print_as(args.to == Form::Text, |out| {
            found.iter().try_for_each(|unit| match args.to {
                Form::Text => text(unit, out),
                Form::Jsonl => jsonl(unit, out),
            })
        })?,
    }
    tell(found.len() as u64, more);
    Ok(trouble.outcome(written))
}

fn tell(units: u64, more: bool) {
    match (units, more) {
        (0, _) => summary!("no unit has these words"),
        (_, true) => summary!("the first {}; --limit gives more", plural(units, "unit")),
        _ => summary!("{}", plural(units, "unit")),
    }
}

fn text(found: &WordMatch, out: &mut dyn Write) -> Result<()> {
    let unit = &found.unit;
    writeln!(out, "{}", marked(&unit.source, &found.spans[0]))?;
    writeln!(out, "{}", marked(&unit.target, &found.spans[1]))?;
    Ok(writeln!(out, "    {}", place(unit))?)
}

/// A text with some of its words in brackets.
fn marked(text: &str, spans: &[Span]) -> String {
    let mut marked = String::with_capacity(text.len() + 2 * spans.len());
    let mut end = 0;
    for range in spans.iter().map(|span| span.range()).filter(|range| !range.is_empty()) {
        if range.start < end {
            continue;
        }
        marked.push_str(&text[end..range.start]);
        marked.push('[');
        marked.push_str(&text[range.clone()]);
        marked.push(']');
        end = range.end;
    }
    marked + &text[end..]
}

fn jsonl(found: &WordMatch, out: &mut dyn Write) -> Result<()> {
    let unit = &found.unit;
    let spans = |side: usize, text: &str| -> Vec<_> {
        let words = found.spans[side].iter();
        words
            .map(|span| json!({"start": chars(text, span.range().start), "text": span.of(text)}))
            .collect()
    };
    let mut object = json!({});
    add_unit(&mut object, unit);
    object["source_words"] = spans(0, &unit.source).into();
    object["target_words"] = spans(1, &unit.target).into();
    Ok(writeln!(out, "{object}")?)
}

/// How many characters of a text stand before a byte.
fn chars(text: &str, byte: usize) -> usize {
    text[..byte].chars().count()
}
