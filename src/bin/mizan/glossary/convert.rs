//! `mizan glossary convert`: from one format to another.

use std::path::PathBuf;

use clap::ValueEnum;
use mizan::format::{self, TermbaseShape};

use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::termbase::{LangArgs, Loaded, extension, load};

#[derive(clap::Args)]
pub(crate) struct ConvertArgs {
    /// The glossary: CSV, TSV, OmegaT (txt, utf8, tab), TBX of either version, XLSX
    input: PathBuf,

    /// Where to write; the extension names the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    /// The dialect of the output
    #[arg(long, value_enum, default_value_t)]
    profile: Profile,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Profile {
    /// What the extension says; TBX is TBX-Basic of 2019
    #[default]
    Default,
    /// CSV or TSV as Excel opens it right: byte-order mark, CRLF, formulas guarded
    Excel,
    /// TBX of 2008 ("martif"), for OmegaT and older tools
    Martif,
    /// Three columns without header or quoting, for OmegaT
    Omegat,
}

pub(super) fn run(args: &ConvertArgs) -> Result<Outcome, Failure> {
    let extension = extension(&args.output);
    let usage = |error| Failure::usage(format!("{}: {error}", args.output.display()));
    let format = match args.profile {
        Profile::Martif => format::termbase("tbx2"),
        Profile::Omegat => format::termbase("omegat"),
        Profile::Default | Profile::Excel => format::termbase(&extension),
    }
    .map_err(usage)?;
    if args.profile == Profile::Excel && !matches!(format.name(), "csv" | "tsv") {
        return Err(Failure::usage("--profile excel is for CSV and TSV; an XLSX needs none"));
    }
    if args.input == args.output {
        return Err(Failure::usage("input and output are one file; name another output"));
    }
    let langs = args.langs.langs();
    let Loaded { glossary, outcome, .. } = load(&args.input, langs)?;
    let excel = args.profile == Profile::Excel;
    let shape = if excel { TermbaseShape::Excel } else { TermbaseShape::Canonical };
    let mut lost = Vec::new();
    files::write(&args.output, |out| {
        lost = format.write(&glossary, langs, shape, out)?;
        Ok(())
    })?;
    for message in &lost {
        eprintln!("mizan: {}: {message}", args.output.display());
    }
    eprintln!("{}: {} entries", args.output.display(), glossary.entries.len());
    Ok(outcome)
}
