//! Metadata of units: dates, ids and the source language.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::unit::{Meta, is_date};

/// The check `metadata`.
pub(super) struct Metadata;

const DATE: Form =
    Form::new("metadata.date", "'{date}' is no date; write one like 20260131T120000Z");
const BACKWARDS: Form = Form::new(
    "metadata.backwards",
    "changed on {changed} before it was made on {created}; tools keep the newest unit by these dates",
);
const ID: Form = Form::new("metadata.id", "the id '{id}' has spaces, which TMX does not allow");
const SOURCE: Form = Form::new(
    "metadata.source",
    "the unit says it is translated from {lang} but has no text in it",
);

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
                    say(Severity::Warning, DATE.say(&[("date", date)]), true);
                }
            }
            if backwards(meta) {
                let message =
                    BACKWARDS.say(&[("changed", &meta.changed), ("created", &meta.created)]);
                say(Severity::Info, message, false);
            }
        }
        if unit.id.contains(char::is_whitespace) {
            say(Severity::Info, ID.say(&[("id", &unit.id)]), true);
        }
        if let Some(lang) = unit.source_lang
            && unit.variant(lang).is_none()
        {
            say(Severity::Warning, SOURCE.say(&[("lang", &lang)]), false);
        }
    }
}

fn backwards(meta: &Meta) -> bool {
    is_date(&meta.created) && is_date(&meta.changed) && meta.changed < meta.created
}
