//! Expressions as ICU and Java write them, for the engine here.

use fancy_regex::{Regex, RegexBuilder};

use crate::error::{Error, Result};

/// Longest expression, in bytes.
const LONGEST: usize = 1 << 16;

/// Compiles an ICU or Java expression; `line` is where it stands.
pub(super) fn compile(pattern: &str, line: u64) -> Result<Regex> {
    compile_raw(&translate(pattern), line)
}

/// Compiles an expression that is already translated.
pub(super) fn compile_raw(pattern: &str, line: u64) -> Result<Regex> {
    let bad = |reason: String| {
        let shown: String = pattern.chars().take(80).collect();
        Error::malformed("SRX", line, format!("cannot use the expression '{shown}': {reason}"))
    };
    if pattern.len() > LONGEST {
        return Err(bad("it is too long".to_owned()));
    }
    RegexBuilder::new(pattern)
        // Counted over a whole search, so a long stretch without a match needs room.
        .backtrack_limit(20_000_000)
        .build()
        .map_err(|error| bad(error.to_string()))
}

/// Whether an expression may look at what follows its match.
pub(super) fn looks_on(pattern: &str) -> bool {
    // Too many are found, which is slower but as right.
    ["(?=", "(?!", "$", "\\Z", "\\z"].iter().any(|sign| pattern.contains(sign))
        || pattern.ends_with("\\b")
        || pattern.ends_with("\\B")
        || pattern.ends_with("\\b)")
}

/// The expression without its look-around: it matches wherever the expression does, and maybe elsewhere.
pub(super) fn loosened(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let mut class = 0usize;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\\' => 1 + rest[1..].chars().next().map_or(0, char::len_utf8),
            '(' if class == 0
                && ["(?=", "(?!", "(?<=", "(?<!"].iter().any(|look| rest.starts_with(look)) =>
            {
                rest = &rest[group(rest)..];
                continue;
            }
            _ => {
                class = match c {
                    '[' => class + 1,
                    ']' => class.saturating_sub(1),
                    _ => class,
                };
                c.len_utf8()
            }
        };
        out.push_str(&rest[..length]);
        rest = &rest[length..];
    }
    out
}

/// The length of the group an expression starts with.
fn group(pattern: &str) -> usize {
    let (mut depth, mut class, mut escaped) = (0usize, 0usize, false);
    for (at, c) in pattern.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' => class += 1,
            ']' => class = class.saturating_sub(1),
            '(' if class == 0 => depth += 1,
            ')' if class == 0 => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    pattern.len()
}

/// Rewrites what means something else, or nothing, to the engine.
pub(super) fn translate(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let mut depth = 0usize;
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => rest = escape(rest, depth > 0, &mut out),
            '[' => {
                depth += 1;
                out.push('[');
                if let Some(after) = rest.strip_prefix('^') {
                    out.push('^');
                    rest = after;
                }
            }
            ']' if depth > 0 => {
                depth -= 1;
                out.push(']');
            }
            // In a class the engine reads these doubled as operations.
            '-' | '~' if depth > 0 && rest.starts_with(c) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

/// Rewrites one escape; `rest` follows the backslash. Returns what is left.
fn escape<'p>(rest: &'p str, in_class: bool, out: &mut String) -> &'p str {
    let Some(c) = rest.chars().next() else {
        out.push('\\');
        return rest;
    };
    let after = &rest[c.len_utf8()..];
    match c {
        'Q' => {
            let (quoted, left) = after.split_once("\\E").unwrap_or((after, ""));
            for c in quoted.chars() {
                literal(c, out);
            }
            return left;
        }
        'E' => {}
        'h' => out.push_str(if in_class { "\\t\\p{Zs}" } else { "[\\t\\p{Zs}]" }),
        'H' => out.push_str("[^\\t\\p{Zs}]"),
        'e' => out.push_str("\\x1B"),
        'p' | 'P' if after.starts_with('{') => {
            let (name, left) = after[1..].split_once('}').unwrap_or((&after[1..], ""));
            property(c, name, out);
            return left;
        }
        'u' if after.len() >= 4 && after.is_char_boundary(4) => {
            out.push_str("\\x{");
            out.push_str(&after[..4]);
            out.push('}');
            return &after[4..];
        }
        // Any sign may be escaped there; here only those that need it.
        _ if !c.is_alphanumeric() && c != '_' => literal(c, out),
        _ => {
            out.push('\\');
            out.push(c);
        }
    }
    after
}

fn literal(c: char, out: &mut String) {
    if matches!(
        c,
        '\\' | '.'
            | '+'
            | '*'
            | '?'
            | '('
            | ')'
            | '|'
            | '['
            | ']'
            | '{'
            | '}'
            | '^'
            | '$'
            | '#'
            | '&'
            | '-'
            | '~'
    ) {
        out.push('\\');
    }
    out.push(c);
}

/// Rewrites a property of Java's or POSIX's by the Unicode one.
fn property(kind: char, name: &str, out: &mut String) {
    let class = match name {
        "Alpha" | "IsAlphabetic" | "javaLetter" => "Alphabetic",
        "Digit" | "IsDigit" | "javaDigit" => "Nd",
        "Lower" | "IsLowercase" | "javaLowerCase" => "Lowercase",
        "Upper" | "IsUppercase" | "javaUpperCase" => "Uppercase",
        "Space" | "IsWhite_Space" | "javaWhitespace" => "White_Space",
        "Punct" | "IsPunctuation" => "P",
        "InArabic" | "block=Arabic" | "blk=Arabic" => "Arabic",
        _ => name.strip_prefix("Is").or_else(|| name.strip_prefix("In")).unwrap_or(name),
    };
    out.push('\\');
    out.push(kind);
    out.push('{');
    out.push_str(class);
    out.push('}');
}
