//! What was done to a sheet, seen from what it was written with.

use std::collections::HashMap;

use super::block::{Block, Known, Told, Wanted};
use super::exchange::exchanged;
use super::texts::{bare, cleaned, distance, is_same_number, squeezed};
use crate::review::op::ReviewStatus;
use crate::review::sheet::{ReviewSheet, SheetLine};

/// The rows that borders are looked for in at most.
const MOST_ROWS: usize = 2_000;

pub(super) struct Plan {
    pub(super) blocks: Vec<Block>,
    pub(super) notes: Vec<Told>,
}

/// A place in the sequence that is compared: a row of the base with what became of it, or a new row.
struct Item {
    base: Option<usize>,
    row: Option<SheetLine>,
    /// Whether its cells were merged with those of others.
    is_merged: bool,
}

impl Plan {
    /// None if no row of the sheet is known.
    pub(super) fn of(base: &[Known], sheet: &ReviewSheet) -> Option<Plan> {
        let mut rows: Vec<SheetLine> = sheet.rows.clone();
        for row in &mut rows {
            row.texts = [0, 1].map(|side| cleaned(&row.texts[side]));
            row.comment = cleaned(&row.comment);
        }
        let owners = owners(base, &rows);
        if !base.is_empty() && owners.iter().all(Option::is_none) {
            return None;
        }
        let mut notes = Vec::new();
        for (row, owner) in rows.iter_mut().zip(&owners) {
            let Some(base) = owner.map(|at| &base[at]) else { continue };
            for side in 0..2 {
                if is_same_number(&row.texts[side], &base.texts[side]) {
                    row.texts[side].clone_from(&base.texts[side]);
                }
            }
        }
        let absorbed = unmerge(base, sheet, &mut rows, &owners, &mut notes);
        let items = sequence(base, rows, &owners, &absorbed);
        let blocks = Blocks { base, items: &items }.all();
        Some(Plan { blocks, notes })
    }
}

/// The bead of the base that each row stands for. One that two rows name is that of the nearer; a row that names none may
/// have the texts of one that is missing.
fn owners(base: &[Known], rows: &[SheetLine]) -> Vec<Option<usize>> {
    let by_id: HashMap<u32, usize> =
        base.iter().enumerate().map(|(at, bead)| (bead.id, at)).collect();
    let mut best: HashMap<usize, (f64, usize)> = HashMap::new();
    let mut owners: Vec<Option<usize>> = vec![None; rows.len()];
    for (number, row) in rows.iter().enumerate() {
        let Some(&at) = row.bead.and_then(|bead| by_id.get(&bead)) else { continue };
        let far = |row: &SheetLine| {
            let far = |side: usize| distance(&row.texts[side], &base[at].texts[side]);
            far(0) + far(1)
        };
        match best.get(&at).copied() {
            None => {
                best.insert(at, (f64::NAN, number));
                owners[number] = Some(at);
            }
            Some((known, other)) => {
                let known = if known.is_nan() { far(&rows[other]) } else { known };
                let own = far(row);
                let is_nearer = own < known;
                if is_nearer {
                    owners[other] = None;
                    owners[number] = Some(at);
                }
                best.insert(at, if is_nearer { (own, number) } else { (known, other) });
            }
        }
    }
    let key = |texts: &[String; 2]| [bare(&texts[0]), bare(&texts[1])];
    let mut lost: HashMap<[String; 2], Vec<usize>> = HashMap::new();
    for (at, bead) in base.iter().enumerate().rev().filter(|(at, _)| !best.contains_key(at)) {
        lost.entry(key(&bead.texts)).or_default().push(at);
    }
    if !lost.is_empty() {
        for (owner, row) in owners.iter_mut().zip(rows).filter(|(owner, _)| owner.is_none()) {
            *owner = lost.get_mut(&key(&row.texts)).and_then(Vec::pop);
        }
    }
    owners
}

/// Gives the texts that merging cells took away back, and makes one row of those whose texts were merged. Gives the rows
/// that are in another now, and these others, with the row that all are in.
fn unmerge(
    base: &[Known],
    sheet: &ReviewSheet,
    rows: &mut [SheetLine],
    owners: &[Option<usize>],
    notes: &mut Vec<Told>,
) -> Vec<Option<usize>> {
    let mut absorbed = vec![None; rows.len()];
    // Ranges of both columns over the same rows are one.
    let mut ranges: Vec<(u64, u64, [bool; 2])> = Vec::new();
    for merged in &sheet.merged {
        match ranges.iter_mut().find(|(from, to, _)| merged.from <= *to && *from <= merged.to) {
            Some((from, to, sides)) => {
                *from = merged.from.min(*from);
                *to = merged.to.max(*to);
                *sides = [sides[0] || merged.sides[0], sides[1] || merged.sides[1]];
            }
            None => ranges.push((merged.from, merged.to, merged.sides)),
        }
    }
    for (from, to, sides) in ranges {
        let inside: Vec<usize> = (0..rows.len())
            .filter(|&at| (from..=to).contains(&rows[at].line) && owners[at].is_some())
            .collect();
        let Some(&first) = inside.first() else { continue };
        let was = |at: usize, side: usize| owners[at].map(|at| base[at].texts[side].clone());
        let mut texts = [0, 1].map(|_| String::new());
        for side in 0..2 {
            let cells: Vec<String> = match sides[side] {
                false => inside.iter().map(|&at| rows[at].texts[side].clone()).collect(),
                true => {
                    let lost = inside[1..].iter().filter_map(|&at| was(at, side));
                    let lost: Vec<String> = lost.filter(|text| !text.is_empty()).collect();
                    let kept = match rows[first].texts[side].is_empty() {
                        true => was(first, side).unwrap_or_default(),
                        false => rows[first].texts[side].clone(),
                    };
                    // Some programs put all texts into the cell that stays.
                    match bare(&kept).ends_with(&bare(&lost.concat())) {
                        true => vec![kept],
                        false => std::iter::once(kept).chain(lost).collect(),
                    }
                }
            };
            let cells = cells.into_iter().filter(|text| !text.is_empty());
            texts[side] = cells.collect::<Vec<_>>().join(" ");
        }
        let message = match inside.len() {
            1 => "merged cells: the text of the other cell is that of the project".to_owned(),
            count => format!(
                "merged cells: the {count} rows are one bead, with all texts of the project that the merged cells lost"
            ),
        };
        let bead = owners[first].map(|at| base[at].id);
        notes.push(Told { line: Some(rows[first].line), bead, message });
        rows[first].texts = texts;
        for &at in &inside[1..] {
            absorbed[at] = Some(first);
            absorbed[first] = Some(first);
            let (status, comment) = (rows[at].status.clone(), rows[at].comment.clone());
            if rows[first].status.trim().is_empty() {
                rows[first].status = status;
            }
            if !comment.is_empty() && !rows[first].comment.contains(&comment) {
                let both = format!("{}\n{comment}", rows[first].comment);
                rows[first].comment = both.trim().to_owned();
            }
        }
    }
    absorbed
}

/// The rows of the base in their order, whatever the sheet was sorted by, each followed by the new rows below it.
fn sequence(
    base: &[Known],
    rows: Vec<SheetLine>,
    owners: &[Option<usize>],
    absorbed: &[Option<usize>],
) -> Vec<Item> {
    let mut own: Vec<Option<SheetLine>> = vec![None; base.len()];
    let mut merged = vec![false; base.len()];
    let mut new: Vec<Vec<SheetLine>> = vec![Vec::new(); base.len() + 1];
    let mut place = 0;
    for (number, (row, owner)) in rows.into_iter().zip(owners).enumerate() {
        match owner {
            Some(at) => {
                place = at + 1;
                merged[*at] = absorbed[number].is_some();
                own[*at] = absorbed[number].is_none_or(|first| first == number).then_some(row);
            }
            None => new[place].push(row),
        }
    }
    let fresh = |row: SheetLine| Item { base: None, row: Some(row), is_merged: false };
    let mut items: Vec<Item> = std::mem::take(&mut new[0]).into_iter().map(fresh).collect();
    for (at, row) in own.into_iter().enumerate() {
        items.push(Item { base: Some(at), row, is_merged: merged[at] });
        items.extend(std::mem::take(&mut new[at + 1]).into_iter().map(fresh));
    }
    items
}

struct Blocks<'a> {
    base: &'a [Known],
    items: &'a [Item],
}

impl Blocks<'_> {
    fn all(&self) -> Vec<Block> {
        let mut blocks = Vec::new();
        let mut at = 0;
        while at < self.items.len() {
            let end = if self.is_as_before(at) { None } else { self.balanced(at) };
            match end {
                Some(end) => {
                    blocks.extend(self.borders(at, end));
                    at = end;
                }
                None => {
                    blocks.push(self.single(at));
                    at += 1;
                }
            }
        }
        let mut blocks = exchanged(self.base, blocks);
        self.keep_what_went_elsewhere(&mut blocks);
        blocks
    }

    /// The texts of a row before and now.
    fn texts(&self, at: usize) -> [[&str; 2]; 2] {
        let item = &self.items[at];
        let before = item.base.map_or(["", ""], |at| [0, 1].map(|s| &*self.base[at].texts[s]));
        let now = item.row.as_ref().map_or(["", ""], |row| [0, 1].map(|s| &*row.texts[s]));
        [before, now]
    }

    /// Whether a row of the base has its texts, but for white space.
    fn is_as_before(&self, at: usize) -> bool {
        let [before, now] = self.texts(at);
        let is_there = self.items[at].base.is_some() && self.items[at].row.is_some();
        is_there && (0..2).all(|side| bare(before[side]) == bare(now[side]))
    }

    /// The end of the shortest run of rows from here that holds the same text as before, divided otherwise.
    fn balanced(&self, from: usize) -> Option<usize> {
        let mut before = [String::new(), String::new()];
        let mut now = [String::new(), String::new()];
        for at in from..self.items.len().min(from + MOST_ROWS) {
            let texts = self.texts(at);
            for side in 0..2 {
                before[side] += &bare(texts[0][side]);
                now[side] += &bare(texts[1][side]);
                let (a, b) = (&before[side], &now[side]);
                if !a.starts_with(b.as_str()) && !b.starts_with(a.as_str()) {
                    return None;
                }
            }
            let rows = &self.items[from..=at];
            let is_of_base = rows.iter().any(|item| item.base.is_some());
            let is_there = rows.iter().any(|item| item.row.is_some());
            if before == now && is_of_base && is_there && at > from {
                return Some(at + 1);
            }
        }
        None
    }

    fn borders(&self, from: usize, end: usize) -> Vec<Block> {
        let items = &self.items[from..end];
        let base: Vec<usize> = items.iter().filter_map(|item| item.base).collect();
        let mut rows = Vec::new();
        for item in items {
            let Some(row) = &item.row else { continue };
            match self.wanted(item, row) {
                Ok(wanted) if wanted.texts.iter().any(|text| !text.is_empty()) => rows.push(wanted),
                Ok(_) => {}
                Err(_) => return (from..end).map(|at| self.unclear(at)).collect(),
            }
        }
        let new = items.iter().filter(|item| item.base.is_none()).count();
        vec![Block::Borders { base, rows, new }]
    }

    /// A row whose borders cannot be moved because another one in question cannot be read.
    fn unclear(&self, at: usize) -> Block {
        let item = &self.items[at];
        let own = item.row.as_ref().map(|row| self.wanted(item, row));
        let message = match own {
            Some(Err(message)) => message,
            _ => "text was moved between this row and one that cannot be read".to_owned(),
        };
        let line = item.row.as_ref().map(|row| row.line);
        Block::Unclear { base: item.base, line, message }
    }

    fn single(&self, at: usize) -> Block {
        let item = &self.items[at];
        if item.is_merged {
            let message = "its cells were merged with others whose text was changed as well; separate the cells";
            let line = item.row.as_ref().map(|row| row.line);
            return Block::Unclear { base: item.base, line, message: message.to_owned() };
        }
        let Some(row) = &item.row else {
            return Block::Missing { base: item.base.unwrap_or_default() };
        };
        let wanted = match self.wanted(item, row) {
            Ok(wanted) => wanted,
            Err(message) => {
                return Block::Unclear { base: item.base, line: Some(row.line), message };
            }
        };
        let is_blank = wanted.texts.iter().all(String::is_empty);
        match item.base {
            Some(base) => {
                let had_text = self.base[base].texts.iter().any(|text| !text.is_empty());
                match is_blank && had_text {
                    true => Block::Missing { base },
                    false => Block::Row { base, row: wanted },
                }
            }
            None if is_blank => Block::Unclear {
                base: None,
                line: Some(row.line),
                message: "a new row without texts".to_owned(),
            },
            None => Block::New { row: wanted },
        }
    }

    /// What a row says.
    fn wanted(&self, item: &Item, row: &SheetLine) -> Result<Wanted, String> {
        if row.is_broken {
            let message =
                "a formula stands where a text should; enter it as text, with ' before it";
            return Err(message.to_owned());
        }
        let status = ReviewStatus::from_sheet(&row.status)
            .ok_or_else(|| format!("the status '{}' is neither ok nor no", row.status.trim()))?;
        let base = item.base.map(|at| &self.base[at]);
        let was = base.map_or(ReviewStatus::Open, |base| base.status);
        let comment = base.map_or("", |base| &base.comment);
        let said = match squeezed(comment) == squeezed(&row.comment) {
            true => "",
            false => row.comment.strip_prefix(comment).unwrap_or(&row.comment).trim(),
        };
        Ok(Wanted {
            line: row.line,
            texts: row.texts.clone(),
            status: (status != was && status != ReviewStatus::Open).then_some(status),
            comment: row.comment.clone(),
            said: said.to_owned(),
        })
    }

    /// A text that was taken out of one row and put into another far away is in both or in neither: such rows are left to
    /// people.
    fn keep_what_went_elsewhere(&self, blocks: &mut [Block]) {
        // What rows have now that they had not before.
        let mut more: Vec<(usize, usize, String)> = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let (base, row) = match block {
                Block::Row { base, row } => (Some(*base), row),
                Block::New { row } => (None, row),
                _ => continue,
            };
            for side in 0..2 {
                let now = bare(&row.texts[side]);
                let was = base.map_or(String::new(), |base| bare(&self.base[base].texts[side]));
                if now != was && now.len() > was.len() {
                    more.push((at, side, now));
                }
            }
        }
        if more.is_empty() {
            return;
        }
        let mut unclear: Vec<(usize, String)> = Vec::new();
        let mut used: Vec<usize> = Vec::new();
        for (at, block) in blocks.iter().enumerate() {
            let (base, left) = match block {
                Block::Missing { base } => (*base, None),
                Block::Row { base, row } => (*base, Some(row)),
                _ => continue,
            };
            for side in 0..2 {
                let was = bare(&self.base[base].texts[side]);
                let is_gone = left.is_none_or(|row| row.texts[side].is_empty());
                if was.is_empty() || !is_gone {
                    continue;
                }
                let holds = |(to, of, text): &&(usize, usize, String)| {
                    *of == side && *to != at && text.contains(&was)
                };
                let Some((to, ..)) = more.iter().find(holds) else { continue };
                let is_gap = self.base[base].texts[1 - side].is_empty();
                let is_whole =
                    matches!(&blocks[*to], Block::New { row } if bare(&row.texts[side]) == was);
                if is_gap && is_whole {
                    used.push(at);
                    continue;
                }
                let id = self.base[base].id;
                unclear.push((*to, format!("it has text of bead {id}, which is not beside it")));
                let line = match &blocks[*to] {
                    Block::Row { row, .. } | Block::New { row } => row.line,
                    _ => continue,
                };
                unclear
                    .push((at, format!("its text stands in row {line}, which is not beside it")));
            }
        }
        for at in used {
            if let Block::Missing { base } | Block::Row { base, .. } = blocks[at] {
                blocks[at] = Block::Used { base };
            }
        }
        for (at, message) in unclear {
            let (base, line) = match &blocks[at] {
                Block::Row { base, row } => (Some(*base), Some(row.line)),
                Block::Missing { base } => (Some(*base), None),
                Block::New { row } => (None, Some(row.line)),
                _ => continue,
            };
            blocks[at] = Block::Unclear { base, line, message };
        }
    }
}
