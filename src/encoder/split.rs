//! Vectors of parts of sentences from the one encoding of the whole.

use super::Encoded;
use super::rows::Rows;

impl Encoded {
    /// The sentences from `start` on cut into parts, from which vectors of any run of parts follow.
    ///
    /// `cuts` has, for each sentence, the word after the last of each part, counted from 0 in the sentence; the
    /// last is its number of words. The sum of a part is what its words contribute and, as if it were encoded
    /// alone, what an opening and a closing piece contribute on average; a run of parts has those once.
    /// Nothing if the words were not kept.
    ///
    /// # Panics
    ///
    /// If there are not so many sentences, or cuts do not rise.
    pub(crate) fn split(&self, start: usize, cuts: &[Vec<usize>]) -> Option<Encoded> {
        let words = self.words()?;
        let edges = self.edges();
        let parts: usize = cuts.iter().map(Vec::len).sum();
        let mut split = Encoded {
            sums: Rows::with_capacity(parts),
            counts: Vec::with_capacity(parts),
            short: vec![false; parts],
            first_bridge: (0..parts).collect(),
            more: vec![-2; parts.saturating_sub(1)],
            corrections: Rows::with_capacity(parts.saturating_sub(1)),
            edges: edges.iter().map(|edge| edge * parts as f32).collect(),
            words: None,
        };
        split.first_bridge.push(parts.saturating_sub(1));
        let mut first = vec![0];
        let before = words.before(start);
        for (sentence, cuts) in (start..).zip(cuts) {
            let all = words.of(sentence);
            let mut from = all.start;
            for &to in cuts {
                let to = all.start + to;
                assert!(from <= to && to <= all.end, "cuts rise");
                if cuts.len() == 1 {
                    split.sums.extend(&self.sum(sentence));
                    split.counts.push(self.count(sentence));
                } else {
                    let mut sum = edges.clone();
                    (from..to).for_each(|word| words.add_to(word, &mut sum));
                    split.sums.extend(&sum);
                    let pieces: u32 = (from..to).map(|word| words.pieces(word)).sum();
                    split.counts.push(pieces as f32 + 2.0);
                }
                first.push(to - before);
                from = to;
            }
        }
        let fewer: Vec<f32> = edges.iter().map(|edge| -edge).collect();
        (1..parts).for_each(|_| split.corrections.extend(&fewer));
        split.words = Some(words.regrouped(before, first));
        Some(split)
    }
}
