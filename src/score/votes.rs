//! Word votes: each word names the sentences of the other text it most likely comes from.
//!
//! A word votes for the sentences in reach by the likeness of its contribution to its sentence's vector to
//! those of their words; a word that fits anywhere has little say. Votes inside a cut cover it, votes that
//! leave it leak.

use rayon::prelude::*;

use crate::band::Band;
use crate::bitext::Cut;
use crate::encoder::bank::Bank;
use crate::encoder::{DIM, Words};
use crate::score::masses::{Masses, Reach};
use crate::score::similarity::Silent;
use crate::score::{Context, Evidence, Scorer};

/// Evidence from the words of the encoder; silent without one.
pub(super) struct Votes;

impl Evidence for Votes {
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

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        let words = context
            .facts
            .meaning
            .as_ref()
            .and_then(|m| Some((m.source.words()?, m.target.words()?)));
        match words {
            Some((source, target)) => Box::new(Ballot::new(source, target, context.band)),
            None => Box::new(Silent),
        }
    }
}

/// How much more a word votes for a nearer word: the factor of the cosine in the exponent.
const SHARPNESS: f32 = 20.0;

/// The votes between the segments of both texts that the band brings together.
struct Ballot(Masses);

/// The votes of one source segment, and what the words of the targets in its reach hold of it.
struct Row {
    votes: Vec<f32>,
    // For each target in reach, for each of its words, the weight of this segment's words.
    weights: Vec<f32>,
}

impl Ballot {
    fn new(source: &Words, target: &Words, band: &Band) -> Ballot {
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
        let back = target_votes(target, area, &reach, &rows);
        let targets = reach.targets.clone();
        let mut masses = Masses::new(area, reach);
        for ((i, row), (low, _)) in area.source.indices().zip(&rows).zip(&targets) {
            for (j, vote) in (*low..).zip(&row.votes) {
                masses.add(i, j, *vote, 0.0);
            }
        }
        for (j, votes) in area.target.indices().zip(back) {
            for (at, vote) in votes {
                masses.add(area.source.start + at as u32, j, 0.0, vote);
            }
        }
        masses.sum_up();
        Ballot(masses)
    }
}

/// For each target segment, the votes of its words for the source segments in reach, these counted from the
/// start of the area; from the weights gathered row by row.
fn target_votes(target: &Words, area: Cut, reach: &Reach, rows: &[Row]) -> Vec<Vec<(usize, f32)>> {
    // For each target: the source segments that reach it, and where its words' weights start in each row.
    let mut meets: Vec<Vec<(usize, usize)>> = vec![Vec::new(); area.target.len() as usize];
    for (at, &(low, high)) in reach.targets.iter().enumerate() {
        let mut start = 0;
        for j in low..high {
            meets[(j - area.target.start) as usize].push((at, start));
            start += target.of(j as usize).len();
        }
    }
    let each = meets.par_iter().enumerate().map(|(j, meets)| {
        let mut votes = vec![0.0; meets.len()];
        let mut weights = vec![0.0; meets.len()];
        for word in 0..target.of(area.target.start as usize + j).len() {
            for (weight, &(at, start)) in weights.iter_mut().zip(meets) {
                *weight = rows[at].weights[start + word];
            }
            cast(&weights, &mut votes);
        }
        meets.iter().map(|&(at, _)| at).zip(votes).collect()
    });
    each.collect()
}

impl Scorer for Ballot {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let ((source, target), (all_source, all_target)) = (self.0.inside(cut), self.0.all(cut));
        out.copy_from_slice(&[
            source / 5.0,
            target / 5.0,
            source / (all_source + 1.0),
            target / (all_target + 1.0),
            (all_source - source) / 5.0,
            (all_target - target) / 5.0,
        ]);
    }

    fn words(&self, cut: Cut) -> String {
        let ((source, target), (all_source, all_target)) = (self.0.inside(cut), self.0.all(cut));
        let percent = |part: f32, whole: f32| 100.0 * part / whole.max(0.1);
        format!(
            "{:.0} % of the source words and {:.0} % of the target words point across",
            percent(source, all_source),
            percent(target, all_target)
        )
    }
}

/// The rows of some source segments that follow each other, with the targets in reach of each.
fn block_rows(source: &Words, target: &Words, first: usize, targets: &[(u32, u32)]) -> Vec<Row> {
    let low = targets.iter().map(|t| t.0).min().unwrap_or(0) as usize;
    let high = targets.iter().map(|t| t.1).max().unwrap_or(0) as usize;
    let words = |words: &Words, segments: std::ops::Range<usize>| -> (usize, Vec<[f32; DIM]>) {
        let all = words.of(segments.start).start..words.of(segments.end - 1).end;
        (all.start, all.map(|word| words.direction(word)).collect())
    };
    if low == high {
        return targets.iter().map(|_| Row { votes: Vec::new(), weights: Vec::new() }).collect();
    }
    let (first_target, directions) = words(target, low..high);
    let bank = Bank::new(directions.iter().map(|d| d.as_slice()));
    let (first_source, queries) = words(source, first..first + targets.len());
    let mut likeness = Vec::new();
    bank.dots(queries.iter().map(|d| d.as_slice()), &mut likeness);
    likeness.iter_mut().for_each(|cosine| *cosine = (SHARPNESS * (*cosine - 1.0)).exp());
    let row = |(at, &(low, high)): (usize, &(u32, u32))| {
        let segments = low as usize..high as usize;
        let mut votes = vec![0.0; segments.len()];
        if segments.is_empty() {
            return Row { votes, weights: Vec::new() };
        }
        let cells = target.of(segments.start).start - first_target
            ..target.of(segments.end - 1).end - first_target;
        let mut weights = vec![0.0; cells.len()];
        let mut sums = vec![0.0; segments.len()];
        for word in source.of(first + at) {
            let likeness = &likeness[(word - first_source) * bank.stride()..][cells.clone()];
            weights.iter_mut().zip(likeness).for_each(|(sum, value)| *sum += value);
            for (sum, segment) in sums.iter_mut().zip(segments.clone()) {
                let words = target.of(segment);
                let words = words.start - first_target - cells.start
                    ..words.end - first_target - cells.start;
                *sum = likeness[words].iter().sum();
            }
            cast(&sums, &mut votes);
        }
        Row { votes, weights }
    };
    targets.iter().enumerate().map(row).collect()
}

/// Adds one word's vote: its weights as shares, times how decided they are, 1 less their entropy over that of
/// even shares. Where there is nothing to choose from, there is no vote.
fn cast(weights: &[f32], votes: &mut [f32]) {
    let total: f32 = weights.iter().sum();
    if total <= 0.0 || weights.len() < 2 {
        return;
    }
    let entropy: f32 =
        weights.iter().map(|w| w / total).filter(|q| *q > 0.0).map(|q| -q * q.ln()).sum();
    let even = (weights.len() as f32).ln();
    let say = (1.0 - entropy / even).max(0.0);
    for (vote, weight) in votes.iter_mut().zip(weights) {
        *vote += say * weight / total;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_undecided_word_has_no_say() {
        let mut votes = vec![0.0; 4];
        cast(&[1.0; 4], &mut votes);
        assert!(votes.iter().all(|v| v.abs() < 1e-6));
        cast(&[0.0, 5.0, 0.0, 0.0], &mut votes);
        assert!((votes[1] - 1.0).abs() < 1e-6 && votes[0].abs() < 1e-6);
        cast(&[0.0; 4], &mut votes);
        assert!((votes.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        cast(&[5.0], &mut votes[..1]);
        assert!((votes.iter().sum::<f32>() - 1.0).abs() < 1e-6);
    }
}
