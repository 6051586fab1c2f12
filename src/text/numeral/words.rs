//! Numbers in words.

use std::ops::Range;

use super::{Number, Value, Written};
use crate::text::fold::{digit, fold_word, is_mark};

/// A word and where it stands.
pub(super) struct Token {
    range: Range<usize>,
    folded: String,
    /// Whether only a space or a hyphen parts it from the word before.
    follows: bool,
    capitals: bool,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
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

/// What a word does to a number.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Below a hundred: added.
    Small(u64),
    /// Several hundreds.
    Hundreds(u64),
    /// A hundred: multiplies what is before it.
    Hundred,
    /// A power of a thousand: multiplies what is before it.
    Scale(i32),
    /// Twice a power of a thousand, in one Arabic word.
    Dual(i32),
    /// A fraction, in hundredths.
    Fraction(u64),
    /// The years of a decade.
    Decade(u64),
    /// A hundred years, which multiplies nothing: the twenty-first century.
    Century,
}

/// The power of ten of a scale that stands right after a number.
pub(super) fn scale_after(text: &str, tokens: &[Token], end: usize) -> Option<i32> {
    let at = tokens.partition_point(|token| token.range.start < end);
    let token = tokens.get(at)?;
    let gap = &text[end..token.range.start];
    if !gap.chars().all(|c| matches!(c, ' ' | '-' | '\u{A0}')) {
        return None;
    }
    match (token.folded.as_str(), gap.is_empty()) {
        ("bn", _) => return Some(9),
        ("k", true) => return Some(3),
        _ => {}
    }
    match part(&token.folded) {
        Some((Part::Scale(power), false)) => Some(power),
        Some((Part::Hundred, false)) => Some(2),
        _ => None,
    }
}

/// The scales that a text names, as powers of ten.
pub(super) fn scales(tokens: &[Token]) -> Vec<(Range<usize>, i32)> {
    let scale = |token: &Token| match part(&token.folded) {
        Some((Part::Scale(power) | Part::Dual(power), _)) => Some((token.range.clone(), power)),
        _ => None,
    };
    tokens.iter().filter_map(scale).collect()
}

pub(super) fn numbers(text: &str, tokens: &[Token]) -> Vec<Number> {
    let mut numbers = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let Some((first, _)) = part(&tokens[at].folded) else {
            if tokens[at].capitals
                && let Some(value) = roman(&text[tokens[at].range.clone()])
            {
                numbers.push(number(tokens[at].range.clone(), vec![Value::new(value.into(), 0)]));
            }
            at += 1;
            continue;
        };
        let start = at;
        let mut sum = Sum::default();
        sum.add(first, false);
        at += 1;
        loop {
            let word = tokens.get(at).filter(|t| t.follows).map_or("", |t| t.folded.as_str());
            let joined = matches!(word, "and" | "بعد");
            let next = tokens.get(at + usize::from(joined)).filter(|token| token.follows);
            let Some((part, with_and)) = next.and_then(|token| part(&token.folded)) else { break };
            let arabic = !tokens[at].folded.is_ascii();
            if word == "بعد" {
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
            // "The first ten" is no eleven; and what follows the scale of a number in digits counts anew.
            let ordinal = matches!(bare(&tokens[at - 1].folded), "اول" | "اولي" | "واحد" | "واحده");
            let ends = matches!(part, Part::Small(10)) && ordinal
                || after_digits(text, tokens[start].range.start);
            if ends || !sum.takes(part, with_and, arabic) {
                break;
            }
            sum.add(part, with_and);
            at += 1 + usize::from(joined);
        }
        let mut values = vec![Value::new(u128::from(sum.total + sum.current), 0)];
        if matches!(first, Part::Fraction(_) | Part::Decade(_) | Part::Century) {
            values = alone(first);
        }
        numbers.push(number(tokens[start].range.start..tokens[at - 1].range.end, values));
    }
    numbers
}

fn number(range: Range<usize>, values: Vec<Value>) -> Number {
    Number { range, values, unscaled: Vec::new(), written: Written::Words }
}

/// The numbers in words that say exactly how many, three or more: neither "decades" nor "dozen" nor a bare "million",
/// which the other language may say in another way.
pub(super) fn counts(text: &str, tokens: &[Token]) -> Vec<Number> {
    let is_count = |number: &Number| {
        let first = tokens.partition_point(|token| token.range.start < number.range.start);
        let words = || tokens[first..].iter().take_while(|t| t.range.start < number.range.end);
        let [value] = number.values[..] else { return false };
        let large = value.whole().is_some_and(|value| value >= 3);
        let scale = |token: &Token| {
            matches!(part(&token.folded), Some((Part::Scale(_) | Part::Hundred, _)))
        };
        let bare_scale = words().count() == 1 && words().any(scale);
        // The decade is what counts in "the eighties of the twentieth century".
        let century = first > 0
            && bare(&tokens[first - 1].folded) == "قرن"
            && tokens.iter().any(|t| matches!(part(&t.folded), Some((Part::Decade(_), _))));
        let known = words().all(|token| part(&token.folded).is_some() || token.folded == "and");
        large && known && !bare_scale && !century && !words().any(|word| is_loose(&word.folded))
    };
    numbers(text, tokens).into_iter().filter(is_count).collect()
}

/// A word without Arabic clitics.
fn bare(folded: &str) -> &str {
    let bare = folded.trim_start_matches(['و', 'ف']);
    let bare = bare
        .strip_prefix("لل")
        .or_else(|| bare.trim_start_matches(['ب', 'ل', 'ك']).strip_prefix("ال"));
    bare.unwrap_or(folded)
}

/// Whether a number in digits stands right before a place.
fn after_digits(text: &str, at: usize) -> bool {
    text[..at].trim_end().ends_with(|c| digit(c).is_some())
}

/// Words that have a number in them and count nothing, or not exactly.
fn is_loose(folded: &str) -> bool {
    if folded.is_ascii() {
        let loose = [
            "century",
            "decade",
            "dozen",
            "double",
            "triple",
            "tripled",
            "tripling",
            "triples",
            "thrice",
            "threefold",
            "trio",
            "trimester",
            "trimesters",
            "trilateral",
            "tripartite",
            "third",
            "thirds",
            "quadruple",
            "quadrupled",
            "fourfold",
            "foursome",
            "foursomes",
            "quartet",
            "half",
            "hundreds",
            "thousands",
            "millions",
            "billions",
            "trillions",
        ];
        return loose.contains(&folded);
    }
    let loose = [
        "عقد",
        "عقدين",
        "عقدان",
        "ثلاثي",
        "ثلاثيه",
        "رباعي",
        "رباعيه",
        "خماسي",
        "خماسيه",
        "سداسي",
        "سباعي",
        "ثلث",
        "ثلثا",
        "ثلثي",
        "ثلثان",
        "ثلثين",
        "اثلاث",
        "سبع",
        "ست",
        "مئات",
        // "Thirdly" numbers a heading.
        "ثالثا",
        "رابعا",
        "خامسا",
        "سادسا",
        "سابعا",
        "ثامنا",
        "تاسعا",
        "عاشرا",
    ];
    loose.contains(&folded) || loose.contains(&bare(folded))
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
    fn takes(&self, part: Part, with_and: bool, arabic: bool) -> bool {
        match part {
            Part::Small(value) => {
                let ten =
                    arabic && !with_and && value == 10 && (1..10).contains(&(self.current % 100));
                let tens_then_unit = !arabic && value < 10 && self.current % 100 >= 20;
                let free = self.current.is_multiple_of(10) && self.current % 100 < 20;
                ten || with_and && arabic && joins(self.current, value)
                    || tens_then_unit && self.current.is_multiple_of(10)
                    || !arabic && self.current.is_multiple_of(100) && free
            }
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

/// Whether Arabic "and" makes one number of what is there and what is added: five and twenty, a hundred and five.
fn joins(current: u64, value: u64) -> bool {
    current.is_multiple_of(100) || current % 100 < 10 && value >= 20
}

/// What a word is in a number, and whether it carries an Arabic "and".
fn part(word: &str) -> Option<(Part, bool)> {
    if word.is_ascii() {
        return english(word).map(|part| (part, false));
    }
    if let Some(part) = arabic(word) {
        return Some((part, false));
    }
    let (rest, with_and) = match word.strip_prefix('و') {
        Some(rest) => (rest, true),
        None => (word.strip_prefix('ف').unwrap_or(word), false),
    };
    // ولست is "I am not" and no "to six".
    if rest.strip_suffix("ست").is_some_and(|before| before == "ل") {
        return None;
    }
    let bare = ["ال", "بال", "لل", "كال", "ب", "ل", "ك", ""];
    let mut stems = bare.iter().filter_map(|clitic| rest.strip_prefix(clitic));
    stems.find_map(arabic).map(|part| (part, with_and))
}

fn english(word: &str) -> Option<Part> {
    let small = |value| Some(Part::Small(value));
    match word {
        "zero" => small(0),
        "one" | "first" | "once" | "single" => small(1),
        "two" | "second" | "twice" | "both" | "pair" | "couple" | "double" => small(2),
        "three" | "third" | "thirds" | "triple" | "triples" | "tripled" | "tripling" | "thrice"
        | "threefold" | "trio" | "trimester" | "trimesters" | "trilateral" | "tripartite" => {
            small(3)
        }
        "four" | "fourth" | "quadruple" | "quadrupled" | "fourfold" | "foursome" | "foursomes"
        | "quartet" => small(4),
        "five" | "fifth" => small(5),
        "six" | "sixth" => small(6),
        "seven" | "seventh" => small(7),
        "eight" | "eighth" => small(8),
        "nine" | "ninth" => small(9),
        "ten" | "tenth" | "decade" => small(10),
        "eleven" | "eleventh" => small(11),
        "twelve" | "twelfth" | "dozen" => small(12),
        "thirteen" | "thirteenth" => small(13),
        "fourteen" | "fourteenth" => small(14),
        "fifteen" | "fifteenth" => small(15),
        "sixteen" | "sixteenth" => small(16),
        "seventeen" | "seventeenth" => small(17),
        "eighteen" | "eighteenth" => small(18),
        "nineteen" | "nineteenth" => small(19),
        "twenty" | "twentieth" => small(20),
        "thirty" | "thirtieth" => small(30),
        "forty" | "fortieth" => small(40),
        "fifty" | "fiftieth" => small(50),
        "sixty" | "sixtieth" => small(60),
        "seventy" | "seventieth" => small(70),
        "eighty" | "eightieth" => small(80),
        "ninety" | "ninetieth" => small(90),
        "twenties" => Some(Part::Decade(20)),
        "thirties" => Some(Part::Decade(30)),
        "forties" => Some(Part::Decade(40)),
        "fifties" => Some(Part::Decade(50)),
        "sixties" => Some(Part::Decade(60)),
        "seventies" => Some(Part::Decade(70)),
        "eighties" => Some(Part::Decade(80)),
        "nineties" => Some(Part::Decade(90)),
        "hundred" | "hundreds" | "hundredth" => Some(Part::Hundred),
        "century" => Some(Part::Century),
        "thousand" | "thousands" | "thousandth" => Some(Part::Scale(3)),
        "million" | "millions" | "millionth" => Some(Part::Scale(6)),
        "billion" | "billions" => Some(Part::Scale(9)),
        "trillion" | "trillions" => Some(Part::Scale(12)),
        "half" => Some(Part::Fraction(50)),
        "quarter" | "quarters" => Some(Part::Fraction(25)),
        _ => None,
    }
}

fn arabic(word: &str) -> Option<Part> {
    let small = |value| Some(Part::Small(value));
    match word {
        "صفر" => small(0),
        "واحد" | "واحده" | "واحدا" | "احد" | "احدي" | "اول" | "اولي" | "اولا" | "حادي" | "حاديه" => {
            small(1)
        }
        "اثنان" | "اثنين" | "اثنتان" | "اثنتين" | "اثنا" | "اثني" | "اثنتا" | "اثنتي" | "ثان"
        | "ثاني" | "ثانيه" | "ثانيا" | "ثنائي" | "ثنائيه" | "مرتين" | "مرتان" => {
            small(2)
        }
        "ثلاث" | "ثلاثه" | "ثلاثا" | "ثالث" | "ثالثه" | "ثالثا" | "ثلاثي" | "ثلاثيه" => {
            small(3)
        }
        "اربع" | "اربعه" | "اربعا" | "رابع" | "رابعه" | "رابعا" | "رباعي" | "رباعيه" => {
            small(4)
        }
        "خمس" | "خمسه" | "خمسا" | "خامس" | "خامسه" | "خامسا" | "خماسي" | "خماسيه" => {
            small(5)
        }
        "ست" | "سته" | "ستا" | "سادس" | "سادسه" | "سادسا" | "سداسي" => {
            small(6)
        }
        "سبع" | "سبعه" | "سبعا" | "سابع" | "سابعه" | "سابعا" | "سباعي" => {
            small(7)
        }
        "ثمان" | "ثماني" | "ثمانيه" | "ثمانيا" | "ثامن" | "ثامنه" | "ثامنا" => {
            small(8)
        }
        "تسع" | "تسعه" | "تسعا" | "تاسع" | "تاسعه" | "تاسعا" => small(9),
        "عشر" | "عشره" | "عشرا" | "عاشر" | "عاشره" | "عاشرا" | "عقد" => {
            small(10)
        }
        "عقدين" | "عقدان" | "عشرون" | "عشرين" => small(20),
        "ثلاثون" | "ثلاثين" => small(30),
        "اربعون" | "اربعين" => small(40),
        "خمسون" | "خمسين" => small(50),
        "ستون" | "ستين" => small(60),
        "سبعون" | "سبعين" => small(70),
        "ثمانون" | "ثمانين" => small(80),
        "تسعون" | "تسعين" => small(90),
        "مئه" | "مائه" | "مئات" | "مايه" => Some(Part::Hundred),
        "مئتان" | "مئتين" | "مئتي" | "مئتا" | "مائتان" | "مائتين" | "مائتي" | "مائتا" => {
            Some(Part::Hundreds(200))
        }
        "الف" | "الفا" | "الاف" | "الوف" => Some(Part::Scale(3)),
        "الفان" | "الفين" | "الفي" => Some(Part::Dual(3)),
        "مليون" | "مليونا" | "ملايين" => Some(Part::Scale(6)),
        "مليونان" | "مليونين" | "مليوني" => Some(Part::Dual(6)),
        "مليار" | "مليارا" | "مليارات" | "بليون" | "بليونا" | "بلايين" => {
            Some(Part::Scale(9))
        }
        "ملياران" | "مليارين" | "ملياري" => Some(Part::Dual(9)),
        "تريليون" | "تريليونا" | "تريليونات" | "ترليون" => {
            Some(Part::Scale(12))
        }
        "تريليوني" | "تريليونين" => Some(Part::Dual(12)),
        "نصف" => Some(Part::Fraction(50)),
        "ربع" | "ارباع" => Some(Part::Fraction(25)),
        "ثلث" | "ثلثا" | "ثلثي" | "ثلثان" | "ثلثين" | "اثلاث" => small(3),
        _ => hundreds(word).or_else(|| decade(word)),
    }
}

/// ثلاثمئة and the like, in one word.
fn hundreds(word: &str) -> Option<Part> {
    let unit = ["مئه", "مائه"].iter().find_map(|hundred| word.strip_suffix(hundred))?;
    match arabic_unit(unit)? {
        value @ 3..=9 => Some(Part::Hundreds(value * 100)),
        _ => None,
    }
}

fn arabic_unit(word: &str) -> Option<u64> {
    let stems = ["ثلاث", "اربع", "خمس", "ست", "سبع", "ثمان", "تسع"];
    let stem = word.strip_suffix('ي').unwrap_or(word);
    stems.iter().position(|s| *s == stem).map(|at| at as u64 + 3)
}

/// تسعينيات and تسعينات: the nineties.
fn decade(word: &str) -> Option<Part> {
    let stem = word.strip_suffix("يات").or_else(|| word.strip_suffix("ات"))?;
    match arabic(stem)? {
        Part::Small(value) if value >= 20 && stem.ends_with("ين") => Some(Part::Decade(value)),
        _ => None,
    }
}

/// The value of a Roman numeral below fifty, in capitals.
pub fn roman(word: &str) -> Option<u64> {
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
