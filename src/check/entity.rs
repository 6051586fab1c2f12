//! Entities of HTML and XML that stand in a text as letters: escaped once too often.

use std::ops::Range;

use quick_xml::escape::resolve_html5_entity;

use super::markup::{Kind, Place};
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};

/// The check `entity`.
pub(super) struct Entity;

const TEXT: Form = Form::new("entity", "{found} stands as text; put the character it means there");

impl Check for Entity {
    fn id(&self) -> &'static str {
        "entity"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "&amp;, &lt;, &#39; and the like as text: markup that was escaped twice"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            for range in entities(text.text, &text.placeholders) {
                let message = TEXT.say(&[("found", &&text.text[range.clone()])]);
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
        }
    }
}

/// The placeholders of a text that are entities and mean a character.
fn entities(text: &str, places: &[Place]) -> Vec<Range<usize>> {
    let is_character = |entity: &str| {
        let Some(digits) = entity.strip_prefix('#') else {
            return resolve_html5_entity(entity).is_some();
        };
        let hex = digits.strip_prefix(['x', 'X']);
        let (digits, radix) = hex.map_or((digits, 10), |digits| (digits, 16));
        u32::from_str_radix(digits, radix).is_ok_and(|n| char::from_u32(n).is_some())
    };
    let entities = places
        .iter()
        .filter(|place| matches!(place.kind, Kind::Entity | Kind::Typography))
        .map(|place| place.range.clone());
    entities.filter(|range| is_character(&text[range.start + 1..range.end - 1])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::markup::places;
    use crate::check::rule::warned;

    #[test]
    fn entities_are_found_and_texts_with_ampersands_are_not() {
        let found = |text| -> Vec<&str> {
            let found = entities(text, &places(text)).into_iter();
            found.map(|range| &text[range]).collect()
        };
        assert_eq!(
            found("a &lt;b&gt; &#39;c&#x27; &nbsp;"),
            ["&lt;", "&gt;", "&#39;", "&#x27;", "&nbsp;"]
        );
        assert_eq!(found("salt & pepper; R&D; &; &x y; &#; &#xZZ;"), Vec::<&str>::new());
        assert_eq!(warned(&Entity, "خبز &amp; ملح", "bread & salt").len(), 1);
    }
}
