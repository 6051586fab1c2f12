//! Compares an alignment with the ladder of another program, and makes a memory of beads that were kept as numbers.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;

use mizan::aligner::Aligner;
use mizan::eval::{Counts, Evaluation, Rates, Reading, loose_beads};
use mizan::format::{aligned, parse_ladder};
use mizan::lang::Lang;
use mizan::text::Document;

const LADDER: &str = "0\t0\t0.9\n1\t1\t0.8\n2\t2\t0\n";

fn main() -> Result<(), Box<dyn Error>> {
    let source = Document::of(Lang::AR, "طلع النهار. غنّت العصافير.");
    let target = Document::of(Lang::EN, "Day broke. The birds sang.");
    let alignment = Aligner::new()?.align(&source, &target);

    let ours = loose_beads(alignment.ladder());
    let theirs = parse_ladder(LADDER)?;
    let Rates { precision, recall, f1 } = Counts::new(&ours, &theirs).rates(Reading::Strict);
    println!("precision {precision:.2}, recall {recall:.2}, F1 {f1:.2}");

    let mut evaluation = Evaluation::default();
    evaluation.add("morning", &ours, &theirs);
    let mut json = Vec::new();
    evaluation.write_json(5, &mut json)?;
    println!("{}", String::from_utf8(json)?);

    let bitext = alignment.bitext();
    let mut units = aligned(&theirs, &bitext.source, &bitext.target)?;
    while let Some(unit) = units.next()? {
        println!("{:?} ({:?})", unit.text(Lang::EN), unit.meta.prop("x-confidence"));
    }
    Ok(())
}
