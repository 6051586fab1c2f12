//! Text normalisation exactly as the model's vocabulary was built: a table of replacements (`nmt_nfkc`)
//! behind a double-array trie, then spaces collapsed and written as U+2581.

use super::file::damaged;
use crate::error::Result;

/// The mark that stands for a space inside pieces, as UTF-8.
pub(crate) const SPACE: &str = "\u{2581}";

/// The replacement table, as `SentencePiece` stores it.
pub(crate) struct Charsmap {
    /// Units of a darts-clone double array; the root is unit 0.
    units: Vec<u32>,
    /// Replacements, each ended by NUL.
    replacements: Vec<u8>,
}

impl Charsmap {
    /// Reads `u32 trie_bytes | trie | replacements`.
    ///
    /// # Errors
    ///
    /// If the table is cut short or leads outside itself.
    pub(crate) fn parse(bytes: &[u8]) -> Result<Charsmap> {
        let (size, rest) = bytes
            .split_first_chunk::<4>()
            .ok_or_else(|| damaged("the replacement table is empty"))?;
        let size = u32::from_le_bytes(*size) as usize;
        let (trie, replacements) = rest
            .split_at_checked(size)
            .ok_or_else(|| damaged("the replacement table is cut short"))?;
        let units: Vec<u32> = trie
            .chunks_exact(4)
            .map(|unit| u32::from_le_bytes([unit[0], unit[1], unit[2], unit[3]]))
            .collect();
        if units.is_empty() || std::str::from_utf8(replacements).is_err() {
            return Err(damaged("the replacement table is no table"));
        }
        Ok(Charsmap { units, replacements: replacements.to_vec() })
    }

    /// The longest replaceable prefix of `text`: its length and what replaces it.
    fn longest(&self, text: &[u8]) -> Option<(usize, &[u8])> {
        let mut at = offset(self.units[0]);
        let mut best = None;
        for (length, &byte) in text.iter().enumerate() {
            at ^= byte as usize;
            let &unit = self.units.get(at)?;
            if unit & 0x8000_00ff != u32::from(byte) {
                break;
            }
            at ^= offset(unit);
            if unit & 0x100 != 0 {
                let value = self.units.get(at)? & 0x7fff_ffff;
                best = Some((length + 1, value as usize));
            }
        }
        let (length, value) = best?;
        let replacement = self.replacements.get(value..).filter(|rest| !rest.is_empty())?;
        let end = replacement.iter().position(|&b| b == 0)?;
        Some((length, &replacement[..end]))
    }

    /// Appends the normalised `text` to `out`, each word after a [`SPACE`], and the byte of `text` where each word starts
    /// to `starts`. Text of spaces alone gives nothing. The table turns U+2581 itself into a space.
    pub(crate) fn normalise(&self, text: &str, out: &mut Vec<u8>, starts: &mut Vec<u32>) {
        let bytes = text.as_bytes();
        let mut at = 0;
        // True at the start and after a space: more spaces are dropped, the next letter opens a word.
        let mut between = true;
        while at < bytes.len() {
            let (length, replacement) = match self.longest(&bytes[at..]) {
                Some(found) => found,
                None => {
                    let next = (at + 1..bytes.len()).find(|&end| text.is_char_boundary(end));
                    let end = next.unwrap_or(bytes.len());
                    (end - at, &bytes[at..end])
                }
            };
            for &byte in replacement {
                if byte == b' ' {
                    between = true;
                    continue;
                }
                if between {
                    out.extend_from_slice(SPACE.as_bytes());
                    starts.push(at as u32);
                    between = false;
                }
                out.push(byte);
            }
            at += length;
        }
    }
}

fn offset(unit: u32) -> usize {
    ((unit >> 10) << ((unit & 0x200) >> 6)) as usize
}
