//! Every bead with the evidence for and against it, for people to read.

use std::io::Write;

use crate::aligner::Reason;
use crate::bitext::{Bead, Bitext, Run, Segment, Segments};
use crate::error::Result;
use crate::format::Export;

/// Writes a block of text for each bead: its number (from 0), shape, confidence and status, its segments with
/// their lines (from 1), then each kind of evidence with its share of the log odds, strongest first.
///
/// # Errors
///
/// Only those of `out`.
pub fn write_explanation(export: &Export<'_>, out: &mut dyn Write) -> Result<()> {
    for (number, bead) in export.alignment.ladder().beads().iter().enumerate() {
        if number > 0 {
            writeln!(out)?;
        }
        let status = export.memory.status(number).as_str();
        let shape = bead.cut.shape();
        writeln!(out, "bead {number}: {shape}, confidence {}, {status}", bead.confidence)?;
        side("source", &export.alignment.bitext().source, bead.cut.source, out)?;
        side("target", &export.alignment.bitext().target, bead.cut.target, out)?;
        if is_blank(export.alignment.bitext(), bead) {
            writeln!(out, "  nothing to translate: the line is empty")?;
        }
        let mut reasons: Vec<&Reason> =
            export.alignment.reasons().get(number).into_iter().flatten().collect();
        reasons.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
        for reason in reasons {
            writeln!(out, "  {} {}: {}", share(reason), reason.evidence, reason.words)?;
        }
    }
    Ok(())
}

/// The two strongest reasons against a bead, in words, without those that round to zero. Empty if there is none.
pub(super) fn against(reasons: &[Reason]) -> String {
    let mut against: Vec<&Reason> = reasons.iter().filter(|r| r.log_odds <= -0.05).collect();
    against.sort_by(|a, b| a.log_odds.total_cmp(&b.log_odds));
    let words = |r: &&Reason| format!("{} {}: {}", r.evidence, share(r).trim(), r.words);
    against.iter().take(2).map(words).collect::<Vec<_>>().join("; ")
}

fn side(name: &str, side: &Segments, run: Run, out: &mut dyn Write) -> Result<()> {
    for segment in side.of(run) {
        writeln!(out, "  {name}, {}", segment.places_in_words())?;
        // One that was wrapped in its file stays so.
        for line in segment.text.lines() {
            writeln!(out, "      {line}")?;
        }
    }
    Ok(())
}

/// A signed number with one decimal; zero has no sign.
fn share(reason: &Reason) -> String {
    let share = format!("{:+.1}", reason.log_odds);
    let share = if matches!(share.as_str(), "+0.0" | "-0.0") { "0.0" } else { &share };
    format!("{share:>5}")
}

/// Whether a gap has only blank segments: such lines have no translation and are never in a bead.
fn is_blank(bitext: &Bitext, bead: &Bead) -> bool {
    let (source, target) = (bitext.source.of(bead.cut.source), bitext.target.of(bead.cut.target));
    bead.cut.shape().is_gap() && source.iter().chain(target).all(Segment::is_blank)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_speaks_against_is_against() {
        let reason =
            |evidence, log_odds| Reason { evidence, log_odds, words: "so".to_owned(), seen: None };
        let reasons = [reason("a", -0.5), reason("b", 3.0), reason("c", -2.06), reason("d", -1.0)];
        let faint = [reason("a", -0.04)];
        assert_eq!(against(&reasons), "c -2.1: so; d -1.0: so");
        assert_eq!((against(&reasons[1..2]), against(&faint)), (String::new(), String::new()));
    }

    #[test]
    fn shares_line_up() {
        let of =
            |log_odds| share(&Reason { evidence: "a", log_odds, words: String::new(), seen: None });
        assert_eq!([of(12.34), of(-0.04), of(-1.26)], ["+12.3", "  0.0", " -1.3"]);
    }
}
