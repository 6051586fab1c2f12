//! Cues under lines with times: SRT, WebVTT and SBV.

use super::cue::{Cue, clean};
use super::tags::without_tags;
use crate::format::blocks::LeftOuts;

/// Reads all cues, in the order of the file.
pub(super) fn read(text: &str, left_out: &mut LeftOuts) -> Vec<Cue> {
    let is_vtt = text.trim_start_matches('\u{FEFF}').trim_start().starts_with("WEBVTT");
    let lines: Vec<&str> = text.lines().collect();
    let mut cues: Vec<Cue> = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let Some((from, to)) = times(lines[at]) else {
            at = pass_over(&lines, at, is_vtt, left_out);
            continue;
        };
        let start = at + 1;
        let next = lines[start..].iter().position(|line| times(line).is_some());
        let mut end = next.map_or(lines.len(), |next| start + next);
        if is_vtt {
            // A blank line ends a cue; what follows it is another block.
            let blank = lines[start..end].iter().position(|line| line.trim().is_empty());
            end = blank.map_or(end, |blank| start + blank);
        } else if next.is_some() && end > start && is_number(lines[end - 1]) {
            end -= 1;
        }
        let mut cue = Cue { from, to, lines: Vec::new(), speaker: String::new() };
        for line in &lines[start..end] {
            let line = line.replace("[br]", "\n");
            for line in line.lines() {
                let shown = without_tags(line, is_vtt, &mut cue.speaker, left_out);
                cue.lines.extend(clean(&shown));
            }
        }
        if !cue.lines.is_empty() {
            cues.push(cue);
        }
        at = end;
    }
    cues
}

/// Passes over lines outside of cues. Where to go on.
fn pass_over(lines: &[&str], at: usize, is_vtt: bool, left_out: &mut LeftOuts) -> usize {
    let line = lines[at].trim();
    if !is_vtt {
        if !is_number(line) {
            left_out.add("lines outside of subtitles", line);
        }
        return at + 1;
    }
    let length = lines[at..].iter().position(|line| line.trim().is_empty());
    let end = length.map_or(lines.len(), |length| at + length);
    let is = |mark: &str| {
        line == mark || line.strip_prefix(mark).is_some_and(|l| l.starts_with([' ', '\t', ':']))
    };
    if is("WEBVTT") {
        // A cue may follow its header without a blank line.
        let cue = lines[at..end].iter().position(|line| times(line).is_some());
        return cue.map_or(end, |cue| at + cue).max(at + 1);
    }
    if is("NOTE") {
        left_out.add("comments", &lines[at..end].join(" "));
        return end.max(at + 1);
    }
    if is("STYLE") || is("REGION") || line.is_empty() {
        return end.max(at + 1);
    }
    // The name of a cue stands just above its times.
    if lines.get(at + 1).is_none_or(|next| times(next).is_none()) {
        left_out.add("lines outside of subtitles", line);
    }
    at + 1
}

fn is_number(line: &str) -> bool {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    !line.is_empty() && line.chars().all(|c| c.is_numeric())
}

/// The times of a line that holds nothing else but settings.
pub(super) fn times(line: &str) -> Option<(u32, u32)> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let (from, to) = match line.split_once("-->") {
        Some(times) => times,
        None => line.split_once(',').filter(|(from, _)| from.contains(':'))?,
    };
    let to = to.trim_start();
    let to = to.split_ascii_whitespace().next()?;
    Some((clock(from.trim())?, clock(to)?))
}

/// A time as hours, minutes and seconds, or minutes and seconds.
pub(super) fn clock(time: &str) -> Option<u32> {
    let (whole, fraction) = time.split_once(['.', ',']).unwrap_or((time, ""));
    let mut seconds = 0u32;
    let mut parts = 0;
    for part in whole.split(':') {
        let number: u32 = part.trim().parse().ok()?;
        seconds = seconds.checked_mul(60)?.checked_add(number)?;
        parts += 1;
    }
    if !(2..=3).contains(&parts) || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = format!("{fraction:0<3}");
    seconds.checked_mul(1_000)?.checked_add(digits[..3].parse().ok()?)
}
