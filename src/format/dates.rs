//! Dates as memories of other tools write them, made `YYYYMMDDThhmmssZ`.

use crate::format::repairs::Repairs;
use crate::format::xml::shown;
use crate::unit;

/// A date in the form TMX recommends. Other forms of ISO 8601 are rewritten, with a repair; what is no date becomes
/// empty, with a repair.
pub(super) fn date(given: String, line: u64, repairs: &mut Repairs) -> String {
    match unit::date(&given) {
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
