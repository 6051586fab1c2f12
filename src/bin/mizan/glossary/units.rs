//! The units of a memory of any format, with a text on either side.

use std::path::Path;

use mizan::format::ReadOptions;
use mizan::glossary::{AuditFinding, Langs};
use mizan::memory::Sides;
use mizan::unit::UnitSource;

use crate::input::Input;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::trouble::Trouble;

/// A source text and its translation, with their place in the file.
pub(super) struct Unit {
    /// The number of the unit in its file, from 1.
    pub(super) number: u64,
    /// The line where it starts, from 1.
    pub(super) line: u64,
    pub(super) source: String,
    pub(super) target: String,
}

/// A unit with what was found in it.
pub(super) struct Audited {
    pub(super) unit: Unit,
    pub(super) findings: Vec<AuditFinding>,
}

/// Calls `see` with every unit that has both languages. Reports how many have not, and what had to be repaired. The outcome
/// is [`Outcome::PartlyFailed`] if some units could not be read.
pub(super) fn units(
    path: &Path,
    langs: Langs,
    see: &mut dyn FnMut(Unit),
) -> Result<Outcome, Failure> {
    let (source, target) = (Some(langs.source), Some(langs.target));
    let options = ReadOptions { source_lang: source, target_lang: target, keep_codes: false };
    let trouble = Trouble::default();
    let mut input = Input::open(path, &options, &trouble)?;
    let sides = Sides { source, target };
    let (mut seen, mut skipped) = (0u64, 0u64);
    while let Some(unit) = input.next().map_err(|error| trouble.explain(error))? {
        let (source, target) = sides.texts(&unit);
        if source.trim().is_empty() || target.trim().is_empty() {
            skipped += 1;
            continue;
        }
        seen += 1;
        let (source, target) = (source.to_owned(), target.to_owned());
        see(Unit { number: unit.number, line: unit.line, source, target });
    }
    let lacking = format!("without both {} and {}", langs.source, langs.target);
    match (seen, skipped) {
        (_, 0) => {}
        (0, _) => {
            return Err(Failure::input(format!(
                "{}: all {skipped} units are {lacking}; name the languages with --source-lang and --target-lang",
                path.display()
            )));
        }
        _ => eprintln!("{}: {} {lacking} skipped", path.display(), plural(skipped, "unit")),
    }
    Ok(trouble.outcome(Outcome::Fine))
}
