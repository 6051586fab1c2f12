//! The build script: takes the weights from the crate `mizan-ar-en` and writes them with every section unpacked, the
//! matrices in the order the kernel reads them, and the vocabulary as a trie, so that no run spends time on that.
//! `file.rs` describes the layout of a weights file.

#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a program that writes files and speaks to cargo"
)]

use std::path::Path;
use std::{env, fs};

use xxhash_rust::xxh3::xxh3_64;

#[expect(dead_code, reason = "only the program multiplies")]
#[path = "pack.rs"]
mod pack;
#[expect(dead_code, reason = "the ids are for the program")]
#[path = "pieces.rs"]
mod pieces;
#[expect(dead_code, reason = "only the program looks words up")]
#[path = "trie.rs"]
mod trie;

/// Bytes before the notice.
const HEAD: usize = 32;

/// Sections of the matrices.
const MATRICES: std::ops::Range<usize> = 3..19;
/// Bytes of a matrix before its integers.
const SHAPE: usize = 12;

fn main() {
    for module in ["unpack", "pack", "pieces", "trie"] {
        println!("cargo::rerun-if-changed=src/encoder/{module}.rs");
    }
    let (head, sections) = unpack(mizan_ar_en::WEIGHTS).expect("the weights are whole");
    let folder = env::var("OUT_DIR").expect("cargo names the folder for what is made");
    let write = |name: &str, bytes: Vec<u8>| {
        let out = Path::new(&folder).join(name);
        fs::write(&out, bytes).unwrap_or_else(|error| panic!("{}: {error}", out.display()));
    };
    write("ar-en.matrices", matrices(&sections[MATRICES]));
    write("ar-en.tree", tree(&sections[0], &sections[1]));
    write("ar-en.mzenc", file(head, sections));
}

/// The bytes before the sections, and the sections, unpacked.
fn unpack(file: &[u8]) -> Option<(Vec<u8>, Vec<Vec<u8>>)> {
    if file.get(24..HEAD)? != xxh3_64(file.get(HEAD..)?).to_le_bytes() {
        return None;
    }
    let number = |at: usize| Some(u32::from_le_bytes(*file.get(at..)?.first_chunk()?) as usize);
    let mut at = HEAD + number(12)?;
    let head = file.get(..at)?.to_vec();
    let mut sections = Vec::new();
    while at < file.len() {
        let (length, packed) = (number(at)?, number(at + 4)?);
        let section = file.get(at + 8..at + 8 + packed)?;
        let inflated = (packed < length)
            .then(|| miniz_oxide::inflate::decompress_to_vec_with_limit(section, length));
        let section = inflated.transpose().ok()?.unwrap_or_else(|| section.to_vec());
        if section.len() != length {
            return None;
        }
        sections.push(section);
        at += 8 + packed;
    }
    Some((head, sections))
}

/// The file with unpacked sections and without the integers of its matrices.
fn file(mut out: Vec<u8>, mut sections: Vec<Vec<u8>>) -> Vec<u8> {
    sections[MATRICES].iter_mut().for_each(|matrix| matrix.truncate(SHAPE));
    for section in sections {
        for _ in 0..2 {
            out.extend((section.len() as u32).to_le_bytes());
        }
        out.extend(section);
    }
    let length = out.len() as u64;
    out[16..24].copy_from_slice(&length.to_le_bytes());
    let sum = xxh3_64(&out[HEAD..]);
    out[24..HEAD].copy_from_slice(&sum.to_le_bytes());
    out
}

/// The integers of the matrices, packed.
fn matrices(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut out = Vec::new();
    for (at, section) in sections.iter().enumerate() {
        let (shape, weights) = section.split_at(SHAPE);
        let (shape, _) = shape.as_chunks::<4>();
        let [inputs, outputs] = [shape[0], shape[1]].map(|n| u32::from_le_bytes(n) as usize);
        let (count, height) = pack::parts(at, inputs);
        for nth in 0..count {
            let weight = pack::part(at, nth, weights, outputs);
            let mut head = [0; pack::HEAD];
            head[..4].copy_from_slice(&pack::heaviest(height, outputs, &weight).to_le_bytes());
            out.extend(head);
            pack::pack(height, outputs, weight, &mut out);
        }
    }
    out
}

/// The trie of the pieces, from the sections of numbers and pieces.
fn tree(numbers: &[u8], section: &[u8]) -> Vec<u8> {
    let unknown = numbers.first_chunk().expect("the cost of an unknown character comes first");
    let pieces = pieces::Pieces::read(section).expect("a checked file has its vocabulary");
    let (scores, unknown) = (pieces.scores.clone(), f64::from_le_bytes(*unknown));
    trie::Trie::new(|at| pieces.string(at), scores, unknown).write()
}
