//! Pairs of texts as lines of JSON: every line is answered, whatever it holds and however often the run is ended.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use mizan::aligner::Aligner;
use mizan::lang::Lang;
use mizan::records::{Answer, RecordSettings, Records};
use mizan::segment::{Newlines, Segmenter};
use mizan::watch::Watch;
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

fn segmenters() -> [Segmenter; 2] {
    [Lang::AR, Lang::EN].map(|lang| Segmenter::new(lang, Newlines::Auto))
}

fn records(settings: RecordSettings) -> Records {
    Records::new(Aligner::with_encoder(None).threads(1), segmenters(), settings)
}

fn answer(records: &Records, record: &Value) -> Value {
    read(&records.answer(1, record.to_string().as_bytes()))
}

/// The answer as JSON, if it is what every answer is.
fn read(answer: &Answer) -> Value {
    assert!(!answer.line.contains('\n'));
    let value: Value = serde_json::from_str(&answer.line).unwrap();
    assert_eq!(answer.error, value["error"]["code"].as_str(), "{value}");
    assert_eq!(value["run"].as_str().unwrap().len(), 32);
    value
}

#[test]
fn a_record_is_answered_with_all_its_segments() {
    let records = records(RecordSettings { texts: true, ..RecordSettings::default() });
    let record = json!({
        "id": "x7", "meta": {"z": 1, "a": [null]},
        "source": "وصل القطار في 5 مايو. نزل الركاب.",
        "target_segments": ["The train arrived on 5 May.", "The passengers got off.", "", "Rain fell."],
    });
    let value = answer(&records, &record);
    assert_eq!((&value["id"], &value["segments"]), (&json!("x7"), &json!([2, 4])));
    assert_eq!(value["meta"].to_string(), r#"{"z":1,"a":[null]}"#);
    assert_eq!(value["source_segments"], json!(["وصل القطار في 5 مايو.", "نزل الركاب."]));
    assert!(value.get("target_segments").is_none(), "they were given");
    assert_eq!(value["beads"][0]["target"], "The train arrived on 5 May.");
    for (side, count) in [("s", 2), ("t", 4)] {
        let number = usize::from(side == "t");
        let ends = |bead: &Value| [0, 1].map(|at| bead[side][at].as_u64().unwrap());
        let beads = value["beads"].as_array().unwrap().iter().map(ends);
        let mut all: Vec<u64> = beads.flat_map(|[start, end]| start..end).collect();
        for list in ["unaligned", "rejected"] {
            all.extend(value[list][number].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()));
        }
        all.sort_unstable();
        assert_eq!(all, (0..count).collect::<Vec<_>>(), "{value}");
    }
}

#[test]
fn ids_and_meta_are_copied_as_they_were_written() {
    let records = records(RecordSettings::default());
    let line = r#"{"meta":{"n":12345678901234567890123.10},"id":98765432109876543210,"source":"","target":"x"}"#;
    let answer = records.answer(1, line.as_bytes()).line;
    assert!(answer.starts_with(r#"{"id":98765432109876543210,"#), "{answer}");
    assert!(answer.ends_with(r#""meta":{"n":12345678901234567890123.10}}"#), "{answer}");
}

#[test]
fn what_is_wrong_is_told_with_the_line_and_what_can_be_copied() {
    let records = records(RecordSettings { max_segments: 3, ..RecordSettings::default() });
    let ar = "وصل القطار إلى المحطة الكبرى.";
    for (line, code, id) in [
        ("no json".to_owned(), "bad-json", Value::Null),
        ("[1]".to_owned(), "bad-json", Value::Null),
        (r#"{"id":1,"source":"\ud800","target":"a"}"#.to_owned(), "bad-json", json!(1)),
        (r#"{"id":"\ud800","source":"b","target":"a"}"#.to_owned(), "bad-json", Value::Null),
        (format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000)), "bad-json", Value::Null),
        (
            format!(
                r#"{{"id":2,"source":"a","target":"b","meta":{}{}}}"#,
                "[".repeat(5_000),
                "]".repeat(5_000)
            ),
            "bad-json",
            json!(2),
        ),
        (json!({"id": 3, "source": ar}).to_string(), "bad-record", json!(3)),
        (json!({"id": 4, "sorce": ar, "target": "b"}).to_string(), "bad-record", json!(4)),
        (json!({"id": 5, "source": ar, "target": 6}).to_string(), "bad-record", json!(5)),
        (json!({"id": [6], "source": ar, "target": "b"}).to_string(), "bad-record", Value::Null),
        (r#"{"id":7,"source":"a","source":"b","target":"c"}"#.to_owned(), "bad-record", json!(7)),
        (
            json!({"id": 8, "source": ar, "source_segments": [ar], "target": "b"}).to_string(),
            "bad-record",
            json!(8),
        ),
        (
            json!({"id": 9, "source": ar, "target": "b", "glossary": [["one"]]}).to_string(),
            "bad-record",
            json!(9),
        ),
        (json!({"id": 10, "source": ar, "target": ar}).to_string(), "bad-text", json!(10)),
        (
            json!({"id": 11, "source": "The train left.", "target": ar}).to_string(),
            "wrong-script",
            json!(11),
        ),
        (
            json!({"id": 12, "source_segments": vec![ar; 4], "target": "b"}).to_string(),
            "too-long",
            json!(12),
        ),
        (
            json!({"id": 13, "source": ar, "target": "He came. She sat. They ran. We left."})
                .to_string(),
            "too-long",
            json!(13),
        ),
        (
            json!({"id": 14, "source": ar, "target": "A b. ".repeat(130)}).to_string(),
            "too-long",
            json!(14),
        ),
    ] {
        let value = read(&records.answer(17, line.as_bytes()));
        let shown = line.chars().take(99).collect::<String>();
        assert_eq!(value["error"]["code"], code, "{shown}: {value}");
        assert_eq!((&value["id"], &value["line"]), (&id, &json!(17)), "{shown}");
    }
    let value = read(&records.answer(1, b"{\"id\":1,\"source\":\"\xFF\"}"));
    assert_eq!(value["error"]["code"], "bad-text");
    assert_eq!(
        read(&records.answer(1, &vec![b' '; Records::MOST_BYTES + 1]))["error"]["code"],
        "too-long"
    );
}

#[test]
fn a_fault_is_an_answer() {
    struct Broken;
    impl Watch for Broken {
        fn begin(&self, _: &'static str, _: u64) {
            panic!("on purpose");
        }
        fn advance(&self, _: u64) {}
    }
    let aligner = Aligner::new().unwrap().threads(1).progress(Arc::new(Broken));
    let records = Records::new(aligner, segmenters(), RecordSettings::default());
    let record = json!({"id": 5, "source": "وصل القطار.", "target": "The train arrived."});
    let value = answer(&records, &record);
    assert_eq!((&value["id"], &value["error"]["code"]), (&json!(5), &json!("internal")));
}

#[test]
fn a_run_is_named_by_all_that_changes_answers() {
    let of = |records: Records| records.run().to_owned();
    let base = of(records(RecordSettings::default()));
    let threads = Aligner::with_encoder(None).threads(3);
    assert_eq!(base, of(Records::new(threads, segmenters(), RecordSettings::default())));
    let glossary = mizan::glossary::Glossary::parse("source,target\nقطار,train\n").unwrap();
    let cut = segmenters().map(|s| s.with_abbreviations("[title]\nxyz\n").unwrap());
    let lines = [Lang::AR, Lang::EN].map(|lang| Segmenter::new(lang, Newlines::Paragraph));
    let aligner = || Aligner::with_encoder(None);
    let mut all = vec![
        base,
        of(records(RecordSettings { texts: true, ..RecordSettings::default() })),
        of(records(RecordSettings { max_segments: 9, ..RecordSettings::default() })),
        of(Records::new(Aligner::new().unwrap(), segmenters(), RecordSettings::default())),
        of(Records::new(aligner().glossary(glossary), segmenters(), RecordSettings::default())),
        of(Records::new(aligner(), cut, RecordSettings::default())),
        of(Records::new(aligner(), lines, RecordSettings::default())),
    ];
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count);
}

/// JSON that is nearly a record.
fn nearly() -> impl Strategy<Value = Vec<u8>> {
    let name = prop::sample::select(vec![
        "id",
        "source",
        "target",
        "source_segments",
        "target_segments",
        "glossary",
        "meta",
        "x",
    ]);
    let text = "[ء-ي a-z.\\n\\x00-\\x7f]{0,40}";
    let value = prop_oneof![
        text.prop_map(Value::from),
        prop::collection::vec(text, 0..4).prop_map(Value::from),
        prop::collection::vec(prop::collection::vec(text, 2), 0..3).prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        Just(Value::Null),
    ];
    let object = prop::collection::vec((name, value), 0..6).prop_map(|members| {
        let members: serde_json::Map<String, Value> =
            members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        Value::Object(members).to_string().into_bytes()
    });
    (object, any::<prop::sample::Index>(), any::<Option<u8>>()).prop_map(|(mut line, at, byte)| {
        if let Some(byte) = byte {
            let at = at.index(line.len());
            line[at] = byte;
        }
        line
    })
}

proptest! {
    #[test]
    fn any_bytes_are_answered(line in prop_oneof![nearly(), prop::collection::vec(any::<u8>(), 0..99)]) {
        let records = records(RecordSettings { texts: true, reasons: true, ..RecordSettings::default() });
        let value = read(&records.answer(3, &line));
        prop_assert!(value["error"]["code"] != "internal", "{value}");
    }
}

fn mizan(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
    command.current_dir(folder).args(args);
    command
}

fn run(folder: &Path, args: &[&str]) -> Output {
    mizan(folder, args).output().unwrap()
}

/// The JSON on the last line of standard error, without what changes from run to run.
fn summary(output: &Output) -> Value {
    let text = String::from_utf8_lossy(&output.stderr);
    let mut value: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let object = value.as_object_mut().unwrap();
    assert!(object.remove("seconds").unwrap().is_number() && object.remove("run").is_some());
    value
}

/// Records of different sizes, some of them bad.
fn many(count: usize) -> String {
    let mut lines = String::new();
    for at in 0..count {
        let days = 1 + at * 7 % 23;
        let source: Vec<String> =
            (0..days).map(|day| format!("نزل المطر في {day} مايو {at}.")).collect();
        let target: Vec<String> =
            (0..days).map(|day| format!("Rain fell on {day} May {at}.")).collect();
        let line = match at % 10 {
            3 => "no json".to_owned(),
            7 => json!({"id": at, "source": source.join(" ")}).to_string(),
            9 => json!({"id": at, "source": source.join(" "), "target": target.join(" ")})
                .to_string(),
            _ => {
                json!({"id": at, "source_segments": source, "target_segments": target}).to_string()
            }
        };
        lines.push_str(&line);
        lines.push('\n');
    }
    lines
}

const ALIGN: [&str; 5] = ["align", "--encoder", "none", "--records", "in.jsonl"];

fn folder(records: usize) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("in.jsonl"), many(records)).unwrap();
    folder
}

fn align(folder: &TempDir, more: &[&str]) -> Output {
    run(folder.path(), &[&ALIGN, more].concat())
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_in_the_order_of_the_records() {
    let folder = folder(60);
    let one = align(&folder, &["--threads", "1"]);
    assert_eq!(one.status.code(), Some(0));
    let ids: Vec<Value> = String::from_utf8_lossy(&one.stdout)
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].clone())
        .collect();
    let expected: Vec<Value> =
        (0..60).map(|at| if at % 10 == 3 { Value::Null } else { json!(at) }).collect();
    assert_eq!(ids, expected);
    for more in [["--threads", "2"], ["--threads", "8"], ["--memory", "16M"]] {
        assert!(align(&folder, &more).stdout == one.stdout, "{more:?}");
    }
    let errors = json!({"bad-json": 6, "bad-record": 6});
    let counts = summary(&one);
    assert_eq!((&counts["records"], &counts["aligned"]), (&json!(60), &json!(48)));
    assert_eq!(counts["errors"], errors);
}

#[test]
fn packed_files_hold_the_same() {
    let folder = folder(12);
    let plain = align(&folder, &[]).stdout;
    assert_eq!(align(&folder, &["-o", "out.jsonl.gz"]).status.code(), Some(0));
    let unpack = |name: &str| {
        let file = fs::File::open(folder.path().join(name)).unwrap();
        let mut bytes = Vec::new();
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes).unwrap();
        bytes
    };
    assert!(unpack("out.jsonl.gz") == plain);
    let file = fs::File::create(folder.path().join("in.gz")).unwrap();
    let mut packer = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packer.write_all(many(12).as_bytes()).unwrap();
    packer.finish().unwrap();
    let again = ["align", "--encoder", "none", "--records", "in.gz", "-o", "again.gz"];
    assert_eq!(run(folder.path(), &again).status.code(), Some(0));
    assert!(unpack("again.gz") == plain);
    let whole = fs::read(folder.path().join("in.gz")).unwrap();
    fs::write(folder.path().join("in.gz"), &whole[..whole.len() / 2]).unwrap();
    let cut = run(folder.path(), &["align", "--encoder", "none", "--records", "in.gz"]);
    assert_eq!(cut.status.code(), Some(3));
    let said = String::from_utf8_lossy(&cut.stderr).into_owned();
    assert!(said.contains("in.gz: line ") && said.contains("cannot read"), "{said}");
}

#[test]
fn a_run_that_is_killed_goes_on_to_the_same_bytes() {
    let whole = folder(90);
    assert_eq!(align(&whole, &["-o", "out.jsonl"]).status.code(), Some(0));
    let expected = crate::texts::contents(whole.path());
    assert_eq!(expected.keys().collect::<Vec<_>>(), ["in.jsonl", "out.jsonl", "out.jsonl.done"]);
    for (way, output) in [(0, "out.jsonl"), (1, "out.jsonl.gz")] {
        let folder = folder(90);
        let args = [&ALIGN[..], &["-o", output, "--threads", "2"]].concat();
        let (mut kills, mut delay) = (0, 3);
        loop {
            let mut child = mizan(folder.path(), &args).stderr(Stdio::null()).spawn().unwrap();
            thread::sleep(Duration::from_millis(delay));
            child.kill().unwrap();
            kills += 1;
            if child.wait().unwrap().success() || kills == 60 {
                break;
            }
            // Each time a little further, at no round moment.
            delay = delay * 9 / 8 + 2;
        }
        let last = run(folder.path(), &args);
        assert_eq!(last.status.code(), Some(0));
        assert!(kills > 1);
        let found = crate::texts::contents(folder.path());
        let names = [output.to_owned(), format!("{output}.done")];
        assert_eq!(found.keys().skip(1).cloned().collect::<Vec<_>>(), names);
        if way == 0 {
            assert!(found == expected, "after {kills} kills");
        }
        // Nothing is left to do.
        let third = run(folder.path(), &args);
        assert_eq!(third.status.code(), Some(0));
        assert_eq!(summary(&third), summary(&last));
        assert!(crate::texts::contents(folder.path()) == found);
    }
}

#[test]
fn a_torn_or_damaged_end_is_cut_off() {
    let folder = folder(20);
    let path = |name: &str| folder.path().join(name);
    assert_eq!(align(&folder, &["-o", "out"]).status.code(), Some(0));
    let whole = fs::read(path("out")).unwrap();
    let done: Value = serde_json::from_slice(&fs::read(path("out.done")).unwrap()).unwrap();
    let note = json!({"run": done["run"], "input": done["input"]}).to_string();
    let third = whole.iter().enumerate().filter(|(_, b)| **b == b'\n').nth(2).unwrap().0;
    for torn in [&whole[..third + 30], &[&whole[..=third], &[0; 99][..], b"\n"].concat()] {
        fs::remove_file(path("out")).unwrap();
        fs::write(path("out.part"), torn).unwrap();
        fs::write(path("out.part.json"), &note).unwrap();
        let output = align(&folder, &["-o", "out"]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains("goes on after 3 records"), "{said}");
        assert!(fs::read(path("out")).unwrap() == whole);
    }
}

#[test]
fn answers_of_two_runs_are_not_mixed() {
    let folder = folder(10);
    let path = |name: &str| folder.path().join(name);
    assert_eq!(align(&folder, &["-o", "out"]).status.code(), Some(0));
    let first = fs::read(path("out")).unwrap();
    let other = align(&folder, &["-o", "out", "--with", "texts"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("by other settings"));
    fs::write(path("in.jsonl"), many(11)).unwrap();
    let other = align(&folder, &["-o", "out"]);
    assert_eq!(other.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&other.stderr).contains("answers to other records"));
    assert!(fs::read(path("out")).unwrap() == first);
    assert_eq!(align(&folder, &["-o", "out", "--force"]).status.code(), Some(0));
    assert_eq!(String::from_utf8(fs::read(path("out")).unwrap()).unwrap().lines().count(), 11);
    let same = align(&folder, &["-o", "in.jsonl"]);
    assert_eq!(same.status.code(), Some(2));
}

#[test]
fn the_exit_code_says_whether_there_were_too_many_errors() {
    let folder = folder(20);
    for (most, code) in [("4", 0), ("3", 4), ("20%", 0), ("19%", 4), ("0", 4)] {
        let args = ["-o", "out", "--max-errors", most];
        assert_eq!(align(&folder, &args).status.code(), Some(code), "{most}");
        let is_whole = folder.path().join("out").exists();
        assert_eq!(is_whole, code == 0, "{most}");
        for name in ["out", "out.done"] {
            let _ = fs::remove_file(folder.path().join(name));
        }
    }
    assert_eq!(align(&folder, &["-o", "out"]).status.code(), Some(0));
    let whole = fs::read(folder.path().join("out")).unwrap();
    for most in ["3", "19%"] {
        let again = align(&folder, &["-o", "out", "--max-errors", most]);
        let said = String::from_utf8_lossy(&again.stderr).into_owned();
        let what = "4 errors, more than --max-errors allows; out stays as it was written";
        assert!(again.status.code() == Some(4) && said.contains(what), "{most}: {said}");
        assert!(fs::read(folder.path().join("out")).unwrap() == whole);
    }
    fs::write(folder.path().join("in.jsonl"), "no\nno\n").unwrap();
    let none = align(&folder, &[]);
    assert_eq!((none.status.code(), none.stdout.is_empty()), (Some(3), false));
    fs::write(folder.path().join("in.jsonl"), "\n \n").unwrap();
    let empty = align(&folder, &[]);
    assert_eq!((empty.status.code(), empty.stdout.is_empty()), (Some(0), true));
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    let folder = folder(200);
    let mut child =
        mizan(folder.path(), &ALIGN).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8_lossy(&output.stderr).lines().count(), 1);
}

/// A program that writes a record and waits for its answer gets it.
#[test]
fn an_answer_does_not_wait_for_more_records() {
    let folder = tempfile::tempdir().unwrap();
    let mut child = mizan(folder.path(), &["align", "--encoder", "none", "--records"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let (mut to, mut from) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    for line in many(3).lines() {
        to.write_all(format!("{line}\n").as_bytes()).unwrap();
        let mut byte = [0];
        while byte != *b"\n" {
            from.read_exact(&mut byte).unwrap();
        }
    }
    drop(to);
    assert!(child.wait().unwrap().success());
}

/// Records that cost much are answered like all others, and bounded.
#[test]
fn no_record_ends_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let words = |word: &str, count: usize| vec![word; count].join(" ");
    let lines = [
        json!({
            "id": 0,
            "source_segments": [words("كلمة", 200_000)],
            "target_segments": [words("word", 200_000)],
        }),
        json!({"id": 1, "source_segments": vec!["نعم."; 300_000], "target_segments": ["Yes."]}),
        json!({"id": 2, "source": words("نعم.", 30_000), "target": "Yes."}),
        json!({"id": 3, "source": "وصل القطار.", "target": "The train arrived."}),
    ];
    let lines: Vec<String> = lines.iter().map(Value::to_string).collect();
    fs::write(folder.path().join("in.jsonl"), lines.join("\n")).unwrap();
    let output = align(&folder, &["--memory", "64M"]);
    assert_eq!(output.status.code(), Some(0));
    let answers: Vec<Value> = String::from_utf8_lossy(&output.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let codes: Vec<&str> =
        answers.iter().map(|answer| answer["error"]["code"].as_str().unwrap_or("")).collect();
    assert_eq!(codes, ["too-long", "too-long", "too-long", ""]);
}

#[test]
fn segments_of_records_follow_the_same_rules() {
    let folder = tempfile::tempdir().unwrap();
    let record = |at: usize| match at % 5 {
        2 => json!({"id": at, "lang": "en"}).to_string(),
        4 => "no json".to_owned(),
        _ => json!({"id": at, "lang": "en", "text": "One. Two.", "error": {"code": 1}}).to_string(),
    };
    let lines: Vec<String> = (0..40).map(record).collect();
    fs::write(folder.path().join("in"), lines.join("\n")).unwrap();
    let cut = ["segment", "--records", "in", "-o", "out", "--threads", "3"];
    let output = run(folder.path(), &cut);
    assert_eq!(output.status.code(), Some(0));
    let counts = summary(&output);
    assert_eq!((&counts["records"], &counts["cut"]), (&json!(40), &json!(24)));
    let whole = fs::read_to_string(folder.path().join("out")).unwrap();
    assert!(
        whole
            .lines()
            .nth(4)
            .unwrap()
            .starts_with(r#"{"id":null,"line":5,"error":{"code":"bad-json","#)
    );
    let done: Value =
        serde_json::from_str(&fs::read_to_string(folder.path().join("out.done")).unwrap()).unwrap();
    let note = json!({"run": done["run"], "input": done["input"]}).to_string();
    fs::write(folder.path().join("out.part.json"), note).unwrap();
    fs::rename(folder.path().join("out"), folder.path().join("out.part")).unwrap();
    fs::write(folder.path().join("out.part"), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(run(folder.path(), &cut).status.code(), Some(0));
    assert_eq!(fs::read_to_string(folder.path().join("out")).unwrap(), whole);
}
