//! Rows whose whole texts on one side were exchanged, or moved to a row that had none.

use std::collections::{HashMap, HashSet};

use super::block::{Block, Exchange, Known};
use super::texts::bare;

/// Makes one block of rows that have each other's texts, in the place of the first of them.
pub(super) fn exchanged(base: &[Known], blocks: Vec<Block>) -> Vec<Block> {
    let mut first: HashMap<usize, Block> = HashMap::new();
    let mut rest: HashSet<usize> = HashSet::new();
    for side in 0..2 {
        for cycle in cycles(base, &blocks, side) {
            let rows = cycle.iter().filter_map(|&(at, origin)| match &blocks[at] {
                Block::Row { base, row } => {
                    Some(Exchange { base: *base, row: row.clone(), origin })
                }
                _ => None,
            });
            first.insert(cycle[0].0, Block::Exchanged { side, rows: rows.collect() });
            rest.extend(cycle[1..].iter().map(|(at, _)| *at));
        }
    }
    let numbered = blocks.into_iter().enumerate().filter(|(at, _)| !rest.contains(at));
    numbered.map(|(at, block)| first.remove(&at).unwrap_or(block)).collect()
}

/// The blocks of rows that have each other's texts on a side, in their order, each with the bead of the base whose text it
/// has.
fn cycles(base: &[Known], blocks: &[Block], side: usize) -> Vec<Vec<(usize, Option<usize>)>> {
    // Rows with another text on this side only.
    let mut changed: Vec<(usize, usize, String, String)> = Vec::new();
    for (at, block) in blocks.iter().enumerate() {
        let Block::Row { base: of, row } = block else { continue };
        let [was, now] = [&base[*of].texts, &row.texts];
        let is_same = |side: usize| bare(&was[side]) == bare(&now[side]);
        if !is_same(side) && is_same(1 - side) {
            changed.push((at, *of, bare(&was[side]), bare(&now[side])));
        }
    }
    let mut by_text: HashMap<&str, Vec<usize>> = HashMap::new();
    for (number, (_, _, was, _)) in changed.iter().enumerate().rev() {
        by_text.entry(was).or_default().push(number);
    }
    // Where each text comes from; a text that was there twice is given out twice.
    let origins: Vec<Option<usize>> =
        changed.iter().map(|(.., now)| by_text.get_mut(now.as_str()).and_then(Vec::pop)).collect();
    let mut is_taken = vec![false; changed.len()];
    let mut cycles = Vec::new();
    for start in 0..changed.len() {
        let mut path = Vec::new();
        let mut next = Some(start);
        while let Some(number) = next.filter(|&number| !is_taken[number]) {
            is_taken[number] = true;
            path.push(number);
            next = origins[number];
        }
        if path.len() < 2 || next != Some(start) {
            continue;
        }
        path.sort_unstable();
        let row = |&number: &usize| {
            let (at, _, _, now) = &changed[number];
            let origin = origins[number].filter(|_| !now.is_empty());
            (*at, origin.map(|origin| changed[origin].1))
        };
        cycles.push(path.iter().map(row).collect());
    }
    cycles
}
