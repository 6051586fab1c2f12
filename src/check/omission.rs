//! Half a text without a counterpart, by its meaning.

use std::num::NonZeroUsize;

use super::{Check, Finding, Pair, Settings, Severity, Text, Watch};
use crate::encoder::Encoder;
use crate::fold::visible_len;

/// The check `omission`.
pub(super) struct Omission;

impl Check for Omission {
    fn id(&self) -> &'static str {
        "omission"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "half of a side seems to be missing from the other side (needs the encoder)"
    }

    fn watch<'s>(&self, settings: &Settings<'s>) -> Option<Box<dyn Watch + 's>> {
        Some(Box::new(Halves { encoder: settings.encoder? }))
    }
}

struct Halves<'s> {
    encoder: &'s Encoder,
}

/// A side must be longer than the other by this factor, with Arabic counted in full, to be looked at.
const LONGER: f64 = 1.3;
/// The usual length of a text over that of its Arabic counterpart.
const USUAL: f64 = 1.15;
/// How much better a part must fit than the whole, and how much where the short side looks cut off.
const BETTER: [f32; 2] = [0.12, 0.04];
/// Words that are enough to have halves.
const ENOUGH: usize = 8;

impl Watch for Halves<'_> {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let mut suspects: Vec<(&Pair<'_>, &Text<'_>)> = Vec::new();
        for pair in pairs.iter().filter(|pair| pair.is_full()) {
            let length = |text: &Text<'_>| {
                let usual = if text.wants_arabic_script() { USUAL } else { 1.0 };
                visible_len(text.text) as f64 * usual
            };
            for text in pair.sides() {
                let longer = length(text) / length(pair.other(text.side)).max(1.0);
                if longer >= LONGER && text.words.len() >= ENOUGH {
                    suspects.push((pair, pair.sides()[usize::from(text.side == pair.target.side)]));
                }
            }
        }
        let threads = NonZeroUsize::new(rayon::current_num_threads()).unwrap_or(NonZeroUsize::MIN);
        let mut texts: Vec<&str> = Vec::new();
        for (pair, long) in &suspects {
            texts.extend([pair.other(long.side).text, long.text]);
            texts.extend(parts(long));
        }
        let vectors = self.encoder.vectors(&texts, threads);
        for (at, (pair, long)) in suspects.iter().enumerate() {
            let row = |k: usize| vectors.row(at * (2 + PARTS) + k);
            let cosine = |k: usize| row(0).iter().zip(row(k)).map(|(a, b)| a * b).sum::<f32>();
            let whole = cosine(1);
            let part = (0..PARTS).map(|k| (k, cosine(k + 2))).max_by(|a, b| a.1.total_cmp(&b.1));
            let better = BETTER[usize::from(looks_cut_off(pair.other(long.side), long))];
            let Some((part, best)) = part.filter(|(_, best)| best - whole >= better) else {
                continue;
            };
            // What is left over when the part that fits is taken off.
            let kept = parts(long)[part];
            let range = match kept.as_ptr() == long.text.as_ptr() {
                true => kept.len()..long.text.len(),
                false => 0..long.text.len() - kept.len(),
            };
            let other = pair.other(long.side).side.as_str();
            let message = format!(
                "this part seems to be missing from the {other} (similarity {whole:.2}, without it {best:.2})"
            );
            report(pair.finding_at(&Omission, Severity::Warning, long, range, message));
        }
    }
}

/// Whether a text begins in the middle of a sentence, or lacks the mark at its end that the longer one has.
fn looks_cut_off(short: &Text<'_>, long: &Text<'_>) -> bool {
    let ends = |text: &Text<'_>| {
        let bare = text.text.trim_end_matches(|c: char| !c.is_alphanumeric() && !is_end(c));
        bare.ends_with(is_end)
    };
    let starts_small =
        short.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    starts_small || ends(long) && !ends(short)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | ':' | ';' | '؛' | '…')
}

const PARTS: usize = 4;

/// The first half of a text and its last, and its first third and its last two thirds' complement.
fn parts<'t>(text: &Text<'t>) -> [&'t str; PARTS] {
    let words = &text.words;
    let cut = |share: f64| {
        words[((words.len() as f64 * share) as usize).min(words.len() - 1)].range.start
    };
    let (half, two_thirds, third) = (cut(0.5), cut(0.65), cut(0.35));
    [&text.text[..half], &text.text[half..], &text.text[..two_thirds], &text.text[third..]]
}
