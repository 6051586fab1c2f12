//! Files that are packed: gzip and ZIP, unpacked as they are read.

use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};

use crate::error::{Error, Result};
use crate::read::has_extension;

/// How many of the first bytes tell what a file is.
const HEAD: usize = 1024;
/// A container in a container, and no deeper.
const DEEPEST: usize = 2;

type Input<'a> = Box<dyn BufRead + Send + 'a>;

/// What is in a file once it is unpacked: its name, its first bytes, and all of it.
pub(super) fn unpack<'a>(name: &str, input: Input<'a>) -> Result<(String, Vec<u8>, Input<'a>)> {
    let mut name = name.to_owned();
    let mut input = input;
    for _ in 0..DEEPEST {
        let (head, whole) = peek(input)?;
        input = match head[..] {
            [0x1F, 0x8B, ..] => {
                if has_extension(&name, "gz") {
                    name.truncate(name.len() - ".gz".len());
                }
                Box::new(BufReader::with_capacity(1 << 16, MultiGzDecoder::new(whole)))
            }
            // A spreadsheet is a ZIP container too, and is read as a whole.
            [b'P', b'K', 3, 4, ..] if !is_spreadsheet(&name, &head) => {
                let (inner, entry) = first_entry(whole)?;
                name = inner;
                entry
            }
            _ => return Ok((name, head, whole)),
        };
    }
    let (head, whole) = peek(input)?;
    Ok((name, head, whole))
}

/// The first bytes of a stream, and the stream with them.
fn peek(mut input: Input<'_>) -> Result<(Vec<u8>, Input<'_>)> {
    let mut head = Vec::new();
    (&mut input).take(HEAD as u64).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(input))))
}

fn is_spreadsheet(name: &str, head: &[u8]) -> bool {
    let entry = head.get(30..).unwrap_or_default();
    has_extension(name, "xlsx")
        || has_extension(name, "ods")
        || [&b"[Content_Types].xml"[..], b"_rels/", b"xl/", b"mimetype"]
            .iter()
            .any(|start| entry.starts_with(start))
}

/// The first file of a ZIP container, unpacked from its local header on, since a stream cannot seek to the
/// directory at the end (APPNOTE.TXT 6.3.10, 4.3.7).
fn first_entry(mut input: Input<'_>) -> Result<(String, Input<'_>)> {
    let broken = |what: &str| Error::malformed("ZIP", 1, what);
    loop {
        let mut fixed = [0; 30];
        input.read_exact(&mut fixed).map_err(|_| broken("there is no file in the container"))?;
        let short = |at: usize| u16::from_le_bytes([fixed[at], fixed[at + 1]]);
        let long = |at: usize| u32::from(short(at)) | u32::from(short(at + 2)) << 16;
        if fixed[..4] != *b"PK\x03\x04" {
            return Err(broken("there is no file in the container"));
        }
        let (flags, method, size) = (short(6), short(8), long(18));
        let mut name = vec![0; usize::from(short(26))];
        input.read_exact(&mut name).map_err(|_| broken("the container is cut off"))?;
        let mut extra = vec![0; usize::from(short(28))];
        input.read_exact(&mut extra).map_err(|_| broken("the container is cut off"))?;
        let name = String::from_utf8_lossy(&name).into_owned();
        if flags & 1 != 0 {
            return Err(broken("the file in the container is encrypted"));
        }
        let size_follows = flags & 8 != 0;
        let passed_over = name.ends_with('/') || name.starts_with("__MACOSX");
        match method {
            8 if !passed_over => {
                let unpacked = DeflateDecoder::new(input);
                return Ok((name, Box::new(BufReader::with_capacity(1 << 16, unpacked))));
            }
            0 if !passed_over && !size_follows && size != u32::MAX => {
                return Ok((name, Box::new(input.take(u64::from(size)))));
            }
            _ if passed_over && !size_follows && size != u32::MAX => {
                io::copy(&mut (&mut input).take(u64::from(size)), &mut io::sink())?;
            }
            _ => {
                return Err(broken(
                    "the file in the container is packed in a way that is not known",
                ));
            }
        }
    }
}
