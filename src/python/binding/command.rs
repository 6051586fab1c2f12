//! The program `mizan`.

use std::ffi::OsString;
use std::io::{self, Write};

use pyo3::prelude::*;

/// Runs the program, of which the first argument is the name, and gives the exit code.
#[pyfunction]
pub(crate) fn run_program(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| {
        let code = crate::program::run(args);
        // What a program does as it ends; a closed pipe is no failure.
        let _ = io::stdout().flush();
        code
    })
}
