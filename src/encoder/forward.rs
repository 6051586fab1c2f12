//! Running the network: the steps of [`super::steps`] and the products between them.

use super::file::{BRANCH, DIM};
use super::kernel::{Matrix, product, vectorised};
use super::model::{BRANCHES, FEATURES, Model, NARROW, PRODUCTS, Scratch, TOGETHER, Type, Window};
use super::pack::TERMS;
use super::steps::{Add, Combine, Finish, First, Inputs, Products, Round, Second, Share, Unit};

/// The first `length` places with arbitrary contents.
fn stretch<T: Copy>(memory: &mut Vec<T>, length: usize, empty: T) -> &mut [T] {
    if memory.len() < length {
        memory.resize(length, empty);
    }
    &mut memory[..length]
}

impl Model {
    /// Computes types from `(group, codes)`, in lists of [`TOGETHER`].
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

    /// Runs the convolutions over windows and calls `sink(window, piece in the window, f)` for each wanted piece, with `f`
    /// before its gain and bias.
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
