//! Units that repeat an earlier one.

use xxhash_rust::xxh3::xxh3_64;

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::seen::Units as Seen;

/// The check `duplicate`.
pub(super) struct Duplicate;

const AGAIN: Form = Form::new("duplicate", "the same texts as unit {unit}; one of them is enough");

impl Check for Duplicate {
    fn id(&self) -> &'static str {
        "duplicate"
    }

    fn severity(&self) -> Severity {
        Severity::Info
    }

    fn about(&self) -> &'static str {
        "the same source and target as an earlier unit"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Units(Seen::default())))
    }
}

struct Units(Seen);

impl CrossCheck for Units {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        for pair in pairs.iter().filter(|pair| pair.is_full()) {
            let hash = xxh3_64(format!("{}\0{}", pair.source.text, pair.target.text).as_bytes());
            if let Some(first) = self.0.first(hash, pair.unit.number) {
                let message = AGAIN.say(&[("unit", &first)]);
                report(pair.finding(&Duplicate, Severity::Info, message).fixable());
            }
        }
    }
}
