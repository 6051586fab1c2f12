//! Targets equal to their source.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `untranslated`.
pub(super) struct Untranslated;

const AGAIN: Form = Form::new("untranslated", "the target is the source again; translate it");

impl Check for Untranslated {
    fn id(&self) -> &'static str {
        "untranslated"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "the target is the source again"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() || pair.source.lang.same_language(pair.target.lang) {
            return;
        }
        let (source, target) = (&pair.source, &pair.target);
        let same = source.all_folded() == target.all_folded();
        if !same || source.arabic + source.latin == 0 {
            return;
        }
        // What is in the script of the other language may stay as it is: names, code, addresses.
        let severity = match target.latin >= target.arabic {
            true if target.wants_latin_script() && source.wants_arabic_script() => {
                if source.words.len() > 6 { Severity::Warning } else { Severity::Info }
            }
            false if target.wants_arabic_script() && source.wants_latin_script() => {
                if source.words.len() > 6 { Severity::Warning } else { Severity::Info }
            }
            _ if target.words.len() > 1 || target.arabic > 0 => Severity::Error,
            _ => Severity::Info,
        };
        let range = 0..target.text.len();
        report(pair.finding_at(self, severity, target, range, AGAIN.say(&[])));
    }
}
