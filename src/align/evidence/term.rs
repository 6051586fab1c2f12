//! Glossary terms: a term and its translation belong together.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::align::evidence::coverage::{Coverage, Links, Tokens, rarity};
use crate::align::evidence::lists::Lists;
use crate::align::evidence::meaning::Silent;
use crate::align::evidence::{Context, Evidence, Scorer, Seen};
use crate::bitext::{Bitext, Cut, Segments, Side};
use crate::glossary::{Glossary, Hit, MatchClass, Matcher};
use crate::lang::Lang;
use crate::maths;
use crate::text::Span;
use crate::text::fold::fold_word;

/// Evidence from the glossary.
pub(super) struct Terms;

impl Evidence for Terms {
    fn name(&self) -> &'static str {
        "terms"
    }

    fn features(&self) -> &'static [&'static str] {
        &["term.share", "term.mass", "term.missing"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        let index = &context.facts.terms;
        if [&index.source, &index.target].iter().all(|side| side.iter().all(Vec::is_empty)) {
            return Box::new(Silent);
        }
        Box::new(TermScorer { index, links: index.coverage.within(context.band) })
    }
}

struct TermScorer<'f> {
    index: &'f TermIndex,
    links: Links<'f>,
}

impl Scorer for TermScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let shared = self.links.shared(cut);
        out[0] = shared.share;
        out[1] = maths::ln32(1.0 + shared.covered);
        out[2] = maths::ln32(1.0 + shared.missing);
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        let mut confirmed = Vec::new();
        let mut missing = Vec::new();
        for (term, found) in self.index.terms_in(cut) {
            let list = if found { &mut confirmed } else { &mut missing };
            if !list.contains(&term) {
                list.push(term);
            }
        }
        let list = |terms: Vec<&str>| terms.into_iter().map(str::to_owned).collect();
        let is_any = !confirmed.is_empty() || !missing.is_empty();
        is_any.then(|| Seen::Terms { confirmed: list(confirmed), missing: list(missing) })
    }
}

/// Finds the terms of a glossary in any number of bitexts.
#[derive(Default)]
pub(crate) struct TermFinder {
    pub(crate) glossary: Arc<Glossary>,
    /// The concept of each entry. Entries with one source term are one concept, whatever their translations.
    concept_of: Vec<u32>,
    /// The name of each concept.
    names: Arc<[String]>,
    /// Those built so far.
    matchers: Mutex<Vec<(Side, Lang, Arc<Matcher>)>>,
}

impl TermFinder {
    /// Matchers that are kept; records may be in any number of languages.
    const KEPT: usize = 8;

    pub(crate) fn new(glossary: Arc<Glossary>) -> TermFinder {
        let mut names: Vec<String> = Vec::new();
        let mut numbers: HashMap<String, u32> = HashMap::new();
        let concept_of = glossary
            .entries
            .iter()
            .map(|entry| {
                let folded: Vec<String> = entry.source.split_whitespace().map(fold_word).collect();
                *numbers.entry(folded.join(" ")).or_insert_with(|| {
                    names.push(entry.source.clone());
                    names.len() as u32 - 1
                })
            })
            .collect();
        TermFinder { glossary, concept_of, names: names.into(), matchers: Mutex::default() }
    }

    /// What is found in each segment of a side.
    fn find(&self, side: Side, segments: &Segments) -> Vec<Vec<Found>> {
        if self.glossary.entries.is_empty() {
            return segments.items.iter().map(|_| Vec::new()).collect();
        }
        let matcher = self.matcher(side, segments.lang);
        let mut finder = matcher.finder();
        segments.items.iter().map(|s| found(&finder.find(&s.text), &self.concept_of)).collect()
    }

    fn matcher(&self, side: Side, lang: Lang) -> Arc<Matcher> {
        // A matcher is put in whole or not at all, so that a panic elsewhere leaves the list as it should be.
        let mut matchers = self.matchers.lock().unwrap_or_else(PoisonError::into_inner);
        let known = matchers.iter().find(|(s, l, _)| (*s, *l) == (side, lang));
        if let Some((_, _, matcher)) = known {
            return Arc::clone(matcher);
        }
        let matcher = Arc::new(Matcher::new(&self.glossary, side, lang));
        if matchers.len() == Self::KEPT {
            matchers.remove(0);
        }
        matchers.push((side, lang, Arc::clone(&matcher)));
        matcher
    }
}

/// Where the terms of a glossary stand in a bitext.
#[derive(Debug, Clone, Default)]
pub(crate) struct TermIndex {
    pub(super) coverage: Coverage,
    /// What was found, by segment.
    pub(super) source: Vec<Vec<Found>>,
    pub(super) target: Vec<Vec<Found>>,
    names: Arc<[String]>,
}

impl TermIndex {
    /// Finds every term in both texts.
    pub(crate) fn new(bitext: &Bitext, terms: &TermFinder) -> TermIndex {
        let source = terms.find(Side::Source, &bitext.source);
        let target = terms.find(Side::Target, &bitext.target);
        let names = Arc::clone(&terms.names);
        TermIndex { coverage: coverage(&source, &target), source, target, names }
    }

    /// The source terms of a cut, in order, each with whether its translation is there.
    pub(crate) fn terms_in(&self, cut: Cut) -> impl Iterator<Item = (&str, bool)> {
        let found = cut.source.indices().flat_map(|i| &self.source[i as usize]);
        found.flat_map(|found| &found.concepts).map(move |concept| {
            let facing =
                |j: u32| self.target[j as usize].iter().any(|f| f.concepts.contains(concept));
            (self.names[*concept as usize].as_str(), cut.target.indices().any(facing))
        })
    }
}

/// A place in a segment where one or more terms stand.
#[derive(Debug, Clone)]
pub(super) struct Found {
    pub(super) span: Span,
    concepts: Vec<u32>,
    /// How likely it is that a term is meant, 0 to 1.
    pub(super) trust: f32,
}

impl Found {
    /// Whether one of the terms translates one of another place.
    pub(super) fn meets(&self, other: &Found) -> bool {
        self.concepts.iter().any(|concept| other.concepts.contains(concept))
    }
}

/// Joins the hits on one span, and leaves out those inside a longer one.
fn found(hits: &[Hit], concept_of: &[u32]) -> Vec<Found> {
    let mut found: Vec<(Hit, Found)> = Vec::new();
    for hit in hits {
        let inside = |other: &Hit| {
            other.span != hit.span
                && other.span.start <= hit.span.start
                && hit.span.end <= other.span.end
        };
        if hits.iter().any(inside) {
            continue;
        }
        let concept = concept_of[hit.entry as usize];
        let trust = trust(hit.class);
        match found.iter_mut().find(|(other, _)| other.span == hit.span) {
            Some((_, place)) => {
                if !place.concepts.contains(&concept) {
                    place.concepts.push(concept);
                }
                place.trust = place.trust.max(trust);
            }
            None => found.push((*hit, Found { span: hit.span, concepts: vec![concept], trust })),
        }
    }
    found.into_iter().map(|(_, place)| place).collect()
}

/// The share of matches of a class that are the term, as measured on lemma-annotated Arabic text.
fn trust(class: MatchClass) -> f32 {
    match class {
        MatchClass::Exact | MatchClass::Normalised => 1.0,
        MatchClass::Clitic => 0.95,
        MatchClass::Variant => 0.9,
        MatchClass::Inflected | MatchClass::Name => 0.85,
        MatchClass::Fuzzy => 0.6,
    }
}

fn coverage(source: &[Vec<Found>], target: &[Vec<Found>]) -> Coverage {
    // Every place is a word of its own.
    let mut keys: Lists<u64> = Lists::default();
    let mut words = |side: &[Vec<Found>]| -> Lists<u32> {
        let mut number = |place: &Found| {
            keys.push(place.concepts.iter().map(|&c| u64::from(c)));
            keys.len() as u32 - 1
        };
        side.iter().map(|found| found.iter().map(&mut number).collect::<Vec<u32>>()).collect()
    };
    let (source_words, target_words) = (words(source), words(target));
    let rarities = [rarities(source), rarities(target)].concat();
    let tokens = |segments| Tokens { segments, rarities: rarities.clone() };
    Coverage::new(&keys, tokens(source_words), tokens(target_words))
}

/// How much each place of a side counts.
fn rarities(side: &[Vec<Found>]) -> Vec<f32> {
    let mut frequency: HashMap<u32, usize> = HashMap::new();
    for found in side {
        let mut concepts: Vec<u32> = found.iter().flat_map(|f| f.concepts.clone()).collect();
        concepts.sort_unstable();
        concepts.dedup();
        for concept in concepts {
            *frequency.entry(concept).or_default() += 1;
        }
    }
    let rarity_of = |place: &Found| {
        let rarest = place.concepts.iter().map(|c| frequency[c]).min().unwrap_or(1);
        place.trust * rarity(side.len(), rarest)
    };
    side.iter().flatten().map(rarity_of).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matchers_are_built_once() {
        let glossary = Glossary::parse("source,target\nوزير,minister\n").unwrap();
        let terms = TermFinder::new(Arc::new(glossary));
        let first = terms.matcher(Side::Source, Lang::AR);
        assert!(Arc::ptr_eq(&first, &terms.matcher(Side::Source, Lang::AR)));
        assert!(!Arc::ptr_eq(&first, &terms.matcher(Side::Target, Lang::EN)));
        // Records in ever other languages do not fill the memory.
        for region in b'A'..=b'Z' {
            let lang = format!("en-A{}", region as char).parse().unwrap();
            terms.matcher(Side::Target, lang);
            assert!(terms.matchers.lock().unwrap().len() <= TermFinder::KEPT);
        }
        assert!(!Arc::ptr_eq(&first, &terms.matcher(Side::Source, Lang::AR)));
    }
}
