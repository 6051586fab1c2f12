//! `mizan eval`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use mizan::eval::{Evaluation, LooseBead, parse_beads};

use crate::files;
use crate::outcome::{Failure, Outcome};

const AFTER: &str = "\
Exit codes: 0 success, 2 wrong usage, 3 bad input.

Examples:
  mizan align pairs/faq/gold.ar pairs/faq/gold.en --segmented -o faq.beads
  mizan eval pairs/faq/gold.beads faq.beads
  mizan eval pairs/faq/gold.beads faq.beads --json";

/// Compare alignments with gold alignments
#[derive(clap::Args)]
#[command(after_help = AFTER)]
pub(crate) struct EvalArgs {
    /// Gold alignment: a file of beads, or a folder of such files
    pub(crate) gold: PathBuf,

    /// Alignment to judge: a file, or a folder with files of the same names
    pub(crate) test: PathBuf,

    /// Number of wrong beads to list, those with the highest confidence first; 0 for none
    #[arg(long, value_name = "N", default_value_t = 10, help_heading = "Output")]
    pub(crate) worst: usize,

    /// Print JSON
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
}

pub(crate) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let mut evaluation = Evaluation::default();
    for (name, gold, test) in pairs(&args.gold, &args.test)? {
        let (gold, test) = (beads(&gold)?, beads(&test)?);
        evaluation.add(&name, &test, &gold);
    }
    match args.json {
        true => files::print_json(|out| evaluation.write_json(args.worst, out))?,
        false => files::print(|out| evaluation.write_text(args.worst, out))?,
    }
    Ok(Outcome::Fine)
}

/// The documents to compare: name, gold file, test file.
fn pairs(gold: &Path, test: &Path) -> Result<Vec<(String, PathBuf, PathBuf)>, Failure> {
    match (gold.is_dir(), test.is_dir()) {
        (false, false) => {
            let name = gold.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok(vec![(name, gold.to_owned(), test.to_owned())])
        }
        (true, true) => {
            let (gold_files, test_files) = (bead_files(gold)?, bead_files(test)?);
            let names: BTreeSet<&String> = gold_files.keys().chain(test_files.keys()).collect();
            let mut pairs = Vec::new();
            for name in names {
                let (Some(gold_file), Some(test_file)) =
                    (gold_files.get(name), test_files.get(name))
                else {
                    let lacking = if gold_files.contains_key(name) { test } else { gold };
                    return Err(Failure::input(format!(
                        "{}: has no {name}.beads or {name}.gold to compare with the other folder's",
                        lacking.display()
                    )));
                };
                pairs.push((name.clone(), gold_file.clone(), test_file.clone()));
            }
            if pairs.is_empty() {
                return Err(Failure::input(format!(
                    "{}: holds no .beads or .gold file",
                    gold.display()
                )));
            }
            Ok(pairs)
        }
        _ => Err(Failure::usage("give two files or two folders, not one of each")),
    }
}

fn bead_files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let problem = |error: std::io::Error| Failure::input(format!("{}: {error}", folder.display()));
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).map_err(problem)? {
        let path = entry.map_err(problem)?.path();
        if path.extension().is_some_and(|e| e == "beads" || e == "gold") && path.is_file() {
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            if let Some(other) = found.insert(name, path.clone()) {
                return Err(Failure::input(format!(
                    "{} and {}: which of the two is meant? Remove one",
                    other.display(),
                    path.display()
                )));
            }
        }
    }
    Ok(found)
}

fn beads(path: &Path) -> Result<Vec<LooseBead>, Failure> {
    let text = files::read_utf8(path)?;
    parse_beads(&text).map_err(|error| Failure::input(format!("{}: {error}", path.display())))
}
