//! How much of two runs is tied together by the words they share.

use std::collections::BTreeMap;

use crate::bitext::{Cut, Run};

/// A word, or a term, of one segment: what it is known by and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Token {
    /// Two tokens share something if they share a key.
    pub(super) keys: Vec<u64>,
    /// How much it counts; rare words count more.
    pub(super) mass: f32,
}

/// Which segments share words, and how much of each.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    // For each source segment, by target segment: the mass of its words found there, and of the words of the
    // target segment found in it.
    rows: Vec<Vec<Link>>,
    source: Vec<f32>,
    target: Vec<f32>,
}

/// A segment and a token in it.
type Place = (u32, u32);

/// Two segments that share words.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Link {
    target: u32,
    from_source: f32,
    from_target: f32,
}

/// What two runs share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Shared {
    /// The mean share of the two sides that the other side covers, 0 to 1.
    pub(super) share: f32,
    /// The mass covered, of both sides.
    pub(super) mass: f32,
    /// The mass not covered, of both sides.
    pub(super) missing: f32,
}

/// A key that stands in so many places that it says little and would fill the table.
const COMMON: usize = 40;

impl Coverage {
    pub(super) fn new(source: &[Vec<Token>], target: &[Vec<Token>]) -> Coverage {
        let mut places: BTreeMap<u64, (Vec<Place>, Vec<Place>)> = BTreeMap::new();
        for (segment, tokens) in source.iter().enumerate() {
            for (at, token) in tokens.iter().enumerate() {
                for &key in &token.keys {
                    places.entry(key).or_default().0.push((segment as u32, at as u32));
                }
            }
        }
        for (segment, tokens) in target.iter().enumerate() {
            for (at, token) in tokens.iter().enumerate() {
                for &key in &token.keys {
                    if let Some(place) = places.get_mut(&key) {
                        place.1.push((segment as u32, at as u32));
                    }
                }
            }
        }
        let limit = COMMON * source.len().max(target.len()).max(COMMON);
        // Source token x target segment and target token x source segment, each counted once however many
        // keys agree.
        let mut forth: Vec<(u32, u32, u32)> = Vec::new();
        let mut back: Vec<(u32, u32, u32)> = Vec::new();
        for (sources, targets) in places.values() {
            if sources.len() * targets.len() > limit {
                continue;
            }
            for &(i, a) in sources {
                for &(j, b) in targets {
                    forth.push((i, j, a));
                    back.push((i, j, b));
                }
            }
        }
        let mut rows: Vec<BTreeMap<u32, Link>> = vec![BTreeMap::new(); source.len()];
        let empty = |j| Link { target: j, from_source: 0.0, from_target: 0.0 };
        forth.sort_unstable();
        forth.dedup();
        for (i, j, a) in forth {
            let link = rows[i as usize].entry(j).or_insert_with(|| empty(j));
            link.from_source += source[i as usize][a as usize].mass;
        }
        back.sort_unstable();
        back.dedup();
        for (i, j, b) in back {
            let link = rows[i as usize].entry(j).or_insert_with(|| empty(j));
            link.from_target += target[j as usize][b as usize].mass;
        }
        let total = |side: &[Vec<Token>]| {
            side.iter().map(|tokens| tokens.iter().map(|t| t.mass).sum()).collect()
        };
        Coverage {
            rows: rows.into_iter().map(|row| row.into_values().collect()).collect(),
            source: total(source),
            target: total(target),
        }
    }

    fn links(&self, source: u32, target: Run) -> &[Link] {
        let row = &self.rows[source as usize];
        let from = row.partition_point(|l| l.target < target.start);
        let to = from + row[from..].partition_point(|l| l.target < target.end);
        &row[from..to]
    }

    pub(super) fn shared(&self, cut: Cut) -> Shared {
        let (mut from_source, mut all_source) = (0.0, 0.0);
        // Covered mass of each target segment; no side of a bead is longer than a handful.
        let mut covered = [0.0f32; 16];
        let covered = &mut covered[..(cut.target.len() as usize).min(16)];
        for i in cut.source.indices() {
            let mut found = 0.0;
            for link in self.links(i, cut.target) {
                found += link.from_source;
                if let Some(cell) = covered.get_mut((link.target - cut.target.start) as usize) {
                    *cell += link.from_target;
                }
            }
            let all = self.source[i as usize];
            from_source += found.min(all);
            all_source += all;
        }
        let (mut from_target, mut all_target) = (0.0, 0.0);
        for (found, j) in covered.iter().zip(cut.target.indices()) {
            let all = self.target[j as usize];
            from_target += found.min(all);
            all_target += all;
        }
        Shared {
            share: 0.5 * (from_source / (all_source + 3.0) + from_target / (all_target + 3.0)),
            mass: from_source + from_target,
            missing: (all_source - from_source) + (all_target - from_target),
        }
    }

    /// The pairs of segments that share words, with the mean share of the two that the other covers, 0 to 1,
    /// in order of source and target.
    pub fn pairs(&self) -> impl Iterator<Item = (u32, u32, f32)> + '_ {
        self.rows.iter().enumerate().flat_map(move |(i, row)| {
            row.iter().map(move |link| {
                let source = link.from_source.min(self.source[i]) / (self.source[i] + 3.0);
                let all = self.target[link.target as usize];
                let target = link.from_target.min(all) / (all + 3.0);
                (i as u32, link.target, 0.5 * (source + target))
            })
        })
    }
}

/// How much a word counts that stands in `frequency` of `segments` segments.
pub(super) fn rarity(segments: usize, frequency: usize) -> f32 {
    ((segments as f32 + 1.0) / (frequency as f32 + 0.5)).ln().max(0.0)
}
