//! Numbers that the other side does not have.

use super::calendar;
use super::percent::{self, Share};
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use crate::language::{self, numbers};
use crate::text::numeral::{Number, Value, Written};

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
        "a number that the other side has neither in digits (0-9, ٠-٩, ۰-۹) nor in words; lost percentages"
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
            self.counts(pair, [&source, &target], report);
        }
        self.percents(pair, [&source, &target], report);
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
                    let (side, rivals) = (other.side, rivals.join(", "));
                    format!(
                        "{found} is not in the {side}, which has {rivals}; make the numbers agree"
                    )
                } else {
                    format!("{found} is not in the {}; make the numbers agree", other.side)
                };
                let severity =
                    if both { Severity::Warning } else { one_sided(text, other, number) };
                report(pair.finding_at(self, severity, text, number.range.clone(), message));
            }
        }
    }
}

impl Numbers {
    /// Numbers that are percentages on one side only.
    fn percents(&self, pair: &Pair<'_>, numbers: [&[Number]; 2], report: &mut dyn FnMut(Finding)) {
        let [source, target] = [
            percent::shares(pair.source.text, pair.source.lang, numbers[0]),
            percent::shares(pair.target.text, pair.target.lang, numbers[1]),
        ];
        let of = |number: &Number, at: usize, share: Share| {
            let shares = if at == 0 { &source } else { &target };
            let all = numbers[at].iter().zip(shares);
            all.filter(|(n, s)| **s == share && n.meets(number)).count()
        };
        for (at, text) in pair.sides().into_iter().enumerate() {
            let shares = if at == 0 { &source } else { &target };
            let own = numbers[at].iter().zip(shares);
            for (number, _) in own.filter(|(_, share)| **share == Share::Yes) {
                let said = of(number, at, Share::Yes);
                let answered = of(number, 1 - at, Share::Yes) + of(number, 1 - at, Share::Maybe);
                let bare = of(number, 1 - at, Share::No) > of(number, at, Share::No);
                if said > answered && bare {
                    let found = &text.text[number.range.clone()];
                    let message = format!(
                        "{found} is a percentage here, but not in the {}; make the numbers agree",
                        pair.other(text.side).side
                    );
                    let range = number.range.clone();
                    report(pair.finding_at(self, Severity::Warning, text, range, message));
                    // Reported once.
                    return;
                }
            }
        }
    }

    /// Numbers in words that the other side has in no form.
    fn counts(&self, pair: &Pair<'_>, numbers: [&[Number]; 2], report: &mut dyn FnMut(Finding)) {
        for (at, text) in pair.sides().into_iter().enumerate() {
            let other = pair.other(text.side);
            // Number words of other languages are not known.
            if !language::of(text.lang).counts() || !language::of(other.lang).counts() {
                return;
            }
            for number in numbers::counts(text.text, text.lang) {
                if numbers[1 - at].iter().any(|other| number.meets(other)) {
                    continue;
                }
                let found = &text.text[number.range.clone()];
                let side = other.side;
                let message = format!("'{found}' is not in the {side}; make the numbers agree");
                report(pair.finding_at(
                    self,
                    Severity::Warning,
                    text,
                    number.range.clone(),
                    message,
                ));
            }
        }
    }

    /// Numbers in words that are thousands on one side and millions on the other.
    fn scales(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let [source, target] = pair.sides().map(|text| numbers::scales(text.text, text.lang));
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
    let mut numbers = numbers::numbers(text.text, text.lang);
    numbers
        .retain(|n| !text.copied.iter().any(|c| c.start <= n.range.start && n.range.end <= c.end));
    numbers.extend(calendar::names(text).into_iter().filter_map(|named| {
        let month = named.name.month()?;
        Some(Number {
            range: named.range,
            values: vec![Value::new(month.into(), 0)],
            unscaled: Vec::new(),
            written: Written::Words,
        })
    }));
    numbers
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

/// Removes numbers that are equal after all: those grouped differently, and hours of the day.
fn settle(pair: &Pair<'_>, source: &mut Vec<Number>, target: &mut Vec<Number>) {
    let digits = |text: &str, numbers: &[Number]| -> String {
        let all = numbers.iter().flat_map(|n| text[n.range.clone()].chars());
        all.filter_map(crate::text::fold::digit).filter_map(|d| char::from_digit(d, 10)).collect()
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
        found.split('.').map(|part| crate::text::fold::fold_word(part).parse().ok()).collect()
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

/// Removes hours and minutes that the other side writes with a dot, on both sides.
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

/// The severity of a number without a counterpart where the other side has no unmatched number.
fn one_sided(text: &Text<'_>, other: &Text<'_>, number: &Number) -> Severity {
    let small = number.values.iter().any(|value| matches!(value.whole(), Some(1 | 2)))
        && !is_label(text.text, number);
    let before = text.text[..number.range.start].trim_matches(|c: char| !c.is_alphanumeric());
    let after = text.text[number.range.end..].trim_start();
    let marker = before.is_empty() && after.starts_with(['.', ')', '-', ':', ']']);
    let day = number.values.contains(&Value::new(24, 0));
    let idiom =
        day && language::of(other.lang).around_the_clock().iter().any(|i| other.text.contains(i));
    // The other language may say it with a singular or a dual, spell a name out, or number no lists.
    let name = number.written == Written::Name && !has_rival(text, other, number);
    if idiom || small || name || marker { Severity::Info } else { Severity::Warning }
}

/// Whether a number is in brackets or part of a name, where no singular or dual can express it.
fn is_label(text: &str, number: &Number) -> bool {
    let (before, after) = (&text[..number.range.start], &text[number.range.end..]);
    let bracketed = before.ends_with('(') && after.starts_with(')') && before.len() > 1;
    let mut back = before.chars().rev();
    let joined =
        matches!(back.next(), Some('-' | '‑')) && back.next().is_some_and(char::is_alphabetic);
    bracketed || joined
}

/// Whether the letters before a number also precede another number of the same text that the other side has:
/// `COVID-39` beside `COVID-19`.
fn has_rival(text: &Text<'_>, other: &Text<'_>, number: &Number) -> bool {
    let stem = |n: &Number| {
        let before = text.text[..n.range.start].trim_end_matches(['-', '‑', '/']);
        let letters = before.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        &before[letters.len()..]
    };
    let own = stem(number);
    let others = numbers::numbers(other.text, other.lang);
    let rival = |n: &Number| {
        n.written == Written::Name
            && stem(n) == own
            && !n.meets(number)
            && others.iter().any(|o| o.meets(n))
    };
    !own.is_empty() && numbers::numbers(text.text, text.lang).iter().any(rival)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

    fn wrong(source: &str, target: &str) -> Vec<String> {
        warned(&Numbers, source, target).into_iter().map(|finding| finding.found).collect()
    }

    #[test]
    fn number_words_are_held_against_each_other() {
        for (source, target, wanted) in [
            ("بعد ثلاثة أيام من الأشهر الستة", "Three days after the six months", vec![]),
            ("بعد ثلاثة أيام", "Seven days later", vec!["ثلاثة", "Seven"]),
            ("رأيت شخصا واحدا", "I saw four people", vec!["four"]),
            ("عاد الرجلان", "The two men came back", vec![]),
            ("عاد الرجلان", "The five men came back", vec!["five"]),
            ("في الذكرى الخمسين", "On the 50th anniversary", vec![]),
            ("في القرن الحادي والعشرين", "In the twenty-first century", vec![]),
            ("حضر خمسة وعشرون طالبا", "Twenty-five students came", vec![]),
            (
                "حضر خمسة وعشرون طالبا",
                "Thirty-five students came",
                vec!["خمسة وعشرون", "Thirty-five"],
            ),
            ("قبل عقدين تقريبا", "About twenty years ago", vec![]),
            ("قطار الثامنة وعشر دقائق", "The ten past eight", vec![]),
            ("رابعا: الأسعار", "Prices", vec![]),
            ("مائة وثمانية عشر ألف دولار", "118,000 dollars", vec![]),
            ("1.7 مليون منذ أربعة أعوام", "1.7 million four years ago", vec![]),
            ("في ستينيات القرن العشرين", "In the 1960s", vec![]),
            ("تضاعف ثلاث مرات", "It tripled", vec![]),
            ("أول عشر عينات", "The first ten samples", vec![]),
            ("ولست أنا من كتبه", "I did not write it", vec![]),
            ("خلال خمسة عشر يوما", "Within days", vec!["خمسة عشر"]),
        ] {
            assert_eq!(wrong(source, target), wanted, "{source} / {target}");
        }
    }

    #[test]
    fn lost_percentages_are_found() {
        for (source, target, wanted) in [
            ("زاد بنسبة 10% في عام", "It grew by 10% in a year", vec![]),
            ("زاد 10٪ في عام", "It grew by 10 in a year", vec!["10"]),
            ("خمسون في المائة من الأصول", "50 percent of the assets", vec![]),
            ("خمسون في المائة من الأصول", "50 of the assets", vec!["خمسون"]),
            ("بنسبة 10 إلى 20 في المئة", "by 10% to 20%", vec![]),
            ("بين 10% و20%", "between 10 and 20 per cent", vec![]),
            ("نحو %7 من السكان", "some 7% of the people", vec![]),
            ("2.7 في المئة في 2023", "2.7 per cent in 2023", vec![]),
            ("بلغ 4 في المئة، ثم 5 نقاط", "It was 4 percent, then 5 points", vec![]),
        ] {
            assert_eq!(wrong(source, target), wanted, "{source} / {target}");
        }
    }

    #[test]
    fn numbers_of_names_have_rivals() {
        for (source, target, wanted) in [
            ("كوفيد-19 مرض", "COVID-19 is a disease", vec![]),
            ("كوفيد مرض", "COVID-19 is a disease", vec![]),
            ("مرضى كوفيد-19", "COVID-19 wards with COVID-39", vec!["39"]),
            ("الفقرة (١) من المادة", "Paragraph () of the article", vec!["١"]),
        ] {
            assert_eq!(wrong(source, target), wanted, "{source} / {target}");
        }
    }
}
