//! Numbers that the other side does not have.

use super::{Check, Finding, Pair, Severity, Text, calendar};
use crate::numeral::{self, Number, Value, Written};

/// The check `numbers`.
pub(super) struct Numbers;

impl Check for Numbers {
    fn id(&self) -> &'static str {
        "numbers"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a number in digits that the other side has neither in digits (0-9, ٠-٩, ۰-۹) nor in words"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        let [source, target] = pair.sides().map(read);
        let (mut of_source, mut of_target) = (lacking(&source, &target), lacking(&target, &source));
        settle(pair, &mut of_source, &mut of_target);
        if of_source.is_empty() && of_target.is_empty() {
            self.scales(pair, report);
        }
        self.percents(pair, report);
        let both = !of_source.is_empty() && !of_target.is_empty();
        for (text, numbers, others) in
            [(&pair.source, &of_source, &of_target), (&pair.target, &of_target, &of_source)]
        {
            // Where both sides lack some, the findings of the source name those of the target.
            if both && text.side == pair.target.side {
                continue;
            }
            let other = pair.other(text.side);
            for number in numbers {
                let found = shown(text, number);
                let message = if both {
                    let rivals: Vec<&str> = others.iter().map(|n| shown(other, n)).collect();
                    let (side, rivals) = (other.side.as_str(), rivals.join(", "));
                    format!(
                        "{found} is not in the {side}, which has {rivals}; make the numbers agree"
                    )
                } else {
                    format!("{found} is not in the {}; make the numbers agree", other.side.as_str())
                };
                let severity =
                    if both { Severity::Warning } else { one_sided(text, other, number) };
                report(pair.finding_at(self, severity, text, number.range.clone(), message));
            }
        }
    }
}

/// How texts say percent in words.
const PERCENT: [&str; 12] = [
    "percent",
    "per cent",
    "pct",
    "proportion",
    "share",
    "بالمئة",
    "بالمائة",
    "المئة",
    "المائة",
    "مئوية",
    "نسبة",
    "مئة",
];

impl Numbers {
    /// A number that is a percentage on one side only.
    fn percents(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let signs = |text: &Text<'_>| text.text.chars().filter(|c| is_percent(*c)).count();
        for text in pair.sides() {
            let other = pair.other(text.side);
            let lower = other.text.to_lowercase();
            let said = signs(other) > 0 || PERCENT.iter().any(|word| lower.contains(word));
            let digits = other.text.chars().any(|c| crate::fold::digit(c).is_some());
            let place = text.text.char_indices().find(|(_, c)| is_percent(*c));
            if let Some((at, c)) = place.filter(|_| !said && digits) {
                let message = format!(
                    "a percentage here, but none in the {}; make the numbers agree",
                    other.side.as_str()
                );
                report(pair.finding_at(
                    self,
                    Severity::Warning,
                    text,
                    at..at + c.len_utf8(),
                    message,
                ));
            }
        }
    }

    /// Numbers in words that are thousands on one side and millions on the other.
    fn scales(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let [source, target] = pair.sides().map(|text| numeral::scales(text.text));
        // A thousand millions are a billion, so only one scale to a side can be compared.
        let [Some((place, power)), Some((other, other_power))] = [source.first(), target.first()]
        else {
            return;
        };
        let one = |scales: &[(std::ops::Range<usize>, i32)], power: i32| {
            scales.iter().all(|s| s.1 == power)
        };
        if power != other_power
            && one(&source, *power)
            && one(&target, *other_power)
            && source.len() == target.len()
        {
            let message = format!(
                "'{}' is '{}' in the target; make the numbers agree",
                &pair.source.text[place.clone()],
                &pair.target.text[other.clone()]
            );
            report(pair.finding_at(self, Severity::Warning, &pair.source, place.clone(), message));
        }
    }
}

/// The numbers of a text; months count as numbers in words, and addresses are left to another check.
fn read(text: &Text<'_>) -> Vec<Number> {
    let mut numbers = numeral::numbers(text.text);
    numbers
        .retain(|n| !text.copied.iter().any(|c| c.start <= n.range.start && n.range.end <= c.end));
    numbers.extend(calendar::names(text).into_iter().filter_map(|named| {
        let month = calendar::number(named.name)?;
        Some(Number {
            range: named.range,
            values: vec![Value::new(month.into(), 0)],
            unscaled: Vec::new(),
            written: Written::Words,
        })
    }));
    numbers
}

fn is_percent(c: char) -> bool {
    matches!(c, '%' | '٪' | '％')
}

/// A number as it is written, with the scale after it.
fn shown<'t>(text: &'t Text<'_>, number: &Number) -> &'t str {
    let scale = text.words.iter().find(|word| word.range.start >= number.range.end);
    let end = match scale {
        Some(word) if !number.unscaled.is_empty() => word.range.end,
        _ => number.range.end,
    };
    &text.text[number.range.start..end]
}

/// The numbers in digits that another list does not have, each value once.
fn lacking(own: &[Number], other: &[Number]) -> Vec<Number> {
    let digits = own.iter().filter(|number| number.written != Written::Words);
    let mut lacking: Vec<Number> = Vec::new();
    for number in digits.filter(|number| !other.iter().any(|o| number.meets(o))) {
        if !lacking.iter().any(|known| known.values == number.values) {
            lacking.push(number.clone());
        }
    }
    lacking
}

/// Takes out what is the same after all: numbers grouped otherwise, and hours of the day.
fn settle(pair: &Pair<'_>, source: &mut Vec<Number>, target: &mut Vec<Number>) {
    let digits = |text: &str, numbers: &[Number]| -> String {
        let all = numbers.iter().flat_map(|n| text[n.range.clone()].chars());
        all.filter_map(crate::fold::digit).filter_map(|d| char::from_digit(d, 10)).collect()
    };
    let scaled = |numbers: &[Number]| numbers.iter().any(|number| !number.unscaled.is_empty());
    if !scaled(source)
        && !scaled(target)
        && digits(pair.source.text, source) == digits(pair.target.text, target)
    {
        source.clear();
        target.clear();
        return;
    }
    let split = |text: &str, number: &Number| -> Vec<Option<u64>> {
        let found = &text[number.range.clone()];
        found.split('.').map(|part| crate::fold::fold_word(part).parse().ok()).collect()
    };
    clock(source, target, |number| split(pair.target.text, number));
    clock(target, source, |number| split(pair.source.text, number));
    let hour = |number: &Number| number.values.first().and_then(|value| value.whole());
    let same = |a: &Number, b: &Number| match (hour(a), hour(b)) {
        (Some(a), Some(b)) => a.max(b) <= 24 && a.abs_diff(b) == 12,
        _ => false,
    };
    source.retain(|a| match target.iter().position(|b| same(a, b)) {
        Some(at) => {
            target.remove(at);
            false
        }
        None => true,
    });
}

/// Takes out the hours and minutes that the other side has with a dot between, and those themselves.
fn clock(
    parts: &mut Vec<Number>,
    whole: &mut Vec<Number>,
    split: impl Fn(&Number) -> Vec<Option<u64>>,
) {
    whole.retain(|number| {
        let [Some(hours), Some(minutes)] = split(number)[..] else { return true };
        let is = |part: &Number, value: u64, half: u64| {
            part.values
                .iter()
                .filter_map(|v| v.whole())
                .any(|v| v == value || v.abs_diff(value) == half)
        };
        let before = parts.len();
        parts.retain(|part| !(is(part, hours, 12) || is(part, minutes, 0)));
        parts.len() == before
    });
}

/// How bad it is that a number has no counterpart where the other side has none to spare.
fn one_sided(text: &Text<'_>, other: &Text<'_>, number: &Number) -> Severity {
    let small = number.values.iter().any(|value| matches!(value.whole(), Some(1 | 2)));
    let before = text.text[..number.range.start].trim_matches(|c: char| !c.is_alphanumeric());
    let after = text.text[number.range.end..].trim_start();
    let marker = before.is_empty() && after.starts_with(['.', ')', '-', ':', ']']);
    let day = number.values.contains(&Value::new(24, 0));
    let idiom = day
        && ["مدار الساعة", "around the clock", "round-the-clock"]
            .iter()
            .any(|i| other.text.contains(i));
    // The other language may say it with a singular or a dual, spell a name out, or number no lists.
    if idiom || small || number.written == Written::Name || marker {
        Severity::Info
    } else {
        Severity::Warning
    }
}
