//! How memories are read and written.

use std::sync::Arc;

use crate::aligner::WeightTables;
use crate::glossary::Glossary;
use crate::lang::Lang;

/// How memories are read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOptions {
    /// The language of the first text of a row, for formats that do not say.
    pub source_lang: Option<Lang>,
    /// The language of the second text of a row, for formats that do not say.
    pub target_lang: Option<Lang>,
    /// Whether inline codes are kept; else only their text is left out, and that around them joined.
    pub keep_codes: bool,
}

impl Default for ReadOptions {
    fn default() -> ReadOptions {
        ReadOptions { source_lang: None, target_lang: None, keep_codes: true }
    }
}

/// The tool a memory is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Profile {
    /// Any tool.
    #[default]
    Default,
    /// Trados Studio and RWS cloud: language codes with regions, 2,000 characters a text, 1 GB a file.
    Trados,
    /// memoQ.
    MemoQ,
    /// OmegaT.
    OmegaT,
    /// Phrase: 1 GB a file.
    Phrase,
}

impl Profile {
    /// The most characters the tool takes in one text.
    pub fn longest_text(self) -> Option<usize> {
        (self == Profile::Trados).then_some(2_000)
    }

    /// The most bytes the tool takes in one file.
    pub(super) fn largest_file(self) -> Option<u64> {
        matches!(self, Profile::Trados | Profile::Phrase).then_some(1_000_000_000)
    }

    /// The language code the tool wants: with a region where it must be that of its own memory.
    fn lang(self, lang: Lang) -> Lang {
        const REGIONS: [(&str, &str); 12] = [
            ("ar", "SA"),
            ("en", "US"),
            ("fr", "FR"),
            ("de", "DE"),
            ("es", "ES"),
            ("it", "IT"),
            ("pt", "PT"),
            ("nl", "NL"),
            ("ru", "RU"),
            ("tr", "TR"),
            ("fa", "IR"),
            ("ur", "PK"),
        ];
        if self != Profile::Trados {
            return lang;
        }
        let tag = lang.to_string();
        match REGIONS.iter().find(|(language, _)| tag == *language) {
            Some((language, region)) => format!("{language}-{region}").parse().unwrap_or(lang),
            None => lang,
        }
    }
}

/// A dialect of CSV and TSV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum CsvProfile {
    /// RFC 4180 as text tools expect it: UTF-8, commas, LF line ends.
    #[default]
    Rfc4180,
    /// As Excel opens it right: with byte-order mark and CRLF, and cells that look like formulas guarded by `'`.
    Excel,
    /// As Excel opens it right whatever its list separator: UTF-16 with byte-order mark, cells separated by tabs,
    /// CRLF, formulas guarded.
    ExcelTab,
}

/// A version of XLIFF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum XliffVersion {
    /// 2.1.
    #[default]
    V2,
    /// 1.2, which more tools read.
    V1,
}

/// What becomes of inline codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Codes {
    /// They are written where the format has them.
    #[default]
    Kept,
    /// Only the text is written.
    Dropped,
}

/// How a memory is written.
#[derive(Debug, Clone, Default)]
pub struct WriteOptions {
    /// The tool it is for.
    pub profile: Profile,
    /// The dialect of CSV.
    pub csv: CsvProfile,
    /// The version of XLIFF.
    pub xliff: XliffVersion,
    /// What becomes of inline codes.
    pub codes: Codes,
    /// Whether texts that are empty are written; else they are left out, and units with less than two
    /// texts with them, since tools put such a text in place of a translation.
    pub keep_empty: bool,
    /// Codes that languages are written with instead of their own, each in place of all codes of that
    /// language.
    pub langs: Vec<Lang>,
    /// Names and values that every unit of an alignment gets as props, behind its own.
    pub props: Vec<(String, String)>,
    /// Who made the units of an alignment, or empty.
    pub creator: String,
    /// The weights an alignment was made with, if they are not those of mizan. Projects keep them.
    pub weights: Option<WeightTables>,
    /// The glossary whose terms are marked in pages.
    pub glossary: Option<Arc<Glossary>>,
}

impl WriteOptions {
    /// The code a language is written with.
    pub fn lang(&self, lang: Lang) -> Lang {
        let given = self.langs.iter().find(|given| given.same_language(lang));
        given.copied().unwrap_or_else(|| self.profile.lang(lang))
    }
}
