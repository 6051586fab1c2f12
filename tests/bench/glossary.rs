//! Speed of finding terms beside plain matching of the same strings, one core, in one run.
//!
//! `cargo bench --bench glossary -- TEXT…` takes Arabic files. Without any, the text is made up: words of the
//! bundled documents with clitics and endings at random, so that there are as many different forms as in real
//! text of the size, rare ones included. The 10,000 entries are made of words of the text in either case.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench reads files, takes the time and prints"
)]

use std::collections::BTreeSet;
use std::hint::black_box;
use std::time::{Duration, Instant};

use aho_corasick::{AhoCorasick, MatchKind};
use mizan::bitext::Side;
use mizan::glossary::{Glossary, Matcher};
use mizan::lang::Lang;

const ENTRIES: usize = 10_000;
const SIZE: usize = 10_000_000;
const ROUNDS: usize = 5;

fn main() {
    let paths: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let mut random = Random(0x5EED);
    let text = if paths.is_empty() { made_up(&mut random) } else { given(&paths) };
    let terms = terms(&text, &mut random);
    let forms: BTreeSet<&str> = text.split_whitespace().collect();
    println!(
        "{:.1} MB, {} word forms, {} entries",
        text.len() as f64 / 1e6,
        forms.len(),
        terms.len()
    );
    let rows: String = terms.iter().map(|term| format!("{term},x\n")).collect();
    let glossary = Glossary::parse(&format!("source,target\n{rows}")).expect("a glossary");
    let (matcher, building) = timed(|| Matcher::new(&glossary, Side::Source, Lang::AR));
    let plain = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .build(&terms)
        .expect("an automaton");
    let mut best = [Duration::MAX; 2];
    let mut hits = [0; 2];
    for _ in 0..ROUNDS {
        let (found, time) = timed(|| {
            let mut finder = matcher.finder();
            text.lines().map(|line| finder.find(black_box(line)).len()).sum::<usize>()
        });
        (hits[0], best[0]) = (found, best[0].min(time));
        let (found, time) = timed(|| plain.find_iter(black_box(&text)).count());
        (hits[1], best[1]) = (found, best[1].min(time));
    }
    println!("matcher built in {:.3} s", building.as_secs_f64());
    for (name, at) in [("mizan", 0), ("strings as they are", 1)] {
        println!("{name}: {:.3} s, {} hits", best[at].as_secs_f64(), hits[at]);
    }
    let ratio = best[0].as_secs_f64() / best[1].as_secs_f64();
    println!("mizan takes {ratio:.1} times what matching strings takes");
}

fn timed<T>(job: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let done = job();
    (done, start.elapsed())
}

/// Files, repeated to the size.
fn given(paths: &[String]) -> String {
    let read = |path: &String| std::fs::read_to_string(path).expect("a text");
    repeated(&paths.iter().map(read).collect::<String>())
}

fn repeated(text: &str) -> String {
    assert!(!text.trim().is_empty(), "there is no text");
    let mut all = String::with_capacity(SIZE + text.len());
    while all.len() < SIZE {
        all.push_str(text);
        all.push('\n');
    }
    all
}

fn made_up(random: &mut Random) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut folders: Vec<_> = std::fs::read_dir("pairs")
        .expect("the bundled pairs")
        .map(|entry| entry.expect("a folder").path().join("gold.ar"))
        .collect();
    folders.sort();
    for path in folders {
        let Ok(text) = std::fs::read_to_string(path) else { continue };
        words.extend(text.split_whitespace().map(str::to_owned));
    }
    let fronts = ["", "", "", "", "و", "ب", "ل", "ال", "وال", "لل", "بال", "ف"];
    let backs = ["", "", "", "", "", "ها", "هم", "ه", "ين", "ات", "ان", "نا"];
    let mut text = String::with_capacity(SIZE + 100);
    while text.len() < SIZE {
        let word = &words[random.below(words.len())];
        // A rare word now and then: two words run together.
        if random.below(60) == 0 {
            text.push_str(&words[random.below(words.len())]);
        }
        text.push_str(fronts[random.below(fronts.len())]);
        text.push_str(word);
        text.push_str(backs[random.below(backs.len())]);
        text.push(if random.below(25) == 0 { '\n' } else { ' ' });
    }
    text
}

/// Words and pairs of words from all over the text.
fn terms(text: &str, random: &mut Random) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let mut terms: BTreeSet<String> = BTreeSet::new();
    let letters = |word: &str| word.chars().all(|c| ('ء'..='ي').contains(&c));
    for _ in 0..ENTRIES * 100 {
        let at = random.below(words.len() - 1);
        let (word, next) = (words[at], words[at + 1]);
        if letters(word) && word.chars().count() > 2 {
            let two = random.below(3) == 0 && letters(next);
            terms.insert(if two { format!("{word} {next}") } else { word.to_owned() });
        }
        if terms.len() == ENTRIES {
            break;
        }
    }
    terms.into_iter().collect()
}

/// The same numbers on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }
}
