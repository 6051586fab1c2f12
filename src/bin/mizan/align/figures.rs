//! Figures of an alignment that several reports need.

use mizan::memory::Memory;

/// The mean confidence of the units with four decimals, rounded down, so that only certainty shows as 1.
pub(super) fn mean_confidence(memory: &Memory) -> Option<f64> {
    let count = memory.beads().len();
    let sum: f64 = memory.beads().map(|bead| f64::from(bead.confidence.get())).sum();
    (count > 0).then(|| (sum / count as f64 * 10_000.0).floor() / 10_000.0)
}

/// Whether the texts of a memory, of which no unit was rejected, look like no translations of each other.
pub(super) fn is_unlike(memory: &Memory) -> bool {
    mean_confidence(memory).is_none_or(|mean| mean < 0.5)
}
