//! Integration tests.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "tests open files, talk, and fail by panicking"
)]

mod apart;
mod bounds;
mod check;
mod cli;
mod conservation;
mod encoder;
mod ended;
mod faults;
mod flagship;
mod folders;
mod full_disk;
mod fuzz;
mod glossary;
mod help;
mod layers;
mod memories;
mod odd;
mod office;
mod pairs;
#[cfg(feature = "pdf")]
mod pdf;
mod planted;
mod properties;
mod realign;
mod records;
#[cfg(feature = "review")]
mod review;
mod review_messages;
#[cfg(feature = "review")]
mod review_page;
mod robust;
mod segment;
mod session;
mod settings;
mod steer;
mod termbases;
mod texts;
mod through;
mod tmx;
mod upkeep;
mod words;
