//! Arithmetic on whole rows that vectorises with the same bits for every width of register.
//!
//! Sums run over sixteen lanes folded in a fixed order. Everything is inlined into the [`Work`] that calls
//! it, to be compiled for its registers.
//!
//! [`Work`]: super::kernel::Work

const LANES: usize = 16;

/// The sum of `f(value)`.
#[inline(always)]
fn sum(row: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0f32; LANES];
    let mut chunks = row.chunks_exact(LANES);
    for chunk in &mut chunks {
        for (lane, &value) in lanes.iter_mut().zip(chunk) {
            *lane += f(value);
        }
    }
    for (lane, &value) in lanes.iter_mut().zip(chunks.remainder()) {
        *lane += f(value);
    }
    fold(lanes)
}

/// The nearest integer, halves away from zero. `f32::round` would be a function call on old processors.
#[inline(always)]
pub(crate) fn rounded(value: f32) -> i32 {
    (value + 0.5f32.copysign(value)) as i32
}

/// The dot product of two rows.
#[inline(always)]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; LANES];
    for (a, b) in a.chunks_exact(LANES).zip(b.chunks_exact(LANES)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    fold(lanes)
}

#[inline(always)]
fn fold(mut lanes: [f32; LANES]) -> f32 {
    for half in [8, 4, 2, 1] {
        for at in 0..half {
            lanes[at] += lanes[at + half];
        }
    }
    lanes[0]
}

/// Shifts and scales a row to mean 0 and variance 1.
#[inline(always)]
pub(crate) fn standardise(row: &mut [f32], epsilon: f32) {
    let count = row.len() as f32;
    let mean = sum(row, |v| v) / count;
    let variance = sum(row, |v| (v - mean) * (v - mean)) / count;
    let factor = 1.0 / (variance + epsilon).sqrt();
    for value in row {
        *value = (*value - mean) * factor;
    }
}

/// Adds `row` to `to`.
#[inline(always)]
pub(crate) fn add(to: &mut [f32], row: &[f32]) {
    for (to, value) in to.iter_mut().zip(row) {
        *to += value;
    }
}

/// Rounds a row to integers of at most `limit`, using the whole range, and gives the value of one unit.
#[inline(always)]
pub(crate) fn quantise(row: &[f32], limit: f32, out: &mut [i16]) -> f32 {
    let peak = peak(row);
    if peak == 0.0 {
        out.fill(0);
        return 0.0;
    }
    quantise_by(row, limit / peak, out);
    peak / limit
}

/// The largest magnitude of a row.
#[inline(always)]
pub(crate) fn peak(row: &[f32]) -> f32 {
    let more = |value: f32, than: f32| if value > than { value } else { than };
    let mut lanes = [0.0f32; LANES];
    let (chunks, rest) = row.as_chunks::<LANES>();
    for chunk in chunks {
        for (lane, value) in lanes.iter_mut().zip(chunk) {
            *lane = more(value.abs(), *lane);
        }
    }
    let rest = rest.iter().fold(0.0, |peak, value| more(value.abs(), peak));
    lanes.into_iter().fold(rest, more)
}

/// Rounds `row * factor` to the nearest integers, which must fit.
#[inline(always)]
pub(crate) fn quantise_by(row: &[f32], factor: f32, out: &mut [i16]) {
    // Adding 1.5 * 2^23 leaves the rounded integer in the low bits, without a call on old processors.
    const SHIFT: f32 = 12_582_912.0;
    for (out, &value) in out.iter_mut().zip(row) {
        *out = ((value * factor + SHIFT).to_bits().wrapping_sub(SHIFT.to_bits())) as i16;
    }
}

/// The hyperbolic tangent, to about 3 units in the last place: the continued fraction's ratio of two
/// polynomials as Eigen has it, odd over even, beyond 7.9 all but 1.
#[inline(always)]
pub(crate) fn tanh(x: f32) -> f32 {
    const ODD: [f32; 7] = [
        -2.760_768_5e-16,
        2.000_188e-13,
        -8.604_672e-11,
        5.122_297e-8,
        1.485_722_4e-5,
        6.372_619_3e-4,
        4.893_524_6e-3,
    ];
    const EVEN: [f32; 4] = [1.198_258_4e-6, 1.185_347_1e-4, 2.268_434_6e-3, 4.893_525e-3];
    const END: f32 = 7.905_311;
    let x = if x > END { END } else { x };
    let x = if x < -END { -END } else { x };
    let square = x * x;
    let mut odd = ODD[0];
    for term in &ODD[1..] {
        odd = odd * square + term;
    }
    let mut even = EVEN[0];
    for term in &EVEN[1..] {
        even = even * square + term;
    }
    x * odd / even
}

/// The sum of squares of a row.
#[inline(always)]
pub(crate) fn squares(row: &[f32]) -> f32 {
    sum(row, |v| v * v)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tangent_is_close() {
        for step in -2000..=2000 {
            let x = step as f32 * 0.01;
            let exact = libm::tanhf(x);
            assert!((tanh(x) - exact).abs() < 5e-7, "at {x}: {} for {exact}", tanh(x));
        }
    }

    #[test]
    fn rows_are_standardised_and_rounded() {
        let mut row: Vec<f32> = (0..35).map(|n| n as f32 * 0.5 - 3.0).collect();
        let mut integers = vec![0; row.len()];
        let unit = quantise(&row, 1000.0, &mut integers);
        for (&value, &integer) in row.iter().zip(&integers) {
            assert!((value - f32::from(integer) * unit).abs() <= unit / 2.0 + 1e-6);
        }
        assert_eq!(integers.iter().max(), Some(&1000));
        standardise(&mut row, 0.0);
        assert!(sum(&row, |v| v).abs() < 1e-4 && (squares(&row) - 35.0).abs() < 1e-3);
        assert_eq!(quantise(&[0.0; 3], 9.0, &mut integers[..3]), 0.0);
    }
}
