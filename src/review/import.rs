//! An edited sheet and a project as it is now, merged: what the sheet was written from is the base of both.
//!
//! The sheet is compared with the base first (`plan`), which gives blocks: rows of the base with what became of them. A
//! block is then done to the project as a whole or not at all (`carry`): where the project has changed there as well and
//! comes to something else, the project stays as it is and the block is a conflict.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;

use super::op::{Op, Refusal};
use super::sheet::{self, ReviewSheet};
use super::{Entry, Project};

mod block;
mod carry;
mod exchange;
mod plan;
#[cfg(test)]
mod tests;
mod texts;

pub use block::Told;
use block::{Block, Known, Wanted};

/// What became of the rows of an edited sheet. The counts add up to the rows that the sheet was written with and those
/// that are new in it.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Import {
    /// Rows by what became of them.
    pub counts: BTreeMap<Fate, usize>,
    /// Conflicts, each with the rows in question.
    pub conflicts: Vec<Told>,
    /// What was read otherwise than it stands.
    pub notes: Vec<Told>,
    /// The operations that were done, to be added to the file.
    #[serde(skip)]
    pub entries: Vec<Entry>,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Fate {
    /// Nothing was changed in it.
    Unchanged,
    /// It was judged or commented.
    Status,
    /// A text was changed.
    Edited,
    /// Borders between rows were moved, or whole texts were.
    Borders,
    /// It is new.
    Added,
    /// It is no longer in the sheet, so that its bead is rejected.
    Missing,
    /// What it says contradicts the project or cannot be done; nothing of it was done.
    Conflict,
}

/// Why a sheet cannot be imported at all.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ImportRefusal {
    /// It was made from another project.
    OtherProject,
    /// It was made from another copy of the project, in which other operations were done.
    OtherCopy(u32),
    /// No row is known.
    NoRows,
    /// The project cannot be changed.
    ReadOnly,
}

impl std::fmt::Display for ImportRefusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ImportRefusal::OtherProject => {
                f.write_str("the sheet was made from another project; import it into that one")
            }
            ImportRefusal::OtherCopy(bead) => write!(
                f,
                "the sheet was made from another copy of the project, in which bead {bead} has other texts; import it into that copy, then merge both with mizan review merge"
            ),
            ImportRefusal::NoRows => f.write_str(
                "no row of the sheet is known; the hidden columns bead, segments and hash tell the rows, put them back",
            ),
            ImportRefusal::ReadOnly => Refusal::ReadOnly.fmt(f),
        }
    }
}

struct Importer<'p> {
    project: &'p mut Project,
    who: &'p str,
    at: &'p str,
    theirs: bool,
    base: Vec<Known>,
    /// The beads of the project before anything is done.
    ours: Vec<Known>,
    /// The beads that hold parts of a segment of the first alignment, by their places in `ours`.
    places: HashMap<String, Vec<usize>>,
    /// Added beads that answer a new row already.
    claimed: BTreeSet<usize>,
    report: Import,
}

impl Project {
    /// Does what people did to a sheet that was written of `base`, this project as it was then. `theirs` takes what the
    /// sheet says where both have changed. All operations are one group, done by `who` at `at`, a time as
    /// `YYYY-MM-DDThh:mm:ssZ`.
    ///
    /// # Errors
    ///
    /// [`ImportRefusal`], if the sheet does not belong to this project; then nothing has changed.
    pub fn import(
        &mut self,
        base: &Project,
        sheet: &ReviewSheet,
        [who, at]: [&str; 2],
        theirs: bool,
    ) -> Result<Import, ImportRefusal> {
        if self.read_only {
            return Err(ImportRefusal::ReadOnly);
        }
        if sheet.project != self.head.id {
            return Err(ImportRefusal::OtherProject);
        }
        let known = Known::all(base);
        let rows = base.rows_of_sheet(sheet.only, sheet.least);
        let is_in = |row: &usize| !sheet.left_out.contains(&known[*row].id);
        let rows: Vec<usize> = rows.into_iter().filter(is_in).collect();
        let by_id: HashMap<u32, &Known> = known.iter().map(|bead| (bead.id, bead)).collect();
        for row in sheet.rows.iter().filter(|row| !row.hash.is_empty()) {
            let Some(id) = row.bead else { continue };
            if by_id.get(&id).is_none_or(|bead| sheet::hash(&bead.texts) != row.hash) {
                return Err(ImportRefusal::OtherCopy(id));
            }
        }
        let base: Vec<Known> = rows.iter().map(|&row| known[row].clone()).collect();
        let plan = plan::Plan::of(&base, sheet).ok_or(ImportRefusal::NoRows)?;
        let ours = Known::all(self);
        let mut places: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, bead) in ours.iter().enumerate() {
            for root in bead.roots() {
                places.entry(root).or_default().push(at);
            }
        }
        // Taking back is not done again after something else; but nothing may be done at all.
        let undone = std::mem::take(&mut self.undone);
        let report = Import { notes: plan.notes, ..Import::default() };
        let claimed = BTreeSet::new();
        let mut importer =
            Importer { project: self, who, at, theirs, base, ours, places, claimed, report };
        importer.run(plan.blocks);
        let report = importer.report;
        if report.entries.is_empty() {
            self.undone = undone;
        }
        Ok(report)
    }

    /// Takes back the operations of the last group behind the first `entries` ones, as if they had never been done.
    fn forget(&mut self, entries: usize, counters: (u32, u32)) {
        while let Some(group) = self.done.last_mut().filter(|group| group.entries.len() > entries) {
            group.entries.pop();
            let steps = group.steps.pop().unwrap_or(0);
            let back: Vec<_> = group.changes.drain(..steps).collect();
            let is_empty = group.entries.is_empty();
            for change in back {
                self.state.make(change);
            }
            self.log.pop();
            if is_empty {
                self.done.pop();
                break;
            }
        }
        (self.state.next_bead, self.state.added) = counters;
    }
}

impl Importer<'_> {
    fn apply(&mut self, op: Op) -> Result<usize, String> {
        let joins = !self.report.entries.is_empty();
        let applied = self.project.apply(op, self.who, self.at, joins);
        let applied = applied.map_err(|refusal| refusal.to_string())?;
        self.report.entries.push(applied.entry);
        Ok(applied.row)
    }

    /// Does something as a whole or not at all.
    fn attempt<T>(
        &mut self,
        what: impl FnOnce(&mut Self) -> Result<T, String>,
    ) -> Result<T, String> {
        let entries = self.report.entries.len();
        let counters = (self.project.state.next_bead, self.project.state.added);
        let done = what(self);
        if done.is_err() && self.report.entries.len() > entries {
            self.report.entries.truncate(entries);
            self.project.forget(entries, counters);
        }
        done
    }

    fn count(&mut self, fate: Fate, rows: usize) {
        *self.report.counts.entry(fate).or_default() += rows;
    }

    fn run(&mut self, blocks: Vec<Block>) {
        // New rows come last, when it is known which segments are left.
        let mut new: Vec<(Option<usize>, Wanted)> = Vec::new();
        let mut before = None;
        for block in blocks {
            match block {
                Block::Row { base, row } => {
                    before = Some(base);
                    let done = self.attempt(|this| this.row(base, &row));
                    self.settle(done, 1, Some(base), Some(row.line));
                }
                Block::Borders { base, rows, new } => {
                    before = base.last().copied().or(before);
                    let count = base.len() + new;
                    let done = self.attempt(|this| this.borders(&base, &rows));
                    let line = rows.first().map(|row| row.line);
                    self.settle(done.map(|()| Fate::Borders), count, base.first().copied(), line);
                }
                Block::Exchanged { side, rows } => {
                    before = rows.first().map(|row| row.base).or(before);
                    let first = rows.first().map(|first| (first.base, first.row.line)).unzip();
                    let done = self.attempt(|this| this.exchanged(side, &rows));
                    self.settle(done.map(|()| Fate::Borders), rows.len(), first.0, first.1);
                }
                Block::Missing { base } => {
                    before = Some(base);
                    let done = self.attempt(|this| this.missing(base));
                    self.settle(done.map(|()| Fate::Missing), 1, Some(base), None);
                }
                Block::Used { base } => {
                    before = Some(base);
                    self.count(Fate::Borders, 1);
                }
                Block::New { row } => new.push((before, row)),
                Block::Unclear { base, line, message } => {
                    before = base.or(before);
                    self.settle(Err(message), 1, base, line);
                }
            }
        }
        let mut last: Option<(Option<usize>, u32)> = None;
        for (before, row) in new {
            let after = match last {
                Some((place, bead)) if place == before => Some(bead),
                _ => before.and_then(|before| self.last_bead(before)),
            };
            let done = self.attempt(|this| this.new_row(after, &row));
            if let Ok(Some(bead)) = done {
                last = Some((before, bead));
            }
            self.settle(done.map(|_| Fate::Added), 1, None, Some(row.line));
        }
    }

    /// Counts some rows, and tells of them if they are a conflict.
    fn settle(
        &mut self,
        done: Result<Fate, String>,
        rows: usize,
        base: Option<usize>,
        line: Option<u64>,
    ) {
        match done {
            Ok(fate) => self.count(fate, rows),
            Err(message) => {
                self.count(Fate::Conflict, rows);
                let bead = base.map(|base| self.base[base].id);
                self.report.conflicts.push(Told { line, bead, message });
            }
        }
    }
}
