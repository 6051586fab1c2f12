//! The command line as it is typed.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use mizan::encoder::Encoder;
use mizan::lang::Lang;

use crate::glossary::GlossaryCommand;
use crate::memory::MemoryCommand;
use crate::memory::options::FormatArgs;
use crate::rules::RuleArgs;
use crate::{Failure, files};

/// Align an Arabic text with its English translation and write translation memories.
#[derive(Parser)]
#[command(
    name = "mizan",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 fine, 1 findings, 2 wrong usage, 3 bad input, 4 partly failed."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Align a source text with its translation
    Align(AlignArgs),
    /// Cut a text into segments
    Segment(SegmentArgs),
    /// Compare alignments with gold ones
    Eval(EvalArgs),
    Encode(crate::encode::Args),
    // Hidden, so that the help of every build is the same.
    #[cfg(feature = "encoder-build")]
    #[command(hide = true)]
    Encoder(crate::encoder::Args),
    Train(crate::train::TrainArgs),
    /// Look after glossaries
    Glossary {
        #[command(subcommand)]
        command: GlossaryCommand,
    },
    /// Look after translation memories
    Memory {
        #[command(subcommand)]
        command: MemoryCommand,
    },
}

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

/// What to compute meanings with.
#[derive(clap::Args)]
pub(crate) struct EngineArgs {
    /// Weights of the sentence encoder to use instead of the built-in Arabic-English ones; `none` does without
    /// an encoder, which is faster and less sure
    #[arg(long, value_name = "FILE")]
    encoder: Option<PathBuf>,

    /// Threads to use; the result does not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

impl EngineArgs {
    /// The encoder asked for, unless none is.
    pub(crate) fn encoder(&self) -> Result<Option<Encoder>, Failure> {
        match self.encoder.as_deref() {
            Some(path) if path.as_os_str() == "none" => Ok(None),
            path => files::encoder(path).map(Some),
        }
    }

    /// The threads asked for, or all there are.
    pub(crate) fn threads(&self) -> NonZeroUsize {
        self.threads
            .and_then(|asked| NonZeroUsize::new(usize::from(asked)))
            .or_else(|| std::thread::available_parallelism().ok())
            .unwrap_or(NonZeroUsize::MIN)
    }
}

#[derive(clap::Args)]
pub(crate) struct SegmentArgs {
    /// The text to cut
    #[arg(required_unless_present_any = ["records", "export_srx"])]
    pub(crate) file: Option<PathBuf>,

    /// Its language
    #[arg(long, value_name = "TAG", default_value = "ar")]
    pub(crate) lang: Lang,

    /// The form of the output
    #[arg(long, value_enum, default_value_t)]
    pub(crate) to: SegmentFormat,

    /// Read JSON objects with "text" and "lang" from standard input, one a line, and print each with its
    /// "sentences"
    #[arg(long, conflicts_with_all = ["file", "to"])]
    pub(crate) records: bool,

    /// Write our rules as SRX 2.0, so that other tools cut alike
    #[arg(long, value_name = "OUT", conflicts_with_all = ["file", "to", "records"])]
    pub(crate) export_srx: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,
}

/// The forms of segmented text.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum SegmentFormat {
    /// One segment a line
    #[default]
    Lines,
    /// One JSON object a line, with offsets
    Jsonl,
}

#[derive(clap::Args)]
pub(crate) struct EvalArgs {
    /// The gold alignment: a file of beads, or a folder of them
    pub(crate) gold: PathBuf,

    /// The alignment to judge: a file, or a folder with files of the same names
    pub(crate) test: PathBuf,

    /// How many of the beads that are wrong with the highest confidence to list; 0 lists none
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub(crate) worst: usize,

    /// Print JSON
    #[arg(long)]
    pub(crate) json: bool,
}

pub(crate) fn probability(text: &str) -> Result<f32, String> {
    let value: f32 =
        text.parse().map_err(|_| "give a number from 0 to 1, such as 0.9".to_owned())?;
    if (0.0..=1.0).contains(&value) {
        Ok(value)
    } else {
        Err("give a number from 0 to 1".to_owned())
    }
}

/// Reads `YYYY-MM-DD` into the form TMX has.
fn date(text: &str) -> Result<String, String> {
    let days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let parts: Vec<&str> = text.split('-').collect();
    let fits = |part: &str, length: usize| {
        part.len() == length && part.bytes().all(|b| b.is_ascii_digit())
    };
    if let [year, month, day] = parts[..] {
        let month_number: usize = month.parse().unwrap_or(0);
        let day_number: u32 = day.parse().unwrap_or(0);
        let exists = days
            .get(month_number.wrapping_sub(1))
            .is_some_and(|&last| (1..=last).contains(&day_number));
        if fits(year, 4) && fits(month, 2) && fits(day, 2) && exists {
            return Ok(format!("{year}{month}{day}T000000Z"));
        }
    }
    Err("give a date like 2026-03-31".to_owned())
}
