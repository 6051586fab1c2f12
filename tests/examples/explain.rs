//! Aligns two texts, shows why beads were chosen, cuts where breaks run inside segments, and lists what is left over.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "an example prints")]

use std::error::Error;
use std::sync::Arc;

use mizan::aligner::{Aligner, WeightTables};
use mizan::bitext::{Bitext, Confidence, Constraint, Constraints, Cut, Run, Side};
use mizan::encoder::Encoder;
use mizan::format::{
    CsvProfile, Export, Leftovers, SHEET_FORMATS, WriteOptions, write_explanation, write_moses,
};
use mizan::lang::Lang;
use mizan::memory::BeadStatus;
use mizan::segment::{Newlines, Segmenter, pair};
use mizan::text::Document;
use mizan::watch::Watch;

const SOURCE: &str =
    "فتحت المكتبة أبوابها صباحا. دخل ثلاثة قراء، وجلسوا قرب النافذة. أغلقت عند الخامسة.";
const TARGET: &str = "The library opened its doors in the morning. Three readers came in. They sat by the window. \
                      Tea was free. It closed at five.";

/// Prints the stages.
struct Stages;

impl Watch for Stages {
    fn begin(&self, stage: &'static str, steps: u64) {
        eprintln!("{stage}: {steps} steps");
    }

    fn advance(&self, _steps: u64) {}
}

fn main() -> Result<(), Box<dyn Error>> {
    let [source, target] =
        [(Lang::AR, SOURCE), (Lang::EN, TARGET)].map(|(lang, text)| Document::of(lang, text));
    let aligner = Aligner::with_encoder(Some(Arc::new(Encoder::embedded()?)))
        .weights(WeightTables::bundled())
        .newlines(Newlines::Paragraph)
        .explain(true)
        .progress(Arc::new(Stages));

    let segmenter = |lang| Segmenter::new(lang, Newlines::Paragraph);
    let (bitext, unlike) = pair((segmenter(Lang::AR), &source), (segmenter(Lang::EN), &target));
    assert!(!unlike, "neither text is wrapped");
    let bitext = bitext.without_page_headers();
    for side in Side::both() {
        assert!(bitext.side(side).items.iter().all(|segment| !segment.is_blank()));
    }

    let alignment = aligner.align_bitext(bitext.clone());
    let first = alignment.reasons().iter().flatten().next().ok_or("no reasons")?;
    println!("{}: {:+.1}, {}", first.evidence, first.log_odds, first.words);
    println!("{} breaks run inside segments", alignment.breaks_inside());
    let divided = alignment.divide();
    println!("{} beads after cutting there", divided.beads().count());

    constrained(&aligner, bitext)?;

    let memory = divided.memory(0.5);
    println!(
        "{} units, {} unaligned target segments; the first bead is {:?}",
        memory.translation_units("library", "20260131T000000Z").count(),
        memory.left_over(Side::Target, BeadStatus::Unaligned),
        memory.status(0),
    );
    let export = Export {
        alignment: &divided,
        memory: &memory,
        document: "library",
        created: "20260131T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut out = Vec::new();
    write_explanation(&export, &mut out)?;
    let mut table = Vec::new();
    let mut leftovers = Leftovers::start(SHEET_FORMATS[0], CsvProfile::default(), &mut table)?;
    leftovers.add(&export)?;
    leftovers.finish()?;
    let mut texts = [Vec::new(), Vec::new()];
    let [source, target] = &mut texts;
    write_moses(&export, source, target)?;
    assert!(texts.iter().all(|text| text.split(|byte| *byte == b'\n').count() == 4));
    println!("{}\n{}", String::from_utf8(out)?, String::from_utf8(table)?);
    Ok(())
}

/// Aligns under what a person knows.
fn constrained(aligner: &Aligner, bitext: Bitext) -> Result<(), Box<dyn Error>> {
    let mut constraints = Constraints::default();
    constraints.insert(Constraint::Accept(Cut::new(Run::new(1, 2), Run::new(1, 3))));
    let alignment = aligner.align_under(&constraints, bitext.clone())?;
    let known = alignment.ladder().beads()[1];
    assert_eq!((known.cut.source.indices(), known.confidence), (1..2, Confidence::CERTAIN));
    println!("moved beads: {}", alignment.ladder().moved().iter().filter(|moved| **moved).count());

    // A session answers further corrections at once.
    let mut session = aligner.session(bitext);
    session.pin(2, 4)?;
    session.constrain(constraints)?;
    assert_eq!(session.alignment().ladder().beads()[1].cut, known.cut);
    Ok(())
}
