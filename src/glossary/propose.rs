//! New term pairs out of aligned text.
//!
//! Words and runs of up to four words are candidates on both sides. Pairs are weighed by how much more often
//! they meet in a unit than chance would have it, by how they sound, and by how alike they are in meaning. What
//! is nearer in meaning with a word less has a word too many. Pairs are then linked greedily, the surest
//! first, so that each candidate has one partner.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;

use super::{Glossary, Langs, names};
use crate::encoder::Encoder;
use crate::lang::Lang;
use crate::language;
use crate::maths;
use crate::text::token;

mod candidates;
mod meaning;

use candidates::{Candidate, Candidates, collect};
use meaning::Meaning;

/// How candidates are chosen.
#[derive(Clone, Copy)]
pub struct ProposeSettings<'e> {
    /// The fewest units a pair must stand in.
    pub min_count: u32,
    /// The most pairs to propose.
    pub top: usize,
    /// The most units shown for a pair.
    pub contexts: usize,
    /// Judges how alike in meaning terms are. Without it, pairs are ranked by counts alone.
    pub encoder: Option<&'e Encoder>,
    /// Threads to encode on. The result does not depend on it.
    pub threads: NonZeroUsize,
}

/// A term pair that may belong in the glossary.
#[derive(Debug, Clone)]
pub struct Proposal {
    /// The languages of the terms.
    pub(crate) langs: Langs,
    /// The source term, as it stands most often.
    pub source: String,
    /// The target term.
    pub target: String,
    /// Units with both.
    pub(crate) count: u32,
    /// Units with the source term.
    pub(crate) source_count: u32,
    /// Units with the target term.
    pub(crate) target_count: u32,
    /// The Dice coefficient of the two counts, 0 to 1.
    pub(crate) dice: f32,
    /// The log-likelihood ratio G² of their meeting by chance.
    pub(crate) log_likelihood: f32,
    /// How alike the two sound, 0 to 1.
    pub(crate) transliteration: f32,
    /// How alike they are in meaning, 0 to 1, if an encoder was given.
    pub(crate) similarity: Option<f32>,
    /// What the list is ranked by.
    pub(crate) score: f32,
    /// Units with both, by their numbers in the memory from 1, with their texts.
    pub(crate) contexts: Vec<(u64, String, String)>,
}

/// The least G² that counts: chance alone reaches it once in two hundred pairs.
const LEAST: f32 = 7.9;

struct Unit {
    number: u64,
    source: String,
    target: String,
}

/// Gathers units and proposes pairs.
///
/// ```
/// use std::num::NonZeroUsize;
///
/// use mizan::glossary::{Glossary, Langs, ProposeSettings, Proposer};
///
/// let mut proposer = Proposer::new(Langs::AR_EN);
/// proposer.add(1, "وصل الوفد إلى باريس".into(), "The delegation arrived in Paris".into());
/// let threads = NonZeroUsize::MIN;
/// let settings = ProposeSettings { min_count: 2, top: 10, contexts: 1, encoder: None, threads };
/// // One unit says too little.
/// assert!(proposer.propose(&Glossary::default(), settings).is_empty());
/// ```
pub struct Proposer {
    langs: Langs,
    units: Vec<Unit>,
}

impl Proposer {
    /// A proposer without units.
    pub fn new(langs: Langs) -> Proposer {
        Proposer { langs, units: Vec::new() }
    }

    /// Adds a unit by its number in the memory, with its texts.
    pub fn add(&mut self, number: u64, source: String, target: String) {
        self.units.push(Unit { number, source, target });
    }

    /// The best pairs, best first. Source terms of the known glossary are left out.
    pub fn propose(&self, known: &Glossary, settings: ProposeSettings<'_>) -> Vec<Proposal> {
        // In a large memory, what is rare is chance.
        let floor =
            settings.min_count.max(u32::try_from(self.units.len() / 20_000).unwrap_or(1)).max(1);
        let source =
            collect(self.units.iter().map(|u| u.source.as_str()), self.langs.source, floor);
        let target =
            collect(self.units.iter().map(|u| u.target.as_str()), self.langs.target, floor);
        let mut pairs = self.pairs(&source, &target, floor);
        pairs.sort_by(order);
        if let Some(encoder) = settings.encoder {
            let judge = Meaning { encoder, threads: settings.threads };
            pairs.truncate(settings.top.max(50).saturating_mul(WEIGHED));
            weigh(&mut pairs, [&source, &target], self.langs, &judge);
            pairs.sort_by(order);
        }
        let known: HashSet<String> = known
            .entries
            .iter()
            .flat_map(|e| std::iter::once(&e.source).chain(&e.source_variants))
            .map(|term| bare_key(term, self.langs.source))
            .collect();
        let mut links = Links::default();
        let mut proposals = Vec::new();
        for pair in pairs {
            let (s, t) = (&source.items[pair.source], &target.items[pair.target]);
            if !links.take(s, t, pair.count) {
                continue;
            }
            if known.contains(&bare_key(&s.text, self.langs.source)) {
                continue;
            }
            proposals.push(self.proposal(s, t, &pair, settings.contexts));
            if proposals.len() == settings.top {
                break;
            }
        }
        proposals
    }

    fn pairs(&self, source: &Candidates, target: &Candidates, floor: u32) -> Vec<Pair> {
        let mut counts: HashMap<(u32, u32), u32, token::Fast> = HashMap::default();
        for (s, t) in source.units.iter().zip(&target.units) {
            for &a in s {
                for &b in t {
                    *counts.entry((a, b)).or_default() += 1;
                }
            }
        }
        let all = self.units.len() as f64;
        let mut pairs = Vec::new();
        for (&(a, b), &count) in &counts.into_iter().collect::<std::collections::BTreeMap<_, _>>() {
            let (s, t) = (&source.items[a as usize], &target.items[b as usize]);
            let dice = 2.0 * count as f32 / (s.count + t.count) as f32;
            if count < floor || dice < 0.34 {
                continue;
            }
            let likelihood = log_likelihood(count, s.count, t.count, all) as f32;
            if likelihood < LEAST {
                continue;
            }
            let Langs { source, target } = self.langs;
            let sound = names::similarity((&s.text, source), (&t.text, target));
            let sound = if sound >= 0.6 { sound } else { 0.0 };
            if (s.weak || t.weak) && sound < 0.7 {
                continue;
            }
            let words = s.words.len().min(t.words.len()) as f32;
            // Two words for one are seldom a pair of their own; they are part of a longer one.
            let apart = (s.words.len() as f32 - t.words.len() as f32).abs();
            let mut score =
                dice.sqrt() * maths::ln32(1.0 + likelihood) * (1.0 + 0.15 * (words - 1.0));
            score *= 1.0 - 0.06 * apart;
            score *= 1.0 + 0.15 * sound;
            pairs.push(Pair {
                source: a as usize,
                target: b as usize,
                count,
                dice,
                likelihood,
                sound,
                similarity: None,
                score,
            });
        }
        pairs
    }

    fn proposal(&self, s: &Candidate, t: &Candidate, pair: &Pair, contexts: usize) -> Proposal {
        let both = s.units.iter().filter(|u| t.units.binary_search(u).is_ok());
        let named = pair.sound >= 0.6;
        // At the start of sentences every word has a capital.
        let shown = if t.initial && !named { lower_first(&t.text) } else { t.text.clone() };
        let capital = shown.chars().next().is_some_and(char::is_uppercase);
        let language = language::of(self.langs.source);
        let source = if named { language.without_conjunction(&s.text, &shown) } else { &s.text };
        Proposal {
            langs: self.langs,
            source: language.dictionary_form(source, capital),
            target: shown,
            count: pair.count,
            source_count: s.count,
            target_count: t.count,
            dice: pair.dice,
            log_likelihood: pair.likelihood,
            transliteration: pair.sound,
            similarity: pair.similarity,
            score: pair.score,
            contexts: both
                .take(contexts)
                .map(|&u| &self.units[u as usize])
                .map(|u| (u.number, u.source.clone(), u.target.clone()))
                .collect(),
        }
    }
}

/// For each pair to propose, how many are weighed by meaning.
const WEIGHED: usize = 40;

/// Less than this in common, and two terms mean different things unless they sound alike.
const ALIKE: f32 = 0.4;

/// Best first.
fn order(a: &Pair, b: &Pair) -> std::cmp::Ordering {
    b.score.total_cmp(&a.score).then_with(|| (a.source, a.target).cmp(&(b.source, b.target)))
}

/// Weighs pairs by meaning, and removes those that are more similar when a word is left out of either term.
fn weigh(
    pairs: &mut Vec<Pair>,
    [source, target]: [&Candidates; 2],
    langs: Langs,
    judge: &Meaning<'_>,
) {
    let mut asked: Vec<(Cow<'_, str>, Cow<'_, str>)> = Vec::new();
    let mut starts = Vec::with_capacity(pairs.len());
    for pair in &*pairs {
        let (s, t) = (source.items[pair.source].text.as_str(), &*target.items[pair.target].text);
        starts.push(asked.len());
        asked.push((s.into(), t.into()));
        asked.extend(shorter(s, langs.source).map(|s| (s.into(), t.into())));
        asked.extend(shorter(t, langs.target).map(|t| (s.into(), t.into())));
    }
    let asked: Vec<(&str, &str)> = asked.iter().map(|(s, t)| (&**s, &**t)).collect();
    let found = judge.similarities(&asked);
    let mut at = 0;
    pairs.retain_mut(|pair| {
        let mut own = found[starts[at]..]
            .iter()
            .take(starts.get(at + 1).map_or(found.len(), |&next| next) - starts[at]);
        at += 1;
        let similarity = own.next().copied().unwrap_or_default();
        let best = own.copied().fold(0.0f32, f32::max);
        pair.similarity = Some(similarity);
        let name = pair.sound >= 0.7 && target.items[pair.target].name;
        let known = ((similarity - ALIKE) / 0.4).clamp(0.0, 1.0);
        // The encoder knows places and companies, and of people the famous.
        let sure = known.max(if name { 0.6 * pair.sound + 0.4 * known } else { 0.0 });
        // Terms that always occur together are kept even where leaving out a word gives a higher similarity.
        let margin = if pair.count >= 4 && pair.dice >= 0.85 { 0.1 } else { 0.02 };
        let unsure = sure < if pair.count < 4 { 0.35 } else { 0.1 };
        if !name && best > similarity + margin || unsure {
            return false;
        }
        pair.score *= 0.35 + sure;
        true
    });
}

/// A term without each of its words in turn, but for link words; without link words at the new ends.
fn shorter(term: &str, lang: Lang) -> impl Iterator<Item = String> {
    let language = language::of(lang);
    let link = |word: &str| language.links(word);
    let words: Vec<&str> = term.split(' ').collect();
    let without = move |at: usize| {
        if link(words[at]) {
            return None;
        }
        let mut rest: Vec<&str> = [&words[..at], &words[at + 1..]].concat();
        while rest.last().is_some_and(|word| link(word)) {
            rest.pop();
        }
        let start = rest.iter().position(|word| !link(word))?;
        Some(rest[start..].join(" "))
    };
    (0..term.split(' ').count()).filter_map(without).collect::<Vec<_>>().into_iter()
}

struct Pair {
    source: usize,
    target: usize,
    count: u32,
    dice: f32,
    likelihood: f32,
    sound: f32,
    similarity: Option<f32>,
    score: f32,
}

/// The text with a small first letter, unless it is an abbreviation.
fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// A term for comparison with a known glossary: folded, without articles.
fn bare_key(term: &str, lang: Lang) -> String {
    let key = token::key(term);
    let language = language::of(lang);
    key.split(' ').map(|word| language.without_article(word)).collect::<Vec<_>>().join(" ")
}

/// What is linked already. A candidate has one partner, and so have the words of a longer one where it does
/// not stand alone.
#[derive(Default)]
struct Links {
    source: HashMap<Vec<u32>, u32>,
    target: HashMap<Vec<u32>, u32>,
}

impl Links {
    fn take(&mut self, s: &Candidate, t: &Candidate, count: u32) -> bool {
        let free = |taken: &HashMap<Vec<u32>, u32>, c: &Candidate| {
            // What a longer pair has explained does not count again.
            taken
                .get(&c.words)
                .is_none_or(|&used| used < u32::MAX && (c.count - used.min(c.count)) * 2 > c.count)
        };
        if !free(&self.source, s) || !free(&self.target, t) {
            return false;
        }
        for (taken, c) in [(&mut self.source, s), (&mut self.target, t)] {
            taken.insert(c.words.clone(), u32::MAX);
            for length in 1..c.words.len() {
                for part in c.words.windows(length) {
                    let used = taken.entry(part.to_vec()).or_default();
                    *used = used.saturating_add(count);
                }
            }
        }
        true
    }
}

/// Dunning's G² for two candidates with counts `a` and `b` that meet in `both` of `all` units.
fn log_likelihood(both: u32, a: u32, b: u32, all: f64) -> f64 {
    let (both, a, b) = (f64::from(both), f64::from(a), f64::from(b));
    let term = |seen: f64, expected: f64| {
        if seen > 0.0 && expected > 0.0 { seen * maths::ln(seen / expected) } else { 0.0 }
    };
    let sum = term(both, a * b / all)
        + term(a - both, a * (all - b) / all)
        + term(b - both, (all - a) * b / all)
        + term(all - a - b + both, (all - a) * (all - b) / all);
    if both > a * b / all { 2.0 * sum } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_meet_are_proposed_whole() {
        let langs = Langs { source: Lang::AR, target: Lang::EN };
        let mut proposer = Proposer::new(langs);
        for (at, (source, target)) in [
            ("أعلن البنك المركزي القرار", "The central bank announced the decision"),
            ("قال وزير في باريس", "A minister said in Paris"),
            ("رفع البنك المركزي السعر أمس", "The central bank raised the price yesterday"),
            ("وصل الوفد إلى باريس", "The delegation arrived in Paris"),
            ("وللبنك المركزي رأي آخر", "And the central bank has another opinion"),
            ("غادر الوزير باريس", "The minister left Paris"),
            ("نام الطفل", "The boy slept"),
            ("طار الطير", "The bird flew"),
        ]
        .into_iter()
        .enumerate()
        {
            proposer.add(at as u64 + 1, source.into(), target.into());
        }
        let settings = ProposeSettings {
            min_count: 2,
            top: 10,
            contexts: 1,
            encoder: None,
            threads: NonZeroUsize::MIN,
        };
        let found = proposer.propose(&Glossary::default(), settings);
        let pairs: Vec<(&str, &str)> =
            found.iter().map(|p| (p.source.as_str(), p.target.as_str())).collect();
        assert!(pairs.contains(&("بنك مركزي", "central bank")), "{pairs:?}");
        assert!(pairs.contains(&("باريس", "Paris")), "{pairs:?}");
        assert!(!pairs.iter().any(|p| p.0 == "بنك"), "{pairs:?}");
        let known = Glossary::parse("source,target\nبنك مركزي,central bank\n").unwrap();
        assert!(proposer.propose(&known, settings).iter().all(|p| p.source != "بنك مركزي"));
    }
}
