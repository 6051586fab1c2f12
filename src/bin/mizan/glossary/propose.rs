//! `mizan glossary propose`: new term pairs from a memory.

use std::io::Write;
use std::path::PathBuf;

use clap::ValueEnum;
use mizan::glossary::{Proposal, ProposeSettings, Proposer};
use serde::Serialize;

use super::units::units;
use crate::engine::EngineArgs;
use crate::files;
use crate::jsonl;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
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

    /// Format of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    to: ProposeFormat,

    /// File to write [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,

    #[command(flatten)]
    engine: EngineArgs,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum ProposeFormat {
    /// A glossary to edit, with figures in more columns
    #[default]
    Csv,
    /// One JSON object a line
    Jsonl,
}

pub(super) fn run(args: &ProposeArgs) -> Result<Outcome, Failure> {
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
    let fill = |out: &mut dyn Write| match args.to {
        ProposeFormat::Csv => csv(&proposals, out),
        ProposeFormat::Jsonl => jsonl(&proposals, out),
    };
    match &args.output {
        Some(path) => files::write(path, fill)?,
        None => files::print(fill)?,
    }
    let (units, pairs) = (plural(count, "unit"), plural(proposals.len() as u64, "pair"));
    eprintln!("{}: {units}, {pairs} proposed", args.memory.display());
    Ok(outcome.or(reading))
}

fn csv(proposals: &[Proposal], out: &mut dyn Write) -> mizan::error::Result<()> {
    let failed = |error: csv::Error| mizan::error::Error::from(std::io::Error::other(error));
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "source",
        "target",
        "status",
        "context",
        "score",
        "count",
        "source_count",
        "target_count",
        "dice",
        "log_likelihood",
        "transliteration",
        "similarity",
    ])
    .map_err(failed)?;
    for proposal in proposals {
        let contexts: Vec<String> = proposal
            .contexts
            .iter()
            .map(|(number, source, target)| format!("[{number}] {source} = {target}"))
            .collect();
        rows.write_record([
            proposal.source.as_str(),
            &proposal.target,
            "admitted",
            &contexts.join(" / "),
            &format!("{:.2}", proposal.score),
            &proposal.count.to_string(),
            &proposal.source_count.to_string(),
            &proposal.target_count.to_string(),
            &format!("{:.2}", proposal.dice),
            &format!("{:.1}", proposal.log_likelihood),
            &format!("{:.2}", proposal.transliteration),
            &proposal.similarity.map_or(String::new(), |s| format!("{s:.2}")),
        ])
        .map_err(failed)?;
    }
    rows.flush()?;
    Ok(())
}

#[derive(Serialize)]
struct Line<'a> {
    source: &'a str,
    target: &'a str,
    score: f64,
    count: u32,
    source_count: u32,
    target_count: u32,
    dice: f64,
    log_likelihood: f64,
    transliteration: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    similarity: Option<f64>,
    contexts: Vec<Context<'a>>,
}

#[derive(Serialize)]
struct Context<'a> {
    unit: u64,
    source: &'a str,
    target: &'a str,
}

fn jsonl(proposals: &[Proposal], out: &mut dyn Write) -> mizan::error::Result<()> {
    let round = |value: f32| (f64::from(value) * 100.0).round() / 100.0;
    for p in proposals {
        let contexts =
            p.contexts.iter().map(|(unit, source, target)| Context { unit: *unit, source, target });
        let line = Line {
            source: &p.source,
            target: &p.target,
            score: round(p.score),
            count: p.count,
            source_count: p.source_count,
            target_count: p.target_count,
            dice: round(p.dice),
            log_likelihood: round(p.log_likelihood),
            transliteration: round(p.transliteration),
            similarity: p.similarity.map(round),
            contexts: contexts.collect(),
        };
        jsonl::write_line(&line, out)?;
    }
    Ok(())
}
