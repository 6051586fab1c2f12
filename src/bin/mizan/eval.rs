//! `mizan eval`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use mizan::eval::{Counts, Figures, LooseBead, Rates, parse_beads};
use serde::Serialize;

use crate::args::EvalArgs;
use crate::{Failure, Outcome, files};

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    total: Figures,
    documents: Vec<Document>,
}

#[derive(Serialize)]
struct Document {
    name: String,
    #[serde(flatten)]
    figures: Figures,
}

pub(crate) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let pairs = pairs(&args.gold, &args.test)?;
    let mut total = Counts::default();
    let mut documents = Vec::new();
    for (name, gold, test) in pairs {
        let counts = Counts::new(&beads(&test)?, &beads(&gold)?);
        total.add(counts);
        documents.push(Document { name, figures: counts.figures() });
    }
    let report = Report { total: total.figures(), documents };
    files::print(|out| {
        if args.json {
            serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            table(&report, out)?;
        }
        Ok(())
    })?;
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

fn table(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    if report.documents.len() > 1 {
        writeln!(
            out,
            "{:<24} {:>7} {:>7} {:>7} {:>7}",
            "document", "strict", "lax", "beads", "gold"
        )?;
        for document in &report.documents {
            let nodel = &document.figures.nodel;
            writeln!(
                out,
                "{:<24} {:7.4} {:7.4} {:>7} {:>7}",
                document.name, nodel.strict.f1, nodel.lax.f1, nodel.test_beads, nodel.gold_beads
            )?;
        }
        writeln!(out, "(F1 of beads with two sides)\n")?;
    }
    writeln!(
        out,
        "{:<9} {:<7} {:>9} {:>9} {:>9}",
        "reading", "match", "precision", "recall", "F1"
    )?;
    let mut row = |reading: &str, kind: &str, rates: Rates| {
        writeln!(
            out,
            "{reading:<9} {kind:<7} {:9.4} {:9.4} {:9.4}",
            rates.precision, rates.recall, rates.f1
        )
    };
    let total = &report.total;
    for (reading, figures) in
        [("vecalign", &total.vecalign), ("nodel", &total.nodel), ("withdel", &total.withdel)]
    {
        row(reading, "strict", figures.strict)?;
        row(reading, "lax", figures.lax)?;
    }
    row("null", "-", total.null.rates)?;
    row("links", "-", total.links.rates)
}
