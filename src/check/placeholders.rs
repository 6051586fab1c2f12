//! Placeholders and markup in the text itself: what a program fills in or reads.

use std::collections::BTreeMap;

use super::markup::{Kind, Place};
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;

/// The check `placeholders`.
pub(super) struct Placeholders;

const ORDER: Form = Form::new(
    "placeholders.order",
    "'{found}' stands in another order in the target; number it or keep the order",
);
const OTHER: Form =
    Form::new("placeholders.other", "'{found}' is '{other}' in the target; copy it as it is");
const MISSING: Form =
    Form::new("placeholders.missing", "'{found}' is not in the target; copy it as it is");
const MORE: Form =
    Form::new("placeholders.more", "'{found}' is not in the source; see whether it belongs here");

impl Check for Placeholders {
    fn id(&self) -> &'static str {
        "placeholders"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "placeholders and markup that one side lacks or has changed: %s, %1$d, {0}, ${x}, {{x}}, <b>, &amp;"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let sides = pair.sides();
        if !pair.is_full() || sides.iter().all(|text| text.placeholders.is_empty()) {
            return;
        }
        let counted = sides.map(counted);
        let [mut of_source, of_target] = [0, 1].map(|at| surplus(&counted[at], &counted[1 - at]));
        // Marks of typography may be other ones, or characters, in the other language.
        let lists = [&of_source, &of_target];
        if lists.iter().all(|list| list.iter().all(|place| place.kind == Kind::Typography)) {
            return;
        }
        of_source.retain(|place| place.kind != Kind::Typography);
        let text = |side: usize, place: &Place| &sides[side].text[place.range.clone()];
        let mut rivals: Vec<&Place> =
            of_target.iter().filter(|place| place.kind != Kind::Typography).collect();
        for place in &of_source {
            let found = text(0, place);
            let rival = rivals.iter().position(|rival| rival.kind == place.kind);
            let message = match rival.map(|at| rivals.remove(at)) {
                Some(rival) => {
                    let other = text(1, rival);
                    if found == other {
                        ORDER.say(&[("found", &found)])
                    } else {
                        OTHER.say(&[("found", &found), ("other", &other)])
                    }
                }
                None => MISSING.say(&[("found", &found)]),
            };
            let range = place.range.clone();
            report(pair.finding_at(self, Severity::Warning, sides[0], range, message));
        }
        for place in rivals {
            let message = MORE.say(&[("found", &text(1, place))]);
            let range = place.range.clone();
            report(pair.finding_at(self, Severity::Warning, sides[1], range, message));
        }
    }
}

type Counted = BTreeMap<String, Vec<Place>>;

fn counted(text: &Text<'_>) -> Counted {
    let mut counted = Counted::new();
    let mut number = 0;
    for mut place in text.placeholders.iter().cloned() {
        // %s and %1$s are the same where they stand in order.
        if let Some(rest) = place.key.strip_prefix('%')
            && place.kind == Kind::Percent
            && !rest.contains(['$', '{', '(', '%'])
        {
            number += 1;
            place.key = format!("%{number}${rest}");
        }
        counted.entry(place.key.clone()).or_default().push(place);
    }
    counted
}

/// The placeholders that a text has more often than another, in order.
fn surplus(own: &Counted, other: &Counted) -> Vec<Place> {
    let mut surplus: Vec<Place> = Vec::new();
    for (key, places) in own {
        let there = other.get(key).map_or(0, Vec::len);
        surplus.extend(places.iter().skip(there).cloned());
    }
    surplus.sort_by_key(|place| place.range.start);
    surplus
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

    #[test]
    fn placeholders_are_copied() {
        for (source, target, found) in [
            ("حُفظ %s في %s", "Saved %1$s in %2$s", 0),
            ("حُفظ %s في %s", "Saved %s", 1),
            ("حُفظ %s في %d", "Saved %d in %s", 2),
            ("حُفظ ٪s", "Saved %s", 1),
            ("مرحبا {name}", "Hello {name}", 0),
            ("مرحبا {اسم}", "Hello {name}", 1),
            ("مرحبا {{user}}", "Hello {user}", 1),
            ("نص <b>غامق</b>", "Bold <B>text</B>", 0),
            ("نص <b>غامق</b>", "Bold <b>text", 1),
            ("سطر\\nسطر", "line line", 1),
            ("قال&nbsp;نعم", "He said yes", 0),
            ("البحث &amp; التطوير", "Research & development", 1),
            ("خصم 20% لكل طلب", "A 20% discount", 0),
        ] {
            assert_eq!(warned(&Placeholders, source, target).len(), found, "{source} / {target}");
        }
    }
}
