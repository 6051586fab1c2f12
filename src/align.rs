//! Stage 4: the best ladder over a bitext, and how sure of each bead one may be.
//!
//! Sure pairs (`anchor`) give the ratio of lengths and a band; in the band a semi-Markov dynamic
//! programme (`lattice`) finds the best path and the posterior of every bead on it. With an encoder there
//! are two passes: the first goes by sentence vectors; what it finds mends the ratio and narrows the band
//! for the second, which looks at words too. Nothing here can fail.

use std::collections::BTreeMap;

use crate::band::{Band, Width};
use crate::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segment};
use crate::fold::visible_len;
use crate::score::{Context, Cosines, Facts, Panel, Reason, Recipes, Weights};

mod anchor;
pub(crate) mod lattice;
mod moved;

use anchor::Anchor;
use lattice::{Lattice, Step};

/// The bands where anchors go by words alone, and where they go by meaning.
const PLAIN_WIDTH: Width = Width { pad: 10, reach: 200, whole: 1 << 20 };
const MEANING_WIDTH: Width = Width { pad: 6, reach: 64, whole: 1 << 16 };

/// How far from the first pass the second may stray, in segments.
const SECOND_PAD: u32 = 5;

/// A ladder, and for each bead the evidence on it; empty for beads with an empty side, and where nobody asked.
pub struct Alignment {
    /// The beads.
    pub ladder: Ladder,
    /// Why each was chosen.
    pub reasons: Vec<Vec<Reason>>,
}

/// Whether to say of every bead why it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasons {
    /// Say it.
    Given,
    /// Save the time.
    Spared,
}

/// Finds the ladder of highest total log odds.
///
/// A text without segments gives a ladder of gaps; two of them give an empty ladder.
pub fn align(facts: &Facts<'_>, recipes: &Recipes, reasons: Reasons) -> Alignment {
    let area = whole(facts);
    let ground = Ground::new(facts, area, &recipes.shapes(facts), &[]);
    let mut beads = solve(facts, &ground, recipes, reasons);
    if facts.meaning.is_some() {
        moved::recover(facts, &ground, recipes, reasons, &mut beads);
    }
    let (beads, reasons): (Vec<Bead>, Vec<Vec<Reason>>) = beads.into_iter().unzip();
    let ladder = Ladder::new(area.source.end, area.target.end, beads)
        .expect("a path through the band covers every segment once");
    Alignment { ladder, reasons }
}

/// The rectangle of both texts.
pub(crate) fn whole(facts: &Facts<'_>) -> Cut {
    Cut::new(Run::new(0, facts.bitext.source.len()), Run::new(0, facts.bitext.target.len()))
}

/// A bead with the evidence on it.
type Explained = (Bead, Vec<Reason>);

/// The best path over the ground's rectangle, by as many passes as there is evidence for.
fn solve(
    facts: &Facts<'_>,
    ground: &Ground,
    recipes: &Recipes,
    reasons: Reasons,
) -> Vec<Explained> {
    let Some(meaning) = &facts.meaning else {
        return pass(facts, ground, &recipes.plain.at(0.0), reasons);
    };
    let first = recipes.first.at(ground.phi);
    let path: Vec<Cut> =
        pass(facts, ground, &first, Reasons::Spared).iter().map(|b| b.0.cut).collect();
    let second = if meaning.has_words() { recipes.second.at(ground.phi) } else { first };
    pass(facts, &ground.second(facts, &path, &[]), &second, reasons)
}

/// What a pass stands on.
pub(crate) struct Ground {
    pub(crate) band: Band,
    pub(crate) shapes: Vec<(u32, u32)>,
    pub(crate) cosines: Option<std::sync::Arc<Cosines>>,
    /// Target characters for each source character.
    pub(crate) ratio: f32,
    /// The share of segments that no anchor holds, 0 to 1.
    pub(crate) phi: f32,
    /// The pairs of segments that stand out, on the chain of anchors or off it.
    ties: Vec<(u32, u32)>,
}

impl Ground {
    /// The ground of the first pass over a rectangle. The band is made wide enough for some cuts.
    pub(crate) fn new(facts: &Facts<'_>, area: Cut, shapes: &[(u32, u32)], hold: &[Cut]) -> Ground {
        let (found, anchors) = anchor::find(facts, area);
        let ratio = anchor::ratio(facts.bitext, area, &anchors);
        let width = if facts.meaning.is_some() { MEANING_WIDTH } else { PLAIN_WIDTH };
        let posts: Vec<(u32, u32)> = anchors.iter().map(Anchor::pair).collect();
        let band = Band::along(area, &posts, width).with_cuts(hold);
        let cosines = facts.meaning.as_ref().map(|m| Cosines::new(m, &band, shapes).into());
        let phi = phi(facts.bitext, area, anchors.len());
        let ties = found.iter().map(Anchor::pair).collect();
        Ground { band, shapes: shapes.to_vec(), cosines, ratio, phi, ties }
    }

    /// The ground of the second pass, near the path of the first.
    pub(crate) fn second(&self, facts: &Facts<'_>, path: &[Cut], hold: &[Cut]) -> Ground {
        Ground {
            band: self.band.around(path, SECOND_PAD).with_cuts(hold),
            shapes: self.shapes.clone(),
            cosines: self.cosines.clone(),
            ratio: ratio_of_beads(facts, path).unwrap_or(self.ratio),
            phi: self.phi,
            ties: Vec::new(),
        }
    }

    pub(crate) fn context<'f>(&'f self, facts: &'f Facts<'f>) -> Context<'f> {
        Context {
            facts,
            band: &self.band,
            shapes: &self.shapes,
            cosines: self.cosines.as_deref(),
            ratio: self.ratio,
        }
    }
}

/// Segments thought to be held by anchors beside those there are.
const FEW: f32 = 3.0;

/// How freely a text is translated: the share, 0 to 1, of segments that no anchor holds. Segments that are
/// empty, or whose text stands more than once, cannot hold one and do not count.
fn phi(bitext: &Bitext, area: Cut, anchors: usize) -> f32 {
    let single = |side: &[Segment]| {
        let mut texts: Vec<&str> = side.iter().map(|s| s.text.as_str()).collect();
        texts.sort_unstable();
        let runs = texts.chunk_by(|a, b| a == b);
        runs.filter(|run| run.len() == 1 && !run[0].is_empty()).count()
    };
    let most = single(bitext.source.of(area.source)).min(single(bitext.target.of(area.target)));
    // A few segments tell little, so a few more are thought to be held.
    (most.saturating_sub(anchors) as f32) / (most as f32 + FEW)
}

/// The median over the beads of a path of target characters for each source character, each bead counting by
/// its length. A bead holds all that faces a segment, where an anchor may hold a part.
fn ratio_of_beads(facts: &Facts<'_>, path: &[Cut]) -> Option<f32> {
    const ENOUGH: usize = 5;
    let length =
        |side: &[Segment]| side.iter().map(|s| visible_len(&s.text)).sum::<usize>() as f32 + 3.0;
    let mut ratios: Vec<(f32, f32)> = path
        .iter()
        .filter(|cut| !cut.shape().is_gap())
        .map(|cut| {
            let source = length(facts.bitext.source.of(cut.source));
            (length(facts.bitext.target.of(cut.target)) / source, source)
        })
        .collect();
    if ratios.len() < ENOUGH {
        return None;
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * ratios.iter().map(|r| r.1).sum::<f32>();
    let mut sum = 0.0;
    ratios.iter().find_map(|&(ratio, weight)| {
        sum += weight;
        (sum >= half).then_some(ratio)
    })
}

/// One pass: the best path with its posteriors.
pub(crate) fn pass(
    facts: &Facts<'_>,
    ground: &Ground,
    weights: &Weights,
    reasons: Reasons,
) -> Vec<Explained> {
    let panel = Panel::prepare(ground.context(facts), Some(weights));
    let costs = panel.costs(weights);
    let lattice = Lattice {
        band: &ground.band,
        shapes: &ground.shapes,
        beads: &costs.beads,
        source_gaps: &costs.source_gaps,
        target_gaps: &costs.target_gaps,
    };
    let explain = |bead: Bead| match reasons {
        Reasons::Given if !bead.cut.shape().is_gap() => (bead, panel.explain(bead.cut, weights)),
        _ => (bead, Vec::new()),
    };
    beads(&lattice, facts.bitext).into_iter().map(explain).collect()
}

/// A bead is worth taking if its posterior is above this: the path is the one of highest expected number of
/// right beads, less this for each bead on it (minimum Bayes risk; Goodman 1996).
const WORTH: f32 = 0.3;

/// The path of most right beads to be expected, with their posteriors. The confidence of a gap is the
/// probability that its segment is unaligned, wherever on the path.
///
/// Where a text repeats itself, which of the equal segments a segment is paired with makes no difference; so
/// 1-1 beads of one source segment with equal target segments share the sum of their posteriors.
fn beads(lattice: &Lattice<'_>, bitext: &Bitext) -> Vec<Bead> {
    let area = lattice.band.area();
    let mut worth = vec![-WORTH; lattice.beads.len()];
    let mut source_gaps = vec![0.0f64; area.source.len() as usize];
    let mut target_gaps = vec![0.0f64; area.target.len() as usize];
    lattice.marginals(|step, posterior| match step {
        Step::Bead { cell, shape } => {
            worth[cell * lattice.shapes.len() + shape] += posterior as f32;
        }
        Step::SourceGap { segment, .. } => {
            source_gaps[(segment - area.source.start) as usize] += posterior;
        }
        Step::TargetGap { segment, .. } => {
            target_gaps[(segment - area.target.start) as usize] += posterior;
        }
    });
    share_among_equals(lattice, bitext, &mut worth);
    let free = |side: Run| vec![(0.0, 0.0); side.len() as usize];
    let path = Lattice {
        beads: &worth,
        source_gaps: &free(area.source),
        target_gaps: &free(area.target),
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
    path.into_iter()
        .map(|cut| Bead { cut, confidence: Confidence::clamped(confidence(cut)) })
        .collect()
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
                .collect();
            if cells.len() > 1 {
                let sum: f32 = cells.iter().map(|&at| worth[at] + WORTH).sum();
                cells.iter().for_each(|&at| worth[at] = sum - WORTH);
            }
        }
    }
}
