//! Empty or missing sides.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `empty`.
pub(super) struct Empty;

const EMPTY: Form =
    Form::new("empty.side", "the {side} ({lang}) is empty; fill it in or take the unit out");
const NONE: Form =
    Form::new("empty.none", "there is no {side} in {lang}; add it or take the unit out");

impl Check for Empty {
    fn id(&self) -> &'static str {
        "empty"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "a side is empty or missing; some tools then write nothing into the translation"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            if !text.is_blank {
                continue;
            }
            let has = pair.unit.variants.iter().any(|v| v.lang.same_language(text.lang));
            let message = if has {
                EMPTY.say(&[("side", &text.side), ("lang", &text.lang)])
            } else {
                NONE.say(&[("side", &text.side), ("lang", &text.lang)])
            };
            let finding = pair.finding(self, Severity::Error, message).fixable();
            report(Finding { side: Some(text.side), ..finding });
        }
    }
}
