//! Glossaries as delimited text: CSV and TSV.
//!
//! Rows that did not change are written byte for byte as they were read, and so is what stood between them.

use std::borrow::Cow;
use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::TermbaseShape;
use crate::format::columns::require_columns;
use crate::format::dialect::{Dialect, Mark, unguarded};
use crate::format::termbase::{decoded, encoded, unread};
use crate::glossary::{Entry, FileLayout, Glossary, Langs};
use crate::text::Warning;

const FORMAT: &str = "glossary CSV";

/// No cell of a glossary is longer; a longer line is a file of another kind.
const LONGEST_LINE: usize = 1 << 20;

impl Glossary {
    /// Reads a glossary and fails on the first bad row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] with the line of the row, for a missing header, a row of another length,
    /// or a value that a column does not know.
    ///
    /// [`ErrorKind::Malformed`]: crate::error::ErrorKind::Malformed
    pub fn parse(csv: &str) -> Result<Glossary> {
        let (glossary, problems) = Glossary::parse_lenient(csv)?;
        match problems.into_iter().next() {
            None => Ok(glossary),
            Some(problem) => {
                Err(Error::malformed(FORMAT, problem.line().unwrap_or(1), problem.message))
            }
        }
    }

    /// Reads what can be read of a glossary. Rows that cannot are left out, each with a warning.
    ///
    /// # Errors
    ///
    /// If there is no header with `source` and `target`, or the tags of Arabic and English.
    pub fn parse_lenient(csv: &str) -> Result<(Glossary, Vec<Warning>)> {
        let bare = csv.strip_prefix('\u{FEFF}').unwrap_or(csv);
        let (mut glossary, warnings) = parse(bare, None, Langs::AR_EN, bare.len() < csv.len())?;
        glossary.layout.bom = bare.len() < csv.len();
        Ok((glossary, warnings))
    }
}

/// Reads a file. Without a delimiter, the header shows which it is.
pub(in crate::format) fn read(
    bytes: &[u8],
    delimiter: Option<u8>,
    langs: Langs,
) -> Result<(Glossary, Vec<Warning>)> {
    let decoded = decoded(bytes, FORMAT, langs)?;
    let is_marked = decoded.bom || decoded.encoding.is_some_and(|name| name.starts_with("UTF-16"));
    let (mut glossary, mut warnings) = parse(&decoded.text, delimiter, langs, is_marked)?;
    glossary.layout.bom = decoded.bom;
    glossary.layout.encoding = decoded.encoding;
    warnings.splice(0..0, decoded.warnings);
    Ok((glossary, warnings))
}

/// The form of the rows of a file.
fn dialect(layout: &FileLayout) -> Dialect {
    let mark = match layout.encoding {
        Some("UTF-16LE" | "UTF-16BE") => Mark::Utf16,
        _ if layout.bom => Mark::Utf8,
        _ => Mark::None,
    };
    Dialect { delimiter: layout.delimiter, crlf: layout.crlf, mark }
}

/// The delimiter that a line `sep=;` before the names names, and where the next line starts.
fn sep_line(text: &str) -> Option<(u8, usize)> {
    let end = text.find('\n')? + 1;
    let line = text[..end].trim_end().trim_matches('"');
    let [delimiter] = line.strip_prefix("sep=")?.as_bytes() else { return None };
    delimiter.is_ascii().then_some((*delimiter, end))
}

/// Reads delimited text without byte-order mark. Without a delimiter, the header shows which it is: comma, semicolon or
/// tab. Cells of a marked file may be guarded.
fn parse(
    bare: &str,
    delimiter: Option<u8>,
    langs: Langs,
    is_marked: bool,
) -> Result<(Glossary, Vec<Warning>)> {
    if bare.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    check_lines(bare)?;
    let (sep, start) = sep_line(bare).map_or((None, 0), |(sep, start)| (Some(sep), start));
    let first = bare[start..].trim_start_matches(['\n', '\r']).lines().next().unwrap_or_default();
    let delimiter = sep.or(delimiter).unwrap_or_else(|| guess(first));
    let (rows, quoting) = rows(bare, start, delimiter)?;
    let Some((_, _, header)) = rows.first() else { return Err(Error::new(ErrorKind::Empty)) };
    let mut columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    let second: Option<Vec<String>> =
        rows.get(1).map(|row| row.2.iter().map(str::to_owned).collect());
    let row_langs = require_columns(&mut columns, second.as_deref(), langs, FORMAT)?;
    let mut layout =
        FileLayout { crlf: first_line_is_crlf(bare), delimiter, ..FileLayout::default() };
    let end_of = |row: usize| rows.get(row + 1).map_or(bare.len(), |next| next.0);
    layout.header = bare[..end_of(0)].into();
    let mut glossary = Glossary { columns, entries: Vec::new(), layout };
    let mut warnings = Vec::new();
    let mut short: (u64, Option<u64>) = (0, None);
    // Where the text that belongs to no entry begins.
    let mut loose = end_of(0);
    for (number, (begin, line, row)) in rows.iter().enumerate().skip(1) {
        let blank = bare[*begin..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let at = begin + blank;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let end = end_of(number);
        let is_open =
            quoting && memchr::memchr_iter(b'"', &bare.as_bytes()[at..end]).count() % 2 == 1;
        let columns = glossary.columns.len();
        let cells = row.iter().map(|cell| unguarded(cell, is_marked).to_owned());
        // Cells that lack at the end of a row are empty; empty ones too many say nothing.
        let mut cells: Vec<String> = cells.collect();
        let is_long = cells.iter().skip(columns).any(|cell| !cell.trim().is_empty());
        let is_short = cells.len() < columns;
        cells.resize(columns, String::new());
        let entry = if is_long {
            Err(wrong_length(row, columns))
        } else if is_open {
            Err("a quotation mark is not closed; close it, or double it if it is meant as text"
                .to_owned())
        } else {
            match row_langs.refuses(&cells, langs) {
                Some(message) => Err(message),
                None => Entry::read(&glossary.columns, cells, *line),
            }
        };
        match entry {
            Ok(mut entry) => {
                if is_short {
                    short = (short.0 + 1, short.1.or(Some(*line)));
                }
                entry.raw = bare[loose..end].into();
                entry.lead = at - loose;
                loose = end;
                glossary.entries.push(entry);
            }
            Err(message) => warnings.push(Warning::new(Some(*line), message)),
        }
    }
    glossary.layout.tail = bare[loose..].into();
    warnings.extend(short.1.map(|line| short_rows(short.0, line)));
    Ok((glossary, warnings))
}

/// The warning of rows with fewer cells than the first, from how many there are and the line of the first of them.
fn short_rows(count: u64, line: u64) -> Warning {
    let rows = match count {
        1 => format!("the row on line {line} has"),
        _ => format!("{count} rows have"),
    };
    let first = if count == 1 { String::new() } else { format!(" (the first on line {line})") };
    let message = format!(
        "{rows} fewer cells than the first row{first}; what is not there is taken as empty"
    );
    Warning::new(None, message)
}

/// A row with its offset and its line.
type RawRow = (usize, u64, csv::StringRecord);

/// The rows from an offset on, and whether cells may be quoted.
fn rows(bare: &str, start: usize, delimiter: u8) -> Result<(Vec<RawRow>, bool)> {
    let text = &bare[start..];
    let first = text.trim_start_matches(['\n', '\r']);
    let quoting = delimiter != b'\t'
        || first.starts_with('"')
        || text.contains("\t\"")
        || text.contains("\n\"");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(text.as_bytes());
    let lines = bare[..start].matches('\n').count() as u64;
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row.map_err(csv_error)?;
        let mut at = row.position().map_or(0, |at| at.byte() as usize);
        // The reader ends a row at its carriage return.
        if text[..at].ends_with('\r') && text[at..].starts_with('\n') {
            at += 1;
        }
        let line = row.position().map_or(1, |at| line_of_row(text, at));
        rows.push((start + at, line + lines, row));
    }
    Ok((rows, quoting))
}

fn wrong_length(row: &csv::StringRecord, columns: usize) -> String {
    let long = row.iter().find(|cell| cell.contains('\n'));
    match long {
        Some(cell) => format!(
            "the row has {} cells where the header has {columns}, and one of them runs over {} lines; is a quotation \
             mark not closed?",
            row.len(),
            cell.lines().count()
        ),
        None => format!(
            "the row has {} cells where the header has {columns}; quote cells that hold commas",
            row.len()
        ),
    }
}

fn check_lines(text: &str) -> Result<()> {
    let mut start = 0;
    for (number, end) in memchr::memchr_iter(b'\n', text.as_bytes()).chain([text.len()]).enumerate()
    {
        if end - start > LONGEST_LINE {
            return Err(Error::malformed(
                FORMAT,
                number as u64 + 1,
                format!("the line has {} bytes; no glossary has lines so long", end - start),
            ));
        }
        start = end + 1;
    }
    Ok(())
}

fn guess(header: &str) -> u8 {
    let count = |c: u8| memchr::memchr_iter(c, header.as_bytes()).count();
    match (count(b','), count(b';'), count(b'\t')) {
        (commas, _, tabs) if tabs > commas => b'\t',
        (commas, semicolons, _) if semicolons > commas => b';',
        _ => b',',
    }
}

fn first_line_is_crlf(text: &str) -> bool {
    text.find('\n').is_some_and(|at| text[..at].ends_with('\r'))
}

/// The reader counts from before the empty lines it passes over; the user looks for the row itself.
fn line_of_row(csv: &str, at: &csv::Position) -> u64 {
    let rest = csv.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    at.line() + skipped.filter(|&&b| b == b'\n').count() as u64
}

fn csv_error(error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    Error::malformed(FORMAT, line, error.to_string())
}

/// Writes delimited text: what did not change as it was read, if it was read from text of the same form.
pub(in crate::format) fn write(
    glossary: &Glossary,
    delimiter: u8,
    shape: TermbaseShape,
    out: &mut dyn Write,
) -> Result<Vec<String>> {
    let layout = &glossary.layout;
    let old = dialect(layout);
    let same_format = old.delimiter == delimiter || (old.delimiter, delimiter) == (b';', b',');
    let new = match shape {
        TermbaseShape::Excel => Dialect { delimiter, crlf: true, mark: Mark::Utf8 },
        TermbaseShape::AsRead if same_format => old,
        TermbaseShape::AsRead | TermbaseShape::Canonical => {
            Dialect { delimiter, crlf: false, mark: Mark::None }
        }
    };
    let keeps = shape != TermbaseShape::Excel && new == old;
    let mut text = String::new();
    let mut put = |part: &str| {
        // The last row of a file may have no line end.
        if !part.is_empty() && !text.is_empty() && !text.ends_with(['\n', '\r']) {
            text.push_str(if new.crlf { "\r\n" } else { "\n" });
        }
        text.push_str(part);
    };
    let row = |cells: &[String]| -> Result<String> {
        Ok(String::from_utf8_lossy(&new.row(cells)?).into_owned())
    };
    let first_added = glossary.columns.len().saturating_sub(layout.added);
    if keeps && !layout.header.is_empty() {
        let added = row(&glossary.columns[first_added..])?;
        put(&widened(&layout.header, new, layout.added, &added));
    } else {
        put(&row(&glossary.columns)?);
    }
    for entry in &glossary.entries {
        let unchanged = entry.raw.len() > entry.lead;
        if keeps {
            let (lead, own) = entry.raw.split_at(entry.lead);
            put(lead);
            put(&widened(own, new, if unchanged { layout.added } else { 0 }, ""));
        }
        if !keeps || !unchanged {
            put(&row(&entry.cells)?);
        }
    }
    if keeps {
        put(&layout.tail);
        out.write_all(&encoded(&text, layout.encoding, layout.bom)?)?;
        return Ok(Vec::new());
    }
    out.write_all(new.mark.bytes())?;
    out.write_all(text.as_bytes())?;
    Ok(unread(glossary))
}

/// A row as it stands with so many cells more, the given ones.
fn widened<'r>(row: &'r str, dialect: Dialect, count: usize, cells: &str) -> Cow<'r, str> {
    if count == 0 {
        return Cow::Borrowed(row);
    }
    let bare = row.trim_end_matches(['\n', '\r']);
    let delimiter = char::from(dialect.delimiter);
    let cells = match cells.trim_end_matches(['\n', '\r']) {
        "" => delimiter.to_string().repeat(count),
        cells => format!("{delimiter}{cells}"),
    };
    Cow::Owned(format!("{bare}{cells}{}", &row[bare.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(glossary: &Glossary) -> String {
        let mut out = Vec::new();
        write(glossary, glossary.layout.delimiter, TermbaseShape::AsRead, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn what_did_not_change_is_written_as_it_was() {
        for text in [
            "source,target\nوزير,minister\n",
            "\u{FEFF}source,target,team\r\n\"وزير\",minister,\"a \"\"b\"\"\"\r\n\r\nدولة,state,\r\n",
            "source;target\nوزير;minister\n\n\nbad\nدولة;\"a\nb\"",
            "source\ttarget\nوزير\tminister \"x\"\n",
        ] {
            let (mut glossary, _) = read(text.as_bytes(), None, Langs::AR_EN).unwrap();
            assert_eq!(written(&glossary), text);
            glossary.set(0, "target", "cabinet minister").unwrap();
            let changed = written(&glossary);
            assert!(changed.contains("cabinet minister"), "{changed}");
            let kept = |t: &str| t.lines().skip(2).map(str::to_owned).collect::<Vec<_>>();
            assert_eq!(kept(&changed), kept(text));
        }
    }

    #[test]
    fn columns_may_be_named_by_language() {
        let text = "EN-gb,ar,note\nminister,وزير,a\n";
        let (mut glossary, _) = read(text.as_bytes(), None, Langs::AR_EN).unwrap();
        assert_eq!(
            (&*glossary.entries[0].source, &*glossary.entries[0].target),
            ("وزير", "minister")
        );
        glossary.set(0, "note", "b").unwrap();
        assert_eq!(written(&glossary), text.replace(",a\n", ",b\n"));
        let error = read(b"fr,ar\n", None, Langs::AR_EN).unwrap_err().to_string();
        assert!(error.contains("or ar and en; it reads 'fr,ar'"), "{error}");
    }

    #[test]
    fn unclosed_quotes_and_endless_lines_are_named() {
        let text = "source,target\nوزير,\"minister\nدولة,state\nبلد,country\n";
        let (_, warnings) = read(text.as_bytes(), None, Langs::AR_EN).unwrap();
        assert!(warnings[0].message.contains("not closed"), "{warnings:?}");
        assert_eq!(warnings[0].line(), Some(2));
        let text = format!("source,target\n{}", "a".repeat(LONGEST_LINE + 1));
        assert!(
            read(text.as_bytes(), None, Langs::AR_EN)
                .unwrap_err()
                .to_string()
                .starts_with("line 2: the line has")
        );
    }
}
