//! The matching form of text. Folding serves comparison only; stored text is never folded.
//!
//! The layers are those common in Arabic retrieval: marks and tatweel go, the letters whose spelling
//! varies fall together, digits and separators become ASCII, letter case goes.

use std::borrow::Cow;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{UnicodeNormalization, is_nfc};

/// Whether a character only decorates or directs Arabic text: a vowel or Quranic mark, tatweel, a bidi
/// control, or an invisible joiner.
pub(crate) fn is_mark(c: char) -> bool {
    is_vowel_mark(c)
        || matches!(
            c,
            '\u{00AD}'
                | '\u{061C}'
                | '\u{200B}'..='\u{200F}'
                | '\u{202A}'..='\u{202E}'
                | '\u{2060}'..='\u{2064}'
                | '\u{2066}'..='\u{2069}'
                | '\u{FEFF}'
        )
}

/// Whether a character is an Arabic vowel mark, a Quranic annotation or tatweel.
pub(crate) fn is_vowel_mark(c: char) -> bool {
    matches!(c,
        '\u{0610}'..='\u{061A}' | '\u{0640}' | '\u{064B}'..='\u{065F}' | '\u{0670}' | '\u{06D6}'..='\u{06DC}'
        | '\u{06DF}'..='\u{06E4}' | '\u{06E7}' | '\u{06E8}' | '\u{06EA}'..='\u{06ED}')
}

/// Whether a character is a letter of the Arabic script.
pub(crate) fn is_arabic_letter(c: char) -> bool {
    matches!(c,
        '\u{0620}'..='\u{063F}' | '\u{0641}'..='\u{064A}' | '\u{066E}' | '\u{066F}' | '\u{0671}'..='\u{06D3}'
        | '\u{06D5}' | '\u{06EE}' | '\u{06EF}' | '\u{06FA}'..='\u{06FC}' | '\u{0750}'..='\u{077F}'
        | '\u{08A0}'..='\u{08C9}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
}

/// The text without vowel marks, tatweel and invisible controls; borrowed where there are none.
pub(crate) fn strip_marks(text: &str) -> Cow<'_, str> {
    if text.chars().any(is_mark) {
        Cow::Owned(text.chars().filter(|&c| !is_mark(c)).collect())
    } else {
        Cow::Borrowed(text)
    }
}

/// [`char::is_alphabetic`], told sooner of the characters of Arabic and English.
pub(crate) fn is_alphabetic(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphabetic(),
        // Letters, tatweel and vowel marks.
        '\u{0620}'..='\u{0657}' => true,
        _ => c.is_alphabetic(),
    }
}

/// [`char::is_alphanumeric`], likewise.
pub(crate) fn is_alphanumeric(c: char) -> bool {
    is_alphabetic(c) || c.is_numeric()
}

/// The number of characters a reader sees, in Unicode scalars: marks and white space at the ends do not
/// count, so that a vocalised text is as long as the same text without vowels.
pub(crate) fn visible_len(text: &str) -> usize {
    let is_letter =
        |c: char| c.is_ascii() || matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}');
    let shows = |c: char| is_letter(c) || !is_mark(c) && canonical_combining_class(c) == 0;
    text.trim().chars().filter(|&c| shows(c)).count()
}

/// The value of a decimal digit of the ASCII, Arabic-Indic or Persian set.
pub(crate) fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '٠'..='٩' => Some(c as u32 - '٠' as u32),
        '۰'..='۹' => Some(c as u32 - '۰' as u32),
        _ => None,
    }
}

/// The matching form of one word: composed, without marks, in lower case, with ASCII digits, and with
/// the Arabic letters whose spelling varies folded together (alef forms, final alef maqsura and ta
/// marbuta, Persian yeh and kaf).
///
/// Two words that fold alike are spelt alike for a reader who does not mind hamzas and dots; that
/// includes a few real pairs (على and علي), which is why a match of folded forms is called `normalised`
/// and not `exact`.
pub(crate) fn fold_word(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    add_folded_word(word, &mut folded);
    folded
}

/// Adds what [`fold_word`] gives to a text.
pub(crate) fn add_folded_word(word: &str, folded: &mut String) {
    let start = folded.len();
    if word.is_ascii() {
        folded.push_str(word);
        folded[start..].make_ascii_lowercase();
        return;
    }
    // Of these letters and marks none is composed with another but with those that are left out.
    let plain = word.chars().all(|c| {
        match c {
            'أ' | 'إ' | 'آ' => folded.push('ا'),
            '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{064A}' => folded.push(c),
            '\u{0640}' | '\u{064B}'..='\u{0652}' => {}
            _ => return false,
        }
        true
    });
    if !plain {
        folded.truncate(start);
        add_any_folded(word, folded);
    }
    let last = match folded[start..].chars().next_back() {
        Some('ى') => Some('ي'),
        Some('ة') => Some('ه'),
        _ => None,
    };
    if let Some(last) = last {
        folded.pop();
        folded.push(last);
    }
}

/// Adds what the letters of any word are folded to, without regard to which is the last.
fn add_any_folded(word: &str, folded: &mut String) {
    let composed: Cow<'_, str> =
        if is_nfc(word) { Cow::Borrowed(word) } else { Cow::Owned(word.nfc().collect()) };
    for c in composed.chars().filter(|&c| !is_mark(c)) {
        match c {
            'أ' | 'إ' | 'آ' | 'ٱ' => folded.push('ا'),
            '\u{0621}'..='\u{064A}' => folded.push(c),
            'ی' => folded.push('ي'),
            'ک' => folded.push('ك'),
            'ہ' | 'ھ' | 'ە' => folded.push('ه'),
            '’' => folded.push('\''),
            '\u{FE70}'..='\u{FEFC}' => folded.extend(c.nfkc().filter(|&c| !is_mark(c)).map(alef)),
            _ => match digit(c) {
                Some(value) => folded.push(char::from_digit(value, 10).unwrap_or(c)),
                None => folded.extend(c.to_lowercase()),
            },
        }
    }
}

fn alef(c: char) -> char {
    if matches!(c, 'أ' | 'إ' | 'آ') { 'ا' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_differ_in_marks_fold_alike() {
        for (a, b) in [
            ("الحُكُومَةُ", "الحكومه"),
            ("أحمد", "احمد"),
            ("مستشفى", "مستشفي"),
            ("العـــربية", "العربيه"),
            ("١٢٣", "123"),
            ("NATO", "nato"),
            ("ﻻ", "لا"),
            ("\u{200F}قال", "قال"),
        ] {
            assert_eq!(fold_word(a), fold_word(b));
        }
        assert_eq!(fold_word("آخر".nfd().collect::<String>().as_str()), fold_word("آخر"));
        assert_ne!(fold_word("سأل"), fold_word("سئل"));
    }

    #[test]
    fn what_is_told_sooner_is_what_the_standard_library_says() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c:?}");
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
            let text = format!("a{c}a");
            let shows = !is_mark(c) && canonical_combining_class(c) == 0;
            assert_eq!(visible_len(&text), 2 + usize::from(shows), "{c:?}");
        }
        for c in '\u{0621}'..='\u{0652}' {
            for next in '\u{0621}'..='\u{0652}' {
                let word = format!("{c}{next}");
                assert_eq!(fold_word(&word), fold_word(&word.nfc().collect::<String>()));
                assert!(is_mark(next) || is_nfc(&word), "{word}");
            }
        }
    }

    #[test]
    fn length_ignores_vowels() {
        assert_eq!(visible_len(" قَالَ "), visible_len("قال"));
        assert_eq!(visible_len("a b"), 3);
    }
}
