//! Where a text has placeholders and markup that a program fills in or reads.

use std::ops::Range;

/// What a placeholder is like; one is taken to have become another of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// `%s`
    Percent,
    /// `{0}`, `${x}`, `{{x}}`
    Braces,
    /// `$x`
    Variable,
    /// `<b>`
    Tag,
    /// `&amp;`
    Entity,
    /// `&nbsp;`
    Typography,
    /// `\n`
    Escape,
}

/// A placeholder in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) kind: Kind,
    /// What the other side must have as well.
    pub(super) key: String,
}

/// What placeholders and markup begin with.
pub(super) const STARTS: [char; 8] = ['%', '٪', '{', '$', '#', '<', '&', '\\'];

/// The placeholders of a text, in order.
pub(super) fn places(text: &str) -> Vec<Place> {
    let mut places = Vec::new();
    let mut from = 0;
    while let Some(found) = text[from..].find(STARTS) {
        let at = from + found;
        let rest = &text[at..];
        let mark = rest.chars().next().map_or(1, char::len_utf8);
        let place = match rest.as_bytes()[0] {
            b'{' => braces(text, at),
            b'$' | b'#' => variable(text, at),
            b'<' => tag(rest),
            b'&' => entity(rest),
            b'\\' => escape(text, at),
            _ => percent(text, at, mark),
        };
        match place {
            Some((length, kind, key)) => {
                places.push(Place { range: at..at + length, kind, key });
                from = at + length;
            }
            None => from = at + mark,
        }
    }
    places
}

type Found = Option<(usize, Kind, String)>;

fn found(length: usize, kind: Kind, rest: &str) -> Found {
    Some((length, kind, rest[..length].to_owned()))
}

/// The bytes at the start of a text that pass a test.
fn run(text: &str, test: impl Fn(char) -> bool) -> usize {
    text.len() - text.trim_start_matches(test).len()
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-')
}

/// `%s`, `%1$d`, `%-5.2f`, `%@`, `%{x}`, `%(x)s`, `%name%`; also with the Arabic sign.
fn percent(text: &str, at: usize, mark: usize) -> Found {
    let rest = &text[at..];
    let after = &rest[mark..];
    let sign = &rest[..mark];
    let numbered = |count: usize| after[count..].starts_with('$') && count > 0;
    for (open, close) in [('{', '}'), ('(', ')')] {
        if let Some(inner) = after.strip_prefix(open)
            && let length @ 1.. = run(inner, is_name)
            && inner[length..].starts_with(close)
        {
            let end = mark + 1 + length + 1;
            let end =
                end + usize::from(close == ')' && rest[end..].starts_with(['s', 'd', 'f', 'i']));
            return found(end, Kind::Percent, rest);
        }
    }
    let digits = run(after, |c| c.is_ascii_digit());
    let mut length = if numbered(digits) { digits + 1 } else { 0 };
    // A number before the sign makes it a percentage.
    let share = text[..at].trim_end().ends_with(|c| crate::text::fold::digit(c).is_some());
    if share && length == 0 {
        return None;
    }
    length += run(&after[length..], |c| matches!(c, '-' | '+' | '0' | '#'));
    length += run(&after[length..], |c| c.is_ascii_digit());
    if let Some(places) = after[length..].strip_prefix('.')
        && let digits @ 1.. = run(places, |c| c.is_ascii_digit())
    {
        length += 1 + digits;
    }
    length += run(&after[length..], |c| matches!(c, 'h' | 'l' | 'z')).min(2);
    let kind = after[length..].chars().next().filter(|c| {
        matches!(
            c,
            's' | 'd' | 'i' | 'u' | 'f' | 'F' | 'g' | 'G' | 'e' | 'E' | 'x' | 'X' | 'o' | 'c' | '@'
        )
    });
    if kind.is_some()
        && !after[length + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '%')
    {
        let (length, key) = (length + 1, format!("{sign}{}", &after[..=length]));
        return Some((mark + length, Kind::Percent, key));
    }
    let name = run(after, |c| is_name(c) && c != '-');
    let closed = name >= 2 && after[name..].starts_with('%');
    if closed && after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && mark == 1 {
        return found(mark + name + 1, Kind::Percent, rest);
    }
    None
}

/// `{0}`, `{name}`, `{{name}}`, `{n, plural,`; a name in another script too, which should not have been translated.
fn braces(text: &str, at: usize) -> Found {
    let rest = &text[at..];
    let open = rest.bytes().take(3).take_while(|b| *b == b'{').count();
    let inner = &rest[open..];
    let blank = run(inner, |c| c == ' ');
    let name =
        run(&inner[blank..], |c| is_name(c) || c.is_alphanumeric() || matches!(c, '@' | '$' | '#'));
    let end = blank + name;
    let word = inner[blank..end].trim_start_matches(['@', '$', '#']);
    if word.is_empty() {
        return None;
    }
    let end = end + run(&inner[end..], |c| c == ' ');
    // Forms of words of a plural are text: one {file} other {files}.
    let before = text[..at].trim_end().rsplit([' ', '}', '\n', ',']).next().unwrap_or_default();
    let cases = ["zero", "one", "two", "few", "many", "other", "male", "female"];
    if cases.contains(&before) || before.starts_with('=') {
        return None;
    }
    if inner[end..].starts_with(&"}}}"[..open]) {
        let key = format!("{}{word}{}", "{".repeat(open), "}".repeat(open));
        return Some((open + end + open, Kind::Braces, key));
    }
    if open == 1 && inner[end..].starts_with(',') {
        return Some((open + end, Kind::Braces, format!("{{{word}")));
    }
    let format = inner[end..].strip_prefix(':')?;
    let length = run(format, |c| c.is_ascii() && !matches!(c, '{' | '}') && !c.is_whitespace());
    if !format[length..].starts_with(&"}}}"[..open]) {
        return None;
    }
    found(open + end + 1 + length + open, Kind::Braces, rest)
}

/// `${x}`, `#{x}`, `$(x)`, `$x`.
fn variable(text: &str, at: usize) -> Found {
    let rest = &text[at..];
    let inner = &rest[1..];
    for (open, close) in [('{', '}'), ('(', ')')] {
        if let Some(inside) = inner.strip_prefix(open) {
            let length =
                run(inside, |c| c != close && c.is_ascii() && !c.is_whitespace() && c != open);
            if length > 0
                && inside[length..].starts_with(close)
                && (open == '{' || rest.starts_with('$'))
            {
                return found(1 + 1 + length + 1, Kind::Braces, rest);
            }
        }
    }
    let name = run(inner, |c| c.is_ascii_alphanumeric() || c == '_');
    let word = &inner[..name];
    let is_variable = word.starts_with(|c: char| c.is_ascii_lowercase() || c == '_') && name > 1
        || name >= 4 && word.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let joined = text[..at].ends_with(|c: char| c.is_alphanumeric());
    (rest.starts_with('$') && is_variable && !joined)
        .then(|| (1 + name, Kind::Variable, rest[..=name].to_owned()))
}

/// `<b>`, `</b>`, `<br/>`, `<a href="...">`: the name and whether it ends.
fn tag(rest: &str) -> Found {
    let inner = rest[1..].strip_prefix('/').unwrap_or(&rest[1..]);
    let closing = if rest[1..].starts_with('/') { "/" } else { "" };
    if !inner.starts_with(|c: char| c.is_ascii_alphabetic()) {
        return None;
    }
    let name = run(inner, |c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_'));
    let after = &inner[name..];
    if !after.starts_with(['>', '/', ' ', '\t', '\n']) {
        return None;
    }
    let end = after.char_indices().take(LONGEST_TAG).find(|(_, c)| matches!(c, '>' | '<'))?;
    if end.1 == '<' {
        return None;
    }
    // "a < b and c > d" has spaces, but no attribute.
    let attributes = after[..end.0].trim_end_matches('/').trim();
    if !attributes.is_empty() && !attributes.contains('=') {
        return None;
    }
    let length = 1 + closing.len() + name + end.0 + 1;
    Some((length, Kind::Tag, format!("<{closing}{}>", inner[..name].to_ascii_lowercase())))
}

/// The most characters of the attributes of a tag.
const LONGEST_TAG: usize = 2_000;

/// The letters of the longest names of characters in HTML.
const LONGEST_ENTITY: usize = 31;

/// `&amp;`, `&#8211;`.
fn entity(rest: &str) -> Found {
    let inner = &rest[1..];
    let (numeric, name) = match inner.strip_prefix('#') {
        Some(number) => (true, number),
        None => (false, inner),
    };
    let length = run(name, |c| c.is_ascii_alphanumeric());
    let least = if numeric { 1 } else { 2 };
    if !(least..=LONGEST_ENTITY).contains(&length) || !name[length..].starts_with(';') {
        return None;
    }
    let name = &name[..length];
    if numeric && !name.trim_start_matches(['x', 'X']).bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    let strict = matches!(name, "amp" | "lt" | "gt");
    let kind = if strict { Kind::Entity } else { Kind::Typography };
    found(1 + usize::from(numeric) + length + 1, kind, rest)
}

/// `\n`, `\t`, `\r`, not in the path of a file.
fn escape(text: &str, at: usize) -> Found {
    let rest = &text[at..];
    let letter = rest[1..].chars().next().filter(|c| matches!(c, 'n' | 't' | 'r'))?;
    // C:\new\table and \\server\name are paths.
    let near = text[..at].char_indices().rev().take(LONGEST_PATH);
    let start = near.take_while(|(_, c)| !c.is_whitespace()).last().map_or(at, |(at, _)| at);
    let before = &text[start..at];
    let path = before.contains(":\\")
        || before.ends_with(':')
        || before.contains('\\') && !before.ends_with(['n', 't', 'r', '\\']);
    let doubled = before.ends_with('\\');
    (!path && !doubled).then(|| (1 + letter.len_utf8(), Kind::Escape, rest[..2].to_owned()))
}

/// The most characters of the path of a file before a backslash that are looked at.
const LONGEST_PATH: usize = 80;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_found_in_text() {
        for (text, wanted) in [
            (
                "%s of %d, %1$s and %-5.2f, %@, %{count}, %(name)s, %user%",
                "%s %d %1$s %-5.2f %@ %{count} %(name)s %user%",
            ),
            ("10% of 5%d and 100 %s", ""),
            ("a 50% discount, 20%-25%", ""),
            (
                "{0}, {name}, {{ user.name }}, ${path}, #{id}, {0:N2}",
                "{0} {name} {{ user.name }} ${path} #{id} {0:N2}",
            ),
            ("{n, plural, one {file} other {# files}}", "{n"),
            ("{اسم} و{٠}", "{اسم} {٠}"),
            ("$user_name costs $5 or US$20, $HOME", "$user_name $HOME"),
            (
                "<b>bold</b> <a href=\"x\">y</a> <br/> a < b, 1<2> and <3",
                "<b> </b> <a href=\"x\"> </a> <br/>",
            ),
            ("R&amp;D &#8211; A&B; &nbsp;", "&amp; &#8211; &nbsp;"),
            ("one\\ntwo C:\\new\\table", "\\n"),
            ("٪s و٥٪", "٪s"),
        ] {
            let found: Vec<&str> =
                places(text).into_iter().map(|place| &text[place.range]).collect();
            assert_eq!(found.join(" "), wanted, "{text}");
        }
    }
}
