//! Stage 4: the best ladder over a bitext, and how sure of each bead one may be.
//!
//! Sure pairs ([`anchor`]) give the ratio of lengths and a band; in the band a semi-Markov dynamic
//! programme ([`search`]) finds the best path and the posterior of every bead on it. Nothing here can fail.

use crate::bitext::Ladder;
use crate::score::Panel;

mod anchor;
mod band;
mod search;

use band::Band;

/// Finds the ladder of highest total log odds. `threads` only changes the time it takes.
///
/// A text without segments gives a ladder of gaps; two of them give an empty ladder.
pub fn align(panel: &mut Panel<'_>, threads: usize) -> Ladder {
    let (source, target) = (panel.bitext().source.len(), panel.bitext().target.len());
    let anchors = anchor::find(panel);
    if let Some(ratio) = anchor::ratio(panel.bitext(), &anchors) {
        panel.set_ratio(ratio);
    }
    let band = Band::new(source, target, &anchors);
    let beads = search::search(panel, &band, threads);
    Ladder::new(source, target, beads).expect("a path through the band covers every segment once")
}
