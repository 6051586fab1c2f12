//! Other language tags for a memory.

use std::str::FromStr;

use crate::error::{Error, ErrorKind};
use crate::lang::Lang;
use crate::unit::{Header, TranslationUnit};

/// A language tag and the tag to write instead, made by [`str::parse`]: `ar=ar-SA`, or `ar-*=ar` for every tag of
/// Arabic, whatever its script and region.
///
/// # Examples
///
/// ```
/// use mizan::memory::Rename;
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let renames: [Rename; 2] = ["ar-*=ar-SA".parse()?, "en=en-GB".parse()?];
/// let mut unit = TranslationUnit {
///     variants: ["ar-EG", "en"].map(|tag| Variant::new(tag.parse().unwrap(), "...")).to_vec(),
///     ..TranslationUnit::default()
/// };
/// assert_eq!(Rename::unit(&renames, &mut unit), 2);
/// assert_eq!(unit.variants[0].lang.to_string(), "ar-SA");
/// # Ok::<(), mizan::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rename {
    from: Lang,
    /// Whether every tag of that language is meant, whatever its script and region.
    all: bool,
    to: Lang,
}

impl FromStr for Rename {
    type Err = Error;

    fn from_str(text: &str) -> Result<Rename, Error> {
        let Some((from, to)) = text.split_once('=') else {
            return Err(Error::new(ErrorKind::BadLang { tag: text.to_owned() }));
        };
        let (from, all) = match from.trim().strip_suffix("-*") {
            Some(from) => (from, true),
            None => (from.trim(), false),
        };
        Ok(Rename { from: from.parse()?, all, to: to.trim().parse()? })
    }
}

impl Rename {
    /// Renames the languages of a header. Of several renames that fit a tag, the first counts.
    pub fn header(renames: &[Rename], header: &mut Header) {
        for lang in [&mut header.source_lang, &mut header.target_lang].into_iter().flatten() {
            *lang = renamed(*lang, renames);
        }
    }

    /// Renames the languages of a unit. Gives the number of texts that have a new tag.
    pub fn unit(renames: &[Rename], unit: &mut TranslationUnit) -> u64 {
        if let Some(lang) = &mut unit.source_lang {
            *lang = renamed(*lang, renames);
        }
        let mut changed = 0;
        for variant in &mut unit.variants {
            let lang = renamed(variant.lang, renames);
            changed += u64::from(lang != variant.lang);
            variant.lang = lang;
        }
        changed
    }

    fn fits(self, lang: Lang) -> bool {
        if self.all { lang.same_language(self.from) } else { lang == self.from }
    }
}

/// The new tag of a language, by the first rename that fits.
fn renamed(lang: Lang, renames: &[Rename]) -> Lang {
    renames.iter().find(|rename| rename.fits(lang)).map_or(lang, |rename| rename.to)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Variant;

    #[test]
    fn tags_change_where_they_are_meant() {
        let tag = |tag: &str| tag.parse::<Lang>().unwrap();
        let renames = ["ar-*=ar-SA", "en = en-US"].map(|text| text.parse::<Rename>().unwrap());
        let langs = |unit: &TranslationUnit| -> Vec<String> {
            unit.variants.iter().map(|v| v.lang.to_string()).collect()
        };
        let mut some = TranslationUnit {
            source_lang: Some(tag("ar-EG")),
            variants: ["ar-EG", "ar", "en", "en-GB"].map(|t| Variant::new(tag(t), "x")).to_vec(),
            ..Default::default()
        };
        assert_eq!(Rename::unit(&renames, &mut some), 3);
        assert_eq!(langs(&some), ["ar-SA", "ar-SA", "en-US", "en-GB"]);
        assert_eq!(some.source_lang, Some(tag("ar-SA")));
        assert!("ar".parse::<Rename>().is_err() && "ar=?".parse::<Rename>().is_err());
    }
}
