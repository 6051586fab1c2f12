//! How one memory differs from another. Units are compared by their texts; their order does not count.
//!
//! Three passes over each memory and 32 bytes a unit; more passes where more than 50,000 units changed.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::memory::Sides;
use crate::memory::key::{By, Key, key};
use crate::memory::passes::{Census, OpenMemory};
use crate::unit::TranslationUnit;

/// So many old translations are held at a time.
const HELD: usize = 50_000;

/// A difference between two memories.
#[derive(Debug, Clone, Copy)]
pub enum MemoryChange<'u> {
    /// A unit that only the old memory has.
    Removed(&'u TranslationUnit),
    /// A unit that only the new memory has.
    Added(&'u TranslationUnit),
    /// A source that both have, with another translation: the unit of the old memory, then that of the new.
    Changed(&'u TranslationUnit, &'u TranslationUnit),
}

/// Compares memory 0, the old one, with memory 1, the new one. `tell` gets every change with the languages of the
/// memory: first what was removed, in the order of the old memory, then what was added or changed, in the order of the
/// new. A unit that stands twice in one memory must stand twice in the other. Gives the number of units that both have.
///
/// # Errors
///
/// Whatever opening, reading and `tell` fail with, and [`ErrorKind::ChangedMemory`](crate::error::ErrorKind) if a
/// memory does not hold the same units on every pass.
///
/// # Examples
///
/// ```
/// use mizan::lang::Lang;
/// use mizan::memory::{MemoryChange, Sides, UnitList, diff};
/// use mizan::unit::{Header, TranslationUnit, Variant};
///
/// let list = |texts: &[(&str, &str)]| {
///     let unit = |(source, target): &(&str, &str)| TranslationUnit {
///         variants: vec![Variant::new(Lang::AR, *source), Variant::new(Lang::EN, *target)],
///         ..TranslationUnit::default()
///     };
///     UnitList::new(Header::default(), texts.iter().map(unit).collect())
/// };
/// let memories = [list(&[("نعم", "Yes"), ("لا", "No")]), list(&[("لا", "No"), ("نعم", "Indeed")])];
/// let mut changes = Vec::new();
/// let same = diff(
///     &mut |at| Ok(Box::new(memories[at].clone())),
///     Sides::default(),
///     &mut |change, sides| {
///         if let MemoryChange::Changed(old, new) = change {
///             changes.push(format!("{} -> {}", sides.texts(old).1, sides.texts(new).1));
///         }
///         Ok(())
///     },
/// )?;
/// assert_eq!((same, changes), (1, vec!["Yes -> Indeed".to_owned()]));
/// # Ok::<(), mizan::error::Error>(())
/// ```
pub fn diff(
    open: &mut OpenMemory<'_>,
    sides: Sides,
    tell: &mut dyn FnMut(MemoryChange<'_>, Sides) -> Result<()>,
) -> Result<u64> {
    let (old, mut memories) = Memories::new(open, sides)?;
    let new = memories.keys(1)?;
    let count = old.len();
    let plan = Plan::new(old, new);
    let same = (count - plan.removed.len() - plan.changed.len()) as u64;
    if !plan.removed.is_empty() {
        memories.each(0, |place, unit, sides| {
            let removed = plan.removed.binary_search(&place).is_ok();
            if removed { tell(MemoryChange::Removed(&unit), sides) } else { Ok(()) }
        })?;
    }
    let mut from = 0;
    let mut blocks = plan.changed.chunks(HELD).peekable();
    loop {
        let block = blocks.next().unwrap_or_default();
        let until = blocks.peek().map_or(u64::MAX, |next| next[0].0);
        let held = memories.held(block)?;
        if block.is_empty() && plan.added.is_empty() {
            return Ok(same);
        }
        memories.each(1, |place, unit, sides| {
            if !(from..until).contains(&place) {
                return Ok(());
            }
            let changed = block.binary_search_by_key(&place, |&(new, _)| new).ok();
            if let Some(old) = changed.and_then(|at| held.get(&block[at].1)) {
                tell(MemoryChange::Changed(old, &unit), sides)
            } else if plan.added.binary_search(&place).is_ok() {
                tell(MemoryChange::Added(&unit), sides)
            } else {
                Ok(())
            }
        })?;
        if until == u64::MAX {
            return Ok(same);
        }
        from = until;
    }
}

/// The two memories, read several times.
struct Memories<'o, 'a> {
    open: &'o mut OpenMemory<'a>,
    sides: Sides,
    /// What the first pass over each met.
    first_pass: [Census; 2],
}

impl<'o, 'a> Memories<'o, 'a> {
    /// The memories with the languages of the old one, and the keys of the old one.
    fn new(
        open: &'o mut OpenMemory<'a>,
        sides: Sides,
    ) -> Result<(Vec<(Key, u64)>, Memories<'o, 'a>)> {
        let mut memories = Memories { open, sides, first_pass: Default::default() };
        let keys = memories.keys(0)?;
        Ok((keys, memories))
    }

    /// The keys of a memory with the places of its units, by key. The old memory names the languages for both.
    fn keys(&mut self, memory: usize) -> Result<Vec<(Key, u64)>> {
        let mut source = (self.open)(memory)?;
        let mut keys = Vec::new();
        while let Some(unit) = source.next()? {
            self.first_pass[memory].count(&unit);
            let key = key(&unit, self.sides.or(source.header()), By::Exact);
            keys.push((key, keys.len() as u64));
        }
        keys.sort_unstable();
        if memory == 0 {
            self.sides = self.sides.or(source.header());
        }
        Ok(keys)
    }

    /// Calls `take` with every unit of a memory and its place, from 0.
    fn each(
        &mut self,
        memory: usize,
        mut take: impl FnMut(u64, TranslationUnit, Sides) -> Result<()>,
    ) -> Result<()> {
        let mut source = (self.open)(memory)?;
        let mut census = Census::default();
        while let Some(unit) = source.next()? {
            let place = census.units;
            census.count(&unit);
            take(place, unit, self.sides)?;
        }
        census.check(self.first_pass[memory], memory)
    }

    /// The old units of some changes, by place.
    fn held(&mut self, changed: &[(u64, u64)]) -> Result<BTreeMap<u64, TranslationUnit>> {
        let mut held = BTreeMap::new();
        if changed.is_empty() {
            return Ok(held);
        }
        let mut wanted: Vec<u64> = changed.iter().map(|&(_, old)| old).collect();
        wanted.sort_unstable();
        self.each(0, |place, unit, _| {
            if wanted.binary_search(&place).is_ok() {
                held.insert(place, unit);
            }
            Ok(())
        })?;
        Ok(held)
    }
}

/// The places of units that differ.
#[derive(Default)]
struct Plan {
    removed: Vec<u64>,
    added: Vec<u64>,
    /// The place in the new memory, then that in the old, sorted.
    changed: Vec<(u64, u64)>,
}

impl Plan {
    fn new(old: Vec<(Key, u64)>, new: Vec<(Key, u64)>) -> Plan {
        let mut plan = Plan::default();
        let by_source =
            |keys: &[(Key, u64)]| -> u64 { keys.first().map_or(u64::MAX, |k| k.0.source) };
        let (mut old, mut new) = (&old[..], &new[..]);
        while !old.is_empty() || !new.is_empty() {
            let source = by_source(old).min(by_source(new));
            let split = |keys: &mut &[(Key, u64)]| {
                let (these, rest) = keys.split_at(keys.partition_point(|k| k.0.source <= source));
                *keys = rest;
                these.to_vec()
            };
            let (mut gone, mut come) = unlike(split(&mut old), split(&mut new));
            gone.sort_unstable();
            come.sort_unstable();
            let both = gone.len().min(come.len());
            plan.changed.extend(come[..both].iter().copied().zip(gone[..both].iter().copied()));
            plan.removed.extend(&gone[both..]);
            plan.added.extend(&come[both..]);
        }
        plan.removed.sort_unstable();
        plan.added.sort_unstable();
        plan.changed.sort_unstable();
        plan
    }
}

/// The places of what only the first, and of what only the second of two sorted lists holds.
fn unlike(old: Vec<(Key, u64)>, new: Vec<(Key, u64)>) -> (Vec<u64>, Vec<u64>) {
    let (mut gone, mut come) = (Vec::new(), Vec::new());
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        match (old.get(i), new.get(j)) {
            (Some(a), Some(b)) if a.0 == b.0 => (i, j) = (i + 1, j + 1),
            (Some(a), b) if b.is_none_or(|b| a.0 < b.0) => {
                gone.push(a.1);
                i += 1;
            }
            (_, Some(b)) => {
                come.push(b.1);
                j += 1;
            }
            (_, None) => break,
        }
    }
    (gone, come)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::memory::UnitList;
    use crate::unit::{Header, UnitSource, Variant};

    fn compare(old: &[(&str, &str)], new: &[(&str, &str)]) -> (u64, Vec<String>) {
        let list = |pairs: &[(&str, &str)]| {
            let unit = |(source, target): &(&str, &str)| TranslationUnit {
                variants: vec![Variant::new(Lang::AR, *source), Variant::new(Lang::EN, *target)],
                ..Default::default()
            };
            let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
            UnitList::new(header, pairs.iter().map(unit).collect())
        };
        let lists = [list(old), list(new)];
        let mut open =
            |at: usize| -> Result<Box<dyn UnitSource>> { Ok(Box::new(lists[at].clone())) };
        let mut told = Vec::new();
        let mut tell = |change: MemoryChange<'_>, sides: Sides| {
            told.push(match change {
                MemoryChange::Removed(unit) => format!("-{}", sides.texts(unit).1),
                MemoryChange::Added(unit) => format!("+{}", sides.texts(unit).1),
                MemoryChange::Changed(a, b) => format!("{}>{}", sides.texts(a).1, sides.texts(b).1),
            });
            Ok(())
        };
        let same = diff(&mut open, Sides::default(), &mut tell).unwrap();
        (same, told)
    }

    #[test]
    fn order_does_not_count_and_texts_do() {
        let old = [("أ", "a"), ("ب", "b"), ("ج", "c"), ("ج", "c"), ("د", "d")];
        let (same, told) = compare(&old, &[("د", "D"), ("ج", "c"), ("أ", "a"), ("ه", "e")]);
        assert_eq!(told, ["-b", "-c", "d>D", "+e"]);
        assert_eq!(same, 2);
        let mut turned = old;
        turned.reverse();
        assert_eq!(compare(&old, &turned), (5, Vec::new()));
    }
}
