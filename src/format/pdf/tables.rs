//! Rows that are cells of a table and not lines of text.

use std::ops::Range;

use super::letters::Class;
use super::lines::Cluster;

/// The gap between cells, in parts of the size of the letters.
const GAP: f32 = 1.4;

/// The most columns of a table.
const MOST: usize = 60;

/// The part of such a gap that rows of one table have in common.
const COMMON: f32 = 0.8;

/// A part of a row, and its table, row and column if it is a cell.
type Part = (Range<usize>, Option<[u32; 3]>);

/// The parts of each row in the order of reading: a line of text is one part. Tables are counted on.
pub(super) fn divided(
    rows: &[Vec<Cluster>],
    right_to_left: bool,
    tables: &mut u32,
) -> Vec<Vec<Part>> {
    let mut divided: Vec<Vec<Part>> = Vec::with_capacity(rows.len());
    // The row of a table that would follow the last one.
    let mut next = None;
    for (row, cells) in rows.iter().zip(cells(rows)) {
        let Some(mut cells) = cells else {
            next = None;
            divided.push(vec![(0..row.len(), None)]);
            continue;
        };
        if next.is_none() {
            *tables += 1;
        }
        let of_table = next.unwrap_or(0);
        next = Some(of_table + 1);
        if right_to_left {
            cells.reverse();
        }
        let place = |column| Some([*tables - 1, of_table, column]);
        divided.push((0..).zip(cells).map(|(column, part)| (part, place(column))).collect());
    }
    divided
}

/// The parts of each row that are cells, from left to right; none for lines of text.
fn cells(rows: &[Vec<Cluster>]) -> Vec<Option<Vec<Range<usize>>>> {
    let parts: Vec<Vec<Range<usize>>> = rows.iter().map(|row| parts(row)).collect();
    let is_table = |at: usize| {
        let has_common = |other: usize| {
            if parts[other].len() > MOST {
                return false;
            }
            let one = gaps(&rows[at], &parts[at]);
            let two = gaps(&rows[other], &parts[other]);
            one.iter().any(|a| two.iter().any(|b| a.1.min(b.1) - a.0.max(b.0) >= COMMON * a.2))
        };
        (2..=MOST).contains(&parts[at].len())
            && !is_label(&parts[at])
            && (at > 0 && has_common(at - 1) || at + 1 < rows.len() && has_common(at + 1))
    };
    (0..rows.len()).map(|at| is_table(at).then(|| parts[at].clone())).collect()
}

/// A row divided at its wide gaps.
fn parts(row: &[Cluster]) -> Vec<Range<usize>> {
    let mut parts: Vec<Range<usize>> = Vec::new();
    let mut end = f32::NEG_INFINITY;
    for (at, cluster) in row.iter().enumerate() {
        if cluster.class == Class::Space {
            continue;
        }
        match parts.last_mut() {
            Some(part) if cluster.glyph.x - end < GAP * cluster.glyph.size => part.end = at + 1,
            _ => parts.push(at..at + 1),
        }
        end = end.max(cluster.glyph.end());
    }
    parts
}

/// The gaps between the parts of a row, each with the size of its letters.
fn gaps(row: &[Cluster], parts: &[Range<usize>]) -> Vec<(f32, f32, f32)> {
    let ends = |part: &Range<usize>| {
        row[part.clone()].iter().map(|c| c.glyph.end()).fold(f32::NEG_INFINITY, f32::max)
    };
    let pairs = parts.windows(2);
    pairs
        .map(|pair| {
            let right = &row[pair[1].start].glyph;
            (ends(&pair[0]), right.x, right.size)
        })
        .collect()
}

/// Whether two parts are the label of an item, at either end, and its text.
fn is_label(parts: &[Range<usize>]) -> bool {
    let [first, second] = parts else { return false };
    let (short, long) = (first.len().min(second.len()), first.len().max(second.len()));
    short <= 3 && long > 30
}
