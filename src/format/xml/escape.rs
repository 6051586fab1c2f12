//! What all readers and writers of XML share.

use crate::unit::SUB;

/// Text as XML content: markup characters escaped, carriage returns kept from being read as line feeds, and
/// what XML 1.0 cannot hold left out (file names may have it, and tables; documents have lost it when they were read).
pub(in crate::format) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape_into(text, &mut escaped);
    escaped
}

/// Appends text as [`escape`] has it, and gives how many characters were left out.
pub(in crate::format) fn escape_into(text: &str, to: &mut String) -> usize {
    push(text, to, |_| None)
}

/// Appends the markup of a code as [`escape`] has it; texts in it that are to be translated stand in `sub`. Gives how
/// many characters were left out.
pub(in crate::format) fn code_into(content: &str, to: &mut String) -> usize {
    let [begin, middle, end] = SUB;
    let mut lost = 0;
    let mut open = 0usize;
    let mut rest = content;
    while let Some(at) = rest.find(SUB) {
        lost += escape_into(&rest[..at], to);
        let mark = &rest[at..];
        let length = begin.len_utf8();
        rest = &mark[length..];
        if mark.starts_with(begin)
            && let Some((about, _)) = rest.split_once(middle)
            && !about.contains(SUB)
        {
            to.extend(["<sub", about, ">"]);
            rest = &rest[about.len() + length..];
            open += 1;
        } else if mark.starts_with(end) && open > 0 {
            to.push_str("</sub>");
            open -= 1;
        } else {
            lost += 1;
        }
    }
    lost += escape_into(rest, to);
    to.push_str(&"</sub>".repeat(open));
    lost
}

/// Appends text as the value of an attribute in double quotes, and gives how many characters were left out.
pub(in crate::format) fn attribute_into(text: &str, to: &mut String) -> usize {
    push(text, to, |c| match c {
        '"' => Some("&quot;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        _ => None,
    })
}

fn push(text: &str, to: &mut String, more: impl Fn(char) -> Option<&'static str>) -> usize {
    // Most text has nothing to escape; without early exit the compiler vectorises this loop.
    let odd =
        |b: u8| (b < b' ') | (b == b'&') | (b == b'<') | (b == b'>') | (b == b'"') | (b == 0xEF);
    if !text.bytes().fold(false, |found, b| found | odd(b)) {
        to.push_str(text);
        return 0;
    }
    let mut left_out = 0;
    let mut done = 0;
    for (at, c) in text.char_indices() {
        let with = match c {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '\r' => "&#13;",
            c if !holds(c) => {
                left_out += 1;
                // These part lines and pages: without them two words would be one.
                if matches!(c, '\u{B}' | '\u{C}') { " " } else { "" }
            }
            c => match more(c) {
                Some(with) => with,
                None => continue,
            },
        };
        to.push_str(&text[done..at]);
        to.push_str(with);
        done = at + c.len_utf8();
    }
    to.push_str(&text[done..]);
    left_out
}

/// Whether XML 1.0 can hold a character, be it by reference.
pub(in crate::format) fn holds(c: char) -> bool {
    !matches!(c, '\0'..='\u{8}' | '\u{B}' | '\u{C}' | '\u{E}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}')
}

/// Whether a word can name an element or an entity.
pub(in crate::format) fn is_name(word: &str) -> bool {
    let first = |c: char| c.is_alphabetic() || matches!(c, '_' | ':');
    word.starts_with(first)
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | '-' | '.'))
}
