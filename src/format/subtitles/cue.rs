//! A subtitle.

use crate::format::prose::is_no_text;

/// A subtitle: its times in milliseconds, its lines without tags, and who speaks, where the file says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cue {
    pub(super) from: u32,
    pub(super) to: u32,
    pub(super) lines: Vec<String>,
    pub(super) speaker: String,
}

/// A line of text without characters that are none; `None` if nothing is left.
pub(super) fn clean(line: &str) -> Option<String> {
    let line: String = line.chars().filter(|&c| !is_no_text(c)).collect();
    let line = line.trim();
    (!line.is_empty()).then(|| line.to_owned())
}
