//! Where English clauses start.

use super::Rules;

pub(super) const RULES: Rules = Rules { language: "en", joins };

const WORDS: [&str; 16] = [
    "and", "but", "which", "who", "that", "so", "for", "when", "then", "or", "as", "while", "if",
    "because", "until", "where",
];

fn joins(word: &str) -> bool {
    WORDS.iter().any(|joiner| word.eq_ignore_ascii_case(joiner))
}
