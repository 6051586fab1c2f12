//! Units of measure and currencies by the words that name them.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::text::token::Fast;

/// A unit of measure or a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Measure {
    /// What it measures.
    pub(crate) of: &'static str,
    /// Its name, the same in all languages.
    pub(crate) name: &'static str,
}

/// The units of a language: a list with a heading in brackets for what they measure, and on each line the name of a
/// unit and the words for it, folded.
pub(crate) struct Measures {
    list: &'static str,
    by_word: OnceLock<HashMap<&'static str, Vec<Measure>, Fast>>,
}

impl Measures {
    pub(crate) const fn new(list: &'static str) -> Measures {
        Measures { list, by_word: OnceLock::new() }
    }

    /// Adds the units that a folded word may name.
    pub(crate) fn of(&self, folded: &str, found: &mut Vec<Measure>) {
        let by_word = self.by_word.get_or_init(|| self.read());
        found.extend(by_word.get(folded).into_iter().flatten());
    }

    fn read(&self) -> HashMap<&'static str, Vec<Measure>, Fast> {
        let mut by_word: HashMap<&str, Vec<Measure>, Fast> = HashMap::default();
        let mut of = "";
        for line in self.list.lines().filter(|line| !line.starts_with('#')) {
            if let Some(heading) = line.strip_prefix('[') {
                of = heading.trim_end_matches(']');
                continue;
            }
            let mut words = line.split_whitespace();
            let Some(name) = words.next() else { continue };
            for word in words {
                by_word.entry(word).or_default().push(Measure { of, name });
            }
        }
        by_word
    }
}
