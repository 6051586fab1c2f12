//! The `mizan` command.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "files and streams belong to the binary"
)]

mod segment;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(version, about)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Segment(segment::SegmentArgs),
}

fn main() -> ExitCode {
    let Cli { command: Command::Segment(args) } = Cli::parse();
    let mut output = BufWriter::new(io::stdout().lock());
    let result = segment::run(&args, &mut io::stdin().lock(), &mut output, &mut io::stderr());
    match result.and_then(|code| Ok(output.flush().map(|()| code)?)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("mizan: {error}");
            ExitCode::from(2)
        }
    }
}
