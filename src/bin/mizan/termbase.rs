//! Glossary files that commands read.

use std::fs;
use std::path::{Path, PathBuf};

use mizan::format::{self, TermbaseFormat, TermbaseShape};
use mizan::glossary::Glossary;
use mizan::glossary::Langs;
use mizan::lang::Lang;
use mizan::text::Place;

use crate::files;
use crate::outcome::{Failure, Outcome};

/// The languages of a glossary or memory.
#[derive(clap::Args)]
#[command(next_help_heading = "Languages")]
pub(crate) struct LangArgs {
    /// Language of the source terms
    #[arg(long, value_name = "TAG", default_value = "ar")]
    pub(crate) source_lang: Lang,

    /// Language of the target terms
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub(crate) target_lang: Lang,
}

impl LangArgs {
    pub(crate) fn langs(&self) -> Langs {
        Langs { source: self.source_lang, target: self.target_lang }
    }
}

pub(crate) const DEFAULT: Langs = Langs::AR_EN;

/// Files larger than this are refused.
const LARGEST: u64 = 1 << 28;

/// The bytes of a glossary file in any format.
pub(crate) fn read_bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    let problem = |what: String| Failure::input(format!("{}: {what}", path.display()));
    if let Ok(about) = fs::metadata(path)
        && about.is_file()
        && about.len() > LARGEST
    {
        return Err(problem(format!(
            "has {} bytes; a glossary of more than {LARGEST} is not read",
            about.len()
        )));
    }
    files::read(path)
}

pub(crate) fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().into_owned()
}

/// A glossary as it was read.
pub(crate) struct Loaded {
    pub(crate) glossary: Glossary,
    pub(crate) format: &'static dyn TermbaseFormat,
    /// [`Outcome::PartlyFailed`] if rows were skipped.
    pub(crate) outcome: Outcome,
}

/// Reads a glossary of any format, and reports rows that are skipped.
pub(crate) fn load(path: &Path, langs: Langs) -> Result<Loaded, Failure> {
    let problem = |error| Failure::input(format!("{}: {error}", path.display()));
    let bytes = read_bytes(path)?;
    let format = format::termbase_of_file(&extension(path), &bytes)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    let (glossary, warnings) = format.read(&bytes, langs).map_err(problem)?;
    let mut outcome = Outcome::Fine;
    let unread = warnings.iter().filter(|warning| warning.place.is_some()).count();
    for warning in warnings {
        match warning.place.as_ref().and_then(Place::line) {
            Some(line) => {
                eprintln!("mizan: {}:{line}: row skipped: {}", path.display(), warning.message);
                outcome = Outcome::PartlyFailed;
            }
            None => eprintln!("mizan: {}: {}", path.display(), warning.message),
        }
    }
    if glossary.entries.is_empty() && unread > 0 {
        return Err(Failure::input(format!("{}: no row of it can be read", path.display())));
    }
    Ok(Loaded { glossary, format, outcome })
}

/// Reads several glossaries as one. If rows cannot be read, they are reported and the outcome is
/// [`Outcome::PartlyFailed`].
pub(crate) fn load_all(paths: &[PathBuf], langs: Langs) -> Result<(Glossary, Outcome), Failure> {
    let (mut all, mut outcome) = (Glossary::default(), Outcome::Fine);
    for path in paths {
        let loaded = load(path, langs)?;
        outcome = outcome.or(loaded.outcome);
        all.extend(loaded.glossary);
    }
    Ok((all, outcome))
}

/// Writes a glossary. What of it the format cannot hold is told, and makes the outcome
/// [`Outcome::PartlyFailed`].
pub(crate) fn write(
    path: &Path,
    format: &dyn TermbaseFormat,
    glossary: &Glossary,
    (langs, shape): (Langs, TermbaseShape),
    outcome: Outcome,
) -> Result<Outcome, Failure> {
    let mut lost = Vec::new();
    files::write(path, |out| {
        lost = format.write(glossary, langs, shape, out)?;
        Ok(())
    })?;
    for message in &lost {
        eprintln!("mizan: {}: {message}", path.display());
    }
    Ok(if lost.is_empty() { outcome } else { outcome.or(Outcome::PartlyFailed) })
}
