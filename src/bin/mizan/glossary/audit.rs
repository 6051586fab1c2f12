//! `mizan glossary audit`: does a memory keep to a glossary?

use std::io::Write;
use std::path::PathBuf;

use mizan::format::{Cell, SheetRow};
use mizan::glossary::{Audit, AuditFinding, AuditRow, Entry, Glossary, Langs, Verdict};
use mizan::text::Span;
use serde::Serialize;

use super::page;
use super::units::{Audited, Unit, units};
use crate::files::{self, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::output;
use crate::sheet::{self, SheetArgs, SheetFile};
use crate::termbase::{LangArgs, Loaded, load};

const AFTER: &str = "\
Exit codes: 0 no findings, 1 findings, 2 wrong usage, 3 bad input, 4 part of an input could
not be read.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan glossary audit glossary/software.csv memory.tmx
  mizan glossary audit glossary/software.csv memory.tmx -o audit.html";

/// Compare a memory with a glossary: terms confirmed, missing, forbidden
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct AuditArgs {
    /// Glossary: CSV, TSV, OmegaT, TBX or XLSX
    glossary: PathBuf,

    /// Memory in any format
    memory: PathBuf,

    /// File for a report. The extension names the format: html, csv, tsv, xlsx or jsonl. May
    /// be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Do not check that the source has the terms that are in the target
    #[arg(long, help_heading = "Search")]
    forward_only: bool,

    #[command(flatten)]
    sheet: SheetArgs,

    #[command(flatten)]
    langs: LangArgs,
}

pub(super) fn run(args: &AuditArgs) -> Result<Outcome, Failure> {
    for path in &args.output {
        sheet::form(path, &["html"])?;
    }
    output::check_apart([&args.glossary, &args.memory], &args.output)?;
    let langs = args.langs.langs();
    let Loaded { glossary, outcome, .. } = load(&args.glossary, langs)?;
    let terms = Audit::new(&glossary, langs);
    let mut auditor = terms.auditor();
    let mut audited: Vec<Audited> = Vec::new();
    let mut count = 0u64;
    let reading = units(&args.memory, langs, &mut |unit| {
        count += 1;
        let mut findings = auditor.unit(&unit.source, &unit.target);
        findings.retain(|f| !args.forward_only || f.verdict != Verdict::Unprompted);
        if !findings.is_empty() {
            audited.push(Audited { unit, findings });
        }
    })?;
    let mut rows = auditor.rows().to_vec();
    if args.forward_only {
        rows = rows.into_iter().map(|row| row.without(Verdict::Unprompted)).collect();
    }
    let mut outputs = Outputs::default();
    let mut written = Outcome::Fine;
    for path in &args.output {
        if sheet::form(path, &["html"])? == "html" {
            outputs.write(path, |out| page::audit(&glossary, &audited, &rows, langs, out))?;
            continue;
        }
        let mut file = SheetFile::create::<FindingLine<'_>>(path, args.sheet.profile())?;
        for Audited { unit, findings } in &audited {
            for finding in findings {
                file.row(&FindingLine::new(&glossary, langs, unit, finding))?;
            }
        }
        // What became of each term stands below the findings, where a row may have fields of its own.
        if sheet::form(path, &[])? == "jsonl" {
            rows.iter().try_for_each(|row| file.row(&RowLine(row)))?;
        }
        written = written.or(file.finish(&mut outputs)?);
    }
    outputs.finish()?;
    files::print_for_people(|out| {
        for Audited { unit, findings } in &audited {
            for finding in findings.iter().filter(|f| f.verdict.is_finding()) {
                let (place, verdict) = (args.memory.display(), finding.verdict.as_str());
                let message = message(&glossary, finding, unit);
                writeln!(out, "{place}:{}: unit {}: {verdict}: {message}", unit.line, unit.number)?;
            }
        }
        table(&rows, out)
    })?;
    let findings =
        audited.iter().flat_map(|a| &a.findings).filter(|f| f.verdict.is_finding()).count();
    let (units, findings_part) = (plural(count, "unit"), plural(findings as u64, "finding"));
    summary!("{}: {units}, {findings_part}", args.memory.display());
    let found = if findings == 0 { outcome.or(reading) } else { Outcome::Findings };
    Ok(written.or(found))
}

fn message(glossary: &Glossary, finding: &AuditFinding, unit: &Unit) -> String {
    let entry = &glossary.entries[finding.entry as usize];
    let texts = |spans: &[Span], text: &str| {
        spans.iter().map(|s| s.of(text).to_owned()).collect::<Vec<_>>().join(", ")
    };
    let expected = finding.expected.join(" | ");
    match finding.verdict {
        Verdict::Unprompted => {
            format!(
                "{} in the target, but none of {expected} in the source",
                texts(&finding.target, &unit.target)
            )
        }
        Verdict::Missing => {
            format!(
                "{} ({}), but no {expected}",
                entry.source,
                texts(&finding.source, &unit.source)
            )
        }
        _ => {
            format!("{} as {}; use {expected}", entry.source, texts(&finding.target, &unit.target))
        }
    }
}

fn table(rows: &[AuditRow], out: &mut dyn Write) -> mizan::error::Result<()> {
    let count = |verdict| rows.iter().filter(|r| r.verdict() == verdict).count();
    let counts = ["confirmed", "violated", "never seen"].map(|v| (v, count(v)));
    for (verdict, number) in counts {
        writeln!(out, "{number} terms {verdict}")?;
    }
    writeln!(out, "seen\tconfirmed\tother\tforbidden\tmissing\tonly in target\tterm")?;
    for row in rows.iter().filter(|r| r.verdict() != "never seen") {
        writeln!(
            out,
            "{}\t{}\t{}\t{}\t{}\t{}\t{} = {}\t{}",
            row.seen(),
            row.count(Verdict::Confirmed),
            row.count(Verdict::Other),
            row.count(Verdict::Forbidden),
            row.count(Verdict::Missing),
            row.count(Verdict::Unprompted),
            row.source,
            row.target,
            row.verdict()
        )?;
    }
    Ok(())
}

/// A finding, with the texts it is about.
#[derive(Serialize)]
struct FindingLine<'a> {
    unit: u64,
    line: u64,
    direction: &'static str,
    verdict: &'static str,
    entry: u32,
    term: &'a str,
    expected: &'a [String],
    found: Vec<&'a str>,
    source_spans: Vec<[usize; 2]>,
    target_spans: Vec<[usize; 2]>,
    source: &'a str,
    target: &'a str,
    #[serde(skip)]
    langs: Langs,
}

impl<'a> FindingLine<'a> {
    fn new(
        glossary: &'a Glossary,
        langs: Langs,
        unit: &'a Unit,
        finding: &'a AuditFinding,
    ) -> FindingLine<'a> {
        let scalars = |spans: &[Span], text: &str| -> Vec<[usize; 2]> {
            let place = |byte: usize| text[..byte].chars().count();
            spans.iter().map(|s| [place(s.range().start), place(s.range().end)]).collect()
        };
        let entry: &Entry = &glossary.entries[finding.entry as usize];
        let is_backward = finding.verdict == Verdict::Unprompted;
        FindingLine {
            unit: unit.number,
            line: unit.line,
            direction: if is_backward { "target-to-source" } else { "source-to-target" },
            verdict: finding.verdict.as_str(),
            entry: finding.entry,
            term: if is_backward { &entry.target } else { &entry.source },
            expected: &finding.expected,
            found: finding.target.iter().map(|s| s.of(&unit.target)).collect(),
            source_spans: scalars(&finding.source, &unit.source),
            target_spans: scalars(&finding.target, &unit.target),
            source: &unit.source,
            target: &unit.target,
            langs,
        }
    }
}

impl SheetRow for FindingLine<'_> {
    const NAME: &'static str = "audit";
    const COLUMNS: &'static [&'static str] =
        &["unit", "line", "direction", "verdict", "term", "expected", "found", "source", "target"];

    fn cells(&self) -> Vec<Cell<'_>> {
        let Langs { source, target } = self.langs;
        let is_backward = self.direction == "target-to-source";
        let (term, other) = if is_backward { (target, source) } else { (source, target) };
        vec![
            self.unit.into(),
            self.line.into(),
            self.direction.into(),
            self.verdict.into(),
            Cell::Text(self.term.into(), Some(term)),
            Cell::Text(self.expected.join("|").into(), Some(other)),
            Cell::Text(self.found.join("|").into(), Some(target)),
            Cell::Text(self.source.into(), Some(source)),
            Cell::Text(self.target.into(), Some(target)),
        ]
    }

    fn json(&self, out: &mut dyn Write) -> mizan::error::Result<()> {
        sheet::json(self, out)
    }
}

/// What became of a term in the whole memory.
struct RowLine<'a>(&'a AuditRow);

impl SheetRow for RowLine<'_> {
    const NAME: &'static str = "terms";
    const COLUMNS: &'static [&'static str] = &[
        "term",
        "preferred",
        "verdict",
        "seen",
        "confirmed",
        "other",
        "forbidden",
        "missing",
        "only_in_target",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let row = self.0;
        vec![
            row.source.as_str().into(),
            row.target.as_str().into(),
            row.verdict().into(),
            row.seen().into(),
            row.count(Verdict::Confirmed).into(),
            row.count(Verdict::Other).into(),
            row.count(Verdict::Forbidden).into(),
            row.count(Verdict::Missing).into(),
            row.count(Verdict::Unprompted).into(),
        ]
    }
}
