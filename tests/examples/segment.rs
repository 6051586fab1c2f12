//! Cuts a text into sentences.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter};

const TEXT: &str = "وصل د. أحمد عند الساعة 10.30 صباحا. قال: «تأخرت قليلا». ثم جلس.";

fn main() {
    let segmenter = Segmenter::new(Lang::AR, Newlines::Auto);
    for span in segmenter.spans(TEXT) {
        println!("{:?}: {}", span.range(), span.of(TEXT));
    }
}
