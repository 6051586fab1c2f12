//! Lines: glyphs with their marks, grouped by baseline.

use super::content::Glyph;
use super::letters::{Class, Texts};

/// A glyph with the marks that stand on it.
#[derive(Debug, Clone)]
pub(super) struct Cluster {
    pub(super) glyph: Glyph,
    pub(super) class: Class,
    /// The numbers of the texts of its marks.
    pub(super) marks: Vec<u32>,
    /// When it was drawn.
    pub(super) drawn: usize,
}

impl Cluster {
    fn new(glyph: Glyph, class: Class, drawn: usize) -> Cluster {
        Cluster { glyph, class, marks: Vec::new(), drawn }
    }
}

/// The glyphs of one direction, in the order they were drawn, with their marks.
pub(super) fn clusters(glyphs: &[Glyph], turn: u8, texts: &Texts) -> Vec<Cluster> {
    let mut all: Vec<Cluster> = Vec::new();
    // Marks that wait for a glyph to come, as the number of the glyph before them and the mark.
    let mut waiting: Vec<&Glyph> = Vec::new();
    for glyph in glyphs.iter().filter(|glyph| glyph.turn == turn) {
        let class = texts.class(glyph.text);
        if class == Class::Mark {
            waiting.push(glyph);
            continue;
        }
        let mut cluster = Cluster::new(*glyph, class, all.len());
        place_marks(&mut waiting, all.last_mut(), Some(&mut cluster));
        all.push(cluster);
    }
    place_marks(&mut waiting, all.last_mut(), None);
    // A mark that stands on nothing.
    let drawn = all.len();
    all.extend(waiting.into_iter().map(|glyph| Cluster::new(*glyph, Class::Mark, drawn)));
    all
}

/// Gives marks to the glyph drawn before or after them. Text that runs from right to left is drawn either in the order
/// of reading, each mark after its letter, or from left to right, each before it.
fn place_marks(marks: &mut Vec<&Glyph>, before: Option<&mut Cluster>, after: Option<&mut Cluster>) {
    if marks.is_empty() {
        return;
    }
    let stands = |base: &Cluster, mark: &Glyph| {
        let size = base.glyph.size.max(mark.size);
        let is_letter = !matches!(base.class, Class::Space);
        let near = mark.x > base.glyph.x - size && mark.x < base.glyph.end() + size;
        is_letter && near && (mark.y - base.glyph.y).abs() < 1.2 * size
    };
    let (mut before, mut after) = (before, after);
    let left_to_right = match (&before, &after) {
        (Some(before), Some(after)) => after.glyph.x > before.glyph.x,
        (before, _) => before.is_none(),
    };
    marks.retain(|mark| {
        let holds = |base: &mut Option<&mut Cluster>, first: bool| {
            let Some(base) = base.as_mut().filter(|base| stands(base, mark)) else { return false };
            // Some fonts name the line that stretches a word as the mark on it.
            if mark.width > 0.05 * mark.size && (mark.y - base.glyph.y).abs() < 0.05 * mark.size {
                let end = base.glyph.end().max(mark.end());
                base.glyph.x = base.glyph.x.min(mark.x);
                base.glyph.width = end - base.glyph.x;
            }
            if first {
                base.marks.insert(0, mark.text);
            } else {
                base.marks.push(mark.text);
            }
            true
        };
        let is_latin = matches!(&before, Some(before) if before.class == Class::Latin);
        let after_first = left_to_right && !is_latin;
        let taken = (after_first && holds(&mut after, true))
            || holds(&mut before, false)
            || holds(&mut after, true);
        !taken
    });
}

/// Clusters grouped by baseline, from the top of the page, each row from left to right.
pub(super) fn rows(mut clusters: Vec<Cluster>) -> Vec<Vec<Cluster>> {
    clusters.sort_by(|a, b| a.glyph.y.total_cmp(&b.glyph.y));
    let mut rows: Vec<Vec<Cluster>> = Vec::new();
    // The baseline and size of the largest glyph of the last row.
    let (mut baseline, mut size) = (0.0_f32, 0.0_f32);
    for cluster in clusters {
        let glyph = cluster.glyph;
        let apart = glyph.y - baseline;
        match rows.last_mut() {
            Some(row) if apart < 0.5 * size.max(glyph.size) => {
                if glyph.size > size {
                    (baseline, size) = (glyph.y, glyph.size);
                }
                row.push(cluster);
            }
            _ => {
                (baseline, size) = (glyph.y, glyph.size);
                rows.push(vec![cluster]);
            }
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.glyph.x.total_cmp(&b.glyph.x));
        part_overlaps(row);
    }
    rows
}

/// Whether letters of a row are drawn in the order of reading, from right to left, rather than from left to right.
fn is_drawn_as_read(row: &[Cluster]) -> bool {
    let pairs = row
        .windows(2)
        .filter(|pair| pair[0].class == Class::Arabic && pair[1].class == Class::Arabic);
    let steps = pairs.map(|pair| pair[1].drawn as i64 - pair[0].drawn as i64);
    steps.filter(|step| step.abs() == 1).sum::<i64>() < 0
}

/// Puts letters that lie over each other in the order in which they were drawn.
fn part_overlaps(row: &mut [Cluster]) {
    let as_read = is_drawn_as_read(row);
    for at in 1..row.len() {
        let [left, right] = [&row[at - 1], &row[at]];
        let narrower = left.glyph.width.min(right.glyph.width);
        let overlap = left.glyph.end().min(right.glyph.end()) - right.glyph.x;
        let letters = left.class == Class::Arabic && right.class == Class::Arabic;
        let is_next = left.drawn.abs_diff(right.drawn) == 1;
        let is_turned = (left.drawn < right.drawn) == as_read;
        if letters && is_next && is_turned && overlap > 0.4 * narrower {
            row.swap(at - 1, at);
        }
    }
}
