//! Findings: what may be wrong with the units of a memory.
//!
//! A check is one file under `check/` and its line in [`CHECKS`]; `check/empty.rs` is the one to copy. Units are
//! checked in blocks, so memory use is bounded; what a check must remember of all units is a few bytes each.

use std::collections::BTreeSet;

mod addresses;
mod bidi;
mod brackets;
mod calendar;
mod codes;
mod compared;
mod copied;
mod controls;
mod dates;
mod doubled;
mod duplicate;
mod empty;
mod ending;
mod entity;
mod foreign_mark;
mod glued;
mod inconsistent;
mod kinds;
mod language;
mod latin;
mod left_word;
mod length;
mod letters;
mod limit;
mod markup;
mod message;
mod metadata;
mod misaligned;
mod mixed;
mod mojibake;
mod numbers;
mod omission;
mod percent;
mod placeholders;
mod presentation;
mod punctuation;
mod repeated;
mod rule;
mod run;
mod script;
mod seen;
mod spaces;
mod tatweel;
mod text;
mod units;
mod untranslated;
mod versions;
mod word;

pub mod fix;

pub(crate) use self::message::Said;
pub(crate) use self::mojibake::misread;
pub use self::{
    message::Message,
    rule::{Check, CheckSettings, CrossCheck, FORMAT, Finding, Pair, Severity},
    run::{CheckedUnits, check_memory, check_units, languages},
};

/// The checks, in the order in which the findings of a unit are given.
pub static CHECKS: &[&dyn Check] = &[
    &empty::Empty,
    &language::Language,
    &metadata::Metadata,
    &codes::Codes,
    &limit::Limit,
    &untranslated::Untranslated,
    &script::Script,
    &left_word::LeftWord,
    &misaligned::Misaligned,
    &omission::Omission,
    &length::Length,
    &numbers::Numbers,
    &units::Units,
    &dates::Dates,
    &copied::Copied,
    &placeholders::Placeholders,
    &entity::Entity,
    &latin::Latin,
    &ending::Ending,
    &doubled::Doubled,
    &brackets::Brackets,
    &spaces::Spaces,
    &punctuation::Punctuation,
    &foreign_mark::ForeignMark,
    &glued::Glued,
    &repeated::Repeated,
    &bidi::Bidi,
    &controls::Controls,
    &mojibake::Mojibake,
    &presentation::Presentation,
    &mixed::Mixed,
    &letters::Letters,
    &tatweel::Tatweel,
    &duplicate::Duplicate,
    &inconsistent::Inconsistent,
];

/// The checks with the ids in one list, all if it is empty, without those in another.
///
/// # Errors
///
/// The first id that no check has.
pub fn choose(
    only: &[String],
    skip: &[String],
) -> std::result::Result<Vec<&'static dyn Check>, String> {
    let known: BTreeSet<&str> = CHECKS.iter().map(|check| check.id()).chain([FORMAT]).collect();
    if let Some(id) = only.iter().chain(skip).find(|id| !known.contains(id.as_str())) {
        return Err(id.clone());
    }
    let asked = |id: &str| only.is_empty() || only.iter().any(|o| o == id);
    let chosen = CHECKS.iter().filter(|c| asked(c.id()) && !skip.iter().any(|s| s == c.id()));
    Ok(chosen.copied().collect())
}
