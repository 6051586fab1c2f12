//! The weights file: what is in it, in which order, and how it is checked.
//!
//! ```text
//! 0   magic, 8 bytes
//! 8   version, u32          all numbers little-endian
//! 12  length of the notice, u32
//! 16  length of the file, u64
//! 24  XXH3-64 of everything from byte 32 on, u64
//! 32  notice: UTF-8 lines `key: value` (model, licence, languages, source)
//! ..  sections, each: unpacked length u32, packed length u32, raw DEFLATE; plain bytes if both are equal
//! ```
//!
//! Sections: numbers, pieces, replacements, sixteen matrices, then blocks of the table. Numbers are the
//! cost of an unknown character and the epsilon (f64), then the vectors of [`Numbers`] (f32). Pieces are a
//! count (u32), ids (u32 each, ascending, as differences), scores (f32 bits, as differences), lengths (u8
//! each) and bytes. A matrix is its inputs and outputs (u32), its step (f32) and its integers (i8, by
//! rows). The table holds the 6-bit codes of the pieces, a byte each, 512 to a piece: pieces whose id
//! leaves the same remainder by 17 share a scale, so they come together, [`BLOCK`] pieces to a block.
//!
//! For the program, the build script (`unpack.rs`) unpacks every section and moves the integers of the matrices, in the
//! order of [`super::pack`], and the trie of the pieces to files of their own.

use std::borrow::Cow;
use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::OnceLock;

use flate2::{Decompress, FlushDecompress, Status};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::pieces::Pieces;
use crate::error::{Error, ErrorKind, Result};
use crate::threads;

/// The first bytes of every weights file; the line break detects files that were converted as text.
pub(crate) const MAGIC: [u8; 8] = *b"\x89MZENC\r\n";
/// The version this code reads and writes.
pub(crate) const VERSION: u32 = 1;
/// Bytes before the notice.
pub(crate) const HEAD: usize = 32;
/// Length of an embedding, of `P` and of a vector.
pub(crate) const DIM: usize = 512;
pub(crate) use super::pack::BRANCH;
/// Scales of the table: piece `id` has scale `id % GROUPS`.
pub(crate) const GROUPS: usize = 17;
/// Pieces in one block of the table.
pub(crate) const BLOCK: usize = 256;
/// Inputs and outputs of the matrices, in their order in the file.
pub(crate) const SHAPES: [(usize, usize); 16] = [
    (DIM, BRANCH),
    (DIM, BRANCH),
    (DIM, BRANCH),
    (2 * BRANCH, BRANCH),
    (3 * BRANCH, BRANCH),
    (5 * BRANCH, BRANCH),
    (2 * BRANCH, BRANCH),
    (3 * BRANCH, BRANCH),
    (5 * BRANCH, BRANCH),
    (DIM + 3 * BRANCH, DIM),
    (DIM, 320),
    (DIM, 320),
    (320, 320),
    (320, DIM),
    (320, DIM),
    (DIM, DIM),
];

/// The error for a weights file that cannot be read.
pub(crate) fn damaged(message: &str) -> Error {
    Error::new(ErrorKind::EncoderFile { message: message.to_owned() })
}

/// A matrix as stored.
pub(crate) struct Stored {
    pub(crate) step: f32,
    /// Signed integers of 8 bits; empty if the build script moved them.
    pub(crate) weights: Cow<'static, [u8]>,
}

/// The vectors of the model; those of the three branches are concatenated.
#[derive(Clone, Default, Debug, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) unknown: f64,
    pub(crate) epsilon: f64,
    /// Scale and lowest value of each group of the table.
    pub(crate) scale: Vec<f32>,
    pub(crate) lowest: Vec<f32>,
    pub(crate) projection_bias: Vec<f32>,
    pub(crate) branch_gain: Vec<f32>,
    pub(crate) branch_bias: Vec<f32>,
    pub(crate) first_bias: Vec<f32>,
    pub(crate) second_bias: Vec<f32>,
    pub(crate) gain: Vec<f32>,
    pub(crate) bias: Vec<f32>,
    pub(crate) output_bias: Vec<f32>,
}

impl Numbers {
    /// The vectors in file order with their lengths.
    pub(crate) fn vectors(&mut self) -> [(&mut Vec<f32>, usize); 10] {
        let features = DIM + 3 * BRANCH;
        [
            (&mut self.scale, GROUPS),
            (&mut self.lowest, GROUPS),
            (&mut self.projection_bias, 3 * BRANCH),
            (&mut self.branch_gain, 3 * BRANCH),
            (&mut self.branch_bias, 3 * BRANCH),
            (&mut self.first_bias, 3 * BRANCH),
            (&mut self.second_bias, 3 * BRANCH),
            (&mut self.gain, features),
            (&mut self.bias, features),
            (&mut self.output_bias, DIM),
        ]
    }
}

/// The code table; blocks are unpacked when a piece of theirs is first used.
pub(crate) struct Table {
    bytes: Cow<'static, [u8]>,
    /// Place and unpacked length of each block.
    blocks: Vec<(Range<usize>, usize)>,
    open: Vec<OnceLock<Box<[u8]>>>,
    /// Row of each piece.
    rows: Vec<u32>,
}

impl Table {
    /// The 512 codes of a piece, given by rank; `None` if its block is damaged.
    pub(crate) fn codes(&self, piece: u32) -> Option<&[u8; DIM]> {
        let row = self.rows[piece as usize];
        let (block, row) = ((row >> 16) as usize, (row & 0xffff) as usize);
        self.block(block).get(row * DIM..)?.first_chunk()
    }

    /// Unpacks the blocks of some pieces in parallel. If [`Table::codes`] did it, threads would wait for each other's
    /// blocks.
    pub(crate) fn unpack(&self, pieces: &[u32], threads: NonZeroUsize) {
        let mut blocks: Vec<usize> =
            pieces.iter().map(|&piece| (self.rows[piece as usize] >> 16) as usize).collect();
        blocks.sort_unstable();
        blocks.dedup();
        blocks.retain(|&block| !self.is_open(block));
        threads::map(
            threads,
            blocks.len(),
            || (),
            |(), at| {
                self.block(blocks[at]);
            },
        );
    }

    fn block(&self, block: usize) -> &[u8] {
        let (place, length) = &self.blocks[block];
        if place.len() == *length {
            return &self.bytes[place.clone()];
        }
        self.open[block]
            .get_or_init(|| inflate(&self.bytes[place.clone()], *length).unwrap_or_default().into())
    }

    fn is_open(&self, block: usize) -> bool {
        let (place, length) = &self.blocks[block];
        place.len() == *length || self.open[block].get().is_some()
    }
}

/// Where a file comes from.
pub(crate) enum Origin {
    /// A file of the user: layout and checksum are checked.
    Given(Cow<'static, [u8]>),
    /// From the build script: only the layout is checked.
    Built(&'static [u8]),
}

/// A whole file.
pub(crate) struct File {
    /// The checksum of the bytes, by which weights are told apart.
    pub(crate) checksum: u64,
    pub(crate) notice: String,
    pub(crate) numbers: Numbers,
    pub(crate) pieces: Pieces,
    pub(crate) charsmap: Cow<'static, [u8]>,
    pub(crate) matrices: Vec<Stored>,
    pub(crate) table: Table,
}

/// Rows of the table in file order: pieces of one group together, in order of ids. Gives for each piece,
/// by rank, its block (high half) and its row in the block, and the number of pieces in each block.
pub(crate) fn rows(ids: &[u32]) -> (Vec<u32>, Vec<usize>) {
    let mut sizes = [0; GROUPS];
    ids.iter().for_each(|id| sizes[*id as usize % GROUPS] += 1);
    let mut first = [0; GROUPS];
    let mut blocks = Vec::new();
    for (size, first) in sizes.into_iter().zip(&mut first) {
        *first = blocks.len();
        blocks.extend((0..size).step_by(BLOCK).map(|from| BLOCK.min(size - from)));
    }
    let mut next = [0; GROUPS];
    let mut place = |id: &u32| {
        let group = *id as usize % GROUPS;
        let row = next[group];
        next[group] += 1;
        (((first[group] + row / BLOCK) << 16) | (row % BLOCK)) as u32
    };
    let rows = ids.iter().map(&mut place).collect();
    (rows, blocks)
}

impl File {
    /// Reads a file; packed blocks of the table stay packed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::EncoderFile`] if the bytes are no weights file, of another version, cut short, or
    /// changed since they were written.
    pub(crate) fn parse(origin: Origin) -> Result<File> {
        let (bytes, built) = match origin {
            Origin::Given(bytes) => (bytes, false),
            Origin::Built(bytes) => (Cow::Borrowed(bytes), true),
        };
        let mut reader = Sections::open(&bytes, built)?;
        let (notice, checksum) = (reader.notice.to_owned(), reader.checksum);
        let mut packed =
            (0..3 + SHAPES.len()).map(|_| reader.skip()).collect::<Result<Vec<_>>>()?;
        let matrices = packed.split_off(3);
        let unpacked = |(place, length): &(Range<usize>, usize)| -> Result<Cow<'static, [u8]>> {
            let packed = part(&bytes, place.clone());
            if packed.len() == *length {
                return Ok(packed);
            }
            let bytes = inflate(&packed, *length);
            bytes.map(Cow::from).ok_or_else(|| damaged("a section does not unpack"))
        };
        let small = || packed.iter().map(unpacked).collect();
        let one = |(section, &shape): (&_, &_)| matrix(unpacked(section)?, shape, built);
        // A built file needs no unpacking, so no threads are started for it.
        let (small, matrices): (Result<Vec<_>>, Result<Vec<_>>) = if built {
            (small(), matrices.iter().zip(&SHAPES).map(one).collect())
        } else {
            rayon::join(small, || matrices.par_iter().zip(&SHAPES).map(one).collect())
        };
        let [section, vocabulary, charsmap]: [Cow<'static, [u8]>; 3] =
            small?.try_into().map_err(|_: Vec<_>| damaged("a section is missing"))?;
        let (numbers, matrices) = (numbers(&section)?, matrices?);
        let pieces = Pieces::read(&vocabulary)
            .ok_or_else(|| damaged("its vocabulary has the wrong size"))?;
        let (rows, counts) = rows(&pieces.ids);
        let mut blocks = Vec::new();
        for count in counts {
            let (place, length) = reader.skip()?;
            if length != count * DIM {
                return Err(damaged("a block of the table has the wrong size"));
            }
            blocks.push((place, length));
        }
        reader.end()?;
        let open = blocks.iter().map(|_| OnceLock::new()).collect();
        let table = Table { bytes, blocks, open, rows };
        Ok(File { checksum, notice, numbers, pieces, charsmap, matrices, table })
    }
}

/// A part of some bytes, without a copy if they are static.
#[expect(clippy::ptr_arg, reason = "a slice would not say how long its bytes live")]
fn part(bytes: &Cow<'static, [u8]>, place: Range<usize>) -> Cow<'static, [u8]> {
    match bytes {
        Cow::Borrowed(bytes) => Cow::Borrowed(&bytes[place]),
        Cow::Owned(bytes) => Cow::Owned(bytes[place].to_vec()),
    }
}

/// Walks over the sections of a checked file.
struct Sections<'a> {
    bytes: &'a [u8],
    at: usize,
    notice: &'a str,
    checksum: u64,
}

impl<'a> Sections<'a> {
    fn open(bytes: &'a [u8], built: bool) -> Result<Sections<'a>> {
        if bytes.get(..MAGIC.len()) != Some(&MAGIC[..]) {
            return Err(damaged(
                "it does not start like one; give a file made by `mizan encoder build`",
            ));
        }
        let short = || damaged("it is cut short");
        let version = u32_at(bytes, 8).ok_or_else(short)?;
        if version != VERSION {
            let message = format!("it has version {version}; this program reads version {VERSION}");
            return Err(Error::new(ErrorKind::EncoderFile { message }));
        }
        let notice = u32_at(bytes, 12).ok_or_else(short)? as usize;
        let length = u64_at(bytes, 16).ok_or_else(short)?;
        let sum = u64_at(bytes, 24).ok_or_else(short)?;
        if length != bytes.len() as u64 {
            let message = format!("it has {} bytes where {length} were written", bytes.len());
            return Err(Error::new(ErrorKind::EncoderFile { message }));
        }
        if !built && xxh3_64(&bytes[HEAD..]) != sum {
            return Err(damaged("its bytes changed since it was written (checksum)"));
        }
        let at = HEAD + notice;
        let text = bytes.get(HEAD..at).and_then(|text| std::str::from_utf8(text).ok());
        let notice = text.ok_or_else(|| damaged("its notice is no text"))?;
        Ok(Sections { bytes, at, notice, checksum: sum })
    }

    /// Skips a section and returns its place and its unpacked length.
    fn skip(&mut self) -> Result<(Range<usize>, usize)> {
        let missing = || damaged("a section is missing");
        let unpacked = u32_at(self.bytes, self.at).ok_or_else(missing)? as usize;
        let packed = u32_at(self.bytes, self.at + 4).ok_or_else(missing)? as usize;
        let place = self.at + 8..self.at + 8 + packed;
        // DEFLATE compresses at most 1032 to 1; a higher ratio is an attack.
        if place.end > self.bytes.len() || unpacked > 1032 * packed {
            return Err(missing());
        }
        self.at = place.end;
        Ok((place, unpacked))
    }

    fn end(&self) -> Result<()> {
        if self.at == self.bytes.len() { Ok(()) } else { Err(damaged("it goes on after its end")) }
    }
}

fn inflate(packed: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut out = vec![0; length];
    let mut stream = Decompress::new(false);
    let status = stream.decompress(packed, &mut out, FlushDecompress::Finish).ok()?;
    (status == Status::StreamEnd && stream.total_out() == length as u64).then_some(out)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|bytes| u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|bytes| u64::from_le_bytes(*bytes))
}

fn words(bytes: &[u8]) -> impl Iterator<Item = u32> + '_ {
    bytes.chunks_exact(4).map(|word| u32::from_le_bytes([word[0], word[1], word[2], word[3]]))
}

fn numbers(section: &[u8]) -> Result<Numbers> {
    let bad = || damaged("its numbers have the wrong size");
    let mut numbers = Numbers {
        unknown: f64::from_bits(u64_at(section, 0).ok_or_else(bad)?),
        epsilon: f64::from_bits(u64_at(section, 8).ok_or_else(bad)?),
        ..Numbers::default()
    };
    let mut values = words(&section[16..]).map(f32::from_bits);
    for (vector, length) in numbers.vectors() {
        vector.extend(values.by_ref().take(length));
        if vector.len() != length {
            return Err(bad());
        }
    }
    if values.next().is_some() { Err(bad()) } else { Ok(numbers) }
}

fn matrix(
    section: Cow<'static, [u8]>,
    (inputs, outputs): (usize, usize),
    built: bool,
) -> Result<Stored> {
    const HEAD: usize = 12;
    let bad = || damaged("a matrix has the wrong size");
    let shape = (u32_at(&section, 0).ok_or_else(bad)?, u32_at(&section, 4).ok_or_else(bad)?);
    let step = f32::from_bits(u32_at(&section, 8).ok_or_else(bad)?);
    let length = if built { 0 } else { inputs * outputs };
    if shape != (inputs as u32, outputs as u32) || section.len() != HEAD + length {
        return Err(bad());
    }
    Ok(Stored { step, weights: part(&section, HEAD..section.len()) })
}
