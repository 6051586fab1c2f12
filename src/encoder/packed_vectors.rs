//! Many dot products with the same vectors.

use std::ops::Range;

use super::file::DIM;
use super::kernel::{Matrix, PANEL, Path, Work, product, product_of, vectorised};
use super::lanes;
use super::words::{Words, to_unit};

/// Vectors packed for [`PackedVectors::dots`], rounded to 8 bits with one step for all: a dot product of unit vectors
/// is off by less than a hundredth.
pub(crate) struct PackedVectors {
    path: Path,
    matrix: Matrix,
    len: usize,
}

impl PackedVectors {
    /// Packs vectors of 512 numbers.
    pub(crate) fn new<'v>(
        vectors: impl ExactSizeIterator<Item = &'v [f32]> + Clone,
    ) -> PackedVectors {
        let len = vectors.len();
        let columns = len.next_multiple_of(PANEL).max(PANEL);
        let peak = vectors.clone().map(lanes::peak).fold(0.0, f32::max).max(f32::MIN_POSITIVE);
        let factor = 127.0 / peak;
        let mut codes = vec![0i16; DIM * columns];
        for (codes, vector) in codes.chunks_exact_mut(DIM).zip(vectors) {
            for (code, value) in codes.iter_mut().zip(vector) {
                *code = lanes::rounded(value * factor) as i16;
            }
        }
        let weight = |row: usize, column: usize| codes[column * DIM + row];
        let magnitude =
            |codes: &[i16]| codes.iter().map(|code| u32::from(code.unsigned_abs())).sum();
        let heaviest = codes.chunks_exact(DIM).map(magnitude).max().unwrap_or(0);
        let matrix = Matrix::pack(DIM, columns, peak / 127.0, heaviest, weight);
        PackedVectors { path: Path::best(), matrix, len }
    }

    /// The number of vectors.
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// The dot products of each query with each vector: a row of [`PackedVectors::stride`] for each query, of which the
    /// first [`PackedVectors::len`] count. The same bits for any number of queries, on any processor.
    pub(crate) fn dots<'v>(
        &self,
        queries: impl ExactSizeIterator<Item = &'v [f32]>,
        out: &mut Vec<f32>,
    ) {
        let rows = queries.len();
        let mut integers = vec![0i16; rows * DIM];
        let limit = self.matrix.limit();
        let scales: Vec<f32> = queries
            .zip(integers.chunks_exact_mut(DIM))
            .map(|(query, integers)| lanes::quantise(query, limit, integers) * self.matrix.step())
            .collect();
        let starts: Vec<u32> = (0..rows).map(|row| (row * DIM) as u32).collect();
        out.clear();
        out.resize(rows * self.stride(), 0.0);
        product(self.path, &self.matrix, &integers, &starts, &scales, out);
    }

    /// The length of a row of [`PackedVectors::dots`].
    pub(crate) fn stride(&self) -> usize {
        self.matrix.outputs()
    }
}

/// The contributions of words, packed for [`PackedWords::cosines`].
pub(crate) struct PackedWords {
    path: Path,
    matrix: Matrix,
    words: Range<usize>,
    /// The factor that scales the codes of each word to unit length.
    factors: Vec<f32>,
}

impl PackedWords {
    /// Packs some words of a text.
    pub(crate) fn new(text: &Words, words: Range<usize>) -> PackedWords {
        let columns = words.len().next_multiple_of(PANEL).max(PANEL);
        let codes = &text.codes_of(words.clone());
        let weight = |row: usize, column: usize| {
            codes.get(column * DIM + row).map_or(0, |&code| i16::from(code))
        };
        let heaviest = (DIM as u32) * i8::MIN.unsigned_abs() as u32;
        PackedWords {
            path: Path::best(),
            matrix: Matrix::pack(DIM, columns, 1.0, heaviest, weight),
            factors: codes.chunks_exact(DIM).map(to_unit).collect(),
            words,
        }
    }

    /// The cosines of words of another text with those of a range that was packed, row by row.
    ///
    /// # Panics
    ///
    /// If not all of the range was packed.
    pub(crate) fn cosines(
        &self,
        text: &Words,
        words: Range<usize>,
        range: Range<usize>,
    ) -> Vec<f32> {
        assert!(self.words.start <= range.start && range.end <= self.words.end);
        let columns = range.start - self.words.start..range.end - self.words.start;
        let panels = columns.start / PANEL..columns.end.div_ceil(PANEL);
        let codes = text.codes_of(words.clone());
        let integers: Vec<i16> = codes.iter().map(|&code| i16::from(code)).collect();
        let scales: Vec<f32> = codes.chunks_exact(DIM).map(to_unit).collect();
        let starts: Vec<u32> = (0..words.len()).map(|row| (row * DIM) as u32).collect();
        let stride = panels.len() * PANEL;
        let from = columns.start - panels.start * PANEL;
        let mut out = vec![0.0; words.len() * stride];
        product_of(self.path, &self.matrix, panels, &integers, &starts, &scales, &mut out);
        let factors = &self.factors[columns];
        let mut cosines = Vec::with_capacity(words.len() * range.len());
        for row in out.chunks_exact(stride.max(1)) {
            cosines.extend(row[from..].iter().zip(factors).map(|(dot, factor)| dot * factor));
        }
        cosines
    }
}

/// A dot product of two vectors of 512 numbers, and where in the output it goes.
pub(crate) struct DotProduct<'v> {
    pub(crate) a: &'v [f32],
    pub(crate) b: &'v [f32],
    pub(crate) to: usize,
}

/// Computes dot products, each into its place in `out`.
pub(crate) fn dots(pairs: &[DotProduct<'_>], out: &mut [f32]) {
    vectorised(Path::best(), Dots { pairs, out });
}

struct Dots<'p> {
    pairs: &'p [DotProduct<'p>],
    out: &'p mut [f32],
}

impl Work for Dots<'_> {
    type Output = ();

    #[inline(always)]
    fn run(self) {
        for &DotProduct { a, b, to } in self.pairs {
            self.out[to] = lanes::dot(a, b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cosines_are_those_of_words() {
        let words = |seed: usize, count: usize| -> Words {
            let number = |at: usize| ((at * 37 + seed * 11) % 103) as f32 - 51.0;
            Words::of_rows(&(0..count * DIM).map(number).collect::<Vec<f32>>())
        };
        let (text, other) = (words(1, 70), words(2, 3));
        let cosines = PackedWords::new(&text, 5..70).cosines(&other, 1..3, 33..69);
        assert_eq!(cosines.len(), 2 * 36);
        for (row, word) in cosines.chunks_exact(36).zip(1..3) {
            for (cosine, to) in row.iter().zip(33..69) {
                let both = other.direction(word).into_iter().zip(text.direction(to));
                let exact: f32 = both.map(|(a, b)| a * b).sum();
                assert!((exact - cosine).abs() < 1e-5, "{exact} {cosine}");
            }
        }
    }

    #[test]
    fn dots_are_those_of_the_vectors() {
        let unit = |seed: usize| -> Vec<f32> {
            let raw: Vec<f32> =
                (0..DIM).map(|k| ((k * 31 + seed * 77) % 101) as f32 - 50.0).collect();
            let length = raw.iter().map(|v| v * v).sum::<f32>().sqrt();
            raw.into_iter().map(|v| v / length).collect()
        };
        let vectors: Vec<Vec<f32>> = (0..40).map(unit).collect();
        let packed = PackedVectors::new(vectors.iter().map(Vec::as_slice));
        let queries = [unit(7), unit(90)];
        let mut out = Vec::new();
        packed.dots(queries.iter().map(Vec::as_slice), &mut out);
        for (query, row) in queries.iter().zip(out.chunks_exact(packed.stride())) {
            for (vector, dot) in vectors.iter().zip(row) {
                let exact: f32 = query.iter().zip(vector).map(|(a, b)| a * b).sum();
                assert!((exact - dot).abs() < 0.01, "{exact} {dot}");
            }
        }
    }
}
