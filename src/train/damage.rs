//! Copies of free documents with text gone, to learn what missing text looks like.
//!
//! Gold of free text has hardly a gap, and weights fitted to it alone force what has no counterpart into beads
//! of many segments.

use crate::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segments, Shape};
use crate::train::lesson::Lesson;

/// The share of two-sided gold beads that are not 1-1 from which a document counts as free.
const FREE: f64 = 0.3;

/// The fewest beads of a document to copy, so that what goes missing is longer than a bead or two.
const BEADS: usize = 24;

/// How many parts the beads of a document are dealt into; every other one loses a side.
const PARTS: usize = 6;

/// How much a copy counts beside its document. There are three of each.
const WEIGHT: f64 = 0.5;

/// What is gone from a copy.
#[derive(Clone, Copy)]
enum Damage {
    /// Half of the source, in three runs.
    Source,
    /// The other half of the target.
    Target,
    /// What an abridged translation leaves out: many a segment, and ends of what is kept.
    Abridged,
}

/// Damaged copies, each with the number of its document.
pub(super) fn copies(lessons: &[Lesson]) -> Vec<(usize, Lesson)> {
    let free = lessons.iter().enumerate().filter(|(_, lesson)| is_free(&lesson.gold));
    let all = [Damage::Source, Damage::Target, Damage::Abridged];
    free.flat_map(|(at, lesson)| all.map(|damage| (at, damaged(lesson, damage)))).collect()
}

fn is_free(gold: &Ladder) -> bool {
    let shapes = gold.beads().iter().map(|b| b.cut.shape()).filter(|shape| !shape.is_gap());
    let (single, other): (Vec<Shape>, Vec<Shape>) =
        shapes.partition(|shape| (shape.source, shape.target) == (1, 1));
    let all = single.len() + other.len();
    gold.beads().len() >= BEADS && other.len() as f64 >= FREE * all as f64
}

/// What stays of the bead at a place of so many.
fn left(damage: Damage, cut: Cut, at: usize, of: usize) -> Cut {
    let nothing = Run::new(0, 0);
    let in_even_part = (at * PARTS / of).is_multiple_of(2);
    match damage {
        Damage::Source if in_even_part => Cut::new(nothing, cut.target),
        Damage::Target if !in_even_part => Cut::new(cut.source, nothing),
        Damage::Abridged => {
            let (source, target) = (cut.source, cut.target);
            match shuffled(at) % 20 {
                0..7 => Cut::new(source, nothing),
                7 => Cut::new(nothing, target),
                8..11 if target.len() > 1 => {
                    Cut::new(source, Run::new(target.start + 1, target.end))
                }
                11..14 if target.len() > 1 => {
                    Cut::new(source, Run::new(target.start, target.end - 1))
                }
                _ => cut,
            }
        }
        Damage::Source | Damage::Target => cut,
    }
}

/// A number without order to it for each number (the finaliser of `SplitMix64`; Steele and others 2014).
fn shuffled(number: usize) -> u64 {
    let mut mixed = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

fn damaged(lesson: &Lesson, damage: Damage) -> Lesson {
    let beads = lesson.gold.beads();
    let empty = |of: &Segments| Segments::new(of.lang, Vec::new());
    let mut bitext =
        Bitext { source: empty(&lesson.bitext.source), target: empty(&lesson.bitext.target) };
    let keep = |from: &Segments, run: Run, to: &mut Segments| -> Run {
        let start = to.len();
        to.items.extend_from_slice(from.of(run));
        Run::new(start, to.len())
    };
    let mut kept = Vec::new();
    for (at, bead) in beads.iter().enumerate() {
        let left = left(damage, bead.cut, at, beads.len());
        let source = keep(&lesson.bitext.source, left.source, &mut bitext.source);
        let target = keep(&lesson.bitext.target, left.target, &mut bitext.target);
        if !(source.is_empty() && target.is_empty()) {
            kept.push(Bead { cut: Cut::new(source, target), confidence: Confidence::CERTAIN });
        }
    }
    let (source, target) = (bitext.source.len(), bitext.target.len());
    let gold = Ladder::new(source, target, kept).expect("kept segments stand in kept beads once");
    Lesson { bitext, gold, weight: WEIGHT * lesson.weight }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Segment;
    use crate::lang::Lang;

    #[test]
    fn what_is_left_stays_in_its_beads() {
        let side = |lang, count| {
            let items = (0..count).map(|at| Segment::of(&format!("{lang} {at}")));
            Segments::new(lang, items.collect())
        };
        let beads = (0..30).map(|at| Bead {
            cut: Cut::new(Run::new(at, at + 1), Run::new(2 * at, 2 * at + 2)),
            confidence: Confidence::CERTAIN,
        });
        let lesson = Lesson {
            bitext: Bitext { source: side(Lang::AR, 30), target: side(Lang::EN, 60) },
            gold: Ladder::new(30, 60, beads.collect()).unwrap(),
            weight: 1.0,
        };
        let copies = copies(&[lesson]);
        let sizes: Vec<(usize, u32, u32)> = copies
            .iter()
            .map(|(at, l)| (*at, l.bitext.source.len(), l.bitext.target.len()))
            .collect();
        assert_eq!(sizes, [(0, 15, 60), (0, 30, 30), (0, 28, 28)]);
        for (_, copy) in &copies {
            for bead in copy.gold.beads().iter().filter(|b| !b.cut.shape().is_gap()) {
                let source = copy.bitext.source.text(bead.cut.source);
                let at: u32 = source.strip_prefix("ar ").unwrap().parse().unwrap();
                let both = [format!("en {}", 2 * at), format!("en {}", 2 * at + 1)];
                let target = copy.bitext.target.text(bead.cut.target);
                assert!(target == both.join(" ") || both.contains(&target), "{source}: {target}");
            }
        }
    }
}
