//! Beads as sets of segments, however they were written.

use std::collections::BTreeSet;

use crate::bitext::{Bead, Ladder, Side};
use crate::format::LooseBead;

/// What makes two beads the same: their source and target segments, whatever their confidence.
pub(super) type Sides<'a> = (&'a [u32], &'a [u32]);

impl LooseBead {
    pub(super) fn sides(&self) -> Sides<'_> {
        (&self.source, &self.target)
    }

    /// The segments of one side.
    pub(super) fn side(&self, side: Side) -> &[u32] {
        match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        }
    }

    /// Whether it has segments on both sides.
    pub(super) fn is_full(&self) -> bool {
        !self.source.is_empty() && !self.target.is_empty()
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

/// The beads of a ladder, each with its confidence, for comparison with beads that were read from a file.
pub fn loose_beads(ladder: &Ladder) -> Vec<LooseBead> {
    ladder.beads().iter().map(LooseBead::from).collect()
}

/// The beads with segments on both sides.
pub(super) fn two_sided(beads: &[LooseBead]) -> Vec<LooseBead> {
    beads.iter().filter(|bead| bead.is_full()).cloned().collect()
}

/// The beads with gaps of several segments split into gaps of one, so that how they are written does not matter.
pub(super) fn split_gaps(beads: &[LooseBead]) -> Vec<LooseBead> {
    let mut split = Vec::new();
    for bead in beads {
        if bead.is_full() {
            split.push(bead.clone());
        } else {
            let gap = |source, target| LooseBead { source, target, confidence: bead.confidence };
            split.extend(bead.source.iter().map(|&i| gap(vec![i], vec![])));
            split.extend(bead.target.iter().map(|&j| gap(vec![], vec![j])));
        }
    }
    split
}

/// The beads without duplicates and without empty ones.
pub(super) fn distinct(beads: &[LooseBead]) -> BTreeSet<Sides<'_>> {
    let some = |b: &&LooseBead| !b.source.is_empty() || !b.target.is_empty();
    beads.iter().filter(some).map(LooseBead::sides).collect()
}

#[cfg(test)]
mod tests {
    use crate::format::parse_beads;

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
}
