//! The walk over a text.

use std::ops::Range;

use hashbrown::HashTable;

use super::hit::{Hit, MatchClass};
use super::select::{Candidate, Fuzzy, select};
use super::terms::{Term, Terms, Word};
use crate::language::affix::{
    Analysis, Back, Front, Function, Letters, Licence, Read, UNDOTTED, Wanted,
};
use crate::language::tree::ROOT;
use crate::language::{Clitics, Language};
use crate::text::Span;
use crate::text::token;

/// Finds terms and remembers how it read each word, for any number of texts.
pub struct Finder<'m> {
    terms: &'m Terms,
    fuzzy: Option<&'m Fuzzy>,
    /// The places of forms in `forms`, by the words as they stand.
    numbers: HashTable<u32>,
    forms: Vec<Form>,
    /// The texts of all forms.
    texts: String,
    /// The readings of all forms.
    readings: Vec<Reading>,
    room: Room,
}

/// What reading a word needs, kept for the next one.
#[derive(Default)]
struct Room {
    plain: String,
    folded: String,
    letters: Letters,
    path: Vec<u32>,
    readings: Vec<Reading>,
}

/// The forms remembered; a text with more forgets them and starts again, so that memory stays bounded.
const REMEMBERED: usize = 200_000;

/// A word form of the text.
struct Form {
    /// Where its texts start: the word as it stands, then the plain word if it differs, then the folded one if
    /// names or careless spellings are looked for.
    at: usize,
    /// How many bytes each has.
    raw: u32,
    plain: u32,
    folded: u32,
    /// The plain word differs.
    bent: bool,
    readings: Range<u32>,
    /// The known word it is, where it is too short to be read as one: inside a term it may stand.
    short: Option<u32>,
    function: Function,
    /// What it costs to read it as a word not to be taken apart.
    whole: u16,
    /// A name may start here.
    name: bool,
}

impl Form {
    fn raw<'t>(&self, texts: &'t str) -> &'t str {
        &texts[self.at..self.at + self.raw as usize]
    }

    fn plain<'t>(&self, texts: &'t str) -> &'t str {
        let start = if self.bent { self.at + self.raw as usize } else { self.at };
        &texts[start..start + self.plain as usize]
    }

    fn folded<'t>(&self, texts: &'t str) -> &'t str {
        let bent = if self.bent { self.plain } else { 0 };
        let start = self.at + self.raw as usize + bent as usize;
        &texts[start..start + self.folded as usize]
    }
}

/// A way to read a word as one that some term holds.
#[derive(Debug, Clone, Copy)]
struct Reading {
    known: u32,
    start: u16,
    letters: u8,
    front: Front,
    back: Back,
    plural: bool,
}

impl Reading {
    fn class(&self) -> MatchClass {
        match self.back {
            _ if self.plural => MatchClass::Variant,
            Back::Nothing if self.letters == 0 => MatchClass::Normalised,
            Back::Nothing | Back::Pronoun => MatchClass::Clitic,
            Back::Ending
            | Back::Feminine
            | Back::Opened
            | Back::Both
            | Back::Verb
            | Back::Construct
            | Back::ConstructYeh => MatchClass::Inflected,
        }
    }

    /// Fewest letters taken off come first; the rest breaks ties.
    fn cost(&self) -> u16 {
        4 * u16::from(self.letters)
            + u16::from(self.plural)
            + u16::from(self.back != Back::Nothing)
            + u16::from(self.class() == MatchClass::Inflected)
            // المجموعات belongs to مجموعة rather than to مجموع.
            + u16::from(self.back == Back::Feminine)
    }

    fn is_bare(&self) -> bool {
        self.letters == 0 && !self.plural && self.back == Back::Nothing
    }
}

impl<'m> Finder<'m> {
    pub(super) fn new(terms: &'m Terms, fuzzy: Option<&'m Fuzzy>) -> Finder<'m> {
        Finder {
            terms,
            fuzzy,
            numbers: HashTable::new(),
            forms: Vec::new(),
            texts: String::new(),
            readings: Vec::new(),
            room: Room::default(),
        }
    }

    /// Every term in `text`, in order of position.
    pub fn find(&mut self, text: &str) -> Vec<Hit> {
        let spans = token::words(text);
        if self.forms.len() > REMEMBERED || self.texts.len() > 100 * REMEMBERED {
            self.forms.clear();
            self.numbers.clear();
            self.texts.clear();
            self.readings.clear();
        }
        let forms: Vec<u32> = spans.iter().map(|span| self.form(span.of(text))).collect();
        let line = Line { finder: self, text, spans: &spans, forms: &forms };
        let mut candidates = Vec::new();
        for at in 0..spans.len() {
            line.at(at, &mut candidates);
        }
        line.other(&mut candidates);
        select(candidates, &self.terms.list, &spans)
    }

    fn form(&mut self, raw: &str) -> u32 {
        let hash = token::hash(raw);
        let is_same = |&number: &u32| self.forms[number as usize].raw(&self.texts) == raw;
        if let Some(&number) = self.numbers.find(hash, is_same) {
            return number;
        }
        let number = self.forms.len() as u32;
        let form = self.read(raw);
        self.forms.push(form);
        let (forms, texts) = (&self.forms, &self.texts);
        let rehash = |&number: &u32| token::hash(forms[number as usize].raw(texts));
        self.numbers.insert_unique(hash, number, rehash);
        number
    }

    fn read(&mut self, raw: &str) -> Form {
        let terms = self.terms;
        let mut room = std::mem::take(&mut self.room);
        room.plain.clear();
        token::add_plain(raw, &mut room.plain);
        room.folded.clear();
        terms.language.add_folded(&room.plain, &mut room.folded);
        let function = terms.language.function(&room.plain);
        let whole = room.read(terms);
        if function != Function::No {
            room.readings.retain(Reading::is_bare);
        }
        room.readings.sort_by_key(Reading::cost);
        let start = self.readings.len() as u32;
        self.readings.append(&mut room.readings);
        let readings = start..self.readings.len() as u32;
        let short = || terms.words.word(ROOT, room.folded.chars());
        let at = self.texts.len();
        let bent = room.plain != raw;
        let looked_for = !terms.names.is_empty() || self.fuzzy.is_some();
        let may_start = !terms.names.is_empty()
            && terms.language.may_start_name(raw, &room.plain)
            && terms.names.may_start(&room.folded);
        let form = Form {
            at,
            raw: self.keep(raw),
            plain: if bent { self.keep(&room.plain) } else { raw.len() as u32 },
            folded: if looked_for { self.keep(&room.folded) } else { 0 },
            bent,
            short: if readings.is_empty() { short() } else { None },
            readings,
            function,
            whole,
            name: may_start,
        };
        self.room = room;
        form
    }

    /// Keeps a text, no longer than a line, and gives its length.
    fn keep(&mut self, text: &str) -> u32 {
        self.texts.push_str(text);
        text.len() as u32
    }
}

impl Room {
    /// Finds the readings of a word, and what it costs to read it as one not to be taken apart.
    fn read(&mut self, terms: &Terms) -> u16 {
        let Room { plain, folded, letters, path, readings } = self;
        let (plain, folded) = (plain.as_str(), folded.as_str());
        letters.plain.clear();
        letters.plain.extend(plain.chars());
        letters.folded.clear();
        letters.folded.extend(folded.chars());
        let letters = &*letters;
        let mut whole = u16::MAX;
        let mut see = |found: Analysis| {
            let known = &terms.known[found.known as usize];
            let reading = Reading {
                known: found.known,
                start: found.start as u16,
                letters: found.letters,
                front: found.front,
                back: found.back,
                plural: found.broken,
            };
            readings.push(reading);
            if found.broken {
                return;
            }
            if let (Some(marbuta), Back::Nothing | Back::Pronoun | Back::Opened) =
                (known.whole, found.back)
            {
                let undotted =
                    found.back == Back::Nothing && marbuta && terms.language.lacks_dots(plain);
                whole = whole.min(reading.cost() + if undotted { UNDOTTED } else { 0 });
            }
            let form = &letters.plain[found.start..];
            if !terms.language.is_plural(&form[..found.stem.min(form.len())], known.plural) {
                return;
            }
            for &singular in &known.singulars {
                let accusative = found.back == Back::Ending
                    && !found.front.article
                    && terms.language.has_accusative(folded);
                if accusative || matches!(found.back, Back::Nothing | Back::Pronoun) {
                    readings.push(Reading { known: singular, plural: true, ..reading });
                }
            }
        };
        terms.language.readings(folded, letters, &terms.words, path, &mut see);
        whole
    }
}

/// A text being searched.
pub(super) struct Line<'l, 'm> {
    finder: &'l Finder<'m>,
    pub(super) text: &'l str,
    pub(super) spans: &'l [Span],
    forms: &'l [u32],
}

impl Line<'_, '_> {
    fn language(&self) -> &'static dyn Language {
        self.finder.terms.language
    }

    fn form(&self, at: usize) -> &Form {
        &self.finder.forms[self.forms[at] as usize]
    }

    fn plain(&self, form: &Form) -> &str {
        form.plain(&self.finder.texts)
    }

    fn folded(&self, form: &Form) -> &str {
        form.folded(&self.finder.texts)
    }

    fn readings(&self, form: &Form) -> &[Reading] {
        &self.finder.readings[form.readings.start as usize..form.readings.end as usize]
    }

    fn gap(&self, at: usize) -> &str {
        &self.text[self.spans[at].range().end..self.spans[at + 1].range().start]
    }

    fn at(&self, at: usize, candidates: &mut Vec<Candidate>) {
        let terms = self.finder.terms;
        for reading in self.readings(self.form(at)) {
            let known = &terms.known[reading.known as usize];
            for &number in &known.alone {
                self.try_term(at, reading, number, candidates);
            }
            if known.first_of.is_empty() || at + 1 == self.spans.len() {
                continue;
            }
            let second = self.form(at + 1);
            let readings = self.readings(second);
            let is_new =
                |(k, r): &(usize, &Reading)| readings[..*k].iter().all(|s| s.known != r.known);
            let seconds = readings.iter().enumerate().filter(is_new).map(|(_, r)| r.known);
            for second in seconds.chain(second.short) {
                let from = known.first_of.partition_point(|&(word, _)| word < second);
                let with = known.first_of[from..].iter().take_while(|t| t.0 == second);
                with.for_each(|&(_, number)| self.try_term(at, reading, number, candidates));
            }
        }
    }

    fn try_term(&self, at: usize, reading: &Reading, number: u32, candidates: &mut Vec<Candidate>) {
        let term = &self.finder.terms.list[number as usize];
        if let Some((class, cost)) = self.match_at(at, reading, term) {
            let last = at + term.words.len() - 1;
            candidates.push(Candidate { first: at, last, term: number, class, cost });
        }
    }

    fn match_at(&self, at: usize, first: &Reading, term: &Term) -> Option<(MatchClass, u16)> {
        let last = at + term.words.len() - 1;
        if last >= self.spans.len() {
            return None;
        }
        let form = self.form(at);
        let mut cost = first.cost() + self.spelling(&self.read(form, first), &term.words[0])?;
        let mut class = first.class();
        if term.words.len() == 1 {
            // A word that is known whole is not taken apart for a term.
            if form.whole < cost || !self.licensed(at, first, term) {
                return None;
            }
        } else {
            for k in 0..term.words.len() - 1 {
                let gap = self.gap(at + k);
                let same = term.gaps.get(k).is_some_and(|wanted| **wanted == *gap);
                if !same && !token::joins(gap) {
                    return None;
                }
            }
            let rest = self.rest(at, first, term)?;
            class = class.max(rest.0);
            cost += rest.1;
        }
        if term.rules.licence == Licence::Bare && class > MatchClass::Normalised {
            return None;
        }
        let found = &self.text[self.spans[at].range().start..self.spans[last].range().end];
        if class == MatchClass::Normalised && found == &*term.raw {
            class = MatchClass::Exact;
        } else if term.case_sensitive {
            for (k, word) in term.words.iter().enumerate() {
                let raw = self.spans[at + k].of(self.text).replace('’', "'");
                if !raw.starts_with(&*word.raw) {
                    return None;
                }
            }
        }
        Some((if term.variant { MatchClass::Variant } else { class }, cost))
    }

    /// A word as it is read, for the language to judge.
    fn read<'w>(&'w self, form: &Form, reading: &Reading) -> Read<'w> {
        let plain = self.plain(form);
        let start =
            plain.char_indices().nth(usize::from(reading.start)).map_or(plain.len(), |c| c.0);
        Read {
            plain,
            stem: &plain[start..],
            function: form.function,
            front: reading.front,
            back: reading.back,
            plural: reading.plural,
        }
    }

    /// What the spelling of a stem costs beside that of a term word, if they may be the same at all.
    fn spelling(&self, found: &Read<'_>, word: &Word) -> Option<u16> {
        let wanted = &*word.plain;
        if found.plural || found.plain == wanted || found.stem == wanted {
            return Some(0);
        }
        self.language().spelling(found, wanted)
    }

    fn licensed(&self, at: usize, reading: &Reading, term: &Term) -> bool {
        match term.rules.licence {
            Licence::Bare => return reading.is_bare(),
            Licence::Guarded => return reading.plural || reading.is_bare(),
            Licence::Front if reading.back != Back::Nothing || reading.plural => return false,
            _ => {}
        }
        let found = self.read(self.form(at), reading);
        self.language().licenses(&found, term.rules, &|| self.next_noun(at))
    }

    fn next_noun(&self, at: usize) -> Option<&str> {
        (at + 1 < self.spans.len() && token::joins(self.gap(at)))
            .then(|| self.form(at + 1))
            .filter(|form| form.function == Function::No)
            .map(|form| self.plain(form))
    }

    /// Matches the words of a term after its first.
    fn rest(&self, at: usize, first: &Reading, term: &Term) -> Option<(MatchClass, u16)> {
        let (language, rules) = (self.language(), term.rules);
        let read = self.read(self.form(at), first);
        let mut phrase = language.opens_phrase(&read, rules, &term.words[1].plain)?;
        let (mut class, mut cost) = (MatchClass::Normalised, 0);
        for (k, word) in term.words.iter().enumerate().skip(1) {
            let form = self.form(at + k);
            if word.function {
                if token::semi_folded(self.plain(form)) != token::semi_folded(&word.plain) {
                    return None;
                }
                phrase.definite = false;
                continue;
            }
            let wanted = Wanted { plain: &word.plain, last: k + 1 == term.words.len() };
            let known = self.readings(form).iter().filter(|reading| reading.known == word.known);
            let (reading, found, spelling) = known
                .map(|reading| (reading, self.read(form, reading)))
                .filter(|(_, found)| language.agrees(found, wanted, rules, phrase))
                .find_map(|(reading, found)| {
                    self.spelling(&found, word).map(|spelling| (reading, found, spelling))
                })?;
            phrase.definite |= language.makes_definite(&found, &word.plain);
            class = class.max(reading.class());
            cost += reading.cost() + spelling;
        }
        Some((class, cost))
    }

    /// Names in another transliteration, and words with a letter wrong, where nothing else was found.
    fn other(&self, candidates: &mut Vec<Candidate>) {
        let terms = self.finder.terms;
        if terms.names.is_empty() && self.finder.fuzzy.is_none() {
            return;
        }
        let mut taken = vec![false; self.spans.len()];
        for candidate in candidates.iter() {
            taken[candidate.first..=candidate.last].fill(true);
        }
        let free = |at: usize| {
            !taken[at] && self.form(at).function == Function::No && self.form(at).whole == u16::MAX
        };
        let mut at = 0;
        while at < self.spans.len() {
            let found = if free(at) { self.name_at(at, &free) } else { None };
            match found {
                Some((term, last)) => {
                    candidates.push(Candidate {
                        first: at,
                        last,
                        term,
                        class: MatchClass::Name,
                        cost: 0,
                    });
                    at = last + 1;
                }
                None => {
                    if let (Some(fuzzy), true) = (self.finder.fuzzy, free(at)) {
                        let folded = self.folded(self.form(at));
                        let clitics = terms.language.clitics(Clitics::Misspelt);
                        fuzzy.near(folded, clitics, &mut |term| {
                            let class = MatchClass::Fuzzy;
                            candidates.push(Candidate {
                                first: at,
                                last: at,
                                term,
                                class,
                                cost: 100,
                            });
                        });
                    }
                    at += 1;
                }
            }
        }
    }

    fn name_at(&self, at: usize, free: &dyn Fn(usize) -> bool) -> Option<(u32, usize)> {
        let names = &self.finder.terms.names;
        if !self.form(at).name {
            return None;
        }
        let mut words: Vec<&str> = Vec::new();
        let mut best = None;
        for last in at..self.spans.len().min(at + crate::glossary::names::LONGEST) {
            if last > at && !token::joins(self.gap(last - 1)) {
                break;
            }
            let form = self.form(last);
            if form.function != Function::No {
                break;
            }
            words.push(self.folded(form));
            // A part of the name may be a word of another term; the whole may not.
            if (at..=last).any(free)
                && let Some(term) = names.find(&words)
            {
                best = Some((term, last));
            }
        }
        best
    }
}
