//! The x86-64 paths. The only module with `unsafe`; everything around it is checked by its callers'
//! assertions and by tests that compare each path with plain sums.
#![allow(
    unsafe_code,
    reason = "processor intrinsics; bounds and features are asserted before each call"
)]

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_cvtepi32_ps, _mm256_dpwssd_avx_epi32,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_setzero_si256, _mm256_storeu_ps, _mm512_add_epi32, _mm512_cvtepi32_ps,
    _mm512_dpwssd_epi32, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_mul_ps, _mm512_set1_epi32,
    _mm512_set1_ps, _mm512_setzero_si512, _mm512_storeu_ps,
};

use super::super::pack::PANEL;
use super::job::{Job, Path, Work};

pub(super) fn available(path: Path) -> bool {
    let avx512 = || {
        is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("avx2")
    };
    match path {
        Path::Portable => true,
        Path::Avx2 => is_x86_feature_detected!("avx2"),
        Path::AvxVnni => is_x86_feature_detected!("avx2") && is_x86_feature_detected!("avxvnni"),
        Path::Avx512 => avx512(),
        Path::Avx512Vnni => avx512() && is_x86_feature_detected!("avx512vnni"),
    }
}

pub(super) fn panel(path: Path, job: &Job<'_>, out: &mut [f32]) {
    let width = 2 * job.pairs.len();
    assert!(available(path));
    assert_eq!(job.starts.len(), job.scales.len());
    assert!(job.starts.iter().all(|&start| start as usize + width <= job.activations.len()));
    assert!(job.column + PANEL <= job.stride && out.len() >= job.starts.len() * job.stride);
    // SAFETY: the features were just detected, and every row read or written was just checked.
    unsafe {
        match path {
            Path::Portable => job.portable(out),
            Path::Avx2 => avx2::panel(job, out),
            Path::AvxVnni => avx_vnni::panel(job, out),
            Path::Avx512 => avx512::panel(job, out),
            Path::Avx512Vnni => avx512_vnni::panel(job, out),
        }
    }
}

pub(super) fn vectorised<W: Work>(path: Path, work: W) -> W::Output {
    #[target_feature(enable = "avx2")]
    fn wide<W: Work>(work: W) -> W::Output {
        work.run()
    }
    #[target_feature(enable = "avx2,avx512f,avx512bw,avx512dq,avx512vl")]
    fn wider<W: Work>(work: W) -> W::Output {
        work.run()
    }
    assert!(available(path));
    match path {
        Path::Portable => work.run(),
        // SAFETY: the features were just detected.
        Path::Avx2 | Path::AvxVnni => unsafe { wide(work) },
        // SAFETY: the features were just detected.
        Path::Avx512 | Path::Avx512Vnni => unsafe { wider(work) },
    }
}

/// Writes one path: a tile of `M` rows by two registers, run over all rows of a panel.
macro_rules! path {
    (
        $name:ident, $features:literal, $vector:ty, lanes $lanes:literal, rows $rows:literal,
        $zero:ident, $load:ident, $set1:ident, $dot:expr, $to_float:ident, $scale:ident, $mul:ident,
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

path!(
    avx2, "avx2", __m256i, lanes 8, rows 6, _mm256_setzero_si256, _mm256_loadu_si256,
    _mm256_set1_epi32, |sum, w, x| _mm256_add_epi32(sum, _mm256_madd_epi16(w, x)),
    _mm256_cvtepi32_ps, _mm256_set1_ps, _mm256_mul_ps, _mm256_storeu_ps
);
path!(
    avx_vnni, "avx2,avxvnni", __m256i, lanes 8, rows 6, _mm256_setzero_si256, _mm256_loadu_si256,
    _mm256_set1_epi32, |sum, w, x| _mm256_dpwssd_avx_epi32(sum, w, x),
    _mm256_cvtepi32_ps, _mm256_set1_ps, _mm256_mul_ps, _mm256_storeu_ps
);
path!(
    avx512, "avx512f,avx512bw", __m512i, lanes 16, rows 12, _mm512_setzero_si512,
    _mm512_loadu_si512, _mm512_set1_epi32,
    |sum, w, x| _mm512_add_epi32(sum, _mm512_madd_epi16(w, x)),
    _mm512_cvtepi32_ps, _mm512_set1_ps, _mm512_mul_ps, _mm512_storeu_ps
);
path!(
    avx512_vnni, "avx512f,avx512bw,avx512vnni", __m512i, lanes 16, rows 12, _mm512_setzero_si512,
    _mm512_loadu_si512, _mm512_set1_epi32, |sum, w, x| _mm512_dpwssd_epi32(sum, w, x),
    _mm512_cvtepi32_ps, _mm512_set1_ps, _mm512_mul_ps, _mm512_storeu_ps
);
