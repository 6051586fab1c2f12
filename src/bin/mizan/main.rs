//! The `mizan` program: reads the command line, runs a command, and chooses the exit code.
#![allow(clippy::disallowed_methods, reason = "the program is where files and the clock are")]

use std::process::ExitCode;

use clap::Parser;

#[macro_use]
mod message;

mod align;
mod args;
mod clock;
mod documents;
mod encode;
#[cfg(feature = "encoder-build")]
mod encoder;
mod engine;
mod eval;
mod files;
mod glossary;
mod input;
mod jsonl;
mod memory;
mod options;
mod outcome;
mod output;
mod page;
mod pairing;
mod progress;
mod read;
mod report;
#[cfg(feature = "review")]
mod review;
mod rules;
mod segment;
mod sheet;
mod temporary;
mod termbase;
mod train;
mod trouble;
mod values;

use args::{Args, Command};

fn main() -> ExitCode {
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(error) => {
            let code = if error.use_stderr() { 2 } else { 0 };
            // A closed pipe under --help is not a failure.
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    #[cfg(unix)]
    temporary::watch_signals();
    let outcome = match args.command {
        Command::Align(args) => align::run(&args),
        Command::Read(args) => read::run(&args),
        Command::Segment(args) => segment::run(&args),
        Command::Eval(args) => eval::run(&args),
        Command::Encode(args) => encode::run(&args),
        #[cfg(feature = "encoder-build")]
        Command::Encoder(args) => encoder::run(&args),
        #[cfg(feature = "review")]
        Command::Review(args) => review::run(*args),
        Command::Train(args) => train::run(&args),
        Command::Glossary { command } => glossary::run(&command),
        Command::Memory { command } => memory::run(&command),
    };
    files::clean();
    match outcome {
        Ok(outcome) => ExitCode::from(outcome as u8),
        Err(failure) => {
            eprintln!("mizan: {}", failure.message);
            ExitCode::from(failure.code)
        }
    }
}
