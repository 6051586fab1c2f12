//! Sentence vectors: how alike two runs are in meaning, and whether a longer or shorter run would be more so.

use rayon::prelude::*;

use crate::align::band::Band;
use crate::align::evidence::encoded::{LONGEST, Meaning};
use crate::align::evidence::{Context, Evidence, Facts, Scorer, Seen, cut_to};
use crate::bitext::{Cut, Run, Side};
use crate::encoder::packed_vectors::{DotProduct, dots};
use crate::encoder::{DIM, Vectors};
use crate::watch::Watch;

/// Evidence from sentence vectors; silent without an encoder.
pub(super) struct Similarity;

impl Evidence for Similarity {
    fn name(&self) -> &'static str {
        "meaning"
    }

    fn features(&self) -> &'static [&'static str] {
        &[
            "meaning.cosine",
            "meaning.cosine.longer",
            "meaning.hub",
            "meaning.hub.longer",
            "meaning.drop",
            "meaning.extend",
            "meaning.extend.gain",
        ]
    }

    fn gap_features(&self) -> &'static [&'static str] {
        &["meaning.best"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        match context.cosines {
            Some(cosines) => Box::new(CosineScorer::new(cosines, context.band)),
            None => Box::new(Silent),
        }
    }
}

/// The scorer where there is nothing to go by.
pub(super) struct Silent;

impl Scorer for Silent {
    fn measure(&self, _cut: Cut, out: &mut [f32]) {
        out.fill(0.0);
    }

    fn seen(&self, _cut: Cut) -> Option<Seen> {
        None
    }
}

/// The cosines of all cuts in a band.
pub(crate) struct Cosines {
    band: Band,
    // The number of each shape, by source and target segments.
    shape: [[Option<u8>; LONGEST as usize + 1]; LONGEST as usize + 1],
    // The shapes that cuts which end in each row may have, as bits. Runs between anchors are short.
    row_shapes: Vec<u32>,
    // The place of the first cosine of each row.
    row_starts: Vec<usize>,
    // The cosine of each shape of its row that ends at each point, in a byte.
    cosines: Vec<u8>,
    // The lengths that runs which end at each segment of the band's area may have, as bits.
    source_lengths: Vec<u16>,
    target_lengths: Vec<u16>,
    // The mean cosine of each source run, and each target run, with all segments of the other text: by length
    // less one, and end.
    source_hub: Vec<Vec<f32>>,
    target_hub: Vec<Vec<f32>>,
}

/// The step of cosines that are kept in a byte each, since a long text has very many.
const UNIT: f32 = 1.0 / 200.0;

/// What no cut has; a real cosine is kept as no less than a step more.
const NO_CUT: f32 = -0.25;

/// The byte of a cosine; 0 for minus infinity, which stands for no cut.
fn code(cosine: f32) -> u8 {
    if cosine == f32::NEG_INFINITY { 0 } else { ((cosine - NO_CUT) / UNIT).round().max(1.0) as u8 }
}

/// The cosine of a byte.
fn cosine(code: u8) -> f32 {
    NO_CUT + f32::from(code) * UNIT
}

/// Anchors in a run that show it to be no side of a bead. Beads of so many segments on a side have two at most on the
/// other, so half of the anchors would have to be wrong; and as many in a row hold the search as a pin.
const PARTED: u32 = 4;

impl Cosines {
    /// Computes the cosines of all cuts of the given shapes in a band whose runs are not separated by anchors, the pairs
    /// of segments given; nothing without an encoder.
    pub(crate) fn new(
        facts: &Facts,
        band: &Band,
        shapes: &[(u32, u32)],
        anchors: &[(u32, u32)],
        watch: &dyn Watch,
    ) -> Option<Cosines> {
        let meaning = facts.meaning.as_ref()?;
        let mut shape = [[None; LONGEST as usize + 1]; LONGEST as usize + 1];
        for (number, &(a, c)) in shapes.iter().enumerate() {
            shape[a as usize][c as usize] = Some(number as u8);
        }
        let longest = |side: fn(&(u32, u32)) -> u32| shapes.iter().map(side).max().unwrap_or(0);
        let area = band.area();
        let lengths = |side, longest, anchors: Vec<u32>| {
            lengths(facts, side, area.side(side), longest, &anchors)
        };
        let (of_source, of_target) =
            (|anchor: &(u32, u32)| anchor.0, |anchor: &(u32, u32)| anchor.1);
        let source_lengths =
            lengths(Side::Source, longest(|s| s.0), anchors.iter().map(of_source).collect());
        let target_lengths =
            lengths(Side::Target, longest(|s| s.1), anchors.iter().map(of_target).collect());
        let rows = area.source.start..=area.source.end;
        let row_shapes: Vec<u32> = rows
            .clone()
            .map(|i| {
                let (low, high) = band.row(i);
                let at = |j: u32| (j - area.target.start) as usize;
                let lengths = &target_lengths[at(low)..=at(high)];
                let target = lengths.iter().fold(0, |all, lengths| all | lengths);
                let source = source_lengths[(i - area.source.start) as usize];
                let may_be = |&(_, &(a, c)): &(usize, &(u32, u32))| {
                    source >> a & 1 == 1 && target >> c & 1 == 1
                };
                shapes.iter().enumerate().filter(may_be).fold(0, |all, (shape, _)| all | 1 << shape)
            })
            .collect();
        let mut row_starts = vec![0];
        for (i, of_row) in rows.zip(&row_shapes) {
            let (low, high) = band.row(i);
            let length = ((high - low) as usize + 1) * of_row.count_ones() as usize;
            row_starts.push(row_starts[row_starts.len() - 1] + length);
        }
        let mut cosines = Cosines {
            band: band.clone(),
            shape,
            cosines: vec![0; row_starts[row_shapes.len()]],
            row_shapes,
            row_starts,
            source_lengths,
            target_lengths,
            source_hub: vec![vec![0.0; area.source.len() as usize + 1]; longest(|s| s.0) as usize],
            target_hub: vec![vec![0.0; area.target.len() as usize + 1]; longest(|s| s.1) as usize],
        };
        cosines.fill(meaning, shapes, watch);
        Some(cosines)
    }

    /// Computes all cosines, a block of rows at a time so that few vectors are held at once.
    fn fill(&mut self, meaning: &Meaning, shapes: &[(u32, u32)], watch: &dyn Watch) {
        const ROWS: u32 = 512;
        // The segments of both texts that a block may touch, if it has more than a few rows.
        const TOUCHED: u32 = 1280;
        const FEWEST: u32 = 64;
        let area = self.band.area();
        let (source_mean, target_mean) = (meaning.mean(Side::Source), meaning.mean(Side::Target));
        let mut from = area.source.start;
        while from <= area.source.end {
            let low = self.band.row(from).0;
            let touched = |to: u32| to - from + self.band.row(to).1 - low;
            let mut to = (from + ROWS - 1).min(area.source.end);
            while to - from >= FEWEST && touched(to) > TOUCHED {
                to = from + (to - from) / 2;
            }
            let high = self.band.row(to).1;
            let (source, target) = rayon::join(
                || self.runs(meaning, Side::Source, (from, to)),
                || self.runs(meaning, Side::Target, (low, high)),
            );
            let (sources, targets) = (meaning.count(Side::Source), meaning.count(Side::Target));
            let (start, target_start) = (area.source.start, area.target.start);
            hubs(&source, &target_mean, targets, start, &mut self.source_hub);
            hubs(&target, &source_mean, sources, target_start, &mut self.target_hub);
            let band = &self.band;
            let (row_shapes, row_starts) = (&self.row_shapes, &self.row_starts);
            let mut rest = &mut self.cosines[row_starts[(from - start) as usize]..];
            let mut rows = Vec::with_capacity((to - from) as usize + 1);
            for i in from..=to {
                let at = (i - start) as usize;
                let (row, tail) = rest.split_at_mut(row_starts[at + 1] - row_starts[at]);
                rows.push((i, row));
                rest = tail;
            }
            rows.into_par_iter().for_each(|(i, row)| {
                let (low, high) = band.row(i);
                let of_row = row_shapes[(i - start) as usize];
                let mut pairs = Vec::with_capacity(row.len());
                let mut cosines = vec![f32::NEG_INFINITY; row.len()];
                let places = (low..=high).flat_map(|j| {
                    let shapes = shapes.iter().enumerate();
                    shapes
                        .filter(|(shape, _)| of_row >> shape & 1 == 1)
                        .map(move |(_, &(a, c))| (j, a, c))
                });
                for (to, (j, a, c)) in places.enumerate() {
                    if cut_to(band, i, j, a, c).is_some()
                        && let (Some(a), Some(b)) = (source.get(a, i), target.get(c, j))
                    {
                        pairs.push(DotProduct { a, b, to });
                    }
                }
                dots(&pairs, &mut cosines);
                for (kept, cosine) in row.iter_mut().zip(cosines) {
                    *kept = code(cosine);
                }
            });
            watch.advance(u64::from(to + 1 - from));
            from = to + 1;
        }
    }

    /// The vectors of the runs of one side that end in a range.
    fn runs(&self, meaning: &Meaning, side: Side, (from, to): (u32, u32)) -> Runs {
        let area = self.band.area();
        let (start, longest, allowed) = match side {
            Side::Source => (area.source.start, self.source_hub.len(), &self.source_lengths),
            Side::Target => (area.target.start, self.target_hub.len(), &self.target_lengths),
        };
        let may_be = |run: &Run| allowed[(run.end - start) as usize] >> run.len() & 1 == 1;
        let mut lengths = Vec::with_capacity(longest);
        let mut runs = Vec::new();
        for length in 1..=longest as u32 {
            let first = runs.len();
            let all = (from.max(start + length)..to + 1).map(|end| Run::new(end - length, end));
            runs.extend(all.filter(may_be));
            lengths.push((runs[first..].iter().map(|run| run.end).collect(), first));
        }
        Runs { lengths, vectors: meaning.runs(side, runs.into_iter()) }
    }

    /// Whether the cosine of a cut is known; that of one that can be no bead is not.
    pub(super) fn has(&self, cut: Cut) -> bool {
        self.at(cut) > NO_CUT
    }

    fn at(&self, cut: Cut) -> f32 {
        let (a, c) = (cut.source.len() as usize, cut.target.len() as usize);
        let shape = self.shape.get(a).and_then(|row| row.get(c)).copied().flatten();
        let place = self.band.place(cut.source.end, cut.target.end);
        let (Some(shape), Some((row, column))) = (shape, place) else { return NO_CUT };
        let (shapes, bit) = (self.row_shapes[row], 1 << shape);
        if shapes & bit == 0 {
            return NO_CUT;
        }
        let at = column as usize * shapes.count_ones() as usize
            + (shapes & (bit - 1)).count_ones() as usize;
        cosine(self.cosines[self.row_starts[row] + at])
    }

    /// The mean cosine of the two runs with the segments of the other text.
    fn hub(&self, cut: Cut) -> f32 {
        let area = self.band.area();
        let source = &self.source_hub[cut.source.len() as usize - 1];
        let target = &self.target_hub[cut.target.len() as usize - 1];
        0.5 * (source[(cut.source.end - area.source.start) as usize]
            + target[(cut.target.end - area.target.start) as usize])
    }
}

struct CosineScorer<'f> {
    cosines: &'f Cosines,
    area: Cut,
    source_best: Vec<f32>,
    target_best: Vec<f32>,
}

impl<'f> CosineScorer<'f> {
    fn new(cosines: &'f Cosines, band: &Band) -> CosineScorer<'f> {
        let area = band.area();
        let mut source_best = vec![0.0f32; area.source.len() as usize];
        let mut target_best = vec![0.0f32; area.target.len() as usize];
        for i in area.source.indices() {
            let (low, high) = band.row(i + 1);
            for j in low.max(area.target.start + 1)..=high {
                let cosine = cosines.at(Cut::new(Run::new(i, i + 1), Run::new(j - 1, j)));
                let source = &mut source_best[(i - area.source.start) as usize];
                *source = source.max(cosine);
                let target = &mut target_best[(j - 1 - area.target.start) as usize];
                *target = target.max(cosine);
            }
        }
        CosineScorer { cosines, area, source_best, target_best }
    }
}

impl Scorer for CosineScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let Cut { source, target } = cut;
        let (a, c) = (source.len(), target.len());
        let cosine = self.cosines.at(cut);
        let longer = (a + c) as f32 - 2.0;
        let hub = self.cosines.hub(cut);
        let mut shorter = NO_CUT;
        if a > 1 {
            for source in
                [Run::new(source.start + 1, source.end), Run::new(source.start, source.end - 1)]
            {
                shorter = shorter.max(self.cosines.at(Cut::new(source, target)));
            }
        }
        if c > 1 {
            for target in
                [Run::new(target.start + 1, target.end), Run::new(target.start, target.end - 1)]
            {
                shorter = shorter.max(self.cosines.at(Cut::new(source, target)));
            }
        }
        let mut wider = self.cosines.at(Cut::new(Run::new(source.start, source.end + 1), target));
        wider =
            wider.max(self.cosines.at(Cut::new(source, Run::new(target.start, target.end + 1))));
        let whole = self.cosines.band.area();
        if source.start > whole.source.start {
            wider = wider
                .max(self.cosines.at(Cut::new(Run::new(source.start - 1, source.end), target)));
        }
        if target.start > whole.target.start {
            wider = wider
                .max(self.cosines.at(Cut::new(source, Run::new(target.start - 1, target.end))));
        }
        let drop = if shorter > NO_CUT { cosine - shorter } else { 0.0 };
        let extend = if wider > NO_CUT { wider - cosine } else { 0.0 };
        out.copy_from_slice(&[
            cosine,
            cosine * longer,
            hub,
            hub * longer,
            drop,
            extend,
            extend.max(0.0),
        ]);
    }

    fn measure_source_gap(&self, segment: u32, out: &mut [f32]) {
        out[0] = self.source_best[(segment - self.area.source.start) as usize];
    }

    fn measure_target_gap(&self, segment: u32, out: &mut [f32]) {
        out[0] = self.target_best[(segment - self.area.target.start) as usize];
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        Some(Seen::Similarity { cosine: self.cosines.at(cut) })
    }
}

/// The lengths that runs may have that end at each segment of an area, as bits; `anchors` are segments of it.
fn lengths(facts: &Facts, side: Side, area: Run, longest: u32, anchors: &[u32]) -> Vec<u16> {
    // How many anchors stand before each segment, and in all.
    let mut before = vec![0; area.len() as usize + 1];
    anchors.iter().for_each(|anchor| before[(anchor - area.start) as usize + 1] += 1);
    for at in 1..before.len() {
        before[at] += before[at - 1];
    }
    let before = |segment: u32| before[(segment - area.start) as usize];
    let may_be = |run: Run| {
        before(run.end) - before(run.start) < PARTED
            && facts.joints.as_ref().is_none_or(|joints| joints.allow_run(side, run))
    };
    let at = |end: u32| {
        let lengths = 1..=longest.min(end - area.start);
        let may_be = |length: &u32| may_be(Run::new(end - length, end));
        lengths.filter(may_be).fold(0, |all, length| all | 1 << length)
    };
    (area.start..=area.end).map(at).collect()
}

/// The vectors of the runs of one side that end in a range, by length and then by end.
struct Runs {
    // By length less one: the segments that runs end before, and the place of the vector of the first.
    lengths: Vec<(Vec<u32>, usize)>,
    vectors: Vectors,
}

impl Runs {
    fn get(&self, length: u32, end: u32) -> Option<&[f32]> {
        let (ends, first) = &self.lengths[length as usize - 1];
        ends.binary_search(&end).ok().map(|at| self.vectors.row(first + at))
    }
}

/// How near a run is to the segments of another text on average, and how many segments that is taken from
/// beside those there are: a text of one line would else make its only partner look like everybody's.
const USUAL: f32 = 0.15;
const FEW: f32 = 3.0;

/// Fills in the mean cosine of each run with the `others` segments of the other text.
fn hubs(runs: &Runs, mean: &[f32; DIM], others: usize, start: u32, hubs: &mut [Vec<f32>]) {
    let others = others as f32;
    let rows = runs.vectors.rows().enumerate();
    let rows: Vec<_> = rows.map(|(to, a)| DotProduct { a, b: &mean[..], to }).collect();
    let mut cosines = vec![0.0; rows.len()];
    dots(&rows, &mut cosines);
    for ((ends, first), hubs) in runs.lengths.iter().zip(hubs) {
        for (end, cosine) in ends.iter().zip(&cosines[*first..]) {
            hubs[(end - start) as usize] = (cosine * others + USUAL * FEW) / (others + FEW);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::align::evidence::TermFinder;
    use crate::bitext::{Bitext, Segment, Segments};
    use crate::encoder::Encoder;
    use crate::lang::Lang;
    use crate::watch::Unwatched;

    #[test]
    fn cosines_keep_their_order_in_a_byte() {
        let cosines = [f32::NEG_INFINITY, -1.0, -0.2, 0.0, 0.5, 0.51, 0.99];
        let bytes = cosines.map(code);
        assert!(bytes[0] == 0 && bytes.is_sorted_by(|a, b| a < b), "{bytes:?}");
        for (kept, real) in bytes.map(cosine).iter().zip(cosines).skip(2) {
            assert!((kept - real).abs() <= 0.5 * UNIT + 1e-6, "{real} is kept as {kept}");
        }
        assert_eq!(cosine(0), NO_CUT);
        assert!(cosine(code(1.1)) >= 1.0);
    }

    #[test]
    fn a_run_of_four_anchors_is_no_side_of_a_bead() {
        let side = |lang, texts: [&str; 5]| Segments::new(lang, texts.map(Segment::of).into());
        let bitext = Bitext {
            source: side(
                Lang::AR,
                ["جاء الشتاء.", "نزل الثلج.", "نام الدب.", "صمت النهر.", "عاد."],
            ),
            target: side(
                Lang::EN,
                [
                    "Winter came.",
                    "Snow fell.",
                    "The bear slept.",
                    "The river hushed.",
                    "It is back.",
                ],
            ),
        };
        let encoder = Arc::new(Encoder::embedded().unwrap());
        let facts =
            Facts::new(bitext.into(), &TermFinder::default(), Some(&encoder), Arc::new(Unwatched));
        let band = Band::whole(Cut::new(Run::new(0, 5), Run::new(0, 5)));
        let shapes = [(1, 1), (3, 1), (4, 1), (5, 1)];
        let cosines =
            |anchors: &[_]| Cosines::new(&facts, &band, &shapes, anchors, &Unwatched).unwrap();
        let cut = |from, to| Cut::new(Run::new(from, to), Run::new(4, 5));
        let cuts = [cut(0, 1), cut(0, 3), cut(0, 4), cut(1, 5), cut(0, 5)];
        let known = |anchors: &[_]| cuts.map(|cut| cosines(anchors).has(cut));
        assert_eq!(known(&[]), [true; 5]);
        let anchors = [(0, 0), (1, 1), (2, 2), (3, 3)];
        assert_eq!(known(&anchors), [true, true, false, true, false]);
        assert_eq!(known(&anchors[..3]), [true; 5]);
    }
}
