//! A memory in parts: by document, prop or language.

use crate::lang::Lang;
use crate::memory::sides::Sides;
use crate::unit::TranslationUnit;

/// What parts go by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The language of the translations; a unit with several is one unit in each part.
    Lang,
    /// The first value of a prop of the unit, its source or its translation.
    Prop(String),
}

/// What goes into one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// What the part is called: a language or a value; nothing for units that have none.
    pub part: String,
    /// The language of the translations, if the part has only one.
    pub lang: Option<Lang>,
    /// The unit, or what of it belongs there.
    pub unit: TranslationUnit,
}

/// The parts a unit goes into. There is always one at least.
pub fn pieces(unit: TranslationUnit, by: &By, sides: Sides) -> Vec<Piece> {
    match by {
        By::Prop(name) => {
            let (source, target) = sides.of(&unit);
            let metas = [Some(&unit.meta), source.map(|v| &v.meta), target.map(|v| &v.meta)];
            let value = metas.into_iter().flatten().find_map(|meta| meta.prop(name));
            let part = value.unwrap_or_default().to_owned();
            vec![Piece { part, lang: None, unit }]
        }
        By::Lang => by_lang(unit, sides),
    }
}

fn by_lang(unit: TranslationUnit, sides: Sides) -> Vec<Piece> {
    let source = sides.of(&unit).0;
    let is_source = |at: usize| source.is_some_and(|s| std::ptr::eq(s, &unit.variants[at]));
    let others: Vec<usize> = (0..unit.variants.len()).filter(|&at| !is_source(at)).collect();
    if others.is_empty() {
        return vec![Piece { part: String::new(), lang: None, unit }];
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
        Piece { part: lang.to_string(), lang: Some(lang), unit: part }
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
        let parts = |unit: &TranslationUnit, by: &By| -> Vec<(String, usize)> {
            let pieces = pieces(unit.clone(), by, sides);
            pieces.into_iter().map(|p| (p.part, p.unit.variants.len())).collect()
        };
        assert_eq!(parts(&unit, &By::Lang), [("en".to_owned(), 2), ("fr".to_owned(), 3)]);
        let by = By::Prop("x-doc".to_owned());
        assert_eq!(parts(&unit, &by), [(String::new(), 4)]);
        unit.variants[1].meta.props.push(("x-doc".to_owned(), "a.txt".to_owned()));
        assert_eq!(parts(&unit, &by), [("a.txt".to_owned(), 4)]);
        unit.variants = vec![variant("ar")];
        assert_eq!(parts(&unit, &By::Lang), [(String::new(), 1)]);
    }
}
