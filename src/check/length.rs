//! Sides far too long or too short for each other.

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use crate::maths;

/// The check `length`.
pub(super) struct Length;

const SHORT: Form = Form::new(
    "length.short",
    "the {side} is {times} times too short for its other side by the measure of this memory; see whether something is missing",
);

impl Check for Length {
    fn id(&self) -> &'static str {
        "length"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a side is far longer or shorter than its like in this memory (robust z-score of the length ratio)"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Ratios::default()))
    }
}

/// A histogram of a number, from which quantiles are read.
struct Histogram {
    bins: Vec<u32>,
    total: u64,
}

/// Bins for each 1.0.
const STEP: f64 = 40.0;
/// Larger values count as this one.
const MOST: f64 = 10.0;

impl Default for Histogram {
    fn default() -> Histogram {
        Histogram { bins: vec![0; (2.0 * MOST * STEP) as usize + 1], total: 0 }
    }
}

impl Histogram {
    fn add(&mut self, value: f64) {
        let bin = ((value.clamp(-MOST, MOST) + MOST) * STEP).round() as usize;
        self.bins[bin] = self.bins[bin].saturating_add(1);
        self.total += 1;
    }

    /// The value that a share of all do not exceed.
    fn quantile(&self, share: f64) -> f64 {
        let wanted = (share * self.total as f64).ceil().max(1.0) as u64;
        let mut seen = 0;
        for (bin, count) in self.bins.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted {
                return bin as f64 / STEP - MOST;
            }
        }
        0.0
    }
}

/// The median of the length ratios of a memory.
#[derive(Default)]
pub(super) struct Middle {
    ratios: Histogram,
}

impl Middle {
    /// Adds a pair and returns the logarithm of the length of its target over that of its source.
    pub(super) fn add(&mut self, pair: &Pair<'_>) -> f64 {
        let [source, target] = pair.sides().map(|text| text.visible as f64);
        let ratio = maths::ln(target / source);
        self.ratios.add(ratio);
        ratio
    }

    fn is_known(&self) -> bool {
        self.ratios.total >= ENOUGH
    }

    /// The median; of a small memory, a mean of it and what is usual between the two scripts.
    pub(super) fn of(&self, pair: &Pair<'_>) -> f64 {
        let median = self.ratios.quantile(0.5);
        if self.is_known() {
            return median;
        }
        let usual = match () {
            () if pair.source.wants_arabic_script() => PRIOR.0,
            () if pair.target.wants_arabic_script() => -PRIOR.0,
            () => 0.0,
        };
        let share = self.ratios.total as f64 / ENOUGH as f64;
        share * median + (1.0 - share) * usual
    }
}

#[derive(Default)]
struct Ratios {
    middle: Middle,
    /// Distances from the median, divided by the usual spread for the length.
    spread: Histogram,
}

/// The usual spread of the logarithm of the length ratio of texts of some length, in characters.
fn usual_spread(length: f64) -> f64 {
    (0.15f64 * 0.15 + 1.6 * 1.6 / length).sqrt()
}

/// The median and the spread assumed for the first units of a memory.
const PRIOR: (f64, f64) = (0.15, 1.0);
/// With this many units, the memory itself decides.
const ENOUGH: u64 = 30;
/// The least z-score that is a finding.
const FAR: f64 = 4.5;

impl CrossCheck for Ratios {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut measured: Vec<(&Pair<'_>, f64, f64)> = Vec::new();
        for pair in pairs.iter().filter(|pair| pair.is_full()) {
            let shorter = pair.sides().map(|text| text.visible).into_iter().min();
            let usual = usual_spread(shorter.unwrap_or(1) as f64);
            measured.push((pair, self.middle.add(pair), usual));
        }
        let Some((first, ..)) = measured.first() else { return };
        let enough = self.middle.is_known();
        let middle = self.middle.of(first);
        for (_, ratio, usual) in &measured {
            self.spread.add((ratio - middle) / usual);
        }
        // Half the distance between the quartiles of a normal distribution is 0.6745 of its deviation.
        let quartiles = (self.spread.quantile(0.75) - self.spread.quantile(0.25)) / 2.0 / 0.6745;
        let scale = if enough { quartiles.clamp(0.6, 2.5) } else { PRIOR.1 };
        for (pair, ratio, usual) in measured {
            let z = (ratio - middle) / usual / scale;
            if z.abs() < FAR {
                continue;
            }
            let times = maths::exp((ratio - middle).abs());
            let side = if z < 0.0 { &pair.target } else { &pair.source };
            let message = SHORT.say(&[("side", &side.side), ("times", &format!("{times:.1}"))]);
            let range = 0..side.text.len();
            report(pair.finding_at(&Length, Severity::Warning, side, range, message));
        }
    }
}
