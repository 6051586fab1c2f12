//! Marks inside the text of subtitles.

use crate::format::blocks::LeftOuts;

/// A line without tags, positions and times inside it. The name in a voice tag becomes the speaker.
pub(super) fn without_tags(
    line: &str,
    is_vtt: bool,
    speaker: &mut String,
    left_out: &mut LeftOuts,
) -> String {
    let mut shown = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find(['<', '{', '&']) {
        shown.push_str(&rest[..at]);
        rest = &rest[at..];
        let mark = match rest.as_bytes()[0] {
            b'<' => tag(rest),
            b'{' if !is_vtt => braces(rest),
            b'&' if is_vtt => {
                let (text, length) = entity(rest);
                shown.push_str(text);
                rest = &rest[length..];
                continue;
            }
            _ => None,
        };
        let Some(length) = mark else {
            let length = rest.chars().next().map_or(0, char::len_utf8);
            shown.push_str(&rest[..length]);
            rest = &rest[length..];
            continue;
        };
        let name = rest[1..length - 1].strip_prefix('v').and_then(|v| v.split_once([' ', '\t']));
        if let Some((classes, name)) = name
            && is_vtt
            && (classes.is_empty() || classes.starts_with('.'))
        {
            left_out.add("names of speakers", name);
            name.trim().clone_into(speaker);
        }
        rest = &rest[length..];
    }
    shown.push_str(rest);
    shown
}

/// The length of a tag at the start of a text.
fn tag(text: &str) -> Option<usize> {
    const NAMES: &[&str] =
        &["i", "b", "u", "s", "font", "c", "v", "lang", "ruby", "rt", "em", "strong", "span"];
    let end = text.find('>')?;
    let inside = &text[1..end];
    let name = inside.strip_prefix('/').unwrap_or(inside);
    let stop = name.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(name.len());
    let is_time =
        !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit() || b":.".contains(&b));
    let is_name = NAMES.iter().any(|known| name[..stop].eq_ignore_ascii_case(known));
    (is_time || is_name).then_some(end + 1)
}

/// The length of a position or style in braces at the start of a text, such as `{\an8}` and `{y:i}`.
fn braces(text: &str) -> Option<usize> {
    let end = text.find('}')?;
    let inside = &text[1..end];
    let is_old =
        inside.as_bytes().get(1) == Some(&b':') && inside.as_bytes()[0].is_ascii_alphabetic();
    (inside.starts_with('\\') || is_old).then_some(end + 1)
}

/// The text of an entity of WebVTT at the start of a text, and its length.
fn entity(text: &str) -> (&str, usize) {
    const NAMED: [(&str, &str); 6] = [
        ("&amp;", "&"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&nbsp;", "\u{A0}"),
        ("&lrm;", "\u{200E}"),
        ("&rlm;", "\u{200F}"),
    ];
    let known = NAMED.iter().find(|(name, _)| text.starts_with(name));
    known.map_or((&text[..1], 1), |(name, shown)| (*shown, name.len()))
}
