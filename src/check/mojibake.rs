//! Text read in a wrong encoding: `Ø§Ù„` for ال, `â€™` for ’.

use std::ops::Range;
use std::sync::LazyLock;

use encoding_rs::{Encoding, WINDOWS_1252, WINDOWS_1256};

use super::message::Form;
use super::rule::{Check, Finding, Pair, Severity};
use crate::text::fold::{is_arabic_letter, is_vowel_mark};

/// The check `mojibake`.
pub(super) struct Mojibake;

const RIGHT: Form =
    Form::new("mojibake.right", "'{found}' was read in a wrong encoding; it is '{right}'");
const LOST: Form = Form::new(
    "mojibake.lost",
    "'{found}' was read in a wrong encoding and has lost bytes; restore it from the document",
);

impl Check for Mojibake {
    fn id(&self) -> &'static str {
        "mojibake"
    }

    fn severity(&self) -> Severity {
        Severity::Error
    }

    fn about(&self) -> &'static str {
        "text read in a wrong encoding (Ø§Ù„ for ال)"
    }

    fn unit(&self, pair: &Pair<'_>, report: &mut dyn FnMut(Finding)) {
        for text in pair.sides() {
            let repairs = repairs(text.text);
            for (range, right) in &repairs {
                let found = &text.text[range.clone()];
                let message = RIGHT.say(&[("found", &found), ("right", right)]);
                report(
                    pair.finding_at(self, Severity::Error, text, range.clone(), message).fixable(),
                );
            }
            let mended = |at: &Range<usize>| {
                repairs.iter().any(|(r, _)| r.start <= at.start && at.end <= r.end)
            };
            if let Some(range) = telling(text.text).filter(|range| !mended(range)) {
                let message = LOST.say(&[("found", &&text.text[range.clone()])]);
                report(pair.finding_at(self, Severity::Error, text, range, message));
            }
        }
    }
}

/// Where a text was read in a wrong encoding, with what should stand there if its bytes are all there.
pub(crate) fn misread(text: &str) -> Vec<(Range<usize>, Option<String>)> {
    let mut found: Vec<_> =
        repairs(text).into_iter().map(|(range, right)| (range, Some(right))).collect();
    if found.is_empty() {
        found.extend(telling(text).map(|range| (range, None)));
    }
    found
}

/// The wrong stretches of a text whose bytes are all there, with what they should be.
pub(super) fn repairs(text: &str) -> Vec<(Range<usize>, String)> {
    let mut repairs = Vec::new();
    let western = has_western(text);
    let mut rest = 0;
    while let Some(found) = text.as_bytes()[rest..].iter().position(|b| !b.is_ascii()) {
        let from = rest + found;
        let length = text.as_bytes()[from..].iter().position(u8::is_ascii);
        let to = length.map_or(text.len(), |length| from + length);
        rest = to;
        let before = repairs.len();
        if western {
            western_runs(text, from..to, &mut repairs);
        }
        if repairs.len() == before {
            let stretch = &text[from..to];
            let after_letter = text[..from].ends_with(|c: char| c.is_ascii_alphabetic());
            let before_letter = text[to..].starts_with(|c: char| c.is_ascii_alphabetic());
            let alone = western && !after_letter && !before_letter;
            let right = utf8_as_arabic(stretch)
                .or_else(|| Some(stretch).filter(|_| alone).and_then(code_page));
            repairs.extend(right.map(|right| (from..to, right)));
        }
    }
    repairs
}

/// Whether a text has letters of Western Europe: without them nothing was read in their code page. They have one lead
/// byte in UTF-8.
fn has_western(text: &str) -> bool {
    text.as_bytes().contains(&0xC3)
}

/// UTF-8 that was read in the western code page, also next to letters that are right.
fn western_runs(text: &str, stretch: Range<usize>, repairs: &mut Vec<(Range<usize>, String)>) {
    let mut bytes = Vec::new();
    let mut from = stretch.start;
    let ends = text[stretch.clone()].char_indices().map(|(at, c)| (stretch.start + at, Some(c)));
    for (at, c) in ends.chain(std::iter::once((stretch.end, None))) {
        match c.and_then(western_byte) {
            Some(byte) => bytes.push(byte),
            None => {
                let right = decode(std::mem::take(&mut bytes)).filter(|right| !right.is_empty());
                repairs.extend(right.map(|right| (from..at, right)));
                from = at + c.map_or(0, char::len_utf8);
            }
        }
    }
}

/// UTF-8 that was read in the Arabic code page.
fn utf8_as_arabic(stretch: &str) -> Option<String> {
    let mut start = stretch.chars();
    let (lead, trail) = (start.next()?, start.next()?);
    // The bytes of letters and vowel marks follow on nothing.
    if matches!(trail, '\u{0621}'..='\u{0652}') {
        return None;
    }
    let (lead, trail) = (arabic_byte(lead)?, arabic_byte(trail)?);
    if !(0xC2..=0xF4).contains(&lead) || !(0x80..=0xBF).contains(&trail) {
        return None;
    }
    let bytes = stretch.chars().map(arabic_byte).collect::<Option<Vec<u8>>>()?;
    // Arabic letters are themselves in the Arabic code page, so one letter alone is no proof.
    decode(bytes).filter(|right| right.chars().count() > 1)
}

fn decode(bytes: Vec<u8>) -> Option<String> {
    String::from_utf8(bytes).ok().filter(|right| right.chars().all(is_plausible))
}

/// Arabic in its Windows code page that was read in the western one.
fn code_page(stretch: &str) -> Option<String> {
    let letters = |c: char| matches!(c, '\u{C0}'..='\u{FF}');
    let count = stretch.chars().filter(|c| letters(*c)).count();
    if count < 4 || stretch.chars().any(|c| u32::from(c) > 0xFF && c != '\u{2019}') {
        return None;
    }
    let bytes = stretch.chars().map(western_byte).collect::<Option<Vec<u8>>>()?;
    let (right, _, bad) = WINDOWS_1256.decode(&bytes);
    let arabic = right.chars().all(|c| {
        is_arabic_letter(c) || is_vowel_mark(c) || matches!(c, '،' | '؛' | '؟' | '»' | '«')
    });
    (!bad && arabic).then(|| right.into_owned())
}

/// The byte of a character in Windows-1252, or in Latin-1 where Windows has none.
fn western_byte(c: char) -> Option<u8> {
    match u32::from(c) {
        code @ 0x80..=0xFF => u8::try_from(code).ok(),
        0x0600..=0x06FF => None,
        _ => WESTERN.byte(c),
    }
}

fn arabic_byte(c: char) -> Option<u8> {
    ARABIC.byte(c)
}

static WESTERN: LazyLock<CodePage> = LazyLock::new(|| CodePage::new(WINDOWS_1252));
static ARABIC: LazyLock<CodePage> = LazyLock::new(|| CodePage::new(WINDOWS_1256));

/// The characters beyond ASCII of a code page, in order, with their bytes: an encoder takes a while to begin.
struct CodePage(Vec<(char, u8)>);

impl CodePage {
    fn new(encoding: &'static Encoding) -> CodePage {
        let char_of = |byte: u8| {
            let (text, _, bad) = encoding.decode(std::slice::from_ref(&byte));
            Some((text.chars().next()?, byte)).filter(|_| !bad)
        };
        let mut chars: Vec<(char, u8)> = (0x80..=0xFF).filter_map(char_of).collect();
        chars.sort_unstable();
        CodePage(chars)
    }

    fn byte(&self, c: char) -> Option<u8> {
        if c.is_ascii() {
            return Some(c as u8);
        }
        let at = self.0.binary_search_by_key(&c, |&(known, _)| known).ok()?;
        Some(self.0[at].1)
    }
}

/// Whether a character is one that Arabic and western texts have.
fn is_plausible(c: char) -> bool {
    matches!(c, '\u{0621}'..='\u{063A}' | '\u{0641}'..='\u{0652}' | '\u{0660}'..='\u{066C}' | '\u{0670}' | 'ـ')
        || matches!(c, '،' | '؛' | '؟' | 'پ' | 'چ' | 'گ' | 'ڤ')
        || matches!(c, '\u{A0}'..='\u{FF}' | '\u{152}'..='\u{178}')
        || matches!(c, '\u{2010}'..='\u{2027}' | '\u{200C}'..='\u{200F}' | '€' | '™' | '\u{202A}'..='\u{202E}')
}

/// Where a text shows the traces of a wrong encoding: the lead bytes of Arabic letters before what cannot follow
/// these characters in any text.
fn telling(text: &str) -> Option<Range<usize>> {
    if !has_western(text) {
        return None;
    }
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let Some(&(next, follower)) = chars.peek() else { break };
        let trail = || western_byte(follower).is_some_and(|b| (0x80..0xC0).contains(&b));
        let telling = match c {
            'Ø' | 'Ù' | 'Ã' => {
                trail() && follower != '\u{A0}' && !matches!(follower, '»' | '’' | '”')
            }
            'â' => matches!(follower, '€' | '\u{80}'),
            _ => false,
        };
        if telling {
            return Some(at..next + follower.len_utf8());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_encodings_are_turned_back() {
        for (wrong, right) in [
            ("Ø§Ù„Ø¹Ø±Ø¨", "العرب"),
            ("ط§ظ„ط¹", "الع"),
            ("donâ€™t", "’"),
            ("Ø§Ù„كتاب", "ال"),
            ("cafÃ©", "é"),
            ("ÇáÚÑÈíÉ", "العربية"),
        ] {
            let repairs = repairs(wrong);
            assert_eq!(repairs.len(), 1, "{wrong}");
            assert_eq!(repairs[0].1, right);
        }
        for fine in ["العربية فقط، ثم", "ظ…", "café", "naïve «Çà»", "ÅÄÖ", "Ø 5 mm"]
        {
            assert_eq!(repairs(fine), [], "{fine}");
            assert_eq!(telling(fine), None, "{fine}");
        }
    }
}
