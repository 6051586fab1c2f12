//! `mizan memory fix`: fixes what is safe to fix.

use std::collections::{BTreeMap, VecDeque};
use std::io::Write;
use std::path::PathBuf;

use mizan::check::fix::{Change, FixOutcome, Fixer};
use mizan::check::{self, FORMAT};
use mizan::format::{Cell, SheetRow};
use mizan::unit::{Repair, TranslationUnit, UnitSink};
use serde::Serialize;

use crate::files::Outputs;
use crate::input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Output};
use crate::sheet::{self, SheetFile};
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory fix memory.tmx -o fixed.tmx --report changes.jsonl
  mizan memory fix memory.tmx -o fixed.tmx --rejects out.jsonl";

/// Fix what is safe to fix, and say what was changed
///
/// Spaces, control characters, mojibake, tatweel, direction marks, presentation forms, dates and ids are fixed. Empty units
/// and exact duplicates are taken out.
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct FixArgs {
    /// Memory to fix
    file: PathBuf,

    /// File for the fixed memory; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// File for all changes: unit, line, check, text before and after. The extension names the format: csv, tsv, xlsx or
    /// jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    report: Option<PathBuf>,

    /// File for the units that were taken out. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    rejects: Option<PathBuf>,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

/// The number of units that are looked at to find the languages of a memory that does not name them.
const FIRST: usize = 1_000;

pub(super) fn run(args: &FixArgs) -> Result<Outcome, Failure> {
    output::form(&args.output)?;
    output::check_outputs([&args.output].into_iter().chain(&args.report).chain(&args.rejects))?;
    let problem =
        |error: mizan::error::Error| Failure::input(format!("{}: {error}", args.file.display()));
    let mut source = input::source(&args.file, &args.langs.read_options())?;
    let options = args.write.options();
    let report = |path| SheetFile::create::<Line<'_>>(path, options.csv);
    let report = args.report.as_deref().map(report).transpose()?;
    let rejects = |path| SheetFile::create::<Reject<'_>>(path, options.csv);
    let rejects = args.rejects.as_deref().map(rejects).transpose()?;
    let mut first = VecDeque::new();
    while first.len() < FIRST
        && let Some(unit) = source.next().map_err(problem)?
    {
        first.push_back(unit);
    }
    let mut header = source.header().clone();
    // Several tools refuse a memory that does not name its source language.
    let (source_lang, target_lang) = check::languages(&header, first.make_contiguous());
    header.source_lang.get_or_insert(args.langs.source_lang.unwrap_or(source_lang));
    header.target_lang.get_or_insert(args.langs.target_lang.unwrap_or(target_lang));
    let trouble = Trouble::default();
    let out = Output::create(&args.output, &header, &options, &trouble)?;
    let fixer = Fixer::default();
    let mut job = Job { trouble: &trouble, fixer, out, report, rejects, counts: Counts::default() };
    loop {
        let next = match first.pop_front() {
            Some(unit) => Some(unit),
            None => source.next().map_err(problem)?,
        };
        let Some(unit) = next else { break };
        job.repairs(source.repairs())?;
        job.unit(unit)?;
    }
    job.repairs(source.repairs())?;
    let (counts, outcome) = job.finish()?;
    tell(args, &counts);
    Ok(trouble.outcome(outcome))
}

/// How many units there were, and what was done to them.
#[derive(Default)]
struct Counts {
    units: u64,
    written: u64,
    empty: u64,
    duplicates: u64,
    /// Units that the output format cannot hold.
    left_out: u64,
    /// What is said of inline codes that the output format cannot hold.
    codes: String,
    /// Fixes, by check.
    fixes: BTreeMap<&'static str, u64>,
}

/// Tells what was done. The counts add up.
fn tell(args: &FixArgs, counts: &Counts) {
    let Counts { units, written, empty, duplicates, left_out, codes, fixes } = counts;
    let (name, units) = (args.output.display(), plural(*units, "unit"));
    let duplicates_part = plural(*duplicates, "duplicate");
    let left_out = if *left_out > 0 { format!(" + {left_out} not written") } else { String::new() };
    summary!(
        "{name}: {units} = {written} written + {empty} empty + {duplicates_part}{left_out}{codes}"
    );
    let fixes: Vec<String> =
        fixes.iter().map(|(check, count)| format!("{count} {check}")).collect();
    summary!("fixed: {}", if fixes.is_empty() { "nothing".to_owned() } else { fixes.join(", ") });
    let out = empty + duplicates;
    if out > 0 && args.rejects.is_none() {
        let were = if out == 1 { "was" } else { "were" };
        summary!("{} {were} taken out; --rejects FILE lists them", plural(out, "unit"));
    }
}

/// A memory that is being fixed.
struct Job<'j> {
    trouble: &'j Trouble,
    fixer: Fixer,
    out: Output,
    report: Option<SheetFile>,
    rejects: Option<SheetFile>,
    counts: Counts,
}

impl Job<'_> {
    /// Fixes a unit, and writes it or takes it out.
    fn unit(&mut self, mut unit: TranslationUnit) -> Result<(), Failure> {
        self.counts.units += 1;
        let before = self.rejects.is_some().then(|| unit.clone());
        match self.fixer.fix(&mut unit) {
            FixOutcome::Kept(changes) => {
                for change in changes {
                    *self.counts.fixes.entry(change.check).or_default() += 1;
                    if let Some(report) = &mut self.report {
                        report.row(&Line::of_change(&unit, &change))?;
                    }
                }
                self.out.unit(&unit).map_err(|error| self.trouble.explain(error))
            }
            FixOutcome::Removed { check, reason } => {
                let Counts { empty, duplicates, .. } = &mut self.counts;
                *(if check == "empty" { empty } else { duplicates }) += 1;
                if let Some(report) = &mut self.report {
                    report.row(&Line::of_unit(&unit, check, reason))?;
                }
                match (&mut self.rejects, before) {
                    (Some(rejects), Some(unit)) => rejects.row(&Reject::new(&unit, check, reason)),
                    _ => Ok(()),
                }
            }
        }
    }

    /// Counts and reports what was repaired while the memory was read.
    fn repairs(&mut self, repairs: Vec<Repair>) -> Result<(), Failure> {
        self.trouble.see(&repairs);
        for repair in repairs {
            if repair.is_loss() {
                eprintln!("mizan: line {}: {}", repair.line, repair.message);
            }
            *self.counts.fixes.entry(FORMAT).or_default() += 1;
            if let Some(report) = &mut self.report {
                report.row(&Line {
                    unit: repair.unit,
                    line: repair.line,
                    check: FORMAT,
                    lang: None,
                    before: repair.id,
                    after: "",
                    message: &repair.message,
                })?;
            }
        }
        Ok(())
    }

    /// Names all files.
    fn finish(mut self) -> Result<(Counts, Outcome), Failure> {
        (self.counts.written, self.counts.left_out) = (self.out.units, self.out.left_out);
        self.counts.codes = self.out.codes();
        let mut outputs = Outputs::default();
        let done = self.out.finish(&mut outputs)?;
        let mut outcome = Outcome::Fine;
        for sheet in self.report.into_iter().chain(self.rejects) {
            outcome = outcome.or(sheet.finish(&mut outputs)?);
        }
        outputs.finish()?;
        done.tell();
        Ok((self.counts, outcome))
    }
}

/// What was done to a unit.
#[derive(Serialize)]
struct Line<'l> {
    unit: u64,
    line: u64,
    check: &'static str,
    lang: Option<String>,
    before: &'l str,
    after: &'l str,
    #[serde(skip_serializing_if = "str::is_empty")]
    message: &'l str,
}

impl<'l> Line<'l> {
    fn of_change(unit: &TranslationUnit, change: &'l Change) -> Line<'l> {
        Line {
            unit: unit.number,
            line: unit.line,
            check: change.check,
            lang: change.lang.map(|lang| lang.to_string()),
            before: &change.before,
            after: &change.after,
            message: "",
        }
    }

    fn of_unit(unit: &TranslationUnit, check: &'static str, why: &'l str) -> Line<'l> {
        let (number, line) = (unit.number, unit.line);
        Line { unit: number, line, check, lang: None, before: "", after: "", message: why }
    }
}

impl SheetRow for Line<'_> {
    const NAME: &'static str = "changes";
    const COLUMNS: &'static [&'static str] =
        &["unit", "line", "check", "lang", "before", "after", "message"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let lang = self.lang.as_ref().and_then(|lang| lang.parse().ok());
        vec![
            self.unit.into(),
            self.line.into(),
            self.check.into(),
            self.lang.as_deref().into(),
            Cell::Text(self.before.into(), lang),
            Cell::Text(self.after.into(), lang),
            self.message.into(),
        ]
    }

    fn json(&self, out: &mut dyn Write) -> mizan::error::Result<()> {
        sheet::json(self, out)
    }
}

/// A unit that was taken out.
#[derive(Serialize)]
struct Reject<'u> {
    unit: u64,
    line: u64,
    check: &'static str,
    why: &'u str,
    id: &'u str,
    texts: Vec<(String, &'u str)>,
}

impl<'u> Reject<'u> {
    fn new(unit: &'u TranslationUnit, check: &'static str, why: &'u str) -> Reject<'u> {
        let texts = unit.variants.iter().map(|v| (v.lang.to_string(), v.text.as_str())).collect();
        Reject { unit: unit.number, line: unit.line, check, why, id: &unit.id, texts }
    }
}

impl SheetRow for Reject<'_> {
    const NAME: &'static str = "taken out";
    const COLUMNS: &'static [&'static str] = &["unit", "line", "check", "why", "id", "texts"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let texts: Vec<String> =
            self.texts.iter().map(|(lang, text)| format!("{lang}: {text}")).collect();
        vec![
            self.unit.into(),
            self.line.into(),
            self.check.into(),
            self.why.into(),
            self.id.into(),
            texts.join("\n").into(),
        ]
    }

    fn json(&self, out: &mut dyn Write) -> mizan::error::Result<()> {
        sheet::json(self, out)
    }
}
