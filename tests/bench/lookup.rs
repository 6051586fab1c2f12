//! Time to index a synthetic memory and to look texts up in it.
//!
//! `cargo bench --bench lookup -- [UNITS] [QUERIES]`; 20,000 units and 50 queries if nothing is said. Words are
//! drawn by Zipf's law from a vocabulary that grows with the memory as in real text.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    missing_docs,
    reason = "a bench reads files, takes the time and prints"
)]

use std::time::Instant;

use mizan::error::Result;
use mizan::lang::Lang;
use mizan::memory::{LookupIndex, LookupSettings, Sides, match_percent};
use mizan::unit::{Header, Repair, TranslationUnit, UnitSource, Variant};

/// A small generator of pseudo-random numbers (Knuth's MMIX constants).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides.max(1)
    }

    /// A rank from 0 below `count` whose chance falls with the rank.
    fn zipf(&mut self, count: u64) -> u64 {
        let share = self.roll(1 << 30) as f64 / f64::from(1 << 30);
        ((count as f64).powf(share) as u64 - 1).min(count - 1)
    }
}

/// A word of Arabic letters for a rank; frequent words are short.
fn word(rank: u64) -> String {
    const LETTERS: [char; 28] = [
        'ا', 'ل', 'م', 'ي', 'ن', 'و', 'ت', 'ر', 'ب', 'ع', 'د', 'س', 'ف', 'ه', 'ق', 'ك', 'ح', 'ج',
        'ش', 'ص', 'ط', 'خ', 'ذ', 'ث', 'ض', 'ز', 'غ', 'ظ',
    ];
    let mut dice = Dice(rank.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    dice.roll(2);
    let length = 2 + (rank + 1).ilog2() / 4 + dice.roll(4) as u32;
    (0..length).map(|_| LETTERS[dice.zipf(28) as usize]).collect()
}

fn sentence(dice: &mut Dice, vocabulary: u64) -> String {
    let length = 3 + dice.roll(8) + dice.roll(16);
    let words: Vec<String> = (0..length).map(|_| word(dice.zipf(vocabulary))).collect();
    words.join(" ") + "."
}

/// Units made as they are read.
struct Made {
    header: Header,
    dice: Dice,
    made: u64,
    units: u64,
    vocabulary: u64,
}

impl Made {
    fn new(units: u64) -> Made {
        let header = Header { source_lang: Some(Lang::AR), ..Header::default() };
        let vocabulary = (40.0 * (units as f64).powf(0.65)) as u64 + 1000;
        Made { header, dice: Dice(1), made: 0, units, vocabulary }
    }
}

impl UnitSource for Made {
    fn header(&self) -> &Header {
        &self.header
    }

    fn next(&mut self) -> Result<Option<TranslationUnit>> {
        if self.made == self.units {
            return Ok(None);
        }
        self.made += 1;
        let source = sentence(&mut self.dice, self.vocabulary);
        let target =
            format!("Translation number {} of a text of {} bytes.", self.made, source.len());
        Ok(Some(TranslationUnit {
            number: self.made,
            variants: vec![Variant::new(Lang::AR, source), Variant::new(Lang::EN, target)],
            ..TranslationUnit::default()
        }))
    }

    fn repairs(&mut self) -> Vec<Repair> {
        Vec::new()
    }
}

fn main() {
    let mut numbers = std::env::args().skip(1).filter_map(|arg| arg.parse::<u64>().ok());
    let units = numbers.next().unwrap_or(20_000).max(1);
    let count = numbers.next().unwrap_or(50).max(1);
    let file = tempfile::NamedTempFile::new().expect("a temporary file can be made");
    let open = || {
        let file = std::fs::OpenOptions::new().read(true).write(true).open(file.path());
        file.expect("it can be opened")
    };
    let settings = LookupSettings { limit: 1000, ..LookupSettings::default() };

    let start = Instant::now();
    let index = LookupIndex::build(&mut Made::new(units), Sides::default(), "", Some(open()));
    drop(index.expect("an index can be built"));
    let size = file.path().metadata().map_or(0, |about| about.len());
    println!("{units} units indexed in {:.1} s, {} MB", start.elapsed().as_secs_f64(), size >> 20);

    let start = Instant::now();
    let index = LookupIndex::open(open()).expect("the index can be read");
    println!("{index}");
    // The first search reads the index.
    index.search(&[], 0..0, &settings).expect("the index can be read");
    println!("loaded in {:.0} ms", start.elapsed().as_secs_f64() * 1e3);

    // Sentences of the memory with a few words changed; every third is new.
    let mut made = Made::new(units);
    let step = (units / count).max(1);
    let mut dice = Dice(7);
    let mut texts = Vec::new();
    while let Ok(Some(unit)) = made.next() {
        if unit.number % step == 0 && texts.len() < count as usize {
            let mut words: Vec<String> =
                unit.variants[0].text.split(' ').map(str::to_owned).collect();
            match texts.len() % 3 {
                0 => texts.push(sentence(&mut dice, made.vocabulary)),
                changes => {
                    for _ in 0..changes {
                        let at = dice.roll(words.len() as u64) as usize;
                        words[at] = word(dice.zipf(made.vocabulary));
                    }
                    texts.push(words.join(" "));
                }
            }
        }
    }
    let queries: Vec<&str> = texts.iter().map(String::as_str).collect();
    let mut times = Vec::new();
    let mut found = Vec::new();
    for at in 0..queries.len() {
        let start = Instant::now();
        let matches = index.search(&queries, at..at + 1, &settings);
        times.push(start.elapsed().as_secs_f64() * 1e3);
        found.push(matches.expect("the index can be read").remove(0));
    }
    times.sort_by(f64::total_cmp);
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!(
        "{} texts one by one: mean {mean:.1} ms, median {:.1} ms, 95 % below {:.1} ms",
        times.len(),
        at(0.5),
        at(0.95)
    );
    let start = Instant::now();
    let together =
        index.search(&queries, 0..queries.len(), &settings).expect("the index can be read");
    let each = start.elapsed().as_secs_f64() * 1e3 / queries.len() as f64;
    println!("{} texts together: {each:.1} ms each", queries.len());
    assert!(together == found, "one by one and together differ");

    // What a comparison with every unit finds for the first few.
    let few = &queries[..queries.len().min(5)];
    let (mut there, mut missed) = (0, 0);
    let mut made = Made::new(units);
    while let Ok(Some(unit)) = made.next() {
        for (query, found) in few.iter().zip(&found) {
            if match_percent(query, &unit.variants[0].text, false) >= settings.min {
                there += 1;
                missed += u64::from(!found.iter().any(|m| m.number == unit.number));
            }
        }
    }
    println!("of {there} matches of the first {} texts {missed} were missed", few.len());
}
