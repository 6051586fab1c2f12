//! Terms are found in Arabic text, and only terms: on sentences annotated by hand.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a test reads the bundled texts, and fails where it cannot"
)]

use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;

use mizan::bitext::Side;
use mizan::encoder::Encoder;
use mizan::glossary::Langs;
use mizan::glossary::{Glossary, Matcher, ProposeSettings, Proposer};
use mizan::lang::Lang;

use crate::pairs::LOOSE;

const CURATED: &str = include_str!("../data/glossary/curated.csv");
const CURATED_TEXT: &str = include_str!("../data/glossary/curated.txt");
const LEMMAS: &str = include_str!("../data/glossary/lemmas.txt");
const DISTRACTORS: &str = include_str!("../data/glossary/distractors.txt");

fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter(|line| !line.starts_with('#'))
}

struct Score {
    right: usize,
    found: usize,
    gold: usize,
    wrong: Vec<String>,
    missed: Vec<String>,
}

impl Score {
    fn new() -> Score {
        Score { right: 0, found: 0, gold: 0, wrong: Vec::new(), missed: Vec::new() }
    }

    fn add(
        &mut self,
        line: &str,
        found: &BTreeSet<(usize, String)>,
        gold: &BTreeSet<(usize, String)>,
    ) {
        self.right += found.intersection(gold).count();
        self.found += found.len();
        self.gold += gold.len();
        self.wrong.extend(found.difference(gold).map(|(_, f)| format!("{f} in {line}")));
        self.missed.extend(gold.difference(found).map(|(_, g)| format!("{g} in {line}")));
    }

    #[track_caller]
    fn check(&self, precision: f64, recall: f64) {
        let (p, r) = (self.right as f64 / self.found as f64, self.right as f64 / self.gold as f64);
        let report = format!(
            "P {p:.3} R {r:.3} of {} hits\nwrong:\n{}\nmissed:\n{}",
            self.gold,
            self.wrong.join("\n"),
            self.missed.join("\n")
        );
        assert!(p >= precision && r >= recall, "{report}");
    }
}

#[test]
fn curated_terms_are_found() {
    let glossary = Glossary::parse(CURATED).unwrap();
    let matcher = Matcher::new(&glossary, Side::Source, Lang::AR);
    let mut finder = matcher.finder();
    let mut score = Score::new();
    for marked in lines(CURATED_TEXT) {
        let mut text = String::new();
        let mut gold = BTreeSet::new();
        for (at, part) in marked.split(['{', '}']).enumerate() {
            if at % 2 == 1 {
                gold.insert((text.len(), part.to_owned()));
            }
            text.push_str(part);
        }
        let hits = finder.find(&text);
        let found = hits
            .iter()
            .filter(|h| !h.nested)
            .map(|h| (h.span.range().start, h.span.of(&text).to_owned()))
            .collect();
        score.add(&text, &found, &gold);
    }
    assert!(score.gold >= 150, "{} hits", score.gold);
    score.check(0.95, 0.90);
}

#[test]
fn a_raw_list_of_lemmas_is_found() {
    let mut lemmas: BTreeSet<&str> = lines(DISTRACTORS).flat_map(str::split_whitespace).collect();
    for word in lines(LEMMAS).flat_map(str::split_whitespace) {
        lemmas.extend(word.split_once('/').map(|(_, lemma)| lemma));
    }
    assert!(lemmas.len() >= 300, "{} lemmas", lemmas.len());
    let rows: Vec<String> = lemmas.iter().map(|l| format!("{l},x\n")).collect();
    let glossary = Glossary::parse(&format!("source,target\n{}", rows.concat())).unwrap();
    let matcher = Matcher::new(&glossary, Side::Source, Lang::AR);
    let mut score = Score::new();
    for marked in lines(LEMMAS) {
        let mut text = String::new();
        let mut gold = BTreeSet::new();
        for word in marked.split_whitespace() {
            let (surface, lemma) = word.split_once('/').unwrap_or((word, ""));
            if !lemma.is_empty() {
                gold.insert((text.len(), lemma.to_owned()));
            }
            text.push_str(surface);
            text.push(' ');
        }
        let hits = matcher.find(&text);
        let found = hits
            .iter()
            .map(|h| (h.span.range().start, glossary.entries[h.entry as usize].source.clone()))
            .collect();
        score.add(&text, &found, &gold);
    }
    score.check(0.92, 0.88);
}

/// The bundled texts as a memory: a unit for each gold bead with two sides.
fn bundled_units() -> Vec<(String, String)> {
    let mut folders: Vec<_> = fs::read_dir("pairs")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|p| p.is_dir())
        // Stories and old books are full of people and hold few terms.
        .filter(|p| !["classical", "short-story"].iter().any(|name| p.ends_with(name)))
        .filter(|p| !LOOSE.iter().any(|name| p.ends_with(name)))
        .collect();
    folders.sort();
    let mut units = Vec::new();
    for folder in folders {
        let read = |name: &str| fs::read_to_string(Path::new(&folder).join(name)).unwrap();
        let (ar, en, beads) = (read("gold.ar"), read("gold.en"), read("gold.beads"));
        let (ar, en): (Vec<&str>, Vec<&str>) = (ar.lines().collect(), en.lines().collect());
        for bead in beads.lines().filter(|line| !line.is_empty()) {
            let mut sides = bead.split(':').map(|side| -> Vec<usize> {
                let numbers = side.trim_matches(['[', ']']).split(',');
                numbers.filter_map(|number| number.trim().parse().ok()).collect()
            });
            let mut text = |lines: &[&str]| {
                let side = sides.next().unwrap_or_default();
                side.iter().map(|&at| lines[at]).collect::<Vec<_>>().join(" ")
            };
            let (source, target) = (text(&ar), text(&en));
            if !source.is_empty() && !target.is_empty() {
                units.push((source, target));
            }
        }
    }
    units
}

#[test]
fn proposals_are_those_that_were_judged() {
    let judged = include_str!("../accuracy/proposals.txt");
    let mut proposer = Proposer::new(Langs { source: Lang::AR, target: Lang::EN });
    for (number, (source, target)) in (1..).zip(bundled_units()) {
        proposer.add(number, source, target);
    }
    let encoder = Encoder::embedded().unwrap();
    let settings = ProposeSettings {
        min_count: 2,
        top: 50,
        contexts: 0,
        encoder: Some(&encoder),
        threads: NonZeroUsize::MIN,
    };
    let proposals = proposer.propose(&Glossary::default(), settings);
    let found: Vec<String> =
        proposals.iter().map(|p| format!("{} = {}", p.source, p.target)).collect();
    let wanted: Vec<&str> =
        lines(judged).map(|line| line.split('\t').next().unwrap_or_default()).collect();
    assert_eq!(found, wanted, "judge the new pairs in tests/accuracy/proposals.txt");
    let accepted = lines(judged).filter(|line| line.ends_with("\tyes")).count();
    assert!(accepted * 10 >= wanted.len() * 7, "{accepted} accepted");
}
