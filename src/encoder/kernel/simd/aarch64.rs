//! The path of 64-bit ARM.

use std::arch::aarch64::{
    int16x8_t, int32x4_t, vcvtq_f32_s32, vdupq_n_f32, vdupq_n_s32, vget_low_s16, vld1q_s16,
    vmlal_high_s16, vmlal_s16, vmulq_f32, vpaddq_s32, vreinterpretq_s16_s32, vst1q_f32,
};

use super::super::job::{Job, Path, Work};
use crate::encoder::pack::PANEL;

pub(in super::super) fn available(path: Path) -> bool {
    match path {
        Path::Portable => true,
        Path::Neon => std::arch::is_aarch64_feature_detected!("neon"),
        _ => false,
    }
}

/// # Safety
///
/// The processor has the path; every row of `job` lies in its input and in `out`.
pub(super) unsafe fn panel(path: Path, job: &Job<'_>, out: &mut [f32]) {
    match path {
        // SAFETY: passed on from the caller.
        Path::Neon => unsafe { neon::panel(job, out) },
        _ => job.portable(out),
    }
}

/// Plain code is compiled for these registers already.
pub(in super::super) fn vectorised<W: Work>(path: Path, work: W) -> W::Output {
    assert!(available(path));
    work.run()
}

/// The products of a register of weights: of its first four columns, and of its last four. The two rows of a column are
/// neighbours, and are added at the end alone.
type Sums = [int32x4_t; 2];

path!(
    neon, "neon", int16x8_t, lanes 4, rows 6, || [vdupq_n_s32(0); 2], vld1q_s16,
    |both| vreinterpretq_s16_s32(vdupq_n_s32(both)),
    |[low, high]: Sums, w, x| [
        vmlal_s16(low, vget_low_s16(w), vget_low_s16(x)),
        vmlal_high_s16(high, w, x)
    ],
    |[low, high]: Sums| vcvtq_f32_s32(vpaddq_s32(low, high)), vdupq_n_f32, vmulq_f32, vst1q_f32
);
