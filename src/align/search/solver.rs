//! All passes over one rectangle, and the stretches that clauses align.

use std::ops::Range;

use rayon::prelude::*;

use super::clause::{self, Scope};
use super::divided::divided;
use super::pass::{pass, section};
use super::space::{Later, SearchSpace};
use super::stretch::{self, FREE};
use crate::align::evidence::{ClauseMeans, Clauses, Facts, WeightTables};
use crate::align::found::{Division, ExplainedBead};
use crate::bitext::{Bead, Cut, Run};

/// What every rectangle is searched with.
#[derive(Clone, Copy)]
pub(super) struct Solver<'f> {
    pub(super) facts: &'f Facts,
    pub(super) tables: &'f WeightTables,
    /// Whether beads come with reasons.
    pub(super) explain: bool,
    /// The mean vectors of the clauses of greater parts of the texts, if these were looked at before.
    pub(super) clause_means: &'f [ClauseMeans],
}

/// The best path over a rectangle.
pub(super) struct Solved {
    pub(super) beads: Vec<ExplainedBead>,
    /// Breaks inside segments.
    pub(super) divisions: Vec<Division>,
    /// Target characters for each source character, as the first pass took them.
    pub(super) first_ratio: f32,
    /// What the later passes went by.
    pub(super) later: Later,
    /// The mean vectors of the clauses of every stretch they were aligned in.
    pub(super) clause_means: Vec<ClauseMeans>,
}

/// One stretch aligned by clauses.
struct SolvedStretch {
    beads: Vec<ExplainedBead>,
    divisions: Vec<Division>,
    means: Option<ClauseMeans>,
}

impl Solver<'_> {
    /// The best path over the rectangle of a space, by as many passes as there is evidence for.
    pub(super) fn solve(&self, space: &SearchSpace) -> Solved {
        let Solver { facts, tables, explain, .. } = *self;
        let Some(meaning) = &facts.meaning else {
            let weights = tables.plain.at(0.0);
            let divided = divided(facts, space, &weights);
            let space = divided.as_ref().unwrap_or(space);
            let likeliest = space.likeliest(facts, &weights);
            let space = likeliest.as_ref().unwrap_or(space);
            let beads = pass(facts, space, &weights, explain).beads;
            let later = Later { ratio: space.ratio, left_out: [None; 2] };
            return Solved {
                beads,
                first_ratio: space.ratio,
                later,
                divisions: Vec::new(),
                clause_means: Vec::new(),
            };
        };
        let first = tables.first.at(space.phi);
        let divided = divided(facts, space, &first);
        let space = divided.as_ref().unwrap_or(space);
        let likeliest = if space.is_short() { space.likeliest(facts, &first) } else { None };
        let space = likeliest.as_ref().unwrap_or(space);
        let mut near = space.second(facts, &pass(facts, space, &first, false), &[]);
        let after_first = near.left_out;
        let second = if meaning.has_words() { tables.second.at(space.phi) } else { first };
        let passed = pass(facts, &near, &second, explain);
        near.after_second(&passed);
        let later = Later { ratio: near.ratio, left_out: [after_first, near.left_out] };
        let solved = Solved {
            beads: passed.beads,
            first_ratio: space.ratio,
            later,
            divisions: Vec::new(),
            clause_means: Vec::new(),
        };
        if tables.clause.is_empty() || !meaning.has_words() {
            return solved;
        }
        self.by_clauses(&near, solved)
    }

    /// The beads of the second pass, with those of stretches that need it searched again by clauses.
    fn by_clauses(&self, near: &SearchSpace, mut solved: Solved) -> Solved {
        let Solver { facts, tables, .. } = *self;
        let beads = std::mem::take(&mut solved.beads);
        let bare: Vec<Bead> = beads.iter().map(|found| found.bead).collect();
        let is_free = near.phi >= FREE;
        let stretches = stretch::unsure(&bare, is_free);
        let size = |stretch: &Range<usize>| -> u64 {
            bare[stretch.clone()].iter().map(|bead| u64::from(bead.cut.source.len())).sum()
        };
        if stretches.is_empty() {
            return Solved { beads, ..solved };
        }
        facts.watch.begin("aligning clauses", stretches.iter().map(size).sum());
        let scope = if is_free { Scope::WIDE } else { Scope::NARROW };
        let (clause, third) = (tables.clause.at(near.phi), tables.third.at(near.phi));
        let all: Vec<Option<SolvedStretch>> = stretches
            .par_iter()
            .map(|stretch| {
                let path: Vec<Cut> = bare[stretch.clone()].iter().map(|bead| bead.cut).collect();
                let (first, last) = (path.first()?, path.last()?);
                let area = Cut::new(
                    Run::new(first.source.start, last.source.end),
                    Run::new(first.target.start, last.target.end),
                );
                let clauses = Clauses::new(facts, area)?;
                let of_clauses = clauses.facts(facts, self.means_around(area))?;
                let mut part = near.part(area);
                let (breaks, divisions) =
                    clause::breaks(&of_clauses, &clauses, &part, &path, &clause, scope);
                part.breaks = Some(breaks);
                let beads = section(facts, &part, &part.band, &third, self.explain).beads;
                facts.watch.advance(u64::from(area.source.len()));
                let means = of_clauses.meaning.map(|meaning| meaning.clause_means(area));
                Some(SolvedStretch { beads, divisions, means })
            })
            .collect();
        let mut done = 0;
        for (stretch, found) in stretches.iter().zip(all) {
            if let Some(found) = found {
                solved.beads.extend_from_slice(&beads[done..stretch.start]);
                solved.beads.extend(found.beads);
                solved.divisions.extend(found.divisions);
                solved.clause_means.extend(found.means);
                done = stretch.end;
            }
        }
        solved.beads.extend_from_slice(&beads[done..]);
        solved
    }

    /// The means of the part of the texts, of those looked at before, that holds the middle of a rectangle.
    fn means_around(&self, area: Cut) -> Option<&ClauseMeans> {
        let middle = (area.source.start + area.source.end) / 2;
        self.clause_means.iter().find(|means| means.area.source.indices().contains(&middle))
    }
}
