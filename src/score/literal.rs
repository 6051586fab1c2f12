//! What a translation copies: numbers, dates, Latin strings, and names by their consonants.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use crate::bitext::{Bitext, Cut, Run, Segments};
use crate::fold::{digit, fold_word, is_arabic_letter, strip_marks};
use crate::score::coverage::{Coverage, Token, rarity};
use crate::score::{Context, Evidence, Scorer, skeleton};

/// Evidence from numbers and names.
pub(super) struct Literals;

impl Evidence for Literals {
    fn name(&self) -> &'static str {
        "numbers and names"
    }

    fn features(&self) -> &'static [&'static str] {
        &["literal.share", "literal.mass", "literal.missing"]
    }

    fn prepare<'f>(&self, context: &Context<'f>) -> Box<dyn Scorer + 'f> {
        Box::new(LiteralScorer { index: &context.facts.literals })
    }
}

struct LiteralScorer<'f> {
    index: &'f LiteralIndex,
}

impl Scorer for LiteralScorer<'_> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let shared = self.index.coverage.shared(cut);
        out[0] = shared.share;
        out[1] = (1.0 + shared.mass).ln();
        out[2] = (1.0 + self.index.missing_numbers(cut)).ln();
    }

    fn words(&self, cut: Cut) -> String {
        let side = |words: &[Vec<Word>], run: Run| -> Vec<Word> {
            run.indices().flat_map(|i| words[i as usize].clone()).collect()
        };
        let (source, target) =
            (side(&self.index.source, cut.source), side(&self.index.target, cut.target));
        let keys: BTreeSet<&Key> = target.iter().flat_map(|w| &w.keys).collect();
        let (mut both, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for word in &source {
            if word.keys.iter().any(|k| keys.contains(k)) {
                both.insert(word.folded.as_str());
            } else if word.is_number() {
                missing.insert(word.folded.as_str());
            }
        }
        let mut words = Vec::new();
        for (state, list) in [("in both", both), ("missing", missing)] {
            if !list.is_empty() {
                words.push(format!("{state}: {}", list.into_iter().collect::<Vec<_>>().join(" ")));
            }
        }
        words.join("; ")
    }
}

/// The numbers and names of a bitext, and which segments share them.
#[derive(Debug, Clone)]
pub struct LiteralIndex {
    pub(super) coverage: Coverage,
    source: Vec<Vec<Word>>,
    target: Vec<Vec<Word>>,
    // For each segment, for each number in it, the keys it may be found by.
    source_numbers: Vec<Vec<Vec<u64>>>,
    target_numbers: Vec<Vec<Vec<u64>>>,
}

impl LiteralIndex {
    /// Finds the numbers and names of both texts.
    pub fn new(bitext: &Bitext) -> LiteralIndex {
        let mut source = words_of(&bitext.source);
        let mut target = words_of(&bitext.target);
        join_near_names(&mut source, &mut target);
        let coverage = Coverage::new(&tokens(&source), &tokens(&target));
        let numbers = |side: &[Vec<Word>]| -> Vec<Vec<Vec<u64>>> {
            let of = |words: &Vec<Word>| {
                let numbers = words.iter().filter(|w| w.is_number());
                numbers.map(|w| w.keys.iter().map(Key::hash).collect()).collect()
            };
            side.iter().map(of).collect()
        };
        LiteralIndex {
            coverage,
            source_numbers: numbers(&source),
            target_numbers: numbers(&target),
            source,
            target,
        }
    }

    /// How many numbers of either side of a cut the other side lacks.
    fn missing_numbers(&self, cut: Cut) -> f32 {
        let source = &self.source_numbers[cut.source.start as usize..cut.source.end as usize];
        let target = &self.target_numbers[cut.target.start as usize..cut.target.end as usize];
        let lacking = |these: &[Vec<Vec<u64>>], those: &[Vec<Vec<u64>>]| {
            let found = |keys: &&Vec<u64>| {
                those.iter().flatten().any(|other| other.iter().any(|key| keys.contains(key)))
            };
            these.iter().flatten().filter(|keys| !found(keys)).count()
        };
        (lacking(source, target) + lacking(target, source)) as f32
    }
}

/// What a word can be recognised by in the other language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Number(String),
    Latin(String),
    Skeleton(String),
}

impl Key {
    fn hash(&self) -> u64 {
        match self {
            Key::Number(s) => xxh3_64(format!("#{s}").as_bytes()),
            Key::Latin(s) => xxh3_64(format!("l{s}").as_bytes()),
            Key::Skeleton(s) => xxh3_64(format!("s{s}").as_bytes()),
        }
    }
}

#[derive(Debug, Clone)]
struct Word {
    folded: String,
    keys: Vec<Key>,
}

impl Word {
    fn is_number(&self) -> bool {
        matches!(self.keys.first(), Some(Key::Number(_)))
    }
}

fn words_of(segments: &Segments) -> Vec<Vec<Word>> {
    let word = |raw: &str| {
        let folded = fold_word(raw);
        let keys = keys(raw, &folded);
        Word { folded, keys }
    };
    let items = segments.items.iter();
    items.map(|s| strip_marks(&s.text).unicode_words().map(word).collect()).collect()
}

fn keys(raw: &str, folded: &str) -> Vec<Key> {
    if folded.chars().any(|c| digit(c).is_some()) {
        return numbers(folded).into_iter().map(Key::Number).collect();
    }
    if folded.chars().any(is_arabic_letter) {
        // A name may carry a conjunction, a preposition or the article.
        let bare = ["", "و", "ف", "ب", "ل", "ك", "ال", "وال", "بال", "لل"];
        let skeletons: BTreeSet<String> = bare
            .iter()
            .filter_map(|clitic| folded.strip_prefix(clitic))
            .filter_map(skeleton::arabic)
            .collect();
        return skeletons.into_iter().map(Key::Skeleton).collect();
    }
    let bare = folded.strip_suffix("'s").unwrap_or(folded);
    if !bare.chars().all(|c| c.is_alphabetic() || matches!(c, '\'' | '.' | '_')) {
        return Vec::new();
    }
    let mut keys = vec![Key::Latin(bare.to_owned())];
    if raw.starts_with(char::is_uppercase) {
        keys.extend(skeleton::latin(bare).map(Key::Skeleton));
    }
    keys
}

/// The digits of a number without its separators, then each of its parts that has two digits or more, so that
/// dates and decimals meet however they are written.
fn numbers(folded: &str) -> Vec<String> {
    let parts: Vec<String> = folded
        .split(|c: char| digit(c).is_none())
        .filter(|part| !part.is_empty())
        .map(|part| part.trim_start_matches('0').to_owned())
        .collect();
    let mut numbers = vec![parts.concat()];
    if parts.len() > 1 {
        numbers.extend(parts.into_iter().filter(|part| part.len() >= 2));
    }
    numbers
}

/// Gives a Latin name whose skeleton stands nowhere in the Arabic text the nearest one that does.
fn join_near_names(source: &mut [Vec<Word>], target: &mut [Vec<Word>]) {
    let skeletons = |side: &[Vec<Word>], arabic: bool| -> BTreeSet<String> {
        let words =
            side.iter().flatten().filter(|w| w.folded.chars().any(is_arabic_letter) == arabic);
        let keys = words.flat_map(|w| &w.keys);
        keys.filter_map(|k| if let Key::Skeleton(s) = k { Some(s.clone()) } else { None }).collect()
    };
    let mut arabic = skeletons(source, true);
    arabic.extend(skeletons(target, true));
    let mut latin = skeletons(source, false);
    latin.extend(skeletons(target, false));
    // Near names share their first consonant, so only those are compared.
    let mut by_first: BTreeMap<u8, Vec<&String>> = BTreeMap::new();
    for name in arabic.iter().filter(|name| name.len() > skeleton::SHORTEST) {
        by_first.entry(name.as_bytes()[0]).or_default().push(name);
    }
    let mut near: HashMap<String, String> = HashMap::new();
    for name in latin.iter().filter(|n| n.len() > skeleton::SHORTEST && !arabic.contains(*n)) {
        let candidates = by_first.get(&name.as_bytes()[0]).map(Vec::as_slice).unwrap_or_default();
        let rated = candidates
            .iter()
            .filter(|c| c.len().abs_diff(name.len()) <= 1)
            .map(|c| (strsim::normalized_damerau_levenshtein(c, name), *c));
        let best = rated.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        if let Some((_, other)) = best.filter(|(likeness, _)| *likeness >= 0.75) {
            near.insert(name.clone(), other.clone());
        }
    }
    for word in source.iter_mut().chain(target.iter_mut()).flatten() {
        let own = word.keys.iter().find_map(|k| match k {
            Key::Skeleton(s) if !word.folded.chars().any(is_arabic_letter) => near.get(s),
            _ => None,
        });
        word.keys.extend(own.cloned().map(Key::Skeleton));
    }
}

fn tokens(side: &[Vec<Word>]) -> Vec<Vec<Token>> {
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for words in side {
        let distinct: BTreeSet<&str> = words.iter().map(|w| w.folded.as_str()).collect();
        for word in distinct {
            *frequency.entry(word).or_default() += 1;
        }
    }
    let token = |word: &Word| Token {
        keys: word.keys.iter().map(Key::hash).collect(),
        mass: rarity(side.len(), frequency[word.folded.as_str()]),
    };
    side.iter().map(|words| words.iter().map(token).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_meet_however_written() {
        let key = |raw: &str| keys(raw, &fold_word(raw));
        assert_eq!(key("٨٢٬٩٩٨")[0], key("82,998")[0]);
        assert_eq!(key("٣٫٥")[0], key("3.5")[0]);
        assert_eq!(key("الـ50")[0], key("50th")[0]);
        assert!(key("2024-05-12").contains(&Key::Number("2024".to_owned())));
    }
}
