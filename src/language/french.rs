//! French, a small third language for tests.

use super::affix::{Analysis, Back, Front, Letters};
use super::calendar::{Name, Named, WordForm};
use super::consonants::{self, Copied, Sounds};
use super::number::{Joint, NumberWord, Part};
use super::sentence::Cues;
use super::tree::{ROOT, Tree};
use super::{Language, Script, See};
use crate::text::token;

#[derive(Debug)]
pub(super) struct French;

static CUES: Cues = Cues {
    subjects: &["il", "elle", "ils", "elles", "on", "nous", "vous", "le", "la", "les"],
    careless: &["http", "https", "www"],
    ..Cues::NONE
};

/// What is written onto the next word where that starts with a vowel.
const ELIDED: [&str; 9] = ["l'", "d'", "qu'", "n'", "s'", "c'", "j'", "m'", "t'"];

fn unaccented(c: char) -> char {
    match c {
        'à' | 'â' | 'ä' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'î' | 'ï' => 'i',
        'ô' | 'ö' => 'o',
        'ù' | 'û' | 'ü' => 'u',
        _ => c,
    }
}

fn bare(folded: &str) -> &str {
    ELIDED.iter().find_map(|elided| folded.strip_prefix(elided)).unwrap_or(folded)
}

impl Language for French {
    fn subtag(&self) -> &'static str {
        "fr"
    }

    fn name(&self) -> &'static str {
        "French"
    }

    fn script(&self) -> Script {
        Script::Latin
    }

    fn fold(&self, word: &str) -> String {
        let mut folded = String::new();
        self.add_folded(&token::plain(word), &mut folded);
        folded
    }

    // Accents are often left out, above all on capitals.
    fn add_folded(&self, plain: &str, folded: &mut String) {
        let from = folded.len();
        token::add_folded(plain, folded);
        let bare: String = folded[from..].chars().map(unaccented).collect();
        folded.replace_range(from.., &bare);
    }

    fn sentence_lists(&self) -> &'static [&'static str] {
        &[include_str!("french/abbreviations.txt"), include_str!("french/sentences.txt")]
    }

    fn quoted(&self) -> &'static [&'static str] {
        &["ar"]
    }

    fn cues(&self) -> &'static Cues {
        &CUES
    }

    fn joins_clauses(&self, word: &str) -> bool {
        let word = self.fold(word);
        matches!(word.as_str(), "et" | "mais" | "qui" | "que" | "quand" | "car" | "donc" | "ou")
    }

    fn is_guarded(&self, plain: &str) -> bool {
        matches!(plain, "le" | "la" | "les" | "un" | "une" | "des" | "et" | "en" | "est" | "son")
    }

    fn readings(
        &self,
        folded: &str,
        _letters: &Letters,
        tree: &Tree,
        _path: &mut Vec<u32>,
        see: See<'_>,
    ) {
        let word = bare(folded);
        let start = folded.chars().count() - word.chars().count();
        let mut read = |stem: &str, taken: usize, back| {
            let Some(known) = tree.word(ROOT, stem.chars()) else { return };
            let front = Front { article: start > 0, particle: false };
            let letters = (start + taken) as u8;
            let stem = stem.chars().count();
            see(Analysis { known, stem, start, letters, broken: false, front, back });
        };
        read(word, 0, Back::Nothing);
        if let Some(stem) = word.strip_suffix(['s', 'x']) {
            read(stem, 1, Back::Ending);
        }
        if let Some(stem) = word.strip_suffix("aux") {
            read(&format!("{stem}al"), 2, Back::Ending);
        }
    }

    fn consonants(&self, folded: &str, sounds: Sounds) -> String {
        consonants::latin(&folded.replace('ç', "s"), sounds)
    }

    fn copied(&self, raw: &str, folded: &str, see: &mut dyn FnMut(Copied<'_>)) {
        let word = bare(folded);
        let raw = raw.trim_start_matches(|c: char| c.is_lowercase() || matches!(c, '\'' | '’'));
        let key = self.consonants(word, Sounds::Narrow);
        see(Copied::Spelling(word));
        if !raw.is_empty() && key.len() >= consonants::SHORTEST {
            see(Copied::Consonants(&key));
        }
    }

    fn number(&self, folded: &str, _next: &str) -> Option<NumberWord> {
        let small = ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"];
        let part = match folded {
            "vingt" => Part::Small(20),
            "trente" => Part::Small(30),
            "quarante" => Part::Small(40),
            "cent" | "cents" => Part::Hundred,
            "mille" => Part::Scale(3),
            "million" | "millions" => Part::Scale(6),
            _ => Part::Small(small.iter().position(|word| *word == folded)? as u64 + 2),
        };
        Some(NumberWord { part, with_and: false, loose: false })
    }

    fn counts(&self) -> bool {
        true
    }

    fn adds(&self, current: u64, value: u64, _with_and: bool) -> bool {
        current % 100 >= 20 && value < 10 || current.is_multiple_of(100)
    }

    fn number_joint(&self, folded: &str) -> Option<Joint> {
        (folded == "et").then_some(Joint::And)
    }

    fn month_or_day(&self, words: &[WordForm<'_>]) -> Option<Named> {
        const MONTHS: [&str; 12] = [
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        ];
        let word = self.fold(words[0].raw);
        let at = MONTHS.iter().position(|month| *month == word)?;
        Named::sure(Name::Month(at as u8 + 1), 1)
    }

    fn percent(&self, words: &[&str]) -> usize {
        if words.len() >= 2 && words[0] == "pour" && words[1] == "cent" { 2 } else { 0 }
    }
}
