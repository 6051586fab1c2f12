//! The build script: writes the weights that go into the program with every section unpacked, so that no run
//! spends its time on that. `file.rs` says how a weights file is laid out.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program that reads a file, writes one and speaks to cargo"
)]

use std::path::Path;
use std::{env, fs};

use xxhash_rust::xxh3::xxh3_64;

const PACKED: &str = "src/encoder/ar-en.mzenc";

/// Bytes before the notice.
const HEAD: usize = 32;

fn main() {
    println!("cargo::rerun-if-changed={PACKED}");
    println!("cargo::rerun-if-changed=src/encoder/unpack.rs");
    let packed = fs::read(PACKED).unwrap_or_else(|error| panic!("{PACKED}: {error}"));
    let unpacked = unpack(&packed).unwrap_or_else(|| panic!("{PACKED} is damaged"));
    let folder = env::var("OUT_DIR").expect("cargo names the folder for what is made");
    let out = Path::new(&folder).join("ar-en.mzenc");
    fs::write(&out, unpacked).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
}

/// The same file with unpacked sections.
fn unpack(file: &[u8]) -> Option<Vec<u8>> {
    if file.get(24..HEAD)? != xxh3_64(file.get(HEAD..)?).to_le_bytes() {
        return None;
    }
    let number = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let mut at = HEAD + number(12)?;
    let mut out = file.get(..at)?.to_vec();
    while at < file.len() {
        let (length, packed) = (number(at)?, number(at + 4)?);
        let section = file.get(at + 8..at + 8 + packed)?;
        let inflated = (packed < length)
            .then(|| miniz_oxide::inflate::decompress_to_vec_with_limit(section, length));
        let section = inflated.transpose().ok()?.unwrap_or_else(|| section.to_vec());
        if section.len() != length {
            return None;
        }
        for _ in 0..2 {
            out.extend((length as u32).to_le_bytes());
        }
        out.extend(section);
        at += 8 + packed;
    }
    let length = out.len() as u64;
    out[16..24].copy_from_slice(&length.to_le_bytes());
    let sum = xxh3_64(&out[HEAD..]);
    out[24..HEAD].copy_from_slice(&sum.to_le_bytes());
    Some(out)
}
