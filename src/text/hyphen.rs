//! Words that are divided at the ends of lines.

/// If a word at the end of a text goes on in the next line: the bytes to take off the text before the line is written
/// right behind it. A soft hyphen only divides; any other does if `has` knows the whole word, or neither its parts nor
/// them with the hyphen, and else belongs to the word.
pub(crate) fn divided(text: &str, line: &str, has: &dyn Fn(&str) -> bool) -> Option<usize> {
    let hyphen = text.chars().next_back()?;
    let half = &text[..text.len() - hyphen.len_utf8()];
    if hyphen == '\u{AD}' {
        return line.starts_with(char::is_alphabetic).then_some(hyphen.len_utf8());
    }
    let is_small = |c: char| c.is_lowercase();
    let divides = matches!(hyphen, '-' | '\u{2010}');
    if !(divides && half.ends_with(is_small) && line.starts_with(is_small)) {
        return None;
    }
    let is_end = |c: char| !c.is_alphabetic();
    let first = half.rsplit(is_end).next().unwrap_or_default();
    let second = line.split(is_end).next().unwrap_or_default();
    let goes = has(&format!("{first}{second}"))
        || !has(&format!("{first}-{second}")) && !has(first) && !has(second);
    Some(if goes { hyphen.len_utf8() } else { 0 })
}

/// Whether a text has a word that no letter or hyphen stands beside, and that is no end of a divided one.
pub(crate) fn has_word(text: &str, word: &str) -> bool {
    let is_hyphen = |c: char| matches!(c, '-' | '\u{2010}');
    let part = |c: char| c.is_alphabetic() || is_hyphen(c);
    let is_rest = |before: &str| before.ends_with('\n') && before.trim_end().ends_with(is_hyphen);
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (&text[..at], &text[at + word.len()..]);
        !before.ends_with(part) && !after.starts_with(part) && !is_rest(before)
    })
}
