//! `mizan glossary propose`: new term pairs from a memory.

use std::path::PathBuf;

use clap::ValueEnum;
use mizan::glossary::{ProposeSettings, Proposer};

use super::units::units;
use crate::engine::EngineArgs;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{self, SheetArgs};
use crate::termbase::{LangArgs, load_all};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 part of an input could not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan glossary propose memory.tmx -g glossary/software.csv --top 20";

/// Propose new term pairs from a memory
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct ProposeArgs {
    /// Memory in any format
    memory: PathBuf,

    /// Glossary whose terms are not proposed again. May be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    glossary: Vec<PathBuf>,

    /// Most pairs to propose
    #[arg(long, value_name = "N", default_value_t = 50, help_heading = "Search")]
    top: usize,

    /// Least number of units that have the pair
    #[arg(long, value_name = "N", default_value_t = 2, help_heading = "Search")]
    min_count: u32,

    /// Most units to show for a pair
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Output")]
    contexts: usize,

    /// Format of the output [default: as --output says, else csv]
    #[arg(long, value_enum, help_heading = "Output")]
    to: Option<ProposeFormat>,

    /// File to write, instead of standard output. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    sheet: SheetArgs,

    #[command(flatten)]
    engine: EngineArgs,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ProposeFormat {
    /// A glossary to edit, with figures in more columns
    Csv,
    /// One JSON object a line
    Jsonl,
}

pub(super) fn run(args: &ProposeArgs) -> Result<Outcome, Failure> {
    let to = args.to.map(|to| if to == ProposeFormat::Jsonl { "jsonl" } else { "csv" });
    if let Some(path) = &args.output {
        let form = sheet::form(path, &[])?;
        if let Some(to) = to.filter(|to| *to != form) {
            let path = path.display();
            return Err(Failure::usage(format!(
                "{path}: is {form} by its name, and {to} by --to; leave --to out"
            )));
        }
    }
    output::check_apart([&args.memory].into_iter().chain(&args.glossary), &args.output)?;
    let langs = args.langs.langs();
    let (known, outcome) = load_all(&args.glossary, langs)?;
    let mut proposer = Proposer::new(langs);
    let mut count = 0u64;
    let reading = units(&args.memory, langs, &mut |unit| {
        count += 1;
        proposer.add(unit.number, unit.source, unit.target);
    })?;
    let (min_count, top, contexts) = (args.min_count, args.top, args.contexts);
    let encoder = args.engine.encoder()?;
    let (encoder, threads) = (encoder.as_ref(), args.engine.threads());
    let settings = ProposeSettings { min_count, top, contexts, encoder, threads };
    let proposals = proposer.propose(&known, settings);
    let profile = args.sheet.profile();
    let written = match &args.output {
        Some(path) => sheet::write(path, profile, &proposals)?,
        None => {
            sheet::print(to.unwrap_or("csv"), profile, &proposals)?;
            Outcome::Fine
        }
    };
    let (units, pairs) = (plural(count, "unit"), plural(proposals.len() as u64, "pair"));
    summary!("{}: {units}, {pairs} proposed", args.memory.display());
    Ok(outcome.or(reading).or(written))
}
