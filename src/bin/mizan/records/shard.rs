//! Answers in a file that is made in several runs: `OUT.part` while it is not whole, with `OUT.part.json` that says what it is
//! of, and `OUT.done` beside it once it is.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::tally::Tally;
use crate::files;
use crate::jsonl;
use crate::outcome::Failure;
use crate::temporary;

/// A file as it was: its size and the XXH3 of its bytes.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Seen {
    bytes: u64,
    xxh3: String,
}

/// What answers are of.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Origin {
    run: String,
    input: Seen,
}

/// What stands in `OUT.done`.
#[derive(Serialize, Deserialize)]
struct Finished {
    #[serde(flatten)]
    origin: Origin,
    output: Seen,
    #[serde(flatten)]
    tally: Tally,
}

/// The files of an output.
pub(super) struct Shard {
    out: PathBuf,
    part: PathBuf,
    note: PathBuf,
    done: PathBuf,
    origin: Origin,
}

/// How much of an output there is.
pub(super) enum Begun {
    /// All.
    Whole(Tally),
    /// The answers that were counted.
    Part(BufWriter<File>, Tally),
}

impl Shard {
    pub(super) fn new(input: &Path, output: &Path, run: &str) -> Result<Shard, Failure> {
        let input = seen(input)
            .map_err(|error| files::cannot_read(input, &error))?
            .ok_or_else(|| files::cannot_read(input, &io::ErrorKind::NotFound.into()))?;
        let out = files::behind_links(output);
        let beside = |ending: &str| {
            let mut name = OsString::from(&out);
            name.push(ending);
            PathBuf::from(name)
        };
        let [part, note, done] = [".part", ".part.json", ".done"].map(beside);
        Ok(Shard { out, part, note, done, origin: Origin { run: run.to_owned(), input } })
    }

    /// Finds what there is. With `force`, what is of other records or another run goes.
    pub(super) fn begin(
        &self,
        force: bool,
        read: fn(&str) -> Option<Result<u64, String>>,
    ) -> Result<Begun, Failure> {
        if let Some(finished) = read_json::<Finished>(&self.done)? {
            if finished.origin == self.origin {
                let out = seen(&self.out).map_err(|error| files::cannot_read(&self.out, &error))?;
                if out.is_some_and(|out| out == finished.output) {
                    let _ = fs::remove_file(&self.note);
                    return Ok(Begun::Whole(finished.tally));
                }
            } else if !force {
                return Err(self.refuse(&self.out, &finished.origin));
            }
        }
        let origin = read_json::<Origin>(&self.note)?;
        let is_same = origin.as_ref() == Some(&self.origin);
        if let Some(origin) = origin.filter(|_| !is_same && !force) {
            return Err(self.refuse(&self.part, &origin));
        }
        let problem = |error: io::Error| files::cannot_write(&self.part, &files::explain(&error));
        let options = File::options().read(true).write(true).create(true).truncate(false).clone();
        let mut file = options.open(&self.part).map_err(problem)?;
        if !temporary::hold(&file) {
            let message = format!(
                "{}: another run is writing it; wait until it ends, or give another --output",
                self.part.display()
            );
            return Err(Failure::usage(message));
        }
        let tally = match is_same {
            true => resume(&mut file, read).map_err(problem)?,
            false => {
                file.set_len(0).map_err(problem)?;
                let _ = fs::remove_file(&self.done);
                files::write(&self.note, |out| Ok(jsonl::write_line(&self.origin, out)?))?;
                Tally::default()
            }
        };
        if tally.records() > 0 {
            eprintln!("mizan: {}: goes on after {} records", self.part.display(), tally.records());
        }
        Ok(Begun::Part(BufWriter::with_capacity(1 << 16, file), tally))
    }

    fn refuse(&self, path: &Path, other: &Origin) -> Failure {
        let what = match other.input == self.origin.input {
            true => "answers by other settings, glossaries or another version",
            false => "answers to other records",
        };
        Failure::usage(format!(
            "{}: holds {what}; give another --output, or --force to replace them",
            path.display()
        ))
    }

    /// Gives the answers their name.
    pub(super) fn finish(&self, part: BufWriter<File>, tally: &Tally) -> Result<(), Failure> {
        let problem = |error: io::Error| files::cannot_write(&self.part, &files::explain(&error));
        let mut part = part.into_inner().map_err(|error| problem(error.into_error()))?;
        let packed = is_packed(&self.out);
        if packed {
            part.seek(SeekFrom::Start(0)).map_err(problem)?;
            files::write(&self.out, |out| {
                let mut out = GzEncoder::new(out, Compression::default());
                io::copy(&mut part, &mut out)?;
                out.finish()?;
                Ok(())
            })?;
        }
        let from = if packed { &self.out } else { &self.part };
        let output = seen(from)
            .and_then(|seen| seen.ok_or_else(|| io::ErrorKind::NotFound.into()))
            .map_err(|error| files::cannot_read(from, &error))?;
        let finished = Finished { origin: self.origin.clone(), output, tally: tally.clone() };
        // A run that ends here finds answers that are whole but not named, and names them.
        files::write(&self.done, |out| Ok(jsonl::write_line(&finished, out)?))?;
        if packed {
            drop(part);
            fs::remove_file(&self.part).map_err(problem)?;
        } else {
            files::take_name(&part, &self.part, &self.out)?;
        }
        fs::remove_file(&self.note).map_err(problem)
    }
}

/// Counts the answers in a file, and cuts off what stands behind the last whole one.
fn resume(file: &mut File, read: fn(&str) -> Option<Result<u64, String>>) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut whole = 0;
    let mut lines = BufReader::with_capacity(1 << 16, &*file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let count = lines.read_until(b'\n', &mut line)?;
        let text = line.strip_suffix(b"\n").and_then(|text| std::str::from_utf8(text).ok());
        let Some(answer) = text.and_then(read) else { break };
        tally.add_read(answer);
        whole += count as u64;
    }
    file.set_len(whole)?;
    file.seek(SeekFrom::Start(whole))?;
    Ok(tally)
}

/// Whether answers are to be packed by gzip.
pub(super) fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("gz"))
}

fn read_json<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<Option<T>, Failure> {
    let bytes = match fs::read(path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(files::cannot_read(path, &error)),
    };
    serde_json::from_slice(&bytes).map(Some).map_err(|error| {
        let path = path.display();
        Failure::input(format!(
            "{path}: not what mizan writes beside answers ({error}); remove it to begin anew"
        ))
    })
}

/// The size and the fingerprint of a file; none if there is no such file.
fn seen(path: &Path) -> io::Result<Option<Seen>> {
    let mut file = match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let (mut hash, mut bytes) = (Xxh3::new(), 0);
    let mut buffer = vec![0; 1 << 18];
    loop {
        let count = file.read(&mut buffer)?;
        if count == 0 {
            break;
        }
        hash.update(&buffer[..count]);
        bytes += count as u64;
    }
    Ok(Some(Seen { bytes, xxh3: format!("{:032x}", hash.digest128()) }))
}
