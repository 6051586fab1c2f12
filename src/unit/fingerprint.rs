//! Hashes of several texts that stay the same between runs.

use xxhash_rust::xxh3::Xxh3;

use super::Meta;

/// A hash of texts in their order. Where one text ends and the next begins makes a difference.
#[derive(Default)]
pub(crate) struct Fingerprint(Xxh3);

impl Fingerprint {
    /// Adds a text.
    pub(crate) fn add(&mut self, text: &str) {
        self.0.update(&(text.len() as u64).to_le_bytes());
        self.0.update(text.as_bytes());
    }

    /// Adds the context that tools match by: the props that name one.
    pub(crate) fn add_context(&mut self, meta: &Meta) {
        for (name, value) in meta.props.iter().filter(|(name, _)| name.contains("context")) {
            self.add(name);
            self.add(value);
        }
    }

    /// The hash in 64 bits.
    pub(crate) fn short(&self) -> u64 {
        self.0.digest()
    }

    /// The hash in 128 bits.
    pub(crate) fn long(&self) -> u128 {
        self.0.digest128()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(texts: &[&str]) -> Fingerprint {
        let mut hash = Fingerprint::default();
        texts.iter().for_each(|text| hash.add(text));
        hash
    }

    #[test]
    fn borders_and_order_count() {
        assert_ne!(of(&["ab", "c"]).short(), of(&["a", "bc"]).short());
        assert_ne!(of(&["a", "b"]).long(), of(&["b", "a"]).long());
        assert_eq!(of(&["a", "b"]).short(), of(&["a", "b"]).short());
    }
}
