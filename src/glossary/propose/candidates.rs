//! Words and runs of words that may be terms.

use std::collections::{BTreeMap, HashMap};

use super::words::{Grouper, Role, follows_to_verbs, is_preposition, role};
use crate::lang::Lang;
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
pub(super) struct Side {
    pub(super) items: Vec<Candidate>,
    /// The candidates of each unit.
    pub(super) units: Vec<Vec<u32>>,
}

struct Word {
    key: u32,
    role: Role,
    /// The form without clitics, for showing, by its number.
    form: u32,
    /// Whether it goes on from the word before.
    joined: bool,
    /// It starts a sentence.
    initial: bool,
    capital: bool,
    article: bool,
}

/// How a word is used in the whole memory.
#[derive(Clone, Copy, Default)]
struct Use {
    total: u32,
    /// With an article or a preposition, so it is a noun.
    nominal: u32,
    /// Amid sentences, and with a capital there.
    mid: u32,
    capital: u32,
    /// Straight before another word of meaning.
    modifies: u32,
    /// Where English has its verbs.
    verbal: u32,
}

impl Use {
    fn is_name(&self) -> bool {
        self.capital * 10 >= self.mid * 7 && self.capital > 0
    }

    fn is_verb(&self, arabic: bool) -> bool {
        if arabic { self.nominal == 0 } else { self.verbal * 2 > self.total }
    }
}

/// A run of words: where it stands, and what it looks like there.
#[derive(Default)]
struct Run {
    units: Vec<u32>,
    forms: BTreeMap<Vec<u32>, u32>,
    initial_forms: BTreeMap<Vec<u32>, u32>,
    total: u32,
    /// An annexed noun whose owner is left out: "مجلس" of "مجلس الإدارة".
    open: u32,
    /// A definite word after a definite one, as an adjective is.
    tail: u32,
}

/// Collects the candidates that stand in at least `floor` units.
pub(super) fn collect<'t>(
    texts: impl Iterator<Item = &'t str> + Clone,
    lang: Lang,
    floor: u32,
) -> Side {
    let arabic = lang.language() == "ar";
    let mut vocabulary: HashMap<String, u32> = HashMap::new();
    for text in texts.clone() {
        for span in token::words(text) {
            let word = token::folded(&token::plain(span.of(text)));
            *vocabulary.entry(word).or_default() += 1;
        }
    }
    let mut reader = Reader {
        lang,
        grouper: Grouper::new(&vocabulary, lang),
        keys: HashMap::new(),
        forms: HashMap::new(),
        shown: Vec::new(),
        uses: Vec::new(),
    };
    let texts: Vec<Vec<Word>> = texts.map(|text| reader.read(text)).collect();
    let Reader { uses, shown, .. } = reader;
    let mut runs: HashMap<Vec<u32>, Run> = HashMap::new();
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
    let counts: HashMap<Vec<u32>, u32> =
        runs.iter().map(|(words, run)| (words.clone(), run.units.len() as u32)).collect();
    // A run that hardly ever stands without the same neighbour is part of a longer term.
    let mut part_of_longer: HashMap<&[u32], u32> = HashMap::new();
    for (words, count) in counts.iter().collect::<BTreeMap<_, _>>() {
        for part in [&words[..words.len() - 1], &words[1..]] {
            let longest = part_of_longer.entry(part).or_default();
            *longest = (*longest).max(*count);
        }
    }
    let mut items: Vec<Candidate> = Vec::new();
    for (words, run) in runs.into_iter().collect::<BTreeMap<_, _>>() {
        let count = run.units.len() as u32;
        let inside = part_of_longer.get(words.as_slice()).copied().unwrap_or_default();
        if count < floor || inside * 10 >= count * 9 {
            continue;
        }
        let initial = run.forms.is_empty();
        let forms = if initial { &run.initial_forms } else { &run.forms };
        let best = forms.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
        let Some((form, _)) = best else { continue };
        let form: Vec<&str> = form.iter().map(|&f| shown[f as usize].as_str()).collect();
        let of: Vec<Use> = words.iter().map(|&key| uses[key as usize]).collect();
        items.push(Candidate {
            name: !arabic && of.iter().zip(&form).all(|(word, form)| fits_name(word, form)),
            weak: run.is_weak(&of, &form, arabic),
            words,
            text: form.join(" "),
            units: run.units,
            count,
            initial,
        });
    }
    let mut units: Vec<Vec<u32>> = vec![Vec::new(); texts.len()];
    for (number, item) in items.iter().enumerate() {
        for &unit in &item.units {
            units[unit as usize].push(number as u32);
        }
    }
    Side { items, units }
}

/// Whether an English word may be part of a name: "of" may.
fn fits_name(word: &Use, form: &str) -> bool {
    word.is_name() || matches!(form, "of" | "for" | "and" | "the" | "in" | "on" | "to")
}

impl Run {
    fn add(&mut self, unit: u32, run: &[Word], (before, after): (Option<&Word>, Option<&Word>)) {
        if self.units.last() != Some(&unit) {
            self.units.push(unit);
        }
        let form = run.iter().map(|w| w.form).collect();
        let forms = if run[0].initial { &mut self.initial_forms } else { &mut self.forms };
        *forms.entry(form).or_default() += 1;
        self.total += 1;
        let last = &run[run.len() - 1];
        let owner = after.is_some_and(|w| w.joined && w.article && w.role != Role::None);
        self.open += u32::from(!last.article && owner);
        self.tail += u32::from(run[0].article && before.is_some_and(|w| w.article));
    }

    fn is_weak(&self, of: &[Use], forms: &[&str], arabic: bool) -> bool {
        let [first, .., last] = of else {
            let (Some(word), Some(form)) = (of.first(), forms.first()) else { return true };
            return if arabic {
                word.is_verb(true) || self.tail * 2 > self.total
            } else {
                let often = if is_adjective(form) { 4 } else { 7 };
                !word.is_name()
                    && (word.is_verb(false)
                        || word.modifies * 10 > word.total * often
                        || form.ends_with("ed")
                        || form.ends_with("ing") && word.total < 5)
            };
        };
        if arabic {
            return first.is_verb(true)
                || self.open * 10 > self.total * 7
                || self.tail * 10 > self.total * 8;
        }
        let plain = |word: &Use| !word.is_name();
        let end = forms[forms.len() - 1];
        plain(first) && first.is_verb(false)
            || plain(last)
                && (last.is_verb(false)
                    || end.ends_with("ed")
                    || is_adjective(end) && last.modifies * 2 > last.total)
    }
}

/// Whether an English word has an ending of adjectives.
fn is_adjective(word: &str) -> bool {
    ["al", "ic", "ive", "ous", "ble", "ful", "less", "ary", "ant", "ent", "ern", "ish"]
        .iter()
        .any(|ending| word.len() > ending.len() + 2 && word.ends_with(ending))
}

struct Reader<'v> {
    lang: Lang,
    grouper: Grouper<'v>,
    keys: HashMap<String, u32>,
    forms: HashMap<String, u32>,
    shown: Vec<String>,
    uses: Vec<Use>,
}

impl Reader<'_> {
    fn read(&mut self, text: &str) -> Vec<Word> {
        let arabic = self.lang.language() == "ar";
        let spans = token::words(text);
        let mut words: Vec<Word> = Vec::with_capacity(spans.len());
        let mut before = String::new();
        for (at, span) in spans.iter().enumerate() {
            let raw = span.of(text);
            let plain = token::plain(raw);
            let (key, clitics) = self.grouper.key(&token::folded(&plain));
            let form = if arabic {
                shown(&plain, clitics)
            } else {
                raw.strip_suffix("'s").or(raw.strip_suffix("’s")).unwrap_or(raw).to_owned()
            };
            let gap =
                if at == 0 { "" } else { &text[spans[at - 1].range().end..span.range().start] };
            let next = self.keys.len() as u32;
            let key = *self.keys.entry(key).or_insert(next);
            if key == next {
                self.uses.push(Use::default());
            }
            let number = self.shown.len() as u32;
            let form = *self.forms.entry(form.clone()).or_insert_with(|| {
                self.shown.push(form);
                number
            });
            let article = arabic && self.shown[form as usize].starts_with("ال");
            let word = Word {
                key,
                role: role(&plain, self.lang),
                form,
                joined: at > 0 && token::joins(gap) && clitics == 0,
                initial: at == 0 || gap.contains(['.', '!', '?', ':', '"', '“', '(', '•', '\n']),
                capital: raw.chars().next().is_some_and(char::is_uppercase),
                article,
            };
            let uses = &mut self.uses[key as usize];
            uses.total += 1;
            uses.nominal += u32::from(
                article || clitics > 0 && !plain.starts_with(['و', 'ف']) || is_preposition(&before),
            );
            if !word.initial {
                uses.mid += 1;
                uses.capital += u32::from(word.capital);
            }
            uses.verbal += u32::from(!word.capital && follows_to_verbs(&before));
            if word.joined && !matches!(word.role, Role::Function | Role::None) {
                let last = words.last().map(|word| word.key);
                if let Some(key) = last {
                    self.uses[key as usize].modifies += 1;
                }
            }
            words.push(word);
            before = plain;
        }
        if !arabic {
            // New York: a general word is part of a name where both have capitals.
            for at in 0..words.len() {
                let beside = |other: Option<&Word>| {
                    other.is_some_and(|w| w.capital && w.role == Role::Content)
                };
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
        words
    }
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
    // A general word at an end is a neighbour more often than a part.
    let ends = |word: &Word| matches!(word.role, Role::Content | Role::Common);
    ends(first)
        && ends(last)
        && run.iter().any(|word| word.role == Role::Content)
        && run.iter().all(|word| word.role != Role::General)
}
