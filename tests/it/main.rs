//! Integration tests.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "tests open files, read the environment and may fail"
)]

mod encoder;
