//! From segments to beads: what speaks for each bead, and the search for the best of them.

pub(crate) mod band;
pub(crate) mod evidence;
mod found;
pub(crate) mod search;

mod divide;

pub(crate) use divide::{Divided, divide};
pub(crate) use found::Division;

use evidence::Reason;
use found::ExplainedBead;
use search::{Search, Solutions, Unconstrained};

use crate::bitext::{Bead, Constraint, Constraints, Cut, Ladder, Run};
use crate::error::Result;

/// A ladder with the evidence on its beads.
pub(crate) struct Found {
    pub(crate) ladder: Ladder,
    /// For each bead the evidence on it; none for beads with an empty side, and where nobody asked.
    pub(crate) reasons: Vec<Vec<Reason>>,
    /// Breaks inside segments, as far as clauses were looked at.
    pub(crate) divisions: Vec<Division>,
}

/// The ladder of highest total log odds, where flows, keys and tables of the documents face each other.
pub(crate) fn align(search: Search<'_>) -> Found {
    let unconstrained = search.unconstrained();
    let bitext = &search.facts.bitext;
    if bitext.flow_pins().next().is_none() && bitext.structure_constraints().is_empty() {
        return finish(search, unconstrained.beads, unconstrained.divisions);
    }
    align_under(&Constraints::default(), search, &unconstrained, &mut Solutions::new())
        .expect("flows follow each other")
}

/// The same under more constraints. `known` are stretches searched before, under other constraints; it comes to hold
/// those of this search.
///
/// # Errors
///
/// [`crate::error::ErrorKind::Constraints`] if they contradict each other; then `known` stays as it is.
pub(crate) fn align_under(
    constraints: &Constraints,
    search: Search<'_>,
    unconstrained: &Unconstrained,
    known: &mut Solutions,
) -> Result<Found> {
    let area = search.facts.area();
    let bitext = &search.facts.bitext;
    // A reviewer knows better than keys and tables.
    let (accepted, rejected) = (constraints.accepted(), constraints.rejected());
    let mut structure = bitext.structure_constraints();
    structure.retain(|constraint| match *constraint {
        Constraint::Pin(i, j) => {
            let pin = Cut::new(Run::new(i, i), Run::new(j, j));
            accepted.iter().all(|cut| !pin.runs_through(*cut))
        }
        Constraint::Accept(cut) | Constraint::Reject(cut) => {
            accepted.iter().chain(&rejected).all(|other| !other.overlaps(cut))
        }
    });
    let all =
        constraints.iter().chain(bitext.flow_pins()).chain(structure).collect::<Constraints>();
    all.check(area.source.end, area.target.end)?;
    let (beads, divisions) = search.constrained(unconstrained, &all, known)?;
    Ok(finish(search, beads, divisions))
}

fn finish(
    search: Search<'_>,
    mut beads: Vec<ExplainedBead>,
    mut divisions: Vec<Division>,
) -> Found {
    let bare: Vec<Bead> = beads.iter().map(|found| found.bead).collect();
    divide::keep_those_between(&bare, &mut divisions);
    if search.explain {
        divide::explain(&search.facts.bitext, &divisions, &mut beads);
    }
    let each = beads.into_iter().map(|ExplainedBead { bead, reasons }| (bead, reasons));
    let (beads, reasons): (Vec<Bead>, Vec<Vec<Reason>>) = each.unzip();
    let area = search.facts.area();
    let ladder = Ladder::new(area.source.end, area.target.end, beads)
        .expect("a path through the band covers every segment once");
    Found { ladder, reasons, divisions }
}
