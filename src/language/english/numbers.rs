//! English numbers in words.

use std::sync::LazyLock;

use crate::language::listed::{self, Meanings};
use crate::language::number::{FractionWords, NumberTable, NumberWord, Part};

/// What a word is in a number.
pub(super) fn number(word: &str) -> Option<NumberWord> {
    let (part, loose) = *WORDS.get(word)?;
    Some(NumberWord { part, with_and: false, loose })
}

/// Whether a word may be of a number.
pub(super) fn is_of_number(word: &str) -> bool {
    WORDS.contains_key(word) || part_of_one(word).is_some()
}

static WORDS: LazyLock<NumberTable> = LazyLock::new(|| listed::words(EXACT, LOOSE).collect());

/// What a word is in a number that it says exactly.
fn part(word: &str) -> Option<Part> {
    WORDS.get(word).filter(|(_, loose)| !loose).map(|(part, _)| *part)
}

/// The words of numbers.
const EXACT: Meanings<Part> = &[
    (Part::Small(0), "zero"),
    (Part::Small(1), "one first once single"),
    (Part::Small(2), "two second twice both pair couple"),
    (Part::Small(3), "three"),
    (Part::Small(4), "four fourth"),
    (Part::Small(5), "five fifth"),
    (Part::Small(6), "six sixth"),
    (Part::Small(7), "seven seventh"),
    (Part::Small(8), "eight eighth"),
    (Part::Small(9), "nine ninth"),
    (Part::Small(10), "ten tenth"),
    (Part::Small(11), "eleven eleventh"),
    (Part::Small(12), "twelve twelfth"),
    (Part::Small(13), "thirteen thirteenth"),
    (Part::Small(14), "fourteen fourteenth"),
    (Part::Small(15), "fifteen fifteenth"),
    (Part::Small(16), "sixteen sixteenth"),
    (Part::Small(17), "seventeen seventeenth"),
    (Part::Small(18), "eighteen eighteenth"),
    (Part::Small(19), "nineteen nineteenth"),
    (Part::Small(20), "twenty twentieth"),
    (Part::Small(30), "thirty thirtieth"),
    (Part::Small(40), "forty fortieth"),
    (Part::Small(50), "fifty fiftieth"),
    (Part::Small(60), "sixty sixtieth"),
    (Part::Small(70), "seventy seventieth"),
    (Part::Small(80), "eighty eightieth"),
    (Part::Small(90), "ninety ninetieth"),
    (Part::Decade(20), "twenties"),
    (Part::Decade(30), "thirties"),
    (Part::Decade(40), "forties"),
    (Part::Decade(50), "fifties"),
    (Part::Decade(60), "sixties"),
    (Part::Decade(70), "seventies"),
    (Part::Decade(80), "eighties"),
    (Part::Decade(90), "nineties"),
    (Part::Hundred, "hundred hundredth"),
    (Part::Scale(3), "thousand thousandth"),
    (Part::Scale(6), "million millionth"),
    (Part::Scale(9), "billion"),
    (Part::Scale(12), "trillion"),
];

/// Words that have a number in them and count nothing, or not exactly.
const LOOSE: Meanings<Part> = &[
    (Part::Small(2), "double"),
    (Part::Small(3), "third triple triples tripled tripling thrice threefold"),
    (Part::Small(3), "trio trimester trimesters trilateral tripartite"),
    (Part::Small(4), "quadruple quadrupled fourfold foursome foursomes quartet"),
    (Part::Small(10), "decade"),
    (Part::Small(12), "dozen"),
    (Part::Century, "century"),
    (Part::Hundred, "hundreds"),
    (Part::Scale(3), "thousands"),
    (Part::Scale(6), "millions"),
    (Part::Scale(9), "billions"),
    (Part::Scale(12), "trillions"),
];

/// The fraction that some words start with: "half a", "three quarters", "a third of", "and a half".
pub(super) fn fraction<'t>(word: &dyn Fn(usize) -> &'t str) -> Option<FractionWords> {
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
    let (below, one) = part_of_one(name)?;
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

/// How many of some parts make one, and whether the word alone names one of them.
fn part_of_one(name: &str) -> Option<(u64, bool)> {
    Some(match name {
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
    })
}

/// "Twenty-five" and "a hundred and five".
pub(super) fn adds(current: u64, value: u64) -> bool {
    let free = current.is_multiple_of(10) && current % 100 < 20;
    value < 10 && current % 100 >= 20 && current.is_multiple_of(10)
        || current.is_multiple_of(100) && free
}
