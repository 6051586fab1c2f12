//! English numbers in words.

use crate::language::number::{FractionWords, NumberWord, Part};

/// What a word is in a number.
pub(super) fn number(word: &str) -> Option<NumberWord> {
    let (part, loose) = match part(word) {
        Some(part) => (part, false),
        None => (loose(word)?, true),
    };
    Some(NumberWord { part, with_and: false, loose })
}

fn part(word: &str) -> Option<Part> {
    let small = |value| Some(Part::Small(value));
    match word {
        "zero" => small(0),
        "one" | "first" | "once" | "single" => small(1),
        "two" | "second" | "twice" | "both" | "pair" | "couple" => small(2),
        "three" => small(3),
        "four" | "fourth" => small(4),
        "five" | "fifth" => small(5),
        "six" | "sixth" => small(6),
        "seven" | "seventh" => small(7),
        "eight" | "eighth" => small(8),
        "nine" | "ninth" => small(9),
        "ten" | "tenth" => small(10),
        "eleven" | "eleventh" => small(11),
        "twelve" | "twelfth" => small(12),
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
        "hundred" | "hundredth" => Some(Part::Hundred),
        "thousand" | "thousandth" => Some(Part::Scale(3)),
        "million" | "millionth" => Some(Part::Scale(6)),
        "billion" => Some(Part::Scale(9)),
        "trillion" => Some(Part::Scale(12)),
        _ => None,
    }
}

/// Words that have a number in them and count nothing, or not exactly.
fn loose(word: &str) -> Option<Part> {
    Some(match word {
        "double" => Part::Small(2),
        "third" | "triple" | "triples" | "tripled" | "tripling" | "thrice" | "threefold"
        | "trio" | "trimester" | "trimesters" | "trilateral" | "tripartite" => Part::Small(3),
        "quadruple" | "quadrupled" | "fourfold" | "foursome" | "foursomes" | "quartet" => {
            Part::Small(4)
        }
        "decade" => Part::Small(10),
        "dozen" => Part::Small(12),
        "century" => Part::Century,
        "hundreds" => Part::Hundred,
        "thousands" => Part::Scale(3),
        "millions" => Part::Scale(6),
        "billions" => Part::Scale(9),
        "trillions" => Part::Scale(12),
        _ => return None,
    })
}

/// The fraction that some words start with: "half a", "three quarters", "a third of", "and a half".
pub(super) fn fraction(words: &[&str]) -> Option<FractionWords> {
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    let with_and = word(0) == "and";
    let mut at = usize::from(with_and);
    let count = match word(at) {
        "a" | "an" => Some(1),
        word => match part(word) {
            // Fifth and twenty are no counts of parts.
            Some(Part::Small(count))
                if count <= 10 && !word.ends_with("th") && word != "second" =>
            {
                Some(count)
            }
            _ => None,
        },
    };
    at += usize::from(count.is_some());
    let name = word(at);
    let after = word(at + 1);
    let (below, one) = match name {
        "half" | "halves" => (2, true),
        "quarter" | "quarters" => (4, true),
        "third" | "thirds" => (3, false),
        "fifth" | "fifths" => (5, false),
        "sixth" | "sixths" => (6, false),
        "seventh" | "sevenths" => (7, false),
        "eighth" | "eighths" => (8, false),
        "ninth" | "ninths" => (9, false),
        "tenth" | "tenths" => (10, false),
        _ => return None,
    };
    let plural = name.ends_with('s');
    let above = match count {
        Some(count) if plural || count == 1 && (one || after == "of" || word(at - 1) == "one") => {
            count
        }
        // Halves and quarters alone name parts as well, a fifth alone is the fifth.
        None if one && !plural => 1,
        _ => return None,
    };
    at += 1;
    // What stands before the scale of half a million and a quarter of a million.
    let scale = |at: usize| matches!(part(word(at)), Some(Part::Scale(_)));
    let rest: &[usize] = &[1, 2];
    let filler = |word: &str| matches!(word, "a" | "an" | "of" | "the");
    let between =
        rest.iter().find(|&&more| scale(at + more) && (at..at + more).all(|at| filler(word(at))));
    at += between.copied().unwrap_or(0);
    (above <= below).then_some(FractionWords { above, below, words: at, with_and })
}

/// "Twenty-five" and "a hundred and five".
pub(super) fn adds(current: u64, value: u64) -> bool {
    let free = current.is_multiple_of(10) && current % 100 < 20;
    value < 10 && current % 100 >= 20 && current.is_multiple_of(10)
        || current.is_multiple_of(100) && free
}
