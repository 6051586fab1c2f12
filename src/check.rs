//! Findings: what may be wrong with the units of a memory.
//!
//! A check is one file under `check/` and its line in [`CHECKS`]; `check/empty.rs` is the one to copy. Units are
//! looked at in blocks, so a memory of any size is checked in bounded memory; what a check must remember of all
//! units is a few bytes each.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use rayon::prelude::*;
use xxhash_rust::xxh3::Xxh3;

use crate::encoder::Encoder;
use crate::error::Result;
use crate::lang::Lang;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource};

mod bidi;
mod brackets;
mod calendar;
mod codes;
mod copied;
mod controls;
mod dates;
mod doubled;
mod duplicate;
mod empty;
mod ending;
mod foreign_mark;
mod inconsistent;
mod language;
mod latin;
mod length;
mod letters;
mod limit;
mod metadata;
mod misaligned;
mod mixed;
mod mojibake;
mod numbers;
mod omission;
mod percent;
mod presentation;
mod punctuation;
mod repeated;
mod script;
mod seen;
mod spaces;
mod tatweel;
mod text;
mod untranslated;

pub mod fix;

pub use text::{Pair, Side, Text, Word, text_of};

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing; often right.
    Info,
    /// Somebody should look at it.
    Warning,
    /// Wrong.
    Error,
}

impl Severity {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}

/// Something that may be wrong with a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The id of the check that found it; for what a reader mended, `format`.
    pub check: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// The number of the unit, from 1; 0 if it stands outside units.
    pub unit: u64,
    /// The line where the unit starts, from 1.
    pub line: u64,
    /// The side it stands on, if it stands on one.
    pub side: Option<Side>,
    /// Where in the text of that side it stands, in Unicode scalars from 0, half-open.
    pub span: Option<Range<usize>>,
    /// What stands there, or nothing.
    pub found: String,
    /// What is wrong and what to do.
    pub message: String,
    /// Whether `fix` mends it.
    pub fixable: bool,
    /// What knows the finding again: it depends on the check and the texts, not on the place in the file.
    pub fingerprint: u64,
}

/// A kind of fault.
pub trait Check: Sync {
    /// Its stable name, in kebab case.
    fn id(&self) -> &'static str;

    /// The most severe finding it gives.
    fn severity(&self) -> Severity;

    /// What it looks for, in one line.
    fn about(&self) -> &'static str;

    /// Looks at a unit by itself.
    fn unit(&self, _pair: &Pair<'_>, _report: &mut dyn FnMut(Finding)) {}

    /// What looks at units together, if that is how the check goes.
    fn watch<'s>(&self, _settings: &Settings<'s>) -> Option<Box<dyn Watch + 's>> {
        None
    }
}

/// A check that looks at units together.
pub trait Watch: Send {
    /// Looks at the next units of the memory.
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding));
}

/// The checks, in the order in which the findings of a unit are given.
pub static CHECKS: &[&dyn Check] = &[
    &empty::Empty,
    &language::Language,
    &metadata::Metadata,
    &codes::Codes,
    &limit::Limit,
    &untranslated::Untranslated,
    &script::Script,
    &misaligned::Misaligned,
    &omission::Omission,
    &length::Length,
    &numbers::Numbers,
    &dates::Dates,
    &copied::Copied,
    &latin::Latin,
    &ending::Ending,
    &doubled::Doubled,
    &brackets::Brackets,
    &spaces::Spaces,
    &punctuation::Punctuation,
    &foreign_mark::ForeignMark,
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

/// What the checks go by.
#[derive(Clone, Copy)]
pub struct Settings<'s> {
    /// The language of the sources.
    pub source_lang: Lang,
    /// The language of the targets.
    pub target_lang: Lang,
    /// The sentence encoder; without one, checks by meaning find nothing.
    pub encoder: Option<&'s Encoder>,
    /// The most characters a side may have.
    pub longest: usize,
    /// Whether language tags must name a region.
    pub regions: bool,
}

/// The most characters of a side where nothing else is asked for; several tools take no more.
pub const LONGEST: usize = 2_000;

impl<'s> Settings<'s> {
    /// The settings for a language pair.
    pub fn new(source_lang: Lang, target_lang: Lang, encoder: Option<&'s Encoder>) -> Settings<'s> {
        Settings { source_lang, target_lang, encoder, longest: LONGEST, regions: false }
    }
}

/// Units looked at together.
const BLOCK: usize = 2_048;

/// The most bytes of text looked at together, so that long units make short blocks.
const BLOCK_BYTES: usize = 4 << 20;

/// Checks a memory block by block.
pub struct Checker<'s> {
    settings: Settings<'s>,
    checks: Vec<&'static dyn Check>,
    watches: Vec<Box<dyn Watch + 's>>,
}

impl<'s> Checker<'s> {
    /// Starts on a memory with some of [`CHECKS`].
    pub fn new(settings: Settings<'s>, checks: &[&'static dyn Check]) -> Checker<'s> {
        let watches = checks.iter().filter_map(|check| check.watch(&settings)).collect();
        Checker { settings, checks: checks.to_vec(), watches }
    }

    /// Checks the next units; the findings come in the order of the units, then of the checks.
    pub fn block(&mut self, units: &[TranslationUnit]) -> Vec<Finding> {
        let pairs: Vec<Pair<'_>> =
            units.par_iter().map(|unit| Pair::new(unit, &self.settings)).collect();
        let by_unit: Vec<Vec<Finding>> = pairs
            .par_iter()
            .map(|pair| {
                let mut found = Vec::new();
                for check in &self.checks {
                    check.unit(pair, &mut |finding| found.push(finding));
                }
                found
            })
            .collect();
        let mut findings: Vec<Finding> = by_unit.into_iter().flatten().collect();
        for watch in &mut self.watches {
            watch.block(&pairs, &mut |finding| findings.push(finding));
        }
        let rank = |id: &str| CHECKS.iter().position(|check| check.id() == id);
        findings.sort_by_key(|f| (f.unit, rank(f.check)));
        findings
    }
}

/// What a run over a memory came to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Totals {
    /// Units read.
    pub units: u64,
    /// Findings by check, and by severity from info to error.
    pub findings: BTreeMap<&'static str, [u64; 3]>,
}

impl Totals {
    /// Counts a finding.
    pub fn count(&mut self, finding: &Finding) {
        self.findings.entry(finding.check).or_default()[finding.severity as usize] += 1;
    }

    /// The number of findings at least as bad as a severity.
    pub fn at_least(&self, severity: Severity) -> u64 {
        self.findings.values().flat_map(|counts| &counts[severity as usize..]).sum()
    }
}

/// What reads a memory to its end.
pub struct Run<'r> {
    /// All but the languages.
    pub settings: Settings<'r>,
    /// The checks to run.
    pub checks: &'r [&'static dyn Check],
    /// Whether what the reader mended is a finding too.
    pub repairs: bool,
}

/// Units of one block, and what was found in them.
pub struct Checked<'c> {
    /// The language of the sources.
    pub source_lang: Lang,
    /// The language of the targets.
    pub target_lang: Lang,
    /// The units.
    pub units: &'c [TranslationUnit],
    /// What was found, in the order of the units.
    pub findings: Vec<Finding>,
}

impl Run<'_> {
    /// Checks every unit of a memory. Languages that are not given are those the memory names. `see` is given the
    /// units in blocks.
    ///
    /// # Errors
    ///
    /// What reading fails with, and what comes from `see`.
    pub fn over(
        &self,
        source: &mut dyn UnitSource,
        langs: (Option<Lang>, Option<Lang>),
        see: &mut dyn FnMut(Checked<'_>) -> Result<()>,
    ) -> Result<u64> {
        let mut checker: Option<Checker<'_>> = None;
        let mut number = 0;
        loop {
            let units = block(source)?;
            let last = units.is_empty();
            if last && checker.is_some() {
                let findings = self.mended(source);
                if !findings.is_empty() {
                    let Settings { source_lang, target_lang, .. } = self.settings;
                    see(Checked { source_lang, target_lang, units: &units, findings })?;
                }
                return Ok(number);
            }
            number += units.len() as u64;
            let checker = checker.get_or_insert_with(|| {
                let named = languages(source.header(), &units);
                let source_lang = langs.0.unwrap_or(named.0);
                let settings = Settings {
                    source_lang,
                    target_lang: langs.1.unwrap_or(named.1),
                    ..self.settings
                };
                Checker::new(settings, self.checks)
            });
            let mut findings = self.mended(source);
            findings.extend(checker.block(&units));
            findings.sort_by_key(|f| f.unit);
            let Settings { source_lang, target_lang, .. } = checker.settings;
            see(Checked { source_lang, target_lang, units: &units, findings })?;
            if last {
                return Ok(number);
            }
        }
    }

    fn mended(&self, source: &mut dyn UnitSource) -> Vec<Finding> {
        let repairs = source.repairs();
        if self.repairs { repairs.iter().map(format_finding).collect() } else { Vec::new() }
    }
}

/// The next units of a source; none at its end.
fn block(source: &mut dyn UnitSource) -> Result<Vec<TranslationUnit>> {
    let (mut units, mut bytes) = (Vec::new(), 0);
    while units.len() < BLOCK && bytes < BLOCK_BYTES {
        let Some(unit) = source.next()? else { break };
        bytes += unit.variants.iter().map(|variant| variant.text.len()).sum::<usize>();
        units.push(unit);
    }
    Ok(units)
}

/// The languages of a memory: those it names; else the source language is Arabic if its units have any, and the
/// target language the other that most units have.
pub fn languages(header: &Header, units: &[TranslationUnit]) -> (Lang, Lang) {
    let mut counts: BTreeMap<Lang, usize> = BTreeMap::new();
    for lang in units.iter().flat_map(|unit| &unit.variants).map(|variant| variant.lang) {
        *counts.entry(lang).or_default() += 1;
    }
    let most = |test: &dyn Fn(Lang) -> bool| {
        let fit = counts.iter().filter(|(lang, _)| test(**lang));
        fit.max_by_key(|(lang, count)| (**count, std::cmp::Reverse(**lang))).map(|(lang, _)| *lang)
    };
    let source = header.source_lang.or_else(|| most(&|l| l.same_language(Lang::AR)));
    let source = source.or_else(|| most(&|_| true)).unwrap_or(Lang::AR);
    let target = header.target_lang.or_else(|| most(&|l| !l.same_language(source)));
    let other = if source.same_language(Lang::EN) { Lang::AR } else { Lang::EN };
    (source, target.unwrap_or(other))
}

/// The id of findings about the file itself.
pub const FORMAT: &str = "format";

/// What a reader mended, as a finding.
fn format_finding(repair: &Repair) -> Finding {
    Finding {
        check: FORMAT,
        severity: match repair.id {
            // Text may have been lost.
            "bytes" | "code-balance" | "control-character" | "entity" | "markup" | "unclosed" => {
                Severity::Error
            }
            _ if repair.is_loss() => Severity::Error,
            // Tools read past it.
            "details" | "prop-type" | "segtype" | "version" => Severity::Info,
            _ => Severity::Warning,
        },
        unit: repair.unit,
        line: repair.line,
        side: None,
        span: None,
        found: repair.id.to_owned(),
        message: repair.message.clone(),
        fixable: !repair.is_loss(),
        fingerprint: fingerprint(FORMAT, &[repair.id, &repair.message]),
    }
}

/// What knows a finding of a check again by the texts it is about.
fn fingerprint(check: &str, texts: &[&str]) -> u64 {
    let mut hash = Xxh3::new();
    for part in std::iter::once(&check).chain(texts) {
        hash.update(&(part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    hash.digest()
}

/// The checks of a list of ids, less those of another; no list at all is every check. Gives the id that is none.
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
