//! Numbers of cells as a person sees them.

use crate::maths;
use crate::unit::civil;

/// How the number of a cell is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// With as many digits as it has.
    General,
    /// As a day, a time of day, or both.
    Date { day: bool, time: bool, seconds: bool },
    /// As hours, minutes and seconds that passed.
    Elapsed,
    /// With fixed digits.
    Fixed(Fixed),
}

/// A format with fixed digits.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Fixed {
    before: String,
    after: String,
    /// The least digits before the point, and those after it.
    whole: usize,
    decimals: usize,
    thousands: bool,
    percent: bool,
}

impl Shape {
    /// The shape of a number format: its number, and its code if the workbook defines one.
    pub(super) fn of(id: u32, code: Option<&str>) -> Shape {
        let known = match id {
            1 => "0",
            2 => "0.00",
            3 | 37 | 38 => "#,##0",
            4 | 39 | 40 => "#,##0.00",
            9 => "0%",
            10 => "0.00%",
            14..=17 | 27..=31 | 36 | 50..=54 | 57 | 58 => "yyyy-mm-dd",
            18 | 20 | 32 | 33 | 55 | 56 => "hh:mm",
            19 | 21 | 34 | 35 => "hh:mm:ss",
            22 => "yyyy-mm-dd hh:mm",
            45 | 47 => "mm:ss",
            46 => "[h]:mm:ss",
            _ => "",
        };
        Shape::of_code(code.unwrap_or(known))
    }

    fn of_code(code: &str) -> Shape {
        let mut fixed = Fixed::default();
        let (mut day, mut hour, mut minute, mut second) = (false, false, false, false);
        let (mut digits, mut point, mut month) = (false, false, false);
        let mut chars = code.chars();
        while let Some(c) = chars.next() {
            let mut literal = String::new();
            match c {
                // The sections after the first are for negative numbers, zero and text.
                ';' => break,
                '"' => literal.extend(chars.by_ref().take_while(|&c| c != '"')),
                '\\' => literal.extend(chars.next()),
                '_' | '*' => drop(chars.next()),
                '[' => {
                    let inside: String = chars.by_ref().take_while(|&c| c != ']').collect();
                    if !inside.is_empty() && inside.chars().all(|c| "hHmMsS".contains(c)) {
                        return Shape::Elapsed;
                    }
                    if let Some(currency) = inside.strip_prefix('$') {
                        literal.push_str(currency.split('-').next().unwrap_or_default());
                    }
                }
                'y' | 'Y' | 'd' | 'D' | 'b' | 'B' => day = true,
                'e' if !digits => day = true,
                'm' | 'M' => {
                    if hour && !second {
                        minute = true;
                    } else {
                        month = true;
                    }
                }
                'h' | 'H' => hour = true,
                's' | 'S' => second = true,
                'G' | 'g' if code.to_ascii_lowercase().contains("general") => {
                    return Shape::General;
                }
                '@' | 'E' => return Shape::General,
                '/' | '?' if !day && !month => return Shape::General,
                '0' | '#' => {
                    digits = true;
                    match (point, c) {
                        (true, _) => fixed.decimals += 1,
                        (false, '0') => fixed.whole += 1,
                        _ => {}
                    }
                }
                '.' => point = true,
                ',' => fixed.thousands = digits,
                '%' => {
                    fixed.percent = true;
                    literal.push('%');
                }
                c => literal.push(c),
            }
            let side = if digits { &mut fixed.after } else { &mut fixed.before };
            side.push_str(&literal);
        }
        // A month beside seconds is a minute.
        if second && month && !day && !hour {
            (month, minute) = (false, true);
        }
        if day || month || hour || minute || second {
            return Shape::Date {
                day: day || month,
                time: hour || minute || second,
                seconds: second,
            };
        }
        if digits { Shape::Fixed(fixed) } else { Shape::General }
    }

    /// A number as it is shown.
    pub(super) fn show(&self, raw: &str, from_1904: bool) -> String {
        let raw = raw.trim();
        let Ok(value) = raw.parse::<f64>() else { return raw.to_owned() };
        match self {
            Shape::General => general(raw, value),
            Shape::Date { day, time, seconds } if (0.0..2_958_466.0).contains(&value) => {
                date(value, from_1904, [*day, *time, *seconds])
            }
            Shape::Elapsed if (0.0..1e9).contains(&value) => {
                let seconds = (value * 86_400.0).round() as u64;
                format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
            Shape::Date { .. } | Shape::Elapsed => general(raw, value),
            Shape::Fixed(fixed) => fixed.show(value),
        }
    }
}

impl Fixed {
    fn show(&self, value: f64) -> String {
        let value = if self.percent { value * 100.0 } else { value };
        // Halves go away from zero.
        let scale = maths::power_of_ten(i32::try_from(self.decimals.min(15)).unwrap_or(15));
        let rounded = shortest(value.abs() * scale).round() / scale;
        let digits = format!("{rounded:.*}", self.decimals);
        let (whole, decimals) = match digits.split_once('.') {
            Some((whole, decimals)) => (whole, format!(".{decimals}")),
            None => (&*digits, String::new()),
        };
        let mut whole = format!("{whole:0>width$}", width = self.whole);
        if self.thousands {
            let mut at = whole.len();
            while at > 3 {
                at -= 3;
                whole.insert(at, ',');
            }
        }
        let is_zero = !digits.bytes().any(|b| matches!(b, b'1'..=b'9'));
        let sign = if value < 0.0 && !is_zero { "-" } else { "" };
        format!("{sign}{}{whole}{decimals}{}", self.before, self.after)
    }
}

/// A number with the 15 digits that a spreadsheet shows of it.
fn shortest(value: f64) -> f64 {
    format!("{value:.14e}").parse().unwrap_or(value)
}

fn general(raw: &str, value: f64) -> String {
    let is_plain = raw.len() <= 15 && raw.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    if is_plain || !value.is_finite() {
        return raw.to_owned();
    }
    let size = value.abs();
    if size != 0.0 && !(1e-9..1e21).contains(&size) {
        return format!("{:E}", shortest(value));
    }
    format!("{}", shortest(value))
}

/// A day number as ISO 8601 has it.
fn date(value: f64, from_1904: bool, [day, time, seconds]: [bool; 3]) -> String {
    let whole = (value * 86_400.0).round() as i64;
    let (mut days, rest) = (whole.div_euclid(86_400), whole.rem_euclid(86_400));
    // Days to 1970. The calendar from 1900 has a day too many at the end of February 1900.
    days -= match from_1904 {
        true => 24_107,
        false if days < 60 => 25_568,
        false => 25_569,
    };
    let mut shown = String::new();
    if day {
        let (year, month, day) = civil(days);
        shown = format!("{year:04}-{month:02}-{day:02}");
    }
    // A date whose time is midnight is a date.
    if time && (rest > 0 || !day) {
        if day {
            shown.push(' ');
        }
        shown.push_str(&format!("{:02}:{:02}", rest / 3600, rest / 60 % 60));
        if seconds {
            shown.push_str(&format!(":{:02}", rest % 60));
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_a_person_sees_them() {
        for (id, code, raw, shown) in [
            (0, None, "42", "42"),
            (0, None, "0.30000000000000004", "0.3"),
            (0, None, "1.5E3", "1500"),
            (0, None, "1e300", "1E300"),
            (1, None, "2.6", "3"),
            (4, None, "1234567.5", "1,234,567.50"),
            (9, None, "0.25", "25%"),
            (10, None, "-0.125", "-12.50%"),
            (49, None, "007", "007"),
            (164, Some("00000"), "42", "00042"),
            (164, Some("#,##0.0\" كم\""), "1200.25", "1,200.3 كم"),
            (164, Some("[$€-2] #,##0"), "5", "€ 5"),
            (164, Some("0.0;[Red]-0.0"), "-1.25", "-1.3"),
            (164, Some("General"), "1.50", "1.5"),
            (14, None, "43832", "2020-01-02"),
            (22, None, "43832.5", "2020-01-02 12:00"),
            (164, Some("[$-401]dd mmmm yyyy"), "43890", "2020-02-29"),
            (164, Some("yyyy-mm-dd hh:mm:ss"), "43832", "2020-01-02"),
            (20, None, "0.75", "18:00"),
            (46, None, "1.5", "36:00:00"),
            (14, None, "1", "1900-01-01"),
            (14, None, "61", "1900-03-01"),
            (14, None, "x", "x"),
            (14, None, "-1", "-1"),
        ] {
            assert_eq!(Shape::of(id, code).show(raw, false), shown, "{code:?} {raw}");
        }
        assert_eq!(Shape::of(14, None).show("42370", true), "2020-01-02");
    }
}
