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

// Evidence.
pub mod encoder;
