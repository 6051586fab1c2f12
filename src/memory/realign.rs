//! Units that hold several sentences, cut into units of their own: both texts are cut into sentences, and these are
//! aligned inside the unit.
//!
//! Nothing is lost: the new units hold every sentence of the old one, its codes, and what is said of it. A unit is left
//! whole where one of its texts is one sentence, or where no cut is sure.

use std::ops::Range;

use rayon::prelude::*;

use crate::aligner::Aligner;
use crate::bitext::{Bitext, Confidence, Cut, Ladder, Run, Segments};
use crate::error::Result;
use crate::memory::Sides;
use crate::memory::{AFTER, BEFORE};
use crate::segment::Segmenter;
use crate::text::{Block, Document, Parted, Place, divide_codes};
use crate::unit::{Meta, TranslationUnit, UnitSink, UnitSource, Variant, next_block};

/// How units are cut.
#[derive(Clone)]
pub struct RealignSettings {
    /// Aligns the sentences of a unit. Units are shared among its threads; the result does not depend on them.
    pub aligner: Aligner,
    /// How sure a unit must be for cuts beside it, 0 to 1.
    pub min_confidence: f32,
    /// The languages; those of the header where none is named.
    pub sides: Sides,
}

/// Cuts units.
pub struct Realigner {
    settings: RealignSettings,
    source: Segmenter,
    target: Segmenter,
}

/// How many units became what. Those read are those left whole, unsure and cut; those written are the first two and
/// the pieces.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Realigned {
    /// The units with one sentence on a side, with more or fewer than two texts, or with an empty one.
    pub whole: u64,
    /// The units of several sentences for which no cut is sure.
    pub unsure: u64,
    /// The units that were cut.
    pub cut: u64,
    /// What they became.
    pub pieces: u64,
}

/// What becomes of a unit.
#[derive(Debug, Clone, PartialEq)]
enum Realignment {
    /// It is one pair of sentences, or nothing that can be cut.
    Whole,
    /// No cut is sure.
    Unsure,
    /// Its pieces, two or more.
    Cut(Vec<TranslationUnit>),
}

/// A pair of runs of sentences that stay together.
#[derive(Debug, Clone, Copy)]
struct Piece {
    cut: Cut,
    /// How sure the pair is.
    confidence: f32,
    /// How sure it is that something ends where it ends.
    border: f32,
}

impl Realigner {
    /// Cuts texts with a segmenter for each side.
    pub fn new(settings: RealignSettings, source: Segmenter, target: Segmenter) -> Realigner {
        Realigner { settings, source, target }
    }

    /// Reads a memory to its end and writes it with its units cut. The result does not depend on the number of
    /// threads.
    ///
    /// # Errors
    ///
    /// What reading and writing fail with.
    pub fn over(&self, source: &mut dyn UnitSource, sink: &mut dyn UnitSink) -> Result<Realigned> {
        let mut counts = Realigned::default();
        loop {
            let units = next_block(source)?;
            if units.is_empty() {
                return Ok(counts);
            }
            let sides = self.settings.sides.or(source.header());
            let work = || units.par_iter().map(|unit| self.unit(unit, sides)).collect();
            let realignments: Vec<Realignment> = self.settings.aligner.run(work);
            for (unit, realignment) in units.iter().zip(realignments) {
                match realignment {
                    Realignment::Whole => counts.whole += 1,
                    Realignment::Unsure => counts.unsure += 1,
                    Realignment::Cut(pieces) => {
                        counts.cut += 1;
                        counts.pieces += pieces.len() as u64;
                        pieces.iter().try_for_each(|piece| sink.unit(piece))?;
                        continue;
                    }
                }
                sink.unit(unit)?;
            }
        }
    }

    /// Cuts one unit.
    fn unit(&self, unit: &TranslationUnit, sides: Sides) -> Realignment {
        let (Some(source), Some(target)) = sides.of(unit) else { return Realignment::Whole };
        if unit.variants.len() != 2 {
            return Realignment::Whole;
        }
        let bitext = Bitext {
            source: sentences(&self.source, source),
            target: sentences(&self.target, target),
        };
        if bitext.source.len() < 2 || bitext.target.len() < 2 {
            return Realignment::Whole;
        }
        let alignment = self.settings.aligner.align_bitext(bitext);
        let bitext = alignment.bitext();
        let Some(pieces) = pieces(alignment.ladder(), self.settings.min_confidence) else {
            return Realignment::Unsure;
        };
        let runs =
            |run: fn(&Cut) -> Run| pieces.iter().map(|piece| run(&piece.cut)).collect::<Vec<_>>();
        let sources = cut(source, &bitext.source, &runs(|cut| cut.source));
        let targets = cut(target, &bitext.target, &runs(|cut| cut.target));
        let source_first = std::ptr::eq(source, &unit.variants[0]);
        let mut new = Vec::with_capacity(pieces.len());
        for (at, (piece, (source, target))) in
            pieces.iter().zip(sources.iter().zip(&targets)).enumerate()
        {
            let mut variants = vec![source.clone(), target.clone()];
            let mut meta = unit.meta.clone();
            let before = at.checked_sub(1).map(|at| &sources[at]);
            let after = sources.get(at + 1);
            for meta in variants.iter_mut().map(|variant| &mut variant.meta).chain([&mut meta]) {
                neighbours(meta, before, after);
            }
            if !source_first {
                variants.reverse();
            }
            let confidence = Confidence::clamped(f64::from(piece.confidence)).to_string();
            set(&mut meta, "x-confidence", confidence);
            set(&mut meta, "x-align", piece.cut.shape().to_string());
            let id =
                if unit.id.is_empty() { String::new() } else { format!("{}.{}", unit.id, at + 1) };
            new.push(TranslationUnit { id, variants, meta, ..unit.clone() });
        }
        Realignment::Cut(new)
    }
}

fn sentences(segmenter: &Segmenter, variant: &Variant) -> Segments {
    let block = Block::new(&variant.text, Place::Line(1));
    segmenter.segment(&Document::new(variant.lang, vec![block]))
}

/// The pairs a ladder makes. None if there is but one, or if sentences cross.
fn pieces(ladder: &Ladder, least: f32) -> Option<Vec<Piece>> {
    if ladder.moved().contains(&true) {
        return None;
    }
    let mut joined: Vec<Piece> = Vec::new();
    // Sentences without a counterpart that come first.
    let mut waiting: Option<Piece> = None;
    for bead in ladder.beads() {
        let confidence = bead.confidence.get();
        let piece = Piece { cut: bead.cut, confidence, border: confidence };
        // A sentence without a counterpart stays with its neighbour: nothing may be lost, and the pair is right only
        // as far as the gap is wrong.
        let gap = |pair: Piece, gap: Piece| Piece {
            cut: union(pair.cut, gap.cut),
            confidence: pair.confidence.min(1.0 - gap.confidence),
            border: pair.border.min(gap.confidence),
        };
        if piece.cut.shape().is_gap() {
            match joined.last_mut() {
                Some(last) => *last = gap(*last, piece),
                None => {
                    waiting = Some(waiting.map_or(piece, |before| Piece {
                        cut: union(before.cut, piece.cut),
                        ..if before.confidence < piece.confidence { before } else { piece }
                    }));
                }
            }
        } else {
            joined.push(match waiting.take() {
                Some(before) => gap(piece, before),
                None => piece,
            });
        }
    }
    // Where a sure pair starts, whatever stands before it ends.
    let mut pieces: Vec<Piece> = Vec::new();
    for piece in joined {
        match pieces.last_mut() {
            Some(last) if last.border < least && piece.border < least => {
                last.cut = union(last.cut, piece.cut);
                last.confidence = last.confidence.min(piece.confidence);
                last.border = last.border.min(piece.border);
            }
            _ => pieces.push(piece),
        }
    }
    (pieces.len() > 1).then_some(pieces)
}

fn union(a: Cut, b: Cut) -> Cut {
    let join = |a: Run, b: Run| match (a.is_empty(), b.is_empty()) {
        (true, _) => b,
        (_, true) => a,
        _ => Run::new(a.start.min(b.start), a.end.max(b.end)),
    };
    Cut::new(join(a.source, b.source), join(a.target, b.target))
}

/// A text in pieces, each with its codes.
fn cut(variant: &Variant, sentences: &Segments, runs: &[Run]) -> Vec<Variant> {
    let ranges: Vec<Range<usize>> = runs
        .iter()
        .map(|run| {
            let sentences = sentences.of(*run);
            let start = sentences.first().map_or(0, |first| first.span.start as usize);
            start..sentences.last().map_or(start, |last| last.span.end as usize)
        })
        .collect();
    let codes = divide_codes(&variant.codes, &ranges, Parted::Alone);
    let pieces = ranges.into_iter().zip(codes).map(|(range, codes)| Variant {
        codes,
        text: variant.text[range].to_owned(),
        ..variant.clone()
    });
    pieces.collect()
}

/// Inside a unit that was cut, other texts stand before and after.
fn neighbours(meta: &mut Meta, before: Option<&Variant>, after: Option<&Variant>) {
    for (name, value) in &mut meta.props {
        for (names, neighbour) in [(&BEFORE, before), (&AFTER, after)] {
            if let Some(neighbour) = neighbour.filter(|_| names.contains(&name.as_str())) {
                value.clone_from(&neighbour.text);
            }
        }
    }
}

fn set(meta: &mut Meta, name: &str, value: String) {
    match meta.props.iter_mut().find(|(other, _)| other == name) {
        Some((_, old)) => *old = value,
        None => meta.props.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lang::Lang;
    use crate::segment::Newlines;
    use crate::text::{Code, CodeKind};

    fn cut_text(text: &str, codes: Vec<Code>) -> Vec<Variant> {
        let variant = Variant { codes, ..Variant::new(Lang::EN, text) };
        let sentences = sentences(&Segmenter::new(Lang::EN, Newlines::Auto), &variant);
        let runs: Vec<Run> = (0..sentences.len()).map(|at| Run::new(at, at + 1)).collect();
        cut(&variant, &sentences, &runs)
    }

    fn code(at: usize, kind: CodeKind, pair: &str) -> Code {
        Code {
            at,
            kind,
            pair: pair.into(),
            id: String::new(),
            class: String::new(),
            content: String::new(),
        }
    }

    #[test]
    fn every_code_goes_with_its_text() {
        use CodeKind::{Begin, End, HighlightBegin, HighlightEnd, LoneBegin, LoneEnd, Single};
        let text = "One day. Two days.";
        let kinds = |codes: Vec<Code>| -> Vec<Vec<(usize, CodeKind)>> {
            let pieces = cut_text(text, codes);
            assert_eq!(pieces[0].text, "One day.");
            assert_eq!(pieces[1].text, "Two days.");
            pieces.iter().map(|p| p.codes.iter().map(|c| (c.at, c.kind)).collect()).collect()
        };
        let whole = vec![code(0, Begin, "1"), code(8, End, "1"), code(9, Single, "")];
        assert_eq!(kinds(whole), [vec![(0, Begin), (8, End)], vec![(0, Single)]]);
        let parted = vec![code(4, Begin, "1"), code(12, End, "1")];
        assert_eq!(kinds(parted), [vec![(4, LoneBegin)], vec![(3, LoneEnd)]]);
        let marked = vec![code(4, HighlightBegin, ""), code(12, HighlightEnd, "")];
        let halves = [
            vec![(4, HighlightBegin), (8, HighlightEnd)],
            vec![(0, HighlightBegin), (3, HighlightEnd)],
        ];
        assert_eq!(kinds(marked), halves);
        // Between sentences, ends go back and all else goes on.
        let between =
            vec![code(0, Begin, "1"), code(9, End, "1"), code(9, Begin, "2"), code(18, End, "2")];
        assert_eq!(kinds(between), [vec![(0, Begin), (8, End)], vec![(0, Begin), (9, End)]]);
    }
}
