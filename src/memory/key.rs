//! Hashes in place of texts, so that memories larger than the working memory can be compared.

use xxhash_rust::xxh3::Xxh3;

use crate::memory::Sides;
use crate::memory::words::folded;
use crate::unit::{Fingerprint, TranslationUnit, Variant};

/// The hash of a unit, 128 bits in all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Hash of the language and text of the source. A unit without a source has a hash of its own here.
    pub(super) source: u64,
    /// Hash of all other texts with their languages; their order does not count.
    pub(super) rest: u64,
}

/// What counts when texts are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum By {
    /// Text and inline codes, unchanged.
    Exact,
    /// Words in their matching form only.
    Folded,
}

/// The key of a unit. Script and region of the languages do not count.
pub(super) fn key(unit: &TranslationUnit, sides: Sides, by: By) -> Key {
    let source = sides.of(unit).0;
    let is_source = |v: &Variant| source.is_some_and(|s| std::ptr::eq(s, v));
    let mut rest: Vec<u64> =
        unit.variants.iter().filter(|v| !is_source(v)).map(|v| hash(v, by)).collect();
    rest.sort_unstable();
    let mut all = Xxh3::new();
    rest.iter().for_each(|hash| all.update(&hash.to_le_bytes()));
    let rest = all.digest();
    let source = source.filter(|v| !v.text.trim().is_empty());
    Key { source: source.map_or(!rest, |v| hash(v, by)), rest }
}

fn hash(variant: &Variant, by: By) -> u64 {
    let mut hash = Fingerprint::default();
    hash.add(variant.lang.language());
    match by {
        By::Exact => {
            hash.add(&variant.text);
            for code in &variant.codes {
                hash.add(&format!("{} {:?}", code.at, code.kind));
                hash.add(&code.content);
            }
        }
        By::Folded => hash.add(&folded(&variant.text)),
    }
    hash.short()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;

    #[test]
    fn keys_go_by_what_they_should() {
        let unit = |source: &str, target: &str, en: &str| TranslationUnit {
            variants: vec![
                Variant::new(Lang::AR, source),
                Variant::new(en.parse().unwrap(), target),
            ],
            ..Default::default()
        };
        let sides = Sides { source: Some(Lang::AR), target: None };
        let of = |unit: &TranslationUnit, by| key(unit, sides, by);
        let a = unit("قال أحمد.", "Ahmad said.", "en");
        let mut turned = unit("قال أحمد.", "Ahmad said.", "en-US");
        turned.variants.reverse();
        assert_eq!(of(&a, By::Exact), of(&turned, By::Exact));
        let near = unit("قالَ احمد", "Ahmad said", "en");
        assert_eq!(of(&a, By::Folded), of(&near, By::Folded));
        assert_ne!(of(&a, By::Exact).source, of(&near, By::Exact).source);
        let other = unit("قال أحمد.", "Ahmed said.", "en");
        assert_eq!(of(&a, By::Exact).source, of(&other, By::Exact).source);
        assert_ne!(of(&a, By::Exact).rest, of(&other, By::Exact).rest);
        assert_ne!(of(&unit("", "a", "en"), By::Exact), of(&unit("", "b", "en"), By::Exact));
    }
}
