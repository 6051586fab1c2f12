//! `mizan memory stats`: what is in a memory.

use std::io::Write;
use std::path::PathBuf;

use mizan::memory::{Stats, StatsRow, stats};

use crate::files;
use crate::input::Input;
use crate::options::LangArgs;
use crate::outcome::{Failure, Outcome};
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
    #[arg(long, help_heading = "Output")]
    json: bool,

    #[command(flatten)]
    langs: LangArgs,
}

pub(super) fn run(args: &StatsArgs) -> Result<Outcome, Failure> {
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let stats = stats(&mut input, args.langs.sides()).map_err(|error| trouble.explain(error))?;
    files::print(|out| if args.json { json(&stats, out) } else { text(&stats, out) })?;
    Ok(trouble.outcome(Outcome::Fine))
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
