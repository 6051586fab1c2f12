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
use super::kernel::{Matrix, Path};
use super::pack::{self, TERMS};

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
pub(super) const PRODUCTS: usize = 2 + 3 + 5;
/// Width of the inner layers of the tail.
pub(super) const NARROW: usize = 320;

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
    pub(super) tail: Tail,
}

/// The second layer of a branch: the matrices of its [`TERMS`].
pub(crate) struct Convolution {
    pub(super) matrices: Vec<Matrix>,
    /// The largest activation of which two may be added.
    pub(super) limit: f32,
}

impl Convolution {
    fn new(matrices: Vec<Matrix>) -> Convolution {
        let limit = matrices.iter().map(Matrix::limit).fold(f32::MAX, f32::min);
        Convolution { matrices, limit: (limit / 2.0).floor() }
    }

    pub(super) fn step(&self) -> f32 {
        self.matrices[0].step()
    }
}

pub(super) struct Tail {
    pub(super) d0: Matrix,
    pub(super) p1: Matrix,
    pub(super) d1: Matrix,
    pub(super) d2: Matrix,
    pub(super) p3: Matrix,
    pub(super) d3: Matrix,
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

/// Working memory of one thread, reused from call to call.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(super) hidden: Vec<f32>,
    pub(super) integers: Vec<i16>,
    pub(super) combined: Vec<i16>,
    pub(super) out: Vec<f32>,
    pub(super) both: Vec<f32>,
    pub(super) features: Vec<[f32; FEATURES]>,
    /// Sums of features of a job: of its sentences and bridges, and of its words.
    pub(crate) rows: Vec<f32>,
    pub(crate) words: Vec<f32>,
}

/// Consecutive pieces that the network sees as if nothing came before or after.
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
}
