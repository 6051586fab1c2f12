//! Vectors of sentences: of like meaning in two languages, the same on every set of processor instructions.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::num::NonZeroUsize;

use mizan::encoder::{DIM, Encoder};
use mizan::error::{ErrorKind, Result};

fn main() -> Result<()> {
    let sentences = ["أين المحطة؟", "Where is the station?", "The soup is cold."];
    let mut all = Vec::new();
    for (instructions, encoder) in Encoder::embedded_on_each_path() {
        println!("{instructions}: {} pieces", encoder.tokenise(sentences[0]).len());
        all.push(encoder.vectors(&sentences, NonZeroUsize::MIN));
    }
    assert!(all.windows(2).all(|two| two[0] == two[1]));
    let row = |at: usize| all[0].row(at);
    let cosine = |a: usize, b: usize| row(a).iter().zip(row(b)).map(|(x, y)| x * y).sum::<f32>();
    assert!(row(0).len() == DIM && cosine(0, 1) > cosine(0, 2));

    let error = Encoder::from_bytes(&b"no weights"[..]).err();
    assert!(error.is_some_and(|error| matches!(error.kind(), ErrorKind::EncoderFile { .. })));
    Ok(())
}
