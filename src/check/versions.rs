//! Numbers of versions, articles and figures, in which zeros at the end count: 3.10 comes after 3.9.

use std::ops::Range;

use super::text::Text;
use crate::language::Readers;
use crate::text::fold::digit;

/// The numbers of some versions in a text that end in other zeros in another text, with what stands there.
pub(super) fn changed(own: &Text<'_>, other: &Text<'_>) -> Vec<(Range<usize>, Range<usize>)> {
    let labels = labels(own);
    if labels.is_empty() {
        return Vec::new();
    }
    let there = literals(other.text);
    let alike = |label: &Literal| {
        let same = |literal: &&Literal| literal.digits == label.digits;
        let near = |literal: &&Literal| bare(&literal.digits) == bare(&label.digits);
        there.iter().find(near).filter(|_| !there.iter().any(|literal| same(&literal)))
    };
    let found = labels.into_iter().filter_map(|label| {
        let other = alike(&label)?.range.clone();
        Some((label.range, other))
    });
    found.collect()
}

/// Two numbers with a point between them, as they are written.
struct Literal {
    range: Range<usize>,
    /// In ASCII.
    digits: String,
}

/// A number without the zeros at its end.
fn bare(digits: &str) -> &str {
    digits.trim_end_matches('0')
}

fn literals(text: &str) -> Vec<Literal> {
    let is_part = |c: char| digit(c).is_some() || matches!(c, '.' | '٫');
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(at) = text[from..].find(|c| digit(c).is_some()) {
        let start = from + at;
        let end = text[start..].find(|c| !is_part(c)).map_or(text.len(), |at| start + at);
        let range = start..start + text[start..end].trim_end_matches(['.', '٫']).len();
        let ascii = |c| digit(c).and_then(|d| char::from_digit(d, 10)).unwrap_or('.');
        if text[range.clone()].matches(['.', '٫']).count() == 1 {
            let digits = text[range.clone()].chars().map(ascii).collect();
            found.push(Literal { range, digits });
        }
        from = end;
    }
    found
}

/// The numbers right behind words such as "version".
fn labels(text: &Text<'_>) -> Vec<Literal> {
    let is_digit = |c| digit(c).is_some();
    let parted = |&(at, mark): &(usize, char)| {
        let (before, after) = (&text.text[..at], &text.text[at + mark.len_utf8()..]);
        mark == '.' && before.ends_with(is_digit) && after.starts_with(is_digit)
    };
    if !text.marks.iter().any(parted) && !text.text.contains('٫') {
        return Vec::new();
    }
    let readers = Readers::of(text.lang);
    let mut found = literals(text.text);
    found.retain(|literal| {
        let at = text.words.partition_point(|word| word.range.end <= literal.range.start);
        at.checked_sub(1).map(|at| &text.words[at]).is_some_and(|word| {
            let gap = &text.text[word.range.end..literal.range.start];
            gap.chars().all(|c| c.is_whitespace() || matches!(c, ':' | '(' | '.'))
                && readers.word(text.folded(word)).precedes_parts(text.folded(word))
        })
    });
    found
}
