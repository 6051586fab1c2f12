//! Fits the weights of the evidence to gold alignments, and keeps them as files.
#![allow(clippy::print_stdout, reason = "an example prints")]

use std::error::Error;
use std::sync::Arc;

use mizan::aligner::{Aligner, WeightTable, WeightTables};
use mizan::encoder::Encoder;
use mizan::glossary::Glossary;
use mizan::lang::Lang;
use mizan::text::Document;
use mizan::train::{Lesson, TrainSettings, train};

const SOURCE: &str =
    "نام الولد. صاح الديك. فتح الولد عينيه. غسل وجهه. شرب الحليب. خرج إلى المدرسة.";
const TARGET: &str = "The boy slept. The cock crowed. The boy opened his eyes. He washed his face. He drank milk. He left for school.";

fn main() -> Result<(), Box<dyn Error>> {
    let aligner = Aligner::new()?;
    let right = aligner.align(&Document::of(Lang::AR, SOURCE), &Document::of(Lang::EN, TARGET));
    let (bitext, gold) = (right.bitext().clone(), right.ladder().clone());
    let lessons = [Lesson { bitext, gold, weight: 1.0 }];
    let settings = TrainSettings { penalty: 1.0, iterations: 2 };
    let encoder = Arc::new(Encoder::embedded()?);
    let fitted =
        train(&lessons, &Glossary::default(), &encoder, settings, &|line| println!("{line}"));

    let files = fitted.named().map(|(name, table)| (name, table.to_text()));
    let read = WeightTables::from_named(|name| {
        let text = files.iter().find(|(known, _)| *known == name).map_or("", |(_, text)| text);
        WeightTable::parse(text)
    })?;
    let alignment = aligner
        .weights(read)
        .align(&Document::of(Lang::AR, SOURCE), &Document::of(Lang::EN, TARGET));
    println!("{} beads", alignment.beads().count());
    Ok(())
}
