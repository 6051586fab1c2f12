//! Dates as memories hold them: `YYYYMMDDThhmmssZ`, in UTC.

/// A date in the form memories hold, from any form of ISO 8601: `2026-03-31`, `20260331T101112`,
/// `2026-03-31 10:11 +03:00`. `None` for anything else, and for a date that does not exist.
///
/// ```
/// use mizan::unit::date;
///
/// assert_eq!(date("2026-03-31").as_deref(), Some("20260331T000000Z"));
/// assert_eq!(date("2026-02-29"), None);
/// ```
pub fn date(given: &str) -> Option<String> {
    let given = given.trim();
    let is_whole = is_date(given) && !given.ends_with("60Z");
    if is_whole { Some(given.to_owned()) } else { rewrite(given) }
}

/// The time so many seconds after 1970 began, in the form memories hold.
///
/// ```
/// assert_eq!(mizan::unit::date_at(1_772_409_600), "20260302T000000Z");
/// ```
pub fn date_at(seconds: u64) -> String {
    let (year, month, day) = civil((seconds / 86_400) as i64);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z")
}

/// The date of a day counted from 1970-01-01.
pub(crate) fn civil(days: i64) -> (i64, i64, i64) {
    // Years that begin in March end with the leap day (Hinnant, "chrono-compatible low-level date algorithms").
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 { from_march + 3 } else { from_march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// Whether a text is a date and time that exists, as `YYYYMMDDThhmmssZ`. A second 60 is a leap second.
pub(crate) fn is_date(text: &str) -> bool {
    let shape = text.len() == 16
        && text.bytes().enumerate().all(|(at, b)| match at {
            8 => b == b'T',
            15 => b == b'Z',
            _ => b.is_ascii_digit(),
        });
    if !shape {
        return false;
    }
    let number = |from: usize, to: usize| text[from..to].parse::<i32>().unwrap_or(i32::MAX);
    let (year, month, day) = (number(0, 4), number(4, 6), number(6, 8));
    (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && number(9, 11) < 24
        && number(11, 13) < 60
        && number(13, 15) <= 60
}

fn rewrite(given: &str) -> Option<String> {
    if !given.is_ascii() {
        return None;
    }
    let (date, rest) = take_date(given)?;
    let rest = rest.trim_start_matches(['T', 't', ' ']);
    let (time, zone) = take_time(rest)?;
    let offset = minutes_east(zone.trim())?;
    let [year, month, day] = date;
    let [hour, minute, second] = time;
    let in_range = (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 61;
    if !in_range {
        return None;
    }
    let ([year, month, day], minutes) = shift(date, hour * 60 + minute - offset);
    let (hour, minute) = (minutes / 60, minutes % 60);
    (0..=9999)
        .contains(&year)
        .then(|| format!("{year:04}{month:02}{day:02}T{hour:02}{minute:02}{:02}Z", second.min(59)))
}

/// `YYYYMMDD` or `YYYY-MM-DD`, with any of `-`, `/` and `.`; what follows it comes too.
fn take_date(text: &str) -> Option<([i32; 3], &str)> {
    let (year, rest) = digits(text, 4)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '-' | '/' | '.'));
    let skip = |rest: &'_ str| -> Option<usize> {
        match mark {
            Some(mark) => rest.starts_with(mark).then_some(1),
            None => Some(0),
        }
    };
    let rest = &rest[skip(rest)?..];
    let (month, rest) = digits(rest, 2)?;
    let rest = &rest[skip(rest)?..];
    let (day, rest) = digits(rest, 2)?;
    Some(([year, month, day], rest))
}

/// `hhmmss`, `hh:mm:ss`, `hh:mm`, or nothing for midnight; fractions of seconds are ignored.
fn take_time(text: &str) -> Option<([i32; 3], &str)> {
    let Some((hour, rest)) = digits(text, 2) else { return Some(([0; 3], text)) };
    let colon = usize::from(rest.starts_with(':'));
    let (minute, rest) = digits(&rest[colon..], 2)?;
    let after = rest.strip_prefix(':').unwrap_or(rest);
    let Some((second, rest)) = digits(after, 2) else { return Some(([hour, minute, 0], rest)) };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|c: char| c.is_ascii_digit()),
        None => rest,
    };
    Some(([hour, minute, second], rest))
}

/// Minutes a zone lies east of UTC; no zone counts as UTC.
fn minutes_east(zone: &str) -> Option<i32> {
    if matches!(zone, "" | "Z" | "z" | "UTC" | "GMT") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, rest) = digits(zone.strip_prefix(['+', '-'])?, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minutes, rest) = if rest.is_empty() { (0, rest) } else { digits(rest, 2)? };
    (rest.is_empty() && hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

fn digits(text: &str, count: usize) -> Option<(i32, &str)> {
    let head = text.get(..count).filter(|head| head.bytes().all(|b| b.is_ascii_digit()))?;
    Some((head.parse().ok()?, &text[count..]))
}

fn days_of(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// A day and minutes from its start, which may lie in the day before or after.
fn shift([mut year, mut month, mut day]: [i32; 3], minutes: i32) -> ([i32; 3], i32) {
    if minutes < 0 {
        day -= 1;
        if day == 0 {
            month -= 1;
            if month == 0 {
                (year, month) = (year - 1, 12);
            }
            day = days_of(year, month);
        }
    } else if minutes >= 24 * 60 {
        day += 1;
        if day > days_of(year, month) {
            (month, day) = (month + 1, 1);
            if month == 13 {
                (year, month) = (year + 1, 1);
            }
        }
    }
    ([year, month, day], minutes.rem_euclid(24 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(20_514), (2026, 3, 2));
        assert_eq!(civil(11_016), (2000, 2, 29));
        assert_eq!(civil(-1), (1969, 12, 31));
    }
}
