//! What a translation copies: numbers, dates, Latin strings, and names by their consonants.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use unicode_segmentation::UnicodeSegmentation;
use xxhash_rust::xxh3::xxh3_64;

use crate::align::evidence::coverage::{Coverage, Links, Tokens, rarity};
use crate::align::evidence::lists::Lists;
use crate::align::evidence::{Context, Evidence, Scorer, Seen};
use crate::bitext::{Bitext, Cut, Segment, Segments, Side};
use crate::language::consonants::{Copied, SHORTEST};
use crate::language::numbers::numbers;
use crate::language::{Language, Readers, Script, script_of};
use crate::maths;
use crate::text::fold::{digit, strip_marks};
use crate::text::numeral::{Number, Value, Written};

mod figures;

use figures::Numbers;

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
        let index = &context.facts.literals;
        Box::new(LiteralScorer { index, links: index.coverage.within(context.band) })
    }
}

struct LiteralScorer<'f> {
    index: &'f LiteralIndex,
    links: Links<'f>,
}

impl<'f> Scorer for LiteralScorer<'f> {
    fn measure(&self, cut: Cut, out: &mut [f32]) {
        let shared = self.links.shared(cut);
        out[0] = shared.share;
        out[1] = log_of_more(shared.covered);
        out[2] = log_of_more(self.index.missing_numbers(cut));
    }

    fn seen(&self, cut: Cut) -> Option<Seen> {
        let index: &'f LiteralIndex = self.index;
        let words = |side| {
            let words = index.words_of(side).of(cut.side(side).indices());
            words.iter().copied()
        };
        let target = words(Side::Target);
        let keys: BTreeSet<u64> = target.flat_map(|word| index.keys.get(word)).copied().collect();
        let (mut both, mut missing) = (BTreeSet::new(), BTreeSet::new());
        for number in words(Side::Source) {
            let word = &index.words[number as usize];
            if index.keys.get(number).iter().any(|key| keys.contains(key)) {
                both.insert(&*word.folded);
            } else if word.kind == Kind::Figure {
                missing.insert(&*word.folded);
            }
        }
        let list = |words: BTreeSet<&str>| words.into_iter().map(str::to_owned).collect();
        let is_any = !both.is_empty() || !missing.is_empty();
        is_any.then(|| Seen::Literals { both: list(both), missing: list(missing) })
    }
}

/// The logarithm of one and so much more, which is mostly nothing.
fn log_of_more(more: f32) -> f32 {
    if more == 0.0 { 0.0 } else { maths::ln32(1.0 + more) }
}

/// The numbers and names of a bitext, and which segments share them.
#[derive(Debug, Clone)]
pub(crate) struct LiteralIndex {
    pub(super) coverage: Coverage,
    words: Box<[KnownWord]>,
    /// What each word can be recognised by.
    keys: Lists<u64>,
    source_numbers: Numbers,
    target_numbers: Numbers,
}

impl LiteralIndex {
    /// Finds the numbers and names of both texts.
    pub(crate) fn new(bitext: &Bitext) -> LiteralIndex {
        let mut vocabulary = Vocabulary::default();
        let source = vocabulary.words_of(&bitext.source);
        let target = vocabulary.words_of(&bitext.target);
        let mut words = vocabulary.words;
        join_near_names(&mut words);
        let keys: Lists<u64> = words.iter().map(|word| word.keys.iter().map(Key::hash)).collect();
        let mut known = HashMap::new();
        let [source_numbers, target_numbers] =
            [&source, &target].map(|side| Numbers::new(&words, &keys, side, &mut known));
        let [source, target] = [source, target]
            .map(|segments| Tokens { rarities: rarities(&words, &segments), segments });
        let coverage = Coverage::new(&keys, source, target);
        let known = |word: Word| KnownWord { folded: word.folded.into(), kind: word.kind };
        let words = words.into_iter().map(known).collect();
        LiteralIndex { coverage, words, keys, source_numbers, target_numbers }
    }

    /// The words of each segment of a side that can be recognised, by number.
    fn words_of(&self, side: Side) -> &Lists<u32> {
        let side = match side {
            Side::Source => &self.coverage.source,
            Side::Target => &self.coverage.target,
        };
        &side.tokens.segments
    }

    /// Whether both sides of a cut have a number or name in common, and no number that the other lacks.
    pub(super) fn is_shared(&self, cut: Cut) -> bool {
        let keys = |side| -> BTreeSet<u64> {
            let words = self.words_of(side).of(cut.side(side).indices()).iter();
            words.flat_map(|&word| self.keys.get(word)).copied().collect()
        };
        let (source, target) = (keys(Side::Source), keys(Side::Target));
        self.missing_numbers(cut) == 0.0 && source.intersection(&target).next().is_some()
    }

    /// How many numbers of either side of a cut the other side lacks.
    fn missing_numbers(&self, cut: Cut) -> f32 {
        let Cut { source, target } = cut;
        let (here, there) = (&self.source_numbers, &self.target_numbers);
        (here.lacking(source, there, target) + there.lacking(target, here, source)) as f32
    }
}

/// What a word can be recognised by in the other language.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Number(Value),
    /// A time of the day, in minutes.
    Clock(u64),
    Latin(String),
    Consonants(String),
}

impl Key {
    fn hash(&self) -> u64 {
        match self {
            Key::Number(value) => xxh3_64(format!("#{value:?}").as_bytes()),
            Key::Clock(minutes) => xxh3_64(format!(":{minutes}").as_bytes()),
            Key::Latin(s) => xxh3_64(format!("l{s}").as_bytes()),
            Key::Consonants(s) => xxh3_64(format!("s{s}").as_bytes()),
        }
    }
}

/// What a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    /// A number in digits: the other text must have it.
    Figure,
    /// A number in words, which may have gone into other words.
    Numeral,
}

/// A word as it is kept.
#[derive(Debug, Clone)]
struct KnownWord {
    folded: Box<str>,
    kind: Kind,
}

/// A word as it is read.
#[derive(Debug, Clone)]
struct Word {
    folded: String,
    script: Script,
    keys: Vec<Key>,
    kind: Kind,
}

/// The different words of two texts.
#[derive(Default)]
struct Vocabulary {
    words: Vec<Word>,
    /// The numbers of words as they stand, for each language that words were taken to be of.
    numbers: Vec<(&'static str, HashMap<String, u32>)>,
    /// The same of numbers: one that stands before a scale or a minus is another than one that does not.
    figures: HashMap<String, Vec<u32>>,
}

impl Vocabulary {
    /// The words of each segment, by number.
    fn words_of(&mut self, segments: &Segments) -> Lists<u32> {
        let readers = Readers::of(segments.lang);
        let of = |segment: &Segment| {
            let text = strip_marks(&segment.text);
            let is_word = |word: &&str| !word.chars().any(|c| digit(c).is_some());
            let words = text.unicode_words().filter(is_word);
            let mut all: Vec<u32> = words.map(|word| self.word(word, readers)).collect();
            for number in numbers(&text, segments.lang) {
                all.push(self.number(&text[number.range.clone()], &number));
            }
            all
        };
        segments.items.iter().map(of).collect()
    }

    /// A number as it stands.
    fn number(&mut self, raw: &str, number: &Number) -> u32 {
        let kind = match number.written {
            Written::Digits | Written::Name => Kind::Figure,
            Written::Words | Written::Fraction => Kind::Numeral,
        };
        let keys = keys_of_number(number);
        let known = self.figures.get(raw).into_iter().flatten();
        let same = |&&at: &&u32| {
            let word = &self.words[at as usize];
            word.kind == kind && word.keys == keys
        };
        if let Some(&at) = known.clone().find(same) {
            return at;
        }
        let at = self.words.len() as u32;
        self.words.push(Word { folded: raw.to_owned(), script: Script::Other, keys, kind });
        self.figures.entry(raw.to_owned()).or_default().push(at);
        at
    }

    fn word(&mut self, raw: &str, readers: Readers) -> u32 {
        let script = script_of(raw);
        let language = readers.script(script);
        let subtag = language.subtag();
        let known = self.numbers.iter().position(|numbers| numbers.0 == subtag);
        let at = known.unwrap_or_else(|| {
            self.numbers.push((subtag, HashMap::new()));
            self.numbers.len() - 1
        });
        if let Some(&number) = self.numbers[at].1.get(raw) {
            return number;
        }
        let number = self.words.len() as u32;
        let folded = language.fold(raw);
        let keys = keys(raw, &folded, language);
        self.words.push(Word { folded, script, keys, kind: Kind::Word });
        self.numbers[at].1.insert(raw.to_owned(), number);
        number
    }
}

fn keys(raw: &str, folded: &str, language: &dyn Language) -> Vec<Key> {
    let mut keys = BTreeSet::new();
    language.copied(raw, folded, &mut |copied| {
        keys.insert(match copied {
            Copied::Spelling(letters) => Key::Latin(letters.to_owned()),
            Copied::Consonants(key) => Key::Consonants(key.to_owned()),
        });
    });
    keys.into_iter().collect()
}

/// What a number may be, with and without the scale after it, then each of its parts that has two digits or more, so
/// that dates and versions meet however they are written.
fn keys_of_number(number: &Number) -> Vec<Key> {
    let readings = number.values.iter().chain(&number.unscaled).map(|reading| reading.value);
    let parts = number.parts.iter().filter(|&&part| part >= 10);
    let values = readings.chain(parts.map(|&part| Value::new(part.into(), 0)));
    let mut keys: Vec<Key> = values.map(Key::Number).collect();
    keys.extend(number.clock.map(|clock| Key::Clock(clock.minutes)));
    let mut seen = BTreeSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    keys
}

/// Gives a Latin name whose consonants no name in the other script has the nearest ones that one has.
fn join_near_names(words: &mut [Word]) {
    let names = |script: Script| -> BTreeSet<String> {
        let keys = words.iter().filter(|w| w.script == script).flat_map(|w| &w.keys);
        keys.filter_map(|k| if let Key::Consonants(s) = k { Some(s.clone()) } else { None })
            .collect()
    };
    let (other, latin) = (names(Script::Arabic), names(Script::Latin));
    // Near names share their first consonant, so only those are compared.
    let mut by_first: BTreeMap<u8, Vec<&String>> = BTreeMap::new();
    for name in other.iter().filter(|name| name.len() > SHORTEST) {
        by_first.entry(name.as_bytes()[0]).or_default().push(name);
    }
    let mut near: HashMap<String, String> = HashMap::new();
    for name in latin.iter().filter(|n| n.len() > SHORTEST && !other.contains(*n)) {
        let candidates = by_first.get(&name.as_bytes()[0]).map(Vec::as_slice).unwrap_or_default();
        let rated = candidates
            .iter()
            .filter(|c| c.len().abs_diff(name.len()) <= 1)
            .map(|c| (strsim::normalized_damerau_levenshtein(c, name), *c));
        let best = rated.max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.cmp(a.1)));
        if let Some((_, nearest)) = best.filter(|(likeness, _)| *likeness >= 0.75) {
            near.insert(name.clone(), nearest.clone());
        }
    }
    for word in words.iter_mut().filter(|word| word.script == Script::Latin) {
        let own = word.keys.iter().find_map(|key| match key {
            Key::Consonants(key) => near.get(key),
            _ => None,
        });
        word.keys.extend(own.cloned().map(Key::Consonants));
    }
}

/// How much each word counts on a side, by its number.
fn rarities(words: &[Word], side: &Lists<u32>) -> Vec<f32> {
    let mut frequency: HashMap<&str, usize> = HashMap::new();
    for numbers in side.iter() {
        let folded = numbers.iter().map(|&number| words[number as usize].folded.as_str());
        for word in folded.collect::<BTreeSet<&str>>() {
            *frequency.entry(word).or_default() += 1;
        }
    }
    let frequency = |word: &Word| frequency.get(word.folded.as_str()).copied().unwrap_or(0);
    words.iter().map(|word| rarity(side.len(), frequency(word))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Run;
    use crate::lang::Lang;

    #[test]
    fn numbers_meet_however_written() {
        let index = |ar: &str, en: &str| {
            let side = |lang, text| Segments::new(lang, vec![Segment::of(text)]);
            let bitext = Bitext { source: side(Lang::AR, ar), target: side(Lang::EN, en) };
            LiteralIndex::new(&bitext)
        };
        let one = Cut::new(Run::new(0, 1), Run::new(0, 1));
        for (ar, en) in [
            ("بيع ٨٢٬٩٩٨ كتابا.", "82,998 books were sold."),
            ("زاد ٣٫٥ في المئة.", "It grew by 3.5 percent."),
            ("كان الـ50 في الترتيب.", "He came 50th."),
            ("في 2024-05-12 بدأ.", "It began on 12/05/2024."),
            ("باع ثلاثة ملايين كتاب.", "He sold 3 million books."),
            ("الساعة 19:30 مساء.", "At 7:30 p.m."),
        ] {
            let index = index(ar, en);
            assert_eq!(index.missing_numbers(one), 0.0, "{ar} {en}");
            assert!(index.is_shared(one), "{ar} {en}");
        }
        assert_eq!(index("زاد ٣٫٥ في المئة.", "It grew by 35 percent.").missing_numbers(one), 2.0);
        assert_eq!(index("رآه مرتين.", "He saw him twice.").missing_numbers(one), 0.0);
    }
}
