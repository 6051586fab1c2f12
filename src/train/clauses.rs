//! Fitting the weights of clauses, and of the pass that goes by them.
//!
//! Gold says which segments belong together and not which clauses, so every way of the clauses through the
//! corners of the gold beads counts as right. The pass that goes by clauses must learn how far to trust them
//! on text their weights never saw: so for each document they are fitted to the others.

use rayon::prelude::*;

use super::{Corpus, Example, Gold, Lesson, Objective, Right, Slopes, Weighed, cuts, optimise};
use crate::align::band::Band;
use crate::align::evidence::{Clauses, Facts, NEVER, WeightTable};
use crate::align::search::clause::{Scope, breaks, fine};
use crate::align::search::lattice::{Lattice, Step};
use crate::align::search::{self, FREE, SearchSpace};
use crate::bitext::{Cut, Run};

/// The shapes of beads of clauses that get weights.
const SHAPES: [(u32, u32); 12] = [
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
    (1, 7),
    (1, 8),
];

/// Parts the documents are dealt into, for weights that never saw the document they judge.
const FOLDS: usize = 4;

/// Likelihood on gold goes on rising long after new text is aligned worse: so few iterations, and a stronger hold
/// than on segments.
const ITERATIONS: u64 = 40;
const HOLD: f64 = 2.0;

/// A document to learn from, in clauses.
struct Taught<'t> {
    /// Its number in the corpus.
    at: usize,
    /// Which part it is dealt into.
    fold: usize,
    /// The path of the second pass, of segments.
    path: Vec<Cut>,
    /// Nothing if its words are not known.
    clauses: Option<(Clauses, Facts)>,
    corpus: &'t Corpus<'t>,
}

/// The tables of clauses and of the third pass.
pub(super) fn train(
    corpus: &Corpus<'_>,
    mut spaces: Vec<SearchSpace>,
    second: &WeightTable,
) -> (WeightTable, WeightTable) {
    let Corpus { lessons, facts, settings, tell, .. } = corpus;
    tell("fitting the weights of clauses");
    let taught = Taught::all(corpus, &spaces, second);
    let both = super::both_ways(&SHAPES);
    let examples: Vec<Option<Example>> =
        taught.par_iter().map(|taught| taught.example(&spaces[taught.at], &both)).collect();
    let fit = |is_chosen: &dyn Fn(&Taught<'_>) -> bool| {
        let chosen = taught.iter().zip(&examples).filter(|(taught, _)| is_chosen(taught));
        let chosen = chosen.filter_map(|(_, example)| example.as_ref()).collect();
        let mut objective =
            Objective::new(&SHAPES, chosen, HOLD * settings.penalty, Slopes::Fitted);
        objective.free(|name| !is_of_segments(name));
        let start = vec![0.0; objective.len()];
        let (parameters, loss) =
            optimise::minimise(&objective, start, settings.iterations.min(ITERATIONS));
        tell(&format!("loss {loss:.1}"));
        objective.table(&parameters)
    };
    for fold in 0..FOLDS {
        let table = fit(&|taught| taught.fold != fold);
        for taught in taught.iter().filter(|taught| taught.fold == fold) {
            if let Some((clauses, facts)) = &taught.clauses {
                let space = &mut spaces[taught.at];
                let weights = table.at(space.phi);
                let (breaks, _) =
                    breaks(facts, clauses, space, &taught.path, &weights, Scope::WIDE);
                space.breaks = Some(breaks);
            }
        }
    }
    let clause = fit(&|_| true);
    drop(examples);
    tell("fitting the weights of the third pass");
    let examples: Vec<Example> = taught
        .par_iter()
        .map(|&Taught { at, .. }| {
            let space = &spaces[at];
            let gold = Right::Steps(Gold::new(&space.band, &space.shapes, &lessons[at].gold));
            Example::new(&facts[at], space, gold, lessons[at].weight, Weighed::Second)
        })
        .collect();
    let third = super::fit(&examples.iter().collect::<Vec<_>>(), Weighed::Second, *settings, *tell);
    (clause, third)
}

impl<'t> Taught<'t> {
    /// The documents to learn from, in order.
    fn all(
        corpus: &'t Corpus<'t>,
        spaces: &[SearchSpace],
        second: &WeightTable,
    ) -> Vec<Taught<'t>> {
        let taught = taught(&corpus.lessons, spaces);
        let of = |&at: &usize| {
            let facts = &corpus.facts[at];
            let beads = search::pass(facts, &spaces[at], &second.at(spaces[at].phi), false);
            let clauses = Clauses::new(facts, facts.area()).and_then(|clauses| {
                let facts = clauses.facts(facts, None)?;
                Some((clauses, facts))
            });
            // Copies of a document are dealt with it.
            let origin = taught.iter().position(|&of| of == corpus.origins[at]).unwrap_or(at);
            let path = beads.iter().map(|found| found.bead.cut).collect();
            Taught { at, fold: origin % FOLDS, path, clauses, corpus }
        };
        taught.par_iter().map(of).collect()
    }

    /// The document as an example of clauses of some shapes.
    fn example(&self, space: &SearchSpace, shapes: &[(u32, u32)]) -> Option<Example> {
        let (clauses, facts) = self.clauses.as_ref()?;
        let lesson = self.corpus.lessons[self.at];
        let gold: Vec<Cut> =
            cuts(&lesson.gold).into_iter().map(|cut| clauses.joints.cut(cut)).collect();
        let hold = rows_of(&gold);
        let space = fine(facts, clauses, space, &self.path, (Scope::WIDE, shapes), &hold);
        let gold = Right::Rectangles(Rectangles::new(&space.band, gold));
        Some(Example::new(facts, &space, gold, lesson.weight, Weighed::Second))
    }
}

/// How many segments of other documents are learned from for each of a free one.
const OTHERS: u32 = 3;

/// The documents to learn from, in order: those free enough for clauses to be aligned, and some of the others,
/// evenly spread, so that the weights do not go by free text alone.
fn taught(lessons: &[&Lesson], spaces: &[SearchSpace]) -> Vec<usize> {
    let all = (0..lessons.len()).filter(|&at| !lessons[at].gold.beads().is_empty());
    let (free, others): (Vec<usize>, Vec<usize>) = all.partition(|&at| spaces[at].phi >= FREE);
    let size = |of: &[usize]| of.iter().map(|&at| lessons[at].bitext.source.len()).sum::<u32>();
    let step = size(&others).div_ceil((OTHERS * size(&free)).max(1)).max(1) as usize;
    let mut taught: Vec<usize> = free.into_iter().chain(others.into_iter().step_by(step)).collect();
    taught.sort_unstable();
    taught
}

/// The rows of rectangles, each as a cut: a band that holds them holds every way through the rectangles.
fn rows_of(rectangles: &[Cut]) -> Vec<Cut> {
    let rows = rectangles.iter().flat_map(|cut| {
        (cut.source.start..=cut.source.end).map(|i| Cut::new(Run::new(i, i), cut.target))
    });
    rows.collect()
}

/// Whether a number says nothing about clauses.
fn is_of_segments(name: &str) -> bool {
    name.starts_with("clauses.") || name.starts_with("term.")
}

/// Cuts with those that follow each other and have an empty side joined: which gap comes first says nothing,
/// and paths know only one order.
fn joined_gaps(cuts: Vec<Cut>) -> Vec<Cut> {
    let mut joined: Vec<(Cut, bool)> = Vec::new();
    for cut in cuts {
        let is_gap = cut.shape().is_gap();
        match joined.last_mut() {
            Some((last, true)) if is_gap => {
                last.source.end = cut.source.end;
                last.target.end = cut.target.end;
            }
            _ => joined.push((cut, is_gap)),
        }
    }
    joined.into_iter().map(|(cut, _)| cut).collect()
}

/// The rectangles of gold beads in a band, whose corners every right way passes.
pub(super) struct Rectangles {
    band: Band,
    // For each cell of the band: its number in the band of the example.
    cells: Vec<Option<usize>>,
    // For each row but the first: the rectangle that holds the step to it.
    holders: Vec<Cut>,
}

impl Rectangles {
    /// The rectangles of beads that follow each other, in a band that holds them.
    fn new(free: &Band, gold: Vec<Cut>) -> Rectangles {
        let area = free.area();
        let mut rows: Vec<Option<(u32, u32)>> = vec![None; area.source.len() as usize + 1];
        let mut holders = vec![area; rows.len()];
        for cut in joined_gaps(gold) {
            for i in cut.source.start..=cut.source.end {
                let at = (i - area.source.start) as usize;
                let row = rows[at].get_or_insert((cut.target.start, cut.target.end));
                *row = (row.0.min(cut.target.start), row.1.max(cut.target.end));
                if i > cut.source.start {
                    holders[at] = cut;
                }
            }
        }
        let rows = rows.into_iter().map(|row| row.unwrap_or((area.target.start, area.target.end)));
        let band = Band::from_rows(area, rows.collect());
        let cells = band.points().map(|(i, j, _)| free.cell(i, j)).collect();
        Rectangles { band, cells, holders }
    }

    /// The weight of the right ways of a free lattice, with the posterior of every step among them.
    pub(super) fn marginals(&self, free: &Lattice<'_>, visit: &mut dyn FnMut(Step, f64)) -> f64 {
        let shapes = free.shapes.len();
        let first = self.band.area().source.start;
        let mut beads = vec![NEVER; self.band.cells() * shapes];
        for (i, j, cell) in self.band.points() {
            let Some(there) = self.cells[cell] else { continue };
            let holder = self.holders[(i - first) as usize];
            for (shape, &(a, c)) in free.shapes.iter().enumerate() {
                let inside = i >= holder.source.start + a
                    && j >= holder.target.start + c
                    && j <= holder.target.end;
                if inside {
                    beads[cell * shapes + shape] = free.beads[there * shapes + shape];
                }
            }
        }
        let held = Lattice { band: &self.band, beads: &beads, ..*free };
        held.marginals(|step, share| {
            let step = match step {
                Step::Bead { cell, shape } => match self.cells[cell] {
                    Some(cell) => Step::Bead { cell, shape },
                    None => return,
                },
                other => other,
            };
            visit(step, share);
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::evidence::Costs;

    fn cut(source: (u32, u32), target: (u32, u32)) -> Cut {
        Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1))
    }

    /// The natural log of the number of ways, where all beads weigh the same and gaps are impossible.
    fn ways(gold: Vec<Cut>) -> f64 {
        let shapes = [(1, 1), (1, 2), (2, 1)];
        let free = Band::whole(cut((0, 4), (0, 5)));
        let beads = vec![0.0; free.cells() * shapes.len()];
        let gaps = vec![(NEVER, NEVER); 5];
        let costs = Costs { beads, source_gaps: gaps.clone(), target_gaps: gaps };
        let lattice = Lattice::new(&free, &shapes, &costs);
        Rectangles::new(&free, gold).marginals(&lattice, &mut |_, _| {})
    }

    #[test]
    fn right_ways_pass_every_corner() {
        // 2 x 2 can be done in one way, 2 x 3 in two.
        let both = ways(vec![cut((0, 2), (0, 2)), cut((2, 4), (2, 5))]);
        assert!((both - 2f64.ln()).abs() < 1e-9, "{both}");
        // All of it in four, one for each bead that may be a 1-2, and more with 2-1.
        assert!(ways(vec![cut((0, 4), (0, 5))]) > 4f64.ln() - 1e-9);
        assert!(ways(vec![cut((0, 4), (0, 2)), cut((4, 4), (2, 5))]) < -1e8, "a gap is needed");
    }

    #[test]
    fn gaps_in_a_row_are_one() {
        let cuts = vec![cut((0, 1), (0, 1)), cut((1, 1), (1, 2)), cut((1, 2), (2, 2))];
        assert_eq!(joined_gaps(cuts), [cut((0, 1), (0, 1)), cut((1, 2), (1, 2))]);
    }
}
