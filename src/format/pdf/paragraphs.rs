//! Lines to paragraphs.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::text::hyphen::{divided, has_word};

use super::order::Doubt;

/// A line of text in the order of reading.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Where in it something is not known yet.
    pub(super) doubts: Vec<(usize, Doubt)>,
    /// The page, from 1.
    pub(super) page: u32,
    /// Its number on the page, from 1.
    pub(super) number: u32,
    /// The part of the page that is read in one go; counted through the file.
    pub(super) region: u32,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) y: f32,
    pub(super) size: f32,
    /// The width of its first word.
    pub(super) first_word: f32,
    pub(super) right_to_left: bool,
    /// The table, row and column, if it is a cell.
    pub(super) cell: Option<[u32; 3]>,
}

/// Lines that make a paragraph.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Paragraph {
    pub(super) lines: Range<usize>,
    /// Whether its last sentence may go on in the next paragraph, on another page or in another column.
    pub(super) continues: bool,
}

/// The edges of a region and how far apart its lines are.
#[derive(Debug, Clone, Copy)]
struct Measure {
    left: f32,
    right: f32,
    /// In parts of the size of the letters.
    pitch: f32,
    right_to_left: bool,
}

impl Measure {
    fn of(lines: &[Line]) -> Measure {
        let size = lines.iter().map(|line| line.size).fold(0.0, f32::max);
        let left = -edge(lines.iter().map(|line| -line.left), size);
        let right = edge(lines.iter().map(|line| line.right), size);
        let pairs =
            lines.windows(2).map(|pair| (pair[1].y - pair[0].y) / pair[0].size.max(pair[1].size));
        let mut gaps: Vec<f32> = pairs.filter(|&gap| gap > 0.0).collect();
        gaps.sort_by(f32::total_cmp);
        let pitch = gaps.get(gaps.len() / 5).copied().unwrap_or(0.0);
        let turned = lines.iter().filter(|line| line.right_to_left).count();
        Measure { left, right, pitch, right_to_left: 2 * turned > lines.len() }
    }

    /// How far from the edge a line starts.
    fn indent(&self, line: &Line) -> f32 {
        if self.right_to_left { self.right - line.right } else { line.left - self.left }
    }

    /// How much room is left behind a line, on both sides of it if it does not start at the edge.
    fn rest(&self, line: &Line) -> f32 {
        let behind =
            if self.right_to_left { line.left - self.left } else { self.right - line.right };
        let before = self.indent(line);
        if before > 8.0 * line.size { behind + before } else { behind }
    }
}

/// Where lines end that reach as far as they may: the outermost place that several of them reach, so that one that
/// sticks out does not count.
fn edge(ends: impl Iterator<Item = f32>, size: f32) -> f32 {
    let mut ends: Vec<f32> = ends.collect();
    ends.sort_by(|a, b| b.total_cmp(a));
    let least = if ends.len() < 12 { 2 } else { 3 };
    let reached =
        |&&end: &&f32| ends.iter().filter(|other| (*other - end).abs() < 0.3 * size).count();
    let common = if ends.len() > 3 { ends.iter().find(|end| reached(end) >= least) } else { None };
    common.or(ends.first()).copied().unwrap_or(0.0)
}

/// Groups lines to paragraphs.
pub(super) fn paragraphs(lines: &[Line]) -> Vec<Paragraph> {
    let mut all: Vec<Paragraph> = Vec::new();
    let mut start = 0;
    // The last line of the region before, with its measure.
    let mut before: Option<(&Line, Measure)> = None;
    while start < lines.len() {
        let region = lines[start].region;
        let end = start + lines[start..].iter().take_while(|line| line.region == region).count();
        let measure = Measure::of(&lines[start..end]);
        if let (Some((last, of_last)), Some(paragraph)) = (before, all.last_mut()) {
            paragraph.continues = goes_on(last, &of_last, &lines[start], &measure);
        }
        let mut first = start;
        for at in start + 1..end {
            if begins(&lines[first..at], &lines[at], &measure) {
                all.push(Paragraph { lines: first..at, continues: false });
                first = at;
            }
        }
        all.push(Paragraph { lines: first..end, continues: false });
        before = Some((&lines[end - 1], measure));
        start = end;
    }
    all
}

/// Whether a line begins a paragraph, after the lines of the last one.
fn begins(paragraph: &[Line], line: &Line, measure: &Measure) -> bool {
    let [.., last] = paragraph else { return true };
    let size = last.size.max(line.size);
    if last.cell.is_some() || line.cell.is_some() || (last.size - line.size).abs() > 0.12 * size {
        return true;
    }
    let gap = (line.y - last.y) / size;
    let is_far = measure.pitch > 0.0 && gap > 1.15 * measure.pitch + 0.1;
    if is_far || gap < -0.5 || has_bullet(&line.text) {
        return true;
    }
    // The next word would have had room on the last line.
    let room = measure.rest(last) - 0.5 * size;
    if line.first_word < room {
        return true;
    }
    let (indent, before) = (measure.indent(line), measure.indent(last));
    let deeper = indent - before;
    // After a label, further lines stand under the text.
    if deeper > 0.8 * size && deeper < 6.0 * size {
        return !has_label(&last.text) || paragraph.len() > 1;
    }
    paragraph.len() > 1 && deeper < -0.8 * size
}

/// Whether the last paragraph of a region goes on in the next region.
fn goes_on(last: &Line, of_last: &Measure, line: &Line, measure: &Measure) -> bool {
    let size = last.size.max(line.size);
    let is_same = last.cell.is_none()
        && line.cell.is_none()
        && last.right_to_left == line.right_to_left
        && (last.size - line.size).abs() < 0.12 * size;
    let is_ended = last
        .text
        .trim_end_matches(['»', '"', '”', ')', '\''])
        .ends_with(['.', '!', '?', '؟', ':', '…']);
    let is_full = line.first_word >= of_last.rest(last) - 0.5 * size;
    let is_indented = measure.indent(line) > 0.8 * size;
    is_same && !is_ended && is_full && !is_indented && !has_bullet(&line.text)
}

fn has_bullet(text: &str) -> bool {
    text.starts_with(['•', '▪', '●', '○', '■', '◦', '➢', '✓', '❖'])
}

/// Whether a line starts with a bullet or a number.
fn has_label(text: &str) -> bool {
    let first = text.split(' ').next().unwrap_or_default();
    let is_number = first.ends_with(['.', ')', '-', '–', ':']) && first.chars().count() <= 5;
    has_bullet(text) || is_number || matches!(first, "-" | "–" | "—" | "*" | "o")
}

/// The text of the lines of a paragraph. A word that is divided stands on the first of its lines.
pub(super) fn text(lines: &[Line]) -> String {
    let mut text = String::new();
    let all = lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let has_word = |word: &str| has_word(&all, word);
    for line in lines {
        let mut rest = line.text.as_str();
        if !text.is_empty() {
            if let Some(hyphen) = divided(&text, rest, &has_word) {
                text.truncate(text.len() - hyphen);
                let end = rest.find(' ').unwrap_or(rest.len());
                text.push_str(&rest[..end]);
                rest = rest[end..].trim_start();
            }
            text.push('\n');
        }
        text.push_str(rest);
    }
    text
}

/// The sizes of lines that are larger than the text, the largest first, and that of the text.
pub(super) struct Sizes {
    headings: Vec<i32>,
    body: i32,
}

/// A size in half points.
fn rounded(size: f32) -> i32 {
    (2.0 * size).round() as i32
}

pub(super) fn sizes(lines: &[Line]) -> Sizes {
    let mut weights: BTreeMap<i32, usize> = BTreeMap::new();
    for line in lines {
        *weights.entry(rounded(line.size)).or_default() += line.text.len();
    }
    let body = weights.iter().max_by_key(|(size, weight)| (**weight, -**size));
    let body = body.map_or(0, |(size, _)| *size);
    let headings = weights.into_keys().rev().filter(|&size| is_larger(size, body)).collect();
    Sizes { headings, body }
}

fn is_larger(size: i32, body: i32) -> bool {
    size * 100 >= body * 115
}

/// The level of a heading, if some lines are one by their size.
pub(super) fn heading(lines: &[Line], sizes: &Sizes) -> Option<u8> {
    let size = rounded(lines.first()?.size);
    let length: usize = lines.iter().map(|line| line.text.chars().count()).sum();
    if !is_larger(size, sizes.body) || lines.len() > 4 || length > 250 {
        return None;
    }
    let level = sizes.headings.iter().position(|&known| known == size)?;
    Some(level.min(5) as u8 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of an English column 100 wide, each as its left and right edge and its text.
    fn lines(list: &[(f32, f32, &str)]) -> Vec<Line> {
        let lines = (0_u16..).zip(list).map(|(at, &(left, right, text))| Line {
            text: text.to_owned(),
            page: 1,
            number: u32::from(at) + 1,
            left,
            right,
            y: f32::from(at) * 12.0,
            size: 10.0,
            first_word: 5.0 * text.find(' ').unwrap_or(text.len()) as f32,
            ..Line::default()
        });
        lines.collect()
    }

    fn starts(lines: &[Line]) -> Vec<usize> {
        paragraphs(lines).iter().map(|paragraph| paragraph.lines.start).collect()
    }

    #[test]
    fn short_lines_indents_and_gaps_end_paragraphs() {
        let mut text = lines(&[
            (0.0, 100.0, "a full line"),
            (0.0, 50.0, "short"),
            (0.0, 98.0, "next paragraph"),
            (0.0, 97.0, "goes on"),
            (20.0, 100.0, "an indented one"),
            (0.0, 100.0, "and more"),
            (0.0, 100.0, "and far"),
        ]);
        assert_eq!(starts(&text), [0, 2, 4]);
        text[6].y += 10.0;
        assert_eq!(starts(&text), [0, 2, 4, 6]);
    }

    #[test]
    fn the_same_from_right_to_left() {
        let mut text =
            lines(&[(0.0, 100.0, "سطر كامل"), (60.0, 100.0, "قصير"), (0.0, 100.0, "فقرة")]);
        text.iter_mut().for_each(|line| line.right_to_left = true);
        assert_eq!(starts(&text), [0, 2]);
    }

    #[test]
    fn items_keep_the_lines_under_their_text() {
        let text = lines(&[
            (0.0, 100.0, "1. first item"),
            (20.0, 100.0, "and its rest"),
            (20.0, 99.0, "and more"),
            (0.0, 100.0, "2. second item"),
        ]);
        assert_eq!(starts(&text), [0, 3]);
    }

    #[test]
    fn a_full_last_line_goes_on_in_the_next_region() {
        let mut text =
            lines(&[(0.0, 100.0, "one full"), (0.0, 100.0, "line more"), (0.0, 30.0, "end.")]);
        text[2].region = 1;
        let found = paragraphs(&text);
        assert_eq!((found.len(), found[0].continues), (2, true));
        text[1].text = "an end.".to_owned();
        assert!(!paragraphs(&text)[0].continues);
    }

    #[test]
    fn hyphens_join_words_with_small_letters_only() {
        let joined = |a: &str, b: &str| text(&lines(&[(0.0, 100.0, a), (0.0, 100.0, b)]));
        assert_eq!(joined("a trans-", "lation here"), "a translation\nhere");
        assert_eq!(joined("a well known, well-", "known man"), "a well known, well-known\nman");
        assert_eq!(joined("see A-", "B"), "see A-\nB");
        assert_eq!(joined("من عام 2020-", "2021"), "من عام 2020-\n2021");
        assert_eq!(joined("كلمة-", "أخرى"), "كلمة-\nأخرى");
    }
}
