//! Which encoding some bytes are in.
//!
//! A byte-order mark settles it, then validity as UTF-8, then the pattern of zero bytes that UTF-16
//! leaves; what is left is a legacy code page, chosen by the language the text is declared to be in.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, ErrorKind, Result};
use crate::lang::Lang;
use crate::language;
use crate::text::Warning;

/// Bytes as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text, without byte-order mark.
    pub(super) text: String,
    /// The name of the encoding, such as `UTF-8` or `windows-1256`.
    pub(super) encoding: &'static str,
    /// What was guessed or repaired.
    pub(super) warnings: Vec<Warning>,
}

/// Decodes UTF-8, UTF-16 and, for bytes that are neither, the code pages of the language: Windows-1256
/// and ISO 8859-6 for Arabic, else what the byte statistics suggest. Returns the text without byte-order mark, and a
/// warning for each guess and repair.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] and [`ErrorKind::NotText`] for binary data, [`ErrorKind::Empty`] for no text at all, and
/// [`ErrorKind::Malformed`] for bytes that are valid in no candidate encoding.
pub(super) fn decode(bytes: &[u8], lang: Lang) -> Result<Decoded> {
    decode_declared(bytes, lang, None)
}

/// Decodes as [`decode`] does. Where bytes are no Unicode, what the file declares goes before a guess, unless they are
/// plainly in another code page.
///
/// # Errors
///
/// Those of [`decode`].
pub(super) fn decode_declared(
    bytes: &[u8],
    lang: Lang,
    declared: Option<&'static Encoding>,
) -> Result<Decoded> {
    require_text(bytes)?;
    let mut warnings = Vec::new();
    let (encoding, body) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, &bytes[length..]),
        None => (detect(bytes, lang, declared, &mut warnings)?, bytes),
    };
    let (text, had_errors) = encoding.decode_without_bom_handling(body);
    if had_errors {
        let at = text.find('\u{FFFD}').unwrap_or(text.len());
        return Err(Error::malformed(
            "text",
            line_of(&text, at),
            format!("bytes that are not valid {}; save the file as UTF-8", encoding.name()),
        ));
    }
    let text = drop_controls(text.into_owned(), &mut warnings);
    if text.trim().is_empty() {
        return Err(Error::new(ErrorKind::Empty));
    }
    Ok(Decoded { text, encoding: encoding.name(), warnings })
}

/// Refuses formats that are known by their first bytes and are no text.
///
/// # Errors
///
/// [`ErrorKind::Unsupported`] with the name of the format.
pub fn require_text(bytes: &[u8]) -> Result<()> {
    let format = match bytes {
        [b'P', b'K', 3, 4, ..] => {
            "a ZIP container, not a text or a document that is read; unpack it"
        }
        [b'%', b'P', b'D', b'F', b'-', ..] => "a PDF, not text; save it as plain text",
        [0x1F, 0x8B, ..] => "gzip-compressed, not text; unpack it",
        [0xD0, 0xCF, 0x11, 0xE0, ..] => {
            "an old Office file, not text; save it as DOCX, XLSX or PPTX"
        }
        [b'%', b'!', b'P', b'S', b'-', ..] => "PostScript, not text; save it as plain text",
        [0x89, b'P', b'N', b'G', ..]
        | [0xFF, 0xD8, 0xFF, ..]
        | [b'G', b'I', b'F', b'8', ..]
        | [b'I', b'I', b'*', 0, ..]
        | [b'M', b'M', 0, b'*', ..]
        | [b'A', b'T', b'&', b'T', b'F', b'O', b'R', b'M', ..] => {
            "a picture, not text; have its text recognised, and save that"
        }
        [b'7', b'z', 0xBC, 0xAF, ..]
        | [b'R', b'a', b'r', b'!', ..]
        | [b'B', b'Z', b'h', ..]
        | [0xFD, b'7', b'z', b'X', ..]
        | [0x28, 0xB5, 0x2F, 0xFD, ..] => "a compressed archive, not text; unpack it",
        [b'I', b'D', b'3', ..] | [_, _, _, _, b'f', b't', b'y', b'p', ..] => {
            "sound or film, not text; give its subtitles"
        }
        _ => return Ok(()),
    };
    Err(Error::new(ErrorKind::Unsupported { format }))
}

fn detect(
    bytes: &[u8],
    lang: Lang,
    declared: Option<&'static Encoding>,
    warnings: &mut Vec<Warning>,
) -> Result<&'static Encoding> {
    let control =
        bytes.iter().position(|&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | 0x0B | 0x0C | b'\r'));
    let utf8 = std::str::from_utf8(bytes);
    match (utf8, control) {
        (Ok(_), None) => return Ok(UTF_8),
        // A stray control character does not make a text binary; a NUL or a share of them does.
        (Ok(text), Some(_)) if !bytes.contains(&0) && few_controls(text) => return Ok(UTF_8),
        _ => {}
    }
    let encoding = if let Some(control) = control {
        utf16(bytes).ok_or_else(|| Error::new(ErrorKind::NotText { byte: control }))?
    } else if let (Err(error), true) = (&utf8, mostly_utf8(bytes)) {
        let good = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        return Err(Error::malformed(
            "text",
            line_of(&good, good.len()),
            "bytes that are not valid UTF-8 in a text that else is; save the file as UTF-8",
        ));
    } else if let Some(encoding) = declared.filter(|encoding| fits(encoding, bytes, lang)) {
        return Ok(encoding);
    } else {
        code_page(bytes, lang)
    };
    let message = format!("no byte-order mark and not UTF-8; read as {}", encoding.name());
    warnings.push(Warning::new(None, message));
    Ok(encoding)
}

/// Whether bytes may be in the code page that a file declares.
pub(super) fn fits(declared: &'static Encoding, bytes: &[u8], lang: Lang) -> bool {
    declared.is_single_byte()
        && !declared.decode_without_bom_handling(bytes).1
        && language::of(lang).disguised(bytes, declared).is_none()
}

fn few_controls(text: &str) -> bool {
    let controls = text.chars().filter(|c| c.is_control() && !c.is_whitespace()).count();
    controls * 100 < text.len() + 200
}

/// UTF-16 without a mark: nearly all high bytes are those of Latin, Arabic or punctuation.
pub(super) fn utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    if !bytes.len().is_multiple_of(2) || bytes.len() < 4 {
        return None;
    }
    let share = |offset: usize| {
        let high = bytes.iter().skip(offset).step_by(2);
        high.filter(|&&b| matches!(b, 0x00 | 0x06 | 0x20 | 0xFB..=0xFE)).count() * 2
    };
    let (big, little) = (share(0), share(1));
    let (encoding, best) = if little > big { (UTF_16LE, little) } else { (UTF_16BE, big) };
    let fits = best * 10 >= bytes.len() * 9;
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    (fits && !had_errors && !text.contains('\0') && few_controls(&text)).then_some(encoding)
}

/// Whether most bytes beyond ASCII belong to valid UTF-8 sequences.
pub(super) fn mostly_utf8(bytes: &[u8]) -> bool {
    let high = bytes.iter().filter(|b| !b.is_ascii()).count();
    let lossy = String::from_utf8_lossy(bytes);
    let valid: usize =
        lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').map(char::len_utf8).sum();
    valid * 10 > high * 9
}

pub(super) fn code_page(bytes: &[u8], lang: Lang) -> &'static Encoding {
    language::of(lang).code_page(bytes).unwrap_or_else(|| {
        let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
        detector.feed(bytes, true);
        detector.guess(None, chardetng::Utf8Detection::Deny)
    })
}

/// Control characters have no place in XML, so no memory could carry them.
pub(super) fn drop_controls(text: String, warnings: &mut Vec<Warning>) -> String {
    let forbidden = |c: char| {
        (c < ' ' && !matches!(c, '\t' | '\n' | '\u{0B}' | '\u{0C}' | '\r'))
            || matches!(c, '\u{FFFE}' | '\u{FFFF}')
    };
    let Some(first) = text.find(forbidden) else { return text };
    let count = text.chars().filter(|&c| forbidden(c)).count();
    let message = format!("removed {count} control character(s) that no memory format can hold");
    warnings.push(Warning::new(Some(line_of(&text, first)), message));
    text.chars().filter(|&c| !forbidden(c)).collect()
}

fn line_of(text: &str, at: usize) -> u64 {
    memchr::memchr_iter(b'\n', &text.as_bytes()[..at]).count() as u64 + 1
}

#[cfg(test)]
mod tests {
    use encoding_rs::WINDOWS_1256;

    use super::*;

    const TEXT: &str = "قالت الوزيرة: «نعم».\nووصل الوفد إلى باريس (Paris) عام 2023.";

    #[test]
    fn every_encoding_gives_the_same_text() {
        let utf16 = |big: bool| -> Vec<u8> {
            let order = |u: u16| if big { u.to_be_bytes() } else { u.to_le_bytes() };
            TEXT.encode_utf16().flat_map(order).collect()
        };
        let with = |mark: &[u8], body: &[u8]| [mark, body].concat();
        let windows = WINDOWS_1256.encode(TEXT).0.into_owned();
        for (bytes, name, guessed) in [
            (TEXT.as_bytes().to_vec(), "UTF-8", false),
            (with(b"\xEF\xBB\xBF", TEXT.as_bytes()), "UTF-8", false),
            (with(b"\xFF\xFE", &utf16(false)), "UTF-16LE", false),
            (with(b"\xFE\xFF", &utf16(true)), "UTF-16BE", false),
            (utf16(false), "UTF-16LE", true),
            (utf16(true), "UTF-16BE", true),
            (windows, "windows-1256", true),
        ] {
            let decoded = decode(&bytes, Lang::AR).unwrap();
            assert_eq!(decoded.text, TEXT, "{name}");
            assert_eq!(decoded.encoding, name);
            assert_eq!(!decoded.warnings.is_empty(), guessed, "{name}");
        }
    }

    #[test]
    fn the_other_arabic_code_page_is_found() {
        let text = "سلام على من قرأ هذا الكتاب";
        let bytes: Vec<u8> = text
            .chars()
            .map(|c| if c == ' ' { b' ' } else { u8::try_from(c as u32 - 0x560).unwrap() })
            .collect();
        assert_eq!(decode(&bytes, Lang::AR).unwrap().text, text);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let kind = |bytes: &[u8]| {
            decode(bytes, Lang::AR).map(|d| d.text).map_err(|e| format!("{:?}", e.kind()))
        };
        assert!(kind(b"\x7fELF\x02\x01\x01\0\0\0").unwrap_err().starts_with("NotText"));
        assert!(kind(b"").unwrap_err().starts_with("Empty"));
        assert!(kind(b"\xEF\xBB\xBF \n").unwrap_err().starts_with("Empty"));
        let mut broken = TEXT.as_bytes().to_vec();
        broken.insert(TEXT.find('\n').unwrap() + 1, 0xFF);
        assert!(kind(&broken).unwrap_err().contains("Line(2)"));
    }

    #[test]
    fn stray_controls_go_and_are_told() {
        let decoded = decode(format!("{TEXT}\u{1}").as_bytes(), Lang::AR).unwrap();
        assert_eq!(decoded.text, TEXT);
        assert_eq!(decoded.warnings.len(), 1);
    }
}
