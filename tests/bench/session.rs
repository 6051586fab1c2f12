//! Aligning again around one correction: `cargo bench --bench session`.
//!
//! A session is kept over a document of some 1,000 beads, joined from the bundled pairs, on one thread. Some fifty
//! corrections spread over it are made and taken back, one after the other: of each the time is taken until the
//! alignment is there again. Half of them reject a bead, half accept the gold bead of a place.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures and prints"
)]

use std::path::Path;
use std::time::{Duration, Instant};

use mizan::aligner::Aligner;
use mizan::bitext::{Bitext, Cut, Run, Segment, Segments};
use mizan::eval::parse_beads;
use mizan::lang::Lang;
use mizan::text::Place;

/// Beads of the document.
const BEADS: usize = 1_000;

/// Corrections to make.
const CORRECTIONS: usize = 50;

fn main() {
    let trial = std::env::args().any(|argument| argument == "--test");
    let (bitext, gold) = document(if trial { 100 } else { BEADS });
    let start = Instant::now();
    let mut session = Aligner::new().unwrap().threads(1).session(bitext);
    let first = start.elapsed();
    let beads = session.alignment().ladder().beads().len();
    println!("{beads} beads: {:.3} s at first on one thread", first.as_secs_f64());

    let mut times: Vec<(Duration, Cut)> = Vec::new();
    for at in 0..CORRECTIONS {
        let start;
        let place = at * gold.len() / CORRECTIONS;
        let cut = if at % 2 == 0 {
            let cut = gold[place];
            start = Instant::now();
            session.accept(cut).unwrap();
            cut
        } else {
            let beads = session.alignment().ladder().beads();
            let here = |cut: &Cut| cut.source.start >= gold[place].source.start;
            let mut two_sided =
                beads.iter().map(|bead| bead.cut).filter(|cut| !cut.shape().is_gap());
            let cut = two_sided.clone().find(here).or(two_sided.next_back()).unwrap();
            start = Instant::now();
            session.reject(cut).unwrap();
            cut
        };
        times.push((start.elapsed(), cut));
        session.undo();
    }
    times.sort_unstable();
    let milliseconds = |(time, _): (Duration, Cut)| 1_000.0 * time.as_secs_f64();
    let (median, worst) = (times[times.len() / 2], times[times.len() - 1]);
    println!(
        "{} corrections: median {:.1} ms, worst {:.1} ms (source segment {})",
        times.len(),
        milliseconds(median),
        milliseconds(worst),
        worst.1.source.start
    );
}

/// The first gold beads with two sides of the bundled pairs, as one document.
fn document(beads: usize) -> (Bitext, Vec<Cut>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pairs");
    let mut pairs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pairs.sort();
    let (mut source, mut target, mut gold) = (Vec::new(), Vec::new(), Vec::new());
    for pair in pairs.iter().filter(|pair| pair.is_dir()) {
        let file = |name: &str| std::fs::read_to_string(pair.join(name)).unwrap();
        let [ar, en] = ["gold.ar", "gold.en"].map(file);
        let [ar, en] = [&ar, &en].map(|text| text.lines().collect::<Vec<&str>>());
        for bead in parse_beads(&file("gold.beads")).unwrap() {
            let add = |lines: &[u32], all: &[&str], to: &mut Vec<Segment>| {
                let start = to.len() as u32;
                let texts = lines.iter().map(|&line| all[line as usize]);
                to.extend(texts.map(|text| Segment::new(text, Place::Line(1))));
                Run::new(start, to.len() as u32)
            };
            let cut =
                Cut::new(add(&bead.source, &ar, &mut source), add(&bead.target, &en, &mut target));
            if !cut.shape().is_gap() {
                gold.push(cut);
            }
            if gold.len() == beads {
                let source = Segments::new(Lang::AR, source);
                let target = Segments::new(Lang::EN, target);
                return (Bitext { source, target }, gold);
            }
        }
    }
    unreachable!("the bundled pairs have more beads")
}
