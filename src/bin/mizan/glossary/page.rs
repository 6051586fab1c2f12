//! The report of an audit as a page that needs nothing but itself.

use std::io::Write;

use mizan::glossary::{AuditRow, Glossary, Langs, Verdict};
use mizan::lang::Lang;
use mizan::text::Span;

use super::units::Audited;
use crate::page;

const STYLE: &str = ".forbidden,.missing,.missing-in-source,.violated{background:#fde2e2}.other-form{background:#fff4d6}.confirmed{background:#e4f5e4}";

/// Verdicts on terms, the most important first.
const VERDICTS: [&str; 3] = ["violated", "confirmed", "never seen"];

pub(super) fn audit(
    glossary: &Glossary,
    audited: &[Audited],
    rows: &[AuditRow],
    langs: Langs,
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    page::open("Glossary audit", STYLE, out)?;
    let counts = VERDICTS.map(|verdict| {
        let count = rows.iter().filter(|r| r.verdict() == verdict).count();
        format!("{count} {verdict}")
    });
    writeln!(out, "<p>Terms: {}</p>", counts.join(", "))?;
    units(glossary, audited, langs, out)?;
    terms(rows, langs, out)?;
    page::close(out)
}

fn terms(rows: &[AuditRow], langs: Langs, out: &mut dyn Write) -> mizan::error::Result<()> {
    writeln!(
        out,
        "<h2>Terms</h2>\n<table>\n<thead><tr><th>Term</th><th>Preferred</th><th>Seen</th>"
    )?;
    writeln!(out, "<th>Confirmed</th><th>Other form</th><th>Forbidden</th><th>Missing</th>")?;
    writeln!(out, "<th>Only in target</th><th>Verdict</th></tr></thead>\n<tbody>")?;
    let sorted = VERDICTS.iter().flat_map(|v| rows.iter().filter(move |r| r.verdict() == *v));
    for row in sorted {
        let class = row.verdict().replace(' ', "-");
        write!(out, "<tr class=\"{class}\">")?;
        cell(&row.source, &[], langs.source, out)?;
        cell(&row.target, &[], langs.target, out)?;
        let verdicts = [
            Verdict::Confirmed,
            Verdict::Other,
            Verdict::Forbidden,
            Verdict::Missing,
            Verdict::Unprompted,
        ];
        for count in std::iter::once(row.seen()).chain(verdicts.map(|v| row.count(v))) {
            write!(out, "<td class=\"num\">{count}</td>")?;
        }
        writeln!(out, "<td>{}</td></tr>", row.verdict())?;
    }
    writeln!(out, "</tbody>\n</table>")?;
    Ok(())
}

fn units(
    glossary: &Glossary,
    audited: &[Audited],
    langs: Langs,
    out: &mut dyn Write,
) -> mizan::error::Result<()> {
    writeln!(
        out,
        "<h2>Units</h2>\n<table>\n<thead><tr><th>Unit</th><th>Source</th><th>Target</th>"
    )?;
    writeln!(out, "<th>Verdict</th><th>Term</th><th>Expected</th></tr></thead>\n<tbody>")?;
    for Audited { unit, findings } in audited {
        let shown: Vec<_> = findings.iter().filter(|f| f.verdict != Verdict::Confirmed).collect();
        for finding in shown {
            let entry = &glossary.entries[finding.entry as usize];
            let backward = finding.verdict == Verdict::Unprompted;
            let class = finding.verdict.as_str();
            write!(out, "<tr class=\"{class}\"><td class=\"num\">{}</td>", unit.number)?;
            cell(&unit.source, &finding.source, langs.source, out)?;
            cell(&unit.target, &finding.target, langs.target, out)?;
            write!(out, "<td>{class}</td>")?;
            let (term, lang, other) = if backward {
                (&entry.target, langs.target, langs.source)
            } else {
                (&entry.source, langs.source, langs.target)
            };
            cell(term, &[], lang, out)?;
            cell(&finding.expected.join(" | "), &[], other, out)?;
            writeln!(out, "</tr>")?;
        }
    }
    writeln!(out, "</tbody>\n</table>")?;
    Ok(())
}

/// A cell in its language and direction, with marked places.
fn cell(text: &str, marks: &[Span], lang: Lang, out: &mut dyn Write) -> mizan::error::Result<()> {
    let marks: Vec<_> = marks.iter().map(|mark| mark.range()).collect();
    page::cell(text, &marks, lang, out)
}
