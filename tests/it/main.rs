//! Integration tests.
mod glossary;
mod segment;
