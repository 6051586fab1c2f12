//! One document made ready for training: its numbers, its loss and the gradient of that.

use crate::align::band::Band;
use crate::align::evidence::{Costs, Facts, NEVER, Scorers, WeightTable, Weights, cut_to, dot};
use crate::align::search::SearchSpace;
use crate::align::search::lattice::{Lattice, Step};
use crate::bitext::Side;
use crate::train::gold::Right;

/// Posteriors below this do not count in the gradient; most of the work would be for them.
const TOO_SMALL: f64 = 1e-8;

/// Which pass an example is for: the first goes without word votes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weighed {
    Plain,
    First,
    Second,
}

/// One document made ready for training.
pub(super) struct Example {
    pub(super) band: Band,
    pub(super) shapes: Vec<(u32, u32)>,
    // Which of the numbers of cuts are other than 0 anywhere.
    pub(super) columns: Vec<usize>,
    // Those numbers of each shape of cut that ends at each point; zeros for cuts no path may take.
    pub(super) numbers: Vec<f32>,
    pub(super) possible: Vec<bool>,
    pub(super) source_gaps: Vec<Vec<f32>>,
    pub(super) target_gaps: Vec<Vec<f32>>,
    pub(super) gold: Right,
    pub(super) phi: f32,
    pub(super) weight: f64,
}

/// The gradient of one example: over the flat weights, and over its own columns apart.
pub(super) struct Slope {
    pub(super) flat: Vec<f64>,
    pub(super) columns: Vec<f64>,
}

/// The columns of rows of numbers that are other than 0 anywhere, and the rows with those alone.
pub(super) fn without_idle(numbers: &[f32], width: usize) -> (Vec<usize>, Vec<f32>) {
    let mut used = vec![false; width];
    for row in numbers.chunks_exact(width) {
        used.iter_mut().zip(row).for_each(|(used, &number)| *used |= number != 0.0);
    }
    let columns: Vec<usize> = (0..width).filter(|&column| used[column]).collect();
    let rows = numbers.chunks_exact(width);
    let kept = rows.flat_map(|row| columns.iter().map(|&column| row[column])).collect();
    (columns, kept)
}

impl Example {
    pub(super) fn new(
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
    pub(super) fn costs(&self, weights: &Weights) -> Costs {
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

    pub(super) fn lattice<'a>(&'a self, costs: &'a Costs) -> Lattice<'a> {
        Lattice::new(&self.band, &self.shapes, costs)
    }

    /// The negative log probability of the gold ladder, and its gradient over the flat weights.
    pub(super) fn loss(&self, layout: &Layout, weights: &Weights) -> (f64, Vec<f64>) {
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
    pub(super) fn has_any(&self, columns: &[usize]) -> bool {
        columns.iter().any(|column| self.columns.contains(column))
    }

    pub(super) fn add(&self, layout: &Layout, step: Step, share: f64, slope: &mut Slope) {
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

/// Where each weight stands in a flat list: shapes, numbers of cuts, numbers of opened gaps, of gaps that go on.
pub(super) struct Layout {
    pub(super) shapes: Vec<(u32, u32)>,
    pub(super) features: usize,
    pub(super) gap_open: usize,
    pub(super) gap_extend: usize,
}

impl Layout {
    pub(super) fn new(shapes: &[(u32, u32)]) -> Layout {
        let shapes: Vec<(u32, u32)> = shapes.iter().copied().filter(|(a, c)| a <= c).collect();
        let features = shapes.len();
        let gap_open = features + Weights::feature_count();
        Layout { shapes, features, gap_open, gap_extend: gap_open + Weights::gap_feature_count() }
    }

    pub(super) fn len(&self) -> usize {
        self.gap_extend + Weights::gap_feature_count()
    }

    pub(super) fn shape(&self, a: u32, c: u32) -> usize {
        let shape = (a.min(c), a.max(c));
        self.shapes.iter().position(|&s| s == shape).unwrap_or(0)
    }

    pub(super) fn gap(&self, opens: bool) -> usize {
        if opens { self.gap_open } else { self.gap_extend }
    }

    /// The numbers of cuts with some names.
    pub(super) fn columns(&self, is_wanted: impl Fn(&str) -> bool) -> Vec<usize> {
        let names = self.names();
        let numbers = names[self.features..self.gap_open].iter().enumerate();
        numbers.filter(|(_, name)| is_wanted(name)).map(|(column, _)| column).collect()
    }

    pub(super) fn names(&self) -> Vec<String> {
        let shapes = self.shapes.iter().map(|(a, c)| format!("shape.{a}-{c}"));
        shapes.chain(WeightTable::names()).collect()
    }
}
