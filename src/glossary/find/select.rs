//! Which of the matches at one place stand.

use std::collections::HashMap;

use super::hit::{Hit, MatchClass};
use super::terms::{Term, Terms};
use crate::language::affix::Licence;
use crate::text::Span;
use crate::text::token;

/// A term that matches some words of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) term: u32,
    pub(super) class: MatchClass,
    pub(super) cost: u16,
}

/// Of the readings of the same words, those with the fewest affixes; of the matches of an entry that
/// overlap, the best. Hits inside longer ones are flagged.
pub(super) fn select(mut candidates: Vec<Candidate>, terms: &[Term], spans: &[Span]) -> Vec<Hit> {
    candidates.sort_by_key(|c| (c.first, c.last, c.cost, c.class, c.term));
    let mut best = (usize::MAX, usize::MAX, 0);
    candidates.retain(|c| {
        if (best.0, best.1) != (c.first, c.last) {
            best = (c.first, c.last, c.cost);
        }
        c.cost == best.2
    });
    let entry = |c: &Candidate| terms[c.term as usize].entry;
    // Of one entry the longest match, then the best, wins where they overlap.
    candidates.sort_by_key(|c| (entry(c), c.first, std::cmp::Reverse(c.last), c.class));
    candidates.dedup_by(|later, kept| entry(later) == entry(kept) && later.first <= kept.last);
    candidates.sort_by_key(|c| (c.first, std::cmp::Reverse(c.last), entry(c)));
    let mut hits: Vec<Hit> = Vec::with_capacity(candidates.len());
    let mut reach: Option<(usize, usize)> = None;
    for candidate in &candidates {
        let range = (candidate.first, candidate.last);
        let nested = reach.is_some_and(|r| candidate.last <= r.1 && r != range);
        if reach.is_none_or(|r| candidate.last > r.1) {
            reach = Some(range);
        }
        hits.push(Hit {
            entry: entry(candidate),
            span: Span::new(spans[range.0].range().start, spans[range.1].range().end),
            class: candidate.class,
            nested,
        });
    }
    hits.sort_by_key(|h| (h.span.start, h.span.end, h.entry));
    hits
}

/// Single words with one letter wrong, found by what is left when a letter is taken out.
pub(super) struct Fuzzy {
    by_rest: HashMap<Box<str>, Vec<u32>, token::Fast>,
    words: HashMap<u32, Box<str>>,
}

const SHORTEST: usize = 6;

fn letters(text: &str) -> usize {
    text.chars().count()
}

impl Fuzzy {
    pub(super) fn new(terms: &Terms) -> Fuzzy {
        let mut fuzzy = Fuzzy { by_rest: HashMap::default(), words: HashMap::new() };
        for (number, term) in terms.list.iter().enumerate() {
            let [word] = &*term.words else { continue };
            let mut folded = String::with_capacity(word.plain.len());
            terms.language.add_folded(&word.plain, &mut folded);
            if matches!(term.rules.licence, Licence::Bare | Licence::Guarded)
                || letters(&folded) < SHORTEST
            {
                continue;
            }
            for rest in rests(&folded) {
                fuzzy.by_rest.entry(rest.into()).or_default().push(number as u32);
            }
            fuzzy.words.insert(number as u32, folded.into());
        }
        fuzzy
    }

    pub(super) fn near(&self, folded: &str, clitics: &[&str], see: &mut impl FnMut(u32)) {
        for clitic in clitics {
            let Some(word) = folded.strip_prefix(clitic).filter(|w| letters(w) >= SHORTEST) else {
                continue;
            };
            let mut found: Vec<u32> = Vec::new();
            for rest in rests(word) {
                found.extend(self.by_rest.get(rest.as_str()).into_iter().flatten());
            }
            found.sort_unstable();
            found.dedup();
            found.retain(|t| {
                self.words.get(t).is_some_and(|w| strsim::damerau_levenshtein(w, word) == 1)
            });
            if !found.is_empty() {
                found.into_iter().for_each(see);
                return;
            }
        }
    }
}

/// A word, and it with each of its letters taken out.
fn rests(word: &str) -> impl Iterator<Item = String> {
    let shorter =
        word.char_indices().map(|(at, c)| [&word[..at], &word[at + c.len_utf8()..]].concat());
    std::iter::once(word.to_owned()).chain(shorter)
}
