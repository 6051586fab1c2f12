//! `mizan encode`: sentence vectors for people who mine or search with `NumPy`.

use std::io::{self, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use mizan::encoder::{DIM, Vectors};
use mizan::lang::Lang;

use crate::files;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input.

Examples:
  mizan encode pairs/faq/gold.ar -o ar.npy
  mizan encode pairs/faq/gold.en -o en.npy

The line of the second text that is nearest in meaning to each line of the first, in Python:
  >>> import numpy
  >>> (numpy.load(\"ar.npy\") @ numpy.load(\"en.npy\").T).argmax(1)";

/// Write a vector for each line of a text, as a NumPy array
///
/// Row i of the array is the vector of line i: 512 float32 of unit length, so the dot product of two rows is their cosine,
/// in one language or across Arabic and English. Empty lines have rows too.
#[derive(Debug, clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct EncodeArgs {
    /// Text in UTF-8, one sentence a line; - for standard input
    file: PathBuf,

    /// Language of the text. The encoder needs no language; this only checks that it knows it
    #[arg(long, value_name = "TAG", help_heading = "Input")]
    lang: Option<Lang>,

    /// File to write
    #[arg(short, long, value_name = "VECTORS.npy", help_heading = "Output")]
    output: PathBuf,

    /// Weights of the sentence encoder, instead of the built-in ones for Arabic and English
    #[arg(long, value_name = "FILE", help_heading = "Performance")]
    encoder: Option<PathBuf>,

    /// Number of threads; it does not change the result
    #[arg(long, value_name = "N", default_value = "1", help_heading = "Performance")]
    threads: NonZeroUsize,
}

pub(crate) fn run(args: &EncodeArgs) -> Result<Outcome, Failure> {
    let encoder = files::encoder(args.encoder.as_deref())?;
    if let Some(lang) = args.lang
        && !encoder.languages().any(|known| known.same_language(lang))
    {
        let known: Vec<String> = encoder.languages().map(|lang| lang.to_string()).collect();
        let known = known.join(", ");
        return Err(Failure::usage(format!(
            "the encoder does not know '{lang}'; its languages are {known}"
        )));
    }
    let text = files::read_utf8(&args.file)?;
    let lines: Vec<&str> = text.strip_prefix('\u{feff}').unwrap_or(&text).lines().collect();
    let vectors = encoder.vectors(&lines, args.threads);
    files::write(&args.output, |out| Ok(write(&vectors, out)?))?;
    Ok(Outcome::Fine)
}

/// Writes the `.npy` format, version 1.
fn write(vectors: &Vectors, out: &mut dyn Write) -> io::Result<()> {
    let shape = format!("({}, {DIM})", vectors.rows().len());
    let mut header = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    // The numbers begin at a multiple of 64.
    let pad = 63 - (10 + header.len()) % 64;
    header.extend(std::iter::repeat_n(' ', pad));
    header.push('\n');
    out.write_all(b"\x93NUMPY\x01\x00")?;
    out.write_all(&(header.len() as u16).to_le_bytes())?;
    out.write_all(header.as_bytes())?;
    for value in vectors.rows().flatten() {
        out.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}
