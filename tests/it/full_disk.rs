//! Disks that are full: the files stay those that were there, and nothing else is left; and files with several names.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::texts::contents;

const UNITS: usize = 1_500;

/// Commands that write over files of the folder, and the greatest block of 512 bytes that they may write.
const COMMANDS: [(&[&str], u32); 4] = [
    (&["memory", "merge", "a.csv", "b.csv", "-o", "all.tmx", "--conflicts", "conflicts.csv"], 40),
    (&["memory", "fix", "a.csv", "-o", "a.csv", "--report", "changes.csv"], 40),
    (&["memory", "split", "all.tmx", "--units", "500", "-o", "part.tmx"], 20),
    (&["glossary", "sort", "terms.csv"], 8),
];

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let table = |names: [&str; 2], end: &str| {
        let rows = (0..UNITS).map(|at| {
            let number = (at * 37) % UNITS;
            format!("{} {number} ,{} {number}{end}\n", names[0], names[1])
        });
        format!("source,target\n{}", rows.collect::<String>())
    };
    for (name, text) in [
        ("a.csv", table(["الصفحة  رقم", "Page"], "")),
        ("b.csv", table(["الصفحة  رقم", "Leaf"], " ")),
        ("terms.csv", table(["مصطلح", "term"], "")),
        ("all.tmx", "old".to_owned()),
        ("conflicts.csv", "old".to_owned()),
        ("changes.csv", "old".to_owned()),
    ] {
        fs::write(folder.path().join(name), text).unwrap();
    }
    let merged = run(folder.path(), COMMANDS[0].0).unwrap();
    assert!(merged < 2, "{merged}");
    fs::write(folder.path().join("conflicts.csv"), "old").unwrap();
    folder
}

fn run(folder: &Path, args: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.current_dir(folder).args(args).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().unwrap().code()
}

#[test]
fn a_full_disk_leaves_the_old_files() {
    for (args, blocks) in COMMANDS {
        let folder = folder();
        let before = contents(folder.path());
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let run = Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_mizan")])
            .args(args)
            .current_dir(folder.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stderr);
        assert_eq!(run.status.code(), Some(3), "{args:?}: {said}");
        assert!(said.contains("cannot write"), "{args:?}: {said}");
        let left = contents(folder.path());
        assert!(left == before, "{args:?}: {:?}", left.keys());
    }
}

/// A second name of a file is another file from then on, as with every program that writes beside and renames.
#[test]
fn another_name_of_an_output_keeps_the_old_text() {
    let folder = folder();
    let [file, other] = ["terms.csv", "other.csv"].map(|name| folder.path().join(name));
    fs::hard_link(&file, &other).unwrap();
    let old = fs::read(&file).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_mizan"))
        .current_dir(folder.path())
        .args(["glossary", "sort", "terms.csv"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert!(fs::read(&file).unwrap() != old && fs::read(&other).unwrap() == old);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("terms.csv: has other names"), "{said}");
}
