//! Language tags that tools reject or misread.

use super::rule::{Check, Finding, Pair, Severity};
use crate::language;

/// The check `language`.
pub(super) struct Language;

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
                let message = format!(
                    "the {} is tagged {}, the memory is in {}; tools skip units of other tags: use one tag",
                    side, variant.lang, text.lang
                );
                let finding = pair.finding(self, Severity::Warning, message);
                report(Finding { side: Some(side), ..finding });
            } else if pair.regions && !variant.lang.to_string().contains('-') {
                let message = format!(
                    "the tag {} names no region, which this tool needs; use one like {}",
                    variant.lang,
                    language::of(text.lang).tag_with_region()
                );
                let finding = pair.finding(self, Severity::Warning, message);
                report(Finding { side: Some(side), ..finding });
            }
            let same = pair.unit.variants.iter().filter(|v| v.lang == variant.lang).count();
            if same > 1 {
                let message = format!(
                    "the unit has {same} texts in {}; most tools read only one: split it",
                    variant.lang
                );
                let finding = pair.finding(self, Severity::Info, message);
                report(Finding { side: Some(side), ..finding });
            }
        }
    }
}
