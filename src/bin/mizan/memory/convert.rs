//! `mizan memory convert`: from one format to another.

use std::path::{Path, PathBuf};

use mizan::bitext::Bitext;
use mizan::format;
use mizan::lang::Lang;
use mizan::text::Document;
use mizan::unit::{UnitSink, UnitSource};

use crate::documents::DocumentArgs;
use crate::files;
use crate::input::{self, Input};
use crate::message::tell;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Output};
use crate::rules::{Cutter, RuleArgs, document, pair};
use crate::trouble::Trouble;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory convert memory.tmx -o memory.xlsx
  mizan memory convert pairs/faq/gold.beads -o gold.tmx --segmented \\
      --texts pairs/faq/gold.ar pairs/faq/gold.en";

/// Convert a memory to another format
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct ConvertArgs {
    /// Memory to convert. Two files are a Moses pair: one text a line, the source first; NAME.moses stands for the pair
    /// NAME.ar and NAME.en. A file of beads or a ladder needs --texts
    #[arg(required = true, num_args = 1..=2, value_name = "FILE")]
    input: Vec<PathBuf>,

    /// File to write; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Format of the output, whatever its name: tmx, xlf, xlsx, csv, tsv, jsonl, html or moses
    #[arg(long, value_name = "FORMAT", help_heading = "Output")]
    to: Option<String>,

    /// Texts that belong to a file of beads or a ladder
    #[arg(long, help_heading = "Input", num_args = 2, value_names = ["SOURCE", "TARGET"])]
    texts: Option<Vec<PathBuf>>,

    /// The texts have one segment a line already
    #[arg(long, requires = "texts", help_heading = "Input")]
    segmented: bool,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(super) fn run(args: &ConvertArgs) -> Result<Outcome, Failure> {
    let form = output::form_as(&args.output, args.to.as_deref())?;
    let trouble = Trouble::default();
    let mut input = open(args, &trouble)?;
    let mut header = input.header().clone();
    header.source_lang = args.langs.source_lang.or(header.source_lang);
    header.target_lang = args.langs.target_lang.or(header.target_lang);
    let mut out = Output::create_in(form, &args.output, &header, &args.write.options(), &trouble)?;
    while let Some(unit) = input.next().map_err(|error| trouble.explain(error))? {
        out.unit(&unit).map_err(|error| trouble.explain(error))?;
    }
    let count = out.count();
    out.close()?;
    summary!("{}: {count}", args.output.display());
    Ok(trouble.outcome(Outcome::Fine))
}

fn open(args: &ConvertArgs, trouble: &Trouble) -> Result<Input, Failure> {
    let options = args.langs.read_options();
    let path = &args.input[0];
    if let Some(second) = args.input.get(1) {
        return Input::of(path, input::pair(&[path.clone(), second.clone()], &options)?, trouble);
    }
    let extension = path.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    match (extension.as_str(), &args.texts) {
        ("beads" | "ladder", Some(texts)) => {
            aligned(args, path, extension == "ladder", texts, trouble)
        }
        ("beads" | "ladder", None) => Err(Failure::usage(format!(
            "{}: holds numbers only; give the texts with --texts SOURCE TARGET",
            path.display()
        ))),
        (_, Some(_)) => Err(Failure::usage("--texts is for files of beads and ladders")),
        _ => Input::open(path, &options, trouble),
    }
}

/// The units of an alignment whose texts stand in files of their own.
fn aligned(
    args: &ConvertArgs,
    path: &Path,
    is_ladder: bool,
    texts: &[PathBuf],
    trouble: &Trouble,
) -> Result<Input, Failure> {
    let problem = |error| Failure::input(format!("{}: {error}", path.display()));
    let text = files::read_utf8(path)?;
    let beads = if is_ladder { format::parse_ladder(&text) } else { format::parse_beads(&text) };
    let beads = beads.map_err(problem)?;
    let cutter = if args.segmented { None } else { Some(Cutter::new(&args.rules)?) };
    let langs =
        [args.langs.source_lang.unwrap_or(Lang::AR), args.langs.target_lang.unwrap_or(Lang::EN)];
    let read = |side: usize| -> Result<(&Path, Document), Failure> {
        let (path, documents) = (texts[side].as_path(), DocumentArgs::default());
        let mut document = document(path, langs[side], documents, cutter.as_ref(), &mut tell)?;
        document.blocks.iter_mut().for_each(|block| block.codes.clear());
        Ok((path, document))
    };
    let documents = [read(0)?, read(1)?];
    let Bitext { source, target } = pair(documents, cutter.as_ref(), &mut tell)?;
    Input::of(path, format::aligned(&beads, &source, &target).map_err(problem)?, trouble)
}
