//! Texts of cells beside those of a project: what programs change of them, and how far they are from each other.

use rapidfuzz::distance::levenshtein;

/// A text without what spreadsheet programs add: line ends of their own, spaces at the ends.
pub(super) fn cleaned(cell: &str) -> String {
    let text = cell.replace("_x000D_", "").replace("\r\n", "\n").replace('\r', "\n");
    super::super::sheet::held(&text).trim().to_owned()
}

/// A text whose white space is single spaces.
pub(super) fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text without white space.
pub(super) fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a text was a number that a program has written in another way, such as `7` for `007` or `1.5` for `1.50`.
pub(super) fn is_same_number(cell: &str, base: &str) -> bool {
    let number = |text: &str| -> Option<f64> {
        let digit = |c: char| match u32::from(c) {
            code @ 0x660..=0x669 => char::from_digit(code - 0x660, 10).unwrap_or(c),
            _ => c,
        };
        let is_plain = |text: &str| text.chars().all(|c| c.is_ascii_digit() || "+-.eE".contains(c));
        let text: String = text.chars().map(digit).collect();
        text.parse().ok().filter(|_| is_plain(&text))
    };
    number(cell).zip(number(base)).is_some_and(|(a, b)| (a - b).abs() <= a.abs() * 1e-14)
}

/// Whether a text is still the one it was made from: at most three in five characters differ.
pub(super) fn is_near(text: &str, base: &str) -> bool {
    let (text, base) = (squeezed(text), squeezed(base));
    distance(&text, &base) <= 0.6
}

/// The share of the characters of the longer text that differ.
pub(super) fn distance(text: &str, base: &str) -> f64 {
    levenshtein::normalized_distance(text.chars(), base.chars())
}

/// The byte of a text behind so many characters other than white space.
pub(super) fn byte_behind(text: &str, count: usize) -> usize {
    if count == 0 {
        return 0;
    }
    let mut marks = text.char_indices().filter(|(_, c)| !c.is_whitespace());
    marks.nth(count - 1).map_or(text.len(), |(at, c)| at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_programs_change_is_nothing() {
        assert_eq!(cleaned("  one_x000D_\ntwo\r\nthree \u{FFFE}"), "one\ntwo\nthree");
        for (cell, base) in [("7", "007"), ("1.5", "1.50"), ("12", "١٢"), ("-3", "-3.0")] {
            assert!(is_same_number(cell, base), "{cell} {base}");
        }
        for (cell, base) in [("7", "8"), ("7", "seven"), ("inf", "inf"), ("7", "7 %"), ("", "0")] {
            assert!(!is_same_number(cell, base), "{cell} {base}");
        }
    }

    #[test]
    fn texts_are_near_or_not() {
        assert!(is_near("The gate is open today.", "The gate is open."));
        assert!(is_near("البوابة مفتوحة", "البوابة مفتوحه."));
        assert!(!is_near("Nothing of the kind", "البوابة مفتوحة"));
        assert_eq!(byte_behind("a b c", 2), 3);
        assert_eq!(byte_behind("a b c", 0), 0);
        assert_eq!(byte_behind("a b", 9), 3);
    }
}
