//! What the sentence rules ask of English beside its word lists.

use crate::language::sentence::Cues;

pub(super) static CUES: Cues = Cues {
    first_person: "i",
    articles: &["a", "an"],
    careless: &["http", "https", "www", "i", "im", "i'm", "i’m"],
    afresh: &[
        "he", "she", "it", "they", "this", "these", "there", "then", "what", "why", "how", "who",
        "where", "when", "if", "but", "so", "here", "his", "her", "their", "its", "it's",
        "however", "also", "please", "yes", "no", "just", "maybe", "plus", "thanks", "don't",
        "let's", "that's", "there's", "he's", "she's", "they're", "my",
    ],
    subjects: &[
        "he", "she", "they", "we", "it", "you", "the", "this", "that", "a", "an", "then", "when",
        "while", "after", "before", "as", "so", "but", "and", "yet", "if", "once", "since",
        "until", "though", "although", "because", "now", "later",
    ],
    possessives: &["'s", "’s"],
    roads: &["st", "ave", "rd", "blvd", "ln", "sq"],
    fronts: &[
        "at", "by", "in", "on", "from", "before", "after", "until", "till", "since", "around",
        "about", "between", "during", "every", "within", "for",
    ],
    number_suffixes: &["bis", "ter", "quater"],
    zones: &[
        "gmt", "utc", "est", "edt", "et", "cst", "cdt", "ct", "mst", "mdt", "mt", "pst", "pdt",
        "pt", "bst", "cet", "cest", "eet", "msk", "ist", "jst", "aest", "eastern", "central",
        "mountain", "pacific", "zulu",
    ],
    time: "time",
    saint: "st",
    answer: "no",
    ..Cues::NONE
};
