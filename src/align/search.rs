//! The best ladder over a bitext, and how sure of each bead one may be.
//!
//! Sure pairs (`anchor`) give the ratio of lengths and a band; in the band a semi-Markov dynamic
//! programme (`lattice`) finds the best path and the posterior of every bead on it (`pass`). With an encoder there
//! are two passes: the first goes by sentence vectors; what it finds corrects the ratio and narrows the band
//! for the second, which looks at words too. Stretches that stay unsure are aligned by clauses (`solver`), and blocks
//! that stand elsewhere in the translation are looked for among what is left (`moved`). Nothing here can fail.

use std::sync::Arc;

use crate::align::evidence::{Facts, WeightTables};
use crate::align::found::{Division, ExplainedBead};
use crate::bitext::Constraints;
use crate::error::Result;

mod anchor;
pub(crate) mod clause;
mod constrained;
mod divided;
pub(crate) mod lattice;
mod limits;
mod moved;
mod pass;
mod solver;
mod space;
mod stretch;

#[cfg(feature = "train")]
pub(crate) use crate::align::found::Passed;
pub(crate) use constrained::{Solutions, Unconstrained};
#[cfg(feature = "train")]
pub(crate) use pass::pass;
pub(crate) use space::SearchSpace;
#[cfg(feature = "train")]
pub(crate) use stretch::FREE;

use limits::Limits;
use moved::Leads;
use solver::Solver;
use space::Priors;

/// How two texts are searched.
#[derive(Clone, Copy)]
pub(crate) struct Search<'f> {
    pub(crate) facts: &'f Facts,
    pub(crate) weights: &'f WeightTables,
    /// Whether beads come with reasons.
    pub(crate) explain: bool,
}

impl Search<'_> {
    fn solver(&self) -> Solver<'_> {
        let Search { facts, weights, explain } = *self;
        Solver { facts, tables: weights, explain, clause_means: &[] }
    }

    /// The beads of highest total log odds, in order, and the breaks inside segments.
    ///
    /// A text without segments gives gaps; two of them give nothing.
    pub(crate) fn unconstrained(&self) -> Unconstrained {
        let (facts, solver) = (self.facts, self.solver());
        let mut space = SearchSpace::new(facts, facts.area(), &self.weights.shapes(facts), &[]);
        let limits = Limits::default().with_separators(&facts.bitext, facts.area());
        space.limits = Arc::new(limits);
        let mut solved = solver.solve(&space);
        if facts.meaning.is_some() {
            let leads = Leads {
                ties: &space.anchors.found,
                shapes: &space.shapes,
                phi: space.phi,
                limits: &space.limits,
            };
            moved::recover(&solver, &leads, &mut solved.beads);
        }
        Unconstrained {
            priors: Priors {
                phi: space.phi,
                ratio: solved.first_ratio,
                later: solved.later,
                anchors: space.anchors,
            },
            shapes: space.shapes,
            clause_means: solved.clause_means,
            beads: solved.beads,
            divisions: solved.divisions,
        }
    }

    /// The same under constraints that do not contradict each other. `known` are stretches searched before, under other
    /// constraints; it comes to hold those of this search.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Constraints`] if a rejected cut cannot be avoided; then `known` stays as it is.
    pub(crate) fn constrained(
        &self,
        unconstrained: &Unconstrained,
        constraints: &Constraints,
        known: &mut Solutions,
    ) -> Result<(Vec<ExplainedBead>, Vec<Division>)> {
        unconstrained.under(constraints, &self.solver(), known)
    }
}
