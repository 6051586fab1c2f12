//! From text to piece ids.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use super::charsmap::{Charsmap, SPACE};
use super::trie::{Step, Trie, UNKNOWN};

/// Pieces that open and close every sentence.
pub(crate) const OPEN: u32 = 1;
pub(crate) const CLOSE: u32 = 2;

/// Text without what the vocabulary does not have: Arabic vowel marks (U+064B to U+0652, U+0670) and tatweel (U+0640).
/// Each would break a word into single letters.
pub(crate) fn strip(text: &str) -> Cow<'_, str> {
    if text.contains(is_mark) { text.replace(is_mark, "").into() } else { text.into() }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}' | '\u{640}')
}

/// The pieces of one sentence.
#[derive(Default)]
pub(crate) struct Tokens {
    /// Pieces by their rank in the file, without those that open and close the sentence.
    pub(crate) pieces: Vec<u32>,
    /// Words: the byte of the sentence where each starts, and its pieces.
    pub(crate) words: Vec<(u32, Range<u32>)>,
}

impl Tokens {
    /// The pieces the sentence adds to a longer text: none if it is empty, although alone it has the unknown piece.
    pub(crate) fn text(&self) -> &[u32] {
        if self.words.is_empty() { &[] } else { &self.pieces }
    }

    /// Drops what only the contributions of words need, more than half of the memory.
    pub(crate) fn forget_words(&mut self) {
        self.words.truncate(1);
        self.words.shrink_to_fit();
        self.pieces.shrink_to_fit();
    }
}

/// A tokeniser with a cache of words; one for each thread.
pub(crate) struct Tokeniser<'a> {
    charsmap: &'a Charsmap,
    trie: &'a Trie,
    met: HashMap<Box<[u8]>, Range<u32>>,
    pieces: Vec<u32>,
    normal: Vec<u8>,
    starts: Vec<u32>,
    steps: Vec<Step>,
}

/// Most words in the cache; then it is emptied.
const REMEMBERED: usize = 1 << 16;

impl<'a> Tokeniser<'a> {
    pub(crate) fn new(charsmap: &'a Charsmap, trie: &'a Trie) -> Tokeniser<'a> {
        Tokeniser {
            charsmap,
            trie,
            met: HashMap::new(),
            pieces: Vec::new(),
            normal: Vec::new(),
            starts: Vec::new(),
            steps: Vec::new(),
        }
    }

    /// Divides a sentence into pieces.
    pub(crate) fn run(&mut self, text: &str) -> Tokens {
        let stripped = strip(text);
        self.normal.clear();
        self.starts.clear();
        self.charsmap.normalise(&stripped, &mut self.normal, &mut self.starts);
        if matches!(stripped, Cow::Owned(_)) {
            unstrip(text, &mut self.starts);
        }
        let mut tokens = Tokens::default();
        // Pieces hold the space mark only as their first letter, so none crosses from word to word.
        let mut rest = &self.normal[..];
        let mut word = 0;
        while !rest.is_empty() {
            let mark = SPACE.as_bytes();
            let length = rest.windows(mark.len()).skip(1).position(|window| window == mark);
            let (head, tail) = rest.split_at(length.map_or(rest.len(), |length| length + 1));
            rest = tail;
            if self.met.len() > REMEMBERED {
                self.met.clear();
                self.pieces.clear();
            }
            let range = match self.met.get(head) {
                Some(range) => range.clone(),
                None => {
                    let from = self.pieces.len() as u32;
                    self.trie.cut(head, &mut self.steps, &mut self.pieces);
                    let range = from..self.pieces.len() as u32;
                    self.met.insert(head.into(), range.clone());
                    range
                }
            };
            let from = tokens.pieces.len() as u32;
            tokens.pieces.extend(&self.pieces[range.start as usize..range.end as usize]);
            let start = self.starts.get(word).copied().unwrap_or_default();
            tokens.words.push((start, from..tokens.pieces.len() as u32));
            word += 1;
        }
        if tokens.pieces.is_empty() {
            tokens.pieces.push(UNKNOWN);
        }
        tokens
    }
}

/// Converts ascending byte offsets in the stripped text to offsets in the text.
fn unstrip(text: &str, starts: &mut [u32]) {
    let mut starts = starts.iter_mut().peekable();
    let mut removed = 0;
    for (at, c) in text.char_indices() {
        if is_mark(c) {
            removed += c.len_utf8();
            continue;
        }
        while let Some(start) = starts.next_if(|start| **start as usize <= at - removed) {
            *start = at as u32;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_stripped_and_offsets_found_again() {
        assert_eq!(strip("بِسْمِ اللّٰـه"), "بسم الله");
        assert!(matches!(strip("plain"), Cow::Borrowed(_)));
        let text = "كَتَبَ الدَّرسَ";
        let word = text.find("الد").unwrap() as u32;
        let mut starts = [0, "كتب ".len() as u32];
        unstrip(text, &mut starts);
        assert_eq!(starts, [0, word]);
    }
}
