//! The `mizan` command: opens files, prints, and chooses the exit code.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the binary is where files, the clock and the terminal are"
)]

use std::process::ExitCode;

use clap::Parser;

/// Prints a line on standard error. It may be closed, as by `2>&1 | head`, which is no reason to end.
macro_rules! eprintln {
    ($($message:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), $($message)*);
    }};
}

mod align;
mod args;
mod encode;
#[cfg(feature = "encoder-build")]
mod encoder;
mod eval;
mod files;
mod glossary;
mod memory;
mod page;
mod progress;
mod rules;
mod segment;
mod train;

use args::{Args, Command};

/// What a run came to, as its exit code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Fine = 0,
    Findings = 1,
    BadInput = 3,
    PartlyFailed = 4,
}

/// Why a run ended early, with the exit code for it.
struct Failure {
    message: String,
    code: u8,
}

impl Failure {
    /// The user asked for something that makes no sense.
    fn usage(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: 2 }
    }

    /// A file could not be read or written, or is not what it should be.
    fn input(message: impl Into<String>) -> Failure {
        Failure { message: message.into(), code: 3 }
    }
}

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // A closed pipe under --help is no failure.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let outcome = match args.command {
        Command::Align(args) => align::run(&args),
        Command::Segment(args) => segment::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Encode(args) => encode::run(&args),
        #[cfg(feature = "encoder-build")]
        Command::Encoder(args) => encoder::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Glossary { command } => glossary::run(&command),
        Command::Memory { command } => memory::run(&command),
    };
    match outcome {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(failure) => {
            eprintln!("mizan: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
