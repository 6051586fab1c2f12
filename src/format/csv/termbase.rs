//! Glossaries as delimited text: CSV and TSV.
//!
//! Rows that did not change are written byte for byte as they were read, and so is what stood between them.

use std::io::Write;

use crate::error::{Error, ErrorKind, Result};
use crate::format::TermbaseShape;
use crate::format::dialect::{Dialect, Mark, unguarded};
use crate::format::termbase::decoded;
use crate::glossary::{Entry, FileLayout, Glossary, Langs};
use crate::lang::Lang;
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
        parse(csv, None, Langs::AR_EN)
    }
}

/// Reads a file. Without a delimiter, the header shows which it is.
pub(in crate::format) fn read(
    bytes: &[u8],
    delimiter: Option<u8>,
    langs: Langs,
) -> Result<(Glossary, Vec<Warning>)> {
    parse(&decoded(bytes, FORMAT)?, delimiter, langs)
}

fn dialect(layout: &FileLayout) -> Dialect {
    let mark = if layout.bom { Mark::Utf8 } else { Mark::None };
    Dialect { delimiter: layout.delimiter, crlf: layout.crlf, mark }
}

/// Reads delimited text. Without a delimiter, the header shows which it is: comma, semicolon or tab.
fn parse(text: &str, delimiter: Option<u8>, langs: Langs) -> Result<(Glossary, Vec<Warning>)> {
    let bare = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    if bare.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    check_lines(bare)?;
    let first = bare.trim_start_matches(['\n', '\r']).lines().next().unwrap_or_default();
    let delimiter = delimiter.unwrap_or_else(|| guess(first));
    let quoting = delimiter != b'\t'
        || first.starts_with('"')
        || bare.contains("\t\"")
        || bare.contains("\n\"");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .quoting(quoting)
        .from_reader(bare.as_bytes());
    let mut rows: Vec<(usize, u64, csv::StringRecord)> = Vec::new();
    for row in reader.records() {
        let row = row.map_err(csv_error)?;
        let mut at = row.position().map_or(0, |at| at.byte() as usize);
        // The reader ends a row at its carriage return.
        if bare[..at].ends_with('\r') && bare[at..].starts_with('\n') {
            at += 1;
        }
        let line = row.position().map_or(1, |at| line_of_row(bare, at));
        rows.push((at, line, row));
    }
    let Some((_, _, header)) = rows.first() else { return Err(Error::new(ErrorKind::Empty)) };
    let mut columns: Vec<String> = header.iter().map(|name| name.trim().to_owned()).collect();
    require_columns(&mut columns, langs, FORMAT)?;
    let mut layout = FileLayout {
        bom: bare.len() < text.len(),
        crlf: first_line_is_crlf(bare),
        delimiter,
        ..FileLayout::default()
    };
    let end_of = |row: usize| rows.get(row + 1).map_or(bare.len(), |next| next.0);
    layout.header = bare[..end_of(0)].into();
    let mut glossary = Glossary { columns, entries: Vec::new(), layout };
    let mut warnings = Vec::new();
    // Where the text that belongs to no entry begins.
    let mut loose = end_of(0);
    for (number, (begin, line, row)) in rows.iter().enumerate().skip(1) {
        let blank = bare[*begin..].bytes().take_while(|b| matches!(b, b'\n' | b'\r')).count();
        let at = begin + blank;
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut warn = |message: String| warnings.push(Warning::new(Some(*line), message));
        if row.len() != glossary.columns.len() {
            warn(wrong_length(row, glossary.columns.len()));
            continue;
        }
        let end = end_of(number);
        if quoting && memchr::memchr_iter(b'"', &bare.as_bytes()[at..end]).count() % 2 == 1 {
            warn(
                "a quotation mark is not closed; close it, or double it if it is meant as text"
                    .to_owned(),
            );
            continue;
        }
        let cells = row.iter().map(|cell| unguarded(cell, glossary.layout.bom).to_owned());
        match Entry::read(&glossary.columns, cells.collect(), *line) {
            Ok(mut entry) => {
                entry.raw = bare[loose..end].into();
                entry.lead = at - loose;
                loose = end;
                glossary.entries.push(entry);
            }
            Err(message) => warn(message),
        }
    }
    glossary.layout.tail = bare[loose..].into();
    Ok((glossary, warnings))
}

/// Fails unless there is a column for each side. Columns may be named by language tags instead, such as `ar`
/// and `en-GB`; those are given the names of the sides.
pub(in crate::format) fn require_columns(
    columns: &mut [String],
    langs: Langs,
    format: &'static str,
) -> Result<()> {
    for (side, lang) in [("source", langs.source), ("target", langs.target)] {
        if columns.iter().any(|c| c.eq_ignore_ascii_case(side)) {
            continue;
        }
        let of_lang =
            |name: &&mut String| name.parse::<Lang>().is_ok_and(|named| named.same_language(lang));
        if let Some(name) = columns.iter_mut().find(of_lang) {
            side.clone_into(name);
        }
    }
    let has = |name: &str| columns.iter().any(|c| c.eq_ignore_ascii_case(name));
    if has("source") && has("target") {
        return Ok(());
    }
    let mut shown: String = columns.join(",");
    if shown.chars().count() > 80 {
        shown = shown.chars().take(80).chain("…".chars()).collect();
    }
    Err(Error::malformed(
        format,
        1,
        format!(
            "the first row must name the columns source and target, or {} and {}; it reads '{shown}'",
            langs.source, langs.target
        ),
    ))
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
    out.write_all(new.mark.bytes())?;
    let mut last = b'\n';
    let mut put = |bytes: &[u8]| -> Result<()> {
        // The last row of a file may have no line end.
        if last != b'\n' && !bytes.is_empty() {
            out.write_all(if new.crlf { b"\r\n" } else { b"\n" })?;
        }
        last = bytes.last().copied().unwrap_or(last);
        Ok(out.write_all(bytes)?)
    };
    if keeps && !layout.header.is_empty() {
        put(layout.header.as_bytes())?;
    } else {
        put(&new.row(&glossary.columns)?)?;
    }
    for entry in &glossary.entries {
        let unchanged = entry.raw.len() > entry.lead;
        if keeps {
            put(entry.raw.as_bytes())?;
        }
        if !keeps || !unchanged {
            put(&new.row(&entry.cells)?)?;
        }
    }
    if keeps {
        put(layout.tail.as_bytes())?;
    }
    Ok(Vec::new())
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
            let (mut glossary, _) = parse(text, None, Langs::AR_EN).unwrap();
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
        let (mut glossary, _) = parse(text, None, Langs::AR_EN).unwrap();
        assert_eq!(
            (&*glossary.entries[0].source, &*glossary.entries[0].target),
            ("وزير", "minister")
        );
        glossary.set(0, "note", "b").unwrap();
        assert_eq!(written(&glossary), text.replace(",a\n", ",b\n"));
        let error = parse("fr,ar\n", None, Langs::AR_EN).unwrap_err().to_string();
        assert!(error.contains("or ar and en; it reads 'fr,source'"), "{error}");
    }

    #[test]
    fn unclosed_quotes_and_endless_lines_are_named() {
        let text = "source,target\nوزير,\"minister\nدولة,state\nبلد,country\n";
        let (_, warnings) = parse(text, None, Langs::AR_EN).unwrap();
        assert!(warnings[0].message.contains("not closed"), "{warnings:?}");
        assert_eq!(warnings[0].line(), Some(2));
        let text = format!("source,target\n{}", "a".repeat(LONGEST_LINE + 1));
        assert!(
            parse(&text, None, Langs::AR_EN)
                .unwrap_err()
                .to_string()
                .starts_with("line 2: the line has")
        );
    }
}
