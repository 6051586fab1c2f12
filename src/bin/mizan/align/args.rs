//! The arguments of `mizan align`.

use std::path::PathBuf;

use mizan::lang::Lang;

use crate::engine::EngineArgs;
use crate::options::FormatArgs;
use crate::rules::RuleArgs;
use crate::values::{date, probability};

#[derive(clap::Args)]
pub(crate) struct AlignArgs {
    /// The text that was translated
    pub(crate) source: PathBuf,

    /// Its translation
    pub(crate) target: PathBuf,

    /// A glossary (CSV, TSV, OmegaT, TBX, XLSX) that steers the alignment; may be given several times. Rows that cannot be read are
    /// named and passed over, and the exit code is 4
    #[arg(short, long, value_name = "FILE")]
    pub(crate) glossary: Vec<PathBuf>,

    /// Where to write; the extension names the format: tmx, xlf, xlsx, csv, tsv, html, jsonl, beads, ladder, or
    /// moses for a pair of files with the languages as extensions. May be given several times. Without it, source, target and confidence go to standard output, parted by tabs
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Vec<PathBuf>,

    /// Where to write, as CSV, every segment that is in no unit: unaligned, or rejected by --min-confidence,
    /// then with the strongest reasons against it
    #[arg(long, value_name = "FILE")]
    pub(crate) leftovers: Option<PathBuf>,

    /// Where to write, as text to read, every bead with what speaks for it and against it
    #[arg(long, value_name = "FILE")]
    pub(crate) explain: Option<PathBuf>,

    /// Check the units as `mizan memory check` does. The findings go to standard error, or to a file whose extension
    /// names the form: txt, jsonl, csv or html. If there are any, the exit code is 1
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, default_missing_value = "-")]
    pub(crate) check: Option<PathBuf>,

    /// The texts are cut already, one segment a line
    #[arg(long)]
    pub(crate) segmented: bool,

    /// Cut segments where a break of the other side runs inside them, so that both halves become clean units.
    /// Only freely translated text is looked at so closely
    #[arg(long)]
    pub(crate) split_inside: bool,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    /// The language of the source
    #[arg(long, value_name = "TAG", default_value = "ar")]
    pub(crate) source_lang: Lang,

    /// The language of the target
    #[arg(long, value_name = "TAG", default_value = "en")]
    pub(crate) target_lang: Lang,

    /// Keep only units at least this sure, 0 to 1
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = probability)]
    pub(crate) min_confidence: f32,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    /// A folder of weights that `mizan train` wrote, to use instead of the built-in ones
    #[arg(long, value_name = "FOLDER")]
    pub(crate) weights: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) format: FormatArgs,

    /// The date a memory carries, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<String>,
}
