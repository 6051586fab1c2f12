//! `mizan glossary audit`: does a memory keep to a glossary?

use std::io::Write;
use std::path::PathBuf;

use mizan::glossary::{Audit, AuditFinding, AuditRow, Entry, Glossary, Verdict};
use mizan::text::Span;
use serde::Serialize;

use super::page;
use super::units::{Audited, Unit, units};
use crate::files;
use crate::jsonl;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::termbase::{LangArgs, Loaded, extension, load};

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

    /// File for a report. The extension names the format: jsonl, csv or html. May be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Vec<PathBuf>,

    /// Do not check that the source has the terms that are in the target
    #[arg(long, help_heading = "Search")]
    forward_only: bool,

    #[command(flatten)]
    langs: LangArgs,
}

pub(super) fn run(args: &AuditArgs) -> Result<Outcome, Failure> {
    for path in &args.output {
        if !["jsonl", "csv", "html"].contains(&extension(path).as_str()) {
            let message = format!("{}: a report is jsonl, csv or html", path.display());
            return Err(Failure::usage(message));
        }
    }
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
    for path in &args.output {
        files::write(path, |out| match extension(path).as_str() {
            "jsonl" => jsonl(&glossary, &audited, &rows, out),
            "csv" => csv(&glossary, &audited, out),
            _ => page::audit(&glossary, &audited, &rows, langs, out),
        })?;
    }
    files::print(|out| {
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
    eprintln!("{}: {units}, {findings_part}", args.memory.display());
    Ok(if findings == 0 { outcome.or(reading) } else { Outcome::Findings })
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
}

#[derive(Serialize)]
struct RowLine<'a> {
    term: &'a str,
    preferred: &'a str,
    verdict: &'a str,
    seen: u64,
    confirmed: u64,
    other: u64,
    forbidden: u64,
    missing: u64,
    only_in_target: u64,
}

fn finding_line<'a>(
    glossary: &'a Glossary,
    unit: &'a Unit,
    finding: &'a AuditFinding,
) -> FindingLine<'a> {
    let scalars = |spans: &[Span], text: &str| -> Vec<[usize; 2]> {
        let place = |byte: usize| text[..byte].chars().count();
        spans.iter().map(|s| [place(s.range().start), place(s.range().end)]).collect()
    };
    let entry: &Entry = &glossary.entries[finding.entry as usize];
    FindingLine {
        unit: unit.number,
        line: unit.line,
        direction: if finding.verdict == Verdict::Unprompted {
            "target-to-source"
        } else {
            "source-to-target"
        },
        verdict: finding.verdict.as_str(),
        entry: finding.entry,
        term: if finding.verdict == Verdict::Unprompted { &entry.target } else { &entry.source },
        expected: &finding.expected,
        found: finding.target.iter().map(|s| s.of(&unit.target)).collect(),
        source_spans: scalars(&finding.source, &unit.source),
        target_spans: scalars(&finding.target, &unit.target),
        source: &unit.source,
        target: &unit.target,
    }
}

fn jsonl(
    glossary: &Glossary,
    audited: &[Audited],
    rows: &[AuditRow],
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    for Audited { unit, findings } in audited {
        for finding in findings {
            let line = finding_line(glossary, unit, finding);
            jsonl::write_line(&line, out)?;
        }
    }
    for row in rows {
        let line = RowLine {
            term: &row.source,
            preferred: &row.target,
            verdict: row.verdict(),
            seen: row.seen(),
            confirmed: row.count(Verdict::Confirmed),
            other: row.count(Verdict::Other),
            forbidden: row.count(Verdict::Forbidden),
            missing: row.count(Verdict::Missing),
            only_in_target: row.count(Verdict::Unprompted),
        };
        jsonl::write_line(&line, out)?;
    }
    Ok(())
}

fn csv(glossary: &Glossary, audited: &[Audited], out: &mut dyn Write) -> mizan::error::Result<()> {
    let failed = |error: csv::Error| mizan::error::Error::from(std::io::Error::other(error));
    let mut rows = csv::Writer::from_writer(out);
    rows.write_record([
        "unit",
        "line",
        "direction",
        "verdict",
        "term",
        "expected",
        "found",
        "source",
        "target",
    ])
    .map_err(failed)?;
    for Audited { unit, findings } in audited {
        for finding in findings {
            let line = finding_line(glossary, unit, finding);
            rows.write_record([
                &line.unit.to_string(),
                &line.line.to_string(),
                line.direction,
                line.verdict,
                line.term,
                &line.expected.join("|"),
                &line.found.join("|"),
                line.source,
                line.target,
            ])
            .map_err(failed)?;
        }
    }
    rows.flush()?;
    Ok(())
}
