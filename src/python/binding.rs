//! What Python sees of the library.

pub(crate) mod aligner;
pub(crate) mod alignment;
pub(crate) mod command;
pub(crate) mod error;
pub(crate) mod glossary;
pub(crate) mod given;
pub(crate) mod memory;
pub(crate) mod named;
pub(crate) mod session;
pub(crate) mod text;
pub(crate) mod threads;
