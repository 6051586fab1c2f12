//! The command line as it is typed.

use clap::{Parser, Subcommand};

use crate::align::AlignArgs;
use crate::eval::EvalArgs;
use crate::glossary::GlossaryCommand;
use crate::memory::MemoryCommand;
use crate::segment::SegmentArgs;

/// Align an Arabic text with its English translation and write translation memories.
#[derive(Parser)]
#[command(
    name = "mizan",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 bad input, 4 partly failed."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Align a source text with its translation
    Align(AlignArgs),
    /// Cut a text into segments
    Segment(SegmentArgs),
    /// Compare alignments with gold ones
    Eval(EvalArgs),
    Encode(crate::encode::Args),
    // Hidden, so that the help of every build is the same.
    #[cfg(feature = "encoder-build")]
    #[command(hide = true)]
    Encoder(crate::encoder::Args),
    Train(crate::train::TrainArgs),
    /// Look after glossaries
    Glossary {
        #[command(subcommand)]
        command: GlossaryCommand,
    },
    /// Look after translation memories
    Memory {
        #[command(subcommand)]
        command: MemoryCommand,
    },
}
