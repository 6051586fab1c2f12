//! Numbers in running text, in digits of any set or in words, Arabic and English.
//!
//! A number may be read in more than one way: `1.500` is a thousand and a half in one country and fifteen hundred
//! in another. Two numbers meet if they have a reading in common.

use std::ops::Range;

use crate::text::fold::{digit, is_mark};

mod words;

pub use words::roman;

/// A decimal number: a whole number times a power of ten, without zeros at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Value {
    digits: u128,
    power: i32,
}

impl Value {
    /// The value of `digits` times ten to the `power`.
    pub fn new(mut digits: u128, mut power: i32) -> Value {
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
    pub fn scaled(self, power: i32) -> Value {
        if self.digits == 0 { self } else { Value { power: self.power + power, ..self } }
    }

    /// The value as a whole number, if it is a small one.
    pub fn whole(self) -> Option<u64> {
        let factor = 10u64.checked_pow(u32::try_from(self.power).ok()?)?;
        u64::try_from(self.digits).ok()?.checked_mul(factor)
    }
}

/// How a number is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// In digits.
    Digits,
    /// In digits that belong to a Latin name, such as `COVID-19` or `G20`.
    Name,
    /// In words.
    Words,
}

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// Where it stands, in bytes, without the scale.
    pub range: Range<usize>,
    /// What it may be.
    pub values: Vec<Value>,
    /// What it is without the scale after it (`3` of "3 million"), if there is one.
    pub unscaled: Vec<Value>,
    /// How it is written.
    pub written: Written,
}

impl Number {
    /// Whether two numbers have a reading in common.
    pub fn meets(&self, other: &Number) -> bool {
        let share = |a: &[Value], b: &[Value]| a.iter().any(|value| b.contains(value));
        share(&self.values, &other.values)
            || other.unscaled.is_empty() && share(&self.unscaled, &other.values)
            || self.unscaled.is_empty() && share(&self.values, &other.unscaled)
    }
}

/// The numbers of a text in order: those in digits, then those in words.
pub fn numbers(text: &str) -> Vec<Number> {
    let words = words::tokens(text);
    let mut numbers = in_digits(text);
    for number in &mut numbers {
        if let Some(power) = words::scale_after(text, &words, number.range.end) {
            let scaled = number.values.iter().map(|value| value.scaled(power)).collect();
            number.unscaled = std::mem::replace(&mut number.values, scaled);
        }
    }
    numbers.extend(words::numbers(text, &words));
    numbers
}

/// The numbers of a text in words that say exactly how many, three or more.
pub fn counts(text: &str) -> Vec<Number> {
    words::counts(text, &words::tokens(text))
}

/// The scales of a text: where it says thousand, million and so on, with the power of ten.
pub fn scales(text: &str) -> Vec<(Range<usize>, i32)> {
    words::scales(&words::tokens(text))
}

/// A run of digits, and the separator before it.
struct Group {
    separator: Option<char>,
    range: Range<usize>,
    digits: Vec<u32>,
}

fn in_digits(text: &str) -> Vec<Number> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn meet(a: &str, b: &str) -> bool {
        let (a, b) = (numbers(a), numbers(b));
        !a.is_empty() && a.iter().all(|a| b.iter().any(|b| a.meets(b)))
    }

    #[test]
    fn digits_of_all_kinds_meet() {
        for (a, b) in [
            ("٨٢٬٩٩٨", "82,998"),
            ("٣٫٥", "3.5"),
            ("١٬٢٣٤٫٥", "1,234.5"),
            ("12,5", "12.5"),
            ("۱۲", "12"),
            ("3.5 million", "٣٫٥ ملايين"),
            ("3,500,000", "3.5 مليون"),
            ("5.12.2024", "2024/12/5"),
            ("1.234.567", "1234567"),
            ("5 billion", "5 مليارات"),
            ("10 thousand", "10 آلاف"),
            ("15 000 دولار", "$15,000"),
        ] {
            assert!(meet(a, b), "{a} and {b}");
        }
        assert!(!meet("5 million", "5 billion"));
        assert!(!meet("15", "51"));
        assert!(!meet("1,234", "1,235"));
    }

    #[test]
    fn words_meet_digits() {
        for (digits, words) in [
            ("25", "خمسة وعشرين"),
            ("25", "twenty-five"),
            ("13", "ثلاثة عشر عاما"),
            ("365", "three hundred and sixty-five"),
            ("350", "ثلاثمائة وخمسين"),
            ("21", "القرن الحادي والعشرين"),
            ("3,000", "ثلاثة آلاف"),
            ("3,000", "three thousand"),
            ("2,000,000", "مليوني شخص"),
            ("200", "مئتين"),
            ("1990", "التسعينيات"),
            ("12", "a dozen"),
            ("4", "Chapter IV"),
            ("1,000,000", "مليون"),
            ("11", "أحد عشر"),
            ("19", "nineteenth"),
            ("42", "اثنين وأربعين"),
            ("1,400", "fourteen hundred"),
            ("1,400", "ألف وأربعمائة"),
            ("105", "خمسة ومائة"),
            ("118", "الثامنة عشرة بعد المائة"),
        ] {
            assert!(meet(digits, words), "{digits} in {words}");
        }
        assert!(!meet("26", "خمسة وعشرين"));
    }

    #[test]
    fn only_exact_numbers_count() {
        let counted = |text: &str| -> Vec<u64> {
            let whole = |number: &Number| number.values[0].whole().unwrap();
            counts(text).iter().map(whole).collect()
        };
        for (text, wanted) in [
            ("ثلاثة كتب وأربعة أقلام", vec![3, 4]),
            ("في الدقيقة الخامسة", vec![5]),
            ("خلال سبعين يوما", vec![70]),
            ("seven of the twenty-five", vec![7, 25]),
            ("three thousand years", vec![3000]),
            ("ثلاثة آلاف سنة", vec![3000]),
            ("one of two", vec![]),
            ("for decades, a dozen, the third, millions", vec![]),
            ("قبل عقود، ثلثا الملايين، قمة ثلاثية", vec![]),
            ("Chapter IV", vec![]),
        ] {
            assert_eq!(counted(text), wanted, "{text}");
        }
    }

    #[test]
    fn digits_in_names_are_told_apart() {
        let written = |text: &str| numbers(text)[0].written;
        assert_eq!(written("COVID-19"), Written::Name);
        assert_eq!(written("كوفيد-19"), Written::Digits);
        assert_eq!(written("19th"), Written::Digits);
        assert_eq!(written("3D"), Written::Name);
    }
}
