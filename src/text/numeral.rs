//! Numbers and how they are written in digits of any set.
//!
//! A number may be read in more than one way: `1.500` is a thousand and a half in one country and fifteen hundred
//! in another. Two numbers meet if they have a reading in common.

use std::ops::Range;

use crate::text::fold::{digit, is_mark};

/// A decimal number: a whole number times a power of ten, without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Value {
    digits: u128,
    power: i32,
}

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

    /// The value times ten to a power.
    pub(crate) fn scaled(self, power: i32) -> Value {
        if self.digits == 0 { self } else { Value { power: self.power + power, ..self } }
    }

    /// The value as a whole number, if it is a small one.
    pub(crate) fn whole(self) -> Option<u64> {
        let factor = 10u64.checked_pow(u32::try_from(self.power).ok()?)?;
        u64::try_from(self.digits).ok()?.checked_mul(factor)
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
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    /// Where it stands, in bytes, without the scale.
    pub(crate) range: Range<usize>,
    /// What it may be.
    pub(crate) values: Vec<Value>,
    /// What it is without the scale after it (`3` of "3 million"), if there is one.
    pub(crate) unscaled: Vec<Value>,
    /// How it is written.
    pub(crate) written: Written,
}

impl Number {
    /// Whether two numbers have a reading in common.
    pub(crate) fn meets(&self, other: &Number) -> bool {
        let share = |a: &[Value], b: &[Value]| a.iter().any(|value| b.contains(value));
        share(&self.values, &other.values)
            || other.unscaled.is_empty() && share(&self.unscaled, &other.values)
            || self.unscaled.is_empty() && share(&self.values, &other.unscaled)
    }
}

/// A run of digits, and the separator before it.
struct Group {
    separator: Option<char>,
    range: Range<usize>,
    digits: Vec<u32>,
}

/// The numbers of a text in digits, in order.
pub(crate) fn in_digits(text: &str) -> Vec<Number> {
    let mut numbers = Vec::new();
    let chars: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| !is_mark(*c)).collect();
    let mut at = 0;
    while at < chars.len() {
        if digit(chars[at].1).is_none() {
            at += 1;
            continue;
        }
        let first = at;
        let mut groups: Vec<Group> = Vec::new();
        let mut separator = None;
        loop {
            let start = at;
            let mut digits = Vec::new();
            while let Some(value) = chars.get(at).and_then(|&(_, c)| digit(c)) {
                digits.push(value);
                at += 1;
            }
            let end = chars.get(at).map_or(text.len(), |c| c.0);
            groups.push(Group { separator, range: chars[start].0..end, digits });
            let next_is_digit = chars.get(at + 1).is_some_and(|&(_, c)| digit(c).is_some());
            match chars.get(at) {
                Some(&(_, c))
                    if next_is_digit
                        && (is_separator(c) || is_space(c) && three(&chars, at + 1, &groups)) =>
                {
                    separator = Some(c);
                    at += 1;
                }
                _ => break,
            }
        }
        let written = if in_name(&chars, first, at) { Written::Name } else { Written::Digits };
        numbers.extend(readings(&groups, written));
    }
    numbers
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\u{A0}' | '\u{2009}' | '\u{202F}')
}

/// Whether exactly three digits follow, and what is before them is a group of thousands too.
fn three(chars: &[(usize, char)], at: usize, groups: &[Group]) -> bool {
    let run = chars[at..].iter().take_while(|(_, c)| digit(*c).is_some()).count();
    run == 3
        && groups.iter().skip(1).all(|group| group.separator.is_some_and(is_space))
        && groups.iter().enumerate().all(|(at, group)| match at {
            0 => group.digits.len() <= 3 && group.digits[0] != 0,
            _ => group.digits.len() == 3,
        })
}

fn is_separator(c: char) -> bool {
    matches!(c, '.' | ',' | '،' | '٫' | '٬' | '\'' | '’')
}

/// Whether digits belong to a Latin name: a letter stands right before them, or before the hyphen before them.
fn in_name(chars: &[(usize, char)], first: usize, after: usize) -> bool {
    let before = |back: usize| first.checked_sub(back).map(|at| chars[at].1);
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphabetic());
    let hyphen = |c: Option<char>| matches!(c, Some('-' | '‑' | '/'));
    letter(before(1))
        || hyphen(before(1)) && letter(before(2))
        // What follows in capitals is of the name too: 3D, 4K.
        || chars.get(after).is_some_and(|(_, c)| c.is_ascii_uppercase())
}

fn readings(groups: &[Group], written: Written) -> Vec<Number> {
    let value = |groups: &[Group], power: i32| {
        let digits = groups.iter().flat_map(|group| &group.digits);
        // More digits than fit belong to no quantity; they only have to stay apart.
        let number = digits.fold(0u128, |n, &d| n.wrapping_mul(10).wrapping_add(u128::from(d)));
        Value::new(number, power)
    };
    let whole = groups[0].range.start..groups[groups.len() - 1].range.end;
    let number = |values| Number { range: whole.clone(), values, unscaled: Vec::new(), written };
    let last = &groups[groups.len() - 1];
    let thousands = |groups: &[Group]| groups.iter().skip(1).all(|group| group.digits.len() == 3);
    let alike = groups.windows(3).all(|w| w[1].separator == w[2].separator);
    let mut values = Vec::new();
    if thousands(groups) && alike && groups[0].digits.len() <= 3 {
        values.push(value(groups, 0));
    }
    if let Some(separator) = last.separator {
        let rest = &groups[..groups.len() - 1];
        let apart = rest.len() == 1 || rest.iter().skip(1).all(|g| g.separator != Some(separator));
        if !matches!(separator, '٬' | '\'' | '’')
            && !is_space(separator)
            && apart
            && thousands(rest)
        {
            values.push(value(groups, -(last.digits.len() as i32)));
        }
    } else {
        values = vec![value(groups, 0)];
    }
    if !values.is_empty() {
        return vec![number(values)];
    }
    // A date or a version: each part is a number.
    let part = |group: &Group| Number {
        range: group.range.clone(),
        values: vec![value(std::slice::from_ref(group), 0)],
        unscaled: Vec::new(),
        written,
    };
    groups.iter().map(part).collect()
}
