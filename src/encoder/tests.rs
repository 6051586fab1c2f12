//! What only the crate sees of the encoder: sums, words and runs.

use std::num::NonZeroUsize;
use std::sync::LazyLock;

use proptest::prelude::*;

use super::Encoder;
use super::encoded::{Config, Encoded};
use super::file::{File, Origin};
use crate::watch::Unwatched;

static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::embedded().unwrap());
const ONE: NonZeroUsize = NonZeroUsize::MIN;

fn encode<S: AsRef<str> + Sync>(sentences: &[S], config: Config) -> Encoded {
    ENCODER.encode(sentences, config, &Unwatched)
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
fn nothing_depends_on_threads_order_or_company() {
    let long = STORY.repeat(40);
    let config = |threads| Config {
        longest_run: 4,
        words: true,
        threads: NonZeroUsize::new(threads).unwrap(),
    };
    let few = &long[..70];
    assert!(
        encode(few, config(1)) == encode(few, config(3)),
        "three threads give other numbers for few sentences"
    );
    let one = encode(&long, config(1));
    assert!(one == encode(&long, config(3)), "three threads give other numbers");
    assert!(
        ENCODER.overlaps(&one, 3, ONE) == ENCODER.overlaps(&one, 3, config(3).threads),
        "three threads give other overlaps"
    );
    let together = ENCODER.vectors(&long, ONE);
    let mut backwards = STORY;
    backwards.reverse();
    let backwards = ENCODER.vectors(&backwards, ONE);
    for (at, sentence) in STORY.iter().enumerate() {
        let alone = ENCODER.vectors(&[sentence], ONE);
        assert_eq!(alone.row(0), together.row(STORY.len() + at));
        assert_eq!(alone.row(0), backwards.row(STORY.len() - 1 - at));
    }
}

#[test]
fn words_add_up_to_their_sentence() {
    let text = ["The old  mill", "كَتَبَ رسالة، ثم نام", ""];
    let encoded = encode(&text, Config { longest_run: 1, words: true, threads: ONE });
    let words = encoded.words().unwrap();
    let starts = |sentence: usize| -> Vec<&str> {
        words.of(sentence).map(|word| &text[sentence][words.start(word) as usize..]).collect()
    };
    assert_eq!(starts(0), ["The old  mill", "old  mill", "mill"]);
    assert_eq!(starts(1), ["كَتَبَ رسالة، ثم نام", "رسالة، ثم نام", "ثم نام", "نام"]);
    assert!(words.of(2).is_empty());
    for sentence in 0..2 {
        let pieces: u32 = words.of(sentence).map(|word| words.pieces(word)).sum();
        assert_eq!(pieces as f32, encoded.count(sentence) - 2.0);
    }
    let alone = encode(&text[..1], Config { longest_run: 1, words: true, threads: ONE });
    let mut sum = alone.edges();
    let words = alone.words().unwrap();
    for word in words.of(0) {
        words.add_to(word, &mut sum);
        assert!((cosine(&words.direction(word), &words.direction(word)) - 1.0).abs() < 1e-5);
    }
    let whole = alone.sum(0);
    let norm = |row: &[f32]| cosine(row, row).sqrt();
    assert!(cosine(&sum, &whole) / norm(&sum) / norm(&whole) > 0.999);
}

#[test]
fn nothing_is_encoded_to_nothing() {
    let none: [&str; 0] = [];
    let encoded = encode(&none, Config { longest_run: 4, words: true, threads: ONE });
    assert!(ENCODER.overlaps(&encoded, 2, ONE).is_empty());
}

/// The checksum leaves a damaged block only to a file that was written wrongly.
#[test]
fn every_block_of_the_weights_unpacks() {
    let file = File::parse(Origin::Given(mizan_ar_en::WEIGHTS.into())).unwrap();
    for piece in 0..file.pieces.ids.len() as u32 {
        assert!(file.table.codes(piece).is_some(), "piece {piece}");
        assert_eq!(file.table.codes(piece), ENCODER.network.table.codes(piece));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_tokenised(text in "\\PC{0,40}|(?s:.{0,40})") {
        let ids = ENCODER.tokenise(&text);
        prop_assert!(ids.len() >= 3 && ids[0] == 1 && ids[ids.len() - 1] == 2);
        let config = Config { longest_run: 2, words: true, threads: ONE };
        let encoded = encode(&[&text[..], "end"], config);
        prop_assert_eq!(encoded.count(0) as usize, ids.len());
        let words = encoded.words().unwrap();
        prop_assert!(words.of(0).all(|word| text.is_char_boundary(words.start(word) as usize)));
    }
}
