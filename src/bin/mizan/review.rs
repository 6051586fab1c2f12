//! `mizan review`: correcting an alignment in the browser, and what comes of it.

use std::path::PathBuf;

use clap::Subcommand;
use mizan::lang::Lang;

use crate::align::{self, AlignArgs, CodesArg};
use crate::documents::DocumentArgs;
use crate::engine::EngineArgs;
use crate::files;
use crate::options::FormatArgs;
use crate::outcome::{Failure, Outcome};
use crate::records::RecordArgs;
use crate::rules::RuleArgs;

mod engine;
mod export;
mod file;
mod history;
mod import;
mod merge;
mod pages;
mod query;
mod realign;
mod server;
mod settings;
mod still;

use settings::{QueueArg, Settings, SideArg, user};

const AFTER: &str = "\
Exit codes: 0 success, 1 conflicts, 2 wrong usage, 3 bad input.

Examples:
  mizan review pairs/faq/source.ar.txt pairs/faq/target.en.txt -g glossary/software.csv
  mizan review pairs/faq/source.ar.mizan --lock source
  mizan review export pairs/faq/source.ar.mizan -o memory.tmx --only reviewed";

/// Correct an alignment in the browser
///
/// With one file, a project that `mizan align -o NAME.mizan` or this command wrote is opened; with two, the texts are
/// aligned first. The page is served to this computer alone, at an address that is printed. Every operation is saved in
/// the project before it is shown. Ctrl-C ends the program.
#[derive(clap::Args)]
#[command(after_help = AFTER, args_conflicts_with_subcommands = true)]
pub(crate) struct ReviewArgs {
    #[command(subcommand)]
    command: Option<ReviewCommand>,

    /// Project, or source text
    file: Option<PathBuf>,

    /// Translation of the source text
    target: Option<PathBuf>,

    /// Port to serve the page at [default: any that is free]
    #[arg(long, value_name = "PORT", help_heading = "Page")]
    port: Option<u16>,

    /// Do not open the browser
    #[arg(long, help_heading = "Page")]
    no_open: bool,

    /// Side whose segments cannot be split, joined or edited
    #[arg(long, value_enum, value_name = "SIDE", help_heading = "Page")]
    lock: Option<SideArg>,

    /// Name of the reviewer, kept with every operation [default: the name of the user]
    #[arg(long, value_name = "NAME", help_heading = "Page")]
    name: Option<String>,

    /// What the queue of beads to look at holds
    #[arg(long, value_enum, value_name = "KIND", help_heading = "Page")]
    only: Option<QueueArg>,

    /// Project to write when texts are aligned [default: the source with the extension mizan]
    #[arg(short, long, value_name = "FILE", help_heading = "Alignment")]
    output: Option<PathBuf>,

    /// Glossary that guides the alignment: CSV, TSV, OmegaT, TBX or XLSX. May be given several times. The project keeps it
    #[arg(short, long, value_name = "FILE", help_heading = "Alignment")]
    glossary: Vec<PathBuf>,

    /// The texts have one segment a line already
    #[arg(long, conflicts_with = "main", help_heading = "Alignment")]
    segmented: bool,

    #[command(flatten)]
    documents: DocumentArgs,

    /// Language of the source
    #[arg(long, value_name = "TAG", default_value = "ar", help_heading = "Languages")]
    source_lang: Lang,

    /// Language of the translation
    #[arg(long, value_name = "TAG", default_value = "en", help_heading = "Languages")]
    target_lang: Lang,

    #[command(flatten)]
    rules: RuleArgs,

    #[command(flatten)]
    engine: EngineArgs,
}

#[derive(Subcommand)]
enum ReviewCommand {
    Export(export::ExportArgs),
    Import(import::ImportArgs),
    Log(history::LogArgs),
    Merge(merge::MergeArgs),
    Undo(history::UndoArgs),
}

pub(crate) fn run(args: ReviewArgs) -> Result<Outcome, Failure> {
    match &args.command {
        Some(ReviewCommand::Export(args)) => return export::run(args),
        Some(ReviewCommand::Import(args)) => return import::run(args),
        Some(ReviewCommand::Log(args)) => return history::log(args),
        Some(ReviewCommand::Merge(args)) => return merge::run(args),
        Some(ReviewCommand::Undo(args)) => return history::undo(args),
        None => {}
    }
    let Some(file) = args.file.clone() else {
        return Err(Failure::usage("give a project, or a source text and its translation"));
    };
    let (project, args) = match args.target.clone() {
        None if args.output.is_some() => {
            return Err(Failure::usage("--output is for texts that are aligned first"));
        }
        None => (file, args),
        Some(target) => align_first(args, file, target)?,
    };
    let settings = Settings {
        port: args.port.unwrap_or(0),
        opens: !args.no_open,
        lock: args.lock.map(SideArg::side),
        name: args.name.unwrap_or_else(user),
        only: args.only,
    };
    server::serve(&project, settings, args.engine)
}

/// Aligns two texts, and gives the project with what is left of the arguments.
fn align_first(
    mut args: ReviewArgs,
    source: PathBuf,
    target: PathBuf,
) -> Result<(PathBuf, ReviewArgs), Failure> {
    let project = match args.output.take() {
        Some(output) => output,
        None if files::is_standard(&source) => {
            return Err(Failure::usage(
                "a text from standard input needs --output for its project",
            ));
        }
        None => source.with_extension("mizan"),
    };
    if !project.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("mizan")) {
        return Err(Failure::usage(format!(
            "{}: a project has the extension mizan",
            project.display()
        )));
    }
    if project.exists() {
        let name = project.display();
        return Err(Failure::input(format!(
            "{name}: is there already; mizan review {name} opens it, --output names another project"
        )));
    }
    let align = AlignArgs {
        source: Some(source),
        target: Some(target),
        pairs: Vec::new(),
        dry_run: false,
        by_content: false,
        to: Vec::new(),
        records: None,
        with: Vec::new(),
        max_segments: 0,
        record: RecordArgs::default(),
        glossary: std::mem::take(&mut args.glossary),
        segmented: args.segmented,
        documents: args.documents,
        codes: CodesArg::default(),
        name: None,
        prop: Vec::new(),
        creation_id: None,
        output: vec![project.clone()],
        leftovers: None,
        explain: None,
        check: None,
        date: None,
        format: FormatArgs::default(),
        min_confidence: 0.0,
        strict: false,
        split_inside: false,
        weights: None,
        source_lang: args.source_lang,
        target_lang: args.target_lang,
        rules: args.rules,
        engine: args.engine.clone(),
    };
    align::run(&align)?;
    let args = ReviewArgs { rules: RuleArgs::default(), ..args };
    Ok((project, args))
}
