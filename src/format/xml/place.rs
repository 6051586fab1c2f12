//! Where things stand in XML that is changed in place.

use std::ops::Range;

/// Where the value of an attribute stands in a start tag.
pub(in crate::format) fn value_range(tag: &str, name: &str) -> Option<Range<usize>> {
    for (at, _) in tag.match_indices(name) {
        let before = tag[..at].ends_with(|c: char| c.is_ascii_whitespace());
        let rest = tag[at + name.len()..].trim_start();
        let Some(rest) = rest.strip_prefix('=').map(str::trim_start).filter(|_| before) else {
            continue;
        };
        let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let start = tag.len() - rest.len() + 1;
        return Some(start..start + tag[start..].find(quote)?);
    }
    None
}

/// A text with other texts in some places, which must not overlap.
pub(in crate::format) fn replaced(text: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut new = String::with_capacity(text.len() + 256);
    let mut done = 0;
    for (range, with) in edits {
        new.push_str(&text[done..range.start]);
        new.push_str(&with);
        done = range.end;
    }
    new.push_str(&text[done..]);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found() {
        let value = |tag, name| value_range(tag, name).map(|range| &tag[range]);
        assert_eq!(value("<a xml:id=\"1\"\n id = '2'>", "id"), Some("2"));
        assert_eq!(value("<a ref=\"id=3\" r=\"\">", "r"), Some(""));
        assert_eq!(value("<a b=\"id\">", "id"), None);
    }

    #[test]
    fn edits_are_made_in_order() {
        let edits = vec![(3..4, "x".to_owned()), (0..1, String::new()), (2..2, "y".to_owned())];
        assert_eq!(replaced("abcde", edits), "bycxe");
    }
}
