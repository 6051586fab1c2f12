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
mod search;
mod split;
mod stats;

/// The end of `mizan memory --help`.
pub(crate) const AFTER: &str = "\
`mizan memory COMMAND --help` explains the options of a command.

A memory named - is standard input, and an output named - is standard output, as TMX; convert --to
writes other formats. An output may be the memory itself: files are replaced when everything is read
and written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory check memory.tmx
  mizan memory convert memory.tmx -o memory.xlsx";

#[derive(Subcommand)]
pub(crate) enum MemoryCommand {
    Check(Box<check::CheckArgs>),
    Fix(fix::FixArgs),
    Merge(merge::MergeArgs),
    Split(split::SplitArgs),
    Filter(Box<filter::FilterArgs>),
    Diff(diff::DiffArgs),
    Stats(stats::StatsArgs),
    Convert(convert::ConvertArgs),
    Realign(realign::RealignArgs),
    RenameLang(rename::RenameArgs),
    Lookup(lookup::LookupArgs),
    Search(search::SearchArgs),
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
        MemoryCommand::Search(args) => search::run(args),
        MemoryCommand::Index(args) => lookup::index(args),
    }
}
