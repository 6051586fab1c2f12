//! What is said of a unit: dates and the source language.

use super::{Check, Finding, Pair, Severity};
use crate::unit::Meta;

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

/// Whether a text is a date and time that exists, as `YYYYMMDDThhmmssZ`.
pub(super) fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 16
        && bytes.iter().enumerate().all(|(at, b)| match at {
            8 => *b == b'T',
            15 => *b == b'Z',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return false;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<u32>().unwrap_or(u32::MAX);
    let (year, month, day) = (number(0, 4), number(4, 6), number(6, 8));
    let leap = year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day) && number(9, 11) < 24 && number(11, 13) < 60 && number(13, 15) <= 60
}
