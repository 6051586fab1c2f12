//! Arabic-English translation alignment.
//!
//! ```
//! use mizan::{aligner::Aligner, lang::Lang, text::Document};
//!
//! # fn main() -> mizan::error::Result<()> {
//! let source = Document::of(Lang::AR, "وصل القطار. نزل الركاب.");
//! let target = Document::of(Lang::EN, "The train arrived. The passengers got off.");
//! let alignment = Aligner::new()?.threads(2).align(&source, &target);
//! for bead in alignment.beads() {
//!     println!("{} | {} | {}", bead.source(), bead.target(), bead.confidence());
//! }
//! assert_eq!(alignment.memory(0.5).beads().len(), 2);
//! # Ok(())
//! # }
//! ```
//!
//! - [`aligner`] aligns two texts, once or in a session with a reviewer;
//! - [`mod@format`] reads and writes documents, memories, alignments and termbases;
//! - [`records`] answers pairs of texts that come as lines of JSON, any number of them;
//! - [`review`] keeps an alignment while people correct it;
//! - [`segment`], [`glossary`], [`memory`] and [`check`] do the other things that translators need.
//!
//! The programs in `tests/examples` show each of them.
//!
//! A module uses only modules listed above it here.

// Words every stage shares.
mod maths;
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
pub mod review;
pub mod format;
pub mod records;

// How well they did.
#[cfg(feature = "train")]
pub mod train;
pub mod eval;

#[cfg(test)]
mod third_language;

/// Compiles and runs the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
