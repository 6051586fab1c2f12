//! Reviews: operations keep every segment, can be taken back, and are in the file before they are answered.

use std::sync::Arc;

use mizan::aligner::Aligner;
use mizan::bitext::Side;
use mizan::format::{self, Export, WriteOptions};
use mizan::review::{End, Goal, Only, Op, Project, ReviewStatus};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree;
use serde_json::Value;

use crate::fuzz::targets::reviewed::{aligner, base, bitext};
use crate::texts;

mod file;
mod http;
mod keyboard;
mod mended;
mod merge;
mod server;
mod settings;
mod sheet;

fn open(bytes: &[u8]) -> Project {
    format::read_project(bytes).unwrap().project
}

/// A project without operations.
pub(crate) fn small() -> Project {
    open(&base(&bitext()))
}

/// All that a project says, in two formats, with every bead and what a page shows of it.
fn state(project: &Project) -> Vec<u8> {
    let alignment = project.alignment();
    let export = Export {
        alignment: &alignment,
        memory: &project.memory(&alignment, Only::All, 0.0),
        document: "a.txt",
        created: "20260131T000000Z",
        segmentation: "",
        options: &WriteOptions::default(),
    };
    let mut bytes = Vec::new();
    for name in ["jsonl", "tmx", "mizan"] {
        format::alignment_writer(name).unwrap().write(&export, &mut bytes).unwrap();
    }
    let findings = std::collections::BTreeMap::new();
    bytes.extend(serde_json::to_vec(&project.cards(0..usize::MAX, &findings)).unwrap());
    bytes
}

fn cards(project: &Project) -> Vec<Value> {
    let findings = std::collections::BTreeMap::new();
    let cards = serde_json::to_value(project.cards(0..usize::MAX, &findings)).unwrap();
    cards.as_array().unwrap().clone()
}

/// The texts of a side, in the order of the text, without white space.
fn texts_of(project: &Project, side: Side) -> Vec<String> {
    let alignment = project.alignment();
    let segments = alignment.bitext().side(side).items.iter();
    segments.map(|s| s.text.split_whitespace().collect::<String>()).collect()
}

/// Something a reviewer does, by rows and not by ids.
#[derive(Debug, Clone)]
enum Step {
    Status(Index, u8),
    Merge(Index),
    MergeBefore(Index),
    Part(Index, u32, u32),
    Move(Index, bool, bool, u8),
    Link(Index, Index, u8, u8),
    Split(Index, bool, u32),
    Join(Index, bool),
    Edit(Index, bool),
    Comment(Index),
    Pin(Index),
    Accept,
    Add(Index),
    Realign(Index),
    Seen(Index),
    Undo,
    Redo,
}

fn step() -> impl Strategy<Value = Step> {
    let row = any::<Index>;
    prop_oneof![
        (row(), 0..3u8).prop_map(|(at, status)| Step::Status(at, status)),
        row().prop_map(Step::Merge),
        row().prop_map(Step::MergeBefore),
        (row(), 0..3u32, 0..3u32).prop_map(|(at, i, j)| Step::Part(at, i, j)),
        (row(), any::<bool>(), any::<bool>(), 0..3u8)
            .prop_map(|(at, a, b, to)| Step::Move(at, a, b, to)),
        (row(), row(), 0..3u8, 0..3u8).prop_map(|(a, b, i, j)| Step::Link(a, b, i, j)),
        (row(), any::<bool>(), 0..40u32).prop_map(|(at, side, place)| Step::Split(at, side, place)),
        (row(), any::<bool>()).prop_map(|(at, side)| Step::Join(at, side)),
        (row(), any::<bool>()).prop_map(|(at, side)| Step::Edit(at, side)),
        row().prop_map(Step::Comment),
        row().prop_map(Step::Pin),
        Just(Step::Accept),
        row().prop_map(Step::Add),
        row().prop_map(Step::Realign),
        row().prop_map(Step::Seen),
        Just(Step::Undo),
        Just(Step::Undo),
        Just(Step::Redo),
    ]
}

/// The operations of a step on a project as it is.
fn ops(step: &Step, project: &Project) -> Vec<Op> {
    let cards = cards(project);
    let card = |at: &Index| &cards[at.index(cards.len())];
    let bead = |at: &Index| card(at)["id"].as_u64().unwrap() as u32;
    let side = |is_source: bool| if is_source { "source" } else { "target" };
    let segment = |at: &Index, is_source: bool| {
        card(at)[side(is_source)][0]["id"].as_str().unwrap_or("s999").to_owned()
    };
    let run = |at: &Index, is_source: bool, count: u8| {
        let ids = card(at)[side(is_source)].as_array().unwrap().iter();
        ids.take(count.into()).map(|s| s["id"].as_str().unwrap().to_owned()).collect()
    };
    vec![match step {
        Step::Status(at, status) => {
            let all = [ReviewStatus::Open, ReviewStatus::Reviewed, ReviewStatus::Rejected];
            Op::Status { bead: bead(at), status: all[usize::from(*status)] }
        }
        Step::Merge(at) => Op::Merge { bead: bead(at) },
        Step::MergeBefore(at) => Op::MergeBefore { bead: bead(at) },
        Step::Part(at, i, j) => Op::Part { bead: bead(at), source: *i, target: *j },
        Step::Move(at, is_source, is_first, to) => Op::Move {
            bead: bead(at),
            side: if *is_source { Side::Source } else { Side::Target },
            which: if *is_first { End::First } else { End::Last },
            to: [Goal::Before, Goal::After, Goal::Out][usize::from(*to)],
        },
        Step::Link(a, b, i, j) => Op::Link { source: run(a, true, *i), target: run(b, false, *j) },
        Step::Split(at, is_source, place) => {
            Op::Split { segment: segment(at, *is_source), at: *place }
        }
        Step::Join(at, is_source) => Op::Join { segment: segment(at, *is_source) },
        Step::Edit(at, is_source) => {
            Op::Edit { segment: segment(at, *is_source), text: "نص جديد 7 new".to_owned() }
        }
        Step::Comment(at) => Op::Comment { bead: bead(at), text: "look here".to_owned() },
        Step::Pin(at) => Op::Pin { bead: bead(at) },
        Step::Accept => Op::Accept { over: 0.8 },
        Step::Add(at) => Op::Add {
            after: Some(bead(at)),
            source: "سطر مضاف".to_owned(),
            target: "An added line".to_owned(),
        },
        Step::Realign(at) => {
            let window = project.window(bead(at), false).unwrap();
            return window.realign(&aligner(), &mut None).unwrap_or_default();
        }
        Step::Seen(at) => Op::Seen { beads: vec![bead(at)] },
        Step::Undo => Op::Undo,
        Step::Redo => Op::Redo,
    }]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, max_shrink_iters: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// `Project::alignment` panics if a segment is lost, doubled or out of order.
    #[test]
    fn operations_keep_every_segment_and_can_be_taken_back(steps in vec(step(), 1..40)) {
        let bitext = bitext();
        let mut file = base(&bitext);
        let mut project = open(&file);
        let before = state(&project);
        let joined = |project: &Project| Side::both().map(|side| texts_of(project, side).concat());
        let texts = joined(&project);
        let mut is_edited = false;
        for step in &steps {
            is_edited |= matches!(step, Step::Edit(..) | Step::Add(..));
            for op in ops(step, &project) {
                let old = state(&project);
                let joins = matches!(op, Op::Realigned { .. });
                match project.apply(op, "tester", "2026-01-31T10:15:00Z", joins) {
                    Ok(applied) => file.extend(applied.entry.line().bytes()),
                    Err(_) => prop_assert!(state(&project) == old, "a refused operation changed something"),
                }
            }
            if !is_edited {
                prop_assert_eq!(&joined(&project), &texts);
            }
        }
        // What the file says is what is here.
        let again = open(&file);
        prop_assert!(state(&again) == state(&project));
        prop_assert_eq!(again.can_undo_redo(), project.can_undo_redo());
        let after = state(&project);
        let mut count = 0;
        while project.apply(Op::Undo, "tester", "2026-01-31T10:15:00Z", false).is_ok() {
            count += 1;
        }
        // Ids of beads and marks of what is new are all that may differ from a new project.
        prop_assert!(state(&project) == before);
        for _ in 0..count {
            project.apply(Op::Redo, "tester", "2026-01-31T10:15:00Z", false).unwrap();
        }
        prop_assert!(state(&project) == after);
    }
}

/// What a project shows is what the operations say that changed: a page that follows them sees the same.
#[test]
fn splices_tell_which_rows_changed() {
    let mut project = open(&base(&bitext()));
    let mut shown = cards(&project);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..300 {
        let step = step().new_tree(&mut runner).unwrap().current();
        for op in ops(&step, &project) {
            let Ok(applied) = project.apply(op.clone(), "a", "2026-01-31T10:15:00Z", false) else {
                continue;
            };
            let now = cards(&project);
            let splice = applied.splice;
            let new = now[splice.from..splice.from + splice.inserted].to_vec();
            shown.splice(splice.from..splice.from + splice.removed, new);
            assert_eq!(shown.len(), now.len(), "{op:?}");
            for (at, (shown, now)) in shown.iter().zip(&now).enumerate() {
                // Numbers of rows and segments move, and beads cross others or no more.
                for name in ["id", "status", "comment", "confidence", "pinned"] {
                    assert_eq!(shown[name], now[name], "{op:?}: {name} of row {at}");
                }
                for side in ["source", "target"] {
                    let ids = |card: &Value| {
                        let segments = card[side].as_array().unwrap().iter();
                        segments.map(|s| (s["id"].clone(), s["text"].clone())).collect::<Vec<_>>()
                    };
                    assert_eq!(ids(shown), ids(now), "{op:?}: {side} of row {at}");
                }
            }
        }
    }
}

#[test]
fn judged_beads_stay_when_texts_are_aligned_again() {
    let bitext = bitext();
    let mut project = open(&base(&bitext));
    let first = project.bead_at(2).unwrap();
    project.apply(Op::Merge { bead: first }, "a", "2026-01-31T10:15:00Z", false).unwrap();
    let kept = project.bead_at(2).unwrap();
    let before = cards(&project);
    let aligner = Aligner::with_encoder(Some(Arc::clone(texts::encoder()))).explain(true);
    let window = project.window(kept, false).unwrap();
    for op in window.realign(&aligner, &mut None).unwrap() {
        project.apply(op, "mizan", "2026-01-31T10:15:00Z", true).unwrap();
    }
    let after = cards(&project);
    let of = |cards: &[Value]| cards.iter().find(|card| card["id"] == kept).cloned().unwrap();
    assert_eq!(of(&before)["source"], of(&after)["source"]);
    assert_eq!(of(&before)["target"], of(&after)["target"]);
    assert_eq!(of(&after)["status"], "reviewed");
    // One key takes back both.
    project.apply(Op::Undo, "a", "2026-01-31T10:15:00Z", false).unwrap();
    assert_eq!(project.bead_at(2), Some(first));
    assert_eq!(project.can_undo_redo(), [false, true]);
}
