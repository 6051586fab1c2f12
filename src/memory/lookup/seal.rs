//! The seal at the end of an index: a hash of all that stands before it, so that no damaged byte is believed.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};

use redb::StorageBackend;
use redb::backends::FileBackend;
use xxhash_rust::xxh3::Xxh3;

use crate::error::{Error, ErrorKind, Result};

/// What an index begins with, which is what every database of its kind does.
const HEAD: &[u8] = b"redb\x1A\x0A\xA9\x0D\x0A";
/// What it ends with.
const TAIL: &[u8] = b"mizanidx";
/// The bytes of a seal: the hash, and the last bytes.
const SEAL: u64 = 24;

/// An error in an index.
pub(super) fn broken(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::IndexFile { message: message.into() })
}

/// Seals a database, the only thing in a file.
pub(super) fn seal(mut file: &File) -> Result<()> {
    let length = file.seek(SeekFrom::End(0))?;
    let hash = hash(file, length)?;
    file.seek(SeekFrom::End(0))?;
    Ok(file.write_all(&[&hash.to_le_bytes(), TAIL].concat())?)
}

/// Opens a sealed database for reading.
pub(super) fn open(mut file: File) -> Result<Sealed> {
    let whole = file.seek(SeekFrom::End(0))?;
    let mut head = [0; HEAD.len()];
    let mut end = [0; SEAL as usize];
    file.seek(SeekFrom::Start(0))?;
    let has_head = file.read_exact(&mut head).is_ok() && head == *HEAD;
    let length = whole.saturating_sub(SEAL);
    file.seek(SeekFrom::Start(length))?;
    let (hashed, tail) = end.split_at_mut(16);
    let has_end = file.read_exact(hashed).and_then(|()| file.read_exact(tail)).is_ok();
    if !(has_head || has_end && *tail == *TAIL) {
        return Err(Error::new(ErrorKind::NoIndex));
    }
    if !has_end || *tail != *TAIL || *hashed != hash(&file, length)?.to_le_bytes() {
        return Err(broken("it is damaged"));
    }
    let file = FileBackend::new(file).map_err(|error| broken(error.to_string()))?;
    Ok(Sealed { file, length })
}

/// The hash of the first bytes of a file.
fn hash(mut file: &File, length: u64) -> Result<u128> {
    file.seek(SeekFrom::Start(0))?;
    let mut rest = file.take(length);
    let mut block = vec![0; 1 << 18];
    let mut hash = Xxh3::new();
    loop {
        match rest.read(&mut block)? {
            0 => return Ok(hash.digest128()),
            count => hash.update(&block[..count]),
        }
    }
}

/// The file of a sealed database without its seal.
#[derive(Debug)]
pub(super) struct Sealed {
    file: FileBackend,
    length: u64,
}

impl StorageBackend for Sealed {
    fn len(&self) -> io::Result<u64> {
        Ok(self.length)
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.file.read(offset, out)
    }

    fn set_len(&self, length: u64) -> io::Result<()> {
        self.file.set_len(length)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.file.close()
    }
}
