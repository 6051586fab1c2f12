//! What belongs to pages and not to the text: headers, footers and page numbers.

use std::collections::{HashMap, HashSet};

use crate::text::fold::digit;

/// How many lines at either end of a page may be headers or footers.
pub(super) const DEEPEST: usize = 4;

/// A line near an end of a page.
#[derive(Debug)]
pub(super) struct Edge {
    pub(super) page: u32,
    /// Its number on the page, from 0.
    pub(super) row: usize,
    /// How many lines lie between it and the end of the page.
    pub(super) depth: usize,
    pub(super) is_top: bool,
    pub(super) text: String,
    pub(super) y: f32,
    pub(super) size: f32,
    /// Whether the file says that it is a header or footer.
    pub(super) is_artifact: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Furniture {
    Header,
    Footer,
    PageNumber,
}

/// Which of the edge lines are no part of the text, in their order.
pub(super) fn find(edges: &[Edge], pages: u32) -> Vec<Option<Furniture>> {
    let shapes: Vec<String> = edges.iter().map(|edge| shape(&edge.text)).collect();
    let mut places: HashMap<(&str, bool), Vec<usize>> = HashMap::new();
    for (at, edge) in edges.iter().enumerate() {
        places.entry((&shapes[at], edge.is_top)).or_default().push(at);
    }
    let least = pages.div_ceil(3).max(2) as usize;
    let mut found: Vec<Option<Furniture>> = Vec::with_capacity(edges.len());
    for (at, edge) in edges.iter().enumerate() {
        let kind = if edge.is_top { Furniture::Header } else { Furniture::Footer };
        let same = &places[&(&*shapes[at], edge.is_top)];
        let near = same.iter().filter(|&&other| (edges[other].y - edge.y).abs() < edge.size);
        let near: Vec<&Edge> = near.map(|&other| &edges[other]).collect();
        let is_number = shapes[at].contains('#') && !shapes[at].contains(char::is_alphabetic);
        found.push(if is_number {
            counts_pages(edge, &near, pages).then_some(Furniture::PageNumber)
        } else {
            let on_pages: HashSet<u32> = near.iter().map(|edge| edge.page).collect();
            let is_repeated = on_pages.len() >= least && has_letters(&shapes[at]);
            // Such as: page 3 of 7.
            let is_short =
                edge.text.split_whitespace().filter(|word| has_letters(word)).count() < 3;
            let is_number = is_short && counts_pages(edge, &near, pages);
            let kind = if is_number { Furniture::PageNumber } else { kind };
            (edge.is_artifact || is_repeated).then_some(kind)
        });
    }
    drop_inner(edges, &mut found);
    found
}

/// Only lines with nothing but headers and footers between them and the end of the page are such.
fn drop_inner(edges: &[Edge], found: &mut [Option<Furniture>]) {
    let mut open: HashMap<(u32, bool), usize> = HashMap::new();
    let mut order: Vec<usize> = (0..edges.len()).collect();
    order.sort_by_key(|&at| (edges[at].page, edges[at].is_top, edges[at].depth));
    for at in order {
        let edge = &edges[at];
        let reached = open.entry((edge.page, edge.is_top)).or_default();
        if *reached < edge.depth {
            found[at] = None;
        } else if found[at].is_some() {
            *reached = edge.depth + 1;
        }
    }
}

/// A text with numbers as `#`.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars() {
        if digit(c).is_some() {
            if !shape.ends_with('#') {
                shape.push('#');
            }
        } else if !c.is_whitespace() {
            shape.push(c);
        }
    }
    shape
}

fn has_letters(text: &str) -> bool {
    text.contains(char::is_alphabetic)
}

/// The first number of a text.
fn value(text: &str) -> Option<i64> {
    let digits = text.chars().skip_while(|&c| digit(c).is_none());
    let digits: Vec<u32> = digits.map_while(digit).take(6).collect();
    (!digits.is_empty()).then(|| digits.iter().fold(0, |n, &d| n * 10 + i64::from(d)))
}

/// Whether a line without letters is the number of its page: those of other pages count on, or the page is the only one.
fn counts_pages(edge: &Edge, same: &[&Edge], pages: u32) -> bool {
    let offset = |edge: &Edge| value(&edge.text).map(|value| value - i64::from(edge.page));
    let Some(own) = offset(edge) else { return false };
    let others = same.iter().filter(|other| other.page != edge.page);
    let agreeing = others.filter(|other| offset(other) == Some(own)).count();
    agreeing > 0 || (pages == 1 && own == 0 && edge.depth == 0 && !edge.is_top)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edges(pages: &[[&str; 3]]) -> Vec<Edge> {
        let mut edges = Vec::new();
        for (page, lines) in (1..).zip(pages) {
            for (row, text) in lines.iter().enumerate() {
                let is_top = row < 2;
                edges.push(Edge {
                    page,
                    row,
                    depth: if is_top { row } else { 0 },
                    is_top,
                    text: (*text).to_owned(),
                    y: row as f32 * 20.0,
                    size: 10.0,
                    is_artifact: false,
                });
            }
        }
        edges
    }

    #[test]
    fn repeated_lines_and_counting_numbers_are_furniture() {
        use Furniture::{Header, PageNumber};
        let edges = edges(&[
            ["تقرير 2024", "مقدمة", "- 7 -"],
            ["تقرير 2024", "لم يصل أحد", "- 8 -"],
            ["تقرير 2024", "ثم جاء", "- ٩ -"],
            ["فصل", "تقرير 2024", "5"],
        ]);
        let found = find(&edges, 4);
        let each = [Some(Header), None, Some(PageNumber)];
        assert_eq!(found[..9], [each, each, each].concat());
        assert_eq!(found[9..], [None, None, None]);
    }

    #[test]
    fn the_only_page_has_a_number_only_if_it_is_one() {
        assert_eq!(find(&edges(&[["a", "b", "1"]]), 1)[2], Some(Furniture::PageNumber));
        assert_eq!(find(&edges(&[["a", "b", "1998"]]), 1)[2], None);
        let two = edges(&[["a", "b", "صفحة 1 من 2"], ["c", "d", "صفحة 2 من 2"]]);
        assert_eq!(find(&two, 2)[5], Some(Furniture::PageNumber));
    }
}
