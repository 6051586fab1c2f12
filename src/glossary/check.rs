//! What is wrong with a glossary file, line by line.

use std::collections::HashMap;

use unicode_segmentation::UnicodeSegmentation;

use super::find::is_short;
use super::{Entry, Glossary, Matching, Status};
use crate::error::Result;
use crate::fold::{fold_word, is_arabic_letter};

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

/// Checks an Arabic-English glossary: rows that cannot be read, empty cells, letters of the wrong script,
/// invisible marks, duplicates and conflicts, in the order of the lines.
///
/// # Errors
///
/// If the text has no header with `source` and `target`, so that no row can be read at all.
pub fn check(csv: &str) -> Result<(Glossary, Vec<Problem>)> {
    let (glossary, warnings) = Glossary::parse_lenient(csv)?;
    let mut problems: Vec<Problem> = warnings
        .into_iter()
        .map(|w| Problem { line: w.line.unwrap_or(1), id: "bad-row", message: w.message })
        .collect();
    for entry in &glossary.entries {
        check_cells(entry, &mut problems);
    }
    check_pairs(&glossary, &mut problems);
    problems.sort_by_key(|p| p.line);
    Ok((glossary, problems))
}

fn check_cells(entry: &Entry, problems: &mut Vec<Problem>) {
    let mut say = |id, message: String| problems.push(Problem { line: entry.line, id, message });
    let both = [("source", &entry.source, true), ("target", &entry.target, false)];
    for (column, term, arabic) in both {
        if term.is_empty() {
            say("empty-cell", format!("the {column} is empty; fill it in or delete the row"));
            continue;
        }
        let arabic_letters = term.chars().filter(|&c| is_arabic_letter(c)).count();
        let latin_letters = term.chars().filter(char::is_ascii_alphabetic).count();
        if arabic && arabic_letters == 0 && latin_letters > 0 {
            say(
                "wrong-script",
                format!("the {column} '{term}' has no Arabic letter; are the columns swapped?"),
            );
        } else if !arabic && arabic_letters > 0 {
            say(
                "wrong-script",
                format!("the {column} '{term}' has Arabic letters; are the columns swapped?"),
            );
        }
        if term.unicode_words().next().is_none() {
            say("no-word", format!("the {column} '{term}' holds no word"));
        }
    }
    for (column, cell) in [("source", &entry.source), ("target", &entry.target)] {
        if cell.chars().any(|c| {
            !c.is_alphanumeric()
                && crate::fold::is_mark(c)
                && c != '\u{0640}'
                && !crate::fold::is_vowel_mark(c)
        }) {
            say(
                "invisible-mark",
                format!("the {column} holds an invisible direction or joining mark; delete it"),
            );
        }
    }
    if entry.matching == Matching::Inflected && is_short(&entry.source) && !entry.source.is_empty()
    {
        say(
            "short-term",
            format!(
                "'{}' has two letters or fewer and will match only as it stands; set match to exact",
                entry.source
            ),
        );
    }
}

fn check_pairs(glossary: &Glossary, problems: &mut Vec<Problem>) {
    let folded = |term: &str| term.unicode_words().map(fold_word).collect::<Vec<_>>().join(" ");
    let mut by_source: HashMap<String, Vec<&Entry>> = HashMap::new();
    for entry in glossary.entries.iter().filter(|e| !e.source.is_empty() && !e.target.is_empty()) {
        let earlier = by_source.entry(folded(&entry.source)).or_default();
        let target = folded(&entry.target);
        let mut say =
            |id, message: String| problems.push(Problem { line: entry.line, id, message });
        let same = earlier.iter().find(|e| folded(&e.target) == target);
        let rival = earlier.iter().find(|e| e.status == Status::Preferred);
        match (same, rival) {
            (Some(other), _)
                if (other.status == Status::Forbidden) != (entry.status == Status::Forbidden) =>
            {
                say(
                    "conflict",
                    format!(
                        "'{}' = '{}' is forbidden here or on line {}, and allowed on the other",
                        entry.source, entry.target, other.line
                    ),
                );
            }
            (Some(other), _) => say(
                "duplicate",
                format!(
                    "'{}' = '{}' stands on line {} already; delete one",
                    entry.source, entry.target, other.line
                ),
            ),
            (None, Some(other)) if entry.status == Status::Preferred => say(
                "conflict",
                format!(
                    "'{}' is preferred as '{}' on line {}; make one of them admitted",
                    entry.source, other.target, other.line
                ),
            ),
            _ => {}
        }
        earlier.push(entry);
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
                   مدينة,city,wrong\n";
        let (_, problems) = check(csv).unwrap();
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
            ]
        );
    }
}
