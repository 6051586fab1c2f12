//! Filters: which units of a memory to keep.

use std::fmt;
use std::str::FromStr;

use fancy_regex::Regex;

use crate::error::{Error, Result};
use crate::lang::Lang;
use crate::memory::Sides;
use crate::text::fold::visible_len;
use crate::unit::{Meta, TranslationUnit};

/// A condition on a unit.
#[derive(Debug, Clone)]
pub enum Criterion {
    /// At least this confidence, 0 to 1. A unit without one was made by people and counts as 1.
    MinConfidence(f32),
    /// At least so many characters on either side.
    MinLength(usize),
    /// At most so many characters on either side.
    MaxLength(usize),
    /// No side has more than so many times as many characters as the other. 10 is added to both counts first, since
    /// short texts may differ by more.
    LengthRatio(f64),
    /// A text in this language that is not empty, whatever its script and region.
    Lang(Lang),
    /// A prop of the unit or of one of its texts.
    Prop {
        /// Its name.
        name: String,
        /// Its value; any value if this is `None`.
        value: Option<String>,
    },
    /// This domain or subject, whatever the prop is called that names it. Letter case does not count.
    Domain(String),
    /// The source matches.
    Source(Pattern),
    /// The translation matches.
    Target(Pattern),
}

/// A regular expression for a text, made by [`str::parse`]. It has look-around and back-references.
#[derive(Debug, Clone)]
pub struct Pattern(Regex);

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> std::result::Result<Pattern, String> {
        Regex::new(text).map(Pattern).map_err(|error| error.to_string())
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Keeps the units that meet all of some criteria, or those that do not. Collects from an iterator of criteria; they are
/// tried in this order up to the first that a unit does not meet, so patterns come best last.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{Criterion, Filter, Sides};
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let unit = TranslationUnit {
///     variants: vec![Variant::new(Lang::AR, "كتاب جديد"), Variant::new(Lang::EN, "A new book")],
///     ..TranslationUnit::default()
/// };
/// let filter =
///     Filter::from_iter([Criterion::MinLength(5), Criterion::Target("(?i)BOOK".parse().unwrap())]);
/// assert!(filter.keeps(&unit, Sides::default())?);
/// assert!(!filter.inverted().keeps(&unit, Sides::default())?);
/// # Ok::<(), mizan::error::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Filter {
    criteria: Vec<Criterion>,
    inverted: bool,
}

/// What tools call the prop that names a domain, in lower case and without `x-`.
const DOMAIN: [&str; 5] = ["domain", "subdomain", "subject", "field", "topic"];

/// Added to both lengths before they are compared.
const SLACK: f64 = 10.0;

impl FromIterator<Criterion> for Filter {
    fn from_iter<I: IntoIterator<Item = Criterion>>(criteria: I) -> Filter {
        Filter { criteria: criteria.into_iter().collect(), inverted: false }
    }
}

impl Filter {
    /// The filter that keeps what this one does not, and the other way round.
    #[must_use]
    pub fn inverted(self) -> Filter {
        Filter { inverted: !self.inverted, ..self }
    }

    /// Whether the filter keeps a unit.
    ///
    /// # Errors
    ///
    /// If a pattern takes too long on a text of the unit.
    pub fn keeps(&self, unit: &TranslationUnit, sides: Sides) -> Result<bool> {
        for criterion in &self.criteria {
            if !criterion.is_met(unit, sides)? {
                return Ok(self.inverted);
            }
        }
        Ok(!self.inverted)
    }
}

impl Criterion {
    fn is_met(&self, unit: &TranslationUnit, sides: Sides) -> Result<bool> {
        let metas = || unit.variants.iter().map(|v| &v.meta).chain([&unit.meta]);
        let (source, target) = sides.texts(unit);
        let lengths = || {
            let (s, t) = (visible_len(source), visible_len(target));
            (s.min(t), s.max(t))
        };
        Ok(match self {
            Criterion::MinConfidence(least) => unit.confidence().unwrap_or(1.0) >= *least,
            Criterion::MinLength(least) => lengths().0 >= *least,
            Criterion::MaxLength(most) => lengths().1 <= *most,
            Criterion::LengthRatio(most) => {
                let (short, long) = lengths();
                (long as f64 + SLACK) / (short as f64 + SLACK) <= *most
            }
            Criterion::Lang(lang) => unit.text(*lang).is_some_and(|text| !text.trim().is_empty()),
            Criterion::Prop { name, value } => {
                metas().any(|meta| has_prop(meta, name, value.as_deref()))
            }
            Criterion::Domain(domain) => metas().any(|meta| has_domain(meta, domain)),
            Criterion::Source(pattern) => pattern.matches(source, unit)?,
            Criterion::Target(pattern) => pattern.matches(target, unit)?,
        })
    }
}

impl Pattern {
    fn matches(&self, text: &str, unit: &TranslationUnit) -> Result<bool> {
        self.0.is_match(text).map_err(|error| {
            let message = format!("the pattern {self} fails on a text: {error}; make it simpler");
            Error::malformed("pattern", unit.line, message)
        })
    }
}

fn has_prop(meta: &Meta, name: &str, value: Option<&str>) -> bool {
    meta.props.iter().any(|(n, v)| n == name && value.is_none_or(|value| v == value))
}

fn has_domain(meta: &Meta, domain: &str) -> bool {
    meta.props.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase();
        DOMAIN.contains(&name.trim_start_matches("x-")) && value.eq_ignore_ascii_case(domain)
    })
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
    fn every_criterion_counts() {
        let keeps = |criteria: &[Criterion]| {
            let sides = Sides { source: Some(Lang::AR), target: None };
            let filter = Filter::from_iter(criteria.iter().cloned());
            let kept = filter.keeps(&unit(), sides).unwrap();
            assert_eq!(filter.inverted().keeps(&unit(), sides).unwrap(), !kept);
            kept
        };
        let prop = |name: &str, value: Option<&str>| Criterion::Prop {
            name: name.to_owned(),
            value: value.map(str::to_owned),
        };
        let french = "fr".parse().unwrap();
        assert!(keeps(&[]));
        assert!(keeps(&[Criterion::MinConfidence(0.8)]));
        assert!(!keeps(&[Criterion::MinConfidence(0.81)]));
        assert!(keeps(&[Criterion::MinLength(9), Criterion::MaxLength(10)]));
        assert!(!keeps(&[Criterion::MinLength(10)]));
        assert!(!keeps(&[Criterion::MaxLength(9)]));
        assert!(!keeps(&[Criterion::LengthRatio(1.01)]));
        assert!(keeps(&[Criterion::Lang(Lang::EN), Criterion::Lang(Lang::AR)]));
        assert!(!keeps(&[Criterion::Lang(french)]));
        assert!(keeps(&[prop("x-confidence", None), prop("x-Domain", Some("Law"))]));
        assert!(!keeps(&[prop("x-confidence", Some("1"))]));
        assert!(keeps(&[Criterion::Domain("law".to_owned())]));
        assert!(!keeps(&[Criterion::Domain("health".to_owned())]));
        assert!(keeps(&[Criterion::Source("^كتاب".parse().unwrap())]));
        assert!(!keeps(&[Criterion::Target("(?i)BOOKS".parse().unwrap())]));
        assert!("(".parse::<Pattern>().is_err());
    }
}
