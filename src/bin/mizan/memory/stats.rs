//! `mizan memory stats`: what is in a memory.

use std::io::Write;
use std::path::PathBuf;

use mizan::memory::stats::{self, Prop, Stats};

use super::input::{Input, Trouble};
use super::options::LangArgs;
use crate::{Failure, Outcome, files};

/// So many values of a prop are listed.
const LISTED: usize = 10;

#[derive(clap::Args)]
pub(crate) struct StatsArgs {
    /// The memory
    file: PathBuf,

    /// Print JSON, with every value of every prop
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    langs: LangArgs,
}

pub(super) fn run(args: &StatsArgs) -> Result<Outcome, Failure> {
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let stats =
        stats::stats(&mut input, args.langs.sides()).map_err(|error| trouble.explain(error))?;
    files::print(|out| if args.json { json(&stats, out) } else { text(&stats, out) })?;
    Ok(trouble.outcome(Outcome::Fine))
}

fn json(stats: &Stats, out: &mut dyn Write) -> mizan::error::Result<()> {
    let json = serde_json::to_string_pretty(stats).map_err(std::io::Error::from)?;
    writeln!(out, "{json}")?;
    Ok(())
}

fn text(stats: &Stats, out: &mut dyn Write) -> mizan::error::Result<()> {
    writeln!(out, "{:>10}  units", stats.units)?;
    writeln!(out, "{:>10}  with an empty or missing side", stats.incomplete)?;
    writeln!(out, "{:>10}  repeat an earlier unit", stats.duplicates)?;
    writeln!(out, "{:>10}  sources with several translations", stats.conflicts)?;
    writeln!(out, "{:>10}  inline codes", stats.codes)?;
    writeln!(out, "{:>10}  notes", stats.notes)?;
    for (tag, language) in &stats.languages {
        writeln!(
            out,
            "{tag}: {} texts, {} words, {} characters, {} in the longest",
            language.texts, language.words, language.characters, language.longest
        )?;
    }
    match &stats.dates {
        Some((oldest, newest)) => {
            writeln!(out, "dates: {oldest} to {newest}, {} units without", stats.no_date)?;
        }
        None => writeln!(out, "dates: none")?,
    }
    if stats.no_confidence == stats.units {
        writeln!(out, "confidence: none")?;
    } else {
        writeln!(out, "confidence: {} units without", stats.no_confidence)?;
        for (tenth, count) in stats.confidence.iter().enumerate().rev() {
            let from = tenth as f32 / 10.0;
            writeln!(out, "{count:>10}  {from:.1} to {:.1}", from + 0.1)?;
        }
    }
    stats.props.iter().try_for_each(|(name, held)| prop(name, held, out))
}

fn prop(name: &str, prop: &Prop, out: &mut dyn Write) -> mizan::error::Result<()> {
    let mut values: Vec<(&String, u64)> = prop.values.iter().map(|(v, n)| (v, *n)).collect();
    values.sort_by_key(|&(value, count)| (std::cmp::Reverse(count), value));
    writeln!(out, "prop {name}: {} times, {} values", prop.count, values.len())?;
    // Of names whose values hardly repeat, such as ids, a list says nothing.
    if values.len() > LISTED && values.len() as u64 * 2 > prop.count {
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
