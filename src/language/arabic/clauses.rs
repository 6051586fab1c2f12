//! Where Arabic clauses start.

use crate::text::fold::is_vowel_mark;

/// Particles that open a clause.
const PARTICLES: [&str; 9] = ["ثم", "حتى", "إذا", "بل", "لكن", "أن", "إن", "الذي", "التي"];

/// A word behind a conjunction that is written with it, or a particle.
pub(crate) fn joins(word: &str) -> bool {
    let bare: String = word.chars().filter(|&c| !is_vowel_mark(c) && c != 'ـ').collect();
    bare.starts_with(['و', 'ف']) || PARTICLES.contains(&bare.as_str())
}
