//! Units seen so far, in a few bytes each.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::xxh3_64;

use super::text::Text;

/// The hash of a text's words without marks, letter case, white space and punctuation.
pub(super) fn key(text: &Text<'_>) -> u64 {
    xxh3_64(text.all_folded().as_bytes())
}

/// For each hash, the first unit with it and a short hash of its other side.
#[derive(Default)]
pub(super) struct Seen {
    units: HashMap<u64, (u32, u32), BuildHasherDefault<AsIs>>,
}

impl Seen {
    /// The first unit with a key, and whether its other side is the same; a unit with a new key is remembered.
    pub(super) fn first(&mut self, key: u64, unit: u64, beside: u64) -> Option<(u64, bool)> {
        let short = (beside >> 32) as u32;
        // Larger numbers are cut to 32 bits.
        let number = u32::try_from(unit).unwrap_or(u32::MAX);
        match self.units.get(&key) {
            Some(&(first, other)) => Some((u64::from(first), other == short)),
            None => {
                self.units.insert(key, (number, short));
                None
            }
        }
    }
}

/// For each hash, the first unit with it.
#[derive(Default)]
pub(super) struct Units {
    // The hash in two parts, so that an entry has twelve bytes and not sixteen.
    units: HashMap<[u32; 2], u32, BuildHasherDefault<AsIs>>,
}

impl Units {
    /// The first unit with a key; a unit with a new key is remembered.
    pub(super) fn first(&mut self, key: u64, unit: u64) -> Option<u64> {
        let number = u32::try_from(unit).unwrap_or(u32::MAX);
        match self.units.entry([(key >> 32) as u32, key as u32]) {
            Entry::Occupied(first) => Some(u64::from(*first.get())),
            Entry::Vacant(new) => {
                new.insert(number);
                None
            }
        }
    }
}

/// The keys are hashes already.
#[derive(Default)]
struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64(bytes);
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}
