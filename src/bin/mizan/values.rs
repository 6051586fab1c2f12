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

/// A text of one line that shows something.
pub(crate) fn text(text: &str) -> Result<String, String> {
    match text.trim() {
        "" => Err("give a text".to_owned()),
        line if line.contains(char::is_control) => Err("give one line without controls".to_owned()),
        line => Ok(line.to_owned()),
    }
}

/// The props that mizan sets itself.
const OWN: [&str; 7] = ["x-doc", "x-confidence", "x-align", "x-kind", "x-key", "x-place", "x-time"];

/// A name and a value, such as `x-client=Nile`.
pub(crate) fn prop(given: &str) -> Result<(String, String), String> {
    let (name, value) = given.split_once('=').ok_or("give a name, = and a value")?;
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':'));
    if !is_name {
        return Err(
            "give a name of Latin letters, digits, - _ . and :, such as x-client".to_owned()
        );
    }
    if OWN.iter().any(|own| own.eq_ignore_ascii_case(name)) {
        return Err(format!("{name} is set by mizan; choose another name"));
    }
    Ok((name.to_owned(), text(value)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn props_have_names_and_values() {
        assert_eq!(prop("x-client=Nile = 1"), Ok(("x-client".to_owned(), "Nile = 1".to_owned())));
        for bad in
            ["x-client", "=a", "x client=a", "x-doc=a", "X-Align=a", "x-a=", "x-a=b\nc", "عميل=a"]
        {
            assert!(prop(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn only_days_that_exist_are_dates() {
        assert_eq!(date("2028-02-29").as_deref(), Ok("20280229T000000Z"));
        for bad in ["2026-02-29", "2026-13-01", "20260331", "2026-03-31T10:11", "2026-3-31", ""] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
