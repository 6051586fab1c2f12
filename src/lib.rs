//! Arabic-English translation alignment.
//!
//! ```text
//! read -> segment -> align -> write
//! ```
//!
//! A module uses only modules listed above it here.

// Words every stage shares.
mod place;
pub mod error;
pub mod lang;
pub mod text;
mod language;
pub mod bitext;
pub mod unit;
pub mod watch;
pub mod threads;

// Sentence vectors.
pub mod encoder;

// What users keep between runs.
pub mod glossary;

// The stages, in order.
pub mod segment;
mod align;
pub mod aligner;
pub mod memory;
pub mod check;
pub mod format;

// How well they did.
#[cfg(feature = "train")]
pub mod train;
pub mod eval;

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
