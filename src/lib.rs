//! Arabic-English translation alignment.
//!
//! ```text
//! read -> segment -> score -> align -> write
//! ```
//!
//! A module uses only modules listed above it here.

// Words every stage shares.
pub mod error;
pub mod lang;
pub mod text;
pub mod fold;
pub mod bitext;

// What users keep between runs.
pub mod glossary;

// The stages, in order.
pub mod read;
