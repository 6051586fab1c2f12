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
//! Two neighbouring `c` share products ([`TERMS`]).

use std::ops::Range;

use rayon::prelude::*;

use super::file::{BRANCH, DIM, Numbers, SHAPES, Stored};
use super::kernel::{Matrix, Path, product, vectorised};
use super::pack::{self, TERMS};
use super::steps::{Add, Combine, Finish, First, Inputs, Products, Round, Second, Share, Unit};

/// Pieces covered and pieces to the left of the centre, for each branch.
pub(crate) const ORDERS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// Length of the branches side by side.
pub(crate) const BRANCHES: usize = 3 * BRANCH;
/// Length of `f`.
pub(crate) const FEATURES: usize = DIM + BRANCHES;
/// How far a piece reaches: `f` of pieces farther away does not depend on it.
pub(crate) const REACH: usize = 4;
/// Types kept side by side: a hundred kilobytes.
pub(crate) const TOGETHER: usize = 12;
/// Products `x . w1` of one type: one for each place in each branch.
const PRODUCTS: usize = 2 + 3 + 5;
/// Width of the inner layers of the tail.
const NARROW: usize = 320;

/// The dense layers, packed.
pub(crate) struct Model {
    pub(crate) path: Path,
    pub(super) numbers: Numbers,
    pub(super) epsilon: f32,
    pub(super) projection: Vec<Matrix>,
    /// `lowest . projection` less the lowest value: the sum of each column times its step.
    pub(super) column_sums: Vec<f32>,
    pub(super) first: Vec<Matrix>,
    pub(super) second: [Convolution; 3],
    pub(super) output: Matrix,
    tail: Tail,
}

/// The second layer of a branch: the matrices of its [`TERMS`].
pub(crate) struct Convolution {
    matrices: Vec<Matrix>,
    /// The largest activation of which two may be added.
    pub(super) limit: f32,
}

impl Convolution {
    fn new(matrices: Vec<Matrix>) -> Convolution {
        let limit = matrices.iter().map(Matrix::limit).fold(f32::MAX, f32::min);
        Convolution { matrices, limit: (limit / 2.0).floor() }
    }

    fn step(&self) -> f32 {
        self.matrices[0].step()
    }
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
    pub(super) codes: [u8; DIM],
    pub(super) scale: f32,
    pub(super) lowest: f32,
    pub(super) x: [f32; BRANCHES],
    /// `x . w1` for each place of each branch, rounded, and the value of one unit.
    pub(super) products: [[i16; BRANCH]; PRODUCTS],
    pub(super) units: [f32; PRODUCTS],
}

/// Memory of one thread, kept from call to call.
#[derive(Default)]
pub(crate) struct Scratch {
    hidden: Vec<f32>,
    integers: Vec<i16>,
    combined: Vec<i16>,
    out: Vec<f32>,
    both: Vec<f32>,
    features: Vec<[f32; FEATURES]>,
    /// Sums of features of a job: of its sentences and what joins them, and of its words.
    pub(crate) rows: Vec<f32>,
    pub(crate) words: Vec<f32>,
}

/// The first `length` places, with whatever was in them.
fn stretch<T: Copy>(memory: &mut Vec<T>, length: usize, empty: T) -> &mut [T] {
    if memory.len() < length {
        memory.resize(length, empty);
    }
    &mut memory[..length]
}

/// A stretch of pieces seen by the network as if nothing came before or after.
pub(crate) struct Window<'a> {
    /// The pieces.
    pub(crate) types: Vec<&'a Type>,
    /// Those whose `f` is wanted.
    pub(crate) wanted: Range<usize>,
}

impl Window<'_> {
    /// Pairs of neighbours that hold all wanted pieces; the last may hold one more.
    pub(super) fn pairs(&self) -> usize {
        self.wanted.len().div_ceil(2)
    }
}

impl Model {
    /// The layers of a file, in the order of [`super::file::SHAPES`]: packed from its integers, or as the build script
    /// packed them.
    pub(crate) fn new(
        path: Path,
        numbers: Numbers,
        stored: &[Stored],
        built: Option<&'static [u8]>,
    ) -> Model {
        let parts = SHAPES.iter().zip(stored).enumerate().flat_map(|(at, (shape, stored))| {
            let (count, height) = pack::parts(at, shape.0);
            (0..count).map(move |nth| (at, nth, height, shape.1, stored))
        });
        let packed: Vec<Matrix> = match built {
            Some(mut rest) => parts
                .map(|(_, _, inputs, outputs, stored)| {
                    let (head, after) = rest.split_at(pack::HEAD);
                    let (packed, after) = after.split_at(2 * inputs * outputs);
                    rest = after;
                    let heaviest = u32::from_le_bytes([head[0], head[1], head[2], head[3]]);
                    Matrix::built(packed, heaviest, inputs, outputs, stored.step)
                })
                .collect(),
            None => parts
                .collect::<Vec<_>>()
                .into_par_iter()
                .map(|(at, nth, inputs, outputs, stored)| {
                    let weight = pack::part(at, nth, &stored.weights, outputs);
                    let heaviest = pack::heaviest(inputs, outputs, &weight);
                    Matrix::pack(inputs, outputs, stored.step, heaviest, weight)
                })
                .collect(),
        };
        let mut packed = packed.into_iter();
        let mut next = || packed.next().expect("a matrix for each part");
        let projection: Vec<Matrix> = (0..3).map(|_| next()).collect();
        let column_sums = |matrix: &Matrix| {
            let sums = matrix.column_sums().into_iter();
            sums.map(|sum| sum as f32 * matrix.step()).collect::<Vec<f32>>()
        };
        Model {
            path,
            epsilon: numbers.epsilon as f32,
            column_sums: projection.iter().flat_map(column_sums).collect(),
            projection,
            first: (0..PRODUCTS).map(|_| next()).collect(),
            second: TERMS.map(|terms| Convolution::new(terms.iter().map(|_| next()).collect())),
            output: next(),
            tail: Tail { d0: next(), p1: next(), d1: next(), d2: next(), p3: next(), d3: next() },
            numbers,
        }
    }

    /// Computes types from `(group, codes)`, as many as are kept [`TOGETHER`] to a list.
    pub(crate) fn types(
        &self,
        pieces: &[(usize, &[u8; DIM])],
        scratch: &mut Scratch,
    ) -> Vec<Vec<Type>> {
        let starts = |width: usize| -> Vec<u32> {
            (0..pieces.len()).map(|row| (row * width) as u32).collect()
        };
        let Scratch { hidden, integers, out, .. } = scratch;
        let x = stretch(hidden, pieces.len() * BRANCHES, 0.0);
        let out = stretch(out, pieces.len() * BRANCH, 0.0);
        let codes = stretch(integers, pieces.len() * DIM, 0);
        for (row, (_, codes)) in codes.chunks_exact_mut(DIM).zip(pieces) {
            row.iter_mut().zip(*codes).for_each(|(to, &code)| *to = i16::from(code));
        }
        for (branch, matrix) in self.projection.iter().enumerate() {
            let units: Vec<f32> = pieces
                .iter()
                .map(|(group, _)| self.numbers.scale[*group] * matrix.step())
                .collect();
            product(self.path, matrix, codes, &starts(DIM), &units, out);
            for (x, out) in x.chunks_exact_mut(BRANCHES).zip(out.chunks_exact(BRANCH)) {
                x[branch * BRANCH..][..BRANCH].copy_from_slice(out);
            }
        }
        let integers = stretch(integers, pieces.len() * BRANCHES, 0);
        let limit = self.first.iter().map(Matrix::limit).fold(f32::MAX, f32::min);
        let units = vectorised(self.path, Inputs { model: self, pieces, limit, x, integers });
        let kind = |((group, codes), x): (&(usize, &[u8; DIM]), &[f32])| Type {
            codes: **codes,
            scale: self.numbers.scale[*group],
            lowest: self.numbers.lowest[*group],
            x: std::array::from_fn(|at| x[at]),
            products: [[0; BRANCH]; PRODUCTS],
            units: [0.0; PRODUCTS],
        };
        let lists = pieces.chunks(TOGETHER).zip(x.chunks(TOGETHER * BRANCHES));
        let mut types: Vec<Vec<Type>> = lists
            .map(|(pieces, x)| pieces.iter().zip(x.chunks_exact(BRANCHES)).map(kind).collect())
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
            product(self.path, matrix, integers, &starts, &scales, out);
            vectorised(self.path, Products { at, out, types: &mut types });
        }
        types
    }

    /// Runs the convolutions over windows and hands on `f`, before its gain and bias, of each wanted piece:
    /// `sink(window, piece in the window, f)`.
    pub(crate) fn features(
        &self,
        windows: &[Window<'_>],
        scratch: &mut Scratch,
        mut sink: impl FnMut(usize, usize, &[f32; FEATURES]),
    ) {
        // Two rows of zeros stand between windows, so that a convolution may reach over their ends; of a window with
        // an odd number of wanted pieces, one output too many is computed, which sees a row more.
        let rows: usize = 3 + windows.iter().map(|window| window.types.len() + 2).sum::<usize>();
        let wanted: usize = windows.iter().map(|window| window.wanted.len()).sum();
        let pairs: usize = windows.iter().map(Window::pairs).sum();
        let Scratch { hidden, integers, combined, out, both, features, .. } = scratch;
        let hidden = stretch(hidden, rows * BRANCH, 0.0);
        let integers = stretch(integers, rows * BRANCH, 0);
        let combined = stretch(combined, pairs * BRANCH, 0);
        let out = stretch(out, pairs * BRANCH, 0.0);
        let both = stretch(both, pairs * 2 * BRANCH, 0.0);
        let features = stretch(features, wanted, [0.0; FEATURES]);
        let starts: Vec<u32> = (0..pairs).map(|pair| (pair * BRANCH) as u32).collect();
        for (branch, convolution) in self.second.iter().enumerate() {
            let mut scales = Vec::with_capacity(pairs);
            let scales = &mut scales;
            let first = First { model: self, branch, windows, hidden, integers, scales };
            vectorised(self.path, first);
            scales.iter_mut().for_each(|scale| *scale *= convolution.step());
            both.fill(0.0);
            for (term, matrix) in TERMS[branch].iter().zip(&convolution.matrices) {
                let combine = Combine { branch, term, windows, integers, combined };
                vectorised(self.path, combine);
                product(self.path, matrix, combined, &starts, scales, out);
                vectorised(self.path, Share { term, out, both });
            }
            let second = Second { model: self, branch, windows, hidden, both, features };
            vectorised(self.path, second);
        }
        vectorised(self.path, Finish { model: self, windows, features });
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

    /// `P` from sums of features (before gain and bias, which this adds in place) and the number of pieces in each
    /// sum.
    pub(crate) fn project(
        &self,
        sums: &mut [f32],
        counts: &[f32],
        scratch: &mut Scratch,
    ) -> Vec<f32> {
        for (sum, &count) in sums.chunks_exact_mut(FEATURES).zip(counts) {
            for ((sum, gain), bias) in
                sum.iter_mut().zip(&self.numbers.gain).zip(&self.numbers.bias)
            {
                *sum = *sum * gain + count * bias;
            }
        }
        let mut out = self.dense(&self.output, sums, &mut scratch.integers);
        for (row, &count) in out.chunks_exact_mut(DIM).zip(counts) {
            for (value, bias) in row.iter_mut().zip(&self.numbers.output_bias) {
                *value += count * bias;
            }
        }
        out
    }

    /// Vectors from `P` and the number of pieces in each.
    pub(crate) fn finish(&self, sums: Vec<f32>, counts: &[f32]) -> Vec<f32> {
        let mut mean = sums;
        for (row, count) in mean.chunks_exact_mut(DIM).zip(counts) {
            let factor = 1.0 / count.sqrt();
            row.iter_mut().for_each(|value| *value *= factor);
        }
        let relu = |mut rows: Vec<f32>| {
            rows.iter_mut().for_each(|value| *value = if *value > 0.0 { *value } else { 0.0 });
            rows
        };
        let sum = |mut a: Vec<f32>, b: Vec<f32>| {
            self.add(&mut a, &b);
            a
        };
        let tail = &self.tail;
        let mut integers = Vec::new();
        let mut dense = |matrix, rows: &[f32]| self.dense(matrix, rows, &mut integers);
        let y0 = relu(dense(&tail.d0, &mean));
        let y1 = relu(sum(dense(&tail.p1, &mean), dense(&tail.d1, &y0)));
        let y2 = relu(dense(&tail.d2, &y1));
        let mut out = sum(dense(&tail.p3, &y1), dense(&tail.d3, &y2));
        debug_assert_eq!(y0.len() / NARROW, counts.len());
        for row in out.chunks_exact_mut(DIM) {
            vectorised(self.path, Unit { row, epsilon: self.epsilon });
        }
        out
    }

    /// Rows times a matrix, each row rounded with a scale of its own.
    fn dense(&self, matrix: &Matrix, rows: &[f32], integers: &mut Vec<i16>) -> Vec<f32> {
        let count = rows.len() / matrix.inputs();
        let integers = stretch(integers, rows.len(), 0);
        let scales = vectorised(self.path, Round { matrix, rows, integers });
        let starts: Vec<u32> = (0..count).map(|row| (row * matrix.inputs()) as u32).collect();
        let mut out = vec![0.0; count * matrix.outputs()];
        product(self.path, matrix, integers, &starts, &scales, &mut out);
        out
    }
}
