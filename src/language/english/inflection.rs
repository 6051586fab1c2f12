//! What may be attached to an English word.

/// Calls `see` with every form a word may be an inflection of, and whether nouns inflect so.
pub(crate) fn stems(word: &str, see: &mut impl FnMut(&str, bool)) {
    let bare = word.strip_suffix("'s").or_else(|| word.strip_suffix('\'')).unwrap_or(word);
    if bare.len() != word.len() {
        see(bare, true);
    }
    if let Some(stem) = bare.strip_suffix("ies").filter(|s| s.len() >= 2) {
        see(&format!("{stem}y"), true);
    }
    if let Some(stem) = bare.strip_suffix("es") {
        if stem.ends_with(['s', 'x', 'z', 'h', 'o']) {
            see(stem, true);
        }
        // crises, diagnoses
        if stem.ends_with('s') && stem.len() >= 4 {
            see(&format!("{stem}is"), true);
        }
        if let Some(stem) = stem.strip_suffix('v').filter(|s| s.len() >= 2) {
            see(&format!("{stem}f"), true);
            see(&format!("{stem}fe"), true);
        }
    }
    if let Some(stem) =
        bare.strip_suffix('s').filter(|s| s.len() >= 2 && !s.ends_with(['s', 'u', 'i']))
    {
        see(stem, true);
    }
    if let Some(stem) = bare.strip_suffix("men").filter(|s| s.len() >= 2) {
        see(&format!("{stem}man"), true);
    }
    for ending in ["ed", "ing"] {
        let Some(stem) = bare.strip_suffix(ending).filter(|s| s.len() >= 3) else { continue };
        see(stem, false);
        see(&format!("{stem}e"), false);
        if let Some(stem) = stem.strip_suffix('i').filter(|_| ending == "ed") {
            see(&format!("{stem}y"), false);
        }
        let mut letters = stem.chars().rev();
        if let (Some(last), Some(before)) = (letters.next(), letters.next())
            && last == before
        {
            see(&stem[..stem.len() - last.len_utf8()], false);
        }
    }
}

/// Words before which the head of a term stands: "ministers of health", "entered into force".
pub(crate) fn is_link(word: &str) -> bool {
    matches!(
        word,
        "of" | "for"
            | "in"
            | "on"
            | "to"
            | "into"
            | "at"
            | "by"
            | "with"
            | "from"
            | "and"
            | "or"
            | "as"
            | "up"
            | "out"
            | "under"
            | "over"
            | "against"
            | "between"
            | "per"
            | "the"
    )
}

/// Function words that a term may be spelt like.
pub(crate) fn is_function(word: &str) -> bool {
    const WORDS: &str = " a an the and or but if of to in on at by for from with as is are was were be been am \
        do does did has have had he she it we you i they them him her his its our your their my me us who whom \
        which that this these those there here what when where why how not no nor so than then too very can \
        could may might must shall should will would all any some each every both few more most other such \
        only own same just about into over under again once because until while during before after above \
        below between through up down out off per via yet also ";
    !word.is_empty() && !word.contains(' ') && WORDS.contains(&format!(" {word} "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_are_whole() {
        assert!(is_function("it"));
        assert!(!is_function("item"));
    }
}
