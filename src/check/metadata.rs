//! Metadata of units: dates, ids and the source language.

use super::rule::{Check, Finding, Pair, Severity};
use crate::unit::{Meta, is_date};

/// The check `metadata`.
pub(super) struct Metadata;

impl Check for Metadata {
    fn id(&self) -> &'static str {
        "metadata"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "dates that are none or run backwards, ids with spaces, a source language the unit does not have"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let unit = pair.unit;
        let mut say = |severity, message, fixable| {
            let finding = pair.finding(self, severity, message);
            report(if fixable { finding.fixable() } else { finding });
        };
        for meta in std::iter::once(&unit.meta).chain(unit.variants.iter().map(|v| &v.meta)) {
            for date in [&meta.created, &meta.changed] {
                if !date.is_empty() && !is_date(date) {
                    let message = format!("'{date}' is no date; write one like 20260131T120000Z");
                    say(Severity::Warning, message, true);
                }
            }
            if backwards(meta) {
                let message = format!(
                    "changed on {} before it was made on {}; tools keep the newest unit by these dates",
                    meta.changed, meta.created
                );
                say(Severity::Info, message, false);
            }
        }
        if unit.id.contains(char::is_whitespace) {
            say(
                Severity::Info,
                format!("the id '{}' has spaces, which TMX does not allow", unit.id),
                true,
            );
        }
        if let Some(lang) = unit.source_lang
            && unit.variant(lang).is_none()
        {
            let message =
                format!("the unit says it is translated from {lang} but has no text in it");
            say(Severity::Warning, message, false);
        }
    }
}

fn backwards(meta: &Meta) -> bool {
    is_date(&meta.created) && is_date(&meta.changed) && meta.changed < meta.created
}
