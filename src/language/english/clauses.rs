//! Where English clauses start.

const WORDS: [&str; 16] = [
    "and", "but", "which", "who", "that", "so", "for", "when", "then", "or", "as", "while", "if",
    "because", "until", "where",
];

pub(crate) fn joins(word: &str) -> bool {
    WORDS.iter().any(|joiner| word.eq_ignore_ascii_case(joiner))
}
