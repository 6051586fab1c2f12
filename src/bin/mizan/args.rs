//! The command line as it is typed.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use clap_complete::Shell;

use crate::align::AlignArgs;
use crate::encode::EncodeArgs;
use crate::eval::EvalArgs;
use crate::glossary::GlossaryCommand;
use crate::memory::MemoryCommand;
use crate::read::ReadArgs;
use crate::segment::SegmentArgs;
use crate::train::TrainArgs;

/// Align an Arabic text with its English translation and write translation memories
#[derive(Parser)]
#[command(name = "mizan", version, max_term_width = 100, after_help = AFTER)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Tell only what needs attention: no summary, no progress
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

const AFTER: &str = "\
`mizan COMMAND --help` explains the options of a command.

Exit codes:
  0  success
  1  something was found: findings of a check, differences, conflicts
  2  wrong usage
  3  an input is missing or broken, or an output cannot be written
  4  partly failed: part of an input could not be read or written, and the rest was processed

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory check memory.tmx -o findings.html
  mizan glossary find glossary/software.csv pairs/faq/source.ar.txt";

#[derive(Subcommand)]
pub(crate) enum Command {
    Align(Box<AlignArgs>),
    #[cfg(feature = "review")]
    Review(Box<crate::review::ReviewArgs>),
    Read(ReadArgs),
    Segment(SegmentArgs),
    Eval(EvalArgs),
    Encode(EncodeArgs),
    // Hidden, so that the help of every build is the same.
    #[cfg(feature = "encoder-build")]
    #[command(hide = true)]
    Encoder(crate::encoder::EncoderArgs),
    Train(TrainArgs),
    /// Find terms in texts, compare glossaries with memories, and maintain glossaries
    #[command(after_help = crate::glossary::AFTER)]
    Glossary {
        #[command(subcommand)]
        command: GlossaryCommand,
    },
    /// Check, fix, convert, search and maintain translation memories
    #[command(after_help = crate::memory::AFTER)]
    Memory {
        #[command(subcommand)]
        command: MemoryCommand,
    },
    /// Print completions for a shell, for those who make packages
    #[command(hide = true)]
    Completions {
        shell: Shell,
    },
    /// Write man pages into a folder, for those who make packages
    #[command(hide = true)]
    Man {
        folder: PathBuf,
    },
}
