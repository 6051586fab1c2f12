//! `mizan memory realign`: units that hold several sentences, cut into units of their own.

use std::path::PathBuf;
use std::sync::Arc;

use mizan::aligner::Aligner;
use mizan::check;
use mizan::glossary::Langs;
use mizan::memory::realign::{RealignSettings, Realigner};
use mizan::unit::{Header, UnitSource};

use crate::engine::EngineArgs;
use crate::input::Input;
use crate::message::plural;
use crate::options::{LangArgs, WriteArgs};
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Output};
use crate::rules::{Cutter, RuleArgs};
use crate::termbase::load_all;
use crate::trouble::Trouble;
use crate::values::probability;

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 some text could not be read or written.

Examples:
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt -o memory.tmx
  mizan memory realign memory.tmx -o sentences.tmx";

/// Cut units that hold several sentences, and align inside them
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct RealignArgs {
    /// Memory to realign
    file: PathBuf,

    /// File to write; the extension names the format
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: PathBuf,

    /// Cut only beside a unit with at least this confidence, 0 to 1
    #[arg(
        long,
        value_name = "P",
        default_value_t = 0.5,
        value_parser = probability,
        help_heading = "Alignment"
    )]
    min_confidence: f32,

    /// Glossary that guides the alignment: CSV, TSV, OmegaT, TBX or XLSX. May be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Alignment")]
    glossary: Vec<PathBuf>,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    engine: EngineArgs,

    #[command(flatten)]
    langs: LangArgs,

    #[command(flatten)]
    write: WriteArgs,
}

pub(super) fn run(args: &RealignArgs) -> Result<Outcome, Failure> {
    output::form(&args.output)?;
    output::check_apart(&args.glossary, [&args.output])?;
    let cutter = Cutter::new(&args.rules)?;
    let encoder = args.engine.encoder()?;
    let trouble = Trouble::default();
    let mut input = Input::open(&args.file, &args.langs.read_options(), &trouble)?;
    let header = header(input.header(), &cutter);
    let sides = args.langs.sides().or(input.header());
    let (source_lang, target_lang) = check::languages(input.header(), &[]);
    let langs = Langs { source: source_lang, target: target_lang };
    let (glossary, outcome) = load_all(&args.glossary, langs)?;
    let aligner = Aligner::with_encoder(encoder.map(Arc::new))
        .glossary(glossary)
        .threads(args.engine.threads().get());
    let settings = RealignSettings { aligner, min_confidence: args.min_confidence, sides };
    let realigner = Realigner::new(
        settings,
        cutter.segmenter(sides.source.unwrap_or(source_lang))?,
        cutter.segmenter(sides.target.unwrap_or(target_lang))?,
    );
    let mut out = Output::create(&args.output, &header, &args.write.options(), &trouble)?;
    let counts = realigner.over(&mut input, &mut out).map_err(|error| trouble.explain(error))?;
    let written = out.count();
    out.close()?;
    summary!(
        "{}: {} = {} with one sentence on a side + {} without a sure cut + {} cut",
        args.file.display(),
        plural(counts.whole + counts.unsure + counts.cut, "unit"),
        counts.whole,
        counts.unsure,
        counts.cut
    );
    summary!(
        "{}: {} unchanged + {} = {written}",
        args.output.display(),
        plural(counts.whole + counts.unsure, "unit"),
        plural(counts.pieces, "piece")
    );
    Ok(trouble.outcome(outcome))
}

/// The header of the new memory: its texts are sentences now, by our rules.
fn header(old: &Header, cutter: &Cutter) -> Header {
    let mut header = Header { segmentation: cutter.name(), ..old.clone() };
    header.meta.attributes.retain(|(name, _)| name != "segtype");
    header
}
