//! The steps of the network between its products, each compiled for every width of register.

use super::file::{BRANCH, DIM};
use super::kernel::{Matrix, Work};
use super::lanes;
use super::model::{BRANCHES, FEATURES, Model, ORDERS, Type, Window};
use super::pack::Term;

/// Finishes `x` of new types in place and rounds it; returns the units of each branch.
pub(super) struct Inputs<'a> {
    pub(super) model: &'a Model,
    pub(super) pieces: &'a [(usize, &'a [u8; DIM])],
    pub(super) limit: f32,
    pub(super) x: &'a mut [f32],
    pub(super) integers: &'a mut [i16],
}

impl Work for Inputs<'_> {
    type Output = Vec<[f32; 3]>;

    #[inline(always)]
    fn run(self) -> Vec<[f32; 3]> {
        let Model { numbers, column_sums, epsilon, .. } = self.model;
        let mut units = Vec::with_capacity(self.pieces.len());
        let rows = self.x.chunks_exact_mut(BRANCHES).zip(self.integers.chunks_exact_mut(BRANCHES));
        for ((group, _), (x, integers)) in self.pieces.iter().zip(rows) {
            let lowest = numbers.lowest[*group];
            let parts = numbers.projection_bias.iter().zip(column_sums);
            for (x, (bias, column)) in x.iter_mut().zip(parts) {
                *x += lowest * column + bias;
            }
            lanes::standardise(x, *epsilon);
            let parts = numbers.branch_gain.iter().zip(&numbers.branch_bias);
            for (x, (gain, bias)) in x.iter_mut().zip(parts) {
                *x = *x * gain + bias;
            }
            let mut unit = [0.0; 3];
            for (branch, unit) in unit.iter_mut().enumerate() {
                let place = branch * BRANCH..(branch + 1) * BRANCH;
                *unit = lanes::quantise(&x[place.clone()], self.limit, &mut integers[place]);
            }
            units.push(unit);
        }
        units
    }
}

/// Rounds the products of one place into the types.
pub(super) struct Products<'a> {
    pub(super) at: usize,
    pub(super) out: &'a [f32],
    pub(super) types: &'a mut [Vec<Type>],
}

impl Work for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (kind, out) in self.types.iter_mut().flatten().zip(self.out.chunks_exact(BRANCH)) {
            kind.units[self.at] =
                lanes::quantise(out, f32::from(i16::MAX), &mut kind.products[self.at]);
        }
    }
}

/// The most places of a branch, and the numbers summed up in registers at a time.
const PLACES: usize = 5;
const STRETCH: usize = 32;

/// `h` of one branch, and its integers with one scale to a window.
pub(super) struct First<'a> {
    pub(super) model: &'a Model,
    pub(super) branch: usize,
    pub(super) windows: &'a [Window<'a>],
    pub(super) hidden: &'a mut [f32],
    pub(super) integers: &'a mut [i16],
    /// The value of one unit, for each pair of outputs.
    pub(super) scales: &'a mut Vec<f32>,
}

impl Work for First<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (places, left) = ORDERS[self.branch];
        let before: usize = ORDERS[..self.branch].iter().map(|order| order.0).sum();
        let slice = self.branch * BRANCH..(self.branch + 1) * BRANCH;
        let bias = &self.model.numbers.first_bias[slice.clone()];
        let limit = self.model.second[self.branch].limit;
        let mut base = 2;
        self.integers[..2 * BRANCH].fill(0);
        for window in self.windows {
            let count = window.types.len();
            self.integers[(base + count) * BRANCH..][..2 * BRANCH].fill(0);
            let rows = base * BRANCH..(base + count) * BRANCH;
            let hidden = &mut self.hidden[rows.clone()];
            for (at, row) in hidden.chunks_exact_mut(BRANCH).enumerate() {
                let mut terms = [(&[0; BRANCH], 0.0); PLACES];
                for (place, term) in terms[..places].iter_mut().enumerate() {
                    let seen = (at + place).checked_sub(left).and_then(|at| window.types.get(at));
                    if let Some(kind) = seen {
                        *term = (&kind.products[before + place], kind.units[before + place]);
                    }
                }
                let x = &window.types[at].x[slice.clone()];
                for from in (0..BRANCH).step_by(STRETCH) {
                    let mut sum = [0.0f32; STRETCH];
                    sum.copy_from_slice(&bias[from..from + STRETCH]);
                    for (products, unit) in &terms[..places] {
                        for (sum, &value) in sum.iter_mut().zip(&products[from..from + STRETCH]) {
                            *sum += f32::from(value) * unit;
                        }
                    }
                    let row = &mut row[from..from + STRETCH];
                    for ((row, sum), x) in row.iter_mut().zip(sum).zip(&x[from..]) {
                        *row = (if sum > 0.0 { sum } else { 0.0 }) + x;
                    }
                }
            }
            let peak = lanes::peak(hidden);
            let factor = if peak > 0.0 { limit / peak } else { 0.0 };
            lanes::quantise_by(hidden, factor, &mut self.integers[rows]);
            self.scales.extend(std::iter::repeat_n(peak / limit, window.pairs()));
            base += count + 2;
        }
        self.integers[base * BRANCH..][..BRANCH].fill(0);
    }
}

/// The rows that one term multiplies, a row for each pair of outputs.
pub(super) struct Combine<'a> {
    pub(super) branch: usize,
    pub(super) term: &'a Term,
    pub(super) windows: &'a [Window<'a>],
    pub(super) integers: &'a [i16],
    pub(super) combined: &'a mut [i16],
}

impl Work for Combine<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (_, left) = ORDERS[self.branch];
        let Term { row, other, sign, .. } = self.term;
        let mut combined = self.combined.chunks_exact_mut(BRANCH);
        let mut base = 2;
        for window in self.windows {
            for pair in 0..window.pairs() {
                let seen =
                    &self.integers[(base + window.wanted.start + 2 * pair - left) * BRANCH..];
                let (row, other) = (&seen[row * BRANCH..], &seen[other * BRANCH..][..BRANCH]);
                let to = combined.next().expect("a row for each pair");
                for ((to, row), other) in to.iter_mut().zip(row).zip(other) {
                    *to = row + sign * other;
                }
            }
            base += window.types.len() + 2;
        }
    }
}

/// Adds the products of one term to the two outputs of each pair.
pub(super) struct Share<'a> {
    pub(super) term: &'a Term,
    pub(super) out: &'a [f32],
    pub(super) both: &'a mut [f32],
}

impl Work for Share<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let pairs = self.both.chunks_exact_mut(2 * BRANCH).zip(self.out.chunks_exact(BRANCH));
        for (both, out) in pairs {
            for (both, share) in both.chunks_exact_mut(BRANCH).zip(self.term.share) {
                if share != 0.0 {
                    for (sum, value) in both.iter_mut().zip(out) {
                        *sum += share * value;
                    }
                }
            }
        }
    }
}

/// Writes `c` of one branch to its place in the features.
pub(super) struct Second<'a> {
    pub(super) model: &'a Model,
    pub(super) branch: usize,
    pub(super) windows: &'a [Window<'a>],
    pub(super) hidden: &'a [f32],
    /// The outputs of each pair.
    pub(super) both: &'a [f32],
    pub(super) features: &'a mut [[f32; FEATURES]],
}

impl Work for Second<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let slice = self.branch * BRANCH..(self.branch + 1) * BRANCH;
        let bias = &self.model.numbers.second_bias[slice];
        let (mut features, mut outputs) = (self.features.iter_mut(), self.both);
        let mut base = 2;
        for window in self.windows {
            let (here, after) = outputs.split_at(window.pairs() * 2 * BRANCH);
            outputs = after;
            let outputs = here.chunks_exact(BRANCH).zip(&mut features);
            for (at, (out, features)) in window.wanted.clone().zip(outputs) {
                let hidden = &self.hidden[(base + at) * BRANCH..][..BRANCH];
                let features = &mut features[DIM + self.branch * BRANCH..][..BRANCH];
                for (((to, out), bias), hidden) in
                    features.iter_mut().zip(out).zip(bias).zip(hidden)
                {
                    let sum = out + bias;
                    *to = (if sum > 0.0 { sum } else { 0.0 }) + hidden;
                }
            }
            base += window.types.len() + 2;
        }
    }
}

/// Copies the embeddings into the features and standardises them.
pub(super) struct Finish<'a> {
    pub(super) model: &'a Model,
    pub(super) windows: &'a [Window<'a>],
    pub(super) features: &'a mut [[f32; FEATURES]],
}

impl Work for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let types = self.windows.iter().flat_map(|window| &window.types[window.wanted.clone()]);
        for (features, kind) in self.features.iter_mut().zip(types) {
            for (to, &code) in features.iter_mut().zip(&kind.codes) {
                *to = f32::from(code) * kind.scale + kind.lowest;
            }
            lanes::standardise(features, self.model.epsilon);
        }
    }
}

pub(super) struct Add<'a> {
    pub(super) to: &'a mut [f32],
    pub(super) row: &'a [f32],
}

impl Work for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        lanes::add(self.to, self.row);
    }
}

/// The last activation, scaled to unit length.
pub(super) struct Unit<'a> {
    pub(super) row: &'a mut [f32],
    pub(super) epsilon: f32,
}

impl Work for Unit<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for value in &mut *self.row {
            *value = lanes::tanh(*value);
        }
        let squares = lanes::squares(self.row);
        let factor = 1.0 / (if squares > self.epsilon { squares } else { self.epsilon }).sqrt();
        for value in self.row {
            *value *= factor;
        }
    }
}

/// Rounds rows as long as the inputs of a matrix; returns the scale of each product.
pub(super) struct Round<'a> {
    pub(super) matrix: &'a Matrix,
    pub(super) rows: &'a [f32],
    pub(super) integers: &'a mut [i16],
}

impl Work for Round<'_> {
    type Output = Vec<f32>;

    #[inline(always)]
    fn run(self) -> Vec<f32> {
        let width = self.matrix.inputs();
        let rows = self.rows.chunks_exact(width).zip(self.integers.chunks_exact_mut(width));
        rows.map(|(row, integers)| {
            lanes::quantise(row, self.matrix.limit(), integers) * self.matrix.step()
        })
        .collect()
    }
}
