//! Checks over the units of a memory, block by block.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::CHECKS;
use super::rule::{
    Check, CheckSettings, CrossCheck, FORMAT, Finding, Pair, Severity, fingerprint, text_of,
};
use crate::error::Result;
use crate::lang::Lang;
use crate::language::USUAL;
use crate::unit::{Header, Repair, TranslationUnit, UnitSource, next_block};

/// Units that were checked together, and what was found in them.
pub struct CheckedUnits<'c> {
    /// The languages of the sources and of the targets.
    pub langs: [Lang; 2],
    /// What was found, in the order of the units, then of the checks.
    pub findings: Vec<Finding>,
    units: &'c [TranslationUnit],
}

impl CheckedUnits<'_> {
    /// The source and target text that a finding is about; empty for one that is about no unit.
    pub fn texts(&self, finding: &Finding) -> [&str; 2] {
        let unit = self.units.binary_search_by_key(&finding.unit, |unit| unit.number);
        self.langs.map(|lang| unit.map_or("", |at| text_of(&self.units[at], lang)))
    }
}

/// Checks units, whose numbers rise, with some of [`CHECKS`].
///
/// ```
/// use mizan::check::{CHECKS, CheckSettings, check_units};
/// use mizan::lang::Lang;
/// use mizan::unit::{TranslationUnit, Variant};
///
/// let mut unit = TranslationUnit::default();
/// unit.variants.push(Variant::new(Lang::AR, "وصل 25 راكبا."));
/// unit.variants.push(Variant::new(Lang::EN, "35 passengers arrived."));
/// let found = check_units(&[unit], &CheckSettings::default(), CHECKS).findings;
/// assert_eq!(found[0].check, "numbers");
/// ```
pub fn check_units<'u>(
    units: &'u [TranslationUnit],
    settings: &CheckSettings<'_>,
    checks: &[&'static dyn Check],
) -> CheckedUnits<'u> {
    let mut checker = Checker::new(*settings, checks, &Header::default(), units);
    CheckedUnits { langs: checker.langs, findings: checker.block(units), units }
}

/// Checks every unit of a memory with some of [`CHECKS`], in bounded memory, and returns how many units there are.
/// `see` is given the units in blocks. With `repairs`, what the reader repaired is a finding too.
///
/// # Errors
///
/// What reading fails with, and what comes from `see`.
pub fn check_memory(
    source: &mut dyn UnitSource,
    settings: &CheckSettings<'_>,
    checks: &[&'static dyn Check],
    repairs: bool,
    see: &mut dyn FnMut(CheckedUnits<'_>) -> Result<()>,
) -> Result<u64> {
    let mut checker: Option<Checker<'_>> = None;
    let mut number = 0;
    loop {
        let units = next_block(source)?;
        let last = units.is_empty();
        let mut findings: Vec<Finding> = source.repairs().iter().map(format_finding).collect();
        findings.retain(|_| repairs);
        if last && let Some(checker) = &checker {
            if !findings.is_empty() {
                see(CheckedUnits { langs: checker.langs, findings, units: &units })?;
            }
            return Ok(number);
        }
        number += units.len() as u64;
        let checker =
            checker.get_or_insert_with(|| Checker::new(*settings, checks, source.header(), &units));
        findings.extend(checker.block(&units));
        findings.sort_by_key(|f| f.unit);
        see(CheckedUnits { langs: checker.langs, findings, units: &units })?;
        if last {
            return Ok(number);
        }
    }
}

/// Checks a memory block by block.
struct Checker<'s> {
    settings: CheckSettings<'s>,
    langs: [Lang; 2],
    checks: Vec<&'static dyn Check>,
    across: Vec<Box<dyn CrossCheck + 's>>,
}

impl<'s> Checker<'s> {
    /// Starts on a memory with a header and these first units.
    fn new(
        settings: CheckSettings<'s>,
        checks: &[&'static dyn Check],
        header: &Header,
        units: &[TranslationUnit],
    ) -> Checker<'s> {
        let named = languages(header, units);
        let langs =
            [settings.source_lang.unwrap_or(named.0), settings.target_lang.unwrap_or(named.1)];
        let across = checks.iter().filter_map(|check| check.across(&settings)).collect();
        Checker { settings, langs, checks: checks.to_vec(), across }
    }

    /// Checks the next units; the findings come in the order of the units, then of the checks.
    fn block(&mut self, units: &[TranslationUnit]) -> Vec<Finding> {
        let pairs: Vec<Pair<'_>> =
            units.par_iter().map(|unit| Pair::new(unit, self.langs, &self.settings)).collect();
        let by_unit: Vec<Vec<Finding>> = pairs
            .par_iter()
            .map(|pair| {
                let mut kept = Kept::default();
                for check in &self.checks {
                    check.unit(pair, &mut |finding| kept.add(finding));
                }
                kept.finish(|_| pair)
            })
            .collect();
        let mut findings: Vec<Finding> = by_unit.into_iter().flatten().collect();
        let mut kept = Kept::default();
        for check in &mut self.across {
            check.block(&pairs, &mut |finding| kept.add(finding));
        }
        findings.extend(kept.finish(|unit| {
            &pairs[pairs.partition_point(|pair| pair.unit.number < unit).min(pairs.len() - 1)]
        }));
        let rank = |id: &str| CHECKS.iter().position(|check| check.id() == id);
        findings.sort_by_key(|f| (f.unit, rank(f.check)));
        findings
    }
}

/// The most findings of one check about one unit.
const MOST: usize = 100;

/// Findings, of which a unit has a limited number: where a text is broken from end to end, the first hundred tell.
#[derive(Default)]
struct Kept {
    findings: Vec<Finding>,
    counts: BTreeMap<(u64, &'static str), usize>,
}

impl Kept {
    fn add(&mut self, finding: Finding) {
        let count = self.counts.entry((finding.unit, finding.check)).or_default();
        *count += 1;
        if *count <= MOST {
            self.findings.push(finding);
        }
    }

    /// The findings with places and fingerprints; `pair` gives the pair of a unit.
    fn finish<'p, 'u: 'p>(self, pair: impl Fn(u64) -> &'p Pair<'u>) -> Vec<Finding> {
        let Kept { findings, mut counts } = self;
        let mut finished: Vec<Finding> =
            findings.into_iter().map(|finding| pair(finding.unit).finish(finding)).collect();
        counts.retain(|_, count| *count > MOST);
        for finding in finished.iter_mut().rev() {
            if let Some(count) = counts.remove(&(finding.unit, finding.check)) {
                finding.message.leave_out(count - MOST);
            }
        }
        finished
    }
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
    let source = header.source_lang.or_else(|| most(&|l| l.same_language(USUAL.0)));
    let source = source.or_else(|| most(&|_| true)).unwrap_or(USUAL.0);
    let target = header.target_lang.or_else(|| most(&|l| !l.same_language(source)));
    let other = if source.same_language(USUAL.1) { USUAL.0 } else { USUAL.1 };
    (source, target.unwrap_or(other))
}

/// What a reader repaired, as a finding.
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
        message: repair.message.clone().into(),
        fixable: !repair.is_loss(),
        fingerprint: fingerprint(FORMAT, &[repair.id, &repair.message]),
    }
}
