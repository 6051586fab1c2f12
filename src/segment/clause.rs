//! Where a sentence may be cut into clauses.
//!
//! A clause here is a stretch that a translator may have moved into a sentence of its own. A language that is not
//! listed in the library is cut at punctuation alone.

use crate::lang::Lang;
use crate::language;

/// What stands where a clause ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClauseEnd {
    /// The end of the segment.
    Segment,
    /// Punctuation.
    Mark,
    /// The next clause starts with a word that joins clauses.
    Joined,
    /// Nothing; the stretch had become long.
    Nothing,
}

/// Pieces a clause has at least, by what it ends at, and at most; pieces are those of the encoder.
const LEAST_TO_MARK: u32 = 3;
const LEAST_TO_JOIN: u32 = 5;
const MOST: u32 = 14;

/// Cuts a segment, given as words with the number of pieces of each, into clauses: the word after the last of
/// each clause, counted from 0, and what it ends at. A segment without words is one clause.
pub(crate) fn clauses(words: &[(&str, u32)], lang: Lang) -> Vec<(usize, ClauseEnd)> {
    let language = language::of(lang);
    let mut left: u32 = words.iter().map(|word| word.1).sum();
    let mut found = Vec::new();
    let mut pieces = 0;
    for (at, &(word, count)) in words.iter().enumerate() {
        let starts_here = |end| (at > 0 && left >= LEAST_TO_MARK).then_some((at, end));
        let cut = if pieces >= LEAST_TO_MARK && at > 0 && ends_in_mark(words[at - 1].0) {
            starts_here(ClauseEnd::Mark)
        } else if pieces >= LEAST_TO_JOIN && language.joins_clauses(word) {
            starts_here(ClauseEnd::Joined)
        } else if pieces >= MOST {
            starts_here(ClauseEnd::Nothing)
        } else {
            None
        };
        if let Some(cut) = cut {
            found.push(cut);
            pieces = 0;
        }
        pieces += count;
        left -= count;
    }
    found.push((words.len(), ClauseEnd::Segment));
    found
}

fn ends_in_mark(word: &str) -> bool {
    word.ends_with([
        '،', '؛', ':', '.', '!', '?', '؟', ',', ';', '–', '—', '-', '…', '«', '»', '"', '“', '”',
        '(', ')', '[', ']',
    ])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str, lang: Lang) -> Vec<(String, ClauseEnd)> {
        let words: Vec<(&str, u32)> = text.split_whitespace().map(|word| (word, 2)).collect();
        let mut from = 0;
        let cuts = clauses(&words, lang).into_iter().map(|(to, end)| {
            let clause: Vec<&str> = words[from..to].iter().map(|word| word.0).collect();
            from = to;
            (clause.join(" "), end)
        });
        cuts.collect()
    }

    #[test]
    fn arabic_clauses_start_at_particles_and_after_commas() {
        let found = cut("خرج الرجل من داره، وسار في السوق ثم رجع إلى أهله", Lang::AR);
        let clauses: Vec<&str> = found.iter().map(|c| c.0.as_str()).collect();
        assert_eq!(clauses, ["خرج الرجل من داره،", "وسار في السوق", "ثم رجع إلى أهله"]);
        let ends: Vec<ClauseEnd> = found.iter().map(|c| c.1).collect();
        assert_eq!(ends, [ClauseEnd::Mark, ClauseEnd::Joined, ClauseEnd::Segment]);
    }

    #[test]
    fn english_clauses_start_at_conjunctions() {
        let found = cut("He left his old house and walked to the market; nobody saw him", Lang::EN);
        let clauses: Vec<&str> = found.iter().map(|c| c.0.as_str()).collect();
        assert_eq!(
            clauses,
            ["He left his old house", "and walked to the market;", "nobody saw him"]
        );
    }

    #[test]
    fn long_stretches_are_cut_and_short_ends_are_not() {
        let long = "one two three four five six seven eight nine";
        assert_eq!(cut(long, Lang::EN).len(), 2);
        assert_eq!(cut("a b c, d", Lang::EN).len(), 1);
        assert_eq!(clauses(&[], Lang::EN), [(0, ClauseEnd::Segment)]);
    }
}
