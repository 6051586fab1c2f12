//! Where a text has web addresses, e-mail addresses and document symbols.

use std::ops::Range;

use crate::text::fold::{is_arabic_letter, is_mark};

/// Whether one of the marks of a text is a point with something behind it, as every address has that has neither a slash nor an at
/// sign.
pub(super) fn has_point(text: &str, marks: &[(usize, char)]) -> bool {
    let next = |at: usize| text.as_bytes().get(at + 1);
    marks.iter().any(|&(at, mark)| {
        mark == '.' && next(at).is_some_and(|next| !matches!(next, b' ' | b'\n' | b'"'))
    })
}

/// Where a text has addresses and symbols.
pub(super) fn ranges(text: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = None;
    // Pieces of what an address may hold; Arabic letters and spaces end it.
    for (at, c) in text.char_indices().chain(std::iter::once((text.len(), ' '))) {
        let inside = c.is_ascii_graphic()
            && !matches!(c, '<' | '>' | '"' | '\\' | '^' | '`' | '{' | '}' | '|')
            || c.is_ascii_digit()
            || is_mark(c) && !is_arabic_letter(c) && c != 'ـ';
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                ranges.extend(address(text, from..at));
                start = None;
            }
            _ => {}
        }
    }
    ranges
}

/// The address or symbol in a piece of text without spaces.
fn address(text: &str, piece: Range<usize>) -> Option<Range<usize>> {
    let around = |c: char| {
        is_mark(c) || matches!(c, '(' | '[' | '\'' | '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']')
    };
    let whole = &text[piece.clone()];
    let mut start = piece.start + (whole.len() - whole.trim_start_matches(around).len());
    let mut end = start + text[start..piece.end].trim_end_matches(around).len();
    let word = &text[start..end];
    if !word.contains(['.', '/', '@']) {
        return None;
    }
    // A bracket that was opened inside belongs to the address.
    if text[end..piece.end].starts_with(')')
        && word.matches('(').count() > word.matches(')').count()
    {
        end += 1;
    }
    let mut word = &text[start..end];
    if let Some(at) = ["http://", "https://", "www."].iter().filter_map(|s| word.find(s)).min() {
        start += at;
        word = &text[start..end];
        return (word.len() > 8).then_some(start..end);
    }
    let mail = word.split_once('@').is_some_and(|(user, host)| {
        !user.is_empty() && host.contains('.') && !host.contains('@') && host.len() > 3
    });
    let domain = [".com", ".org", ".net", ".int", ".edu", ".gov"].iter().any(|ending| {
        word.find(ending).is_some_and(|at| {
            at > 0 && matches!(word.as_bytes().get(at + ending.len()), None | Some(b'/'))
        })
    });
    (mail || domain || is_symbol(word)).then_some(start..end)
}

/// Whether a word is a symbol of parts with slashes, in capitals and digits: `A/RES/72/1`.
fn is_symbol(word: &str) -> bool {
    word.contains('/')
        && word.bytes().any(|b| b.is_ascii_uppercase())
        && word.bytes().any(|b| b.is_ascii_digit())
        && word.bytes().all(|b| {
            b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'/' | b'.' | b'-')
        })
        && word.split('/').all(|part| !part.is_empty())
}
