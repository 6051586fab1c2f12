//! A page: its glyphs as lines in the order of reading.

use std::collections::{BTreeMap, HashMap};

use super::columns::regions;
use super::content::Glyph;
use super::furniture::{DEEPEST, Edge, Furniture};
use super::letters::{Class, Texts};
use super::lines::{Cluster, clusters, rows};
use super::order::{Read, read};
use super::paragraphs::Line;
use super::tables::divided;

/// The glyphs of a page.
pub(super) struct Sheet {
    /// Its number, from 1.
    pub(super) number: u32,
    glyphs: Vec<Glyph>,
    /// The direction of most lines.
    turn: u8,
    right_to_left: bool,
}

/// What is counted through the file.
#[derive(Default)]
pub(super) struct Counted {
    region: u32,
    tables: u32,
}

/// The lines of a page.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) lines: Vec<Line>,
    /// Lines in other directions than most: stamps and the like.
    pub(super) aside: Vec<Line>,
    pub(super) furniture: Vec<(Furniture, Line)>,
    /// How often a code of a font stands where it stretches no word.
    pub(super) others: BTreeMap<(u16, u32), u64>,
    /// Glyphs without a text.
    pub(super) unknown: u64,
    /// Vowel marks that stand on no letter, and all of them.
    pub(super) loose_marks: u64,
    pub(super) marks: u64,
}

impl Lines {
    /// Adds those of the next page.
    pub(super) fn add(&mut self, page: Lines) {
        self.lines.extend(page.lines);
        self.aside.extend(page.aside);
        self.furniture.extend(page.furniture);
        for (other, count) in page.others {
            *self.others.entry(other).or_default() += count;
        }
        self.unknown += page.unknown;
        self.loose_marks += page.loose_marks;
        self.marks += page.marks;
    }
}

impl Sheet {
    pub(super) fn new(number: u32, glyphs: Vec<Glyph>, texts: &Texts) -> Sheet {
        let mut by_turn = [0_usize; 5];
        let (mut arabic, mut latin) = (0_usize, 0_usize);
        for glyph in &glyphs {
            match texts.class(glyph.text) {
                Class::Arabic => arabic += 1,
                Class::Latin => latin += 1,
                Class::Space => continue,
                _ => {}
            }
            by_turn[usize::from(glyph.turn)] += 1;
        }
        let turn = (0..5).rev().max_by_key(|&turn| by_turn[usize::from(turn)]).unwrap_or(0);
        Sheet { number, glyphs, turn, right_to_left: arabic > latin }
    }

    /// Whether it has any text.
    pub(super) fn is_blank(&self, texts: &Texts) -> bool {
        self.glyphs.iter().all(|g| matches!(texts.class(g.text), Class::Space | Class::Stretch))
    }

    fn rows(&self, texts: &Texts) -> Vec<Vec<Cluster>> {
        let all = clusters(&self.glyphs, self.turn, texts);
        let mut rows = rows(all);
        rows.retain(|row| row.iter().any(|cluster| cluster.class != Class::Space));
        rows
    }

    /// The lines at both ends of the page.
    pub(super) fn edges(&self, texts: &Texts) -> Vec<Edge> {
        let rows = self.rows(texts);
        let count = rows.len();
        let mut edges = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let (top, bottom) = (at, count - 1 - at);
            if top.min(bottom) >= DEEPEST {
                continue;
            }
            let first = &row[0].glyph;
            edges.push(Edge {
                page: self.number,
                row: at,
                depth: top.min(bottom),
                is_top: top < bottom,
                text: read(row, is_right_to_left(row, self.right_to_left, texts), texts).text,
                y: first.y,
                size: first.size,
                is_artifact: row.iter().all(|c| c.glyph.is_artifact || c.class == Class::Space),
            });
        }
        edges
    }

    /// All lines, those that are furniture apart. Regions and tables are counted on.
    pub(super) fn lines(
        &self,
        furniture: &HashMap<usize, Furniture>,
        texts: &Texts,
        Counted { region, tables }: &mut Counted,
    ) -> Lines {
        let mut lines = Lines::default();
        let mut rest: Vec<Cluster> = Vec::new();
        let mut number = 0;
        for (at, row) in (0..).zip(self.rows(texts)) {
            let Some(&kind) = furniture.get(&(at as usize)) else {
                rest.extend(row);
                continue;
            };
            let line = self.line(&row, self.right_to_left, texts, &mut lines);
            lines.furniture.push((kind, Line { number: at + 1, ..line }));
            // Lines are counted from the top of the page.
            if rest.is_empty() {
                number = at + 1;
            }
        }
        for part in regions(rest, self.right_to_left) {
            *region += 1;
            let right_to_left = is_right_to_left(&part, self.right_to_left, texts);
            let rows = rows(part);
            for (row, parts) in rows.iter().zip(divided(&rows, right_to_left, tables)) {
                // The cells of a row are one line of the page.
                number += 1;
                for (part, cell) in parts {
                    let line = self.line(&row[part], right_to_left, texts, &mut lines);
                    if !line.text.is_empty() {
                        lines.lines.push(Line { number, region: *region, cell, ..line });
                    }
                }
            }
        }
        for turn in (0..5).filter(|&turn| turn != self.turn) {
            for row in rows(clusters(&self.glyphs, turn, texts)) {
                let line = self.line(&row, self.right_to_left, texts, &mut lines);
                if !line.text.is_empty() {
                    number += 1;
                    lines.aside.push(Line { number, ..line });
                }
            }
        }
        lines
    }

    fn line(&self, row: &[Cluster], right_to_left: bool, texts: &Texts, all: &mut Lines) -> Line {
        let right_to_left = is_right_to_left(row, right_to_left, texts);
        let Read { text, doubts, others, first_word, unknown, loose_marks } =
            read(row, right_to_left, texts);
        for other in others {
            *all.others.entry(other).or_default() += 1;
        }
        all.unknown += unknown;
        all.loose_marks += loose_marks;
        all.marks +=
            loose_marks + row.iter().map(|cluster| cluster.marks.len() as u64).sum::<u64>();
        let ink = || row.iter().filter(|cluster| cluster.class != Class::Space).map(|c| &c.glyph);
        let mut sizes: Vec<f32> = ink().map(|glyph| glyph.size).collect();
        sizes.sort_by(f32::total_cmp);
        let size = sizes.get(sizes.len() / 2).copied().unwrap_or(1.0);
        let base =
            ink().filter(|glyph| (glyph.size - size).abs() < 0.01 * size).map(|glyph| glyph.y);
        Line {
            text,
            doubts,
            page: self.number,
            left: ink().map(|glyph| glyph.x).fold(f32::INFINITY, f32::min),
            right: ink().map(Glyph::end).fold(f32::NEG_INFINITY, f32::max),
            y: base.fold(f32::NEG_INFINITY, f32::max),
            size,
            first_word,
            right_to_left,
            ..Line::default()
        }
    }
}

/// Whether some glyphs are text from right to left: lines of one script have the direction of that, others that of
/// what is around them.
fn is_right_to_left(clusters: &[Cluster], around: bool, texts: &Texts) -> bool {
    let count = |class: Class| clusters.iter().filter(|cluster| cluster.class == class).count();
    match (count(Class::Arabic), count(Class::Latin)) {
        (0, 0) => around,
        (0, _) => around && starts_with_end(clusters, texts),
        (_, 0) => true,
        (arabic, latin) if clusters.len() > 400 => arabic > latin,
        _ => around,
    }
}

/// Whether a row of Latin words begins, seen from the left, with a mark that ends a sentence or phrase.
fn starts_with_end(row: &[Cluster], texts: &Texts) -> bool {
    let is_end = |cluster: &Cluster| {
        texts.text(cluster.glyph.text).starts_with(['.', ',', ':', ';', '!', '?', '؟', '،', '؛'])
    };
    let mut ink = row.iter().filter(|cluster| cluster.class != Class::Space);
    ink.next().is_some_and(is_end) && !ink.next_back().is_some_and(is_end)
}
