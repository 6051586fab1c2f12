//! Sides longer than a tool takes.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `limit`.
pub(super) struct Limit;

const LONG: Form = Form::new(
    "limit",
    "the {side} has {length} characters; some tools pass over more than {most}: split the unit",
);

impl Check for Limit {
    fn id(&self) -> &'static str {
        "limit"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a side is longer than a tool takes"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            // A text of so many bytes cannot have more characters.
            if text.text.len() <= pair.longest {
                continue;
            }
            let length = text.text.chars().count();
            if length > pair.longest {
                let message =
                    LONG.say(&[("side", &text.side), ("length", &length), ("most", &pair.longest)]);
                let finding = pair.finding(self, Severity::Warning, message);
                report(Finding { side: Some(text.side), ..finding });
            }
        }
    }
}
