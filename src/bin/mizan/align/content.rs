//! Which documents without a partner have the same content.

use std::collections::BTreeMap;

use mizan::aligner::Aligner;
use mizan::bitext::{Bitext, Segments, Side};
use mizan::encoder::Encoder;
use mizan::format;
use mizan::lang::Lang;
use rayon::prelude::*;

use super::figures::mean_confidence;
use super::listing::{Alone, Likely};
use super::texts::TextSettings;
use crate::rules::side;

/// How many segments of a document its vector is made of.
const SAMPLE: usize = 64;

/// How much nearer a document must be than any other.
const MARGIN: f32 = 0.05;

/// The least cosine of documents before what a side has in common is taken off. Translations of the bundled pairs have .67
/// and more; texts of a few sentences can be aligned with anything.
const LEAST: f32 = 0.6;

/// A document with this many times the segments of another is not its translation.
const LONGER: usize = 4;

/// With fewer documents on a side, what they have in common says nothing of the language.
const FEW: usize = 3;

/// How documents are read and compared.
pub(super) struct Look<'a> {
    pub(super) langs: [Lang; 2],
    pub(super) texts: TextSettings<'a>,
    /// Documents are compared by an encoder; without one, they are only looked at.
    pub(super) encoder: Option<&'a Encoder>,
    pub(super) aligner: &'a Aligner,
}

/// A document as it was looked at.
struct Seen {
    side: Side,
    segments: Segments,
    /// The mean of the vectors of its segments, of unit length.
    plain: Vec<f32>,
    /// That without what the documents of its side have in common.
    vector: Vec<f32>,
}

impl Look<'_> {
    /// Looks into documents without a partner: finds those that translate each other, and says of others why they are
    /// alone. Two are likely if they are nearest to each other by a margin, and if aligning them succeeds.
    pub(super) fn at(&self, alone: &mut [Alone]) -> Vec<Likely> {
        let seen: Vec<Result<Seen, String>> = alone.par_iter().map(|one| self.see(one)).collect();
        let mut documents: BTreeMap<usize, Seen> = BTreeMap::new();
        for ((at, one), seen) in alone.iter_mut().enumerate().zip(seen) {
            match seen {
                Ok(seen) => _ = documents.insert(at, seen),
                Err(remark) => one.remark = Some(remark),
            }
        }
        let mut likely = nearest(&mut documents);
        let confirmed: Vec<bool> = (likely.par_iter())
            .map(|pair| {
                let text = |at: usize| documents[&at].segments.clone();
                self.are_aligned(Bitext { source: text(pair.source), target: text(pair.target) })
            })
            .collect();
        let mut confirmed = confirmed.into_iter();
        likely.retain(|_| confirmed.next().is_some_and(|is| is));
        likely
    }

    fn see(&self, one: &Alone) -> Result<Seen, String> {
        let lang = |side: Side| self.langs[usize::from(side == Side::Target)];
        let TextSettings { cutter, documents, .. } = self.texts;
        let read = |side_of: Side| {
            // What is odd in it matters once it is aligned.
            side(&one.path, lang(side_of), documents, cutter, &mut drop).map_err(|f| f.message)
        };
        let first = one.side.unwrap_or(Side::Source);
        let mut segments = read(first)?;
        let [source, target] = self.counts(&segments);
        let (few, many) = (source.min(target), source.max(target));
        if few > 0 && few * 4 >= many {
            return Err(format!(
                "holds both languages: {source} segments '{}', {target} segments '{}'; give each a file of its own",
                self.langs[0], self.langs[1]
            ));
        }
        let side = match one.side {
            Some(side) => side,
            None if source == target => return Err("its language is not known".to_owned()),
            None if source > target => Side::Source,
            None => Side::Target,
        };
        if side != first {
            segments = read(side)?;
        }
        let Some(encoder) = self.encoder else { return Err(String::new()) };
        let step = segments.items.len().div_ceil(SAMPLE).max(1);
        let sample: Vec<&str> =
            segments.items.iter().step_by(step).map(|segment| segment.text.as_str()).collect();
        let vectors = encoder.vectors(&sample, std::num::NonZeroUsize::MIN);
        let mut vector = vec![0.0; vectors.rows().next().map_or(0, <[f32]>::len)];
        for row in vectors.rows() {
            vector.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
        }
        make_unit(&mut vector);
        Ok(Seen { side, segments, plain: vector.clone(), vector })
    }

    /// How many segments are surely in the script of each language and not of the other.
    fn counts(&self, segments: &Segments) -> [usize; 2] {
        let [source, target] = self.langs;
        let mut counts = [0; 2];
        for segment in &segments.items {
            let fits = |lang| format::fits_script(std::iter::once(segment.text.as_str()), lang);
            match (fits(source), fits(target)) {
                (true, false) => counts[0] += 1,
                (false, true) => counts[1] += 1,
                _ => {}
            }
        }
        counts
    }

    /// Whether most of the shorter text can be aligned. Of texts that have nothing to do with each other, next to nothing can.
    fn are_aligned(&self, bitext: Bitext) -> bool {
        let shorter = bitext.source.items.len().min(bitext.target.items.len());
        let memory = self.aligner.align_bitext(bitext).memory(0.0);
        memory.beads().len() * 3 >= shorter
            && mean_confidence(&memory).is_some_and(|mean| mean >= 0.5)
    }
}

/// The documents that are nearest to each other.
fn nearest(documents: &mut BTreeMap<usize, Seen>) -> Vec<Likely> {
    for side in Side::both() {
        let mut own: Vec<&mut Seen> = documents.values_mut().filter(|d| d.side == side).collect();
        if own.len() < FEW {
            continue;
        }
        let mut mean = vec![0.0; own[0].vector.len()];
        for document in &own {
            let share = 1.0 / own.len() as f32;
            mean.iter_mut().zip(&document.vector).for_each(|(m, value)| *m += share * value);
        }
        for document in &mut own {
            document.vector.iter_mut().zip(&mean).for_each(|(value, m)| *value -= m);
            make_unit(&mut document.vector);
        }
    }
    let of = |side| documents.iter().filter(move |(_, document)| document.side == side);
    let mut likely = Vec::new();
    for (&source, from) in of(Side::Source) {
        let near = |(&at, to): (&usize, &Seen)| (cosine(&from.vector, &to.vector), at);
        let Some((cosine_to, target)) = best(of(Side::Target).map(near)) else { continue };
        let to = &documents[&target];
        let lengths = [from.segments.items.len(), to.segments.items.len()];
        let is_alike = lengths[0] <= LONGER * lengths[1] && lengths[1] <= LONGER * lengths[0];
        let rivals = of(Side::Target).filter(|(at, _)| **at != target).map(near);
        let others = of(Side::Source).filter(|(at, _)| **at != source);
        let rivals = rivals.chain(others.map(|(&at, one)| (cosine(&one.vector, &to.vector), at)));
        if is_alike
            && cosine(&from.plain, &to.plain) >= LEAST
            && best(rivals).is_none_or(|(rival, _)| rival + MARGIN < cosine_to)
        {
            likely.push(Likely { source, target });
        }
    }
    likely
}

/// The greatest; of equals, the one with the lower index.
fn best(all: impl Iterator<Item = (f32, usize)>) -> Option<(f32, usize)> {
    all.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))
}

fn make_unit(vector: &mut [f32]) {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|value| *value /= length);
    }
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
