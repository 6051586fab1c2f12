//! Which text of a unit is the source, and which the translation.

use crate::lang::Lang;
use crate::unit::{Header, TranslationUnit, Variant};

/// The languages of the sources and the translations of a memory; where one is not named, the header or the unit names
/// it.
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::Sides;
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let unit = TranslationUnit {
///     variants: vec![Variant::new(Lang::EN, "book"), Variant::new(Lang::AR, "كتاب")],
///     ..TranslationUnit::default()
/// };
/// let sides = Sides { source: Some(Lang::AR), target: None };
/// assert_eq!(sides.texts(&unit), ("كتاب", "book"));
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sides {
    /// The language of the sources.
    pub source: Option<Lang>,
    /// The language of the translations.
    pub target: Option<Lang>,
}

impl Sides {
    /// These languages, with those of a header where one is not named. If one of these is the language of the other side
    /// in the header, the sides of the header are swapped first.
    pub fn or(self, header: &Header) -> Sides {
        let (mut source, mut target) = (header.source_lang, header.target_lang);
        if is_same(self.source, target) || is_same(self.target, source) {
            std::mem::swap(&mut source, &mut target);
        }
        Sides { source: self.source.or(source), target: self.target.or(target) }
    }

    /// The source of a unit and its translation. Without a language to go by, the source is the first text
    /// and the translation the first other text.
    pub(crate) fn of(self, unit: &TranslationUnit) -> (Option<&Variant>, Option<&Variant>) {
        let source = place(unit, self.source.or(unit.source_lang), None);
        let target = place(unit, self.target, source);
        let variant = |at: Option<usize>| at.map(|at| &unit.variants[at]);
        (variant(source), variant(target))
    }

    /// The texts of the source and the translation of a unit; empty for a text that is missing.
    pub fn texts(self, unit: &TranslationUnit) -> (&str, &str) {
        let (source, target) = self.of(unit);
        (source.map_or("", |v| &v.text), target.map_or("", |v| &v.text))
    }
}

fn is_same(a: Option<Lang>, b: Option<Lang>) -> bool {
    a.zip(b).is_some_and(|(a, b)| a.same_language(b))
}

/// The index of the variant with this very tag, or of one in this language, other than `taken`.
fn place(unit: &TranslationUnit, lang: Option<Lang>, taken: Option<usize>) -> Option<usize> {
    let first = |fits: &dyn Fn(&Variant) -> bool| {
        (0..unit.variants.len()).find(|&at| Some(at) != taken && fits(&unit.variants[at]))
    };
    match lang {
        Some(lang) => first(&|v| v.lang == lang).or_else(|| first(&|v| v.lang.same_language(lang))),
        None => first(&|_| true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(texts: &[(&str, &str)]) -> TranslationUnit {
        let variant = |(tag, text): &(&str, &str)| Variant::new(tag.parse().unwrap(), *text);
        TranslationUnit { variants: texts.iter().map(variant).collect(), ..Default::default() }
    }

    #[test]
    fn sides_go_by_language_whatever_their_order() {
        let both = unit(&[("en", "book"), ("ar-SA", "كتاب")]);
        let sides = Sides { source: Some(Lang::AR), target: None };
        assert_eq!(sides.texts(&both), ("كتاب", "book"));
        assert_eq!(Sides::default().texts(&both), ("book", "كتاب"));
        let other = Sides { source: Some(Lang::AR), target: "fr".parse().ok() };
        assert_eq!(other.texts(&both), ("كتاب", ""));
        let header = Header {
            source_lang: Some(Lang::AR),
            target_lang: Some(Lang::EN),
            ..Header::default()
        };
        for asked in [(Some(Lang::EN), None), (None, Some(Lang::AR))] {
            let turned = Sides { source: asked.0, target: asked.1 }.or(&header);
            assert_eq!(turned, Sides { source: Some(Lang::EN), target: Some(Lang::AR) });
        }
        let own = TranslationUnit { source_lang: Some(Lang::AR), ..both };
        assert_eq!(Sides::default().texts(&own), ("كتاب", "book"));
    }

    #[test]
    fn regions_of_one_language_are_two_sides() {
        let unit = unit(&[("en-GB", "colour"), ("en-US", "color")]);
        let sides = Sides { source: "en-US".parse().ok(), target: "en".parse().ok() };
        assert_eq!(sides.texts(&unit), ("color", "colour"));
    }
}
