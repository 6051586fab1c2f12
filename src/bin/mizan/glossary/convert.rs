//! `mizan glossary convert`: from one format to another.

use std::path::PathBuf;

use clap::ValueEnum;
use mizan::format::{self, TermbaseShape};

use crate::files;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::termbase::{self, LangArgs, Loaded, extension, load};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some rows could not be read, or
the format cannot hold all.

Examples:
  mizan glossary convert glossary/software.csv -o software.xlsx
  mizan glossary convert glossary/software.csv -o excel.csv --profile excel";

/// Convert a glossary to CSV, TSV, OmegaT, TBX or XLSX
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct ConvertArgs {
    /// Glossary: CSV, TSV, OmegaT (txt, utf8, tab), TBX of 2008 or 2019, or XLSX
    input: PathBuf,

    /// File to write; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Dialect of the output
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    profile: Profile,

    #[command(flatten)]
    langs: LangArgs,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
enum Profile {
    /// As the extension says; TBX is TBX-Basic of 2019
    #[default]
    Default,
    /// CSV or TSV for Excel: byte-order mark, CRLF, formulas made harmless
    Excel,
    /// TBX of 2008 ("martif"), for OmegaT and older tools
    Martif,
    /// Three columns without a header and without quotation marks, for OmegaT
    Omegat,
}

pub(super) fn run(args: &ConvertArgs) -> Result<Outcome, Failure> {
    let extension = match files::is_standard_output(&args.output) {
        true => "csv".to_owned(),
        false => extension(&args.output),
    };
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
    if args.input == args.output && !files::is_standard(&args.input) {
        return Err(Failure::usage(
            "the input and the output are the same file; name another output",
        ));
    }
    let langs = args.langs.langs();
    let Loaded { glossary, outcome, .. } = load(&args.input, langs)?;
    let excel = args.profile == Profile::Excel;
    let shape = if excel { TermbaseShape::Excel } else { TermbaseShape::Canonical };
    let outcome = termbase::write(&args.output, format, &glossary, (langs, shape), outcome)?;
    let entries = plural(glossary.entries.len() as u64, "entry");
    summary!("{}: {entries}", args.output.display());
    Ok(outcome)
}
