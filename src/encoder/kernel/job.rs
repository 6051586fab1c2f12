//! What the kernel computes at a time, in plain Rust: what every path must give, and what processors without a path of
//! their own run.

use super::super::pack::{PAIR, PANEL};

/// How the integer products are computed. All paths give the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Path {
    /// Plain Rust, any processor.
    Portable,
    /// 128-bit multiply-add of WebAssembly.
    Simd128,
    /// 128-bit multiply-add of 64-bit ARM.
    Neon,
    /// 256-bit multiply-add.
    Avx2,
    /// 256-bit dot product instructions.
    AvxVnni,
    /// 512-bit multiply-add.
    Avx512,
    /// 512-bit dot product instructions.
    Avx512Vnni,
}

impl Path {
    /// Every path, slowest first.
    pub(crate) const ALL: [Path; 7] = [
        Path::Portable,
        Path::Simd128,
        Path::Neon,
        Path::Avx2,
        Path::AvxVnni,
        Path::Avx512,
        Path::Avx512Vnni,
    ];
}

/// The weights of a pair of rows: two of each column.
#[inline(always)]
pub(super) fn weights(pair: &[u8; PAIR]) -> [i16; 2 * PANEL] {
    std::array::from_fn(|at| i16::from_le_bytes([pair[2 * at], pair[2 * at + 1]]))
}

/// One panel of a product; `column` is its first column in `out`, whose rows are `stride` long.
pub(super) struct Job<'a> {
    pub(super) pairs: &'a [[u8; PAIR]],
    pub(super) activations: &'a [i16],
    pub(super) starts: &'a [u32],
    pub(super) scales: &'a [f32],
    pub(super) stride: usize,
    pub(super) column: usize,
}

impl Job<'_> {
    /// Computes the panel in plain Rust.
    pub(super) fn portable(&self, out: &mut [f32]) {
        for (row, (&start, &scale)) in self.starts.iter().zip(self.scales).enumerate() {
            let input = &self.activations[start as usize..][..2 * self.pairs.len()];
            let mut sums = [0i32; PANEL];
            for (pair, input) in self.pairs.iter().zip(input.chunks_exact(2)) {
                let (low, high) = (i32::from(input[0]), i32::from(input[1]));
                for (sum, weight) in sums.iter_mut().zip(weights(pair).as_chunks::<2>().0) {
                    *sum += low * i32::from(weight[0]) + high * i32::from(weight[1]);
                }
            }
            let out = &mut out[row * self.stride + self.column..][..PANEL];
            for (out, sum) in out.iter_mut().zip(sums) {
                *out = sum as f32 * scale;
            }
        }
    }
}

/// Work written in plain Rust that `vectorised` compiles once for each width of register.
///
/// `run` and all it calls must be `#[inline(always)]`. Rust never fuses or reorders floating-point
/// operations, so every width gives the same bits.
pub(crate) trait Work {
    /// What the work gives back.
    type Output;
    /// Does the work.
    fn run(self) -> Self::Output;
}
