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
