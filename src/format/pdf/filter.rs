//! Unpacking streams, up to a bound.

use std::io::Read;

use flate2::read::{DeflateDecoder, ZlibDecoder};
use lopdf::{Dictionary, Document, Object, Stream};

/// The bytes of a stream unpacked, or none if a filter is not known or the bytes do not fit the bound. Broken data are
/// unpacked as far as they go.
pub(super) fn unpacked(file: &Document, stream: &Stream, most: usize) -> Option<Vec<u8>> {
    let mut bytes: Option<Vec<u8>> = None;
    for (filter, params) in filters(file, &stream.dict) {
        let input: &[u8] = bytes.as_deref().unwrap_or(&stream.content[..]);
        let output = match &filter[..] {
            b"FlateDecode" | b"Fl" => inflate(input, most),
            b"LZWDecode" | b"LZW" => lzw(input, early_change(params), most),
            b"ASCII85Decode" | b"A85" => ascii85(input),
            b"ASCIIHexDecode" | b"AHx" => hexadecimal(input),
            b"RunLengthDecode" | b"RL" => run_length(input, most),
            b"Crypt" => input.to_vec(),
            _ => return None,
        };
        bytes = Some(unpredicted(output, params));
    }
    let bytes = bytes.unwrap_or_else(|| stream.content.clone());
    (bytes.len() < most).then_some(bytes)
}

/// The names of the filters of a stream with their parameters.
fn filters<'f>(file: &'f Document, dict: &'f Dictionary) -> Vec<(Vec<u8>, Option<&'f Dictionary>)> {
    let list = |key: &[u8]| -> Vec<&Object> {
        match dict.get_deref(key, file) {
            Ok(Object::Array(objects)) => objects.iter().take(8).map(|o| deref(file, o)).collect(),
            Ok(object) => vec![object],
            Err(_) => Vec::new(),
        }
    };
    let params = list(b"DecodeParms");
    let names = list(b"Filter").into_iter().filter_map(|name| name.as_name().ok());
    let params = |at: usize| params.get(at).and_then(|object| object.as_dict().ok());
    names.enumerate().map(|(at, name)| (name.to_vec(), params(at))).collect()
}

/// What a reference leads to.
pub(super) fn deref<'f>(file: &'f Document, object: &'f Object) -> &'f Object {
    file.dereference(object).map_or(&Object::Null, |(_, object)| object)
}

fn integer(params: Option<&Dictionary>, key: &[u8]) -> Option<i64> {
    params?.get(key).ok()?.as_i64().ok()
}

fn early_change(params: Option<&Dictionary>) -> bool {
    integer(params, b"EarlyChange") != Some(0)
}

pub(super) fn inflate(input: &[u8], most: usize) -> Vec<u8> {
    let mut output = Vec::new();
    let limit = most as u64;
    let read = ZlibDecoder::new(input).take(limit).read_to_end(&mut output);
    if read.is_err() && output.is_empty() {
        // What was unpacked before the break stays.
        let raw = input.get(2..).unwrap_or_default();
        let _ = DeflateDecoder::new(raw).take(limit).read_to_end(&mut output);
    }
    output
}

fn lzw(input: &[u8], early: bool, most: usize) -> Vec<u8> {
    const CLEAR: usize = 256;
    const END: usize = 257;
    let early = usize::from(early);
    let mut output: Vec<u8> = Vec::new();
    // Each entry is a stretch of the output.
    let mut table: Vec<(usize, usize)> = Vec::new();
    let (mut width, mut held, mut bits) = (9, 0_u32, 0);
    let mut last: Option<(usize, usize)> = None;
    for &byte in input {
        held = held << 8 | u32::from(byte);
        bits += 8;
        if bits < width {
            continue;
        }
        bits -= width;
        let code = (held >> bits) as usize & ((1 << width) - 1);
        held &= (1 << bits) - 1;
        if code == END || output.len() >= most {
            break;
        }
        if code == CLEAR {
            table.clear();
            (width, last) = (9, None);
            continue;
        }
        let start = output.len();
        if let Some((from, length)) = last
            && table.len() < 4096 - 258
        {
            // The last entry and the first byte of this one, which follows it in the output.
            table.push((from, length + 1));
        }
        match code.checked_sub(258) {
            None => output.push(code as u8),
            Some(entry) => {
                let Some(&(from, length)) = table.get(entry) else { break };
                for at in from..from + length {
                    let Some(&byte) = output.get(at) else { break };
                    output.push(byte);
                }
            }
        }
        last = Some((start, output.len() - start));
        width = match table.len() + 258 + 1 + early {
            0..=512 => 9,
            513..=1024 => 10,
            1025..=2048 => 11,
            _ => 12,
        };
    }
    output
}

fn ascii85(input: &[u8]) -> Vec<u8> {
    let mut output = Vec::new();
    let (mut group, mut count) = (0_u32, 0);
    for &byte in input {
        match byte {
            b'z' if count == 0 => output.extend([0; 4]),
            b'!'..=b'u' => {
                group = group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                count += 1;
                if count == 5 {
                    output.extend(group.to_be_bytes());
                    (group, count) = (0, 0);
                }
            }
            b'~' => break,
            _ => {}
        }
    }
    if count > 1 {
        for _ in count..5 {
            group = group.wrapping_mul(85).wrapping_add(84);
        }
        output.extend(&group.to_be_bytes()[..count - 1]);
    }
    output
}

fn hexadecimal(input: &[u8]) -> Vec<u8> {
    let digits = input.iter().take_while(|&&byte| byte != b'>');
    let digits: Vec<u8> =
        digits.filter_map(|&byte| char::from(byte).to_digit(16)).map(|digit| digit as u8).collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair.get(1).copied().unwrap_or(0)).collect()
}

fn run_length(input: &[u8], most: usize) -> Vec<u8> {
    let (mut output, mut at) = (Vec::new(), 0);
    while let Some(&length) = input.get(at) {
        let length = usize::from(length);
        at += 1;
        if length == 128 || output.len() >= most {
            break;
        }
        if length < 128 {
            let end = (at + length + 1).min(input.len());
            output.extend(&input[at..end]);
            at = end;
        } else if let Some(&byte) = input.get(at) {
            output.extend(std::iter::repeat_n(byte, 257 - length));
            at += 1;
        }
    }
    output
}

/// Undoes the prediction of PNG rows.
fn unpredicted(bytes: Vec<u8>, params: Option<&Dictionary>) -> Vec<u8> {
    if integer(params, b"Predictor").is_none_or(|predictor| predictor < 10) {
        return bytes;
    }
    let size = |key: &[u8], usual| {
        integer(params, key)
            .and_then(|n| usize::try_from(n).ok())
            .unwrap_or(usual)
            .clamp(1, 1 << 20)
    };
    let bits = size(b"Colors", 1) * size(b"BitsPerComponent", 8);
    let (back, row) = (bits.div_ceil(8), (bits * size(b"Columns", 1)).div_ceil(8));
    let mut output: Vec<u8> = Vec::with_capacity(bytes.len());
    for line in bytes.chunks(row + 1) {
        let start = output.len();
        for (at, &byte) in line[1..].iter().enumerate() {
            let left = if at < back { 0 } else { output[start + at - back] };
            let above = if start < row { 0 } else { output[start + at - row] };
            let corner = if at < back || start < row { 0 } else { output[start + at - row - back] };
            let predicted = match line[0] {
                1 => left,
                2 => above,
                3 => ((u16::from(left) + u16::from(above)) / 2) as u8,
                4 => paeth(left, above, corner),
                _ => 0,
            };
            output.push(byte.wrapping_add(predicted));
        }
    }
    output
}

fn paeth(left: u8, above: u8, corner: u8) -> u8 {
    let guess = i16::from(left) + i16::from(above) - i16::from(corner);
    let distance = |byte: u8| (guess - i16::from(byte)).abs();
    if distance(left) <= distance(above) && distance(left) <= distance(corner) {
        left
    } else if distance(above) <= distance(corner) {
        above
    } else {
        corner
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::ZlibEncoder;

    use super::*;

    fn stream(filter: Object, content: &[u8]) -> Stream {
        let mut dict = Dictionary::new();
        dict.set("Filter", filter);
        Stream::new(dict, content.to_vec())
    }

    fn name(name: &str) -> Object {
        Object::Name(name.into())
    }

    fn read(filter: Object, content: &[u8]) -> Option<Vec<u8>> {
        unpacked(&Document::new(), &stream(filter, content), 1_000)
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn filters_are_undone_in_their_order() {
        let packed = zlib(b"BT (a) Tj ET");
        let hexadecimal: String = packed.iter().map(|byte| format!("{byte:02x}")).collect();
        let both = Object::Array(vec![name("ASCIIHexDecode"), name("FlateDecode")]);
        assert_eq!(read(both, format!("{hexadecimal}>").as_bytes()).unwrap(), b"BT (a) Tj ET");
        assert_eq!(read(name("ASCII85Decode"), b"87cURD]i,\"Ebo7~>").unwrap(), b"Hello World");
        assert_eq!(read(name("RunLengthDecode"), b"\x02abc\xFEd\x80x").unwrap(), b"abcddd");
        let codes = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(read(name("LZWDecode"), &codes).unwrap(), b"-----A---B");
        assert_eq!(read(name("JPXDecode"), b"x"), None);
    }

    #[test]
    fn what_grows_too_large_is_refused_and_what_is_broken_is_cut() {
        assert_eq!(read(name("FlateDecode"), &zlib(&[b'a'; 5_000])), None);
        let cut = zlib(b"a text that is longer than its code, longer than its code");
        let read = read(name("FlateDecode"), &cut[..cut.len() - 12]).unwrap();
        assert!(b"a text that is longer than its code".starts_with(&read[..20.min(read.len())]));
    }

    #[test]
    fn rows_of_pictures_are_unpredicted() {
        let mut params = Dictionary::new();
        params.set("Predictor", 12);
        params.set("Columns", 3);
        let rows = unpredicted(vec![0, 1, 2, 3, 2, 1, 1, 1, 1, 5, 1, 1], Some(&params));
        assert_eq!(rows, [1, 2, 3, 2, 3, 4, 5, 6, 7]);
    }
}
