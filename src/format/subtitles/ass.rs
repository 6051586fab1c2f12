//! Cues of ASS and SSA: lines of fields under `[Events]`.

use super::cue::{Cue, clean};
use super::lines::clock;
use crate::format::blocks::LeftOuts;

/// Reads all cues, in the order of their times.
pub(super) fn read(text: &str, left_out: &mut LeftOuts) -> Vec<Cue> {
    let mut is_event = false;
    let mut columns = Columns { count: 10, start: 1, end: 2, name: 4, text: 9 };
    let mut cues: Vec<Cue> = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') && line.ends_with(']') {
            is_event = line.eq_ignore_ascii_case("[events]");
            continue;
        }
        let Some((kind, fields)) = line.split_once(':').filter(|_| is_event) else { continue };
        match kind.trim() {
            "Format" => columns = Columns::of(fields).unwrap_or(columns),
            "Dialogue" => match columns.cue(fields, left_out) {
                Some(cue) if cue.lines.is_empty() => {}
                Some(cue) => cues.push(cue),
                None => left_out.lose("subtitles that cannot be read", line),
            },
            "Comment" => {
                left_out
                    .add("comments", fields.splitn(columns.count, ',').last().unwrap_or(fields));
            }
            _ => {}
        }
    }
    cues.sort_by_key(|cue| cue.from);
    cues
}

/// Where the fields are that are read.
#[derive(Clone, Copy)]
struct Columns {
    count: usize,
    start: usize,
    end: usize,
    name: usize,
    text: usize,
}

impl Columns {
    fn of(format: &str) -> Option<Columns> {
        let names: Vec<&str> = format.split(',').map(str::trim).collect();
        let find = |name: &str| names.iter().position(|n| n.eq_ignore_ascii_case(name));
        Some(Columns {
            count: names.len(),
            start: find("start")?,
            end: find("end")?,
            name: find("name").or_else(|| find("actor")).unwrap_or(usize::MAX),
            text: find("text")?,
        })
    }

    fn cue(&self, fields: &str, left_out: &mut LeftOuts) -> Option<Cue> {
        // Commas in the last field are text.
        let fields: Vec<&str> = fields.splitn(self.count, ',').map(str::trim).collect();
        let lines = shown(fields.get(self.text)?);
        let speaker = fields.get(self.name).copied().unwrap_or_default();
        left_out.add("names of speakers", speaker);
        Some(Cue {
            from: clock(fields.get(self.start)?)?,
            to: clock(fields.get(self.end)?)?,
            lines: lines.lines().filter_map(clean).collect(),
            speaker: speaker.to_owned(),
        })
    }
}

/// A text without styles and drawings.
fn shown(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut is_drawing = false;
    let mut rest = text;
    while !rest.is_empty() {
        if rest.starts_with('{')
            && let Some(end) = rest.find('}')
        {
            if let Some(at) = rest[..end]
                .rfind("\\p")
                .filter(|at| rest.as_bytes().get(at + 2).is_some_and(u8::is_ascii_digit))
            {
                is_drawing = rest.as_bytes()[at + 2] != b'0';
            }
            rest = &rest[end + 1..];
            continue;
        }
        let escape = ["\\N", "\\n", "\\h"].into_iter().find(|escape| rest.starts_with(escape));
        let length = escape.map_or_else(|| rest.chars().next().map_or(1, char::len_utf8), str::len);
        if !is_drawing {
            shown.push_str(match escape {
                Some("\\h") => "\u{A0}",
                Some(_) => "\n",
                None => &rest[..length],
            });
        }
        rest = &rest[length..];
    }
    shown
}
