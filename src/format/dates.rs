//! Dates as memories of other tools write them, made `YYYYMMDDThhmmssZ`.

use crate::format::repairs::Repairs;
use crate::format::xml::shown;

/// A date in the one form TMX recommends. Other forms of ISO 8601 are rewritten and noted; what is no date is
/// noted and becomes nothing.
pub(super) fn date(given: String, line: u64, repairs: &mut Repairs) -> String {
    if is_plain(&given) {
        return given;
    }
    match rewrite(given.trim()) {
        Some(date) if date == given => date,
        Some(date) => {
            repairs.add("date", line, format!("date '{}' read as {date}", shown(&given)));
            date
        }
        None if given.is_empty() => String::new(),
        None => {
            repairs.add("date", line, format!("'{}' is no date; left out", shown(&given)));
            String::new()
        }
    }
}

/// Whether a date is in the one form, and on a day every month has. Others are looked at more closely.
fn is_plain(given: &str) -> bool {
    let two = |at: usize, most: u8| {
        let [tens, ones] = [given.as_bytes()[at], given.as_bytes()[at + 1]];
        tens.is_ascii_digit() && ones.is_ascii_digit() && (tens - b'0') * 10 + (ones - b'0') <= most
    };
    let marks = given.len() == 16 && given.is_ascii();
    marks
        && given.as_bytes()[8] == b'T'
        && given.as_bytes()[15] == b'Z'
        && two(0, 99)
        && two(2, 99)
        && two(4, 12)
        && two(6, 28)
        && two(9, 23)
        && two(11, 59)
        && two(13, 59)
        && &given[4..6] != "00"
        && &given[6..8] != "00"
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

/// `hhmmss`, `hh:mm:ss`, `hh:mm`, or nothing for midnight; fractions of seconds are passed over.
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
    fn dates_of_other_tools_are_understood() {
        for (given, date) in [
            ("20231105T101112Z", "20231105T101112Z"),
            ("20231105T101112", "20231105T101112Z"),
            ("2026-11-23T00:00:00Z", "20261123T000000Z"),
            ("2018-06-11 05:09:06 UTC", "20180611T050906Z"),
            ("2024-01-01T01:30:00.123+03:00", "20231231T223000Z"),
            ("2023-12-31T23:30:00-0100", "20240101T003000Z"),
            ("20240229", "20240229T000000Z"),
            ("2023/11/05", "20231105T000000Z"),
        ] {
            let mut repairs = Repairs::default();
            assert_eq!(super::date(given.to_owned(), 1, &mut repairs), date, "{given}");
            assert_eq!(repairs.take().is_empty(), given == date, "{given}");
        }
        for bad in ["5/11/2023", "20231301T000000Z", "20230229T000000Z", "now", "20231105T99"] {
            let mut repairs = Repairs::default();
            assert_eq!(super::date(bad.to_owned(), 1, &mut repairs), "", "{bad}");
            assert_eq!(repairs.take().len(), 1);
        }
    }
}
