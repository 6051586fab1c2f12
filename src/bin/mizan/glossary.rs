//! `mizan glossary`.

use clap::Subcommand;

use crate::outcome::{Failure, Outcome};

mod audit;
mod care;
mod convert;
mod find;
mod page;
mod propose;
mod units;

/// The end of `mizan glossary --help`.
pub(crate) const AFTER: &str = "\
`mizan glossary COMMAND --help` explains the options of a command.

Examples:
  mizan glossary find glossary/software.csv pairs/faq/source.ar.txt
  mizan glossary check glossary/software.csv
  mizan glossary convert glossary/software.csv -o software.xlsx";

#[derive(Subcommand)]
pub(crate) enum GlossaryCommand {
    Check(care::CheckArgs),
    Find(find::FindArgs),
    Audit(audit::AuditArgs),
    Propose(propose::ProposeArgs),
    Convert(convert::ConvertArgs),
    Merge(care::MergeArgs),
    Sort(care::SortArgs),
    Diff(care::DiffArgs),
    Add(care::AddArgs),
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
