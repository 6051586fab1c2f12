//! `mizan eval`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use mizan::eval::{
    Calibration, Counts, Figures, Judged, LooseBead, Rates, ShapeFigures, Shapes, WrongBead,
    parse_beads, wrong_beads,
};
use serde::Serialize;

use crate::args::EvalArgs;
use crate::{Failure, Outcome, files};

#[derive(Serialize)]
struct Report {
    #[serde(flatten)]
    total: Figures,
    documents: Vec<Document>,
    shapes: Vec<ShapeFigures>,
    calibration: Option<Calibration>,
    worst: Vec<Worst>,
}

#[derive(Serialize)]
struct Document {
    name: String,
    #[serde(flatten)]
    figures: Figures,
}

#[derive(Serialize)]
struct Worst {
    document: String,
    #[serde(flatten)]
    wrong: WrongBead,
}

pub(crate) fn run(args: &EvalArgs) -> Result<Outcome, Failure> {
    let pairs = pairs(&args.gold, &args.test)?;
    let (mut total, mut shapes) = (Counts::default(), Shapes::default());
    let (mut judged, mut worst, mut documents) = (Vec::new(), Vec::new(), Vec::new());
    for (name, gold, test) in pairs {
        let (gold, test) = (beads(&gold)?, beads(&test)?);
        let counts = Counts::new(&test, &gold);
        total.add(counts);
        shapes.add(&Shapes::new(&test, &gold));
        judged.extend(Judged::of(&test, &gold));
        let wrong = wrong_beads(&test, &gold).into_iter();
        worst.extend(wrong.map(|wrong| Worst { document: name.clone(), wrong }));
        documents.push(Document { name, figures: counts.figures() });
    }
    // Without a confidence no wrong bead is worse than another.
    worst.retain(|worst| worst.wrong.bead.confidence.is_some());
    let confidence = |worst: &Worst| worst.wrong.bead.confidence.unwrap_or_default();
    worst.sort_by(|a, b| confidence(b).total_cmp(&confidence(a)));
    worst.truncate(args.worst);
    let report = Report {
        total: total.figures(),
        documents,
        shapes: shapes.figures(),
        calibration: Calibration::new(&judged),
        worst,
    };
    files::print(|out| {
        if args.json {
            serde_json::to_writer_pretty(&mut *out, &report).map_err(std::io::Error::from)?;
            writeln!(out)?;
        } else {
            tables(&report, out)?;
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

fn tables(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
    readings(report, out)?;
    shapes(&report.shapes, out)?;
    if let Some(calibration) = &report.calibration {
        reliability(calibration, out)?;
    }
    if !report.worst.is_empty() {
        worst(&report.worst, out)?;
    }
    Ok(())
}

fn readings(report: &Report, out: &mut dyn Write) -> std::io::Result<()> {
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

fn shapes(shapes: &[ShapeFigures], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(
        out,
        "\n{:<9} {:>9} {:>9} {:>9} {:>7} {:>7}",
        "shape", "precision", "recall", "F1", "beads", "gold"
    )?;
    for ShapeFigures { shape, figures } in shapes {
        let Rates { precision, recall, f1 } = figures.rates;
        writeln!(
            out,
            "{shape:<9} {precision:9.4} {recall:9.4} {f1:9.4} {:>7} {:>7}",
            figures.test, figures.gold
        )?;
    }
    writeln!(out, "(strict; gaps by segments)")
}

fn reliability(calibration: &Calibration, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\n{:<13} {:>7} {:>9} {:>9}", "confidence", "beads", "mean", "right")?;
    for bin in &calibration.bins {
        if let (Some(mean), Some(right)) = (bin.mean_confidence, bin.right) {
            let (low, high) = (bin.low, bin.high);
            writeln!(out, "{low:.3} - {high:.3} {:>7} {mean:9.4} {right:9.4}", bin.beads)?;
        }
    }
    writeln!(
        out,
        "{:<13} {:>7} {:9.4} {:9.4}",
        "all", calibration.beads, calibration.mean_confidence, calibration.right
    )?;
    writeln!(out, "expected calibration error: {:.4}", calibration.ece)?;
    match calibration.auc {
        Some(auc) => writeln!(out, "a right bead is surer than a wrong one: {auc:.4} (AUC)")?,
        None => writeln!(out, "a right bead is surer than a wrong one: unknown (AUC)")?,
    }
    match calibration.threshold {
        Some(threshold) => writeln!(
            out,
            "99 % right from confidence {:.4} up: {:.1} % of the beads",
            threshold.confidence,
            100.0 * threshold.kept
        ),
        None => writeln!(out, "99 % right from no confidence up"),
    }
}

fn worst(worst: &[Worst], out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\nworst beads: wrong with the highest confidence")?;
    for Worst { document, wrong } in worst {
        let confidence = wrong.bead.confidence.unwrap_or_default();
        let gold: Vec<String> = wrong.gold.iter().map(bead).collect();
        let gold = if gold.is_empty() { "nothing".to_owned() } else { gold.join(" ") };
        writeln!(out, "{document} {} {confidence:.4}, gold {gold}", bead(&wrong.bead))?;
    }
    Ok(())
}

/// A bead as bead files have it.
fn bead(bead: &LooseBead) -> String {
    format!("{:?}:{:?}", bead.source, bead.target)
}
