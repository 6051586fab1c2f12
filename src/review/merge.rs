//! Two copies of a project that parted, made one again: what was done in the other since is done here as well, where the
//! beads it was done to are as they were there. Nothing is dropped: what cannot be done is told.

use std::collections::{HashMap, HashSet};

use serde::Serialize;

use super::op::{NewBead, Op, Refusal, ReviewStatus};
use super::{Entry, Project, Row};
use crate::bitext::{Run, Side};

const SIDES: [Side; 2] = [Side::Source, Side::Target];

/// What became of the operations that were done in another copy only. The numbers and the conflicts add up to all of
/// them.
#[derive(Debug, Clone, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Merged {
    /// How many were done here as well.
    pub done: usize,
    /// How many had nothing left to do: here was done the same.
    pub same: usize,
    /// How many were taken back there, with those that took them back.
    pub taken_back: usize,
    /// Those that were not done, each with why.
    pub conflicts: Vec<(Entry, String)>,
    /// The operations that were done, to be added to the file.
    #[serde(skip)]
    pub entries: Vec<Entry>,
}

/// A bead as far as it matters for what is done to it; segments by their names here.
#[derive(Debug, Clone, PartialEq)]
struct Content {
    segs: [Vec<String>; 2],
    texts: [Vec<String>; 2],
    status: ReviewStatus,
    comment: String,
    pinned: bool,
}

struct Merger<'p> {
    here: &'p mut Project,
    /// The other copy, operation by operation.
    there: Project,
    /// Segments that were added there, and their names here.
    added: HashMap<String, String>,
    report: Merged,
    /// Whether something of the group of operations was done.
    joins: bool,
}

impl Project {
    /// How many operations two copies of a project have in common; nothing if they are no copies of one.
    pub fn parted_from(&self, other: &Project) -> Option<usize> {
        let both = self.log.iter().zip(&other.log);
        (self.head == other.head).then(|| both.take_while(|(a, b)| a == b).count())
    }

    /// Does what was done in `other`, a copy of this project, since both were as `fork`: after their operations in common,
    /// of which there are `common`.
    ///
    /// # Errors
    ///
    /// [`Refusal::ReadOnly`] if one of them cannot be changed.
    pub fn merge(
        &mut self,
        other: &Project,
        fork: Project,
        common: usize,
    ) -> Result<Merged, Refusal> {
        if self.read_only || other.read_only {
            return Err(Refusal::ReadOnly);
        }
        let kept: HashSet<u64> =
            other.done.iter().flat_map(|group| group.entries.iter().copied()).collect();
        let first = other.log[..common].iter().map(|entry| entry.n).max().unwrap_or(0) + 1;
        let mut merger = Merger {
            here: self,
            there: fork,
            added: HashMap::new(),
            report: Merged::default(),
            joins: false,
        };
        for entry in &other.log[common..] {
            merger.take(entry, first, &kept)?;
        }
        Ok(merger.report)
    }
}

impl Merger<'_> {
    /// Takes an operation of the other copy.
    fn take(&mut self, entry: &Entry, first: u64, kept: &HashSet<u64>) -> Result<(), Refusal> {
        self.joins &= entry.joins;
        if matches!(entry.op, Op::Undo | Op::Redo) {
            // What it takes back or does again was done in common, or there only.
            let group = match entry.op {
                Op::Undo => self.there.done.last(),
                _ => self.there.undone.last(),
            };
            let numbers: Vec<u64> = group.map(|group| group.entries.clone()).unwrap_or_default();
            self.there.replay(entry.clone())?;
            if numbers.iter().all(|n| *n >= first) {
                self.report.taken_back += 1;
            } else {
                let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
                let verb = if entry.op == Op::Undo { "took back" } else { "did again" };
                let message = format!(
                    "it {verb} what both copies have (operation {}); do so in the review if it is meant",
                    numbers.join(", ")
                );
                self.report.conflicts.push((entry.clone(), message));
            }
            return Ok(());
        }
        if !kept.contains(&entry.n) && !matches!(entry.op, Op::Seen { .. }) {
            self.there.replay(entry.clone())?;
            self.report.taken_back += 1;
            return Ok(());
        }
        let before: Vec<Content> = self.touched(&entry.op);
        let ops = self.translated(&entry.op);
        let added = self.there.state.added;
        let applied = self.there.replay(entry.clone())?;
        let rows = applied.splice.from..applied.splice.from + applied.splice.inserted;
        let after: Vec<Content> = rows.map(|row| self.content(row)).collect();
        if self.is_there(&entry.op, &after) {
            self.report.same += 1;
            return Ok(());
        }
        let done = match self.conflict(&entry.op, &before) {
            Some(message) => Err(message),
            None => ops.and_then(|ops| self.apply(ops, entry)),
        };
        match done {
            Ok(()) => {
                self.report.done += 1;
                if let Op::Add { .. } = entry.op {
                    let number = self.here.state.added - 1;
                    for letter in ["s", "t"] {
                        self.added
                            .insert(format!("{letter}+{added}"), format!("{letter}+{number}"));
                    }
                }
            }
            Err(message) => self.report.conflicts.push((entry.clone(), message)),
        }
        Ok(())
    }

    /// Whether an operation has nothing left to do here: the beads it made are here, or a comment says the same.
    fn is_there(&mut self, op: &Op, after: &[Content]) -> bool {
        match (op, after) {
            (Op::Comment { text, .. }, [bead]) if !text.is_empty() => {
                let own = self.find(bead);
                own.is_some_and(|own| {
                    own.comment == *text || own.comment.ends_with(&format!("\n{text}"))
                })
            }
            (Op::Add { .. }, [bead]) => {
                let rows = self.here.state.rows.iter().filter(|row| row.bead.added);
                let own =
                    rows.map(|row| content(self.here, row)).find(|own| own.texts == bead.texts);
                let Some(own) = own else { return false };
                let names = bead.segs.iter().flatten().zip(own.segs.iter().flatten());
                self.added.extend(names.map(|(there, here)| (there.clone(), here.clone())));
                true
            }
            (_, []) => false,
            _ => after.iter().all(|bead| self.find(bead).is_some_and(|own| own == *bead)),
        }
    }

    fn apply(&mut self, ops: Vec<Op>, entry: &Entry) -> Result<(), String> {
        // One that accepted many beads there is many judgements here.
        for op in ops {
            let joins = self.joins;
            let applied = self.here.apply(op, &entry.who, &entry.at, joins);
            let applied = applied.map_err(|refusal| refusal.to_string())?;
            self.joins = true;
            self.report.entries.push(applied.entry);
        }
        Ok(())
    }

    /// The name here of a segment of the other copy.
    fn name(&self, id: &str) -> String {
        if self.added.is_empty() || !id.contains("s+") && !id.contains("t+") {
            return id.to_owned();
        }
        let mut names = Vec::new();
        let mut parts = id.split('+');
        while let Some(part) = parts.next() {
            if !matches!(part, "s" | "t") {
                names.push(part.to_owned());
                continue;
            }
            let rest = parts.next().unwrap_or_default();
            let (number, halves) = rest.split_at(rest.find('.').unwrap_or(rest.len()));
            let whole = format!("{part}+{number}");
            names.push(format!("{}{halves}", self.added.get(&whole).unwrap_or(&whole)));
        }
        names.join("+")
    }

    /// A bead of the other copy.
    fn content(&self, row: usize) -> Content {
        let mut content = content(&self.there, &self.there.state.rows[row]);
        for id in content.segs.iter_mut().flatten() {
            *id = self.name(id);
        }
        content
    }

    /// The bead here that has the segments of another.
    fn find(&self, bead: &Content) -> Option<Content> {
        let row = self.find_row(bead)?;
        Some(content(self.here, &self.here.state.rows[row]))
    }

    fn find_row(&self, bead: &Content) -> Option<usize> {
        let id = bead.segs.iter().flatten().next()?;
        let (side, number) = self.here.state.segment_of(id).ok()?;
        let row = self.here.state.row_with(side, number);
        let own = content(self.here, &self.here.state.rows[row]);
        (own.segs == bead.segs).then_some(row)
    }

    /// The beads of the other copy that an operation is done to.
    fn touched(&self, op: &Op) -> Vec<Content> {
        let state = &self.there.state;
        let holding = |id: &String| {
            let (side, number) = state.segment_of(id).ok()?;
            Some(state.row_with(side, number))
        };
        let rows: Vec<usize> = match op {
            Op::Status { bead, .. } | Op::Comment { bead, .. } | Op::Pin { bead } => {
                state.row_of(*bead).into_iter().collect()
            }
            Op::Part { bead, .. } => state.row_of(*bead).into_iter().collect(),
            Op::Merge { bead } => {
                state.row_of(*bead).into_iter().flat_map(|at| [at, at + 1]).collect()
            }
            Op::MergeBefore { bead } => {
                state.row_of(*bead).into_iter().flat_map(|at| [at.saturating_sub(1), at]).collect()
            }
            Op::Move { bead, to, .. } => (state.row_of(*bead).into_iter())
                .flat_map(|at| match to {
                    super::Goal::Before => vec![at.saturating_sub(1), at],
                    super::Goal::After => vec![at, at + 1],
                    super::Goal::Out => vec![at],
                })
                .collect(),
            Op::Link { source, target } => {
                source.iter().chain(target).filter_map(holding).collect()
            }
            Op::Split { segment, .. } | Op::Join { segment } | Op::Edit { segment, .. } => {
                holding(segment).into_iter().collect()
            }
            Op::Accept { over } => (state.rows.iter().enumerate())
                .filter(|(_, row)| super::work::is_sure(row, *over))
                .map(|(at, _)| at)
                .collect(),
            Op::Realigned { remove, .. } => {
                remove.iter().filter_map(|bead| state.row_of(*bead).ok()).collect()
            }
            Op::Add { .. } | Op::Undo | Op::Redo | Op::Seen { .. } => Vec::new(),
        };
        let rows = rows.into_iter().filter(|row| *row < state.rows.len());
        rows.map(|row| self.content(row)).collect()
    }

    /// Why an operation cannot be done here: a bead it was done to is another one.
    fn conflict(&self, op: &Op, before: &[Content]) -> Option<String> {
        for bead in before {
            let shown = |bead: &Content| {
                let texts = bead.texts.each_ref().map(|texts| texts.join(" "));
                format!("'{}' = '{}'", texts[0], texts[1])
            };
            let Some(own) = self.find(bead) else {
                return Some(format!("the bead {} was divided otherwise here", shown(bead)));
            };
            if own.texts != bead.texts {
                return Some(format!("the bead has other texts here: {}", shown(&own)));
            }
            let adds = match op {
                Op::Comment { .. } | Op::Pin { .. } => true,
                Op::Accept { .. } => own.status == ReviewStatus::Reviewed,
                _ => false,
            };
            if own.status != bead.status && !adds {
                return Some(format!(
                    "the bead {} was judged {} here",
                    shown(bead),
                    own.status.as_str()
                ));
            }
        }
        None
    }

    /// An operation as it is done here.
    fn translated(&self, op: &Op) -> Result<Vec<Op>, String> {
        let own = |bead: u32| -> Result<u32, String> {
            let row = self.there.state.row_of(bead).map_err(|refusal| refusal.to_string())?;
            let found = self.find_row(&self.content(row));
            let here = found.map(|row| self.here.state.rows[row].bead.id);
            here.ok_or_else(|| "the bead was divided otherwise here".to_owned())
        };
        let names = |ids: &[String]| ids.iter().map(|id| self.name(id)).collect();
        Ok(vec![match op {
            Op::Status { bead, status } => Op::Status { bead: own(*bead)?, status: *status },
            Op::Merge { bead } => Op::Merge { bead: own(*bead)? },
            Op::MergeBefore { bead } => Op::MergeBefore { bead: own(*bead)? },
            Op::Part { bead, source, target } => {
                Op::Part { bead: own(*bead)?, source: *source, target: *target }
            }
            Op::Move { bead, side, which, to } => {
                Op::Move { bead: own(*bead)?, side: *side, which: *which, to: *to }
            }
            Op::Link { source, target } => {
                Op::Link { source: names(source), target: names(target) }
            }
            Op::Split { segment, at } => Op::Split { segment: self.name(segment), at: *at },
            Op::Join { segment } => Op::Join { segment: self.name(segment) },
            Op::Edit { segment, text } => {
                Op::Edit { segment: self.name(segment), text: text.clone() }
            }
            Op::Comment { bead, text } => self.comment(*bead, own(*bead)?, text)?,
            Op::Pin { bead } => Op::Pin { bead: own(*bead)? },
            Op::Accept { over } => {
                let rows = self.there.state.rows.iter();
                let sure = rows.filter(|row| super::work::is_sure(row, *over));
                let reviewed = |row: &Row| -> Result<Op, String> {
                    Ok(Op::Status { bead: own(row.bead.id)?, status: ReviewStatus::Reviewed })
                };
                return sure.map(reviewed).collect();
            }
            Op::Add { after, source, target } => {
                let after = after.map(own).transpose()?;
                Op::Add { after, source: source.clone(), target: target.clone() }
            }
            Op::Realigned { remove, insert } => Op::Realigned {
                remove: remove.iter().map(|bead| own(*bead)).collect::<Result<_, _>>()?,
                insert: insert.iter().map(|bead| self.moved(bead)).collect::<Result<_, _>>()?,
            },
            Op::Seen { beads } => {
                Op::Seen { beads: beads.iter().filter_map(|bead| own(*bead).ok()).collect() }
            }
            Op::Undo | Op::Redo => return Err("it belongs to the history".to_owned()),
        }])
    }

    /// A comment that follows what was said here meanwhile.
    fn comment(&self, there: u32, here: u32, text: &str) -> Result<Op, String> {
        let of = |project: &Project, bead: u32| -> Result<String, String> {
            let row = project.state.row_of(bead).map_err(|refusal| refusal.to_string())?;
            Ok(project.state.rows[row].bead.comment.clone())
        };
        let (own, other) = (of(self.here, here)?, of(&self.there, there)?);
        let text = match own == other || own.is_empty() {
            true => text.to_owned(),
            false => format!("{own}\n{text}"),
        };
        Ok(Op::Comment { bead: here, text })
    }

    /// A bead of aligning again, with the numbers its segments have here.
    fn moved(&self, bead: &NewBead) -> Result<NewBead, String> {
        let number = |side: Side, at: u32| -> Result<u32, String> {
            let seg = &self.there.state.text(side).segs[at as usize];
            let found = self.here.state.segment_of(&self.name(&seg.id));
            found.map(|(_, number)| number).map_err(|refusal| refusal.to_string())
        };
        let run = |side: Side, [start, end]: [u32; 2]| -> Result<[u32; 2], String> {
            let start_here = match (start < end, start) {
                (true, start) => number(side, start)?,
                (false, 0) => 0,
                (false, start) => number(side, start - 1)? + 1,
            };
            let run = [start_here, start_here + (end - start)];
            if start < end && number(side, end - 1)? + 1 != run[1] {
                return Err("its segments were cut otherwise here".to_owned());
            }
            Ok(run)
        };
        Ok(NewBead {
            source: run(Side::Source, bead.source)?,
            target: run(Side::Target, bead.target)?,
            ..bead.clone()
        })
    }
}

fn content(project: &Project, row: &Row) -> Content {
    let of = |side: Side| {
        let run: Run = row.cut.side(side);
        project.state.text(side).of(run).iter()
    };
    Content {
        segs: SIDES.map(|side| of(side).map(|seg| seg.id.clone()).collect()),
        texts: SIDES.map(|side| of(side).map(|seg| seg.segment.text.clone()).collect()),
        status: row.bead.status,
        comment: row.bead.comment.clone(),
        pinned: row.bead.pinned,
    }
}
