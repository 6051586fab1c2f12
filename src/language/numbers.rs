//! Numbers of a text, in digits and in words.
//!
//! How words make a number is the same in all languages: units are added, scales multiply. What each word stands for,
//! and which words may be added to which, a language says.

use std::ops::Range;

use super::Readers;
use super::number::{Joint, Part};
use crate::lang::Lang;
use crate::text::fold::{digit, fold_word, is_mark};
use crate::text::numeral::{Number, Value, Written, in_digits};

/// The numbers of a text in order: those in digits, then those in words.
pub(crate) fn numbers(text: &str, lang: Lang) -> Vec<Number> {
    let words = Words::new(text, lang);
    let mut numbers = in_digits(text);
    for number in &mut numbers {
        if let Some(power) = words.scale_after(number.range.end) {
            let scaled = number.values.iter().map(|value| value.scaled(power)).collect();
            number.unscaled = std::mem::replace(&mut number.values, scaled);
        }
    }
    numbers.extend(words.numbers());
    numbers
}

/// The numbers of a text in words that say exactly how many, three or more: neither "decades" nor "dozen" nor a bare
/// "million", which the other language may say in another way.
pub(crate) fn counts(text: &str, lang: Lang) -> Vec<Number> {
    Words::new(text, lang).counts()
}

/// The scales of a text: where it says thousand, million and so on, with the power of ten.
pub(crate) fn scales(text: &str, lang: Lang) -> Vec<(Range<usize>, i32)> {
    Words::new(text, lang).scales()
}

/// The words of a text, and how they are read.
struct Words<'t> {
    text: &'t str,
    tokens: Vec<Token>,
    readers: Readers,
}

/// A word and where it stands.
struct Token {
    range: Range<usize>,
    folded: String,
    /// Whether only a space or a hyphen parts it from the word before.
    follows: bool,
    capitals: bool,
}

fn tokens(text: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut start = None;
    let mut gap_from = 0;
    let ends = text.char_indices().chain(std::iter::once((text.len(), ' ')));
    for (at, c) in ends {
        let inside = c.is_alphabetic() || is_mark(c);
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let gap = &text[gap_from..from];
                let follows =
                    !gap.is_empty() && gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{A0}'));
                let word = &text[from..at];
                let folded = fold_word(word);
                if !folded.is_empty() {
                    let capitals = word.bytes().all(|b| b.is_ascii_uppercase());
                    tokens.push(Token { range: from..at, folded, follows, capitals });
                    gap_from = at;
                }
                start = None;
            }
            _ => {}
        }
    }
    tokens
}

impl<'t> Words<'t> {
    fn new(text: &'t str, lang: Lang) -> Words<'t> {
        Words { text, tokens: tokens(text), readers: Readers::of(lang) }
    }

    /// What a word is in a number, and whether it carries "and".
    fn part(&self, word: &str) -> Option<(Part, bool)> {
        self.readers.word(word).number(word)
    }

    fn joint(&self, word: &str) -> Option<Joint> {
        self.readers.word(word).number_joint(word)
    }

    /// The power of ten of a scale that stands right after a number.
    fn scale_after(&self, end: usize) -> Option<i32> {
        let at = self.tokens.partition_point(|token| token.range.start < end);
        let token = self.tokens.get(at)?;
        let gap = &self.text[end..token.range.start];
        if !gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{A0}')) {
            return None;
        }
        let language = self.readers.word(&token.folded);
        if let Some(power) = language.scale(&token.folded, gap.is_empty()) {
            return Some(power);
        }
        match language.number(&token.folded) {
            Some((Part::Scale(power), false)) => Some(power),
            Some((Part::Hundred, false)) => Some(2),
            _ => None,
        }
    }

    /// The scales that the text names, as powers of ten.
    fn scales(&self) -> Vec<(Range<usize>, i32)> {
        let scale = |token: &Token| match self.part(&token.folded) {
            Some((Part::Scale(power) | Part::Dual(power), _)) => Some((token.range.clone(), power)),
            _ => None,
        };
        self.tokens.iter().filter_map(scale).collect()
    }

    fn numbers(&self) -> Vec<Number> {
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let token = &self.tokens[at];
            if let Some((first, _)) = self.part(&token.folded) {
                let (sum, end) = self.sum(at, first);
                let range = token.range.start..self.tokens[end - 1].range.end;
                let values = match first {
                    Part::Fraction(_) | Part::Decade(_) | Part::Century => alone(first),
                    _ => vec![Value::new(u128::from(sum), 0)],
                };
                numbers.push(number(range, values));
                at = end;
                continue;
            }
            if token.capitals
                && let Some(value) = roman(&self.text[token.range.clone()])
            {
                numbers.push(number(token.range.clone(), vec![Value::new(value.into(), 0)]));
            }
            at += 1;
        }
        numbers
    }

    /// The sum of the parts from a word on, and the word after the last of them.
    fn sum(&self, start: usize, first: Part) -> (u64, usize) {
        let tokens = &self.tokens;
        let mut sum = Sum::default();
        sum.add(first, false);
        let mut at = start + 1;
        loop {
            let word = tokens.get(at).filter(|t| t.follows).map_or("", |t| t.folded.as_str());
            let joint = self.joint(word);
            let joined = usize::from(joint.is_some());
            let next = tokens.get(at + joined).filter(|token| token.follows);
            let Some((part, with_and)) = next.and_then(|token| self.part(&token.folded)) else {
                break;
            };
            if joint == Some(Joint::After) {
                // "The twelfth after the hundredth" is how laws count articles.
                let more = match part {
                    Part::Hundred => 100,
                    Part::Hundreds(value) => value,
                    _ => break,
                };
                sum.current += more;
                at += 2;
                continue;
            }
            // What follows the scale of a number in digits counts anew.
            let before = &tokens[at - 1].folded;
            let anew = part == Part::Small(10) && self.readers.word(before).starts_count(before)
                || after_digits(self.text, tokens[start].range.start);
            let adds = |current, value| {
                self.readers.word(&tokens[at].folded).adds(current, value, with_and)
            };
            if anew || !sum.takes(part, with_and, adds) {
                break;
            }
            sum.add(part, with_and);
            at += 1 + joined;
        }
        (sum.total + sum.current, at)
    }

    fn counts(&self) -> Vec<Number> {
        let is_count = |number: &Number| {
            let tokens = &self.tokens;
            let first = tokens.partition_point(|token| token.range.start < number.range.start);
            let words = || tokens[first..].iter().take_while(|t| t.range.start < number.range.end);
            let [value] = number.values[..] else { return false };
            let large = value.whole().is_some_and(|value| value >= 3);
            let scale = |token: &Token| {
                matches!(self.part(&token.folded), Some((Part::Scale(_) | Part::Hundred, _)))
            };
            let bare_scale = words().count() == 1 && words().any(scale);
            // The decade is what counts in "the eighties of the twentieth century".
            let is_century = |word: &str| self.readers.word(word).is_century(word);
            let is_decade =
                |token: &Token| matches!(self.part(&token.folded), Some((Part::Decade(_), _)));
            let century =
                first > 0 && is_century(&tokens[first - 1].folded) && tokens.iter().any(is_decade);
            let known = words().all(|token| {
                self.part(&token.folded).is_some() || self.joint(&token.folded) == Some(Joint::And)
            });
            let is_loose =
                |word: &Token| self.readers.word(&word.folded).is_loose_number(&word.folded);
            large && known && !bare_scale && !century && !words().any(is_loose)
        };
        self.numbers().into_iter().filter(is_count).collect()
    }
}

fn number(range: Range<usize>, values: Vec<Value>) -> Number {
    Number { range, values, unscaled: Vec::new(), written: Written::Words }
}

/// Whether a number in digits stands right before a place.
fn after_digits(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(|c| digit(c).is_some())
}

/// What a word stands for that is no whole number.
fn alone(part: Part) -> Vec<Value> {
    let whole = |value: u64| Value::new(value.into(), 0);
    match part {
        // Also as so many of a hundred.
        Part::Fraction(hundredths) => vec![Value::new(hundredths.into(), -2), whole(hundredths)],
        Part::Century => vec![whole(100)],
        Part::Decade(ten) => [0, 1700, 1800, 1900, 2000].map(|era| whole(era + ten)).to_vec(),
        _ => Vec::new(),
    }
}

#[derive(Default)]
struct Sum {
    total: u64,
    current: u64,
}

impl Sum {
    /// Whether a part goes on with the number; `adds` says so of small ones.
    fn takes(&self, part: Part, with_and: bool, adds: impl Fn(u64, u64) -> bool) -> bool {
        match part {
            Part::Small(value) => adds(self.current, value),
            Part::Hundreds(_) => with_and || self.current == 0,
            Part::Hundred => with_and || self.current < 100,
            Part::Scale(_) | Part::Dual(_) => true,
            Part::Fraction(_) | Part::Decade(_) | Part::Century => false,
        }
    }

    fn add(&mut self, part: Part, with_and: bool) {
        match part {
            Part::Small(value) | Part::Hundreds(value) => self.current += value,
            // Fourteen hundred is a product, five and a hundred a sum.
            Part::Hundred if !with_and && (1..100).contains(&self.current) => self.current *= 100,
            Part::Hundred => self.current += 100,
            Part::Scale(power) | Part::Dual(power) => {
                let times = if matches!(part, Part::Dual(_)) { 2 } else { self.current.max(1) };
                let scale = 10u64.saturating_pow(power.unsigned_abs());
                self.total = self.total.saturating_add(times.saturating_mul(scale));
                self.current = 0;
            }
            Part::Fraction(_) | Part::Decade(_) | Part::Century => {}
        }
    }
}

/// The value of a Roman numeral below fifty, in capitals.
fn roman(word: &str) -> Option<u64> {
    let (tens, ones) = word.split_at(word.len() - word.trim_start_matches('X').len());
    let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];
    let unit = units.iter().position(|unit| *unit == ones);
    match (tens.len(), unit) {
        (0, Some(0)) => None,
        (tens @ 0..=3, Some(unit)) => Some(tens as u64 * 10 + unit as u64),
        // IX begins with what looks like no ten; XL is forty.
        _ if word == "XL" => Some(40),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<Number> {
        numbers(text, Lang::AR)
    }

    fn meet(a: &str, b: &str) -> bool {
        let (a, b) = (read(a), read(b));
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
            counts(text, Lang::AR).iter().map(whole).collect()
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
        let written = |text: &str| read(text)[0].written;
        assert_eq!(written("COVID-19"), Written::Name);
        assert_eq!(written("كوفيد-19"), Written::Digits);
        assert_eq!(written("19th"), Written::Digits);
        assert_eq!(written("3D"), Written::Name);
    }
}
