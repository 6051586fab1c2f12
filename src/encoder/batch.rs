//! Encoding many sentences: which are run together, on which thread, with which cached types.

use std::collections::HashSet;
use std::num::NonZeroUsize;
use std::ops::Range;

use super::file::{DIM, GROUPS};
use super::model::{FEATURES, Model, REACH, Scratch, TOGETHER, Type, Window};
use super::overlap::{self, Bridge, EDGE};
use super::tokenise::{CLOSE, OPEN, Tokens};
use super::words::Words;
use super::{Config, Encoded, Encoder, threads};
use crate::watch::Watch;

/// Pieces run together: enough to use a matrix well, few enough to stay in the cache. Of short texts fewer are, so
/// that there are [`JOBS`] of them to share among threads. Their number must not depend on that of the threads: what
/// opens and closes sentences is added up job by job, and rounded for each.
const JOB: usize = 640;
const SMALLEST_JOB: usize = 128;
const JOBS: usize = 12;
/// Pieces of one sentence in one window; longer sentences are cut, with context.
const WINDOW: usize = 512;
/// Pieces, and different pieces, for which types are computed together.
const BLOCK: usize = 16_384;
const BLOCK_TYPES: usize = 3072;
/// Types kept from block to block.
const HELD: usize = 4608;
/// Types one thread computes at a time.
const TYPES: usize = 4 * TOGETHER;

/// Types computed so far, [`TOGETHER`] to a chunk: single ones would ask for memory thousands of times.
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

    /// Makes sure of the types of `pieces`, dropping others when there are too many.
    fn fill(&mut self, encoder: &Encoder, pieces: &HashSet<u32>, threads: NonZeroUsize) {
        let is_missing = |piece: &u32| self.places[*piece as usize] == ABSENT;
        let mut missing: Vec<u32> = pieces.iter().copied().filter(is_missing).collect();
        missing.sort_unstable();
        if self.held + missing.len() > HELD {
            self.keep(pieces);
        }
        let chunks: Vec<&[u32]> = missing.chunks(TYPES).collect();
        let table = &encoder.table;
        table.unpack(&missing, threads);
        let computed = threads::map(
            threads,
            chunks.len(),
            || encoder.scratch.lend(),
            |scratch, at| {
                let codes = |&piece: &u32| {
                    let group = encoder.ids[piece as usize] as usize % GROUPS;
                    (group, table.codes(piece).unwrap_or(&[0; DIM]))
                };
                let pieces: Vec<_> = chunks[at].iter().map(codes).collect();
                encoder.model.types(&pieces, scratch)
            },
        );
        let computed = computed.into_iter().flatten();
        for (pieces, types) in missing.chunks(TOGETHER).zip(computed) {
            self.place(pieces, types);
        }
    }

    /// Drops all types but those of `pieces`, which move together.
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

/// Encodes sentences.
pub(crate) fn encode(
    encoder: &Encoder,
    sentences: &[Tokens],
    config: Config,
    watch: &dyn Watch,
) -> Encoded {
    let Config { longest_run: longest, words, threads } = config;
    let mut encoded = Encoded::new(sentences, words);
    let mut types = Types::new(encoder.ids.len());
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
        types.fill(encoder, &needed, threads);
        let size = (count / JOBS).clamp(SMALLEST_JOB, JOB);
        let jobs = jobs(sentences, start..end, size);
        let done = threads::map(
            threads,
            jobs.len(),
            || encoder.scratch.lend(),
            |scratch, at| {
                let job = Job { model: &encoder.model, types: &types, sentences, longest, words };
                job.run(jobs[at].clone(), scratch)
            },
        );
        for done in done {
            encoded.append(done);
        }
        watch.advance((end - start) as u64);
        start = end;
    }
    encoded.close(sentences.len());
    encoded
}

/// Cuts a stretch of sentences into jobs of at least `size` pieces.
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

/// What a job made of its sentences, in order.
pub(crate) struct Done {
    /// `P` of each sentence.
    pub(crate) sums: Vec<f32>,
    /// For each bridge the sentences it joins, the pieces it adds (fewer than none), and its `P`.
    pub(crate) bridges: Vec<(usize, usize, i32)>,
    pub(crate) corrections: Vec<f32>,
    /// Sum of the contributions of opening and closing pieces.
    pub(crate) edges: Vec<f32>,
    pub(crate) words: Option<Words>,
}

struct Job<'a> {
    model: &'a Model,
    types: &'a Types,
    sentences: &'a [Tokens],
    longest: usize,
    words: bool,
}

/// Sums of features over one sentence; of one behind the job that is bridged at its head, of its head alone.
struct Sums {
    total: Vec<f32>,
    head: Vec<f32>,
    tail: Vec<f32>,
}

/// Whose pieces a window holds.
enum Owner {
    /// A sentence of the job, and the position of the window in it.
    Sentence(usize, usize),
    /// A bridge of the job.
    Bridge(usize),
}

impl Job<'_> {
    fn run(&self, job: Range<usize>, scratch: &mut Scratch) -> Done {
        let bridges: Vec<Bridge> = match self.longest {
            0..=1 => Vec::new(),
            longest => job
                .clone()
                .flat_map(|from| overlap::bridges(self.sentences, from, longest))
                .collect(),
        };
        // Sentences behind the job whose edges its bridges replace.
        let last = bridges.iter().map(|bridge| bridge.to + 1).max().unwrap_or(0).max(job.end);
        let mut windows = Vec::new();
        let mut owners = Vec::new();
        for at in job.start..last {
            if at < job.end || overlap::is_short(&self.sentences[at]) {
                self.windows(at, job.start, &mut windows, &mut owners);
            } else {
                // Only its head is replaced.
                let types = self.framed(at).take(EDGE + REACH).collect();
                windows.push(Window { types, wanted: 0..EDGE });
                owners.push(Owner::Sentence(at - job.start, 0));
            }
        }
        for (at, bridge) in bridges.iter().enumerate() {
            let types = bridge.pieces.iter().map(|&piece| self.types.get(piece)).collect();
            windows.push(Window { types, wanted: bridge.wanted.clone() });
            owners.push(Owner::Bridge(at));
        }
        let zeros = || vec![0.0f32; FEATURES];
        let edges = !bridges.is_empty();
        let edge = || if edges { zeros() } else { Vec::new() };
        let mut sums: Vec<Sums> = (job.start..last)
            .map(|_| Sums { total: zeros(), head: edge(), tail: edge() })
            .collect();
        let mut crossings: Vec<Vec<f32>> = bridges.iter().map(|_| zeros()).collect();
        let mut ends = zeros();
        // Taken out, since the features borrow the rest.
        let (mut rows, mut words) =
            (std::mem::take(&mut scratch.rows), std::mem::take(&mut scratch.words));
        rows.clear();
        words.clear();
        let mut first_word = Vec::with_capacity(job.len());
        let mut word_count = 0;
        if self.words {
            for at in job.clone() {
                first_word.push(word_count);
                word_count += self.sentences[at].words.len();
            }
            words.resize(word_count * FEATURES, 0.0f32);
        }
        let add = |to: &mut [f32], row: &[f32]| self.model.add(to, row);
        self.model.features(&windows, scratch, |window, piece, features| match owners[window] {
            Owner::Bridge(at) => add(&mut crossings[at], features),
            Owner::Sentence(at, offset) => {
                let tokens = &self.sentences[job.start + at];
                let (place, length) = (offset + piece, tokens.pieces.len() + 2);
                let sums = &mut sums[at];
                add(&mut sums.total, features);
                if edges && place < EDGE {
                    add(&mut sums.head, features);
                }
                if edges && place + EDGE >= length {
                    add(&mut sums.tail, features);
                }
                if !self.words || at >= job.len() {
                    return;
                }
                if place == 0 || place + 1 == length {
                    add(&mut ends, features);
                    return;
                }
                let word = tokens.words.partition_point(|(_, range)| range.end < place as u32);
                if word < tokens.words.len() {
                    let row = first_word[at] + word;
                    add(&mut words[row * FEATURES..][..FEATURES], features);
                }
            }
        });
        let mut counts: Vec<f32> = Vec::new();
        for (at, sums) in job.clone().zip(&sums) {
            rows.extend(&sums.total);
            counts.push((self.sentences[at].pieces.len() + 2) as f32);
        }
        let mut joined = Vec::with_capacity(bridges.len());
        for (bridge, mut row) in bridges.iter().zip(crossings) {
            let alone = |at: usize| self.sentences[at].pieces.len() + 2;
            let between = bridge.from + 1..bridge.to;
            let replaced = alone(bridge.from).min(EDGE)
                + alone(bridge.to).min(EDGE)
                + between.clone().map(alone).sum::<usize>();
            subtract(&mut row, &sums[bridge.from - job.start].tail);
            subtract(&mut row, &sums[bridge.to - job.start].head);
            for at in between {
                subtract(&mut row, &sums[at - job.start].total);
            }
            let more = bridge.wanted.len() as i32 - replaced as i32;
            rows.extend(row);
            counts.push(more as f32);
            joined.push((bridge.from, bridge.to, more));
        }
        if self.words {
            rows.extend(&ends);
            counts.push(2.0 * job.len() as f32);
        }
        let projected = self.model.project(&mut rows, &counts, scratch);
        let (sentence_rows, rest) = projected.split_at(job.len() * DIM);
        let (corrections, ends) = rest.split_at(bridges.len() * DIM);
        let contributions = self.words.then(|| {
            let sentences = &self.sentences[job];
            let pieces = sentences.iter().flat_map(|tokens| &tokens.words);
            let counts: Vec<f32> = pieces.map(|(_, range)| range.len() as f32).collect();
            Words::new(sentences, &self.model.project(&mut words, &counts, scratch))
        });
        (scratch.rows, scratch.words) = (rows, words);
        Done {
            sums: sentence_rows.to_vec(),
            bridges: joined,
            corrections: corrections.to_vec(),
            edges: ends.to_vec(),
            words: contributions,
        }
    }

    /// The windows of one sentence; one unless it is very long.
    fn windows<'s>(
        &'s self,
        at: usize,
        first: usize,
        windows: &mut Vec<Window<'s>>,
        owners: &mut Vec<Owner>,
    ) {
        let all: Vec<&Type> = self.framed(at).collect();
        for start in (0..all.len()).step_by(WINDOW) {
            let end = all.len().min(start + WINDOW);
            let from = start.saturating_sub(REACH);
            let to = all.len().min(end + REACH);
            windows
                .push(Window { types: all[from..to].to_vec(), wanted: start - from..end - from });
            owners.push(Owner::Sentence(at - first, from));
        }
    }

    /// The pieces of a sentence with those that open and close it.
    fn framed(&self, at: usize) -> impl Iterator<Item = &Type> {
        let pieces = &self.sentences[at].pieces;
        let all = std::iter::once(&OPEN).chain(pieces).chain(std::iter::once(&CLOSE));
        all.map(|&piece| self.types.get(piece))
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
