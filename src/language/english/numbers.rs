//! English numbers in words.

use crate::language::number::Part;

pub(super) fn part(word: &str) -> Option<Part> {
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

/// "Twenty-five" and "a hundred and five".
pub(super) fn adds(current: u64, value: u64) -> bool {
    let free = current.is_multiple_of(10) && current % 100 < 20;
    value < 10 && current % 100 >= 20 && current.is_multiple_of(10)
        || current.is_multiple_of(100) && free
}

/// Words that have a number in them and count nothing, or not exactly.
pub(super) fn is_loose(folded: &str) -> bool {
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
    loose.contains(&folded)
}
