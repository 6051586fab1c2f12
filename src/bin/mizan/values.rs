//! Values of options that several commands take.

use mizan::unit;

/// A number from 0 to 1.
pub(crate) fn probability(text: &str) -> Result<f32, String> {
    let value: f32 =
        text.parse().map_err(|_| "give a number from 0 to 1, such as 0.9".to_owned())?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("give a number from 0 to 1".to_owned())
    }
}

/// Reads `YYYY-MM-DD` into the form TMX has.
pub(crate) fn date(text: &str) -> Result<String, String> {
    let has_shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    unit::date(text).filter(|_| has_shape).ok_or_else(|| "give a date like 2026-03-31".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(date("2028-02-29").as_deref(), Ok("20280229T000000Z"));
        for bad in ["2026-02-29", "2026-13-01", "20260331", "2026-03-31T10:11", "2026-3-31", ""] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
