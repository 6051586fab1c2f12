//! Stage 4: the best ladder over a bitext, and how sure of each bead one may be.
//!
//! Sure pairs (`anchor`) give the ratio of lengths and a band; in the band a semi-Markov dynamic
//! programme (`lattice`) finds the best path and the posterior of every bead on it. Nothing here can fail.

use std::collections::BTreeMap;

use crate::band::Band;
use crate::bitext::{Bead, Confidence, Cut, Ladder, Run};
use crate::score::{Context, Facts, Panel, Reason, Recipe};

mod anchor;
mod lattice;

use lattice::{Lattice, Step};

/// How far from the neighbouring anchors a path may stray, in segments.
const PAD: u32 = 10;

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
pub fn align(facts: &Facts<'_>, recipe: &Recipe, reasons: Reasons) -> Alignment {
    let bitext = facts.bitext;
    let area = Cut::new(Run::new(0, bitext.source.len()), Run::new(0, bitext.target.len()));
    let anchors = anchor::find(facts);
    let ratio = anchor::ratio(bitext, &anchors);
    let posts: Vec<(u32, u32)> = anchors.iter().map(|a| (a.source, a.target)).collect();
    let band = Band::along(area, &posts, PAD);
    let weights = recipe.at(0.0);
    let shapes = weights.shapes();
    let panel = Panel::prepare(Context { facts, band: &band, shapes: &shapes, ratio });
    let costs = panel.costs(&weights);
    let lattice = Lattice {
        band: &band,
        shapes: &shapes,
        beads: &costs.beads,
        source_gaps: &costs.source_gaps,
        target_gaps: &costs.target_gaps,
    };
    let beads = beads(&lattice);
    let reasons =
        match reasons {
            Reasons::Spared => Vec::new(),
            Reasons::Given => beads
                .iter()
                .map(|b| {
                    if b.cut.shape().is_gap() { Vec::new() } else { panel.explain(b.cut, &weights) }
                })
                .collect(),
        };
    let ladder = Ladder::new(area.source.end, area.target.end, beads)
        .expect("a path through the band covers every segment once");
    Alignment { ladder, reasons }
}

/// The best path as beads with their posteriors. The confidence of a gap is the probability that its segment
/// is unaligned, wherever on the path.
fn beads(lattice: &Lattice<'_>) -> Vec<Bead> {
    let path = lattice.best_path();
    let mut posteriors: BTreeMap<Cut, f64> = path.iter().map(|&cut| (cut, 0.0)).collect();
    let mut unaligned_source: BTreeMap<u32, f64> = BTreeMap::new();
    let mut unaligned_target: BTreeMap<u32, f64> = BTreeMap::new();
    let mut ends: BTreeMap<(usize, usize), Cut> = BTreeMap::new();
    for &cut in path.iter().filter(|cut| !cut.shape().is_gap()) {
        let shape = lattice.shapes.iter().position(|&s| s == (cut.source.len(), cut.target.len()));
        if let (Some(cell), Some(shape)) =
            (lattice.band.cell(cut.source.end, cut.target.end), shape)
        {
            ends.insert((cell, shape), cut);
        }
    }
    lattice.marginals(|step, posterior| match step {
        Step::Bead { cell, shape } => {
            if let Some(sum) = ends.get(&(cell, shape)).and_then(|cut| posteriors.get_mut(cut)) {
                *sum += posterior;
            }
        }
        Step::SourceGap { segment, .. } => {
            *unaligned_source.entry(segment).or_default() += posterior;
        }
        Step::TargetGap { segment, .. } => {
            *unaligned_target.entry(segment).or_default() += posterior;
        }
    });
    let confidence = |cut: Cut| {
        let sum = match (cut.source.is_empty(), cut.target.is_empty()) {
            (_, true) => unaligned_source.get(&cut.source.start),
            (true, _) => unaligned_target.get(&cut.target.start),
            _ => posteriors.get(&cut),
        };
        Confidence::clamped(sum.copied().unwrap_or(0.0))
    };
    path.into_iter().map(|cut| Bead { cut, confidence: confidence(cut) }).collect()
}
