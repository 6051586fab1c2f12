//! A memory in parts: by a prop or by language.

use crate::lang::Lang;
use crate::memory::Sides;
use crate::unit::TranslationUnit;

/// What decides which part of a memory a unit goes into.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{Sides, SplitBy};
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let unit = TranslationUnit {
///     variants: ["ar", "en", "fr"].map(|tag| Variant::new(tag.parse().unwrap(), "...")).to_vec(),
///     ..TranslationUnit::default()
/// };
/// let sides = Sides { source: Some(Lang::AR), target: None };
/// let parts: Vec<String> =
///     SplitBy::Lang.pieces(unit, sides).into_iter().map(|(part, _)| part).collect();
/// assert_eq!(parts, ["en", "fr"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SplitBy {
    /// The language of the translations. A unit with several becomes a unit in each part.
    Lang,
    /// The first value of this prop of the unit, its source or its translation.
    Prop(String),
}

impl SplitBy {
    /// What of a unit goes into which part: the name of the part, and the unit or what of it belongs there. The name is
    /// a language tag or a value; it is empty for a unit that has none. There is always at least one piece.
    pub fn pieces(&self, unit: TranslationUnit, sides: Sides) -> Vec<(String, TranslationUnit)> {
        match self {
            SplitBy::Prop(name) => {
                let (source, target) = sides.of(&unit);
                let metas = [Some(&unit.meta), source.map(|v| &v.meta), target.map(|v| &v.meta)];
                let value = metas.into_iter().flatten().find_map(|meta| meta.prop(name));
                vec![(value.unwrap_or_default().to_owned(), unit)]
            }
            SplitBy::Lang => by_lang(unit, sides),
        }
    }
}

fn by_lang(unit: TranslationUnit, sides: Sides) -> Vec<(String, TranslationUnit)> {
    let source = sides.of(&unit).0;
    let is_source = |at: usize| source.is_some_and(|s| std::ptr::eq(s, &unit.variants[at]));
    let others: Vec<usize> = (0..unit.variants.len()).filter(|&at| !is_source(at)).collect();
    if others.is_empty() {
        return vec![(String::new(), unit)];
    }
    let mut langs: Vec<Lang> = others.iter().map(|&at| unit.variants[at].lang).collect();
    langs.sort_unstable();
    langs.dedup();
    let piece = |lang: Lang| {
        let mut part = unit.clone();
        let mut at = 0;
        part.variants.retain(|variant| {
            at += 1;
            variant.lang == lang || is_source(at - 1)
        });
        (lang.to_string(), part)
    };
    langs.into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Variant;

    #[test]
    fn a_unit_goes_where_it_belongs() {
        let variant = |tag: &str| Variant::new(tag.parse().unwrap(), tag);
        let mut unit = TranslationUnit {
            variants: ["fr", "ar", "en", "fr"].map(variant).to_vec(),
            ..Default::default()
        };
        let sides = Sides { source: Some(Lang::AR), target: None };
        let parts = |unit: &TranslationUnit, by: &SplitBy| -> Vec<(String, usize)> {
            let pieces = by.pieces(unit.clone(), sides);
            pieces.into_iter().map(|(part, unit)| (part, unit.variants.len())).collect()
        };
        assert_eq!(parts(&unit, &SplitBy::Lang), [("en".to_owned(), 2), ("fr".to_owned(), 3)]);
        let by = SplitBy::Prop("x-doc".to_owned());
        assert_eq!(parts(&unit, &by), [(String::new(), 4)]);
        unit.variants[1].meta.props.push(("x-doc".to_owned(), "a.txt".to_owned()));
        assert_eq!(parts(&unit, &by), [("a.txt".to_owned(), 4)]);
        unit.variants = vec![variant("ar")];
        assert_eq!(parts(&unit, &SplitBy::Lang), [(String::new(), 1)]);
    }
}
