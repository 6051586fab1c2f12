//! Numbers of a text, in digits and in words.
//!
//! How words make a number is the same in all languages: units are added, scales multiply. What each word stands for,
//! and which words may be added to which, a language says.

use std::ops::Range;

use super::number::{FractionWords, Joint, NumberWord, Part};
use super::{Language, Readers, of};
use crate::lang::Lang;
use crate::text::fold::{add_folded_word, digit, is_alphabetic, is_mark};
use crate::text::numeral::{Clock, Number, Reading, Sign, Value, Written, in_digits};

/// The numbers of a text.
#[derive(Debug, Clone, Default)]
pub(crate) struct Numbers {
    /// In order: those in digits, then those in words.
    pub(crate) all: Vec<Number>,
    /// Those in words that say exactly how many, three or more: neither "decades" nor "dozen" nor a bare "million",
    /// which the other language may say in another way.
    pub(crate) counts: Vec<Number>,
    /// Where the text says thousand, million and so on, with the power of ten.
    pub(crate) scales: Vec<(Range<usize>, i32)>,
}

impl Numbers {
    /// Finds the numbers of a text, all letters and digits of which are in these pieces.
    pub(crate) fn of<'t>(
        text: &'t str,
        lang: Lang,
        pieces: impl Iterator<Item = Piece<'t>> + Clone,
    ) -> Numbers {
        let readers = Readers::of(lang);
        let may_be = |piece: Piece<'t>| {
            piece.folded.is_none_or(|folded| {
                readers.word(folded).is_of_number(folded) || is_in_capitals(&text[piece.range])
            })
        };
        if !pieces.clone().any(may_be) {
            return Numbers::default();
        }
        let words = Words::new(text, readers, pieces);
        let mut all = in_digits(text, words.others.clone(), of(lang).decimal_mark());
        words.add_to_digits(&mut all);
        let found = words.numbers(&all);
        let counts = found.iter().filter(|found| found.exact);
        let counts = counts.map(|found| found.number.clone()).collect();
        all.extend(found.into_iter().map(|found| found.number));
        let mut at = 0..words.tokens.len();
        if !all.is_empty() && at.any(|at| words.tokens[at].language.says_minus(words.word(at))) {
            for number in all.iter_mut().filter(|number| number.sign == Sign::None) {
                number.sign = Sign::Unsure;
            }
        }
        Numbers { all, counts, scales: words.scales() }
    }
}

/// The numbers of a text in order: those in digits, then those in words.
pub(crate) fn numbers(text: &str, lang: Lang) -> Vec<Number> {
    Numbers::of(text, lang, whole(text)).all
}

/// A piece of a text.
#[derive(Clone)]
pub(crate) struct Piece<'t> {
    pub(crate) range: Range<usize>,
    /// Its folded form, if it is a word of letters and the marks on them alone.
    pub(crate) folded: Option<&'t str>,
}

/// A text in one piece.
fn whole<'t>(text: &str) -> impl Iterator<Item = Piece<'t>> + Clone {
    std::iter::once(Piece { range: 0..text.len(), folded: None })
}

/// A number in words.
struct Found {
    number: Number,
    /// Whether it says exactly how many.
    exact: bool,
}

/// The words of a text, and how they are read.
struct Words<'t> {
    text: &'t str,
    /// Them all, folded.
    folded: String,
    tokens: Vec<Token>,
    /// From the first piece of more than letters to the last.
    others: Range<usize>,
    /// What each is in a number.
    parts: Vec<Option<NumberWord>>,
    readers: Readers,
}

/// A word and where it stands.
struct Token {
    range: Range<usize>,
    /// Where it stands among the folded words.
    folded: Range<usize>,
    /// The one that reads it.
    language: &'static dyn Language,
    /// Whether only a space or a hyphen parts it from the word before.
    follows: bool,
    capitals: bool,
}

impl<'t> Words<'t> {
    fn new(text: &'t str, readers: Readers, pieces: impl Iterator<Item = Piece<'t>>) -> Words<'t> {
        let folded = String::with_capacity(text.len());
        let tokens = Vec::with_capacity(pieces.size_hint().0);
        let mut words = Words { text, folded, tokens, others: 0..0, parts: Vec::new(), readers };
        for piece in pieces {
            match piece.folded {
                Some(folded) => words.add(piece.range, folded),
                None => {
                    if words.others.is_empty() {
                        words.others.start = piece.range.start;
                    }
                    words.others.end = piece.range.end;
                    words.read(piece.range);
                }
            }
        }
        let part =
            |at: usize| words.tokens[at].language.number(words.word(at), words.following(at + 1));
        words.parts = (0..words.tokens.len()).map(part).collect();
        words
    }

    /// Adds the words of a piece of the text.
    fn read(&mut self, piece: Range<usize>) {
        let text = self.text;
        let mut start = None;
        let mut folded = String::new();
        let chars = text[piece.clone()].char_indices().map(|(at, c)| (piece.start + at, c));
        for (at, c) in chars.chain(std::iter::once((piece.end, ' '))) {
            if is_alphabetic(c) || is_mark(c) {
                start = start.or(Some(at));
            } else if let Some(from) = start.take() {
                folded.clear();
                add_folded_word(&text[from..at], &mut folded);
                self.add(from..at, &folded);
            }
        }
    }

    /// Adds a word; marks by themselves are none.
    fn add(&mut self, range: Range<usize>, folded: &str) {
        if folded.is_empty() {
            return;
        }
        let before = self.tokens.last().map_or(0, |token| token.range.end);
        let follows = before < range.start && self.gap_joins(before, range.start);
        let capitals = is_in_capitals(&self.text[range.clone()]);
        let language = self.readers.word(folded);
        let start = self.folded.len();
        self.folded.push_str(folded);
        let folded = start..self.folded.len();
        self.tokens.push(Token { range, folded, language, follows, capitals });
    }

    /// A word, folded.
    fn word(&self, at: usize) -> &str {
        &self.folded[self.tokens[at].folded.clone()]
    }

    /// A word that follows directly on the one before it, or nothing.
    fn following(&self, at: usize) -> &str {
        let follows = self.tokens.get(at).is_some_and(|token| token.follows);
        if follows { self.word(at) } else { "" }
    }

    /// What a word is in a number.
    fn part(&self, at: usize) -> Option<NumberWord> {
        *self.parts.get(at)?
    }

    fn joint(&self, word: &str) -> Option<Joint> {
        self.readers.word(word).number_joint(word)
    }

    /// The fraction at a word.
    fn fraction(&self, at: usize) -> Option<FractionWords> {
        let first = self.tokens.get(at)?;
        let word = |n: usize| match n {
            0 => self.word(at),
            _ if (at + 1..at + n).any(|between| self.following(between).is_empty()) => "",
            _ => self.following(at + n),
        };
        first.language.fraction(&word)
    }

    /// How many words say "per cent" at a word.
    fn percent(&self, at: usize) -> usize {
        let Some(first) = self.tokens.get(at) else { return 0 };
        let words = [at, (at + 1).min(self.tokens.len() - 1)].map(|at| self.word(at));
        first.language.percent(&words[..(self.tokens.len() - at).min(2)])
    }

    /// The power of ten of a scale at a word that follows on a number.
    fn scale(&self, at: usize) -> Option<i32> {
        match self.part(at)? {
            NumberWord {
                part: Part::Scale(power) | Part::ScaleOrDual(power),
                with_and: false,
                ..
            } => Some(power),
            _ => None,
        }
    }

    /// Adds what words say after numbers in digits: scales, and fractions after "and".
    fn add_to_digits(&self, numbers: &mut [Number]) {
        for number in numbers {
            let mut next =
                self.tokens.partition_point(|token| token.range.start < number.range.end);
            let mut power = 0;
            if let Some(scale) = self.scale_after(number.range.end, next) {
                power = scale;
                next += 1;
                let scaled = number.values.iter();
                let scaled =
                    scaled.map(|r| Reading { value: r.value.scaled(power), ..*r }).collect();
                number.unscaled = std::mem::replace(&mut number.values, scaled);
            }
            let near = self.tokens.get(next).is_some_and(|token| {
                if power == 0 {
                    self.gap_joins(number.range.end, token.range.start)
                } else {
                    token.follows
                }
            });
            if near && let Some((part, _)) = self.more(next, power) {
                let more: Vec<Reading> =
                    number.values.iter().map(|r| Reading::new(r.value.plus(part))).collect();
                if power == 0
                    && let Some(hours) = number.values.first().and_then(|r| r.value.whole())
                {
                    number.clock = clock(hours, part);
                }
                number.values.extend(more);
            }
        }
    }

    fn gap_joins(&self, from: usize, to: usize) -> bool {
        let gap = self.text.get(from..to).unwrap_or("?");
        gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{A0}'))
    }

    /// The power of ten of a scale that stands right after a number.
    fn scale_after(&self, end: usize, at: usize) -> Option<i32> {
        let token = self.tokens.get(at)?;
        if !self.gap_joins(end, token.range.start) || self.percent(at) > 0 {
            return None;
        }
        if let Some(power) = token.language.scale(self.word(at), end == token.range.start) {
            return Some(power);
        }
        match self.part(at)? {
            NumberWord {
                part: Part::Scale(power) | Part::ScaleOrDual(power),
                with_and: false,
                ..
            } => Some(power),
            NumberWord { part: Part::Hundred, with_and: false, .. } => Some(2),
            _ => None,
        }
    }

    /// The fraction that "and" adds at a word to a number with a scale, and the word after it.
    fn more(&self, at: usize, power: i32) -> Option<(Value, usize)> {
        let fraction = self.fraction(at).filter(|fraction| fraction.with_and)?;
        let end = at + fraction.words;
        let value = Value::ratio(fraction.above, fraction.below).scaled(power);
        // ثلاثة مليارات ونصف المليار
        let again = !self.following(end).is_empty() && self.scale(end) == Some(power) && power > 0;
        Some((value, end + usize::from(again)))
    }

    /// The fraction by which an hour at a word is not yet reached (الثامنة إلا ربعا), and the word after it.
    fn less(&self, at: usize) -> Option<(Value, usize)> {
        let word = self.following(at);
        let less = self.readers.word(word).lessens(word) && !self.following(at + 1).is_empty();
        let fraction = self.fraction(at + 1).filter(|fraction| less && !fraction.with_and)?;
        Some((Value::ratio(fraction.above, fraction.below), at + 1 + fraction.words))
    }

    /// The scales that the text names, as powers of ten.
    fn scales(&self) -> Vec<(Range<usize>, i32)> {
        let scale = |at: usize| match self.part(at)?.part {
            Part::Scale(power) | Part::Dual(power) | Part::ScaleOrDual(power) => {
                Some((self.tokens[at].range.clone(), power))
            }
            _ => None,
        };
        (0..self.tokens.len()).filter_map(scale).collect()
    }

    /// The numbers in words; `digits` are those in digits.
    fn numbers(&self, digits: &[Number]) -> Vec<Found> {
        let mut numbers = Vec::new();
        let mut at = 0;
        while at < self.tokens.len() {
            let percent = self.percent(at);
            if percent > 0 {
                at += percent;
                continue;
            }
            if let Some((number, end)) = self.fraction_number(at, digits) {
                numbers.push(Found { number, exact: false });
                at = end;
                continue;
            }
            if let Some(first) = self.part(at) {
                let (found, end) = self.number(at, first);
                numbers.push(found);
                at = end;
                continue;
            }
            let token = &self.tokens[at];
            if token.capitals
                && let Some(value) = roman(&self.text[token.range.clone()])
            {
                let number =
                    Number::of(token.range.clone(), Value::new(value.into(), 0), Written::Words);
                numbers.push(Found { number, exact: false });
            }
            at += 1;
        }
        numbers
    }

    /// The fraction at a word, with the scale it is of: half a million.
    fn fraction_number(&self, at: usize, digits: &[Number]) -> Option<(Number, usize)> {
        let fraction = self.fraction(at)?;
        let mut end = at + fraction.words;
        let value = Value::ratio(fraction.above, fraction.below);
        let start = self.tokens[at].range.start;
        if let Some(power) =
            Some(end).filter(|&end| !self.following(end).is_empty()).and_then(|end| self.scale(end))
        {
            let range = start..self.tokens[end].range.end;
            return Some((Number::of(range, value.scaled(power), Written::Words), end + 1));
        }
        let range = start..self.tokens[end - 1].range.end;
        // Also as so many of a hundred.
        let mut values = vec![value, value.scaled(2)];
        // A quarter of an hour is fifteen minutes.
        let is_hour = |at: usize| {
            let mut measures = Vec::new();
            let word = self.following(at);
            self.readers.word(word).measures(word, &mut measures);
            measures.iter().any(|measure| measure.name == "hour")
        };
        // Half an hour, a quarter of an hour.
        if !fraction.with_and && (end..end + 3).any(is_hour) {
            values.push(Value::new(minutes(value).into(), 0));
        }
        if fraction.with_and {
            // A year and a half, two hours and a quarter.
            values.extend([1u64, 2].map(|whole| value.plus(Value::new(whole.into(), 0))));
        }
        let added = digits.iter().any(|number| self.gap_joins(number.range.end, start));
        end = end.max(at + 1);
        let written = if fraction.with_and || added { Written::Words } else { Written::Fraction };
        let readings = values.into_iter().map(Reading::new).collect();
        let mut number = Number::new(range, readings, written);
        if written == Written::Fraction {
            number.parts = vec![fraction.above, fraction.below];
        }
        Some((number, end))
    }

    /// The number from a word on, and the word after it.
    fn number(&self, at: usize, first: NumberWord) -> (Found, usize) {
        let (mut sum, mut end) = self.sum(at, first.part);
        let mut power = sum.power;
        let mut parts = Vec::new();
        // Two and a half million.
        let followed = !self.following(end).is_empty();
        if let Some((part, after)) =
            Some(end).filter(|_| followed).and_then(|end| self.more(end, sum.power))
        {
            parts.push(part);
            end = after;
            if power == 0
                && !self.following(end).is_empty()
                && let Some(scale) = self.scale(end)
            {
                power = scale;
                sum.current =
                    sum.current.saturating_mul(10u64.saturating_pow(scale.unsigned_abs()));
                parts = vec![part.scaled(scale)];
                end += 1;
            }
        }
        let whole = sum.total.saturating_add(sum.current);
        if let Some((part, after)) = self.less(end).filter(|_| parts.is_empty())
            && (1..=24).contains(&whole)
            && (1..60).contains(&minutes(part))
        {
            let range = self.tokens[at].range.start..self.tokens[after - 1].range.end;
            let mut number = Number::new(range, Vec::new(), Written::Words);
            number.clock = Some(Clock::new(whole - 1, 60 - minutes(part), true));
            return (Found { number, exact: true }, after);
        }
        let range = self.tokens[at].range.start..self.tokens[end - 1].range.end;
        let values = match first.part {
            Part::Decade(_) | Part::Century => alone(first.part),
            Part::ScaleOrDual(power) => {
                let twice = whole.saturating_add(10u64.saturating_pow(power.unsigned_abs()));
                vec![Value::new(whole.into(), 0), Value::new(twice.into(), 0)]
            }
            _ => vec![Value::new(whole.into(), 0)],
        };
        let values: Vec<Reading> = values
            .into_iter()
            .map(|value| Reading::new(parts.iter().fold(value, |sum, part| sum.plus(*part))))
            .collect();
        let exact = self.is_exact(at..end, &values, !parts.is_empty());
        let mut number = Number::new(range, values, Written::Words);
        if let [part] = parts[..]
            && power == 0
        {
            number.clock = clock(whole, part).map(|clock| Clock { sure: true, ..clock });
        }
        (Found { number, exact }, end)
    }

    /// The sum of the parts from a word on, and the word after the last of them.
    fn sum(&self, start: usize, first: Part) -> (Sum, usize) {
        let tokens = &self.tokens;
        let mut sum = Sum::default();
        sum.add(first, false);
        let mut at = start + 1;
        loop {
            let joint = self.joint(self.following(at));
            let next = at + usize::from(joint.is_some());
            if self.following(next).is_empty() || self.percent(next) > 0 {
                break;
            }
            let Some(NumberWord { part, mut with_and, .. }) = self.part(next) else { break };
            with_and |= joint == Some(Joint::And);
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
            // Three quarters are no three.
            if self.fraction(next).is_some() {
                break;
            }
            // What follows the scale of a number in digits counts anew.
            let before = self.word(at - 1);
            let anew = part == Part::Small(10) && self.readers.word(before).starts_count(before)
                || after_digits(self.text, tokens[start].range.start);
            let adds = |current, value| tokens[next].language.adds(current, value, with_and);
            if anew || !sum.takes(part, with_and, adds) {
                break;
            }
            sum.add(part, with_and);
            at = next + 1;
        }
        (sum, at)
    }

    /// Whether words say exactly how many, three or more.
    fn is_exact(&self, words: Range<usize>, values: &[Reading], broken: bool) -> bool {
        let [Reading { value, .. }] = values[..] else { return false };
        let large =
            value.whole().is_some_and(|value| value >= 3) || broken && value.whole().is_none();
        let parts = || words.clone().map(|at| self.part(at));
        let scale = |part: Option<NumberWord>| {
            matches!(part, Some(NumberWord { part: Part::Scale(_) | Part::Hundred, .. }))
        };
        let bare_scale = parts().count() == 1 && parts().any(scale);
        // The decade is what counts in "the eighties of the twentieth century".
        let is_decade =
            |at: usize| matches!(self.part(at), Some(NumberWord { part: Part::Decade(_), .. }));
        let century = words.start > 0 && {
            let before = self.word(words.start - 1);
            self.readers.word(before).is_century(before)
                && (words.start.saturating_sub(NEAR)..words.start).any(is_decade)
        };
        let loose = parts().any(|part| part.is_some_and(|part| part.loose));
        large && !bare_scale && !century && !loose
    }
}

/// How many words before a century a decade is looked for.
const NEAR: usize = 6;

/// The minutes of a part of an hour.
fn minutes(part: Value) -> u64 {
    (part.approximate() * 60.0).round() as u64
}

/// The time that so many hours and a part of one may be.
fn clock(hours: u64, part: Value) -> Option<Clock> {
    let minutes = minutes(part);
    ((1..=24).contains(&hours) && minutes < 60).then(|| Clock::new(hours, minutes, false))
}

/// Whether a number in digits stands right before a place.
fn after_digits(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(|c| digit(c).is_some())
}

/// What a word stands for that is no whole number.
fn alone(part: Part) -> Vec<Value> {
    let whole = |value: u64| Value::new(value.into(), 0);
    match part {
        Part::Century => vec![whole(100)],
        Part::Decade(ten) => [0, 1700, 1800, 1900, 2000].map(|era| whole(era + ten)).to_vec(),
        _ => Vec::new(),
    }
}

#[derive(Default)]
struct Sum {
    total: u64,
    current: u64,
    /// The power of ten of the scale that was read last, if nothing was added to it.
    power: i32,
}

impl Sum {
    /// Whether a part goes on with the number; `adds` says so of small ones.
    fn takes(&self, part: Part, with_and: bool, adds: impl Fn(u64, u64) -> bool) -> bool {
        match part {
            Part::Small(value) => adds(self.current, value),
            Part::Hundreds(_) => with_and || self.current == 0,
            Part::Hundred => with_and || self.current < 100,
            Part::Scale(_) | Part::Dual(_) | Part::ScaleOrDual(_) => true,
            Part::Decade(_) | Part::Century => false,
        }
    }

    fn add(&mut self, part: Part, with_and: bool) {
        self.power = match part {
            Part::Scale(power) | Part::Dual(power) | Part::ScaleOrDual(power) => power,
            _ => 0,
        };
        match part {
            Part::Small(value) | Part::Hundreds(value) => {
                self.current = self.current.saturating_add(value);
            }
            // Fourteen hundred is a product, five and a hundred a sum.
            Part::Hundred if !with_and && (1..100).contains(&self.current) => self.current *= 100,
            Part::Hundred => self.current += 100,
            Part::Scale(power) | Part::Dual(power) | Part::ScaleOrDual(power) => {
                let times = if matches!(part, Part::Dual(_)) { 2 } else { self.current.max(1) };
                let scale = 10u64.saturating_pow(power.unsigned_abs());
                self.total = self.total.saturating_add(times.saturating_mul(scale));
                self.current = 0;
            }
            Part::Decade(_) | Part::Century => {}
        }
    }
}

fn is_in_capitals(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_uppercase())
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
            let value = |number: &Number| number.values[0].value.whole().unwrap();
            Numbers::of(text, Lang::AR, whole(text)).counts.iter().map(value).collect()
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
