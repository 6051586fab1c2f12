//! Encoded sentences, from which vectors of any run of them follow.

use std::num::NonZeroUsize;
use std::ops::Range;

use super::file::DIM;
use super::overlap;
use super::rows::Rows;
use super::tokenise::Tokens;
use super::words::Words;

/// What to keep of the sentences that are encoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Config {
    /// Sentences in the longest run whose vector will be asked for: 1 for single sentences only.
    pub(crate) longest_run: usize,
    /// Whether to keep the contributions of words, about half a kilobyte each.
    pub(crate) words: bool,
    /// Threads to use, at most those of the pool it runs in.
    pub(crate) threads: NonZeroUsize,
}

/// Encoded sentences: the sum of features of each, before the last layers, and what to add for a run of them.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Encoded {
    sums: Rows,
    /// Number of pieces of each sentence, opening and closing piece included.
    counts: Vec<f32>,
    /// How many bridges start at each sentence, to the sentences after it one by one.
    reach: Vec<u32>,
    /// First bridge that starts at each sentence. Equal sentences in a row share theirs.
    first_bridge: Vec<usize>,
    /// Sentences in the longest run the bridges are for.
    longest: usize,
    /// The pieces each bridge adds; negative where it replaces more.
    more: Vec<i32>,
    /// What each bridge adds.
    corrections: Rows,
    /// Sum of what opening and closing pieces contribute.
    edges: Vec<f32>,
    words: Option<Words>,
}

/// What encoding some consecutive sentences gives.
pub(super) struct Done {
    /// Sums of each sentence.
    pub(super) sums: Vec<f32>,
    /// The pieces each bridge adds.
    pub(super) more: Vec<i32>,
    /// Sums of each bridge.
    pub(super) corrections: Vec<f32>,
    /// Sum of what opening and closing pieces contribute.
    pub(super) edges: Vec<f32>,
    pub(super) words: Option<Words>,
}

impl Encoded {
    /// Sentences of which nothing is known yet but which bridges are to come. `repeats` says of each whether its bridges are
    /// those of the one before.
    pub(super) fn new(
        sentences: &[Tokens],
        repeats: &[bool],
        longest: usize,
        words: bool,
    ) -> Encoded {
        let reach = |from| overlap::reach(sentences, from, longest) as u32;
        let reach: Vec<u32> = (0..sentences.len()).map(reach).collect();
        let (mut first_bridge, mut bridges) = (Vec::with_capacity(sentences.len()), 0);
        for (at, (reach, repeats)) in reach.iter().zip(repeats).enumerate() {
            if *repeats {
                first_bridge.push(first_bridge[at - 1]);
            } else {
                first_bridge.push(bridges);
                bridges += *reach as usize;
            }
        }
        Encoded {
            sums: Rows::with_capacity(sentences.len()),
            counts: sentences.iter().map(|tokens| (tokens.pieces.len() + 2) as f32).collect(),
            reach,
            first_bridge,
            longest,
            more: Vec::with_capacity(bridges),
            corrections: Rows::with_capacity(bridges),
            edges: Vec::new(),
            words: words.then(|| Words::new(&[], &[])),
        }
    }

    /// Appends the sentences that come next.
    pub(super) fn append(&mut self, done: Done) {
        self.sums.extend(&done.sums);
        self.more.extend(done.more);
        self.corrections.extend(&done.corrections);
        if self.edges.is_empty() {
            self.edges = done.edges;
        } else {
            self.edges.iter_mut().zip(done.edges).for_each(|(sum, edge)| *sum += edge);
        }
        if let (Some(words), Some(more)) = (&mut self.words, done.words) {
            words.append(more);
        }
    }

    /// Number of sentences.
    pub(crate) fn len(&self) -> usize {
        self.counts.len()
    }

    /// The sum of a sentence, 512 numbers: what its pieces add up to before the last layers.
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    pub(crate) fn sum(&self, sentence: usize) -> [f32; DIM] {
        let mut sum = [0.0; DIM];
        self.sums.add_to(sentence, &mut sum);
        sum
    }

    /// Number of pieces of a sentence, with those that open and close it.
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    pub(crate) fn count(&self, sentence: usize) -> f32 {
        self.counts[sentence]
    }

    /// The words of all sentences, if [`Config::words`] asked for them.
    pub(crate) fn words(&self) -> Option<&Words> {
        self.words.as_ref()
    }

    /// What the pieces that open and close a sentence contribute together, on average over all sentences:
    /// 512 numbers, the part of a sum that belongs to no word. Empty without [`Config::words`].
    pub(crate) fn edges(&self) -> Vec<f32> {
        let factor = 1.0 / self.len().max(1) as f32;
        self.edges.iter().map(|edge| edge * factor).collect()
    }

    /// Adds the sum of a run of sentences to `sum` (512 numbers) and gives its number of pieces.
    ///
    /// # Panics
    ///
    /// If the run is empty, leaves the document, or is longer than [`Config::longest_run`].
    pub(super) fn add_run(&self, run: Range<usize>, sum: &mut [f32]) -> f32 {
        assert!(!run.is_empty() && run.end <= self.len(), "no such run: {run:?}");
        assert!(run.len() <= self.longest, "a run longer than prepared for");
        let mut count = 0.0;
        for at in run.clone() {
            self.sums.add_to(at, sum);
            count += self.counts[at];
        }
        let bridge = |(from, to): (usize, usize)| self.first_bridge[from] + (to - from - 1);
        for (new, shared) in overlap::cover(&self.reach, run) {
            self.corrections.add_to(bridge(new), sum);
            count += self.more[bridge(new)] as f32;
            if shared.0 < shared.1 {
                self.corrections.take_from(bridge(shared), sum);
                count -= self.more[bridge(shared)] as f32;
            }
        }
        count
    }

    /// The sentences from `start` on, cut into parts, from which vectors of any run of parts follow.
    ///
    /// `cuts` has, for each sentence, the word after the last of each part, counted from 0 in the sentence; the
    /// last is its number of words. The sum of a part is the sum of the contributions of its words and the average
    /// contribution of an opening and a closing piece; a run of parts has the latter once. `None` if the words were not
    /// kept.
    ///
    /// # Panics
    ///
    /// If there are not so many sentences, or cuts do not ascend.
    pub(crate) fn split(&self, start: usize, cuts: &[Vec<usize>]) -> Option<Encoded> {
        let words = self.words()?;
        let edges = self.edges();
        let parts: usize = cuts.iter().map(Vec::len).sum();
        let mut split = Encoded {
            sums: Rows::with_capacity(parts),
            counts: Vec::with_capacity(parts),
            reach: vec![1; parts],
            first_bridge: (0..parts).collect(),
            longest: usize::MAX,
            more: vec![-2; parts.saturating_sub(1)],
            corrections: Rows::with_capacity(parts.saturating_sub(1)),
            edges: edges.iter().map(|edge| edge * parts as f32).collect(),
            words: None,
        };
        let mut first = vec![0];
        let before = words.before(start);
        for (sentence, cuts) in (start..).zip(cuts) {
            let all = words.of(sentence);
            let mut from = all.start;
            for &to in cuts {
                let to = all.start + to;
                assert!(from <= to && to <= all.end, "cuts ascend");
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
