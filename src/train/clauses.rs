//! Fitting the weights of clauses, and of the pass that goes by them.
//!
//! Gold says which segments belong together and not which clauses, so every way of the clauses through the
//! corners of the gold beads counts as right. The pass that goes by clauses must learn how far to trust them
//! on text their weights never saw: so for each document they are fitted to the others.

use rayon::prelude::*;

use crate::align::evidence::{Clauses, Facts, WeightTable};
use crate::align::search::Passed;
use crate::align::search::clause::{Scope, breaks, fine};
use crate::align::search::{self, FREE, SearchSpace};
use crate::bitext::{Cut, Run};
use crate::train::example::{Example, Weighed};
use crate::train::fit;
use crate::train::gold::{Gold, Rectangles, Right};
use crate::train::lesson::{Corpus, Lesson, cuts};
use crate::train::objective::{Objective, Slopes};
use crate::train::optimise;

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
    /// What the second pass found.
    passed: Passed,
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
    taught.iter().for_each(|taught| spaces[taught.at].after_second(&taught.passed));
    let both = fit::both_ways(&SHAPES);
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
                    breaks(facts, clauses, space, &taught.passed.path(), &weights, Scope::WIDE);
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
    let third = fit::table(&examples.iter().collect::<Vec<_>>(), Weighed::Second, *settings, *tell);
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
            let passed = search::pass(facts, &spaces[at], &second.at(spaces[at].phi), false);
            let clauses = Clauses::new(facts, facts.area()).and_then(|clauses| {
                let facts = clauses.facts(facts, None)?;
                Some((clauses, facts))
            });
            // Copies of a document are dealt with it.
            let origin = taught.iter().position(|&of| of == corpus.origins[at]).unwrap_or(at);
            Taught { at, fold: origin % FOLDS, passed, clauses, corpus }
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
        let path = self.passed.path();
        let space = fine(facts, clauses, space, &path, (Scope::WIDE, shapes), &hold);
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
