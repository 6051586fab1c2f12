//! The `mizan` program.
#![allow(clippy::disallowed_methods, reason = "the program is where files and the clock are")]

use std::process::ExitCode;

#[path = "program.rs"]
mod program;
#[allow(
    clippy::wildcard_imports,
    reason = "its modules name each other from the root of the crate"
)]
use program::*;

/// Gives back what the sections of a long text took, which many systems' allocators keep.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    ExitCode::from(program::run(std::env::args_os()))
}
