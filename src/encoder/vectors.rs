//! Sentence vectors.

use super::file::DIM;

/// Vectors of unit length, 512 numbers each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    data: Vec<f32>,
}

impl Vectors {
    pub(super) fn new(data: Vec<f32>) -> Vectors {
        Vectors { data }
    }

    /// The vectors, in order.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.data.chunks_exact(DIM)
    }

    /// A vector, counted from 0.
    ///
    /// # Panics
    ///
    /// If there is no such vector.
    pub fn row(&self, at: usize) -> &[f32] {
        &self.data[at * DIM..][..DIM]
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// All numbers, vector after vector.
    pub(crate) fn as_slice(&self) -> &[f32] {
        &self.data
    }
}

/// All numbers, vector after vector.
impl From<Vectors> for Vec<f32> {
    fn from(vectors: Vectors) -> Vec<f32> {
        vectors.data
    }
}
