//! The Python module `mizan_align._native`: the library for Python, and the whole program.
#![allow(clippy::disallowed_methods, reason = "the program is where files and the clock are")]

#[path = "../bin/mizan/program.rs"]
mod program;
#[allow(
    clippy::wildcard_imports,
    reason = "its modules name each other from the root of the crate"
)]
use program::*;

mod binding;

/// What `mizan_align` is made of; see there.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use super::binding::aligner::{Aligner, align};
    #[pymodule_export]
    use super::binding::alignment::Alignment;
    #[pymodule_export]
    use super::binding::command::run_program;
    #[pymodule_export]
    use super::binding::error::Error;
    #[pymodule_export]
    use super::binding::glossary::Glossary;
    #[pymodule_export]
    use super::binding::memory::{Memory, Units};
    #[pymodule_export]
    use super::binding::session::Session;
    #[pymodule_export]
    use super::binding::text::{encode, segment};

    #[pymodule_export]
    #[allow(non_upper_case_globals, reason = "Python's name for it")]
    const __version__: &str = env!("CARGO_PKG_VERSION");
}
