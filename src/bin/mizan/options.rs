//! Options that several commands share: languages and the form of outputs.

use clap::ValueEnum;
use mizan::error::Error;
use mizan::format::{Codes, CsvProfile, Profile, ReadOptions, WriteOptions, XliffVersion};
use mizan::lang::Lang;
use mizan::memory::Sides;

use crate::outcome::Failure;

/// The languages of a memory.
#[derive(clap::Args)]
#[command(next_help_heading = "Languages")]
pub(crate) struct LangArgs {
    /// Language of the sources [default: as the memory says]
    #[arg(long, value_name = "TAG")]
    pub(crate) source_lang: Option<Lang>,

    /// Language of the translations [default: as the memory says]
    #[arg(long, value_name = "TAG")]
    pub(crate) target_lang: Option<Lang>,
}

impl LangArgs {
    pub(crate) fn sides(&self) -> Sides {
        Sides { source: self.source_lang, target: self.target_lang }
    }

    pub(crate) fn read_options(&self) -> ReadOptions {
        ReadOptions {
            source_lang: self.source_lang,
            target_lang: self.target_lang,
            ..ReadOptions::default()
        }
    }
}

/// The form of what is written.
#[derive(Default, clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FormatArgs {
    /// Tool that the output is for: sets language codes, and warns where the limits of the tool are exceeded
    #[arg(long, value_enum, default_value_t)]
    profile: ProfileArg,

    /// Dialect of CSV and TSV
    #[arg(long, value_enum, default_value_t)]
    csv_profile: CsvArg,

    /// Language codes to write, such as ar-EG,en-GB
    #[arg(long, value_name = "TAGS", value_parser = lang_codes)]
    lang_codes: Option<LangCodes>,

    /// Version of XLIFF
    #[arg(long, value_enum, default_value_t)]
    xliff: XliffArg,
}

/// How a memory is written.
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct WriteArgs {
    #[command(flatten)]
    format: FormatArgs,

    /// Write texts without inline codes
    #[arg(long)]
    no_codes: bool,

    /// Write units with an empty side too. Some tools insert the empty text as a translation
    #[arg(long)]
    keep_empty: bool,
}

/// Codes of different languages.
#[derive(Clone)]
struct LangCodes(Vec<Lang>);

fn lang_codes(text: &str) -> Result<LangCodes, String> {
    let mut codes: Vec<Lang> = Vec::new();
    for tag in text.split(',') {
        let code: Lang = tag.trim().parse().map_err(|error: Error| error.to_string())?;
        if let Some(other) = codes.iter().find(|other| other.same_language(code)) {
            return Err(format!("{other} and {code} are of one language; give one of them"));
        }
        codes.push(code);
    }
    Ok(LangCodes(codes))
}

impl FormatArgs {
    /// Refuses a code of a language that is not written.
    pub(crate) fn check_langs(&self, written: [Lang; 2]) -> Result<(), Failure> {
        let mut codes = self.lang_codes.iter().flat_map(|codes| &codes.0);
        let is_other = |code: &&Lang| !written.iter().any(|lang| lang.same_language(**code));
        codes.find(is_other).map_or(Ok(()), |code| {
            let [source, target] = written;
            Err(Failure::usage(format!(
                "--lang-codes {code}: the languages are '{source}' and '{target}'; give codes of these, or set \
                 --source-lang and --target-lang"
            )))
        })
    }

    pub(crate) fn options(&self) -> WriteOptions {
        WriteOptions {
            profile: self.profile.profile(),
            csv: self.csv_profile.profile(),
            xliff: match self.xliff {
                XliffArg::Two => XliffVersion::V2,
                XliffArg::One => XliffVersion::V1,
            },
            langs: self.lang_codes.clone().map(|codes| codes.0).unwrap_or_default(),
            ..WriteOptions::default()
        }
    }
}

impl WriteArgs {
    pub(crate) fn options(&self) -> WriteOptions {
        WriteOptions {
            codes: if self.no_codes { Codes::Dropped } else { Codes::Kept },
            keep_empty: self.keep_empty,
            ..self.format.options()
        }
    }
}

#[derive(Clone, Copy, Default, ValueEnum)]
enum XliffArg {
    #[default]
    #[value(name = "2.1")]
    Two,
    /// Older; more tools read it
    #[value(name = "1.2")]
    One,
}

/// Tools that a memory can be for.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum ProfileArg {
    #[default]
    Default,
    Trados,
    Memoq,
    Omegat,
    Phrase,
}

impl ProfileArg {
    pub(crate) fn profile(self) -> Profile {
        match self {
            ProfileArg::Default => Profile::Default,
            ProfileArg::Trados => Profile::Trados,
            ProfileArg::Memoq => Profile::MemoQ,
            ProfileArg::Omegat => Profile::OmegaT,
            ProfileArg::Phrase => Profile::Phrase,
        }
    }
}

/// Dialects of CSV and TSV.
#[derive(Clone, Copy, Default, ValueEnum)]
pub(crate) enum CsvArg {
    /// UTF-8, commas, LF
    #[default]
    Rfc4180,
    /// For Excel: UTF-8 with byte-order mark, commas, CRLF, formulas made harmless
    Excel,
    /// For Excel: UTF-16, tabs, CRLF, formulas made harmless
    ExcelTab,
}

impl CsvArg {
    pub(crate) fn profile(self) -> CsvProfile {
        match self {
            CsvArg::Rfc4180 => CsvProfile::Rfc4180,
            CsvArg::Excel => CsvProfile::Excel,
            CsvArg::ExcelTab => CsvProfile::ExcelTab,
        }
    }
}
