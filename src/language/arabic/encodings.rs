//! The code pages of Arabic text that is no Unicode.

use encoding_rs::{Encoding, ISO_8859_6, WINDOWS_1256};

use crate::text::fold::is_arabic_letter;

/// The code page that bytes are in. The two agree on most letters of the first half of the alphabet and on little else,
/// so the right one shows by how much of the text it turns into the commonest letters.
pub(super) fn code_page(bytes: &[u8]) -> &'static Encoding {
    let common = |encoding: &'static Encoding| {
        let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
        let letters = text.chars().filter(|&c| is_arabic_letter(c)).count();
        let frequent = text.chars().filter(|c| "اليمونرتبعةهد".contains(*c)).count();
        if had_errors { 0 } else { letters + 2 * frequent }
    };
    if common(ISO_8859_6) > common(WINDOWS_1256) { ISO_8859_6 } else { WINDOWS_1256 }
}

/// The code page of bytes that are declared to be of a Latin one and are Arabic letters: most of them are such letters in
/// Windows-1256, and the commonest of them lead.
pub(super) fn disguised(bytes: &[u8], declared: &'static Encoding) -> Option<&'static Encoding> {
    if [ISO_8859_6, WINDOWS_1256].contains(&declared) {
        return None;
    }
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    let (text, _) = WINDOWS_1256.decode_without_bom_handling(bytes);
    let letters = text.chars().filter(|&c| is_arabic_letter(c)).count();
    let frequent = text.chars().filter(|c| "اليمونرتب".contains(*c)).count();
    (letters * 10 > high * 7 && frequent * 2 > letters).then_some(WINDOWS_1256)
}
