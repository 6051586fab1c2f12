//! Aligns two short texts and prints the pairs.
#![allow(clippy::print_stdout, reason = "an example prints")]

use mizan::aligner::Aligner;
use mizan::error::Result;
use mizan::lang::Lang;
use mizan::text::Document;

const ARABIC: &str = "وصل القطار متأخرا. نزل الركاب ثم غادروا المحطة. أُغلقت الأبواب.";
const ENGLISH: &str = "The train was late. The passengers got off. Then they left the station. The doors were closed.";

fn main() -> Result<()> {
    let source = Document::of(Lang::AR, ARABIC);
    let target = Document::of(Lang::EN, ENGLISH);
    let alignment = Aligner::new()?.align(&source, &target);
    for bead in alignment.beads() {
        println!("{} | {} | {}", bead.source(), bead.target(), bead.confidence());
    }
    Ok(())
}
