//! Likeness in meaning, from the sentence encoder.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use super::Similarity;
use crate::encoder::Encoder;

/// Judges terms by the cosine of their vectors.
pub struct Meaning<'e> {
    encoder: &'e Encoder,
    threads: NonZeroUsize,
}

impl<'e> Meaning<'e> {
    /// A judge that encodes on so many threads; the judgement does not depend on it.
    pub fn new(encoder: &'e Encoder, threads: NonZeroUsize) -> Meaning<'e> {
        Meaning { encoder, threads }
    }
}

impl Similarity for Meaning<'_> {
    fn similarities(&self, pairs: &[(&str, &str)]) -> Vec<f32> {
        let mut numbers: HashMap<&str, usize> = HashMap::new();
        let mut texts: Vec<&str> = Vec::new();
        let mut number = |text| {
            *numbers.entry(text).or_insert_with(|| {
                texts.push(text);
                texts.len() - 1
            })
        };
        let pairs: Vec<(usize, usize)> =
            pairs.iter().map(|&(source, target)| (number(source), number(target))).collect();
        let vectors = self.encoder.vectors(&texts, self.threads);
        let cosine = |&(a, b): &(usize, usize)| -> f32 {
            vectors.row(a).iter().zip(vectors.row(b)).map(|(a, b)| a * b).sum()
        };
        pairs.iter().map(|pair| cosine(pair).clamp(0.0, 1.0)).collect()
    }
}
