//! Units of measure and currencies that differ between the sides.

use std::collections::BTreeMap;
use std::ops::Range;

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use super::text::Text;
use crate::language::Readers;
use crate::language::measure::Measure;
use crate::text::fold::is_mark;
use crate::text::numeral::{Number, Value, Written};

/// The check `units`.
pub(super) struct Units;

const OTHER: Form =
    Form::new("units", "'{found}' is '{other}' in the target; make the units agree");

impl Check for Units {
    fn id(&self) -> &'static str {
        "units"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "the unit or currency beside a number is another one on the other side: 12 كم, 12 m; 500 يورو, $500"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        let source = quantities(&pair.source);
        if source.is_empty() {
            return;
        }
        let target = quantities(&pair.target);
        let mut by_value: BTreeMap<Value, Vec<&Quantity>> = BTreeMap::new();
        for quantity in &target {
            for value in values(&quantity.number) {
                let alike = by_value.entry(value).or_default();
                if !alike.iter().any(|known| known.measures == quantity.measures) {
                    alike.push(quantity);
                }
            }
        }
        for quantity in &source {
            let there = values(&quantity.number).filter_map(|value| by_value.get(&value)).flatten();
            let mut other = None;
            let agrees = there.into_iter().any(|there| {
                let of_one = |a: &Measure| there.measures.iter().any(|b| a.of == b.of);
                other = other.or(Some(there).filter(|_| quantity.measures.iter().any(of_one)));
                quantity.power == there.power
                    && quantity.measures.iter().any(|measure| there.measures.contains(measure))
            });
            let Some(other) = other.filter(|_| !agrees) else { continue };
            let message = OTHER.say(&[
                ("found", &&pair.source.text[quantity.unit.clone()]),
                ("other", &&pair.target.text[other.unit.clone()]),
            ]);
            let range = quantity.unit.clone();
            report(pair.finding_at(self, Severity::Warning, &pair.source, range, message));
        }
    }
}

/// A number with its unit.
struct Quantity {
    number: Number,
    unit: Range<usize>,
    /// What the unit may be.
    measures: Vec<Measure>,
    /// 2 for an area, 3 for a space, else 1.
    power: u8,
}

fn values(number: &Number) -> impl Iterator<Item = Value> + '_ {
    number.values.iter().chain(&number.unscaled).map(|reading| reading.value)
}

/// The numbers of a text that have a unit.
fn quantities(text: &Text<'_>) -> Vec<Quantity> {
    let readers = Readers::of(text.lang);
    let with_unit = |number: &Number| {
        let (unit, mut measures) =
            before(text, number, readers).or_else(|| after(text, number, readers))?;
        // A quarter of an hour is fifteen minutes.
        if number.written == Written::Fraction
            && let Some(hour) = measures.iter().find(|measure| measure.name == "hour").copied()
        {
            measures.push(Measure { name: "minute", ..hour });
        }
        let (unit, power) = match unit.start < number.range.start {
            true => (unit, 1),
            false => raised(text, number, unit, readers),
        };
        Some(Quantity { number: number.clone(), unit, measures, power })
    };
    text.numbers().all.iter().filter_map(with_unit).collect()
}

/// What a word may name. A power on it is left aside: m2.
fn measures(readers: Readers, folded: &str) -> Vec<Measure> {
    let mut found = named(readers, folded);
    if found.is_empty() {
        found = named(readers, folded.trim_end_matches(is_power));
    }
    found.retain(|measure| measure.of != EXPONENT);
    found
}

fn named(readers: Readers, folded: &str) -> Vec<Measure> {
    let mut found = Vec::new();
    readers.word(folded).measures(folded, &mut found);
    found
}

/// What words for powers measure: square, cubic.
const EXPONENT: &str = "exponent";

fn is_power(c: char) -> bool {
    matches!(c, '2' | '3' | '²' | '³' | '٢' | '٣')
}

/// The power that a word is for, or 1.
fn power_of(readers: Readers, folded: &str) -> u8 {
    let found = named(readers, folded).into_iter().find(|measure| measure.of == EXPONENT);
    found.and_then(|measure| measure.name.parse().ok()).unwrap_or(1)
}

/// A unit with the power that stands on it, behind it or before it.
fn raised(
    text: &Text<'_>,
    number: &Number,
    unit: Range<usize>,
    readers: Readers,
) -> (Range<usize>, u8) {
    let power = |c: char| if matches!(c, '2' | '²' | '٢') { 2 } else { 3 };
    let last = text.text[unit.clone()].chars().next_back().filter(|c| is_power(*c));
    if let Some(last) = last {
        return (unit, power(last));
    }
    let behind = text.text[unit.end..].strip_prefix('^').unwrap_or(&text.text[unit.end..]);
    if let Some(next) = behind.chars().next().filter(|c| is_power(*c)) {
        let end = text.text.len() - behind.len() + next.len_utf8();
        return (unit.start..end, power(next));
    }
    let at = text.words.partition_point(|word| word.range.start < unit.start);
    let is_near = |from: usize, to: usize| {
        text.text
            .get(from..to)
            .is_some_and(|gap| gap.chars().all(|c| c == ' ' || c == '.' || is_mark(c)))
    };
    let next = text.words.get(at + 1).filter(|word| is_near(unit.end, word.range.start));
    if let Some(word) = next
        && let power @ 2.. = power_of(readers, text.folded(word))
    {
        return (unit.start..word.range.end, power);
    }
    let last = at.checked_sub(1).map(|at| &text.words[at]);
    let last = last
        .filter(|word| word.range.start >= number.range.end && is_near(word.range.end, unit.start));
    if let Some(word) = last
        && let power @ 2.. = power_of(readers, text.folded(word))
    {
        return (word.range.start..unit.end, power);
    }
    (unit, 1)
}

/// A short form with full stops, such as ر.س, that a text begins with.
fn short_form(text: &str) -> &str {
    let is_part = |c: char| c.is_alphabetic() || c == '.' || is_mark(c);
    let end = text.find(|c| !is_part(c)).unwrap_or(text.len());
    let form = text[..end].trim_end_matches('.');
    if form.contains('.') && form.chars().count() <= LONGEST_SHORT_FORM { form } else { "" }
}

const LONGEST_SHORT_FORM: usize = 5;

/// The currency right before a number: $500, EUR 500.
fn before(
    text: &Text<'_>,
    number: &Number,
    readers: Readers,
) -> Option<(Range<usize>, Vec<Measure>)> {
    let start = number.range.start;
    let before = &text.text[..start];
    if let Some(found) = symbol(before.trim_end().chars().next_back()) {
        let end = before.trim_end().len();
        let begin = end - text.text[..end].chars().next_back().map_or(0, char::len_utf8);
        return Some((begin..end, vec![found]));
    }
    let at = text.words.partition_point(|word| word.range.end <= start).checked_sub(1)?;
    let word = &text.words[at];
    let code = &text.text[word.range.clone()];
    let is_code = code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    let near = text.text[word.range.end..start].chars().all(char::is_whitespace);
    let mut money = measures(readers, text.folded(word));
    money.retain(|measure| measure.of == "money");
    (is_code && near && !money.is_empty()).then_some((word.range.clone(), money))
}

/// The unit right after a number.
fn after(
    text: &Text<'_>,
    number: &Number,
    readers: Readers,
) -> Option<(Range<usize>, Vec<Measure>)> {
    let mut from = number.range.end;
    let mut at = text.words.partition_point(|word| word.range.start < from);
    let gap = |from: usize, to: usize| text.text.get(from..to).unwrap_or("?");
    // 5 million euros; a word that joins the digits is the unit itself: 5km.
    let joined = at.checked_sub(1).map(|at| &text.words[at]).filter(|word| word.range.end > from);
    if let Some(word) = joined {
        let unit = text.text[from..word.range.end].to_lowercase();
        let found = measures(readers, &unit);
        return (!found.is_empty()).then_some((from..word.range.end, found));
    }
    if !number.unscaled.is_empty() {
        from = text.words.get(at)?.range.end;
        at += 1;
    }
    let rest = text.text[from..].trim_start();
    if let Some(found) = symbol(rest.chars().next()) {
        let begin = text.text.len() - rest.len();
        return Some((begin..begin + rest.chars().next().map_or(0, char::len_utf8), vec![found]));
    }
    let short = short_form(rest);
    let found = named(readers, short);
    if !found.is_empty() {
        let begin = text.text.len() - rest.len();
        return Some((begin..begin + short.len(), found));
    }
    let mut degrees = false;
    for _ in 0..3 {
        let word = text.words.get(at)?;
        let between = gap(from, word.range.start);
        degrees |= between.contains(['°', 'º']);
        let near = |c: char| c.is_whitespace() || matches!(c, '-' | '°' | 'º' | '.') || is_mark(c);
        if !between.chars().all(near) {
            return None;
        }
        let mut found = measures(readers, text.folded(word));
        // A letter alone is a temperature behind the sign of degrees, and nowhere else.
        let letter = text.folded(word).chars().count() == 1;
        found.retain(|measure| !letter || degrees == (measure.of == "temperature"));
        if !found.is_empty() {
            return Some((word.range.clone(), found));
        }
        let language = readers.word(text.folded(word));
        if !language.precedes_unit(text.folded(word)) && power_of(readers, text.folded(word)) == 1 {
            return None;
        }
        from = word.range.end;
        at += 1;
    }
    None
}

/// What a sign means.
fn symbol(sign: Option<char>) -> Option<Measure> {
    let money = |name| Some(Measure { of: "money", name });
    match sign? {
        '$' => money("dollar"),
        '€' => money("euro"),
        '£' => money("pound"),
        '¥' => money("yen"),
        '₹' => money("rupee"),
        '₪' => money("shekel"),
        '₽' => money("rouble"),
        '₺' => money("lira"),
        '﷼' => money("riyal"),
        '℃' => Some(Measure { of: "temperature", name: "c" }),
        '℉' => Some(Measure { of: "temperature", name: "f" }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;

    #[test]
    fn units_and_currencies_are_held_against_each_other() {
        for (source, target, found) in [
            ("طوله 30 كم", "It is 30 km long", 0),
            ("طوله 30 كيلومترا", "It is 30 miles long", 1),
            ("طوله 30 مترا", "a 30-metre rope", 0),
            ("طوله 30سم", "It is 30mm long", 1),
            ("وزنه خمسة أطنان", "It weighs five tonnes", 0),
            ("وزنه خمسة أطنان", "It weighs five kilograms", 1),
            ("بعد 3 أيام", "after 3 weeks", 1),
            ("دفع 40 مليون يورو", "He paid €40 million", 0),
            ("دفع 40 مليون يورو", "He paid $40 million", 1),
            ("دفع 40 دولارا أمريكيا", "He paid 40 US dollars", 0),
            ("دفع 40 جنيها", "He paid 40 pounds", 0),
            ("دفع 40 ليرة", "He paid 40 dinars", 1),
            ("الحرارة 25 درجة مئوية", "It was 25 °C", 0),
            ("الحرارة 25 درجة مئوية", "It was 25 °F", 1),
            ("الحرارة 25 درجة", "It was 25 degrees Celsius", 0),
            ("الحرارة 25°م", "It was 25 °C", 0),
            ("الحرارة 25°م", "It was 25 °F", 1),
            ("الطول 25 م", "It is 25 m long", 0),
            ("انتظر ربع ساعة", "He waited fifteen minutes", 0),
            ("انتظر 15 ساعة", "He waited 15 minutes", 1),
            ("يوم 5 مايو", "on day 5", 0),
            ("كيلو 5", "5 kilos", 0),
            ("مساحته 20 م²", "It covers 20 m²", 0),
            ("مساحته 20 م2", "It covers 20 square metres", 0),
            ("مساحته 20 مترا مربعا", "It covers 20 sq. m", 0),
            ("مساحته 20 كيلومترا مربعا", "It covers 20 km^2", 0),
            ("مساحته 20 مترا مربعا", "It covers 20 metres", 1),
            ("طوله 20 م", "It covers 20 m²", 1),
            ("سعته 20 مترا مكعبا", "It holds 20 square metres", 1),
            ("سعته 20 مترا مكعبا", "It holds 20 m³", 0),
            ("دفع 500 ر.س", "He paid SAR 500", 0),
            ("دفع 500 ر.س.", "He paid 500 dirhams", 1),
            ("دفع 500 د.إ", "He paid AED 500", 0),
            ("دفع 500 ج.م", "He paid USD 500", 1),
        ] {
            assert_eq!(warned(&Units, source, target).len(), found, "{source} / {target}");
        }
    }
}
