//! The network: Google's universal-sentence-encoder-multilingual 3, a convolution over pieces, a sum over
//! the sentence and four dense layers.
//!
//! ```text
//! e    = lowest + scale * code                                  512   table
//! x    = LN768( e . projection + bias )                        3x256  one layer norm over all branches
//! h_t  = relu( [x_t-left .. x_t-left+n-1] . w1 + b1 ) + x_t      256  branches of n = 2, 3, 5 pieces
//! c_t  = relu( [h_t-left .. h_t-left+n-1] . w2 + b2 ) + h_t      256
//! f_t  = LN1280( e | c2 | c3 | c5 )                             1280
//! P    = (sum of f_t) . W + count * b                            512  additive: kept for each sentence
//! ```
//!
//! then the tail on `m = P / sqrt(count)`:
//!
//! ```text
//! y0 = relu(m.d0)  y1 = relu(m.p1 + y0.d1)  y2 = relu(y1.d2)  z = tanh(y1.p3 + y2.d3)  vector = z / |z|
//! ```
//!
//! `x` and the products `x . w1` depend on the piece alone, so they are computed once a piece ([`Type`]).

use super::file::{BRANCH, DIM, Numbers, Stored};
use super::kernel::{Matrix, Path, Work, product, vectorised};
use super::lanes;

/// Pieces covered and pieces to the left of the centre, for each branch.
pub(crate) const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Length of the branches side by side.
pub(crate) const BRANCHES: usize = 3 * BRANCH;
/// Length of `f`.
pub(crate) const FEATURES: usize = DIM + BRANCHES;
/// How far a piece reaches: `f` of pieces farther away does not depend on it.
pub(crate) const REACH: usize = 4;
/// Products `x . w1` of one type: one for each place in each branch.
const PRODUCTS: usize = 2 + 3 + 5;
/// Width of the inner layers of the tail.
const NARROW: usize = 320;

/// The dense layers, packed.
pub(crate) struct Model {
    pub(crate) path: Path,
    numbers: Numbers,
    epsilon: f32,
    projection: Vec<Matrix>,
    /// `lowest . projection` less the lowest value: the sum of each column times its step.
    column_sums: Vec<f32>,
    first: Vec<Matrix>,
    second: Vec<Matrix>,
    output: Matrix,
    tail: Tail,
}

struct Tail {
    d0: Matrix,
    p1: Matrix,
    d1: Matrix,
    d2: Matrix,
    p3: Matrix,
    d3: Matrix,
}

/// What depends on a piece alone.
pub(crate) struct Type {
    codes: [u8; DIM],
    scale: f32,
    lowest: f32,
    x: [f32; BRANCHES],
    /// `x . w1` for each place of each branch, rounded, and the value of one unit.
    products: [[i16; BRANCH]; PRODUCTS],
    units: [f32; PRODUCTS],
}

/// A stretch of pieces seen by the network as if nothing came before or after.
pub(crate) struct Window<'a> {
    /// The pieces.
    pub(crate) types: Vec<&'a Type>,
    /// Those whose `f` is wanted.
    pub(crate) wanted: std::ops::Range<usize>,
}

impl Model {
    /// Packs the layers of a file, in the order of [`super::file::SHAPES`].
    pub(crate) fn new(path: Path, numbers: Numbers, stored: &[Stored]) -> Model {
        use super::file::SHAPES;
        let whole = |at: usize| {
            let (inputs, outputs) = SHAPES[at];
            Matrix::pack(&stored[at].weights, inputs, outputs, stored[at].step)
        };
        let mut column_sums = Vec::with_capacity(BRANCHES);
        for stored in &stored[..3] {
            let mut sums = [0i32; BRANCH];
            for row in stored.weights.chunks_exact(BRANCH) {
                for (sum, &weight) in sums.iter_mut().zip(row) {
                    *sum += i32::from(weight);
                }
            }
            column_sums.extend(sums.map(|sum| sum as f32 * stored.step));
        }
        let place = |stored: &Stored, at: usize| {
            let rows = &stored.weights[at * BRANCH * BRANCH..][..BRANCH * BRANCH];
            Matrix::pack(rows, BRANCH, BRANCH, stored.step)
        };
        let first = (0..3)
            .flat_map(|branch| (0..ORDERS[branch].0).map(move |at| place(&stored[3 + branch], at)));
        Model {
            path,
            epsilon: numbers.epsilon as f32,
            column_sums,
            projection: (0..3).map(whole).collect(),
            first: first.collect(),
            second: (6..9).map(whole).collect(),
            output: whole(9),
            tail: Tail {
                d0: whole(10),
                p1: whole(11),
                d1: whole(12),
                d2: whole(13),
                p3: whole(14),
                d3: whole(15),
            },
            numbers,
        }
    }

    /// Computes types from `(group, codes)`.
    pub(crate) fn types(&self, pieces: &[(usize, &[u8; DIM])]) -> Vec<Type> {
        let starts = |width: usize| -> Vec<u32> {
            (0..pieces.len()).map(|row| (row * width) as u32).collect()
        };
        let codes: Vec<i16> = pieces.iter().flat_map(|(_, codes)| codes.map(i16::from)).collect();
        let mut x = vec![0.0; pieces.len() * BRANCHES];
        let mut out = vec![0.0; pieces.len() * BRANCH];
        for (branch, matrix) in self.projection.iter().enumerate() {
            let units: Vec<f32> = pieces
                .iter()
                .map(|(group, _)| self.numbers.scale[*group] * matrix.step())
                .collect();
            product(self.path, matrix, &codes, &starts(DIM), &units, &mut out);
            for (x, out) in x.chunks_exact_mut(BRANCHES).zip(out.chunks_exact(BRANCH)) {
                x[branch * BRANCH..][..BRANCH].copy_from_slice(out);
            }
        }
        let mut integers = vec![0i16; pieces.len() * BRANCHES];
        let limit = self.first.iter().map(Matrix::limit).fold(f32::MAX, f32::min);
        let units = vectorised(
            self.path,
            Inputs { model: self, pieces, limit, x: &mut x, integers: &mut integers },
        );
        let mut types: Vec<Type> = pieces
            .iter()
            .zip(x.chunks_exact(BRANCHES))
            .map(|((group, codes), x)| Type {
                codes: **codes,
                scale: self.numbers.scale[*group],
                lowest: self.numbers.lowest[*group],
                x: std::array::from_fn(|at| x[at]),
                products: [[0; BRANCH]; PRODUCTS],
                units: [0.0; PRODUCTS],
            })
            .collect();
        for (at, matrix) in self.first.iter().enumerate() {
            let branch = match at {
                0..2 => 0,
                2..5 => 1,
                _ => 2,
            };
            let starts: Vec<u32> =
                (0..pieces.len()).map(|row| (row * BRANCHES + branch * BRANCH) as u32).collect();
            let scales: Vec<f32> =
                units.iter().map(|units| units[branch] * matrix.step()).collect();
            product(self.path, matrix, &integers, &starts, &scales, &mut out);
            vectorised(self.path, Products { at, out: &out, types: &mut types });
        }
        types
    }

    /// Runs the convolutions over windows and hands on `f`, before its gain and bias, of each wanted piece:
    /// `sink(window, piece in the window, f)`.
    pub(crate) fn features(
        &self,
        windows: &[Window<'_>],
        mut sink: impl FnMut(usize, usize, &[f32; FEATURES]),
    ) {
        // Two rows of zeros stand between windows, so that a convolution may reach over their ends.
        let rows: usize = 2 + windows.iter().map(|window| window.types.len() + 2).sum::<usize>();
        let wanted: usize = windows.iter().map(|window| window.wanted.len()).sum();
        let mut hidden = vec![0.0; rows * BRANCH];
        let mut integers = vec![0i16; rows * BRANCH];
        let mut out = vec![0.0; wanted * BRANCH];
        let mut features = vec![[0.0; FEATURES]; wanted];
        for (branch, matrix) in self.second.iter().enumerate() {
            let mut starts = Vec::with_capacity(wanted);
            let mut scales = Vec::with_capacity(wanted);
            vectorised(
                self.path,
                First {
                    model: self,
                    branch,
                    windows,
                    hidden: &mut hidden,
                    integers: &mut integers,
                    starts: &mut starts,
                    scales: &mut scales,
                },
            );
            product(self.path, matrix, &integers, &starts, &scales, &mut out);
            let second = Second {
                model: self,
                branch,
                windows,
                hidden: &hidden,
                out: &out,
                features: &mut features,
            };
            vectorised(self.path, second);
        }
        vectorised(self.path, Finish { model: self, windows, features: &mut features });
        let mut features = features.iter();
        for (at, window) in windows.iter().enumerate() {
            for (piece, features) in window.wanted.clone().zip(&mut features) {
                sink(at, piece, features);
            }
        }
    }

    /// Adds one row of features to another.
    pub(crate) fn add(&self, to: &mut [f32], row: &[f32]) {
        vectorised(self.path, Add { to, row });
    }

    /// `P` from sums of features (before gain and bias) and the number of pieces in each sum.
    pub(crate) fn project(&self, sums: &[f32], counts: &[f32]) -> Vec<f32> {
        let mut sums = sums.to_vec();
        for (sum, &count) in sums.chunks_exact_mut(FEATURES).zip(counts) {
            for ((sum, gain), bias) in
                sum.iter_mut().zip(&self.numbers.gain).zip(&self.numbers.bias)
            {
                *sum = *sum * gain + count * bias;
            }
        }
        let mut out = self.dense(&self.output, &sums);
        for (row, &count) in out.chunks_exact_mut(DIM).zip(counts) {
            for (value, bias) in row.iter_mut().zip(&self.numbers.output_bias) {
                *value += count * bias;
            }
        }
        out
    }

    /// Vectors from `P` and the number of pieces in each.
    pub(crate) fn finish(&self, sums: &[f32], counts: &[f32]) -> Vec<f32> {
        let mut mean = sums.to_vec();
        for (row, count) in mean.chunks_exact_mut(DIM).zip(counts) {
            let factor = 1.0 / count.sqrt();
            row.iter_mut().for_each(|value| *value *= factor);
        }
        let relu = |mut rows: Vec<f32>| {
            rows.iter_mut().for_each(|value| *value = value.max(0.0));
            rows
        };
        let sum = |mut a: Vec<f32>, b: Vec<f32>| {
            a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            a
        };
        let tail = &self.tail;
        let y0 = relu(self.dense(&tail.d0, &mean));
        let y1 = relu(sum(self.dense(&tail.p1, &mean), self.dense(&tail.d1, &y0)));
        let y2 = relu(self.dense(&tail.d2, &y1));
        let mut out = sum(self.dense(&tail.p3, &y1), self.dense(&tail.d3, &y2));
        debug_assert_eq!(y0.len() / NARROW, counts.len());
        for row in out.chunks_exact_mut(DIM) {
            row.iter_mut().for_each(|value| *value = value.tanh());
            let factor = 1.0 / lanes::squares(row).max(self.epsilon).sqrt();
            row.iter_mut().for_each(|value| *value *= factor);
        }
        out
    }

    /// Rows times a matrix, each row rounded with a scale of its own.
    fn dense(&self, matrix: &Matrix, rows: &[f32]) -> Vec<f32> {
        let count = rows.len() / matrix.inputs();
        let mut integers = vec![0i16; rows.len()];
        let scales = vectorised(self.path, Round { matrix, rows, integers: &mut integers });
        let starts: Vec<u32> = (0..count).map(|row| (row * matrix.inputs()) as u32).collect();
        let mut out = vec![0.0; count * matrix.outputs()];
        product(self.path, matrix, &integers, &starts, &scales, &mut out);
        out
    }
}

/// Finishes `x` of new types in place and rounds it; gives the units of each branch.
struct Inputs<'a> {
    model: &'a Model,
    pieces: &'a [(usize, &'a [u8; DIM])],
    limit: f32,
    x: &'a mut [f32],
    integers: &'a mut [i16],
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
struct Products<'a> {
    at: usize,
    out: &'a [f32],
    types: &'a mut [Type],
}

impl Work for Products<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for (kind, out) in self.types.iter_mut().zip(self.out.chunks_exact(BRANCH)) {
            kind.units[self.at] =
                lanes::quantise(out, f32::from(i16::MAX), &mut kind.products[self.at]);
        }
    }
}

/// `h` of one branch, and its integers with one scale to a window.
struct First<'a> {
    model: &'a Model,
    branch: usize,
    windows: &'a [Window<'a>],
    hidden: &'a mut [f32],
    integers: &'a mut [i16],
    starts: &'a mut Vec<u32>,
    scales: &'a mut Vec<f32>,
}

impl Work for First<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let (places, left) = ORDERS[self.branch];
        let before: usize = ORDERS[..self.branch].iter().map(|order| order.0).sum();
        let slice = self.branch * BRANCH..(self.branch + 1) * BRANCH;
        let bias = &self.model.numbers.first_bias[slice.clone()];
        let matrix = &self.model.second[self.branch];
        let mut base = 2;
        for window in self.windows {
            let count = window.types.len();
            let rows = base * BRANCH..(base + count) * BRANCH;
            let hidden = &mut self.hidden[rows.clone()];
            for (at, row) in hidden.chunks_exact_mut(BRANCH).enumerate() {
                let mut sum = [0.0f32; BRANCH];
                sum.copy_from_slice(bias);
                for place in 0..places {
                    if let Some(kind) =
                        (at + place).checked_sub(left).and_then(|at| window.types.get(at))
                    {
                        let which = before + place;
                        lanes::add_scaled(&mut sum, &kind.products[which], kind.units[which]);
                    }
                }
                let x = &window.types[at].x[slice.clone()];
                for ((row, sum), x) in row.iter_mut().zip(sum).zip(x) {
                    *row = (if sum > 0.0 { sum } else { 0.0 }) + x;
                }
            }
            let peak = lanes::peak(hidden);
            let unit = peak / matrix.limit();
            let factor = if peak > 0.0 { matrix.limit() / peak } else { 0.0 };
            lanes::quantise_by(hidden, factor, &mut self.integers[rows]);
            for at in window.wanted.clone() {
                self.starts.push(((base + at - left) * BRANCH) as u32);
                self.scales.push(unit * matrix.step());
            }
            base += count + 2;
        }
    }
}

/// `c` of one branch, put into its place in the features.
struct Second<'a> {
    model: &'a Model,
    branch: usize,
    windows: &'a [Window<'a>],
    hidden: &'a [f32],
    out: &'a [f32],
    features: &'a mut [[f32; FEATURES]],
}

impl Work for Second<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        let slice = self.branch * BRANCH..(self.branch + 1) * BRANCH;
        let bias = &self.model.numbers.second_bias[slice];
        let mut rows = self.features.iter_mut().zip(self.out.chunks_exact(BRANCH));
        let mut base = 2;
        for window in self.windows {
            for (at, (features, out)) in window.wanted.clone().zip(&mut rows) {
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

/// Puts the embeddings in and standardises.
struct Finish<'a> {
    model: &'a Model,
    windows: &'a [Window<'a>],
    features: &'a mut [[f32; FEATURES]],
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

struct Add<'a> {
    to: &'a mut [f32],
    row: &'a [f32],
}

impl Work for Add<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        lanes::add(self.to, self.row);
    }
}

/// Rounds rows as long as the inputs of a matrix; gives the scale of each product.
struct Round<'a> {
    matrix: &'a Matrix,
    rows: &'a [f32],
    integers: &'a mut [i16],
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
