//! Two texts cut into clauses, so that a break inside a segment can be seen.
//!
//! A line of literary Arabic may face many English sentences, and where one ends the other often runs on. The
//! clauses of both texts are aligned first, by the same model with weights of its own; how likely both texts
//! break at a pair of segment ends is then evidence on segments (`clauses.rs`).

use std::sync::Arc;

use crate::align::band::Band;
use crate::align::evidence::{
    ClauseMeans, Facts, LiteralIndex, SegmentFacts, TermFinder, TermIndex,
};
use crate::bitext::{Bitext, Cut, Run, Segment, Segments};
use crate::encoder::Words;
use crate::segment::clause::{ClauseEnd, clauses};
use crate::text::Span;

/// The clauses of a bitext.
pub(crate) struct Clauses {
    /// The clauses as segments; the block of each is the segment it was cut from, its span lies in that.
    pub(crate) bitext: Arc<Bitext>,
    /// How they came about.
    pub(crate) joints: Arc<Joints>,
    // The segments that were cut, and for each the word after the last of each clause.
    area: Cut,
    source_cuts: Vec<Vec<usize>>,
    target_cuts: Vec<Vec<usize>>,
}

/// How the segments of both texts were cut.
pub(crate) struct Joints {
    pub(crate) source: Cuts,
    pub(crate) target: Cuts,
}

/// How the segments of a run were cut.
pub(crate) struct Cuts {
    /// The segments.
    run: Run,
    /// The first clause of each segment of the run, and the end.
    pub(crate) first: Vec<u32>,
    /// What each clause ends at.
    pub(crate) ends: Vec<ClauseEnd>,
}

impl Cuts {
    /// The first clause of a segment of the run, or the end of all clauses.
    pub(crate) fn first(&self, segment: u32) -> u32 {
        self.first[(segment - self.run.start) as usize]
    }

    /// The clauses of a run of segments.
    #[cfg(feature = "train")]
    pub(crate) fn run(&self, run: Run) -> Run {
        Run::new(self.first(run.start), self.first(run.end))
    }
}

impl Joints {
    /// The clauses of a cut through segments.
    #[cfg(feature = "train")]
    pub(crate) fn cut(&self, cut: Cut) -> Cut {
        Cut::new(self.source.run(cut.source), self.target.run(cut.target))
    }

    /// The points between clauses that a band through segments brings together.
    pub(crate) fn band(&self, band: &Band) -> Band {
        band.finer(&self.source.first, &self.target.first)
    }
}

impl Clauses {
    /// Cuts the segments of a part of both texts. Nothing without an encoder that knows their words.
    pub(crate) fn new(facts: &Facts, area: Cut) -> Option<Clauses> {
        let meaning = facts.meaning.as_ref()?;
        let (source, source_cuts, source_clauses) =
            cut(&facts.bitext.source, area.source, meaning.source.words()?);
        let (target, target_cuts, target_clauses) =
            cut(&facts.bitext.target, area.target, meaning.target.words()?);
        Some(Clauses {
            area,
            bitext: Arc::new(Bitext { source: source_clauses, target: target_clauses }),
            joints: Arc::new(Joints { source, target }),
            source_cuts,
            target_cuts,
        })
    }

    /// The facts of the clauses, from those of the segments. Nothing without an encoder that knows their words.
    ///
    /// `means` are those of a greater part of the texts, if it was looked at before.
    pub(crate) fn facts(&self, facts: &Facts, means: Option<&ClauseMeans>) -> Option<Facts> {
        let mut meaning =
            facts.meaning.as_ref()?.split(self.area, &self.source_cuts, &self.target_cuts)?;
        if let Some(means) = means {
            meaning.compare_with(means);
        }
        Some(Facts {
            source: SegmentFacts::of_all(&self.bitext.source.items),
            target: SegmentFacts::of_all(&self.bitext.target.items),
            open_ends: false,
            quotations: false,
            bitext: Arc::clone(&self.bitext),
            terms: TermIndex::new(&self.bitext, &TermFinder::default()),
            literals: LiteralIndex::new(&self.bitext),
            meaning: Some(meaning),
            joints: Some(Arc::clone(&self.joints)),
            structure: None,
            terms_vote: facts.terms_vote,
            watch: Arc::clone(&facts.watch),
        })
    }
}

fn cut(segments: &Segments, run: Run, words: &Words) -> (Cuts, Vec<Vec<usize>>, Segments) {
    let mut sides = Cuts { run, first: Vec::new(), ends: Vec::new() };
    let mut cuts = Vec::with_capacity(run.len() as usize);
    let mut items = Vec::new();
    for at in run.start as usize..run.end as usize {
        let segment = &segments.items[at];
        sides.first.push(items.len() as u32);
        let text = segment.text.as_str();
        let all = words.of(at);
        let start = |word: usize| {
            if word == all.start {
                0
            } else if word >= all.end {
                text.len()
            } else {
                words.start(word) as usize
            }
        };
        let parts: Vec<(&str, u32)> = all
            .clone()
            .map(|word| (text[start(word)..start(word + 1)].trim(), words.pieces(word)))
            .collect();
        let mut from = all.start;
        let mut ends = Vec::new();
        for (to, end) in clauses(&parts, segments.lang) {
            let span = Span::new(start(from), start(all.start + to));
            items.push(Segment {
                block: at as u32,
                span,
                ..Segment::new(span.of(text).trim(), segment.place_at(start(from)))
            });
            sides.ends.push(end);
            ends.push(to);
            from = all.start + to;
        }
        cuts.push(ends);
    }
    sides.first.push(items.len() as u32);
    (sides, cuts, Segments::new(segments.lang, items))
}
