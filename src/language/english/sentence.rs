//! What the sentence rules ask of English beside its word lists.

use crate::language::sentence::Cues;

pub(super) static CUES: Cues = Cues {
    first_person: "i",
    articles: &["a", "an"],
    careless: &["http", "https", "www", "i", "im", "i'm", "i’m"],
    subjects: &["he", "she", "they", "we", "it", "you", "the", "this", "that", "a", "an"],
    possessives: &["'s", "’s"],
    roads: &["st", "ave", "rd", "blvd", "ln", "sq"],
    saint: "st",
    answer: "no",
    ..Cues::NONE
};
