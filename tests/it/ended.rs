//! Runs that are ended from outside leave whole files, old or new, and nothing else; and what becomes of the files that
//! outputs replace.
#![cfg(unix)]

use std::fs::{self, File, Permissions};
use std::io::{Read, Write};
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::texts::contents;

const HUP: i32 = 1;
const INT: i32 = 2;
const KILL: i32 = 9;
const TERM: i32 = 15;

/// Commands of several outputs.
const COMMANDS: [&[&str]; 4] = [
    &[
        "align",
        "lines.ar",
        "lines.en",
        "--segmented",
        "--encoder",
        "none",
        "-o",
        "a.tmx",
        "-o",
        "b.csv",
        "--leftovers",
        "c.tsv",
    ],
    MERGE,
    &["memory", "convert", "one.csv", "-o", "a.moses"],
    &["memory", "split", "one.csv", "--units", "300", "-o", "part.tmx"],
];

const MERGE: &[&str] =
    &["memory", "merge", "one.csv", "two.csv", "-o", "a.tmx", "--conflicts", "b.csv"];

/// The moments, as parts of the time a whole run takes, at which a run is ended.
const MOMENTS: [u32; 8] = [5, 20, 40, 60, 75, 85, 95, 100];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let numbers = || (0..1_200).map(|at| (at * 37) % 1_200);
    let table = |name: &str| {
        let rows = numbers().map(|at| format!("الصفحة رقم {at},{name} {at}\n"));
        format!("source,target\n{}", rows.collect::<String>())
    };
    let lines = |name: &str| (0..60).map(|at| format!("{name} {at}.\n")).collect::<String>();
    for (name, text) in [
        ("one.csv", table("Page")),
        ("two.csv", table("Leaf")),
        ("lines.ar", lines("هذه هي الصفحة رقم")),
        ("lines.en", lines("This is page number")),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn mizan(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.current_dir(folder).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    mizan(folder, args).stdout(Stdio::piped()).stderr(Stdio::piped()).output().unwrap()
}

/// Runs a command and sends it a signal after a while; returns the signal that ended it, if one did.
fn end(folder: &Path, args: &[&str], signal: i32, after: Duration) -> Option<i32> {
    let mut child = mizan(folder, args).spawn().unwrap();
    std::thread::sleep(after);
    let sent = Command::new("kill")
        .args([format!("-{signal}"), child.id().to_string()])
        .stderr(Stdio::null())
        .status();
    assert!(sent.is_ok());
    child.wait().unwrap().signal()
}

fn temporary(folder: &Path) -> Vec<String> {
    contents(folder).into_keys().filter(|name| name.contains(".mizan-")).collect()
}

#[test]
fn a_run_that_is_ended_leaves_old_or_new_files_and_nothing_else() {
    let mut ended = 0;
    for args in COMMANDS {
        let folder = folder();
        let inputs = contents(folder.path());
        let started = Instant::now();
        assert!(run(folder.path(), args).status.code().is_some_and(|code| code < 2), "{args:?}");
        let whole = started.elapsed();
        let new = contents(folder.path());
        let mut old = new.clone();
        let outputs: Vec<&String> = new.keys().filter(|name| !inputs.contains_key(*name)).collect();
        assert!(outputs.len() > 1, "{args:?}: {outputs:?}");
        for output in &outputs {
            old.insert((*output).clone(), b"old".to_vec());
        }
        for (at, moment) in MOMENTS.iter().enumerate() {
            for output in &outputs {
                fs::write(folder.path().join(output), "old").unwrap();
            }
            let signal = [TERM, INT, HUP][at % 3];
            let by = end(folder.path(), args, signal, whole * *moment / 100);
            assert!(by.is_none_or(|by| by == signal), "{args:?}: ended by {by:?}");
            let left = contents(folder.path());
            assert!(left == old || left == new, "{args:?} at {moment} %: {:?}", left.keys());
            ended += usize::from(by.is_some());
        }
    }
    assert!(ended > 5, "only {ended} runs were ended before they were done");
}

#[test]
fn what_kill_leaves_goes_with_the_next_run() {
    let folder = folder();
    let started = Instant::now();
    run(folder.path(), MERGE);
    let whole = started.elapsed();
    let new = contents(folder.path());
    let mut left = 0;
    for moment in [50, 60, 70, 80, 90] {
        end(folder.path(), MERGE, KILL, whole * moment / 100);
        left = left.max(temporary(folder.path()).len());
    }
    assert!(left > 0, "nothing was left by a run that was killed");
    // Names of other outputs, and files that a run holds, are not touched.
    let [other, held] =
        [".d.tmx.mizan-abcdef", ".a.tmx.mizan-abcdef"].map(|name| folder.path().join(name));
    fs::write(&other, "old").unwrap();
    let lock = File::create(&held).unwrap();
    lock.lock().unwrap();
    run(folder.path(), MERGE);
    assert!(other.exists() && held.exists());
    drop(lock);
    run(folder.path(), MERGE);
    assert!(other.exists() && !held.exists());
    fs::remove_file(&other).unwrap();
    assert!(contents(folder.path()) == new);
}

#[test]
fn runs_over_the_same_output_do_not_disturb_each_other() {
    let folder = folder();
    run(folder.path(), MERGE);
    let new = contents(folder.path());
    for _ in 0..3 {
        let runs: Vec<_> = (0..4).map(|_| mizan(folder.path(), MERGE).spawn().unwrap()).collect();
        for mut run in runs {
            assert!(run.wait().unwrap().code().is_some_and(|code| code < 2));
        }
        assert!(contents(folder.path()) == new);
    }
}

#[test]
fn signals_that_a_run_shall_ignore_are_ignored() {
    let folder = folder();
    let mut child = Command::new("sh")
        .args([
            "-c",
            "trap '' HUP; exec \"$0\" memory merge - -o a.tmx",
            env!("CARGO_BIN_EXE_mizan"),
        ])
        .current_dir(folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(b"source,target\n").unwrap();
    std::thread::sleep(Duration::from_millis(500));
    assert!(
        Command::new("kill").args(["-HUP", &child.id().to_string()]).status().unwrap().success()
    );
    input.write_all("كتاب,book\n".as_bytes()).unwrap();
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert!(fs::read_to_string(folder.path().join("a.tmx")).unwrap().contains("book"));
}

/// The system ends a program that writes beyond the limit, unless it says otherwise.
#[test]
fn a_limit_of_the_size_of_files_is_an_error_of_writing() {
    let folder = folder();
    fs::write(folder.path().join("a.tmx"), "old").unwrap();
    let before = contents(folder.path());
    let output = Command::new("sh")
        .args(["-c", "ulimit -f 20; exec \"$0\" memory merge one.csv two.csv -o a.tmx"])
        .arg(env!("CARGO_BIN_EXE_mizan"))
        .current_dir(folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("a.tmx: cannot write"), "{said}");
    assert!(contents(folder.path()) == before);
}

#[test]
fn a_replaced_file_keeps_its_mode_and_owner() {
    let folder = folder();
    let path = folder.path().join("a.tmx");
    let args = ["memory", "convert", "one.csv", "-o", "a.tmx"];
    for mode in [0o600, 0o664, 0o755] {
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
        // Only the superuser may give a file away.
        let is_given = std::os::unix::fs::chown(&path, Some(12), Some(34)).is_ok();
        let before = fs::metadata(&path).unwrap();
        assert_eq!(run(folder.path(), &args).status.code(), Some(0));
        let about = fs::metadata(&path).unwrap();
        assert_eq!(about.mode() & 0o7777, mode);
        assert_eq!((about.uid(), about.gid()), (before.uid(), before.gid()), "{is_given}");
        assert!(about.len() > 1_000 && about.ino() != before.ino());
    }
}

#[test]
fn a_write_protected_file_is_not_replaced() {
    let folder = folder();
    let path = folder.path().join("a.tmx");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
    let before = contents(folder.path());
    let output = run(folder.path(), &["memory", "convert", "one.csv", "-o", "a.tmx"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("a.tmx: cannot write: it is write-protected"), "{said}");
    assert!(contents(folder.path()) == before);
}

#[test]
fn links_and_pipes_are_written_through() {
    let folder = folder();
    let place = |name: &str| folder.path().join(name);
    fs::create_dir(place("deep")).unwrap();
    fs::write(place("deep/real.tmx"), "old").unwrap();
    symlink("deep/real.tmx", place("middle.tmx")).unwrap();
    symlink("middle.tmx", place("link.tmx")).unwrap();
    assert!(Command::new("mkfifo").arg(place("pipe.tmx")).status().unwrap().success());
    let reader = std::thread::spawn({
        let pipe = place("pipe.tmx");
        move || {
            let mut bytes = Vec::new();
            File::open(pipe).unwrap().read_to_end(&mut bytes).unwrap();
            bytes
        }
    });
    let convert = |to: &str| run(folder.path(), &["memory", "convert", "one.csv", "-o", to]);
    assert_eq!(convert("pipe.tmx").status.code(), Some(0));
    assert_eq!(convert("link.tmx").status.code(), Some(0));
    let piped = reader.join().unwrap();
    assert!(piped.starts_with(b"<?xml") && piped == fs::read(place("deep/real.tmx")).unwrap());
    assert!(fs::symlink_metadata(place("link.tmx")).unwrap().is_symlink());
    assert!(fs::symlink_metadata(place("middle.tmx")).unwrap().is_symlink());
    assert!(!fs::metadata(place("pipe.tmx")).unwrap().is_file());
    assert_eq!(fs::read_dir(place("deep")).unwrap().count(), 1);
}

/// A run that waits for the reader of a pipe can be ended, and has replaced nothing.
#[test]
fn a_run_that_waits_for_a_reader_can_be_ended() {
    let folder = folder();
    fs::write(folder.path().join("b.csv"), "old").unwrap();
    assert!(Command::new("mkfifo").arg(folder.path().join("a.tmx")).status().unwrap().success());
    assert_eq!(end(folder.path(), MERGE, TERM, Duration::from_secs(2)), Some(TERM));
    assert_eq!(fs::read(folder.path().join("b.csv")).unwrap(), b"old");
    let names: Vec<_> =
        fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert!(names.iter().all(|name| !name.to_string_lossy().contains(".mizan-")), "{names:?}");
}
