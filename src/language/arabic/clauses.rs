//! Where Arabic clauses start.

use std::sync::LazyLock;

use super::{affixes, lexicon};
use crate::language::affix::{Function, Letters};
use crate::language::tree::Tree;
use crate::text::fold::is_mark;
use crate::text::token;

/// Particles that open a clause, folded.
const PARTICLES: [&str; 8] = ["ثم", "حتي", "اذا", "بل", "لكن", "ان", "الذي", "التي"];

/// Words whose first letter looks like a conjunction and is not.
static RADICAL: LazyLock<Tree> = LazyLock::new(|| {
    let words = lexicon::radical_words();
    Tree::new(words.iter().zip(0..).map(|(word, number)| (word.as_str(), number)))
});

/// Whether a word, which is given as it stands, is a particle or has a conjunction written onto it.
pub(super) fn joins(word: &str) -> bool {
    let plain = token::plain(word.trim_matches(|c: char| !c.is_alphanumeric() && !is_mark(c)));
    let folded = token::folded(&plain);
    if PARTICLES.contains(&folded.as_str()) {
        return true;
    }
    let Some(rest) = plain.strip_prefix(['و', 'ف']) else { return false };
    // واحد is no "and" with أحد.
    if lexicon::RADICALS.contains(&folded) {
        return false;
    }
    if rest.is_empty() || lexicon::function(rest) == Function::Whole {
        return true;
    }
    let short = rest.chars().nth(1).is_none();
    !short && lexicon::function(&plain) == Function::No && !is_radical(&plain, &folded)
}

/// Whether a word is one of those whose first letter is no conjunction, with endings or without.
fn is_radical(plain: &str, folded: &str) -> bool {
    let letters = Letters { plain: plain.chars().collect(), folded: folded.chars().collect() };
    let mut found = false;
    affixes::analyses(&letters, &RADICAL, &mut Vec::new(), &mut |analysis| {
        found |= analysis.start == 0;
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conjunctions_join_and_radicals_do_not() {
        for word in ["وسار", "فقال", "«وقال", "والمدينة", "وهو", "وفي", "وذلك", "فإن", "وَعَلَى", "و"]
        {
            assert!(joins(word), "{word}");
        }
        for word in [
            "في",
            "فيها",
            "فقط",
            "فوق",
            "وزير",
            "وزراء",
            "وزيرة",
            "وقت",
            "واحد",
            "فريق",
            "فرق",
            "فكرته",
            "فم",
            "السوق",
        ] {
            assert!(!joins(word), "{word}");
        }
    }

    #[test]
    fn particles_join_however_they_are_spelt() {
        for word in ["ثم", "حتى", "إذا", "اذا", "أنّ", "ان", "إن", "لكنْ", "(التي", "بل،"]
        {
            assert!(joins(word), "{word}");
        }
        assert!(!joins("على"));
    }
}
