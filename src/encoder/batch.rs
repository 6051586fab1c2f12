//! Encoding many sentences: which are run together, on which thread, with which cached types.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::ops::Range;

use super::encoded::{Config, Done, Encoded};
use super::file::{DIM, GROUPS, Table};
use super::model::{FEATURES, Model, REACH, Scratch, TOGETHER, Type, Window};
use super::overlap::{self, Bridge, EDGE};
use super::tokenise::{CLOSE, OPEN, Tokens};
use super::words::Words;
use crate::threads::{self, Spares};
use crate::watch::Watch;

/// The part of an encoder that turns pieces into vectors.
pub(crate) struct Network {
    /// Ids in the full model of the pieces of the weights file, ascending.
    pub(crate) ids: Vec<u32>,
    pub(crate) table: Table,
    pub(crate) model: Model,
    /// Working memory, one for each thread.
    scratch: Spares<Scratch>,
}

/// Pieces in a job: enough to use a matrix well, few enough to stay in the cache. Short texts have smaller jobs, so that
/// there are [`JOBS`] of them to share among threads. The number of jobs must not depend on the number of threads: the
/// contributions of opening and closing pieces are added up and rounded for each job.
const JOB: usize = 640;
const SMALLEST_JOB: usize = 128;
const JOBS: usize = 12;
/// Pieces of one sentence in one window; longer sentences are split, with context on both sides.
const WINDOW: usize = 512;
/// Pieces, and different pieces, for which types are computed together.
const BLOCK: usize = 16_384;
const BLOCK_TYPES: usize = 3072;
/// Types kept from block to block.
const HELD: usize = 4608;
/// Sentences of a text that is not one of many, so that working memory, some tens of megabytes a thread, is better freed than
/// kept for the next.
const MANY: usize = 10_000;
/// Types one thread computes at a time.
const TYPES: usize = 4 * TOGETHER;

/// Types computed so far, in chunks of [`TOGETHER`] to save allocations.
struct Types {
    /// Where the type of each piece is: its chunk times [`TOGETHER`] and its place there, or [`ABSENT`].
    places: Vec<u32>,
    chunks: Vec<Vec<Type>>,
    held: usize,
}

const ABSENT: u32 = u32::MAX;

impl Types {
    fn new(pieces: usize) -> Types {
        Types { places: vec![ABSENT; pieces], chunks: Vec::new(), held: 0 }
    }

    fn get(&self, piece: u32) -> &Type {
        // Every piece of a block is filled in before its sentences run.
        let place = self.places[piece as usize] as usize;
        &self.chunks[place / TOGETHER][place % TOGETHER]
    }

    fn place(&mut self, pieces: &[u32], types: Vec<Type>) {
        let first = (self.chunks.len() * TOGETHER) as u32;
        for (piece, place) in pieces.iter().zip(first..) {
            self.places[*piece as usize] = place;
        }
        self.held += types.len();
        self.chunks.push(types);
    }

    /// Computes the missing types of `pieces`, dropping others when there are too many.
    fn fill(&mut self, network: &Network, pieces: &HashSet<u32>, threads: NonZeroUsize) {
        let is_missing = |piece: &u32| self.places[*piece as usize] == ABSENT;
        let mut missing: Vec<u32> = pieces.iter().copied().filter(is_missing).collect();
        missing.sort_unstable();
        if self.held + missing.len() > HELD {
            self.keep(pieces);
        }
        let chunks: Vec<&[u32]> = missing.chunks(TYPES).collect();
        let table = &network.table;
        table.unpack(&missing, threads);
        let computed = threads::map(
            threads,
            chunks.len(),
            || network.scratch.lend(),
            |scratch, at| {
                let codes = |&piece: &u32| {
                    let group = network.ids[piece as usize] as usize % GROUPS;
                    (group, table.codes(piece).unwrap_or(&[0; DIM]))
                };
                let pieces: Vec<_> = chunks[at].iter().map(codes).collect();
                network.model.types(&pieces, scratch)
            },
        );
        let computed = computed.into_iter().flatten();
        for (pieces, types) in missing.chunks(TOGETHER).zip(computed) {
            self.place(pieces, types);
        }
    }

    /// Drops all types but those of `pieces`, which are moved to new chunks.
    fn keep(&mut self, pieces: &HashSet<u32>) {
        let held = self.places.iter().zip(0..).filter(|(place, _)| **place != ABSENT);
        let mut held: Vec<(u32, u32)> = held.map(|(&place, piece)| (place, piece)).collect();
        held.sort_unstable();
        let mut kept = Types::new(self.places.len());
        let mut held = held.into_iter().map(|(_, piece)| piece);
        let (mut moved, mut types) = (Vec::new(), Vec::new());
        for chunk in self.chunks.drain(..) {
            for (kind, piece) in chunk.into_iter().zip(&mut held) {
                if pieces.contains(&piece) {
                    moved.push(piece);
                    types.push(kind);
                }
                if types.len() == TOGETHER {
                    kept.place(&moved, std::mem::take(&mut types));
                    moved.clear();
                }
            }
        }
        kept.place(&moved, types);
        *self = kept;
    }
}

impl Network {
    pub(super) fn new(ids: Vec<u32>, table: Table, model: Model) -> Network {
        Network { ids, table, model, scratch: Spares::default() }
    }

    /// Encodes sentences. What is not needed of them any more is dropped as it goes on: it is a good part of what a long
    /// text takes.
    pub(super) fn encode(
        &self,
        mut sentences: Vec<Tokens>,
        config: Config,
        watch: &dyn Watch,
    ) -> Encoded {
        let Config { longest_run: longest, words, threads } = config;
        let repeats = overlap::repeats(&sentences, longest);
        let mut encoded = Encoded::new(&sentences, &repeats, longest, words);
        let mut types = Types::new(self.ids.len());
        let mut start = 0;
        while start < sentences.len() {
            let mut needed = HashSet::from([OPEN, CLOSE]);
            let mut count = 0;
            let mut end = start;
            while end < sentences.len() && count < BLOCK && needed.len() < BLOCK_TYPES {
                needed.extend(&sentences[end].pieces);
                count += sentences[end].pieces.len();
                end += 1;
            }
            let ahead = sentences.len().min(end + longest.saturating_sub(1));
            needed.extend(sentences[end..ahead].iter().flat_map(|tokens| &tokens.pieces));
            types.fill(self, &needed, threads);
            let size = (count / JOBS).clamp(SMALLEST_JOB, JOB);
            let jobs = jobs(&sentences, start..end, size);
            let done = threads::map(
                threads,
                jobs.len(),
                || self.scratch.lend(),
                |scratch, at| {
                    let (model, types) = (&self.model, &types);
                    let (sentences, repeats) = (&sentences, &repeats);
                    let job = Job { model, types, sentences, repeats, longest, words };
                    job.run(jobs[at].clone(), scratch)
                },
            );
            for done in done {
                encoded.append(done);
            }
            sentences[start..end].fill_with(Tokens::default);
            watch.advance((end - start) as u64);
            start = end;
        }
        if sentences.len() > MANY {
            self.scratch.free();
        }
        encoded
    }
}

/// Divides consecutive sentences into jobs of at least `size` pieces.
fn jobs(sentences: &[Tokens], all: Range<usize>, size: usize) -> Vec<Range<usize>> {
    let mut jobs = Vec::new();
    let mut start = all.start;
    let mut count = 0;
    for at in all.clone() {
        count += sentences[at].pieces.len() + 2;
        if count >= size {
            jobs.push(start..at + 1);
            start = at + 1;
            count = 0;
        }
    }
    if start < all.end {
        jobs.push(start..all.end);
    }
    jobs
}

/// Consecutive sentences to encode together, with the rest of their text.
struct Job<'a> {
    model: &'a Model,
    types: &'a Types,
    /// All sentences of the text.
    sentences: &'a [Tokens],
    /// Whether the bridges of a sentence are those of the one before.
    repeats: &'a [bool],
    longest: usize,
    words: bool,
}

/// What a window belongs to.
enum Owner {
    /// A sentence, counted from the first of the job; the window starts at its piece `first_piece`.
    Sentence { at: usize, first_piece: usize },
    /// A bridge, counted from the first of the job.
    Bridge(usize),
}

impl Job<'_> {
    fn run(&self, job: Range<usize>, scratch: &mut Scratch) -> Done {
        let bridges: Vec<Bridge> = match self.longest {
            0..=1 => Vec::new(),
            longest => job
                .clone()
                .filter(|&from| !self.repeats[from])
                .flat_map(|from| overlap::bridges(self.sentences, from, longest))
                .collect(),
        };
        // Bridges also replace edges of sentences after the job.
        let last = bridges.iter().map(|bridge| bridge.to + 1).max().unwrap_or(0).max(job.end);
        let (windows, owners) = self.windows(&job, last, &bridges);
        // Taken out because `features` borrows the rest of the scratch memory.
        let (mut rows, words) =
            (std::mem::take(&mut scratch.rows), std::mem::take(&mut scratch.words));
        let mut sums = JobSums::new(self, &job, last, bridges.len(), words);
        self.model.features(&windows, scratch, |window, piece, features| {
            sums.add(&owners[window], piece, features);
        });
        let (more, counts) = sums.rows(&bridges, &job, &mut rows);
        let projected = self.model.project(&mut rows, &counts, scratch);
        let (sentence_rows, rest) = projected.split_at(job.len() * DIM);
        let (corrections, edges) = rest.split_at(bridges.len() * DIM);
        let mut words = sums.words;
        let contributions = self.words.then(|| {
            let sentences = &self.sentences[job];
            let pieces = sentences.iter().flat_map(|tokens| &tokens.words);
            let counts: Vec<f32> = pieces.map(|(_, range)| range.len() as f32).collect();
            Words::new(sentences, &self.model.project(&mut words, &counts, scratch))
        });
        (scratch.rows, scratch.words) = (rows, words);
        Done {
            sums: sentence_rows.to_vec(),
            more,
            corrections: corrections.to_vec(),
            edges: edges.to_vec(),
            words: contributions,
        }
    }

    /// The windows of the sentences up to `last` and of the bridges, and the owner of each.
    fn windows(
        &self,
        job: &Range<usize>,
        last: usize,
        bridges: &[Bridge],
    ) -> (Vec<Window<'_>>, Vec<Owner>) {
        let (mut windows, mut owners) = (Vec::new(), Vec::new());
        for sentence in job.start..last {
            let at = sentence - job.start;
            if sentence >= job.end && !overlap::is_short(&self.sentences[sentence]) {
                // Only its head is replaced.
                let types = self.framed(sentence).take(EDGE + REACH).collect();
                windows.push(Window { types, wanted: 0..EDGE });
                owners.push(Owner::Sentence { at, first_piece: 0 });
                continue;
            }
            // One window unless the sentence is very long.
            let all: Vec<&Type> = self.framed(sentence).collect();
            for start in (0..all.len()).step_by(WINDOW) {
                let end = all.len().min(start + WINDOW);
                let from = start.saturating_sub(REACH);
                let to = all.len().min(end + REACH);
                let types = all[from..to].to_vec();
                windows.push(Window { types, wanted: start - from..end - from });
                owners.push(Owner::Sentence { at, first_piece: from });
            }
        }
        for (at, bridge) in bridges.iter().enumerate() {
            let types = bridge.pieces.iter().map(|&piece| self.types.get(piece)).collect();
            windows.push(Window { types, wanted: bridge.wanted.clone() });
            owners.push(Owner::Bridge(at));
        }
        (windows, owners)
    }

    /// The pieces of a sentence, opening and closing piece included.
    fn framed(&self, at: usize) -> impl Iterator<Item = &Type> {
        let pieces = &self.sentences[at].pieces;
        let all = std::iter::once(&OPEN).chain(pieces).chain(std::iter::once(&CLOSE));
        all.map(|&piece| self.types.get(piece))
    }
}

/// Sums of features over one sentence. Of a sentence after the job only the head may be summed up.
struct Sums {
    total: Vec<f32>,
    head: Vec<f32>,
    tail: Vec<f32>,
}

/// Sums of features over all that a job encodes.
struct JobSums<'a> {
    model: &'a Model,
    /// The sentences from the first of the job on.
    sentences: &'a [Tokens],
    /// Sentences in the job; more are summed up, since bridges replace parts of them.
    in_job: usize,
    has_bridges: bool,
    keeps_words: bool,
    sums: Vec<Sums>,
    bridges: Vec<Vec<f32>>,
    /// Of all pieces that open or close a sentence of the job.
    edges: Vec<f32>,
    /// Of each word of the job, one after the other.
    words: Vec<f32>,
    /// First word of each sentence of the job.
    first_word: Vec<usize>,
}

fn zeros() -> Vec<f32> {
    vec![0.0; FEATURES]
}

impl<'a> JobSums<'a> {
    /// All sums zero. `words` is memory to reuse.
    fn new(
        of: &Job<'a>,
        job: &Range<usize>,
        last: usize,
        bridges: usize,
        mut words: Vec<f32>,
    ) -> JobSums<'a> {
        let has_bridges = bridges > 0;
        let edge = || if has_bridges { zeros() } else { Vec::new() };
        words.clear();
        let mut first_word = Vec::with_capacity(job.len());
        let mut word_count = 0;
        if of.words {
            for tokens in &of.sentences[job.clone()] {
                first_word.push(word_count);
                word_count += tokens.words.len();
            }
            words.resize(word_count * FEATURES, 0.0);
        }
        JobSums {
            model: of.model,
            sentences: &of.sentences[job.start..],
            in_job: job.len(),
            has_bridges,
            keeps_words: of.words,
            sums: (job.start..last)
                .map(|_| Sums { total: zeros(), head: edge(), tail: edge() })
                .collect(),
            bridges: (0..bridges).map(|_| zeros()).collect(),
            edges: zeros(),
            words,
            first_word,
        }
    }

    /// Adds the features of a piece of a window.
    #[inline]
    fn add(&mut self, owner: &Owner, piece: usize, features: &[f32; FEATURES]) {
        let add = |to: &mut [f32]| self.model.add(to, features);
        let (at, first_piece) = match *owner {
            Owner::Bridge(at) => return add(&mut self.bridges[at]),
            Owner::Sentence { at, first_piece } => (at, first_piece),
        };
        let tokens = &self.sentences[at];
        let (place, length) = (first_piece + piece, tokens.pieces.len() + 2);
        let sums = &mut self.sums[at];
        add(&mut sums.total);
        if self.has_bridges && place < EDGE {
            add(&mut sums.head);
        }
        if self.has_bridges && place + EDGE >= length {
            add(&mut sums.tail);
        }
        if !self.keeps_words || at >= self.in_job {
            return;
        }
        if place == 0 || place + 1 == length {
            return add(&mut self.edges);
        }
        let word = tokens.words.partition_point(|(_, range)| range.end < place as u32);
        if word < tokens.words.len() {
            let row = self.first_word[at] + word;
            add(&mut self.words[row * FEATURES..][..FEATURES]);
        }
    }

    /// Writes to `rows` the sums of the sentences of the job, of its bridges less what they replace, and of its edges.
    /// Returns the number of pieces each bridge adds, and the number in each row.
    fn rows(
        &mut self,
        bridges: &[Bridge],
        job: &Range<usize>,
        rows: &mut Vec<f32>,
    ) -> (Vec<i32>, Vec<f32>) {
        let length = |at: usize| self.sentences[at].pieces.len() + 2;
        let mut counts: Vec<f32> = Vec::new();
        rows.clear();
        for at in 0..self.in_job {
            rows.extend(&self.sums[at].total);
            counts.push(length(at) as f32);
        }
        let mut added = Vec::with_capacity(bridges.len());
        for (bridge, row) in bridges.iter().zip(&mut self.bridges) {
            let (from, to) = (bridge.from - job.start, bridge.to - job.start);
            let replaced = length(from).min(EDGE)
                + length(to).min(EDGE)
                + (from + 1..to).map(length).sum::<usize>();
            subtract(row, &self.sums[from].tail);
            subtract(row, &self.sums[to].head);
            for at in from + 1..to {
                subtract(row, &self.sums[at].total);
            }
            let more = bridge.wanted.len() as i32 - replaced as i32;
            rows.extend(&*row);
            counts.push(more as f32);
            added.push(more);
        }
        if self.keeps_words {
            rows.extend(&self.edges);
            counts.push(2.0 * self.in_job as f32);
        }
        (added, counts)
    }
}

fn subtract(from: &mut [f32], row: &[f32]) {
    for (from, value) in from.iter_mut().zip(row) {
        *from -= value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_that_are_kept_are_found_again() {
        let kind = |piece: u32| Type {
            codes: [0; DIM],
            scale: piece as f32,
            lowest: 0.0,
            x: [0.0; _],
            products: [[0; _]; _],
            units: [0.0; _],
        };
        let mut types = Types::new(100);
        for pieces in (0..60).collect::<Vec<u32>>().chunks(TOGETHER) {
            types.place(pieces, pieces.iter().copied().map(kind).collect());
        }
        let wanted: HashSet<u32> = (0..60).filter(|piece| piece % 3 == 1).chain([80]).collect();
        types.keep(&wanted);
        assert_eq!(types.held, 20);
        types.place(&[80], vec![kind(80)]);
        for piece in 0..100 {
            if wanted.contains(&piece) {
                assert_eq!(types.get(piece).scale, piece as f32);
            } else {
                assert_eq!(types.places[piece as usize], ABSENT);
            }
        }
    }
}
