//! What libFuzzer runs for hours (`.ci/fuzz`) is run here over the files that once failed, over seeds, and over changes of
//! them that are the same in every run.

use std::collections::BTreeSet;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::thread;

use mizan::error::ErrorKind;
use mizan::format::{self, ReadOptions};

use crate::planted::Dice;
use crate::texts;

#[path = "../fuzz/targets.rs"]
pub(crate) mod targets;

use targets::Target;

const CORPUS: &str = "tests/fuzz/corpus";

/// Fixtures that are seeds of the targets of their extension, up to a size.
const FIXTURES: [&str; 3] = ["tests/cmd", "tests/data/pdf", "tests/data/segment"];
const LARGEST: u64 = 40 << 10;

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, found);
        } else if path.metadata().unwrap().len() <= LARGEST {
            found.push(path);
        }
    }
}

/// The seeds of a target: its corpus and the fixtures of its format.
fn seeds(target: &Target) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    let own = texts::path(CORPUS).join(target.name());
    if own.exists() {
        files(&own, &mut found);
    }
    if matches!(target.family, "document" | "memory" | "file") {
        let mut fixtures = Vec::new();
        FIXTURES.iter().for_each(|folder| files(&texts::path(folder), &mut fixtures));
        fixtures.retain(|path| path.extension().is_some_and(|e| e == target.form));
        found.extend(fixtures);
    }
    found.into_iter().map(|path| (path.clone(), fs::read(path).unwrap())).collect()
}

/// A seed changed in a few places: bytes, pieces taken out, doubled, or brought from elsewhere in the seeds.
fn changed(seed: &[u8], all: &[(PathBuf, Vec<u8>)], dice: &mut Dice) -> Vec<u8> {
    const NASTY: [&[u8]; 10] = [
        b"\0",
        b"\xFF",
        b"-1",
        b"99999999999999999999",
        b"<",
        b"\"",
        b"&#0;",
        b"]]>",
        b"{",
        b"\xEF\xBB\xBF",
    ];
    let mut bytes = seed.to_vec();
    for _ in 0..1 + dice.below(4) {
        let at = dice.below(bytes.len() + 1);
        let end = (at + dice.below(24)).min(bytes.len());
        match dice.below(6) {
            0 if at < bytes.len() => bytes[at] = dice.below(256) as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let piece = bytes[at..end].to_vec();
                bytes.splice(at..at, piece);
            }
            3 => drop(bytes.splice(at..end, NASTY[dice.below(NASTY.len())].iter().copied())),
            4 => {
                let other = &all[dice.below(all.len())].1;
                let from = dice.below(other.len() + 1);
                let piece = &other[from..(from + dice.below(60)).min(other.len())];
                bytes.splice(at..end, piece.iter().copied());
            }
            _ => bytes.truncate(bytes.len() - dice.below(bytes.len() / 4 + 1)),
        }
    }
    bytes
}

/// Runs a target over bytes. On failure they are kept, to be looked at and put into the corpus.
fn run(target: &Target, bytes: &[u8], from: &Path) -> Result<(), String> {
    catch_unwind(AssertUnwindSafe(|| target.run(bytes))).map_err(|_| {
        let kept = std::env::temp_dir().join(format!("mizan-{}", target.name()));
        fs::write(&kept, bytes).unwrap();
        format!(
            "{}, made of {}: the bytes are in {}",
            target.name(),
            from.display(),
            kept.display()
        )
    })
}

fn run_target(target: &Target) -> Vec<String> {
    let seeds = seeds(target);
    if seeds.is_empty() {
        return vec![format!("{} has no seed", target.name())];
    }
    let slow = matches!(target.family, "align" | "session" | "pdf") || target.form == "pdf";
    let changes = if slow { 6 } else { 60 };
    let mut dice = Dice(seeds.len() as u64);
    let mut failed: Vec<String> =
        seeds.iter().filter_map(|(path, bytes)| run(target, bytes, path).err()).collect();
    for at in 0..changes {
        let (path, bytes) = &seeds[at % seeds.len()];
        failed.extend(run(target, &changed(bytes, &seeds, &mut dice), path).err());
    }
    failed
}

#[test]
fn whatever_the_bytes_are() {
    let targets: Vec<Target> = targets::all().collect();
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || -> Vec<String> {
        let mut failed = Vec::new();
        while let Some(target) =
            targets.get(next.fetch_add(1, std::sync::atomic::Ordering::Relaxed))
        {
            failed.extend(run_target(target));
        }
        failed
    };
    let failed: Vec<String> = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(work));
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failed.is_empty(), "{failed:#?}");
}

/// A folder of the corpus that no target has would never be run.
#[test]
fn every_folder_of_the_corpus_has_its_target() {
    let names: BTreeSet<String> = targets::all().map(|target| target.name()).collect();
    for folder in texts::entries(CORPUS) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        assert!(names.contains(&name), "no target is called {name}");
    }
}

/// What can be read has a target: the lists of the targets are compared with the registries.
#[test]
fn every_reader_has_a_target() {
    let forms = |family: &str| -> BTreeSet<&str> {
        targets::all().filter(|target| target.family == family).map(|target| target.form).collect()
    };
    let known = match format::read_memory("x.nothing", Box::new(&b"x"[..]), &ReadOptions::default())
    {
        Err(error) => match error.kind() {
            ErrorKind::UnknownFormat { known, .. } => known.clone(),
            other => panic!("{other:?}"),
        },
        Ok(_) => panic!("nothing was read"),
    };
    let missing: Vec<&&str> =
        known.iter().filter(|name| !forms("memory").contains(**name)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    let mut seen = 0;
    let mut sources = Vec::new();
    files(&texts::path("src/format"), &mut sources);
    for path in sources {
        let source = fs::read_to_string(&path).unwrap();
        let reader = source.split("impl DocumentReader for ").nth(1);
        // For tests alone.
        let Some(reader) = reader.filter(|_| !path.ends_with("toy.rs")) else { continue };
        let list = reader.split_once("&[").and_then(|(_, rest)| rest.split_once(']')).unwrap().0;
        let mut extensions = list.split(", ").map(|name| name.trim_matches('"'));
        assert!(extensions.any(|name| forms("document").contains(name)), "{}", path.display());
        seen += 1;
    }
    assert!(seen >= 19, "{seen}");
    let list = texts::read("src/format.rs");
    let list = list.split_once("static TERMBASES").unwrap().1.split_once("];").unwrap().0;
    assert_eq!(list.matches("::").count(), forms("termbase").len(), "{list}");
}
