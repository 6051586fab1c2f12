//! Language tags and writing direction.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// A language tag: language, optional script, optional region, as BCP 47 writes them (`ar`, `en-US`,
/// `zh-Hant-TW`).
///
/// Comparing two tags compares all three parts; use [`Lang::same_language`] to ignore script and region.
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
    pub const AR: Lang = Lang { language: *b"ar\0", script: [0; 4], region: [0; 3] };
    /// English.
    pub const EN: Lang = Lang { language: *b"en\0", script: [0; 4], region: [0; 3] };

    /// An unknown language (`und`).
    pub(crate) const UNKNOWN: Lang = Lang { language: *b"und", script: [0; 4], region: [0; 3] };

    /// The primary language subtag, such as `ar`.
    pub fn language(&self) -> &str {
        part(&self.language)
    }

    /// Whether two tags name the same language, whatever their script and region.
    pub fn same_language(self, other: Lang) -> bool {
        self.language == other.language
    }

    /// The direction of the language's usual script, or of the script the tag names.
    pub fn direction(self) -> Direction {
        let rtl = match part(&self.script) {
            "" => matches!(
                self.language(),
                "ar" | "fa"
                    | "he"
                    | "ur"
                    | "ps"
                    | "sd"
                    | "ug"
                    | "yi"
                    | "dv"
                    | "ckb"
                    | "arz"
                    | "arc"
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
    /// [`ErrorKind::BadLang`] if the tag has no two- or three-letter language, or a part that is neither
    /// a script (four letters) nor a region (two letters or three digits).
    fn from_str(tag: &str) -> Result<Lang, Error> {
        let bad = || Error::new(ErrorKind::BadLang { tag: tag.to_owned() });
        let mut parts = tag.split(['-', '_']).peekable();
        let language = parts.next().unwrap_or_default();
        let letters = |s: &str| s.bytes().all(|b| b.is_ascii_alphabetic());
        if !matches!(language.len(), 2 | 3) || !letters(language) {
            return Err(bad());
        }
        let language: [u8; 3] = fill(language, |_, b| b.to_ascii_lowercase());
        let short = SHORT_CODES.iter().find(|(long, _)| long.as_bytes() == language);
        let mut lang = Lang {
            language: short.map_or(language, |(_, short)| fill(short, |_, b| b)),
            script: [0; 4],
            region: [0; 3],
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
        for part in [part(&self.script), part(&self.region)] {
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
        ] {
            assert_eq!(given.parse::<Lang>().unwrap().to_string(), canonical);
        }
        for bad in ["", "a", "arabic", "ar-", "ar-toolong-x", "٣٤", "ar-SA-SA"] {
            assert!(bad.parse::<Lang>().is_err(), "{bad:?} should be refused");
        }
    }

    #[test]
    fn direction_follows_language_or_script() {
        let direction = |tag: &str| tag.parse::<Lang>().unwrap().direction();
        assert_eq!(direction("ar-EG"), Direction::Rtl);
        assert_eq!(direction("en"), Direction::Ltr);
        assert_eq!(direction("ar-Latn"), Direction::Ltr);
    }
}
