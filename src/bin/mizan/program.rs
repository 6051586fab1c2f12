//! The program: reads the command line, runs a command, and chooses the exit code.
//!
//! `main.rs` takes it in by its path and imports its modules, which name each other from the root of the crate.

use std::ffi::OsString;

use clap::Parser;

#[macro_use]
pub(crate) mod message;

pub(crate) mod align;
pub(crate) mod args;
pub(crate) mod clock;
pub(crate) mod documents;
pub(crate) mod encode;
#[cfg(feature = "encoder-build")]
pub(crate) mod encoder;
pub(crate) mod engine;
pub(crate) mod eval;
pub(crate) mod files;
pub(crate) mod glossary;
pub(crate) mod input;
pub(crate) mod jsonl;
pub(crate) mod memory;
pub(crate) mod options;
pub(crate) mod outcome;
pub(crate) mod output;
pub(crate) mod packages;
pub(crate) mod page;
pub(crate) mod pairing;
pub(crate) mod progress;
pub(crate) mod read;
pub(crate) mod records;
pub(crate) mod report;
#[cfg(feature = "review")]
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod segment;
pub(crate) mod sheet;
pub(crate) mod temporary;
pub(crate) mod termbase;
pub(crate) mod train;
pub(crate) mod trouble;
pub(crate) mod values;

use args::{Args, Command};

/// Runs the program, of which the first argument is the name, and gives the exit code.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args = match Args::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // A closed pipe under --help is not a failure.
            let _ = error.print();
            return if error.use_stderr() { 2 } else { 0 };
        }
    };
    message::set_quiet(args.quiet);
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
        Command::Completions { shell } => packages::completions(shell),
        Command::Man { folder } => packages::man(&folder),
    };
    files::clean();
    match outcome {
        Ok(outcome) => outcome as u8,
        Err(failure) => {
            eprintln!("mizan: {}", failure.message);
            failure.code
        }
    }
}
