//! The columns of a page, in the order they are read.

use super::lines::Cluster;

/// How often a page may be cut.
const DEPTH: usize = 8;

/// A stretch along a line.
type Interval = (f32, f32);

/// Glyphs between two empty lines of the page.
struct Band {
    top: f32,
    bottom: f32,
    /// Where its ink is, from left to right, small gaps closed.
    ink: Vec<Interval>,
}

/// An empty strip between two columns.
#[derive(Clone, Copy)]
struct Gutter {
    /// The first and last band it goes through.
    first: usize,
    last: usize,
    strip: Interval,
    /// How many lines of text the shorter column has.
    lines: f32,
}

/// Parts of a page that are read one after the other.
pub(super) fn regions(clusters: Vec<Cluster>, right_to_left: bool) -> Vec<Vec<Cluster>> {
    let mut regions = Vec::new();
    split(clusters, right_to_left, 0, &mut regions);
    regions
}

fn split(clusters: Vec<Cluster>, right_to_left: bool, depth: usize, out: &mut Vec<Vec<Cluster>>) {
    let em = median_size(&clusters);
    let bands = bands(&clusters, em);
    let gutter = if depth < DEPTH { gutter(&bands, em) } else { None };
    let Some(gutter) = gutter else {
        if !clusters.is_empty() {
            out.push(clusters);
        }
        return;
    };
    let (top, bottom) = (bands[gutter.first].top, bands[gutter.last].bottom);
    let middle = (gutter.strip.0 + gutter.strip.1) / 2.0;
    let (mut above, mut left, mut right, mut below) = (vec![], vec![], vec![], vec![]);
    for cluster in clusters {
        let (upper, lower) = extent(&cluster);
        let glyph = &cluster.glyph;
        if lower <= top {
            above.push(cluster);
        } else if upper >= bottom {
            below.push(cluster);
        } else if (glyph.x + glyph.end()) / 2.0 < middle {
            left.push(cluster);
        } else {
            right.push(cluster);
        }
    }
    let columns = if right_to_left { [right, left] } else { [left, right] };
    let [first, second] = columns;
    for part in [above, first, second, below] {
        split(part, right_to_left, depth + 1, out);
    }
}

fn median_size(clusters: &[Cluster]) -> f32 {
    let mut sizes: Vec<f32> = clusters.iter().map(|cluster| cluster.glyph.size).collect();
    let middle = sizes.len() / 2;
    if sizes.is_empty() {
        return 1.0;
    }
    *sizes.select_nth_unstable_by(middle, f32::total_cmp).1
}

/// The heights between which the ink of a glyph lies, less what may reach into other lines.
fn extent(cluster: &Cluster) -> Interval {
    let glyph = &cluster.glyph;
    (glyph.y - 0.6 * glyph.size, glyph.y + 0.1 * glyph.size)
}

fn bands(clusters: &[Cluster], em: f32) -> Vec<Band> {
    let mut order: Vec<&Cluster> = clusters.iter().collect();
    order.sort_by(|a, b| extent(a).0.total_cmp(&extent(b).0));
    let mut bands: Vec<(Band, Vec<Interval>)> = Vec::new();
    for cluster in order {
        let (top, bottom) = extent(cluster);
        let ink = (cluster.glyph.x, cluster.glyph.end());
        match bands.last_mut() {
            Some((band, all)) if top < band.bottom => {
                band.bottom = band.bottom.max(bottom);
                all.push(ink);
            }
            _ => bands.push((Band { top, bottom, ink: Vec::new() }, vec![ink])),
        }
    }
    let closed = bands.into_iter().map(|(band, mut all)| {
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut ink: Vec<Interval> = Vec::new();
        for (from, to) in all {
            match ink.last_mut() {
                Some(last) if from - last.1 < 0.9 * em => last.1 = last.1.max(to),
                _ => ink.push((from, to)),
            }
        }
        Band { ink, ..band }
    });
    closed.collect()
}

/// The gutter beside which most text lies.
fn gutter(bands: &[Band], em: f32) -> Option<Gutter> {
    let pieces: usize = bands.iter().map(|band| band.ink.len()).sum();
    // Each gap may be followed over all pieces. No page of text has so many.
    if pieces.saturating_sub(bands.len()).saturating_mul(pieces) > 40_000_000 {
        return None;
    }
    let mut best: Option<Gutter> = None;
    for first in 0..bands.len() {
        for pair in bands[first].ink.windows(2) {
            let (from, to) = (pair[0].1, pair[1].0);
            // One that was followed from an earlier band is the longer one.
            let is_known = best.is_some_and(|b| {
                (b.first..=b.last).contains(&first) && b.strip.0 >= from && b.strip.1 <= to
            });
            if is_known {
                continue;
            }
            if let Some(found) = followed(bands, first, (from, to), em)
                && best.is_none_or(|best| found.lines > best.lines)
            {
                best = Some(found);
            }
        }
    }
    best
}

/// The gutter that an empty strip of a band is part of, if it parts two columns of text.
fn followed(bands: &[Band], start: usize, strip: Interval, em: f32) -> Option<Gutter> {
    let through = |band: &Band, strip: Interval| -> Option<Interval> {
        let left = band.ink.iter().map(|ink| ink.1).filter(|&end| end <= (strip.0 + strip.1) / 2.0);
        let right =
            band.ink.iter().map(|ink| ink.0).filter(|&from| from >= (strip.0 + strip.1) / 2.0);
        let narrowed = (left.fold(strip.0, f32::max), right.fold(strip.1, f32::min));
        let middle = (strip.0 + strip.1) / 2.0;
        let is_free = band.ink.iter().all(|ink| ink.1 <= middle || ink.0 >= middle);
        (is_free && narrowed.1 - narrowed.0 >= 0.9 * em).then_some(narrowed)
    };
    let (mut first, mut last, mut strip) = (start, start, strip);
    while let Some(narrowed) = bands.get(last + 1).and_then(|band| through(band, strip)) {
        (last, strip) = (last + 1, narrowed);
    }
    while first > 0
        && let Some(narrowed) = through(&bands[first - 1], strip)
    {
        (first, strip) = (first - 1, narrowed);
    }
    trim(bands, &mut first, &mut last, strip, em);
    let bands = &bands[first..=last];
    let side = |is_left: bool| {
        let mut lines = 0.0;
        let mut widths: Vec<f32> = Vec::new();
        for band in bands {
            let ink = band.ink.iter().filter(|ink| (ink.1 <= strip.0 + 0.01) == is_left);
            let width: f32 = ink.map(|ink| ink.1 - ink.0).sum();
            if width > 0.0 {
                lines += ((band.bottom - band.top) / (1.2 * em)).round().max(1.0);
                widths.push(width);
            }
        }
        widths.sort_by(f32::total_cmp);
        // Full lines show how wide the column is.
        (lines, widths.get(widths.len() * 4 / 5).copied().unwrap_or(0.0))
    };
    let ((left, left_width), (right, right_width)) = (side(true), side(false));
    let lines = f32::min(left, right);
    let least = if strip.1 - strip.0 > 2.0 * em { 3.0 } else { 4.0 };
    // Cells of a table and halves of a verse are short, lines of a column are not.
    let is_text = left_width > 12.5 * em && right_width > 12.5 * em;
    (lines >= least && is_text).then_some(Gutter { first, last, strip, lines })
}

/// Takes lines off both ends of a gutter that stand on one side of it only and apart from the rest, such as headings.
fn trim(bands: &[Band], first: &mut usize, last: &mut usize, strip: Interval, em: f32) {
    let is_single = |band: &Band| {
        let lefts = band.ink.iter().filter(|ink| ink.1 <= strip.0 + 0.01).count();
        lefts == 0 || lefts == band.ink.len()
    };
    while *first < *last
        && is_single(&bands[*first])
        && bands[*first + 1].top - bands[*first].bottom > 1.2 * em
    {
        *first += 1;
    }
    while *first < *last
        && is_single(&bands[*last])
        && bands[*last].top - bands[*last - 1].bottom > 1.2 * em
    {
        *last -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::pdf::content::Glyph;
    use crate::format::pdf::letters::Class;

    /// A page drawn in characters of half an em: each letter is a glyph.
    fn page(lines: &[&str]) -> Vec<Cluster> {
        let mut clusters = Vec::new();
        for (row, line) in (0_u16..).zip(lines) {
            for (column, c) in (0_u16..).zip(line.chars()).filter(|(_, c)| *c != ' ') {
                let glyph = Glyph {
                    text: c as u32,
                    x: f32::from(column) * 5.0,
                    y: f32::from(row) * 12.0,
                    width: 5.0,
                    size: 10.0,
                    font: 0,
                    code: 0,
                    turn: 0,
                    is_artifact: false,
                };
                clusters.push(Cluster { glyph, class: Class::Latin, marks: Vec::new(), drawn: 0 });
            }
        }
        clusters
    }

    fn order(lines: &[&str], right_to_left: bool) -> Vec<String> {
        let regions = regions(page(lines), right_to_left);
        let letters = |region: Vec<Cluster>| -> String {
            let mut all: Vec<char> =
                region.iter().filter_map(|c| char::from_u32(c.glyph.text)).collect();
            all.dedup();
            all.into_iter().collect()
        };
        regions.into_iter().map(letters).collect()
    }

    #[test]
    fn columns_are_read_one_after_the_other() {
        let lines = [
            "tttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt",
            "",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa    bbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "aaaaaaaaaaaaaaaaaaaaaaaaaa     bbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa    bbbbbbbbbbbbbbbbbbbbbbbbbbbbb",
            "aaaaaaaaaaaaaaaaaaaaaaaaaaa    bbbbbbbbbbbbbbbbbbbbbbbbbbbb ",
            "                               bbbbbbbb                     ",
        ];
        assert_eq!(order(&lines, false), ["t", "a", "b"]);
        assert_eq!(order(&lines, true), ["t", "b", "a"]);
    }

    #[test]
    fn tables_and_wide_spaces_are_no_columns() {
        let table = [
            "aaaa      bbbbbb      cccc",
            "aaaaaa    bbbb        ccc ",
            "aaaaa     bbbbbb      cccc",
            "aaaa      bbb         cc  ",
        ];
        assert_eq!(order(&table, false).len(), 1);
        let text = [
            "aaaaaaaaaaaaaaaaaaa  aaaaaaaaaaaaaaaaaaaaaaaaaaa",
            "aaaaaaaaaaaaaaaaa aaaa aaaaaaaaaaaaaaaaaaaaaaaaa",
        ];
        assert_eq!(order(&text, false).len(), 1);
    }
}
