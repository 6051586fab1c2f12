//! Stage 4: the best ladder over a bitext, and how sure of each bead one may be.
//!
//! Sure pairs (`anchor`) give the ratio of lengths and a band; in the band a semi-Markov dynamic
//! programme (`lattice`) finds the best path and the posterior of every bead on it. With an encoder there
//! are two passes: the first goes by sentence vectors; what it finds mends the ratio and narrows the band
//! for the second, which looks at words too. Nothing here can fail.

use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;

use crate::align::band::{Band, Width};
use crate::align::evidence::{
    Breaks, Clauses, Context, Cosines, Costs, Facts, Reason, Scorers, WeightTables, Weights,
};
use crate::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segment};
use crate::text::fold::visible_len;

pub mod band;
pub mod evidence;

mod anchor;
pub(crate) mod clause;
mod divide;
pub(crate) mod lattice;
mod moved;
mod stretch;

pub use divide::{Divided, Division, Position, divide};

use anchor::Anchor;
use clause::Scope;
use lattice::{Lattice, Step};

/// The phi from which a text is free enough for all its clauses to be aligned.
pub(crate) const FREE: f32 = 0.3;

/// The bands where anchors go by words alone, and where they go by meaning.
const PLAIN_WIDTH: Width = Width { pad: 10, reach: 200, whole: 1 << 20 };
const MEANING_WIDTH: Width = Width { pad: 6, reach: 64, whole: 1 << 16 };

/// How far from the first pass the second may stray, in segments.
const SECOND_PAD: u32 = 5;

/// A ladder, and for each bead the evidence on it; empty for beads with an empty side, and where nobody asked.
pub struct Alignment {
    /// The beads.
    pub ladder: Ladder,
    /// Why each was chosen.
    pub reasons: Vec<Vec<Reason>>,
    /// Breaks that run inside a segment, as far as clauses were looked at.
    pub divisions: Vec<Division>,
}

/// Whether to say of every bead why it was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reasons {
    /// Say it.
    Given,
    /// Save the time.
    Spared,
}

/// Finds the ladder of highest total log odds.
///
/// A text without segments gives a ladder of gaps; two of them give an empty ladder.
pub fn align(facts: &Facts<'_>, tables: &WeightTables, reasons: Reasons) -> Alignment {
    let area = whole(facts);
    let space = SearchSpace::new(facts, area, &tables.shapes(facts), &[]);
    let solver = Solver { facts, tables, reasons };
    let (mut beads, mut divisions) = solver.solve(&space);
    if facts.meaning.is_some() {
        moved::recover(&solver, &space, &mut beads);
    }
    let bare: Vec<Bead> = beads.iter().map(|(bead, _)| *bead).collect();
    divide::keep_those_between(&bare, &mut divisions);
    if reasons == Reasons::Given {
        divide::tell(facts.bitext, &divisions, &mut beads);
    }
    let (beads, reasons): (Vec<Bead>, Vec<Vec<Reason>>) = beads.into_iter().unzip();
    let ladder = Ladder::new(area.source.end, area.target.end, beads)
        .expect("a path through the band covers every segment once");
    Alignment { ladder, reasons, divisions }
}

/// The rectangle of both texts.
pub(crate) fn whole(facts: &Facts<'_>) -> Cut {
    Cut::new(Run::new(0, facts.bitext.source.len()), Run::new(0, facts.bitext.target.len()))
}

/// A bead with the evidence on it.
type Explained = (Bead, Vec<Reason>);

/// What every rectangle is searched with.
struct Solver<'f> {
    facts: &'f Facts<'f>,
    tables: &'f WeightTables,
    reasons: Reasons,
}

impl Solver<'_> {
    /// The best path over the space's rectangle, by as many passes as there is evidence for, and the breaks
    /// inside segments.
    fn solve(&self, space: &SearchSpace) -> (Vec<Explained>, Vec<Division>) {
        let Solver { facts, tables, reasons } = *self;
        let Some(meaning) = &facts.meaning else {
            let weights = tables.plain.at(0.0);
            let likeliest = space.likeliest(facts, &weights);
            return (
                pass(facts, likeliest.as_ref().unwrap_or(space), &weights, reasons),
                Vec::new(),
            );
        };
        let first = tables.first.at(space.phi);
        let coarse = pass(facts, space, &first, Reasons::Spared);
        let coarse: Vec<Cut> = coarse.iter().map(|(bead, _)| bead.cut).collect();
        let near = space.second(facts, &coarse, &[]);
        let second = if meaning.has_words() { tables.second.at(space.phi) } else { first };
        let beads = pass(facts, &near, &second, reasons);
        if tables.clause.is_empty() || !meaning.has_words() {
            return (beads, Vec::new());
        }
        self.by_clauses(&near, beads)
    }

    /// The beads of the second pass, those of stretches that need it found anew by clauses.
    fn by_clauses(
        &self,
        near: &SearchSpace,
        beads: Vec<Explained>,
    ) -> (Vec<Explained>, Vec<Division>) {
        let Solver { facts, tables, reasons } = *self;
        let bare: Vec<Bead> = beads.iter().map(|(bead, _)| *bead).collect();
        let is_free = near.phi >= FREE;
        let stretches = stretch::unsure(&bare, is_free);
        let size = |stretch: &Range<usize>| -> u64 {
            bare[stretch.clone()].iter().map(|bead| u64::from(bead.cut.source.len())).sum()
        };
        if stretches.is_empty() {
            return (beads, Vec::new());
        }
        facts.watch.begin("aligning clauses", stretches.iter().map(size).sum());
        let scope = if is_free { Scope::WIDE } else { Scope::NARROW };
        let (clause, third) = (tables.clause.at(near.phi), tables.third.at(near.phi));
        let solved: Vec<Option<(Vec<Explained>, Vec<Division>)>> = stretches
            .par_iter()
            .map(|stretch| {
                let path: Vec<Cut> = bare[stretch.clone()].iter().map(|bead| bead.cut).collect();
                let (first, last) = (path.first()?, path.last()?);
                let area = Cut::new(
                    Run::new(first.source.start, last.source.end),
                    Run::new(first.target.start, last.target.end),
                );
                let clauses = Clauses::new(facts, area)?;
                let mut part = near.part(area);
                let (breaks, divisions) =
                    clause::breaks(&clauses.facts(facts)?, &clauses, &part, &path, &clause, scope);
                part.breaks = Some(breaks);
                let beads = section(facts, &part, &part.band, &third, reasons);
                facts.watch.advance(u64::from(area.source.len()));
                Some((beads, divisions))
            })
            .collect();
        let (mut all, mut divisions, mut done) = (Vec::new(), Vec::new(), 0);
        for (stretch, solved) in stretches.iter().zip(solved) {
            if let Some((beads_there, divisions_there)) = solved {
                all.extend_from_slice(&beads[done..stretch.start]);
                all.extend(beads_there);
                divisions.extend(divisions_there);
                done = stretch.end;
            }
        }
        all.extend_from_slice(&beads[done..]);
        (all, divisions)
    }
}

/// What a pass stands on.
pub(crate) struct SearchSpace {
    pub(crate) band: Band,
    pub(crate) shapes: Vec<(u32, u32)>,
    pub(crate) cosines: Option<std::sync::Arc<Cosines>>,
    /// Target characters for each source character.
    pub(crate) ratio: f32,
    /// How freely the text is translated, 0 to 1.
    pub(crate) phi: f32,
    /// The pairs of segments that stand out, on the chain of anchors or off it.
    ties: Vec<(u32, u32)>,
    /// Where clauses break together, if they were aligned.
    pub(crate) breaks: Option<Breaks>,
    /// The points that every path is to pass, rising.
    pins: Vec<(u32, u32)>,
}

impl SearchSpace {
    /// The space of the first pass over a rectangle. The band is made wide enough for some cuts.
    pub(crate) fn new(
        facts: &Facts<'_>,
        area: Cut,
        shapes: &[(u32, u32)],
        hold: &[Cut],
    ) -> SearchSpace {
        facts.watch.begin("comparing", u64::from(area.source.len()));
        let (found, anchors) = anchor::find(facts, area);
        let ratio = anchor::ratio(facts.bitext, area, &anchors);
        let width = if facts.meaning.is_some() { MEANING_WIDTH } else { PLAIN_WIDTH };
        let posts: Vec<(u32, u32)> = anchors.iter().map(Anchor::pair).collect();
        let band = Band::along(area, &posts, width).with_cuts(hold);
        // Cuts that are held must be possible, whatever anchors say.
        let parting = if hold.is_empty() { posts.as_slice() } else { &[] };
        let cosines = Cosines::new(facts, &band, shapes, parting, facts.watch).map(Into::into);
        let phi = phi(facts.bitext, area, anchor::held(facts, area, &anchors));
        let ties = found.iter().map(Anchor::pair).collect();
        let pins = pins(&band, &posts);
        SearchSpace { band, shapes: shapes.to_vec(), cosines, ratio, phi, ties, breaks: None, pins }
    }

    /// The space of the second pass, near the path of the first.
    pub(crate) fn second(&self, facts: &Facts<'_>, path: &[Cut], hold: &[Cut]) -> SearchSpace {
        let band = self.band.around(path, SECOND_PAD).with_cuts(hold);
        self.again(band, ratio_of_beads(facts, path).unwrap_or(self.ratio))
    }

    /// The same texts once more, in another band and with another ratio.
    fn again(&self, band: Band, ratio: f32) -> SearchSpace {
        SearchSpace {
            band,
            shapes: self.shapes.clone(),
            cosines: self.cosines.clone(),
            ratio,
            phi: self.phi,
            ties: Vec::new(),
            breaks: None,
            pins: self.pins.clone(),
        }
    }

    /// The space of a part whose corners lie in the band.
    fn part(&self, area: Cut) -> SearchSpace {
        SearchSpace { pins: Vec::new(), ..self.again(self.band.part(area), self.ratio) }
    }

    /// This with the ratio of the lengths of the whole texts, if that makes the texts likelier: where anchors
    /// are shared words, those of free text may join long segments to a part of what faces them.
    fn likeliest(&self, facts: &Facts<'_>, weights: &Weights) -> Option<SearchSpace> {
        let ratio = anchor::ratio_of_wholes(facts.bitext, self.band.area());
        let other = self.again(self.band.clone(), ratio);
        let likelihood = |space: &SearchSpace| -> f64 {
            let sections = space.sections();
            let each: Vec<f64> = sections
                .par_iter()
                .map(|band| {
                    let context = Context { band, ..space.context(facts) };
                    let costs = Scorers::prepare(context, Some(weights)).costs(weights);
                    lattice(band, space, &costs).total()
                })
                .collect();
            each.iter().sum()
        };
        (ratio != self.ratio && likelihood(&other) > likelihood(self)).then_some(other)
    }

    /// The bands between the pins.
    fn sections(&self) -> Vec<Band> {
        let area = self.band.area();
        let (mut from, mut sections) = ((area.source.start, area.target.start), Vec::new());
        let end = (area.source.end, area.target.end);
        for &to in self.pins.iter().chain([&end]) {
            let part = Cut::new(Run::new(from.0, to.0), Run::new(from.1, to.1));
            sections.push(self.band.part(part));
            from = to;
        }
        sections
    }

    pub(crate) fn context<'f>(&'f self, facts: &'f Facts<'f>) -> Context<'f> {
        Context {
            facts,
            band: &self.band,
            shapes: &self.shapes,
            cosines: self.cosines.as_deref(),
            breaks: self.breaks.as_ref(),
            ratio: self.ratio,
        }
    }
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

/// Segments thought to be held by anchors beside those there are.
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
    // A few segments tell little, so a few more are thought to be held.
    (most.saturating_sub(anchors) as f32) / (most as f32 + FEW)
}

/// The median over the beads of a path of target characters for each source character, each bead counting by
/// its length. A bead holds all that faces a segment, where an anchor may hold a part.
fn ratio_of_beads(facts: &Facts<'_>, path: &[Cut]) -> Option<f32> {
    const ENOUGH: usize = 5;
    let length =
        |side: &[Segment]| side.iter().map(|s| visible_len(&s.text)).sum::<usize>() as f32 + 3.0;
    let mut ratios: Vec<(f32, f32)> = path
        .iter()
        .filter(|cut| !cut.shape().is_gap())
        .map(|cut| {
            let source = length(facts.bitext.source.of(cut.source));
            (length(facts.bitext.target.of(cut.target)) / source, source)
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

/// One pass: the best path with its posteriors.
pub(crate) fn pass(
    facts: &Facts<'_>,
    space: &SearchSpace,
    weights: &Weights,
    reasons: Reasons,
) -> Vec<Explained> {
    facts.watch.begin("searching", u64::from(space.band.area().source.len()));
    let sections: Vec<Vec<Explained>> = space
        .sections()
        .par_iter()
        .map(|band| {
            let beads = section(facts, space, band, weights, reasons);
            facts.watch.advance(u64::from(band.area().source.len()));
            beads
        })
        .collect();
    sections.into_iter().flatten().collect()
}

/// One pass over one section.
fn section(
    facts: &Facts<'_>,
    space: &SearchSpace,
    band: &Band,
    weights: &Weights,
    reasons: Reasons,
) -> Vec<Explained> {
    let context = Context { band, ..space.context(facts) };
    let panel = Scorers::prepare(context, Some(weights));
    let costs = panel.costs(weights);
    let lattice = lattice(band, space, &costs);
    let explain = |bead: Bead| match reasons {
        Reasons::Given if !bead.cut.shape().is_gap() => (bead, panel.explain(bead.cut, weights)),
        _ => (bead, Vec::new()),
    };
    beads(&lattice, facts.bitext).into_iter().map(explain).collect()
}

/// The paths through a band of a space.
fn lattice<'c>(band: &'c Band, space: &'c SearchSpace, costs: &'c Costs) -> Lattice<'c> {
    Lattice {
        band,
        shapes: &space.shapes,
        beads: &costs.beads,
        source_gaps: &costs.source_gaps,
        target_gaps: &costs.target_gaps,
    }
}

/// A bead is worth taking if its posterior is above this: the path is the one of highest expected number of
/// right beads, less this for each bead on it (minimum Bayes risk; Goodman 1996).
const WORTH: f32 = 0.2;

/// The path of most right beads to be expected, with their posteriors. The confidence of a gap is the
/// probability that its segment is unaligned, wherever on the path.
///
/// Where a text repeats itself, which of the equal segments a segment is paired with makes no difference; so
/// 1-1 beads of one source segment with equal target segments share the sum of their posteriors.
fn beads(lattice: &Lattice<'_>, bitext: &Bitext) -> Vec<Bead> {
    let area = lattice.band.area();
    let mut worth = vec![-WORTH; lattice.beads.len()];
    let mut source_gaps = vec![0.0f64; area.source.len() as usize];
    let mut target_gaps = vec![0.0f64; area.target.len() as usize];
    lattice.marginals(|step, posterior| match step {
        Step::Bead { cell, shape } => {
            worth[cell * lattice.shapes.len() + shape] += posterior as f32;
        }
        Step::SourceGap { segment, .. } => {
            source_gaps[(segment - area.source.start) as usize] += posterior;
        }
        Step::TargetGap { segment, .. } => {
            target_gaps[(segment - area.target.start) as usize] += posterior;
        }
    });
    share_among_equals(lattice, bitext, &mut worth);
    let free = |side: Run| vec![(0.0, 0.0); side.len() as usize];
    let path = Lattice {
        beads: &worth,
        source_gaps: &free(area.source),
        target_gaps: &free(area.target),
        ..*lattice
    }
    .best_path();
    let confidence = |cut: Cut| {
        if cut.target.is_empty() {
            return source_gaps[(cut.source.start - area.source.start) as usize];
        }
        if cut.source.is_empty() {
            return target_gaps[(cut.target.start - area.target.start) as usize];
        }
        let shape = lattice.shapes.iter().position(|&s| s == (cut.source.len(), cut.target.len()));
        match (lattice.band.cell(cut.source.end, cut.target.end), shape) {
            (Some(cell), Some(shape)) => {
                f64::from(worth[cell * lattice.shapes.len() + shape] + WORTH)
            }
            _ => 0.0,
        }
    };
    path.into_iter()
        .map(|cut| Bead { cut, confidence: Confidence::clamped(confidence(cut)) })
        .collect()
}

/// Gives 1-1 beads of a source segment with equal target segments the sum of their posteriors.
fn share_among_equals(lattice: &Lattice<'_>, bitext: &Bitext, worth: &mut [f32]) {
    let Some(one) = lattice.shapes.iter().position(|&shape| shape == (1, 1)) else { return };
    let area = lattice.band.area();
    let mut by_text: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (segment, j) in bitext.target.of(area.target).iter().zip(area.target.indices()) {
        by_text.entry(&segment.text).or_default().push(j);
    }
    by_text.retain(|_, places| places.len() > 1);
    for i in area.source.indices() {
        let (low, high) = lattice.band.row(i + 1);
        for places in by_text.values() {
            let from = places.partition_point(|&j| j + 1 < low);
            let equals = places[from..].iter().take_while(|&&j| j < high);
            let cells: Vec<usize> = equals
                .filter_map(|&j| lattice.band.cell(i, j).and(lattice.band.cell(i + 1, j + 1)))
                .map(|cell| cell * lattice.shapes.len() + one)
                .collect();
            if cells.len() > 1 {
                let sum: f32 = cells.iter().map(|&at| worth[at] + WORTH).sum();
                cells.iter().for_each(|&at| worth[at] = sum - WORTH);
            }
        }
    }
}
