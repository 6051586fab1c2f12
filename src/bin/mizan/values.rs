//! Values of options that several commands take.

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
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let parts: Vec<&str> = text.split('-').collect();
    let fits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit())
    };
    if let [year, month, day] = parts[..] {
        let month_number: usize = month.parse().unwrap_or(0);
        let day_number: u32 = day.parse().unwrap_or(0);
        let exists = days
            .get(month_number.wrapping_sub(1))
            .is_some_and(|&last| (1..=last).contains(&day_number));
        if fits(year, 4) && fits(month, 2) && fits(day, 2) && exists {
            return Ok(format!("{year}{month}{day}T000000Z"));
        }
    }
    Err("give a date like 2026-03-31".to_owned())
}
