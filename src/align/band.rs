//! Which points of the search grid a path may pass.
//!
//! A point is (source segments passed, target segments passed). A band covers a rectangle of the grid: the
//! whole, or a part that is searched on its own.

use std::ops::RangeInclusive;

use crate::bitext::{Cut, Run};

/// For each number of source segments passed, the numbers of target segments that may have been passed by
/// then. The first row starts at the first target of the rectangle and the last row ends at its last; both
/// ends of the rows rise.
#[derive(Debug, Clone)]
pub(crate) struct Band {
    first: u32,
    rows: Vec<(u32, u32)>,
    // Index of each row's first cell among all cells, with the number of cells behind the last.
    offsets: Vec<usize>,
}

/// How wide a band is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Width {
    /// How far a path may stray from the rectangle between neighbouring anchors, in segments.
    pub(crate) pad: u32,
    /// Half the width, in target segments, left of a great stretch without anchors that is wider than twice this.
    pub(crate) reach: u32,
    /// A grid with no more points than this is searched whole where little sure is known of it.
    pub(crate) whole: u64,
    /// A stretch without anchors that has no more points than this is searched whole.
    pub(crate) stretch: u64,
}

impl Width {
    /// A narrower one; nothing if this is the narrowest.
    fn narrower(self) -> Option<Width> {
        let reach = (self.reach * 3 / 4).max(self.pad);
        (reach < self.reach).then_some(Width { reach, stretch: self.stretch / 2, ..self })
    }
}

impl Band {
    /// Every point of a rectangle.
    pub(crate) fn whole(area: Cut) -> Band {
        let row = (area.target.start, area.target.end);
        Band::from_rows(area, vec![row; area.source.len() as usize + 1])
    }

    /// The points of a rectangle near a chain of pairs of segments, rising on both sides, that belong
    /// together. A small rectangle with few pairs is searched whole.
    pub(crate) fn along(area: Cut, anchors: &[(u32, u32)], width: Width) -> Band {
        let (n, m) = (area.source.len(), area.target.len());
        let sparse = (anchors.len() as u64) * 4 < u64::from(n.min(m));
        if sparse && (u64::from(n) + 1) * (u64::from(m) + 1) <= width.whole {
            return Band::whole(area);
        }
        Band::from_rows(area, near(area, anchors, width))
    }

    /// The same, made narrower until it has no more points than wanted, or is as narrow as it may be.
    pub(crate) fn within(
        area: Cut,
        anchors: &[(u32, u32)],
        mut width: Width,
        points: usize,
    ) -> Band {
        loop {
            let band = Band::along(area, anchors, width);
            match width.narrower() {
                Some(narrower) if band.cells() > points => width = narrower,
                _ => return band,
            }
        }
    }

    /// The band of the given rows, widened where a path could not get through.
    pub(crate) fn from_rows(area: Cut, rows: Vec<(u32, u32)>) -> Band {
        let rows = rising(rows, area);
        let mut offsets = vec![0];
        for &(low, high) in &rows {
            offsets.push(offsets[offsets.len() - 1] + (high - low) as usize + 1);
        }
        Band { first: area.source.start, rows, offsets }
    }

    /// The points of the band no further than `pad` target segments from a path of cuts through it, or from
    /// where the path is `pad` source segments away.
    pub(crate) fn around(&self, path: &[Cut], pad: u32) -> Band {
        let area = self.area();
        let mut reach: Vec<(u32, u32)> = vec![(u32::MAX, 0); self.rows.len()];
        let corners = path.iter().flat_map(|cut| {
            // A bead passes its own segments at an unknown point between its corners.
            (cut.source.start..=cut.source.end).map(|i| (i, cut.target.start, cut.target.end))
        });
        for (i, low, high) in corners {
            let row = &mut reach[(i - self.first) as usize];
            *row = (row.0.min(low), row.1.max(high));
        }
        let rows = (0..self.rows.len()).map(|at| {
            let near =
                &reach[at.saturating_sub(pad as usize)..(at + pad as usize + 1).min(reach.len())];
            let low = near.iter().map(|r| r.0).min().unwrap_or(area.target.start);
            let high = near.iter().map(|r| r.1).max().unwrap_or(area.target.end);
            let wide = self.rows[at];
            (low.saturating_sub(pad).max(wide.0), (high + pad).min(wide.1))
        });
        let rows = rows.map(|(low, high)| (low, high.max(low))).collect();
        Band::from_rows(area, rows)
    }

    /// The points of the band in a rectangle whose first and last corner lie in it, and which every path is to
    /// pass.
    #[must_use]
    pub(crate) fn part(&self, area: Cut) -> Band {
        let rows = (area.source.start..=area.source.end).map(|i| {
            let (low, high) = self.row(i);
            (low.max(area.target.start), high.min(area.target.end).max(area.target.start))
        });
        Band::from_rows(area, rows.collect())
    }

    /// Widens the band to hold the corners of some cuts.
    #[must_use]
    pub(crate) fn with_cuts(mut self, cuts: &[Cut]) -> Band {
        let area = self.area();
        for cut in cuts {
            for (i, j) in [(cut.source.start, cut.target.start), (cut.source.end, cut.target.end)] {
                let row = &mut self.rows[(i - self.first) as usize];
                *row = (row.0.min(j), row.1.max(j));
            }
        }
        Band::from_rows(area, self.rows)
    }

    /// The same points and all between them in a grid whose segments are parts of these: `source` and `target`
    /// have the first part of each segment of the rectangle, and the end.
    #[must_use]
    pub(crate) fn finer(&self, source: &[u32], target: &[u32]) -> Band {
        let area = self.area();
        let source_at = |i: u32| source[(i - area.source.start) as usize];
        let target_at = |j: u32| target[(j - area.target.start) as usize];
        let fine = Cut::new(
            Run::new(source_at(area.source.start), source_at(area.source.end)),
            Run::new(target_at(area.target.start), target_at(area.target.end)),
        );
        let mut rows = Vec::with_capacity(fine.source.len() as usize + 1);
        for i in area.source.indices() {
            let (low, high) = (self.row(i), self.row(i + 1));
            for part in 0..source_at(i + 1) - source_at(i) {
                let high = if part == 0 { low.1 } else { high.1 };
                rows.push((target_at(low.0), target_at(high)));
            }
        }
        let last = self.row(area.source.end);
        rows.push((target_at(last.0), target_at(last.1)));
        Band::from_rows(fine, rows)
    }

    /// The rectangle the band covers.
    pub(crate) fn area(&self) -> Cut {
        let last = self.rows.len() as u32 - 1;
        let target = (self.rows[0].0, self.rows[last as usize].1);
        Cut::new(Run::new(self.first, self.first + last), Run::new(target.0, target.1))
    }

    /// The number of points in the band.
    pub(crate) fn cells(&self) -> usize {
        self.offsets[self.rows.len()]
    }

    /// The first and last point of a row.
    ///
    /// # Panics
    ///
    /// If the band has no such row.
    pub(crate) fn row(&self, source: u32) -> (u32, u32) {
        self.rows[(source - self.first) as usize]
    }

    /// The number of a point among all points, row by row; nothing for one outside.
    pub(crate) fn cell(&self, source: u32, target: u32) -> Option<usize> {
        let (row, column) = self.place(source, target)?;
        Some(self.offsets[row] + column as usize)
    }

    /// The row of a point and its place in it, both from 0; nothing for one outside.
    pub(crate) fn place(&self, source: u32, target: u32) -> Option<(usize, u32)> {
        let row = source.checked_sub(self.first)? as usize;
        let &(low, high) = self.rows.get(row)?;
        (low..=high).contains(&target).then(|| (row, target - low))
    }

    /// The values of each row of a range, where each point has so many and the first is that of the first point of the
    /// first row: what threads may fill in apart.
    pub(crate) fn split_rows<'v, T>(
        &self,
        rows: RangeInclusive<u32>,
        each: usize,
        values: &'v mut [T],
    ) -> Vec<(u32, &'v mut [T])> {
        let mut rest = values;
        let mut split = Vec::with_capacity(rows.clone().count());
        for i in rows {
            let (low, high) = self.row(i);
            let (row, tail) = rest.split_at_mut(((high - low) as usize + 1) * each);
            split.push((i, row));
            rest = tail;
        }
        split
    }

    /// All points with their numbers, row by row.
    pub(crate) fn points(&self) -> impl DoubleEndedIterator<Item = (u32, u32, usize)> + '_ {
        self.rows.iter().zip(&self.offsets).enumerate().flat_map(
            move |(at, (&(low, high), &first))| {
                (low..=high).map(move |j| (self.first + at as u32, j, first + (j - low) as usize))
            },
        )
    }
}

fn near(area: Cut, anchors: &[(u32, u32)], width: Width) -> Vec<(u32, u32)> {
    let Width { pad, reach, stretch, .. } = width;
    let mut posts = vec![(area.source.start, area.target.start)];
    posts.extend(anchors);
    posts.push((area.source.end, area.target.end));
    // The points that a path through all anchors passes.
    let mut corners = vec![posts[0]];
    corners.extend(anchors.iter().flat_map(|&(i, j)| [(i, j), (i + 1, j + 1)]));
    corners.push((area.source.end, area.target.end));
    let mut rows = Vec::with_capacity(area.source.len() as usize + 1);
    for i in area.source.start..=area.source.end {
        let from = posts[..posts.len() - 1].partition_point(|p| p.0 + pad <= i).saturating_sub(1);
        let to = (1 + posts[1..].partition_point(|p| p.0 < i + pad)).min(posts.len() - 1);
        let (from, to) = (posts[from], posts[to]);
        let low = from.1.saturating_sub(pad).max(area.target.start);
        let high = (to.1 + pad).min(area.target.end);
        let slope = f64::from(to.1 - from.1) / f64::from((to.0 - from.0).max(1));
        let middle = f64::from(from.1) + slope * f64::from(i.saturating_sub(from.0));
        let middle = middle as u32;
        rows.push((low.max(middle.saturating_sub(reach)), high.min(middle + reach)));
    }
    // Where one side has much that the other lacks, the path may run along either edge.
    for two in corners.windows(2) {
        let (before, after) = (two[0], two[1]);
        let points = u64::from(after.0 - before.0 + 1) * u64::from(after.1 - before.1 + 1);
        if before.0 < after.0 && points <= stretch {
            let low = before.1.saturating_sub(pad).max(area.target.start);
            let high = (after.1 + pad).min(area.target.end);
            let from = before.0.saturating_sub(pad).max(area.source.start) - area.source.start;
            let to = (after.0 + pad).min(area.source.end) - area.source.start;
            for row in &mut rows[from as usize..=to as usize] {
                *row = (row.0.min(low), row.1.max(high));
            }
        }
    }
    for &(i, j) in anchors {
        let at = (i - area.source.start) as usize;
        for (row, j) in rows[at..].iter_mut().zip([j, j + 1]) {
            *row = (row.0.min(j), row.1.max(j));
        }
    }
    rows
}

/// Makes both ends of the rows rise and meet the corners, so that a path exists.
fn rising(mut rows: Vec<(u32, u32)>, area: Cut) -> Vec<(u32, u32)> {
    let last = rows.len() - 1;
    rows[0].0 = area.target.start;
    rows[last].1 = area.target.end;
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

    const WIDTH: Width = Width { pad: 6, reach: 50, whole: 1000, stretch: 1 << 16 };

    fn area(n: u32, m: u32) -> Cut {
        Cut::new(Run::new(0, n), Run::new(0, m))
    }

    #[test]
    fn small_grids_are_whole() {
        let band = Band::along(area(3, 2), &[], WIDTH);
        assert_eq!(band.cells(), 12);
        assert_eq!(band.cell(3, 2), Some(11));
        assert_eq!(band.cell(4, 0), None);
        assert_eq!(band.area(), area(3, 2));
    }

    #[test]
    fn a_band_may_cover_a_part() {
        let part = Cut::new(Run::new(5, 7), Run::new(10, 13));
        let band = Band::whole(part);
        assert_eq!((band.area(), band.cells()), (part, 12));
        assert_eq!(band.cell(5, 10), Some(0));
        assert_eq!(band.cell(4, 10), None);
        assert_eq!(band.points().last(), Some((7, 13, 11)));
    }

    #[test]
    fn where_one_side_has_much_more_both_edges_are_in_the_band() {
        // 250 segments of the target that the source lacks stand between the anchors, with 10 that it has.
        let band = Band::along(area(1000, 1250), &anchors(495, 755), WIDTH);
        assert!(band.cell(500, 500).is_some() && band.cell(500, 750).is_some());
        // Of a great stretch the middle is searched.
        let band = Band::along(area(1000, 3000), &anchors(400, 2400), WIDTH);
        assert!(band.cell(450, 1900).is_none() && band.cell(450, 1400).is_some());
    }

    #[test]
    fn a_band_is_made_narrower_where_it_has_too_many_points() {
        let wide = Band::along(area(1000, 1000), &[], WIDTH);
        let narrow = Band::within(area(1000, 1000), &[], WIDTH, wide.cells() / 3);
        assert!(narrow.cells() <= wide.cells() / 3, "{}", narrow.cells());
        assert!(narrow.row(500).1 - narrow.row(500).0 >= 2 * WIDTH.pad);
        // Stretches that would be searched whole, too.
        let posts: Vec<(u32, u32)> = (1..5).map(|at| (at * 200, at * 200)).collect();
        let narrow = Band::within(area(1000, 1000), &posts, WIDTH, 30_000);
        assert!(narrow.cells() <= 30_000, "{}", narrow.cells());
        assert_eq!(Band::within(area(1000, 1000), &posts, WIDTH, 1).row(300), (294, 306));
    }

    /// Anchors one after the other up to a segment of both texts, and again from source segment 505 and from
    /// `target` on.
    fn anchors(until: u32, target: u32) -> Vec<(u32, u32)> {
        (0..until).map(|at| (at, at)).chain((505..1000).zip(target..)).collect()
    }

    proptest! {
        #[test]
        fn a_band_connects_its_corners(
            n in 1u32..600, m in 1u32..600,
            mut posts in proptest::collection::vec((0u32..600, 0u32..600), 0..200),
        ) {
            posts.retain(|p| p.0 < n && p.1 < m);
            posts.sort_unstable();
            posts.dedup_by(|later, kept| later.0 <= kept.0 || later.1 <= kept.1);
            let band = Band::from_rows(area(n, m), near(area(n, m), &posts, WIDTH));
            prop_assert_eq!(band.area(), area(n, m));
            for i in 1..=n {
                let (before, row) = (band.row(i - 1), band.row(i));
                prop_assert!(row.0 <= row.1 && before.0 <= row.0 && before.1 >= row.0);
            }
            for &(i, j) in &posts {
                prop_assert!(band.cell(i, j).is_some() && band.cell(i + 1, j + 1).is_some());
            }
        }
    }
}
