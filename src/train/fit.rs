//! Fitting one table of weights.

use crate::align::evidence::WeightTable;
use crate::align::search::FREE;
use crate::train::example::{Example, Weighed};
use crate::train::lesson::TrainSettings;
use crate::train::objective::{Objective, Slopes};
use crate::train::optimise;

/// The shapes of beads that get weights: up to eight segments on a side, and nine in all.
pub(super) const SHAPES: [(u32, u32); 14] = [
    (1, 1),
    (1, 2),
    (1, 3),
    (2, 2),
    (1, 4),
    (2, 3),
    (1, 5),
    (2, 4),
    (3, 3),
    (1, 6),
    (2, 5),
    (1, 7),
    (2, 6),
    (1, 8),
];

/// The most iterations for the few weights of terms.
const TERM_ITERATIONS: u64 = 20;

/// The weights under which the examples are likeliest.
pub(super) fn table(
    examples: &[&Example],
    weighed: Weighed,
    settings: TrainSettings,
    tell: &dyn Fn(&str),
) -> WeightTable {
    let slopes = if weighed == Weighed::Plain { Slopes::None } else { Slopes::Fitted };
    let mut objective = Objective::new(&SHAPES, examples.to_vec(), settings.penalty, slopes);
    // Weights must hold without a glossary too, so those of terms are fitted last, the rest held. Beside
    // meaning, numbers and names found in both say nothing more, nor does how many terms there are, and fitted
    // weights come out below zero, which no translator would understand; what is missing does say something.
    let is_term = |name: &str| name.starts_with("term.");
    let is_idle = |name: &str| {
        let idle = ["literal.share", "literal.mass", "term.mass"];
        weighed != Weighed::Plain && idle.contains(&name)
    };
    objective.free(|name| !is_term(name) && !is_idle(name));
    let start = vec![0.0; objective.len()];
    let (parameters, loss) = optimise::minimise(&objective, start, settings.iterations);
    let terms = objective.layout.columns(is_term);
    // Of free text the glossary is right about little, and what a term says does not hang on how freely a text is
    // translated.
    let tells = |example: &&Example| example.has_any(&terms) && example.phi < FREE;
    let with_terms = examples.iter().copied().filter(tells).collect();
    let slopes = if slopes == Slopes::Fitted { Slopes::Held } else { slopes };
    let mut of_terms = Objective::new(&SHAPES, with_terms, settings.penalty, slopes);
    of_terms.free(|name| is_term(name) && !is_idle(name));
    let iterations = settings.iterations.min(TERM_ITERATIONS);
    let (parameters, _) = optimise::minimise(&of_terms, parameters, iterations);
    let with_terms = objective.loss(&parameters).0;
    tell(&format!("loss {loss:.1}, with the glossary {with_terms:.1}"));
    objective.table(&parameters)
}

/// Shapes and their mirror images, small ones first.
pub(super) fn both_ways(shapes: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut both: Vec<(u32, u32)> = shapes.iter().flat_map(|&(a, c)| [(a, c), (c, a)]).collect();
    both.sort_by_key(|&(a, c)| (a + c, a));
    both.dedup();
    both
}
