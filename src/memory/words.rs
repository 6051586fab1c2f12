//! The words of a text, for counting and searching memories.

use unicode_normalization::char::is_combining_mark;

use crate::text::fold::{fold_word, is_mark, is_vowel_mark};

/// The greatest length of a word, in characters; a longer run of letters is cut into several words.
pub(super) const LONGEST: usize = 64;

/// The words and signs of a text, in order: runs of letters, digits and their marks, and every other character by itself.
/// White space and invisible controls are left out. An apostrophe between letters and a separator between digits belong to
/// the word; each Han or kana character is a word.
pub(super) fn tokens(text: &str) -> Tokens<'_> {
    Tokens { text, at: 0 }
}

/// Whether a token is a word and not a sign.
pub(super) fn is_word(token: &str) -> bool {
    token.starts_with(char::is_alphanumeric)
}

/// The words of a text in their matching form, separated by spaces. Texts that differ only in letter case, spacing,
/// punctuation, vowel marks and the spelling of alefs have the same words. For a text without words, its signs are given.
pub(super) fn folded(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut add = |token: &str| {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(&fold_word(token));
    };
    tokens(text).filter(|token| is_word(token)).for_each(&mut add);
    if folded.is_empty() { tokens(text).collect::<Vec<_>>().join(" ") } else { folded }
}

/// Iterator over the words and signs of a text; see [`tokens`].
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Iterator for Tokens<'t> {
    type Item = &'t str;

    fn next(&mut self) -> Option<&'t str> {
        let rest = &self.text[self.at..];
        let mut chars = rest.char_indices();
        let (start, first) =
            chars.find(|&(_, c)| !(c.is_whitespace() || is_mark(c) && !is_vowel_mark(c)))?;
        let mut end = start + first.len_utf8();
        if first.is_alphanumeric() && !is_ideograph(first) {
            let (mut before, mut count) = (first, 1);
            while let Some((at, c)) = chars.next() {
                let joins = c.is_alphanumeric() && !is_ideograph(c)
                    || !c.is_ascii() && (is_vowel_mark(c) || is_combining_mark(c))
                    || is_inner(before, c, chars.as_str());
                if !joins || count == LONGEST {
                    break;
                }
                end = at + c.len_utf8();
                (before, count) = (c, count + 1);
            }
        }
        self.at += end;
        Some(&rest[start..end])
    }
}

/// Whether a sign belongs to the word around it: don't, 1,000.5, ١٫٥.
fn is_inner(before: char, sign: char, rest: &str) -> bool {
    let after = rest.chars().next();
    match sign {
        '\'' | '’' => before.is_alphabetic() && after.is_some_and(char::is_alphabetic),
        '.' | ',' | '٫' | '٬' => before.is_numeric() && after.is_some_and(char::is_numeric),
        _ => false,
    }
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        tokens(text).collect()
    }

    #[test]
    fn words_keep_marks_and_signs_stand_alone() {
        assert_eq!(cut("\u{200F}قالَ: «نعم»!"), ["قالَ", ":", "«", "نعم", "»", "!"]);
        assert_eq!(
            cut("Don't pay 1,000.5, please..."),
            ["Don't", "pay", "1,000.5", ",", "please", ".", ".", "."]
        );
        assert_eq!(cut("漢字です 3G"), ["漢", "字", "で", "す", "3G"]);
        assert_eq!(cut(" \u{200B}\n"), [""; 0]);
        assert_eq!(cut(&"a".repeat(70)).iter().map(|t| t.len()).collect::<Vec<_>>(), [64, 6]);
    }

    #[test]
    fn folding_leaves_words() {
        assert_eq!(folded("قالَ أحمد: نعم."), folded("قال احمد   نعم"));
        assert_eq!(folded("The End!"), "the end");
        assert_eq!(folded("***"), "* * *");
        assert_ne!(folded("على"), folded("إلى"));
    }
}
