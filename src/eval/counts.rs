//! Precision, recall and F1 of beads.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::beads::{distinct, split_gaps, two_sided};
use crate::bitext::Side;
use crate::format::LooseBead;

/// What is counted, and when it is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// Beads with segments on both sides; right if gold has the same.
    Strict,
    /// Beads with segments on both sides; right if they overlap a gold bead on both.
    Lax,
    /// As papers count (Thompson and Koehn 2019): precision over all test beads, gaps included; recall over gold beads
    /// with segments on both sides. Strict.
    Vecalign,
    /// As [`Reading::Vecalign`], lax.
    VecalignLax,
    /// All beads, gaps counted one segment each. Strict.
    WithGaps,
    /// As [`Reading::WithGaps`], lax: a gap is right if gold links none of its segments.
    WithGapsLax,
    /// The segments that are unaligned.
    Unaligned,
    /// The pairs of segments that share a bead.
    Links,
}

/// The counts of one or more documents, from which all figures follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    vecalign: BeadCounts,
    nodel: BeadCounts,
    withdel: BeadCounts,
    null: SetCounts,
    links: SetCounts,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct BeadCounts {
    /// Of the test beads, those that gold has.
    test: Hits,
    /// Of the gold beads, those that were found.
    gold: Hits,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Hits {
    strict: usize,
    lax: usize,
    all: usize,
}

/// Members of a test set and a gold set, and of both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct SetCounts {
    pub(super) right: usize,
    pub(super) test: usize,
    pub(super) gold: usize,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// The share of what the test has that is right.
    pub precision: f64,
    /// The share of what gold has that was found.
    pub recall: f64,
    /// 2PR / (P + R), or 0 where both are 0.
    pub f1: f64,
}

/// The figures of one reading of the beads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct BeadFigures {
    /// By the very same bead.
    pub(super) strict: Rates,
    /// By an overlap on both sides.
    pub(super) lax: Rates,
    /// Test beads counted.
    pub(super) test_beads: usize,
    /// Gold beads counted.
    pub(super) gold_beads: usize,
}

/// The figures of a set comparison.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct SetFigures {
    /// Precision, recall, F1.
    #[serde(flatten)]
    pub(super) rates: Rates,
    /// Members of both sets.
    pub(super) right: usize,
    /// Members of the test set.
    pub(super) test: usize,
    /// Members of the gold set.
    pub(super) gold: usize,
}

/// All figures of [`Counts`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(super) struct Figures {
    /// The reading of papers.
    pub(super) vecalign: BeadFigures,
    /// Without gaps.
    pub(super) nodel: BeadFigures,
    /// With gaps.
    pub(super) withdel: BeadFigures,
    /// Unaligned segments.
    pub(super) null: SetFigures,
    /// Pairs of segments.
    pub(super) links: SetFigures,
}

impl Counts {
    /// Compares the beads of one document with its gold beads.
    pub fn new(test: &[LooseBead], gold: &[LooseBead]) -> Counts {
        let (test_full, gold_full) = (two_sided(test), two_sided(gold));
        let (test_split, gold_split) = (split_gaps(test), split_gaps(gold));
        let mut null = SetCounts::default();
        for side in Side::both() {
            let known: BTreeSet<u32> =
                test.iter().chain(gold).flat_map(|b| b.side(side).iter().copied()).collect();
            let unlinked = |beads: &[LooseBead]| -> BTreeSet<u32> {
                let linked: BTreeSet<u32> =
                    beads.iter().flat_map(|b| b.side(side).iter().copied()).collect();
                known.difference(&linked).copied().collect()
            };
            null.add(SetCounts::new(&unlinked(&test_full), &unlinked(&gold_full)));
        }
        Counts {
            vecalign: BeadCounts {
                test: hits(test, gold, Gaps::Ignored),
                gold: hits(&gold_full, &test_full, Gaps::Ignored),
            },
            nodel: BeadCounts {
                test: hits(&test_full, &gold_full, Gaps::Ignored),
                gold: hits(&gold_full, &test_full, Gaps::Ignored),
            },
            withdel: BeadCounts {
                test: hits(&test_split, &gold_split, Gaps::Counted),
                gold: hits(&gold_split, &test_split, Gaps::Counted),
            },
            null,
            links: SetCounts::new(&links(test), &links(gold)),
        }
    }

    /// Adds the counts of other documents.
    pub fn add(&mut self, other: Counts) {
        self.vecalign.add(other.vecalign);
        self.nodel.add(other.nodel);
        self.withdel.add(other.withdel);
        self.null.add(other.null);
        self.links.add(other.links);
    }

    /// The figures of one reading.
    pub fn rates(&self, reading: Reading) -> Rates {
        let figures = self.figures();
        match reading {
            Reading::Strict => figures.nodel.strict,
            Reading::Lax => figures.nodel.lax,
            Reading::Vecalign => figures.vecalign.strict,
            Reading::VecalignLax => figures.vecalign.lax,
            Reading::WithGaps => figures.withdel.strict,
            Reading::WithGapsLax => figures.withdel.lax,
            Reading::Unaligned => figures.null.rates,
            Reading::Links => figures.links.rates,
        }
    }

    /// The figures of all readings.
    pub(super) fn figures(&self) -> Figures {
        Figures {
            vecalign: self.vecalign.figures(),
            nodel: self.nodel.figures(),
            withdel: self.withdel.figures(),
            null: self.null.figures(),
            links: self.links.figures(),
        }
    }
}

impl BeadCounts {
    fn add(&mut self, other: BeadCounts) {
        self.test.add(other.test);
        self.gold.add(other.gold);
    }

    fn figures(&self) -> BeadFigures {
        let BeadCounts { test, gold } = self;
        BeadFigures {
            strict: Rates::new(ratio(test.strict, test.all), ratio(gold.strict, gold.all)),
            lax: Rates::new(ratio(test.lax, test.all), ratio(gold.lax, gold.all)),
            test_beads: test.all,
            gold_beads: gold.all,
        }
    }
}

impl Hits {
    fn add(&mut self, other: Hits) {
        self.strict += other.strict;
        self.lax += other.lax;
        self.all += other.all;
    }
}

impl SetCounts {
    fn new<T: Ord>(test: &BTreeSet<T>, gold: &BTreeSet<T>) -> SetCounts {
        SetCounts { right: test.intersection(gold).count(), test: test.len(), gold: gold.len() }
    }

    pub(super) fn add(&mut self, other: SetCounts) {
        self.right += other.right;
        self.test += other.test;
        self.gold += other.gold;
    }

    pub(super) fn figures(&self) -> SetFigures {
        let rates = Rates::new(ratio(self.right, self.test), ratio(self.right, self.gold));
        SetFigures { rates, right: self.right, test: self.test, gold: self.gold }
    }
}

impl Rates {
    fn new(precision: f64, recall: f64) -> Rates {
        let sum = precision + recall;
        Rates {
            precision,
            recall,
            f1: if sum > 0.0 { 2.0 * precision * recall / sum } else { 0.0 },
        }
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

fn links(beads: &[LooseBead]) -> BTreeSet<(u32, u32)> {
    let pairs = beads
        .iter()
        .flat_map(|b| b.source.iter().flat_map(|&i| b.target.iter().map(move |&j| (i, j))));
    pairs.collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Gaps {
    Ignored,
    Counted,
}

/// How many distinct beads of `judged` the `reference` has.
fn hits(judged: &[LooseBead], reference: &[LooseBead], gaps: Gaps) -> Hits {
    let reference = distinct(reference);
    let mut partners: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut linked_source: BTreeSet<u32> = BTreeSet::new();
    let mut linked_target: BTreeSet<u32> = BTreeSet::new();
    for &(source, target) in &reference {
        for &i in source {
            partners.entry(i).or_default().extend(target);
        }
        if !source.is_empty() && !target.is_empty() {
            linked_source.extend(source);
            linked_target.extend(target);
        }
    }
    let judged = distinct(judged);
    let (mut strict, mut lax) = (0, 0);
    for &(source, target) in &judged {
        if reference.contains(&(source, target)) {
            strict += 1;
            lax += 1;
        } else if !source.is_empty() && !target.is_empty() {
            let reached =
                |j: &u32| source.iter().any(|i| partners.get(i).is_some_and(|p| p.contains(j)));
            lax += usize::from(target.iter().any(reached));
        } else if gaps == Gaps::Counted {
            let free = !source.iter().any(|i| linked_source.contains(i))
                && !target.iter().any(|j| linked_target.contains(j));
            lax += usize::from(free);
        }
    }
    Hits { strict, lax, all: judged.len() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_beads;

    #[test]
    fn readings_differ_in_what_they_do_with_gaps() {
        let gold = parse_beads("[0]:[0]\n[1]:[1,2]\n[2]:[]\n[3]:[3]").unwrap();
        let test = parse_beads("[0]:[0]\n[1]:[1]\n[]:[2]\n[2]:[]\n[3]:[3]").unwrap();
        let figures = Counts::new(&test, &gold).figures();
        assert_eq!(figures.nodel.strict.precision, 2.0 / 3.0);
        assert_eq!(figures.nodel.lax.f1, 1.0);
        assert_eq!(figures.vecalign.strict.precision, 3.0 / 5.0);
        assert_eq!(figures.vecalign.strict.recall, 2.0 / 3.0);
        assert_eq!(figures.withdel.strict.recall, 3.0 / 4.0);
        assert_eq!((figures.null.right, figures.null.test, figures.null.gold), (1, 2, 1));
        assert_eq!((figures.links.right, figures.links.test, figures.links.gold), (3, 3, 4));
    }

    #[test]
    fn nothing_against_nothing_is_zero_not_nan() {
        assert_eq!(Counts::new(&[], &[]).figures().nodel.strict.f1, 0.0);
    }
}
