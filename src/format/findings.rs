//! Findings of checks as rows of a table.

use crate::bitext::Side;
use crate::check::{CheckedUnits, Finding};
use crate::format::sheet::{Cell, SheetRow};

/// A finding, with the texts of its unit.
impl SheetRow for (&CheckedUnits<'_>, &Finding) {
    const NAME: &'static str = "findings";
    const COLUMNS: &'static [&'static str] = &[
        "severity",
        "check",
        "unit",
        "line",
        "side",
        "start",
        "end",
        "found",
        "message",
        "fixable",
        "fingerprint",
        "source",
        "target",
    ];

    fn cells(&self) -> Vec<Cell<'_>> {
        let (block, finding) = *self;
        let [source, target] = block.texts(finding);
        let [source_lang, target_lang] = block.langs;
        let found = match finding.side {
            Some(Side::Source) => Cell::of(source_lang, &*finding.found),
            Some(Side::Target) => Cell::of(target_lang, &*finding.found),
            None => finding.found.as_str().into(),
        };
        vec![
            finding.severity.as_str().into(),
            finding.check.into(),
            finding.unit.into(),
            finding.line.into(),
            finding.side.map(|side| side.to_string()).into(),
            finding.span.as_ref().map(|span| span.start).into(),
            finding.span.as_ref().map(|span| span.end).into(),
            found,
            finding.message.to_string().into(),
            Cell::Flag(finding.fixable),
            format!("{:016x}", finding.fingerprint).into(),
            Cell::of(source_lang, source),
            Cell::of(target_lang, target),
        ]
    }
}
