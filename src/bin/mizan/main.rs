//! The `mizan` command.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    reason = "the binary opens files and talks to people"
)]

mod encode;
#[cfg(feature = "encoder-build")]
mod encoder;

use clap::Parser;

#[derive(Parser)]
#[command(version, about)]
enum Command {
    Encode(encode::Args),
    #[cfg(feature = "encoder-build")]
    Encoder(encoder::Args),
}

fn main() {
    let done = match Command::parse() {
        Command::Encode(args) => encode::run(&args),
        #[cfg(feature = "encoder-build")]
        Command::Encoder(args) => encoder::run(&args),
    };
    if let Err(error) = done {
        eprintln!("mizan: {error}");
        std::process::exit(2);
    }
}
