//! What a translation copies letter by letter: web addresses, e-mail addresses, document symbols.

use std::ops::Range;

use super::{Check, Finding, Pair, Severity};
use crate::text::fold::{is_arabic_letter, is_mark};

/// The check `copied`.
pub(super) struct Copied;

impl Check for Copied {
    fn id(&self) -> &'static str {
        "copied"
    }

    fn severity(&self) -> Severity {
        Severity::Warning
    }

    fn about(&self) -> &'static str {
        "web addresses, e-mail addresses and symbols such as A/RES/72/1 that the other side does not have as they are"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        if !pair.is_full() {
            return;
        }
        let sides = pair.sides();
        let lists = sides.map(|text| {
            let of = |range: &Range<usize>| (range.clone(), plain(&text.text[range.clone()]));
            text.copied.iter().map(of).collect::<Vec<_>>()
        });
        let other_lists = [&lists[1], &lists[0]];
        for ((text, own), others) in sides.into_iter().zip(&lists).zip(other_lists) {
            let other = pair.other(text.side);
            for (range, address) in own {
                if others.iter().any(|(_, o)| o == address) {
                    continue;
                }
                let free = |(_, o): &&(Range<usize>, String)| own.iter().all(|(_, a)| a != o);
                let rivals: Vec<_> = others.iter().filter(free).collect();
                let side = other.side.as_str();
                let found = &text.text[range.clone()];
                let (severity, message) = match rivals.first() {
                    // Said once, of the source.
                    Some(_) if text.side == pair.target.side => continue,
                    Some((_, rival)) if neutral(rival) == neutral(address) => (
                        Severity::Info,
                        format!("'{found}' leads to another language in the {side}"),
                    ),
                    Some((place, _)) => {
                        let rival = &other.text[place.clone()];
                        (
                            Severity::Warning,
                            format!("'{found}' is '{rival}' in the {side}; copy it as it is"),
                        )
                    }
                    None if letters(other.text).contains(&letters(address)) => continue,
                    None => (
                        Severity::Warning,
                        format!("'{found}' is not in the {side}; copy it as it is"),
                    ),
                };
                report(pair.finding_at(self, severity, text, range.clone(), message));
            }
        }
    }
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

/// An address without direction marks and what does not change where it leads.
fn plain(address: &str) -> String {
    let address: String = address.chars().filter(|c| !is_mark(*c)).collect();
    address.trim_end_matches('/').to_owned()
}

/// An address without the parts that name a language.
fn neutral(address: &str) -> String {
    let parts = address.split(['/', '.', '-', '_', '=', '?', '#']);
    let named = |part: &&str| {
        !matches!(
            part.to_ascii_lowercase().as_str(),
            "ar" | "en" | "arabic" | "english" | "www" | "http:" | "https:"
        )
    };
    parts.filter(|part| !part.is_empty()).filter(named).collect::<Vec<_>>().join("/")
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| c.to_ascii_lowercase()).collect()
}
