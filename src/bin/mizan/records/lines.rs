//! Lines of a file or of standard input, packed by gzip or not, of a bounded length.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use mizan::records::Records;

use crate::files;
use crate::outcome::Failure;

const BUFFER: usize = 1 << 16;

/// The records of an input: its lines, but for those that hold nothing.
pub(super) struct Lines {
    input: Box<dyn BufRead + Send>,
    /// The number of the last line that was read, from 1.
    pub(super) number: u64,
    /// The size of the input, if it is a file that is not packed.
    pub(super) bytes: Option<u64>,
}

impl Lines {
    pub(super) fn open(path: &Path) -> Result<Lines, Failure> {
        let problem = |error: &io::Error| {
            Failure::input(format!("{}: {}", path.display(), files::explain(error)))
        };
        let (mut input, bytes): (Box<dyn BufRead + Send>, _) = if files::is_standard(path) {
            (Box::new(BufReader::with_capacity(BUFFER, io::stdin())), None)
        } else {
            if path.is_dir() {
                let message = format!("{}: is a folder; give a file", path.display());
                return Err(Failure::input(message));
            }
            let file = File::open(path).map_err(|error| problem(&error))?;
            let about = file.metadata().map_err(|error| problem(&error))?;
            let bytes = about.is_file().then_some(about.len());
            (Box::new(BufReader::with_capacity(BUFFER, file)), bytes)
        };
        let head = input.fill_buf().map_err(|error| problem(&error))?;
        if head.starts_with(&[0x1F, 0x8B]) {
            let unpacked = BufReader::with_capacity(BUFFER, MultiGzDecoder::new(input));
            return Ok(Lines { input: Box::new(unpacked), number: 0, bytes: None });
        }
        Ok(Lines { input, number: 0, bytes })
    }

    /// The next record. Of one that is too long only so much is kept that it is seen to be.
    pub(super) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        const MOST: u64 = Records::MOST_BYTES as u64 + 1;
        loop {
            let mut line = Vec::new();
            let read = self.input.by_ref().take(MOST).read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            if line.last() == Some(&b'\n') {
                line.pop();
            } else if read as u64 == MOST {
                self.input.skip_until(b'\n')?;
            }
            self.number += 1;
            if self.number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                line.drain(..3);
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }
}
