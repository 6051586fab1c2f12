//! Speed of segmentation beside other segmenters, one core, in one run.
//!
//! `cargo bench --bench segment -- AR.txt… -- EN.txt…` takes Arabic files, then English ones; without any, the
//! bilingual documents of the repository. Their paragraphs are shuffled and repeated to a fixed size.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench reads files, takes the time and prints"
)]

use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use icu_segmenter::SentenceSegmenter;
use mizan::lang::Lang;
use mizan::segment::{Newlines, Segmenter, Srx, SrxMode};
use unicode_segmentation::UnicodeSegmentation;

/// Bytes of text to segment.
const SIZE: usize = 4 << 20;
const ROUNDS: usize = 15;

/// A segmenter by name, which counts the segments of a text.
type Tool<'a> = (&'a str, &'a dyn Fn(&str) -> usize);

/// A user's rules, as the overlay is timed with.
const OVERLAY: &str = r#"<srx xmlns="http://www.lisa.org/srx20" version="2.0">
<header segmentsubflows="yes" cascade="no"/><body><languagerules><languagerule languagerulename="all">
<rule break="no"><beforebreak>\b(?:Approx|Est|Tel)\.</beforebreak><afterbreak>\s</afterbreak></rule>
<rule break="no"><beforebreak>(?&lt;=\s)(?:هاتف|تلفون)\.</beforebreak><afterbreak>\s</afterbreak></rule>
<rule break="yes"><beforebreak>;</beforebreak><afterbreak>\s</afterbreak></rule>
</languagerule></languagerules><maprules>
<languagemap languagepattern=".*" languagerulename="all"/></maprules></body></srx>"#;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let mut sides = args.split(|arg| arg == "--");
    let given = [sides.next().unwrap_or_default(), sides.next().unwrap_or_default()];
    for (lang, given) in [Lang::AR, Lang::EN].into_iter().zip(given) {
        let paths = if args.is_empty() {
            of_repository(lang)
        } else {
            given.iter().map(PathBuf::from).collect()
        };
        let text = corpus(&paths);
        if text.is_empty() {
            println!("{lang}: no text");
            continue;
        }
        println!("{lang}: {} MB", text.len() >> 20);
        run(lang, &text);
    }
}

fn run(lang: Lang, text: &str) {
    let own = |newlines| Segmenter::new(lang, newlines);
    let auto = own(Newlines::Auto);
    let paragraph = own(Newlines::Paragraph);
    let srx = Srx::read(OVERLAY).expect("the overlay is sound");
    let overlay = own(Newlines::Auto).with_srx(&srx, SrxMode::Overlay).expect("it has rules");
    let icu = SentenceSegmenter::new(Default::default());
    let code = lang.to_string();
    let tools: [Tool<'_>; 6] = [
        ("mizan", &|text| auto.spans(text).count()),
        ("mizan, a line a paragraph", &|text| paragraph.spans(text).count()),
        ("mizan, SRX overlay", &|text| overlay.spans(text).count()),
        ("icu_segmenter", &|text| icu.segment_str(text).count()),
        ("unicode-segmentation", &|text| text.split_sentence_bounds().count()),
        ("sentencex", &|text| sentencex::segment(&code, text).len()),
    ];
    // The tools take turns, so that a busy machine slows all alike; the best round counts.
    let mut best = [(f64::MAX, 0); 6];
    for _ in 0..ROUNDS {
        for ((_, segment), best) in tools.iter().zip(&mut best) {
            let start = Instant::now();
            let count = black_box(segment(black_box(text)));
            *best = (best.0.min(start.elapsed().as_secs_f64()), count);
        }
    }
    for ((name, _), (seconds, count)) in tools.iter().zip(best) {
        let speed = text.len() as f64 / 1e6 / seconds;
        println!("  {name:<26} {speed:8.1} MB/s  {count:8} segments");
    }
    let times = |tool: usize| best[3].0 / best[tool].0;
    println!("  mizan is {:.2} times icu_segmenter, overlay {:.2} times", times(0), times(2));
}

/// The bilingual documents' sides in one language.
fn of_repository(lang: Lang) -> Vec<PathBuf> {
    let name = if lang == Lang::AR { "source.ar.txt" } else { "target.en.txt" };
    let Ok(folders) = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/pairs")) else {
        return Vec::new();
    };
    let mut paths: Vec<PathBuf> = folders
        .flatten()
        .map(|folder| folder.path().join(name))
        .filter(|path| path.exists())
        .collect();
    paths.sort();
    paths
}

/// The paragraphs of some files, shuffled over and over up to the size.
fn corpus(paths: &[PathBuf]) -> String {
    let texts: Vec<String> =
        paths.iter().filter_map(|path| std::fs::read_to_string(path).ok()).collect();
    let mut paragraphs: Vec<&str> =
        texts.iter().flat_map(|text| text.lines()).filter(|line| !line.trim().is_empty()).collect();
    let mut text = String::new();
    let mut seed = 1u64;
    while !paragraphs.is_empty() && text.len() < SIZE {
        for at in (1..paragraphs.len()).rev() {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            paragraphs.swap(at, (seed >> 33) as usize % (at + 1));
        }
        for paragraph in &paragraphs {
            text.push_str(paragraph);
            text.push_str("\n\n");
        }
    }
    text
}
