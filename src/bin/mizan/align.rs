//! `mizan align`.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use mizan::aligner::{Aligner, Alignment, WeightTables};
use mizan::bitext::Side;
use mizan::check::CheckSettings;
use mizan::format::Export;
use mizan::memory::{BeadStatus, Memory};
use mizan::text::Place;

use crate::clock::today;
use crate::files::Outputs;
use crate::message::{plural, tell};
use crate::outcome::{Failure, Outcome};
use crate::progress::Progress;
use crate::report::{Report, just_made};

mod args;
mod content;
mod figures;
mod listing;
mod many;
mod outputs;
mod records;
mod setup;
mod texts;

pub(crate) use args::AlignArgs;
#[cfg(feature = "review")]
pub(crate) use args::CodesArg;

use figures::{is_unlike, mean_confidence};
use outputs::{check_file, outputs, wants_reasons, write_all, written};
use setup::Setup;
use texts::TextPair;

pub(crate) fn run(args: &AlignArgs) -> Result<Outcome, Failure> {
    if let Some(input) = &args.records {
        return records::run(args, input);
    }
    match (&args.source, &args.target) {
        (Some(source), Some(target)) => one(args, TextPair { source, target, langs: args.langs() }),
        _ => many::run(args),
    }
}

/// Aligns one text with its translation.
fn one(args: &AlignArgs, texts: TextPair<'_>) -> Result<Outcome, Failure> {
    let outputs = outputs(args, texts)?;
    args.format.check_langs(args.langs())?;
    let file_name = || texts.source.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let document = args.name.clone().unwrap_or_else(file_name);
    let csv = args.format.options().csv;
    let report = |path: &PathBuf| Report::create(path, &document, csv);
    let findings = check_file(args).map(report).transpose()?;
    let progress = Arc::new(Progress::new());
    // The encoder loads while the texts are read; what is wrong with these is told first.
    let (inputs, encoder) = std::thread::scope(|scope| {
        let encoder = scope.spawn(|| args.engine.encoder());
        let read = || {
            let setup = Setup::read(args)?;
            progress.stage("reading and cutting the texts");
            let bitext = texts.read(setup.texts(), &mut tell)?;
            Ok((setup, bitext))
        };
        (read(), encoder.join())
    });
    let (setup, bitext) = inputs?;
    let encoder = encoder.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?.map(Arc::new);
    progress.stage("aligning");
    let (segmentation, options) = (setup.segmentation(), setup.write_options(args));
    let Setup { glossary, mut outcome, weights, .. } = setup;
    let mut alignment = Aligner::with_encoder(encoder.clone())
        .glossary(Arc::clone(&glossary))
        .weights(weights.unwrap_or_else(WeightTables::bundled))
        .threads(args.engine.threads().get())
        .explain(wants_reasons(args, outputs.iter().map(|(_, output)| *output)))
        .progress(Arc::<Progress>::clone(&progress))
        .align_bitext(bitext);
    if args.split_inside {
        alignment = alignment.divide();
    }
    progress.stage("writing");
    let memory = alignment.memory(args.min_confidence);
    let created = args.date.clone().unwrap_or_else(today);
    let entries = glossary.entries.len();
    let export = Export {
        alignment: &alignment,
        memory: &memory,
        document: &document,
        created: &created,
        segmentation: &segmentation,
        options: &options,
    };
    let mut set = Outputs::default();
    outcome = outcome.or(write_all(args, &outputs, &export, &mut set)?);
    progress.clear();
    summary(args, texts, &alignment, &memory, entries);
    for path in written(args, &outputs) {
        summary!("wrote {}", path.display());
    }
    tell_left_over(args, &memory);
    if args.check.is_some() {
        let units: Vec<_> = export.units().collect();
        let settings = CheckSettings {
            source_lang: Some(args.source_lang),
            target_lang: Some(args.target_lang),
            encoder: encoder.as_deref(),
            ..CheckSettings::default()
        };
        outcome = outcome.or(just_made(&units, &settings, &document, findings, &mut set)?);
    }
    set.finish()?;
    if is_unlike(&alignment.memory(0.0)) {
        eprintln!(
            "mizan: few segments surely face each other: is {} the translation of {}?",
            texts.target.display(),
            texts.source.display()
        );
        if args.strict {
            outcome = outcome.or(Outcome::Findings);
        }
    }
    let is_loss = |side| alignment.bitext().side(side).left_out.iter().any(|left| left.is_loss);
    Ok(if Side::both().into_iter().any(is_loss) { Outcome::PartlyFailed } else { outcome })
}

/// Tells a translator what came of the texts. The counts add up: segments in units, unaligned and rejected
/// are all the segments read.
fn summary(
    args: &AlignArgs,
    texts: TextPair<'_>,
    alignment: &Alignment,
    memory: &Memory,
    entries: usize,
) {
    for (side, lang, path) in [
        (Side::Source, args.source_lang, texts.source),
        (Side::Target, args.target_lang, texts.target),
    ] {
        let left = |status| memory.left_over(side, status);
        let (unaligned, rejected) = (left(BeadStatus::Unaligned), left(BeadStatus::Rejected));
        let all = alignment.bitext().side(side).items.len();
        let mut parts = vec![
            format!("{} in units", all - unaligned - rejected),
            format!("{unaligned} unaligned"),
        ];
        if args.min_confidence > 0.0 {
            parts.push(format!("{rejected} rejected"));
        }
        let noun = if all == 1 { "segment" } else { "segments" };
        summary!("{side} ({lang}) {}: {all} {noun} = {}", path.display(), parts.join(" + "));
        for left_out in &alignment.bitext().side(side).left_out {
            eprintln!("{side} ({lang}) {}: left out: {left_out}", path.display());
        }
    }
    tell_units(memory);
    if args.min_confidence > 0.0 {
        let beads = 0..alignment.ladder().beads().len();
        let rejected = beads.filter(|&bead| memory.status(bead) == BeadStatus::Rejected);
        summary!("beads rejected below {}: {}", args.min_confidence, rejected.count());
    }
    match alignment.breaks_inside() {
        0 => {}
        breaks if args.split_inside => summary!("breaks inside segments: {breaks}, cut there"),
        breaks => summary!("breaks inside segments: {breaks}; --split-inside cuts there"),
    }
    tell_moved(alignment);
    if entries > 0 {
        let (found, confirmed) = alignment.terms();
        let percent = if found == 0 { 0.0 } else { 100.0 * confirmed as f64 / found as f64 };
        let entries = plural(entries as u64, "entry");
        eprintln!(
            "glossary: {entries}; {found} terms found in the source, {confirmed} confirmed in the target \
             ({percent:.0} %)"
        );
    }
}

/// Tells how many segments are in no unit, if no file lists them.
fn tell_left_over(args: &AlignArgs, memory: &Memory) {
    let count = |side| {
        memory.left_over(side, BeadStatus::Unaligned) + memory.left_over(side, BeadStatus::Rejected)
    };
    let left_over: usize = Side::both().into_iter().map(count).sum();
    if left_over > 0 && args.leftovers.is_none() {
        let verb = if left_over == 1 { "segment is" } else { "segments are" };
        summary!("{left_over} {verb} in no unit; --leftovers FILE lists them");
    }
}

/// Tells how many units there are, of which shapes, and how sure they are.
fn tell_units(memory: &Memory) {
    let count = memory.beads().len();
    let Some(mean) = mean_confidence(memory) else {
        summary!("units: none");
        return;
    };
    let mut shapes: BTreeMap<String, usize> = BTreeMap::new();
    for bead in memory.beads() {
        *shapes.entry(bead.cut.shape().to_string()).or_default() += 1;
    }
    let mut shapes: Vec<(usize, String)> =
        shapes.into_iter().map(|(shape, count)| (count, shape)).collect();
    shapes.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let shapes: Vec<String> =
        shapes.into_iter().map(|(count, shape)| format!("{count} x {shape}")).collect();
    summary!("units: {count} ({})", shapes.join(", "));
    summary!("mean confidence: {mean:.4}");
}

/// Tells of beads that cross others.
fn tell_moved(alignment: &Alignment) {
    let ladder = alignment.ladder();
    let beads = ladder.beads().iter().zip(ladder.moved());
    let crossing: Vec<u32> =
        beads.filter(|(_, moved)| *moved).map(|(bead, _)| bead.cut.source.start).collect();
    if let (Some(&first), Some(&last)) = (crossing.first(), crossing.last()) {
        let place = |at: u32| &alignment.bitext().source.items[at as usize].place;
        let range = match (place(first), place(last)) {
            (Place::Line(first), Place::Line(last)) => format!("lines {first} to {last}"),
            (first, last) => format!("{first} to {last}"),
        };
        let count = crossing.len();
        summary!("moved: {count} beads stand elsewhere in the target (source {range})");
    }
}
