//! What the checks ask of Arabic.

use crate::language::ForeignLetter;
use crate::text::fold::{is_arabic_letter, is_mark};

/// How many words say "per cent".
pub(super) fn percent(words: &[&str]) -> usize {
    let hundred = |word: &str| matches!(word, "المئه" | "المائه" | "مئه" | "مائه");
    match words {
        [first, ..] if matches!(*first, "بالمئه" | "بالمائه" | "بالميه") => 1,
        [first, second, ..] if *first == "في" && hundred(second) => 2,
        _ => 0,
    }
}

/// Words that no sentence ends in.
pub(super) fn never_ends(word: &str) -> bool {
    matches!(
        word,
        "في" | "إلى"
            | "الى"
            | "على"
            | "عن"
            | "من"
            | "أن"
            | "إن"
            | "التي"
            | "الذي"
            | "الذين"
            | "أو"
            | "لأن"
            | "لكن"
    )
}

/// Whether a word has a letter inside that only ends words, two alefs side by side, or three equal letters in a row.
#[cfg(feature = "pdf")]
pub(super) fn is_misshapen(word: &str) -> bool {
    let letters: Vec<char> = word.chars().filter(|&c| !is_mark(c)).collect();
    let inner = letters.split_last().map_or(&[][..], |(_, inner)| inner);
    inner.iter().any(|c| matches!(c, 'ة' | 'ى'))
        || letters.windows(2).any(|pair| pair == ['ا', 'ا'])
        || letters.windows(3).any(|three| three[0] == three[1] && three[1] == three[2])
}

/// Words that grammar or custom puts twice.
pub(super) fn is_said_twice(word: &str) -> bool {
    matches!(
        word,
        "جدا"
            | "من"
            | "ما"
            | "لا"
            | "نعم"
            | "يا"
            | "الله"
            | "امين"
            | "ها"
            | "هيا"
            | "كلا"
            | "رويدا"
            | "مرارا"
            | "قال"
    )
}

/// Whether a word may be repeated on purpose: an adverb such as "one by one", and one act told after another (he pecked,
/// and it pecked).
pub(super) fn may_repeat(folded: &str, one_by_one: bool) -> bool {
    let adverb = folded.ends_with('ا') && !folded.starts_with("ال");
    let deed = folded.starts_with('ف') && folded.chars().count() > 3;
    let part = folded.ends_with('ه') && !folded.starts_with("ال") && one_by_one;
    adverb || deed || part
}

/// Latin letters as they are spelt in abbreviations (بي بي سي).
pub(super) fn is_letter_name(word: &str) -> bool {
    matches!(
        word,
        "بي" | "سي"
            | "دي"
            | "اي"
            | "اف"
            | "جي"
            | "جيه"
            | "كي"
            | "ال"
            | "ام"
            | "ان"
            | "او"
            | "بيه"
            | "كيو"
            | "ار"
            | "اس"
            | "تي"
            | "يو"
            | "في"
            | "اكس"
            | "واي"
            | "زد"
    )
}

/// Letters of Persian and Urdu.
pub(super) fn foreign_letter(letter: char) -> Option<ForeignLetter> {
    Some(match letter {
        'ک' | 'ڪ' => ForeignLetter::LooksLike("ك"),
        'ی' | 'ې' | 'ے' => ForeignLetter::LooksLike("ي"),
        'ہ' | 'ھ' | 'ە' | 'ۀ' => ForeignLetter::LooksLike("ه"),
        'ں' => ForeignLetter::LooksLike("ن"),
        'ٹ' => ForeignLetter::LooksLike("ت"),
        'ڈ' => ForeignLetter::LooksLike("د"),
        'ڑ' => ForeignLetter::LooksLike("ر"),
        'ۃ' => ForeignLetter::LooksLike("ة"),
        'گ' | 'پ' | 'چ' | 'ڤ' | 'ژ' => ForeignLetter::InNames,
        _ => return None,
    })
}

/// Whether letters are clitics that are written before a Latin name, with a tatweel or without.
pub(super) fn may_precede_latin(letters: &str) -> bool {
    let letters = letters.trim_end_matches('ـ');
    let letters = letters.strip_prefix(['و', 'ف']).unwrap_or(letters);
    matches!(letters, "" | "ال" | "لل" | "ل" | "ب" | "ك" | "بال" | "كال" | "لال")
}

/// Words beside the hour of a clock.
pub(super) fn tells_hour(word: &str) -> bool {
    matches!(
        word,
        "الساعه"
            | "صباحا"
            | "مساء"
            | "ظهرا"
            | "عصرا"
            | "ليلا"
            | "فجرا"
            | "ص"
            | "م"
            | "المساء"
            | "الصباح"
    )
}

/// Words before numbers of parts: الإصدار 3.10.
pub(super) fn precedes_parts(word: &str) -> bool {
    matches!(
        word.strip_prefix("ال").unwrap_or(word),
        "اصدار"
            | "نسخه"
            | "ماده"
            | "فصل"
            | "قسم"
            | "بند"
            | "فقره"
            | "شكل"
            | "جدول"
            | "ملحق"
    )
}

/// Where a word goes on after a letter that only ends words: ة, and ى but in the spelling شىء and before a small alef. A ة
/// between two words of some length can be nothing else; a ى may be a ي without its dots.
pub(super) fn glued(word: &str) -> Option<(usize, bool)> {
    let (at, end) = goes_on(word)?;
    let letters = |part: &str| part.chars().filter(|c| is_arabic_letter(*c)).count();
    let is_sure = end == 'ة' && letters(&word[..at]) > 3 && letters(&word[at..]) > 2;
    Some((at, is_sure))
}

fn goes_on(word: &str) -> Option<(usize, char)> {
    // Most words have no such letter, or have it at their end.
    let is_end = |two: &[u8]| two == "ة".as_bytes() || two == "ى".as_bytes();
    let from = word.as_bytes().windows(2).position(is_end)?;
    let mut chars = word[from..].char_indices().map(|(at, c)| (from + at, c)).peekable();
    let mut ends = None;
    while let Some((at, c)) = chars.next() {
        match c {
            'ة' => ends = Some(c),
            'ى' => ends = chars.peek().filter(|(_, next)| *next != '\u{670}').map(|_| c),
            // A stroke after the letter is one of ornament.
            'ـ' => ends = None,
            c if is_mark(c) => {}
            'ء' if ends == Some('ى') => ends = None,
            c if is_arabic_letter(c) && ends.is_some() => return ends.map(|end| (at, end)),
            _ => ends = None,
        }
    }
    None
}
