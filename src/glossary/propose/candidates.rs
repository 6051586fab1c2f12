//! Words and runs of words that may be terms.

use std::collections::HashMap;

use super::words::{Grouper, Role, role};
use crate::glossary::token;
use crate::lang::Lang;

/// The longest run.
const LONGEST: usize = 4;

/// A possible term of one side.
pub(super) struct Candidate {
    /// Its words by their keys.
    pub(super) words: Vec<u32>,
    /// Its commonest form.
    pub(super) text: String,
    /// The units it stands in.
    pub(super) units: Vec<u32>,
    /// Their number.
    pub(super) count: u32,
}

/// The candidates of one side of a memory.
pub(super) struct Side {
    pub(super) items: Vec<Candidate>,
    /// The candidates of each unit.
    pub(super) units: Vec<Vec<u32>>,
}

struct Word {
    key: u32,
    role: Role,
    /// The form without clitics, for showing.
    form: String,
    /// Whether it goes on from the word before.
    joined: bool,
}

/// The units a run stands in, and its forms with their counts.
type Run = (Vec<u32>, HashMap<String, u32>);

/// Collects the candidates that stand in at least `floor` units.
pub(super) fn collect<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    lang: Lang,
    floor: u32,
) -> Side {
    let mut vocabulary: HashMap<String, u32> = HashMap::new();
    for text in texts.clone() {
        for span in token::words(text) {
            let word = token::folded(&token::plain(span.of(text)));
            *vocabulary.entry(word).or_default() += 1;
        }
    }
    let grouper = Grouper::new(&vocabulary, lang);
    let mut keys: HashMap<String, u32> = HashMap::new();
    let mut runs: HashMap<Vec<u32>, Run> = HashMap::new();
    for (unit, text) in texts.enumerate() {
        let words = read(text, &grouper, &mut keys, lang);
        for start in 0..words.len() {
            for length in 1..=LONGEST.min(words.len() - start) {
                let run = &words[start..start + length];
                if length > 1 && !run[length - 1].joined || run[length - 1].role == Role::None {
                    break;
                }
                if !is_candidate(run) {
                    continue;
                }
                let (units, forms) = runs.entry(run.iter().map(|w| w.key).collect()).or_default();
                if units.last() != Some(&(unit as u32)) {
                    units.push(unit as u32);
                }
                let form: Vec<&str> = run.iter().map(|w| w.form.as_str()).collect();
                *forms.entry(form.join(" ")).or_default() += 1;
            }
        }
    }
    let counts: HashMap<Vec<u32>, u32> =
        runs.iter().map(|(words, (units, _))| (words.clone(), units.len() as u32)).collect();
    // A run that hardly ever stands without the same neighbour is part of a longer term.
    let mut part_of_longer: HashMap<&[u32], u32> = HashMap::new();
    for (words, count) in counts.iter().collect::<std::collections::BTreeMap<_, _>>() {
        for part in [&words[..words.len() - 1], &words[1..]] {
            let longest = part_of_longer.entry(part).or_default();
            *longest = (*longest).max(*count);
        }
    }
    let mut items: Vec<Candidate> = Vec::new();
    for (words, (units, forms)) in runs.into_iter().collect::<std::collections::BTreeMap<_, _>>() {
        let count = units.len() as u32;
        let inside = part_of_longer.get(words.as_slice()).copied().unwrap_or_default();
        if count < floor || inside * 10 >= count * 9 {
            continue;
        }
        let mut forms: Vec<(String, u32)> = forms.into_iter().collect();
        forms.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let text = forms.swap_remove(0).0;
        items.push(Candidate { words, text, units, count });
    }
    let units_count = items.iter().flat_map(|i| &i.units).max().map_or(0, |&u| u as usize + 1);
    let mut units: Vec<Vec<u32>> = vec![Vec::new(); units_count];
    for (number, item) in items.iter().enumerate() {
        for &unit in &item.units {
            units[unit as usize].push(number as u32);
        }
    }
    Side { items, units }
}

fn read(
    text: &str,
    grouper: &Grouper<'_>,
    keys: &mut HashMap<String, u32>,
    lang: Lang,
) -> Vec<Word> {
    let spans = token::words(text);
    let mut words = Vec::with_capacity(spans.len());
    for (at, span) in spans.iter().enumerate() {
        let raw = span.of(text);
        let plain = token::plain(raw);
        let (key, clitics) = grouper.key(&token::folded(&plain));
        let next = keys.len() as u32;
        // A sentence may start with a capital; elsewhere one is part of the term.
        let form = if lang.language() == "ar" {
            shown(&plain, clitics)
        } else if at == 0 && !raw.chars().skip(1).any(char::is_uppercase) {
            plain.strip_suffix("'s").unwrap_or(&plain).to_owned()
        } else {
            raw.strip_suffix("'s").or(raw.strip_suffix("’s")).unwrap_or(raw).to_owned()
        };
        let joined = at > 0
            && token::joins(&text[spans[at - 1].range().end..span.range().start])
            && clitics == 0;
        words.push(Word {
            key: *keys.entry(key).or_insert(next),
            role: role(&plain, lang),
            form,
            joined,
        });
    }
    words
}

/// An Arabic word less its clitics, with the article written out again.
fn shown(plain: &str, clitics: usize) -> String {
    let rest = &plain[clitics..];
    match rest.strip_prefix('ل') {
        Some(noun) if clitics > 0 && plain[..clitics].ends_with('ل') => format!("ال{noun}"),
        _ => rest.to_owned(),
    }
}

/// Whether a run starts and ends with words of meaning.
fn is_candidate(run: &[Word]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    let ends = |word: &Word| matches!(word.role, Role::Content | Role::General);
    let content = run.iter().any(|w| w.role == Role::Content);
    match run {
        [word] => word.role == Role::Content,
        // A general word at an end is a neighbour more often than a part.
        _ => ends(first) && last.role == Role::Content && first.role == Role::Content && content,
    }
}
