//! Other tags for the languages of a memory.

use std::collections::BTreeMap;

use crate::lang::Lang;
use crate::unit::{Header, TranslationUnit};

/// What languages are to be called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename {
    /// The tag there is.
    pub from: Lang,
    /// Whether every tag of that language is meant, whatever its script and region.
    pub all: bool,
    /// The tag to come.
    pub to: Lang,
}

impl Rename {
    fn fits(self, lang: Lang) -> bool {
        if self.all { lang.same_language(self.from) } else { lang == self.from }
    }
}

/// The new tag of a language, by the first rename that fits.
fn renamed(lang: Lang, renames: &[Rename]) -> Lang {
    renames.iter().find(|rename| rename.fits(lang)).map_or(lang, |rename| rename.to)
}

/// Renames the languages of a header.
pub fn header(header: &mut Header, renames: &[Rename]) {
    for lang in [&mut header.source_lang, &mut header.target_lang].into_iter().flatten() {
        *lang = renamed(*lang, renames);
    }
}

/// Renames the languages of a unit, and counts in `tags` the texts of every tag before.
pub fn unit(unit: &mut TranslationUnit, renames: &[Rename], tags: &mut BTreeMap<Lang, u64>) {
    if let Some(lang) = &mut unit.source_lang {
        *lang = renamed(*lang, renames);
    }
    for variant in &mut unit.variants {
        *tags.entry(variant.lang).or_default() += 1;
        variant.lang = renamed(variant.lang, renames);
    }
}

/// How many of the counted texts have a new tag.
pub fn changed(tags: &BTreeMap<Lang, u64>, renames: &[Rename]) -> u64 {
    tags.iter().filter(|(lang, _)| renamed(**lang, renames) != **lang).map(|(_, count)| count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Variant;

    #[test]
    fn tags_change_where_they_are_meant() {
        let tag = |tag: &str| tag.parse::<Lang>().unwrap();
        let renames = [
            Rename { from: tag("ar"), all: true, to: tag("ar-SA") },
            Rename { from: tag("en"), all: false, to: tag("en-US") },
        ];
        let mut tags = BTreeMap::new();
        let langs = |unit: &TranslationUnit| -> Vec<String> {
            unit.variants.iter().map(|v| v.lang.to_string()).collect()
        };
        let mut some = TranslationUnit {
            source_lang: Some(tag("ar-EG")),
            variants: ["ar-EG", "ar", "en", "en-GB"].map(|t| Variant::new(tag(t), "x")).to_vec(),
            ..Default::default()
        };
        unit(&mut some, &renames, &mut tags);
        assert_eq!(langs(&some), ["ar-SA", "ar-SA", "en-US", "en-GB"]);
        assert_eq!(some.source_lang, Some(tag("ar-SA")));
        assert_eq!(changed(&tags, &renames), 3);
    }
}
