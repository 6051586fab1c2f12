//! How near a ladder comes to the gold one.
//!
//! Strict: the very same bead. Lax: the beads share a source segment whose gold bead shares a target
//! segment. Counts are added up over all documents before ratios are taken. Five readings are given:
//!
//! - `vecalign`, the one of papers (Thompson and Koehn 2019): precision over all test beads, gaps included;
//!   recall over gold beads with two sides.
//! - `nodel`: beads with an empty side are dropped from both first.
//! - `withdel`: beads with an empty side count on both, one segment each.
//! - `null`: finding the segments that are unaligned.
//! - `links`: finding the pairs of segments that share a bead.

//!
//! Beyond them: strict figures by the shape of beads ([`Shapes`]), whether confidences mean what they say
//! ([`Calibration`]), and wrong beads with the gold ones they clash with ([`wrong_beads`]).

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::bitext::{Bead, Ladder};

mod calibration;
mod shapes;
mod wrong;

pub use calibration::{Bin, Calibration, Judged, Threshold};
pub use shapes::{ShapeFigures, Shapes};
pub use wrong::{WrongBead, wrong_beads};

pub use crate::format::{LooseBead, parse_beads};

/// What makes two beads the same: their segments, whatever their confidence.
type Sides<'a> = (&'a [u32], &'a [u32]);

impl LooseBead {
    fn sides(&self) -> Sides<'_> {
        (&self.source, &self.target)
    }
}

impl From<&Bead> for LooseBead {
    fn from(bead: &Bead) -> LooseBead {
        LooseBead {
            source: bead.cut.source.indices().collect(),
            target: bead.cut.target.indices().collect(),
            confidence: Some(bead.confidence.get()),
        }
    }
}

/// The beads of a ladder.
pub fn loose_beads(ladder: &Ladder) -> Vec<LooseBead> {
    ladder.beads().iter().map(LooseBead::from).collect()
}

/// The counts behind the figures of one or more documents. Add documents up with [`Counts::add`].
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
    // Test beads: strictly right, laxly right, all. Then the same of the gold beads that were found.
    test: [usize; 3],
    gold: [usize; 3],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct SetCounts {
    right: usize,
    test: usize,
    gold: usize,
}

/// Precision, recall and their harmonic mean, each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Rates {
    /// The share of what was said that is right.
    pub precision: f64,
    /// The share of what is right that was said.
    pub recall: f64,
    /// 2PR / (P + R), or 0.
    pub f1: f64,
}

/// The figures of one reading of the beads.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct BeadFigures {
    /// By the very same bead.
    pub strict: Rates,
    /// By an overlap on both sides.
    pub lax: Rates,
    /// Test beads counted.
    pub test_beads: usize,
    /// Gold beads counted.
    pub gold_beads: usize,
}

/// The figures of a set comparison.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SetFigures {
    /// Precision, recall, F1.
    #[serde(flatten)]
    pub rates: Rates,
    /// Members of both sets.
    pub right: usize,
    /// Members of the test set.
    pub test: usize,
    /// Members of the gold set.
    pub gold: usize,
}

/// All figures of [`Counts`]. The module page says what each reading counts.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Figures {
    /// The reading of papers.
    pub vecalign: BeadFigures,
    /// Without gaps.
    pub nodel: BeadFigures,
    /// With gaps.
    pub withdel: BeadFigures,
    /// Unaligned segments.
    pub null: SetFigures,
    /// Pairs of segments.
    pub links: SetFigures,
}

impl Counts {
    /// Compares the beads of one document with its gold beads.
    pub fn new(test: &[LooseBead], gold: &[LooseBead]) -> Counts {
        let (test_full, gold_full) = (two_sided(test), two_sided(gold));
        let (test_split, gold_split) = (split_gaps(test), split_gaps(gold));
        let mut null = SetCounts::default();
        for side in [source_of, target_of] {
            let known: BTreeSet<u32> =
                test.iter().chain(gold).flat_map(|b| side(b).iter().copied()).collect();
            let unlinked = |beads: &[LooseBead]| -> BTreeSet<u32> {
                let linked: BTreeSet<u32> =
                    beads.iter().flat_map(|b| side(b).iter().copied()).collect();
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

    /// Adds the counts of another document.
    pub fn add(&mut self, other: Counts) {
        self.vecalign.add(other.vecalign);
        self.nodel.add(other.nodel);
        self.withdel.add(other.withdel);
        self.null.add(other.null);
        self.links.add(other.links);
    }

    /// The ratios.
    pub fn figures(&self) -> Figures {
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
        for k in 0..3 {
            self.test[k] += other.test[k];
            self.gold[k] += other.gold[k];
        }
    }

    fn figures(&self) -> BeadFigures {
        let rates = |k: usize| {
            Rates::new(ratio(self.test[k], self.test[2]), ratio(self.gold[k], self.gold[2]))
        };
        BeadFigures {
            strict: rates(0),
            lax: rates(1),
            test_beads: self.test[2],
            gold_beads: self.gold[2],
        }
    }
}

impl SetCounts {
    fn new<T: Ord>(test: &BTreeSet<T>, gold: &BTreeSet<T>) -> SetCounts {
        SetCounts { right: test.intersection(gold).count(), test: test.len(), gold: gold.len() }
    }

    fn add(&mut self, other: SetCounts) {
        self.right += other.right;
        self.test += other.test;
        self.gold += other.gold;
    }

    fn figures(&self) -> SetFigures {
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

fn source_of(bead: &LooseBead) -> &[u32] {
    &bead.source
}

fn target_of(bead: &LooseBead) -> &[u32] {
    &bead.target
}

fn is_full(bead: &LooseBead) -> bool {
    !bead.source.is_empty() && !bead.target.is_empty()
}

fn two_sided(beads: &[LooseBead]) -> Vec<LooseBead> {
    beads.iter().filter(|b| is_full(b)).cloned().collect()
}

/// Gaps of several segments become gaps of one, so that the way they are written does not matter.
fn split_gaps(beads: &[LooseBead]) -> Vec<LooseBead> {
    let mut split = Vec::new();
    for bead in beads {
        if is_full(bead) {
            split.push(bead.clone());
        } else {
            let gap = |source, target| LooseBead { source, target, confidence: bead.confidence };
            split.extend(bead.source.iter().map(|&i| gap(vec![i], vec![])));
            split.extend(bead.target.iter().map(|&j| gap(vec![], vec![j])));
        }
    }
    split
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

/// How many distinct beads of `judged` the `reference` has: strictly, laxly, and how many there are.
fn hits(judged: &[LooseBead], reference: &[LooseBead], gaps: Gaps) -> [usize; 3] {
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
    [strict, lax, judged.len()]
}

/// The beads without doubles, and without those of nothing.
fn distinct(beads: &[LooseBead]) -> BTreeSet<Sides<'_>> {
    let some = |b: &&LooseBead| !b.source.is_empty() || !b.target.is_empty();
    beads.iter().filter(some).map(LooseBead::sides).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beads_are_read_as_people_write_them() {
        let beads = parse_beads("# gold\n[0]:[0, 1]\n\n [1 , 2] : [] : 0.5 \n").unwrap();
        assert_eq!((beads[0].sides(), beads[0].confidence), ((&[0][..], &[0, 1][..]), None));
        assert_eq!((beads[1].sides(), beads[1].confidence), ((&[1, 2][..], &[][..]), Some(0.5)));
        // The third field of other programs may be a cost.
        for other in ["", "3.5", "-0.1", "NaN", "sure"] {
            let beads = parse_beads(&format!("[0]:[0]:{other}")).unwrap();
            assert_eq!(beads[0].confidence, None, "{other}");
        }
        for bad in ["[0]", "0:0", "[a]:[0]", "[0]:[0] x", "[0:[0]"] {
            assert!(parse_beads(bad).is_err(), "{bad}");
        }
        assert!(parse_beads("[0]:[0]\n[1][1]").unwrap_err().to_string().starts_with("line 2"));
    }

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
