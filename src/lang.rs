//! Language tags and writing direction.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// A language tag: language, optional script, region and variant, as BCP 47 writes them (`ar`, `en-US`,
/// `zh-Hant-TW`, `en-GB-oxendict`).
///
/// Comparing two tags compares all parts; use [`Lang::same_language`] to compare languages alone.
///
/// ```
/// use mizan::lang::Lang;
///
/// let lang: Lang = "AR_sa".parse()?;
/// assert_eq!(lang.to_string(), "ar-SA");
/// assert!(lang.same_language(Lang::AR));
/// # Ok::<(), mizan::error::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lang {
    // Zero bytes pad the unused end of each part.
    language: [u8; 3],
    script: [u8; 4],
    region: [u8; 3],
    variant: [u8; 8],
}

/// The direction in which a language is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of a `dir` attribute: `ltr` or `rtl`.
    pub fn as_str(self) -> &'static str {
        match self {
            Direction::Ltr => "ltr",
            Direction::Rtl => "rtl",
        }
    }
}

impl Lang {
    /// Arabic.
    pub const AR: Lang = Lang::plain(*b"ar\0");
    /// English.
    pub const EN: Lang = Lang::plain(*b"en\0");

    /// An unknown language (`und`).
    pub(crate) const UNKNOWN: Lang = Lang::plain(*b"und");

    const fn plain(language: [u8; 3]) -> Lang {
        Lang { language, script: [0; 4], region: [0; 3], variant: [0; 8] }
    }

    /// The primary language subtag, such as `ar`.
    pub fn language(&self) -> &str {
        part(&self.language)
    }

    /// The language that a dialect with a code of its own belongs to (`ar` for `arz`), else the language itself.
    pub(crate) fn macro_language(&self) -> &str {
        let has_own_code = self.language[2] != 0 && ARABIC_DIALECTS.contains(&self.language());
        if has_own_code { "ar" } else { self.language() }
    }

    pub(crate) fn without_variant(self) -> Lang {
        Lang { variant: [0; 8], ..self }
    }

    /// Whether two tags name the same language, whatever their script, region and variant.
    pub fn same_language(self, other: Lang) -> bool {
        self.language == other.language
    }

    /// The direction of the language's usual script, or of the script the tag names.
    pub fn direction(self) -> Direction {
        let rtl = match part(&self.script) {
            "" => matches!(
                self.macro_language(),
                "ar" | "fa" | "he" | "ur" | "ps" | "sd" | "ug" | "yi" | "dv" | "ckb" | "arc"
            ),
            script => matches!(script, "Arab" | "Hebr" | "Syrc" | "Thaa" | "Nkoo"),
        };
        if rtl { Direction::Rtl } else { Direction::Ltr }
    }
}

/// Languages that ISO 639-2 has codes of three letters for and tags use those of two (RFC 5646, 2.2.1): the ones that
/// stand beside Arabic in memories.
const SHORT_CODES: &[(&str, &str)] = &[
    ("ara", "ar"),
    // Standard Arabic, which ISO 639-3 lists beside its dialects.
    ("arb", "ar"),
    ("eng", "en"),
    ("fra", "fr"),
    ("fre", "fr"),
    ("deu", "de"),
    ("ger", "de"),
    ("spa", "es"),
    ("ita", "it"),
    ("por", "pt"),
    ("nld", "nl"),
    ("dut", "nl"),
    ("rus", "ru"),
    ("tur", "tr"),
    ("fas", "fa"),
    ("per", "fa"),
    ("urd", "ur"),
    ("pus", "ps"),
    ("kur", "ku"),
    ("heb", "he"),
    ("ell", "el"),
    ("gre", "el"),
    ("zho", "zh"),
    ("chi", "zh"),
    ("jpn", "ja"),
    ("kor", "ko"),
    ("hin", "hi"),
    ("ind", "id"),
    ("swe", "sv"),
    ("pol", "pl"),
];

/// Members of the macrolanguage `ara` (ISO 639-3), but for `arb`.
const ARABIC_DIALECTS: &[&str] = &[
    "aao", "abh", "abv", "acm", "acq", "acw", "acx", "acy", "adf", "aeb", "aec", "afb", "ajp",
    "apc", "apd", "arq", "ars", "ary", "arz", "auz", "avl", "ayh", "ayl", "ayn", "ayp", "pga",
    "shu", "ssh",
];

fn part(bytes: &[u8]) -> &str {
    let end = bytes.iter().position(|&b| b == 0).unwrap_or(bytes.len());
    std::str::from_utf8(&bytes[..end]).unwrap_or_default()
}

fn fill<const N: usize>(text: &str, case: fn(usize, u8) -> u8) -> [u8; N] {
    let mut bytes = [0; N];
    for (at, byte) in text.bytes().enumerate() {
        bytes[at] = case(at, byte);
    }
    bytes
}

impl FromStr for Lang {
    type Err = Error;

    /// Reads a tag in any letter case, with `-` or `_` between its parts.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadLang`] if the tag has no two- or three-letter language, or a part that is neither a script (four
    /// letters), a region (two letters or three digits) nor one variant (five to eight letters and digits, or four from
    /// a digit on).
    fn from_str(tag: &str) -> Result<Lang, Error> {
        let bad = || Error::new(ErrorKind::BadLang { tag: tag.to_owned() });
        let mut parts = tag.split(['-', '_']).peekable();
        let language = parts.next().unwrap_or_default();
        let letters = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
        if !matches!(language.len(), 2 | 3) || !letters(language) {
            return Err(bad());
        }
        // An extended language stands for itself: `ar-arz` is `arz` (RFC 5646, 4.5).
        let extended = parts.next_if(|p| language.len() == 2 && p.len() == 3 && letters(p));
        let language = extended.unwrap_or(language);
        let language: [u8; 3] = fill(language, |_, b| b.to_ascii_lowercase());
        let short = SHORT_CODES.iter().find(|(long, _)| long.as_bytes() == language);
        let mut lang = Lang {
            language: short.map_or(language, |(_, short)| fill(short, |_, b| b)),
            ..Lang::UNKNOWN
        };
        if let Some(script) = parts.next_if(|p| p.len() == 4 && letters(p)) {
            let title =
                |at, b: u8| if at == 0 { b.to_ascii_uppercase() } else { b.to_ascii_lowercase() };
            lang.script = fill(script, title);
        }
        let is_region = |p: &&str| {
            p.len() == 2 && letters(p) || p.len() == 3 && p.bytes().all(|b| b.is_ascii_digit())
        };
        if let Some(region) = parts.next_if(is_region) {
            lang.region = fill(region, |_, b| b.to_ascii_uppercase());
        }
        let is_variant = |p: &&str| {
            p.bytes().all(|b| b.is_ascii_alphanumeric())
                && (matches!(p.len(), 5..=8)
                    || p.len() == 4 && p.starts_with(|c: char| c.is_ascii_digit()))
        };
        if let Some(variant) = parts.next_if(is_variant) {
            lang.variant = fill(variant, |_, b| b.to_ascii_lowercase());
        }
        if parts.next().is_some() { Err(bad()) } else { Ok(lang) }
    }
}

impl TryFrom<String> for Lang {
    type Error = Error;

    fn try_from(tag: String) -> Result<Lang, Error> {
        tag.parse()
    }
}

impl From<Lang> for String {
    fn from(lang: Lang) -> String {
        lang.to_string()
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.language())?;
        for part in [part(&self.script), part(&self.region), part(&self.variant)] {
            if !part.is_empty() {
                write!(f, "-{part}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lang({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_canonical() {
        for (given, canonical) in [
            ("ar", "ar"),
            ("AR_sa", "ar-SA"),
            ("zh-hant-tw", "zh-Hant-TW"),
            ("es-419", "es-419"),
            ("ARA-EG", "ar-EG"),
            ("arz", "arz"),
            ("arb", "ar"),
            ("ar-ARZ-EG", "arz-EG"),
            ("en-GB-OXENDICT", "en-GB-oxendict"),
            ("de-1996", "de-1996"),
        ] {
            assert_eq!(given.parse::<Lang>().unwrap().to_string(), canonical);
        }
        for bad in [
            "",
            "a",
            "arabic",
            "ar-",
            "ar-toolong-x",
            "ar-muchtoolong",
            "en-GB-oxendict-scouse",
            "٣٤",
            "ar-SA-SA",
        ] {
            assert!(bad.parse::<Lang>().is_err(), "{bad:?} should be refused");
        }
    }

    #[test]
    fn direction_follows_language_or_script() {
        let direction = |tag: &str| tag.parse::<Lang>().unwrap().direction();
        assert_eq!(direction("ar-EG"), Direction::Rtl);
        assert_eq!(direction("ary"), Direction::Rtl);
        assert_eq!(direction("en"), Direction::Ltr);
        assert_eq!(direction("ar-Latn"), Direction::Ltr);
    }
}
