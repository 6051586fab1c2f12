//! The region and tables one search pass uses.

use std::sync::Arc;

use rayon::prelude::*;

use super::anchor::{self, Anchor};
use super::lattice::Lattice;
use super::limits::Limits;
use crate::align::band::{Band, Width};
use crate::align::evidence::{Breaks, Context, Cosines, Facts, LeftOut, Scorers, Weights};
use crate::align::found::Passed;
use crate::bitext::{Bitext, Cut, Run, Segment, Side};

/// The bands where anchors go by words alone, and where they go by meaning.
const PLAIN_WIDTH: Width = Width { pad: 10, reach: 200, whole: 1 << 20, stretch: 1 << 16 };
const MEANING_WIDTH: Width = Width { pad: 6, reach: 64, whole: 1 << 16, stretch: 1 << 16 };

/// The most points of a band where cosines are kept, some 36 of them for each: so many for each source segment, or this if
/// that is more. Long texts that are no translations of each other would have several times as many.
const POINTS: usize = 1_500_000;
const POINTS_OF_SEGMENT: usize = 15;

/// How far from the first pass the second may stray, in segments.
const SECOND_PAD: u32 = 5;

/// The region and tables one search pass uses.
pub(crate) struct SearchSpace {
    pub(crate) band: Band,
    pub(crate) shapes: Vec<(u32, u32)>,
    pub(crate) cosines: Option<Arc<Cosines>>,
    /// Target characters for each source character.
    pub(crate) ratio: f32,
    /// How freely the text is translated, 0 to 1.
    pub(crate) phi: f32,
    /// What the pass before found to be left out; none in the first.
    pub(crate) left_out: Option<LeftOut>,
    /// Where clauses break together, if they were aligned.
    pub(crate) breaks: Option<Breaks>,
    /// The anchors of the rectangle; none in later passes.
    pub(super) anchors: Anchors,
    /// The steps no path may take.
    pub(super) limits: Arc<Limits>,
    /// What later passes go by, if it is known beforehand.
    later: Option<Later>,
    /// The points that every path is to pass, rising.
    pins: Vec<(u32, u32)>,
}

/// Pairs of segments that stand out.
#[derive(Clone, Default)]
pub(super) struct Anchors {
    /// All, in the order of the source.
    pub(super) found: Vec<(u32, u32)>,
    /// Those on the chain that the search follows, rising on both sides.
    pub(super) chain: Vec<(u32, u32)>,
}

impl Anchors {
    /// Those in a rectangle whose segments may be in beads.
    pub(super) fn within(&self, area: Cut, limits: &Limits) -> Anchors {
        let inside = |&(i, j): &(u32, u32)| {
            let pair = Cut::new(Run::new(i, i + 1), Run::new(j, j + 1));
            area.contains(pair) && !limits.hold(pair)
        };
        let of = |pairs: &[(u32, u32)]| pairs.iter().copied().filter(inside).collect();
        Anchors { found: of(&self.found), chain: of(&self.chain) }
    }
}

/// What is known of two whole texts when a part of them is searched.
pub(super) struct Priors {
    /// How freely the text is translated, 0 to 1.
    pub(super) phi: f32,
    /// Target characters for each source character, in the first pass.
    pub(super) ratio: f32,
    pub(super) later: Later,
    pub(super) anchors: Anchors,
}

/// What later passes go by.
#[derive(Clone, Copy)]
pub(super) struct Later {
    /// Target characters for each source character.
    pub(super) ratio: f32,
    /// What the first and the second pass found to be left out.
    pub(super) left_out: [Option<LeftOut>; 2],
}

impl SearchSpace {
    /// The space of the first pass over a rectangle. The band is made wide enough for some cuts.
    pub(crate) fn new(
        facts: &Facts,
        area: Cut,
        shapes: &[(u32, u32)],
        hold: &[Cut],
    ) -> SearchSpace {
        facts.watch.begin("comparing", u64::from(area.source.len()));
        let (found, chain) = anchor::find(facts, area);
        let ratio = anchor::ratio(facts, area, &chain);
        let phi = |held| phi(&facts.bitext, area, held);
        let anchors = Anchors {
            found: found.iter().map(Anchor::pair).collect(),
            chain: chain.iter().map(Anchor::pair).collect(),
        };
        let (band, cosines) = first_band(facts, area, shapes, &anchors.chain, hold);
        SearchSpace {
            pins: pins(&band, &anchors.chain),
            band,
            shapes: shapes.to_vec(),
            cosines,
            ratio,
            phi: phi(anchor::held(facts, area, &chain)),
            left_out: None,
            breaks: None,
            anchors,
            limits: Arc::default(),
            later: None,
        }
    }

    /// The space of the first pass over a part of texts that were searched before.
    pub(super) fn of_part(
        facts: &Facts,
        area: Cut,
        shapes: &[(u32, u32)],
        priors: &Priors,
        limits: &Arc<Limits>,
    ) -> SearchSpace {
        let anchors = priors.anchors.within(area, limits);
        let (band, cosines) = first_band(facts, area, shapes, &anchors.chain, &[]);
        SearchSpace {
            pins: pins(&band, &anchors.chain),
            band,
            shapes: shapes.to_vec(),
            cosines,
            ratio: priors.ratio,
            phi: priors.phi,
            left_out: None,
            breaks: None,
            anchors,
            limits: Arc::clone(limits),
            later: Some(priors.later),
        }
    }

    /// The space of the second pass, near the path of the first.
    pub(crate) fn second(&self, facts: &Facts, first: &Passed, hold: &[Cut]) -> SearchSpace {
        let path = first.path();
        let band = self.band.around(&path, SECOND_PAD).with_cuts(hold);
        let ratio = self.later.map(|later| later.ratio).or_else(|| ratio_of_beads(facts, &path));
        let left_out = self.later.and_then(|later| later.left_out[0]).unwrap_or(first.left_out);
        let again = self.again(band, ratio.unwrap_or(self.ratio));
        SearchSpace { left_out: Some(left_out), ..again }
    }

    /// Takes over what the second pass found to be left out.
    pub(crate) fn after_second(&mut self, second: &Passed) {
        let known = self.later.and_then(|later| later.left_out[1]);
        self.left_out = Some(known.unwrap_or(second.left_out));
    }

    /// The same texts once more, in another band and with another ratio.
    fn again(&self, band: Band, ratio: f32) -> SearchSpace {
        SearchSpace {
            band,
            shapes: self.shapes.clone(),
            cosines: self.cosines.clone(),
            ratio,
            phi: self.phi,
            left_out: self.left_out,
            breaks: None,
            anchors: Anchors::default(),
            limits: Arc::clone(&self.limits),
            later: self.later,
            pins: self.pins.clone(),
        }
    }

    /// The space of a part whose corners lie in the band.
    pub(super) fn part(&self, area: Cut) -> SearchSpace {
        SearchSpace { pins: Vec::new(), ..self.again(self.band.part(area), self.ratio) }
    }

    /// The same texts in clauses.
    pub(super) fn of_clauses(
        &self,
        facts: &Facts,
        band: Band,
        shapes: &[(u32, u32)],
    ) -> SearchSpace {
        let cosines =
            Cosines::new(facts, &band, shapes, &[], &crate::watch::Unwatched).map(Into::into);
        SearchSpace {
            shapes: shapes.to_vec(),
            cosines,
            limits: Arc::default(),
            pins: Vec::new(),
            ..self.again(band, self.ratio)
        }
    }

    /// Whether there is so little text that its anchors tell little of the lengths.
    pub(super) fn is_short(&self) -> bool {
        const SHORT: u32 = 60;
        let area = self.band.area();
        let (source, target) = (area.source.len(), area.target.len());
        source.min(target) < SHORT && source.max(target) < 4 * source.min(target)
    }

    /// This with the ratio of the lengths of the whole texts, if that makes the texts likelier: where anchors
    /// are shared words, or few, those of free text may join long segments to a part of what faces them. Nothing for a
    /// part of texts that were searched before, whose ratio is known.
    pub(super) fn likeliest(&self, facts: &Facts, weights: &Weights) -> Option<SearchSpace> {
        if self.later.is_some() {
            return None;
        }
        let ratio = anchor::ratio_of_wholes(facts, self.band.area());
        let other = self.again(self.band.clone(), ratio);
        let likelihood = |space: &SearchSpace| -> f64 {
            let sections: Vec<Band> = space.sections().collect();
            let each: Vec<f64> = sections
                .par_iter()
                .map(|band| {
                    let context = Context { band, ..space.context(facts) };
                    let costs = Scorers::prepare(context, Some(weights)).costs(weights);
                    Lattice::new(band, &space.shapes, &costs).total()
                })
                .collect();
            each.iter().sum()
        };
        (ratio != self.ratio && likelihood(&other) > likelihood(self)).then_some(other)
    }

    /// This with more points that every path is to pass.
    pub(super) fn with_pins(&self, more: Vec<(u32, u32)>) -> SearchSpace {
        let mut pins = [&self.pins[..], &more].concat();
        pins.sort_unstable();
        SearchSpace { pins, ..self.again(self.band.clone(), self.ratio) }
    }

    /// The bands between the pins.
    pub(super) fn sections(&self) -> impl Iterator<Item = Band> {
        let area = self.band.area();
        let mut from = (area.source.start, area.target.start);
        let end = (area.source.end, area.target.end);
        self.pins.iter().copied().chain([end]).map(move |to| {
            let part = Cut::new(Run::new(from.0, to.0), Run::new(from.1, to.1));
            from = to;
            self.band.part(part)
        })
    }

    pub(crate) fn context<'f>(&'f self, facts: &'f Facts) -> Context<'f> {
        Context {
            facts,
            band: &self.band,
            shapes: &self.shapes,
            cosines: self.cosines.as_deref(),
            breaks: self.breaks.as_ref(),
            ratio: self.ratio,
            left_out: self.left_out,
        }
    }
}

/// The band of the first pass along a chain of anchors, wide enough for some cuts, and the cosines in it.
fn first_band(
    facts: &Facts,
    area: Cut,
    shapes: &[(u32, u32)],
    chain: &[(u32, u32)],
    hold: &[Cut],
) -> (Band, Option<Arc<Cosines>>) {
    let band = match facts.meaning {
        Some(_) => {
            let points = POINTS.max(POINTS_OF_SEGMENT * area.source.len() as usize);
            Band::within(area, chain, MEANING_WIDTH, points)
        }
        None => Band::along(area, chain, PLAIN_WIDTH),
    };
    let band = band.with_cuts(hold);
    // Cuts that are held must be possible, whatever anchors say.
    let dividing = if hold.is_empty() { chain } else { &[] };
    let cosines = Cosines::new(facts, &band, shapes, dividing, facts.watch.as_ref());
    (band, cosines.map(Into::into))
}

/// Source segments between pins, at least. A long text is searched in sections: they need less memory, and
/// several are searched at a time.
const SECTION: u32 = 500;

/// Anchors in a row, segment by segment on both sides, that make a pin of the point amid them.
const SURE: usize = 4;

/// The points of a long chain that paths are held to.
fn pins(band: &Band, anchors: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let area = band.area();
    let mut pins: Vec<(u32, u32)> = Vec::new();
    let mut last = area.source.start;
    for row in anchors.windows(SURE) {
        let follow = row.windows(2).all(|two| (two[0].0 + 1, two[0].1 + 1) == two[1]);
        let pin = row[SURE / 2];
        if follow && pin.0 >= last + SECTION && pin.0 + SECTION <= area.source.end {
            pins.push(pin);
            last = pin.0;
        }
    }
    pins
}

/// Segments assumed to be held by anchors beside those there are.
const FEW: f32 = 3.0;

/// How freely a text is translated: the share, 0 to 1, of segments that no anchor holds. Segments that are
/// empty, or whose text stands more than once, cannot hold one and do not count.
fn phi(bitext: &Bitext, area: Cut, anchors: usize) -> f32 {
    let single = |side: &[Segment]| {
        let mut texts: Vec<&str> = side.iter().map(|s| s.text.as_str()).collect();
        texts.sort_unstable();
        let runs = texts.chunk_by(|a, b| a == b);
        runs.filter(|run| run.len() == 1 && !run[0].is_empty()).count()
    };
    let most = single(bitext.source.of(area.source)).min(single(bitext.target.of(area.target)));
    // A few segments tell little, so a few more are assumed to be held.
    (most.saturating_sub(anchors) as f32) / (most as f32 + FEW)
}

/// The median over the beads of a path of target characters for each source character, each bead counting by
/// its length. A bead holds all that faces a segment, where an anchor may hold a part.
fn ratio_of_beads(facts: &Facts, path: &[Cut]) -> Option<f32> {
    const ENOUGH: usize = 5;
    let length = |side, cut: Cut| facts.lengths(side, cut.side(side)).sum::<usize>() as f32 + 3.0;
    let mut ratios: Vec<(f32, f32)> = path
        .iter()
        .filter(|cut| !cut.shape().is_gap())
        .map(|&cut| {
            let source = length(Side::Source, cut);
            (length(Side::Target, cut) / source, source)
        })
        .collect();
    if ratios.len() < ENOUGH {
        return None;
    }
    ratios.sort_by(|a, b| a.0.total_cmp(&b.0));
    let half = 0.5 * ratios.iter().map(|r| r.1).sum::<f32>();
    let mut sum = 0.0;
    ratios.iter().find_map(|&(ratio, weight)| {
        sum += weight;
        (sum >= half).then_some(ratio)
    })
}
