//! How much of two runs is tied together by the words they share.

use std::collections::{BTreeMap, HashSet};

use crate::align::band::Band;
use crate::align::evidence::encoded::LONGEST;
use crate::align::evidence::lists::Lists;
use crate::bitext::{Cut, Run};
use crate::maths;

/// The words, or terms, of one side by number, and the rarity of each: what it counts.
#[derive(Debug, Clone, Default)]
pub(super) struct Tokens {
    /// The numbers of the words of each segment.
    pub(super) segments: Lists<u32>,
    /// The rarity of each word, by its number.
    pub(super) rarities: Vec<f32>,
}

impl Tokens {
    /// The rarity of a token, these numbered through all segments.
    fn rarity(&self, token: u32) -> f32 {
        self.rarities[self.segments.all()[token as usize] as usize]
    }
}

/// Where two texts have the same words. How much any two segments share is worked out where it is asked for: most
/// pairs of segments are never compared, and there are too many of them in long texts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Coverage {
    pub(super) source: CoveredSide,
    pub(super) target: CoveredSide,
    // For each source segment the words that stand in the target too.
    words: Lists<Word>,
    // For each key where it stands in the target, in order.
    places: Lists<Place>,
}

/// The tokens of one side.
#[derive(Debug, Clone, Default)]
pub(super) struct CoveredSide {
    /// Those that have a key.
    pub(super) tokens: Tokens,
    /// The sum of rarities of each segment.
    totals: Vec<f32>,
}

impl CoveredSide {
    fn new(keys: &Lists<u64>, tokens: Tokens) -> CoveredSide {
        let Tokens { segments, rarities } = tokens;
        let rarity = |&word: &u32| rarities[word as usize];
        let total = |words: &[u32]| words.iter().map(rarity).sum();
        let totals = segments.iter().map(total).collect();
        let with_key = |words: &[u32]| -> Vec<u32> {
            words.iter().copied().filter(|&word| !keys.get(word).is_empty()).collect()
        };
        let segments = segments.iter().map(with_key).collect();
        CoveredSide { tokens: Tokens { segments, rarities }, totals }
    }
}

/// A key that stands in both texts, and a token of the source it stands for.
#[derive(Debug, Clone, Copy)]
struct Word {
    key: u32,
    token: u32,
}

/// A segment and a token in it.
#[derive(Debug, Clone, Copy)]
struct Place {
    segment: u32,
    token: u32,
}

/// A target segment that shares words with a source segment.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Link {
    target: u32,
    /// The rarity of the words of the source segment found there, summed.
    from_source: f32,
    /// The rarity of the words of the target segment found in the source segment, summed.
    from_target: f32,
}

/// What two runs share.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Shared {
    /// The mean share of the two sides that the other side covers, 0 to 1.
    pub(super) share: f32,
    /// The rarity of the words covered, of both sides, summed.
    pub(super) covered: f32,
    /// The rarity of the words not covered, of both sides, summed.
    pub(super) missing: f32,
}

/// A key that stands in so many places that it says little.
const COMMON: usize = 40;

impl Coverage {
    /// Two words share something if they share a key; `keys` holds those of each word, by its number.
    pub(super) fn new(keys: &Lists<u64>, source: Tokens, target: Tokens) -> Coverage {
        let [source, target] = [source, target].map(|tokens| CoveredSide::new(keys, tokens));
        let mut by_key: BTreeMap<u64, (Vec<Place>, Vec<Place>)> = BTreeMap::new();
        // Most words stand in one text alone.
        let known = |side: &CoveredSide| -> HashSet<u64> {
            let words: HashSet<u32> = side.tokens.segments.all().iter().copied().collect();
            words.into_iter().flat_map(|word| keys.get(word).iter().copied()).collect()
        };
        let (in_source, in_target) = (known(&source), known(&target));
        for_each_key(keys, &source.tokens, |key, place| {
            if in_target.contains(&key) {
                by_key.entry(key).or_default().0.push(place);
            }
        });
        for_each_key(keys, &target.tokens, |key, place| {
            if in_source.contains(&key) {
                by_key.entry(key).or_default().1.push(place);
            }
        });
        let (source_len, target_len) = (source.totals.len(), target.totals.len());
        let limit = COMMON * source_len.max(target_len).max(COMMON);
        let mut words: Vec<(u32, Word)> = Vec::new();
        let mut places = Lists::default();
        for (sources, targets) in by_key.into_values() {
            if sources.len() * targets.len() > limit {
                continue;
            }
            for Place { segment, token } in sources {
                words.push((segment, Word { key: places.len() as u32, token }));
            }
            places.push(targets);
        }
        Coverage { source, target, words: by_segment(words, source_len), places: places.fitted() }
    }

    /// What the segments of cuts in a band share.
    pub(super) fn within(&self, band: &Band) -> Links<'_> {
        let area = band.area();
        let first = area.source.start;
        // A cut reaches over its corners' rows.
        let row = |i: u32| {
            let low = band.row((i + 1).saturating_sub(LONGEST).max(first)).0;
            let high = band.row((i + LONGEST).min(area.source.end)).1;
            self.links(i, Run::new(low, high.max(low)))
        };
        Links { coverage: self, first, rows: area.source.indices().map(row).collect() }
    }

    /// The target segments of a run that share words with a source segment, in order.
    fn links(&self, source: u32, targets: Run) -> Vec<Link> {
        // Each token counts once for a pair of segments, however many keys agree.
        let (mut forth, mut back): (Vec<Place>, Vec<Place>) = (Vec::new(), Vec::new());
        for word in self.words.get(source) {
            let places = self.places.get(word.key);
            let from = places.partition_point(|place| place.segment < targets.start);
            for &place in places[from..].iter().take_while(|p| p.segment < targets.end) {
                forth.push(Place { segment: place.segment, token: word.token });
                back.push(place);
            }
        }
        let mut links: Vec<Link> = Vec::new();
        for (target, rarity) in once_each(&mut forth, &self.source.tokens) {
            match links.last_mut().filter(|link| link.target == target) {
                Some(link) => link.from_source += rarity,
                None => links.push(Link { target, from_source: rarity, from_target: 0.0 }),
            }
        }
        let mut at = 0;
        for (target, rarity) in once_each(&mut back, &self.target.tokens) {
            // Both lists hold the same segments.
            at += links[at..].iter().take_while(|link| link.target < target).count();
            links[at].from_target += rarity;
        }
        links
    }

    /// The target segments of a run that share words with a source segment, in order, with the mean share of the two
    /// that the other covers, 0 to 1.
    pub(crate) fn ties(&self, source: u32, targets: Run) -> impl Iterator<Item = (u32, f32)> {
        let here = self.source.totals[source as usize];
        self.links(source, targets).into_iter().map(move |link| {
            let source = link.from_source.min(here) / (here + 3.0);
            let there = self.target.totals[link.target as usize];
            let target = link.from_target.min(there) / (there + 3.0);
            (link.target, 0.5 * (source + target))
        })
    }
}

/// Visits every key with its place.
fn for_each_key(keys: &Lists<u64>, tokens: &Tokens, mut visit: impl FnMut(u64, Place)) {
    let mut token = 0;
    for (segment, words) in (0..).zip(tokens.segments.iter()) {
        for &word in words {
            keys.get(word).iter().for_each(|&key| visit(key, Place { segment, token }));
            token += 1;
        }
    }
}

/// A list for each of so many segments, in the order in which its words come.
fn by_segment(mut words: Vec<(u32, Word)>, segments: usize) -> Lists<Word> {
    words.sort_by_key(|&(segment, _)| segment);
    let mut rest = &words[..];
    let of = |segment: u32| {
        let (own, others) = rest.split_at(rest.partition_point(|word| word.0 == segment));
        rest = others;
        own.iter().map(|&(_, word)| word)
    };
    (0..segments as u32).map(of).collect()
}

/// The segments and rarities of places, in order, each place once.
fn once_each(places: &mut Vec<Place>, tokens: &Tokens) -> impl Iterator<Item = (u32, f32)> {
    places.sort_unstable_by_key(|place| (place.segment, place.token));
    places.dedup_by_key(|place| (place.segment, place.token));
    places.iter().map(|place| (place.segment, tokens.rarity(place.token)))
}

/// What the segments of cuts in a band share.
pub(super) struct Links<'c> {
    coverage: &'c Coverage,
    /// The source segment of the first row.
    first: u32,
    rows: Vec<Vec<Link>>,
}

impl Links<'_> {
    fn of(&self, source: u32, target: Run) -> impl Iterator<Item = &Link> {
        let row = &self.rows[(source - self.first) as usize];
        let from = row.partition_point(|link| link.target < target.start);
        row[from..].iter().take_while(move |link| link.target < target.end)
    }

    pub(super) fn shared(&self, cut: Cut) -> Shared {
        let (mut from_source, mut all_source) = (0.0, 0.0);
        // What is covered of each target segment; no side of a bead is longer than a handful.
        let mut covered = [0.0f32; 16];
        let covered = &mut covered[..(cut.target.len() as usize).min(16)];
        for i in cut.source.indices() {
            let mut found = 0.0;
            for link in self.of(i, cut.target) {
                found += link.from_source;
                if let Some(cell) = covered.get_mut((link.target - cut.target.start) as usize) {
                    *cell += link.from_target;
                }
            }
            let all = self.coverage.source.totals[i as usize];
            from_source += found.min(all);
            all_source += all;
        }
        let (mut from_target, mut all_target) = (0.0, 0.0);
        for (found, j) in covered.iter().zip(cut.target.indices()) {
            let all = self.coverage.target.totals[j as usize];
            from_target += found.min(all);
            all_target += all;
        }
        Shared {
            share: 0.5 * (from_source / (all_source + 3.0) + from_target / (all_target + 3.0)),
            covered: from_source + from_target,
            missing: (all_source - from_source) + (all_target - from_target),
        }
    }
}

/// How much a word counts that stands in `frequency` of `segments` segments.
pub(super) fn rarity(segments: usize, frequency: usize) -> f32 {
    maths::ln32((segments as f32 + 1.0) / (frequency as f32 + 0.5)).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten segments on each side with a word of their own, a word of their neighbours' and one that stands everywhere.
    fn coverage() -> Coverage {
        let keys = |word: u64| match word {
            0..20 => vec![word, 100 + word],
            _ => vec![word],
        };
        let side = |shift: u32| -> Lists<u32> {
            (shift..shift + 10).map(|at| [at, at / 2 + 20, 30]).collect()
        };
        let tokens = |shift| Tokens { segments: side(shift), rarities: vec![1.0; 31] };
        Coverage::new(&(0..31).map(keys).collect(), tokens(0), tokens(1))
    }

    #[test]
    fn a_token_counts_once_however_many_keys_agree() {
        let coverage = coverage();
        let links = |source, from, to| coverage.links(source, Run::new(from, to));
        let link = |target, sum| Link { target, from_source: sum, from_target: sum };
        // Source 4 and target 3 have the word 4 in common, and the neighbours' word, and the one of all segments.
        assert_eq!(links(4, 2, 6), [link(2, 1.0), link(3, 3.0), link(4, 2.0), link(5, 1.0)]);
        assert_eq!(coverage.ties(4, Run::new(3, 4)).collect::<Vec<_>>(), [(3, 0.5)]);
    }

    #[test]
    fn what_is_shared_does_not_depend_on_the_band() {
        let coverage = coverage();
        let area = Cut::new(Run::new(0, 10), Run::new(0, 10));
        let narrow = Band::from_rows(area, (0..=10u32).map(|i| (i.saturating_sub(2), i)).collect());
        let (narrow, whole) = (coverage.within(&narrow), coverage.within(&Band::whole(area)));
        for (source, target) in [((0, 1), (0, 1)), ((3, 6), (2, 5)), ((2, 10), (0, 9))] {
            let cut = Cut::new(Run::new(source.0, source.1), Run::new(target.0, target.1));
            assert_eq!(narrow.shared(cut), whole.shared(cut), "{cut:?}");
            assert!(narrow.shared(cut).share > 0.0);
        }
    }
}
