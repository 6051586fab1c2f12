//! How fast memories are read, written and checked, in MB a second, beside `xmllint --stream` on the same file. They are checked
//! on one thread and without an encoder.
//!
//! `cargo bench --bench memory -- 1000` makes a file of 1,000 MB in the folder for temporary files; the default
//! is 100.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a program for developers: it opens files, talks, and fails by panicking"
)]

use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use mizan::check::{CHECKS, CheckSettings, check_memory};
use mizan::format::{self, ReadOptions, WriteOptions};
use mizan::lang::Lang;
use mizan::unit::{Header, TranslationUnit, UnitSource, Variant};

/// A memory of about so many bytes.
fn make(path: &Path, bytes: u64) {
    let header = Header { source_lang: Some(Lang::AR), ..Header::default() };
    let out = BufWriter::with_capacity(1 << 20, File::create(path).unwrap());
    let writer = format::memory_writer("tmx").unwrap();
    let mut sink = writer.start(Box::new(out), &header, &WriteOptions::default()).unwrap();
    let arabic =
        ["وقالت", "الوزيرة", "إن", "الاتفاق", "«الجديد»", "سيدخل", "حيز", "التنفيذ", "عام", "٢٠٢٦"];
    let english =
        ["The", "minister", "said", "that", "R&D", "would", "enter", "into", "force", "in"];
    let mut state = 1u64;
    let mut draw = |words: &[&str], most: u64| -> String {
        let mut text = String::new();
        for _ in 0..6 + (state >> 33) % most {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            text.push_str(words[(state >> 33) as usize % words.len()]);
            text.push(' ');
        }
        text.pop();
        text
    };
    // A unit takes about 860 bytes.
    for number in 1..=bytes / 860 {
        let mut unit = TranslationUnit {
            id: format!("{number:032x}"),
            variants: vec![
                Variant::new(Lang::AR, draw(&arabic, 20)),
                Variant::new(Lang::EN, draw(&english, 20)),
            ],
            ..TranslationUnit::default()
        };
        unit.meta.created = "20260131T000000Z".to_owned();
        unit.meta.changed.clone_from(&unit.meta.created);
        unit.meta.props = [("x-doc", "bench.txt"), ("x-confidence", "0.9731"), ("x-align", "1-1")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .to_vec();
        sink.unit(&unit).unwrap();
    }
    sink.finish().unwrap();
}

fn open(path: &Path) -> Box<dyn UnitSource + Send> {
    let input = BufReader::with_capacity(1 << 17, File::open(path).unwrap());
    format::read_memory("bench.tmx", Box::new(input), &ReadOptions::default()).unwrap()
}

/// Megabytes a second of the best of three runs.
fn rate(megabytes: f64, mut run: impl FnMut()) -> f64 {
    let seconds = (0..3).map(|_| {
        let start = Instant::now();
        run();
        start.elapsed().as_secs_f64()
    });
    megabytes / seconds.fold(f64::INFINITY, f64::min)
}

fn main() {
    let megabytes = std::env::args().find_map(|arg| arg.parse::<u64>().ok()).unwrap_or(100);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("bench.tmx");
    make(&path, megabytes * 1_000_000);
    let size = std::fs::metadata(&path).unwrap().len() as f64 / 1e6;
    let mut units = 0;
    let reading = rate(size, || {
        let mut source = open(&path);
        units = 0;
        while source.next().unwrap().is_some() {
            units += 1;
        }
        assert!(source.repairs().is_empty());
    });
    println!("{size:.0} MB, {units} units");
    println!("read                {reading:7.1} MB/s");
    let copy = folder.path().join("copy.tmx");
    let copying = rate(size, || {
        let mut source = open(&path);
        let first = source.next().unwrap().unwrap();
        let header = source.header().clone();
        let out = BufWriter::with_capacity(1 << 17, File::create(&copy).unwrap());
        let writer = format::memory_writer("tmx").unwrap();
        let mut sink = writer.start(Box::new(out), &header, &WriteOptions::default()).unwrap();
        sink.unit(&first).unwrap();
        while let Some(unit) = source.next().unwrap() {
            sink.unit(&unit).unwrap();
        }
        sink.finish().unwrap();
    });
    println!("read and write      {copying:7.1} MB/s");
    let one_thread = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    let mut findings = 0;
    let checking = rate(size, || {
        findings = 0;
        one_thread.install(|| {
            check_memory(
                &mut *open(&path),
                &CheckSettings::default(),
                CHECKS,
                true,
                &mut |checked| {
                    findings += checked.findings.len();
                    Ok(())
                },
            )
            .unwrap()
        });
    });
    println!("check               {checking:7.1} MB/s, {findings} findings");
    let xmllint = || {
        let mut command = Command::new("xmllint");
        command.args(["--stream", "--noout", "--nonet"]).arg(&path);
        command.stdout(Stdio::null()).stderr(Stdio::null()).status()
    };
    if !xmllint().is_ok_and(|status| status.success()) {
        println!("xmllint is not on this machine");
        return;
    }
    let other = rate(size, || _ = xmllint().unwrap());
    println!("xmllint --stream    {other:7.1} MB/s");
    println!("ratio read          {:7.2}", reading / other);
    println!("ratio read+write    {:7.2}", copying / other);
    println!("ratio check         {:7.2}", checking / other);
}
