//! What documents say of their segments beside the texts: what the blocks are, and when subtitles are shown.
//!
//! It is no kind of evidence with fitted weights, since little gold has structure: its log odds are set by hand, and
//! between texts without structure there are none.

use std::collections::BTreeMap;

use crate::align::evidence::seen::Seen;
use crate::bitext::{Bitext, Cut, Run, Segment, Segments};
use crate::text::{BlockKind, Place};

/// The most that structure adds to log odds, or takes from them.
const MOST: f32 = 2.0;

/// Its name in explanations.
pub(super) const NAME: &str = "structure";

/// The structure of two texts that both have some.
pub(super) struct Structure {
    kinds: Option<[Vec<BlockKind>; 2]>,
    /// Which kinds both texts have about as many of.
    shared: Shared,
    /// Seconds from and to which segments are shown, those of the source as the target has them.
    times: Option<[Vec<(f32, f32)>; 2]>,
}

#[derive(Clone, Copy)]
struct Shared {
    headings: bool,
    items: bool,
    cells: bool,
}

impl Structure {
    /// The structure of two texts; `None` if one has none, or theirs do not fit.
    pub(super) fn new(bitext: &Bitext) -> Option<Structure> {
        let sides = [&bitext.source, &bitext.target];
        if sides.iter().any(|side| side.blocks.is_empty()) {
            return None;
        }
        let kinds = sides.map(|side| -> Vec<BlockKind> {
            let kind = |segment| side.label(segment).map_or(BlockKind::Paragraph, |l| l.kind);
            side.items.iter().map(kind).collect()
        });
        let alike = |is_it: fn(BlockKind) -> bool| {
            let [source, target] =
                [0, 1].map(|side: usize| kinds[side].iter().filter(|kind| is_it(**kind)).count());
            source.min(target) > 0 && source.max(target) <= 2 * source.min(target)
        };
        let shared =
            Shared { headings: alike(is_heading), items: alike(is_item), cells: alike(is_cell) };
        let times = times(bitext);
        let has_kinds = shared.headings || shared.items || shared.cells;
        let kinds = has_kinds.then_some(kinds);
        (kinds.is_some() || times.is_some()).then_some(Structure { kinds, shared, times })
    }

    /// What structure adds to the log odds of a cut with two sides.
    pub(super) fn log_odds(&self, cut: Cut) -> f32 {
        let times = self.overlap(cut).map_or(0.0, |overlap| 2.0 * MOST * overlap - MOST);
        (times + self.kinds_log_odds(cut)).clamp(-MOST, MOST)
    }

    /// What was found, in a few words for a translator.
    pub(super) fn seen(&self, cut: Cut) -> Option<Seen> {
        match (self.overlap(cut), &self.kinds) {
            (Some(share), _) => Some(Seen::Shown { share }),
            (None, Some(kinds)) => {
                let of = |side: usize, run: Run| kinds[side][run.start as usize].to_string();
                Some(Seen::Kinds { source: of(0, cut.source), target: of(1, cut.target) })
            }
            (None, None) => None,
        }
    }

    /// The share of the time that either side of a cut is shown in which both are.
    fn overlap(&self, cut: Cut) -> Option<f32> {
        let [source, target] = self.times.as_ref()?;
        let span = |times: &[(f32, f32)], run: Run| {
            (times[run.start as usize].0, times[run.end as usize - 1].1)
        };
        Some(overlap(span(source, cut.source), span(target, cut.target)))
    }

    fn kinds_log_odds(&self, cut: Cut) -> f32 {
        let Some([source, target]) = &self.kinds else { return 0.0 };
        let source = &source[cut.source.start as usize..cut.source.end as usize];
        let target = &target[cut.target.start as usize..cut.target.end as usize];
        let count = |is_it: fn(BlockKind) -> bool| {
            let [s, t] = [source, target].map(|side| side.iter().filter(|k| is_it(**k)).count());
            (s, t)
        };
        let mut odds = 0.0;
        if self.shared.headings {
            odds += match count(is_heading) {
                (0, 0) => 0.0,
                (0, _) | (_, 0) => -2.0,
                (1, 1) if source.len() == 1 && target.len() == 1 => {
                    if source == target {
                        1.0
                    } else {
                        0.0
                    }
                }
                _ => -1.0,
            };
        }
        if self.shared.items {
            odds += match count(is_item) {
                (0, 0) => 0.0,
                (0, _) | (_, 0) => -0.5,
                _ if source[0] == target[0] => 0.5,
                _ => 0.0,
            };
        }
        if self.shared.cells {
            odds += match (count(is_cell), source[0], target[0]) {
                ((0, 0), ..) => 0.0,
                ((0, _) | (_, 0), ..) => -1.0,
                (_, BlockKind::Cell { column: s, .. }, BlockKind::Cell { column: t, .. }) => {
                    if s == t { 0.5 } else { -0.5 }
                }
                _ => 0.0,
            };
        }
        odds
    }
}

fn is_heading(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Heading(_) | BlockKind::Title)
}

fn is_item(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Item { .. })
}

fn is_cell(kind: BlockKind) -> bool {
    matches!(kind, BlockKind::Cell { .. })
}

fn overlap(one: (f32, f32), other: (f32, f32)) -> f32 {
    let both = one.1.min(other.1) - one.0.max(other.0);
    let either = one.1.max(other.1) - one.0.min(other.0);
    if both > 0.0 && either > 0.0 { both / either } else { 0.0 }
}

/// The times of all segments of both texts, in seconds; `None` unless both are subtitles that are shown together, perhaps
/// all of one later by the same time.
fn times(bitext: &Bitext) -> Option<[Vec<(f32, f32)>; 2]> {
    let (source, target) = (shown(&bitext.source)?, shown(&bitext.target)?);
    let shift = shift(&source, &target)?;
    let moved: Vec<(f32, f32)> = source.iter().map(|(a, b)| (a + shift, b + shift)).collect();
    let mut at = 0;
    let mut met = 0;
    for cue in &moved {
        while at < target.len() && target[at].1 < cue.0 {
            at += 1;
        }
        let near = target[at..].iter().take(4);
        met += usize::from(near.map(|other| overlap(*cue, *other)).any(|share| share > 0.25));
    }
    (met * 2 >= source.len().min(target.len())).then_some([moved, target])
}

/// From and to which second each segment is shown. What of a cue is another segment's is taken off by its length.
fn shown(side: &Segments) -> Option<Vec<(f32, f32)>> {
    let parts: Vec<Vec<((u32, u32), usize)>> = side.items.iter().map(parts).collect();
    if parts.is_empty() || parts.iter().any(Vec::is_empty) {
        return None;
    }
    let mut whole: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    for (cue, length) in parts.iter().flatten() {
        *whole.entry(*cue).or_default() += length;
    }
    let mut used: BTreeMap<(u32, u32), usize> = BTreeMap::new();
    let mut second = |cue: (u32, u32), length: usize| {
        let before = used.entry(cue).or_default();
        let all = whole.get(&cue).copied().unwrap_or(1).max(1) as f32;
        let (from, to) = (cue.0 as f32 / 1_000.0, cue.1.max(cue.0) as f32 / 1_000.0);
        let start = from + (to - from) * *before as f32 / all;
        *before += length;
        (start, from + (to - from) * *before as f32 / all)
    };
    let times = parts.iter().map(|parts| {
        let each: Vec<(f32, f32)> =
            parts.iter().map(|(cue, length)| second(*cue, *length)).collect();
        (each[0].0, each[each.len() - 1].1)
    });
    Some(times.collect())
}

/// The cues of a segment, with how many characters it has in each; none if a place is no cue.
fn parts(segment: &Segment) -> Vec<((u32, u32), usize)> {
    let ends = segment.continued.iter().map(|next| next.at as usize).chain([segment.text.len()]);
    let mut from = 0;
    let mut parts = Vec::new();
    for (place, end) in segment.places().zip(ends) {
        let Place::Cue { from: start, to } = place else { return Vec::new() };
        let text = segment.text.get(from..end).unwrap_or_default();
        parts.push(((*start, *to), text.chars().count().max(1)));
        from = end;
    }
    parts
}

/// How much later the target is shown: the commonest difference of starts, made exact by the median of those near it.
fn shift(source: &[(f32, f32)], target: &[(f32, f32)]) -> Option<f32> {
    /// Seconds that a difference is looked for up to, and that differences are counted by.
    const REACH: f32 = 120.0;
    const STEP: f32 = 0.25;
    let mut counts: BTreeMap<i32, u32> = BTreeMap::new();
    let mut first = 0;
    let mut differences = Vec::new();
    for (start, _) in source {
        while first < target.len() && target[first].0 < start - REACH {
            first += 1;
        }
        let near = target[first..].iter().take_while(|(other, _)| *other <= start + REACH);
        for (other, _) in near.take(256) {
            let difference = other - start;
            *counts.entry((difference / STEP).round() as i32).or_default() += 1;
            differences.push(difference);
        }
    }
    let around = |step: i32| (-1..=1).filter_map(|by| counts.get(&(step + by))).sum::<u32>();
    let best = counts.keys().copied().max_by_key(|&step| (around(step), -step.abs()))?;
    let is_near = |difference: &f32| (difference - best as f32 * STEP).abs() <= 1.5 * STEP;
    differences.retain(is_near);
    differences.sort_by(f32::total_cmp);
    differences.get(differences.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::BlockLabel;
    use crate::lang::Lang;

    fn cues(lang: Lang, cues: &[(u32, u32)]) -> Segments {
        let segment = |(number, &(from, to)): (u32, &(u32, u32))| {
            let segment = Segment::new("some text", Place::Cue { from, to });
            Segment { block: number, ..segment }
        };
        let label = BlockLabel { kind: BlockKind::Cue, key: None };
        Segments {
            blocks: vec![label; cues.len()],
            ..Segments::new(lang, (0..).zip(cues).map(segment).collect())
        }
    }

    fn kinds(lang: Lang, kinds: &[BlockKind]) -> Segments {
        let segment = |number: u32| Segment { block: number, ..Segment::of("text") };
        Segments {
            blocks: kinds.iter().map(|&kind| BlockLabel { kind, key: None }).collect(),
            ..Segments::new(lang, (0..kinds.len() as u32).map(segment).collect())
        }
    }

    fn cut(source: (u32, u32), target: (u32, u32)) -> Cut {
        Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1))
    }

    #[test]
    fn cues_that_are_shown_together_face_each_other() {
        let all =
            [(1_000, 3_000), (4_000, 7_000), (9_000, 10_000), (15_000, 16_000), (22_000, 25_000)];
        let late: Vec<(u32, u32)> = all.iter().map(|(a, b)| (a + 41_030, b + 41_030)).collect();
        let bitext = Bitext { source: cues(Lang::AR, &all), target: cues(Lang::EN, &late) };
        let structure = Structure::new(&bitext).unwrap();
        let from = structure.times.as_ref().unwrap()[0][0].0;
        assert!((from - 42.03).abs() < 0.01, "{from}");
        let right = structure.log_odds(cut((1, 2), (1, 2)));
        let half = structure.log_odds(cut((1, 2), (1, 3)));
        let wrong = structure.log_odds(cut((1, 2), (2, 3)));
        assert!(right > 1.9 && half < 0.1 && wrong == -2.0, "{right} {half} {wrong}");
        // Films that have nothing to do with each other.
        let other = [(900, 60_000), (130_000, 130_500), (177_000, 270_000)];
        let bitext = Bitext { source: cues(Lang::AR, &all), target: cues(Lang::EN, &other) };
        assert!(Structure::new(&bitext).is_none());
    }

    #[test]
    fn headings_face_headings() {
        let (p, h1, h2) = (BlockKind::Paragraph, BlockKind::Heading(1), BlockKind::Heading(2));
        let source = kinds(Lang::AR, &[h1, p, h2, p]);
        let bitext = Bitext { target: kinds(Lang::EN, &[h1, p, h2, p]), source: source.clone() };
        let structure = Structure::new(&bitext).unwrap();
        for (of, odds) in [
            (cut((0, 1), (0, 1)), 1.0),
            (cut((0, 1), (2, 3)), 0.0),
            (cut((0, 1), (1, 2)), -2.0),
            (cut((1, 2), (1, 2)), 0.0),
            (cut((0, 2), (0, 2)), -1.0),
        ] {
            assert_eq!(structure.log_odds(of), odds, "{of:?}");
        }
        let bitext = Bitext { source, target: Segments::new(Lang::EN, vec![Segment::of("x")]) };
        assert!(Structure::new(&bitext).is_none());
    }
}
