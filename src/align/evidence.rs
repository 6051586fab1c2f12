//! The evidence that two runs of segments translate each other.
//!
//! A kind of evidence is one file in this folder, named as its weights are, and a line in [`EVIDENCE`];
//! `length.rs` is the one to copy. Work on strings is done once for each text, in [`Facts`], and once for each band,
//! in [`Evidence::prepare`]; after that a cut costs a few numbers. These, times their weights, add up to the log odds
//! of the cut.

use std::sync::Arc;

use rayon::prelude::*;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::align::band::Band;
use crate::bitext::{Bitext, Cut, Run, Segment, Side};
use crate::encoder::Encoder;
use crate::text::fold::visible_len;
use crate::watch::Watch;

mod clause_cuts;
mod clauses;
mod coverage;
mod credit_matrix;
mod encoded;
mod ending;
mod joint;
mod left_out;
mod length;
mod lists;
mod literal;
mod meaning;
mod open_end;
mod quotation;
mod seen;
mod structure;
mod term;
mod weights;
mod words;

pub(crate) use clause_cuts::{Clauses, Joints};
pub(crate) use clauses::{Breaks, Tally};
use coverage::Coverage;
pub(crate) use encoded::{ClauseMeans, Meaning, Mutual};
use ending::End;
pub(crate) use left_out::LeftOut;
pub(crate) use literal::LiteralIndex;
pub(crate) use meaning::Cosines;
pub(crate) use seen::Seen;
use structure::Structure;
pub(crate) use term::{TermFinder, TermIndex};
pub(crate) use weights::Weights;
pub use weights::{WeightTable, WeightTables};

/// A kind of evidence that two runs of segments translate each other.
trait Evidence: Sync {
    /// Its name, as users read it in explanations.
    fn name(&self) -> &'static str;

    /// The names of the numbers it gives for a cut, as the weights file spells them.
    fn features(&self) -> &'static [&'static str];

    /// The names of the numbers it gives for a segment left unaligned; a weights file has each twice, as
    /// `gap.open.NAME` and `gap.extend.NAME`.
    fn gap_features(&self) -> &'static [&'static str] {
        &[]
    }

    /// Does all work that depends on the texts and the band alone. There may be many bands, each over a small part of
    /// long texts, so only that part may be looked at.
    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f>;
}

/// A kind of evidence prepared for one bitext and band.
trait Scorer: Sync + Send {
    /// The numbers for a cut with no empty side whose corners lie in the band, one for each of
    /// [`Evidence::features`].
    fn measure(&self, cut: Cut, out: &mut [f32]);

    /// The numbers for a source segment left unaligned, one for each of [`Evidence::gap_features`].
    fn measure_source_gap(&self, _segment: u32, _out: &mut [f32]) {}

    /// The numbers for a target segment left unaligned, one for each of [`Evidence::gap_features`].
    fn measure_target_gap(&self, _segment: u32, _out: &mut [f32]) {}

    /// What was found, for a translator.
    fn seen(&self, cut: Cut) -> Option<Seen>;
}

/// The kinds of evidence, in the order they are explained.
static EVIDENCE: &[&dyn Evidence] = &[
    &meaning::Similarity,
    &words::WordVotes,
    &clauses::ClauseBreaks,
    &joint::Joint,
    &length::Length,
    &ending::Ending,
    &open_end::OpenEnd,
    &quotation::Quotation,
    &literal::Literals,
    &term::Terms,
    &left_out::Completeness,
];

/// What is computed once for two texts, before any search.
pub(crate) struct Facts {
    /// The two texts.
    pub(crate) bitext: Arc<Bitext>,
    /// Length, end and blankness of each segment.
    source: Vec<SegmentFacts>,
    target: Vec<SegmentFacts>,
    /// Whether segments without an end mark tell something.
    open_ends: bool,
    /// Whether both texts mark quotations alike.
    quotations: bool,
    /// Where glossary terms stand in them.
    pub(crate) terms: TermIndex,
    /// Their numbers and names.
    literals: LiteralIndex,
    /// Their sentence vectors and words, if there is an encoder.
    pub(crate) meaning: Option<Meaning>,
    /// How the segments were cut from longer ones, if they are clauses.
    joints: Option<Arc<Joints>>,
    /// What the documents say of the segments; none of clauses.
    structure: Option<Structure>,
    /// Whether words of glossary terms vote for the translations of these; not while weights are fitted, which must
    /// hold without a glossary.
    pub(crate) terms_vote: bool,
    /// Receives progress updates.
    pub(crate) watch: Arc<dyn Watch>,
}

/// What evidence needs to know of one segment.
#[derive(Clone, Copy)]
struct SegmentFacts {
    /// Visible characters.
    length: u32,
    /// The mark it ends in.
    end: End,
    /// Whether there is nothing to translate.
    is_blank: bool,
    /// Whether it ends in no mark.
    is_open: bool,
    /// Whether it ends inside a quotation.
    in_quotation: bool,
}

impl SegmentFacts {
    fn of_all(segments: &[Segment]) -> Vec<SegmentFacts> {
        let of = |segment: &Segment| SegmentFacts {
            length: visible_len(&segment.text) as u32,
            end: End::of(&segment.text),
            is_blank: segment.is_blank(),
            is_open: open_end::is_open(&segment.text),
            in_quotation: false,
        };
        segments.iter().map(of).collect()
    }
}

impl Facts {
    /// Computes the facts of a bitext. `watch` receives the progress of this and of searches.
    pub(crate) fn new(
        bitext: Arc<Bitext>,
        terms: &TermFinder,
        encoder: Option<&Arc<Encoder>>,
        watch: Arc<dyn Watch>,
    ) -> Facts {
        let ((terms, literals), meaning) = rayon::join(
            || (TermIndex::new(&bitext, terms), LiteralIndex::new(&bitext)),
            || encoder.map(|encoder| Meaning::new(&bitext, encoder, watch.as_ref())),
        );
        let mut source = SegmentFacts::of_all(&bitext.source.items);
        let mut target = SegmentFacts::of_all(&bitext.target.items);
        Facts {
            open_ends: open_end::tell([&source, &target]),
            quotations: quotation::mark(&bitext, [&mut source, &mut target]),
            source,
            target,
            structure: Structure::new(&bitext),
            bitext,
            terms,
            literals,
            meaning,
            joints: None,
            terms_vote: true,
            watch,
        }
    }

    /// The rectangle of both texts.
    pub(crate) fn area(&self) -> Cut {
        Cut::new(Run::new(0, self.bitext.source.len()), Run::new(0, self.bitext.target.len()))
    }

    /// The segments of a run of one side.
    fn segments(&self, side: Side, run: Run) -> &[SegmentFacts] {
        let all = match side {
            Side::Source => &self.source,
            Side::Target => &self.target,
        };
        &all[run.start as usize..run.end as usize]
    }

    /// The visible characters of each segment of a run of one side.
    pub(crate) fn lengths(&self, side: Side, run: Run) -> impl Iterator<Item = usize> {
        self.segments(side, run).iter().map(|segment| segment.length as usize)
    }

    /// Whether both sides of a cut have a number or name in common, and no number that the other lacks.
    pub(crate) fn share_literals(&self, cut: Cut) -> bool {
        self.literals.is_shared(cut)
    }

    /// The pairs of segments tied together by the words they share, one table for each kind of word.
    pub(crate) fn ties(&self) -> [&Coverage; 2] {
        [&self.literals.coverage, &self.terms.coverage]
    }
}

/// What evidence may look at.
#[derive(Clone, Copy)]
pub(crate) struct Context<'f> {
    /// What is known of the texts.
    pub(crate) facts: &'f Facts,
    /// The points of the grid that cuts will start and end at.
    pub(crate) band: &'f Band,
    /// The shapes of cuts that will be asked for: source and target segments.
    pub(crate) shapes: &'f [(u32, u32)],
    /// The cosines of cuts in the band or a wider one, if there is an encoder.
    pub(crate) cosines: Option<&'f Cosines>,
    /// Where the clauses of both texts break together, if they were aligned.
    pub(crate) breaks: Option<&'f Breaks>,
    /// Target characters for each source character, as far as is known.
    pub(crate) ratio: f32,
    /// What the pass before found to be left out of both texts.
    pub(crate) left_out: Option<LeftOut>,
}

/// The most numbers a cut is judged by.
const MAX_FEATURES: usize = 64;

/// The log odds of a cut no path may take.
pub(crate) const NEVER: f32 = -1.0e9;

/// All evidence on one bitext in one band.
pub(crate) struct Scorers<'f> {
    context: Context<'f>,
    scorers: Vec<Box<dyn Scorer + 'f>>,
    // Blank segments of the band's area, as running counts: they have nothing to translate and stay unaligned.
    source_blanks: Vec<u32>,
    target_blanks: Vec<u32>,
}

/// Why a bead was chosen, or doubted: one kind of evidence and its share.
#[derive(Debug, Clone, PartialEq)]
pub struct Reason {
    /// The kind of evidence.
    pub evidence: &'static str,
    /// What it adds to the log odds of the bead; below zero it speaks against it.
    pub log_odds: f32,
    /// What was seen, in words.
    pub words: String,
    /// The same as values; nothing in projects of a time when there were words only.
    pub(crate) seen: Option<Seen>,
}

impl Reason {
    pub(crate) fn new(evidence: &'static str, log_odds: f32, seen: Seen) -> Reason {
        Reason { evidence, log_odds, words: seen.to_string(), seen: Some(seen) }
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        let line = ReasonLine {
            evidence: self.evidence.to_owned(),
            log_odds: self.log_odds,
            words: if self.seen.is_some() { String::new() } else { self.words.clone() },
            seen: self.seen.clone(),
        };
        line.serialize(to)
    }
}

/// A reason as a file has it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct ReasonLine {
    evidence: String,
    log_odds: f32,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    words: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seen: Option<Seen>,
}

impl<'de> Deserialize<'de> for Reason {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Reason, D::Error> {
        let ReasonLine { evidence, log_odds, words, seen } = ReasonLine::deserialize(from)?;
        let words = seen.as_ref().map_or(words, Seen::to_string);
        let others = [structure::NAME, SHAPE, DIVIDED, CONSTRAINT];
        let mut known = EVIDENCE.iter().map(|evidence| evidence.name()).chain(others);
        let known = known.find(|known| *known == evidence);
        known.map(|evidence| Reason { evidence, log_odds, words, seen }).ok_or_else(|| {
            serde::de::Error::custom(format!("there is no kind of evidence called '{evidence}'"))
        })
    }
}

/// The name of the reason that tells the shape of a bead.
const SHAPE: &str = "shape";

/// The name of the reason that tells of a bead somebody accepted.
pub(crate) const CONSTRAINT: &str = "constraint";

/// The name of the reason that tells of a break inside a segment.
pub(crate) const DIVIDED: &str = "divided";

/// The log odds of every step in a band.
pub(crate) struct Costs {
    /// Of each shape of bead that ends at each point, point by point.
    pub(crate) beads: Vec<f32>,
    /// Of leaving each source segment unaligned: opening a gap with it, going on with one.
    pub(crate) source_gaps: Vec<(f32, f32)>,
    /// The same of each target segment.
    pub(crate) target_gaps: Vec<(f32, f32)>,
}

impl<'f> Scorers<'f> {
    /// Prepares evidence for a bitext and band: every kind `weights` has a use for, or all.
    pub(crate) fn prepare(context: Context<'f>, weights: Option<&Weights>) -> Scorers<'f> {
        let (mut at, mut gap_at) = (0, 1);
        let scorer = |evidence: &&dyn Evidence| -> Box<dyn Scorer + 'f> {
            let next = at + evidence.features().len();
            let gap_next = gap_at + evidence.gap_features().len();
            let counts = |weights: &[f32]| weights.iter().any(|&weight| weight != 0.0);
            let used = weights.is_none_or(|weights| {
                let (open, extend) = weights.gap_features();
                let of_gaps = gap_at..gap_next;
                counts(&weights.features()[at..next])
                    || counts(&open[of_gaps.clone()])
                    || counts(&extend[of_gaps])
            });
            (at, gap_at) = (next, gap_next);
            if used { evidence.prepare(&context) } else { Box::new(meaning::Silent) }
        };
        let scorers = EVIDENCE.iter().map(scorer).collect();
        let area = context.band.area();
        let source_blanks = blanks(context.facts.segments(Side::Source, area.source));
        let target_blanks = blanks(context.facts.segments(Side::Target, area.target));
        Scorers { context, scorers, source_blanks, target_blanks }
    }

    /// The numbers all evidence gives for a cut, in the order of [`Weights::features`], and whether a bead may
    /// be made of it at all: one with an empty line on a side may not, nor one that many anchors part.
    pub(crate) fn measure(&self, cut: Cut, out: &mut [f32]) -> bool {
        let area = self.context.band.area();
        let has_blank = |blanks: &[u32], run: Run, start: u32| {
            blanks[(run.start - start) as usize] != blanks[(run.end - start) as usize]
        };
        if has_blank(&self.source_blanks, cut.source, area.source.start)
            || has_blank(&self.target_blanks, cut.target, area.target.start)
            || self.context.facts.joints.as_ref().is_some_and(|joints| !joints.allow(cut))
            || self.context.cosines.is_some_and(|cosines| !cosines.has(cut))
        {
            return false;
        }
        let mut at = 0;
        for (evidence, scorer) in EVIDENCE.iter().zip(&self.scorers) {
            let next = at + evidence.features().len();
            scorer.measure(cut, &mut out[at..next]);
            at = next;
        }
        true
    }

    /// The numbers all evidence gives for a segment left unaligned, in the order of
    /// [`Weights::gap_features`]; the first is always 1.
    pub(crate) fn measure_gap(&self, side: Side, segment: u32, out: &mut [f32]) {
        out[0] = 1.0;
        let mut at = 1;
        for (evidence, scorer) in EVIDENCE.iter().zip(&self.scorers) {
            let next = at + evidence.gap_features().len();
            let out = &mut out[at..next];
            match side {
                Side::Source => scorer.measure_source_gap(segment, out),
                Side::Target => scorer.measure_target_gap(segment, out),
            }
            at = next;
        }
    }

    /// The log odds of every step in the band.
    pub(crate) fn costs(&self, weights: &Weights) -> Costs {
        let Context { band, shapes, .. } = self.context;
        let cuts = weights.features();
        let biases: Vec<f32> = shapes.iter().map(|&(a, c)| weights.shape(a, c)).collect();
        let mut beads = vec![NEVER; band.cells() * shapes.len()];
        let area = band.area();
        let structure = self.context.facts.structure.as_ref();
        let rows = band.split_rows(area.source.start..=area.source.end, shapes.len(), &mut beads);
        rows.into_par_iter().for_each(|(i, row)| {
            let low = band.row(i).0;
            let mut numbers = [0.0; MAX_FEATURES];
            let numbers = &mut numbers[..cuts.len()];
            for (j, cell) in (low..).zip(row.chunks_exact_mut(shapes.len().max(1))) {
                for ((slot, &(a, c)), bias) in cell.iter_mut().zip(shapes).zip(&biases) {
                    if let Some(cut) = cut_to(band, i, j, a, c)
                        && self.measure(cut, numbers)
                    {
                        *slot = bias + dot(numbers, cuts);
                        if let Some(structure) = structure {
                            *slot += structure.log_odds(cut);
                        }
                    }
                }
            }
        });
        let (open, extend) = weights.gap_features();
        let gap = |side, segment| {
            let mut numbers = [0.0; MAX_FEATURES];
            let numbers = &mut numbers[..open.len()];
            self.measure_gap(side, segment, numbers);
            (dot(numbers, open), dot(numbers, extend))
        };
        Costs {
            beads,
            source_gaps: area.source.indices().map(|i| gap(Side::Source, i)).collect(),
            target_gaps: area.target.indices().map(|j| gap(Side::Target, j)).collect(),
        }
    }

    /// The share of every kind of evidence in the log odds of a cut with two sides.
    pub(crate) fn explain(&self, cut: Cut, weights: &Weights) -> Vec<Reason> {
        let mut numbers = [0.0; MAX_FEATURES];
        self.measure(cut, &mut numbers);
        let mut at = 0;
        let mut reasons = Vec::new();
        for (evidence, scorer) in EVIDENCE.iter().zip(&self.scorers) {
            let next = at + evidence.features().len();
            let log_odds = dot(&numbers[at..next], &weights.features()[at..next]);
            reasons.extend(scorer.seen(cut).map(|s| Reason::new(evidence.name(), log_odds, s)));
            at = next;
        }
        if let Some(structure) = &self.context.facts.structure {
            let seen = structure.seen(cut);
            let log_odds = structure.log_odds(cut);
            reasons.extend(seen.map(|seen| Reason::new(structure::NAME, log_odds, seen)));
        }
        let (source, target) = (cut.source.len(), cut.target.len());
        let seen = Seen::Shape { source, target };
        reasons.push(Reason::new(SHAPE, weights.shape(source, target), seen));
        reasons
    }
}

/// The cut of a shape that ends at a point, if its corners lie in the band.
pub(crate) fn cut_to(band: &Band, i: u32, j: u32, a: u32, c: u32) -> Option<Cut> {
    let (start_i, start_j) = (i.checked_sub(a)?, j.checked_sub(c)?);
    band.cell(start_i, start_j)?;
    Some(Cut::new(Run::new(start_i, i), Run::new(start_j, j)))
}

/// The sum of numbers times weights, in lanes so that no addition waits for the one before.
pub(crate) fn dot(numbers: &[f32], weights: &[f32]) -> f32 {
    const LANES: usize = 8;
    let mut lanes = [0.0f32; LANES];
    let (numbers, more_numbers) = numbers.as_chunks::<LANES>();
    let (weights, more_weights) = weights.as_chunks::<LANES>();
    for (numbers, weights) in numbers.iter().zip(weights) {
        for ((lane, number), weight) in lanes.iter_mut().zip(numbers).zip(weights) {
            *lane += number * weight;
        }
    }
    for ((lane, number), weight) in lanes.iter_mut().zip(more_numbers).zip(more_weights) {
        *lane += number * weight;
    }
    lanes.iter().sum()
}

/// How many segments are blank before each, and in all.
fn blanks(segments: &[SegmentFacts]) -> Vec<u32> {
    let mut count = 0;
    let counts = segments.iter().map(|segment| {
        count += u32::from(segment.is_blank);
        count
    });
    std::iter::once(0).chain(counts).collect()
}
