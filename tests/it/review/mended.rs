//! What aligning again does where some beads are judged.

use std::collections::BTreeSet;
use std::sync::Arc;

use mizan::aligner::Aligner;
use mizan::bitext::Bitext;
use mizan::format::{LooseBead, parse_beads, read_project};
use mizan::lang::Lang;
use mizan::review::{Op, Project, ReviewStatus};
use serde_json::{Value, json};
use xxhash_rust::xxh3::xxh3_64;

use super::{base, cards};
use crate::texts;

const AT: &str = "2026-01-31T10:15:00Z";

/// Beads as the segments of both sides.
pub(super) type Beads = Vec<[Vec<u32>; 2]>;

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
pub(super) fn project_of(bitext: &Bitext, beads: &Beads) -> Project {
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

/// The rows as segments of both sides, by their names.
pub(super) fn row_of(card: &Value) -> [Vec<u32>; 2] {
    ["source", "target"].map(|side| {
        let segments = card[side].as_array().unwrap().iter();
        segments.map(|segment| segment["id"].as_str().unwrap()[1..].parse().unwrap()).collect()
    })
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
