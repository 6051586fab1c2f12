//! Options that several commands share: languages and the form of outputs.

use clap::ValueEnum;
use mizan::format::{Codes, CsvProfile, Profile, ReadOptions, WriteOptions, XliffVersion};
use mizan::lang::Lang;
use mizan::memory::Sides;

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
#[derive(clap::Args)]
#[command(next_help_heading = "Output")]
pub(crate) struct FormatArgs {
    /// Tool that the output is for: sets language codes, and warns where the limits of the tool are exceeded
    #[arg(long, value_enum, default_value_t)]
    profile: ProfileArg,

    /// Dialect of CSV and TSV
    #[arg(long, value_enum, default_value_t)]
    csv_profile: CsvArg,

    /// Language codes to write, such as ar-EG,en-GB
    #[arg(long, value_name = "TAGS", value_delimiter = ',')]
    lang_codes: Vec<Lang>,

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

impl FormatArgs {
    pub(crate) fn options(&self) -> WriteOptions {
        WriteOptions {
            profile: self.profile.profile(),
            csv: self.csv_profile.profile(),
            xliff: match self.xliff {
                XliffArg::Two => XliffVersion::V2,
                XliffArg::One => XliffVersion::V1,
            },
            langs: self.lang_codes.clone(),
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
