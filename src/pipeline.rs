//! The stages from a bitext to its ladder in one call.

use std::num::NonZeroUsize;

use crate::align::evidence::{Facts, Reason, WeightTables};
use crate::align::{self, Alignment, Division};
use crate::bitext::{Bitext, Ladder};
use crate::encoder::Encoder;
use crate::glossary::Glossary;
use crate::threads::Workers;
use crate::watch::{Unwatched, Watch};

pub use crate::align::Reasons;

/// How to align.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Whether to say of every bead why it was chosen.
    pub reasons: Reasons,
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
    /// Breaks that run inside a segment, for [`crate::align::divide`].
    pub divisions: Vec<Division>,
    /// How often a glossary term stands in the source.
    pub terms_found: usize,
    /// How often the bead it stands in holds its translation.
    pub terms_confirmed: usize,
}

/// Aligns two segmented texts.
pub fn align(
    bitext: &Bitext,
    glossary: &Glossary,
    encoder: Option<&Encoder>,
    tables: &WeightTables,
    settings: Settings,
) -> Aligned {
    align_watched(bitext, glossary, encoder, tables, settings, &Unwatched)
}

/// [`fn@align`], telling `watch` how far it has come: the stages are `encoding` (in sentences), `comparing` and
/// `searching` (in source segments).
pub fn align_watched(
    bitext: &Bitext,
    glossary: &Glossary,
    encoder: Option<&Encoder>,
    tables: &WeightTables,
    settings: Settings,
    watch: &dyn Watch,
) -> Aligned {
    let work = || {
        let facts = Facts::watched(bitext, glossary, encoder, watch);
        let Alignment { ladder, reasons, divisions } =
            align::align(&facts, tables, settings.reasons);
        let terms = ladder.beads().iter().flat_map(|bead| facts.terms.terms_in(bead.cut));
        let (mut found, mut confirmed) = (0, 0);
        for (_, is_confirmed) in terms {
            found += 1;
            confirmed += usize::from(is_confirmed);
        }
        Aligned { ladder, reasons, divisions, terms_found: found, terms_confirmed: confirmed }
    };
    let threads = NonZeroUsize::new(settings.threads).unwrap_or(NonZeroUsize::MIN);
    Workers::new(threads).run(work)
}
