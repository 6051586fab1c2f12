//! Months and days of the week that differ between the sides.

use std::collections::BTreeSet;
use std::ops::Range;

use super::calendar::Date;
use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use crate::language::calendar::Name;
use crate::text::numeral::Value;

/// The check `dates`.
pub(super) struct Dates;

const OTHER: Form =
    Form::new("dates.other", "'{found}' is '{other}' in the {side}; make the dates agree");
const MISSING: Form = Form::new("dates.missing", "'{found}' has no counterpart in the {side}");
const ORDER: Form = Form::new(
    "dates.order",
    "'{found}' has day and month the other way round in the target; make sure one date is meant",
);

impl Check for Dates {
    fn id(&self) -> &'static str {
        "dates"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "another month or weekday than the other side has: يناير, كانون الثاني, January; Hijri months; d/m order"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        let mut names = pair.sides().map(|text| text.dates().to_vec());
        for list in &mut names {
            let mut known = BTreeSet::new();
            list.retain(|date| known.insert((date.name, date.sure)));
        }
        for (text, (own, other)) in
            pair.sides().into_iter().zip([(&names[0], &names[1]), (&names[1], &names[0])])
        {
            for named in own.iter().filter(|named| named.sure) {
                self.name(pair, text, named, [own, other], report);
            }
        }
        self.order(pair, report);
    }
}

impl Dates {
    fn name(
        &self,
        pair: &Pair<'_>,
        text: &Text<'_>,
        named: &Date,
        [own, others]: [&[Date]; 2],
        report: &mut dyn FnMut(Finding),
    ) {
        if others.iter().any(|other| other.name == named.name) {
            return;
        }
        let other_side = pair.other(text.side);
        let is_day = |name: Name| matches!(name, Name::Day(_));
        let same_kind = |other: &&Date| is_day(named.name) == is_day(other.name);
        // A name that stands for itself may be that of something else: مايو كلينيك.
        let is_answered = |other: &Date| own.iter().any(|date| date.name == other.name);
        let may_be_rival = |other: &&Date| named.beside || !is_answered(other);
        let rival = others.iter().filter(same_kind).find(may_be_rival);
        let found = &text.text[named.range.clone()];
        match rival {
            // Reported once, for the source.
            Some(rival) if text.side == pair.source.side || !rival.sure => {
                let message = OTHER.say(&[
                    ("found", &found),
                    ("other", &&other_side.text[rival.range.clone()]),
                    ("side", &other_side.side),
                ]);
                let range = named.range.clone();
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
            Some(_) => {}
            None => {
                let in_digits = named.name.month().is_some_and(|month| {
                    let month = Value::new(month.into(), 0);
                    other_side.numbers().all.iter().any(|number| number.may_be(month))
                });
                if in_digits || others.iter().any(|other| other.name == named.name) {
                    return;
                }
                let message = MISSING.say(&[("found", &found), ("side", &other_side.side)]);
                let range = named.range.clone();
                report(pair.finding_at(self, Severity::Info, text, range, message));
            }
        }
    }

    /// Dates in digits whose day and month are swapped.
    fn order(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let [source, target] = pair.sides().map(numeric);
        let target: BTreeSet<[u64; 3]> = target.into_iter().map(|(_, parts)| parts).collect();
        for (range, parts) in &source {
            let turned = [parts[1], parts[0], parts[2]];
            if parts[0] != parts[1] && !target.contains(parts) && target.contains(&turned) {
                let message = ORDER.say(&[("found", &&pair.source.text[range.clone()])]);
                report(pair.finding_at(self, Severity::Info, &pair.source, range.clone(), message));
            }
        }
    }
}

/// The dates in digits in a text, such as `5/12/2024`.
fn numeric(text: &Text<'_>) -> Vec<(Range<usize>, [u64; 3])> {
    let numbers: Vec<_> = (text.numbers().all)
        .iter()
        .filter_map(|number| Some((number.range.clone(), number.values.first()?.value.whole()?)))
        .collect();
    let dates = numbers.windows(3).filter_map(|three| {
        let between = |a: &Range<usize>, b: &Range<usize>| {
            text.text
                .get(a.end..b.start)
                .is_some_and(|gap| matches!(gap, "/" | "-" | "." | "\u{200F}/"))
        };
        let ([(a, x), (b, y), (c, z)], true) = (three, three.len() == 3) else { return None };
        (between(a, b) && between(b, c) && (*x.max(y) <= 31))
            .then_some((a.start..c.end, [*x, *y, *z]))
    });
    dates.collect()
}
