//! Empty or missing sides.

use super::rule::{Check, Finding, Pair, Severity};

/// The check `empty`.
pub(super) struct Empty;

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
            let side = text.side;
            let has = pair.unit.variants.iter().any(|v| v.lang.same_language(text.lang));
            let message = if has {
                format!("the {side} ({}) is empty; fill it in or take the unit out", text.lang)
            } else {
                format!("there is no {side} in {}; add it or take the unit out", text.lang)
            };
            let finding = pair.finding(self, Severity::Error, message).fixable();
            report(Finding { side: Some(text.side), ..finding });
        }
    }
}
