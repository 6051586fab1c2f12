//! Answers pairs of texts that come as lines of JSON, whatever is in them, with the texts of their beads.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::aligner::Aligner;
use mizan::error::Result;
use mizan::lang::Lang;
use mizan::records::{RecordSettings, Records};
use mizan::segment::{Newlines, Segmenter};

const LINES: [&str; 3] = [
    r#"{"id": "gate", "source": "أغلق الحارس البوابة. نام.", "target": "The guard closed the gate. He slept."}"#,
    r#"{"id": "typo", "source": "نعم", "taget": "Yes"}"#,
    "no JSON",
];

fn main() -> Result<()> {
    let segmenters = [Lang::AR, Lang::EN].map(|lang| Segmenter::new(lang, Newlines::Auto));
    let settings = RecordSettings { texts: true, ..RecordSettings::default() };
    let records = Records::new(Aligner::new()?.threads(1), segmenters, settings);
    println!("run {}, at most {} bytes a record", records.run(), Records::MOST_BYTES);
    for (number, line) in (1..).zip(LINES) {
        println!("{}", records.answer(number, line.as_bytes()).line);
    }
    Ok(())
}
