//! The order in which the kernel reads weights. The build script lays out those inside the program, so that no run
//! does; those of a file are laid out when it is loaded.

use std::ops::Range;

/// Length of one convolution branch.
pub(crate) const BRANCH: usize = 256;
/// Columns of one panel of a packed matrix.
pub(crate) const PANEL: usize = 32;
/// Bytes of two rows of weights under one panel: `[w[2k][c], w[2k+1][c]]` for 32 columns `c`, each weight in 16
/// bits, the low byte first.
pub(crate) const PAIR: usize = 4 * PANEL;

/// The rows of each matrix that matrix `at` of a file is used as: the first layer of a branch is one for each of its
/// places.
pub(crate) fn parts(at: usize, inputs: usize) -> impl Iterator<Item = Range<usize>> {
    let height = if (3..6).contains(&at) { BRANCH } else { inputs };
    (0..inputs).step_by(height).map(move |from| from..from + height)
}

/// Bytes before each packed matrix of the program, of which the first four are its [`heaviest`].
pub(crate) const HEAD: usize = 64;

/// Appends row-major weights, bytes that stand for integers with a sign, panel by panel.
pub(crate) fn pack(weights: &[u8], inputs: usize, outputs: usize, out: &mut Vec<u8>) {
    for panel in 0..outputs / PANEL {
        for row in 0..inputs / 2 {
            let at = 2 * row * outputs + panel * PANEL;
            let (low, high) = (&weights[at..at + PANEL], &weights[at + outputs..][..PANEL]);
            let mut pair = [0; PAIR];
            for ((slot, low), high) in pair.as_chunks_mut().0.iter_mut().zip(low).zip(high) {
                let [low, high] = [*low, *high].map(|weight| i16::from(weight as i8).to_le_bytes());
                *slot = [low[0], low[1], high[0], high[1]];
            }
            out.extend(pair);
        }
    }
}

/// The largest sum of magnitudes of a column.
pub(crate) fn heaviest(weights: &[u8], outputs: usize) -> u32 {
    let mut sums = vec![0u32; outputs];
    for row in weights.chunks_exact(outputs) {
        for (sum, weight) in sums.iter_mut().zip(row) {
            *sum += u32::from((*weight as i8).unsigned_abs());
        }
    }
    sums.into_iter().max().unwrap_or(0)
}
