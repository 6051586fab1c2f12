//! Names of months and days, Gregorian and Hijri, in Arabic and English.

use std::ops::Range;

use super::{Text, Word};
use crate::text::fold::digit;

/// A month or a day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Name {
    /// A month of the Gregorian year, from 1.
    Month(u8),
    /// A month of the Hijri year, from 1.
    Hijri(u8),
    /// A day of the week, from Sunday, 1.
    Day(u8),
}

/// A name in a text.
#[derive(Debug, Clone)]
pub(super) struct Named {
    pub(super) name: Name,
    pub(super) range: Range<usize>,
    /// Whether the word means nothing else, or a number stands beside it.
    pub(super) sure: bool,
}

/// The names of months and days in a text, in order.
pub(super) fn names(text: &Text<'_>) -> Vec<Named> {
    let mut names = Vec::new();
    let mut at = 0;
    while at < text.words.len() {
        let words = &text.words[at..];
        let found = if text.words[at].folded.is_ascii() {
            english(text.text, words)
        } else {
            arabic(words)
        };
        let Some((name, length, sure)) = found else {
            at += 1;
            continue;
        };
        let number = |at: Option<usize>| {
            at.and_then(|at| text.words.get(at))
                .is_some_and(|word| word.folded.chars().all(|c| digit(c).is_some()))
        };
        let beside = number(at.checked_sub(1)) || number(Some(at + length));
        let range = text.words[at].range.start..text.words[at + length - 1].range.end;
        names.push(Named { name, range, sure: sure || beside });
        at += length;
    }
    names
}

/// Name, number of words, and whether the words mean nothing else.
type Found = Option<(Name, usize, bool)>;

fn english(text: &str, words: &[Word]) -> Found {
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
    let upper = text[word.range.clone()].starts_with(char::is_uppercase);
    let folded = word.folded.as_str();
    if upper && let Some(at) = MONTHS.iter().position(|month| is_name(folded, month)) {
        // At the start of a sentence these are verbs as well; "May" is one anywhere, so it needs a number.
        return Some((Name::Month(at as u8 + 1), 1, !matches!(at, 2 | 4 | 7)));
    }
    if upper && let Some(at) = DAYS.iter().position(|day| folded.trim_end_matches('s') == *day) {
        return Some((Name::Day(at as u8 + 1), 1, true));
    }
    let (month, length) = match folded {
        "muharram" => (1, 1),
        "safar" => (2, 1),
        "rabi" => return rabi(text, words, 3),
        "jumada" | "jumad" => return rabi(text, words, 5),
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
    Some((Name::Hijri(month), length, month != 7 && month != 8))
}

/// A month as a word, or the first three letters of it.
fn is_name(folded: &str, month: &str) -> bool {
    folded == month
        || folded.len() == 3 && month.starts_with(folded)
        || folded == "sept" && month == "september"
}

/// The first or second of two Hijri months of one name.
fn rabi(text: &str, words: &[Word], first: u8) -> Found {
    let near = words.iter().take(5).skip(1);
    for (at, word) in near.enumerate() {
        let number = match word.folded.as_str() {
            "awwal" | "ula" | "i" => 0,
            "thani" | "akhir" | "thaniyah" | "thaniya" | "akhirah" | "akhira" | "ii" => 1,
            "al" | "ath" | "a" | "th" | "ul" => continue,
            _ => break,
        };
        let _ = text;
        return Some((Name::Hijri(first + number), at + 2, true));
    }
    None
}

fn arabic(words: &[Word]) -> Found {
    let bare = ["", "و", "ل", "ب", "ك", "ف"];
    bare.iter().filter_map(|clitic| words[0].folded.strip_prefix(clitic)).find_map(|word| {
        let next = words.get(1).map_or("", |word| word.folded.as_str());
        arabic_name(word, next)
    })
}

fn arabic_name(word: &str, next: &str) -> Found {
    let second = |first: u8, one: &[&str], two: &[&str]| match next {
        n if one.contains(&n) => Some(first),
        n if two.contains(&n) => Some(first + 1),
        _ => None,
    };
    let month = |number| Some((Name::Month(number), 1, true));
    // Also a word of another meaning.
    let unsure = |name| Some((name, 1, false));
    match word {
        "يناير" | "جانفي" => month(1),
        "فبراير" | "فيفري" | "شباط" => month(2),
        "مارس" => unsure(Name::Month(3)),
        "اذار" => month(3),
        "ابريل" | "افريل" => month(4),
        "نيسان" => unsure(Name::Month(4)),
        "مايو" | "ايار" => month(5),
        "ماي" => unsure(Name::Month(5)),
        "يونيو" | "يونيه" | "حزيران" | "جوان" => month(6),
        "يوليو" | "يوليه" | "تموز" | "جويليه" | "يوليوز" => month(7),
        "اغسطس" | "غشت" => month(8),
        "اب" | "اوت" => unsure(Name::Month(8)),
        "سبتمبر" | "ايلول" | "شتنبر" => month(9),
        "اكتوبر" => month(10),
        "نوفمبر" | "نونبر" => month(11),
        "ديسمبر" | "دجنبر" => month(12),
        "تشرين" => {
            let number = second(10, &["الاول", "اول"], &["الثاني", "ثاني"])?;
            Some((Name::Month(number), 2, true))
        }
        "كانون" => match next {
            "الاول" | "اول" => Some((Name::Month(12), 2, true)),
            "الثاني" | "ثاني" => Some((Name::Month(1), 2, true)),
            _ => None,
        },
        "محرم" | "المحرم" => unsure(Name::Hijri(1)),
        "صفر" => unsure(Name::Hijri(2)),
        "ربيع" => {
            let number = second(3, &["الاول"], &["الثاني", "الاخر"])?;
            Some((Name::Hijri(number), 2, true))
        }
        "جمادي" => {
            let number = second(5, &["الاولي", "الاول"], &["الثانيه", "الاخره", "الثاني"])?;
            Some((Name::Hijri(number), 2, true))
        }
        "رجب" => unsure(Name::Hijri(7)),
        "شعبان" => unsure(Name::Hijri(8)),
        "رمضان" => Some((Name::Hijri(9), 1, true)),
        "شوال" => unsure(Name::Hijri(10)),
        "ذو" | "ذي" | "ذا" => match next {
            "القعده" => Some((Name::Hijri(11), 2, true)),
            "الحجه" => Some((Name::Hijri(12), 2, true)),
            _ => None,
        },
        "الاحد" => unsure(Name::Day(1)),
        "الاثنين" | "الاثنان" => unsure(Name::Day(2)),
        "الثلاثاء" => Some((Name::Day(3), 1, true)),
        "الاربعاء" => Some((Name::Day(4), 1, true)),
        "الخميس" => Some((Name::Day(5), 1, true)),
        "الجمعه" => Some((Name::Day(6), 1, true)),
        "السبت" => Some((Name::Day(7), 1, true)),
        _ => None,
    }
}

/// The number of a month, as a date in digits has it.
pub(super) fn number(name: Name) -> Option<u8> {
    match name {
        Name::Month(number) | Name::Hijri(number) => Some(number),
        Name::Day(_) => None,
    }
}
