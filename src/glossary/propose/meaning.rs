//! Likeness in meaning, from the sentence encoder.

use std::collections::HashMap;
use std::num::NonZeroUsize;

use crate::encoder::Encoder;

/// Judges terms by the cosine of their vectors.
pub(super) struct Meaning<'e> {
    pub(super) encoder: &'e Encoder,
    pub(super) threads: NonZeroUsize,
}

impl Meaning<'_> {
    /// How alike the source term and the target term of each pair are, 0 to 1.
    pub(super) fn similarities(&self, pairs: &[(&str, &str)]) -> Vec<f32> {
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
