//! Counts of what came of records.

use std::collections::BTreeMap;
use std::time::Duration;

use mizan::records::Answer;
use serde::{Deserialize, Serialize};
use serde_json::json;

/// What came of records so far.
#[derive(Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Tally {
    /// Records that are no errors.
    pub(super) done: u64,
    /// Errors by their codes.
    pub(super) errors: BTreeMap<String, u64>,
    pub(super) segments: u64,
}

impl Tally {
    pub(super) fn add(&mut self, answer: &Answer) {
        self.add_read(match answer.error {
            Some(code) => Err(code.to_owned()),
            None => Ok(answer.segments),
        });
    }

    pub(super) fn add_read(&mut self, answer: Result<u64, String>) {
        match answer {
            Ok(segments) => {
                self.done += 1;
                self.segments += segments;
            }
            Err(code) => *self.errors.entry(code).or_default() += 1,
        }
    }

    pub(super) fn failed(&self) -> u64 {
        self.errors.values().sum()
    }

    pub(super) fn records(&self) -> u64 {
        self.done + self.failed()
    }

    /// All of it as JSON on one line.
    pub(super) fn summary(&self, done: &str, time: Duration, run: &str) -> String {
        let seconds = (time.as_secs_f64() * 100.0).round() / 100.0;
        let summary = json!({
            "records": self.records(),
            done: self.done,
            "errors": self.errors,
            "segments": self.segments,
            "seconds": seconds,
            "run": run,
        });
        summary.to_string()
    }
}
