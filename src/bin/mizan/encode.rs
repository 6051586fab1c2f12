//! `mizan encode`: sentence vectors for people who mine or search with `NumPy`.

use std::io::{Read, Write};
use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};

use mizan::encoder::{DIM, Encoder, Vectors};
use mizan::error::{Error, ErrorKind, Result};
use mizan::lang::Lang;

/// Write a vector for each line of a text, as a NumPy array
///
/// Row i of the array is the vector of line i: 512 float32 of unit length, so the dot product of two rows is
/// their cosine, in one language or across Arabic and English. Empty lines have rows too.
///
///     $ mizan encode news.ar -o ar.npy
///     $ mizan encode news.en -o en.npy
///     >>> import numpy
///     >>> (numpy.load("ar.npy") @ numpy.load("en.npy").T).argmax(1)
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Args {
    /// The text, UTF-8, one sentence a line; - reads standard input
    file: PathBuf,
    /// The array to write
    #[arg(short, long, value_name = "VECTORS.npy")]
    output: PathBuf,
    /// Language of the text; the model tells languages itself, so this only checks that it knows it
    #[arg(long)]
    lang: Option<Lang>,
    /// Threads to use; the numbers do not depend on it
    #[arg(long, default_value = "1")]
    threads: NonZeroUsize,
    /// Weights to use instead of the built-in Arabic and English ones
    #[arg(long, value_name = "FILE")]
    encoder: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
///
/// If a file cannot be read or written, is not UTF-8, or the weights do not know the language.
pub(crate) fn run(args: &Args) -> Result<()> {
    let encoder = match &args.encoder {
        Some(file) => Encoder::from_bytes(std::fs::read(file)?)?,
        None => Encoder::embedded()?,
    };
    if let Some(lang) = args.lang
        && !encoder.languages().any(|known| known.same_language(lang))
    {
        let message = format!("its languages are {}", encoder.language_list());
        return Err(Error::new(ErrorKind::EncoderFile { message }));
    }
    let bytes = match args.file.as_os_str() == "-" {
        true => {
            let mut bytes = Vec::new();
            std::io::stdin().read_to_end(&mut bytes)?;
            bytes
        }
        false => std::fs::read(&args.file)?,
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        Error::new(ErrorKind::NotText { byte: error.utf8_error().valid_up_to() })
    })?;
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().collect();
    write(&args.output, &encoder.vectors(&lines, args.threads))
}

/// Writes the `.npy` format, version 1, beside the target first, so that a half-written array never has
/// its name.
fn write(path: &Path, vectors: &Vectors) -> Result<()> {
    let shape = format!("({}, {DIM})", vectors.len());
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    // The numbers begin at a multiple of 64.
    let pad = 63 - (10 + header.len()) % 64;
    header.extend(std::iter::repeat_n(' ', pad));
    header.push('\n');
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut file = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    {
        let mut out = std::io::BufWriter::new(&mut file);
        out.write_all(b"\x93NUMPY\x01\x00")?;
        out.write_all(&(header.len() as u16).to_le_bytes())?;
        out.write_all(header.as_bytes())?;
        for value in vectors.as_slice() {
            out.write_all(&value.to_le_bytes())?;
        }
        out.flush()?;
    }
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}
