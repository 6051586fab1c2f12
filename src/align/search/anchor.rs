//! Pairs of segments sure enough to steer the search.

use crate::align::band::{Band, Width};
use crate::align::evidence::{Facts, Meaning, Mutual};
use crate::bitext::chain::{self, Link};
use crate::bitext::{Cut, Run, Side};

/// A pair of segments that very likely belong to one bead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Anchor {
    /// The source segment.
    pub(super) source: u32,
    /// The target segment.
    pub(super) target: u32,
    /// How strong the tie is, 0 to 1.
    strength: f32,
}

/// How much stronger the tie of an anchor is than the next best of either segment.
const MARGIN: f32 = 0.05;

/// The weakest tie that makes an anchor.
const STRENGTH: f32 = 0.12;

impl Anchor {
    /// The source and target segment.
    pub(super) fn pair(&self) -> (u32, u32) {
        (self.source, self.target)
    }
}

/// How far above its rivals the cosine of an anchor is.
const MEANING_MARGIN: f32 = 0.15;

/// The chain of anchors in a rectangle, rising on both sides, with the greatest total strength: by meaning
/// if there is an encoder, else by shared words.
///
/// All pairs that stand out come first, then the chain.
pub(super) fn find(facts: &Facts, area: Cut) -> (Vec<Anchor>, Vec<Anchor>) {
    let found = match &facts.meaning {
        Some(meaning) => by_meaning(meaning, area),
        None => by_words(facts, area),
    };
    let chain = chain(&found);
    (found, chain)
}

fn stand_out(pairs: Vec<Mutual>) -> Vec<Anchor> {
    let kept = pairs.into_iter().filter(|pair| pair.margin > MEANING_MARGIN);
    kept.map(|pair| Anchor {
        source: pair.source,
        target: pair.target,
        strength: pair.cosine.max(0.01),
    })
    .collect()
}

/// A rectangle with no more pairs than this is looked at pair by pair; in a greater one a pass over groups
/// comes first.
const MOST_PAIRS: u64 = 20_000 * 20_000;

/// Segments of a group, and how far from a chain of groups their segments may lie.
const GRAIN: u32 = 8;
const CORRIDOR: Width = Width { pad: 64, reach: 256, whole: 0, stretch: 1 << 16 };

/// Pairs of segments that are nearest to each other in meaning and stand out.
fn by_meaning(meaning: &Meaning, area: Cut) -> Vec<Anchor> {
    if u64::from(area.source.len()) * u64::from(area.target.len()) <= MOST_PAIRS {
        return stand_out(meaning.mutual(area, 1, None));
    }
    let groups = stand_out(meaning.mutual(area, GRAIN, None));
    let posts: Vec<(u32, u32)> = chain(&groups).iter().map(Anchor::pair).collect();
    let corridor = Band::along(area, &posts, CORRIDOR);
    stand_out(meaning.mutual(area, 1, Some(&corridor)))
}

/// Segments on either side of a chain that are rivals where it is asked how freely a text is translated.
const NEAR: Width = Width { pad: 64, reach: 128, whole: 0, stretch: 1 << 16 };

/// How many segments stand out among those near a chain. Among all segments of a text the fewer do the longer it is,
/// however it was translated.
pub(super) fn held(facts: &Facts, area: Cut, anchors: &[Anchor]) -> usize {
    let Some(meaning) = &facts.meaning else { return anchors.len() };
    let posts: Vec<(u32, u32)> = anchors.iter().map(Anchor::pair).collect();
    let found = stand_out(meaning.mutual(area, 1, Some(&Band::along(area, &posts, NEAR))));
    chain(&found).len()
}

/// Pairs of segments that share more rare words with each other than with any other segment.
fn by_words(facts: &Facts, area: Cut) -> Vec<Anchor> {
    let (source, target) = (area.source, area.target);
    let mut rows = vec![(0.0, 0.0); source.len() as usize];
    let mut columns = vec![(0.0, 0.0); target.len() as usize];
    for i in source.indices() {
        for (j, strength) in ties(facts, i, target) {
            see(&mut rows[(i - source.start) as usize], strength);
            see(&mut columns[(j - target.start) as usize], strength);
        }
    }
    let mut found = Vec::new();
    for i in source.indices() {
        let row = rows[(i - source.start) as usize];
        if row.0 < STRENGTH {
            continue;
        }
        // There are too many ties in long texts to keep them from the first look.
        for (j, strength) in ties(facts, i, target) {
            let column = columns[(j - target.start) as usize];
            if strength >= STRENGTH
                && strength >= row.0.max(column.0)
                && strength - row.1.max(column.1) >= MARGIN
            {
                found.push(Anchor { source: i, target: j, strength });
            }
        }
    }
    found
}

/// The target segments of a run that share words with a source segment, in order, and how strong the tie is.
fn ties(facts: &Facts, source: u32, targets: Run) -> Vec<(u32, f32)> {
    let tables = facts.ties();
    let mut ties: Vec<(u32, f32)> = tables.iter().flat_map(|t| t.ties(source, targets)).collect();
    ties.sort_by_key(|tie| tie.0);
    ties.dedup_by(|later, kept| {
        let same = later.0 == kept.0;
        if same {
            kept.1 += later.1;
        }
        same
    });
    ties
}

/// Keeps the best and second-best strength.
fn see(best: &mut (f32, f32), strength: f32) {
    if strength > best.0 {
        *best = (strength, best.0);
    } else if strength > best.1 {
        best.1 = strength;
    }
}

/// The strictly rising subsequence of greatest strength.
fn chain(anchors: &[Anchor]) -> Vec<Anchor> {
    let link = |anchor: &Anchor| Link {
        source: anchor.source,
        start: anchor.target,
        end: anchor.target + 1,
        weight: anchor.strength,
    };
    let links: Vec<Link<f32>> = anchors.iter().map(link).collect();
    chain::heaviest(&links).into_iter().map(|at| anchors[at]).collect()
}

/// Target characters for each source character: the median over the anchors, or over the whole texts where
/// anchors are too few to tell. Sums would mislead where a part of one side is missing.
pub(super) fn ratio(facts: &Facts, area: Cut, anchors: &[Anchor]) -> f32 {
    const ENOUGH: usize = 5;
    if anchors.len() < ENOUGH {
        return ratio_of_wholes(facts, area);
    }
    let mut ratios: Vec<f32> = anchors
        .iter()
        .map(|a| {
            let length = |side, at| sum_of_lengths(facts, side, Run::new(at, at + 1));
            length(Side::Target, a.target) / length(Side::Source, a.source)
        })
        .collect();
    ratios.sort_by(f32::total_cmp);
    ratios[ratios.len() / 2]
}

/// Target characters for each source character over the whole texts.
pub(super) fn ratio_of_wholes(facts: &Facts, area: Cut) -> f32 {
    let sum = |side| sum_of_lengths(facts, side, area.side(side)).max(1.0);
    let ratio = sum(Side::Target) / sum(Side::Source);
    // Texts that differ so much in length are not translations of each other as wholes.
    if (0.25..=4.0).contains(&ratio) { ratio } else { 1.0 }
}

/// The visible characters of a run, and one more for each segment.
fn sum_of_lengths(facts: &Facts, side: Side, run: Run) -> f32 {
    facts.lengths(side, run).map(|length| (length + 1) as f32).sum()
}
