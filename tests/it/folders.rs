//! Folders of documents: which are paired, and what comes of the pairs.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const ARABIC: [&str; 3] = [
    "وصل القطار إلى المحطة. نزل الركاب من القطار.\n",
    "فتح البائع الدكان صباحا. دخل الناس واحدا واحدا.\n",
    "كتب المعلم الدرس على اللوح. قرأ التلاميذ الدرس.\n",
];
const ENGLISH: [&str; 3] = [
    "The train arrived at the station. The passengers got off the train.\n",
    "The seller opened the shop in the morning. The people came in one by one.\n",
    "The teacher wrote the lesson on the board. The pupils read the lesson.\n",
];

fn write(folder: &Path, name: &str, text: impl AsRef<[u8]>) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn align(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.current_dir(folder).args(["align", "--date", "2026-01-31"]).args(args);
    command.output().unwrap()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A folder with two pairs, an ambiguous group, documents without a partner, and others.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let add = |name: &str, text: &str| write(folder.path(), name, text);
    add("docs/ar/train.md", ARABIC[0]);
    add("docs/en/train.md", ENGLISH[0]);
    add("shop_AR.txt", ARABIC[1]);
    add("shop_EN.md", ENGLISH[1]);
    add("m_ar.txt", ARABIC[2]);
    add("m_ar-EG.txt", ARABIC[2]);
    add("m_en.txt", ENGLISH[2]);
    add("درس.txt", ARABIC[2]);
    add("lesson.txt", ENGLISH[2]);
    add("both.txt", "وصل القطار إلى المحطة.\nThe train arrived.\nنزل الركاب منه.\nAll got off.\n");
    add("logo.png", "");
    add(".git/config_ar.txt", ARABIC[0]);
    folder
}

const LISTED: &str = "\
source	target	document
# names differ in the language: 1 pair
./docs/ar/train.md	./docs/en/train.md	docs/ar/train.md
# names differ in the language and the format: 1 pair
./shop_AR.txt	./shop_EN.md	shop_AR.txt
# ambiguous, not paired: ./m_ar-EG.txt | ./m_ar.txt | ./m_en.txt
# without a partner: ./both.txt (holds both languages: 2 segments 'ar', 2 segments 'en'; give each a file of its own)
# without a partner: ./lesson.txt
# without a partner: ./درس.txt
# of unknown kind: ./logo.png
# not looked at: 1 hidden or linked entry
# 11 files = 4 in 2 pairs + 3 ambiguous + 3 without a partner + 1 of unknown kind
";

#[test]
fn a_listing_tells_every_file_and_is_a_list() {
    let folder = folder();
    let dry = align(folder.path(), &["--pairs", ".", "--dry-run", "--encoder", "none"]);
    assert_eq!(String::from_utf8(dry.stdout.clone()).unwrap(), LISTED, "{}", said(&dry));
    assert_eq!(dry.status.code(), Some(4));
    // What was printed is a list of the same pairs.
    write(folder.path(), "list.tsv", &dry.stdout);
    let of_folder = align(folder.path(), &["--pairs", ".", "-o", "a.tmx", "--encoder", "none"]);
    assert_eq!(of_folder.status.code(), Some(4), "{}", said(&of_folder));
    let of_list =
        align(folder.path(), &["--pairs", "list.tsv", "-o", "b.tmx", "--encoder", "none"]);
    assert_eq!(of_list.status.code(), Some(0), "{}", said(&of_list));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    assert_eq!(read("a.tmx"), read("b.tmx"));
    assert_eq!(read("a.tmx").matches("<prop type=\"x-doc\">docs/ar/train.md</prop>").count(), 2);
    assert_eq!(read("a.tmx").matches("<tu ").count(), 4);
    let message = said(&of_list);
    assert!(message.contains("source (ar): 4 segments = 4 in units + 0 unaligned"), "{message}");
    assert!(message.contains("wrote b.tmx (4 units)"), "{message}");
}

#[test]
fn documents_of_the_same_content_are_told_and_paired_on_request() {
    let folder = folder();
    let told = align(folder.path(), &["--pairs", ".", "--dry-run"]);
    let listed = String::from_utf8(told.stdout).unwrap();
    let line =
        "# the same content, not paired: ./درس.txt + ./lesson.txt; --by-content pairs them\n";
    assert!(listed.contains(line), "{listed}");
    let taken = align(folder.path(), &["--pairs", ".", "--dry-run", "--by-content"]);
    let listed = String::from_utf8(taken.stdout).unwrap();
    assert!(
        listed.contains("# the same content: 1 pair\n./درس.txt\t./lesson.txt\tدرس.txt\n"),
        "{listed}"
    );
    let sum = "# 11 files = 6 in 3 pairs + 3 ambiguous + 1 without a partner + 1 of unknown kind\n";
    assert!(listed.ends_with(sum), "{listed}");
    // Texts that have nothing to do with each other are no suggestion.
    fs::remove_file(folder.path().join("lesson.txt")).unwrap();
    write(
        folder.path(),
        "soup.txt",
        "Cut the onions. Boil the water with salt and add the lentils.",
    );
    let told = align(folder.path(), &["--pairs", ".", "--dry-run"]);
    let listed = String::from_utf8(told.stdout).unwrap();
    assert!(listed.contains("without a partner: ./soup.txt\n"), "{listed}");
    assert!(!listed.contains("the same content"), "{listed}");
}

#[test]
fn threads_change_no_byte() {
    let folder = tempfile::tempdir().unwrap();
    for at in 0..9 {
        write(folder.path(), &format!("ar/{at}.txt"), ARABIC[at % 3]);
        write(folder.path(), &format!("en/{at}.txt"), ENGLISH[at % 3]);
    }
    let mut all = Vec::new();
    for threads in ["1", "3"] {
        let args = ["--pairs", "ar", "en", "-o", "a.tmx", "-o", "a.csv", "--leftovers", "rest.csv"];
        let output = align(folder.path(), &[&args[..], &["--threads", threads]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        let files =
            ["a.tmx", "a.csv", "rest.csv"].map(|name| fs::read(folder.path().join(name)).unwrap());
        all.push((said(&output), files));
    }
    assert_eq!(all[0], all[1]);
    assert!(all[0].0.contains("18 files = 18 in 9 pairs"), "{}", all[0].0);
}

#[test]
fn a_folder_takes_a_file_for_each_document() {
    let folder = folder();
    let args = ["--pairs", ".", "-o", "out/", "--to", "tmx", "--to", "beads", "--encoder", "none"];
    let output = align(folder.path(), &args);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let read = |name: &str| fs::read_to_string(folder.path().join("out").join(name)).unwrap();
    assert!(read("docs/ar/train.md.tmx").contains("The passengers got off the train."));
    assert!(read("shop_AR.txt.beads").starts_with("[0]:[0]:"));
    assert!(said(&output).contains("wrote 4 files in out/"), "{}", said(&output));
    // What a run wrote is not read by the next.
    let again = align(folder.path(), &args);
    assert!(said(&again).contains("11 files = 4 in 2 pairs"), "{}", said(&again));
}

#[test]
fn one_bad_file_does_not_stop_the_rest() {
    let folder = folder();
    write(folder.path(), "docs/ar/bad.txt", ARABIC[0]);
    write(folder.path(), "docs/en/bad.txt", b"\x89PNG\r\n\x1a\n");
    write(folder.path(), "docs/ar/swapped.txt", ENGLISH[0]);
    write(folder.path(), "docs/en/swapped.txt", ARABIC[0]);
    let output = align(folder.path(), &["--pairs", "docs", "-o", "a.tmx", "--encoder", "none"]);
    assert_eq!(output.status.code(), Some(4), "{}", said(&output));
    let message = said(&output);
    assert!(message.contains("docs/en/bad.txt: is a picture"), "{message}");
    assert!(message.contains("are the files swapped?"), "{message}");
    assert!(message.contains("3 pairs = 1 aligned + 2 not aligned"), "{message}");
    let tmx = fs::read_to_string(folder.path().join("a.tmx")).unwrap();
    assert_eq!(tmx.matches("<tu ").count(), 2);
}

#[test]
fn what_cannot_be_done_is_refused_before_anything_is_written() {
    let folder = folder();
    write(folder.path(), "none/a.txt", ARABIC[0]);
    write(folder.path(), "short.tsv", "a.txt\n");
    write(folder.path(), "twice.tsv", "shop_AR.txt\tshop_EN.md\nshop_AR.txt\tlesson.txt\n");
    write(folder.path(), "empty.tsv", "# nothing\n");
    for (args, code, message) in [
        (&["--pairs", "."][..], 2, "--pairs needs --output"),
        (&["--pairs", ".", "-o", "a.tmx", "--to", "csv"], 2, "--to needs a folder"),
        (&["--pairs", ".", "-o", "a.beads"], 2, "beads"),
        (&["--pairs", ".", ".", "-o", "a.tmx"], 2, "given twice"),
        (&["--pairs", "docs", "nowhere", "-o", "a.tmx"], 3, "nowhere: no such folder"),
        (&["--pairs", "nowhere.tsv", "-o", "a.tmx"], 3, "no such file"),
        (&["--pairs", "none", "-o", "a.tmx"], 3, "no documents are paired"),
        (&["--pairs", "short.tsv", "-o", "a.tmx"], 3, "short.tsv: line 1: has 1 column"),
        (
            &["--pairs", "twice.tsv", "-o", "a.tmx"],
            3,
            "line 2: the document shop_AR.txt is in line 1",
        ),
        (&["--pairs", "empty.tsv", "-o", "a.tmx"], 3, "lists no pair"),
        (&["--pairs", ".", "-o", "a.tmx", "--explain", "b.txt"], 2, "cannot be used with"),
    ] {
        let output = align(folder.path(), &[args, &["--encoder", "none"]].concat());
        assert_eq!(output.status.code(), Some(code), "{args:?}: {}", said(&output));
        assert!(said(&output).contains(message), "{args:?}: {}", said(&output));
        assert!(!folder.path().join("a.tmx").exists(), "{args:?}");
    }
}
