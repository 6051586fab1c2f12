//! `mizan align`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use mizan::aligner::{Aligner, Alignment, WeightTable, WeightTables};
use mizan::bitext::{Bitext, Side};
use mizan::check::CheckSettings;
use mizan::format::{self, AlignmentWriter, Export};
use mizan::glossary::Glossary;
use mizan::glossary::Langs;
use mizan::memory::{BeadStatus, Memory};
use mizan::text::Place;

use crate::files::{self, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::progress::Progress;
use crate::report::{Report, just_made};
use crate::rules::{Cutter, side};
use crate::sheet;
use crate::termbase::load_all;
use crate::trouble::Repairs;

mod args;

pub(crate) use args::AlignArgs;

pub(crate) fn run(args: &AlignArgs) -> Result<Outcome, Failure> {
    let outputs = outputs(args)?;
    args.format.check_langs([args.source_lang, args.target_lang])?;
    let document = args.source.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut options = args.format.options();
    let report = |path: &PathBuf| Report::create(path, &document, options.csv);
    let findings = check_file(args).map(report).transpose()?;
    let progress = Arc::new(Progress::new());
    // The encoder loads while the texts are read; what is wrong with these is told first.
    let (inputs, encoder) = std::thread::scope(|scope| {
        let encoder = scope.spawn(|| args.engine.encoder());
        (Inputs::read(args, &progress), encoder.join())
    });
    let Inputs { glossary, mut outcome, weights, cutter, bitext } = inputs?;
    let encoder = encoder.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?.map(Arc::new);
    progress.stage("aligning");
    let mut alignment = Aligner::with_encoder(encoder.clone())
        .glossary(Arc::clone(&glossary))
        .weights(weights)
        .threads(args.engine.threads().get())
        .explain(wants_reasons(args, &outputs))
        .progress(Arc::<Progress>::clone(&progress))
        .align_bitext(bitext);
    if args.split_inside {
        alignment = alignment.divide();
    }
    progress.stage("writing");
    let memory = alignment.memory(args.min_confidence);
    let created = args.date.clone().unwrap_or_else(today);
    let segmentation = cutter.as_ref().map(Cutter::name).unwrap_or_default();
    let entries = glossary.entries.len();
    options.glossary = (entries > 0).then_some(glossary);
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
    summary(args, &alignment, &memory, entries);
    if args.check.is_some() {
        let units: Vec<_> = memory.translation_units(&document, &created).collect();
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
            "mizan: the mean confidence is low: is {} the translation of {}?",
            args.target.display(),
            args.source.display()
        );
        if args.strict {
            outcome = outcome.or(Outcome::Findings);
        }
    }
    let is_loss = |side| alignment.bitext().side(side).left_out.iter().any(|left| left.is_loss);
    Ok(if Side::both().into_iter().any(is_loss) { Outcome::PartlyFailed } else { outcome })
}

/// Whether anything that is written says why beads were chosen.
fn wants_reasons(args: &AlignArgs, outputs: &[(PathBuf, Output)]) -> bool {
    let is_jsonl = |output: &Output| matches!(output, Output::One(w) if w.format() == "jsonl");
    args.explain.is_some()
        || args.leftovers.is_some() && args.min_confidence > 0.0
        || outputs.iter().any(|(_, output)| is_jsonl(output))
}

/// Writes every output, or the memory to standard output if none is asked for. [`Outcome::PartlyFailed`] if a format could
/// not hold something of a table.
fn write_all(
    args: &AlignArgs,
    outputs: &[(PathBuf, Output)],
    export: &Export<'_>,
    set: &mut Outputs,
) -> Result<Outcome, Failure> {
    for (path, output) in outputs {
        let mut repairs = Repairs::default();
        match output {
            Output::One(writer) => set.write(path, |out| {
                repairs.add(writer.write(export, out)?);
                Ok(())
            })?,
            Output::Moses => {
                let (mut source, mut target) = (Vec::new(), Vec::new());
                let said = format::write_moses(export, &mut source, &mut target);
                repairs.add(said.map_err(|error| Failure::input(error.to_string()))?);
                for (path, text) in moses(args, path).iter().zip([source, target]) {
                    set.write(path, |out| Ok(out.write_all(&text)?))?;
                }
            }
        }
        repairs.tell(path);
    }
    let mut outcome = Outcome::Fine;
    if let Some(path) = &args.leftovers {
        let mut lost = Vec::new();
        let form = sheet::form(path, &[])?;
        set.write(path, |out| {
            lost = format::write_leftovers(export, form, out)?;
            Ok(())
        })?;
        outcome = sheet::tell(path, &lost);
    }
    if let Some(path) = &args.explain {
        set.write(path, |out| format::write_explanation(export, out))?;
    }
    if outputs.is_empty() {
        let tsv =
            format::alignment_writer("tsv").map_err(|error| Failure::usage(error.to_string()))?;
        files::print(|out| tsv.write(export, out).map(|_| ()))?;
    }
    Ok(outcome)
}

/// What a run reads, but for the encoder.
struct Inputs {
    glossary: Arc<Glossary>,
    /// Whether rows of the glossary were skipped.
    outcome: Outcome,
    weights: WeightTables,
    cutter: Option<Cutter>,
    bitext: Bitext,
}

impl Inputs {
    fn read(args: &AlignArgs, progress: &Progress) -> Result<Inputs, Failure> {
        let langs = Langs { source: args.source_lang, target: args.target_lang };
        let (glossary, outcome) = load_all(&args.glossary, langs)?;
        let weights = weights(args.weights.as_deref())?;
        let cutter = if args.segmented { None } else { Some(Cutter::new(&args.rules)?) };
        progress.stage("reading and cutting the texts");
        let bitext = Bitext {
            source: side(&args.source, args.source_lang, cutter.as_ref())?,
            target: side(&args.target, args.target_lang, cutter.as_ref())?,
        };
        check_apart(args, &bitext)?;
        check_scripts(args, &bitext)?;
        Ok(Inputs { glossary: Arc::new(glossary), outcome, weights, cutter, bitext })
    }
}

/// How a file is written.
enum Output {
    One(&'static dyn AlignmentWriter),
    /// As two files, with the languages for extensions.
    Moses,
}

/// The two files of a Moses pair.
fn moses(args: &AlignArgs, path: &Path) -> [PathBuf; 2] {
    [args.source_lang, args.target_lang].map(|lang| path.with_extension(lang.to_string()))
}

/// The files to write with their writers; checked before any work is done.
fn outputs(args: &AlignArgs) -> Result<Vec<(PathBuf, Output)>, Failure> {
    let mut outputs = Vec::new();
    for path in &args.output {
        let extension = match path.extension() {
            None if files::is_standard_output(path) => "tsv".into(),
            extension => extension.unwrap_or_default().to_string_lossy(),
        };
        if extension.eq_ignore_ascii_case("moses") {
            outputs.push((path.clone(), Output::Moses));
            continue;
        }
        let writer = format::alignment_writer(&extension).map_err(|error| {
            let what = if extension.is_empty() { "the extension names the format; " } else { "" };
            Failure::usage(format!("{}: {what}{error}, moses", path.display()))
        })?;
        outputs.push((path.clone(), Output::One(writer)));
    }
    let written = written(args);
    for path in &written {
        files::check_place(path)?;
    }
    let mut taken: Vec<PathBuf> = [&args.source, &args.target]
        .into_iter()
        .chain(&args.glossary)
        .filter(|path| !files::is_standard(path))
        .map(|path| files::identity(path))
        .collect();
    for path in written {
        let file = files::identity(&path);
        if taken.contains(&file) {
            return Err(Failure::usage(format!(
                "{}: given twice; each output needs a file of its own",
                path.display()
            )));
        }
        taken.push(file);
    }
    if let Some(path) = &args.leftovers {
        sheet::form(path, &[])?;
    }
    if let Some(path) = &args.explain
        && !files::is_standard_output(path)
        && !path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("txt"))
    {
        return Err(sheet::refused(path, &["txt"]));
    }
    Ok(outputs)
}

/// Every file a run writes, in that order.
fn written(args: &AlignArgs) -> Vec<PathBuf> {
    let is_pair = |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("moses"));
    let outputs = args.output.iter().flat_map(|path| match is_pair(path) {
        true => moses(args, path).to_vec(),
        false => vec![path.clone()],
    });
    let rest = args.leftovers.iter().chain(&args.explain).chain(check_file(args));
    outputs.chain(rest.cloned()).collect()
}

/// The file that findings go to, if it is one.
fn check_file(args: &AlignArgs) -> Option<&PathBuf> {
    args.check.as_ref().filter(|path| path.as_os_str() != "-")
}

/// The weights of a folder, or those mizan ships.
fn weights(folder: Option<&Path>) -> Result<WeightTables, Failure> {
    let Some(folder) = folder else { return Ok(WeightTables::bundled()) };
    WeightTables::from_named(|name| {
        let path = folder.join(format!("{name}.weights"));
        WeightTable::parse(&files::read_utf8(&path)?)
            .map_err(|error| Failure::input(format!("{}: {error}", path.display())))
    })
}

/// Refuses a text as its own translation.
fn check_apart(args: &AlignArgs, bitext: &Bitext) -> Result<(), Failure> {
    let texts = |side| bitext.side(side).items.iter().map(|segment| &segment.text);
    if texts(Side::Source).ne(texts(Side::Target)) {
        return Ok(());
    }
    let what = match files::identity(&args.source) == files::identity(&args.target) {
        true => format!("{}: given as the source and as its translation", args.source.display()),
        false => {
            format!("{} and {} hold the same text", args.source.display(), args.target.display())
        }
    };
    Err(Failure::input(format!("{what}; give a text and its translation")))
}

fn check_scripts(args: &AlignArgs, bitext: &Bitext) -> Result<(), Failure> {
    let fit = |side, lang| {
        let texts = bitext.side(side).items.iter().map(|segment| segment.text.as_str());
        format::fits_script(texts, lang)
    };
    let (s, t) = (args.source_lang, args.target_lang);
    match (fit(Side::Source, s), fit(Side::Target, t)) {
        (true, true) => Ok(()),
        _ if fit(Side::Source, t) && fit(Side::Target, s) && !s.same_language(t) => {
            Err(Failure::input(format!(
                "{} does not look like '{s}' nor {} like '{t}': are the files swapped? Give the '{s}' text first, \
                 or name the languages with --source-lang and --target-lang",
                args.source.display(),
                args.target.display()
            )))
        }
        (source_fits, _) => {
            let (path, lang, flag) = match source_fits {
                false => (&args.source, s, "--source-lang"),
                true => (&args.target, t, "--target-lang"),
            };
            Err(Failure::input(format!(
                "{} is not written in the script of '{lang}'; name its language with {flag}",
                path.display()
            )))
        }
    }
}

/// Tells a translator what came of the texts. The counts add up: segments in units, unaligned and rejected
/// are all the segments read.
fn summary(args: &AlignArgs, alignment: &Alignment, memory: &Memory, entries: usize) {
    let mut left_over = 0;
    for (side, lang, path) in [
        (Side::Source, args.source_lang, &args.source),
        (Side::Target, args.target_lang, &args.target),
    ] {
        let left = |status| memory.left_over(side, status);
        let (unaligned, rejected) = (left(BeadStatus::Unaligned), left(BeadStatus::Rejected));
        left_over += unaligned + rejected;
        let all = alignment.bitext().side(side).items.len();
        let mut parts = vec![
            format!("{} in units", all - unaligned - rejected),
            format!("{unaligned} unaligned"),
        ];
        if args.min_confidence > 0.0 {
            parts.push(format!("{rejected} rejected"));
        }
        let noun = if all == 1 { "segment" } else { "segments" };
        eprintln!("{side} ({lang}) {}: {all} {noun} = {}", path.display(), parts.join(" + "));
        for left_out in &alignment.bitext().side(side).left_out {
            eprintln!("{side} ({lang}) {}: left out: {left_out}", path.display());
        }
    }
    tell_units(memory);
    if args.min_confidence > 0.0 {
        let beads = alignment.ladder().beads().iter();
        let rejected = beads.filter(|bead| memory.status(bead) == BeadStatus::Rejected);
        eprintln!("beads rejected below {}: {}", args.min_confidence, rejected.count());
    }
    match alignment.breaks_inside() {
        0 => {}
        breaks if args.split_inside => eprintln!("breaks inside segments: {breaks}, cut there"),
        breaks => eprintln!("breaks inside segments: {breaks}; --split-inside cuts there"),
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
    for path in written(args) {
        eprintln!("wrote {}", path.display());
    }
    if left_over > 0 && args.leftovers.is_none() {
        let verb = if left_over == 1 { "segment is" } else { "segments are" };
        eprintln!("{left_over} {verb} in no unit; --leftovers FILE lists them");
    }
}

/// Tells how many units there are, of which shapes, and how sure they are.
fn tell_units(memory: &Memory) {
    let count = memory.beads().len();
    let Some(mean) = mean_confidence(memory) else {
        eprintln!("units: none");
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
    eprintln!("units: {count} ({})", shapes.join(", "));
    eprintln!("mean confidence: {mean:.4}");
}

/// The mean confidence of the units with four decimals, rounded down, so that only certainty shows as 1.
fn mean_confidence(memory: &Memory) -> Option<f64> {
    let count = memory.beads().len();
    let sum: f64 = memory.beads().map(|bead| f64::from(bead.confidence.get())).sum();
    (count > 0).then(|| (sum / count as f64 * 10_000.0).floor() / 10_000.0)
}

/// Whether the texts of a memory, of which no unit was rejected, look like no translations of each other.
fn is_unlike(memory: &Memory) -> bool {
    mean_confidence(memory).is_none_or(|mean| mean < 0.5)
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
        eprintln!("moved: {count} beads stand elsewhere in the target (source {range})");
    }
}

/// Midnight of today, UTC, as TMX writes it. The hour is left out so that a day's runs give the same bytes.
fn today() -> String {
    let days = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() / 86_400);
    let (year, month, day) = civil(days as i64);
    format!("{year:04}{month:02}{day:02}T000000Z")
}

/// The date of a day counted from 1970-01-01 (Hinnant, "chrono-compatible low-level date algorithms").
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_become_dates() {
        assert_eq!(civil(0), (1970, 1, 1));
        assert_eq!(civil(20_514), (2026, 3, 2));
        assert_eq!(civil(11_016), (2000, 2, 29));
    }
}
