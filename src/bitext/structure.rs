//! What documents say themselves about which of their parts face each other: flows, keys and tables.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Bitext, Constraint, Constraints, Cut, Run, Segments, Side, rising};
use crate::text::BlockKind;

/// The segments of one entry, or of a stretch without keys.
struct Group<'s> {
    /// The key, and how many groups before have the same.
    key: Option<(&'s str, u32)>,
    run: Run,
}

/// The segments of one cell.
struct TableCell {
    at: (u32, u32),
    run: Run,
}

impl Bitext {
    /// The pins where flows meet: each flow of the source faces that of the target with the same number, or nothing.
    pub(crate) fn flow_pins(&self) -> impl Iterator<Item = Constraint> {
        let flows = |of: &Segments| rising(&of.flows, of.len());
        let (source, target) = (flows(&self.source), flows(&self.target));
        let faced = source.len().min(target.len());
        let lone_source = source.get(faced).map(|&i| Constraint::Pin(i, self.target.len()));
        let lone_target = target.get(faced).map(|&j| Constraint::Pin(self.source.len(), j));
        let both = source.into_iter().zip(target).map(|(i, j)| Constraint::Pin(i, j));
        both.chain(lone_source).chain(lone_target)
    }

    /// What keys and tables say: entries with equal keys face each other, and so do the cells of tables of equal shape.
    /// Nothing if that contradicts itself or the flows.
    pub(crate) fn structure_constraints(&self) -> Vec<Constraint> {
        let mut found = self.key_constraints();
        found.extend(self.table_pins());
        let all: Constraints = found.iter().copied().chain(self.flow_pins()).collect();
        match all.check(self.source.len(), self.target.len()) {
            Ok(()) => found,
            Err(_) => Vec::new(),
        }
    }

    /// The texts with the entries of the target in the order of the source, if both have keys. Entries of the target
    /// alone stay behind the one they follow.
    pub(crate) fn in_order_of_keys(self: Arc<Bitext>) -> Arc<Bitext> {
        let Some(common) = self.common_keys() else { return self };
        let places: BTreeMap<(&str, u32), usize> = (1..)
            .zip(groups(&self.source))
            .filter_map(|(place, group)| Some((group.key?, place)))
            .filter(|(key, _)| common.contains(key))
            .collect();
        let mut last = 0;
        let mut ranked: Vec<(usize, Run)> = groups(&self.target)
            .into_iter()
            .map(|group| {
                last = group.key.and_then(|key| places.get(&key)).copied().unwrap_or(last);
                (last, group.run)
            })
            .collect();
        if ranked.is_sorted_by_key(|(place, _)| *place) {
            return self;
        }
        ranked.sort_by_key(|(place, _)| *place);
        let items = ranked.iter().flat_map(|(_, run)| self.target.of(*run)).cloned().collect();
        let target = Segments { items, ..self.target.clone() };
        Arc::new(Bitext { source: self.source.clone(), target })
    }

    /// Whether a segment is of an entry that the other text lacks, where both have keys.
    pub(crate) fn lone_keys(&self, side: Side) -> BTreeSet<u32> {
        let Some(common) = self.common_keys() else { return BTreeSet::new() };
        let is_lone = |group: &Group<'_>| group.key.is_some_and(|key| !common.contains(&key));
        groups(self.side(side))
            .iter()
            .filter(|g| is_lone(g))
            .flat_map(|g| g.run.indices())
            .collect()
    }

    /// The keys of both texts, if keys name most of both and are the same names.
    fn common_keys(&self) -> Option<BTreeSet<(&str, u32)>> {
        if self.source.flows.len() + self.target.flows.len() > 0 {
            return None;
        }
        let keys = |side: Side| {
            let groups = groups(self.side(side));
            let keyed: BTreeSet<(&str, u32)> =
                groups.iter().filter_map(|group| group.key).collect();
            (keyed.len() * 2 > groups.len()).then_some(keyed)
        };
        let (source, target) = (keys(Side::Source)?, keys(Side::Target)?);
        let least = source.len().min(target.len());
        let common: BTreeSet<(&str, u32)> = source.intersection(&target).copied().collect();
        (common.len() * 2 >= least).then_some(common)
    }

    fn key_constraints(&self) -> Vec<Constraint> {
        let Some(common) = self.common_keys() else { return Vec::new() };
        let (source, target) = (groups(&self.source), groups(&self.target));
        let is_common = |group: &&Group<'_>| group.key.is_some_and(|key| common.contains(&key));
        let shared = |of: &[Group<'_>]| -> Vec<(usize, Run)> {
            let all = of.iter().enumerate().filter(|(_, group)| is_common(group));
            all.map(|(at, group)| (at, group.run)).collect()
        };
        let (sources, targets) = (shared(&source), shared(&target));
        let agree =
            |((s, _), (t, _)): (&(usize, Run), &(usize, Run))| source[*s].key == target[*t].key;
        if !sources.iter().zip(&targets).all(agree) {
            return Vec::new();
        }
        let mut found = Vec::new();
        let (mut next_source, mut next_target) = (0, 0);
        let end = ((source.len(), self.source.len()), (target.len(), self.target.len()));
        let pairs = sources.iter().zip(&targets).map(|(s, t)| (*s, *t));
        let ends = ((end.0.0, Run::new(end.0.1, end.0.1)), (end.1.0, Run::new(end.1.1, end.1.1)));
        for ((s, source_run), (t, target_run)) in pairs.chain([ends]) {
            // What only one text has faces nothing, as far as keys tell.
            let lone_source = &source[next_source..s];
            let lone_target = &target[next_target..t];
            if lone_source.iter().chain(lone_target).all(|group| group.key.is_some()) {
                let start = lone_target.first().map_or(target_run.start, |group| group.run.start);
                found.push(Constraint::Pin(source_run.start, start));
            }
            found.push(Constraint::Pin(source_run.start, target_run.start));
            match source_run.len() == 1 || target_run.len() == 1 {
                true => found.push(Constraint::Accept(Cut::new(source_run, target_run))),
                false => found.push(Constraint::Pin(source_run.end, target_run.end)),
            }
            (next_source, next_target) = (s + 1, t + 1);
        }
        found.retain(|constraint| match constraint {
            Constraint::Accept(cut) => !cut.shape().is_gap(),
            Constraint::Pin(i, j) => {
                (*i, *j) != (0, 0) && (*i, *j) != (self.source.len(), self.target.len())
            }
            Constraint::Reject(_) => true,
        });
        found
    }

    /// Pins around the cells of tables of equal shape: of all tables where both texts have as many, else of those whose
    /// shape comes once in each text and is no mere row or two.
    fn table_pins(&self) -> Vec<Constraint> {
        /// Cells of a table that its shape tells from others.
        const TELLING: usize = 4;
        let (source, target) = (tables(&self.source), tables(&self.target));
        let is_same = |s: &[TableCell], t: &[TableCell]| {
            s.iter().map(|cell| cell.at).eq(t.iter().map(|cell| cell.at))
        };
        let mut pairs: Vec<(&[TableCell], &[TableCell])> = Vec::new();
        if source.len() == target.len() {
            let both = source.iter().zip(&target).map(|(s, t)| (&s[..], &t[..]));
            pairs.extend(both.filter(|(s, t)| is_same(s, t)));
        } else if source.len().max(target.len()) < 1_000 {
            for s in source.iter().filter(|cells| cells.len() >= TELLING) {
                let mut alike = target.iter().filter(|t| is_same(s, t));
                let is_alone = source.iter().filter(|other| is_same(s, other)).count() == 1;
                if let (true, Some(t), None) = (is_alone, alike.next(), alike.next()) {
                    pairs.push((s, t));
                }
            }
        }
        let mut pins = Vec::new();
        for (source, target) in pairs {
            for (s, t) in source.iter().zip(target) {
                pins.push(Constraint::Pin(s.run.start, t.run.start));
                pins.push(Constraint::Pin(s.run.end, t.run.end));
            }
        }
        pins
    }
}

/// The entries of a text, in its order.
fn groups(side: &Segments) -> Vec<Group<'_>> {
    let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut last: Option<Option<&str>> = None;
    for (at, segment) in (0..).zip(&side.items) {
        let key = side.label(segment).and_then(|label| label.key.as_deref());
        match groups.last_mut() {
            Some(group) if last == Some(key) => group.run.end = at + 1,
            _ => {
                let key = key.map(|key| {
                    let count = counts.entry(key).or_default();
                    *count += 1;
                    (key, *count)
                });
                groups.push(Group { key, run: Run::new(at, at + 1) });
            }
        }
        last = Some(key);
    }
    groups
}

/// The tables of a text, cell by cell. A table that holds another is left out, since its cells are no runs.
fn tables(side: &Segments) -> Vec<Vec<TableCell>> {
    let mut tables: BTreeMap<u32, Vec<TableCell>> = BTreeMap::new();
    let mut broken: BTreeSet<u32> = BTreeSet::new();
    let mut last: Option<u32> = None;
    for (at, segment) in (0..).zip(&side.items) {
        let Some(BlockKind::Cell { table, row, column }) = side.label(segment).map(|l| l.kind)
        else {
            last = None;
            continue;
        };
        let cells = tables.entry(table).or_default();
        match cells.last_mut() {
            Some(_) if last != Some(table) => {
                broken.insert(table);
            }
            Some(cell) if cell.at == (row, column) => cell.run.end = at + 1,
            _ => cells.push(TableCell { at: (row, column), run: Run::new(at, at + 1) }),
        }
        last = Some(table);
    }
    tables
        .into_iter()
        .filter(|(number, _)| !broken.contains(number))
        .map(|(_, cells)| cells)
        .collect()
}
