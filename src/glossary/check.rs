//! What is wrong with a glossary file, line by line.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use super::find::is_short;
use super::{Case, Entry, Glossary, Langs, Matching, Status};
use crate::language::{self, Script};
use crate::text::Warning;
use crate::text::fold::{is_arabic_letter, is_mark, is_vowel_mark};
use crate::text::token;

/// A finding of [`check`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The line of the row, from 1.
    pub line: u64,
    /// A stable name for the kind of problem, such as `duplicate`.
    pub id: &'static str,
    /// What is wrong and what to do.
    pub message: String,
}

/// Checks a glossary: empty cells, letters of the wrong script, invisible marks, spaces, terms too long or too short,
/// duplicates, conflicts, and columns that hold nothing; `warnings` are those of the reader. In the order of the lines.
///
/// ```
/// use mizan::glossary::{self, Glossary, Langs};
///
/// # fn main() -> mizan::error::Result<()> {
/// let glossary = Glossary::parse("source,target\nminister,وزير\n")?;
/// let problems = glossary::check(&glossary, Langs::AR_EN, Vec::new());
/// assert_eq!(problems[0].id, "wrong-script");
/// # Ok(())
/// # }
/// ```
pub fn check(glossary: &Glossary, langs: Langs, warnings: Vec<Warning>) -> Vec<Problem> {
    let mut problems: Vec<Problem> = warnings
        .into_iter()
        .map(|warning| {
            let (line, id) = warning.line().map_or((1, "file"), |line| (line, "bad-row"));
            Problem { line, id, message: warning.message }
        })
        .collect();
    check_columns(glossary, &mut problems);
    for entry in &glossary.entries {
        check_cells(glossary, langs, entry, &mut problems);
    }
    check_pairs(glossary, &mut problems);
    problems.sort_by_key(|p| p.line);
    problems
}

/// Fixes what needs no judgement: removes invisible marks, tatweel and superfluous spaces from terms, and rows that
/// repeat another in every cell. Returns what was done, by line.
pub fn fix(glossary: &mut Glossary) -> Vec<Problem> {
    let mut done = Vec::new();
    for number in 0..glossary.entries.len() {
        for column in TERMS {
            let line = glossary.entries[number].line;
            let Some(at) = glossary.column(column) else { continue };
            let cell = glossary.entries[number].cells.get(at).cloned().unwrap_or_default();
            let clean = cleaned(&cell);
            if clean != cell && glossary.set(number, column, &clean).is_ok() {
                let message =
                    format!("invisible marks, tatweel or spaces taken out of the {column}");
                done.push(Problem { line, id: "fixed", message });
            }
        }
    }
    let mut seen: HashMap<(Vec<String>, u64), u64> = HashMap::new();
    glossary.retain(|_, entry| match seen.entry((entry.cells.clone(), entry.rest)) {
        Slot::Vacant(slot) => {
            slot.insert(entry.line);
            true
        }
        Slot::Occupied(first) => {
            let message = format!("the row repeats line {} and was deleted", first.get());
            done.push(Problem { line: entry.line, id: "fixed", message });
            false
        }
    });
    done.sort_by_key(|p| p.line);
    done
}

const TERMS: [&str; 4] = ["source", "target", "source_variants", "target_variants"];

/// A term longer than this is a sentence.
const LONGEST: (usize, usize) = (12, 120);

fn cleaned(term: &str) -> String {
    let bare: String = term.chars().filter(|&c| !is_stray(c)).collect();
    let parts = bare.split('|').map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "));
    parts.collect::<Vec<_>>().join("|")
}

/// Whether a mark has no place in a term: it directs or joins text, or stretches a word.
fn is_stray(c: char) -> bool {
    is_mark(c) && !(is_vowel_mark(c) && c != '\u{0640}')
}

/// Whether a cell lists terms: with semicolons, spaced slashes, line ends or numbers between.
fn holds_several(term: &str) -> bool {
    let between = |c: char| matches!(c, ';' | '؛' | '\n' | '\r' | '；');
    let parts = term.split(between).flat_map(|part| part.split(" / "));
    let is_filled = |part: &&str| part.chars().any(char::is_alphabetic);
    if parts.filter(is_filled).count() > 1 {
        return true;
    }
    // As in "1. loan 2. credit".
    let numbers: Vec<&str> = term
        .split_whitespace()
        .filter_map(|word| word.strip_suffix([')', '.']))
        .filter(|number| number.len() < 3 && number.parse::<u8>().is_ok())
        .collect();
    numbers.starts_with(&["1", "2"])
}

fn check_columns(glossary: &Glossary, problems: &mut Vec<Problem>) {
    for (at, column) in glossary.columns.iter().enumerate() {
        let mut say = |id, message| problems.push(Problem { line: 1, id, message });
        if column.is_empty() {
            say("no-name", format!("column {} has no name; name it or delete it", at + 1));
        } else if glossary.column(column) != Some(at) {
            say(
                "double-column",
                format!("the column {column} is there twice; only the first is read"),
            );
        }
        let empty = |e: &super::Entry| e.cells.get(at).is_none_or(|cell| cell.trim().is_empty());
        let extra = !super::KNOWN_COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(column));
        if extra && !glossary.entries.is_empty() && glossary.entries.iter().all(empty) {
            say("unused-column", format!("the column {column} is empty in every row; delete it"));
        }
    }
}

fn check_cells(glossary: &Glossary, langs: Langs, entry: &Entry, problems: &mut Vec<Problem>) {
    let mut say = |id, message: String| problems.push(Problem { line: entry.line, id, message });
    let forms = |main: &str, variants: &[String]| {
        std::iter::once(main.to_owned()).chain(variants.iter().cloned()).collect::<Vec<_>>()
    };
    let both = [
        ("source", forms(&entry.source, &entry.source_variants), langs.source),
        ("target", forms(&entry.target, &entry.target_variants), langs.target),
    ];
    for (column, terms, lang) in &both {
        let script = language::script(*lang);
        if terms[0].is_empty() {
            say("empty-cell", format!("the {column} is empty; fill it in or delete the row"));
        }
        for term in terms.iter().filter(|t| !t.is_empty()) {
            let arabic_letters = term.chars().filter(|&c| is_arabic_letter(c)).count();
            let latin_letters = term.chars().filter(char::is_ascii_alphabetic).count();
            if script == Script::Arabic && arabic_letters == 0 && latin_letters > 0 {
                let message =
                    format!("the {column} '{term}' has no Arabic letter; are the columns swapped?");
                say("wrong-script", message);
            } else if script == Script::Latin && arabic_letters > 0 {
                let message =
                    format!("the {column} '{term}' has Arabic letters; are the columns swapped?");
                say("wrong-script", message);
            }
            if holds_several(term) {
                say(
                    "several-terms",
                    format!(
                        "the {column} '{}' holds several terms, which no text does; give each a row, or put all but \
                         one into {column}_variants with | between",
                        term.replace(['\n', '\r'], " ")
                    ),
                );
            }
            if token::words(term).is_empty() {
                say("no-word", format!("the {column} '{term}' holds no word"));
            }
            let (words, letters) = (term.split_whitespace().count(), term.chars().count());
            if words > LONGEST.0 || letters > LONGEST.1 {
                let message = format!(
                    "the {column} has {words} words and {letters} characters; a term is shorter"
                );
                say("overlong", message);
            }
        }
    }
    for column in TERMS {
        let raw = glossary.column(column).and_then(|at| entry.cells.get(at));
        let raw = raw.map_or("", String::as_str);
        if raw.chars().any(|c| is_stray(c) && c != '\u{0640}') {
            let message = format!(
                "the {column} holds an invisible direction or joining mark; delete it, or run with --fix"
            );
            say("invisible-mark", message);
        }
        if raw.contains('\u{0640}') {
            say("tatweel", format!("the {column} holds a tatweel; delete it, or run with --fix"));
        }
        let spaced: String = raw.chars().filter(|&c| !is_stray(c)).collect();
        if cleaned(raw) != spaced {
            let message =
                format!("the {column} holds superfluous spaces; delete them, or run with --fix");
            say("spaces", message);
        }
    }
    if entry.matching == Matching::Inflected && is_short(&entry.source) && !entry.source.is_empty()
    {
        let message = format!(
            "'{}' has two letters or fewer and will match only as it stands; set match to exact",
            entry.source
        );
        say("short-term", message);
    }
}

fn check_pairs(glossary: &Glossary, problems: &mut Vec<Problem>) {
    // The rows of each source, with their targets folded.
    let mut by_source: HashMap<String, Vec<(&Entry, String)>> = HashMap::new();
    for entry in glossary.entries.iter().filter(|e| !e.source.is_empty() && !e.target.is_empty()) {
        let earlier = by_source.entry(token::key(&entry.source)).or_default();
        let target = target_key(entry, &entry.target);
        let mut say =
            |id, message: String| problems.push(Problem { line: entry.line, id, message });
        let same = earlier.iter().find(|(_, t)| *t == target).map(|(e, _)| *e);
        let rival = earlier.iter().map(|(e, _)| *e).find(|e| e.status == Status::Preferred);
        // A forbidden target among the variants of an allowed one, or the other way round.
        let hidden = earlier.iter().map(|(e, _)| *e).find(|other| {
            let holds = |a: &Entry, b: &Entry| {
                a.target_variants.iter().any(|v| target_key(a, v) == target_key(b, &b.target))
            };
            (other.status == Status::Forbidden) != (entry.status == Status::Forbidden)
                && (holds(other, entry) || holds(entry, other))
        });
        match (same, rival) {
            (Some(other), _)
                if (other.status == Status::Forbidden) != (entry.status == Status::Forbidden) =>
            {
                let message = format!(
                    "'{}' = '{}' is forbidden here or on line {}, and allowed on the other",
                    entry.source, entry.target, other.line
                );
                say("conflict", message);
            }
            (Some(other), _) => {
                let message = format!(
                    "'{}' = '{}' stands on line {} already; delete one",
                    entry.source, entry.target, other.line
                );
                say("duplicate", message);
            }
            (None, Some(other)) if entry.status == Status::Preferred => {
                let message = format!(
                    "'{}' is preferred as '{}' on line {}; make one of them admitted",
                    entry.source, other.target, other.line
                );
                say("conflict", message);
            }
            _ => {}
        }
        if let (None, Some(other)) = (same, hidden) {
            let message = format!(
                "a forbidden target of '{}' is a variant of an allowed one, here or on line {}",
                entry.source, other.line
            );
            say("conflict", message);
        }
        earlier.push((entry, target));
    }
}

/// A target for comparison; where case counts, it counts here.
fn target_key(entry: &Entry, target: &str) -> String {
    match entry.case {
        Case::Sensitive => target.split_whitespace().collect::<Vec<_>>().join(" "),
        Case::Insensitive => token::key(target),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_problem_is_named_with_its_line() {
        let csv = "source,target,status\n\
                   وزير,minister,\n\
                   وَزير,Minister,\n\
                   وزير,secretary,preferred\n\
                   وزير,minister,forbidden\n\
                   ,state,\n\
                   state,دولة,\n\
                   بلد\u{200F},country,\n\
                   سم,poison,\n\
                   مدينة,city,wrong\n\
                   قمة؛ ذروة,summit / peak,\n\
                   خطة,1) plan 2) scheme,\n\
                   وحدة,km/h,\n";
        let (glossary, warnings) = Glossary::parse_lenient(csv).unwrap();
        let problems = check(&glossary, Langs::AR_EN, warnings);
        let named: Vec<_> = problems.iter().map(|p| (p.line, p.id)).collect();
        assert_eq!(
            named,
            [
                (3, "duplicate"),
                (4, "conflict"),
                (5, "conflict"),
                (6, "empty-cell"),
                (7, "wrong-script"),
                (7, "wrong-script"),
                (8, "invisible-mark"),
                (9, "short-term"),
                (10, "bad-row"),
                (11, "several-terms"),
                (11, "several-terms"),
                (12, "several-terms"),
            ]
        );
    }
}
