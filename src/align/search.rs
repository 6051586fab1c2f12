//! The dynamic programme: the best path, and the posterior of each step on it.
//!
//! A path moves over the points (source segments passed, target segments passed). A bead moves on both
//! sides; a gap moves on one, dearer to open than to go on with. Gaps on the source come before gaps on the
//! target between two beads, so that every alignment is one path and no posterior is split.
//!
//! ADVICE FOR THE NEXT HAND: the forward and backward passes and the Viterbi pass walk the same three
//! states; what changes in one changes in all. `log_odds` holds the one score of each bead, filled once.

use rayon::prelude::*;

use super::band::Band;
use crate::bitext::{Bead, Confidence, Cut, Run};
use crate::score::{NEVER, Panel};

/// Where a path stands between beads.
const AFTER_BEAD: usize = 0;
const IN_SOURCE_GAP: usize = 1;
const IN_TARGET_GAP: usize = 2;
const STATES: usize = 3;

const IMPOSSIBLE: f64 = f64::NEG_INFINITY;

/// The best path through the band, as beads in order, each with its posterior probability; unaligned
/// segments are beads of one segment with the probability that it is unaligned.
pub(super) fn search(panel: &Panel<'_>, band: &Band, threads: usize) -> Vec<Bead> {
    let grid = Grid { band, shapes: panel.shapes().to_vec(), gap: panel.gap() };
    let log_odds = grid.log_odds(panel, threads);
    let path = grid.best_path(&log_odds);
    let posterior = grid.posterior(&log_odds, &path);
    path.into_iter()
        .zip(posterior)
        .map(|(cut, probability)| Bead { cut, confidence: Confidence::clamped(probability) })
        .collect()
}

struct Grid<'a> {
    band: &'a Band,
    shapes: Vec<(u32, u32, f32)>,
    gap: (f32, f32),
}

/// One way to a point: the point and state it comes from.
#[derive(Clone, Copy)]
struct Step {
    log_odds: f64,
    // 0..shapes: a bead; shapes: a source gap; shapes + 1: a target gap.
    kind: u8,
    from: u8,
}

impl Grid<'_> {
    /// The log odds of each shape of bead that ends at each point, cell by cell.
    fn log_odds(&self, panel: &Panel<'_>, threads: usize) -> Vec<f32> {
        let shapes = self.shapes.len();
        let mut all = vec![NEVER; self.band.cells() * shapes];
        let mut rows: Vec<(u32, &mut [f32])> = Vec::with_capacity(self.band.rows() as usize);
        let mut rest = all.as_mut_slice();
        for i in 0..self.band.rows() {
            let (low, high) = self.band.row(i);
            let (row, tail) = rest.split_at_mut(((high - low) as usize + 1) * shapes);
            rows.push((i, row));
            rest = tail;
        }
        let fill = |(i, row): (u32, &mut [f32])| {
            let low = self.band.row(i).0;
            for (at, cell) in row.chunks_exact_mut(shapes.max(1)).enumerate() {
                let j = low + at as u32;
                for (slot, &(a, c, bias)) in cell.iter_mut().zip(&self.shapes) {
                    if a <= i && c <= j && self.band.cell(i - a, j - c).is_some() {
                        *slot =
                            bias + panel.score(Cut::new(Run::new(i - a, i), Run::new(j - c, j)));
                    }
                }
            }
        };
        match rayon::ThreadPoolBuilder::new().num_threads(threads).build() {
            Ok(pool) if threads != 1 => pool.install(|| rows.into_par_iter().for_each(fill)),
            _ => rows.into_iter().for_each(fill),
        }
        all
    }

    fn bead(&self, log_odds: &[f32], cell: usize, shape: usize) -> f64 {
        f64::from(log_odds[cell * self.shapes.len() + shape])
    }

    fn best_path(&self, log_odds: &[f32]) -> Vec<Cut> {
        let shapes = self.shapes.len() as u8;
        let (open, extend) = (f64::from(self.gap.0), f64::from(self.gap.1));
        let nowhere = Step { log_odds: IMPOSSIBLE, kind: 0, from: 0 };
        let mut best = vec![[nowhere; STATES]; self.band.cells()];
        best[0][AFTER_BEAD].log_odds = 0.0;
        for (i, j, cell) in points(self.band) {
            for (shape, &(a, c, _)) in self.shapes.iter().enumerate() {
                let Some(start) = back(self.band, i, j, a, c) else { continue };
                let gain = self.bead(log_odds, cell, shape);
                for from in 0..STATES {
                    let total = best[start][from].log_odds + gain;
                    if total > best[cell][AFTER_BEAD].log_odds {
                        best[cell][AFTER_BEAD] =
                            Step { log_odds: total, kind: shape as u8, from: from as u8 };
                    }
                }
            }
            let gaps = [
                (1, 0, IN_SOURCE_GAP, [open, extend, IMPOSSIBLE]),
                (0, 1, IN_TARGET_GAP, [open, open, extend]),
            ];
            for (a, c, state, costs) in gaps {
                let Some(start) = back(self.band, i, j, a, c) else { continue };
                for (from, cost) in costs.into_iter().enumerate() {
                    let total = best[start][from].log_odds + cost;
                    if total > best[cell][state].log_odds {
                        let kind = shapes + (state - IN_SOURCE_GAP) as u8;
                        best[cell][state] = Step { log_odds: total, kind, from: from as u8 };
                    }
                }
            }
        }
        let (mut i, mut j) = (self.band.rows() - 1, self.band.row(self.band.rows() - 1).1);
        let end = &best[self.band.cells() - 1];
        let mut state =
            (0..STATES).fold(0, |b, s| if end[s].log_odds > end[b].log_odds { s } else { b });
        let mut path = Vec::new();
        while let Some(cell) = self.band.cell(i, j).filter(|_| (i, j) != (0, 0)) {
            let step = best[cell][state];
            let (a, c) = match step.kind.checked_sub(shapes) {
                None => (self.shapes[step.kind as usize].0, self.shapes[step.kind as usize].1),
                Some(0) => (1, 0),
                Some(_) => (0, 1),
            };
            path.push(Cut::new(Run::new(i - a, i), Run::new(j - c, j)));
            (i, j, state) = (i - a, j - c, step.from as usize);
        }
        path.reverse();
        path
    }

    /// The posterior of each cut of a path: how large a share of the weight of all paths takes it.
    fn posterior(&self, log_odds: &[f32], path: &[Cut]) -> Vec<f64> {
        let (open, extend) = (f64::from(self.gap.0), f64::from(self.gap.1));
        let mut forward = vec![[IMPOSSIBLE; STATES]; self.band.cells()];
        let mut any = vec![IMPOSSIBLE; self.band.cells()];
        let mut ways: Vec<f64> = Vec::with_capacity(self.shapes.len());
        for (i, j, cell) in points(self.band) {
            ways.clear();
            for (shape, &(a, c, _)) in self.shapes.iter().enumerate() {
                if let Some(start) = back(self.band, i, j, a, c) {
                    ways.push(any[start] + self.bead(log_odds, cell, shape));
                }
            }
            let mut here = [log_sum(&ways), IMPOSSIBLE, IMPOSSIBLE];
            if cell == 0 {
                here[AFTER_BEAD] = 0.0;
            }
            if let Some(start) = back(self.band, i, j, 1, 0) {
                let from = forward[start];
                here[IN_SOURCE_GAP] =
                    log_sum(&[from[AFTER_BEAD] + open, from[IN_SOURCE_GAP] + extend]);
            }
            if let Some(start) = back(self.band, i, j, 0, 1) {
                let from = forward[start];
                here[IN_TARGET_GAP] = log_sum(&[
                    from[AFTER_BEAD] + open,
                    from[IN_SOURCE_GAP] + open,
                    from[IN_TARGET_GAP] + extend,
                ]);
            }
            any[cell] = log_sum(&here);
            forward[cell] = here;
        }
        let total = any[self.band.cells() - 1];

        let mut backward = vec![[IMPOSSIBLE; STATES]; self.band.cells()];
        backward[self.band.cells() - 1] = [0.0; STATES];
        let (n, m) = (self.band.rows() - 1, self.band.row(self.band.rows() - 1).1);
        let mut unaligned_source = vec![0.0; n as usize];
        let mut unaligned_target = vec![0.0; m as usize];
        for (i, j, cell) in points(self.band).rev() {
            ways.clear();
            for (shape, &(a, c, _)) in self.shapes.iter().enumerate() {
                if let Some(end) = self.band.cell(i + a, j + c) {
                    ways.push(self.bead(log_odds, end, shape) + backward[end][AFTER_BEAD]);
                }
            }
            let beads = log_sum(&ways);
            let source =
                self.band.cell(i + 1, j).map_or(IMPOSSIBLE, |next| backward[next][IN_SOURCE_GAP]);
            let target =
                self.band.cell(i, j + 1).map_or(IMPOSSIBLE, |next| backward[next][IN_TARGET_GAP]);
            if (i, j) != (n, m) {
                backward[cell] = [
                    log_sum(&[beads, source + open, target + open]),
                    log_sum(&[beads, source + extend, target + open]),
                    log_sum(&[beads, target + extend]),
                ];
            }
            let here = forward[cell];
            if let Some(sum) = unaligned_source.get_mut(i as usize) {
                *sum += (log_sum(&[here[AFTER_BEAD] + open, here[IN_SOURCE_GAP] + extend])
                    + source
                    - total)
                    .exp();
            }
            if let Some(sum) = unaligned_target.get_mut(j as usize) {
                let into = [
                    here[AFTER_BEAD] + open,
                    here[IN_SOURCE_GAP] + open,
                    here[IN_TARGET_GAP] + extend,
                ];
                *sum += (log_sum(&into) + target - total).exp();
            }
        }
        let of_cut = |cut: &Cut| {
            if cut.target.is_empty() {
                return unaligned_source[cut.source.start as usize];
            }
            if cut.source.is_empty() {
                return unaligned_target[cut.target.start as usize];
            }
            let shape = self
                .shapes
                .iter()
                .position(|&(a, c, _)| (a, c) == (cut.source.len(), cut.target.len()));
            let start = self.band.cell(cut.source.start, cut.target.start);
            let end = self.band.cell(cut.source.end, cut.target.end);
            match (shape, start, end) {
                (Some(shape), Some(start), Some(end)) => {
                    let gain = self.bead(log_odds, end, shape);
                    (any[start] + gain + backward[end][AFTER_BEAD] - total).exp()
                }
                _ => 0.0,
            }
        };
        path.iter().map(of_cut).collect()
    }
}

/// All points of a band with their cell numbers, row by row.
fn points(band: &Band) -> impl DoubleEndedIterator<Item = (u32, u32, usize)> + '_ {
    (0..band.rows()).flat_map(move |i| {
        let (low, high) = band.row(i);
        let first = band.cell(i, low).unwrap_or(0);
        (low..=high).map(move |j| (i, j, first + (j - low) as usize))
    })
}

fn back(band: &Band, i: u32, j: u32, a: u32, c: u32) -> Option<usize> {
    band.cell(i.checked_sub(a)?, j.checked_sub(c)?)
}

/// ln of the sum of the exponentials.
fn log_sum(terms: &[f64]) -> f64 {
    let greatest = terms.iter().copied().fold(IMPOSSIBLE, f64::max);
    if greatest == IMPOSSIBLE {
        return IMPOSSIBLE;
    }
    greatest + terms.iter().map(|t| (t - greatest).exp()).sum::<f64>().ln()
}
