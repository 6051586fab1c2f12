//! The program as people run it.
//!
//! Cases are files in `tests/cmd`; `TRYCMD=overwrite cargo test` rewrites what they expect. Figures that
//! change with the weights of the aligner stand there as `[..]`; the accuracy reports watch those. What such a
//! case cannot tell is tested here: files that must not appear, and single bytes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

use crate::texts::{self, contents};

/// Runs the program in a folder.
fn mizan(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_mizan")).current_dir(folder).args(args).output().unwrap()
}

/// A new folder with the files of a folder of cases.
fn copy_of(cases: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cmd").join(cases);
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
        } else {
            fs::create_dir(folder.path().join(path.file_name().unwrap())).unwrap();
        }
    }
    folder
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn cases() {
    trycmd::TestCases::new()
        .env("COLUMNS", "100")
        .case("tests/cmd/*.trycmd")
        .case("tests/cmd/*.toml")
        .run();
}

/// Runs every command of `refused.trycmd` again: none may leave a file or change one.
#[test]
fn a_refused_run_leaves_every_file_as_it_was() {
    let cases = fs::read_to_string("tests/cmd/refused.trycmd").unwrap();
    let commands: Vec<&str> = cases.lines().filter_map(|l| l.strip_prefix("$ mizan ")).collect();
    assert!(commands.len() > 30, "only {} commands found", commands.len());
    let folder = copy_of("refused.in");
    let before = contents(folder.path());
    for command in commands {
        let output = mizan(folder.path(), &command.split(' ').collect::<Vec<_>>());
        assert!(!output.status.success(), "{command}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), "", "{command}");
        assert!(contents(folder.path()) == before, "{command} touched a file");
    }
}

/// Of the inputs, one line says what is wrong with which file, and what to do.
#[test]
fn a_bad_input_takes_one_line() {
    let folder = copy_of("refused.in");
    for name in ["missing.txt", "folder", "empty.txt", "blank.txt", "picture.txt", "letter.docx"] {
        let output = mizan(folder.path(), &["align", name, "library.en.txt", "-o", "memory.tmx"]);
        let message = stderr(&output);
        assert_eq!(output.status.code(), Some(3), "{name}");
        assert_eq!(message.lines().count(), 1, "{message}");
        assert!(message.starts_with(&format!("mizan: {name}: ")), "{message}");
    }
}

#[test]
fn an_output_never_replaces_an_input() {
    let folder = copy_of("align.in");
    let before = contents(folder.path());
    let absolute = folder.path().join("library.csv").display().to_string();
    for output in ["library.csv", "./library.csv", "../", &absolute] {
        let path = if output == "../" {
            format!("../{}/library.csv", folder.path().file_name().unwrap().to_string_lossy())
        } else {
            output.to_owned()
        };
        let args = ["align", "library.ar.txt", "library.en.txt", "-g", "library.csv", "-o", &path];
        let run = mizan(folder.path(), &args);
        assert_eq!(run.status.code(), Some(2), "{path}");
        assert!(contents(folder.path()) == before, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn a_link_to_an_input_is_that_input() {
    let folder = copy_of("align.in");
    std::os::unix::fs::symlink("library.csv", folder.path().join("link.csv")).unwrap();
    let before = contents(folder.path());
    let args = ["align", "library.ar.txt", "library.en.txt", "-g", "library.csv", "-o", "link.csv"];
    assert_eq!(mizan(folder.path(), &args).status.code(), Some(2));
    assert!(contents(folder.path()) == before);
}

#[test]
fn a_second_run_replaces_the_first_with_the_same_bytes() {
    let folder = copy_of("align.in");
    let args =
        ["align", "library.ar.txt", "library.en.txt", "-o", "memory.tmx", "-o", "memory.csv"];
    assert_eq!(mizan(folder.path(), &args).status.code(), Some(0));
    let first = contents(folder.path());
    assert!(first.iter().any(|(name, bytes)| name == "memory.tmx" && !bytes.is_empty()));
    assert_eq!(mizan(folder.path(), &args).status.code(), Some(0));
    assert!(contents(folder.path()) == first);
}

#[test]
fn a_memory_made_today_carries_the_day() {
    let folder = copy_of("align.in");
    let args = ["align", "library.ar.txt", "library.en.txt", "-o", "memory.tmx"];
    assert_eq!(mizan(folder.path(), &args).status.code(), Some(0));
    let tmx = fs::read_to_string(folder.path().join("memory.tmx")).unwrap();
    let header = tmx.split_once("<header ").unwrap().1.split_once('>').unwrap().0;
    let date = header.split_once("creationdate=\"").unwrap().1.split_once('"').unwrap().0;
    let (day, rest) = date.split_at(8);
    assert!(day.starts_with("20") && day.bytes().all(|b| b.is_ascii_digit()), "{date}");
    assert_eq!(rest, "T000000Z");
}

/// The command README shows, less the building, gives the files it promises.
#[test]
fn the_readme_command_does_the_main_job() {
    let readme = texts::read("README.md");
    let command = readme.lines().find(|line| line.starts_with("cargo run ")).unwrap();
    let args: Vec<&str> = command.split_once(" -- ").unwrap().1.split(' ').collect();
    let folder = tempfile::tempdir().unwrap();
    for file in args.iter().filter(|arg| texts::path(arg).is_file()) {
        let copy = folder.path().join(file);
        fs::create_dir_all(copy.parent().unwrap()).unwrap();
        fs::copy(texts::path(file), copy).unwrap();
    }
    let output = mizan(folder.path(), &args);
    let summary = stderr(&output);
    assert_eq!(output.status.code(), Some(0), "{summary}");
    assert!(summary.contains("source (ar) ") && summary.contains("\nglossary: "), "{summary}");
    let tmx = fs::read_to_string(folder.path().join("memory.tmx")).unwrap();
    let csv = fs::read_to_string(folder.path().join("memory.csv")).unwrap();
    let units = tmx.matches("<tu ").count();
    assert!(units > 10 && summary.contains(&format!("\nunits: {units} (")), "{summary}");
    // No cell of this pair holds a line break.
    assert_eq!(csv.lines().count(), units + 1);
}

/// The bytes that only some programs look at: mark and line ends.
#[test]
fn excel_gets_its_mark_and_line_ends() {
    let folder = copy_of("align.in");
    let run = |profile: &str, name: &str| {
        let args = ["align", "lines.ar", "lines.en", "--segmented", "--csv-profile", profile];
        let left = format!("left-{name}");
        let output =
            mizan(folder.path(), &[&args[..], &["-o", name, "--leftovers", &left]].concat());
        assert_eq!(output.status.code(), Some(0));
        [name, &left].map(|name| fs::read(folder.path().join(name)).unwrap())
    };
    for bytes in run("excel", "excel.csv") {
        assert!(bytes.starts_with(b"\xEF\xBB\xBF"));
        let text = String::from_utf8(bytes).unwrap();
        assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());
        assert!(text.ends_with("\r\n"));
    }
    let [plain, _] = run("rfc4180", "plain.csv");
    assert!(plain.starts_with(b"source,target,"));
    assert!(!plain.contains(&b'\r') && plain.ends_with(b"\n"));
}

/// Texts that are no translations of each other are told.
#[test]
fn texts_that_do_not_face_each_other_are_told() {
    let folder = tempfile::tempdir().unwrap();
    let strange = [
        "The goalkeeper saved two penalties.",
        "Bread prices rose by a tenth in spring.",
        "She tuned the piano before noon.",
        "The museum closes on Mondays.",
        "Rain is expected in the mountains.",
        "Our train left late again.",
        "He painted the fence green.",
        "The committee meets on Thursday.",
    ];
    let own = [
        ("فتح الطبيب باب العيادة.", "The doctor opened the door of the clinic."),
        ("جلس المريض على الكرسي.", "The patient sat on the chair."),
        ("سأله الطبيب عن اسمه.", "The doctor asked him his name."),
        ("كتب له دواء للسعال.", "He prescribed him a medicine for the cough."),
        ("شكره المريض وخرج.", "The patient thanked him and left."),
        ("تغلق العيادة يوم الجمعة.", "The clinic is closed on Fridays."),
        ("رن الهاتف في المساء.", "The telephone rang in the evening."),
        ("عاد الطبيب إلى بيته.", "The doctor went back home."),
    ];
    let write = |name: &str, lines: Vec<&str>| {
        fs::write(folder.path().join(name), lines.join("\n") + "\n").unwrap();
    };
    write("a.ar", own.iter().map(|pair| pair.0).collect());
    write("right.en", own.iter().map(|pair| pair.1).collect());
    write("wrong.en", strange.to_vec());
    for (name, is_told) in [("right.en", false), ("wrong.en", true)] {
        let args = ["align", "a.ar", name, "--segmented", "--strict", "-o", "a.tsv"];
        let output = mizan(folder.path(), &args);
        let said = stderr(&output);
        assert_eq!(output.status.code(), Some(i32::from(is_told)), "{name}: {said}");
        let question = format!("is {name} the translation of a.ar?");
        assert_eq!(said.contains(&question), is_told, "{name}: {said}");
    }
}

/// Whatever the encoding, the same sentences are read.
#[test]
fn every_encoding_is_read_alike() {
    let folder = copy_of("encodings.in");
    let plain = mizan(folder.path(), &["segment", "utf8.ar.txt"]).stdout;
    assert_eq!(plain.iter().filter(|&&b| b == b'\n').count(), 2);
    let mut others = 0;
    for (name, _) in contents(folder.path()).iter().filter(|(name, _)| name.ends_with(".ar.txt")) {
        let output = mizan(folder.path(), &["segment", name]);
        assert_eq!(output.stdout, plain, "{name}");
        assert_eq!(output.status.code(), Some(0), "{name}");
        others += 1;
    }
    assert_eq!(others, 8);
}

/// Records are bytes until they are read, so a broken one costs only itself.
#[test]
fn a_record_that_is_not_utf8_is_one_bad_record() {
    use std::io::Write;
    let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
        .args(["segment", "--records"])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let records = b"\xEF\xBB\xBF{\"lang\":\"en\",\"text\":\"One.\"}\r\n\
        {\"lang\":\"en\",\"text\":\"\xFF\"}\n{\"lang\":\"en\",\"text\":\"Three.\"}";
    child.stdin.take().unwrap().write_all(records).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let answers = String::from_utf8_lossy(&output.stdout).into_owned();
    let is_error: Vec<bool> = answers.lines().map(|line| line.contains("\"bad-text\"")).collect();
    assert_eq!(is_error, [false, true, false], "{answers}");
}

/// Slow rules of --srx count as not matching; the answer says so.
#[test]
fn a_record_tells_of_slow_rules() {
    let folder = copy_of("align.in");
    let rules = include_str!("../data/segment/backtracking.srx");
    fs::write(folder.path().join("slow.srx"), rules).unwrap();
    let text = format!("One {}. Two. Three.", "x".repeat(60));
    let record = |text: &str| format!("{{\"lang\":\"en\",\"text\":\"{text}\"}}\n");
    fs::write(folder.path().join("in.jsonl"), record("One xx! Two.") + &record(&text)).unwrap();
    let srx = ["--srx", "slow.srx", "--srx-mode", "only"];
    let output = mizan(folder.path(), &[&["segment", "--records", "in.jsonl"][..], &srx].concat());
    let lines = String::from_utf8(output.stdout).unwrap();
    let answers: Vec<serde_json::Value> =
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(answers[0]["sentences"], serde_json::json!(["One xx!", "Two."]));
    assert!(answers[0].get("warnings").is_none());
    assert_eq!(answers[1]["sentences"].as_array().unwrap().len(), 3);
    assert_eq!(
        answers[1]["warnings"],
        serde_json::json!(["the SRX rule of line 8 takes too many steps"])
    );
}

/// `head` closes the pipe early; that is no failure.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure() {
    use std::process::Stdio;
    let folder = copy_of("align.in");
    let text = "A sentence that fills the pipe. ".repeat(40_000);
    fs::write(folder.path().join("long.txt"), text).unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
        .current_dir(folder.path())
        .args(["segment", "long.txt", "--lang", "en"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), stderr(&output).as_str()), (Some(0), ""));
}

/// Nor is it under findings on standard error, or under the table of `train`.
#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_failure_anywhere() {
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    for name in ["a", "b"] {
        write(&format!("{name}.ar"), "وصل الوفد في ٥ مايو.\nتغلق المكتبة يوم الجمعة.\n");
        write(
            &format!("{name}.en"),
            "The delegation arrived on 7 May.\nThe library closes on Friday.\n",
        );
        write(&format!("{name}.gold"), "[0]:[0]\n[1]:[1]\n");
    }
    let run = |args: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .current_dir(folder.path())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop((child.stdout.take(), child.stderr.take()));
        child.wait().unwrap().code()
    };
    let check = ["align", "a.ar", "a.en", "--segmented", "-o", "m.tmx", "--check"];
    assert_eq!(run(&check), Some(1));
    assert_eq!(run(&["train", ".", "--folds", "2", "--iterations", "1"]), Some(0));
}

/// Findings of `align --check` go to standard error or to a file, and give the exit code 1; without them it is 0.
#[test]
fn what_was_aligned_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    fs::write(path.join("ar.txt"), "وصل الوفد في ٥ مايو.\nتغلق المكتبة يوم الجمعة.\n").unwrap();
    fs::write(
        path.join("en.txt"),
        "The delegation arrived on 7 May.\nThe library closes on Friday.\n",
    )
    .unwrap();
    let run = |check: &str| {
        mizan(path, &["align", "ar.txt", "en.txt", "--segmented", "-o", "m.tmx", check])
    };
    let shown = run("--check");
    let told = String::from_utf8_lossy(&shown.stderr);
    assert_eq!(shown.status.code(), Some(1), "{told}");
    assert!(told.contains("ar.txt:1: unit 1: warning: numbers"), "{told}");
    let filed = run("--check=found.csv");
    assert_eq!(filed.status.code(), Some(1));
    assert!(fs::read_to_string(path.join("found.csv")).unwrap().contains("warning,numbers,1,1,"));
    assert_eq!(run("--check=found.pdf").status.code(), Some(2));
    fs::write(
        path.join("en.txt"),
        "The delegation arrived on 5 May.\nThe library closes on Friday.\n",
    )
    .unwrap();
    assert_eq!(run("--check").status.code(), Some(0));
}

/// Audits and proposals do not depend on the format of a memory.
#[test]
fn glossaries_are_held_against_memories_of_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "terms.csv",
        "source,target,status\nوزير,minister,preferred\nوزير,vizier,forbidden\nدولة,state,preferred\n",
    );
    write(
        "m.csv",
        "source,target\nقال الوزير,The minister said\nوصل الوزير,The vizier came\nزار الدولة,He was there\n\
         لا شيء,\nغادر الوزير الدولة,The minister left the state\n",
    );
    let formats = ["csv", "tmx", "xlf", "xlsx", "jsonl", "tsv", "html"];
    let mut first: Option<(Vec<String>, Vec<u8>)> = None;
    for format in formats {
        let memory = format!("m.{format}");
        if format != "csv" {
            let made = mizan(
                folder.path(),
                &["memory", "convert", "m.csv", "-o", &memory, "--keep-empty"],
            );
            assert!(made.status.success(), "{}", stderr(&made));
        }
        let args = ["glossary", "audit", "terms.csv", &memory, "-o", "report.jsonl"];
        let audit = mizan(folder.path(), &args);
        assert_eq!(audit.status.code(), Some(1), "{format}: {}", stderr(&audit));
        assert!(stderr(&audit).contains("4 units, 2 findings"), "{format}: {}", stderr(&audit));
        assert!(stderr(&audit).contains("1 unit without both"), "{format}: {}", stderr(&audit));
        let report = fs::read_to_string(folder.path().join("report.jsonl")).unwrap();
        let findings = report.lines().filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(line).unwrap();
            Some(format!("{} {}", line["unit"].as_u64()?, line["verdict"].as_str()?))
        });
        let args = ["glossary", "propose", &memory, "--encoder", "none"];
        let proposed = mizan(folder.path(), &args);
        assert!(proposed.status.success(), "{format}: {}", stderr(&proposed));
        let result = (findings.collect(), proposed.stdout);
        match &first {
            Some(first) => assert_eq!(&result, first, "{format}"),
            None => {
                assert_eq!(result.0.len(), 5, "{report}");
                first = Some(result);
            }
        }
    }
    let args = ["glossary", "audit", "terms.csv", "m.tmx", "--target-lang", "fr"];
    let other = mizan(folder.path(), &args);
    assert_eq!(other.status.code(), Some(3), "{}", stderr(&other));
    assert!(
        stderr(&other).contains("all 5 units are without both ar and fr"),
        "{}",
        stderr(&other)
    );
}

/// A glossary of which no row can be read is bad input; nothing is made of it.
#[test]
fn a_glossary_without_readable_rows_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let csv = "source,target,note\nوزير,\"minister,x\nدولة,state,\n";
    fs::write(folder.path().join("bad.csv"), csv).unwrap();
    let made = mizan(folder.path(), &["glossary", "convert", "bad.csv", "-o", "out.tbx"]);
    assert_eq!(made.status.code(), Some(3), "{}", stderr(&made));
    assert!(stderr(&made).contains("bad.csv:2:"), "{}", stderr(&made));
    assert!(stderr(&made).contains("no row of it can be read"), "{}", stderr(&made));
    assert!(!folder.path().join("out.tbx").exists());
}

/// A memory of one unit with an inline code.
const WITH_CODE: &str = "<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" \
    o-tmf=\"t\" adminlang=\"en\" srclang=\"ar\" datatype=\"xml\"/><body><tu><tuv xml:lang=\"ar\"><seg>افتح <ph x=\"1\">{f}</ph> الآن</seg></tuv>\
    <tuv xml:lang=\"en\"><seg>Open <ph x=\"1\">{f}</ph> now</seg></tuv></tu></body></tmx>";

#[test]
fn what_is_left_out_is_counted_and_ends_in_its_exit_code() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.tmx"), WITH_CODE).unwrap();
    let ran = mizan(folder.path(), &["memory", "convert", "a.tmx", "-o", "a.tsv"]);
    let said = String::from_utf8(ran.stderr).unwrap();
    assert_eq!(ran.status.code(), Some(4), "{said}");
    assert!(said.contains("a.tsv: 1 unit; 2 inline codes left out"), "{said}");
    let ran = mizan(folder.path(), &["memory", "convert", "a.tmx", "-o", "a.tsv", "--no-codes"]);
    assert_eq!(ran.status.code(), Some(0));
    let ran = mizan(folder.path(), &["memory", "fix", "a.tmx", "-o", "a.tmx"]);
    assert_eq!(ran.status.code(), Some(0));
    let fixed = fs::read_to_string(folder.path().join("a.tmx")).unwrap();
    assert!(fixed.contains("Open <ph x=\"1\">{f}</ph> now"), "{fixed}");
}

#[test]
fn a_dash_is_standard_input_and_output() {
    use std::io::Write as _;
    use std::process::Stdio;
    let folder = tempfile::tempdir().unwrap();
    let piped = |input: &str, args: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .current_dir(folder.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        let ran = child.wait_with_output().unwrap();
        assert_eq!(ran.status.code(), Some(0), "{}", String::from_utf8_lossy(&ran.stderr));
        String::from_utf8(ran.stdout).unwrap()
    };
    let table = "source,target\nافتح الآن,Open now\n";
    let memory = piped(table, &["memory", "merge", "-", "-o", "-"]);
    assert!(memory.contains("<seg>Open now</seg>"), "{memory}");
    assert!(piped(&memory, &["memory", "stats", "-"]).contains("1  units"));
    assert!(piped(&memory, &["memory", "lookup", "-", "افتح الآن"]).contains("unit 1"));
}

#[cfg(unix)]
#[test]
fn links_stay_links_and_devices_are_written_to() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.tmx"), WITH_CODE).unwrap();
    fs::create_dir(folder.path().join("d")).unwrap();
    let link = folder.path().join("link.tmx");
    std::os::unix::fs::symlink("d/real.tmx", &link).unwrap();
    for _ in 0..2 {
        let ran = mizan(folder.path(), &["memory", "convert", "a.tmx", "-o", "link.tmx"]);
        assert_eq!(ran.status.code(), Some(0));
        assert!(link.is_symlink());
        assert!(folder.path().join("d/real.tmx").is_file());
    }
    let ran = mizan(folder.path(), &["memory", "convert", "a.tmx", "-o", "/dev/stdout"]);
    assert!(String::from_utf8(ran.stdout).unwrap().ends_with("</tmx>\n"));
}

#[test]
fn no_text_steers_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let odd = "\u{1B}[31mx\u{202E}";
    fs::write(folder.path().join("a.csv"), format!("source,target\nباب {odd},door {odd}\n"))
        .unwrap();
    fs::write(folder.path().join("b.csv"), format!("source,target\nباب {odd},gate {odd}\n"))
        .unwrap();
    for args in [
        &["memory", "diff", "a.csv", "b.csv"][..],
        &["memory", "lookup", "a.csv", "باب", "--min", "10"],
        &["memory", "stats", "no\u{1B}[31mfile.csv"],
    ] {
        let ran = mizan(folder.path(), args);
        let all = String::from_utf8([ran.stdout, ran.stderr].concat()).unwrap();
        assert!(all.contains("[U+001B]") && !all.contains(['\u{1B}', '\u{202E}']), "{all}");
    }
}

/// The conflicts of a merge and the matches of a lookup are tables, written with the other files of the run or not at all.
#[test]
fn conflicts_and_matches_are_tables() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
    file("ours.csv", "source,target,status\nقارب,boat,preferred\n");
    file("theirs.csv", "source,target,status\nقارب,dinghy,preferred\n");
    let merge = |more: &[&str]| {
        let args = ["glossary", "merge", "ours.csv", "theirs.csv", "-o", "all.csv"];
        mizan(folder.path(), &[&args, more].concat())
    };
    let run = merge(&["--conflicts", "conflicts.csv"]);
    assert_eq!((run.status.code(), run.stdout.len()), (Some(1), 0), "{}", stderr(&run));
    let table = read("conflicts.csv");
    assert!(table.starts_with("file,line,other_file,other_line,message\nours.csv,2,theirs.csv,2,"));
    assert!(read("all.csv").contains("dinghy,admitted"));
    fs::remove_file(folder.path().join("all.csv")).unwrap();
    assert_eq!(merge(&["--conflicts", "theirs.csv"]).status.code(), Some(2));
    assert_eq!(merge(&["--conflicts", "all.csv"]).status.code(), Some(2));
    assert!(!folder.path().join("all.csv").exists());

    file("m.csv", "source,target\nوصل القارب إلى الميناء,The boat reached the harbour\n");
    file("new.txt", "وصل القارب إلى الشاطئ\nشيء آخر\n");
    let args = ["memory", "lookup", "m.csv", "--file", "new.txt", "--min", "50", "-o", "found.tsv"];
    let run = mizan(folder.path(), &args);
    assert_eq!((run.status.code(), run.stdout.len()), (Some(0), 0), "{}", stderr(&run));
    let table = read("found.tsv");
    assert_eq!(table.lines().count(), 2, "{table}");
    assert!(table.contains("1\tوصل القارب إلى الشاطئ\t"), "{table}");
    assert_eq!(mizan(folder.path(), &[&args[..8], &["new.txt"]].concat()).status.code(), Some(2));
}
