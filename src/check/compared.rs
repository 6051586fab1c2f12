//! Which numbers of one text stand in another.

use std::collections::{BTreeMap, BTreeSet};

use crate::text::numeral::{Number, Sign, Value, Written};

/// The numbers of a text by what they may be.
pub(super) struct Index<'n> {
    numbers: &'n [Number],
    by_value: BTreeMap<Value, Vec<&'n Number>>,
    by_parts: BTreeMap<&'n [u64], &'n Number>,
    by_time: BTreeMap<u64, Vec<&'n Number>>,
    /// Whether it has a version or address, whose parts have an order.
    has_versions: bool,
}

/// Numbers with one value of which each is kept once.
type Kinds<'n> = BTreeSet<(&'n [crate::text::numeral::Reading], bool, Sign)>;

impl<'n> Index<'n> {
    pub(super) fn new(numbers: &'n [Number]) -> Index<'n> {
        let mut index = Index {
            numbers,
            by_value: BTreeMap::new(),
            by_parts: BTreeMap::new(),
            by_time: BTreeMap::new(),
            has_versions: false,
        };
        // A number that is repeated a thousand times is looked at once.
        let mut known = Kinds::new();
        for number in numbers {
            index.has_versions |= number.parts.len() > 2;
            if !number.parts.is_empty() {
                index.by_parts.entry(&number.parts).or_insert(number);
            }
            if let Some(clock) = number.clock {
                let times = index.by_time.entry(clock.minutes).or_default();
                if !times.iter().any(|time| time.clock == number.clock) {
                    times.push(number);
                }
            }
            if !known.insert((&number.values, number.unscaled.is_empty(), number.sign)) {
                continue;
            }
            for reading in number.values.iter().chain(&number.unscaled) {
                index.by_value.entry(reading.value).or_default().push(number);
            }
        }
        index
    }

    /// Whether a number stands here, in any form.
    pub(super) fn has(&self, number: &Number) -> bool {
        let readings = number.values.iter().chain(&number.unscaled);
        let mut alike = readings.filter_map(|reading| self.by_value.get(&reading.value)).flatten();
        alike.any(|other| number.meets(other))
            || self.by_parts.contains_key(&number.parts[..]) && !number.parts.is_empty()
            || number.clock.is_some_and(|clock| {
                let times = self.by_time.get(&clock.minutes).into_iter().flatten();
                times.into_iter().any(|other| number.meets(other))
            })
            || self.tells(number).is_some()
    }

    fn has_value(&self, value: u64) -> bool {
        self.by_value.contains_key(&Value::new(value.into(), 0))
    }

    /// The numbers here that together say what a number of several parts says: a time, a date, a version.
    fn tells(&self, number: &Number) -> Option<Vec<u64>> {
        if let Some(clock) = number.clock
            && let Some(told) = self.tells_time(clock.minutes)
        {
            return Some(told);
        }
        let parts = &number.parts;
        // Parts of a version have an order; those of a fraction are no counts.
        let free = !(parts.len() > 2 && self.has_versions);
        let written = number.written != Written::Fraction;
        let all = !parts.is_empty() && parts.iter().all(|&part| self.has_value(part));
        (free && written && all).then(|| parts.clone())
    }

    fn tells_time(&self, minutes: u64) -> Option<Vec<u64>> {
        let (hours, minutes) = (minutes / 60, minutes % 60);
        let hour = |hours: u64| {
            let hours = hours % 12;
            [hours, hours + 12, hours + 24]
                .into_iter()
                .find(|&h| h > 0 && h <= 24 && self.has_value(h))
        };
        let share = |minutes: u64| self.by_value.contains_key(&Value::ratio(minutes, 60));
        if minutes == 0 {
            return hour(hours).map(|hour| vec![hour, 0]);
        }
        let tell = |hours: u64, minutes: u64| {
            let hour = hour(hours)?;
            (self.has_value(minutes) || share(minutes)).then(|| vec![hour, minutes])
        };
        tell(hours, minutes).or_else(|| tell(hours + 1, 60 - minutes))
    }
}

/// The values of one text that together say what a number of several parts says in the other.
pub(super) fn parts_told(of: &Index<'_>, by: &Index<'_>) -> BTreeSet<Value> {
    let whole =
        of.numbers.iter().filter(|number| number.clock.is_some() || !number.parts.is_empty());
    let told = whole.filter_map(|number| by.tells(number)).flatten();
    told.map(|value| Value::new(value.into(), 0)).collect()
}
