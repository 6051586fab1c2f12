//! What an alignment needs beside its texts: glossary, weights, rules, the date.

use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use mizan::aligner::{WeightTable, WeightTables};
use mizan::format::WriteOptions;
use mizan::glossary::{Glossary, Langs};

use super::args::{AlignArgs, CodesArg};
use super::texts::TextSettings;
use crate::documents::DocumentArgs;
use crate::files;
use crate::outcome::{Failure, Outcome};
use crate::rules::Cutter;
use crate::termbase::load_all;

/// What a run reads beside its texts, but for the encoder.
pub(super) struct Setup {
    pub(super) glossary: Arc<Glossary>,
    /// Whether rows of the glossary were skipped.
    pub(super) outcome: Outcome,
    pub(super) weights: WeightTables,
    /// `None` for texts that are cut already.
    cutter: Option<Cutter>,
    documents: DocumentArgs,
    codes: CodesArg,
}

impl Setup {
    pub(super) fn read(args: &AlignArgs) -> Result<Setup, Failure> {
        let langs = Langs { source: args.source_lang, target: args.target_lang };
        let (glossary, outcome) = load_all(&args.glossary, langs)?;
        let weights = weights(args.weights.as_deref())?;
        let cutter = if args.segmented { None } else { Some(Cutter::new(&args.rules)?) };
        let (documents, codes) = (args.documents, args.codes);
        Ok(Setup { glossary: Arc::new(glossary), outcome, weights, cutter, documents, codes })
    }

    /// How texts are read and cut.
    pub(super) fn texts(&self) -> TextSettings<'_> {
        TextSettings { cutter: self.cutter.as_ref(), documents: self.documents, codes: self.codes }
    }

    /// What is written beside the texts.
    pub(super) fn write_options(&self, args: &AlignArgs) -> WriteOptions {
        let entries = self.glossary.entries.len();
        WriteOptions {
            glossary: (entries > 0).then(|| Arc::clone(&self.glossary)),
            props: args.prop.clone(),
            creator: args.creation_id.clone().unwrap_or_default(),
            ..args.format.options()
        }
    }

    /// The name of the segmentation rules; nothing for texts that are cut already.
    pub(super) fn segmentation(&self) -> String {
        self.cutter.as_ref().map(Cutter::name).unwrap_or_default()
    }
}

/// The weights of a folder, or those mizan ships.
fn weights(folder: Option<&Path>) -> Result<WeightTables, Failure> {
    let Some(folder) = folder else { return Ok(WeightTables::bundled()) };
    WeightTables::from_named(|name| {
        let path = folder.join(format!("{name}.weights"));
        WeightTable::parse(&files::read_utf8(&path)?)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
    })
}

/// Midnight of today, UTC, as TMX writes it. The hour is left out so that a day's runs give the same bytes.
pub(super) fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    let (year, month, day) = civil(days as i64);
    format!("{year:04}{month:02}{day:02}T000000Z")
}

/// The date of a day counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(20_514), (2026, 3, 2));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }
}
