//! Fitting the weights of the evidence to gold ladders.
//!
//! The aligner is a semi-Markov conditional random field: the probability of a ladder is the exponential of
//! its total log odds over that of all ladders in the band. Training maximises the probability of the gold
//! ladders less an L2 penalty (Sarawagi and Cohen 2004). Where gold holds a bead of a shape there is no weight
//! for, every way through its rectangle counts as right.

use std::sync::Arc;

use rayon::prelude::*;

use crate::align::evidence::{Facts, TermFinder, WeightTable, WeightTables};
use crate::align::search::{self, SearchSpace};
use crate::bitext::Bitext;
use crate::encoder::Encoder;
use crate::glossary::Glossary;
use crate::watch::Unwatched;

mod clauses;
mod damage;
mod example;
mod fit;
mod gold;
mod lesson;
mod objective;
mod optimise;

pub use lesson::{Lesson, TrainSettings};

use example::{Example, Weighed};
use fit::{SHAPES, both_ways};
use gold::{Gold, Right};
use lesson::{Corpus, cuts};

/// How much a document counts for a pass whose beads are not its last.
const NOT_LAST: f64 = 0.3;

/// How far from gold the plain weights look, in segments.
const NEAR_GOLD: u32 = 12;

/// Fits the weights of every pass to documents. `tell` receives lines about the progress.
///
/// It takes minutes on some twenty documents; the same documents give the same weights.
pub fn train(
    lessons: &[Lesson],
    glossary: &Glossary,
    encoder: &Arc<Encoder>,
    settings: TrainSettings,
    tell: &(dyn Fn(&str) + Sync),
) -> WeightTables {
    let both = both_ways(&SHAPES);
    let copies = damage::copies(lessons);
    let origins: Vec<usize> = (0..lessons.len()).chain(copies.iter().map(|(of, _)| *of)).collect();
    let lessons: Vec<&Lesson> = lessons.iter().chain(copies.iter().map(|(_, copy)| copy)).collect();
    tell("reading the texts");
    let terms = TermFinder::new(Arc::new(glossary.clone()));
    let texts: Vec<Arc<Bitext>> = lessons.iter().map(|l| Arc::new(l.bitext.clone())).collect();
    let facts_of = |encoder: Option<&Arc<Encoder>>| -> Vec<Facts> {
        let of = |bitext: &Arc<Bitext>| {
            Facts::new(Arc::clone(bitext), &terms, encoder, Arc::new(Unwatched))
        };
        texts.iter().map(of).collect()
    };
    let plain = facts_of(None);
    let mut facts = facts_of(Some(encoder));
    facts.iter_mut().for_each(|facts| facts.terms_vote = false);
    let first_space_of_each = |facts: &[Facts]| -> Vec<SearchSpace> {
        let each = facts.iter().zip(&lessons);
        each.map(|(f, l)| SearchSpace::new(f, f.area(), &both, &cuts(&l.gold))).collect()
    };
    let fit = |facts: &[Facts], spaces: &[SearchSpace], weighed: Weighed| -> WeightTable {
        let examples: Vec<Example> = facts
            .par_iter()
            .zip(spaces)
            .zip(&lessons)
            .map(|((f, g), l)| {
                let gold = Right::Steps(Gold::new(&g.band, &g.shapes, &l.gold));
                // Of free text the second pass only finds the neighbourhood for the third.
                let is_last = weighed != Weighed::Second || g.phi < search::FREE;
                let weight = if is_last { l.weight } else { NOT_LAST * l.weight };
                Example::new(f, g, gold, weight, weighed)
            })
            .collect();
        fit::table(&examples.iter().collect::<Vec<_>>(), weighed, settings, tell)
    };
    tell("fitting the plain weights");
    // Without an encoder the whole grid is searched; near gold is enough to learn from.
    let mut plain_spaces = first_space_of_each(&plain);
    for (space, lesson) in plain_spaces.iter_mut().zip(&lessons) {
        space.band = space.band.around(&cuts(&lesson.gold), NEAR_GOLD);
    }
    let plain = fit(&plain, &plain_spaces, Weighed::Plain);
    drop(plain_spaces);
    tell("fitting the weights of the first pass");
    let first_spaces = first_space_of_each(&facts);
    let first = fit(&facts, &first_spaces, Weighed::First);
    tell("fitting the weights of the second pass");
    let second_spaces: Vec<SearchSpace> = facts
        .par_iter()
        .zip(&first_spaces)
        .zip(&lessons)
        .map(|((facts, space), lesson)| {
            let passed = search::pass(facts, space, &first.at(space.phi), false);
            space.second(facts, &passed, &cuts(&lesson.gold))
        })
        .collect();
    let second = fit(&facts, &second_spaces, Weighed::Second);
    let corpus = Corpus { lessons, origins, facts, settings, tell };
    let (clause, third) = clauses::train(&corpus, second_spaces, &second);
    WeightTables { plain, first, second, clause, third }
}
