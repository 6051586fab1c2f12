//! The stages from a bitext to its ladder in one call.

use crate::align;
use crate::bitext::{Bitext, Ladder};
use crate::glossary::Glossary;
use crate::score::{Context, Panel, Reason, TermIndex, Weights};

/// How to align.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Whether to say of every bead why it was chosen.
    pub reasons: bool,
    /// Threads to use, at least 1. The result does not depend on it.
    pub threads: usize,
}

/// An aligned bitext.
#[derive(Debug, Clone, PartialEq)]
pub struct Aligned {
    /// The beads.
    pub ladder: Ladder,
    /// For each bead the evidence on it; empty where nobody asked, and for beads with an empty side.
    pub reasons: Vec<Vec<Reason>>,
    /// How often a glossary term stands in the source.
    pub terms_found: usize,
    /// How often the bead it stands in holds its translation.
    pub terms_confirmed: usize,
}

/// Aligns two segmented texts.
pub fn align(
    bitext: &Bitext,
    glossary: &Glossary,
    weights: &Weights,
    settings: Settings,
) -> Aligned {
    let terms = TermIndex::new(bitext, glossary);
    let mut panel = Panel::prepare(Context { bitext, terms: &terms }, weights);
    let ladder = align::align(&mut panel, settings.threads.max(1));
    let mut aligned = Aligned { ladder, reasons: Vec::new(), terms_found: 0, terms_confirmed: 0 };
    for bead in aligned.ladder.beads() {
        for (_, confirmed) in terms.terms_in(bead.cut) {
            aligned.terms_found += 1;
            aligned.terms_confirmed += usize::from(confirmed);
        }
        if settings.reasons {
            let gap = bead.cut.shape().is_gap();
            aligned.reasons.push(if gap { Vec::new() } else { panel.explain(bead.cut) });
        }
    }
    aligned
}
