//! What the checks ask of English.

/// How many words say "per cent".
pub(super) fn percent(words: &[&str]) -> usize {
    match words {
        [first, ..] if matches!(*first, "percent" | "pct" | "percentage") => 1,
        [first, second, ..] if *first == "per" && *second == "cent" => 2,
        _ => 0,
    }
}

/// Words that no sentence ends in.
pub(super) fn never_ends(word: &str) -> bool {
    matches!(
        word,
        "the"
            | "a"
            | "an"
            | "and"
            | "or"
            | "because"
            | "my"
            | "your"
            | "our"
            | "their"
            | "whose"
            | "every"
    )
}

/// Words that grammar or custom puts twice.
pub(super) fn is_said_twice(word: &str) -> bool {
    matches!(
        word,
        "had"
            | "that"
            | "is"
            | "very"
            | "bye"
            | "ha"
            | "no"
            | "yes"
            | "so"
            | "many"
            | "long"
            | "blah"
    )
}

/// Words that other languages say by repeating a noun: step by step.
pub(super) fn says_one_by_one(word: &str) -> bool {
    matches!(
        word,
        "by" | "for" | "after" | "upon" | "each" | "every" | "gradually" | "individually"
    )
}

/// Words before numbers of parts: version 3.10, section 2.1.
pub(super) fn precedes_parts(word: &str) -> bool {
    matches!(
        word,
        "version"
            | "release"
            | "article"
            | "section"
            | "chapter"
            | "clause"
            | "paragraph"
            | "figure"
            | "table"
            | "annex"
            | "appendix"
    )
}

/// Words between a number and its unit: twenty US dollars.
pub(super) fn precedes_unit(word: &str) -> bool {
    matches!(
        word,
        "us" | "degree"
            | "degrees"
            | "s"
            | "american"
            | "canadian"
            | "australian"
            | "british"
            | "sterling"
            | "egyptian"
            | "saudi"
            | "kuwaiti"
            | "iraqi"
            | "jordanian"
            | "emirati"
            | "moroccan"
            | "tunisian"
            | "algerian"
            | "libyan"
            | "syrian"
            | "lebanese"
            | "sudanese"
            | "turkish"
            | "square"
            | "cubic"
            | "sq"
            | "metric"
    )
}
