//! OmegaT glossaries: source, target and comment, separated by tabs, without header and without quoting.

use std::io::Write;
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::format::termbase::{decoded, encoded, lost_columns, one_line, original};
use crate::format::{TermbaseFormat, TermbaseShape};
use crate::glossary::{FileLayout, Glossary, Langs, Original, Status};
use crate::text::Warning;

/// `.txt`, `.utf8` and `.tab`.
pub(super) struct OmegaT;

const NAME: &str = "OmegaT glossary";

impl TermbaseFormat for OmegaT {
    fn name(&self) -> &'static str {
        "omegat"
    }

    fn extensions(&self) -> &'static [&'static str] {
        &["txt", "utf8", "tab"]
    }

    fn read(&self, bytes: &[u8], langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
        let decoded = decoded(bytes, NAME, langs)?;
        let mut glossary = Glossary::with_columns(&["source", "target", "status", "note"]);
        let mut warnings = decoded.warnings;
        // Where the text that belongs to no entry begins.
        let (mut loose, mut end) = (0, 0);
        let text = &decoded.text;
        for (at, line) in lines(text).enumerate() {
            let number = at as u64 + 1;
            let start = end;
            end += line.len();
            let line = line.trim_end_matches(['\n', '\r']);
            if line.trim_start_matches('\u{FEFF}').starts_with('#') || trimmed(line).is_empty() {
                continue;
            }
            let mut cells = line.split('\t').map(trimmed);
            let (source, target) =
                (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
            if source.is_empty() || target.is_empty() {
                let message = "the line needs a source and a target with a tab between".to_owned();
                warnings.push(Warning::new(Some(number), message));
                continue;
            }
            let comment = cells.filter(|cell| !cell.is_empty()).collect::<Vec<_>>().join(" ");
            let (status, note) = status_of(&comment);
            let row = [("source", source), ("target", target), ("status", status), ("note", note)];
            glossary.push(number, &row)?;
            if let Some(entry) = glossary.entries.last_mut() {
                entry.raw = text[loose..end].into();
                entry.lead = start - loose;
                loose = end;
            }
        }
        if glossary.entries.is_empty() && warnings.is_empty() {
            return Err(Error::new(ErrorKind::Empty));
        }
        glossary.layout = FileLayout {
            bom: decoded.bom,
            encoding: decoded.encoding,
            crlf: text.contains("\r\n"),
            tail: text[loose..].into(),
            // The rows hold the file.
            original: Some(Original { format: NAME, langs, bytes: Arc::from([]) }),
            ..FileLayout::default()
        };
        Ok((glossary, warnings))
    }

    fn write(
        &self,
        glossary: &Glossary,
        _: Langs,
        shape: TermbaseShape,
        out: &mut dyn Write,
    ) -> Result<Vec<String>> {
        let keeps = original(glossary, NAME, shape).is_some();
        let layout = &glossary.layout;
        let line_end = if keeps && layout.crlf { "\r\n" } else { "\n" };
        let mut text = String::new();
        let mut put = |part: &str| {
            if !part.is_empty() && !text.is_empty() && !text.ends_with(['\n', '\r']) {
                text.push_str(line_end);
            }
            text.push_str(part);
        };
        let mut broken = 0;
        let mut skipped = 0;
        for entry in &glossary.entries {
            if keeps {
                put(&entry.raw);
                if entry.raw.len() > entry.lead {
                    continue;
                }
            }
            let note = glossary.cell(entry, "note");
            broken += [entry.source.as_str(), &entry.target, note]
                .iter()
                .filter(|cell| cell.contains(['\t', '\n', '\r']))
                .count();
            if entry.source.is_empty() || entry.target.is_empty() {
                skipped += 1;
                continue;
            }
            let mut comment = String::new();
            // The program offers every target as a translation, so a forbidden one must say so.
            if entry.status != Status::Preferred {
                comment = format!("[{}] ", entry.status.as_str());
            }
            comment.push_str(&one_line(note));
            // A line that starts with # would be a comment.
            let guard = if entry.source.starts_with('#') { " " } else { "" };
            let (source, target) = (one_line(&entry.source), one_line(&entry.target));
            put(&format!("{guard}{source}\t{target}\t{}{line_end}", comment.trim()));
        }
        if keeps {
            put(&layout.tail);
        }
        let encoding = layout.encoding.filter(|_| keeps);
        out.write_all(&encoded(&text, encoding, keeps && layout.bom)?)?;
        let mut lost = lost_columns(glossary, &["source", "target", "status", "note"], NAME);
        if broken > 0 {
            lost.push(format!(
                "{NAME} is one line a row: {broken} tabs or line ends became spaces"
            ));
        }
        if skipped > 0 {
            lost.push(format!("{skipped} rows without a source or a target left out"));
        }
        Ok(lost)
    }
}

/// A cell without white space around it, and without the byte-order marks that files which were put together have inside.
fn trimmed(cell: &str) -> &str {
    cell.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}')
}

/// The lines of a text with what ends them: as the program reads them, a carriage return alone ends one too.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = match rest.find(['\n', '\r']) {
            Some(at) if rest[at..].starts_with("\r\n") => at + 2,
            Some(at) => at + 1,
            None => rest.len(),
        };
        let (line, after) = rest.split_at(end);
        rest = after;
        (!line.is_empty()).then_some(line)
    })
}

/// A comment, with the status our own writer puts before it.
fn status_of(comment: &str) -> (&'static str, &str) {
    for status in [Status::Admitted, Status::Forbidden] {
        let marked = comment.strip_prefix('[').and_then(|rest| {
            rest.strip_prefix(status.as_str()).and_then(|rest| rest.strip_prefix(']'))
        });
        if let Some(note) = marked {
            return (status.as_str(), note.trim());
        }
    }
    (Status::Preferred.as_str(), comment)
}
