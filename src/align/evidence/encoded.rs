//! Both texts encoded: sentence vectors, their words, and pairs of segments nearest in meaning.

use std::ops::Range;
use std::sync::Arc;

use rayon::prelude::*;

use crate::align::band::Band;
use crate::bitext::{Bitext, Cut, Run, Segments, Side};
use crate::encoder::packed_vectors::PackedVectors;
use crate::encoder::{Config, DIM, Encoded, Encoder, Vectors};
use crate::threads;
use crate::watch::Watch;

/// The longest run of segments a vector is asked for.
pub(crate) const LONGEST: u32 = 8;

/// The most segments of both texts together whose words are kept, some 10 kB a segment.
const MOST_WITH_WORDS: usize = 40_000;

/// Texts with no more segments than this, both together, are encoded at the same time.
const SHORT: u32 = 1000;

/// The most segments of a text whose vectors are kept, two kilobytes each.
const MOST_WITH_VECTORS: usize = 10_000;

/// Both texts encoded.
pub(crate) struct Meaning {
    encoder: Arc<Encoder>,
    pub(super) source: Encoded,
    pub(super) target: Encoded,
    source_singles: Singles,
    target_singles: Singles,
}

/// The vectors of the single segments of a text.
struct Singles {
    /// The vector of each; none if there are too many.
    vectors: Vectors,
    /// The mean of all.
    mean: Mean,
}

/// The mean of the vectors of so many segments.
#[derive(Clone)]
struct Mean {
    vector: [f32; DIM],
    count: usize,
}

/// The mean vectors of the clauses of a part of both texts: what a smaller part is compared with when it is searched
/// again.
#[derive(Clone)]
pub(crate) struct ClauseMeans {
    /// The segments the clauses were cut from.
    pub(crate) area: Cut,
    source: Mean,
    target: Mean,
}

impl Singles {
    fn of(encoder: &Encoder, side: &Encoded) -> Singles {
        if side.len() > MOST_WITH_VECTORS {
            let part = |segments: Range<u32>| {
                let runs: Vec<_> = segments.map(|at| at as usize..at as usize + 1).collect();
                encoder.runs_of(side, &runs, threads::current())
            };
            let mean = Mean { vector: mean(side.len() as u32, part), count: side.len() };
            return Singles { vectors: Vectors::default(), mean };
        }
        let vectors = encoder.overlaps(side, 1, threads::current());
        let mut sum = [0.0; DIM];
        add_up(vectors.as_slice(), &mut sum);
        let vector = sum.map(|value| value / side.len().max(1) as f32);
        Singles { vectors, mean: Mean { vector, count: side.len() } }
    }
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

impl Meaning {
    /// Encodes both texts of a bitext.
    pub(crate) fn new(bitext: &Bitext, encoder: &Arc<Encoder>, watch: &dyn Watch) -> Meaning {
        watch.begin("encoding", u64::from(bitext.source.len()) + u64::from(bitext.target.len()));
        // Words weigh half a kilobyte each; a very long text goes without.
        let words = bitext.source.items.len() + bitext.target.items.len() <= MOST_WITH_WORDS;
        let config = Config { longest_run: LONGEST as usize, words, threads: threads::current() };
        let encode = |side: &Segments| {
            let texts: Vec<&str> = side.items.iter().map(|s| s.text.as_str()).collect();
            encoder.encode(&texts, config, watch)
        };
        // Of a short text, the end of one side leaves threads free for the other; a long one would hold both at once.
        let (source, target) = match bitext.source.len() + bitext.target.len() {
            0..=SHORT => rayon::join(|| encode(&bitext.source), || encode(&bitext.target)),
            _ => (encode(&bitext.source), encode(&bitext.target)),
        };
        Meaning::of(encoder, source, target)
    }

    fn of(encoder: &Arc<Encoder>, source: Encoded, target: Encoded) -> Meaning {
        let (source_singles, target_singles) =
            rayon::join(|| Singles::of(encoder, &source), || Singles::of(encoder, &target));
        Meaning { encoder: Arc::clone(encoder), source, target, source_singles, target_singles }
    }

    /// The same of the clauses of a part of both texts, from the word after the last of each clause, for each segment
    /// of the part. Nothing if words are not known.
    pub(super) fn split(
        &self,
        area: Cut,
        source: &[Vec<usize>],
        target: &[Vec<usize>],
    ) -> Option<Meaning> {
        let source = self.source.split(area.source.start as usize, source)?;
        let target = self.target.split(area.target.start as usize, target)?;
        Some(Meaning::of(&self.encoder, source, target))
    }

    /// The mean vectors, if these are the clauses of a part of both texts.
    pub(crate) fn clause_means(&self, area: Cut) -> ClauseMeans {
        let (source, target) = (self.source_singles.mean.clone(), self.target_singles.mean.clone());
        ClauseMeans { area, source, target }
    }

    /// Takes the mean vectors of a greater part of the texts in place of the own.
    pub(super) fn compare_with(&mut self, means: &ClauseMeans) {
        for (singles, mean) in
            [(&mut self.source_singles, &means.source), (&mut self.target_singles, &means.target)]
        {
            if mean.count > singles.mean.count {
                singles.mean = mean.clone();
            }
        }
    }

    /// Whether the words of both texts are known.
    pub(crate) fn has_words(&self) -> bool {
        self.source.words().is_some() && self.target.words().is_some()
    }

    fn side(&self, side: Side) -> (&Encoded, &Singles) {
        match side {
            Side::Source => (&self.source, &self.source_singles),
            Side::Target => (&self.target, &self.target_singles),
        }
    }

    /// The mean vector of groups of `grain` segments, as many as are full.
    fn mean_of(&self, side: Side, run: Run, grain: u32) -> [f32; DIM] {
        mean(run.len() / grain, |groups| self.runs(side, group_runs(run, grain, groups)))
    }

    /// The vectors of runs of source or target segments, in order.
    pub(super) fn runs(&self, side: Side, runs: impl Iterator<Item = Run>) -> Vectors {
        let runs: Vec<_> = runs.map(|run| run.start as usize..run.end as usize).collect();
        let (encoded, singles) = self.side(side);
        self.encoder.more_runs(encoded, &singles.vectors, &runs, threads::current())
    }

    /// The mean vector of the single segments of a text.
    pub(super) fn mean(&self, side: Side) -> [f32; DIM] {
        self.side(side).1.mean.vector
    }

    /// How many segments that is the mean of.
    pub(super) fn count(&self, side: Side) -> usize {
        self.side(side).1.mean.count
    }

    /// The pairs of groups of `grain` segments that are each other's nearest in a rectangle, in order of the
    /// source, named by their first segments; a last group that is not full is left out. In a corridor, a group meets
    /// only those the corridor lets it.
    pub(crate) fn mutual(&self, area: Cut, grain: u32, corridor: Option<&Band>) -> Vec<Mutual> {
        // Rows compared at a time, and rows and columns whose vectors are held at a time: whole long texts would be too much.
        let (chunk, block) = if corridor.is_some() { (64, 2048) } else { (256, u32::MAX) };
        const COLUMNS: u32 = 2048;
        let (source_len, target_len) = (area.source.len() / grain, area.target.len() / grain);
        if source_len == 0 || target_len == 0 {
            return Vec::new();
        }
        let means = Side::both().map(|side| {
            let run = area.side(side);
            let is_whole = grain == 1 && run.len() as usize == self.side(side).0.len();
            if is_whole { self.mean(side) } else { self.mean_of(side, run, grain) }
        });
        let centred_groups = |side: Side, groups: Range<u32>| {
            let (mean, len) = match side {
                Side::Source => (&means[0], source_len),
                Side::Target => (&means[1], target_len),
            };
            centred(self.runs(side, group_runs(area.side(side), grain, groups)), mean, len)
        };
        let met = |rows: Range<u32>| match corridor {
            None => 0..target_len,
            Some(band) => {
                let row = |at: u32| band.row(area.source.start + at * grain);
                let column = |j: u32| (j - area.target.start) / grain;
                column(row(rows.start).0)..column(row(rows.end).1).min(target_len)
            }
        };
        let mut rows = vec![Best::default(); source_len as usize];
        let mut columns = vec![Best::default(); target_len as usize];
        for block in pieces(0..source_len, block) {
            let source = centred_groups(Side::Source, block.clone());
            for tile in pieces(met(block.clone()), COLUMNS) {
                let target = centred_groups(Side::Target, tile.clone());
                let part = |of: &Range<u32>| {
                    PackedVectors::new(rows_of(&target, &tile, of).chunks_exact(DIM))
                };
                let whole = corridor.is_none().then(|| part(&tile));
                let chunks: Vec<Range<u32>> = pieces(block.clone(), chunk).collect();
                let seen: Vec<Seen> = chunks
                    .into_par_iter()
                    .filter_map(|chunk| {
                        let columns = met(chunk.clone());
                        let columns = columns.start.max(tile.start)..columns.end.min(tile.end);
                        if columns.is_empty() {
                            return None;
                        }
                        let own = whole.is_none().then(|| part(&columns));
                        let queries = rows_of(&source, &block, &chunk).chunks_exact(DIM);
                        let packed = whole.as_ref().or(own.as_ref())?;
                        Some(look(packed, queries, chunk.start, columns.start))
                    })
                    .collect();
                for seen in seen {
                    see_all(&mut rows[seen.first_row as usize..], seen.rows);
                    see_all(&mut columns[seen.first_column as usize..], seen.columns);
                }
            }
        }
        mutual_pairs(&rows, &columns, area, grain)
    }
}

/// The rows and columns that are each other's nearest, as groups of `grain` segments of an area.
fn mutual_pairs(rows: &[Best], columns: &[Best], area: Cut, grain: u32) -> Vec<Mutual> {
    let pair = |(i, row): (usize, &Best)| {
        let (j, cosine) = row.0[0];
        let column = columns.get(j as usize).filter(|c| c.0[0].0 == i as u32)?;
        Some(Mutual {
            source: area.source.start + i as u32 * grain,
            target: area.target.start + j * grain,
            cosine,
            margin: cosine - 0.5 * (row.next() + column.next()),
        })
    };
    rows.iter().enumerate().filter_map(pair).collect()
}

/// The nearest of some rows and columns.
struct Seen {
    /// The first of the rows.
    first_row: u32,
    rows: Vec<Best>,
    /// The first of the columns.
    first_column: u32,
    columns: Vec<Best>,
}

/// The nearest of each row and of each column, from a first row and a first column on.
fn look<'v>(
    packed: &PackedVectors,
    rows: impl ExactSizeIterator<Item = &'v [f32]>,
    first_row: u32,
    first_column: u32,
) -> Seen {
    let mut dots = Vec::new();
    packed.dots(rows, &mut dots);
    let mut columns = vec![Best::default(); packed.len()];
    let best = dots.chunks_exact(packed.stride()).enumerate().map(|(row, dots)| {
        let mut best = Best::default();
        for (column, &dot) in dots[..packed.len()].iter().enumerate() {
            best.see(first_column + column as u32, dot);
            columns[column].see(first_row + row as u32, dot);
        }
        best
    });
    Seen { first_row, rows: best.collect(), first_column, columns }
}

/// Lets rows or columns see what was found in more places.
fn see_all(best: &mut [Best], found: Vec<Best>) {
    for (best, found) in best.iter_mut().zip(found) {
        found.0.iter().for_each(|&(at, dot)| best.see(at, dot));
    }
}

/// A range in pieces of at most so many.
fn pieces(range: Range<u32>, most: u32) -> impl Iterator<Item = Range<u32>> {
    let end = range.end;
    range.step_by(most as usize).map(move |from| from..from.saturating_add(most).min(end))
}

/// The vectors of some of the groups that `all` are the vectors of.
fn rows_of<'v>(all: &'v [f32], groups: &Range<u32>, some: &Range<u32>) -> &'v [f32] {
    let at = |group: u32| (group - groups.start) as usize * DIM;
    &all[at(some.start)..at(some.end)]
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

/// The mean of so many vectors, made some at a time: those of a long text would be too much at once.
fn mean(count: u32, vectors: impl Fn(Range<u32>) -> Vectors) -> [f32; DIM] {
    const CHUNK: u32 = 4096;
    let mut sum = [0.0; DIM];
    for from in (0..count).step_by(CHUNK as usize) {
        add_up(vectors(from..(from + CHUNK).min(count)).as_slice(), &mut sum);
    }
    sum.map(|value| value / count.max(1) as f32)
}

fn add_up(vectors: &[f32], sum: &mut [f32; DIM]) {
    for vector in vectors.chunks_exact(DIM) {
        sum.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
    }
}

/// Unit vectors less the mean of so many, of unit length again: what all sentences of a text share says nothing about
/// which belong together. A text of one sentence has nothing to take off.
fn centred(vectors: Vectors, mean: &[f32; DIM], of: u32) -> Vec<f32> {
    let mut vectors = Vec::from(vectors);
    for vector in vectors.chunks_exact_mut(DIM) {
        if of > 1 {
            vector.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
        }
        let length = vector.iter().map(|v| v * v).sum::<f32>().sqrt().max(1e-6);
        vector.iter_mut().for_each(|value| *value /= length);
    }
    vectors
}

/// The runs of segments of some groups, counted from the start of a run.
fn group_runs(run: Run, grain: u32, groups: Range<u32>) -> impl Iterator<Item = Run> {
    groups.map(move |at| run.start + at * grain).map(move |from| Run::new(from, from + grain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_found_in_pieces_is_what_is_found_at_once() {
        let dots: Vec<f32> = (0..50).map(|at| (at * 37 % 23) as f32).collect();
        let best = |columns: Range<u32>| {
            let mut best = Best::default();
            columns.for_each(|column| best.see(column, dots[column as usize]));
            best
        };
        for most in (1..=50).chain([u32::MAX]) {
            let mut row = [Best::default()];
            pieces(0..50, most).for_each(|piece| see_all(&mut row, vec![best(piece)]));
            assert_eq!(row[0].0, best(0..50).0, "pieces of {most}");
        }
        assert_eq!(pieces(3..8, 2).collect::<Vec<_>>(), [3..5, 5..7, 7..8]);
        assert_eq!(pieces(3..3, 2).count(), 0);
    }
}
