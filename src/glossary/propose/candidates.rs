//! Words and runs of words that may be terms.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::lang::Lang;
use crate::language::term::{self, Role, Usage};
use crate::language::{self, Language};
use crate::text::token;

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
    /// Its words are capitalised amid sentences.
    pub(super) name: bool,
    /// It stands at the start of sentences only, so that its capital may mean nothing.
    pub(super) initial: bool,
    /// It looks like a verb, a modifier or a fragment; only as a name can it be a term.
    pub(super) weak: bool,
}

/// The candidates of one side of a memory.
pub(super) struct Candidates {
    pub(super) items: Vec<Candidate>,
    /// The candidates of each unit.
    pub(super) units: Vec<Vec<u32>>,
}

struct Word {
    key: u32,
    role: Role,
    /// The form without clitics, for showing, by its number.
    form: u32,
    /// Whether it follows the word before without punctuation or a clitic between.
    joined: bool,
    /// It starts a sentence.
    initial: bool,
    capital: bool,
    article: bool,
}

/// A run of words: where it stands, and what it looks like there.
#[derive(Default)]
struct WordRun {
    units: Vec<u32>,
    forms: BTreeMap<Vec<u32>, u32>,
    initial_forms: BTreeMap<Vec<u32>, u32>,
    usage: term::RunUsage,
}

/// Collects the candidates that stand in at least `floor` units.
pub(super) fn collect<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    lang: Lang,
    floor: u32,
) -> Candidates {
    let language = language::of(lang);
    let vocabulary = vocabulary(texts.clone());
    let mut reader = Reader {
        language,
        vocabulary: &vocabulary,
        keys: HashMap::new(),
        forms: HashMap::new(),
        shown: Vec::new(),
        uses: Vec::new(),
    };
    let texts: Vec<Vec<Word>> = texts.map(|text| reader.read(text)).collect();
    let runs = runs(&texts);
    let longest = part_of_longer(&runs);
    let mut items: Vec<Candidate> = Vec::new();
    for (words, run) in &runs {
        let count = run.units.len() as u32;
        let inside = longest.get(words.as_slice()).copied().unwrap_or_default();
        // A run that hardly ever stands without the same neighbour is part of a longer term.
        if count >= floor && inside * 10 < count * 9 {
            items.extend(reader.candidate(words, run));
        }
    }
    let mut units: Vec<Vec<u32>> = vec![Vec::new(); texts.len()];
    for (number, item) in items.iter().enumerate() {
        for &unit in &item.units {
            units[unit as usize].push(number as u32);
        }
    }
    Candidates { items, units }
}

/// The folded words of some texts.
fn vocabulary<'t>(texts: impl Iterator<Item = &'t str>) -> HashSet<String> {
    let words = |text: &'t str| {
        token::words(text).into_iter().map(|span| token::folded(&token::plain(span.of(text))))
    };
    texts.flat_map(words).collect()
}

/// The runs of words that may be terms, by the keys of their words.
fn runs(texts: &[Vec<Word>]) -> BTreeMap<Vec<u32>, WordRun> {
    let mut runs: HashMap<Vec<u32>, WordRun> = HashMap::new();
    for (unit, words) in texts.iter().enumerate() {
        for start in 0..words.len() {
            for length in 1..=LONGEST.min(words.len() - start) {
                let run = &words[start..start + length];
                if length > 1 && !run[length - 1].joined || run[length - 1].role == Role::None {
                    break;
                }
                if is_candidate(run) {
                    let before = start.checked_sub(1).map(|at| &words[at]);
                    let around = (before.filter(|_| run[0].joined), words.get(start + length));
                    let key = run.iter().map(|w| w.key).collect();
                    runs.entry(key).or_default().add(unit as u32, run, around);
                }
            }
        }
    }
    runs.into_iter().collect()
}

/// For each run, in how many units the longer run with one more word is that is in the most.
fn part_of_longer(runs: &BTreeMap<Vec<u32>, WordRun>) -> HashMap<&[u32], u32> {
    let mut longest: HashMap<&[u32], u32> = HashMap::new();
    for (words, run) in runs {
        for part in [&words[..words.len() - 1], &words[1..]] {
            let most = longest.entry(part).or_default();
            *most = (*most).max(run.units.len() as u32);
        }
    }
    longest
}

impl WordRun {
    fn add(&mut self, unit: u32, run: &[Word], (before, after): (Option<&Word>, Option<&Word>)) {
        if self.units.last() != Some(&unit) {
            self.units.push(unit);
        }
        let form = run.iter().map(|w| w.form).collect();
        let forms = if run[0].initial { &mut self.initial_forms } else { &mut self.forms };
        *forms.entry(form).or_default() += 1;
        self.usage.total += 1;
        let last = &run[run.len() - 1];
        let owner = after.is_some_and(|w| w.joined && w.article && w.role != Role::None);
        self.usage.open += u32::from(!last.article && owner);
        self.usage.tail += u32::from(run[0].article && before.is_some_and(|w| w.article));
    }
}

struct Reader<'v> {
    language: &'static dyn Language,
    vocabulary: &'v HashSet<String>,
    keys: HashMap<String, u32>,
    forms: HashMap<String, u32>,
    shown: Vec<String>,
    uses: Vec<Usage>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Vec<Word> {
        let spans = token::words(text);
        let mut words: Vec<Word> = Vec::with_capacity(spans.len());
        let mut before = String::new();
        for (at, span) in spans.iter().enumerate() {
            let gap = if at == 0 {
                None
            } else {
                Some(&text[spans[at - 1].range().end..span.range().start])
            };
            let raw = span.of(text);
            let plain = token::plain(raw);
            let (word, noun) = self.word(raw, &plain, gap);
            let uses = &mut self.uses[word.key as usize];
            uses.total += 1;
            let after = self.language.precedes_noun(&before);
            uses.nominal += u32::from(word.article || noun || after);
            if !word.initial {
                uses.mid += 1;
                uses.capital += u32::from(word.capital);
            }
            uses.verbal += u32::from(!word.capital && self.language.precedes_verb(&before));
            if word.joined && !matches!(word.role, Role::Function | Role::None) {
                let last = words.last().map(|word| word.key);
                if let Some(key) = last {
                    self.uses[key as usize].modifies += 1;
                }
            }
            words.push(word);
            before = plain;
        }
        raise_names(&mut words);
        words
    }

    /// A word behind a gap, which is missing at the start of the text, and whether what is written onto it says that
    /// it is a noun.
    fn word(&mut self, raw: &str, plain: &str, gap: Option<&str>) -> (Word, bool) {
        let knows = |word: &str| self.vocabulary.contains(word);
        let group = self.language.group(&token::folded(plain), &knows);
        let shown = self.language.shown(raw, plain, group.clitics);
        let next = self.keys.len() as u32;
        let key = *self.keys.entry(group.key).or_insert(next);
        if key == next {
            self.uses.push(Usage::default());
        }
        let article = self.language.is_definite(&shown);
        let number = self.shown.len() as u32;
        let form = *self.forms.entry(shown.clone()).or_insert_with(|| {
            self.shown.push(shown);
            number
        });
        let has_digit = plain.chars().any(char::is_numeric);
        let word = Word {
            key,
            role: if has_digit { Role::None } else { self.language.role(plain) },
            form,
            joined: gap.is_some_and(token::joins) && group.clitics == 0,
            initial: gap
                .is_none_or(|gap| gap.contains(['.', '!', '?', ':', '"', '“', '(', '•', '\n'])),
            capital: raw.chars().next().is_some_and(char::is_uppercase),
            article,
        };
        (word, group.noun)
    }

    /// The candidate that a run makes.
    fn candidate(&self, words: &[u32], run: &WordRun) -> Option<Candidate> {
        let initial = run.forms.is_empty();
        let forms = if initial { &run.initial_forms } else { &run.forms };
        let best = forms.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let (form, _) = best?;
        let form: Vec<&str> = form.iter().map(|&f| self.shown[f as usize].as_str()).collect();
        let of: Vec<Usage> = words.iter().map(|&key| self.uses[key as usize]).collect();
        Some(Candidate {
            name: self.language.is_name(&of, &form),
            weak: self.language.is_weak(&run.usage, &of, &form),
            words: words.to_vec(),
            text: form.join(" "),
            units: run.units.clone(),
            count: run.units.len() as u32,
            initial,
        })
    }
}

/// New York: a general word is part of a name where both have capitals.
fn raise_names(words: &mut [Word]) {
    for at in 0..words.len() {
        let beside =
            |other: Option<&Word>| other.is_some_and(|w| w.capital && w.role == Role::Content);
        let after = words.get(at + 1).filter(|w| w.joined);
        let word = &words[at];
        let amid = !word.initial || after.is_some_and(|w| w.capital);
        let before = at.checked_sub(1).map(|b| &words[b]).filter(|_| word.joined);
        if matches!(word.role, Role::General | Role::Common)
            && word.capital
            && amid
            && (beside(after) || beside(before))
        {
            words[at].role = Role::Content;
        }
    }
}

/// Whether a run starts and ends with words of meaning.
fn is_candidate(run: &[Word]) -> bool {
    let (Some(first), Some(last)) = (run.first(), run.last()) else { return false };
    // A general word at an end is a neighbour more often than a part.
    let ends = |word: &Word| matches!(word.role, Role::Content | Role::Common);
    ends(first)
        && ends(last)
        && run.iter().any(|word| word.role == Role::Content)
        && run.iter().all(|word| word.role != Role::General)
}
