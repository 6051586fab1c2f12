//! Findings as files: text, a page, and tables.

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::Range;
use std::path::Path;

use mizan::bitext::Side;
use mizan::check::{CHECKS, CheckSettings, CheckedUnits, Finding, Severity, check_units};
use mizan::error::Result;
use mizan::format::CsvProfile;
use mizan::unit::TranslationUnit;

use crate::files::{OutputFile, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::page::{self, shown};
use crate::sheet::{self, SheetFile};

/// The forms of a report, by file extension.
enum Form {
    Text(OutputFile),
    Html(Rows, OutputFile),
    Sheet(SheetFile),
}

/// The forms of a report beside those of a table.
const FORMS: [&str; 3] = ["txt", "html", "htm"];

/// The rows of a page, which stand below the counts.
#[derive(Default)]
struct Rows {
    html: Vec<u8>,
    count: usize,
    left_out: u64,
}

/// The greatest number of rows on a page; browsers are slow with more.
const MOST_ROWS: usize = 5_000;

/// A report that is written while a memory is read, and named when it is whole.
pub(crate) struct Report {
    form: Form,
    memory: String,
}

impl Report {
    /// Begins a report on a memory; the extension names the form.
    pub(crate) fn create(
        path: &Path,
        memory: &str,
        csv: CsvProfile,
    ) -> std::result::Result<Report, Failure> {
        let form = match sheet::form(path, &FORMS)? {
            "txt" => Form::Text(OutputFile::create(path)?),
            "html" | "htm" => Form::Html(Rows::default(), OutputFile::create(path)?),
            _ => Form::Sheet(SheetFile::create::<(&CheckedUnits<'_>, &Finding)>(path, csv)?),
        };
        Ok(Report { form, memory: memory.to_owned() })
    }

    /// Adds the findings of a block.
    pub(crate) fn add(&mut self, block: &CheckedUnits<'_>) -> std::result::Result<(), Failure> {
        for finding in &block.findings {
            match &mut self.form {
                Form::Text(out) => {
                    text_line(&self.memory, finding, out).map_err(|error| out.problem(error))?;
                }
                Form::Html(rows, _) if rows.count == MOST_ROWS => rows.left_out += 1,
                Form::Html(rows, out) => {
                    rows.count += 1;
                    html_row(finding, block, &mut rows.html).map_err(|error| out.problem(error))?;
                }
                Form::Sheet(sheet) => sheet.row(&(block, finding))?,
            }
        }
        Ok(())
    }

    /// Ends the report, which takes its name with the other outputs. [`Outcome::PartlyFailed`] if its format could not hold
    /// something.
    pub(crate) fn finish(
        self,
        totals: &Totals,
        outputs: &mut Outputs,
    ) -> std::result::Result<Outcome, Failure> {
        match self.form {
            Form::Text(out) => outputs.add(out)?,
            Form::Html(rows, mut out) => {
                let written = page(&self.memory, &rows, totals, &mut out);
                written.map_err(|error| out.problem(error))?;
                outputs.add(out)?;
            }
            Form::Sheet(sheet) => return sheet.finish(outputs),
        }
        Ok(Outcome::Fine)
    }
}

fn page(memory: &str, rows: &Rows, totals: &Totals, out: &mut dyn Write) -> Result<()> {
    page::open("Memory check", STYLE, out)?;
    writeln!(out, "<p>{}: {}</p>", page::escaped(memory), summary(totals))?;
    writeln!(
        out,
        "<table>\n<thead><tr><th>Check</th><th>Errors</th><th>Warnings</th><th>Info</th></tr></thead>\n<tbody>"
    )?;
    for (check, [info, warning, error]) in &totals.findings {
        writeln!(
            out,
            "<tr><td>{check}</td><td class=\"num\">{error}</td><td class=\"num\">{warning}</td>\
             <td class=\"num\">{info}</td></tr>"
        )?;
    }
    writeln!(
        out,
        "</tbody>\n</table>\n<table>\n<thead><tr><th>Unit</th><th>Line</th><th>Check</th>"
    )?;
    writeln!(out, "<th>Finding</th><th>Source</th><th>Target</th></tr></thead>\n<tbody>")?;
    out.write_all(&rows.html)?;
    writeln!(out, "</tbody>\n</table>")?;
    if rows.left_out > 0 {
        writeln!(
            out,
            "<p>{} more findings: a report as CSV or JSON lines has them all.</p>",
            rows.left_out
        )?;
    }
    page::close(out)
}

const STYLE: &str = ".error td:nth-child(3){background:#f7b5b5}.warning td:nth-child(3){background:#ffe0a3}\
.info td:nth-child(3){background:#dcebff}";

/// The fingerprint of a finding, as files have it.
pub(crate) fn fingerprint(finding: &Finding) -> String {
    format!("{:016x}", finding.fingerprint)
}

/// Writes a finding as a line for people.
pub(crate) fn text_line(memory: &str, finding: &Finding, out: &mut dyn Write) -> Result<()> {
    let mut place = shown(memory);
    if finding.line > 0 {
        place.push_str(&format!(":{}", finding.line));
    }
    if finding.unit > 0 {
        place.push_str(&format!(": unit {}", finding.unit));
    }
    let (severity, check) = (finding.severity.as_str(), finding.check);
    let span = match (finding.side, &finding.span) {
        (Some(side), Some(span)) => format!(" ({} {}-{})", side, span.start, span.end),
        (Some(side), None) => format!(" ({})", side),
        _ => String::new(),
    };
    writeln!(out, "{place}: {severity}: {check}{span}: {}", shown(&finding.message.to_string()))?;
    Ok(())
}

fn html_row(finding: &Finding, block: &CheckedUnits<'_>, out: &mut dyn Write) -> Result<()> {
    let severity = finding.severity.as_str();
    write!(
        out,
        "<tr class=\"{severity}\"><td class=\"num\">{}</td><td class=\"num\">{}</td><td>{severity} {}</td><td>{}</td>",
        finding.unit,
        finding.line,
        finding.check,
        page::escaped(&finding.message.to_string())
    )?;
    let [source, target] = block.texts(finding);
    let sides = [(Side::Source, source, block.langs[0]), (Side::Target, target, block.langs[1])];
    for (side, text, lang) in sides {
        let here = finding.span.as_ref().filter(|_| finding.side == Some(side));
        let marks: Vec<Range<usize>> =
            here.map(|span| byte(text, span.start)..byte(text, span.end)).into_iter().collect();
        page::cell(text, &marks, lang, out)?;
    }
    writeln!(out, "</tr>")?;
    Ok(())
}

/// The byte at which a scalar starts.
fn byte(text: &str, scalar: usize) -> usize {
    text.char_indices().nth(scalar).map_or(text.len(), |(at, _)| at)
}

/// What a run over a memory came to.
#[derive(Default)]
pub(crate) struct Totals {
    /// Units read.
    pub(crate) units: u64,
    /// Findings by check, and by severity from info to error.
    pub(crate) findings: BTreeMap<&'static str, [u64; 3]>,
}

impl Totals {
    /// Counts a finding.
    pub(crate) fn count(&mut self, finding: &Finding) {
        self.findings.entry(finding.check).or_default()[finding.severity as usize] += 1;
    }

    /// The number of findings at least as bad as a severity.
    pub(crate) fn at_least(&self, severity: Severity) -> u64 {
        self.findings.values().flat_map(|counts| &counts[severity as usize..]).sum()
    }
}

/// Units and findings in one line.
pub(crate) fn summary(totals: &Totals) -> String {
    let count =
        |severity: Severity| totals.findings.values().map(|c| c[severity as usize]).sum::<u64>();
    format!(
        "{}, {}, {}, {} info",
        plural(totals.units, "unit"),
        plural(count(Severity::Error), "error"),
        plural(count(Severity::Warning), "warning"),
        count(Severity::Info)
    )
}

/// The number of findings that are shown if no report was asked for.
const SHOWN: usize = 20;

/// Checks units that were just made: the findings go to a report, which is one of the outputs, or the first of them to
/// standard error. Findings at the usual level are an outcome.
pub(crate) fn just_made(
    units: &[TranslationUnit],
    settings: &CheckSettings<'_>,
    memory: &str,
    report: Option<Report>,
    outputs: &mut Outputs,
) -> std::result::Result<Outcome, Failure> {
    let mut checked = check_units(units, settings, CHECKS);
    let findings = &mut checked.findings;
    let mut totals = Totals { units: units.len() as u64, ..Totals::default() };
    findings.iter().for_each(|finding| totals.count(finding));
    findings.retain(|finding| finding.severity >= Severity::Warning);
    let found = findings.len();
    let mut outcome = if found > 0 { Outcome::Findings } else { Outcome::Fine };
    summary!("checked: {}", summary(&totals));
    match report {
        Some(mut report) => {
            report.add(&checked)?;
            outcome = report.finish(&totals, outputs)?.or(outcome);
        }
        None => {
            let mut lines = Vec::new();
            for finding in findings.iter().take(SHOWN) {
                text_line(memory, finding, &mut lines)
                    .map_err(|error| Failure::input(error.to_string()))?;
            }
            // A closed standard error is not a failure.
            let _ = std::io::stderr().write_all(&lines);
            if found > SHOWN {
                let more = plural((found - SHOWN) as u64, "more finding");
                summary!("{more}; --check=FILE lists them all");
            }
        }
    }
    Ok(outcome)
}
