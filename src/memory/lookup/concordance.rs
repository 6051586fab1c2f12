//! The units of a memory that hold some words.
//!
//! Words are found as terms are: without regard to vowel marks, letter case and the spelling of alefs, and with what the
//! language writes onto them (والكتاب for الكتاب). The distinct words of the index tell in which units they may be, so
//! that few texts have to be read.

use rayon::prelude::*;

use super::seal::broken;
use super::store::{LookupMatch, Store};
use crate::bitext::Side;
use crate::error::Result;
use crate::glossary::{Glossary, Matcher};
use crate::text::fold::fold_word;
use crate::text::{Span, token};

/// A unit that holds some words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WordMatch {
    /// The unit; its percentage is 100.
    pub unit: LookupMatch,
    /// Where the words stand in its source, and in its translation.
    pub spans: [Vec<Span>; 2],
}

/// Texts that are read at a time, to find the words in them.
const BLOCK: usize = 256;

/// Words of a phrase that are looked for in the index; those behind them only in the texts.
const MOST_WORDS: usize = 64;

/// See [`super::LookupIndex::find_words`].
pub(super) fn find(
    store: &Store,
    words: &str,
    sides: &[Side],
    limit: usize,
) -> Result<(Vec<WordMatch>, bool)> {
    let mut glossary = Glossary::with_columns(&["source", "target"]);
    if glossary.push(0, &[("source", words), ("target", words)]).is_err() {
        return Ok((Vec::new(), false));
    }
    let langs = store.about().langs;
    let matchers = Side::both().map(|side| {
        let is_wanted = sides.contains(&side);
        is_wanted.then(|| Matcher::new(&glossary, side, langs[side as usize]))
    });
    let mut places = Vec::new();
    for side in Side::both().into_iter().filter(|side| sides.contains(side)) {
        places.extend(may_hold(store, words, side)?);
    }
    places.sort_unstable();
    places.dedup();
    let mut found = Vec::new();
    for block in places.chunks(BLOCK) {
        let read: Vec<Result<Option<WordMatch>>> = block
            .par_iter()
            .map(|&place| {
                let unit = store.entry(place, 100)?;
                let texts = [&unit.source, &unit.target];
                let spans = [0, 1].map(|side| {
                    let matcher: Option<&Matcher> = matchers[side].as_ref();
                    let hits = matcher.map(|matcher| matcher.find(texts[side]));
                    hits.into_iter().flatten().map(|hit| hit.span).collect::<Vec<Span>>()
                });
                let holds = spans.iter().any(|spans| !spans.is_empty());
                Ok(holds.then_some(WordMatch { unit, spans }))
            })
            .collect();
        for unit in read {
            let Some(unit) = unit? else { continue };
            if found.len() == limit {
                return Ok((found, true));
            }
            found.push(unit);
        }
    }
    Ok((found, false))
}

/// The places of the units that may hold some words on a side, rising.
fn may_hold(store: &Store, words: &str, side: Side) -> Result<Vec<u32>> {
    let cores: Vec<String> =
        token::words(words).iter().map(|span| core(span.of(words))).take(MOST_WORDS).collect();
    if cores.is_empty() {
        return Ok(Vec::new());
    }
    let all = u64::MAX >> (64 - cores.len());
    let dictionary = store.words(side)?;
    let dictionary: Vec<&str> = dictionary.split_terminator('\n').collect();
    // A bit for each word of the phrase that the word may hold.
    let held = |word: &&str| {
        let folded = fold_word(word);
        let bits = cores.iter().enumerate().filter(|(_, core)| folded.contains(core.as_str()));
        bits.fold(0u64, |bits, (at, _)| bits | 1 << at)
    };
    let held: Vec<u64> = dictionary.par_iter().map(held).collect();
    let numbers = store.numbers(side)?;
    let mut places = Vec::new();
    let (mut rest, mut place) = (&numbers[..], 0);
    while let Some((&count, behind)) = rest.split_first() {
        let Some((text, behind)) = behind.split_at_checked(count as usize) else {
            return Err(broken("its parts do not fit together"));
        };
        let bits = |&word: &u32| held.get(word as usize).copied().unwrap_or(0);
        if text.iter().map(bits).fold(0, |all, bits| all | bits) == all {
            places.push(place);
        }
        (rest, place) = (behind, place + 1);
    }
    Ok(places)
}

/// What every form of a word has in it: its folded form, less a last letter that may change.
fn core(word: &str) -> String {
    const SHORT: usize = 4;
    let mut folded = fold_word(word);
    if folded.chars().count() >= SHORT {
        folded.pop();
    }
    folded
}
