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

/// What becomes of a pair of codes whose halves fall into two ranges.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Parted {
    /// They become codes without a pair.
    Alone,
    /// The pair ends with a range and begins again with the next, as highlighting does.
    Reopened,
}

/// Divides the codes of a text between the ranges it is cut into, which are in order and do not overlap. Every code
/// goes to one range, at its byte there. Highlighting ends with a range and begins again with the next.
pub(crate) fn divide_codes(
    codes: &[Code],
    ranges: &[Range<usize>],
    parted: Parted,
) -> Vec<Vec<Code>> {
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
    // What is open, with its end.
    let mut open: Vec<(Code, Code)> = Vec::new();
    let mut here = 0;
    for (code, &home) in codes.iter().zip(&homes) {
        while here < home {
            part_open(&mut divided, ranges, here, &open);
            here += 1;
        }
        let Range { start, end } = ranges[home];
        let mut code = Code { at: code.at.clamp(start, end) - start, ..code.clone() };
        match code.kind {
            CodeKind::HighlightBegin => {
                open.push((code.clone(), Code { kind: CodeKind::HighlightEnd, ..code.clone() }));
            }
            CodeKind::HighlightEnd => close(&mut open, |end| end.kind == CodeKind::HighlightEnd),
            CodeKind::Begin | CodeKind::End => {
                let is_begin = code.kind == CodeKind::Begin;
                let other = firsts.get(&(!is_begin, code.pair.as_str()));
                let other = other.filter(|&&other| homes[other] != home).map(|&at| &codes[at]);
                match other {
                    Some(end) if parted == Parted::Reopened && is_begin => {
                        open.push((code.clone(), end.clone()));
                    }
                    Some(_) if parted == Parted::Reopened => {
                        close(&mut open, |end| end.kind == CodeKind::End && end.pair == code.pair);
                    }
                    Some(other) => {
                        code.kind = if is_begin { CodeKind::LoneBegin } else { CodeKind::LoneEnd };
                        if code.id.is_empty() {
                            code.id.clone_from(&other.id);
                        }
                        code.pair.clear();
                    }
                    None => {}
                }
            }
            _ => {}
        }
        divided[home].push(code);
    }
    while here + 1 < ranges.len() {
        part_open(&mut divided, ranges, here, &open);
        here += 1;
    }
    divided
}

/// Takes out what is open and was opened last of those with such an end.
fn close(open: &mut Vec<(Code, Code)>, is_it: impl Fn(&Code) -> bool) {
    if let Some(at) = open.iter().rposition(|(_, end)| is_it(end)) {
        open.remove(at);
    }
}

/// The codes of a text that was put together from parts: pairs are numbered through, a pair that ends where an equal one
/// begins goes on, and halves of pairs that meet are pairs.
pub(crate) fn join_codes(text: &str, codes: Vec<Code>) -> Vec<Code> {
    let mut joined: Vec<Code> = Vec::with_capacity(codes.len());
    // The pair as it was, and the place of its beginning among those that are joined.
    let mut open: Vec<(String, usize)> = Vec::new();
    let mut begins: BTreeMap<String, usize> = BTreeMap::new();
    let mut pairs = 0;
    for mut code in codes {
        match code.kind {
            CodeKind::Begin => {
                let goes_on =
                    joined.last().filter(|last| last.kind == CodeKind::End).and_then(|last| {
                        let begin = *begins.get(&last.pair)?;
                        let is_same = joined[begin].content == code.content
                            && joined[begin].class == code.class
                            && text[last.at..code.at].trim().is_empty();
                        is_same.then_some(begin)
                    });
                if let Some(begin) = goes_on {
                    joined.pop();
                    open.push((code.pair, begin));
                    continue;
                }
                pairs += 1;
                open.push((code.pair.clone(), joined.len()));
                number(&mut code, pairs);
                begins.insert(code.pair.clone(), joined.len());
            }
            CodeKind::End => match open.iter().rposition(|(pair, _)| *pair == code.pair) {
                Some(at) => {
                    let (_, begin) = open.remove(at);
                    let (pair, id) = (joined[begin].pair.clone(), joined[begin].id.clone());
                    (code.pair, code.id) = (pair, id);
                }
                None => code.kind = CodeKind::LoneEnd,
            },
            CodeKind::LoneEnd => {
                let half = joined.iter().rposition(|half| {
                    half.kind == CodeKind::LoneBegin
                        && half.id == code.id
                        && half.class == code.class
                });
                if let Some(half) = half.filter(|_| !code.id.is_empty()) {
                    pairs += 1;
                    joined[half].kind = CodeKind::Begin;
                    code.kind = CodeKind::End;
                    number(&mut joined[half], pairs);
                    number(&mut code, pairs);
                    begins.insert(code.pair.clone(), half);
                }
            }
            _ => {}
        }
        joined.push(code);
    }
    for (_, begin) in open {
        joined[begin].kind = CodeKind::LoneBegin;
        joined[begin].pair.clear();
    }
    joined
}

fn number(code: &mut Code, pair: usize) {
    code.pair = pair.to_string();
    if !code.id.is_empty() {
        code.id.clone_from(&code.pair);
    }
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

/// Ends what is open at the end of a range and begins it again in the next.
fn part_open(divided: &mut [Vec<Code>], ranges: &[Range<usize>], at: usize, open: &[(Code, Code)]) {
    let length = ranges[at].len();
    divided[at].extend(open.iter().rev().map(|(_, end)| Code { at: length, ..end.clone() }));
    divided[at + 1].extend(open.iter().map(|(begin, _)| Code { at: 0, ..begin.clone() }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(at: usize, kind: CodeKind, pair: &str, content: &str) -> Code {
        let (pair, content) = (pair.to_owned(), content.to_owned());
        Code { at, kind, id: pair.clone(), pair, class: "bold".to_owned(), content }
    }

    fn shown(text: &str, codes: &[Code]) -> String {
        let mut shown = text.to_owned();
        for code in codes.iter().rev() {
            shown.insert_str(code.at, &format!("{}{}", code.content, code.pair));
        }
        shown
    }

    #[test]
    fn a_pair_that_is_cut_is_opened_again() {
        use CodeKind::{Begin, End};
        let codes = [code(2, Begin, "1", "<b>"), code(9, End, "1", "</b>")];
        let text = "aa bb cc dd";
        let ranges = [0..5, 6..8, 9..11];
        let divided = divide_codes(&codes, &ranges, Parted::Reopened);
        let parts: Vec<String> =
            ranges.iter().zip(&divided).map(|(r, codes)| shown(&text[r.clone()], codes)).collect();
        assert_eq!(parts, ["aa<b>1 bb</b>1", "<b>1cc</b>1", "dd"]);
        // Put together again it is one pair.
        let mut all: Vec<Code> = Vec::new();
        for (range, codes) in ranges.iter().zip(&divided) {
            all.extend(codes.iter().map(|code| Code { at: code.at + range.start, ..code.clone() }));
        }
        assert_eq!(shown(text, &join_codes(text, all)), "aa<b>1 bb cc</b>1 dd");
        let alone = divide_codes(&codes, &ranges, Parted::Alone);
        let kinds: Vec<_> = alone.iter().flatten().map(|code| code.kind).collect();
        assert_eq!(kinds, [CodeKind::LoneBegin, CodeKind::LoneEnd]);
        // Halves that meet are a pair.
        let halves: Vec<Code> = alone.into_iter().flatten().collect();
        let kinds: Vec<_> = join_codes(text, halves).iter().map(|code| code.kind).collect();
        assert_eq!(kinds, [Begin, End]);
    }

    #[test]
    fn pairs_of_several_parts_have_numbers_of_their_own() {
        use CodeKind::{Begin, End};
        let codes = vec![
            code(0, Begin, "1", "<b>"),
            code(2, End, "1", "</b>"),
            code(3, Begin, "1", "<i>"),
            code(5, End, "1", "</i>"),
            code(6, End, "7", "</b>"),
        ];
        let joined = join_codes("aa bb cc", codes);
        assert_eq!(shown("aa bb cc", &joined), "<b>1aa</b>1 <i>2bb</i>2 </b>7cc");
        assert_eq!(joined[4].kind, CodeKind::LoneEnd);
    }
}
