//! The weights of mizan's sentence encoder for Arabic and English, as a crate of their own: a package of the registry
//! holds at most 10 MiB, which they nearly fill.
#![no_std]

/// The weights file. `src/encoder/file.rs` of the crate `mizan` describes its layout.
pub const WEIGHTS: &[u8] = include_bytes!("ar-en.mzenc");
