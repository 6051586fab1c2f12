//! Aligning all documents of folders or of a list.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use mizan::aligner::{Aligner, Alignment, WeightTables};
use mizan::bitext::Side;
use mizan::format::{Export, WriteOptions};
use mizan::memory::{BeadStatus, Memory};
use mizan::unit::{Header, Meta, UnitSink};
use rayon::prelude::*;

use super::args::AlignArgs;
use super::content::Look;
use super::figures::{is_unlike, mean_confidence};
use super::listing::{Job, Listing};
use super::outputs::{LeftoversFile, Output, wants_reasons};
use super::setup::Setup;
use super::texts::TextPair;
use crate::clock::today;
use crate::files::{self, Outputs};
use crate::message::plural;
use crate::outcome::{Failure, Outcome};
use crate::output::{self, Done, Form};
use crate::progress::Progress;
use crate::sheet;
use crate::trouble::Trouble;

/// Readers of documents call themselves for what lies in each other.
const STACK: usize = 8 << 20;

/// Where the units go.
enum Place {
    /// Those of all documents in one file.
    All(PathBuf, Form),
    /// Those of each document in files of a folder, with their extensions.
    Each(PathBuf, Vec<(String, Output)>),
}

pub(super) fn run(args: &AlignArgs) -> Result<Outcome, Failure> {
    let places = places(args)?;
    let langs = args.langs();
    let (listing, setup, encoder) = std::thread::scope(|scope| {
        let encoder = scope.spawn(|| args.engine.encoder());
        let listing = Listing::read(&args.pairs, &own_files(args), langs);
        (listing, Setup::read(args), encoder.join())
    });
    let (mut listing, setup) = (listing?, setup?);
    let encoder = encoder.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?.map(Arc::new);
    let aligner = Aligner::with_encoder(encoder.clone())
        .glossary(Arc::clone(&setup.glossary))
        .weights(setup.weights.clone().unwrap_or_else(WeightTables::bundled))
        .explain(wants_reasons(args, formats(&places)));
    let threads = args.engine.threads().get();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build();
    let pool = pool.map_err(|error| Failure::input(format!("cannot start threads: {error}")))?;
    if !listing.alone.is_empty() {
        let progress = Progress::new();
        progress.stage("looking into documents without a partner");
        let (texts, encoder) = (setup.texts(), encoder.as_deref());
        let look = Look { langs, texts, encoder, aligner: &aligner };
        listing.likely = pool.install(|| look.at(&mut listing.alone));
        if args.by_content {
            listing.pair_by_content();
        }
    }
    let left = match listing.has_left() {
        true => Outcome::PartlyFailed,
        false => Outcome::Fine,
    };
    if args.dry_run {
        files::print(|out| listing.write_list(out))?;
        return Ok(left);
    }
    for line in listing.rules().iter().chain(&listing.remarks()) {
        eprintln!("{line}");
    }
    summary!("{}", listing.counts());
    if listing.jobs.is_empty() {
        return Err(Failure::input(
            "no documents are paired; --pairs LIST names pairs in a file, see --help",
        ));
    }
    let align = |job: &Job| align(args, job, &setup, &aligner);
    let files = Files::begin(args, &places, &setup)?;
    let aligned = align_all(args, &listing.jobs, &pool, &align, files)?;
    Ok(match aligned {
        Outcome::BadInput => Outcome::BadInput,
        // What was not done weighs more than what was found.
        _ => left.or(setup.outcome).or(aligned),
    })
}

/// The outputs that are asked for; checked before any work is done.
fn places(args: &AlignArgs) -> Result<Vec<Place>, Failure> {
    if args.output.is_empty() && !args.dry_run {
        return Err(Failure::usage(
            "--pairs needs --output: a file for the units of all documents, or a folder for a file each",
        ));
    }
    let mut places = Vec::new();
    let is_folder =
        |path: &Path| path.is_dir() || path.to_string_lossy().ends_with(std::path::is_separator);
    for path in &args.output {
        places.push(match is_folder(path) {
            true => {
                let tmx = ["tmx".to_owned()];
                let formats = if args.to.is_empty() { &tmx[..] } else { &args.to };
                let output = |format: &String| {
                    let format = format.trim_start_matches('.').to_ascii_lowercase();
                    let output = Output::of(&format, Path::new("--to"))?;
                    Ok((format, output))
                };
                Place::Each(path.clone(), formats.iter().map(output).collect::<Result<_, _>>()?)
            }
            false => Place::All(path.clone(), output::form(path)?),
        });
    }
    if !args.to.is_empty() && !places.iter().any(|place| matches!(place, Place::Each(..))) {
        return Err(Failure::usage("--to needs a folder for --output, such as -o OUT/"));
    }
    let files = args.output.iter().chain(&args.leftovers);
    output::check_apart(&args.glossary, files)?;
    if let Some(path) = &args.leftovers {
        sheet::form(path, &[])?;
    }
    Ok(places)
}

fn formats(places: &[Place]) -> impl Iterator<Item = Output> {
    let formats = places.iter().filter_map(|place| match place {
        Place::Each(_, formats) => Some(formats),
        Place::All(..) => None,
    });
    formats.flatten().map(|(_, output)| *output)
}

/// The files of the run that are no documents of the folders.
fn own_files(args: &AlignArgs) -> Vec<PathBuf> {
    let all = args.output.iter().chain(&args.leftovers).chain(&args.glossary);
    all.map(|path| files::identity(path)).collect()
}

/// A pair that was aligned.
struct Aligned {
    alignment: Alignment,
    memory: Memory,
}

/// Reads a pair and aligns it; with what is odd in the texts.
fn align(
    args: &AlignArgs,
    job: &Job,
    setup: &Setup,
    aligner: &Aligner,
) -> (Result<Aligned, Failure>, Vec<String>) {
    let mut remarks = Vec::new();
    let texts = TextPair { source: &job.source, target: &job.target, langs: args.langs() };
    let bitext = texts.read(setup.texts(), &mut |remark| remarks.push(remark));
    let aligned = bitext.map(|bitext| {
        let mut alignment = aligner.align_bitext(bitext);
        if args.split_inside {
            alignment = alignment.divide();
        }
        let memory = alignment.memory(args.min_confidence);
        Aligned { alignment, memory }
    });
    (aligned, remarks)
}

/// Aligns the pairs on all threads, and writes them in their order.
fn align_all(
    args: &AlignArgs,
    jobs: &[Job],
    pool: &rayon::ThreadPool,
    align: &(impl Fn(&Job) -> (Result<Aligned, Failure>, Vec<String>) + Sync),
    mut files: Files<'_>,
) -> Result<Outcome, Failure> {
    let progress = Progress::files(jobs.len() as u64);
    let align = |job: &Job| {
        let done = align(job);
        progress.add(1);
        done
    };
    let mut table = Table::default();
    for jobs in jobs.chunks(4 * pool.current_num_threads()) {
        let done: Vec<_> = pool.install(|| jobs.par_iter().map(align).collect());
        for (job, (aligned, remarks)) in jobs.iter().zip(done) {
            table.remarks.extend(remarks);
            match aligned {
                Ok(aligned) => {
                    files.add(job, &aligned)?;
                    table.add(job, &aligned);
                }
                Err(failure) => table.failed.push((job.clone(), failure.message)),
            }
        }
    }
    progress.clear();
    let written = files.finish()?;
    table.tell(args, &written);
    let mut outcome = written.outcome;
    if args.strict && table.rows.iter().any(|row| row.is_unlike) {
        outcome = outcome.or(Outcome::Findings);
    }
    let is_partly = !table.failed.is_empty() || table.rows.iter().any(|row| row.is_loss);
    match table.rows.is_empty() {
        true => Ok(Outcome::BadInput),
        false if is_partly => Ok(Outcome::PartlyFailed),
        false => Ok(outcome),
    }
}

/// The files of a run while they are written.
struct Files<'a> {
    args: &'a AlignArgs,
    options: WriteOptions,
    created: String,
    segmentation: String,
    /// The memories of all documents.
    all: Vec<output::Output>,
    each: Vec<(&'a Path, &'a [(String, Output)])>,
    leftovers: Option<LeftoversFile>,
    outputs: Outputs,
    trouble: Trouble,
    /// The units given to the memories so far.
    units: u64,
    /// How many files were written for single documents.
    single: u64,
    /// Whether one of them could not hold something.
    lost: bool,
}

/// What was written.
struct Written {
    outcome: Outcome,
    memories: Vec<(Done, String)>,
    single: u64,
}

impl<'a> Files<'a> {
    fn begin(
        args: &'a AlignArgs,
        places: &'a [Place],
        setup: &Setup,
    ) -> Result<Files<'a>, Failure> {
        args.format.check_langs(args.langs())?;
        let options = setup.write_options(args);
        let created = args.date.clone().unwrap_or_else(today);
        let segmentation = setup.segmentation();
        let header = Header {
            tool: "mizan".to_owned(),
            tool_version: env!("CARGO_PKG_VERSION").to_owned(),
            source_lang: Some(args.source_lang),
            target_lang: Some(args.target_lang),
            segmentation: segmentation.clone(),
            meta: Meta { created: created.clone(), ..Meta::default() },
        };
        let trouble = Trouble::default();
        let (mut all, mut each) = (Vec::new(), Vec::new());
        for place in places {
            match place {
                Place::All(path, form) => {
                    all.push(output::Output::create_in(*form, path, &header, &options, &trouble)?);
                }
                Place::Each(folder, formats) => each.push((folder.as_path(), &formats[..])),
            }
        }
        let leftovers = args.leftovers.as_ref();
        let leftovers =
            leftovers.map(|path| LeftoversFile::create(path, options.csv)).transpose()?;
        let outputs = Outputs::default();
        Ok(Files {
            args,
            options,
            created,
            segmentation,
            all,
            each,
            leftovers,
            outputs,
            trouble,
            units: 0,
            single: 0,
            lost: false,
        })
    }

    fn add(&mut self, job: &Job, aligned: &Aligned) -> Result<(), Failure> {
        let export = Export {
            alignment: &aligned.alignment,
            memory: &aligned.memory,
            document: &job.document,
            created: &self.created,
            segmentation: &self.segmentation,
            options: &self.options,
        };
        for mut unit in export.units() {
            self.units += 1;
            unit.number = self.units;
            for memory in &mut self.all {
                memory.unit(&unit).map_err(|error| self.trouble.explain(error))?;
            }
        }
        for (folder, formats) in &self.each {
            for (extension, output) in *formats {
                let path = place_in(folder, &job.document, extension);
                let parent = path.parent().unwrap_or(folder);
                std::fs::create_dir_all(parent)
                    .map_err(|error| files::cannot_write(parent, &files::explain(&error)))?;
                let repairs = output.write(&path, &export, self.args.langs(), &mut self.outputs)?;
                repairs.tell(&path);
                self.lost |= repairs.has_loss();
                self.single += output.files(&path, self.args.langs()).len() as u64;
            }
        }
        match &mut self.leftovers {
            Some(leftovers) => leftovers.add(&export),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> Result<Written, Failure> {
        let mut outcome = if self.lost { Outcome::PartlyFailed } else { Outcome::Fine };
        if let Some(leftovers) = self.leftovers.take() {
            outcome = outcome.or(leftovers.finish(&mut self.outputs)?);
        }
        let mut memories = Vec::new();
        for memory in self.all {
            let count = memory.count();
            memories.push((memory.finish(&mut self.outputs)?, count));
        }
        self.outputs.finish()?;
        Ok(Written { outcome: self.trouble.outcome(outcome), memories, single: self.single })
    }
}

/// The file of a document in a folder of outputs: its own name with another extension behind it, which no other document
/// has.
fn place_in(folder: &Path, document: &str, extension: &str) -> PathBuf {
    let parts = Path::new(document).components().filter_map(|part| match part {
        std::path::Component::Normal(part) => Some(part),
        _ => None,
    });
    let mut path = folder.join(parts.collect::<PathBuf>()).into_os_string();
    path.push(".");
    path.push(extension);
    path.into()
}

/// What came of each pair.
#[derive(Default)]
struct Table {
    rows: Vec<Row>,
    failed: Vec<(Job, String)>,
    remarks: Vec<String>,
}

struct Row {
    job: Job,
    sides: [Counts; 2],
    units: usize,
    mean: Option<f64>,
    is_unlike: bool,
    is_loss: bool,
    left_out: Vec<String>,
}

/// The segments of a text; the first is the sum of the others.
#[derive(Clone, Copy, Default)]
struct Counts {
    all: usize,
    unaligned: usize,
    rejected: usize,
}

impl Table {
    fn add(&mut self, job: &Job, aligned: &Aligned) {
        let Aligned { alignment, memory } = aligned;
        let sides = Side::both().map(|side| Counts {
            all: alignment.bitext().side(side).items.len(),
            unaligned: memory.left_over(side, BeadStatus::Unaligned),
            rejected: memory.left_over(side, BeadStatus::Rejected),
        });
        let left_out = Side::both().into_iter().flat_map(|side| {
            let path = if side == Side::Source { &job.source } else { &job.target };
            let left_out = alignment.bitext().side(side).left_out.iter();
            left_out.map(move |left_out| {
                (left_out.is_loss, format!("{}: left out: {left_out}", path.display()))
            })
        });
        let left_out: Vec<(bool, String)> = left_out.collect();
        self.rows.push(Row {
            job: job.clone(),
            sides,
            units: memory.beads().len(),
            mean: mean_confidence(memory),
            is_unlike: is_unlike(&alignment.memory(0.0)),
            is_loss: left_out.iter().any(|(is_loss, _)| *is_loss),
            left_out: left_out.into_iter().map(|(_, line)| line).collect(),
        });
    }

    /// Tells what came of every pair, and of all together. The counts add up.
    fn tell(&self, args: &AlignArgs, written: &Written) {
        for remark in &self.remarks {
            eprintln!("mizan: {remark}");
        }
        for line in self.rows.iter().flat_map(|row| &row.left_out) {
            eprintln!("{line}");
        }
        summary!(
            "{:>7}  {:>10}  {:>15}  {:>15}  documents",
            "units",
            "confidence",
            "left of source",
            "left of target"
        );
        for row in &self.rows {
            let mean = row.mean.map_or("-".to_owned(), |mean| format!("{mean:.4}"));
            let [source, target] =
                row.sides.map(|side| format!("{} of {}", side.unaligned + side.rejected, side.all));
            let (from, to) = (row.job.source.display(), row.job.target.display());
            summary!("{:>7}  {mean:>10}  {source:>15}  {target:>15}  {from} + {to}", row.units);
        }
        for (job, why) in &self.failed {
            eprintln!(
                "mizan: {} + {} not aligned: {why}",
                job.source.display(),
                job.target.display()
            );
        }
        for row in self.rows.iter().filter(|row| row.is_unlike) {
            eprintln!(
                "mizan: few segments surely face each other: is {} the translation of {}?",
                row.job.target.display(),
                row.job.source.display()
            );
        }
        let (aligned, failed) = (self.rows.len(), self.failed.len());
        let pairs = plural((aligned + failed) as u64, "pair");
        summary!("{pairs} = {aligned} aligned + {failed} not aligned");
        let mut left_over = 0;
        for (at, side) in Side::both().into_iter().enumerate() {
            let sum = |of: fn(&Counts) -> usize| -> usize {
                self.rows.iter().map(|row| of(&row.sides[at])).sum()
            };
            let (all, unaligned) = (sum(|c| c.all), sum(|c| c.unaligned));
            let rejected = sum(|c| c.rejected);
            left_over += unaligned + rejected;
            let mut parts =
                format!("{} in units + {unaligned} unaligned", all - unaligned - rejected);
            if args.min_confidence > 0.0 {
                parts.push_str(&format!(" + {rejected} rejected"));
            }
            let (lang, all) = (args.langs()[at], plural(all as u64, "segment"));
            summary!("{side} ({lang}): {all} = {parts}");
        }
        let units: usize = self.rows.iter().map(|row| row.units).sum();
        summary!("units: {units}");
        for (done, count) in &written.memories {
            done.tell();
            summary!("wrote {} ({count})", done.path.display());
        }
        if written.single > 0 {
            let folders: Vec<String> = (args.output.iter().filter(|path| path.is_dir()))
                .map(|path| path.display().to_string())
                .collect();
            let count = plural(written.single, "file");
            summary!("wrote {count} in {}", folders.join(", "));
        }
        if let Some(path) = &args.leftovers {
            summary!("wrote {}", path.display());
        } else if left_over > 0 {
            let verb = if left_over == 1 { "segment is" } else { "segments are" };
            summary!("{left_over} {verb} in no unit; --leftovers FILE lists them");
        }
    }
}
