//! The time, as files have it.

use std::time::{SystemTime, UNIX_EPOCH};

use mizan::unit::date_at;

/// Midnight of today, UTC, as TMX writes it. The hour is left out so that a day's runs give the same bytes.
pub(crate) fn today() -> String {
    let seconds = seconds();
    date_at(seconds - seconds % 86_400)
}

/// This second, UTC, as `YYYY-MM-DDThh:mm:ssZ`.
#[cfg(feature = "review")]
pub(crate) fn now() -> String {
    let now = date_at(seconds());
    let (date, time) = (&now[..8], &now[9..15]);
    let parts = [&date[..4], &date[4..6], &date[6..], &time[..2], &time[2..4], &time[4..]];
    let [year, month, day, hour, minute, second] = parts;
    format!("{year}-{month}-{day}T{hour}:{minute}:{second}Z")
}

fn seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
