//! Copies of free documents with parts of one side gone, to learn what missing text looks like.
//!
//! Gold of free text has hardly a gap, and weights fitted to it alone force what has no counterpart into beads
//! of many segments.

use super::Lesson;
use crate::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segments, Shape};

/// The share of two-sided gold beads that are not 1-1 from which a document counts as free.
const FREE: f64 = 0.3;

/// The fewest beads of a document to copy, so that what goes missing is longer than a bead or two.
const BEADS: usize = 24;

/// How many parts the beads of a document are dealt into; every other one loses a side.
const PARTS: usize = 6;

/// How much a copy counts beside its document. There are two of each.
const WEIGHT: f64 = 0.5;

/// Damaged copies, each with the number of its document: one without half of the source, in three runs, and one
/// without the other half of the target.
pub(super) fn copies(lessons: &[Lesson]) -> Vec<(usize, Lesson)> {
    let free = lessons.iter().enumerate().filter(|(_, lesson)| is_free(&lesson.gold));
    free.flat_map(|(at, lesson)| [true, false].map(|is_source| (at, damaged(lesson, is_source))))
        .collect()
}

fn is_free(gold: &Ladder) -> bool {
    let shapes = gold.beads().iter().map(|b| b.cut.shape()).filter(|shape| !shape.is_gap());
    let (single, other): (Vec<Shape>, Vec<Shape>) =
        shapes.partition(|shape| (shape.source, shape.target) == (1, 1));
    let all = single.len() + other.len();
    gold.beads().len() >= BEADS && other.len() as f64 >= FREE * all as f64
}

fn damaged(lesson: &Lesson, is_source: bool) -> Lesson {
    let beads = lesson.gold.beads();
    let is_gone = |at: usize| (at * PARTS / beads.len()).is_multiple_of(2) == is_source;
    let empty = |of: &Segments| Segments { lang: of.lang, items: Vec::new() };
    let mut bitext =
        Bitext { source: empty(&lesson.bitext.source), target: empty(&lesson.bitext.target) };
    let keep = |from: &Segments, run: Run, to: &mut Segments| -> Run {
        let start = to.len();
        to.items.extend_from_slice(from.of(run));
        Run::new(start, to.len())
    };
    let nothing = Run::new(0, 0);
    let mut kept = Vec::new();
    for (at, bead) in beads.iter().enumerate() {
        let Cut { source, target } = bead.cut;
        let [without_source, without_target] = [is_source, !is_source].map(|of| of && is_gone(at));
        let source = if without_source { nothing } else { source };
        let target = if without_target { nothing } else { target };
        let source = keep(&lesson.bitext.source, source, &mut bitext.source);
        let target = keep(&lesson.bitext.target, target, &mut bitext.target);
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
    use crate::text::Span;

    #[test]
    fn half_of_each_side_goes_in_turn_and_the_rest_stays_in_its_beads() {
        let side = |lang, count| {
            let items = (0..count).map(|at| Segment {
                block: at,
                span: Span::new(0, 0),
                line: 1,
                glued: false,
                text: format!("{lang} {at}"),
            });
            Segments { lang, items: items.collect() }
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
        assert_eq!(sizes, [(0, 15, 60), (0, 30, 30)]);
        for (_, copy) in &copies {
            for bead in copy.gold.beads().iter().filter(|b| !b.cut.shape().is_gap()) {
                let source = copy.bitext.source.text(bead.cut.source);
                let at: u32 = source.strip_prefix("ar ").unwrap().parse().unwrap();
                assert!(
                    copy.bitext
                        .target
                        .text(bead.cut.target)
                        .starts_with(&format!("en {} ", 2 * at))
                );
            }
        }
    }
}
