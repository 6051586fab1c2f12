//! Progress, on standard error and only on a terminal.

use std::time::Duration;

use crate::message::is_quiet;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use mizan::watch::Watch;

/// A line with the name of the present stage; with a bar, the rate and the time left where these are known.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    fn with(bar: ProgressBar) -> Progress {
        if is_quiet() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Progress(bar)
    }

    pub(crate) fn new() -> Progress {
        let progress = Progress::with(ProgressBar::new_spinner());
        progress.style("{spinner} {msg} ({elapsed})");
        progress
    }

    /// Progress in reading a file of so many bytes.
    pub(crate) fn bytes(name: &str, length: u64) -> Progress {
        let progress = Progress::with(ProgressBar::new(length));
        progress.0.set_message(name.to_owned());
        progress
            .style("{spinner} {msg} {wide_bar} {bytes}/{total_bytes}, {bytes_per_sec}, {eta} left");
        progress
    }

    /// Progress over so many documents.
    pub(crate) fn files(count: u64) -> Progress {
        let progress = Progress::with(ProgressBar::new(count));
        progress.0.set_message("aligning");
        progress.style("{spinner} {msg} {wide_bar} {pos}/{len} pairs, {eta} left");
        progress
    }

    /// Counts bytes that were read, or documents that are done.
    pub(crate) fn add(&self, count: u64) {
        self.0.inc(count);
    }

    /// Removes the line.
    pub(crate) fn clear(&self) {
        self.0.finish_and_clear();
    }

    pub(crate) fn stage(&self, name: &'static str) {
        self.style("{spinner} {msg} ({elapsed})");
        self.0.set_message(name);
    }

    fn style(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }
}

impl Watch for Progress {
    fn begin(&self, stage: &'static str, steps: u64) {
        self.stage(stage);
        if steps > 0 {
            self.0.set_length(steps);
            self.0.set_position(0);
            self.0.reset_eta();
            self.style("{spinner} {msg} {wide_bar} {pos}/{len} segments, {per_sec}, {eta} left");
        }
    }

    fn advance(&self, steps: u64) {
        self.0.inc(steps);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
