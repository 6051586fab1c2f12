//! The arguments of `mizan align`.

use std::path::PathBuf;

use clap::ValueEnum;
use mizan::lang::Lang;

use crate::documents::DocumentArgs;
use crate::engine::EngineArgs;
use crate::options::FormatArgs;
use crate::records::RecordArgs;
use crate::rules::RuleArgs;
use crate::values::{date, probability, prop, text};

const AFTER: &str = "\
Exit codes: 0 success, 1 --check or --strict found something, 2 wrong usage, 3 bad input, 4 rows of
a glossary were skipped, some text could not be read, documents of a folder were not aligned, or
there were more errors than --max-errors.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan align pairs/faq/gold.ar pairs/faq/gold.en --segmented -g glossary/software.csv -o faq.csv
  mizan align pairs/faq/gold.ar pairs/faq/gold.en -o faq.tmx --name faq --prop x-client=Nile
  mizan align pairs/faq/gold.ar pairs/faq/gold.en --segmented -o faq.beads --explain why.txt
  mizan align --pairs pairs/faq --dry-run
  mizan align --pairs pairs/faq -o all.tmx --leftovers rest.csv
  mizan align --records pairs.jsonl -o answers.jsonl.gz --with texts --max-errors 5%";

const USAGE: &str = "mizan align [OPTIONS] <SOURCE> <TARGET>
       mizan align [OPTIONS] --pairs <FOLDER> [FOLDER2]
       mizan align [OPTIONS] --records [FILE]";

/// Align a source text with its translation
///
/// Both texts are cut into segments; a bead joins segments of the source with the segments that translate them. Without
/// --output, the source, the translation and the confidence of each bead are printed, separated by tabs.
#[derive(clap::Args)]
#[command(after_help = AFTER, override_usage = USAGE)]
pub(crate) struct AlignArgs {
    /// Source text; - for standard input
    #[arg(required_unless_present_any = ["pairs", "records"])]
    pub(crate) source: Option<PathBuf>,

    /// Its translation
    #[arg(required_unless_present_any = ["pairs", "records"])]
    pub(crate) target: Option<PathBuf>,

    /// Align all documents of a folder, of two folders (that of the sources first), or of a list: a file of two or three
    /// columns with tabs between, the source, its translation, and the name of the document. In folders, documents are paired
    /// by names that differ in the language: `report_AR.docx` with `report_EN.pdf`, ar/guide.md with en/guide.md or guide.md
    #[arg(
        long,
        value_name = "FOLDER",
        num_args = 1..=2,
        conflicts_with_all = ["source", "target", "explain", "check"],
        help_heading = "Many documents"
    )]
    pub(crate) pairs: Vec<PathBuf>,

    /// Print which documents would be aligned, and align none. The output can be edited and given to --pairs as a list
    #[arg(long, requires = "pairs", help_heading = "Many documents")]
    pub(crate) dry_run: bool,

    /// Align documents with the same content too, whatever their names. Without it they are only told
    #[arg(long, requires = "pairs", help_heading = "Many documents")]
    pub(crate) by_content: bool,

    /// Format of the files in a folder given as --output: one of its extensions. May be given several times [default: tmx]
    #[arg(long, value_name = "FORMAT", requires = "pairs", help_heading = "Many documents")]
    pub(crate) to: Vec<String>,

    /// Align pairs of texts that come as JSON, an object a line, from a file or standard input; each is answered by a line in
    /// the same order. A record has `source` and `target`, or `source_segments` and `target_segments` for texts that are
    /// cut already, and may have `id`, `glossary` (a list of pairs) and `meta`. One that cannot be aligned is answered by
    /// an error. Input and --output may be packed by gzip. A run that was ended goes on where it stopped, if input and
    /// --output are files
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        default_missing_value = "-",
        conflicts_with_all = [
            "source", "target", "pairs", "segmented", "main", "drop_marks", "codes", "leftovers", "explain", "check",
            "date", "name", "prop", "creation_id", "strict", "profile", "csv_profile", "lang_codes", "xliff",
        ],
        help_heading = "Records"
    )]
    pub(crate) records: Option<PathBuf>,

    /// What answers have beside the numbers of segments: the texts of beads, the reasons for them
    #[arg(
        long,
        value_name = "WHAT",
        value_enum,
        value_delimiter = ',',
        requires = "records",
        help_heading = "Records"
    )]
    pub(crate) with: Vec<WithArg>,

    /// The most segments of a text, which may have 200 bytes for each. A longer text is answered by an error, and so is a
    /// segment of more than 64 KiB
    #[arg(
        long,
        value_name = "N",
        default_value_t = 20_000,
        requires = "records",
        help_heading = "Records"
    )]
    pub(crate) max_segments: u32,

    #[command(flatten)]
    pub(crate) record: RecordArgs,

    /// Glossary that guides the alignment: CSV, TSV, OmegaT, TBX or XLSX. May be given several times. Rows that cannot
    /// be read are reported and skipped, and the exit code is 4
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    pub(crate) glossary: Vec<PathBuf>,

    /// The texts have one segment a line already
    #[arg(long, conflicts_with = "main", help_heading = "Input")]
    pub(crate) segmented: bool,

    #[command(flatten)]
    pub(crate) documents: DocumentArgs,

    /// What becomes of the inline codes of documents: bold, italics, underlining, links
    #[arg(long, value_enum, default_value_t, help_heading = "Input")]
    pub(crate) codes: CodesArg,

    /// File to write. The extension names the format: tmx, xlf, xlsx, csv, tsv, html, jsonl, beads, ladder, mizan for a
    /// project of `mizan review`, or moses for a pair of files whose extensions are the languages; - is standard output, as
    /// TSV. May be given several times. With --pairs, a file takes the units of all documents (no beads, ladder or mizan),
    /// and a folder takes a file for each document
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    pub(crate) output: Vec<PathBuf>,

    /// File for the segments that are in no unit because they are unaligned or below --min-confidence. For the latter it
    /// has the strongest reasons against the bead. The extension names the format: csv, tsv, xlsx or jsonl
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) leftovers: Option<PathBuf>,

    /// Text file (txt) for the reasons for and against every bead
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) explain: Option<PathBuf>,

    /// Check the units as `mizan memory check` does. The findings are printed on standard error, or written to a file
    /// whose extension names the format: txt, html, csv, tsv, xlsx or jsonl. If there are any, the exit code is 1
    #[arg(
        long,
        value_name = "FILE",
        num_args = 0..=1,
        require_equals = true,
        default_missing_value = "-",
        help_heading = "Output"
    )]
    pub(crate) check: Option<PathBuf>,

    /// Date to write into memories, YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DATE", value_parser = date, help_heading = "Output")]
    pub(crate) date: Option<String>,

    /// Name of the document in memories (x-doc) [default: the file name of the source]
    #[arg(long, value_name = "NAME", conflicts_with = "pairs", value_parser = text, help_heading = "Output")]
    pub(crate) name: Option<String>,

    /// Prop to give every unit, such as x-client=Nile. May be given several times
    #[arg(long, value_name = "NAME=VALUE", value_parser = prop, help_heading = "Output")]
    pub(crate) prop: Vec<(String, String)>,

    /// Who made the units (`creationid` in TMX)
    #[arg(long, value_name = "NAME", value_parser = text, help_heading = "Output")]
    pub(crate) creation_id: Option<String>,

    #[command(flatten)]
    pub(crate) format: FormatArgs,

    /// Keep only units with at least this confidence, 0 to 1
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.0,
        value_parser = probability,
        help_heading = "Alignment"
    )]
    pub(crate) min_confidence: f32,

    /// If the texts look like no translations of each other (a mean confidence below .5, or no units), end with exit code 1
    #[arg(long, help_heading = "Alignment")]
    pub(crate) strict: bool,

    /// Cut a segment where the other text has a segment break inside it, so that both halves become units. Only free
    /// translations are searched for such breaks
    #[arg(long, help_heading = "Alignment")]
    pub(crate) split_inside: bool,

    /// Folder of weights that `mizan train` wrote, to use instead of the built-in weights
    #[arg(long, value_name = "FOLDER", help_heading = "Alignment")]
    pub(crate) weights: Option<PathBuf>,

    /// Language of the source
    #[arg(long, value_name = "TAG", default_value = "ar", help_heading = "Languages")]
    pub(crate) source_lang: Lang,

    /// Language of the translation
    #[arg(long, value_name = "TAG", default_value = "en", help_heading = "Languages")]
    pub(crate) target_lang: Lang,

    #[command(flatten)]
    pub(crate) rules: RuleArgs,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// What becomes of inline codes.
#[derive(Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodesArg {
    /// They are left out; their text stays
    #[default]
    Drop,
    /// They are inline codes of the units, if both texts have some. TMX and XLIFF hold them
    Keep,
}

/// What answers to records have beside the numbers of segments.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum WithArg {
    Texts,
    Why,
}

impl AlignArgs {
    /// The languages of the source and the translation.
    pub(crate) fn langs(&self) -> [Lang; 2] {
        [self.source_lang, self.target_lang]
    }
}
