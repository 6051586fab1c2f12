//! Integration tests.
mod segment;
