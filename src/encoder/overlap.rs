//! Vectors of consecutive sentences from the sums of single ones.
//!
//! `P` adds up over pieces, but a piece sees [`REACH`] neighbours on each side, and a text of two sentences
//! has one opening and one closing piece, not two. So a run of sentences is the sum of its sentences plus a
//! *bridge* over each junction: the features of the few pieces around it, computed in a window that holds
//! both sides, less the features those pieces had at the edges of the single sentences. Short sentences let their
//! junctions see each other; they are bridged as a whole, from the sentence before them to the one after, as long as the
//! pieces between are fewer than two reaches. A longer run is put together from such bridges: where two overlap, what lies
//! in both counts twice, and the bridge over that part is taken off again. Either way the result equals that of encoding
//! the joined text, except for rounding.

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
    (1..=reach(sentences, from, longest)).map(|over| bridge(sentences, from, from + over)).collect()
}

/// How many bridges start at sentence `from`: one to each of so many sentences after it.
pub(crate) fn reach(sentences: &[Tokens], from: usize, longest: usize) -> usize {
    let end = sentences.len().min(from.saturating_add(longest));
    let mut between = 0;
    let after = sentences[..end].iter().skip(from + 1);
    let is_enough = |sentence: &Tokens| {
        between += sentence.text().len();
        between >= SIDE
    };
    after.clone().position(is_enough).map_or(after.len(), |last| last + 1)
}

/// For each sentence, whether its bridges are those of the sentence before it: in a stretch of equal sentences all but the
/// last have the same, half a kilobyte each.
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

/// The bridges that a run is put together from, `(from, to)`, each but the first with the part it shares with the one
/// before, whose own bridge counts twice: `from..=to`, empty or of one sentence where there is none. `reach` has, for each
/// sentence, how far its bridges go.
///
/// Sentences that no bridge spans do not see each other, so that this is the sum over a junction tree of intervals: all
/// cliques, less their separators (Lauritzen, Graphical Models, 1996, section 2.1).
pub(crate) fn cover(
    reach: &[u32],
    run: Range<usize>,
) -> impl Iterator<Item = ((usize, usize), (usize, usize))> + '_ {
    let last = run.end - 1;
    let end = move |from: usize| last.min(from + reach[from] as usize);
    let mut next =
        (run.start < last).then(|| ((run.start, end(run.start)), (run.start, run.start)));
    std::iter::from_fn(move || {
        let found = next?;
        let (from, to) = found.0;
        next = (from + 1..=to)
            .find(|&later| to < last && end(later) > to)
            .map(|later| ((later, end(later)), (later, to)));
        Some(found)
    })
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
        let edge = &bridges(&sentences, 1, 2)[0];
        assert_eq!(
            (edge.pieces.clone(), edge.wanted.clone()),
            (vec![OPEN, 19, 20, 21, CLOSE], 0..5)
        );
    }

    #[test]
    fn a_run_is_put_together_from_bridges() {
        let parts = |lengths: &[u32], run: Range<usize>| {
            let sentences = sentences(lengths);
            let reach: Vec<u32> =
                (0..sentences.len()).map(|from| reach(&sentences, from, 8) as u32).collect();
            cover(&reach, run).collect::<Vec<_>>()
        };
        assert_eq!(parts(&[9, 9, 9], 0..3), [((0, 1), (0, 0)), ((1, 2), (1, 1))]);
        assert_eq!(parts(&[9, 2, 1, 9, 9], 0..5), [((0, 3), (0, 0)), ((3, 4), (3, 3))]);
        assert_eq!(parts(&[9, 2, 1, 9, 9], 1..4), [((1, 3), (1, 1))]);
        assert_eq!(parts(&[9, 2, 1, 9, 9], 2..3), []);
        // Five pieces are fewer than two reaches, ten are not.
        assert_eq!(parts(&[5; 5], 0..5), [((0, 2), (0, 0)), ((1, 3), (1, 2)), ((2, 4), (2, 3))]);
        assert_eq!(parts(&[5, 2, 2, 5, 9], 0..5), [((0, 3), (0, 0)), ((1, 4), (1, 3))]);
    }
}
