//! Whether confidences mean what they say: of beads called 90 % sure, nine in ten should be right.

use serde::Serialize;

use super::beads::{distinct, two_sided};
use crate::format::LooseBead;

/// The bins of the reliability table.
const BINS: usize = 15;

/// The precision that [`Calibration::threshold`] keeps.
const WANTED: f64 = 0.99;

/// The confidence of a bead with two sides, and whether the bead is right, that is, a gold bead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Judged {
    /// The confidence, 0 to 1.
    pub(super) confidence: f32,
    /// Whether it is right.
    pub(super) is_right: bool,
}

impl Judged {
    /// The beads of one document that have two sides and a confidence.
    pub(super) fn of(test: &[LooseBead], gold: &[LooseBead]) -> Vec<Judged> {
        let gold = two_sided(gold);
        let gold = distinct(&gold);
        let judged = test.iter().filter(|bead| bead.is_full()).filter_map(|bead| {
            let is_right = gold.contains(&bead.sides());
            bead.confidence.map(|confidence| Judged { confidence, is_right })
        });
        judged.collect()
    }
}

/// How far the confidences of beads agree with how many of them are right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct Calibration {
    /// Beads with two sides and a confidence.
    pub(super) beads: usize,
    /// The share of them that is right.
    pub(super) right: f64,
    /// Their mean confidence.
    pub(super) mean_confidence: f64,
    /// The mean distance between confidence and share of right beads over the bins, each bin counting by its
    /// beads: the expected calibration error.
    pub(super) ece: f64,
    /// The probability that a right bead has a higher confidence than a wrong one, ties counting half; nothing
    /// where there is no wrong or no right bead.
    pub(super) auc: Option<f64>,
    /// The lowest confidence from which up .99 of the beads are right; nothing where there is none.
    pub(super) threshold: Option<Threshold>,
    /// The reliability table: 15 bins of equal width.
    pub(super) bins: Vec<Bin>,
}

/// What is left of the beads below some confidence.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Threshold {
    /// Beads with this confidence or more are kept.
    pub(super) confidence: f32,
    /// The share of the kept beads that is right.
    pub(super) precision: f64,
    /// The share of the beads that is kept.
    pub(super) kept: f64,
}

/// The beads whose confidence lies in a range.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Bin {
    /// The least confidence of the range.
    pub(super) low: f64,
    /// Where the range ends; the next one starts there, and 1 is in the last.
    pub(super) high: f64,
    /// How many beads.
    pub(super) beads: usize,
    /// Their mean confidence, if there are any.
    pub(super) mean_confidence: Option<f64>,
    /// The share of them that is right, if there are any.
    pub(super) right: Option<f64>,
}

impl Calibration {
    /// The calibration of the beads of one or more documents; nothing without beads.
    pub(super) fn new(judged: &[Judged]) -> Option<Calibration> {
        if judged.is_empty() {
            return None;
        }
        let mut sums = [(0usize, 0.0f64, 0usize); BINS];
        for bead in judged {
            // As the file has it: .9, not the .899999976 that is the nearest of its type.
            let confidence = (f64::from(bead.confidence) * 1e6).round() / 1e6;
            let sum = &mut sums[((confidence * BINS as f64) as usize).min(BINS - 1)];
            *sum = (sum.0 + 1, sum.1 + confidence, sum.2 + usize::from(bead.is_right));
        }
        let all = judged.len() as f64;
        let bin = |(at, &(beads, sum, right)): (usize, &(usize, f64, usize))| Bin {
            low: at as f64 / BINS as f64,
            high: (at + 1) as f64 / BINS as f64,
            beads,
            mean_confidence: (beads > 0).then(|| sum / beads as f64),
            right: (beads > 0).then(|| right as f64 / beads as f64),
        };
        Some(Calibration {
            beads: judged.len(),
            right: sums.iter().map(|s| s.2).sum::<usize>() as f64 / all,
            mean_confidence: sums.iter().map(|s| s.1).sum::<f64>() / all,
            ece: sums.iter().map(|s| (s.1 - s.2 as f64).abs()).sum::<f64>() / all,
            auc: auc(judged),
            threshold: threshold(judged),
            bins: sums.iter().enumerate().map(bin).collect(),
        })
    }
}

/// Right and wrong beads of each confidence, highest first.
fn levels(judged: &[Judged]) -> Vec<(f32, usize, usize)> {
    let mut sorted = judged.to_vec();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let level = |beads: &[Judged]| {
        let right = beads.iter().filter(|b| b.is_right).count();
        (beads[0].confidence, right, beads.len() - right)
    };
    sorted.chunk_by(|a, b| a.confidence == b.confidence).map(level).collect()
}

fn auc(judged: &[Judged]) -> Option<f64> {
    let (mut right, mut wrong, mut won) = (0.0, 0.0, 0.0);
    for (_, level_right, level_wrong) in levels(judged) {
        let (level_right, level_wrong) = (level_right as f64, level_wrong as f64);
        won += level_wrong * (right + level_right / 2.0);
        right += level_right;
        wrong += level_wrong;
    }
    (right > 0.0 && wrong > 0.0).then(|| won / (right * wrong))
}

fn threshold(judged: &[Judged]) -> Option<Threshold> {
    let (mut right, mut kept) = (0, 0);
    let mut lowest = None;
    for (confidence, level_right, level_wrong) in levels(judged) {
        right += level_right;
        kept += level_right + level_wrong;
        let precision = right as f64 / kept as f64;
        if precision >= WANTED {
            lowest =
                Some(Threshold { confidence, precision, kept: kept as f64 / judged.len() as f64 });
        }
    }
    lowest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_beads;

    fn judged(beads: &[(f32, bool)]) -> Vec<Judged> {
        beads.iter().map(|&(confidence, is_right)| Judged { confidence, is_right }).collect()
    }

    #[test]
    fn beads_of_both_sides_with_a_confidence_are_judged() {
        let gold = parse_beads("[0]:[0]\n[1]:[1]\n[2]:[]\n[3]:[2]").unwrap();
        let test = parse_beads("[0]:[0]:0.5\n[1,2]:[1]:0.25\n[]:[9]:0.75\n[3]:[2]").unwrap();
        assert_eq!(Judged::of(&test, &gold), judged(&[(0.5, true), (0.25, false)]));
        assert!(Calibration::new(&[]).is_none());
    }

    #[test]
    fn bins_and_their_error() {
        let beads = judged(&[(1.0, true), (1.0, false), (0.0, false), (0.1, true)]);
        let calibration = Calibration::new(&beads).unwrap();
        let counts: Vec<usize> = calibration.bins.iter().map(|b| b.beads).collect();
        assert_eq!(counts, [1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2]);
        assert_eq!((calibration.bins[14].low, calibration.bins[14].high), (14.0 / 15.0, 1.0));
        assert_eq!(calibration.bins[14].right, Some(0.5));
        assert_eq!(calibration.bins[2].mean_confidence, None);
        // Two beads .5 too sure, one .9 too unsure, one just right.
        assert!((calibration.ece - (2.0 * 0.5 + 0.9) / 4.0).abs() < 1e-6);
        assert_eq!(calibration.right, 0.5);
    }

    #[test]
    fn auc_is_how_often_right_beats_wrong() {
        let of = |beads: &[(f32, bool)]| auc(&judged(beads));
        assert_eq!(of(&[(0.9, true), (0.1, false)]), Some(1.0));
        assert_eq!(of(&[(0.9, false), (0.1, true)]), Some(0.0));
        assert_eq!(of(&[(0.5, false), (0.5, true)]), Some(0.5));
        assert_eq!(of(&[(0.9, true), (0.5, false), (0.5, true), (0.1, false)]), Some(3.5 / 4.0));
        assert_eq!(of(&[(0.9, true)]), None);
    }

    #[test]
    fn the_threshold_is_the_lowest_that_serves() {
        // 60 right, one wrong, 60 right, ten wrong: the first wrong one is made up for by those below it.
        let mut beads = vec![(0.9, true); 60];
        beads.push((0.8, false));
        beads.extend([(0.7, true); 60]);
        beads.extend([(0.1, false); 10]);
        let threshold = threshold(&judged(&beads)).unwrap();
        assert_eq!(threshold.confidence, 0.7);
        assert_eq!(threshold.precision, 120.0 / 121.0);
        assert_eq!(threshold.kept, 121.0 / 131.0);
        assert_eq!(super::threshold(&judged(&[(0.9, false), (0.8, true)])), None);
    }
}
