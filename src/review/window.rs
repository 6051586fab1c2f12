//! Aligning a part of the texts again around what a reviewer did.
//!
//! A window is some six hundred segments around a bead, cut where both texts surely go together, with the judged beads as
//! constraints. That many segments tell as much of a text as the whole does, and are encoded in a second; so no vectors of
//! long texts are kept, and it makes no difference whether segments were cut or edited since.

use std::sync::Arc;

use super::Project;
use super::op::{NewBead, Op};
use super::state::Row;
use crate::aligner::{Aligner, Session};
use crate::bitext::{Bead, Bitext, Constraint, Constraints, Cut, Run};
use crate::error::Result;

/// The source segments between the places where windows may start.
const STEP: u32 = 200;

/// A part of the texts that is to be aligned again.
pub struct Window {
    area: Cut,
    version: u64,
    bitext: Arc<Bitext>,
    /// The beads, with their segments counted from the start of the window.
    rows: Vec<Row>,
    /// The rows that may change.
    open: std::ops::Range<usize>,
    constraints: Constraints,
}

/// The session of the last window, which the next one may be in.
pub struct WindowSession {
    area: Cut,
    version: u64,
    session: Session,
}

impl Project {
    /// The window around a bead; none if it is there no more. With `reject` the bead is not to be found again.
    pub fn window(&self, bead: u32, reject: bool) -> Option<Window> {
        let row = self.state.row_of(bead).ok()?;
        let focus = self.state.rows.get(row)?.cut;
        let bare: Vec<Cut> = self.state.rows.iter().map(|row| row.cut).collect();
        let corners = corners(&bare);
        let step = focus.source.start / STEP;
        let low = (step.saturating_sub(1)) * STEP;
        let high = (step + 2) * STEP;
        let start = corners.iter().rev().find(|c| c.source <= low && c.row <= row)?;
        let end = corners.iter().find(|c| c.source >= high && c.row > row);
        let end = end.or_else(|| corners.last())?;
        let area = Cut::new(Run::new(start.source, end.source), Run::new(start.target, end.target));
        let shifted = |run: Run, of: Run| {
            let at = |place: u32| place.clamp(of.start, of.end) - of.start;
            Run::new(at(run.start), at(run.end))
        };
        let rows: Vec<Row> = self.state.rows[start.row..end.row]
            .iter()
            .map(|row| Row {
                cut: Cut::new(
                    shifted(row.cut.source, area.source),
                    shifted(row.cut.target, area.target),
                ),
                bead: Arc::clone(&row.bead),
            })
            .collect();
        let here = row - start.row;
        let kept = |row: &&Row| row.bead.is_kept() && !row.cut.shape().is_gap();
        let above = rows[..here].iter().rev().take_while(|row| !kept(row)).count();
        let below = rows[here + 1..].iter().take_while(|row| !kept(row)).count();
        let mut constraints: Constraints = rows
            .iter()
            .filter(|row| row.bead.is_kept())
            .map(|row| Constraint::Accept(row.cut))
            .collect();
        if reject {
            constraints.insert(Constraint::Reject(rows[here].cut));
        }
        let bitext = Arc::new(Bitext {
            source: self.state.source.part(area.source),
            target: self.state.target.part(area.target),
        });
        let version = self.state.segments_version;
        let open = here - above..here + 1 + below;
        Some(Window { area, version, bitext, rows, open, constraints })
    }
}

impl Window {
    /// The operations that put better beads in the place of open ones, as far as the next judged bead on either side.
    /// `last` is the session of the window before, and comes to be that of this one.
    ///
    /// # Errors
    ///
    /// [`crate::error::ErrorKind::Constraints`] if the judged beads contradict each other.
    pub fn realign(&self, aligner: &Aligner, last: &mut Option<WindowSession>) -> Result<Vec<Op>> {
        if last.as_ref().is_none_or(|l| l.area != self.area || l.version != self.version) {
            let session = aligner.session(Arc::clone(&self.bitext));
            *last = Some(WindowSession { area: self.area, version: self.version, session });
        }
        let Some(WindowSession { session, .. }) = last else { return Ok(Vec::new()) };
        session.constrain(self.constraints.clone())?;
        let alignment = session.alignment();
        // Entries whose keys put them elsewhere would count differently.
        if alignment.bitext() != &*self.bitext {
            return Ok(Vec::new());
        }
        let beads = alignment.ladder().beads();
        let old: Vec<Cut> = self.rows.iter().map(|row| row.cut).collect();
        let new: Vec<Cut> = beads.iter().map(|bead| bead.cut).collect();
        let mut ops = Vec::new();
        for piece in pieces(&corners(&old), &corners(&new)).windows(2) {
            let [(a, c), (b, d)] = [piece[0], piece[1]];
            let rows = &self.rows[a..b];
            let is_open = self.open.start <= a && b <= self.open.end;
            if rows.is_empty() || !is_open || rows.iter().any(|row| row.bead.is_kept()) {
                continue;
            }
            let is_stale = rows.iter().any(|row| row.bead.stale);
            if !is_stale && is_same(&old[a..b], &new[c..d]) {
                continue;
            }
            let insert = (c..d).map(|at| {
                let why = alignment.reasons().get(at).cloned().unwrap_or_default();
                self.new_bead(&beads[at], why)
            });
            ops.push(Op::Realigned {
                remove: rows.iter().map(|row| row.bead.id).collect(),
                insert: insert.collect(),
            });
        }
        Ok(ops)
    }

    fn new_bead(&self, bead: &Bead, why: Vec<crate::aligner::Reason>) -> NewBead {
        let run = |run: Run, of: Run| [run.start + of.start, run.end + of.start];
        NewBead {
            source: run(bead.cut.source, self.area.source),
            target: run(bead.cut.target, self.area.target),
            confidence: bead.confidence.get(),
            why,
        }
    }
}

/// A point before which all beads, and only they, hold the segments before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Corner {
    source: u32,
    target: u32,
    /// How many beads lie before it.
    row: usize,
}

/// The corners between beads, with those at both ends.
fn corners(beads: &[Cut]) -> Vec<Corner> {
    let mut found = vec![Corner { source: 0, target: 0, row: 0 }];
    let (mut count, mut end) = (0, 0);
    for (at, cut) in beads.iter().enumerate() {
        count += cut.target.len();
        end = if cut.target.is_empty() { end } else { end.max(cut.target.end) };
        if count == end {
            found.push(Corner { source: cut.source.end, target: end, row: at + 1 });
        }
    }
    found
}

/// The points that two alignments have in common, with the numbers of the beads behind them.
fn pieces(old: &[Corner], new: &[Corner]) -> Vec<(usize, usize)> {
    let mut common = Vec::new();
    let (mut i, mut j) = (0, 0);
    while let (Some(a), Some(b)) = (old.get(i), new.get(j)) {
        let (one, other) = ((a.source, a.target), (b.source, b.target));
        if one == other {
            common.push((a.row, b.row));
        }
        i += usize::from(one <= other);
        j += usize::from(other <= one);
    }
    common
}

/// Whether two lists have the same beads, whatever the order of unaligned segments.
fn is_same(old: &[Cut], new: &[Cut]) -> bool {
    old.len() == new.len() && old.iter().all(|cut| new.iter().any(|other| cut.is_same(*other)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(source: (u32, u32), target: (u32, u32)) -> Cut {
        Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1))
    }

    #[test]
    fn nothing_is_cut_where_beads_cross() {
        let beads = [
            cut((0, 1), (0, 1)),
            cut((1, 2), (2, 3)),
            cut((2, 3), (1, 2)),
            cut((3, 4), (3, 3)),
            cut((4, 4), (3, 4)),
        ];
        let points: Vec<_> = corners(&beads).iter().map(|c| (c.source, c.target, c.row)).collect();
        assert_eq!(points, [(0, 0, 0), (1, 1, 1), (3, 3, 3), (4, 3, 4), (4, 4, 5)]);
    }

    #[test]
    fn alignments_meet_at_common_corners() {
        let old = corners(&[cut((0, 1), (0, 1)), cut((1, 2), (1, 2)), cut((2, 3), (2, 3))]);
        let new = corners(&[cut((0, 1), (0, 1)), cut((1, 3), (1, 3))]);
        assert_eq!(pieces(&old, &new), [(0, 0), (1, 1), (3, 2)]);
    }
}
