//! Finding terms in text.
//!
//! A word counts as a term only if taking licensed clitics and endings off it leaves the term or one of
//! its listed variants. Nothing is ever stemmed, so وزير is not read as "and" + زير.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::{Case, Entry, Glossary, Matching};
use crate::fold::{fold_word, is_mark};
use crate::lang::Lang;
use crate::text::Span;

/// How a piece of text came to count as a term, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MatchClass {
    /// Letter for letter.
    Exact,
    /// But for vowel marks, alef forms, letter case and the like.
    Normalised,
    /// With clitics attached: the article, a conjunction, a preposition, a pronoun.
    Clitic,
    /// With regular inflection.
    Inflected,
    /// As a listed variant.
    Variant,
}

/// The side of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The source term.
    Source,
    /// The target term.
    Target,
}

/// A term found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// The entry, counted from 0 in the glossary.
    pub entry: u32,
    /// Where the term stands, in bytes of the text.
    pub span: Span,
    /// How it matched.
    pub class: MatchClass,
}

/// Finds the terms of one side of a glossary. Built once, used for any number of texts.
pub struct Matcher {
    lang: Lang,
    terms: Vec<Term>,
    // Folded first word of a term -> the terms that start with it.
    by_first: HashMap<String, Vec<u32>>,
}

struct Term {
    entry: u32,
    words: Vec<String>,
    raw: String,
    variant: bool,
    exact: bool,
    case_sensitive: bool,
}

impl Matcher {
    /// A matcher for one side of a glossary.
    pub fn new(glossary: &Glossary, side: Side, lang: Lang) -> Matcher {
        let mut terms = Vec::new();
        let mut by_first: HashMap<String, Vec<u32>> = HashMap::new();
        for (number, entry) in glossary.entries.iter().enumerate() {
            let (main, variants) = sides(entry, side);
            let forms = std::iter::once((main, false)).chain(variants.iter().map(|v| (v, true)));
            for (raw, variant) in forms {
                let words: Vec<String> = raw.unicode_words().map(fold_word).collect();
                let Some(first) = words.first() else { continue };
                by_first.entry(first.clone()).or_default().push(terms.len() as u32);
                terms.push(Term {
                    entry: number as u32,
                    exact: entry.matching == Matching::Exact,
                    case_sensitive: entry.case == Case::Sensitive && side == Side::Target,
                    words,
                    raw: raw.clone(),
                    variant,
                });
            }
        }
        Matcher { lang, terms, by_first }
    }

    /// Every term in `text`, in order of position; of the matches of one entry that overlap, the one with
    /// the best class.
    pub fn find(&self, text: &str) -> Vec<Hit> {
        let words: Vec<Word> = text
            .unicode_word_indices()
            .map(|(at, word)| Word {
                span: Span::new(at, at + word.len()),
                folded: fold_word(word),
            })
            .collect();
        let mut hits: Vec<Hit> = Vec::new();
        for at in 0..words.len() {
            for reading in self.readings(&words[at].folded) {
                let Some(terms) = self.by_first.get(&reading.rest) else { continue };
                for &term in terms {
                    if let Some(hit) =
                        self.match_at(text, &words, at, &reading, &self.terms[term as usize])
                    {
                        hits.push(hit);
                    }
                }
            }
        }
        hits.sort_by_key(|h| (h.entry, h.span.start, h.class, std::cmp::Reverse(h.span.end)));
        hits.dedup_by(|later, kept| later.entry == kept.entry && later.span.start < kept.span.end);
        hits.sort_by_key(|h| (h.span.start, h.span.end, h.entry));
        hits
    }

    fn match_at(
        &self,
        text: &str,
        words: &[Word],
        at: usize,
        first: &Reading,
        term: &Term,
    ) -> Option<Hit> {
        let last = at + term.words.len() - 1;
        let span = Span::new(words[at].span.start as usize, words.get(last)?.span.end as usize);
        let mut class = first.class;
        if term.words.len() > 1 {
            class = class.max(self.match_rest(&words[at..=last], first, term)?);
        }
        let short = term.words.len() == 1 && is_short(&term.words[0]);
        if class > MatchClass::Normalised && (term.exact || short) {
            return None;
        }
        let found = span.of(text);
        if class == MatchClass::Normalised && found == term.raw {
            class = MatchClass::Exact;
        } else if term.case_sensitive && !found.contains(term.raw.as_str()) {
            return None;
        }
        if term.variant {
            class = MatchClass::Variant;
        }
        Some(Hit { entry: term.entry, span, class })
    }

    /// Matches the words of a term after its first. The article may be added to the last words or to all.
    fn match_rest(&self, words: &[Word], first: &Reading, term: &Term) -> Option<MatchClass> {
        if self.lang.language() != "ar" {
            let last = term.words.len() - 1;
            let middle = (1..last).all(|k| words[k].folded == term.words[k]);
            if first.class == MatchClass::Inflected || !middle {
                return None;
            }
            let ends = self.readings(&words[last].folded);
            return ends.iter().find(|r| r.rest == term.words[last]).map(|r| r.class);
        }
        if first.pronoun {
            return None;
        }
        let fixed = term.words.iter().any(|w| w.starts_with("ال"));
        if fixed && first.article {
            return None;
        }
        let mut class = MatchClass::Normalised;
        // سعر صرف is found in سعر الصرف and in السعر; once a word takes the article, those behind it must.
        let mut article = first.article;
        for (word, wanted) in words[1..].iter().map(|w| &w.folded).zip(&term.words[1..]) {
            if word == wanted && (fixed || !article || takes_no_article(word)) {
                continue;
            }
            let bare = word.strip_prefix("ال").unwrap_or(word);
            let has_article = bare.len() != word.len();
            if fixed && has_article || article && !has_article {
                return None;
            }
            article = has_article;
            if bare == wanted {
                class = class.max(MatchClass::Clitic);
            } else if ENDINGS.iter().any(|e| attach(wanted, e).as_deref() == Some(bare)) {
                class = MatchClass::Inflected;
            } else {
                return None;
            }
        }
        Some(class)
    }

    /// What a word may be: itself, and what is left of it after taking off what the language may add.
    fn readings(&self, word: &str) -> Vec<Reading> {
        let mut readings = vec![Reading::plain(word, MatchClass::Normalised)];
        match self.lang.language() {
            "ar" => arabic_readings(word, &mut readings),
            "en" => english_readings(word, &mut readings),
            _ => {}
        }
        // The fewest letters taken off win: they come first, and later equals are dropped.
        readings.sort_by_key(|r| (r.class, std::cmp::Reverse(r.rest.len())));
        readings
    }
}

/// Whether a word has its article already, or is a particle.
fn takes_no_article(word: &str) -> bool {
    ["ال", "لل", "بال"].iter().any(|article| word.starts_with(article)) || word.chars().count() <= 3
}

fn sides(entry: &Entry, side: Side) -> (&String, &Vec<String>) {
    match side {
        Side::Source => (&entry.source, &entry.source_variants),
        Side::Target => (&entry.target, &entry.target_variants),
    }
}

struct Word {
    span: Span,
    folded: String,
}

struct Reading {
    rest: String,
    class: MatchClass,
    article: bool,
    pronoun: bool,
}

impl Reading {
    fn plain(rest: &str, class: MatchClass) -> Reading {
        Reading { rest: rest.to_owned(), class, article: false, pronoun: false }
    }
}

/// Proclitics in their order: conjunction, then preposition, then article. `true` where the article is in.
const PROCLITICS: [(&str, bool); 18] = [
    ("", false),
    ("و", false),
    ("ف", false),
    ("ال", true),
    ("وال", true),
    ("فال", true),
    ("ب", false),
    ("ك", false),
    ("ل", false),
    ("وب", false),
    ("ول", false),
    ("فب", false),
    ("فل", false),
    ("بال", true),
    ("كال", true),
    ("لل", true),
    ("وبال", true),
    ("ولل", true),
];

const PRONOUNS: [&str; 11] = ["ه", "ها", "هم", "هما", "هن", "ك", "كم", "كن", "ي", "نا", "كما"];

/// Regular endings of nouns: dual, sound plurals, their construct forms, feminine, tanwin alef.
const ENDINGS: [&str; 8] = ["ان", "ين", "ون", "ات", "ا", "ه", "و", "ي"];

fn arabic_readings(word: &str, readings: &mut Vec<Reading>) {
    for (proclitic, article) in PROCLITICS {
        let Some(rest) = word.strip_prefix(proclitic) else { continue };
        if rest.chars().count() < 2 {
            continue;
        }
        if proclitic.ends_with("لل") {
            // The article of the term itself, run together with the preposition.
            readings.push(Reading::plain(&format!("ال{rest}"), MatchClass::Clitic));
        }
        let mut add = |rest: String, class, pronoun| {
            readings.push(Reading { rest, class, article, pronoun });
        };
        if !proclitic.is_empty() {
            add(rest.to_owned(), MatchClass::Clitic, false);
        }
        // A noun with the article takes no pronoun.
        if !article {
            for pronoun in PRONOUNS {
                if let Some(noun) = rest.strip_suffix(pronoun).filter(|n| n.chars().count() >= 3) {
                    add(noun.to_owned(), MatchClass::Clitic, true);
                    if let Some(stem) = noun.strip_suffix('ت') {
                        add(format!("{stem}ه"), MatchClass::Clitic, true);
                    } else if let Some(stem) = noun.strip_suffix('ا') {
                        add(format!("{stem}ي"), MatchClass::Clitic, true);
                    }
                }
            }
        }
        for ending in ENDINGS {
            if let Some(stem) = rest.strip_suffix(ending).filter(|s| s.chars().count() >= 3) {
                add(stem.to_owned(), MatchClass::Inflected, false);
                if ending == "ات" {
                    add(format!("{stem}ه"), MatchClass::Inflected, false);
                } else if let ("ان" | "ين" | "ا" | "ي", Some(stem)) =
                    (ending, stem.strip_suffix('ت'))
                {
                    add(format!("{stem}ه"), MatchClass::Inflected, false);
                }
            }
        }
    }
}

/// The folded form of a noun with an ending, with ta marbuta opened or dropped as the ending asks.
fn attach(noun: &str, ending: &str) -> Option<String> {
    match (noun.strip_suffix('ه'), ending) {
        (Some(stem), "ات") => Some(format!("{stem}ات")),
        (Some(stem), "ان" | "ين" | "ا" | "ي") => Some(format!("{stem}ت{ending}")),
        (Some(_), _) => None,
        (None, _) => Some(format!("{noun}{ending}")),
    }
}

fn english_readings(word: &str, readings: &mut Vec<Reading>) {
    let mut add = |rest: &str| readings.push(Reading::plain(rest, MatchClass::Inflected));
    let bare = word.strip_suffix("'s").unwrap_or(word);
    if bare.len() != word.len() {
        add(bare);
    }
    if let Some(stem) = bare.strip_suffix("ies").filter(|s| s.len() >= 2) {
        add(&format!("{stem}y"));
    }
    if let Some(stem) = bare.strip_suffix("es").filter(|s| s.ends_with(['s', 'x', 'z', 'h', 'o'])) {
        add(stem);
    }
    if let Some(stem) =
        bare.strip_suffix('s').filter(|s| s.len() >= 2 && !s.ends_with(['s', 'u', 'i']))
    {
        add(stem);
    }
    for ending in ["ed", "ing"] {
        if let Some(stem) = bare.strip_suffix(ending).filter(|s| s.len() >= 3) {
            add(stem);
            add(&format!("{stem}e"));
            let mut letters = stem.chars().rev();
            if letters.next() == letters.next() {
                add(&stem[..stem.len() - 1]);
            }
        }
    }
}

/// Whether a term is too short or too common to be found safely with clitics attached; told by the check.
pub(super) fn is_short(term: &str) -> bool {
    term.chars().filter(|&c| !is_mark(c)).count() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn classes(term: &str, text: &str, lang: Lang) -> Vec<(String, MatchClass)> {
        let csv = format!("source,target,source_variants\n{term},x,\n");
        let glossary = Glossary::parse(&csv).unwrap();
        let matcher = Matcher::new(&glossary, Side::Source, lang);
        matcher.find(text).iter().map(|h| (h.span.of(text).to_owned(), h.class)).collect()
    }

    fn found(term: &str, text: &str) -> Vec<String> {
        classes(term, text, Lang::AR).into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn clitics_are_taken_off_only_if_the_term_is_left() {
        let text = "الحكومة وللحكومة بالحكومة حكومتها حكومة والحُكومة حكم";
        let forms = ["الحكومة", "وللحكومة", "بالحكومة", "حكومتها", "حكومة", "والحُكومة"];
        assert_eq!(found("حكومة", text), forms);
        for (term, trap) in
            [("ولي", "ولاية"), ("كتاب", "كاتب مكتب كتب"), ("شريك", "شركة شركاء"), ("عام", "عالم")]
        {
            assert_eq!(found(term, trap), [""; 0], "{term} in {trap}");
        }
    }

    #[test]
    fn regular_inflection_is_known() {
        assert_eq!(
            found("معاهدة", "معاهدتان ومعاهدتين والمعاهدات معاهدتا"),
            ["معاهدتان", "ومعاهدتين", "والمعاهدات", "معاهدتا"]
        );
        assert_eq!(found("مهندس", "المهندسون ومهندسو الشركة"), ["المهندسون", "ومهندسو"]);
    }

    #[test]
    fn articles_are_added_consistently() {
        let text = "وزير الخارجية ووزير الخارجية والوزير الخارجية";
        assert_eq!(found("وزير الخارجية", text).len(), 2);
        assert_eq!(found("بنك مركزي", "البنك المركزي وبنك مركزي وبنك المركزي").len(), 3);
        assert_eq!(found("بنك مركزي", "البنك مركزي"), [""; 0]);
        assert_eq!(found("حد أدنى للأجور", "الحد الأدنى للأجور"), ["الحد الأدنى للأجور"]);
        assert_eq!(
            found("الأمم المتحدة", "للأمم المتحدة والأمم المتحدة"),
            ["للأمم المتحدة", "والأمم المتحدة"]
        );
    }

    #[test]
    fn english_terms_inflect_at_their_end() {
        let found = |term: &str, text: &str| classes(term, text, Lang::EN);
        assert_eq!(found("opioid overdose", "Opioid overdoses rose.")[0].1, MatchClass::Inflected);
        assert_eq!(found("policy", "Policies and policy")[1].1, MatchClass::Exact);
        assert_eq!(found("state", "The State's role")[0].0, "State's");
        assert!(found("new", "news").len() <= 1);
    }

    #[test]
    fn short_terms_match_only_as_they_stand() {
        assert_eq!(found("سم", "وسم السم سم"), ["سم"]);
    }
}
