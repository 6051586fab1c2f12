//! `mizan glossary`.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Subcommand;
use mizan::format::{self, TermbaseFormat};
use mizan::glossary::Glossary;
use mizan::glossary::Langs;
use mizan::lang::Lang;

use crate::{Failure, Outcome};

mod audit;
mod care;
mod convert;
mod find;
mod page;
mod propose;
mod units;

#[derive(Subcommand)]
pub(crate) enum GlossaryCommand {
    /// Find duplicates, conflicts, empty cells, wrong scripts and unreadable rows
    Check(care::CheckArgs),
    /// Find the terms of a glossary in a text
    Find(find::FindArgs),
    /// Compare a memory with a glossary: terms confirmed, missing, forbidden
    Audit(audit::AuditArgs),
    /// Propose new term pairs from a memory
    Propose(propose::ProposeArgs),
    /// Convert between CSV, TSV, OmegaT, TBX and XLSX
    Convert(convert::ConvertArgs),
    /// Add the rows of other glossaries, and tell where they disagree
    Merge(care::MergeArgs),
    /// Sort the rows by their source terms
    Sort(care::SortArgs),
    /// Show how one glossary differs from another
    Diff(care::DiffArgs),
    /// Add a row
    Add(care::AddArgs),
    /// Count entries, statuses, parts of speech and domains
    Stats(care::StatsArgs),
}

pub(crate) fn run(command: &GlossaryCommand) -> Result<Outcome, Failure> {
    match command {
        GlossaryCommand::Check(args) => care::check(args),
        GlossaryCommand::Find(args) => find::run(args),
        GlossaryCommand::Audit(args) => audit::run(args),
        GlossaryCommand::Propose(args) => propose::run(args),
        GlossaryCommand::Convert(args) => convert::run(args),
        GlossaryCommand::Merge(args) => care::merge(args),
        GlossaryCommand::Sort(args) => care::sort(args),
        GlossaryCommand::Diff(args) => care::diff(args),
        GlossaryCommand::Add(args) => care::add(args),
        GlossaryCommand::Stats(args) => care::stats(args),
    }
}

/// The languages of a glossary or memory.
#[derive(clap::Args)]
pub(crate) struct LangArgs {
    /// The language of the source terms
    #[arg(long, value_name = "TAG", default_value = "ar")]
    source_lang: Lang,

    /// The language of the target terms
    #[arg(long, value_name = "TAG", default_value = "en")]
    target_lang: Lang,
}

impl LangArgs {
    fn langs(&self) -> Langs {
        Langs { source: self.source_lang, target: self.target_lang }
    }
}

const DEFAULT: Langs = Langs::AR_EN;

/// No glossary is larger; what is, is not read at all.
const LARGEST: u64 = 1 << 28;

/// The bytes of a glossary file in any format.
fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    let about = fs::metadata(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::NotFound => problem("no such file".to_owned()),
        _ => problem(error.to_string()),
    })?;
    if about.is_dir() {
        return Err(problem("is a folder; give a file".to_owned()));
    }
    if about.len() > LARGEST {
        return Err(problem(format!(
            "has {} bytes; a glossary of more than {LARGEST} is not read",
            about.len()
        )));
    }
    fs::read(path).map_err(|error| problem(error.to_string()))
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().into_owned()
}

/// A glossary as it was read.
struct Loaded {
    glossary: Glossary,
    format: &'static dyn TermbaseFormat,
    /// Fine, or that rows were passed over.
    outcome: Outcome,
}

/// Reads a glossary of any format, and tells of rows passed over.
fn load(path: &Path, langs: Langs) -> Result<Loaded, Failure> {
    let problem = |error| Failure::input(format!("{}: {error}", path.display()));
    let bytes = read_bytes(path)?;
    let format = format::termbase_of_file(&extension(path), &bytes)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let (glossary, warnings) = format.read(&bytes, langs).map_err(problem)?;
    let mut outcome = Outcome::Fine;
    let unread = warnings.iter().filter(|warning| warning.line().is_some()).count();
    for warning in warnings {
        match warning.line() {
            Some(line) => {
                eprintln!("mizan: {}:{line}: row passed over: {}", path.display(), warning.message);
                outcome = Outcome::PartlyFailed;
            }
            None => eprintln!("mizan: {}: {}", path.display(), warning.message),
        }
    }
    if glossary.entries.is_empty() && unread > 0 {
        return Err(Failure::input(format!("{}: no row of it can be read", path.display())));
    }
    Ok(Loaded { glossary, format, outcome })
}

/// Several glossaries as one; rows that cannot be read are named, and make the run one that partly failed.
pub(crate) fn load_all(paths: &[PathBuf], langs: Langs) -> Result<(Glossary, Outcome), Failure> {
    let (mut all, mut outcome) = (Glossary::default(), Outcome::Fine);
    for path in paths {
        let loaded = load(path, langs)?;
        outcome = either(outcome, loaded.outcome);
        all.extend(loaded.glossary);
    }
    Ok((all, outcome))
}

/// The outcome of a run, in which rows may have been passed over.
fn either(outcome: Outcome, loading: Outcome) -> Outcome {
    match outcome {
        Outcome::Fine => loading,
        outcome => outcome,
    }
}
