//! Units by what is wanted of them.

use fancy_regex::Regex;

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::memory::sides::Sides;
use crate::text::fold::visible_len;
use crate::unit::{Meta, TranslationUnit, UnitSink, UnitSource};

/// What is wanted of a unit: all that is set.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// The least confidence, 0 to 1. A unit without one was made by people and counts as sure.
    pub min_confidence: Option<f32>,
    /// The fewest characters of either side.
    pub min_length: Option<usize>,
    /// The most characters of either side.
    pub max_length: Option<usize>,
    /// How many times as many characters as the other a side may have. Texts of a few characters may differ by
    /// more.
    pub length_ratio: Option<f64>,
    /// Languages a unit must have a text in.
    pub langs: Vec<Lang>,
    /// Props a unit or one of its texts must have: the name, and the value unless any will do.
    pub props: Vec<(String, Option<String>)>,
    /// A domain or subject a unit must have, whatever the prop is called.
    pub domains: Vec<String>,
    /// What the source must match.
    pub source: Option<Regex>,
    /// What the translation must match.
    pub target: Option<Regex>,
    /// Whether units are wanted that are not so.
    pub invert: bool,
}

/// How many units were kept and how many not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filtered {
    /// The units that are as wanted.
    pub kept: u64,
    /// The others.
    pub rejected: u64,
}

/// What tools call the prop that names a domain, in lower case and without `x-`.
const DOMAIN: [&str; 5] = ["domain", "subdomain", "subject", "field", "topic"];

/// Added to both lengths before they are compared, so that short texts may differ.
const SLACK: f64 = 10.0;

impl Filter {
    /// Whether a unit is as wanted.
    ///
    /// # Errors
    ///
    /// If a pattern takes too long on one of its texts.
    pub fn keeps(&self, unit: &TranslationUnit, sides: Sides) -> Result<bool> {
        Ok(self.fits(unit, sides)? != self.invert)
    }

    fn fits(&self, unit: &TranslationUnit, sides: Sides) -> Result<bool> {
        if self.min_confidence.is_some_and(|least| unit.confidence().unwrap_or(1.0) < least) {
            return Ok(false);
        }
        let has = |lang: &Lang| unit.text(*lang).is_some_and(|text| !text.trim().is_empty());
        let metas = || unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        if !self.langs.iter().all(has)
            || !self.props.iter().all(|(name, value)| metas().any(|m| has_prop(m, name, value)))
            || !self.domains.iter().all(|domain| metas().any(|m| has_domain(m, domain)))
        {
            return Ok(false);
        }
        let (source, target) = sides.texts(unit);
        if self.min_length.is_some() || self.max_length.is_some() || self.length_ratio.is_some() {
            let (s, t) = (visible_len(source), visible_len(target));
            let (short, long) = (s.min(t), s.max(t));
            let ratio = (long as f64 + SLACK) / (short as f64 + SLACK);
            if self.min_length.is_some_and(|least| short < least)
                || self.max_length.is_some_and(|most| long > most)
                || self.length_ratio.is_some_and(|most| ratio > most)
            {
                return Ok(false);
            }
        }
        Ok(matches(self.source.as_ref(), source, unit)?
            && matches(self.target.as_ref(), target, unit)?)
    }
}

fn matches(pattern: Option<&Regex>, text: &str, unit: &TranslationUnit) -> Result<bool> {
    pattern.map_or(Ok(true), |pattern| {
        pattern.is_match(text).map_err(|error| {
            let message =
                format!("the pattern {pattern} fails on a text: {error}; make it simpler");
            Error::malformed("pattern", unit.line, message)
        })
    })
}

fn has_prop(meta: &Meta, name: &str, value: &Option<String>) -> bool {
    meta.props.iter().any(|(n, v)| n == name && value.as_ref().is_none_or(|value| v == value))
}

fn has_domain(meta: &Meta, domain: &str) -> bool {
    meta.props.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        DOMAIN.contains(&name.trim_start_matches("x-")) && value.eq_ignore_ascii_case(domain)
    })
}

/// Sends the units that are as wanted to `kept`, and the others to `rejected` if there is one.
///
/// # Errors
///
/// What reading and writing fail with, and [`Filter::keeps`].
pub fn filter(
    source: &mut dyn UnitSource,
    filter: &Filter,
    sides: Sides,
    kept: &mut dyn UnitSink,
    mut rejected: Option<&mut dyn UnitSink>,
) -> Result<Filtered> {
    let mut filtered = Filtered::default();
    while let Some(unit) = source.next()? {
        if filter.keeps(&unit, sides.or(source.header()))? {
            filtered.kept += 1;
            kept.unit(&unit)?;
        } else {
            filtered.rejected += 1;
            if let Some(rejected) = &mut rejected {
                rejected.unit(&unit)?;
            }
        }
    }
    Ok(filtered)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::unit::Variant;

    fn unit() -> TranslationUnit {
        let mut unit = TranslationUnit {
            variants: vec![
                Variant::new(Lang::AR, "كتاب جديد"),
                Variant::new(Lang::EN, "A new book"),
            ],
            ..Default::default()
        };
        unit.meta.props.push(("x-confidence".to_owned(), "0.8".to_owned()));
        unit.variants[1].meta.props.push(("x-Domain".to_owned(), "Law".to_owned()));
        unit
    }

    #[test]
    fn every_wish_counts() {
        let keeps = |filter: Filter| {
            let sides = Sides { source: Some(Lang::AR), target: None };
            let kept = filter.keeps(&unit(), sides).unwrap();
            assert_eq!(Filter { invert: true, ..filter }.keeps(&unit(), sides).unwrap(), !kept);
            kept
        };
        let base = Filter::default;
        let prop = |name: &str, value: Option<&str>| Filter {
            props: vec![(name.to_owned(), value.map(str::to_owned))],
            ..base()
        };
        assert!(keeps(base()));
        assert!(keeps(Filter { min_confidence: Some(0.8), ..base() }));
        assert!(!keeps(Filter { min_confidence: Some(0.81), ..base() }));
        assert!(keeps(Filter { min_length: Some(9), max_length: Some(10), ..base() }));
        assert!(!keeps(Filter { min_length: Some(10), ..base() }));
        assert!(!keeps(Filter { max_length: Some(9), ..base() }));
        assert!(!keeps(Filter { length_ratio: Some(1.01), ..base() }));
        assert!(keeps(Filter { langs: vec![Lang::EN, Lang::AR], ..base() }));
        assert!(!keeps(Filter { langs: vec!["fr".parse().unwrap()], ..base() }));
        assert!(keeps(prop("x-confidence", None)) && keeps(prop("x-Domain", Some("Law"))));
        assert!(!keeps(prop("x-confidence", Some("1"))));
        assert!(keeps(Filter { domains: vec!["law".to_owned()], ..base() }));
        assert!(!keeps(Filter { domains: vec!["health".to_owned()], ..base() }));
        assert!(keeps(Filter { source: Regex::new("^كتاب").ok(), ..base() }));
        assert!(!keeps(Filter { target: Regex::new("(?i)BOOKS").ok(), ..base() }));
    }
}
