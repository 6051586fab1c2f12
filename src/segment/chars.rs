//! Characters as the rules see them: what is invisible, what closes, what ends a sentence.
//!
//! Every look at the text goes through [`next`] and [`prev`], which pass over direction marks, other
//! invisible controls and diacritics. That is what makes cuts the same with and without them.

use std::borrow::Cow;

use unicode_normalization::char::{decompose_canonical, decompose_compatible, is_combining_mark};

/// What a sentence-final mark says by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// A full stop that is also used in numbers and abbreviations.
    Stop,
    /// An ellipsis in one character.
    Dots,
    /// A question or exclamation mark.
    Strong,
    /// A stop of a script that puts no space after it and abbreviates nothing with it.
    Full,
}

pub(super) fn mark(c: char) -> Option<Mark> {
    Some(match c {
        '.' | '\u{06D4}' | '\u{FF0E}' => Mark::Stop,
        '…' => Mark::Dots,
        '!' | '?' | '؟' | '⸮' | '‼' | '⁇' | '⁈' | '⁉' | '！' | '？' => Mark::Strong,
        '。' | '｡' | '।' | '॥' => Mark::Full,
        _ => return None,
    })
}

/// Whether a character is a control that shows nothing: direction marks, joiners, BOM, soft hyphen.
pub(super) fn is_ignorable(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Whether a character is written on the one before it.
pub(super) fn is_mark(c: char) -> bool {
    match c {
        '\0'..='\u{2FF}' => false,
        '\u{620}'..='\u{64A}' | '\u{66E}' | '\u{66F}' | '\u{671}'..='\u{6D3}' => false,
        '\u{64B}'..='\u{65F}' | '\u{670}' => true,
        '\u{660}'..='\u{66D}' => false,
        // Conjoining vowels and finals, so that composed and decomposed Hangul count alike.
        '\u{1160}'..='\u{11FF}' => true,
        _ => is_combining_mark(c),
    }
}

fn is_silent(c: char) -> bool {
    c >= '\u{AD}' && (is_ignorable(c) || is_mark(c))
}

/// A text without controls and without marks written on letters.
pub(super) fn shown(text: &str) -> Cow<'_, str> {
    if text.is_ascii() || !text.contains(is_silent) {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.chars().filter(|&c| !is_silent(c)).collect())
}

/// The first character at or after byte `at` that shows, with the byte after it.
pub(super) fn next(text: &str, at: usize) -> Option<(char, usize)> {
    let (c, _, end) = next_from(text, at)?;
    Some((c, end))
}

/// The first character at or after byte `at` that shows, with its first byte and the byte after it.
pub(super) fn next_from(text: &str, mut at: usize) -> Option<(char, usize, usize)> {
    loop {
        let byte = *text.as_bytes().get(at)?;
        if byte < 0x80 {
            return Some((char::from(byte), at, at + 1));
        }
        let c = text[at..].chars().next()?;
        let end = at + c.len_utf8();
        if !is_silent(c) {
            return Some((c, at, end));
        }
        at = end;
    }
}

/// The byte after a word that stands at byte `at`; none if another text does.
pub(super) fn skip_word(text: &str, at: usize, word: &str) -> Option<usize> {
    word.chars()
        .try_fold(at, |at, wanted| next(text, at).filter(|(c, _)| *c == wanted).map(|(_, end)| end))
}

/// The last character before byte `at` that shows, with its first byte.
pub(super) fn prev(text: &str, mut at: usize) -> Option<(char, usize)> {
    loop {
        let byte = *text.as_bytes().get(at.checked_sub(1)?)?;
        if byte < 0x80 {
            return Some((char::from(byte), at - 1));
        }
        let c = text[..at].chars().next_back()?;
        at -= c.len_utf8();
        if !is_silent(c) {
            return Some((c, at));
        }
    }
}

/// The byte after any invisible characters and diacritics at `at`.
pub(super) fn skip_silent(text: &str, at: usize) -> usize {
    let mut end = at;
    for c in text[at..].chars() {
        if !is_silent(c) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// The byte after any white space and invisible controls at `at`; diacritics are text.
pub(super) fn skip_blank(text: &str, at: usize) -> usize {
    let blank = |c: &char| c.is_whitespace() || is_ignorable(*c);
    at + text[at..].chars().take_while(blank).map(char::len_utf8).sum::<usize>()
}

/// Whether a letter or sign that shows starts at `at`, as far as two bytes tell.
pub(super) fn plainly_shows(text: &str, at: usize) -> bool {
    match text.as_bytes().get(at..at + 2) {
        Some(&[0xD8, trail]) => (0xA1..=0xBA).contains(&trail),
        Some(&[0xD9, trail]) => (0x81..=0x8A).contains(&trail),
        Some(&[byte, next]) => byte.is_ascii_graphic() && next.is_ascii(),
        _ => false,
    }
}

/// The byte after any white space and invisible characters at `at`.
pub(super) fn skip_white(text: &str, at: usize) -> usize {
    let mut end = at;
    for c in text[at..].chars() {
        if !c.is_whitespace() && !is_silent(c) {
            break;
        }
        end += c.len_utf8();
    }
    end
}

/// Whether a character is of the Arabic script and a letter.
pub(super) fn is_arabic(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{64A}' | '\u{66E}'..='\u{66F}' | '\u{671}'..='\u{6D3}' | '\u{6D5}'
        | '\u{6EE}' | '\u{6EF}' | '\u{6FA}'..='\u{6FF}' | '\u{750}'..='\u{77F}' | '\u{870}'..='\u{8C9}'
        | '\u{FB50}'..='\u{FBC1}' | '\u{FBD3}'..='\u{FD3D}' | '\u{FD50}'..='\u{FDFB}'
        | '\u{FE70}'..='\u{FEFC}')
}

/// Whether a character is a decimal digit of European, Arabic or Persian shape.
pub(super) fn is_digit(c: char) -> bool {
    digit(c).is_some()
}

/// The value of a decimal digit.
pub(super) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '\u{660}'..='\u{669}' => Some(c as u32 - 0x660),
        '\u{6F0}'..='\u{6F9}' => Some(c as u32 - 0x6F0),
        _ => None,
    }
}

/// Whether a character can only close a quotation or bracket.
pub(super) fn is_closer(c: char) -> bool {
    matches!(
        c,
        ')' | ']'
            | '}'
            | '»'
            | '”'
            | '’'
            | '›'
            | '\u{FD3E}'
            | '」'
            | '』'
            | '）'
            | '】'
            | '〉'
            | '》'
            | '\u{232A}'
    )
}

/// Whether a character can only open a quotation or bracket.
pub(super) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '«'
            | '“'
            | '„'
            | '‘'
            | '‚'
            | '‹'
            | '\u{FD3F}'
            | '「'
            | '『'
            | '（'
            | '【'
            | '〈'
            | '《'
            | '\u{2329}'
    )
}

/// Whether a character opens or closes, as its neighbours say.
pub(super) fn is_straight_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '＂')
}

/// Whether a character is a picture that people put after a sentence.
pub(super) fn is_emoji(c: char) -> bool {
    matches!(c, '\u{1F300}'..='\u{1FAFF}' | '\u{1F1E6}'..='\u{1F1FF}' | '\u{2600}'..='\u{2604}' | '\u{2614}'..='\u{26FF}'
        | '\u{270A}'..='\u{270D}' | '\u{2728}' | '\u{2763}'..='\u{2764}' | '\u{2B50}' | '\u{2B55}')
}

/// Appends the letters of `c` as lists compare them: lower case, without marks, one alef.
pub(super) fn fold(c: char, push: &mut impl FnMut(char)) {
    match c {
        'A'..='Z' => push(c.to_ascii_lowercase()),
        '\0'..='\x7F' => push(c),
        '\u{640}' => {}
        'آ' | 'أ' | 'إ' | 'ٱ' => push('ا'),
        'ؤ' => push('و'),
        'ئ' | 'ى' | 'ی' => push('ي'),
        'ک' => push('ك'),
        '\u{621}'..='\u{64A}' => push(c),
        // The shapes that letters have in old files.
        '\u{FB50}'..='\u{FDFF}' | '\u{FE70}'..='\u{FEFC}' => decompose_compatible(c, |part| {
            if part != c {
                fold(part, push);
            }
        }),
        _ if is_silent(c) => {}
        _ => decompose_canonical(c, |part| {
            if !is_silent(part) {
                part.to_lowercase().for_each(&mut *push);
            }
        }),
    }
}
