//! Word votes: each word names the sentences of the other text it most likely comes from.
//!
//! A word votes for the sentences in reach by the likeness of its contribution to its sentence's vector to
//! those of their words; a word that fits anywhere has little say. Votes inside a cut cover it, votes that
//! leave it leak. A word of a glossary term votes for the sentences that hold its translation instead, if any in
//! reach does.

use std::ops::Range;

use rayon::prelude::*;

use crate::align::band::Band;
use crate::align::evidence::credit_matrix::{CreditMatrix, Reach};
use crate::align::evidence::meaning::Silent;
use crate::align::evidence::term::Found;
use crate::align::evidence::{Context, Evidence, Scorer, Seen};
use crate::bitext::{Cut, Run};
use crate::encoder::Words;
use crate::encoder::packed_vectors::PackedWords;
use crate::maths;

/// Evidence from the words of the encoder; silent without one.
pub(super) struct WordVotes;

impl Evidence for WordVotes {
    fn name(&self) -> &'static str {
        "words"
    }

    fn features(&self) -> &'static [&'static str] {
        &[
            "words.source",
            "words.target",
            "words.source.share",
            "words.target.share",
            "words.source.leak",
            "words.target.leak",
        ]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["words.say", "words.best"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        let words = context
            .facts
            .meaning
            .as_ref()
            .and_then(|m| Some((m.source.words()?, m.target.words()?)));
        match words {
            Some((source, target)) => {
                let facts = context.facts;
                let terms = |side: &'f [Vec<Found>]| if facts.terms_vote { side } else { &[] };
                let source = VotingSide { words: source, terms: terms(&facts.terms.source) };
                let target = VotingSide { words: target, terms: terms(&facts.terms.target) };
                Box::new(Ballot::new(&source, &target, context.band))
            }
            None => Box::new(Silent),
        }
    }
}

/// How much more a word votes for a nearer word: the factor of the cosine in the exponent.
const SHARPNESS: f32 = 20.0;

/// The most pairs of words that are compared for one segment: words of a segment without end, such as a book in one
/// line, have no vote.
const MOST_PAIRS: usize = 1 << 24;

/// The words of one text, and the glossary terms in it.
struct VotingSide<'w> {
    words: &'w Words,
    terms: &'w [Vec<Found>],
}

impl VotingSide<'_> {
    /// The term that a word of a segment is part of.
    fn term(&self, segment: usize, word: usize) -> Option<&Found> {
        let terms = self.terms.get(segment).filter(|terms| !terms.is_empty())?;
        let start = self.words.start(word);
        let next = Some(word + 1).filter(|&next| next < self.words.of(segment).end);
        let end = next.map_or(u32::MAX, |next| self.words.start(next));
        terms.iter().find(|term| term.span.start < end && start < term.span.end)
    }

    /// Weighs some segments of this text by whether they hold a translation of a term of the other, and says
    /// whether any does.
    fn weigh(
        &self,
        term: &Found,
        segments: impl Iterator<Item = usize>,
        weights: &mut [f32],
    ) -> bool {
        let mut any = false;
        for (weight, segment) in weights.iter_mut().zip(segments) {
            let holds = self.terms[segment].iter().any(|other| term.meets(other));
            *weight = if holds { 1.0 } else { 0.0 };
            any |= holds;
        }
        any
    }
}

/// The votes between the segments of both texts that the band brings together.
struct Ballot {
    credit: CreditMatrix,
    // The words of each segment.
    source_words: Vec<f32>,
    target_words: Vec<f32>,
}

/// The votes of one source segment, and what the words of the targets in its reach hold of it.
struct Row {
    votes: Vec<f32>,
    // For each target in reach, for each of its words, the weight of this segment's words.
    weights: Vec<f32>,
}

impl Ballot {
    fn new(source: &VotingSide<'_>, target: &VotingSide<'_>, band: &Band) -> Ballot {
        const BLOCK: usize = 16;
        let area = band.area();
        let reach = Reach::new(band);
        let rows: Vec<Row> = reach
            .targets
            .par_chunks(BLOCK)
            .enumerate()
            .flat_map_iter(|(block, targets)| {
                block_rows(source, target, area.source.start as usize + block * BLOCK, targets)
            })
            .collect();
        let back = target_votes(source, target, area, &reach, &rows);
        let targets = reach.targets.clone();
        let mut credit = CreditMatrix::new(area, reach);
        for ((i, row), (low, _)) in area.source.indices().zip(&rows).zip(&targets) {
            for (j, vote) in (*low..).zip(&row.votes) {
                credit.add(i, j, *vote, 0.0);
            }
        }
        for (j, votes) in area.target.indices().zip(back) {
            for (at, vote) in votes {
                credit.add(area.source.start + at as u32, j, 0.0, vote);
            }
        }
        credit.sum_up();
        let counts = |side: &VotingSide<'_>, run: Run| -> Vec<f32> {
            run.indices().map(|at| side.words.of(at as usize).len() as f32).collect()
        };
        let (source_words, target_words) =
            (counts(source, area.source), counts(target, area.target));
        Ballot { credit, source_words, target_words }
    }
}

/// For each target segment, the votes of its words for the source segments in reach, these counted from the
/// start of the area; from the weights gathered row by row.
fn target_votes(
    source: &VotingSide<'_>,
    target: &VotingSide<'_>,
    area: Cut,
    reach: &Reach,
    rows: &[Row],
) -> Vec<Vec<(usize, f32)>> {
    // For each target: the source segments that reach it, and where its words' weights start in each row.
    let mut meets: Vec<Vec<(usize, usize)>> = vec![Vec::new(); area.target.len() as usize];
    for (at, &(low, high)) in reach.targets.iter().enumerate() {
        let mut start = 0;
        for j in low..high {
            meets[(j - area.target.start) as usize].push((at, start));
            start += target.words.of(j as usize).len();
        }
    }
    let each = meets.par_iter().enumerate().map(|(j, meets)| {
        let mut votes = vec![0.0; meets.len()];
        let mut weights = vec![0.0; meets.len()];
        let segment = area.target.start as usize + j;
        let words = target.words.of(segment);
        for word in 0..words.len() {
            let met = meets.iter().map(|&(at, _)| area.source.start as usize + at);
            if let Some(term) = target.term(segment, words.start + word)
                && source.weigh(term, met, &mut weights)
            {
                cast(&weights, term.trust, &mut votes);
                continue;
            }
            for (weight, &(at, start)) in weights.iter_mut().zip(meets) {
                *weight = rows[at].weights[start + word];
            }
            cast(&weights, 1.0, &mut votes);
        }
        meets.iter().map(|&(at, _)| at).zip(votes).collect()
    });
    each.collect()
}

impl Scorer for Ballot {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let ((source, target), (all_source, all_target)) =
            (self.credit.inside(cut), self.credit.all(cut));
        out.copy_from_slice(&[
            source / 5.0,
            target / 5.0,
            source / (all_source + 1.0),
            target / (all_target + 1.0),
            (all_source - source) / 5.0,
            (all_target - target) / 5.0,
        ]);
    }

    fn measure_source_gap(&self, segment: u32, out: &mut [f32]) {
        let (all, best) = self.credit.of_source(segment);
        let at = (segment - self.credit.area().source.start) as usize;
        out.copy_from_slice(&[all / (self.source_words[at] + 1.0), best / (all + 1.0)]);
    }

    fn measure_target_gap(&self, segment: u32, out: &mut [f32]) {
        let (all, best) = self.credit.of_target(segment);
        let at = (segment - self.credit.area().target.start) as usize;
        out.copy_from_slice(&[all / (self.target_words[at] + 1.0), best / (all + 1.0)]);
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        let ((source, target), (all_source, all_target)) =
            (self.credit.inside(cut), self.credit.all(cut));
        let share = |part: f32, whole: f32| part / whole.max(0.1);
        Some(Seen::Votes { source: share(source, all_source), target: share(target, all_target) })
    }
}

/// The rows of some source segments that follow each other, with the targets in reach of each.
fn block_rows(
    source_side: &VotingSide<'_>,
    target_side: &VotingSide<'_>,
    first: usize,
    targets: &[(u32, u32)],
) -> Vec<Row> {
    let (source, target) = (source_side.words, target_side.words);
    let low = targets.iter().map(|t| t.0).min().unwrap_or(0) as usize;
    let high = targets.iter().map(|t| t.1).max().unwrap_or(0) as usize;
    if low == high {
        return targets.iter().map(|_| Row { votes: Vec::new(), weights: Vec::new() }).collect();
    }
    let words_of =
        |segments: &Range<usize>| target.of(segments.start).start..target.of(segments.end - 1).end;
    let packed = PackedWords::new(target, words_of(&(low..high)));
    let row = |(at, &(low, high)): (usize, &(u32, u32))| {
        let segments = low as usize..high as usize;
        let mut votes = vec![0.0; segments.len()];
        if segments.is_empty() {
            return Row { votes, weights: Vec::new() };
        }
        let (words, met) = (source.of(first + at), words_of(&segments));
        if words.len() * met.len() > MOST_PAIRS {
            return Row { votes, weights: vec![0.0; met.len()] };
        }
        let mut likeness = packed.cosines(source, words.clone(), met.clone());
        likeness.iter_mut().for_each(|cosine| *cosine = maths::exp32(SHARPNESS * (*cosine - 1.0)));
        let mut weights = vec![0.0; met.len()];
        let mut sums = vec![0.0; segments.len()];
        for (word, likeness) in words.zip(likeness.chunks_exact(met.len().max(1))) {
            weights.iter_mut().zip(likeness).for_each(|(sum, value)| *sum += value);
            if let Some(term) = source_side.term(first + at, word)
                && target_side.weigh(term, segments.clone(), &mut sums)
            {
                cast(&sums, term.trust, &mut votes);
                continue;
            }
            for (sum, segment) in sums.iter_mut().zip(segments.clone()) {
                let words = target.of(segment);
                *sum = likeness[words.start - met.start..words.end - met.start].iter().sum();
            }
            cast(&sums, 1.0, &mut votes);
        }
        Row { votes, weights }
    };
    targets.par_iter().enumerate().map(row).collect()
}

/// Adds one word's vote: its weights as shares, times how decided they are, 1 less their entropy over that of
/// even shares, and times how far it is to be trusted. Where there is nothing to choose from, there is no vote.
fn cast(weights: &[f32], trust: f32, votes: &mut [f32]) {
    let total: f32 = weights.iter().sum();
    if total <= 0.0 || weights.len() < 2 {
        return;
    }
    let entropy: f32 =
        weights.iter().map(|w| w / total).filter(|q| *q > 0.0).map(|q| -q * maths::ln32(q)).sum();
    let even = maths::ln32(weights.len() as f32);
    let say = trust * (1.0 - entropy / even).max(0.0);
    for (vote, weight) in votes.iter_mut().zip(weights) {
        *vote += say * weight / total;
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::align::evidence::{Facts, TermFinder};
    use crate::bitext::{Bitext, Segment, Segments};
    use crate::encoder::Encoder;
    use crate::glossary::Glossary;
    use crate::lang::Lang;
    use crate::watch::Unwatched;

    #[test]
    fn an_undecided_word_has_no_say() {
        let mut votes = vec![0.0; 4];
        cast(&[1.0; 4], 1.0, &mut votes);
        assert!(votes.iter().all(|v| v.abs() < 1e-6));
        cast(&[0.0, 5.0, 0.0, 0.0], 1.0, &mut votes);
        assert!((votes[1] - 1.0).abs() < 1e-6 && votes[0].abs() < 1e-6);
        cast(&[0.0; 4], 1.0, &mut votes);
        assert!((votes.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        cast(&[5.0], 1.0, &mut votes[..1]);
        assert!((votes.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        cast(&[0.0, 1.0], 0.5, &mut votes[2..]);
        assert!((votes[3] - 0.5).abs() < 1e-6, "a term that may not be meant says less");
    }

    #[test]
    fn words_of_a_term_vote_for_its_translation() {
        let side = |lang, texts: [&str; 3]| Segments::new(lang, texts.map(Segment::of).into());
        let bitext = Arc::new(Bitext {
            source: side(Lang::AR, ["وصل الطمراف أمس.", "غادر الجميع.", "بدأ المطر."]),
            target: side(Lang::EN, ["Rain began.", "The skelk arrived.", "Everyone left."]),
        });
        let encoder = Arc::new(Encoder::embedded().unwrap());
        let area = Cut::new(Run::new(0, 3), Run::new(0, 3));
        let share = |rows: &str, terms_vote: bool| {
            let glossary = Glossary::parse(&format!("source,target\n{rows}")).unwrap();
            let terms = TermFinder::new(Arc::new(glossary));
            let facts = Facts {
                terms_vote,
                ..Facts::new(Arc::clone(&bitext), &terms, Some(&encoder), Arc::new(Unwatched))
            };
            let context = Context {
                facts: &facts,
                band: &Band::whole(area),
                shapes: &[(1, 1)],
                cosines: None,
                breaks: None,
                ratio: 1.0,
                left_out: None,
            };
            let mut numbers = [0.0; 6];
            let cut = Cut::new(Run::new(0, 1), Run::new(1, 2));
            WordVotes.prepare(&context).measure(cut, &mut numbers);
            numbers
        };
        let (without, with) = (share("", true), share("طمراف,skelk\n", true));
        assert!(with[0] > without[0] && with[1] > without[1], "{with:?} for {without:?}");
        assert_eq!(share("طمراف,skelk\n", false), without);
        assert_eq!(share("طمراف,plive\n", true), without, "its translation is nowhere");
    }
}
