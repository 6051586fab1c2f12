//! `mizan memory check`: what may be wrong with a memory.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ValueEnum;
use mizan::check::{
    self, CHECKS, Check, CheckSettings, CheckedUnits, Finding, Severity, check_memory, choose,
};
use mizan::format::Profile;
use mizan::threads::Workers;
use mizan::unit::UnitSource;

use crate::engine::EngineArgs;
use crate::files::{self, Outputs};
use crate::input;
use crate::message::plural;
use crate::options::{LangArgs, ProfileArg};
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::report::{self, Report, Totals};
use crate::sheet::SheetArgs;

const AFTER: &str = "\
Exit codes: 0 no findings, 1 findings, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory check memory.tmx
  mizan memory check memory.tmx --level info -o findings.csv
  mizan memory check --list-checks";

/// Find what may be wrong: numbers, dates, names, punctuation, encodings, misaligned units
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct CheckArgs {
    /// Memory to check
    #[arg(required_unless_present = "list_checks")]
    file: Option<PathBuf>,

    /// File for the findings, instead of standard output. The extension names the format: txt, html, csv, tsv, xlsx or
    /// jsonl. May be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Lowest severity to report. If there are such findings, the exit code is 1
    #[arg(long, value_enum, default_value_t, help_heading = "Output")]
    level: Level,

    /// Run only these checks
    #[arg(long, value_name = "IDS", value_delimiter = ',', help_heading = "Checks")]
    checks: Vec<String>,

    /// Do not run these checks
    #[arg(long, value_name = "IDS", value_delimiter = ',', help_heading = "Checks")]
    skip: Vec<String>,

    /// List all checks with what they look for
    #[arg(long, help_heading = "Checks")]
    list_checks: bool,

    /// File of accepted findings, which are not reported; made by --write-baseline
    #[arg(long, value_name = "FILE", help_heading = "Checks")]
    baseline: Option<PathBuf>,

    /// File for the findings of this run, to give to --baseline later
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    write_baseline: Option<PathBuf>,

    /// Tool that the memory is for: its limits and its language tags are checked too
    #[arg(long, value_enum, default_value_t, help_heading = "Checks")]
    profile: ProfileArg,

    #[command(flatten)]
    sheet: SheetArgs,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    engine: EngineArgs,
}

/// Severities of findings.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum Level {
    /// All findings, also those that are often right
    Info,
    /// Findings that somebody should look at, and errors
    #[default]
    Warning,
    /// Only errors
    Error,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Level::Info => Severity::Info,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}

pub(super) fn run(args: &CheckArgs) -> Result<Outcome, Failure> {
    if args.list_checks {
        files::print(|out| list(out))?;
        return Ok(Outcome::Fine);
    }
    let Some(file) = &args.file else { return Err(Failure::usage("give a memory to check")) };
    let checks = choose(&args.checks, &args.skip).map_err(|id| {
        Failure::usage(format!("no check is called '{id}'; --list-checks lists them"))
    })?;
    let about_format = |ids: &[String]| ids.iter().any(|id| id == check::FORMAT);
    let repairs =
        (args.checks.is_empty() || about_format(&args.checks)) && !about_format(&args.skip);
    let accepted = args.baseline.as_deref().map(read_baseline).transpose()?.unwrap_or_default();
    output::check_apart([], args.output.iter().chain(&args.write_baseline))?;
    let memory = file.display().to_string();
    let mut reports = Vec::new();
    for path in &args.output {
        if files::identity(path) == files::identity(file) {
            return Err(Failure::usage(format!("{}: is the memory itself", path.display())));
        }
        reports.push(Report::create(path, &memory, args.sheet.profile())?);
    }
    let meaning = checks.iter().any(|check| ["misaligned", "omission"].contains(&check.id()));
    let encoder = if meaning { args.engine.encoder()? } else { None };
    let profile = args.profile.profile();
    let usual = CheckSettings::default();
    let settings = CheckSettings {
        source_lang: args.langs.source_lang,
        target_lang: args.langs.target_lang,
        encoder: encoder.as_ref(),
        longest: profile.longest_text().unwrap_or(usual.longest),
        regions: profile == Profile::Trados,
    };
    let mut job = Job {
        args,
        settings,
        checks,
        repairs,
        reports,
        accepted,
        memory,
        totals: Totals::default(),
        known: BTreeMap::new(),
        old: 0,
    };
    let mut source = input::source(file, &args.langs.read_options())?;
    Workers::new(args.engine.threads()).run(|| job.check(file, &mut *source))?;
    job.finish()
}

/// A run, and what was found so far.
struct Job<'j> {
    args: &'j CheckArgs,
    settings: CheckSettings<'j>,
    checks: Vec<&'static dyn Check>,
    /// Whether what the reader repaired is a finding too.
    repairs: bool,
    reports: Vec<Report>,
    /// Fingerprints of accepted findings.
    accepted: BTreeSet<String>,
    memory: String,
    totals: Totals,
    /// Findings for a baseline, by fingerprint.
    known: BTreeMap<String, (&'static str, String)>,
    /// The number of findings that are accepted.
    old: u64,
}

impl Job<'_> {
    fn check(&mut self, file: &Path, source: &mut (dyn UnitSource + Send)) -> Result<(), Failure> {
        let Job { args, reports, accepted, memory, totals, known, old, .. } = self;
        let level = args.level.severity();
        let mut failure = None;
        let mut see = |mut block: CheckedUnits<'_>| {
            block.findings.retain(|finding| {
                let new = !accepted.contains(&report::fingerprint(finding));
                *old += u64::from(!new);
                new
            });
            block.findings.iter().for_each(|finding| totals.count(finding));
            block.findings.retain(|finding| finding.severity >= level);
            if args.write_baseline.is_some() {
                known.extend(
                    block
                        .findings
                        .iter()
                        .map(|f| (report::fingerprint(f), (f.check, f.found.clone()))),
                );
            }
            let written = match reports.is_empty() {
                true => print(memory, &block.findings),
                false => reports.iter_mut().try_for_each(|report| report.add(&block)),
            };
            written.map_err(|problem| {
                failure = Some(problem);
                std::io::Error::other("an output cannot be written").into()
            })
        };
        let units = check_memory(source, &self.settings, &self.checks, self.repairs, &mut see);
        failure.map_or(Ok(()), Err)?;
        totals.units =
            units.map_err(|error| Failure::input(format!("{}: {error}", file.display())))?;
        Ok(())
    }

    fn finish(self) -> Result<Outcome, Failure> {
        let Job { args, reports, memory, totals, known, old, .. } = self;
        let mut outputs = Outputs::default();
        let mut outcome = Outcome::Fine;
        for report in reports {
            outcome = outcome.or(report.finish(&totals, &mut outputs)?);
        }
        if let Some(path) = &args.write_baseline {
            outputs.write(path, |out| write_baseline(&known, out))?;
        }
        outputs.finish()?;
        summary!("{memory}: {}", report::summary(&totals));
        for (check, [info, warning, error]) in &totals.findings {
            let (errors, warnings) = (plural(*error, "error"), plural(*warning, "warning"));
            summary!("  {check}: {errors}, {warnings}, {info} info");
        }
        if old > 0 {
            summary!("{} accepted by the baseline", plural(old, "finding"));
        }
        let found = totals.at_least(args.level.severity());
        let less = totals.at_least(Severity::Info) - found;
        if less > 0 {
            let (findings, is) = (plural(less, "finding"), if less == 1 { "is" } else { "are" });
            summary!("{findings} below the level {is} not listed; --level info lists them");
        }
        Ok(outcome.or(if found > 0 { Outcome::Findings } else { Outcome::Fine }))
    }
}

fn print(memory: &str, findings: &[Finding]) -> Result<(), Failure> {
    files::print_for_people(|out| {
        findings.iter().try_for_each(|f| report::text_line(memory, f, out))
    })
}

fn list(out: &mut dyn Write) -> mizan::error::Result<()> {
    for check in CHECKS {
        writeln!(out, "{:<18} {:<8} {}", check.id(), check.severity().as_str(), check.about())?;
    }
    let about = "what the file format does not allow and was repaired while reading";
    writeln!(out, "{:<18} {:<8} {about}", check::FORMAT, Severity::Error.as_str())?;
    Ok(())
}

const BASELINE: &str =
    "# mizan baseline 1: accepted findings, one a line: fingerprint, check, what was found\n";

fn write_baseline(
    known: &BTreeMap<String, (&'static str, String)>,
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    out.write_all(BASELINE.as_bytes())?;
    for (fingerprint, (check, found)) in known {
        let found: String =
            found.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(60).collect();
        writeln!(out, "{fingerprint}\t{check}\t{found}")?;
    }
    Ok(())
}

fn read_baseline(path: &Path) -> Result<BTreeSet<String>, Failure> {
    let mut accepted = BTreeSet::new();
    let text = files::read_utf8(path)?;
    for (number, line) in text.lines().enumerate() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        let fingerprint = line.split('\t').next().unwrap_or_default();
        if fingerprint.len() != 16 || !fingerprint.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(Failure::input(format!(
                "{}: line {}: not a baseline; write one with --write-baseline",
                path.display(),
                number + 1
            )));
        }
        accepted.insert(fingerprint.to_ascii_lowercase());
    }
    Ok(accepted)
}
