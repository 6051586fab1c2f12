//! `mizan train`.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use mizan::aligner::{Aligner, WeightTables};
use mizan::bitext::{Bead, Bitext, Confidence, Cut, Ladder, Run, Segments};
use mizan::error::{Error, ErrorKind};
use mizan::eval::{Counts, LooseBead, Reading, loose_beads, parse_beads};
use mizan::glossary::Langs;
use mizan::lang::Lang;
use mizan::text;
use mizan::train::{self, Lesson, TrainSettings};

use crate::files;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input, 4 rows of a glossary were skipped.

Examples:
  mizan train pairs/faq pairs/contract -o weights --iterations 1
  mizan align pairs/faq/source.ar.txt pairs/faq/target.en.txt --weights weights";

/// Fit the weights of the aligner to documents with gold beads
///
/// Each folder holds documents with one segment a line: NAME.ar, NAME.en and their beads in NAME.gold or NAME.beads. Five
/// small text files are written, one for each pass and one for clauses, which `mizan align --weights FOLDER` reads.
///
/// A folder with a file `held-out.txt` is left out: its documents show how well weights do on text they were not fitted
/// to.
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct TrainArgs {
    /// Folders of documents. FOLDER=2 makes the documents of a folder count twice
    #[arg(required = true)]
    folders: Vec<String>,

    /// Folder to write the weights to
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    output: Option<PathBuf>,

    /// Train N times, each time without one Nth of the documents, and print how well these are aligned
    #[arg(long, value_name = "N", help_heading = "Output", value_parser = clap::value_parser!(u16).range(2..))]
    folds: Option<u16>,

    /// Glossary to train with: CSV, TSV, OmegaT, TBX or XLSX. May be given several times
    #[arg(short, long, value_name = "FILE", help_heading = "Input")]
    glossary: Vec<PathBuf>,

    /// Strength of the L2 penalty that keeps weights small
    #[arg(long, value_name = "X", default_value_t = 0.1, help_heading = "Training")]
    penalty: f64,

    /// Most iterations for each file of weights
    #[arg(long, value_name = "N", default_value_t = 60, help_heading = "Training")]
    iterations: u64,

    /// Language of the sources, and extension of their files
    #[arg(long, value_name = "TAG", default_value = "ar", help_heading = "Languages")]
    source_lang: Lang,

    /// Language of the translations, and extension of their files
    #[arg(long, value_name = "TAG", default_value = "en", help_heading = "Languages")]
    target_lang: Lang,

    /// Weights of the sentence encoder, instead of the built-in ones for Arabic and English
    #[arg(long, value_name = "FILE", help_heading = "Performance")]
    encoder: Option<PathBuf>,
}

/// The file that keeps the documents of a folder out of training.
const HELD_OUT: &str = "held-out.txt";

struct Document {
    set: String,
    lesson: Lesson,
    gold: Vec<LooseBead>,
}

pub(crate) fn run(args: &TrainArgs) -> Result<Outcome, Failure> {
    if args.output.is_none() && args.folds.is_none() {
        return Err(Failure::usage("nothing to do: give --output FOLDER, --folds N, or both"));
    }
    let mut documents = Vec::new();
    for folder in &args.folders {
        let (folder, weight) = match folder.rsplit_once('=') {
            Some((folder, weight)) => match weight.parse() {
                Ok(weight) => (folder, weight),
                Err(_) => {
                    return Err(Failure::usage(format!(
                        "{folder}={weight}: the weight is no number"
                    )));
                }
            },
            None => (folder.as_str(), 1.0),
        };
        let folder = Path::new(folder);
        if folder.join(HELD_OUT).exists() {
            eprintln!("{}: left out, since it holds {HELD_OUT}", folder.display());
            continue;
        }
        load(folder, weight, args, &mut documents)?;
    }
    if documents.is_empty() {
        return Err(Failure::usage("no documents to train on: every folder is held out"));
    }
    let langs = Langs { source: args.source_lang, target: args.target_lang };
    let (glossary, outcome) = crate::termbase::load_all(&args.glossary, langs)?;
    let encoder = Arc::new(files::encoder(args.encoder.as_deref())?);
    let settings = TrainSettings { penalty: args.penalty, iterations: args.iterations };
    summary!("{} documents", documents.len());
    if let Some(folds) = args.folds {
        let aligner = Aligner::with_encoder(Some(Arc::clone(&encoder))).glossary(glossary.clone());
        cross_validate(
            &documents,
            folds.into(),
            |lessons| train::train(lessons, &glossary, &encoder, settings, &|_| {}),
            |bitext, tables| {
                let aligner = aligner.clone().weights(tables.clone());
                aligner.align_bitext(bitext.clone()).ladder().clone()
            },
        )?;
    }
    if let Some(output) = &args.output {
        let lessons: Vec<Lesson> = documents.iter().map(|d| copy(&d.lesson)).collect();
        let tables =
            train::train(&lessons, &glossary, &encoder, settings, &|what| summary!("{what}"));
        fs::create_dir_all(output)
            .map_err(|e| Failure::input(format!("{}: {e}", output.display())))?;
        for (name, table) in tables.named() {
            let path = output.join(format!("{name}.weights"));
            files::write(&path, |out| Ok(out.write_all(table.to_text().as_bytes())?))?;
            summary!("wrote {}", path.display());
        }
    }
    Ok(outcome)
}

fn copy(lesson: &Lesson) -> Lesson {
    Lesson { bitext: lesson.bitext.clone(), gold: lesson.gold.clone(), weight: lesson.weight }
}

/// Every `folds`-th document is aligned by weights that never saw it. Those of a set follow each other, so that each fold
/// lacks some of every set, and not all sets of one document.
fn cross_validate(
    documents: &[Document],
    folds: usize,
    train: impl Fn(&[Lesson]) -> WeightTables,
    align: impl Fn(&Bitext, &WeightTables) -> Ladder,
) -> Result<(), Failure> {
    let mut sets: BTreeMap<&str, Counts> = BTreeMap::new();
    for held in 0..folds {
        let is_held = |at: usize| at % folds == held;
        let rest = documents.iter().enumerate().filter(|(at, _)| !is_held(*at));
        let lessons: Vec<Lesson> = rest.map(|(_, d)| copy(&d.lesson)).collect();
        let tables = train(&lessons);
        for (_, document) in documents.iter().enumerate().filter(|(at, _)| is_held(*at)) {
            let ladder = align(&document.lesson.bitext, &tables);
            let test = loose_beads(&ladder);
            sets.entry(&document.set).or_default().add(Counts::new(&test, &document.gold));
        }
        summary!("fold {} of {folds} done", held + 1);
    }
    files::print(|out| {
        writeln!(out, "{:<20} {:>7} {:>7}", "set", "strict", "lax")?;
        for (set, counts) in sets {
            let [strict, lax] =
                [Reading::Strict, Reading::Lax].map(|reading| counts.rates(reading).f1);
            writeln!(out, "{set:<20} {strict:7.4} {lax:7.4}")?;
        }
        Ok(())
    })
}

fn load(
    folder: &Path,
    weight: f64,
    args: &TrainArgs,
    documents: &mut Vec<Document>,
) -> Result<(), Failure> {
    let problem = |error: std::io::Error| Failure::input(format!("{}: {error}", folder.display()));
    let mut golds: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if path.extension().is_some_and(|e| e == "gold" || e == "beads") {
            golds.push(path);
        }
    }
    golds.sort();
    if golds.is_empty() {
        return Err(Failure::input(format!("{}: holds no .gold or .beads file", folder.display())));
    }
    for path in golds {
        let side = |lang: Lang| {
            let path = path.with_extension(lang.language());
            text::Document::read_segmented(&path.to_string_lossy(), &files::read(&path)?, lang)
                .map(Segments::from)
                .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
        };
        let bitext = Bitext { source: side(args.source_lang)?, target: side(args.target_lang)? };
        let bad = |error| Failure::input(format!("{}: {error}", path.display()));
        let gold = parse_beads(&files::read_utf8(&path)?).map_err(bad)?;
        let ladder = ladder(&gold, &bitext).map_err(bad)?;
        let set = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        documents.push(Document { set, lesson: Lesson { bitext, gold: ladder, weight }, gold });
    }
    Ok(())
}

fn ladder(gold: &[LooseBead], bitext: &Bitext) -> mizan::error::Result<Ladder> {
    let (mut i, mut j) = (0, 0);
    let mut beads = Vec::new();
    for bead in gold {
        // An empty side lies where the path has come to.
        let source = Run::new(i, i + bead.source.len() as u32);
        let target = Run::new(j, j + bead.target.len() as u32);
        if !bead.source.iter().copied().eq(source.indices())
            || !bead.target.iter().copied().eq(target.indices())
        {
            return Err(Error::new(ErrorKind::BrokenLadder {
                message: format!(
                    "the bead with source {:?} and target {:?} does not follow the one before",
                    bead.source, bead.target
                ),
            }));
        }
        beads.push(Bead { cut: Cut::new(source, target), confidence: Confidence::CERTAIN });
        (i, j) = (source.end, target.end);
    }
    Ladder::new(bitext.source.len(), bitext.target.len(), beads)
}
