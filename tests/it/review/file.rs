//! Files of projects: what is torn is cut off, what is new is not touched, what is broken is named.

use mizan::format::read_project;
use mizan::review::{Op, ReviewStatus};

use super::{base, bitext, open};

/// A project with three operations.
fn file() -> Vec<u8> {
    let mut file = base(&bitext());
    let mut project = open(&file);
    for row in 0..3 {
        let op = Op::Status { bead: project.bead_at(row).unwrap(), status: ReviewStatus::Reviewed };
        let applied = project.apply(op, "a", "2026-01-31T10:15:00Z", false).unwrap();
        file.extend(applied.entry.line().bytes());
    }
    file
}

#[test]
fn a_torn_line_is_cut_off() {
    let whole = file();
    let start = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n').unwrap() + 1;
    for end in start..whole.len() - 1 {
        let opened = read_project(&whole[..end]).unwrap();
        assert_eq!((opened.whole, opened.project.n()), (start as u64, 2), "cut at {end}");
    }
    // Without its line feed alone it is whole: a text editor may have taken that away.
    let opened = read_project(&whole[..whole.len() - 1]).unwrap();
    assert_eq!((opened.unended, opened.project.n()), (true, 3));
    assert_eq!(opened.whole, whole.len() as u64 - 1);
}

#[test]
fn align_does_not_replace_a_review() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("job.mizan");
    let align = || {
        let texts = ["source.ar.txt", "target.en.txt"];
        std::process::Command::new(env!("CARGO_BIN_EXE_mizan"))
            .arg("align")
            .args(texts.map(|name| crate::texts::path(&format!("pairs/fentanyl/{name}"))))
            .args(["--encoder", "none", "-o"])
            .arg(&path)
            .output()
            .unwrap()
    };
    let whole = file();
    std::fs::write(&path, &whole).unwrap();
    let run = align();
    assert_eq!(run.status.code(), Some(3));
    let said = String::from_utf8(run.stderr).unwrap();
    assert!(said.contains("holds a review, 3 operations so far"), "{said}");
    assert_eq!(std::fs::read(&path).unwrap(), whole);
    // One that nobody has worked on is written anew.
    std::fs::write(&path, base(&bitext())).unwrap();
    assert_eq!(align().status.code(), Some(0));
    assert!(read_project(&std::fs::read(&path).unwrap()).is_ok());
}

#[test]
fn operations_of_newer_versions_make_a_project_read_only() {
    let mut file = file();
    let line = |file: &[u8]| file.iter().filter(|byte| **byte == b'\n').count() as u64 + 1;
    let unknown = line(&file);
    file.extend(
        b"{\"op\":{\"n\":4,\"at\":\"2027-01-01T00:00:00Z\",\"who\":\"b\",\"op\":{\"kind\":\"weave\",\"bead\":1}}}\n",
    );
    let mut opened = read_project(&file).unwrap();
    assert_eq!((opened.unknown, opened.project.n()), (Some(unknown), 3));
    assert!(opened.project.is_read_only());
    let refused = opened.project.apply(Op::Undo, "a", "2026-01-31T10:15:00Z", false).unwrap_err();
    assert_eq!(refused.code(), "readOnly");
}

#[test]
fn what_is_broken_is_named_with_its_line() {
    let whole = String::from_utf8(file()).unwrap();
    let lines: Vec<&str> = whole.lines().collect();
    let error = |lines: &[String]| {
        read_project((lines.join("\n") + "\n").as_bytes()).err().unwrap().to_string()
    };
    let with = |at: usize, text: &str| {
        let mut lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        lines[at] = text.to_owned();
        lines
    };
    let last = lines.len() - 1;
    assert_eq!(error(&with(0, "source,target")), "line 1: not a project of mizan review (project)");
    let broken = error(&with(last - 1, "{\"op\":{\"n\":2"));
    assert!(broken.starts_with(&format!("line {last}: cannot be read")), "{broken}");
    let changed = lines[3].replace("رقم", "عدد");
    assert_ne!(changed, lines[3]);
    let changed = error(&with(3, &changed));
    assert!(changed.contains("do not add up"), "{changed}");
    let twice = lines[last].replace("\"bead\":", "\"bead\":99");
    let refused = error(&with(last, &twice));
    assert!(
        refused.contains("operation 3 cannot be carried out: there is no bead 99"),
        "{refused}"
    );
    let short: Vec<String> = lines[..6].iter().map(|line| (*line).to_owned()).collect();
    assert!(error(&short).contains("ends before the end of the alignment"));
    let newer = with(0, &lines[0].replace("\"format\":1", "\"format\":2"));
    assert!(error(&newer).contains("newer than this version reads"));
}
