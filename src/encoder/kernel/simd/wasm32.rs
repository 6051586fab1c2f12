//! The path of WebAssembly. A program is compiled for it or is not: an engine without it does not load one that is.

use std::arch::wasm32::{
    f32x4_convert_i32x4, f32x4_mul, f32x4_splat, i32x4_add, i32x4_dot_i16x8, i32x4_splat, v128,
    v128_load, v128_store,
};

use super::super::job::{Job, Path, Work};
use crate::encoder::pack::PANEL;

pub(in super::super) fn available(path: Path) -> bool {
    matches!(path, Path::Portable | Path::Simd128)
}

/// # Safety
///
/// The processor has the path; every row of `job` lies in its input and in `out`.
pub(super) unsafe fn panel(path: Path, job: &Job<'_>, out: &mut [f32]) {
    match path {
        // SAFETY: passed on from the caller.
        Path::Simd128 => unsafe { simd128::panel(job, out) },
        _ => job.portable(out),
    }
}

/// Plain code is compiled for these registers already.
pub(in super::super) fn vectorised<W: Work>(path: Path, work: W) -> W::Output {
    assert!(available(path));
    work.run()
}

path!(
    simd128, "simd128", v128, lanes 4, rows 6, || i32x4_splat(0), v128_load, i32x4_splat,
    |sum, w, x| i32x4_add(sum, i32x4_dot_i16x8(w, x)),
    f32x4_convert_i32x4, f32x4_splat, f32x4_mul, store
);

/// [`v128_store`] at the address of a number.
unsafe fn store(to: *mut f32, value: v128) {
    // SAFETY: passed on from the caller.
    unsafe { v128_store(to.cast(), value) };
}
