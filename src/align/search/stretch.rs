//! Which stretches of a text are aligned by clauses.
//!
//! Clauses cost more than all the rest, so they are aligned only where they can help: in free text, and where the
//! beads of the second pass are unsure. A stretch starts and ends where it is surest that both texts break, and
//! is searched on its own; long free texts are divided at such places too.

use std::ops::Range;

use crate::bitext::Bead;

/// The phi from which a text is free enough for all its clauses to be aligned.
pub(crate) const FREE: f32 = 0.3;

/// Beads with two sides, in a row, and how far from certain they are in the mean where a stretch of a text that is not
/// free is unsure.
const WINDOW: usize = 32;
const DOUBT: f32 = 0.04;

/// A bead is sure from this confidence.
const SURE: f32 = 0.95;

/// A bead further from certain than this is looked at whatever stands around it.
const GREAT_DOUBT: f32 = 0.3;

/// Beads that a stretch keeps on either side of an unsure one.
const MARGIN: usize = 2;

/// The most beads of a stretch, and the fewest of a part of free text.
const MOST: usize = 384;
const FEWEST: usize = 192;

/// The stretches of a ladder to align by clauses: ranges of beads, rising and apart.
pub(super) fn unsure(beads: &[Bead], is_free: bool) -> Vec<Range<usize>> {
    if is_free { parts(beads, 0..beads.len()) } else { doubtful(beads) }
}

/// The stretches where beads are doubtful.
fn doubtful(beads: &[Bead]) -> Vec<Range<usize>> {
    let two_sided: Vec<usize> =
        (0..beads.len()).filter(|&at| !beads[at].cut.shape().is_gap()).collect();
    let doubts: Vec<f32> = two_sided.iter().map(|&at| 1.0 - beads[at].confidence.get()).collect();
    let mut in_doubt = vec![false; two_sided.len()];
    for (at, window) in doubts.windows(WINDOW).enumerate() {
        if window.iter().sum::<f32>() >= DOUBT * WINDOW as f32 {
            in_doubt[at..at + WINDOW].fill(true);
        }
    }
    let is_unsure = |at: usize| in_doubt[at] && doubts[at] > 1.0 - SURE || doubts[at] > GREAT_DOUBT;
    let mut found: Vec<Range<usize>> = Vec::new();
    for at in (0..two_sided.len()).filter(|&at| is_unsure(at)) {
        let to = (at + MARGIN).min(two_sided.len() - 1);
        let stretch = two_sided[at.saturating_sub(MARGIN)]..two_sided[to] + 1;
        match found.last_mut() {
            Some(before) if before.end >= stretch.start => before.end = stretch.end,
            _ => found.push(stretch),
        }
    }
    found.into_iter().flat_map(|stretch| parts(beads, stretch)).collect()
}

/// A stretch in parts that are not too long, divided at the surest places.
fn parts(beads: &[Bead], stretch: Range<usize>) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut from = stretch.start;
    while stretch.end - from > MOST {
        // The surer the beads on both sides, the surer both texts break between them.
        let surety = |at: &usize| beads[*at - 1].confidence.get().min(beads[*at].confidence.get());
        let places = from + FEWEST..from + MOST;
        let to = places.max_by(|a, b| surety(a).total_cmp(&surety(b)).then(b.cmp(a)));
        let to = to.unwrap_or(from + MOST);
        parts.push(from..to);
        from = to;
    }
    if from < stretch.end {
        parts.push(from..stretch.end);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::{Confidence, Cut, Run};

    /// 1-1 beads of the given confidences.
    fn beads(confidences: impl Iterator<Item = f64>) -> Vec<Bead> {
        let bead = |(at, confidence)| Bead {
            cut: Cut::new(Run::new(at, at + 1), Run::new(at, at + 1)),
            confidence: Confidence::clamped(confidence),
        };
        (0..).zip(confidences).map(bead).collect()
    }

    #[test]
    fn free_text_is_parted_where_it_is_surest() {
        let sure = |at: usize| at == 299 || at == 300;
        let beads = beads((0..900).map(|at| if sure(at) { 1.0 } else { 0.5 }));
        assert_eq!(unsure(&beads, true), [0..300, 300..492, 492..684, 684..900]);
        assert_eq!(unsure(&beads[..100], true), std::slice::from_ref(&(0..100)));
        assert!(unsure(&[], true).is_empty());
    }

    #[test]
    fn other_text_is_looked_at_where_it_is_unsure() {
        let some = |unsure: Range<usize>, confidence: f64| {
            beads((0..200).map(|at| if unsure.contains(&at) { confidence } else { 0.999 }))
        };
        let one = |stretch: Range<usize>| vec![stretch];
        assert!(unsure(&some(100..104, 0.75), false).is_empty());
        assert_eq!(unsure(&some(100..106, 0.75), false), one(98..108));
        assert_eq!(unsure(&some(100..106, 0.75), true), one(0..200));
        assert_eq!(unsure(&some(100..101, 0.5), false), one(98..103));
        assert_eq!(unsure(&some(0..1, 0.5), false), one(0..3));
    }
}
