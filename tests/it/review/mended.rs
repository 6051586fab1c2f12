//! A reviewer who mends faults by key, and what aligning again does of it: at the level of operations.

use std::collections::BTreeSet;
use std::sync::Arc;

use mizan::aligner::Aligner;
use mizan::bitext::{Bitext, Side};
use mizan::format::{LooseBead, parse_beads, read_project};
use mizan::lang::Lang;
use mizan::review::{End, Goal, Op, Project, ReviewStatus};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::{base, cards};
use crate::planted::Dice;
use crate::texts;

const AT: &str = "2026-01-31T10:15:00Z";

/// Beads as the segments of both sides.
type Beads = Vec<[Vec<u32>; 2]>;

/// The texts of a bundled pair as they are cut for its gold beads, and those.
fn gold(pair: &str) -> (Bitext, Beads) {
    let side = |name: &str, lang: Lang| {
        let text = texts::read(&format!("pairs/{pair}/{name}"));
        texts::side(lang, &text.lines().collect::<Vec<_>>())
    };
    let bitext = Bitext { source: side("gold.ar", Lang::AR), target: side("gold.en", Lang::EN) };
    let beads = parse_beads(&texts::read(&format!("pairs/{pair}/gold.beads"))).unwrap();
    let beads = beads.into_iter().map(|LooseBead { source, target, .. }| [source, target]);
    (bitext, beads.filter(|[s, t]| !s.is_empty() && !t.is_empty()).collect())
}

/// A project of a pair whose first alignment is these beads; segments in none of them have no counterpart.
fn project_of(bitext: &Bitext, beads: &Beads) -> Project {
    let file = String::from_utf8(base(bitext)).unwrap();
    let is_bead = |line: &&str| line.starts_with("{\"bead\"") || line.starts_with("{\"base\"");
    let mut text: String =
        file.lines().filter(|line| !is_bead(line)).map(|line| format!("{line}\n")).collect();
    let counts = [&bitext.source, &bitext.target].map(|side| side.len());
    let mut rows: Vec<[[u32; 2]; 2]> = Vec::new();
    let run = |run: &[u32]| [run[0], run[run.len() - 1] + 1];
    let taken: BTreeSet<u32> = beads.iter().flat_map(|[_, t]| t.iter().copied()).collect();
    let (mut next, mut target) = (0, 0);
    let mut rest = beads.clone();
    rest.sort_by_key(|[source, _]| source[0]);
    let gaps = |rows: &mut Vec<[[u32; 2]; 2]>, at: u32, from: &mut u32, to: u32| {
        for number in (*from..to).filter(|number| !taken.contains(number)) {
            rows.push([[at, at], [number, number + 1]]);
        }
        *from = to.max(*from);
    };
    for [source, own] in &rest {
        while next < source[0] {
            rows.push([[next, next + 1], [target, target]]);
            next += 1;
        }
        gaps(&mut rows, next, &mut target, own[0]);
        rows.push([run(source), run(own)]);
        next = run(source)[1];
        target = target.max(run(own)[1]);
    }
    while next < counts[0] {
        rows.push([[next, next + 1], [target, target]]);
        next += 1;
    }
    gaps(&mut rows, next, &mut target, counts[1]);
    for [source, target] in &rows {
        let bead = json!({ "bead": { "source": source, "target": target, "confidence": 0.8 } });
        text += &format!("{bead}\n");
    }
    let checksum = format!("{:016x}", xxh3_64(text.as_bytes()));
    let [source, target] = counts;
    let end = json!({ "base": { "source": source, "target": target, "beads": rows.len(), "checksum": checksum } });
    text += &format!("{end}\n");
    read_project(text.as_bytes()).unwrap().project
}

/// Plants faults among beads of one segment a side, some beads apart: two merged into one, the border between four moved
/// by one, two exchanged. Gives the beads, and the places of the faults among the right ones.
fn spoilt(right: &Beads, dice: &mut Dice) -> (Beads, Vec<std::ops::Range<usize>>) {
    let mut beads = Vec::new();
    let mut faults = Vec::new();
    let is_plain = |at: usize| right.get(at).is_some_and(|[s, t]| s.len() == 1 && t.len() == 1);
    let follow = |at: usize| {
        let [[s, t], [u, v]] = [&right[at], &right[at + 1]];
        s[0] + 1 == u[0] && t[0] + 1 == v[0]
    };
    let mut at = 0;
    while at < right.len() {
        let length = [2, 3, 2][dice.below(3)];
        let fits =
            (at..at + length).all(is_plain) && (at..at + length - 1).all(follow) && beads.len() > 2;
        if !fits || dice.below(2) == 0 {
            beads.push(right[at].clone());
            at += 1;
            continue;
        }
        let part = &right[at..at + length];
        match (length, dice.below(2)) {
            (2, 0) => {
                beads.push([0, 1].map(|side| part.iter().flat_map(|b| b[side].clone()).collect()));
            }
            (2, _) => {
                beads.push([part[0][0].clone(), part[1][1].clone()]);
                beads.push([part[1][0].clone(), part[0][1].clone()]);
            }
            // The first has a target too many, the last none.
            _ => {
                let two = [part[0][1].clone(), part[1][1].clone()].concat();
                beads.push([part[0][0].clone(), two]);
                beads.push([part[1][0].clone(), part[2][1].clone()]);
            }
        }
        faults.push(at..at + length);
        at += length;
        for _ in 0..2 {
            if at < right.len() {
                beads.push(right[at].clone());
                at += 1;
            }
        }
    }
    (beads, faults)
}

/// The rows as segments of both sides, by their names.
fn row_of(card: &Value) -> [Vec<u32>; 2] {
    ["source", "target"].map(|side| {
        let segments = card[side].as_array().unwrap().iter();
        segments.map(|segment| segment["id"].as_str().unwrap()[1..].parse().unwrap()).collect()
    })
}

struct Reviewer<'a> {
    project: Project,
    right: &'a Beads,
    aligner: &'a Aligner,
    session: Option<mizan::review::WindowSession>,
    /// Keys beyond the one that judges.
    keys: usize,
    /// Beads the reviewer changed, by their source segments.
    touched: BTreeSet<u32>,
    /// The row after the one that was judged last.
    judged: usize,
}

impl Reviewer<'_> {
    fn act(&mut self, op: Op, keys: usize) {
        let realigns = !matches!(op, Op::Status { .. });
        let applied = self.project.apply(op.clone(), "a", AT, false);
        let applied = applied.unwrap_or_else(|refusal| panic!("{op:?}: {refusal}"));
        self.keys += keys;
        if !realigns {
            return;
        }
        let Some(bead) = self.project.bead_at(applied.row) else { return };
        let Some(window) = self.project.window(bead, false) else { return };
        for op in window.realign(self.aligner, &mut self.session).unwrap_or_default() {
            let _ = self.project.apply(op, "mizan", AT, true);
        }
    }

    /// Goes through the rows and mends each as a person does.
    fn review(&mut self) {
        let mut steps = 0;
        while let Some((row, card)) = self.next() {
            steps += 1;
            assert!(steps < 20_000, "no end at row {row}: {card}");
            let bead = card["id"].as_u64().unwrap() as u32;
            let here = row_of(&card);
            let is_gap = here.iter().any(Vec::is_empty);
            let wanted = self.right.iter().find(|[s, t]| match is_gap {
                true => {
                    here[0].iter().any(|x| s.contains(x)) || here[1].iter().any(|x| t.contains(x))
                }
                false => here[0].iter().any(|x| s.contains(x)),
            });
            let judged = Op::Status { bead, status: ReviewStatus::Reviewed };
            let Some(wanted) = wanted.filter(|wanted| **wanted != here).cloned() else {
                self.act(judged, 0);
                self.judged = row + 1;
                continue;
            };
            self.touched.extend(wanted[0].iter().chain(&here[0]).copied());
            let begins = |side: usize| here[side].starts_with(&wanted[side]);
            if begins(0)
                && begins(1)
                && here[0].len() > wanted[0].len()
                && here[1].len() > wanted[1].len()
            {
                // d, the place, Enter.
                let [source, target] = wanted.each_ref().map(|side| side.len() as u32);
                self.act(Op::Part { bead, source, target }, 3);
            } else if here[0] == wanted[0] && begins(1) && here[1].len() == wanted[1].len() + 1 {
                // The target with the focus goes down: a side, Alt and the arrow.
                let op = Op::Move { bead, side: Side::Target, which: End::Last, to: Goal::After };
                self.act(op, 2);
            } else {
                let names = |side: usize| {
                    let letter = ["s", "t"][side];
                    wanted[side].iter().map(|number| format!("{letter}{number}")).collect()
                };
                // Each segment is marked: l, and a key to the next; the last key links.
                let keys = 2 * (wanted[0].len() + wanted[1].len());
                self.act(Op::Link { source: names(0), target: names(1) }, keys);
            }
        }
    }

    /// The first row that nobody has judged.
    fn next(&self) -> Option<(usize, Value)> {
        let open = |row: &usize| {
            let bead = self.project.bead_at(*row).unwrap();
            self.project.status_of(bead) == Ok(ReviewStatus::Open)
        };
        let count = self.project.counts().beads;
        let row = (self.judged..count).find(open).or_else(|| (0..count).find(open))?;
        let findings = std::collections::BTreeMap::new();
        let cards = serde_json::to_value(self.project.cards(row..row + 1, &findings)).unwrap();
        Some((row, cards[0].clone()))
    }
}

/// Takes long without optimization.
#[test]
#[ignore = "takes minutes: cargo test --release --test it mended -- --ignored"]
fn planted_faults_are_mended_with_few_keys() {
    let pairs = [
        "short-story",
        "economics-report",
        "contract",
        "faq",
        "memoir",
        "speech",
        "un-resolution",
        "software-manual",
        "treatise",
        "travels",
        "sittings",
        "lives",
        "gulf",
        "levantine",
        "egyptian",
        "health-leaflet",
        "newspaper",
        "constitution",
        "subtitles",
        "classical",
    ];
    let aligner = Aligner::with_encoder(None).threads(1);
    let mut dice = Dice(11);
    let (mut planted, mut alone, mut beads, mut keys) = (0, 0, 0, 0);
    // Each pair with other faults until there are enough.
    for pair in pairs.iter().cycle().take(60) {
        if planted >= 500 {
            break;
        }
        let (bitext, right) = gold(pair);
        let (faulty, faults) = spoilt(&right, &mut dice);
        let mut reviewer = Reviewer {
            project: project_of(&bitext, &faulty),
            right: &right,
            aligner: &aligner,
            session: None,
            keys: 0,
            touched: BTreeSet::new(),
            judged: 0,
        };
        reviewer.review();
        let found: Vec<[Vec<u32>; 2]> = cards(&reviewer.project).iter().map(row_of).collect();
        for bead in &right {
            assert!(found.contains(bead), "{pair}: {bead:?} is not mended");
        }
        planted += faults.len();
        let untouched = |fault: &std::ops::Range<usize>| {
            let mut sources = right[fault.clone()].iter().flat_map(|[source, _]| source);
            !sources.any(|source| reviewer.touched.contains(source))
        };
        alone += faults.iter().filter(|fault| untouched(fault)).count();
        beads += right.len();
        keys += reviewer.keys;
    }
    assert!(planted >= 500, "{planted} faults");
    let told = format!("{planted} faults in {beads} beads, {alone} mended unasked, {keys} keys");
    eprintln!("{told}");
    assert!(keys * 2 < beads * 3, "{told}");
    assert!(alone * 2 >= planted, "{told}");
}

/// F1 of the beads with two sides.
fn f1(project: &Project, right: &Beads) -> f64 {
    let rows: Vec<[Vec<u32>; 2]> = cards(project).iter().map(row_of).collect();
    let found: Vec<&[Vec<u32>; 2]> =
        rows.iter().filter(|row| !row.iter().any(Vec::is_empty)).collect();
    let hits = found.iter().filter(|row| right.contains(row)).count();
    2.0 * hits as f64 / (found.len() + right.len()) as f64
}

#[test]
fn pins_do_not_make_an_alignment_worse() {
    let aligner = Aligner::with_encoder(Some(Arc::clone(texts::encoder()))).threads(2);
    let pair = "faq";
    let (bitext, right) = gold(pair);
    let alignment = aligner.align_bitext(bitext.clone());
    let found = alignment.ladder().beads().iter().map(|bead| bead.cut);
    let found = found.filter(|cut| !cut.shape().is_gap());
    let found: Beads =
        found.map(|cut| [cut.source.indices().collect(), cut.target.indices().collect()]).collect();
    let mut project = project_of(&bitext, &found);
    let before = f1(&project, &right);
    let mut pins = Vec::new();
    for (row, card) in cards(&project).iter().enumerate() {
        let is_due = pins.last().is_none_or(|(last, _)| row >= last + 20);
        if is_due && right.contains(&row_of(card)) {
            let bead = card["id"].as_u64().unwrap() as u32;
            let op = Op::Status { bead, status: ReviewStatus::Reviewed };
            project.apply(op, "a", AT, false).unwrap();
            pins.push((row, row_of(card)));
        }
    }
    let mut session = None;
    for (_, pin) in &pins {
        let Some(row) = cards(&project).iter().position(|card| row_of(card) == *pin) else {
            panic!("{pair}: a reviewed bead has changed");
        };
        let near = project.bead_at(row + 1).unwrap_or(0);
        let Some(window) = project.window(near, false) else { continue };
        for op in window.realign(&aligner, &mut session).unwrap() {
            project.apply(op, "mizan", AT, true).unwrap();
        }
    }
    let rows: Vec<[Vec<u32>; 2]> = cards(&project).iter().map(row_of).collect();
    assert!(pins.iter().all(|(_, pin)| rows.contains(pin)), "{pair}");
    let after = f1(&project, &right);
    eprintln!("{pair}: {before:.4} before, {after:.4} with {} pins", pins.len());
    assert!(after >= before, "{pair}: {before} before, {after} after");
}
