//! `mizan memory convert`: from one format to another.

use std::path::PathBuf;

use mizan::unit::{UnitSink, UnitSource};

use super::input::{Input, Trouble};
use super::options::{LangArgs, WriteArgs};
use super::output::{self, Output};
use crate::{Failure, Outcome};

#[derive(clap::Args)]
pub(crate) struct ConvertArgs {
    /// The memory
    input: PathBuf,

    /// Where to write; the extension names the format
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(super) fn run(args: &ConvertArgs) -> Result<Outcome, Failure> {
    output::writer(&args.output)?;
    output::check_apart([&args.input], [&args.output])?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.input, &args.langs.read_options(), &trouble)?;
    let mut header = input.header().clone();
    header.source_lang = args.langs.source_lang.or(header.source_lang);
    header.target_lang = args.langs.target_lang.or(header.target_lang);
    let mut out = Output::create(&args.output, &header, &args.write.options(), &trouble)?;
    while let Some(unit) = input.next().map_err(|error| trouble.explain(error))? {
        out.unit(&unit).map_err(|error| trouble.explain(error))?;
    }
    let units = out.units;
    out.close()?;
    eprintln!("{}: {units} units", args.output.display());
    Ok(Outcome::Fine)
}
