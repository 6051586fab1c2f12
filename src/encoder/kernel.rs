//! The dense product that all layers use, and the processor features it may use.
//!
//! Weights are the 8-bit integers the model was published with and activations are rounded to 15 bits
//! with one scale per row, so a product is a sum of integers: exact, the same in any order, on any path
//! and for any batch. That is what makes vectors independent of threads, batches and processors.

use std::ops::Range;

use super::pack::{self, PAIR};
use job::{Job, weights};

pub(crate) use super::pack::PANEL;
pub(crate) use job::{Path, Work};

mod job;

impl Path {
    /// Whether this processor has what the path needs.
    pub(crate) fn available(self) -> bool {
        simd::available(self)
    }

    /// The fastest path of this processor.
    pub(crate) fn best() -> Path {
        let fastest = Path::ALL.into_iter().rev().find(|path| path.available());
        fastest.unwrap_or(Path::Portable)
    }
}

/// Bytes of a packed matrix.
enum Packed {
    /// Compiled into the program.
    Built(&'static [u8]),
    /// Packed at run time, from the first index whose address is a multiple of [`ALIGN`].
    Made(Vec<u8>, usize),
}

/// A whole cache line, so that no load takes two.
const ALIGN: usize = 64;

/// An `inputs` x `outputs` matrix of integer weights times one step, packed for [`product`].
pub(crate) struct Matrix {
    packed: Packed,
    inputs: usize,
    outputs: usize,
    step: f32,
    limit: f32,
}

impl Matrix {
    /// Packs weights, given by row and column, of which no column has magnitudes that add up to more than `heaviest`.
    ///
    /// # Panics
    ///
    /// If `inputs` is odd or `outputs` no multiple of 32.
    pub(crate) fn pack(
        inputs: usize,
        outputs: usize,
        step: f32,
        heaviest: u32,
        weight: impl Fn(usize, usize) -> i16,
    ) -> Matrix {
        let mut bytes: Vec<u8> = Vec::with_capacity(2 * inputs * outputs + ALIGN);
        let from = bytes.as_ptr().align_offset(ALIGN);
        bytes.resize(from, 0);
        pack::pack(inputs, outputs, weight, &mut bytes);
        Matrix::new(Packed::Made(bytes, from), heaviest, inputs, outputs, step)
    }

    /// A matrix that was packed when the program was built, and the largest sum of magnitudes of its columns.
    ///
    /// # Panics
    ///
    /// As [`Matrix::pack`], or if it is of another size.
    pub(crate) fn built(
        packed: &'static [u8],
        heaviest: u32,
        inputs: usize,
        outputs: usize,
        step: f32,
    ) -> Matrix {
        Matrix::new(Packed::Built(packed), heaviest, inputs, outputs, step)
    }

    fn new(packed: Packed, heaviest: u32, inputs: usize, outputs: usize, step: f32) -> Matrix {
        assert!(inputs.is_multiple_of(2) && outputs.is_multiple_of(PANEL));
        let limit = (i32::MAX as u32 / heaviest.max(1)).min(i16::MAX as u32) as f32;
        let matrix = Matrix { packed, inputs, outputs, step, limit };
        assert_eq!(matrix.bytes().len(), 2 * inputs * outputs);
        matrix
    }

    fn bytes(&self) -> &[u8] {
        match &self.packed {
            Packed::Built(bytes) => bytes,
            Packed::Made(bytes, from) => &bytes[*from..],
        }
    }

    /// Rows of the matrix: the length of an input.
    pub(crate) fn inputs(&self) -> usize {
        self.inputs
    }

    /// Columns of the matrix: the length of an output.
    pub(crate) fn outputs(&self) -> usize {
        self.outputs
    }

    /// The value of one unit of weight.
    pub(crate) fn step(&self) -> f32 {
        self.step
    }

    /// The largest activation that cannot overflow a 32-bit sum, whatever the input.
    pub(crate) fn limit(&self) -> f32 {
        self.limit
    }

    /// The sum of each column.
    pub(crate) fn column_sums(&self) -> Vec<i32> {
        let mut sums = vec![0; self.outputs];
        for (panel, sums) in sums.chunks_exact_mut(PANEL).enumerate() {
            for pair in self.panel(panel) {
                for (sum, [low, high]) in sums.iter_mut().zip(weights(pair).as_chunks().0) {
                    *sum += i32::from(*low) + i32::from(*high);
                }
            }
        }
        sums
    }

    fn panel(&self, panel: usize) -> &[[u8; PAIR]] {
        let length = self.inputs / 2;
        &self.bytes().as_chunks().0[panel * length..][..length]
    }
}

/// Multiplies rows of integers with a matrix.
///
/// Row `r` of the input is `activations[starts[r]..]`, as long as the matrix has inputs; rows may overlap,
/// which is how a convolution runs without copies. Row `r` of `out`, `outputs` long, becomes the integer
/// product times `scales[r]`.
///
/// # Panics
///
/// If a row does not lie in `activations`, or the lengths of `starts`, `scales` and `out` disagree.
pub(crate) fn product(
    path: Path,
    matrix: &Matrix,
    activations: &[i16],
    starts: &[u32],
    scales: &[f32],
    out: &mut [f32],
) {
    let all = 0..matrix.outputs / PANEL;
    product_of(path, matrix, all, activations, starts, scales, out);
}

/// [`product`] with the columns of some panels alone: rows of `out` are as long as these have columns.
///
/// # Panics
///
/// As [`product`], or if the matrix has no such panels.
pub(crate) fn product_of(
    path: Path,
    matrix: &Matrix,
    panels: Range<usize>,
    activations: &[i16],
    starts: &[u32],
    scales: &[f32],
    out: &mut [f32],
) {
    let stride = panels.len() * PANEL;
    assert!(path.available(), "{path:?} needs another processor");
    assert_eq!(starts.len(), scales.len());
    assert_eq!(out.len(), starts.len() * stride);
    assert!(starts.iter().all(|&start| start as usize + matrix.inputs <= activations.len()));
    for (at, panel) in panels.enumerate() {
        let job = Job {
            pairs: matrix.panel(panel),
            activations,
            starts,
            scales,
            stride,
            column: at * PANEL,
        };
        match path {
            Path::Portable => job.portable(out),
            _ => simd::panel(path, &job, out),
        }
    }
}

/// Runs plain code compiled for the registers of `path`.
///
/// # Panics
///
/// If this processor does not have the path.
pub(crate) fn vectorised<W: Work>(path: Path, work: W) -> W::Output {
    match path {
        Path::Portable => work.run(),
        _ => simd::vectorised(path, work),
    }
}

#[cfg(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
))]
mod simd;

#[cfg(not(any(
    target_arch = "aarch64",
    target_arch = "x86_64",
    all(target_arch = "wasm32", target_feature = "simd128")
)))]
mod simd {
    //! No other paths on this processor.
    use super::job::{Job, Path, Work};

    pub(super) fn available(path: Path) -> bool {
        path == Path::Portable
    }

    pub(super) fn panel(_: Path, job: &Job<'_>, out: &mut [f32]) {
        job.portable(out);
    }

    pub(super) fn vectorised<W: Work>(_: Path, work: W) -> W::Output {
        work.run()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Small repeatable integers.
    fn noise(seed: u32, length: usize) -> Vec<i32> {
        let mut state = seed;
        let step = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) as i32
        };
        (0..length).map(step).collect()
    }

    #[test]
    fn every_path_gives_the_plain_sum() {
        let (inputs, outputs) = (34, 64);
        let weights: Vec<i8> = noise(1, inputs * outputs).iter().map(|&n| n as i8).collect();
        let weight = |row: usize, column: usize| i16::from(weights[row * outputs + column]);
        let heaviest = pack::heaviest(inputs, outputs, weight);
        let matrix = Matrix::pack(inputs, outputs, 1.0, heaviest, weight);
        let activations: Vec<i16> = noise(2, 900).iter().map(|&n| (n % 9000) as i16).collect();
        for count in [0usize, 1, 3, 5, 12, 13, 31] {
            let starts: Vec<u32> = (0..count as u32).map(|row| row * 28).collect();
            let scales: Vec<f32> = (0..count).map(|row| 0.5 + row as f32).collect();
            let mut plain = Vec::new();
            for (start, scale) in starts.iter().zip(&scales) {
                for column in 0..outputs {
                    let term = |k: usize| {
                        i32::from(activations[*start as usize + k])
                            * i32::from(weights[k * outputs + column])
                    };
                    plain.push((0..inputs).map(term).sum::<i32>() as f32 * scale);
                }
            }
            for path in Path::ALL.into_iter().filter(|path| path.available()) {
                let mut out = vec![f32::NAN; count * outputs];
                product(path, &matrix, &activations, &starts, &scales, &mut out);
                assert_eq!(out, plain, "{path:?} with {count} rows");
            }
        }
    }

    #[test]
    fn every_path_gives_the_bits_of_the_portable_one() {
        let shapes = noise(3, 40);
        for (seed, shape) in shapes.chunks_exact(2).enumerate() {
            let inputs = 2 * (1 + shape[0] as usize % 90);
            let outputs = PANEL * (1 + shape[1] as usize % 3);
            let weights = noise(seed as u32, inputs * outputs);
            let weight =
                |row: usize, column: usize| (weights[row * outputs + column] % 601 - 300) as i16;
            let heaviest = pack::heaviest(inputs, outputs, weight);
            let matrix = Matrix::pack(inputs, outputs, 1.0, heaviest, weight);
            // As large as they may be, and of either sign.
            let limit = matrix.limit() as i32;
            let count = shape[0] as usize % 20;
            let values = noise(!seed as u32, inputs + 2 * count);
            let activations: Vec<i16> =
                values.iter().map(|n| (n % (2 * limit + 1) - limit) as i16).collect();
            let starts: Vec<u32> = (0..count as u32).map(|row| 2 * row).collect();
            let scales: Vec<f32> = (0..count).map(|row| 1.0 / (3.0 + row as f32)).collect();
            let of = |path| {
                let mut out = vec![f32::NAN; count * outputs];
                product(path, &matrix, &activations, &starts, &scales, &mut out);
                out.into_iter().map(f32::to_bits).collect::<Vec<u32>>()
            };
            let portable = of(Path::Portable);
            for path in Path::ALL.into_iter().filter(|path| path.available()) {
                assert_eq!(of(path), portable, "{path:?}: {count} rows of {inputs} x {outputs}");
            }
        }
    }

    #[cfg(any(target_arch = "aarch64", target_feature = "simd128"))]
    #[test]
    fn processors_with_one_kind_of_register_use_it() {
        assert_ne!(Path::best(), Path::Portable);
    }

    #[test]
    fn the_limit_keeps_sums_in_range() {
        let matrix = Matrix::pack(2560, 32, 1.0, 127 * 2560, |_, _| 127);
        let most = matrix.limit() as i64;
        assert!(most > 4000 && most * 127 * 2560 <= i64::from(i32::MAX));
    }
}
