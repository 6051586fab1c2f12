//! One source with two translations, and one translation of two sources.

use super::message::Form;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::seen::{Seen, key};

/// The check `inconsistent`.
pub(super) struct Inconsistent;

const SOURCE: Form = Form::new(
    "inconsistent.source",
    "unit {unit} translates the same source otherwise; choose one",
);
const TARGET: Form = Form::new(
    "inconsistent.target",
    "unit {unit} has the same target for another source; one may be misplaced",
);

impl Check for Inconsistent {
    fn id(&self) -> &'static str {
        "inconsistent"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "the same source is translated otherwise elsewhere, or the same target stands for another source"
    }

    fn across<'s>(&self, _settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Units::default()))
    }
}

#[derive(Default)]
struct Units {
    sources: Seen,
    targets: Seen,
}

impl CrossCheck for Units {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        for pair in pairs.iter().filter(|pair| pair.is_full()) {
            let (source, target) = (key(&pair.source), key(&pair.target));
            let number = pair.unit.number;
            if let Some((first, false)) = self.sources.first(source, number, target) {
                let severity = severity(pair.source.words.len());
                let message = SOURCE.say(&[("unit", &first)]);
                let range = 0..pair.target.text.len();
                report(pair.finding_at(&Inconsistent, severity, &pair.target, range, message));
            }
            if let Some((first, false)) = self.targets.first(target, number, source) {
                let severity = severity(pair.target.words.len());
                let message = TARGET.say(&[("unit", &first)]);
                let range = 0..pair.source.text.len();
                report(pair.finding_at(&Inconsistent, severity, &pair.source, range, message));
            }
        }
    }
}

/// Short texts mean different things in different places.
fn severity(words: usize) -> Severity {
    if words >= 4 { Severity::Warning } else { Severity::Info }
}
