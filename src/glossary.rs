//! The termbase: entries that pair a source term with its translation.
//!
//! The canonical file is CSV with the columns [`COLUMNS`] and any further ones; `source_variants` and
//! `target_variants` hold other forms of a term, parted by `|`.

use crate::error::{Error, ErrorKind, Result};
use crate::text::Warning;

mod arabic;
mod check;
mod english;
mod find;
mod lexicon;
mod names;
mod token;

pub use check::{Problem, check};
pub use find::{Finder, Hit, MatchClass, Matcher, Side};

/// The columns of a glossary file, in their canonical order. Only the first two are required.
pub const COLUMNS: [&str; 8] =
    ["source", "target", "status", "pos", "domain", "note", "match", "case"];

const FORMAT: &str = "glossary CSV";

/// A glossary: entries in the order of its file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Glossary {
    /// The names of the columns, in the order of the file.
    pub columns: Vec<String>,
    /// The entries, counted from 0.
    pub entries: Vec<Entry>,
}

/// A source term and one translation of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The source term.
    pub source: String,
    /// The target term.
    pub target: String,
    /// Whether this translation is wanted.
    pub status: Status,
    /// How freely text may differ from the term.
    pub matching: Matching,
    /// Whether letter case counts on the target side.
    pub case: Case,
    /// Other forms of the source term.
    pub source_variants: Vec<String>,
    /// Other forms of the target term.
    pub target_variants: Vec<String>,
    /// Every cell of the row, as it was read, in the order of the columns.
    pub cells: Vec<String>,
    /// The line of the file where the row starts, from 1.
    pub line: u64,
}

/// What a terminologist says of a translation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The one to use.
    Preferred,
    /// Acceptable.
    Admitted,
    /// Not to be used.
    Forbidden,
}

/// How freely text may differ from a term and still count as it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Matching {
    /// Clitics and regular inflection may be added.
    Inflected,
    /// The words as they stand, but for vowel marks and alef forms.
    Exact,
}

/// Whether letter case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// It does not.
    Insensitive,
    /// It does, as for `WHO`.
    Sensitive,
}

impl Glossary {
    /// Reads a glossary and fails on the first bad row.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] with the line of the row, for a missing header, a row of another length,
    /// or a value that a column does not know.
    pub fn parse(csv: &str) -> Result<Glossary> {
        let (glossary, problems) = Glossary::parse_lenient(csv)?;
        match problems.into_iter().next() {
            None => Ok(glossary),
            Some(problem) => {
                Err(Error::malformed(FORMAT, problem.line.unwrap_or(1), problem.message))
            }
        }
    }

    /// Reads what can be read of a glossary. Rows that cannot are left out, each with a warning.
    ///
    /// # Errors
    ///
    /// If there is no header with `source` and `target`.
    pub fn parse_lenient(csv: &str) -> Result<(Glossary, Vec<Warning>)> {
        let csv = csv.strip_prefix('\u{FEFF}').unwrap_or(csv);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
        let mut rows = reader.records();
        let columns: Vec<String> = match rows.next() {
            Some(header) => {
                header.map_err(csv_error)?.iter().map(|name| name.trim().to_owned()).collect()
            }
            None => return Err(Error::new(ErrorKind::Empty)),
        };
        let column = |name: &str| columns.iter().position(|c| c == name);
        let (Some(source), Some(target)) = (column("source"), column("target")) else {
            return Err(Error::malformed(
                FORMAT,
                1,
                format!(
                    "the first row must name the columns source and target; it reads '{}'",
                    columns.join(",")
                ),
            ));
        };
        let optional =
            ["status", "match", "case", "source_variants", "target_variants"].map(column);
        let mut glossary = Glossary { columns: columns.clone(), entries: Vec::new() };
        let mut warnings = Vec::new();
        for row in rows {
            let row = row.map_err(csv_error)?;
            let line = row.position().map_or(0, |at| line_of_row(csv, at));
            if row.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let mut warn = |message| warnings.push(Warning { line: Some(line), message });
            if row.len() != columns.len() {
                warn(format!(
                    "the row has {} cells where the header has {}; quote cells that hold commas",
                    row.len(),
                    columns.len()
                ));
                continue;
            }
            let cell = |at: Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default().trim();
            let [status, matching, case, source_variants, target_variants] = optional.map(cell);
            let read = || -> std::result::Result<Entry, String> {
                Ok(Entry {
                    source: cell(Some(source)).to_owned(),
                    target: cell(Some(target)).to_owned(),
                    status: parse_status(status)?,
                    matching: parse_matching(matching)?,
                    case: parse_case(case)?,
                    source_variants: variants(source_variants),
                    target_variants: variants(target_variants),
                    cells: row.iter().map(str::to_owned).collect(),
                    line,
                })
            };
            match read() {
                Ok(entry) => glossary.entries.push(entry),
                Err(message) => warn(message),
            }
        }
        Ok((glossary, warnings))
    }

    /// Where a column stands, by its name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Adds the entries of another glossary behind these, for one alignment with several.
    pub fn extend(&mut self, other: Glossary) {
        if self.columns.is_empty() {
            self.columns = other.columns;
        }
        self.entries.extend(other.entries);
    }
}

/// The reader counts from before the empty lines it passes over; the user looks for the row itself.
fn line_of_row(csv: &str, at: &csv::Position) -> u64 {
    let rest = csv.as_bytes().get(at.byte() as usize..).unwrap_or_default();
    let skipped = rest.iter().take_while(|b| matches!(b, b'\n' | b'\r'));
    at.line() + skipped.filter(|&&b| b == b'\n').count() as u64
}

fn csv_error(error: csv::Error) -> Error {
    let line = error.position().map_or(1, csv::Position::line);
    let message = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => "the row is not valid UTF-8".to_owned(),
        _ => error.to_string(),
    };
    Error::malformed(FORMAT, line, message)
}

fn variants(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

fn parse_status(cell: &str) -> std::result::Result<Status, String> {
    match cell {
        "" | "preferred" => Ok(Status::Preferred),
        "admitted" => Ok(Status::Admitted),
        "forbidden" => Ok(Status::Forbidden),
        _ => Err(format!("status '{cell}' is not one of preferred, admitted, forbidden")),
    }
}

fn parse_matching(cell: &str) -> std::result::Result<Matching, String> {
    match cell {
        "" | "inflected" => Ok(Matching::Inflected),
        "exact" => Ok(Matching::Exact),
        _ => Err(format!("match '{cell}' is not one of inflected, exact")),
    }
}

fn parse_case(cell: &str) -> std::result::Result<Case, String> {
    match cell {
        "" | "insensitive" => Ok(Case::Insensitive),
        "sensitive" => Ok(Case::Sensitive),
        _ => Err(format!("case '{cell}' is not one of insensitive, sensitive")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_become_entries() {
        let text = "source,target,status,team,match,source_variants\n\
                    وزير,minister,preferred,A,,وزراء\n\n\
                    \"م,ن\",\"a\nb\",forbidden,B,exact,\n";
        let glossary = Glossary::parse(text).unwrap();
        assert_eq!(glossary.columns[3], "team");
        assert_eq!(glossary.entries.len(), 2);
        assert_eq!(glossary.entries[0].source_variants, ["وزراء"]);
        assert_eq!(glossary.entries[1].status, Status::Forbidden);
        assert_eq!(glossary.entries[1].matching, Matching::Exact);
        assert_eq!(glossary.entries[1].line, 4);
    }

    #[test]
    fn bad_rows_are_named_by_line() {
        let text = "source,target,status\nوزير,minister,best\nدولة,state\nبلد,country,\n";
        let (glossary, warnings) = Glossary::parse_lenient(text).unwrap();
        assert_eq!(glossary.entries.len(), 1);
        assert_eq!(warnings.iter().map(|w| w.line).collect::<Vec<_>>(), [Some(2), Some(3)]);
        assert!(
            Glossary::parse(text).unwrap_err().to_string().starts_with("line 2: status 'best'")
        );
        assert!(Glossary::parse("وزير,minister\n").is_err());
        assert!(Glossary::parse("").is_err());
    }
}
