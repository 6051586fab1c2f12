//! The paths of processors with registers of their own. With the files of its folder the only module with `unsafe`;
//! everything around it is checked by its callers' assertions and by tests that compare each path with plain sums.
#![allow(
    unsafe_code,
    reason = "processor intrinsics; bounds and features are asserted before each call"
)]

use super::job::{Job, Path};
use crate::encoder::pack::PANEL;

#[cfg(target_arch = "aarch64")]
use aarch64 as machine;
#[cfg(target_arch = "wasm32")]
use wasm32 as machine;
#[cfg(target_arch = "x86_64")]
use x86_64 as machine;

pub(super) use machine::{available, vectorised};

pub(super) fn panel(path: Path, job: &Job<'_>, out: &mut [f32]) {
    let width = 2 * job.pairs.len();
    assert!(available(path));
    assert_eq!(job.starts.len(), job.scales.len());
    assert!(job.starts.iter().all(|&start| start as usize + width <= job.activations.len()));
    assert!(job.column + PANEL <= job.stride && out.len() >= job.starts.len() * job.stride);
    // SAFETY: the features were just detected, and every row read or written was just checked.
    unsafe { machine::panel(path, job, out) };
}

/// Writes one path: a tile of `M` rows by two registers, run over all rows of a panel.
macro_rules! path {
    (
        $name:ident, $features:literal, $vector:ty, lanes $lanes:literal, rows $rows:literal,
        $zero:expr, $load:ident, $set1:expr, $dot:expr, $to_float:expr, $scale:ident, $mul:ident,
        $store:ident
    ) => {
        mod $name {
            use super::*;

            /// # Safety
            ///
            /// The processor has the features; every row of `job` lies in its input and in `out`.
            #[target_feature(enable = $features)]
            pub(super) unsafe fn panel(job: &Job<'_>, out: &mut [f32]) {
                for half in 0..PANEL / (2 * $lanes) {
                    let mut row = 0;
                    while row + $rows <= job.starts.len() {
                        // SAFETY: passed on from the caller.
                        unsafe { tile::<$rows>(job, row, half, out) };
                        row += $rows;
                    }
                    while row + 4 <= job.starts.len() {
                        // SAFETY: passed on from the caller.
                        unsafe { tile::<4>(job, row, half, out) };
                        row += 4;
                    }
                    while row < job.starts.len() {
                        // SAFETY: passed on from the caller.
                        unsafe { tile::<1>(job, row, half, out) };
                        row += 1;
                    }
                }
            }

            #[target_feature(enable = $features)]
            #[inline]
            unsafe fn tile<const M: usize>(
                job: &Job<'_>,
                row: usize,
                half: usize,
                out: &mut [f32],
            ) {
                let column = half * 2 * $lanes;
                let mut sums = [[$zero(); 2]; M];
                let mut inputs = [job.activations.as_ptr(); M];
                for (offset, input) in inputs.iter_mut().enumerate() {
                    // SAFETY: the caller checked that this row lies in the activations.
                    *input = unsafe { input.add(job.starts[row + offset] as usize) };
                }
                for (at, pair) in job.pairs.iter().enumerate() {
                    // SAFETY: both loads lie in the 32 columns of the pair.
                    let weights: [$vector; 2] = unsafe {
                        let first = pair.as_ptr().add(4 * column);
                        [$load(first.cast()), $load(first.add(4 * $lanes).cast())]
                    };
                    for (sum, input) in sums.iter_mut().zip(&inputs) {
                        // SAFETY: the row is twice as long as there are pairs.
                        let both = unsafe { input.add(2 * at).cast::<i32>().read_unaligned() };
                        let both = $set1(both);
                        sum[0] = $dot(sum[0], weights[0], both);
                        sum[1] = $dot(sum[1], weights[1], both);
                    }
                }
                for (offset, sum) in sums.iter().enumerate() {
                    let scale = $scale(job.scales[row + offset]);
                    let at = (row + offset) * job.stride + job.column + column;
                    let out = &mut out[at..at + 2 * $lanes];
                    // SAFETY: the slice is two registers long.
                    unsafe {
                        $store(out.as_mut_ptr(), $mul($to_float(sum[0]), scale));
                        $store(out.as_mut_ptr().add($lanes), $mul($to_float(sum[1]), scale));
                    }
                }
            }
        }
    };
}

#[cfg(target_arch = "aarch64")]
mod aarch64;
#[cfg(target_arch = "wasm32")]
mod wasm32;
#[cfg(target_arch = "x86_64")]
mod x86_64;
