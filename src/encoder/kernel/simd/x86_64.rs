//! The paths of x86-64.

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi32, _mm256_cvtepi32_ps, _mm256_dpwssd_avx_epi32,
    _mm256_loadu_si256, _mm256_madd_epi16, _mm256_mul_ps, _mm256_set1_epi32, _mm256_set1_ps,
    _mm256_setzero_si256, _mm256_storeu_ps, _mm512_add_epi32, _mm512_cvtepi32_ps,
    _mm512_dpwssd_epi32, _mm512_loadu_si512, _mm512_madd_epi16, _mm512_mul_ps, _mm512_set1_epi32,
    _mm512_set1_ps, _mm512_setzero_si512, _mm512_storeu_ps,
};

use super::super::job::{Job, Path, Work};
use crate::encoder::pack::PANEL;

pub(in super::super) fn available(path: Path) -> bool {
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
        Path::Neon | Path::Simd128 => false,
    }
}

/// # Safety
///
/// The processor has the path; every row of `job` lies in its input and in `out`.
pub(super) unsafe fn panel(path: Path, job: &Job<'_>, out: &mut [f32]) {
    // SAFETY: passed on from the caller.
    unsafe {
        match path {
            Path::Portable | Path::Neon | Path::Simd128 => job.portable(out),
            Path::Avx2 => avx2::panel(job, out),
            Path::AvxVnni => avx_vnni::panel(job, out),
            Path::Avx512 => avx512::panel(job, out),
            Path::Avx512Vnni => avx512_vnni::panel(job, out),
        }
    }
}

pub(in super::super) fn vectorised<W: Work>(path: Path, work: W) -> W::Output {
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
        Path::Portable | Path::Neon | Path::Simd128 => work.run(),
        // SAFETY: the features were just detected.
        Path::Avx2 | Path::AvxVnni => unsafe { wide(work) },
        // SAFETY: the features were just detected.
        Path::Avx512 | Path::Avx512Vnni => unsafe { wider(work) },
    }
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
