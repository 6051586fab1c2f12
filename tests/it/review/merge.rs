//! Two copies of a project that parted: nothing that was done in either is missing from the result and the conflicts.

use std::process::Command;

use mizan::format::{read_project, read_project_at};
use mizan::review::{Merged, Op, Project, ReviewStatus};
use proptest::collection::vec;
use proptest::prelude::*;

use super::{Step, base, bitext, cards, open, ops, state, step};

const AT: &str = "2026-01-31T10:15:00Z";

/// Does some steps, and adds what was done to the file.
fn work(file: &mut Vec<u8>, steps: &[Step], who: &str) {
    let mut project = open(file);
    for step in steps {
        for (number, op) in ops(step, &project).into_iter().enumerate() {
            if let Ok(applied) = project.apply(op, who, AT, number > 0) {
                file.extend(applied.entry.line().bytes());
            }
        }
    }
}

/// Merges two copies; gives the file of the result as well.
fn merge(first: &[u8], second: &[u8]) -> (Project, Merged, Vec<u8>) {
    let (mut here, there) = (open(first), open(second));
    let common = here.parted_from(&there).unwrap();
    let n = there.log()[..common].iter().map(|entry| entry.n).max().unwrap_or(0);
    let fork = read_project_at(second, n).unwrap().project;
    let merged = here.merge(&there, fork, common).unwrap();
    let mut file = first.to_vec();
    merged.entries.iter().for_each(|entry| file.extend(entry.line().bytes()));
    (here, merged, file)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_missing(both in vec(step(), 0..6), mine in vec(step(), 1..14), theirs in vec(step(), 1..14)) {
        let mut first = base(&bitext());
        work(&mut first, &both, "both");
        let mut second = first.clone();
        work(&mut first, &mine, "Amal");
        work(&mut second, &theirs, "Omar");
        let (result, merged, file) = merge(&first, &second);
        let (here, there) = (open(&first), open(&second));
        let further = there.log().len() - here.parted_from(&there).unwrap();
        prop_assert_eq!(
            merged.done + merged.same + merged.taken_back + merged.conflicts.len(),
            further,
            "{:?}", merged
        );
        // What stands in the file is what is here, and all of the first is in it.
        prop_assert!(file.starts_with(&first));
        let again = read_project(&file).unwrap().project;
        prop_assert!(state(&again) == state(&result));
        // Merged once more, nothing is left to do but what was in the way.
        for entry in &merged.entries {
            prop_assert!(there.log().iter().any(|other| other.who == entry.who && other.at == entry.at));
        }
    }
}

#[test]
fn what_each_did_is_done_where_the_other_did_nothing() {
    let file = base(&bitext());
    let bead = |row: usize| open(&file).bead_at(row).unwrap();
    let act = |who: &str, ops: &[Op]| {
        let (mut project, mut file) = (open(&file), file.clone());
        for op in ops {
            let applied = project.apply(op.clone(), who, AT, false).unwrap();
            file.extend(applied.entry.line().bytes());
        }
        file
    };
    let status = |row, status| Op::Status { bead: bead(row), status };
    let comment = |text: &str| Op::Comment { bead: bead(9), text: text.to_owned() };
    let add = |text: &str| Op::Add {
        after: Some(bead(12)),
        source: format!("سطر {text}"),
        target: format!("Line {text}"),
    };
    let first = act(
        "Amal",
        &[
            status(0, ReviewStatus::Reviewed),
            status(1, ReviewStatus::Reviewed),
            Op::Merge { bead: bead(3) },
            comment("Hers."),
            add("of hers"),
        ],
    );
    let second = act(
        "Omar",
        &[
            status(0, ReviewStatus::Rejected),
            status(1, ReviewStatus::Reviewed),
            status(2, ReviewStatus::Reviewed),
            Op::Merge { bead: bead(3) },
            comment("His."),
            add("of his"),
            Op::Merge { bead: bead(6) },
            Op::Undo,
        ],
    );
    let (project, merged, file) = merge(&first, &second);
    assert_eq!((merged.done, merged.same, merged.taken_back), (3, 2, 2), "{merged:?}");
    assert_eq!(merged.conflicts.len(), 1);
    assert!(merged.conflicts[0].1.contains("was judged reviewed here"), "{merged:?}");
    assert!(merged.entries.iter().all(|entry| entry.who == "Omar"));
    let comments: Vec<String> = cards(&project)
        .iter()
        .map(|card| card["comment"].as_str().unwrap().to_owned())
        .filter(|text| !text.is_empty())
        .collect();
    assert_eq!(comments, ["Hers.\nHis."]);
    // The other way round: nothing of theirs is left but the contradiction.
    let (_, back, _) = merge(&file, &second);
    assert_eq!((back.done, back.conflicts.len()), (0, 1), "{back:?}");
}

#[test]
fn the_program_merges_copies() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let file = base(&bitext());
    let project = open(&file);
    let write = |name: &str, row: usize, status: ReviewStatus, who: &str| {
        let (mut project, mut file) = (open(&file), file.clone());
        for row in [row, 0] {
            let op = Op::Status { bead: project.bead_at(row).unwrap(), status };
            file.extend(project.apply(op, who, AT, false).unwrap().entry.line().bytes());
        }
        std::fs::write(path(name), file).unwrap();
    };
    assert_eq!(project.n(), 0);
    write("a.mizan", 1, ReviewStatus::Reviewed, "Amal");
    write("b.mizan", 2, ReviewStatus::Rejected, "Omar");
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
        command.current_dir(folder.path()).args(["review", "merge"]).args(args).output().unwrap()
    };
    let output = run(&["a.mizan", "b.mizan", "-o", "c.mizan"]);
    assert_eq!(output.status.code(), Some(1));
    let printed = String::from_utf8(output.stdout).unwrap();
    assert!(printed.starts_with("2\t2026-01-31T10:15:00Z\tOmar\tbead 0: rejected\t"), "{printed}");
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("2 further operations of b.mizan = 1 done + 0 the same in both + 0 taken back there + 1 in conflict"), "{said}");
    assert_eq!(open(&std::fs::read(path("c.mizan")).unwrap()).n(), 3);
    // Nothing is replaced, and a copy without work of its own takes the other's as it is.
    assert_eq!(run(&["a.mizan", "b.mizan", "-o", "c.mizan"]).status.code(), Some(3));
    assert_eq!(run(&["a.mizan", "b.mizan", "-o", "a.mizan"]).status.code(), Some(2));
    std::fs::write(path("new.mizan"), &file).unwrap();
    assert_eq!(run(&["new.mizan", "b.mizan", "-o", "d.mizan"]).status.code(), Some(0));
    assert_eq!(std::fs::read(path("d.mizan")).unwrap(), std::fs::read(path("b.mizan")).unwrap());
}
