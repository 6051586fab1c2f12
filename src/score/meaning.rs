//! What the sentence encoder makes of two texts.

use std::num::NonZeroUsize;

use rayon::prelude::*;

use crate::bitext::{Bitext, Cut, Run, Segments};
use crate::encoder::bank::Bank;
use crate::encoder::{Config, DIM, Encoded, Encoder, Vectors};

/// The longest run of segments a vector is asked for.
pub(crate) const LONGEST: u32 = 8;

/// Both texts encoded.
pub struct Meaning<'e> {
    encoder: &'e Encoder,
    pub(super) source: Encoded,
    pub(super) target: Encoded,
    /// The vectors of single segments.
    source_singles: Vectors,
    target_singles: Vectors,
}

/// A pair of segments, each the nearest of its text to the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Mutual {
    /// The source segment.
    pub(crate) source: u32,
    /// The target segment.
    pub(crate) target: u32,
    /// The cosine of their vectors, each less the mean of its text.
    pub(crate) cosine: f32,
    /// How far the cosine is above those of the next three of either segment, in the mean.
    pub(crate) margin: f32,
}

impl<'e> Meaning<'e> {
    /// Encodes both texts of a bitext.
    pub fn new(bitext: &Bitext, encoder: &'e Encoder) -> Meaning<'e> {
        let threads = threads();
        let config = Config { longest_run: LONGEST as usize, words: true, threads };
        let encode = |side: &Segments| {
            let texts: Vec<&str> = side.items.iter().map(|s| s.text.as_str()).collect();
            encoder.encode(&texts, config)
        };
        let (source, target) = (encode(&bitext.source), encode(&bitext.target));
        let source_singles = source.overlaps(encoder, 1, threads);
        let target_singles = target.overlaps(encoder, 1, threads);
        Meaning { encoder, source, target, source_singles, target_singles }
    }

    /// The vectors of the runs of `length` source or target segments that end in `ends`, in order.
    pub(super) fn runs(
        &self,
        is_source: bool,
        length: u32,
        ends: std::ops::RangeInclusive<u32>,
    ) -> Vectors {
        let length = length as usize;
        let runs: Vec<_> = ends.map(|end| end as usize - length..end as usize).collect();
        let side = if is_source { &self.source } else { &self.target };
        side.runs(self.encoder, &runs, threads())
    }

    /// The mean vector of the single segments of a text.
    pub(super) fn mean(&self, is_source: bool) -> [f32; DIM] {
        mean(if is_source {
            self.source_singles.as_slice()
        } else {
            self.target_singles.as_slice()
        })
    }

    /// The pairs of segments that are each other's nearest in a rectangle, in order of the source.
    pub(crate) fn mutual(&self, area: Cut) -> Vec<Mutual> {
        let part = |singles: &Vectors, run: Run| {
            centred(&singles.as_slice()[run.start as usize * DIM..run.end as usize * DIM])
        };
        let (source, target) =
            (part(&self.source_singles, area.source), part(&self.target_singles, area.target));
        if source.is_empty() || target.is_empty() {
            return Vec::new();
        }
        let bank = Bank::new(target.chunks_exact(DIM));
        const CHUNK: usize = 256;
        let chunks: Vec<(Vec<Best>, Vec<Best>)> = source
            .par_chunks(CHUNK * DIM)
            .enumerate()
            .map(|(at, rows)| {
                let mut dots = Vec::new();
                bank.dots(rows.chunks_exact(DIM), &mut dots);
                let mut columns = vec![Best::default(); bank.len()];
                let best = dots.chunks_exact(bank.stride()).enumerate().map(|(row, dots)| {
                    let mut best = Best::default();
                    for (column, &dot) in dots[..bank.len()].iter().enumerate() {
                        best.see(column as u32, dot);
                        columns[column].see((at * CHUNK + row) as u32, dot);
                    }
                    best
                });
                (best.collect(), columns)
            })
            .collect();
        let mut rows = Vec::new();
        let mut columns = vec![Best::default(); bank.len()];
        for (best, seen) in chunks {
            rows.extend(best);
            for (column, seen) in columns.iter_mut().zip(seen) {
                seen.0.iter().for_each(|&(at, dot)| column.see(at, dot));
            }
        }
        let mut pairs = Vec::new();
        for (i, row) in rows.iter().enumerate() {
            let (j, cosine) = row.0[0];
            let Some(column) = columns.get(j as usize).filter(|c| c.0[0].0 == i as u32) else {
                continue;
            };
            let margin = cosine - 0.5 * (row.next() + column.next());
            let (source, target) = (area.source.start + i as u32, area.target.start + j);
            pairs.push(Mutual { source, target, cosine, margin });
        }
        pairs
    }
}

/// The four greatest of a row; ties go to the first seen.
#[derive(Clone, Copy)]
struct Best([(u32, f32); 4]);

impl Default for Best {
    fn default() -> Best {
        Best([(u32::MAX, f32::NEG_INFINITY); 4])
    }
}

impl Best {
    fn see(&mut self, at: u32, dot: f32) {
        if dot <= self.0[3].1 {
            return;
        }
        let place = self.0.iter().position(|&(_, d)| dot > d).unwrap_or(3);
        self.0.copy_within(place..3, place + 1);
        self.0[place] = (at, dot);
    }

    /// The mean of the second to the fourth, as far as there are any; 0 where there is none.
    fn next(&self) -> f32 {
        let others: Vec<f32> = self.0[1..].iter().map(|b| b.1).filter(|d| d.is_finite()).collect();
        if others.is_empty() { 0.0 } else { others.iter().sum::<f32>() / others.len() as f32 }
    }
}

/// Threads of the pool we run in.
fn threads() -> NonZeroUsize {
    NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN)
}

fn mean(vectors: &[f32]) -> [f32; DIM] {
    let mut mean = [0.0; DIM];
    for vector in vectors.chunks_exact(DIM) {
        mean.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
    }
    let factor = 1.0 / (vectors.len() / DIM).max(1) as f32;
    mean.iter_mut().for_each(|sum| *sum *= factor);
    mean
}

/// Unit vectors less their mean, of unit length again: what all sentences of a text share says nothing about
/// which belong together. A text of one sentence has nothing to take off.
fn centred(vectors: &[f32]) -> Vec<f32> {
    let mean = if vectors.len() > DIM { mean(vectors) } else { [0.0; DIM] };
    let mut centred = vectors.to_vec();
    for vector in centred.chunks_exact_mut(DIM) {
        vector.iter_mut().zip(&mean).for_each(|(value, mean)| *value -= mean);
        let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        vector.iter_mut().for_each(|value| *value /= length);
    }
    centred
}
