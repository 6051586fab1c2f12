//! The report of an evaluation, as text and as JSON.

use std::io::Write;

use serde::Serialize;

use super::calibration::{Calibration, Judged};
use super::counts::{Counts, Figures, Rates};
use super::shapes::{ShapeFigures, Shapes};
use super::wrong::{WrongBead, wrong_beads};
use crate::error::Result;
use crate::format::LooseBead;

/// A comparison of the alignments of some documents with gold alignments.
///
/// ```
/// use mizan::eval::{Evaluation, parse_beads};
///
/// let mut evaluation = Evaluation::default();
/// evaluation.add("letter", &parse_beads("[0]:[0]:0.9")?, &parse_beads("[0]:[0]")?);
/// let mut text = Vec::new();
/// evaluation.write_text(10, &mut text)?;
/// assert!(String::from_utf8(text).unwrap().contains("strict     1.0000    1.0000    1.0000"));
/// # Ok::<(), mizan::error::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct Evaluation {
    documents: Vec<(String, Counts)>,
    shapes: Shapes,
    judged: Vec<Judged>,
    worst: Vec<Worst>,
}

#[derive(Serialize)]
struct Report<'e> {
    #[serde(flatten)]
    total: Figures,
    documents: Vec<Document<'e>>,
    shapes: Vec<ShapeFigures>,
    calibration: Option<Calibration>,
    worst: Vec<&'e Worst>,
}

#[derive(Serialize)]
struct Document<'e> {
    name: &'e str,
    #[serde(flatten)]
    figures: Figures,
}

/// A wrong bead and the document it is in.
#[derive(Debug, Serialize)]
struct Worst {
    document: String,
    #[serde(flatten)]
    wrong: WrongBead,
}

impl Evaluation {
    /// Compares the beads of one document with its gold beads.
    pub fn add(&mut self, name: &str, test: &[LooseBead], gold: &[LooseBead]) {
        self.documents.push((name.to_owned(), Counts::new(test, gold)));
        self.shapes.add(&Shapes::new(test, gold));
        self.judged.extend(Judged::of(test, gold));
        // Without a confidence no wrong bead is worse than another.
        let wrong = wrong_beads(test, gold).into_iter();
        let wrong = wrong.filter(|wrong| wrong.bead.confidence.is_some());
        self.worst.extend(wrong.map(|wrong| Worst { document: name.to_owned(), wrong }));
    }

    /// Writes tables for people, with at most `worst` of the wrong beads: those with the highest confidence.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub fn write_text(&self, worst: usize, out: &mut dyn Write) -> Result<()> {
        Ok(tables(&self.report(worst), out)?)
    }

    /// Writes the same as one JSON object.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written.
    pub fn write_json(&self, worst: usize, out: &mut dyn Write) -> Result<()> {
        serde_json::to_writer_pretty(&mut *out, &self.report(worst))
            .map_err(std::io::Error::from)?;
        Ok(writeln!(out)?)
    }

    fn report(&self, most: usize) -> Report<'_> {
        let mut total = Counts::default();
        self.documents.iter().for_each(|(_, counts)| total.add(*counts));
        let mut worst: Vec<&Worst> = self.worst.iter().collect();
        let confidence = |worst: &Worst| worst.wrong.bead.confidence.unwrap_or_default();
        worst.sort_by(|a, b| confidence(b).total_cmp(&confidence(a)));
        worst.truncate(most);
        Report {
            total: total.figures(),
            documents: self
                .documents
                .iter()
                .map(|(name, counts)| Document { name, figures: counts.figures() })
                .collect(),
            shapes: self.shapes.figures(),
            calibration: Calibration::new(&self.judged),
            worst,
        }
    }
}

fn tables(report: &Report<'_>, out: &mut dyn Write) -> std::io::Result<()> {
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

fn readings(report: &Report<'_>, out: &mut dyn Write) -> std::io::Result<()> {
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

fn worst(worst: &[&Worst], out: &mut dyn Write) -> std::io::Result<()> {
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
