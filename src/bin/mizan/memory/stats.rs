//! `mizan memory stats`: what is in a memory.

use std::borrow::Cow;
use std::io::Write;
use std::path::PathBuf;

use mizan::format::{Cell, SheetRow};
use mizan::memory::{Stats, StatsRow, stats};

use crate::files;
use crate::input::Input;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{self, SheetArgs};
use crate::trouble::Trouble;

/// So many values of a prop are listed.
const LISTED: usize = 10;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some units could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory stats memory.tmx";

/// Count units, words, languages, confidences, dates and props
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct StatsArgs {
    /// Memory to count
    file: PathBuf,

    /// Print JSON, with every value of every prop
    #[arg(long, help_heading = "Output", conflicts_with = "output")]
    json: bool,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

    #[command(flatten)]
    langs: LangArgs,
}

pub(super) fn run(args: &StatsArgs) -> Result<Outcome, Failure> {
    if let Some(output) = &args.output {
        sheet::form(output, &[])?;
    }
    output::check_apart([&args.file], &args.output)?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let stats = stats(&mut input, args.langs.sides()).map_err(|error| trouble.explain(error))?;
    if let Some(output) = &args.output {
        let rows: Vec<Row<'_>> = stats.rows().flat_map(rows).collect();
        let written = sheet::write(output, args.sheet.profile(), &rows)?;
        return Ok(trouble.outcome(written));
    }
    match args.json {
        true => files::print_json(|out| json(&stats, out))?,
        false => files::print_for_people(|out| text(&stats, out))?,
    }
    Ok(trouble.outcome(Outcome::Fine))
}

/// A figure as a row: what kind of thing is counted, which, with which value, and how often.
struct Row<'s>(&'static str, Cow<'s, str>, Cell<'s>, Cell<'s>);

impl SheetRow for Row<'_> {
    const NAME: &'static str = "figures";
    const COLUMNS: &'static [&'static str] = &["group", "name", "value", "count"];

    fn cells(&self) -> Vec<Cell<'_>> {
        vec![self.0.into(), Cell::Text((&*self.1).into(), None), self.2.clone(), self.3.clone()]
    }
}

fn rows(row: StatsRow<'_>) -> Vec<Row<'_>> {
    let none = Cell::Empty;
    match row {
        StatsRow::Count { what, count } => {
            vec![Row("memory", what.into(), none, count.into())]
        }
        StatsRow::Language { tag, texts, words, characters, longest } => [
            ("texts", texts),
            ("words", words),
            ("characters", characters),
            ("characters of the longest text", longest),
        ]
        .map(|(what, count)| Row("language", tag.into(), what.into(), count.into()))
        .into(),
        StatsRow::Dates { span, without } => {
            let date = |(name, date): (&'static str, _)| {
                Row("dates", name.into(), Cell::Date(Cow::Borrowed(date)), Cell::Empty)
            };
            let ends = span.map(|(oldest, newest)| [("oldest", oldest), ("newest", newest)]);
            let mut rows: Vec<Row<'_>> = ends.into_iter().flatten().map(date).collect();
            rows.push(Row("dates", "without a date".into(), none, without.into()));
            rows
        }
        StatsRow::Confidence { tenths, without } => {
            let tenth = |(tenth, count): (usize, u64)| {
                let from = tenth as f32 / 10.0;
                let name = format!("{from:.1} to {:.1}", from + 0.1);
                Row("confidence", name.into(), Cell::Empty, count.into())
            };
            let mut rows: Vec<Row<'_>> = tenths.into_iter().enumerate().rev().map(tenth).collect();
            rows.push(Row("confidence", "without a confidence".into(), none, without.into()));
            rows
        }
        StatsRow::Prop { name, count, values } => {
            let all = Row("prop", name.into(), none, count.into());
            let value = |(value, count): (_, u64)| {
                Row("prop", name.into(), Cell::Text(Cow::Borrowed(value), None), count.into())
            };
            std::iter::once(all).chain(values.into_iter().map(value)).collect()
        }
    }
}

fn json(stats: &Stats, out: &mut dyn Write) -> mizan::error::Result<()> {
    let json = serde_json::to_string_pretty(stats).map_err(std::io::Error::from)?;
    writeln!(out, "{json}")?;
    Ok(())
}

fn text(stats: &Stats, out: &mut dyn Write) -> mizan::error::Result<()> {
    let mut units = 0;
    for row in stats.rows() {
        match row {
            StatsRow::Count { what, count } => {
                if what == "units" {
                    units = count;
                }
                writeln!(out, "{count:>10}  {what}")?;
            }
            StatsRow::Language { tag, texts, words, characters, longest } => writeln!(
                out,
                "{tag}: {texts} texts, {words} words, {characters} characters, {longest} in the longest"
            )?,
            StatsRow::Dates { span: Some((oldest, newest)), without } => {
                writeln!(out, "dates: {oldest} to {newest}, {without} units without")?;
            }
            StatsRow::Dates { span: None, .. } => writeln!(out, "dates: none")?,
            StatsRow::Confidence { without, .. } if without == units => {
                writeln!(out, "confidence: none")?;
            }
            StatsRow::Confidence { tenths, without } => confidence(&tenths, without, out)?,
            StatsRow::Prop { name, count, values } => prop(name, count, &values, out)?,
        }
    }
    Ok(())
}

fn confidence(tenths: &[u64; 10], without: u64, out: &mut dyn Write) -> mizan::error::Result<()> {
    writeln!(out, "confidence: {without} units without")?;
    for (tenth, count) in tenths.iter().enumerate().rev() {
        let from = tenth as f32 / 10.0;
        writeln!(out, "{count:>10}  {from:.1} to {:.1}", from + 0.1)?;
    }
    Ok(())
}

fn prop(
    name: &str,
    count: u64,
    values: &[(&str, u64)],
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    writeln!(out, "prop {name}: {count} times, {} values", values.len())?;
    // Of names whose values hardly repeat, such as ids, a list says nothing.
    if values.len() > LISTED && values.len() as u64 * 2 > count {
        return Ok(());
    }
    for (value, count) in &values[..values.len().min(LISTED)] {
        writeln!(out, "{count:>10}  {value}")?;
    }
    if values.len() > LISTED {
        writeln!(out, "            and {} more values", values.len() - LISTED)?;
    }
    Ok(())
}
