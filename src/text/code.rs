//! Inline codes: the markup of a document inside its text.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// An inline code: markup of the document that the text came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Where in the text it stands, in bytes from 0.
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
    /// Begins a stretch of text (`bpt`).
    Begin,
    /// Ends one (`ept`).
    End,
    /// Begins a stretch that ends in another segment (`it pos="begin"`).
    LoneBegin,
    /// Ends a stretch that began in another segment (`it pos="end"`).
    LoneEnd,
    /// Stands by itself (`ph`).
    Single,
    /// Begins a highlighted stretch (`hi`).
    HighlightBegin,
    /// Ends it.
    HighlightEnd,
    /// Unknown markup (`ut`).
    Unknown,
}

/// Deals out the codes of a text to the stretches it is cut into, which are in order and do not overlap. Every code
/// goes to one stretch, at its place there. Of a pair that is parted each half becomes one that stands alone, and
/// highlighting ends with a stretch and begins again with the next.
pub(crate) fn divide_codes(codes: &[Code], stretches: &[Range<usize>]) -> Vec<Vec<Code>> {
    let mut divided = vec![Vec::new(); stretches.len()];
    if codes.is_empty() || stretches.is_empty() {
        return divided;
    }
    let homes = homes(codes, stretches);
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
            part_highlights(&mut divided, stretches, here, &open);
            here += 1;
        }
        let Range { start, end } = stretches[home];
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
    while here + 1 < stretches.len() {
        part_highlights(&mut divided, stretches, here, &open);
        here += 1;
    }
    divided
}

/// The stretch that each code goes to.
fn homes(codes: &[Code], stretches: &[Range<usize>]) -> Vec<usize> {
    let mut homes: Vec<usize> = Vec::with_capacity(codes.len());
    for code in codes {
        // What ends something belongs to what stands before it, all else to what stands after.
        let home = match code.is_end() {
            true => stretches.partition_point(|stretch| stretch.start < code.at).saturating_sub(1),
            false => stretches.partition_point(|stretch| stretch.end <= code.at),
        };
        // Codes of a text never change their order.
        let home = home.min(stretches.len() - 1);
        homes.push(home.max(homes.last().copied().unwrap_or(0)));
    }
    homes
}

/// Ends open highlighting at the end of a stretch and begins it again in the next.
fn part_highlights(
    divided: &mut [Vec<Code>],
    stretches: &[Range<usize>],
    at: usize,
    open: &[Code],
) {
    let end = stretches[at].len();
    let ends = open.iter().rev();
    divided[at].extend(ends.map(|code| Code {
        at: end,
        kind: CodeKind::HighlightEnd,
        ..code.clone()
    }));
    divided[at + 1].extend(open.iter().map(|code| Code { at: 0, ..code.clone() }));
}
