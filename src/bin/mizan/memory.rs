//! `mizan memory`.

use clap::Subcommand;

use crate::outcome::{Failure, Outcome};

mod check;
mod convert;
mod diff;
mod filter;
mod fix;
mod lookup;
mod merge;
mod realign;
mod rename;
mod split;
mod stats;

#[derive(Subcommand)]
pub(crate) enum MemoryCommand {
    /// Find what may be wrong: numbers, dates, names, punctuation, direction marks, encodings, slipped texts
    Check(Box<check::CheckArgs>),
    /// Mend what can be mended without asking, and say what was done
    Fix(fix::FixArgs),
    /// Join memories: duplicates are written once, contradictions listed
    Merge(merge::MergeArgs),
    /// Cut a memory into parts by size, document, prop or language
    Split(split::SplitArgs),
    /// Keep the units that are as wanted
    Filter(Box<filter::FilterArgs>),
    /// Show how one memory differs from another
    Diff(diff::DiffArgs),
    /// Count units, words, languages, confidences, dates and props
    Stats(stats::StatsArgs),
    /// Convert between formats
    Convert(convert::ConvertArgs),
    /// Cut units that hold several sentences, and align inside them
    Realign(realign::RealignArgs),
    /// Change language tags
    RenameLang(rename::RenameArgs),
    /// Find the units most like a text, with percentages
    Lookup(lookup::LookupArgs),
    /// Build the index that makes lookup fast in large memories
    Index(lookup::IndexArgs),
}

pub(crate) fn run(command: &MemoryCommand) -> Result<Outcome, Failure> {
    match command {
        MemoryCommand::Check(args) => check::run(args),
        MemoryCommand::Fix(args) => fix::run(args),
        MemoryCommand::Merge(args) => merge::run(args),
        MemoryCommand::Split(args) => split::run(args),
        MemoryCommand::Filter(args) => filter::run(args),
        MemoryCommand::Diff(args) => diff::run(args),
        MemoryCommand::Stats(args) => stats::run(args),
        MemoryCommand::Convert(args) => convert::run(args),
        MemoryCommand::Realign(args) => realign::run(args),
        MemoryCommand::RenameLang(args) => rename::run(args),
        MemoryCommand::Lookup(args) => lookup::run(args),
        MemoryCommand::Index(args) => lookup::index(args),
    }
}
