//! How one memory differs from another: units by their texts, whatever their order.
//!
//! Three passes over each memory and 32 bytes a unit; more passes where very many units changed.

use std::collections::BTreeMap;

use crate::error::Result;
use crate::memory::key::{By, Key, key};
use crate::memory::merge::Open;
use crate::memory::sides::Sides;
use crate::unit::{TranslationUnit, UnitSource};

/// So many old translations are held at a time.
const HELD: usize = 50_000;

/// A difference.
#[derive(Debug, Clone, Copy)]
pub enum Change<'u> {
    /// A unit only the old memory has.
    Removed(&'u TranslationUnit),
    /// A unit only the new memory has.
    Added(&'u TranslationUnit),
    /// A source that both have, with other translations: the unit of the old memory and that of the new.
    Changed(&'u TranslationUnit, &'u TranslationUnit),
}

/// What takes differences, with the languages to look at.
pub type Tell<'a> = dyn FnMut(Change<'_>, Sides) -> Result<()> + 'a;

/// How many differences there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Difference {
    /// The units of the old memory.
    pub old: u64,
    /// The units of the new memory.
    pub new: u64,
    /// The units both have.
    pub same: u64,
    /// The units only the old has.
    pub removed: u64,
    /// The units only the new has.
    pub added: u64,
    /// The units with other translations.
    pub changed: u64,
}

impl Difference {
    /// Whether the memories hold the same texts.
    pub fn is_none(&self) -> bool {
        self.removed + self.added + self.changed == 0
    }
}

/// Compares memory 0, the old one, with memory 1, and tells of what is removed in the order of the old, then of
/// what is added or changed in the order of the new. A unit that stands twice must stand twice in both.
///
/// # Errors
///
/// What opening and reading and `tell` fail with.
pub fn diff(open: &mut Open<'_>, sides: Sides, tell: &mut Tell<'_>) -> Result<Difference> {
    let (old, sides) = keys(&mut *open(0)?, sides)?;
    let (new, _) = keys(&mut *open(1)?, sides)?;
    let mut difference =
        Difference { old: old.len() as u64, new: new.len() as u64, ..Default::default() };
    let plan = Plan::new(old, new);
    difference.removed = plan.removed.len() as u64;
    difference.added = plan.added.len() as u64;
    difference.changed = plan.changed.len() as u64;
    difference.same = difference.old - difference.removed - difference.changed;
    if !plan.removed.is_empty() {
        each(
            &mut *open(0)?,
            |place, unit, sides| {
                let removed = plan.removed.binary_search(&place).is_ok();
                if removed { tell(Change::Removed(&unit), sides) } else { Ok(()) }
            },
            sides,
        )?;
    }
    let mut from = 0;
    let mut blocks = plan.changed.chunks(HELD).peekable();
    loop {
        let block = blocks.next().unwrap_or_default();
        let until = blocks.peek().map_or(u64::MAX, |next| next[0].0);
        let mut wanted: Vec<u64> = block.iter().map(|&(_, old)| old).collect();
        wanted.sort_unstable();
        let mut held: BTreeMap<u64, TranslationUnit> = BTreeMap::new();
        if !wanted.is_empty() {
            each(
                &mut *open(0)?,
                |place, unit, _| {
                    if wanted.binary_search(&place).is_ok() {
                        held.insert(place, unit);
                    }
                    Ok(())
                },
                sides,
            )?;
        }
        if block.is_empty() && plan.added.is_empty() {
            return Ok(difference);
        }
        each(
            &mut *open(1)?,
            |place, unit, sides| {
                if !(from..until).contains(&place) {
                    return Ok(());
                }
                let changed = block.binary_search_by_key(&place, |&(new, _)| new).ok();
                if let Some(old) = changed.and_then(|at| held.get(&block[at].1)) {
                    tell(Change::Changed(old, &unit), sides)
                } else if plan.added.binary_search(&place).is_ok() {
                    tell(Change::Added(&unit), sides)
                } else {
                    Ok(())
                }
            },
            sides,
        )?;
        if until == u64::MAX {
            return Ok(difference);
        }
        from = until;
    }
}

/// The keys of a memory with the places of its units, and the languages to look at.
fn keys(source: &mut dyn UnitSource, sides: Sides) -> Result<(Vec<(Key, u64)>, Sides)> {
    let mut keys = Vec::new();
    while let Some(unit) = source.next()? {
        let key = key(&unit, sides.or(source.header()), By::Exact);
        keys.push((key, keys.len() as u64));
    }
    keys.sort_unstable();
    Ok((keys, sides.or(source.header())))
}

fn each(
    source: &mut dyn UnitSource,
    mut take: impl FnMut(u64, TranslationUnit, Sides) -> Result<()>,
    sides: Sides,
) -> Result<()> {
    let mut place = 0;
    while let Some(unit) = source.next()? {
        take(place, unit, sides)?;
        place += 1;
    }
    Ok(())
}

/// The places of units that differ.
#[derive(Default)]
struct Plan {
    removed: Vec<u64>,
    added: Vec<u64>,
    /// Of the new memory and of the old, by the former.
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

/// The places of what only the one and only the other of two sorted lists holds.
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
    use crate::memory::list::List;
    use crate::unit::{Header, Variant};

    fn compare(old: &[(&str, &str)], new: &[(&str, &str)]) -> (Difference, Vec<String>) {
        let list = |pairs: &[(&str, &str)]| {
            let unit = |(source, target): &(&str, &str)| TranslationUnit {
                variants: vec![Variant::new(Lang::AR, *source), Variant::new(Lang::EN, *target)],
                ..Default::default()
            };
            let header = Header { source_lang: Some(Lang::AR), ..Default::default() };
            List::new(header, pairs.iter().map(unit).collect())
        };
        let lists = [list(old), list(new)];
        let mut open =
            |at: usize| -> Result<Box<dyn UnitSource>> { Ok(Box::new(lists[at].clone())) };
        let mut told = Vec::new();
        let mut tell = |change: Change<'_>, sides: Sides| {
            told.push(match change {
                Change::Removed(unit) => format!("-{}", sides.texts(unit).1),
                Change::Added(unit) => format!("+{}", sides.texts(unit).1),
                Change::Changed(a, b) => format!("{}>{}", sides.texts(a).1, sides.texts(b).1),
            });
            Ok(())
        };
        let difference = diff(&mut open, Sides::default(), &mut tell).unwrap();
        assert_eq!(difference.old, difference.same + difference.removed + difference.changed);
        assert_eq!(difference.new, difference.same + difference.added + difference.changed);
        (difference, told)
    }

    #[test]
    fn order_does_not_count_and_texts_do() {
        let old = [("أ", "a"), ("ب", "b"), ("ج", "c"), ("ج", "c"), ("د", "d")];
        let (difference, told) = compare(&old, &[("د", "D"), ("ج", "c"), ("أ", "a"), ("ه", "e")]);
        assert_eq!(told, ["-b", "-c", "d>D", "+e"]);
        assert_eq!((difference.same, difference.changed), (2, 1));
        let mut turned = old;
        turned.reverse();
        assert!(compare(&old, &turned).0.is_none());
    }
}
