//! Fitting the weights of the evidence to gold ladders.
//!
//! The aligner is a semi-Markov conditional random field: the probability of a ladder is the exponential of
//! its total log odds over that of all ladders in the band. Training maximises the probability of the gold
//! ladders less an L2 penalty (Sarawagi and Cohen 2004). Where gold holds a bead of a shape there is no weight
//! for, every way through its rectangle counts as right.

use std::sync::Arc;

use rayon::prelude::*;

use crate::align::band::Band;
use crate::align::evidence::{
    Costs, Facts, NEVER, Scorers, WeightTable, WeightTables, Weights, cut_to, dot,
};
use crate::align::search::lattice::{Lattice, Step};
use crate::align::search::{self, SearchSpace};
use crate::bitext::{Bitext, Cut, Ladder, Side};
use crate::encoder::Encoder;
use crate::glossary::Glossary;
use crate::watch::Unwatched;

mod clauses;
mod damage;
mod optimise;

use clauses::Rectangles;

/// A document with its gold ladder.
pub struct Lesson {
    /// The texts.
    pub bitext: Bitext,
    /// The right beads.
    pub gold: Ladder,
    /// How much it counts; 1 for one like the others.
    pub weight: f64,
}

/// How to train.
#[derive(Debug, Clone, Copy)]
pub struct TrainSettings {
    /// The L2 factor that holds weights down; slopes are held down ten times as hard.
    pub penalty: f64,
    /// The most iterations of the optimiser for each table.
    pub iterations: u64,
}

/// The shapes of beads that get weights: up to eight segments on a side, and nine in all.
const SHAPES: [(u32, u32); 14] = [
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

/// Posteriors below this do not count in the gradient; most of the work would be for them.
const TOO_SMALL: f64 = 1e-8;

/// How much a document counts for a pass whose beads are not its last.
const NOT_LAST: f64 = 0.3;

/// How much harder slopes are held down than weights. Little gold is free, so slopes are fitted to few documents
/// and used on texts freer still; this factor and the default penalty come from aligning documents that were
/// left out of training.
const SLOPES: f64 = 10.0;

/// The most iterations for the few weights of terms.
const TERM_ITERATIONS: u64 = 20;

/// How far from gold the plain weights look, in segments.
const NEAR_GOLD: u32 = 12;

/// Documents to learn from.
struct Corpus<'c> {
    lessons: Vec<&'c Lesson>,
    /// Which document each is or is a copy of.
    origins: Vec<usize>,
    facts: Vec<Facts>,
    settings: TrainSettings,
    tell: &'c (dyn Fn(&str) + Sync),
}

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
    let texts: Vec<Arc<Bitext>> = lessons.iter().map(|l| Arc::new(l.bitext.clone())).collect();
    let facts_of = |encoder: Option<&Arc<Encoder>>| -> Vec<Facts> {
        let of = |bitext: &Arc<Bitext>| {
            Facts::new(Arc::clone(bitext), glossary, encoder, Arc::new(Unwatched))
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
        fit(&examples.iter().collect::<Vec<_>>(), weighed, settings, tell)
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
            let beads = search::pass(facts, space, &first.at(space.phi), false);
            let path: Vec<Cut> = beads.iter().map(|found| found.bead.cut).collect();
            space.second(facts, &path, &cuts(&lesson.gold))
        })
        .collect();
    let second = fit(&facts, &second_spaces, Weighed::Second);
    let corpus = Corpus { lessons, origins, facts, settings, tell };
    let (clause, third) = clauses::train(&corpus, second_spaces, &second);
    WeightTables { plain, first, second, clause, third }
}

/// The weights under which the examples are likeliest.
fn fit(
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
    let tells = |example: &&Example| example.has_any(&terms) && example.phi < search::FREE;
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
fn both_ways(shapes: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut both: Vec<(u32, u32)> = shapes.iter().flat_map(|&(a, c)| [(a, c), (c, a)]).collect();
    both.sort_by_key(|&(a, c)| (a + c, a));
    both.dedup();
    both
}

fn cuts(ladder: &Ladder) -> Vec<Cut> {
    ladder.beads().iter().map(|b| b.cut).collect()
}

/// Which pass an example is for: the first goes without word votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weighed {
    Plain,
    First,
    Second,
}

/// What an example shows to be right.
enum Right {
    /// The steps the gold ladder takes.
    Steps(Gold),
    /// Every way through the corners of some rectangles.
    Rectangles(Rectangles),
}

/// One document made ready for training.
struct Example {
    band: Band,
    shapes: Vec<(u32, u32)>,
    // Which of the numbers of cuts are other than 0 anywhere.
    columns: Vec<usize>,
    // Those numbers of each shape of cut that ends at each point; zeros for cuts no path may take.
    numbers: Vec<f32>,
    possible: Vec<bool>,
    source_gaps: Vec<Vec<f32>>,
    target_gaps: Vec<Vec<f32>>,
    gold: Right,
    phi: f32,
    weight: f64,
}

/// The gradient of one example: over the flat weights, and over its own columns apart.
struct Slope {
    flat: Vec<f64>,
    columns: Vec<f64>,
}

/// The columns of rows of numbers that are other than 0 anywhere, and the rows with those alone.
fn without_idle(numbers: &[f32], width: usize) -> (Vec<usize>, Vec<f32>) {
    let mut used = vec![false; width];
    for row in numbers.chunks_exact(width) {
        used.iter_mut().zip(row).for_each(|(used, &number)| *used |= number != 0.0);
    }
    let columns: Vec<usize> = (0..width).filter(|&column| used[column]).collect();
    let rows = numbers.chunks_exact(width);
    let kept = rows.flat_map(|row| columns.iter().map(|&column| row[column])).collect();
    (columns, kept)
}

/// The steps the gold ladder takes, or leaves open.
struct Gold {
    beads: Vec<bool>,
    source_gaps: Vec<bool>,
    target_gaps: Vec<bool>,
}

impl Example {
    fn new(
        facts: &Facts,
        space: &SearchSpace,
        gold: Right,
        weight: f64,
        weighed: Weighed,
    ) -> Example {
        let used =
            if weighed == Weighed::First { Weights::without_words() } else { Weights::ones() };
        let panel = Scorers::prepare(space.context(facts), Some(&used));
        let (band, shapes) = (&space.band, &space.shapes);
        let width = Weights::feature_count();
        let steps = band.cells() * shapes.len();
        let mut numbers = vec![0.0; steps * width];
        let mut possible = vec![false; steps];
        for (i, j, cell) in band.points() {
            for (shape, &(a, c)) in shapes.iter().enumerate() {
                let at = cell * shapes.len() + shape;
                if let Some(cut) = cut_to(band, i, j, a, c) {
                    possible[at] = panel.measure(cut, &mut numbers[at * width..][..width]);
                }
            }
        }
        let area = band.area();
        let gap = |side, segment| {
            let mut numbers = vec![0.0; Weights::gap_feature_count()];
            panel.measure_gap(side, segment, &mut numbers);
            numbers
        };
        let (columns, numbers) = without_idle(&numbers, width);
        Example {
            band: band.clone(),
            shapes: shapes.to_vec(),
            columns,
            numbers,
            possible,
            source_gaps: area.source.indices().map(|i| gap(Side::Source, i)).collect(),
            target_gaps: area.target.indices().map(|j| gap(Side::Target, j)).collect(),
            gold,
            phi: if weighed == Weighed::Plain { 0.0 } else { space.phi },
            weight,
        }
    }

    /// The log odds of every step under some weights.
    fn costs(&self, weights: &Weights) -> Costs {
        let width = self.columns.len();
        let biases: Vec<f32> = self.shapes.iter().map(|&(a, c)| weights.shape(a, c)).collect();
        let features: Vec<f32> = self.columns.iter().map(|&k| weights.features()[k]).collect();
        let beads = self.possible.iter().enumerate().map(|(at, &possible)| {
            let numbers = &self.numbers[at * width..][..width];
            if possible { biases[at % self.shapes.len()] + dot(numbers, &features) } else { NEVER }
        });
        let (open, extend) = weights.gap_features();
        let gap = |numbers: &Vec<f32>| (dot(numbers, open), dot(numbers, extend));
        Costs {
            beads: beads.collect(),
            source_gaps: self.source_gaps.iter().map(gap).collect(),
            target_gaps: self.target_gaps.iter().map(gap).collect(),
        }
    }

    fn lattice<'a>(&'a self, costs: &'a Costs) -> Lattice<'a> {
        Lattice::new(&self.band, &self.shapes, costs)
    }

    /// The negative log probability of the gold ladder, and its gradient over the flat weights.
    fn loss(&self, layout: &Layout, weights: &Weights) -> (f64, Vec<f64>) {
        let mut costs = self.costs(weights);
        let mut slope =
            Slope { flat: vec![0.0; layout.len()], columns: vec![0.0; self.columns.len()] };
        let free = self.lattice(&costs).marginals(|step, p| self.add(layout, step, p, &mut slope));
        let mut take = |step, p: f64| self.add(layout, step, -p, &mut slope);
        let held = match &self.gold {
            Right::Steps(gold) => {
                gold.keep(&mut costs);
                self.lattice(&costs).marginals(&mut take)
            }
            Right::Rectangles(rectangles) => rectangles.marginals(&self.lattice(&costs), &mut take),
        };
        for (&column, value) in self.columns.iter().zip(slope.columns) {
            slope.flat[layout.features + column] += value;
        }
        (self.weight * (free - held), slope.flat.into_iter().map(|s| s * self.weight).collect())
    }

    /// Whether any of some numbers of cuts is other than 0 anywhere.
    fn has_any(&self, columns: &[usize]) -> bool {
        columns.iter().any(|column| self.columns.contains(column))
    }

    fn add(&self, layout: &Layout, step: Step, share: f64, slope: &mut Slope) {
        if share.abs() < TOO_SMALL {
            return;
        }
        let put = |slope: &mut [f64], numbers: &[f32]| {
            for (slope, &number) in slope.iter_mut().zip(numbers) {
                *slope += share * f64::from(number);
            }
        };
        match step {
            Step::Bead { cell, shape } => {
                let (a, c) = self.shapes[shape];
                slope.flat[layout.shape(a, c)] += share;
                let width = self.columns.len();
                let numbers = &self.numbers[(cell * self.shapes.len() + shape) * width..][..width];
                put(&mut slope.columns, numbers);
            }
            Step::SourceGap { segment, opens, .. } => {
                let at = segment - self.band.area().source.start;
                put(&mut slope.flat[layout.gap(opens)..], &self.source_gaps[at as usize]);
            }
            Step::TargetGap { segment, opens, .. } => {
                let at = segment - self.band.area().target.start;
                put(&mut slope.flat[layout.gap(opens)..], &self.target_gaps[at as usize]);
            }
        }
    }
}

impl Gold {
    fn new(band: &Band, shapes: &[(u32, u32)], ladder: &Ladder) -> Gold {
        let area = band.area();
        let mut gold = Gold {
            beads: vec![false; band.cells() * shapes.len()],
            source_gaps: vec![false; area.source.len() as usize],
            target_gaps: vec![false; area.target.len() as usize],
        };
        for cut in ladder.beads().iter().map(|b| b.cut) {
            let shape = shapes.iter().position(|&s| s == (cut.source.len(), cut.target.len()));
            match (shape, band.cell(cut.source.end, cut.target.end)) {
                (Some(shape), Some(cell)) => gold.beads[cell * shapes.len() + shape] = true,
                _ => gold.leave_open(band, shapes, cut),
            }
        }
        gold
    }

    /// Lets every step inside a rectangle count as right.
    fn leave_open(&mut self, band: &Band, shapes: &[(u32, u32)], area: Cut) {
        let whole = band.area();
        for i in area.source.indices() {
            self.source_gaps[(i - whole.source.start) as usize] = true;
        }
        for j in area.target.indices() {
            self.target_gaps[(j - whole.target.start) as usize] = true;
        }
        for i in area.source.start..=area.source.end {
            for j in area.target.start..=area.target.end {
                let Some(cell) = band.cell(i, j) else { continue };
                for (shape, &(a, c)) in shapes.iter().enumerate() {
                    let inside = i - area.source.start >= a && j - area.target.start >= c;
                    self.beads[cell * shapes.len() + shape] |= inside;
                }
            }
        }
    }

    /// Forbids every step gold does not take.
    fn keep(&self, costs: &mut Costs) {
        for (cost, &kept) in costs.beads.iter_mut().zip(&self.beads) {
            if !kept {
                *cost = NEVER;
            }
        }
        let gaps = costs.source_gaps.iter_mut().zip(&self.source_gaps);
        for (cost, &kept) in gaps.chain(costs.target_gaps.iter_mut().zip(&self.target_gaps)) {
            if !kept {
                *cost = (NEVER, NEVER);
            }
        }
    }
}

/// Where each weight stands in a flat list: shapes, numbers of cuts, numbers of opened gaps, of gaps that go on.
struct Layout {
    shapes: Vec<(u32, u32)>,
    features: usize,
    gap_open: usize,
    gap_extend: usize,
}

impl Layout {
    fn new(shapes: &[(u32, u32)]) -> Layout {
        let shapes: Vec<(u32, u32)> = shapes.iter().copied().filter(|(a, c)| a <= c).collect();
        let features = shapes.len();
        let gap_open = features + Weights::feature_count();
        Layout { shapes, features, gap_open, gap_extend: gap_open + Weights::gap_feature_count() }
    }

    fn len(&self) -> usize {
        self.gap_extend + Weights::gap_feature_count()
    }

    fn shape(&self, a: u32, c: u32) -> usize {
        let shape = (a.min(c), a.max(c));
        self.shapes.iter().position(|&s| s == shape).unwrap_or(0)
    }

    fn gap(&self, opens: bool) -> usize {
        if opens { self.gap_open } else { self.gap_extend }
    }

    /// The numbers of cuts with some names.
    fn columns(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let names = self.names();
        let numbers = names[self.features..self.gap_open].iter().enumerate();
        numbers.filter(|(_, name)| is_wanted(name)).map(|(column, _)| column).collect()
    }

    fn names(&self) -> Vec<String> {
        let shapes = self.shapes.iter().map(|(a, c)| format!("shape.{a}-{c}"));
        shapes.chain(WeightTable::names()).collect()
    }
}

/// The loss over a set of examples, for an optimiser to minimise.
struct Objective<'e> {
    layout: Layout,
    examples: Vec<&'e Example>,
    penalty: f64,
    slopes: Slopes,
    // Which weights may change, by their place in the layout.
    free: Vec<bool>,
}

/// Whether weights may depend on phi.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slopes {
    /// Each weight has a slope.
    Fitted,
    /// Slopes stay as they are at the start.
    Held,
    /// Each slope is 0.
    None,
}

impl<'e> Objective<'e> {
    /// The loss over examples for beads of the given shapes. `penalty` is the L2 factor of weights; slopes are
    /// held down harder, see [`SLOPES`].
    fn new(
        shapes: &[(u32, u32)],
        examples: Vec<&'e Example>,
        penalty: f64,
        slopes: Slopes,
    ) -> Objective<'e> {
        let layout = Layout::new(shapes);
        let free = vec![true; layout.len()];
        Objective { layout, examples, penalty, slopes, free }
    }

    /// Lets only the weights of some names change.
    fn free(&mut self, is_free: impl Fn(&str) -> bool) {
        self.free = self.layout.names().iter().map(|name| is_free(name)).collect();
    }

    /// The number of parameters: weights, then as many slopes.
    fn len(&self) -> usize {
        self.layout.len() * if self.slopes == Slopes::None { 1 } else { 2 }
    }

    /// The parameters as a table.
    fn table(&self, parameters: &[f64]) -> WeightTable {
        let (weights, slopes) = parameters.split_at(self.layout.len());
        let slope = |at: usize| slopes.get(at).copied().unwrap_or(0.0) as f32;
        let named = self.layout.names().into_iter().enumerate();
        WeightTable::from_values(named.map(|(at, name)| (name, (weights[at] as f32, slope(at)))))
    }

    /// The loss and its gradient.
    fn loss(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let table = self.table(parameters);
        let each: Vec<(f64, Vec<f64>, f64)> = self
            .examples
            .par_iter()
            .map(|example| {
                let (loss, slope) = example.loss(&self.layout, &table.at(example.phi));
                (loss, slope, f64::from(example.phi))
            })
            .collect();
        let size = self.layout.len();
        let mut total = 0.0;
        let mut gradient = vec![0.0; self.len()];
        for (loss, slope, phi) in each {
            total += loss;
            for (at, value) in slope.into_iter().enumerate() {
                gradient[at] += value;
                if let Some(sum) = gradient.get_mut(size + at) {
                    *sum += value * phi;
                }
            }
        }
        for (at, (value, sum)) in parameters.iter().zip(&mut gradient).enumerate() {
            let penalty = if at < size { self.penalty } else { SLOPES * self.penalty };
            total += 0.5 * penalty * value * value;
            let may_change = self.free[at % size] && (at < size || self.slopes == Slopes::Fitted);
            *sum = if may_change { *sum + penalty * value } else { 0.0 };
        }
        (total, gradient)
    }
}
