//! Functions that processors do not have, and whose last bit differs between the C libraries of systems: these give the
//! same bits everywhere. `.clippy.toml` lists those of the standard library, which no other file may use.
//!
//! Exponentials and logarithms are computed here, because the search for beads does little else and `libm`, from which the rest
//! comes, takes twice as long for them.

/// Intervals between two powers of two that have a power of their own.
const POWERS: u64 = 32;

/// `2^(k/32)`.
static POWER: [f64; POWERS as usize] = [
    1.0,
    1.021_897_148_654_116_6,
    1.044_273_782_427_413_8,
    1.067_140_400_676_823_7,
    1.090_507_732_665_257_7,
    1.114_386_742_595_892_4,
    1.138_788_634_756_691_6,
    1.163_724_858_777_577_5,
    1.189_207_115_002_721,
    1.215_247_359_980_469,
    1.241_857_812_073_484,
    1.269_050_957_191_733_2,
    1.296_839_554_651_009_6,
    1.325_236_643_159_741_3,
    1.354_255_546_936_892_7,
    1.383_909_881_963_832,
    std::f64::consts::SQRT_2,
    1.445_180_806_977_046_7,
    1.476_826_145_939_499_3,
    1.509_164_427_593_422_8,
    1.542_210_825_407_940_7,
    1.575_980_845_107_886_5,
    1.610_490_331_949_254_3,
    1.645_755_478_153_965,
    1.681_792_830_507_429,
    1.718_619_298_122_478,
    1.756_252_160_373_299_5,
    1.794_709_075_003_107_2,
    1.834_008_086_409_342_4,
    1.874_167_634_110_3,
    1.915_206_561_397_147_4,
    1.957_144_124_175_400_2,
];

/// 1.5 * 2^52: what is added to it is rounded to an integer, which stands in its low bits.
const INTEGER: f64 = 6_755_399_441_055_744.0;

/// 2 to the power of a number of 32nds to which [`INTEGER`] was added.
#[inline]
fn power(shifted: f64) -> f64 {
    let bits = shifted.to_bits();
    let power = POWER[(bits % POWERS) as usize].to_bits();
    f64::from_bits(power.wrapping_add((bits / POWERS) << 52))
}

/// The exponential, to 1.1 units in the last place.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    // ln(2)/32, as a number with zeros at its end, so that a product with an integer is exact, and what that lacks.
    const STEP: f64 = 0.021_660_848_986_357_45;
    const STEP_REST: f64 = 4.061_408_404_340_59e-10;
    if !(-700.0..700.0).contains(&x) {
        return libm::exp(x);
    }
    let shifted = x * (POWERS as f64 * std::f64::consts::LOG2_E) + INTEGER;
    let steps = shifted - INTEGER;
    let rest = (x - steps * STEP) - steps * STEP_REST;
    let power = power(shifted);
    let square = rest * rest;
    let high = (1.0 / 24.0 + rest * (1.0 / 120.0)) + square * (1.0 / 720.0);
    let more = rest + square * ((0.5 + rest * (1.0 / 6.0)) + square * high);
    power + power * more
}

/// Intervals of the numbers whose logarithms are near one of [`LOGARITHM`].
const MIDDLES: usize = 64;

/// The bits of 11/16, the first of 64 middles up to 11/8, of which one is 1. Their distance in bits is that of 2^46.
const FIRST: u64 = 0x3fe6 << 48;
const APART: u32 = 46;

const fn middle(at: usize) -> f64 {
    f64::from_bits(FIRST + ((at as u64) << APART))
}

/// The inverse of each middle.
static INVERSE: [f64; MIDDLES] = {
    let mut inverse = [0.0; MIDDLES];
    let mut at = 0;
    while at < MIDDLES {
        inverse[at] = 1.0 / middle(at);
        at += 1;
    }
    inverse
};

/// The natural logarithm of each middle.
static LOGARITHM: [f64; MIDDLES] = [
    -0.374_693_449_441_410_7,
    -0.363_393_894_187_477_3,
    -0.352_220_593_589_352_1,
    -0.341_170_757_402_767_14,
    -0.330_241_686_870_576_87,
    -0.319_430_770_766_361_2,
    -0.308_735_481_649_613_3,
    -0.298_153_372_319_076_35,
    -0.287_682_072_451_780_9,
    -0.277_319_285_416_234_35,
    -0.267_062_785_249_045_25,
    -0.256_910_413_785_027_2,
    -0.246_860_077_931_525_78,
    -0.236_909_747_078_357_7,
    -0.227_057_450_635_346_08,
    -0.217_301_275_689_981_4,
    -0.207_639_364_778_244_5,
    -0.198_069_913_762_093_8,
    -0.188_591_169_807_550_03,
    -0.179_201_429_457_711,
    -0.169_899_036_795_397_47,
    -0.160_682_381_690_473_47,
    -0.151_549_898_127_200_93,
    -0.142_500_062_607_283_04,
    -0.133_531_392_624_522_63,
    -0.124_642_445_207_276_6,
    -0.115_831_815_525_121_7,
    -0.107_098_135_556_367_1,
    -0.098_440_072_813_252_52,
    -0.089_856_329_121_861_05,
    -0.081_345_639_453_952_4,
    -0.072_906_770_808_087_79,
    -0.064_538_521_137_571_18,
    -0.056_239_718_322_876_08,
    -0.048_009_219_186_360_606,
    -0.039_845_908_547_199_674,
    -0.031_748_698_314_580_3,
    -0.023_716_526_617_316_044,
    -0.015_748_356_968_139_168,
    -0.007_843_177_461_025_893,
    0.0,
    0.015_504_186_535_965_254,
    0.030_771_658_666_753_687,
    0.045_809_536_031_294_2,
    0.060_624_621_816_434_84,
    0.075_223_421_237_587_53,
    0.089_612_158_689_687_14,
    0.103_796_793_681_643_56,
    0.117_783_035_656_383_46,
    0.131_576_357_788_719_26,
    0.145_182_009_844_497_9,
    0.158_605_030_176_638_57,
    0.171_850_256_926_659_23,
    0.184_922_338_494_012,
    0.197_825_743_329_919_87,
    0.210_564_769_107_349_64,
    0.223_143_551_314_209_76,
    0.235_566_071_312_766_9,
    0.247_836_163_904_581_27,
    0.259_957_524_436_926_05,
    0.271_933_715_483_641_76,
    0.283_768_173_130_644_6,
    0.295_464_212_893_835_9,
    0.307_025_035_294_911_9,
];

/// The natural logarithm, to 1.5 units in the last place.
#[inline]
pub(crate) fn ln(x: f64) -> f64 {
    // ln(2), as for the exponential.
    const TWO: f64 = 0.693_147_180_559_663;
    const TWO_REST: f64 = 2.823_529_056_303_157_7e-13;
    if !(f64::MIN_POSITIVE..f64::INFINITY).contains(&x) {
        return libm::log(x);
    }
    let bits = x.to_bits();
    let from_first = bits.wrapping_sub(FIRST - (1 << (APART - 1)));
    let at = (from_first >> APART) as usize % MIDDLES;
    let halvings = (from_first as i64) >> 52;
    let scaled = f64::from_bits(bits.wrapping_sub((halvings as u64) << 52));
    let rest = (scaled - middle(at)) * INVERSE[at];
    let square = rest * rest;
    let high = (-1.0 / 6.0 + rest * (1.0 / 7.0)) + square * (-1.0 / 8.0);
    let high = (-1.0 / 4.0 + rest * (1.0 / 5.0)) + square * high;
    let more = square * ((-1.0 / 2.0 + rest * (1.0 / 3.0)) + square * high);
    let halvings = halvings as f64;
    (halvings * TWO + LOGARITHM[at]) + (rest + (halvings * TWO_REST + more))
}

/// The exponential, nearly always the nearest number of 32 bits.
#[inline]
pub(crate) fn exp32(x: f32) -> f32 {
    if !(-80.0..80.0).contains(&x) {
        return exp(f64::from(x)) as f32;
    }
    let x = f64::from(x);
    let shifted = x * (POWERS as f64 * std::f64::consts::LOG2_E) + INTEGER;
    let rest = x - (shifted - INTEGER) * (std::f64::consts::LN_2 / POWERS as f64);
    let square = rest * rest;
    let more = rest + square * ((0.5 + rest * (1.0 / 6.0)) + square * (1.0 / 24.0));
    let power = power(shifted);
    (power + power * more) as f32
}

/// The natural logarithm, nearly always the nearest number of 32 bits.
#[inline]
pub(crate) fn ln32(x: f32) -> f32 {
    // As in those of 64 bits.
    const FIRST: u32 = 0x3f30 << 16;
    const APART: u32 = 17;
    if !(f32::MIN_POSITIVE..f32::INFINITY).contains(&x) {
        return ln(f64::from(x)) as f32;
    }
    let bits = x.to_bits();
    let from_first = bits.wrapping_sub(FIRST - (1 << (APART - 1)));
    let at = (from_first >> APART) as usize % MIDDLES;
    let halvings = (from_first as i32) >> 23;
    let scaled = f64::from(f32::from_bits(bits.wrapping_sub((halvings as u32) << 23)));
    let rest = scaled * INVERSE[at] - 1.0;
    let square = rest * rest;
    let high = (-1.0 / 4.0) + rest * (1.0 / 5.0);
    let more = square * ((-1.0 / 2.0 + rest * (1.0 / 3.0)) + square * high);
    ((f64::from(halvings) * std::f64::consts::LN_2 + LOGARITHM[at]) + (rest + more)) as f32
}

/// The length of `(x, y)`.
#[cfg(any(feature = "pdf", test))]
pub(crate) fn hypot(x: f64, y: f64) -> f64 {
    libm::hypot(x, y)
}

/// The angle of `(x, y)`, from -π to π.
#[cfg(any(feature = "pdf", test))]
pub(crate) fn atan2(y: f64, x: f64) -> f64 {
    libm::atan2(y, x)
}

/// A power of ten, exact from 0 to 22.
pub(crate) fn power_of_ten(power: i32) -> f64 {
    let (mut left, mut square, mut product) = (power.unsigned_abs(), 10.0, 1.0);
    while left > 0 {
        if left % 2 == 1 {
            product *= square;
        }
        square *= square;
        left /= 2;
    }
    if power < 0 { 1.0 / product } else { product }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers of every size and sign, repeatable, and the borders.
    fn numbers() -> impl Iterator<Item = f64> {
        let mut state = 1u64;
        let drawn = (0..100_000).map(move |at| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            let part = (state >> 11) as f64 / (1u64 << 53) as f64;
            match at % 4 {
                0 => -37.0 * part,
                1 => 0.98 + 0.04 * part,
                2 => 1500.0 * part - 750.0,
                _ => f64::from_bits(state),
            }
        });
        drawn.chain([0.0, -0.0, 1.0, -1.0, 1e-310, f64::MIN_POSITIVE, f64::MAX])
    }

    fn is_close(ours: f64, other: f64) -> bool {
        (ours - other).abs() <= 2.5 * f64::EPSILON * other.abs()
    }

    #[test]
    fn exponentials_and_logarithms_are_close() {
        for x in numbers() {
            let (ours, other) = (exp(x), libm::exp(x));
            assert!(
                ours.to_bits() == other.to_bits() || is_close(ours, other),
                "e^{x}: {ours}, {other}"
            );
            let (single, wide) = (x as f32, f64::from(x as f32));
            let distance = |ours: f32, other: f32| ours.to_bits().abs_diff(other.to_bits());
            assert!(distance(exp32(single), libm::exp(wide) as f32) <= 1, "e^{single}");
            assert!(
                single < 0.0
                    || single.is_nan()
                    || distance(ln32(single), libm::log(wide) as f32) <= 1,
                "ln {single}"
            );
            let (ours, other) = (ln(x), libm::log(x));
            assert!(
                ours.to_bits() == other.to_bits()
                    || is_close(ours, other)
                    || ours.is_nan() && other.is_nan(),
                "ln {x}: {ours}, {other}"
            );
        }
    }

    /// What every system has to give: the checksum of what these gave on the first.
    #[test]
    fn bits_are_the_same_everywhere() {
        let mut bytes = Vec::new();
        for x in numbers().filter(|x| x.is_finite()) {
            bytes.extend(exp(x).to_bits().to_le_bytes());
            bytes.extend(ln(x.abs()).to_bits().to_le_bytes());
            bytes.extend(exp32(x as f32).to_bits().to_le_bytes());
            bytes.extend(ln32(x.abs() as f32).to_bits().to_le_bytes());
            bytes.extend(hypot(x, 3.0).to_bits().to_le_bytes());
            bytes.extend(atan2(x, 3.0).to_bits().to_le_bytes());
        }
        assert_eq!(xxhash_rust::xxh3::xxh3_64(&bytes), 7_711_707_963_818_701_817);
    }

    #[test]
    fn powers_of_ten_are_those_written() {
        for power in 0..=22 {
            assert_eq!(power_of_ten(power), format!("1e{power}").parse::<f64>().unwrap());
        }
        assert_eq!(power_of_ten(-3), 0.001);
        assert_eq!(power_of_ten(400), f64::INFINITY);
        assert_eq!(power_of_ten(-400), 0.0);
    }
}
