//! The vocabulary of a weights file.

/// The vocabulary: ids in the full model (ascending), strings and scores.
pub(crate) struct Pieces {
    pub(crate) ids: Vec<u32>,
    pub(crate) scores: Vec<f32>,
    bytes: Vec<u8>,
    /// Where each piece starts in `bytes`, and the end.
    starts: Vec<u32>,
}

impl Pieces {
    /// Reads the section of a file; `None` if it is of the wrong size.
    pub(crate) fn read(section: &[u8]) -> Option<Pieces> {
        let count = u32::from_le_bytes(*section.first_chunk()?) as usize;
        let lengths_at = 4 + count.saturating_mul(8);
        let bytes_at = lengths_at + count;
        let lengths = section.get(lengths_at..bytes_at)?;
        let mut starts = vec![0u32];
        let mut end = 0;
        for &length in lengths {
            end += u32::from(length);
            starts.push(end);
        }
        let bytes = section[bytes_at..].to_vec();
        let running = |from: usize| {
            let (words, _) = section[from..from + 4 * count].as_chunks();
            words.iter().scan(0u32, |value, difference| {
                *value = value.wrapping_add(u32::from_le_bytes(*difference));
                Some(*value)
            })
        };
        let ids: Vec<u32> = running(4).collect();
        let scores = running(4 + 4 * count).map(f32::from_bits).collect();
        let ascending = ids.windows(2).all(|pair| pair[0] < pair[1]);
        // Ranks 0, 1 and 2 are the unknown piece and those that open and close a sentence.
        let whole = bytes.len() == end as usize && ascending && ids.get(..3) == Some(&[0, 1, 2]);
        whole.then_some(Pieces { ids, scores, bytes, starts })
    }

    /// The string of a piece, given by rank.
    pub(crate) fn string(&self, piece: u32) -> &[u8] {
        let at = piece as usize;
        &self.bytes[self.starts[at] as usize..self.starts[at + 1] as usize]
    }
}
