//! Wrong beads and what gold has in their place.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::beads::distinct;
use crate::bitext::Side;
use crate::format::LooseBead;

/// A test bead that is no gold bead.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(super) struct WrongBead {
    /// The bead.
    #[serde(flatten)]
    pub(super) bead: LooseBead,
    /// The gold beads that hold a segment of it, in the order of the gold file.
    pub(super) gold: Vec<LooseBead>,
}

/// The test beads of one document with two sides that are wrong, in their order.
pub(super) fn wrong_beads(test: &[LooseBead], gold: &[LooseBead]) -> Vec<WrongBead> {
    let right = distinct(gold);
    // The gold beads that hold a segment, by its side and number.
    let mut holders: BTreeMap<(Side, u32), Vec<usize>> = BTreeMap::new();
    let segments = |bead: &LooseBead| -> Vec<(Side, u32)> {
        let of = |side| bead.side(side).iter().map(move |&segment| (side, segment));
        Side::both().into_iter().flat_map(of).collect()
    };
    for (at, bead) in gold.iter().enumerate() {
        for segment in segments(bead) {
            holders.entry(segment).or_default().push(at);
        }
    }
    let wrong = test.iter().filter(|bead| bead.is_full() && !right.contains(&bead.sides()));
    let clashes = |bead: &LooseBead| -> BTreeSet<usize> {
        segments(bead).iter().filter_map(|s| holders.get(s)).flatten().copied().collect()
    };
    wrong
        .map(|bead| WrongBead {
            bead: bead.clone(),
            gold: clashes(bead).into_iter().map(|at| gold[at].clone()).collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::parse_beads;

    #[test]
    fn a_wrong_bead_comes_with_the_gold_it_clashes_with() {
        let gold = parse_beads("[0]:[0]\n[1]:[1,2]\n[2]:[]\n[3]:[3]").unwrap();
        let test = parse_beads("[0]:[0]:0.9\n[1,2]:[1]:0.8\n[]:[2]\n[3]:[3]\n[7]:[7]").unwrap();
        let wrong = wrong_beads(&test, &gold);
        assert_eq!(wrong.len(), 2);
        assert_eq!((&wrong[0].bead, &wrong[0].gold[..]), (&test[1], &gold[1..3]));
        assert_eq!((&wrong[1].bead, wrong[1].gold.len()), (&test[4], 0));
    }
}
