//! Numbers and how they are written in digits of any set.
//!
//! A number may be read in more than one way: `1.500` is a thousand and a half in one country and fifteen hundred
//! in another. Two numbers meet if they have a reading in common.

use std::ops::Range;

use crate::maths;
use crate::text::fold::{digit, is_mark};

/// A decimal number: a whole number times a power of ten, without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Value {
    digits: u128,
    power: i32,
}

/// Digits that are kept of a third, a seventh and so on.
const PLACES: i32 = 6;

impl Value {
    /// The value of `digits` times ten to the `power`.
    pub(crate) fn new(mut digits: u128, mut power: i32) -> Value {
        if digits == 0 {
            return Value { digits, power: 0 };
        }
        while digits.is_multiple_of(10) {
            digits /= 10;
            power += 1;
        }
        Value { digits, power }
    }

    /// A fraction, rounded.
    pub(crate) fn ratio(above: u64, below: u64) -> Value {
        let (above, below) = (u128::from(above), u128::from(below.max(1)));
        Value::new((above * 10u128.pow(PLACES as u32) + below / 2) / below, -PLACES)
    }

    /// The value times ten to a power.
    pub(crate) fn scaled(self, power: i32) -> Value {
        if self.digits == 0 { self } else { Value { power: self.power + power, ..self } }
    }

    /// The sum of two values; the first alone where it has too many digits.
    pub(crate) fn plus(self, other: Value) -> Value {
        let power = self.power.min(other.power);
        let at = |value: Value| {
            let factor = 10u128.checked_pow((value.power - power).unsigned_abs())?;
            value.digits.checked_mul(factor)
        };
        let sum = at(self).zip(at(other)).and_then(|(a, b)| a.checked_add(b));
        sum.map_or(self, |digits| Value::new(digits, power))
    }

    /// The value as a whole number, if it is a small one.
    pub(crate) fn whole(self) -> Option<u64> {
        let factor = 10u64.checked_pow(u32::try_from(self.power).ok()?)?;
        u64::try_from(self.digits).ok()?.checked_mul(factor)
    }

    /// The value, rounded.
    pub(crate) fn approximate(self) -> f64 {
        self.digits as f64 * maths::power_of_ten(self.power)
    }
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// In digits.
    Digits,
    /// In digits that belong to a Latin name, such as `COVID-19` or `G20`.
    Name,
    /// In words.
    Words,
    /// As a part of one, in words or signs: a half, three quarters, ½.
    Fraction,
}

/// How a reading takes the marks between the digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Marks {
    /// There are none.
    None,
    /// The last is a decimal mark.
    Decimal,
    /// They group thousands.
    Thousands,
    /// One point may group thousands, as in some countries, before digits that do not end in a zero.
    Point,
}

/// A value that a number may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Reading {
    pub(crate) value: Value,
    pub(crate) marks: Marks,
}

impl Reading {
    pub(crate) fn new(value: Value) -> Reading {
        Reading { value, marks: Marks::None }
    }

    fn is(self, other: Reading) -> bool {
        // 1.234 is 1234 only where somebody groups digits; a decimal mark that was lost looks the same.
        let lost = |a: Reading, b: Reading| a.marks == Marks::Point && b.marks == Marks::None;
        self.value == other.value && !lost(self, other) && !lost(other, self)
    }
}

/// What stands before a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    None,
    Plus,
    Minus,
    /// Something that may be a minus.
    Unsure,
}

impl Sign {
    pub(crate) fn agrees(self, other: Sign) -> bool {
        (self == Sign::Minus) == (other == Sign::Minus)
            || self == Sign::Unsure
            || other == Sign::Unsure
    }
}

/// A time of the day, in minutes after midnight or noon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Clock {
    pub(crate) minutes: u64,
    /// Whether it can be nothing else: 7:30, not 7.30.
    pub(crate) sure: bool,
}

impl Clock {
    pub(crate) fn new(hours: u64, minutes: u64, sure: bool) -> Clock {
        Clock { minutes: (hours * 60 + minutes) % (12 * 60), sure }
    }
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Where it stands, in bytes, with its sign and without the scale.
    pub(crate) range: Range<usize>,
    /// What it may be.
    pub(crate) values: Vec<Reading>,
    /// What it is without the scale after it (`3` of "3 million"), if there is one.
    pub(crate) unscaled: Vec<Reading>,
    /// The parts of a version, an address, a time or a fraction, in their order.
    pub(crate) parts: Vec<u64>,
    /// The time of the day that it may be.
    pub(crate) clock: Option<Clock>,
    pub(crate) sign: Sign,
    /// How it is written.
    pub(crate) written: Written,
}

impl Number {
    /// A number with some readings.
    pub(crate) fn new(range: Range<usize>, values: Vec<Reading>, written: Written) -> Number {
        let (unscaled, parts) = (Vec::new(), Vec::new());
        Number { range, values, unscaled, parts, clock: None, sign: Sign::None, written }
    }

    /// A number that can be read in one way only.
    pub(crate) fn of(range: Range<usize>, value: Value, written: Written) -> Number {
        Number::new(range, vec![Reading::new(value)], written)
    }

    /// Whether two numbers have a reading in common.
    pub(crate) fn meets(&self, other: &Number) -> bool {
        self.sign.agrees(other.sign) && self.measures(other)
    }

    /// Whether two numbers have a reading in common but for the sign.
    pub(crate) fn measures(&self, other: &Number) -> bool {
        let share = |a: &[Reading], b: &[Reading]| a.iter().any(|a| b.iter().any(|b| a.is(*b)));
        let times = self.clock.zip(other.clock);
        share(&self.values, &other.values)
            || other.unscaled.is_empty() && share(&self.unscaled, &other.values)
            || self.unscaled.is_empty() && share(&self.values, &other.unscaled)
            || !self.parts.is_empty() && self.parts == other.parts
            || times.is_some_and(|(a, b)| a.minutes == b.minutes && (a.sure || b.sure))
    }

    /// Whether it may have a value.
    pub(crate) fn may_be(&self, value: Value) -> bool {
        self.values.iter().any(|reading| reading.value == value)
    }
}

/// The characters of a text but for marks, with their bytes.
type Chars = [(usize, char)];

/// A run of digits, and the separator before it.
struct Group {
    separator: Option<char>,
    range: Range<usize>,
    digits: Vec<u32>,
}

/// More characters than are looked at before a number or behind it, but for white space.
const AROUND: usize = 8;

/// The numbers of a text in digits, in order, all of which are `within` some bytes. `decimal` is the decimal mark of its
/// language, if it has one only.
pub(crate) fn in_digits(text: &str, within: Range<usize>, decimal: Option<char>) -> Vec<Number> {
    let mut numbers: Vec<Number> = Vec::new();
    let is_number = |c| digit(c).is_some() || vulgar(c).is_some();
    let find = text[within.clone()].find(is_number).zip(text[within.clone()].rfind(is_number));
    let Some((first, last)) = find else { return numbers };
    let (first, last) = (within.start + first, within.start + last);
    // What stands further from numbers than these characters says nothing of them.
    let says = |(_, c): &(usize, char)| !is_mark(*c) && !c.is_whitespace();
    let before = text[..first].char_indices().rev().filter(says).nth(AROUND);
    let start = before.map_or(0, |(at, _)| at);
    let behind = text[last..].char_indices().filter(says).nth(AROUND);
    let end = behind.map_or(text.len(), |(at, c)| last + at + c.len_utf8());
    let mut chars = Vec::with_capacity(text[start..end].chars().count());
    let near = text[start..end].char_indices().map(|(at, c)| (start + at, c));
    chars.extend(near.filter(|(_, c)| !is_mark(*c)));
    let mut at = 0;
    while at < chars.len() {
        if let Some((above, below)) = vulgar(chars[at].1) {
            let range = chars[at].0..chars[at].0 + chars[at].1.len_utf8();
            add_fraction(&mut numbers, text, range, [above, below]);
            at += 1;
            continue;
        }
        if digit(chars[at].1).is_none() {
            at += 1;
            continue;
        }
        let first = at;
        if let Some((time, end)) = time(&chars, at) {
            numbers.push(time);
            at = end;
            continue;
        }
        if let Some((parts, end)) = fraction(&chars, at) {
            let range = chars[first].0..byte(text, &chars, end);
            add_fraction(&mut numbers, text, range, parts);
            at = end;
            continue;
        }
        let groups = groups(text, &chars, &mut at);
        let written = if in_name(&chars, first, at) { Written::Name } else { Written::Digits };
        let (sign, start) = sign(&chars, first, at);
        let mut read = readings(&groups, written, decimal);
        if let Some(number) = read.first_mut() {
            number.sign = sign;
            number.range.start = start;
        }
        numbers.append(&mut read);
    }
    ranges(text, &mut numbers);
    numbers
}

fn byte(text: &str, chars: &Chars, at: usize) -> usize {
    chars.get(at).map_or(text.len(), |c| c.0)
}

/// The groups of digits from a place on; the place is moved behind them.
fn groups(text: &str, chars: &Chars, at: &mut usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut separator = None;
    // Whether all groups so far are joined by spaces and may be thousands.
    let mut spaced = true;
    loop {
        let start = *at;
        let mut digits = Vec::new();
        while let Some(value) = chars.get(*at).and_then(|&(_, c)| digit(c)) {
            digits.push(value);
            *at += 1;
        }
        spaced &= match groups.len() {
            0 => digits.len() <= 3 && digits[0] != 0,
            _ => separator.is_some_and(is_space),
        };
        groups.push(Group { separator, range: chars[start].0..byte(text, chars, *at), digits });
        let next_is_digit = chars.get(*at + 1).is_some_and(|&(_, c)| digit(c).is_some());
        match chars.get(*at) {
            Some(&(_, c))
                if next_is_digit
                    && (is_separator(c) || is_space(c) && spaced && three(chars, *at + 1)) =>
            {
                separator = Some(c);
                *at += 1;
            }
            _ => return groups,
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}')
}

/// Whether exactly three digits follow.
fn three(chars: &Chars, at: usize) -> bool {
    chars[at..].iter().take(4).take_while(|(_, c)| digit(*c).is_some()).count() == 3
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '،' | '٫' | '٬' | '\'' | '’')
}

/// The whole number in up to `most` digits at a place, and the place after it; nothing if there are more digits.
fn small(chars: &Chars, at: usize, most: usize) -> Option<(u64, usize)> {
    let digits = chars.get(at..)?.iter().take(most + 1).map_while(|(_, c)| digit(*c));
    let (count, value) =
        digits.fold((0, 0), |(count, value), d| (count + 1, value * 10 + u64::from(d)));
    (1..=most).contains(&count).then_some((value, at + count))
}

fn is(chars: &Chars, at: Option<usize>, test: impl Fn(char) -> bool) -> bool {
    at.and_then(|at| chars.get(at)).is_some_and(|&(_, c)| test(c))
}

/// A time of the day at a place: `7:30`, `07:30:15`.
fn time(chars: &Chars, first: usize) -> Option<(Number, usize)> {
    let colon = |c| matches!(c, ':' | '：' | '∶');
    let is_digit = |c| digit(c).is_some();
    let (hours, at) = small(chars, first, 2)?;
    if hours > 24 || !is(chars, Some(at), colon) {
        return None;
    }
    let (minutes, mut end) = small(chars, at + 1, 2)?;
    if end != at + 3 || minutes > 59 {
        return None;
    }
    let before = first.checked_sub(1);
    if is(chars, before, colon) && is(chars, first.checked_sub(2), is_digit) {
        return None;
    }
    if is(chars, Some(end), colon)
        && let Some((_, seconds)) = small(chars, end + 1, 2)
        && seconds == end + 3
    {
        end = seconds;
    }
    let last = &chars[end - 1];
    let range = chars[first].0..last.0 + last.1.len_utf8();
    let mut number = Number::new(range, Vec::new(), Written::Digits);
    number.parts = vec![hours, minutes];
    number.clock = Some(Clock::new(hours, minutes, true));
    Some((number, end))
}

/// A fraction such as `3/4` at a place, that is neither a date nor a longer list.
fn fraction(chars: &Chars, first: usize) -> Option<([u64; 2], usize)> {
    let slash = |c| matches!(c, '/' | '⁄');
    let (above, at) = small(chars, first, 1)?;
    if !is(chars, Some(at), slash) {
        return None;
    }
    let (below, end) = small(chars, at + 1, 2)?;
    let joined = |c| slash(c) || c.is_alphanumeric() || matches!(c, '-' | '.' | ',');
    let goes_on = is(chars, Some(end), joined) && is(chars, Some(end + 1), char::is_alphanumeric);
    let begins = !is(chars, first.checked_sub(1), joined);
    (above < below && (2..=10).contains(&below) && above > 0 && begins && !goes_on)
        .then_some(([above, below], end))
}

/// The parts of a fraction that is one character.
fn vulgar(c: char) -> Option<(u64, u64)> {
    Some(match c {
        '½' => (1, 2),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

/// Adds a fraction to the whole number right before it, if there is one, else to the list.
fn add_fraction(numbers: &mut Vec<Number>, text: &str, range: Range<usize>, parts: [u64; 2]) {
    let value = Value::ratio(parts[0], parts[1]);
    if let Some(before) = numbers.last_mut()
        && matches!(text.get(before.range.end..range.start), Some("" | " " | "\u{A0}"))
        && before.written == Written::Digits
        && let [whole] = before.values[..]
        && whole.value.whole().is_some()
    {
        before.values = vec![Reading { value: whole.value.plus(value), marks: Marks::Decimal }];
        before.range.end = range.end;
        return;
    }
    let mut number = Number::of(range, value, Written::Fraction);
    number.parts = parts.to_vec();
    numbers.push(number);
}

/// The sign of a number between two places, and the byte where it starts with it.
fn sign(chars: &Chars, first: usize, after: usize) -> (Sign, usize) {
    let at = |back: usize| first.checked_sub(back).map(|at| chars[at].1);
    let bare = chars[first].0;
    // Some type a sign behind the number in a text that runs from right to left, or put a loss in brackets.
    let ends = |c: Option<&(usize, char)>| c.is_none_or(|(_, c)| !c.is_alphanumeric());
    let behind =
        is(chars, Some(after), |c| matches!(c, '-' | '−' | '–')) && ends(chars.get(after + 1));
    let bracketed = at(1) == Some('(') && is(chars, Some(after), |c| c == ')');
    let none = if behind || bracketed { Sign::Unsure } else { Sign::None };
    let Some(mark @ ('-' | '−' | '+' | '–' | '‑')) = at(1) else { return (none, bare) };
    let start = chars[first - 1].0;
    let before = at(2);
    let apart = before.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '{' | '«' | '"' | '“' | ':' | '=' | '،' | ',' | '/' | '±' | '<' | '>'
            )
    });
    if !apart {
        // كوفيد-19 and 5-10; %-5.
        return if before.is_some_and(|c| digit(c).is_some()) {
            (none, bare)
        } else {
            (Sign::Unsure, bare)
        };
    }
    // In "5 -10" the mark joins a range.
    let mut earlier =
        chars[..first - 1].iter().rev().map(|c| c.1).skip_while(|c| c.is_whitespace());
    let range = earlier.next().is_some_and(|c| digit(c).is_some() || matches!(c, '%' | '٪'));
    match mark {
        _ if range && before.is_some_and(char::is_whitespace) => (Sign::Unsure, bare),
        '+' => (Sign::Plus, start),
        '-' | '−' => (Sign::Minus, start),
        _ => (Sign::Unsure, bare),
    }
}

/// Whether digits belong to a Latin name: a letter stands right before them, or before the hyphen before them.
fn in_name(chars: &Chars, first: usize, after: usize) -> bool {
    let before = |back: usize| first.checked_sub(back).map(|at| chars[at].1);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let hyphen = |c: Option<char>| matches!(c, Some('-' | '‑' | '/'));
    letter(before(1))
        || hyphen(before(1)) && letter(before(2))
        // What follows in capitals is of the name too: 3D, 4K.
        || chars.get(after).is_some_and(|(_, c)| c.is_ascii_uppercase())
}

fn value(groups: &[Group], power: i32) -> Value {
    let digits = groups.iter().flat_map(|group| &group.digits);
    // More digits than fit belong to no quantity; they only have to stay apart.
    let number = digits.fold(0u128, |n, &d| n.wrapping_mul(10).wrapping_add(u128::from(d)));
    Value::new(number, power)
}

/// Whether groups of digits may be a number with its thousands parted, by threes or as in India.
fn grouped(groups: &[Group]) -> bool {
    let [first, middle @ .., last] = groups else { return false };
    let alike = groups.windows(3).all(|w| w[1].separator == w[2].separator);
    let size = |size: usize| middle.iter().all(|group| group.digits.len() == size);
    let threes = first.digits.len() <= 3 && size(3);
    let lakhs =
        first.digits.len() <= 2 && size(2) && last.separator == Some(',') && !middle.is_empty();
    alike && first.digits[0] != 0 && last.digits.len() == 3 && (threes || lakhs)
}

fn readings(groups: &[Group], written: Written, decimal: Option<char>) -> Vec<Number> {
    let whole = groups[0].range.start..groups[groups.len() - 1].range.end;
    let number = |values| Number::new(whole.clone(), values, written);
    let last = &groups[groups.len() - 1];
    let Some(separator) = last.separator else {
        return vec![number(vec![Reading::new(value(groups, 0))])];
    };
    let mut values = Vec::new();
    let thousands = grouped(groups) && separator != '٫';
    let rest = &groups[..groups.len() - 1];
    let apart = rest.len() == 1
        || grouped(rest) && rest.iter().skip(1).all(|g| g.separator != Some(separator));
    let may_part = !matches!(separator, '٬' | '\'' | '’') && !is_space(separator) && apart;
    // Where a language has one decimal mark, three digits behind another are thousands, and behind it they are none.
    let sure =
        decimal.is_some() && thousands && groups.len() == 2 && matches!(separator, '.' | ',');
    if thousands && !(sure && Some(separator) == decimal) {
        let point = separator == '.' && groups.len() == 2 && last.digits[2] != 0;
        let marks = if point { Marks::Point } else { Marks::Thousands };
        values.push(Reading { value: value(groups, 0), marks });
    }
    if may_part && !(sure && Some(separator) != decimal) {
        let value = value(groups, -(last.digits.len() as i32));
        values.push(Reading { value, marks: Marks::Decimal });
    }
    if !values.is_empty() {
        let mut number = number(values);
        number.clock = pointed(groups);
        return vec![number];
    }
    let parts: Vec<u64> =
        groups.iter().filter_map(|g| value(std::slice::from_ref(g), 0).whole()).collect();
    let points = groups.iter().skip(1).all(|group| group.separator == Some('.'));
    if points && groups.len() >= 3 && parts.len() == groups.len() && !is_date(&parts) {
        let mut version = number(Vec::new());
        version.parts = parts;
        return vec![version];
    }
    // Each part of a date or list is a number.
    let part = |group: &Group| {
        let value = value(std::slice::from_ref(group), 0);
        Number::of(group.range.clone(), value, written)
    };
    groups.iter().map(part).collect()
}

/// Whether parts with points between may be a day, a month and a year.
fn is_date(parts: &[u64]) -> bool {
    let day_and_month =
        |a: u64, b: u64| (1..=31).contains(&a) && (1..=31).contains(&b) && a.min(b) <= 12;
    match parts {
        [a, b, year] if *year >= 1000 => day_and_month(*a, *b),
        [year, a, b] if *year >= 1000 => day_and_month(*a, *b),
        _ => false,
    }
}

/// The time that `7.30` may be.
fn pointed(groups: &[Group]) -> Option<Clock> {
    let [hours, minutes] = groups else { return None };
    let two = minutes.digits.len() == 2 && hours.digits.len() <= 2;
    let whole = |group: &Group| value(std::slice::from_ref(group), 0).whole();
    let (hours, minutes) = whole(hours).zip(whole(minutes))?;
    (two && hours <= 24 && minutes < 60).then(|| Clock::new(hours, minutes, false))
}

/// Gives the end of a range of years that is cut short its whole year too: the 53 of 1950-53.
fn ranges(text: &str, numbers: &mut [Number]) {
    for at in 1..numbers.len() {
        let (before, after) = numbers.split_at_mut(at);
        let (from, to) = (&before[at - 1], &mut after[0]);
        let gap = text.get(from.range.end..to.range.start).unwrap_or_default();
        let dash = matches!(gap, "-" | "–" | "—" | "/" | "‑" | " - " | " – ");
        let digits = |number: &Number| {
            let shown = text.get(number.range.clone()).unwrap_or_default();
            shown.chars().all(|c| digit(c).is_some()).then(|| shown.chars().count())
        };
        if dash
            && digits(from) == Some(4)
            && matches!(digits(to), Some(1 | 2))
            && let ([from], [end]) = (&from.values[..], &to.values[..])
            && let Some((from, end)) = from.value.whole().zip(end.value.whole())
        {
            let unit = if digits(to) == Some(1) { 10 } else { 100 };
            let year = from - from % unit + end;
            if year > from {
                to.values.push(Reading::new(Value::new(year.into(), 0)));
            }
        }
    }
}
