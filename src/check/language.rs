//! Language tags that tools reject or misread.

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::language;

/// The check `language`.
pub(super) struct Language;

const OTHER: Form = Form::new(
    "language.other",
    "the {side} is tagged {lang}, the memory is in {other}; tools skip units of other tags: use one tag",
);
const REGION: Form = Form::new(
    "language.region",
    "the tag {tag} names no region, which this tool needs; use one like {other}",
);
const TWICE: Form = Form::new(
    "language.twice",
    "the unit has {count} texts in {lang}; most tools read only one: split it",
);

impl Check for Language {
    fn id(&self) -> &'static str {
        "language"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "tags of one language that differ, a language twice in a unit, and, where a tool needs it, no region"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for (side, variant) in pair.variants() {
            let text = if side == pair.source.side { &pair.source } else { &pair.target };
            if variant.lang != text.lang {
                let message =
                    OTHER.say(&[("side", &side), ("lang", &variant.lang), ("other", &text.lang)]);
                let finding = pair.finding(self, Severity::Warning, message);
                report(Finding { side: Some(side), ..finding });
            } else if pair.regions && !variant.lang.to_string().contains('-') {
                let like = language::of(text.lang).tag_with_region();
                let message = REGION.say(&[("tag", &variant.lang), ("other", &like)]);
                let finding = pair.finding(self, Severity::Warning, message);
                report(Finding { side: Some(side), ..finding });
            }
            let same = pair.unit.variants.iter().filter(|v| v.lang == variant.lang).count();
            if same > 1 {
                let message = TWICE.say(&[("count", &same), ("lang", &variant.lang)]);
                let finding = pair.finding(self, Severity::Info, message);
                report(Finding { side: Some(side), ..finding });
            }
        }
    }
}
