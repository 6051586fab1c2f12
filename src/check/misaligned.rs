//! Units whose texts belong to a neighbour, by their meaning.

use super::message::{Form, Message};
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use crate::encoder::{DIM, Encoder};
use crate::threads;

/// The check `misaligned`.
pub(super) struct Misaligned;

const SLIPPED: Form = Form::new(
    "misaligned.slipped",
    "the sides mean different things; the {side} of unit {unit} would fit better: the texts have slipped",
);
const DIFFERENT: Form = Form::new("misaligned", "the sides seem to mean different things");

impl Check for Misaligned {
    fn id(&self) -> &'static str {
        "misaligned"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "the sides mean different things; names the neighbour that would fit better (needs the encoder)"
    }

    fn across<'s>(&self, settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        let encoder = settings.encoder?;
        Some(Box::new(Meanings { encoder, before: Vec::new() }))
    }
}

/// A unit with the vectors of its texts.
struct Met {
    number: u64,
    source: Vec<f32>,
    target: Vec<f32>,
}

struct Meanings<'s> {
    encoder: &'s Encoder,
    /// The last units of the block before.
    before: Vec<Met>,
}

/// How many units to either side are tried.
const NEAR: usize = 2;
/// How much better a neighbour must fit.
const BETTER: f32 = 0.12;
/// A pair means different things with a cosine below the second number, if its shorter text has as many letters as the
/// first. Of right pairs, hardly one in five hundred lies below; of pairs put together at random, nine in ten do, and
/// of short ones eight.
const UNLIKE: [(usize, f32); 2] = [(25, 0.25), (12, 0.1)];

impl CrossCheck for Meanings<'_> {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let pairs: Vec<&Pair<'_>> = pairs.iter().filter(|pair| pair.is_full()).collect();
        let threads = threads::current();
        let vectors = |texts: Vec<&str>| Vec::from(self.encoder.vectors(&texts, threads));
        let sources = vectors(pairs.iter().map(|pair| pair.source.text).collect());
        let targets = vectors(pairs.iter().map(|pair| pair.target.text).collect());
        let mut met = std::mem::take(&mut self.before);
        let first = met.len();
        let rows = sources.chunks_exact(DIM).zip(targets.chunks_exact(DIM));
        met.extend(pairs.iter().zip(rows).map(|(pair, (source, target))| Met {
            number: pair.unit.number,
            source: source.to_vec(),
            target: target.to_vec(),
        }));
        for (at, pair) in (first..).zip(&pairs) {
            if let Some((severity, message)) = judge(&met, at, pair) {
                let range = 0..pair.target.text.len();
                report(pair.finding_at(&Misaligned, severity, &pair.target, range, message));
            }
        }
        self.before = met.split_off(met.len().saturating_sub(NEAR));
    }
}

fn judge(met: &[Met], at: usize, pair: &Pair<'_>) -> Option<(Severity, Message)> {
    let this = &met[at];
    let own = dot(&this.source, &this.target);
    let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(met.len());
    let mut best: Option<(f32, u64, &str)> = None;
    for other in near.filter(|other| *other != at).map(|other| &met[other]) {
        let others_own = dot(&other.source, &other.target);
        for (cosine, side) in [
            (dot(&this.source, &other.target), "target"),
            (dot(&other.source, &this.target), "source"),
        ] {
            // It must fit better than both texts fit where they are.
            let gain = cosine - own.max(others_own);
            if gain > best.map_or(BETTER, |b| b.0) {
                best = Some((gain, other.number, side));
            }
        }
    }
    if let Some((_, number, side)) = best {
        return Some((Severity::Warning, SLIPPED.say(&[("side", &side), ("unit", &number)])));
    }
    let letters = pair.sides().map(|text| text.arabic + text.latin).into_iter().min();
    let unlike =
        UNLIKE.iter().find(|(enough, _)| letters.is_some_and(|letters| letters >= *enough));
    if unlike.is_some_and(|(_, unlike)| own < *unlike) {
        return Some((Severity::Warning, DIFFERENT.say(&[])));
    }
    None
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}
