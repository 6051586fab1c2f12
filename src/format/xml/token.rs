//! Where the parts of an XML file end.

use std::ops::Range;

/// The longest name of an entity.
const LONGEST_NAME: usize = 64;
/// The longest value of an attribute in which a `<` may stand.
const LONGEST_ODD: usize = 1 << 10;

/// What a part of a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The start of an element.
    Start,
    /// An element without content.
    Empty,
    /// The end of an element.
    End,
    /// The end of an element that lacks its bracket.
    OpenEnd,
    Text,
    CData,
    /// A reference to an entity or character.
    Ref,
    DocType,
    /// A `<` or `&` that starts neither a tag nor a reference.
    Loose,
    /// Comments, processing instructions and declarations.
    Skipped,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where its content lies, in bytes.
    pub(super) content: Range<usize>,
    /// How long it is with its marks.
    pub(super) length: usize,
}

fn token(kind: Kind, content: Range<usize>, length: usize) -> Option<Token> {
    Some(Token { kind, content, length })
}

/// The token at the start of a text. `None` if it is incomplete; or, if the input has `ended`, if nothing is left.
pub(super) fn next(text: &str, ended: bool) -> Option<Token> {
    let loose = || token(Kind::Loose, 0..1, 1);
    match text.as_bytes() {
        [] => None,
        [b'<', b'!', ..] => declaration(text, ended),
        [b'<', b'?', rest @ ..] => {
            let end = memchr::memmem::find(rest, b"?>");
            let next = memchr::memchr(b'<', &rest[..end.unwrap_or(rest.len())]);
            if next.is_some() { loose() } else { token(Kind::Skipped, 0..0, end? + 4) }
        }
        [b'<', b'/', rest @ ..] => {
            let at = memchr::memchr2(b'>', b'<', rest)?;
            let name = text[2..2 + at].trim_end();
            if !super::escape::is_name(name) {
                return loose();
            }
            match rest[at] {
                b'>' => token(Kind::End, 2..2 + at, at + 3),
                _ => token(Kind::OpenEnd, 2..2 + at, at + 2),
            }
        }
        [b'<', rest @ ..] => {
            if rest.is_empty() {
                return None;
            }
            match text[1..].starts_with(|c: char| c.is_alphabetic() || matches!(c, '_' | ':')) {
                true => tag(text),
                false => loose(),
            }
        }
        [b'&', ..] => match reference(text, ended)? {
            Some(end) => token(Kind::Ref, 1..end, end + 1),
            None => loose(),
        },
        bytes => match memchr::memchr2(b'<', b'&', bytes) {
            Some(at) => token(Kind::Text, 0..at, at),
            None if ended => token(Kind::Text, 0..bytes.len(), bytes.len()),
            None => None,
        },
    }
}

fn declaration(text: &str, ended: bool) -> Option<Token> {
    let starts = |with: &str| {
        text.len() >= with.len()
            && text.as_bytes()[..with.len()].eq_ignore_ascii_case(with.as_bytes())
    };
    if starts("<!--") {
        let at = memchr::memmem::find(&text.as_bytes()[4..], b"-->")?;
        return token(Kind::Skipped, 0..0, 4 + at + 3);
    }
    if starts("<![CDATA[") {
        let at = memchr::memmem::find(&text.as_bytes()[9..], b"]]>")?;
        return token(Kind::CData, 9..9 + at, 9 + at + 3);
    }
    if starts("<!DOCTYPE") {
        return doctype(text);
    }
    if text.len() < 9 && !ended { None } else { token(Kind::Loose, 0..1, 1) }
}

/// A document type: to the bracket that ends it, or to the element that starts where it lacks one.
fn doctype(text: &str) -> Option<Token> {
    let bytes = text.as_bytes();
    let (mut at, mut inside) = (9, false);
    loop {
        match bytes.get(at)? {
            quote @ (b'"' | b'\'') => at += memchr::memchr(*quote, &bytes[at + 1..])? + 1,
            b'[' => inside = true,
            b']' => inside = false,
            b'>' if !inside => return token(Kind::DocType, 9..at, at + 1),
            b'<' if text[at..].starts_with("<!--") => {
                at += memchr::memmem::find(&bytes[at + 4..], b"-->")? + 6;
            }
            b'<' if !inside => return token(Kind::DocType, 9..at, at),
            _ => {}
        }
        at += 1;
    }
}

/// The start tag of an element. If another `<` comes before its end, it is no tag, and its own `<` is text.
fn tag(text: &str) -> Option<Token> {
    let bytes = text.as_bytes();
    let loose = token(Kind::Loose, 0..1, 1);
    let mut at = 1;
    let mut last = 0;
    loop {
        match *bytes.get(at)? {
            b'>' => {
                let empty = bytes[at - 1] == b'/';
                let kind = if empty { Kind::Empty } else { Kind::Start };
                return token(kind, 1..at - usize::from(empty), at + 1);
            }
            b'<' => return loose,
            quote @ (b'"' | b'\'') if last == b'=' => {
                let rest = &bytes[at + 1..];
                let end = memchr::memchr(quote, rest);
                let value = &rest[..end.unwrap_or(rest.len())];
                // A mark too few makes all that follows part of the value.
                if memchr::memchr(b'<', value).is_some()
                    && (value.len() > LONGEST_ODD || memchr::memchr(b'>', value).is_some())
                {
                    return loose;
                }
                at += end? + 1;
                last = quote;
            }
            b if b.is_ascii_whitespace() => {}
            b => last = b,
        }
        at += 1;
    }
}

/// The position of the `;` of the reference at the start of a text: the outer `None` if more input is needed, the inner
/// one if it is no reference.
/// None if the text is too short to tell and has not ended.
pub(super) fn reference(text: &str, ended: bool) -> Option<Option<usize>> {
    let fits = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'#' | b'_' | b'.' | b'-' | b':');
    let name = &text.as_bytes()[1..];
    match name.iter().take(LONGEST_NAME).position(|b| !fits(b)) {
        Some(at) => Some((at > 0 && name[at] == b';').then_some(at + 1)),
        None if name.len() < LONGEST_NAME && !ended => None,
        None => Some(None),
    }
}

/// The number of a character reference without `&#` and `;`.
pub(super) fn number(digits: &str) -> Option<u32> {
    match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    }
}

/// Whether a text starts with a name, in any letter case, that ends there.
pub(super) fn starts(text: &str, name: &str) -> bool {
    let Some((start, rest)) = text.as_bytes().split_at_checked(name.len()) else { return false };
    start.eq_ignore_ascii_case(name.as_bytes())
        && rest.first().is_some_and(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/'))
}

/// A name without its prefix.
pub(super) fn local(name: &str) -> &str {
    name.split_once(':').map_or(name, |(_, local)| local)
}

/// The start of an element, without brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::format) struct Start<'b> {
    content: &'b str,
    name: &'b str,
    rest: &'b str,
}

/// An attribute as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Attribute<'b> {
    pub(super) name: &'b str,
    pub(super) value: &'b str,
    /// Whether it has a value in quotation marks.
    pub(super) is_right: bool,
}

impl<'b> Start<'b> {
    pub(super) fn new(content: &'b str) -> Start<'b> {
        let end = content.bytes().position(|b| b.is_ascii_whitespace() || b == b'/');
        let (name, rest) = content.split_at(end.unwrap_or(content.len()));
        Start { content, name: local(name), rest }
    }

    /// Its name without prefix.
    pub(in crate::format) fn name(&self) -> &'b str {
        self.name
    }

    /// The prefix of its name, or nothing.
    pub(in crate::format) fn prefix(&self) -> &'b str {
        let name = &self.content[..self.content.len() - self.rest.len()];
        name.split_once(':').map_or("", |(prefix, _)| prefix)
    }

    /// The tag as it stands in the file, without its brackets and without the slash of an empty element.
    pub(in crate::format) fn tag(&self) -> &'b str {
        let content = self.content.trim_end();
        content.strip_suffix('/').unwrap_or(content).trim_end()
    }

    /// Whether it has no attributes.
    pub(in crate::format) fn is_bare(&self) -> bool {
        self.rest.trim().is_empty()
    }

    /// What it says of itself.
    pub(super) fn attributes(&self) -> Attributes<'b> {
        Attributes { rest: self.rest }
    }
}

/// Attributes one after the other.
pub(super) struct Attributes<'b> {
    rest: &'b str,
}

impl<'b> Iterator for Attributes<'b> {
    type Item = Attribute<'b>;

    fn next(&mut self) -> Option<Attribute<'b>> {
        let white = |c: char| c.is_ascii_whitespace();
        let rest =
            self.rest.trim_start_matches(|c| white(c) || matches!(c, '/' | '"' | '\'' | '='));
        if rest.is_empty() {
            self.rest = rest;
            return None;
        }
        let end =
            rest.bytes().position(|b| b.is_ascii_whitespace() || b == b'=').unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let after = after.trim_start_matches(white);
        let Some(value) = after.strip_prefix('=').map(|value| value.trim_start_matches(white))
        else {
            self.rest = after;
            return Some(Attribute { name, value: "", is_right: false });
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (value, rest, is_right) = match quote {
            Some(quote) => match value[1..].split_once(quote) {
                Some((value, rest)) => (value, rest, true),
                None => (&value[1..], "", false),
            },
            None => {
                let end = value.find(white).unwrap_or(value.len());
                (&value[..end], &value[end..], false)
            }
        };
        self.rest = rest;
        Some(Attribute { name, value, is_right })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(Kind, &str)> {
        let (mut at, mut found) = (0, Vec::new());
        while let Some(Token { kind, content, length }) = next(&text[at..], true) {
            found.push((kind, &text[at..][content]));
            at += length;
        }
        found
    }

    #[test]
    fn parts_end_where_they_should() {
        use Kind::{CData, DocType, Empty, End, Loose, OpenEnd, Ref, Skipped, Start, Text};
        for (text, parts) in [
            ("<a b=\"1\">x</a >", vec![(Start, "a b=\"1\""), (Text, "x"), (End, "a ")]),
            ("<a/><!-- > --><?p a?>", vec![(Empty, "a"), (Skipped, ""), (Skipped, "")]),
            ("<![CDATA[<a>]]]>&#x1;&n;", vec![(CData, "<a>]"), (Ref, "#x1"), (Ref, "n")]),
            (
                "1 < 2 <3",
                vec![(Text, "1 "), (Loose, "<"), (Text, " 2 "), (Loose, "<"), (Text, "3")],
            ),
            ("<y and z</a>", vec![(Loose, "<"), (Text, "y and z"), (End, "a")]),
            ("</a<b>", vec![(OpenEnd, "a"), (Start, "b")]),
            (
                "A&B; C & D",
                vec![(Text, "A"), (Ref, "B"), (Text, " C "), (Loose, "&"), (Text, " D")],
            ),
            ("<a b=\"<\">", vec![(Start, "a b=\"<\"")]),
            ("<a b='x>'>", vec![(Start, "a b='x>'")]),
            (
                "<a b=\"x></a><c d=\"1\">",
                vec![(Loose, "<"), (Text, "a b=\"x>"), (End, "a"), (Start, "c d=\"1\"")],
            ),
            (
                "<!DOCTYPE t [<!ENTITY a \"]>\"><!-- ' -->]><t>",
                vec![(DocType, " t [<!ENTITY a \"]>\"><!-- ' -->]"), (Start, "t")],
            ),
            ("<!DOCTYPE t\n<t>", vec![(DocType, " t\n"), (Start, "t")]),
            ("<!x></>", vec![(Loose, "<"), (Text, "!x>"), (Loose, "<"), (Text, "/>")]),
        ] {
            assert_eq!(tokens(text), parts, "{text}");
            // An incomplete token is never taken for another, wherever the input is cut.
            for cut in (0..text.len()).filter(|&cut| text.is_char_boundary(cut)) {
                if let Some(first) = next(&text[..cut], false) {
                    assert_eq!(Some(first), next(text, true), "{text} cut at {cut}");
                }
            }
        }
    }

    #[test]
    fn attributes_are_found_however_they_are_written() {
        let of = |text| -> Vec<(&str, &str, bool)> {
            let all = Start::new(text).attributes();
            all.map(|a| (a.name, a.value, a.is_right)).collect()
        };
        assert_eq!(of("a b = 'x y' c=\"\""), [("b", "x y", true), ("c", "", true)]);
        assert_eq!(
            of("a b=x c d=\"1\"e=\"2\""),
            [("b", "x", false), ("c", "", false), ("d", "1", true), ("e", "2", true)]
        );
        assert_eq!(of("a"), []);
    }
}
