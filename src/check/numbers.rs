//! Numbers that the other side does not have.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::message::{Form, Message};
use super::percent::{self, Share};
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use super::versions;
use crate::check::compared::{Index, parts_told};
use crate::language::{self, numbers};
use crate::text::fold::digit;
use crate::text::numeral::{Marks, Number, Value, Written};

/// The check `numbers`.
pub(super) struct Numbers;

const MISSING: Form =
    Form::new("numbers.missing", "{found} is not in the {side}; make the numbers agree");
const RIVALS: Form = Form::new(
    "numbers.rivals",
    "{found} is not in the {side}, which has {rivals}; make the numbers agree",
);
const OTHER: Form =
    Form::new("numbers.other", "{found} is {other} in the {side}; make the numbers agree");
const PERCENTAGE: Form = Form::new(
    "numbers.percentage",
    "{found} is a percentage here, but not in the {side}; make the numbers agree",
);

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
        let indexes = [&source, &target].map(|read| Index::new(&read.all));
        let told = [parts_told(&indexes[0], &indexes[1]), parts_told(&indexes[1], &indexes[0])];
        let stands = |number: &Number, at: usize| {
            indexes[1 - at].has(number)
                || number.values.iter().any(|reading| told[1 - at].contains(&reading.value))
        };
        let lacking = |read: &Read<'_>, at: usize| -> Vec<Number> {
            let all =
                read.all.iter().filter(|n| matches!(n.written, Written::Digits | Written::Name));
            distinct(all.filter(|number| !stands(number, at)))
        };
        let (mut of_source, mut of_target) = (lacking(&source, 0), lacking(&target, 1));
        settle(pair, &mut of_source, &mut of_target);
        if of_source.is_empty() && of_target.is_empty() {
            self.scales(pair, [&source, &target], &indexes, report);
            self.counts(pair, [&source, &target], &stands, report);
        }
        self.fractions(pair, [&source, &target], &stands, report);
        self.versions(pair, report);
        self.percents(pair, [&source.all, &target.all], report);
        let both = !of_source.is_empty() && !of_target.is_empty();
        for (text, numbers, others) in
            [(&pair.source, &of_source, &of_target), (&pair.target, &of_target, &of_source)]
        {
            // Where both sides lack some, the findings of the source name those of the target.
            if both && text.side == pair.target.side {
                continue;
            }
            let other = pair.other(text.side);
            let rivals: Vec<&str> = others.iter().take(SHOWN).map(|n| shown(other, n)).collect();
            let rivals = rivals.join(", ");
            for number in numbers {
                let found = shown(text, number);
                let message = if both {
                    RIVALS.say(&[("found", &found), ("side", &other.side), ("rivals", &rivals)])
                } else {
                    MISSING.say(&[("found", &found), ("side", &other.side)])
                };
                let severity =
                    if both { Severity::Warning } else { one_sided(text, other, number) };
                report(pair.finding_at(self, severity, text, number.range.clone(), message));
            }
        }
    }
}

/// How many numbers of the other side a message names.
const SHOWN: usize = 5;

/// The numbers of one side.
struct Read<'t> {
    all: Cow<'t, [Number]>,
    counts: &'t [Number],
    scales: &'t [(Range<usize>, i32)],
}

/// Whether a number of a side stands on the other one.
type Stands<'s> = &'s dyn Fn(&Number, usize) -> bool;

impl Numbers {
    /// Numbers that are percentages on one side only.
    fn percents(&self, pair: &Pair<'_>, numbers: [&[Number]; 2], report: &mut dyn FnMut(Finding)) {
        let sides = pair.sides();
        let marked = [0, 1].map(|at| percent::marked(sides[at].text, sides[at].lang, numbers[at]));
        if !marked.iter().flatten().any(|marked| *marked) {
            return;
        }
        let [source, target] = [0, 1]
            .map(|at| percent::shares(sides[at].text, sides[at].lang, numbers[at], &marked[at]));
        // How often each value of a side is a share, may be one, and is none.
        let counted = |at: usize| {
            let mut counts: BTreeMap<Value, [usize; 3]> = BTreeMap::new();
            for (number, share) in numbers[at].iter().zip([&source, &target][at]) {
                for reading in &number.values {
                    counts.entry(reading.value).or_default()[*share as usize] += 1;
                }
            }
            counts
        };
        let counts = [counted(0), counted(1)];
        let of = |value: Value, at: usize, share: Share| {
            counts[at].get(&value).map_or(0, |counts| counts[share as usize])
        };
        for (at, text) in pair.sides().into_iter().enumerate() {
            let shares = if at == 0 { &source } else { &target };
            let own = numbers[at].iter().zip(shares);
            for (number, _) in own.filter(|(_, share)| **share == Share::Yes) {
                let lost = |value: Value| {
                    let said = of(value, at, Share::Yes);
                    let answered = of(value, 1 - at, Share::Yes) + of(value, 1 - at, Share::Maybe);
                    said > answered && of(value, 1 - at, Share::No) > of(value, at, Share::No)
                };
                if number.values.iter().any(|reading| lost(reading.value)) {
                    let found = &text.text[number.range.clone()];
                    let side = pair.other(text.side).side;
                    let message = PERCENTAGE.say(&[("found", &found), ("side", &side)]);
                    let range = number.range.clone();
                    report(pair.finding_at(self, Severity::Warning, text, range, message));
                    // Reported once.
                    return;
                }
            }
        }
    }

    /// Numbers in words that the other side has in no form.
    fn counts(
        &self,
        pair: &Pair<'_>,
        reads: [&Read<'_>; 2],
        stands: Stands<'_>,
        report: &mut dyn FnMut(Finding),
    ) {
        for (at, text) in pair.sides().into_iter().enumerate() {
            let other = pair.other(text.side);
            // Number words of other languages are not known.
            if !language::of(text.lang).counts() || !language::of(other.lang).counts() {
                return;
            }
            for number in reads[at].counts.iter().filter(|number| !stands(number, at)) {
                let found = quoted(text, &number.range);
                let message = MISSING.say(&[("found", &found), ("side", &other.side)]);
                let range = number.range.clone();
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
        }
    }

    /// Numbers in words that are thousands on one side and millions on the other.
    fn scales(
        &self,
        pair: &Pair<'_>,
        reads: [&Read<'_>; 2],
        indexes: &[Index<'_>; 2],
        report: &mut dyn FnMut(Finding),
    ) {
        let [source, target] = reads.map(|read| read.scales);
        // A thousand millions are a billion, so only one scale to a side can be compared.
        let [Some((place, power)), Some((other, other_power))] = [source.first(), target.first()]
        else {
            return;
        };
        let one = |scales: &[(Range<usize>, i32)], power: i32| scales.iter().all(|s| s.1 == power);
        // 2500 million are 2.5 billion.
        let large = |number: &Number| number.values.iter().any(|r| r.value.approximate() >= 1000.0);
        let counted =
            |number: &Number| number.written == Written::Words || !number.unscaled.is_empty();
        let same = reads[0].all.iter().any(|n| large(n) && counted(n) && indexes[1].has(n));
        if power != other_power
            && !same
            && one(source, *power)
            && one(target, *other_power)
            && source.len() == target.len()
        {
            let message = differ(pair, place, other);
            report(pair.finding_at(self, Severity::Warning, &pair.source, place.clone(), message));
        }
    }

    /// Numbers of versions and the like that are equal as decimals and are not the same.
    fn versions(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        let [source, target] = pair.sides();
        for (text, other) in [(source, target), (target, source)] {
            let changed = versions::changed(text, other);
            for (range, there) in &changed {
                let message = OTHER.say(&[
                    ("found", &&text.text[range.clone()]),
                    ("other", &&other.text[there.clone()]),
                    ("side", &other.side),
                ]);
                report(pair.finding_at(self, Severity::Warning, text, range.clone(), message));
            }
            if !changed.is_empty() {
                return;
            }
        }
    }

    /// A half on one side that is a third on the other.
    fn fractions(
        &self,
        pair: &Pair<'_>,
        reads: [&Read<'_>; 2],
        stands: Stands<'_>,
        report: &mut dyn FnMut(Finding),
    ) {
        let lone = |at: usize| {
            let fractions = reads[at].all.iter().filter(|n| n.written == Written::Fraction);
            let fractions = distinct(fractions.filter(|number| !stands(number, at)));
            fractions.into_iter().find(|number| !is_near(number, &reads[1 - at].all))
        };
        let (Some(source), Some(target)) = (lone(0), lone(1)) else { return };
        let message = differ(pair, &source.range, &target.range);
        report(pair.finding_at(self, Severity::Warning, &pair.source, source.range, message));
    }
}

/// What is said of words for numbers that differ.
fn differ(pair: &Pair<'_>, source: &Range<usize>, target: &Range<usize>) -> Message {
    OTHER.say(&[
        ("found", &quoted(&pair.source, source)),
        ("other", &quoted(&pair.target, target)),
        ("side", &pair.target.side),
    ])
}

/// A number in words, in quotes.
fn quoted(text: &Text<'_>, range: &Range<usize>) -> String {
    format!("'{}'", &text.text[range.clone()])
}

/// Whether a fraction is nearly one of some numbers, as a part of one or of a hundred: a third and 33%.
fn is_near(fraction: &Number, numbers: &[Number]) -> bool {
    let Some(part) = fraction.values.first().map(|reading| reading.value.approximate()) else {
        return true;
    };
    let of_one = fraction.parts.first() == Some(&1);
    let near = |value: f64| {
        // One in four is a quarter.
        let below = fraction
            .parts
            .get(1)
            .is_some_and(|&below| of_one && below > 2 && value == below as f64);
        (value - part).abs() <= 0.02 || (value - 100.0 * part).abs() <= 2.0 || below
    };
    numbers
        .iter()
        .flat_map(|number| &number.values)
        .any(|reading| near(reading.value.approximate()))
}

/// The numbers of a text; months count as numbers in words, and addresses are left to another check.
fn read<'t>(text: &'t Text<'_>) -> Read<'t> {
    let numbers::Numbers { all, counts, scales } = text.numbers();
    if text.dates().is_empty() && text.copied.is_empty() && text.placeholders.is_empty() {
        return Read { all: Cow::Borrowed(all), counts, scales };
    }
    let own = all.iter().filter(|number| !text.is_copied(&number.range));
    let mut all: Vec<Number> = own.cloned().collect();
    all.extend(text.dates().iter().filter_map(|named| {
        let month = named.name.month()?;
        Some(Number::of(named.range.clone(), Value::new(month.into(), 0), Written::Words))
    }));
    Read { all: Cow::Owned(all), counts, scales }
}

/// A number as it is written, with the scale after it.
fn shown<'t>(text: &'t Text<'_>, number: &Number) -> &'t str {
    let next = text.words.partition_point(|word| word.range.start < number.range.end);
    let end = match text.words.get(next) {
        Some(word) if !number.unscaled.is_empty() => word.range.end,
        _ => number.range.end,
    };
    &text.text[number.range.start..end]
}

/// Numbers with each value once.
fn distinct<'n>(numbers: impl Iterator<Item = &'n Number>) -> Vec<Number> {
    let mut known = BTreeSet::new();
    numbers.filter(|n| known.insert((&n.values, &n.parts, n.sign))).cloned().collect()
}

/// Removes numbers that are equal after all: those grouped differently, and hours of the day.
fn settle(pair: &Pair<'_>, source: &mut Vec<Number>, target: &mut Vec<Number>) {
    if source.is_empty() || target.is_empty() {
        return;
    }
    let digits = |text: &str, numbers: &[Number]| -> String {
        let all = numbers.iter().flat_map(|n| text[n.range.clone()].chars());
        all.filter_map(digit).filter_map(|d| char::from_digit(d, 10)).collect()
    };
    // The number of a telephone or an account is parted here and there.
    let exact = |number: &Number| {
        let parted = |marks| matches!(marks, Marks::Decimal | Marks::Point);
        number.unscaled.is_empty()
            && number.parts.is_empty()
            && !number.values.iter().any(|reading| parted(reading.marks))
    };
    let spaced = |text: &str, n: &Number| text[n.range.clone()].contains(char::is_whitespace);
    let is_parted = source.len() != target.len()
        || source.iter().any(|n| spaced(pair.source.text, n))
        || target.iter().any(|n| spaced(pair.target.text, n));
    if is_parted && source.iter().chain(target.iter()).all(exact) {
        let (ours, theirs) = (digits(pair.source.text, source), digits(pair.target.text, target));
        if ours.len() >= LONG && ours == theirs {
            source.clear();
            target.clear();
            return;
        }
    }
    let tells_hour = pair.sides().into_iter().any(|text| {
        let language = language::of(text.lang);
        text.words.iter().any(|word| language.tells_hour(text.folded(word)))
    });
    if !tells_hour {
        return;
    }
    let hour = |number: &Number| number.values.first().and_then(|reading| reading.value.whole());
    source.retain(|a| {
        let Some(here) = hour(a).filter(|hour| *hour <= 24) else { return true };
        let there = target
            .iter()
            .position(|b| hour(b).is_some_and(|there| there <= 24 && here.abs_diff(there) == 12));
        there.is_none_or(|at| {
            target.remove(at);
            false
        })
    });
}

/// Digits of a number that may be parted anywhere.
const LONG: usize = 7;

/// The severity of a number without a counterpart where the other side has no unmatched number.
fn one_sided(text: &Text<'_>, other: &Text<'_>, number: &Number) -> Severity {
    let small = number.values.iter().any(|value| matches!(value.value.whole(), Some(1 | 2)))
        && !is_label(text.text, number);
    let before = text.text[..number.range.start].trim_matches(|c: char| !c.is_alphanumeric());
    let after = text.text[number.range.end..].trim_start();
    let marker = before.is_empty() && after.starts_with(['.', ')', '-', ':', ']']);
    let day = number.may_be(Value::new(24, 0));
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
    let others = &other.numbers().all;
    let rival = |n: &Number| {
        n.written == Written::Name
            && stem(n) == own
            && !n.meets(number)
            && others.iter().any(|o| o.meets(n))
    };
    !own.is_empty() && text.numbers().all.iter().any(rival)
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
            ("بيعت ألفا نسخة", "Two thousand copies were sold", vec![]),
            ("دفع ألفا", "He paid a thousand", vec![]),
            ("بيعت ألفا نسخة", "Three thousand copies were sold", vec!["Three thousand"]),
            ("باع عشرين ألفا", "He sold twenty thousand", vec![]),
            ("باع عشرين ألفا", "He sold thirty thousand", vec!["عشرين ألفا", "thirty thousand"]),
            ("انتظر ربع ساعة", "He waited fifteen minutes", vec![]),
            ("انتظر ثلاثين دقيقة", "He waited half an hour", vec![]),
            ("انتظر ربع ساعة", "He waited fifty minutes", vec!["fifty"]),
            ("هاتف 11 4567890", "Phone 11 456 7890", vec![]),
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
            ("يملك 50٪ من الأسهم", "He owns half of the shares", vec![]),
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
