//! A part of a text without a counterpart, by its meaning, and texts that break off.

use super::length::Middle;
use super::message::Form;
use super::repeated::is_letter_name;
use super::rule::{Check, CheckSettings, CrossCheck, Finding, Pair, Severity};
use super::text::Text;
use crate::encoder::Encoder;
use crate::language;
use crate::text::fold::strip_marks;
use crate::threads;

/// The check `omission`.
pub(super) struct Omission;

const BREAKS_OFF: Form =
    Form::new("omission.breaks", "the text breaks off here; see what is missing");
const MISSING: Form = Form::new(
    "omission.part",
    "this part seems to be missing from the {side} (similarity {whole}, without it {best})",
);

impl Check for Omission {
    fn id(&self) -> &'static str {
        "omission"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "a part of a side seems to be missing from the other (needs the encoder), or a side breaks off"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        for text in pair.sides() {
            if breaks_off(text) && !breaks_off(pair.other(text.side)) {
                let Some(last) = text.words.last() else { continue };
                let (range, message) = (last.range.clone(), BREAKS_OFF.say(&[]));
                report(pair.finding_at(self, Severity::Warning, text, range, message));
            }
        }
    }

    fn across<'s>(&self, settings: &CheckSettings<'s>) -> Option<Box<dyn CrossCheck + 's>> {
        Some(Box::new(Parts { encoder: settings.encoder?, middle: Middle::default() }))
    }
}

struct Parts<'s> {
    encoder: &'s Encoder,
    middle: Middle,
}

/// A side is looked at if the logarithm of its length over that of the other is this far from the memory's middle.
const LONGER: f64 = 0.25;
/// How much better a part must fit than the whole, less a quarter of how far the length is from the middle. The two
/// were set on right pairs and on the same with halves removed and neighbours added.
const BETTER: f64 = 0.23;
/// How much less is enough where the short side looks cut off.
const CUT_OFF: f64 = 0.04;
/// A part with a cosine below this is no evidence.
const LEAST: f64 = 0.03;
/// Words a text needs to have parts.
const ENOUGH: usize = 8;

impl CrossCheck for Parts<'_> {
    fn block(&mut self, pairs: &[Pair<'_>], report: &mut dyn FnMut(Finding)) {
        let full: Vec<(&Pair<'_>, f64)> = pairs
            .iter()
            .filter(|pair| pair.is_full())
            .map(|pair| (pair, self.middle.add(pair)))
            .collect();
        let Some((first, _)) = full.first() else { return };
        let middle = self.middle.of(first);
        let mut suspects: Vec<(&Pair<'_>, &Text<'_>, f64, Vec<&str>)> = Vec::new();
        for (pair, ratio) in full {
            let far = ratio - middle;
            let long = if far > 0.0 { &pair.target } else { &pair.source };
            if far.abs() >= LONGER && long.words.len() >= ENOUGH {
                suspects.push((pair, long, far.abs(), parts(long)));
            }
        }
        let threads = threads::current();
        let mut texts: Vec<&str> = Vec::new();
        for (pair, long, _, parts) in &suspects {
            texts.extend([pair.other(long.side).text, long.text]);
            texts.extend(parts);
        }
        let vectors = self.encoder.vectors(&texts, threads);
        let mut at = 0;
        for (pair, long, far, parts) in suspects {
            let cosine = |k: usize| -> f64 {
                let dot = vectors.row(at).iter().zip(vectors.row(at + k)).map(|(a, b)| a * b);
                dot.sum::<f32>().into()
            };
            let whole = cosine(1);
            let best = (0..parts.len()).map(|k| (k, cosine(k + 2)));
            let best = best.max_by(|a, b| a.1.total_cmp(&b.1));
            at += 2 + parts.len();
            let short = pair.other(long.side);
            let wanted = BETTER - if looks_cut_off(short, long) { CUT_OFF } else { 0.0 };
            let fits = |gain: f64| gain >= LEAST && gain + far / 4.0 >= wanted;
            let Some((part, best)) = best.filter(|(_, best)| fits(best - whole)) else {
                continue;
            };
            // What is left over without the part that fits.
            let kept = parts[part];
            let range = match kept.as_ptr() == long.text.as_ptr() {
                true => kept.len()..long.text.len(),
                false => 0..long.text.len() - kept.len(),
            };
            let message = MISSING.say(&[
                ("side", &short.side),
                ("whole", &format!("{whole:.2}")),
                ("best", &format!("{best:.2}")),
            ]);
            report(pair.finding_at(&Omission, Severity::Warning, long, range, message));
        }
    }
}

/// Whether a text ends in a word that no sentence ends in, or in a comma before its stop.
fn breaks_off(text: &Text<'_>) -> bool {
    let [.., before, last] = &text.words[..] else { return false };
    match text.text[last.range.end..].trim() {
        "" | "." => {}
        ",." | "،." => return true,
        _ => return false,
    }
    let word = strip_marks(&text.text[last.range.clone()]);
    // Items of a list end in "; and"; سي إن إن spells a name.
    let gap = text.text[before.range.end..last.range.start].trim();
    let listed = || !gap.is_empty() || is_letter_name(text.folded(before), text.lang);
    language::of(text.lang).never_ends(&word) && !listed()
}

/// Whether a text begins in the middle of a sentence, or lacks the mark at its end that the longer one has.
fn looks_cut_off(short: &Text<'_>, long: &Text<'_>) -> bool {
    let ends = |text: &Text<'_>| {
        let bare = text.text.trim_end_matches(|c: char| !c.is_alphanumeric() && !is_end(c));
        bare.ends_with(is_end)
    };
    let starts_small =
        short.text.chars().find(|c| c.is_alphanumeric()).is_some_and(char::is_lowercase);
    starts_small || ends(long) && !ends(short) || breaks_off(short)
}

fn is_end(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '؟' | ':' | ';' | '؛' | '…')
}

/// Sentences that are tried from each end.
const SENTENCES: usize = 2;

/// The first half of a text and its last, its first two thirds and its last, and what is left without its first
/// sentences or its last ones.
fn parts<'t>(text: &Text<'t>) -> Vec<&'t str> {
    let (whole, words) = (text.text, &text.words);
    let cut = |share: f64| {
        words[((words.len() as f64 * share) as usize).min(words.len() - 1)].range.start
    };
    let (half, two_thirds, third) = (cut(0.5), cut(0.65), cut(0.35));
    let mut parts = vec![&whole[..half], &whole[half..], &whole[..two_thirds], &whole[third..]];
    let starts: Vec<usize> = words
        .windows(2)
        .filter(|pair| {
            let gap = &whole[pair[0].range.end..pair[1].range.start];
            gap.contains(['.', '!', '?', '؟', '…']) && gap.contains(char::is_whitespace)
        })
        .map(|pair| pair[1].range.start)
        .collect();
    parts.extend(starts.iter().take(SENTENCES).map(|&at| &whole[at..]));
    parts.extend(starts.iter().rev().take(SENTENCES).map(|&at| &whole[..at]));
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::rule::warned;
    use crate::lang::Lang;
    use crate::unit::{TranslationUnit, Variant};

    #[test]
    fn texts_that_break_off_are_told() {
        for (source, target, found) in [
            ("ذهب الولد إلى السوق.", "The boy went to the.", 1),
            ("ذهب الولد إلى السوق.", "The boy went to the market.", 0),
            ("ذهب الولد إلى", "The boy went to the market.", 1),
            ("ذهب الولد إلى", "The boy went to the", 0),
            ("ما الذي يأتي قبله؟ ال أم أن؟", "Which stands before it, a or an?", 0),
            ("الشروط هي، من حيث المبدأ:", "The terms are and:", 0),
            ("ذهب الولد، الذي كان هنا، إلى السوق.", "The boy, who was here,.", 1),
            ("نال درجة ممتاز.", "He was given an A.", 0),
            ("الإفصاح عن كل مصلحة.", "disclose all interests; and", 0),
            ("بثته قناة سي إن إن.", "It was shown by CNN.", 0),
            ("وَهَذَا عَلَيَّ", "This is upon me", 0),
        ] {
            assert_eq!(warned(&Omission, source, target).len(), found, "{source} / {target}");
        }
    }

    #[test]
    fn parts_are_cut_at_words_and_sentences() {
        let text = "One two three. Four five six seven! Eight nine ten.";
        let unit = TranslationUnit {
            variants: vec![Variant::new(Lang::EN, text)],
            ..TranslationUnit::default()
        };
        let pair = Pair::new(&unit, [Lang::AR, Lang::EN], &CheckSettings::default());
        assert_eq!(
            parts(&pair.target)[4..],
            [
                "Four five six seven! Eight nine ten.",
                "Eight nine ten.",
                "One two three. Four five six seven! ",
                "One two three. ",
            ]
        );
    }
}
