//! What each word contributes to the vector of its sentence.

use std::ops::Range;

use super::rows::Rows;
use super::tokenise::Tokens;

/// The words of encoded sentences with their contributions, a byte a dimension.
///
/// The contribution of a word is the sum over its pieces of the terms they add to the sentence's sum, so it
/// depends on the words around it, and words of both languages compare by cosine. Words are separated by white space and
/// what normalises to it; they are numbered through all sentences, from 0.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Words {
    /// First word of each sentence, and the end.
    first: Vec<usize>,
    starts: Vec<u32>,
    pieces: Vec<u32>,
    rows: Rows,
}

impl Words {
    /// From the contributions of the words of `sentences`, row by row.
    pub(crate) fn new(sentences: &[Tokens], rows: &[f32]) -> Words {
        let mut words = Words { first: vec![0], ..Words::of_rows(rows) };
        for tokens in sentences {
            words.first.push(words.first.last().copied().unwrap_or(0) + tokens.words.len());
            for (start, pieces) in &tokens.words {
                words.starts.push(*start);
                words.pieces.push(pieces.len() as u32);
            }
        }
        words
    }

    /// Contributions alone, row by row.
    pub(super) fn of_rows(rows: &[f32]) -> Words {
        let mut words = Words::default();
        words.rows.extend(rows);
        words
    }

    pub(crate) fn append(&mut self, more: Words) {
        let from = self.first.pop().unwrap_or(0);
        self.first.extend(more.first.iter().map(|first| first + from));
        self.starts.extend(more.starts);
        self.pieces.extend(more.pieces);
        self.rows.append(more.rows);
    }

    /// The words from `start` on as those of other sentences: the first word of each, counted from `start`, and
    /// the end.
    pub(super) fn regrouped(&self, start: usize, first: Vec<usize>) -> Words {
        let words = start..start + first.last().copied().unwrap_or(0);
        Words {
            first,
            starts: self.starts[words.clone()].to_vec(),
            pieces: self.pieces[words.clone()].to_vec(),
            rows: self.rows.part(words),
        }
    }

    /// Number of words before a sentence.
    pub(super) fn before(&self, sentence: usize) -> usize {
        self.first[sentence]
    }

    /// The words of a sentence, counted from 0.
    ///
    /// # Panics
    ///
    /// If there is no such sentence.
    pub(crate) fn of(&self, sentence: usize) -> Range<usize> {
        self.first[sentence]..self.first[sentence + 1]
    }

    /// The byte of its sentence, as given to the encoder, where a word starts.
    pub(crate) fn start(&self, word: usize) -> u32 {
        self.starts[word]
    }

    /// Number of pieces of a word.
    pub(crate) fn pieces(&self, word: usize) -> u32 {
        self.pieces[word]
    }

    /// The contributions of some words, one after the other: 512 integers of at most 127 each, which times a unit of the
    /// word are the terms of the sentence's sum, to about a hundredth of their length.
    pub(crate) fn codes_of(&self, words: Range<usize>) -> &[i8] {
        self.rows.codes(words)
    }

    /// Adds the contribution of a word to a sum of 512.
    pub(crate) fn add_to(&self, word: usize, sum: &mut [f32]) {
        self.rows.add_to(word, sum);
    }

    /// The direction of a word's contribution: 512 numbers of unit length, or zeros if it has none.
    #[cfg(test)]
    pub(crate) fn direction(&self, word: usize) -> [f32; super::file::DIM] {
        let codes = self.codes_of(word..word + 1);
        let factor = to_unit(codes);
        std::array::from_fn(|at| f32::from(codes[at]) * factor)
    }
}

/// The factor that scales codes to unit length; arbitrary for zeros.
pub(super) fn to_unit(codes: &[i8]) -> f32 {
    let squares: i32 = codes.iter().map(|&code| i32::from(code) * i32::from(code)).sum();
    1.0 / (squares.max(1) as f32).sqrt()
}
