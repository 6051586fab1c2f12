//! English names of months and days, and how English writes those of the Hijri year.

use crate::language::calendar::{Name, Named, WordForm};

pub(super) fn month_or_day(words: &[WordForm<'_>]) -> Option<Named> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    const DAYS: [&str; 7] =
        ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
    let word = &words[0];
    let upper = word.raw.starts_with(char::is_uppercase);
    let folded = word.folded;
    if upper && let Some(at) = MONTHS.iter().position(|month| is_name(folded, month)) {
        // At the start of a sentence these are verbs as well; "May" is one anywhere, so it needs a number.
        let sure = !matches!(at, 2 | 4 | 7);
        return Some(Named { name: Name::Month(at as u8 + 1), words: 1, sure });
    }
    if upper && let Some(at) = DAYS.iter().position(|day| folded.trim_end_matches('s') == *day) {
        return Named::sure(Name::Day(at as u8 + 1), 1);
    }
    let (month, length) = match folded {
        "muharram" => (1, 1),
        "safar" => (2, 1),
        "rabi" => return rabi(words, 3),
        "jumada" | "jumad" => return rabi(words, 5),
        "rajab" => (7, 1),
        "shaban" => (8, 1),
        "sha" if words.get(1).is_some_and(|w| w.folded == "ban") => (8, 2),
        "ramadan" | "ramadhan" => (9, 1),
        "shawwal" => (10, 1),
        "dhu" | "dhul" | "zul" | "thul" => {
            let near = words
                .iter()
                .take(4)
                .position(|w| w.folded.ends_with("dah") || w.folded.ends_with("jjah"))?;
            (if words[near].folded.ends_with("jjah") { 12 } else { 11 }, near + 1)
        }
        _ => return None,
    };
    Some(Named { name: Name::Hijri(month), words: length, sure: !matches!(month, 7 | 8) })
}

/// A month as a word, or the first three letters of it.
fn is_name(folded: &str, month: &str) -> bool {
    folded == month
        || folded.len() == 3 && month.starts_with(folded)
        || folded == "sept" && month == "september"
}

/// The first or second of two Hijri months of one name.
fn rabi(words: &[WordForm<'_>], first: u8) -> Option<Named> {
    let near = words.iter().take(5).skip(1);
    for (at, word) in near.enumerate() {
        let number = match word.folded {
            "awwal" | "ula" | "i" => 0,
            "thani" | "akhir" | "thaniyah" | "thaniya" | "akhirah" | "akhira" | "ii" => 1,
            "al" | "ath" | "a" | "th" | "ul" => continue,
            _ => break,
        };
        return Named::sure(Name::Hijri(first + number), at + 2);
    }
    None
}
