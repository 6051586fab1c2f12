//! SRX 2.0: segmentation rules as translation tools exchange them.
//!
//! A file holds named rule sets and maps from language patterns to sets. A rule is a pair of expressions, for
//! the text before and after a place; at each place of a text the first rule that matches says break or not.
//! Expressions are those of ICU and Java, look-around included.

mod pattern;
mod read;
mod run;

use std::sync::Arc;

use fancy_regex::Regex;

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;

pub use read::Srx;
pub(super) use run::Run;

use read::{FORMAT, RawRule};

/// What a user's rules do to the built-in ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SrxMode {
    /// They replace them: only these rules cut, as in the tool they come from.
    ///
    /// With [`Newlines::Auto`](super::Newlines::Auto) new lines too are theirs to judge; the other two
    /// settings make paragraphs first.
    Only,
    /// They overrule them: where one of these rules matches it decides, elsewhere the built-in ones do.
    Overlay,
}

/// The rules of an SRX file for one language, ready to run.
#[derive(Debug, Clone)]
pub(super) struct Rules(Arc<[Compiled]>);

/// A rule, and the line of the file where it stands.
#[derive(Debug)]
struct Compiled {
    line: u64,
    rule: Rule,
}

#[derive(Debug)]
enum Rule {
    /// Places after a match of the first expression where the second matches.
    Break { before: Option<Regex>, after: Option<Regex> },
    /// Places where both match.
    Exception { before: Option<Behind>, after: Option<Regex> },
}

/// How to ask whether an expression matches up to a place.
#[derive(Debug)]
enum Behind {
    /// In the text cut off at the place: the expression looks no further.
    CutOff {
        /// The expression with `\z` after it.
        ending: Regex,
        /// The expression without look-around, to see from afar that there is nothing to match.
        alone: Option<Regex>,
    },
    /// In the whole text, with the expression as a look-behind.
    Look(Regex),
}

impl Srx {
    /// Reads an SRX file, version 2.0 or one of its forerunners with the same elements.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] with the line if the file is larger than 16 MiB, is no well-formed XML or no
    /// SRX, or declares entities of its own.
    pub fn read(text: &str) -> Result<Srx> {
        read::read(text)
    }

    /// The rules for a language, in the order they apply.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoRules`] if no language map matches; [`ErrorKind::Malformed`] with the line if a map
    /// names no set of rules, or an expression cannot be compiled.
    pub(super) fn rules(&self, lang: Lang) -> Result<Rules> {
        let tag = lang.to_string();
        let tags = [tag.clone(), tag.replace('-', "_")];
        let mut rules = Vec::new();
        let mut found = false;
        for map in &self.maps {
            let matches = pattern::compile(&format!("(?i)^(?:{})$", map.pattern), map.line)?;
            if !tags.iter().any(|tag| matches.is_match(tag.as_str()).unwrap_or(false)) {
                continue;
            }
            found = true;
            let (_, set) =
                self.sets.iter().find(|(name, _)| *name == map.set).ok_or_else(|| {
                    let message =
                        format!("the language map names rules '{}', which are not there", map.set);
                    Error::malformed(FORMAT, map.line, message)
                })?;
            for rule in set {
                rules.extend(
                    rule.compile()?.map(|compiled| Compiled { line: rule.line, rule: compiled }),
                );
            }
            if !self.cascade {
                break;
            }
        }
        if !found {
            return Err(Error::new(ErrorKind::NoRules { lang: lang.to_string() }));
        }
        Ok(Rules(rules.into()))
    }
}

impl RawRule {
    /// The rule ready to run; a rule without expressions never matches anything of interest.
    fn compile(&self) -> Result<Option<Rule>> {
        if self.before.is_empty() && self.after.is_empty() {
            return Ok(None);
        }
        let side = |side: &str| {
            (!side.is_empty())
                .then(|| pattern::compile(&format!("(?:{side})"), self.line))
                .transpose()
        };
        if !self.breaks {
            let before = match self.before.as_str() {
                "" => None,
                before if pattern::looks_on(before) => {
                    Some(Behind::Look(pattern::compile(&format!("(?<=(?:{before}))"), self.line)?))
                }
                before => Some(Behind::CutOff {
                    ending: pattern::compile(&format!("(?:{before})\\z"), self.line)?,
                    alone: pattern::compile(
                        &format!("(?:{})", pattern::loosened(before)),
                        self.line,
                    )
                    .ok(),
                }),
            };
            return Ok(Some(Rule::Exception { before, after: side(&self.after)? }));
        }
        Ok(Some(Rule::Break { before: side(&self.before)?, after: side(&self.after)? }))
    }
}
