//! Vectors of consecutive sentences from the sums of single ones.
//!
//! `P` adds up over pieces, but a piece sees [`REACH`] neighbours on each side, and a text of two sentences
//! has one opening and one closing piece, not two. So a run of sentences is the sum of its sentences plus a
//! *bridge* over each junction: the features of the few pieces around it, computed in a window that holds
//! both sides, less the features those pieces had at the edges of the single sentences. A sentence shorter
//! than two reaches lets its two junctions see each other; it is bridged as a whole, from the sentence
//! before it to the one after. Either way the result equals that of encoding the joined text, except for rounding.

use std::ops::Range;

use super::model::REACH;
use super::tokenise::{CLOSE, OPEN, Tokens};

/// Pieces of a bridge's window taken from a sentence at either end: those that change, and what they see.
const SIDE: usize = 2 * REACH;
/// Pieces at the edge of a single sentence that a bridge replaces: those that change, and the opening or
/// closing piece.
pub(crate) const EDGE: usize = REACH + 1;

/// Whether two junctions of a sentence see each other.
pub(crate) fn is_short(tokens: &Tokens) -> bool {
    tokens.text().len() < SIDE
}

/// The window of a bridge: its pieces, and those whose features it adds.
pub(crate) struct Bridge {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) pieces: Vec<u32>,
    pub(crate) wanted: Range<usize>,
}

/// The bridges that start at sentence `from`, of runs of at most `longest` sentences.
pub(crate) fn bridges(sentences: &[Tokens], from: usize, longest: usize) -> Vec<Bridge> {
    let mut found = Vec::new();
    let end = sentences.len().min(from + longest);
    for to in from + 1..end {
        found.push(bridge(sentences, from, to));
        if !is_short(&sentences[to]) {
            break;
        }
    }
    found
}

/// For each sentence, whether its bridges are those of the sentence before it: in a stretch of equal sentences all but the
/// last have the same, which would take a kilobyte each.
pub(crate) fn repeats(sentences: &[Tokens], longest: usize) -> Vec<bool> {
    let mut repeats = vec![false; sentences.len()];
    // How many sentences after this one are equal to it.
    let mut alike = 0;
    for at in (1..sentences.len()).rev() {
        alike = if sentences[at - 1].pieces == sentences[at].pieces { alike + 1 } else { 0 };
        repeats[at] = alike >= longest;
    }
    repeats
}

fn bridge(sentences: &[Tokens], from: usize, to: usize) -> Bridge {
    let left = sentences[from].text();
    let mut pieces = Vec::new();
    if left.len() < SIDE {
        pieces.push(OPEN);
    }
    pieces.extend(&left[left.len().saturating_sub(SIDE)..]);
    let start = pieces.len().saturating_sub(REACH);
    for between in &sentences[from + 1..to] {
        pieces.extend(between.text());
    }
    let right = sentences[to].text();
    let junction = pieces.len();
    pieces.extend(right.iter().take(SIDE));
    if right.len() < SIDE {
        pieces.push(CLOSE);
    }
    let wanted = start..pieces.len().min(junction + REACH);
    Bridge { from, to, pieces, wanted }
}

/// The steps from bridge to bridge over a run: `(from, to)`, where every sentence between is short.
pub(crate) fn steps(
    short: &[bool],
    run: Range<usize>,
) -> impl Iterator<Item = (usize, usize)> + '_ {
    let mut from = run.start;
    (run.start + 1..run.end).filter_map(move |to| {
        let lands = to + 1 == run.end || !short[to];
        lands.then(|| (std::mem::replace(&mut from, to), to))
    })
}

/// Which sentences are short.
pub(crate) fn short(sentences: &[Tokens]) -> Vec<bool> {
    sentences.iter().map(is_short).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(lengths: &[u32]) -> Vec<Tokens> {
        let mut next = 10;
        let mut tokens = |&length: &u32| {
            next += length;
            Tokens { pieces: (next - length..next).collect(), words: vec![(0, 0..length)] }
        };
        lengths.iter().map(&mut tokens).collect()
    }

    #[test]
    fn a_bridge_holds_what_changes_and_what_that_sees() {
        let sentences = sentences(&[12, 10]);
        let [bridge] = &bridges(&sentences, 0, 4)[..] else { panic!("one bridge") };
        assert_eq!(bridge.pieces, (14..30).collect::<Vec<_>>());
        assert_eq!(bridge.wanted, 4..12);
    }

    #[test]
    fn equal_sentences_repeat_bridges() {
        let tokens = |pieces: &[u32]| Tokens { pieces: pieces.to_vec(), words: Vec::new() };
        let (a, b): (&[u32], &[u32]) = (&[4, 5], &[6]);
        let all = [b, a, a, a, a, a, b].map(tokens);
        for longest in 2..6 {
            let spans = |from| -> Vec<(usize, Vec<u32>)> {
                let bridges = bridges(&all, from, longest).into_iter();
                bridges.map(|bridge| (bridge.to - from, bridge.pieces)).collect()
            };
            for (at, repeats) in repeats(&all, longest).into_iter().enumerate() {
                assert!(!repeats || spans(at) == spans(at - 1), "{at} of {longest}");
            }
        }
        assert_eq!(repeats(&all, 3), [false, false, true, true, false, false, false]);
    }

    #[test]
    fn short_sentences_are_bridged_as_a_whole() {
        let sentences = sentences(&[9, 2, 1, 9, 9]);
        let spans = |longest| -> Vec<(usize, usize)> {
            bridges(&sentences, 0, longest).iter().map(|b| (b.from, b.to)).collect()
        };
        assert_eq!(spans(8), [(0, 1), (0, 2), (0, 3)]);
        assert_eq!(spans(3), [(0, 1), (0, 2)]);
        let whole = &bridges(&sentences, 0, 4)[2];
        assert_eq!((whole.pieces.len(), whole.wanted.clone()), (8 + 3 + 8, 4..15));
        let short = short(&sentences);
        assert_eq!(steps(&short, 0..5).collect::<Vec<_>>(), [(0, 3), (3, 4)]);
        assert_eq!(steps(&short, 0..3).collect::<Vec<_>>(), [(0, 2)]);
        assert_eq!(steps(&short, 1..4).collect::<Vec<_>>(), [(1, 3)]);
        assert_eq!(steps(&short, 2..3).count(), 0);
        let edge = &bridges(&sentences, 1, 2)[0];
        assert_eq!(
            (edge.pieces.clone(), edge.wanted.clone()),
            (vec![OPEN, 19, 20, 21, CLOSE], 0..5)
        );
    }
}
