//! What tells the format of a file: its name, and how it begins.

/// Whether a file begins with one of some words, in any letter case, after what XML may have before its first element: a
/// declaration and comments. A table or a text may have the same words inside.
pub(super) fn begins(head: &[u8], marks: &[&str]) -> bool {
    let head = String::from_utf8_lossy(head).replace('\0', "");
    // What a byte-order mark of UTF-16 becomes.
    let mut start = head.trim_start_matches(['\u{FEFF}', '\u{FFFD}']).trim_start();
    while let Some((mark, end)) = [("<?", "?>"), ("<!--", "-->")]
        .into_iter()
        .find(|(mark, end)| start.starts_with(mark) && start.contains(end))
    {
        let inside = &start[mark.len()..];
        start = inside.split_once(end).map_or("", |(_, rest)| rest).trim_start();
    }
    marks
        .iter()
        .any(|mark| start.get(..mark.len()).is_some_and(|start| start.eq_ignore_ascii_case(mark)))
}

/// Whether a file name ends so, in any letter case.
pub(super) fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case(extension))
}
