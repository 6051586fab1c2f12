//! Inline codes: the markup of a document inside its text.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// An inline code: markup of the document that the text came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Where in the text it is, in bytes from 0.
    pub at: usize,
    /// What it does.
    pub kind: CodeKind,
    /// Which code it pairs with (`i` in TMX), or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub pair: String,
    /// Which code of another variant it is (`x` in TMX), or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// The kind of markup (`type` in TMX), or nothing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub class: String,
    /// The markup itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub content: String,
}

/// What stands in the markup of a code around a text that is to be translated, such as the alternative text of a
/// picture: before what is said of it, between that and the text, and behind the text. No document has these.
pub(crate) const SUB: [char; 3] = ['\u{FDD0}', '\u{FDD1}', '\u{FDD2}'];

impl Code {
    /// Whether it ends something, so that it belongs to the text before it.
    pub(crate) fn is_end(&self) -> bool {
        matches!(self.kind, CodeKind::End | CodeKind::LoneEnd | CodeKind::HighlightEnd)
    }
}

/// What an inline code does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeKind {
    /// Begins a range of text (`bpt`).
    Begin,
    /// Ends one (`ept`).
    End,
    /// Begins a range that ends in another segment (`it pos="begin"`).
    LoneBegin,
    /// Ends a range that began in another segment (`it pos="end"`).
    LoneEnd,
    /// Has no counterpart (`ph`).
    Single,
    /// Begins highlighted text (`hi`).
    HighlightBegin,
    /// Ends it.
    HighlightEnd,
    /// Unknown markup (`ut`).
    Unknown,
}

/// Divides the codes of a text between the ranges it is cut into, which are in order and do not overlap. Every code
/// goes to one range, at its byte there. The halves of a pair that falls into two ranges become codes without a
/// pair; highlighting ends with a range and begins again with the next.
pub(crate) fn divide_codes(codes: &[Code], ranges: &[Range<usize>]) -> Vec<Vec<Code>> {
    let mut divided = vec![Vec::new(); ranges.len()];
    if codes.is_empty() || ranges.is_empty() {
        return divided;
    }
    let homes = homes(codes, ranges);
    let mut firsts: BTreeMap<(bool, &str), usize> = BTreeMap::new();
    for (at, code) in codes.iter().enumerate() {
        if matches!(code.kind, CodeKind::Begin | CodeKind::End) {
            firsts.entry((code.kind == CodeKind::Begin, &code.pair)).or_insert(at);
        }
    }
    let mut open: Vec<Code> = Vec::new();
    let mut here = 0;
    for (code, &home) in codes.iter().zip(&homes) {
        while here < home {
            part_highlights(&mut divided, ranges, here, &open);
            here += 1;
        }
        let Range { start, end } = ranges[home];
        let mut code = Code { at: code.at.clamp(start, end) - start, ..code.clone() };
        match code.kind {
            CodeKind::HighlightBegin => open.push(code.clone()),
            CodeKind::HighlightEnd => _ = open.pop(),
            CodeKind::Begin | CodeKind::End => {
                let is_begin = code.kind == CodeKind::Begin;
                let other = firsts.get(&(!is_begin, code.pair.as_str()));
                if let Some(&other) = other.filter(|&&other| homes[other] != home) {
                    code.kind = if is_begin { CodeKind::LoneBegin } else { CodeKind::LoneEnd };
                    if code.id.is_empty() {
                        code.id.clone_from(&codes[other].id);
                    }
                    code.pair.clear();
                }
            }
            _ => {}
        }
        divided[home].push(code);
    }
    while here + 1 < ranges.len() {
        part_highlights(&mut divided, ranges, here, &open);
        here += 1;
    }
    divided
}

/// The range that each code goes to.
fn homes(codes: &[Code], ranges: &[Range<usize>]) -> Vec<usize> {
    let mut homes: Vec<usize> = Vec::with_capacity(codes.len());
    for code in codes {
        // What ends something belongs to the text before it, all else to the text after it.
        let home = match code.is_end() {
            true => ranges.partition_point(|range| range.start < code.at).saturating_sub(1),
            false => ranges.partition_point(|range| range.end <= code.at),
        };
        // Codes of a text never change their order.
        let home = home.min(ranges.len() - 1);
        homes.push(home.max(homes.last().copied().unwrap_or(0)));
    }
    homes
}

/// Ends open highlighting at the end of a range and begins it again in the next.
fn part_highlights(divided: &mut [Vec<Code>], ranges: &[Range<usize>], at: usize, open: &[Code]) {
    let end = ranges[at].len();
    let ends = open.iter().rev();
    divided[at].extend(ends.map(|code| Code {
        at: end,
        kind: CodeKind::HighlightEnd,
        ..code.clone()
    }));
    divided[at + 1].extend(open.iter().map(|code| Code { at: 0, ..code.clone() }));
}
