//! The termbase: entries that pair a source term with its translation.
//!
//! The canonical file is CSV with the columns [`COLUMNS`] and any further ones; `source_variants` and
//! `target_variants` hold other forms of a term, separated by `|`.

use std::sync::Arc;

use crate::error::{Error, Result};
use crate::lang::Lang;

mod check;
mod find;
mod audit;
mod maintain;
mod names;
mod propose;

pub use self::{
    audit::{Audit, AuditFinding, AuditRow, Auditor, Verdict},
    check::{Problem, check, fix},
    find::{
        Matcher,
        finder::Finder,
        hit::{Hit, MatchClass},
    },
    maintain::{Change, Conflict, Merged, diff, merge, sort, stats},
    propose::{Proposal, ProposeSettings, Proposer},
};

/// The columns of a glossary file, in their canonical order. Only the first two are required.
pub const COLUMNS: [&str; 8] =
    ["source", "target", "status", "pos", "domain", "note", "match", "case"];

/// Every column mizan knows, in the order a new file has them. Other columns are kept as they are.
pub(crate) const KNOWN_COLUMNS: [&str; 14] = [
    "source",
    "target",
    "status",
    "pos",
    "domain",
    "note",
    "match",
    "case",
    "source_variants",
    "target_variants",
    "definition",
    "context",
    "created",
    "changed",
];

/// A glossary: entries in the order of its file.
#[derive(Debug, Clone, Default)]
pub struct Glossary {
    /// The names of the columns, in the order of the file.
    pub(crate) columns: Vec<String>,
    /// The entries, counted from 0.
    pub entries: Vec<Entry>,
    /// How the file was written, so that what does not change is written the same.
    pub(crate) layout: FileLayout,
}

/// How the file of a glossary was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct FileLayout {
    /// Whether it has a byte-order mark.
    pub(crate) bom: bool,
    /// Whether its lines end with CRLF.
    pub(crate) crlf: bool,
    /// The byte between cells; 0 for a glossary that was not read from a file.
    pub(crate) delimiter: u8,
    /// The header as it was read.
    pub(crate) header: Box<str>,
    /// How many columns were added since.
    pub(crate) added: usize,
    /// What stood behind the last entry.
    pub(crate) tail: Box<str>,
    /// The encoding, if it is not UTF-8.
    pub(crate) encoding: Option<&'static str>,
    /// The file, where it holds more than rows can.
    pub(crate) original: Option<Original>,
    /// What the file holds that the entries do not, in words.
    pub(crate) unread: Vec<String>,
}

/// A file that a glossary was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Original {
    /// The format.
    pub(crate) format: &'static str,
    /// The languages it was read for.
    pub(crate) langs: Langs,
    pub(crate) bytes: Arc<[u8]>,
}

/// The languages of the two sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Langs {
    /// The language of the source terms.
    pub source: Lang,
    /// The language of the target terms.
    pub target: Lang,
}

impl Langs {
    /// Arabic and English.
    pub const AR_EN: Langs = Langs { source: Lang::AR, target: Lang::EN };
}

/// A source term and one translation of it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The source term.
    pub source: String,
    /// The target term.
    pub target: String,
    /// Whether this translation is wanted.
    pub status: Status,
    /// How freely text may differ from the term.
    pub(crate) matching: Matching,
    /// Whether letter case counts on the target side.
    pub(crate) case: Case,
    /// Other forms of the source term.
    pub(crate) source_variants: Vec<String>,
    /// Other forms of the target term.
    pub target_variants: Vec<String>,
    /// Every cell of the row, as it was read, in the order of the columns.
    pub(crate) cells: Vec<String>,
    /// The line of the file where the row starts, from 1.
    pub line: u64,
    /// The bytes of the row, and of what stood before it and is no entry; empty if it changed.
    pub(crate) raw: Box<str>,
    /// Of `raw`, what is not the row itself.
    pub(crate) lead: usize,
    /// The index it had when it was read from a file that is kept; none if it was added.
    pub(crate) origin: Option<u32>,
    /// A fingerprint of what the file says of it and the cells do not.
    pub(crate) rest: u64,
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
pub(crate) enum Matching {
    /// Clitics and regular inflection may be added.
    Inflected,
    /// The words as they stand, but for vowel marks and alef forms.
    Exact,
}

/// Whether letter case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Case {
    /// It does not.
    Insensitive,
    /// It does, as for `WHO`.
    Sensitive,
}

impl Glossary {
    /// A glossary without entries, with the known columns of these names.
    pub(crate) fn with_columns(columns: &[&str]) -> Glossary {
        Glossary {
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            ..Glossary::default()
        }
    }

    /// Where a column stands, by its name in any letter case.
    pub(crate) fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.eq_ignore_ascii_case(name))
    }

    /// The text of a cell, or nothing if there is no such column.
    pub(crate) fn cell<'g>(&self, entry: &'g Entry, column: &str) -> &'g str {
        let cell = self.column(column).and_then(|at| entry.cells.get(at));
        cell.map_or("", |cell| cell.trim())
    }

    /// Adds an entry given by the names and texts of its cells. Columns that are missing are added.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Malformed`] with the given line, for a value that a column does not know.
    ///
    /// [`ErrorKind::Malformed`]: crate::error::ErrorKind::Malformed
    pub fn push(&mut self, line: u64, cells: &[(&str, &str)]) -> Result<()> {
        for (name, text) in cells {
            // A status of its own is not needed to say the usual.
            let is_usual = name.eq_ignore_ascii_case("status") && *text == "preferred";
            if !text.is_empty() && !is_usual && self.column(name).is_none() {
                self.add_column(name);
            }
        }
        let text = |column: &String| {
            let cell = cells.iter().find(|(name, _)| column.eq_ignore_ascii_case(name));
            cell.map_or(String::new(), |(_, text)| (*text).to_owned())
        };
        let row: Vec<String> = self.columns.iter().map(text).collect();
        let entry = Entry::read(&self.columns, row, line)
            .map_err(|message| Error::malformed("glossary", line, message))?;
        self.entries.push(entry);
        Ok(())
    }

    /// Adds an entry that was read from a file that is kept, by its cells in the order of the columns.
    pub(crate) fn push_read(
        &mut self,
        line: u64,
        cells: Vec<String>,
        rest: u64,
    ) -> std::result::Result<(), String> {
        let mut entry = Entry::read(&self.columns, cells, line)?;
        (entry.origin, entry.rest) = (u32::try_from(self.entries.len()).ok(), rest);
        self.entries.push(entry);
        Ok(())
    }

    /// Changes the text of a cell; the column is added if it is missing.
    ///
    /// # Errors
    ///
    /// As for [`Glossary::push`]; then nothing is changed.
    pub(crate) fn set(&mut self, entry: usize, column: &str, text: &str) -> Result<()> {
        if self.column(column).is_none() {
            self.add_column(column);
        }
        let (Some(at), Some(old)) = (self.column(column), self.entries.get(entry)) else {
            return Ok(());
        };
        let mut cells = old.cells.clone();
        cells[at] = text.to_owned();
        let mut new = Entry::read(&self.columns, cells, old.line)
            .map_err(|message| Error::malformed("glossary", old.line, message))?;
        new.raw = old.raw[..old.lead].into();
        new.lead = new.raw.len();
        (new.origin, new.rest) = (old.origin, old.rest);
        self.entries[entry] = new;
        Ok(())
    }

    /// Takes out the entries that are not to be kept. What else stood in the file stays.
    pub(crate) fn retain(&mut self, mut keep: impl FnMut(usize, &Entry) -> bool) {
        let mut lead = String::new();
        let mut kept = Vec::with_capacity(self.entries.len());
        for (number, mut entry) in std::mem::take(&mut self.entries).into_iter().enumerate() {
            if !keep(number, &entry) {
                lead.push_str(&entry.raw[..entry.lead]);
                continue;
            }
            if !lead.is_empty() {
                entry.raw = [lead.as_str(), &entry.raw].concat().into();
                entry.lead += lead.len();
                lead.clear();
            }
            kept.push(entry);
        }
        self.entries = kept;
        self.layout.tail = [lead.as_str(), &self.layout.tail].concat().into();
    }

    fn add_column(&mut self, name: &str) {
        self.columns.push(name.to_owned());
        self.layout.added += 1;
        for entry in &mut self.entries {
            entry.cells.push(String::new());
        }
    }

    /// Adds the entries of another glossary behind these, for one alignment with several.
    pub fn extend(&mut self, other: Glossary) {
        if self.columns.is_empty() {
            *self = other;
            return;
        }
        for column in &other.columns {
            if self.column(column).is_none() {
                self.add_column(column);
            }
        }
        let places: Vec<Option<usize>> =
            self.columns.iter().map(|column| other.column(column)).collect();
        let same = self.columns == other.columns && self.layout == other.layout;
        for mut entry in other.entries {
            if !same {
                let cell = |at: &Option<usize>| {
                    at.and_then(|at| entry.cells.get(at)).cloned().unwrap_or_default()
                };
                entry.cells = places.iter().map(cell).collect();
            }
            entry.raw = "".into();
            entry.lead = 0;
            entry.origin = None;
            self.entries.push(entry);
        }
    }
}

impl Entry {
    /// All of it that finding it in a text depends on.
    pub(crate) fn settings(&self) -> String {
        let Entry { source, target, status, matching, case, .. } = self;
        let variants = (&self.source_variants, &self.target_variants);
        format!("{source:?} {target:?} {status:?} {matching:?} {case:?} {variants:?}")
    }

    /// Reads a row by the names of its columns.
    pub(crate) fn read(
        columns: &[String],
        cells: Vec<String>,
        line: u64,
    ) -> std::result::Result<Entry, String> {
        let cell = |name: &str| {
            let at = columns.iter().position(|column| column.eq_ignore_ascii_case(name));
            at.and_then(|at| cells.get(at)).map_or("", |cell| cell.trim())
        };
        Ok(Entry {
            source: cell("source").to_owned(),
            target: cell("target").to_owned(),
            status: parse_status(cell("status"))?,
            matching: parse_matching(cell("match"))?,
            case: parse_case(cell("case"))?,
            source_variants: variants(cell("source_variants")),
            target_variants: variants(cell("target_variants")),
            line,
            raw: "".into(),
            lead: 0,
            origin: None,
            rest: 0,
            cells,
        })
    }
}

impl Status {
    /// The word for it in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Preferred => "preferred",
            Status::Admitted => "admitted",
            Status::Forbidden => "forbidden",
        }
    }
}

fn variants(cell: &str) -> Vec<String> {
    cell.split('|').map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned).collect()
}

fn parse_status(cell: &str) -> std::result::Result<Status, String> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "preferred" => Ok(Status::Preferred),
        "admitted" => Ok(Status::Admitted),
        "forbidden" => Ok(Status::Forbidden),
        _ => Err(format!("status '{cell}' is not one of preferred, admitted, forbidden")),
    }
}

fn parse_matching(cell: &str) -> std::result::Result<Matching, String> {
    match cell.to_ascii_lowercase().as_str() {
        "" | "inflected" => Ok(Matching::Inflected),
        "exact" => Ok(Matching::Exact),
        _ => Err(format!("match '{cell}' is not one of inflected, exact")),
    }
}

fn parse_case(cell: &str) -> std::result::Result<Case, String> {
    match cell.to_ascii_lowercase().as_str() {
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
                    وزير,minister,Preferred,A,,وزراء\n\n\
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
        assert_eq!(glossary.entries.len(), 2);
        assert_eq!(warnings.iter().map(|w| w.line()).collect::<Vec<_>>(), [Some(2), None]);
        assert!(
            Glossary::parse(text).unwrap_err().to_string().starts_with("line 2: status 'best'")
        );
        assert!(Glossary::parse("وزير,minister\n").is_err());
        assert!(Glossary::parse("").is_err());
    }
}
