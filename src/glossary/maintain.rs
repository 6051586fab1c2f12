//! Looking after glossaries: merging, comparing, sorting, counting.

use std::collections::{BTreeMap, HashMap};

use super::{Entry, Glossary, Status};
use crate::error::Result;
use crate::text::token;

/// What became of a merge.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Merged {
    /// Rows that were added.
    pub added: usize,
    /// Empty cells that were filled.
    pub filled: usize,
    /// Rows that were there already.
    pub same: usize,
    /// What the two do not agree on, and what was done about it.
    pub conflicts: Vec<Conflict>,
}

/// Something two glossaries do not agree on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// The line in the glossary merged into.
    pub ours: u64,
    /// The line in the other one.
    pub theirs: u64,
    /// What differs, and what was done.
    pub message: String,
}

/// The parts of a term pair that make two rows the same: both terms, folded.
fn key(entry: &Entry) -> (String, String) {
    (token::key(&entry.source), token::key(&entry.target))
}

/// Adds the rows of another glossary. Where the two disagree, ours stays, and the conflict is reported.
///
/// # Errors
///
/// None for glossaries that were read by this library.
pub fn merge(ours: &mut Glossary, theirs: &Glossary) -> Result<Merged> {
    let mut merged = Merged::default();
    let mut rows: HashMap<(String, String), usize> = HashMap::new();
    let mut preferred: HashMap<String, (String, u64)> = HashMap::new();
    for (number, entry) in ours.entries.iter().enumerate() {
        rows.entry(key(entry)).or_insert(number);
        if entry.status == Status::Preferred {
            let target = (entry.target.clone(), entry.line);
            preferred.entry(token::key(&entry.source)).or_insert(target);
        }
    }
    for entry in &theirs.entries {
        let row_key = key(entry);
        if let Some(&number) = rows.get(&row_key) {
            merged.same += 1;
            join(ours, number, theirs, entry, &mut merged)?;
            continue;
        }
        let mut cells: Vec<(&str, &str)> = theirs
            .columns
            .iter()
            .map(String::as_str)
            .zip(entry.cells.iter().map(String::as_str))
            .collect();
        match preferred.get(&row_key.0) {
            Some((target, line)) if entry.status == Status::Preferred => {
                merged.conflicts.push(Conflict {
                    ours: *line,
                    theirs: entry.line,
                    message: format!(
                        "'{}' is preferred as '{target}' in one and as '{}' in the other; the second was added as admitted",
                        entry.source, entry.target
                    ),
                });
                cells.retain(|(name, _)| !name.eq_ignore_ascii_case("status"));
                cells.push(("status", "admitted"));
            }
            None if entry.status == Status::Preferred => {
                preferred.insert(row_key.0.clone(), (entry.target.clone(), entry.line));
            }
            _ => {}
        }
        ours.push(entry.line, &cells)?;
        rows.insert(row_key, ours.entries.len() - 1);
        merged.added += 1;
    }
    Ok(merged)
}

/// Fills the empty cells of a row from the same row of another glossary.
fn join(
    ours: &mut Glossary,
    number: usize,
    theirs: &Glossary,
    entry: &Entry,
    merged: &mut Merged,
) -> Result<()> {
    for (column, their) in theirs.columns.iter().zip(&entry.cells) {
        let their = their.trim();
        let our = ours.cell(&ours.entries[number], column).to_owned();
        let line = ours.entries[number].line;
        let lower = column.to_ascii_lowercase();
        let same = match lower.as_str() {
            "source" | "target" => true,
            "status" => entry.status == ours.entries[number].status,
            "match" => entry.matching == ours.entries[number].matching,
            "case" => entry.case == ours.entries[number].case,
            _ => our == their,
        };
        if same || their.is_empty() {
            continue;
        }
        if lower.ends_with("_variants") {
            let mut forms: Vec<&str> =
                our.split('|').map(str::trim).filter(|f| !f.is_empty()).collect();
            let before = forms.len();
            for form in their.split('|').map(str::trim).filter(|f| !f.is_empty()) {
                if !forms.contains(&form) {
                    forms.push(form);
                }
            }
            if forms.len() > before {
                let joined = forms.join("|");
                ours.set(number, column, &joined)?;
                merged.filled += 1;
            }
        } else if our.is_empty() && !matches!(lower.as_str(), "status" | "match" | "case") {
            ours.set(number, column, their)?;
            merged.filled += 1;
        } else {
            merged.conflicts.push(Conflict {
                ours: line,
                theirs: entry.line,
                message: format!(
                    "'{}' = '{}': the {column} is '{our}' in one and '{their}' in the other; the first was kept",
                    entry.source, entry.target
                ),
            });
        }
    }
    Ok(())
}

/// Sorts the entries by their source terms as folded, then by status and target.
pub fn sort(glossary: &mut Glossary) {
    glossary.entries.sort_by_cached_key(|entry| {
        (token::key(&entry.source), entry.status, token::key(&entry.target))
    });
}

/// A difference between two glossaries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// A pair only the first has.
    Removed {
        /// Its line there.
        line: u64,
        /// The source term.
        source: String,
        /// The target term.
        target: String,
    },
    /// A pair only the second has.
    Added {
        /// Its line there.
        line: u64,
        /// The source term.
        source: String,
        /// The target term.
        target: String,
    },
    /// A pair with other cells.
    Changed {
        /// Its line in the second.
        line: u64,
        /// The source term.
        source: String,
        /// The target term.
        target: String,
        /// The column.
        column: String,
        /// The text in the first.
        old: String,
        /// The text in the second.
        new: String,
    },
}

/// How the second glossary differs from the first; the order of rows and columns does not count.
pub fn diff(old: &Glossary, new: &Glossary) -> Vec<Change> {
    let mut rows: HashMap<(String, String), Vec<&Entry>> = HashMap::new();
    for entry in old.entries.iter().rev() {
        rows.entry(key(entry)).or_default().push(entry);
    }
    let mut columns: Vec<&String> = old.columns.iter().collect();
    columns.extend(new.columns.iter().filter(|c| old.column(c).is_none()));
    let mut changes = Vec::new();
    let mut met: Vec<*const Entry> = Vec::new();
    for entry in &new.entries {
        let (source, target) = (entry.source.clone(), entry.target.clone());
        let Some(before) = rows.get_mut(&key(entry)).and_then(Vec::pop) else {
            changes.push(Change::Added { line: entry.line, source, target });
            continue;
        };
        met.push(std::ptr::from_ref(before));
        for column in &columns {
            let (was, is) = (old.cell(before, column), new.cell(entry, column));
            if was != is {
                changes.push(Change::Changed {
                    line: entry.line,
                    source: source.clone(),
                    target: target.clone(),
                    column: (*column).clone(),
                    old: was.to_owned(),
                    new: is.to_owned(),
                });
            }
        }
    }
    met.sort_unstable();
    for entry in &old.entries {
        if met.binary_search(&std::ptr::from_ref(entry)).is_err() {
            let (source, target) = (entry.source.clone(), entry.target.clone());
            changes.push(Change::Removed { line: entry.line, source, target });
        }
    }
    changes
}

/// Counts of a glossary, as names with numbers, in a fixed order.
pub fn stats(glossary: &Glossary) -> Vec<(String, usize)> {
    let entries = &glossary.entries;
    let count = |test: &dyn Fn(&Entry) -> bool| entries.iter().filter(|e| test(e)).count();
    let mut sources: Vec<String> = entries.iter().map(|e| token::key(&e.source)).collect();
    sources.sort_unstable();
    sources.dedup();
    let mut stats =
        vec![("entries".to_owned(), entries.len()), ("source terms".to_owned(), sources.len())];
    for status in [Status::Preferred, Status::Admitted, Status::Forbidden] {
        stats.push((status.as_str().to_owned(), count(&|e| e.status == status)));
    }
    let several = |e: &Entry| token::words(&e.source).len() > 1;
    stats.push(("source terms of several words".to_owned(), count(&several)));
    let sum = |of: &dyn Fn(&Entry) -> usize| entries.iter().map(of).sum();
    stats.push(("source variants".to_owned(), sum(&|e| e.source_variants.len())));
    stats.push(("target variants".to_owned(), sum(&|e| e.target_variants.len())));
    for column in ["pos", "domain"] {
        let mut values: BTreeMap<&str, usize> = BTreeMap::new();
        for entry in entries {
            let value = glossary.cell(entry, column);
            let value = value.split('/').next().unwrap_or_default();
            *values.entry(if value.is_empty() { "(none)" } else { value }).or_default() += 1;
        }
        for (value, count) in values {
            stats.push((format!("{column} {value}"), count));
        }
    }
    stats
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glossary(rows: &str) -> Glossary {
        Glossary::parse(&format!("source,target,status,note,source_variants\n{rows}")).unwrap()
    }

    #[test]
    fn a_merge_hides_nothing() {
        let mut ours = glossary("وزير,minister,,,وزراء\nدولة,state,,old,\n");
        let theirs =
            glossary("وزير,minister,forbidden,new,وزراء|وزيرة\nدولة,country,,,\nبلد,country,,,\n");
        let merged = merge(&mut ours, &theirs).unwrap();
        assert_eq!((merged.added, merged.filled, merged.same), (2, 2, 1));
        assert_eq!(merged.conflicts.len(), 2, "{:?}", merged.conflicts);
        assert_eq!(ours.entries[0].source_variants, ["وزراء", "وزيرة"]);
        assert_eq!(ours.entries[2].status, Status::Admitted);
    }

    #[test]
    fn differences_are_by_pair() {
        let old = glossary("وزير,minister,,,\nدولة,state,,,\n");
        let new = glossary("دولة,state,,a,\nوزير,vizier,,,\n");
        let changes = diff(&old, &new);
        assert_eq!(changes.len(), 3);
        assert!(matches!(&changes[0], Change::Changed { column, .. } if column == "note"));
        assert!(diff(&old, &old).is_empty());
    }
}
