//! One search pass: the best path through a space, with the posterior of each bead on it.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::lattice::{Lattice, Step};
use super::space::SearchSpace;
use crate::align::band::Band;
use crate::align::evidence::{Context, Facts, LeftOut, NEVER, Scorers, Weights};
use crate::align::found::{ExplainedBead, Passed};
use crate::bitext::{Bead, Bitext, Confidence, Cut};

/// The best path over all sections of a space. `explain` asks for reasons.
pub(crate) fn pass(facts: &Facts, space: &SearchSpace, weights: &Weights, explain: bool) -> Passed {
    facts.watch.begin("searching", u64::from(space.band.area().source.len()));
    let search = |band: &Band| {
        let passed = section(facts, space, band, weights, explain);
        facts.watch.advance(u64::from(band.area().source.len()));
        passed
    };
    let mut all = Passed::nothing(space.band.area());
    for group in together(space.sections()) {
        let passed: Vec<Passed> = group.par_iter().map(search).collect();
        passed.into_iter().for_each(|passed| all.append(passed));
    }
    all
}

/// Groups of sections that are searched at a time: of no more points than this, which take some 400 bytes each, or of one
/// section. A thread that waits for a part of one begins the next, so that the number of threads would not bound them.
const TOGETHER: usize = 1 << 16;

fn together(sections: impl Iterator<Item = Band>) -> impl Iterator<Item = Vec<Band>> {
    let mut sections = sections.peekable();
    std::iter::from_fn(move || {
        let mut group = vec![sections.next()?];
        let mut points = group[0].cells();
        while let Some(band) = sections.next_if(|band| points + band.cells() <= TOGETHER) {
            points += band.cells();
            group.push(band);
        }
        Some(group)
    })
}

/// The best path over one section.
pub(super) fn section(
    facts: &Facts,
    space: &SearchSpace,
    band: &Band,
    weights: &Weights,
    explain: bool,
) -> Passed {
    let context = Context { band, ..space.context(facts) };
    let scorers = Scorers::prepare(context, Some(weights));
    let mut costs = scorers.costs(weights);
    space.limits.apply(band, &space.shapes, &mut costs);
    let (beads, left_out) = beads(&Lattice::new(band, &space.shapes, &costs), &facts.bitext);
    let explained = |bead: Bead| match explain && !bead.cut.shape().is_gap() {
        true => ExplainedBead { bead, reasons: scorers.explain(bead.cut, weights) },
        false => ExplainedBead::bare(bead),
    };
    Passed { beads: beads.into_iter().map(explained).collect(), left_out }
}

/// A bead is worth taking if its posterior is above this: the path is the one of highest expected number of
/// right beads, less this for each bead on it (minimum Bayes risk; Goodman 1996).
const WORTH: f32 = 0.2;

/// The path with the highest expected number of right beads, with their posteriors. The confidence of a gap is the
/// probability that its segment is unaligned, wherever on the path.
///
/// Where a text repeats itself, which of the equal segments a segment is paired with makes no difference; so
/// 1-1 beads of one source segment with equal target segments share the sum of their posteriors.
fn beads(lattice: &Lattice<'_>, bitext: &Bitext) -> (Vec<Bead>, LeftOut) {
    let area = lattice.band.area();
    let worth = |&cost: &f32| if cost <= NEVER { cost } else { -WORTH };
    let mut worth: Vec<f32> = lattice.beads.iter().map(worth).collect();
    let mut left_out = LeftOut::nothing(area.source.len(), area.target.len());
    let mut source_gaps = vec![0.0f64; area.source.len() as usize];
    let mut target_gaps = vec![0.0f64; area.target.len() as usize];
    lattice.marginals(|step, posterior| match step {
        Step::Bead { cell, shape } => {
            worth[cell * lattice.shapes.len() + shape] += posterior as f32;
        }
        Step::SourceGap { segment, opens, .. } => {
            source_gaps[(segment - area.source.start) as usize] += posterior;
            left_out.source.add(posterior, opens);
        }
        Step::TargetGap { segment, opens, .. } => {
            target_gaps[(segment - area.target.start) as usize] += posterior;
            left_out.target.add(posterior, opens);
        }
    });
    share_among_equals(lattice, bitext, &mut worth);
    // A gap is worth nothing; one that may not be is as bad as ever.
    let free = |gaps: &[(f32, f32)]| -> Vec<(f32, f32)> {
        gaps.iter().map(|&gap| if gap.0 <= NEVER { gap } else { (0.0, 0.0) }).collect()
    };
    let path = Lattice {
        beads: &worth,
        source_gaps: &free(lattice.source_gaps),
        target_gaps: &free(lattice.target_gaps),
        ..*lattice
    }
    .best_path();
    let confidence = |cut: Cut| {
        if cut.target.is_empty() {
            return source_gaps[(cut.source.start - area.source.start) as usize];
        }
        if cut.source.is_empty() {
            return target_gaps[(cut.target.start - area.target.start) as usize];
        }
        let shape = lattice.shapes.iter().position(|&s| s == (cut.source.len(), cut.target.len()));
        match (lattice.band.cell(cut.source.end, cut.target.end), shape) {
            (Some(cell), Some(shape)) => {
                f64::from(worth[cell * lattice.shapes.len() + shape] + WORTH)
            }
            _ => 0.0,
        }
    };
    let beads = path
        .into_iter()
        .map(|cut| Bead { cut, confidence: Confidence::clamped(confidence(cut)) })
        .collect();
    (beads, left_out)
}

/// Gives 1-1 beads of a source segment with equal target segments the sum of their posteriors.
fn share_among_equals(lattice: &Lattice<'_>, bitext: &Bitext, worth: &mut [f32]) {
    let Some(one) = lattice.shapes.iter().position(|&shape| shape == (1, 1)) else { return };
    let area = lattice.band.area();
    let mut by_text: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (segment, j) in bitext.target.of(area.target).iter().zip(area.target.indices()) {
        by_text.entry(&segment.text).or_default().push(j);
    }
    by_text.retain(|_, places| places.len() > 1);
    for i in area.source.indices() {
        let (low, high) = lattice.band.row(i + 1);
        for places in by_text.values() {
            let from = places.partition_point(|&j| j + 1 < low);
            let equals = places[from..].iter().take_while(|&&j| j < high);
            let cells: Vec<usize> = equals
                .filter_map(|&j| lattice.band.cell(i, j).and(lattice.band.cell(i + 1, j + 1)))
                .map(|cell| cell * lattice.shapes.len() + one)
                .filter(|&at| lattice.beads[at] > NEVER)
                .collect();
            if cells.len() > 1 {
                let sum: f32 = cells.iter().map(|&at| worth[at] + WORTH).sum();
                cells.iter().for_each(|&at| worth[at] = sum - WORTH);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Run;

    #[test]
    fn sections_are_searched_together_as_far_as_memory_allows() {
        let square = |side| Band::whole(Cut::new(Run::new(0, side), Run::new(0, side)));
        let groups = |sides: &[u32]| -> Vec<usize> {
            together(sides.iter().map(|&side| square(side))).map(|group| group.len()).collect()
        };
        assert!(groups(&[]).is_empty());
        assert_eq!(groups(&[9, 9, 9]), [3]);
        // 300 x 300 points alone are more than are allowed; three times 140 x 140 are not, four are.
        assert_eq!(groups(&[9, 300, 9, 140, 140, 140, 140, 9]), [1, 1, 4, 2]);
    }
}
