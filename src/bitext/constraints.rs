//! What an alignment must keep to, whatever the evidence says.

use std::collections::BTreeSet;

use super::{Cut, Run, Side};
use crate::error::{Error, ErrorKind, Result};

/// Something an alignment must keep to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Constraint {
    /// Both texts break before a source and a target segment. No bead crosses the point but accepted ones and those of
    /// a block that was found to be moved without constraints and does not hold the point.
    Pin(u32, u32),
    /// The cut is a bead. It may cross others. One with an empty side is left unaligned.
    Accept(Cut),
    /// The cut is no bead. Segments of one with an empty side must not be left unaligned.
    Reject(Cut),
}

/// What an alignment must keep to: from a reviewer, or from what documents say of themselves.
///
/// ```
/// use mizan::bitext::{Constraint, Constraints, Cut, Run};
///
/// let mut constraints = Constraints::default();
/// constraints.insert(Constraint::Pin(10, 12));
/// constraints.insert(Constraint::Accept(Cut::new(Run::new(3, 4), Run::new(5, 7))));
/// assert_eq!(constraints.iter().count(), 2);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Constraints(BTreeSet<Constraint>);

impl Constraints {
    /// Adds a constraint; false if it was there.
    pub fn insert(&mut self, constraint: Constraint) -> bool {
        self.0.insert(constraint)
    }

    /// All constraints, in a fixed order.
    pub fn iter(&self) -> impl Iterator<Item = Constraint> {
        self.0.iter().copied()
    }

    /// The pins, rising.
    pub(crate) fn pins(&self) -> Vec<(u32, u32)> {
        let pin = |constraint| match constraint {
            Constraint::Pin(source, target) => Some((source, target)),
            _ => None,
        };
        self.iter().filter_map(pin).collect()
    }

    /// The accepted cuts, in the order of the source.
    pub(crate) fn accepted(&self) -> Vec<Cut> {
        let accepted = |constraint| match constraint {
            Constraint::Accept(cut) => Some(cut),
            _ => None,
        };
        self.iter().filter_map(accepted).collect()
    }

    /// The rejected cuts, in the order of the source.
    pub(crate) fn rejected(&self) -> Vec<Cut> {
        let rejected = |constraint| match constraint {
            Constraint::Reject(cut) => Some(cut),
            _ => None,
        };
        self.iter().filter_map(rejected).collect()
    }

    /// Whether they can be met by texts of so many segments, as far as they themselves tell.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Constraints`] that names the first contradiction.
    pub(crate) fn check(&self, source: u32, target: u32) -> Result<()> {
        let whole = Cut::new(Run::new(0, source), Run::new(0, target));
        let (pins, accepted, rejected) = (self.pins(), self.accepted(), self.rejected());
        for &cut in accepted.iter().chain(&rejected) {
            let is_run =
                Side::both().into_iter().all(|side| cut.side(side).start <= cut.side(side).end);
            if !is_run || !whole.contains(cut) {
                return broken(format!("{} does not lie in the texts", words(cut)));
            }
            if cut.source.is_empty() && cut.target.is_empty() {
                return broken(format!("{} has no segment", words(cut)));
            }
        }
        if let Some(cut) = accepted.iter().find(|&&cut| rejected.iter().any(|&r| r.is_same(cut))) {
            return broken(format!("{} is both accepted and rejected", words(*cut)));
        }
        let sides = Side::both().map(|side| BySide::new(side, &accepted));
        for BySide { side, cuts } in &sides {
            let side = *side;
            if let Some(two) =
                cuts.windows(2).find(|two| two[0].side(side).end > two[1].side(side).start)
            {
                let (one, other) = (words(two[0]), words(two[1]));
                return broken(format!("{one} and {other} share a {side} segment"));
            }
        }
        for (at, &pin) in pins.iter().enumerate() {
            let (i, j) = pin;
            if i > source || j > target {
                return broken(format!("pin {i}-{j} does not lie in the texts"));
            }
            if let Some(before) = at.checked_sub(1).map(|before| pins[before])
                && before.1 > j
            {
                return broken(format!("pin {i}-{j} crosses pin {}-{}", before.0, before.1));
            }
            let [source, target] = &sides;
            if let Some(cut) = source.around(i).or_else(|| target.around(j)) {
                return broken(format!("pin {i}-{j} runs through {}", words(cut)));
            }
        }
        Ok(())
    }
}

/// Cuts in the order of a side; those that have nothing there are left out.
pub(crate) struct BySide {
    side: Side,
    cuts: Vec<Cut>,
}

impl BySide {
    /// Sorts cuts.
    pub(crate) fn new(side: Side, cuts: &[Cut]) -> BySide {
        let mut cuts: Vec<Cut> =
            cuts.iter().copied().filter(|cut| !cut.side(side).is_empty()).collect();
        cuts.sort_unstable_by_key(|cut| cut.side(side));
        BySide { side, cuts }
    }

    /// The cut in which a point lies, not at its ends, where cuts do not overlap.
    fn around(&self, at: u32) -> Option<Cut> {
        let before = self.cuts.partition_point(|cut| cut.side(self.side).start < at);
        self.cuts[..before].last().copied().filter(|cut| cut.side(self.side).end > at)
    }

    /// Whether a cut has a segment of a run, where cuts do not overlap.
    pub(crate) fn reach(&self, run: Run) -> bool {
        let before = self.cuts.partition_point(|cut| cut.side(self.side).start < run.end);
        self.cuts[..before].last().is_some_and(|cut| cut.side(self.side).end > run.start)
    }
}

impl FromIterator<Constraint> for Constraints {
    fn from_iter<I: IntoIterator<Item = Constraint>>(constraints: I) -> Constraints {
        Constraints(constraints.into_iter().collect())
    }
}

impl Cut {
    /// Whether two cuts are the same bead. Where an empty side lies makes no difference.
    pub(crate) fn is_same(self, other: Cut) -> bool {
        Side::both().into_iter().all(|side| {
            let (one, other) = (self.side(side), other.side(side));
            one == other || one.is_empty() && other.is_empty()
        })
    }
}

fn broken<T>(message: String) -> Result<T> {
    Err(Error::new(ErrorKind::Constraints { message }))
}

/// A cut as messages print it, with the numbers of its segments from 1.
fn words(cut: Cut) -> String {
    let run = |run: Run| match run.end.saturating_sub(run.start) {
        0 => "nothing".to_owned(),
        1 => run.end.to_string(),
        _ => format!("{}-{}", run.start + 1, run.end),
    };
    format!("the bead of source {} and target {}", run(cut.source), run(cut.target))
}

/// The error of constraints that no alignment meets.
pub(crate) fn unmet<T>(cut: Cut) -> Result<T> {
    broken(format!("{} is rejected, but the other constraints leave no choice", words(cut)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: (u32, u32), target: (u32, u32)) -> Cut {
        Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1))
    }

    #[test]
    fn contradictions_are_named() {
        use Constraint::{Accept, Pin, Reject};
        let check = |constraints: &[Constraint]| {
            let constraints: Constraints = constraints.iter().copied().collect();
            constraints.check(9, 9).map_err(|error| error.to_string())
        };
        let (one, other) = (cut((2, 3), (2, 4)), cut((3, 4), (3, 5)));
        assert_eq!(check(&[Pin(2, 2), Pin(2, 4), Accept(one), Reject(other)]), Ok(()));
        for (bad, message) in [
            (vec![Accept(one), Accept(other)], "share a target segment"),
            (vec![Accept(one), Reject(one)], "both accepted and rejected"),
            (vec![Accept(cut((2, 3), (2, 2))), Reject(cut((2, 3), (5, 5)))], "both accepted"),
            (vec![Pin(3, 5), Pin(4, 4)], "crosses"),
            (vec![Pin(2, 3), Accept(one)], "runs through"),
            (vec![Pin(10, 9)], "does not lie"),
            (vec![Reject(cut((8, 10), (1, 2)))], "does not lie"),
            (vec![Reject(cut((8, 8), (1, 1)))], "no segment"),
        ] {
            let error = check(&bad).unwrap_err();
            assert!(error.contains(message), "{error}");
        }
    }
}
