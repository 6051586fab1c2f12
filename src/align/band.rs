//! Which points of the search grid a path may pass.

use super::anchor::Anchor;

/// For each number of source segments passed, 0 to n, the numbers of target segments that may have been
/// passed by then. Row 0 starts at 0 and row n ends at m; both ends of the rows rise.
#[derive(Debug, Clone)]
pub(super) struct Band {
    rows: Vec<(u32, u32)>,
    // Index of each row's first cell among all cells, with the number of cells behind the last.
    offsets: Vec<usize>,
}

/// A grid with no more points than this is searched whole.
const WHOLE: u64 = 1 << 20;

/// How far from the neighbouring anchors a path may stray, in segments.
const PAD: u32 = 10;

/// Half the width, in target segments, left of a stretch without anchors that is wider than twice this.
const REACH: u32 = 200;

impl Band {
    /// The band along a chain of anchors over `source` and `target` segments.
    pub(super) fn new(source: u32, target: u32, anchors: &[Anchor]) -> Band {
        let whole = (u64::from(source) + 1) * (u64::from(target) + 1) <= WHOLE;
        let rows = if whole {
            vec![(0, target); source as usize + 1]
        } else {
            rising(along(source, target, anchors), target)
        };
        let mut offsets = vec![0];
        for &(low, high) in &rows {
            offsets.push(offsets[offsets.len() - 1] + (high - low) as usize + 1);
        }
        Band { rows, offsets }
    }

    /// The number of rows: source segments and one.
    pub(super) fn rows(&self) -> u32 {
        self.rows.len() as u32
    }

    /// The number of points in the band.
    pub(super) fn cells(&self) -> usize {
        self.offsets[self.rows.len()]
    }

    /// The first and last point of a row.
    pub(super) fn row(&self, source: u32) -> (u32, u32) {
        self.rows[source as usize]
    }

    /// The number of a point among all points, row by row; nothing for one outside.
    pub(super) fn cell(&self, source: u32, target: u32) -> Option<usize> {
        let &(low, high) = self.rows.get(source as usize)?;
        (low..=high)
            .contains(&target)
            .then(|| self.offsets[source as usize] + (target - low) as usize)
    }
}

fn along(source: u32, target: u32, anchors: &[Anchor]) -> Vec<(u32, u32)> {
    let mut posts = vec![(0, 0)];
    posts.extend(anchors.iter().map(|a| (a.source, a.target)));
    posts.push((source, target));
    let mut rows = Vec::with_capacity(source as usize + 1);
    for i in 0..=source {
        let from = posts[..posts.len() - 1].partition_point(|p| p.0 + PAD <= i).saturating_sub(1);
        let to = (1 + posts[1..].partition_point(|p| p.0 < i + PAD)).min(posts.len() - 1);
        let (low, high) = (posts[from].1.saturating_sub(PAD), (posts[to].1 + PAD).min(target));
        let span = f64::from((posts[to].0 - posts[from].0).max(1));
        let slope = f64::from(posts[to].1 - posts[from].1) / span;
        let middle = f64::from(posts[from].1) + slope * f64::from(i.saturating_sub(posts[from].0));
        let middle = middle as u32;
        rows.push((low.max(middle.saturating_sub(REACH)), high.min(middle + REACH)));
    }
    rows
}

/// Makes both ends of the rows rise and meet the corners, so that a path exists.
fn rising(mut rows: Vec<(u32, u32)>, target: u32) -> Vec<(u32, u32)> {
    let last = rows.len() - 1;
    rows[0].0 = 0;
    rows[last].1 = target;
    for i in 1..rows.len() {
        rows[i].1 = rows[i].1.max(rows[i - 1].1);
    }
    for i in (0..last).rev() {
        rows[i].0 = rows[i].0.min(rows[i + 1].0);
    }
    // Each row must reach the next one's start, where a gap can carry the path over.
    for i in (0..last).rev() {
        rows[i].1 = rows[i].1.max(rows[i + 1].0);
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_grids_are_whole() {
        let band = Band::new(3, 2, &[]);
        assert_eq!(band.cells(), 12);
        assert_eq!(band.cell(3, 2), Some(11));
        assert_eq!(band.cell(4, 0), None);
    }

    proptest! {
        #[test]
        fn a_band_connects_its_corners(
            n in 1u32..3000, m in 1u32..3000,
            wanted in proptest::collection::vec((0u32..3000, 0u32..400), 0..30),
        ) {
            let mut rows = rising(along(n, m, &[]), m);
            prop_assert_eq!((rows[0].0, rows[n as usize].1), (0, m));
            rows = wanted.iter().map(|&(low, width)| (low.min(m), (low + width).min(m))).collect();
            if !rows.is_empty() {
                let rows = rising(rows, m);
                prop_assert!(rows.iter().all(|r| r.0 <= r.1));
                prop_assert!(rows.windows(2).all(|w| w[0].0 <= w[1].0 && w[0].1 >= w[1].0));
            }
        }
    }
}
